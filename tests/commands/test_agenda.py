"""`mcu agenda`, and `mcu` alone: what burns, on one screen, in both languages, and for programs."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pytest

from mcu_cli.render.cells import columns_of
from tests.commands.test_list import MEMBERS
from tests.conftest import ROOT, StoreFolder
from tests.working_day import ACTIVE, HOSTILE, at_a_terminal, commit_count, path_of, registered

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import Finished, Mcu

HEADS = ["urgent", "overdue", "promises", "today", "unrouted", "tomorrow", "forward"]
OTHERS = ["instructions_overdue", "instructions_due", "polls_ended", "questions", "edited"]
FRIDAY = "2026-11-20T10:20:00+03:00"
# Who came when (in Moscow), how, with what words; the ids follow from the days.
CAME: tuple[tuple[str, str, str], ...] = (
    ("11-10T09:00", "--channel letter --category roads --street Лесная --to roads", "Прошу поставить светофор"),
    ("11-13T10:00", "--channel letter --category health --to health-ministry", "Не дали рецепт на лекарство"),
    ("11-13T10:10", "--channel letter", "Куда обращаться о пенсии?"),
    ("11-16T09:10", "--channel phone --street Мира --house 12 --to city-services", "Не горит фонарь во дворе"),
    ("11-16T11:10", "--channel phone --category roads --to roads", "Яма 😀😀😀 на дороге"),
    ("11-18T15:00", "--channel phone --category public-transport --to transport", "Автобус 14 не ходит"),
    ("11-18T15:10", "--channel phone --street Победы --house 100/2 --to waste-operator", "Мусор не вывезли"),
    ("11-19T14:00", "--channel phone --street Мира --house 5 --to roads", "Снег на тротуаре"),
    ("11-19T17:00", "--channel phone --street Мира --house 6 --to roads", "Гололёд"),
    ("11-19T17:21", "--channel letter", "Первое письмо без темы"),
    ("11-19T17:22", "--channel letter", "Второе письмо без темы"),
    ("11-19T17:23", "--channel letter", "Третье письмо без темы"),
    ("11-20T09:50", "--channel phone --priority urgent --street Лесная --house 1 --to roads", "Открытый люк"),
    ("11-20T10:00", "--channel urgent --street Ленина --house 45 --to housing", "Прорвало трубу"),
    ("11-20T10:05", "--channel urgent --street Ленина --house 47", "Оборван провод"),
)
ENGLISH = """\
Наш город: Friday, November 20, 2026
open: 15, overdue: 3, due today: 4

Urgent: 3
  20261120-0002  in 10 minutes            Ленина, 45: Прорвало трубу
  20261120-0003  in 15 minutes            no department: Ленина, 47: Оборван пр…
  20261120-0001  today by 14:50           Лесная, 1: Открытый люк

Overdue: 2
  20261116-0001  overdue by 3 days        Мира, 12: Не горит фонарь во дворе
  20261116-0002  overdue by 2 days        Дороги: Яма 😀😀😀 на дороге

Promised to citizens: 2
  20261118-0001  broken yesterday         Общественный транс…: Автобус 14 не хо…
  20261118-0002  promised for Monday      Победы, 100/2: Мусор не вывезли

Due today: 1
  20261119-0001  today by 14:45           Мира, 5: Снег на тротуаре

Without a department: 3
  20261119-0003  came yesterday at 17:21  Первое письмо без темы
  20261119-0004  came yesterday at 17:22  Второе письмо без темы
  20261119-0005  came yesterday at 17:23  Третье письмо без темы

Due through Monday: 1
  20261119-0002  Monday by 09:45          Мира, 6: Гололёд

Last days to send outside: 2
  20261113-0001  today by 16:30           Здравоохранение: Не дали рецепт на ле…
  20261113-0002  today by 16:30           no department: Куда обращаться о пенс…

next: mcu show 20261120-0002
"""
RUSSIAN = """\
Наш город: пятница, 20 ноября 2026 г.
в работе: 15, просрочено: 3, срок сегодня: 4

Срочные: 3
  20261120-0002  через 10 минут           Ленина, 45              Управление жилищно-ко…  Прорвало трубу
  20261120-0003  через 15 минут           Ленина, 47              не назначено            Оборван провод
  20261120-0001  сегодня до 14:50         Лесная, 1               Управление дорожного…   Открытый люк

Просроченные: 2
  20261116-0001  просрочено на 3 дня      Мира, 12                Управление городского…  Не горит фонарь во дворе
  20261116-0002  просрочено на 2 дня      Дороги                  Управление дорожного…   Яма 😀😀😀 на дороге

Обещано гражданам: 2
  20261118-0001  нарушено вчера           Общественный транспорт  Отдел транспорта        Автобус 14 не ходит
  20261118-0002  обещано на понедельник   Победы, 100/2           Региональный оператор…  Мусор не вывезли

Срок сегодня: 1
  20261119-0001  сегодня до 14:45         Мира, 5                 Управление дорожного…   Снег на тротуаре

Не назначены: 3
  20261119-0003  поступило вчера в 17:21                                                  Первое письмо без темы
  20261119-0004  поступило вчера в 17:22                                                  Второе письмо без темы
  20261119-0005  поступило вчера в 17:23                                                  Третье письмо без темы

Срок до конца понедельника: 1
  20261119-0002  в понедельник до 09:45   Мира, 6                 Управление дорожного…   Гололёд

Заканчивается срок перенаправления: 2
  20261113-0001  сегодня до 16:30         Здравоохранение         Министерство здравоох…  Не дали рецепт на лекарство
  20261113-0002  сегодня до 16:30                                 не назначено            Куда обращаться о пенсии?

дальше: mcu show 20261120-0002
"""


@pytest.fixture(scope="module")
def morning_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Name the folder of the store in which everything burns; the first test that wants it makes it."""
    return tmp_path_factory.mktemp("morning") / "store"


@pytest.fixture
def morning(mcu: Mcu, store: StoreFolder, morning_template: Path, monkeypatch: pytest.MonkeyPatch) -> StoreFolder:
    """Make a store with something under every head at FRIDAY; for reading alone, the tests share it."""
    if not morning_template.is_dir():
        for moment, options, text in CAME:
            mcu("add", *options.split(), "--text", text, now=f"2026-{moment}:00+03:00")
        for short, until in (("1118-1", "2026-11-19"), ("1118-2", "2026-11-23")):
            now = "2026-11-18T15:30:00+03:00"
            mcu("answer", short, "--interim", "--text", "Разбираемся.", now=now)
            mcu("defer", short, "--until", until, "--reason", "Машина в ремонте.", now=now)
        store.root.rename(morning_template)
    monkeypatch.chdir(morning_template)
    monkeypatch.setenv("MCU_NOW", FRIDAY)
    return StoreFolder(morning_template)


def ids_of(section: list[dict[str, Any]]) -> list[str]:
    return [one["id"] for one in section]


def headings(finished: Finished) -> list[str]:
    """Return the lines that are neither rows nor blank, without the frame of three."""
    return [line for line in finished.stdout.splitlines()[2:-1] if line and not line.startswith(" ")]


@pytest.mark.parametrize(("language", "width", "page"), [("en", "80", ENGLISH), ("ru", "120", RUSSIAN)])
def test_the_morning_is_one_page(
    mcu: Mcu, morning: StoreFolder, monkeypatch: pytest.MonkeyPatch, language: str, width: str, page: str
) -> None:
    monkeypatch.setenv("MCU_LANG", language)
    monkeypatch.setenv("COLUMNS", width)
    shown = mcu("agenda")
    assert (shown.stdout, shown.stderr) == (page, "")
    assert mcu().stdout == page
    assert max(map(columns_of, page.splitlines())) <= int(width)
    assert morning.git("status", "--porcelain") == ""
    assert commit_count(morning) == 1 + len(CAME) + 4


@pytest.mark.parametrize(("columns", "lines"), [(80, 24), (120, 40), (100, 12), (60, 30)])
@pytest.mark.parametrize("language", ["en", "ru"])
def test_on_a_terminal_it_is_one_screen(morning: StoreFolder, columns: int, lines: int, language: str) -> None:
    code, shown = at_a_terminal(
        cwd=morning.root, env={"COLUMNS": str(columns), "LINES": str(lines), "MCU_LANG": language}
    )
    assert code == 0
    screen = shown.replace("\r", "").splitlines()
    assert len(screen) <= lines - 1  # the prompt of the shell stands below
    assert max(map(columns_of, screen)) <= columns
    if lines == 40 and language == "ru":
        assert screen == RUSSIAN.splitlines()
    titles = [line for line in screen[2:-1] if line and not line.startswith(" ")]
    assert [re.findall(r": (\d+)", title)[0] for title in titles] == ["3", "2", "2", "1", "3", "1", "2"]
    assert screen[-1].endswith(": mcu show 20261120-0002")


def test_a_small_screen_says_where_the_rest_is(morning: StoreFolder) -> None:
    _code, shown = at_a_terminal("agenda", cwd=morning.root, env={"COLUMNS": "80", "LINES": "16"})
    assert shown.replace("\r", "").splitlines()[2:-2] == [
        "Urgent: 3",
        "  20261120-0002  in 10 minutes      Ленина, 45: Прорвало трубу",
        "    and 2 more: mcu list open urgent",
        "Overdue: 2",
        "  20261116-0001  overdue by 3 days  Мира, 12: Не горит фонарь во дворе",
        "  20261116-0002  overdue by 2 days  Дороги: Яма 😀😀😀 на дороге",
        "Promised to citizens: 2  mcu list open promised:..2026-11-23",
        "Due today: 1  mcu list today",
        "Without a department: 3  mcu list open unrouted",
        "Due through Monday: 1  mcu list due:tomorrow..2026-11-23",
        "Last days to send outside: 2  mcu agenda --limit 50",
    ]


def test_colours_are_shown_where_a_terminal_takes_them(
    mcu: Mcu, morning: StoreFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("NO_COLOR")
    assert "\x1b" not in mcu("agenda").stdout
    _code, shown = at_a_terminal("agenda", cwd=morning.root, env={"TERM": "xterm", "COLUMNS": "80", "LINES": "50"})
    assert "\x1b[31moverdue by 3 days      \x1b[0m" in shown
    assert "\x1b[1mDue today: 1\x1b[0m" in shown
    _code, shown = at_a_terminal("agenda", cwd=morning.root, env={"TERM": "dumb"})
    assert "\x1b" not in shown


def test_programs_get_all_of_it(mcu: Mcu, morning: StoreFolder) -> None:
    envelope = mcu("agenda", "--json").envelope
    assert envelope["problems"] == []
    data = envelope["data"]
    assert list(data) == ["municipality", "now", "day", "until", "totals", "counts", *HEADS, *OTHERS]
    assert (data["municipality"], data["now"], data["day"]) == ("Наш город", FRIDAY, "working")
    assert data["until"] == "2026-11-23"
    assert data["totals"] == {"appeals": 15, "open": 15, "overdue": 3, "due_today": 4}
    assert data["counts"] == dict(zip([*HEADS, *OTHERS], [3, 2, 2, 1, 3, 1, 2, *[0] * 5], strict=True))
    assert {head: len(data[head]) for head in data["counts"]} == data["counts"]
    shown = re.findall(r"^  (\d{8}-\d{4}) ", ENGLISH, re.MULTILINE)
    assert [name for head in HEADS for name in ids_of(data[head])] == shown
    listed = {one["id"]: one for one in mcu("list", "--json").data}
    for head in HEADS:
        for one in data[head]:
            assert {**listed[one["id"]], **{name: one[name] for name in ("clock", "moment", "late")}} == one
    told = {head: [(one["clock"], one["moment"], one["late"]) for one in data[head]] for head in HEADS}
    assert told["urgent"][0] == ("first", "2026-11-20T10:30:00+03:00", False)
    assert told["overdue"][0] == ("first", "2026-11-17T09:55:00+03:00", True)
    assert told["promises"] == [("promised", None, True), ("promised", None, False)]
    assert told["forward"][0] == ("forward", "2026-11-20T16:30:00+03:00", False)
    assert told["unrouted"][0] == ("registered", "2026-11-19T17:21:00+03:00", False)
    assert set(MEMBERS) <= set(data["urgent"][0])
    assert morning.git("status", "--porcelain") == ""


def test_the_limit_is_of_each_section_and_counts_stay(mcu: Mcu, morning: StoreFolder) -> None:
    data = mcu("agenda", "--json", "--limit", "1").data
    assert {head: len(data[head]) for head in HEADS} == dict.fromkeys(HEADS, 1)
    assert sum(data["counts"].values()) == 14
    shown = mcu("agenda", "-n", "1").stdout
    assert len(re.findall(r"^  \d{8}-\d{4} ", shown, re.MULTILINE)) == 7
    assert "Urgent: 3\n" in shown
    assert "    and 2 more: mcu list open urgent\n" in shown
    assert mcu("agenda", "--limit", "100").stdout == mcu("agenda").stdout
    assert "at least 1" in mcu("agenda", "--limit", "0", code=2).stderr
    assert morning.git("status", "--porcelain") == ""


def test_the_command_beside_a_section_lists_what_it_holds(mcu: Mcu, morning: StoreFolder) -> None:
    data = mcu("agenda", "--json").data
    commands = re.findall(r"and \d+ more: mcu (.+)$", mcu("agenda", "--limit", "1").stdout, re.MULTILINE)
    listing = [shlex.split(command) for command in commands if command.startswith("list ")]
    assert len(listing) == 4  # one appeal alone needs no command
    by_command = dict(zip(("urgent", "overdue", "promises", "unrouted"), listing, strict=True))
    for head, arguments in by_command.items():
        assert set(ids_of(data[head])) <= set(mcu(*arguments, "--ids").stdout.split())
    due = mcu("list", "due:tomorrow..2026-11-23", "--ids").stdout.split()
    assert set(ids_of(data["tomorrow"])) <= set(due)
    assert set(ids_of(data["today"])) <= set(mcu("list", "today", "--ids").stdout.split())
    assert morning.git("status", "--porcelain") == ""


def test_the_totals_are_those_of_the_lists(mcu: Mcu, morning: StoreFolder) -> None:
    for now in (FRIDAY, "2026-11-21T12:00:00+03:00", "2026-11-23T09:00:00+03:00", "2026-12-31T23:59:59+03:00"):
        totals = mcu("agenda", "--json", now=now).data["totals"]
        assert totals["open"] == len(mcu("list", "open", "--ids", now=now).stdout.split())
        assert totals["overdue"] == len(mcu("list", "overdue", "--ids", now=now).stdout.split())
        assert totals["due_today"] == len(mcu("list", "today", "-overdue", "--ids", now=now).stdout.split())
    assert morning.git("status", "--porcelain") == ""


@pytest.mark.parametrize(
    ("now", "day", "tomorrow"),
    [
        ("2026-11-19T09:00:00+03:00", "Thursday, November 19, 2026", "Due tomorrow: 1"),
        ("2026-11-20T09:00:00+03:00", "Friday, November 20, 2026", "Due through Monday: 1"),
        ("2026-11-21T09:00:00+03:00", "Saturday, November 21, 2026, a day off", "Due through Monday: 1"),
        ("2026-11-22T09:00:00+03:00", "Sunday, November 22, 2026, a day off", "Due tomorrow: 1"),
        ("2026-11-03T09:00:00+03:00", "Tuesday, November 3, 2026, a short working day", "Due through Thursday: 1"),
        ("2026-12-30T09:00:00+03:00", "Wednesday, December 30, 2026", "Due through 2027-01-11: 1"),
        ("2024-04-27T09:00:00+03:00", "Saturday, April 27, 2024, a working day", "Due through Thursday: 1"),
        ("2025-11-01T09:00:00+03:00", "Saturday, November 1, 2025, a short working day", "Due through Wednesday: 1"),
    ],
)
def test_tomorrow_lasts_to_the_end_of_the_next_working_day(
    mcu: Mcu, store: StoreFolder, now: str, day: str, tomorrow: str
) -> None:
    # A mail has its first answer due at the same time of the next working day.
    registered(mcu, "Когда отключат воду?", "--to", "housing", channel="mail", now=now)
    shown = mcu("agenda", now=now)
    assert shown.stdout.splitlines()[0] == f"Наш город: {day}"
    assert headings(shown) == [tomorrow]
    assert mcu("agenda", "--json", now=now).data["tomorrow"][0]["clock"] == "first"
    assert commit_count(store) == 2


# A closure is a year at most: it takes several of them to leave no working day in a year before and after.
CLOSED = "days_off: ['2026-01-01..2026-12-31', '2027-01-01..2027-12-31', '2025-01-01..2025-12-31']"


def closed_for_years(store: StoreFolder) -> None:
    """Let the calendar of the store have no working day from 2025 to 2027."""
    path = store.root / "departments.yaml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("days_off: []", CLOSED), encoding="utf-8", newline="\n")
    assert CLOSED in path.read_text(encoding="utf-8")
    store.git("commit", "--quiet", "--all", "--message", "by hand")


def test_what_burns_is_seen_though_the_calendar_is_closed(mcu: Mcu, store: StoreFolder) -> None:
    appeal_id = registered(mcu, "Прорвало трубу", channel="urgent")
    closed_for_years(store)
    shown = mcu("agenda")
    assert "Urgent: 1" in shown.stdout
    assert appeal_id in shown.stdout
    assert "no working day in the year before or after 2026-11-20" in shown.stderr
    envelope = mcu("agenda", "--json").envelope
    assert envelope["data"]["until"] == "2026-11-21"  # the next day, where there is no working one
    assert [(one["level"], "no working day" in one["message"]) for one in envelope["problems"]] == [("warning", True)]


def test_what_was_sent_outside_need_not_be_sent_again(mcu: Mcu, store: StoreFolder) -> None:
    came, now = "2026-11-13T10:00:00+03:00", "2026-11-20T10:20:00+03:00"
    one, other = (registered(mcu, text, channel="letter", now=came) for text in ("Не дали рецепт", "О пенсии"))
    for appeal_id in (one, other):
        mcu("assign", appeal_id, "--to", "health-ministry", now=came)
    assert ids_of(mcu("agenda", "--json", now=now).data["forward"]) == [one, other]
    said = ("--control", "--notified", "2026-11-16", "--reason", "Не наше.")
    mcu("forward", one, "--to", "Министерство здравоохранения", *said, now="2026-11-16T10:00:00+03:00")
    assert ids_of(mcu("agenda", "--json", now=now).data["forward"]) == [other]
    assert commit_count(store) == 6


def test_a_store_without_appeals_says_so(mcu: Mcu, store: StoreFolder) -> None:
    shown = mcu("agenda")
    assert shown.stdout.splitlines()[1:] == [
        "open: 0, overdue: 0, due today: 0",
        "",
        "Nothing burns: there are no appeals yet; `mcu import` and `mcu add` take them in.",
        "",
        "next: mcu add",
    ]
    assert mcu("agenda", "--json").data["counts"] == dict.fromkeys([*HEADS, *OTHERS], 0)
    assert store.git("status", "--porcelain") == ""


def test_where_nothing_burns_that_is_said(mcu: Mcu, store: StoreFolder) -> None:
    registered(mcu, "Прошу поставить светофор.", "--to", "roads", channel="letter")
    said = mcu("agenda").stdout.splitlines()
    assert said[3] == (
        "Nothing burns: nothing is overdue or due by the end of the next working day, all have a department."
    )
    assert said[-1] == "next: mcu list open --sort due"
    mcu("answer", "1", "--outcome", "explained", "--text", "Поставим.")
    said = mcu("agenda").stdout.splitlines()
    assert said[3:] == ["Nothing burns: no appeal is open.", "", "next: mcu list"]
    assert commit_count(store) == 3


def test_what_was_changed_by_hand_stands_at_the_end(mcu: Mcu, store: StoreFolder) -> None:
    appeal_id = registered(mcu, "Прошу поставить светофор.", "--to", "roads", channel="letter")
    path = store.root / path_of(appeal_id)
    path.write_text(path.read_text(encoding="utf-8").replace("светофор", "знак"), encoding="utf-8")
    with (store.root / "departments.yaml").open("a", encoding="utf-8") as departments:
        departments.write("# правка\n")
    stranger = store.root / "appeals" / "\x1b[31mчужой.yaml"
    stranger.write_text("", encoding="utf-8")
    shown = mcu("agenda")
    assert shown.stdout.splitlines()[3:] == [
        "Changed by hand, not on record: 3",
        "  appeals/<U+001B>[31mчужой.yaml",
        f"  {path_of(appeal_id)}",
        "  departments.yaml",
        "",
        "next: mcu record --dry-run",
    ]
    assert shown.stderr == ""  # that the registry is not in force is said by the section
    data = mcu("agenda", "--json", "-n", "2").data
    assert data["counts"]["edited"] == 3
    assert data["edited"] == [
        {"path": "appeals/\x1b[31mчужой.yaml", "id": None},
        {"path": path_of(appeal_id), "id": appeal_id},
    ]
    assert "and 1 more: mcu record --dry-run" in mcu("agenda", "-n", "2").stdout
    stranger.unlink()
    mcu("record")
    assert "Nothing burns" in mcu("agenda").stdout


def test_a_file_that_cannot_be_read_is_named_to_programs(mcu: Mcu, store: StoreFolder) -> None:
    appeal_id = registered(mcu)
    (store.root / path_of(appeal_id)).write_text("id: [", encoding="utf-8")
    store.git("commit", "--quiet", "--all", "--message", "by hand")
    finished = mcu("agenda", "--json")
    assert [problem["file"] for problem in finished.envelope["problems"]] == [path_of(appeal_id)]
    assert finished.data["totals"]["appeals"] == 0
    assert "cannot be read" in finished.stderr


@pytest.mark.parametrize("arguments", [("agenda",), ("agenda", "--json"), ()])
def test_text_of_strangers_reaches_no_pipe_raw(mcu: Mcu, store: StoreFolder, arguments: tuple[str, ...]) -> None:
    registered(mcu, HOSTILE, "--street", HOSTILE, channel="urgent")
    registered(mcu, HOSTILE, "--settlement", HOSTILE)
    finished = mcu(*arguments)
    assert "красный" in finished.stdout
    assert not set(ACTIVE) & set(finished.stdout + finished.stderr)
    assert commit_count(store) == 3


@pytest.mark.parametrize("columns", ["80", "200"])
def test_text_of_strangers_reaches_no_terminal_raw(mcu: Mcu, store: StoreFolder, columns: str) -> None:
    registered(mcu, HOSTILE, channel="urgent")
    code, shown = at_a_terminal("agenda", cwd=store.root, env={"COLUMNS": columns, "LINES": "24"})
    assert code == 0
    assert not set(ACTIVE) & set(shown)
    assert "<U+001B>[31mкрасный<U+001B>[0m" in shown
    assert ("[bold]жирный[/bold]" in shown) is (columns == "200")  # no markup: as it was written
    assert all(columns_of(line) <= int(columns) for line in shown.replace("\r", "").splitlines())


def test_mcu_alone_is_the_agenda_of_the_store_that_is_named_or_around(
    mcu: Mcu, store: StoreFolder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    registered(mcu, channel="urgent")
    page = mcu("agenda").stdout
    assert "Urgent: 1" in page
    (store.root / "appeals" / "2026").is_dir()
    assert mcu(cwd=store.root / "appeals" / "2026").stdout == page
    assert mcu("--store", store.root, cwd=tmp_path).stdout == page
    monkeypatch.setenv("MCU_STORE", str(store.root))
    assert mcu(cwd=tmp_path).stdout == page
    monkeypatch.setenv("MCU_STORE", str(tmp_path))
    assert "there is no store here" in mcu(code=3, cwd=tmp_path).stderr
    assert "is not a folder" in mcu("--store", tmp_path / "nowhere", code=2).stderr
    assert commit_count(store) == 2


def test_mcu_alone_ends_with_a_word_that_it_does_not_know(mcu: Mcu, store: StoreFolder) -> None:
    assert "there is no command frob" in mcu("frob", code=2).stderr
    assert store.git("status", "--porcelain") == ""


def test_mcu_alone_loads_neither_rich_nor_tables(mcu: Mcu, morning: StoreFolder) -> None:
    mcu("agenda")  # the calendar of the year is kept
    script = (
        "import sys; sys.argv = ['mcu']; from mcu_cli.main import main\n"
        "try: main()\nexcept SystemExit: sys.stderr.write(' '.join(sys.modules))"
    )
    started = subprocess.run(
        [sys.executable, "-c", script],
        cwd=morning.root,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        check=True,
        capture_output=True,
        encoding="utf-8",
    )
    loaded = {module.split(".")[0] for module in started.stderr.split()}
    assert "mcu_cli" in loaded
    assert loaded & {"rich", "tabulate", "holidays", "jinja2", "dateutil", "Stemmer", "pydantic"} == set()


# --- What waits in the ledgers


@pytest.fixture
def ledgers(mcu: Mcu, store: StoreFolder) -> StoreFolder:
    """Make a store whose ledgers have something that is late, something due and something that waits."""
    early = "2026-11-02T10:00:00+03:00"
    add = ("instruct", "add", "--to", "roads", "--text")
    mcu(*add, "Осветить улицу Мира", "--until", "2026-11-17", now=early)
    mcu(*add, "Убрать снег", "--until", "2026-11-23", now=early)
    mcu(*add, "Покрасить ограду", "--until", "2026-11-20", now=early)
    mcu(*add, "Посадить деревья", "--until", "2026-11-24", now=early)
    mcu("poll", "add", "Где быть катку?", "--option", "Парк", "--option", "Сквер", "--to", "2026-11-15", now=early)
    return store


def test_instructions_and_polls_that_wait_stand_below_the_appeals(mcu: Mcu, ledgers: StoreFolder) -> None:
    assert mcu("agenda", now=FRIDAY).stdout.splitlines()[2:] == [
        "",
        "Instructions overdue: 1",
        f"  I-2026-0001  overdue by 3 days      {'':22}  Управление дорожного…   Осветить улицу Мира",
        "",
        "Instructions due soon: 2",
        f"  I-2026-0003  due today              {'':22}  Управление дорожного…   Покрасить ограду",
        f"  I-2026-0002  due 2026-11-23         {'':22}  Управление дорожного…   Убрать снег",
        "",
        "Polls that are over, without a result: 1",
        f"  P-2026-0001  over since 2026-11-15  {'':22}  {'':22}  Где быть катку?",
        "",
        "next: mcu instruct show I-2026-0001",
    ]
    assert ledgers.git("status", "--porcelain") == ""


def test_programs_get_what_waits_in_the_ledgers(mcu: Mcu, ledgers: StoreFolder) -> None:
    data = mcu("agenda", "--json", "--limit", "1", now=FRIDAY).data
    assert [data["counts"][name] for name in OTHERS] == [1, 2, 1, 0, 0]
    assert data["instructions_overdue"] == [
        {"id": "I-2026-0001", "due": "2026-11-17", "department": "roads", "text": "Осветить улицу Мира"}
    ]
    assert [one["id"] for one in data["instructions_due"]] == ["I-2026-0003"]
    assert data["polls_ended"] == [
        {"id": "P-2026-0001", "due": "2026-11-15", "department": None, "text": "Где быть катку?"}
    ]
    assert ledgers.git("status", "--porcelain") == ""


def test_the_commands_that_the_agenda_names_show_what_it_counts(mcu: Mcu, ledgers: StoreFolder) -> None:
    assert mcu("instruct", "list", "--overdue", "--ids", now=FRIDAY).stdout.split() == ["I-2026-0001"]
    assert "I-2026-0002" in mcu("instruct", "list", now=FRIDAY).stdout
    assert "no result yet" in mcu("poll", "list", now=FRIDAY).stdout
    mcu("instruct", "done", "1", now=FRIDAY)
    mcu("poll", "result", "1", "--participants", "5", now=FRIDAY)
    shown = mcu("agenda", now=FRIDAY).stdout
    assert "Instructions overdue" not in shown
    assert "Polls" not in shown
    assert shown.endswith("next: mcu instruct show I-2026-0003\n")
    assert commit_count(ledgers) == 8


def test_questions_of_receptions_wait_until_they_are_settled(mcu: Mcu, store: StoreFolder) -> None:
    held = "2026-11-16T10:00:00+03:00"
    mcu("reception", "add", "--form", "field", "--name", "Сидоров Пётр", "--question", "Когда починят крышу?", now=held)
    shown = mcu("agenda", now=FRIDAY).stdout
    assert "Questions from receptions, not settled: 1" in shown
    assert "R-2026-0001  overdue by" in shown
    assert "Сидоров" not in shown
    assert shown.endswith("next: mcu reception show R-2026-0001\n")
    (one,) = mcu("agenda", "--json", now=FRIDAY).data["questions"]
    assert (one["id"], one["number"], one["day"], one["late"]) == ("R-2026-0001", 1, "2026-11-16", True)
    mcu("reception", "appeal", "R-2026-0001", "1", now=FRIDAY)
    assert mcu("agenda", "--json", now=FRIDAY).data["questions"] == []
    assert store.git("status", "--porcelain") == ""
