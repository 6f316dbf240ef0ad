"""Each command of the working day: one commit, of exactly the files it changed, by the operator, at the moment."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.working_day import (
    BY,
    FIRST,
    SECOND,
    appeal_of,
    commit_count,
    files_of,
    last_commit,
    on_a_terminal,
    path_of,
    registered,
    status_of,
)

if TYPE_CHECKING:
    from tests.conftest import Mcu, StoreFolder

LATER = "2026-11-20T19:30:05+05:00"
LATER_IN_MOSCOW = "2026-11-20T17:30:05+03:00"

# The command, the rest of the commit's subject after the id, the event, the status afterwards.
STEPS = [
    ("classify 1 --category roads", ": roads", "classified", "new"),
    ("classify 1 --category roads/snow --reason снег", ": roads/snow", "classified", "new"),
    ("prioritise 1 --priority high", ": high", "prioritised", "new"),
    ("assign 1 --to housing", ": housing", "assigned", "assigned"),
    ("assign 1 --to УЖКХ --executor Сидоров", ": housing", "assigned", "assigned"),
    ("answer 1 --interim --text Передано.", ": interim", "answered", "answered"),
    ("answer 1 --outcome explained --via letter --text Ответ.", ": final, explained", "answered", "answered"),
    ("defer 1 --until 2026-12-10 --reason Весной.", ": until 2026-12-10", "deferred", "deferred"),
    ("extend 1 --until 2027-01-15 --notified today --reason Запрос.", ": until 2027-01-15", "extended", "new"),
    ("escalate 1 --reason Молчат.", "", "escalated", "new"),
    ("forward 1 --to police --notified today", ": police", "forwarded", "forwarded"),
    ("forward 1 --to police --control --notified today", ": police", "forwarded", "new"),
    ("note 1 --text Звонили.", "", "noted", "new"),
    ("link 1 --duplicate-of 2", f": duplicate-of {SECOND}", "linked", "duplicate"),
    ("link 1 --repeat-of 2", f": repeat-of {SECOND}", "linked", "new"),
    ("link 1 --related-to 2 --reason рядом", f": related-to {SECOND}", "linked", "new"),
    ("reject 1 --ground anonymous", ": anonymous", "rejected", "rejected"),
    ("close 1 --outcome withdrawn", ": withdrawn", "closed", "closed"),
    ("edit 1 --set place.street=Лесная", ": place.street", "corrected", "new"),
]


def channel_for(command: str) -> str:
    """Return a channel whose rules know the step: a letter is extended, what came by telephone deferred."""
    return "phone" if command.startswith("defer") else "letter"


@pytest.mark.parametrize(("command", "subject", "event", "status"), STEPS, ids=[step[0] for step in STEPS])
def test_a_command_makes_one_commit_of_exactly_its_file(
    mcu: Mcu, store: StoreFolder, command: str, subject: str, event: str, status: str
) -> None:
    registered(mcu, channel=channel_for(command))
    registered(mcu)
    before, commits = files_of(store), commit_count(store)
    changed = mcu(*command.split(), "--json", now=LATER).data
    commit = last_commit(store)
    assert commit_count(store) == commits + 1
    assert changed["commit"] == commit.id
    assert [one["id"] for one in changed["appeals"]] == [FIRST]
    assert commit.changes == (f"M {path_of(FIRST)}",)
    assert {name for name, data in files_of(store).items() if data != before.get(name)} == {path_of(FIRST)}
    assert status_of(store) == ""
    verb = command.split(maxsplit=1)[0]
    assert commit.subject == f"{verb} {FIRST}{subject}"
    assert commit.trailers == (f"Mcu-Action: {verb}", f"Mcu-Appeal: {FIRST}", "Mcu-Format: 1")
    appeal = appeal_of(mcu, FIRST)
    assert appeal["history"][-1]["event"] == event
    assert appeal["history"][-1]["by"] == commit.email == BY
    assert appeal["history"][-1]["at"] == commit.author_date == commit.committer_date == LATER_IN_MOSCOW
    assert appeal["state"]["status"] == status == changed["appeals"][0]["status"]
    mcu("check")


@pytest.mark.parametrize("command", [step[0] for step in STEPS])
def test_a_dry_run_writes_nothing_and_shows_the_same(mcu: Mcu, store: StoreFolder, command: str) -> None:
    registered(mcu, channel=channel_for(command))
    registered(mcu)
    before, head = files_of(store), store.head
    dry = mcu(*command.split(), "--dry-run")
    assert (files_of(store), store.head) == (before, head)
    assert "dry run: nothing was written" in dry.stderr
    assert dry.stdout == mcu(*command.split()).stdout


@pytest.mark.parametrize(
    ("command", "told"),
    [
        ("classify 1 -c roads", f"{FIRST}: new, Дороги, due 2026-12-18 16:30\n"),
        ("prioritise 1 -p high", f"{FIRST}: new, priority: high, due 2026-12-18 16:30\n"),
        ("edit 1 --set place.street=Мира", f"{FIRST}: new, corrected: street, due 2026-12-18 16:30\n"),
        ("note 1 -t Звонили.", f"{FIRST}: new, note added, due 2026-12-18 16:30\n"),
        ("link 1 --related-to 2", f"{FIRST}: new, related to {SECOND}, due 2026-12-18 16:30\n"),
        ("forward 1 --to Росреестр --notified today", f"{FIRST}: forwarded: Росреестр\n"),
        (
            "forward 1 --to Росреестр --control --notified today",
            f"{FIRST}: new, forwarded: Росреестр, due 2026-12-18 16:30\n",
        ),
    ],
)
def test_a_command_says_what_was_done(mcu: Mcu, store: StoreFolder, command: str, told: str) -> None:
    registered(mcu, channel="letter")
    registered(mcu)
    assert mcu(*command.split()).stdout == told
    assert status_of(store) == ""


def test_the_parts_of_a_letter_say_whose_they_are(
    mcu: Mcu, store: StoreFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    registered(mcu, channel="letter")
    first, second = mcu("split", "1", "--text", "Фонарь.").stdout.splitlines()
    assert first.startswith(f"{FIRST}: new")
    assert first.endswith("stays in work with its first question")
    assert second.endswith(f"part of {FIRST}")
    on_a_terminal(monkeypatch)
    mcu("split", "1", stdin="Снег.\n\n")
    assert appeal_of(mcu, "3")["text"] == "Снег."
    assert status_of(store) == ""


def test_the_event_of_a_later_command_stands_behind_the_earlier_ones_untouched(mcu: Mcu, store: StoreFolder) -> None:
    registered(mcu)
    mcu("assign", "1", "--to", "roads")
    before = store.read(path_of(FIRST)).partition("history:")[2]
    mcu("answer", "1", "--outcome", "resolved", "--text", "Яма засыпана.", now=LATER)
    after = store.read(path_of(FIRST)).partition("history:")[2]
    assert after.startswith(before)
    assert "Яма засыпана." in after.removeprefix(before)


def test_the_commit_is_by_whoever_git_says_the_operator_is(
    mcu: Mcu, store: StoreFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GIT_AUTHOR_NAME", "Пётр Сменщиков")
    monkeypatch.setenv("GIT_AUTHOR_EMAIL", "shift@town.example")
    monkeypatch.setenv("GIT_AUTHOR_DATE", "2001-01-01T00:00:00Z")
    registered(mcu)
    commit = last_commit(store)
    assert (commit.author, commit.email) == ("Пётр Сменщиков", "shift@town.example")
    assert commit.author_date == "2026-11-20T16:00:00+03:00"
    assert appeal_of(mcu, FIRST)["history"][0]["by"] == "shift@town.example"


def test_a_word_of_a_stranger_makes_no_trailer(mcu: Mcu, store: StoreFolder) -> None:
    registered(mcu)
    assert "line break" in mcu("forward", "1", "--to", "Орган\n\nMcu-Undoes: 0123", code=4).stderr
    mcu("forward", "1", "--to", "Орган Mcu-Undoes: 0123 Mcu-Action: init")
    commit = last_commit(store)
    assert commit.trailers == ("Mcu-Action: forward", f"Mcu-Appeal: {FIRST}", "Mcu-Format: 1")


def test_a_store_in_a_folder_of_another_repository_commits_there_alone(
    mcu: Mcu, store: StoreFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    inner = store.root / "inner"
    mcu("init", inner)
    monkeypatch.chdir(inner)
    (store.root / "departments.yaml").write_bytes(b"# mine\n" + (store.root / "departments.yaml").read_bytes())
    registered(mcu)
    mcu("note", "1", "--text", "Звонили.")
    assert last_commit(store).changes == (f"M inner/{path_of(FIRST)}",)
    assert status_of(store) == " M departments.yaml"
    assert mcu("list", "--ids").stdout == f"{FIRST}\n"
    assert mcu("log", "1", "--json").data["history"][1]["commit"] == store.head
    mcu("undo")
    assert last_commit(store).changes == (f"M inner/{path_of(FIRST)}",)
