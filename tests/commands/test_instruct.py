"""`mcu instruct`: instructions of the head, given, done, extended and withdrawn, for people and for programs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from mcu_cli import language
from tests.working_day import (
    ACTIVE,
    FIRST,
    HOSTILE,
    Typed,
    at_a_terminal,
    last_commit,
    refused,
    registered,
    status_of,
    without_an_editor,
)

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import Mcu, StoreFolder

ONE, TWO = "I-2026-0001", "I-2026-0002"
PATH = "instructions/2026/I-2026-0001.yaml"
ROADS = "Управление дорожного хозяйства"


def instructed(mcu: Mcu, text: str = "Осветить улицу Мира.", *options: str, now: str | None = None) -> str:
    """Enter an instruction for the road department; return its id."""
    return str(mcu("instruct", "add", "--text", text, "--to", "roads", *options, "--json", now=now).data["item"]["id"])


def listed(mcu: Mcu, *options: str) -> list[Any]:
    return list(mcu("instruct", "list", *options, "--json").data)


# --- Given


def test_an_instruction_is_one_file_and_one_commit(mcu: Mcu, store: StoreFolder) -> None:
    appeal = registered(mcu)
    shown = mcu("instruct", "add", "-t", "Осветить улицу.", "-d", "УДХ", "-u", "01.12.2026", "--appeal", "1")
    assert shown.stdout == f"{ONE}: {ROADS}, due 2026-12-01: Осветить улицу.\n"
    assert shown.stderr == ""
    commit = last_commit(store)
    assert commit.subject == f"instruct {ONE}: registered"
    assert commit.changes == (f"A {PATH}",)
    assert commit.trailers[0] == "Mcu-Action: instruct"
    assert mcu("instruct", "show", "1", "--json").data == {
        "format": 1,
        "id": ONE,
        "given": "2026-11-20",
        "official": "Глава города",
        "text": "Осветить улицу.",
        "executor": "roads",
        "due": "2026-12-01",
        "appeals": [appeal],
        "state": {"status": "open", "due": "2026-12-01"},
        "history": mcu("instruct", "show", ONE, "--json").data["history"],
    }
    assert mcu("check").code == 0
    assert status_of(store) == ""


@pytest.mark.usefixtures("store")
def test_what_is_told_of_it_is_kept(mcu: Mcu) -> None:
    said = ("--number", " П-12 ", "--official", "Первый заместитель\nглавы", "--day", "yesterday")
    assert instructed(mcu, "Сделать.", *said) == ONE
    (one,) = listed(mcu)
    assert (one["number"], one["official"]) == ("П-12", "Первый заместитель главы")
    assert (one["given"], one["due"], one["overdue"]) == ("2026-11-19", None, False)


@pytest.mark.usefixtures("store")
def test_an_instruction_of_december_entered_in_january_is_of_its_year(mcu: Mcu) -> None:
    january = "2027-01-11T10:00:00+03:00"
    assert instructed(mcu, "Сделать.", "--day", "2026-12-30", now=january) == ONE
    assert instructed(mcu, "Сделать.", now=january) == "I-2027-0001"


@pytest.mark.parametrize(
    ("options", "code", "said"),
    [
        (("--text", "x"), 2, "--to NAME"),
        (("--text", "x", "--to", "дороги"), 3, "did you mean roads"),
        (("--to", "roads"), 2, "a text is needed"),
        (("--text", " ", "--to", "roads"), 2, "the text is empty"),
        (("--text", "x", "--to", "roads", "--until", "2026-11-19"), 4, "before it was given on 2026-11-20"),
        (("--text", "x", "--to", "roads", "--until", "+10"), 2, "is not a day"),
        (("--text", "x", "--to", "roads", "--day", "2026-11-21"), 4, "still to come"),
        (("--text", "x", "--to", "roads", "--appeal", "77"), 3, "there is no appeal '77'"),
        (("--text", "x", "--to", "roads", "--reception", "R-7"), 3, "there is no 'R-7'"),
        (("--text", "x", "--to", "roads", "--reception", "I-7"), 2, "is no id here"),
        (("--text", "x", "--to", "roads", "--reason", "y"), 2, "takes no --reason"),
        (("--text", "x", "--to", "roads", "--limit", "0"), 2, "takes no --limit"),
        (("7", "--text", "x", "--to", "roads"), 2, "'7' is too much"),
    ],
)
def test_what_cannot_be_is_refused_and_changes_nothing(
    mcu: Mcu, store: StoreFolder, options: tuple[str, ...], code: int, said: str
) -> None:
    assert said in refused(mcu, store, "instruct", "add", *options, code=code)
    assert status_of(store) == ""


def test_without_a_ladder_somebody_has_to_be_named(mcu: Mcu, store: StoreFolder) -> None:
    path = store.root / "departments.yaml"
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    kept = [line for line in lines if not line.startswith("- {id:") or "id: executor" in line]
    path.write_text("".join(kept), encoding="utf-8", newline="\n")
    mcu("record")
    assert "say who gave it with --official" in refused(
        mcu, store, "instruct", "add", "--text", "x", "--to", "roads", code=2
    )
    assert instructed(mcu, "x", "--official", "Мэр") == ONE


def test_a_dry_run_shows_and_writes_nothing(mcu: Mcu, store: StoreFolder) -> None:
    head = store.head
    shown = mcu("instruct", "add", "--text", "x", "--to", "roads", "--dry-run")
    assert shown.stdout == f"{ONE}: {ROADS}, without a term: x\n"
    assert shown.stderr == "dry run: nothing was written\n"
    assert mcu("instruct", "add", "--text", "x", "--to", "roads", "--dry-run", "--json").data["commit"] is None
    assert (store.head, status_of(store)) == (head, "")


@pytest.mark.usefixtures("store")
def test_a_number_given_twice_and_a_day_off_are_told(mcu: Mcu) -> None:
    instructed(mcu, "Одно.", "--number", "П-1")
    shown = mcu("instruct", "add", "-t", "x", "-d", "roads", "--number", "П-1", "--until", "2026-11-22")
    assert shown.stderr.splitlines() == [
        f"{ONE} has the number П-1 too; if it is the same, take this one back with `mcu undo`",
        "2026-11-22 is a day off: the term ends with that day",
    ]


def test_a_reception_that_does_not_count_is_no_place_for_it(mcu: Mcu, store: StoreFolder) -> None:
    instructed(mcu)
    mcu("instruct", "withdraw", "1", "--reason", "Дважды.")
    sentence = refused(mcu, store, "done", "Светит фонарь", "--instruction", "1")
    assert "was withdrawn and does not count" in sentence


# --- What becomes of it


@pytest.mark.parametrize(
    ("term", "day", "said"),
    [
        ((), "2026-11-20", "done on 2026-11-20"),
        (("--until", "2026-11-20"), "2026-11-20", "done on 2026-11-20, in time"),
        (("--until", "2026-11-19"), "2026-11-20", "done on 2026-11-20, 1 day late"),
        (("--until", "2026-11-18"), "2026-11-20", "done on 2026-11-20, 2 days late"),
    ],
)
def test_done_says_whether_it_was_in_time(
    mcu: Mcu, store: StoreFolder, term: tuple[str, ...], day: str, said: str
) -> None:
    instructed(mcu, "Сделать.", "--day", "2026-11-10", *term)
    shown = mcu("instruct", "done", "1", "--day", day, "--text", "Сделали.")
    assert shown.stdout == f"{ONE}: {ROADS}, {said}: Сделать.\n"
    assert last_commit(store).subject == f"instruct {ONE}: done"
    assert listed(mcu) == []
    (one,) = listed(mcu, "--all")
    assert (one["status"], one["done"], one["overdue"]) == ("done", day, False)


def test_done_is_today_and_needs_no_words(mcu: Mcu, store: StoreFolder) -> None:
    instructed(mcu)
    assert mcu("instruct", "done", "i-2026-1", "--json").data["item"]["done"] == "2026-11-20"
    assert "is done already" in refused(mcu, store, "instruct", "done", "1")
    assert "is done already" in refused(mcu, store, "instruct", "extend", "1", "-u", "2026-12-01", "--reason", "x")


@pytest.mark.parametrize(("day", "said"), [("2026-11-09", "is before it"), ("2026-11-21", "still to come")])
def test_done_is_neither_before_it_was_given_nor_to_come(mcu: Mcu, store: StoreFolder, day: str, said: str) -> None:
    instructed(mcu, "Сделать.", "--day", "2026-11-10")
    assert said in refused(mcu, store, "instruct", "done", "1", "--day", day)


def test_a_term_is_extended_with_a_reason_even_after_it_was_over(mcu: Mcu, store: StoreFolder) -> None:
    instructed(mcu, "Сделать.", "--day", "2026-11-10", "--until", "2026-11-15")
    assert listed(mcu)[0]["overdue"] is True
    mcu("instruct", "extend", "1", "--until", "2026-11-25", "--reason", "Ждём трубы.")
    (one,) = listed(mcu)
    assert (one["due"], one["overdue"]) == ("2026-11-25", False)
    assert "ends later than that" in refused(
        mcu, store, "instruct", "extend", "1", "--until", "2026-11-25", "--reason", "x"
    )
    assert "is over" in refused(mcu, store, "instruct", "extend", "1", "--until", "2026-11-19", "--reason", "x")
    assert "say to which day" in refused(mcu, store, "instruct", "extend", "1", "--reason", "x", code=2)
    assert "a reason is needed" in refused(mcu, store, "instruct", "extend", "1", "-u", "2026-12-01", code=2)
    assert "done on 2026-11-20, 5 days late" in mcu("instruct", "done", "1").stdout  # it had run out before
    (one,) = listed(mcu, "--all")
    assert (one["due"], one["late"]) == ("2026-11-25", True)


def test_an_extension_in_time_moves_what_is_late(mcu: Mcu, store: StoreFolder) -> None:
    instructed(mcu, "Сделать.", "--day", "2026-11-10", "--until", "2026-11-20")
    assert listed(mcu)[0]["late"] is None
    mcu("instruct", "extend", "1", "--until", "2026-11-25", "--reason", "Ждём трубы.")
    now = "2026-11-24T10:00:00+03:00"
    assert "done on 2026-11-24, in time" in mcu("instruct", "done", "1", now=now).stdout
    assert listed(mcu, "--all")[0]["late"] is False
    assert store.git("status", "--porcelain") == ""


def test_a_later_extension_leaves_the_report_of_a_past_period_as_it_was(mcu: Mcu, store: StoreFolder) -> None:
    later = "2026-11-20T10:00:00+03:00"
    instructed(mcu, "Сделать.", "--until", "2026-10-30", now="2026-10-01T10:00:00+03:00")
    before = mcu("report", "2026-10", "--json", now="2026-11-19T10:00:00+03:00").data["instructions"]
    assert (before["open"], before["overdue"]) == (1, 1)
    mcu("instruct", "extend", "1", "--until", "2026-11-27", "--reason", "Ждём трубы.", now=later)
    mcu("instruct", "done", "1", now=later)
    assert mcu("report", "2026-10", "--json", now=later).data["instructions"] == before
    november = mcu("report", "2026-11", "--json", now=later).data["instructions"]
    assert (november["done"], november["done_in_time"], november["done_late"]) == (1, 0, 1)
    assert store.git("status", "--porcelain") == ""


def test_page_and_log_tell_the_terms_that_there_were(mcu: Mcu, store: StoreFolder) -> None:
    instructed(mcu, "Сделать.", "--until", "2026-11-25")
    (store.root / PATH).write_text(store.read(PATH).replace("2026-11-25", "2026-11-26", 1), encoding="utf-8")
    assert mcu("record").stdout.startswith(f"{PATH}: due\n")
    for day in ("2026-11-28", "2026-11-30"):
        mcu("instruct", "extend", "1", "--until", day, "--reason", "Ждём трубы.")
    shown = mcu("instruct", "show", "1").stdout
    assert "2026-11-30 (at first 2026-11-26)" in shown
    log = mcu("log", ONE).stdout
    assert "corrected: due: 2026-11-25 → 2026-11-26\n" in log
    assert "term extended to 2026-11-28 (was 2026-11-26)\n" in log
    assert "term extended to 2026-11-30 (was 2026-11-28)\n" in log


def test_what_is_withdrawn_stays_on_record_and_does_not_count(mcu: Mcu, store: StoreFolder) -> None:
    instructed(mcu)
    assert "a reason is needed" in refused(mcu, store, "instruct", "withdraw", "1", code=2)
    mcu("instruct", "withdraw", "1", "--reason", "Введено дважды.")
    assert listed(mcu) == []
    assert [one["status"] for one in listed(mcu, "--all")] == ["withdrawn"]
    assert "does not count" in refused(mcu, store, "instruct", "done", "1")
    assert (store.root / PATH).is_file()


@pytest.mark.parametrize("action", ["done", "extend", "withdraw", "show"])
def test_an_instruction_has_to_be_named(mcu: Mcu, store: StoreFolder, action: str) -> None:
    assert "say which" in refused(mcu, store, "instruct", action, code=2)
    assert "there is no '9'" in refused(mcu, store, "instruct", action, "9", code=3)


def test_undo_takes_each_step_back_and_numbers_are_not_given_twice(mcu: Mcu, store: StoreFolder) -> None:
    instructed(mcu)
    before = store.read(PATH)
    mcu("instruct", "done", "1")
    mcu("undo")
    assert store.read(PATH) == before
    mcu("undo")
    assert not (store.root / PATH).exists()
    assert instructed(mcu) == TWO


def test_a_hand_edit_is_recorded_and_what_follows_is_judged_by_it(mcu: Mcu, store: StoreFolder) -> None:
    instructed(mcu, "Сделать.", "--until", "2026-12-01")
    path = store.root / PATH
    path.write_text(
        store.read(PATH).replace("due: '2026-12-01'", "due: '2026-12-05'", 1), encoding="utf-8", newline="\n"
    )
    assert "was changed by hand" in mcu("instruct", "show", "1").stderr
    assert "changed by hand" in refused(mcu, store, "instruct", "done", "1", code=7)
    # The last day in force stands in the state too, which no hand changes.
    mcu("record", "--reason", "Описка.")
    assert listed(mcu)[0]["due"] == "2026-12-05"
    assert mcu("check").code == 0


# --- Looking


@pytest.mark.usefixtures("store")
def test_the_list_has_what_is_overdue_on_top_and_marked(mcu: Mcu) -> None:
    early = "2026-11-01T10:00:00+03:00"
    instructed(mcu, "Без срока.", now=early)
    instructed(mcu, "Потом.", "--until", "2026-12-10", now=early)
    instructed(mcu, "Давно.", "--until", "2026-11-10", "--number", "П-3", now=early)
    instructed(mcu, "Сегодня.", "--until", "2026-11-20", now=early)
    shown = mcu("instruct").stdout
    assert shown == mcu("instruct", "list").stdout
    assert [line.split()[0] for line in shown.splitlines()[1:]] == [
        "I-2026-0003",
        "I-2026-0004",
        "I-2026-0002",
        "I-2026-0001",
    ]
    assert [line for line in shown.splitlines() if "! " in line] == [
        f"I-2026-0003  ! 2026-11-10  П-3           {ROADS}  Давно."
    ]
    assert mcu("instruct", "list", "--overdue", "--ids").stdout == "I-2026-0003\n"
    assert mcu("instruct", "list", "--limit", "1", "--ids").stdout == "I-2026-0003\n"


@pytest.mark.usefixtures("store")
def test_the_list_is_narrowed_by_department_and_appeal(mcu: Mcu) -> None:
    registered(mcu)
    instructed(mcu, "Одно.", "--appeal", "1", "--appeal", FIRST)
    mcu("instruct", "add", "--text", "Другое.", "--to", "housing")
    assert [one["id"] for one in listed(mcu, "--to", "УЖКХ")] == [TWO]
    (one,) = listed(mcu, "--appeal", "1120-1")
    assert (one["id"], one["appeals"]) == (ONE, [FIRST])
    assert "there is no department" in mcu("instruct", "list", "--to", "нет", code=3).stderr


@pytest.mark.usefixtures("store")
def test_an_appeal_shows_the_instructions_on_it(mcu: Mcu) -> None:
    registered(mcu)
    instructed(mcu, "Осветить.", "--appeal", "1", "--until", "2026-12-01")
    instructed(mcu, "Не то.", "--appeal", "1")
    mcu("instruct", "withdraw", "2", "--reason", "Дважды.")
    shown = mcu("show", "1").stdout
    assert f"Instructions on it:\n  {ONE}: {ROADS}, due 2026-12-01: Осветить.\n" in shown
    assert TWO not in shown
    assert "instructions" not in mcu("show", "1", "--json").data


@pytest.mark.usefixtures("store")
def test_nothing_open_is_said(mcu: Mcu) -> None:
    assert mcu("instruct").stderr == "no instruction is open\n"
    assert mcu("instruct", "--json").data == []
    assert "choose one of --ids and --json" in mcu("instruct", "--ids", "--json", code=2).stderr
    assert "choose one of --overdue and --all" in mcu("instruct", "--overdue", "--all", code=2).stderr


@pytest.mark.usefixtures("store")
def test_strangers_words_do_not_act(mcu: Mcu) -> None:
    instructed(mcu, f"{HOSTILE}\nещё", "--number", HOSTILE, "--official", HOSTILE)
    for arguments in (("instruct",), ("instruct", "show", "1"), ("instruct", "done", "1", "--text", HOSTILE)):
        shown = mcu(*arguments).stdout
        assert not set(shown) & set(ACTIVE), arguments
        assert "[bold]" in shown
    assert mcu("check").code == 0


@pytest.mark.usefixtures("store")
def test_words_of_actions_may_be_russian(mcu: Mcu, monkeypatch: pytest.MonkeyPatch) -> None:
    with language.speaking("ru"):
        add, show, done = (language._(word) for word in ("add", "list", "done"))
    monkeypatch.setenv("MCU_LANG", "ru")
    mcu("instruct", add, "--text", "x", "--to", "roads")
    assert ONE in mcu("instruct", show).stdout
    assert mcu("instruct", done.upper(), "1", "--json").data["item"]["status"] == "done"


# --- At a terminal


def test_what_is_missing_is_asked(store: StoreFolder, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    without_an_editor(monkeypatch, tmp_path)
    monkeypatch.delenv("EDITOR", raising=False)
    code, shown = at_a_terminal(
        "instruct",
        "add",
        cwd=store.root,
        typed=(
            Typed("Which department", "дороги\n"),
            Typed("did you mean roads", "УДХ\n"),
            Typed("Its number", "П-5\n"),
            Typed("By which day", "скоро\n"),
            Typed("is not a day", "2026-12-01\n"),
            Typed("ends it", "Осветить.\n.\n"),
        ),
    )
    assert code == 0, shown
    assert f"{ONE}: {ROADS}, due 2026-12-01: Осветить." in shown


def test_an_empty_answer_for_the_department_changes_nothing(
    store: StoreFolder, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    without_an_editor(monkeypatch, tmp_path)
    head = store.head
    code, shown = at_a_terminal(
        "instruct", "add", "--text", "x", cwd=store.root, typed=(Typed("Which department", "\n"),)
    )
    assert (code, store.head) == (4, head)
    assert "nothing was changed" in shown
