"""`mcu list`: every filter, order, columns, and the forms for programs."""

from __future__ import annotations

import csv
import io
import os
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from tests.conftest import ROOT, StoreFolder
from tests.working_day import (
    ACTIVE,
    FIRST,
    HOSTILE,
    SECOND,
    THIRD,
    at_a_terminal,
    commit_count,
    registered,
)

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import Mcu

FOURTH, FIFTH = "20261121-0001", "20261123-0001"
ALL = [FIRST, SECOND, THIRD, FOURTH, FIFTH]
# Documented for programs: DESIGN of the store asks for the first seven, the rest is in docs/cli.md.
MEMBERS = [
    "id", "status", "open", "channel", "network", "category", "topic", "department", "executor", "priority", "kind",
    "received", "registered", "due", "first_answer", "handled", "closed", "promised", "escalation", "outcome",
    "rating", "duplicate_of", "part_of", "system", "key", "url", "author", "place", "tags", "text",
]  # fmt: skip


@pytest.fixture(scope="module")
def week_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Name the folder of the store with a week of appeals; the first test that wants one makes it."""
    return tmp_path_factory.mktemp("week") / "store"


@pytest.fixture
def week(mcu: Mcu, store: StoreFolder, week_template: Path, monkeypatch: pytest.MonkeyPatch) -> StoreFolder:
    """Make a store with five appeals of three days, in five statuses; for reading alone, the tests share it."""
    if not week_template.is_dir():
        registered(mcu, "Яма на дороге у школы.", "--category", "roads", "--street", "Лесная", "--house", "7")
        registered(
            mcu, "Не горит фонарь. Ещё и темно!", "--category", "roads/snow", "--priority", "high", channel="letter"
        )
        registered(mcu, "Прорвало трубу.", "--category", "housing", "--to", "housing", channel="urgent")
        registered(mcu, "Снег не убран.", "--name", "Снегов С. С.", now="2026-11-21T10:00:00+03:00")
        registered(mcu, "Спасибо за каток.", "--kind", "thanks", now="2026-11-23T10:00:00+03:00")
        for command in (
            f"assign {FIRST} --to roads --executor Сидоров",
            f"answer {FIRST} --interim --text Передано.",
            f"answer {SECOND} --outcome resolved --text Исправлено.",
            f"defer {FOURTH} --until 2026-12-10 --reason Весной.",
            f"close {FIFTH} --outcome explained",
        ):
            mcu(*command.split(), now="2026-11-24T12:00:00+03:00")
        store.root.rename(week_template)
    monkeypatch.chdir(week_template)
    return StoreFolder(week_template)


def ids(mcu: Mcu, *options: str, now: str | None = None) -> list[str]:
    """Return the ids that `mcu list` gives."""
    return mcu("list", "--ids", *options, now=now).stdout.split()


@pytest.mark.parametrize(
    ("options", "wanted"),
    [
        ((), ALL),
        (("--status", "new"), []),
        (("--status", "assigned"), [THIRD]),
        (("--status", "answered"), [FIRST, SECOND]),
        (("-s", "deferred", "-s", "closed"), [FOURTH, FIFTH]),
        (("--open",), [FIRST, THIRD, FOURTH]),
        (("--category", "roads"), [FIRST, SECOND]),
        (("--category", "roads/snow"), [SECOND]),
        (("-c", "roads/snow", "-c", "housing"), [SECOND, THIRD]),
        (("--category", "Дороги"), [FIRST, SECOND]),
        (("--category", "waste"), []),
        (("--department", "housing"), [THIRD]),
        (("--department", "УЖКХ", "-d", "roads"), [FIRST, THIRD]),
        (("--department", "Сидоров"), [FIRST]),
        (("--channel", "letter"), [SECOND]),
        (("--channel", "letter", "--channel", "urgent"), [SECOND, THIRD]),
        (("--network", "vk"), []),
        (("--priority", "high"), [SECOND]),
        (("-p", "high", "-p", "urgent"), [SECOND, THIRD]),
        (("--from", "2026-11-21"), [FOURTH, FIFTH]),
        (("--to", "21.11.2026"), [FIRST, SECOND, THIRD, FOURTH]),
        (("--from", "2026-11-21", "--to", "2026-11-21"), [FOURTH]),
        (("--from", "tomorrow"), [FOURTH, FIFTH]),
        (("--from", "1990-01-01", "--to", "2199-12-31"), ALL),
        (("--open", "--channel", "phone", "ДОРОГА"), [FIRST]),
        (("фонари",), [SECOND]),
        (("еще",), [SECOND]),
        (("трубы", "прорвало"), [THIRD]),
        (("трубы", "фонари"), []),
        (("снегов",), [FOURTH]),
        (("лесной", "7"), [FIRST]),
        (("передано",), [FIRST]),
        (("весна",), [FOURTH]),
        (("?!",), []),
        (("--limit", "2"), [FIRST, SECOND]),
        (("--limit", "0"), []),
        (("--reverse", "-n", "2"), [FIFTH, FOURTH]),
    ],
)  # fmt: skip
def test_filters_choose(mcu: Mcu, week: StoreFolder, options: tuple[str, ...], wanted: list[str]) -> None:
    assert ids(mcu, *options, "--sort", "id") == wanted
    assert commit_count(week) == 11


@pytest.mark.parametrize(
    ("moment", "overdue"),
    [
        ("2026-11-20T16:29:59+03:00", []),
        ("2026-11-20T16:30:01+03:00", [THIRD]),  # the urgent line: a first answer within 30 minutes
        ("2026-11-24T13:00:00+03:00", [THIRD, FOURTH]),
        ("2026-12-01T17:44:59+03:00", [THIRD, FOURTH]),
        ("2026-12-01T17:45:01+03:00", [THIRD, FOURTH]),  # an interim answer started the final clock of the first anew
        ("2026-12-03T17:45:00+03:00", [THIRD, FOURTH]),
        ("2026-12-03T17:45:01+03:00", [FIRST, THIRD, FOURTH]),
    ],
)
def test_overdue_is_open_and_past_a_due_moment(mcu: Mcu, week: StoreFolder, moment: str, overdue: list[str]) -> None:
    listed = mcu("list", "--json", now=moment).data
    assert ids(mcu, "--overdue", "--sort", "id", now=moment) == overdue
    assert {one["id"] for one in listed if one["open"]} >= set(overdue)
    table = mcu("list", "--sort", "id", now=moment).stdout
    marked = [line.split()[0] for line in table.splitlines() if "  ! 20" in line]
    assert marked == overdue
    assert [one for one in ALL if "OVERDUE" in mcu("show", one, now=moment).stdout] == overdue
    assert week.git("status", "--porcelain") == ""


@pytest.mark.parametrize(
    ("sort", "order"),
    [
        ("id", ALL),
        ("received", [THIRD, FIRST, SECOND, FOURTH, FIFTH]),  # above all the urgent line
        ("registered", [THIRD, FIRST, SECOND, FOURTH, FIFTH]),
        ("status", [THIRD, FIRST, SECOND, FIFTH, FOURTH]),
        ("priority", [THIRD, SECOND, FIRST, FOURTH, FIFTH]),
        ("department", [THIRD, SECOND, FOURTH, FIFTH, FIRST]),
        ("category", [THIRD, FOURTH, FIFTH, FIRST, SECOND]),
        ("due", [THIRD, FOURTH, FIRST, SECOND, FIFTH]),  # where no clock runs, at the end
    ],
)
def test_lists_are_sorted(mcu: Mcu, week: StoreFolder, sort: str, order: list[str]) -> None:
    assert ids(mcu, "--sort", sort) == order
    assert sorted(ids(mcu, "--sort", sort, "--reverse")) == sorted(order)
    assert week.git("status", "--porcelain") == ""


@pytest.mark.parametrize(
    ("options", "order"),
    [
        ((), [THIRD, FIRST, SECOND, FOURTH, FIFTH]),
        (("--reverse",), [THIRD, FIFTH, FOURTH, SECOND, FIRST]),
        (("--sort", "id", "--reverse"), [FIFTH, FOURTH, THIRD, SECOND, FIRST]),
        (("--limit", "2"), [THIRD, FIRST]),
        (("--limit", "1"), [THIRD]),
        (("--limit", "0"), []),
        (("--sort", "id", "--limit", "2"), [FIRST, SECOND]),
        (("-channel:urgent",), [FIRST, SECOND, FOURTH, FIFTH]),
        (("-open",), [SECOND, FIFTH]),
        (("channel:urgent", "or", "department:roads"), [THIRD, FIRST]),
    ],
)
def test_the_urgent_line_stands_above_all_but_where_the_order_of_ids_is_asked_for(
    mcu: Mcu, week: StoreFolder, options: tuple[str, ...], order: list[str]
) -> None:
    assert ids(mcu, *options) == order
    objects = mcu("list", "--json", *options)
    assert [one["id"] for one in objects.data] == order
    rows = csv.DictReader(io.StringIO(mcu("list", "--csv", *options).stdout), delimiter=";")
    assert [row["id"] for row in rows] == order
    assert week.git("status", "--porcelain") == ""


def test_what_the_urgent_line_has_done_stands_with_the_others(mcu: Mcu, store: StoreFolder) -> None:
    registered(mcu)
    for _each in range(2):
        registered(mcu, "Прорвало трубу.", channel="urgent")
    assert ids(mcu) == [SECOND, THIRD, FIRST]
    mcu("answer", SECOND, "--outcome", "resolved", "--text", "Исправлено.")
    assert ids(mcu) == [THIRD, FIRST, SECOND]
    assert mcu("list", "--limit", "1").stderr == "1 of 3 appeals; --limit shows more\n"
    assert commit_count(store) == 5


@pytest.mark.parametrize(
    ("options", "code"),
    [
        (("--category", "roda"), 3),
        (("--department", "nobody"), 3),
        (("--status", "lost"), 2),
        (("--sort", "size"), 2),
        (("--columns", "id,size"), 2),
        (("--limit", "-1"), 2),
        (("--from", "someday"), 2),
        (("--to", "9999-12-31"), 2),
        (("--from", "2026-11-21", "--to", "2026-11-20"), 2),
        (("--ids", "--csv"), 2),
        (("--csv", "--json"), 2),
    ],
)
def test_a_filter_that_cannot_be_meant_is_said(
    mcu: Mcu, week: StoreFolder, options: tuple[str, ...], code: int
) -> None:
    assert mcu("list", *options, code=code).stderr.startswith("mcu: ")
    assert week.git("status", "--porcelain") == ""


def test_the_table_has_headings_and_says_how_many(mcu: Mcu, week: StoreFolder) -> None:
    finished = mcu("list", "--limit", "2", "--sort", "id")
    heading, *rows = finished.stdout.splitlines()
    assert [name.strip() for name in heading.split("  ") if name] == [
        "id", "status", "first answer due", "final answer due", "category", "department", "text",
    ]  # fmt: skip
    assert [row.split()[0] for row in rows] == [FIRST, SECOND]
    assert "interim answer" in rows[0]
    assert finished.stderr == "2 of 5 appeals; --limit shows more\n"
    assert mcu("list", "--status", "new").stdout == ""
    assert commit_count(week) == 11


def test_columns_are_chosen(mcu: Mcu, week: StoreFolder) -> None:
    finished = mcu("list", "--columns", "id, place,author", "--limit", "1", "--sort", "id")
    assert finished.stdout.splitlines()[0].split() == ["id", "place", "author"]
    assert "Лесная, 7" in finished.stdout
    heading = mcu("list", "--columns", "all").stdout.splitlines()[0]
    assert {"rating", "handled", "executor", "district"} <= set(heading.split())
    assert commit_count(week) == 11


def test_objects_for_programs_have_all_members_always(mcu: Mcu, week: StoreFolder) -> None:
    envelope = mcu("list", "--json").envelope
    assert list(envelope) == ["mcu", "data", "problems"]
    assert envelope["problems"] == []
    assert [list(one) for one in envelope["data"]] == [MEMBERS] * 5
    fourth = envelope["data"][3]
    assert (fourth["status"], fourth["open"], fourth["promised"]) == ("deferred", True, "2026-12-10")
    assert fourth["due"] == {
        "register": None,
        "route": "2026-11-23T10:30:00+03:00",
        "forward": None,
        "first": "2026-11-24T09:15:00+03:00",
        "final": "2026-12-10T17:45:00+03:00",
    }
    assert fourth["department"] is None
    assert commit_count(week) == 11


def test_a_table_in_csv_has_full_texts_and_guarded_cells(mcu: Mcu, store: StoreFolder) -> None:
    long = 'Очень длинный текст; с «кавычками» и "такими".\n' * 5
    registered(mcu, long.strip())
    for formula in ('=HYPERLINK("x")', "+7", "-1", "@SUM", "\tтаб"):
        registered(mcu, "Текст.", "--name", formula)
    rows = list(csv.DictReader(io.StringIO(mcu("list", "--csv").stdout), delimiter=";"))
    assert [row["id"] for row in rows[:2]] == [FIRST, SECOND]
    assert rows[0]["text"] == long.strip()
    assert rows[0]["due_final"] == "2026-12-01T17:45:00+03:00"
    assert [row["author"] for row in rows[1:]] == ['\'=HYPERLINK("x")', "'+7", "'-1", "'@SUM", "'\tтаб"]
    assert commit_count(store) == 7


@pytest.mark.parametrize(
    "command",
    [
        "list",
        "list --columns all",
        "list --csv",
        "list --json",
        "list --ids",
        "show 1",
        "show 1 --json",
        "search красный",
        "search красный --json",
        "log 1",
        "log 1 --json",
        "check",
        "note 1 --text а",
        "undo",
    ],
)
def test_text_of_strangers_reaches_no_pipe_raw(mcu: Mcu, store: StoreFolder, command: str) -> None:
    registered(mcu, HOSTILE, "--name", HOSTILE, "--street", HOSTILE, "--tag", HOSTILE)
    mcu("assign", "1", "--to", "roads", "--executor", HOSTILE, "--reason", HOSTILE)
    mcu("forward", "1", "--to", HOSTILE, "--control")
    finished = mcu(*command.split())
    assert not set(ACTIVE) & set(finished.stdout + finished.stderr)
    assert "\x1b" not in store.git("log", "--format=%B")


@pytest.mark.parametrize(
    "command", ["list", "list --columns author,executor,text", "show 1", "search красный", "log 1"]
)
def test_text_of_strangers_reaches_no_terminal_raw(mcu: Mcu, store: StoreFolder, command: str) -> None:
    registered(mcu, HOSTILE, "--name", HOSTILE)
    mcu("assign", "1", "--to", "roads", "--executor", HOSTILE, "--reason", HOSTILE)
    code, shown = at_a_terminal(*command.split(), cwd=store.root, env={"COLUMNS": "400"})
    assert code == 0
    assert not set(ACTIVE) & set(shown)
    if command.startswith("list"):
        assert "<U+001B>[31mкрасный" in shown
        assert "[bold]" in shown


def test_a_line_feed_in_a_name_forges_no_line(mcu: Mcu, store: StoreFolder) -> None:
    forged = "Житель\n  outcome:                resolved"
    assert "line break" in mcu("add", "--channel", "phone", "--text", "Яма.", "--name", forged, code=4).stderr
    registered(mcu)
    head = store.head
    assert "line break" in mcu("assign", "1", "--to", "roads", "--executor", forged, code=4).stderr
    assert store.head == head


def test_a_terminal_gets_a_screenful_and_a_pipe_all(mcu: Mcu, store: StoreFolder) -> None:
    registered(mcu, channel="letter")
    mcu("split", "1", *(part for number in range(59) for part in ("--text", f"Вопрос {number}.")))
    assert len(mcu("list").stdout.splitlines()) == 61
    code, shown = at_a_terminal("list", cwd=store.root)
    assert code == 0
    assert "50 of 60 appeals; --limit shows more" in shown
    assert "20261120-0051" not in shown


def test_a_table_in_a_file_opens_in_a_spreadsheet_and_on_stdout_is_plain(
    mcu: Mcu, store: StoreFolder, tmp_path: Path
) -> None:
    registered(mcu)
    target = tmp_path / "all.csv"
    done = mcu("list", "--csv", "--output", target)
    assert (done.stdout, done.stderr) == ("", f"the table is in {target}\n")
    written = target.read_bytes()
    assert written.startswith(b"\xef\xbb\xbfid;channel;")
    assert written.decode("utf-8-sig").replace("\r\n", "\n") == mcu("list", "--csv").stdout
    assert "--force" in mcu("list", "--csv", "--output", target, code=4).stderr
    assert "add --csv" in mcu("list", "--output", target, "--force", code=2).stderr
    assert target.read_bytes() == written
    assert store.git("status", "--porcelain") == ""


@pytest.mark.parametrize("width", ["40", "50"])
def test_a_very_narrow_terminal_gets_two_lines_an_appeal(mcu: Mcu, store: StoreFolder, width: str) -> None:
    registered(mcu, "Яма на дороге у школы номер семь, вторая неделя")
    _code, shown = at_a_terminal("list", cwd=store.root, env={"COLUMNS": width})
    first, second = shown.replace("\r", "").splitlines()[:2]
    assert first == "20261120-0001  new  2026-11-24 08:45"
    assert second.startswith("  Яма на дороге у школы номер")
    assert len(second) <= int(width)


def test_all_columns_on_a_terminal_are_a_paragraph_an_appeal(mcu: Mcu, store: StoreFolder) -> None:
    registered(mcu, "Яма на дороге.", "--street", "Лесная")
    _code, shown = at_a_terminal("list", "--columns", "all", cwd=store.root, env={"COLUMNS": "80"})
    lines = {" ".join(line.split()) for line in shown.splitlines()}
    assert {"id: 20261120-0001", "status: new", "channel: telephone", "place: Лесная", "text: Яма на дороге."} <= lines


def test_a_reader_that_goes_away_is_no_error(mcu: Mcu, store: StoreFolder, mcu_process: Mcu) -> None:
    registered(mcu, "Слово. " * 3000)
    for command in ("list --csv", "show 1", "list --json"):
        reading, writing = os.pipe()
        os.close(reading)
        done = subprocess.run(
            [sys.executable, "-m", "mcu_cli", *command.split()],
            cwd=store.root,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
            stdout=writing,
            stderr=subprocess.PIPE,
            check=False,
        )
        os.close(writing)
        assert (done.returncode, done.stderr) == (0, b"")
    assert mcu_process("list", "--ids").stdout == f"{FIRST}\n"


@pytest.mark.parametrize("command", [("list",), ("search", "ямы"), ("likely",)])
def test_a_period_that_ends_before_it_begins_is_refused(mcu: Mcu, store: StoreFolder, command: tuple[str, ...]) -> None:
    del store
    refused = mcu(*command, "--from", "2026-11-20", "--to", "2026-11-19", code=2).stderr
    assert refused == "mcu: the period ends before it begins; look at --from and --to\n"
    mcu(*command, "--from", "2026-11-20", "--to", "2026-11-20")
