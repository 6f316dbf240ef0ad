"""`mcu poll`: what residents were asked, and what they chose."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.working_day import ACTIVE, HOSTILE, Typed, at_a_terminal, last_commit, refused, status_of

if TYPE_CHECKING:
    from tests.conftest import Mcu, StoreFolder

ONE = "P-2026-0001"
PATH = "polls/2026/P-2026-0001.yaml"
ASKED = ("poll", "add", "Какой сквер благоустроить?", "--option", "Парк", "--option", "Сквер у школы")
LINK = "https://town.example/polls/1"


@pytest.fixture
def asked(mcu: Mcu, store: StoreFolder) -> StoreFolder:
    """Make a store with a poll that ran in the first half of November."""
    mcu(*ASKED, "--from", "2026-11-02", "--to", "15.11.2026", "--platform", " виджет  на сайте ", "--link", LINK)
    return store


def one(mcu: Mcu) -> Any:
    (found,) = mcu("poll", "--json").data
    return found


def test_a_poll_is_one_file_and_one_commit(mcu: Mcu, asked: StoreFolder) -> None:
    commit = last_commit(asked)
    assert commit.subject == f"poll {ONE}: registered"
    assert commit.changes == (f"A {PATH}",)
    assert one(mcu) == {
        "id": ONE,
        "question": "Какой сквер благоустроить?",
        "begins": "2026-11-02",
        "ends": "2026-11-15",
        "participants": None,
        "options": [
            {"text": "Парк", "votes": None, "share_percent": None},
            {"text": "Сквер у школы", "votes": None, "share_percent": None},
        ],
        "decision": None,
        "link": LINK,
        "status": "open",
        "platform": "виджет на сайте",
    }
    assert mcu("check").code == 0
    assert status_of(asked) == ""


@pytest.mark.parametrize(
    ("days", "said"),
    [
        ((), "(runs)"),
        (("--to", "2026-11-20"), "(runs until 2026-11-20)"),
        (("--from", "2026-11-01", "--to", "2026-11-19"), "(over since 2026-11-19, no result yet)"),
        (("--from", "2026-11-21"), "(begins 2026-11-21)"),
    ],
)
@pytest.mark.usefixtures("store")
def test_a_line_says_how_far_it_has_come(mcu: Mcu, days: tuple[str, ...], said: str) -> None:
    assert mcu(*ASKED, *days).stdout == f"{ONE}: Какой сквер благоустроить? {said}\n"
    assert said in mcu("poll", "list").stdout


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (("add",), 2, "say what is asked"),
        (("add", " ", "--option", "а", "--option", "б"), 2, "say what is asked"),
        (("add", "Что?"), 2, "two options at least"),
        (("add", "Что?", "--option", "а"), 2, "two options at least"),
        (("add", "Что?", "--option", "а", "--option", "А"), 2, "stands twice"),
        (("add", "Что?", "--option", "а", "--option", "б", "--to", "2026-11-19"), 4, "before it begins"),
        (("add", "Что?", "--option", "а", "--option", "б", "--link", "javascript:alert(1)"), 2, "http://"),
        (("add", "Что?", "--option", "а", "--option", "б", "--participants", "7"), 2, "takes no --participants"),
        (("list", "1"), 2, "'1' is too much"),
    ],
)
def test_what_cannot_be_asked_is_refused(
    mcu: Mcu, store: StoreFolder, arguments: tuple[str, ...], code: int, said: str
) -> None:
    assert said in refused(mcu, store, "poll", *arguments, code=code)
    assert status_of(store) == ""


def test_a_result_has_shares_of_the_participants(mcu: Mcu, asked: StoreFolder) -> None:
    told = ("--participants", "1204", "--vote", "парк=700", "--vote", "2=301", "--decision", "Благоустроим парк.")
    shown = mcu("poll", "result", "1", *told, "--link", f"{LINK}/r")
    assert shown.stdout.splitlines()[0] == f"{ONE}: Какой сквер благоустроить? (1,204 participants)"
    assert [line.split()[-3:] for line in shown.stdout.splitlines()[2:]] == [["700", "58.1", "%"], ["301", "25.0", "%"]]
    found = one(mcu)
    assert (found["status"], found["participants"], found["decision"]) == ("done", 1204, "Благоустроим парк.")
    assert found["link"] == f"{LINK}/r"
    assert [(o["votes"], o["share_percent"]) for o in found["options"]] == [(700, 58.1), (301, 25.0)]
    assert "Парк (58.1 %)" in mcu("poll").stdout
    assert "58.1 %" in mcu("poll", "show", "1").stdout
    assert last_commit(asked).subject == f"poll {ONE}: result"


@pytest.mark.usefixtures("asked")
def test_the_last_result_counts_and_the_decision_stays(mcu: Mcu) -> None:
    mcu("poll", "result", "1", "--participants", "10", "--vote", "1=5", "--decision", "Парк.")
    mcu("poll", "result", "1", "--participants", "12", "--vote", "2=12")
    found = one(mcu)
    assert (found["participants"], found["decision"], found["link"]) == (12, "Парк.", LINK)
    assert [o["votes"] for o in found["options"]] == [None, 12]
    mcu("undo")
    assert one(mcu)["participants"] == 10


@pytest.mark.parametrize(
    ("options", "code", "said"),
    [
        ((), 2, "--participants N"),
        (("--participants", "-1"), 2, "out of range"),
        (("--participants", "много"), 2, "is not a number"),
        (("--participants", "9999999999"), 2, "more than can be"),
        (("--participants", "10", "--vote", "Каток=1"), 4, "its options are Парк, Сквер у школы"),
        (("--participants", "10", "--vote", "Парк=11"), 4, "more votes than there were participants"),
        (("--participants", "10", "--vote", "Парк"), 2, "does not tell votes"),
        (("--participants", "10", "--vote", "1=1", "--vote", "1=1"), 2, "told twice"),
        (("--participants", "10", "--link", "town.example"), 2, "http://"),
        (("--participants", "10", "--option", "x"), 2, "takes no --option"),
    ],
)
def test_a_result_that_cannot_be_is_refused(
    mcu: Mcu, asked: StoreFolder, options: tuple[str, ...], code: int, said: str
) -> None:
    assert said in refused(mcu, asked, "poll", "result", "1", *options, code=code)


def test_a_poll_that_was_withdrawn_does_not_count(mcu: Mcu, asked: StoreFolder) -> None:
    mcu("poll", "withdraw", "1", "--reason", "Проба.")
    assert mcu("poll", "--json").data == []
    assert mcu("poll").stderr.startswith("no poll is on record")
    assert [found["status"] for found in mcu("poll", "--all", "--json").data] == ["withdrawn"]
    assert "(withdrawn, does not count)" in mcu("poll", "--all").stdout
    assert "does not count" in refused(mcu, asked, "poll", "result", "1", "--participants", "1")


def test_a_dry_run_writes_nothing(mcu: Mcu, asked: StoreFolder) -> None:
    head = asked.head
    assert mcu(*ASKED, "--dry-run").stdout.startswith("P-2026-0002: ")
    shown = mcu("poll", "result", "1", "--participants", "3", "--vote", "1=3", "--dry-run")
    assert shown.stderr == "dry run: nothing was written\n"
    assert "100.0 %" in shown.stdout
    assert (asked.head, status_of(asked)) == (head, "")


@pytest.mark.usefixtures("store")
def test_texts_that_reports_print_are_looked_at(mcu: Mcu) -> None:
    shown = mcu("poll", "add", "Кого выбрать?", "--option", "Петров Иван Сергеевич", "--option", "Другой")
    assert "looks like a person's name" in shown.stderr


@pytest.mark.usefixtures("store")
def test_strangers_words_do_not_act(mcu: Mcu) -> None:
    mcu("poll", "add", HOSTILE, "--option", HOSTILE, "--option", "б", "--platform", HOSTILE)
    mcu("poll", "result", "1", "--participants", "9", "--vote", "1=5", "--decision", HOSTILE)
    for arguments in (("poll",), ("poll", "show", "1")):
        shown = mcu(*arguments).stdout
        assert not set(shown) & set(ACTIVE)
        assert "[bold]" in shown
    assert mcu("check").code == 0


# --- At a terminal


def test_a_poll_is_asked_for_line_by_line(store: StoreFolder) -> None:
    code, shown = at_a_terminal(
        "poll",
        "add",
        cwd=store.root,
        typed=(
            Typed("What is asked?", "Что построить?\n"),
            Typed("Option 1", "Парк\n"),
            Typed("Option 2", "Каток\n"),
            Typed("Option 3", "\n"),
            Typed("Its last day", "2026-12-01\n"),
        ),
    )
    assert code == 0, shown
    assert f"{ONE}: Что построить? (runs until 2026-12-01)" in shown


def test_a_result_is_asked_for_option_by_option(mcu: Mcu, asked: StoreFolder) -> None:
    code, shown = at_a_terminal(
        "poll",
        "result",
        "1",
        cwd=asked.root,
        typed=(
            Typed("How many took part?", "1 2x\n"),
            Typed("is not a number", "1 204\n"),
            Typed("Votes for «Парк»", "700\n"),
            Typed("Votes for «Сквер у школы»", "\n"),
        ),
    )
    assert code == 0, shown
    assert [o["votes"] for o in one(mcu)["options"]] == [700, None]
