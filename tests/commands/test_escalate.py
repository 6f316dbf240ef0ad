"""`mcu escalate --due`: who has to be told, once, by however many runs; and what does not stop it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from contextlib import ExitStack
from datetime import UTC, datetime
from subprocess import PIPE
from typing import TYPE_CHECKING

import pytest

from mcu_cli import escalating
from mcu_cli.domain.ladder import Answer, Climb, Told
from mcu_cli.render.escalation import escalation_lines
from tests.conftest import NOW, PROCESS_TIMEOUT, ROOT
from tests.working_day import (
    ACTIVE,
    BY,
    FIRST,
    HOSTILE,
    SECOND,
    THIRD,
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
    from mcu_cli.context import Context
    from tests.conftest import Finished, Mcu, StoreFolder

# The store works from 8:30 to 13:00 and from 14:00 to 17:45 in Moscow, on Friday to 16:30. The appeals come on Friday,
# 20 November 2026, at 16:00 there; nine working hours later, on Tuesday at 8:45, their first answer is due.
HALF = "2026-11-23T12:30:00+03:00"
MOST = "2026-11-23T17:00:00+03:00"
LATE = "2026-11-24T08:45:00+03:00"
DUE = ("escalate", "--due")
NOTHING = "nothing to escalate: no open appeal has reached a step of the ladder that it has not taken\n"
PROCESSES = 16


@pytest.fixture
def three(mcu: Mcu, store: StoreFolder) -> StoreFolder:
    """Make a store with two appeals by telephone, of which the roads have one, and a letter."""
    registered(mcu, "Яма.", "--to", "roads", "--name", "Заявителев З. З.")
    registered(mcu, "Фонарь.")
    registered(mcu, "Прошу ответить.", channel="letter")
    return store


def escalations(mcu: Mcu, appeal_id: str) -> list[tuple[int, str]]:
    """Return level and step of each escalation of an appeal."""
    history = appeal_of(mcu, appeal_id)["history"]
    return [(event["level"], event["to"]) for event in history if event["event"] == "escalated"]


def unchanged(mcu: Mcu, store: StoreFolder, *arguments: str, code: int = 0, now: str = LATE) -> Finished:
    """Run a command that must leave files and record as they are."""
    before = files_of(store), store.head, status_of(store)
    finished = mcu(*arguments, code=code, now=now)
    assert (files_of(store), store.head, status_of(store)) == before
    return finished


def by_hand(store: StoreFolder, appeal_id: str) -> None:
    """Change the file of an appeal by telephone as an editor would."""
    path = store.root / path_of(appeal_id)
    path.write_text(path.read_text(encoding="utf-8").replace("channel: phone", "channel: bot"), encoding="utf-8")


# What a run does


def test_a_run_says_who_is_told_of_what_and_makes_one_commit(mcu: Mcu, three: StoreFolder) -> None:
    commits = commit_count(three)
    finished = mcu(*DUE, "--yes", now=LATE)
    commit = last_commit(three)
    assert commit_count(three) == commits + 1
    assert (commit.subject, commit.email) == ("escalate 2 appeals: by the ladder", BY)
    assert commit.changes == tuple(f"M {path_of(one)}" for one in (FIRST, SECOND))
    assert commit.trailers[:3] == ("Mcu-Action: escalate", "Mcu-Appeal: 2 appeals", f"Mcu-Appeal: {FIRST} {SECOND}")
    used = "100% of the term for the first answer is used, due 2026-11-24 08:45"
    assert finished.stdout.splitlines() == [
        "Исполнитель, no department yet: 1 appeal",
        f"  below too: {SECOND}",
        "Исполнитель, Управление дорожного хозяйства: 1 appeal",
        f"  below too: {FIRST}",
        "Куратор направления: 2 appeals",
        f"  below too: {FIRST}, {SECOND}",
        "Руководитель муниципального центра управления: 2 appeals",
        f"  {FIRST}  {used}",
        f"  {SECOND}  {used}",
        f"2 appeals changed in commit {three.head[:10]}",
    ]
    assert finished.stderr == ""
    assert status_of(three) == ""
    assert mcu("check").code == 0


@pytest.mark.usefixtures("three")
def test_the_event_says_why_in_the_language_of_the_store_and_that_nobody_chose_it(mcu: Mcu) -> None:
    mcu(*DUE, "--yes", now=LATE)
    event = appeal_of(mcu, FIRST)["history"][-1]
    assert {name: event[name] for name in ("event", "at", "by", "level", "to", "auto")} == {
        "event": "escalated",
        "at": LATE,
        "by": BY,
        "level": 3,
        "to": "centre-head",
        "auto": True,
    }
    assert "100" in event["reason"]
    assert "24.11.2026 08:45" in event["reason"]  # the interface of this test is English
    assert appeal_of(mcu, FIRST)["state"]["escalation"] == 3


def test_each_step_is_taken_once(mcu: Mcu, three: StoreFolder) -> None:
    commits = commit_count(three)
    for now in (HALF, HALF, MOST, LATE, LATE):
        mcu(*DUE, "--yes", now=now)
    assert escalations(mcu, FIRST) == [(1, "executor"), (2, "curator"), (3, "centre-head")]
    assert escalations(mcu, THIRD) == []
    assert commit_count(three) == commits + 3
    assert unchanged(mcu, three, *DUE, "--yes").stdout == NOTHING


def test_nothing_due_is_one_sentence_needs_no_confirmation_and_is_no_error(mcu: Mcu, three: StoreFolder) -> None:
    finished = unchanged(mcu, three, *DUE, now=NOW)
    assert (finished.stdout, finished.stderr) == (NOTHING, "")
    assert unchanged(mcu, three, *DUE, "--json", now=NOW).envelope == {
        "mcu": 1,
        "data": {"commit": None, "steps": []},
        "problems": [],
    }


def test_an_empty_store_has_nothing_due(mcu: Mcu, store: StoreFolder) -> None:
    assert unchanged(mcu, store, *DUE).stdout == NOTHING


def test_a_dry_run_shows_the_same_and_writes_nothing(mcu: Mcu, three: StoreFolder) -> None:
    dry = unchanged(mcu, three, *DUE, "--dry-run")
    assert dry.stderr == "dry run: nothing was written\n"
    assert unchanged(mcu, three, *DUE, "--dry-run", "--json").data["commit"] is None
    assert mcu(*DUE, "--yes", now=LATE).stdout.splitlines()[:-1] == dry.stdout.splitlines()


def test_the_result_for_programs(mcu: Mcu, three: StoreFolder) -> None:
    data = mcu(*DUE, "--yes", "--json", now=HALF).data
    assert data["commit"] == three.head
    assert data["steps"][0] == {
        "appeal": FIRST,
        "level": 1,
        "to": "executor",
        "told": [
            {
                "id": "executor",
                "title": "Исполнитель",
                "department": "Управление дорожного хозяйства",
                "name": None,
                "email": None,
            }
        ],
        "clock": "first",
        "share": 50,
        "due": LATE,
    }
    assert [step["appeal"] for step in data["steps"]] == [FIRST, SECOND]


@pytest.mark.usefixtures("three")
def test_what_is_handed_on_holds_nothing_of_the_citizen(mcu: Mcu) -> None:
    shown = mcu(*DUE, "--dry-run", now=LATE).stdout + mcu(*DUE, "--dry-run", "--json", now=LATE).stdout
    assert FIRST in shown
    assert [word for word in ("Заявителев", "Яма", "Фонарь") if word in shown] == []


@pytest.mark.usefixtures("three")
def test_the_interface_speaks_russian_too(mcu: Mcu, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MCU_LANG", "ru")
    shown = mcu(*DUE, "--dry-run", now=LATE).stdout
    assert "Куратор направления: 2 обращения" in shown
    assert "24.11.2026 08:45" in shown
    assert "2026-11-24" not in shown


def test_an_undo_takes_the_run_back_and_the_next_one_makes_it_again(mcu: Mcu, three: StoreFolder) -> None:
    before = files_of(three)
    mcu(*DUE, "--yes", now=LATE)
    mcu("undo", "--yes", now=LATE)
    assert files_of(three) == before
    mcu(*DUE, "--yes", now=LATE)
    assert escalations(mcu, FIRST) == [(3, "centre-head")]


@pytest.mark.usefixtures("three")
def test_log_and_show_tell_what_was_done(mcu: Mcu) -> None:
    mcu(*DUE, "--yes", now=LATE)
    assert "by the ladder" in " ".join(mcu("log", FIRST).stdout.split())
    assert "Руководитель муниципального центра управления" in mcu("show", FIRST).stdout


# Which appeals


@pytest.mark.parametrize("words", [(SECOND,), ("1120-2",), ("unrouted",), ("-department:roads", "channel:phone")])
@pytest.mark.usefixtures("three")
def test_ids_and_queries_narrow_a_run(mcu: Mcu, words: tuple[str, ...]) -> None:
    steps = mcu(*DUE, *words, "--yes", "--json", now=LATE).data["steps"]
    assert [step["appeal"] for step in steps] == [SECOND]
    assert escalations(mcu, FIRST) == []


def test_what_is_named_and_not_due_or_not_open_is_no_error(mcu: Mcu, three: StoreFolder) -> None:
    mcu("close", "1120-1", "--outcome", "withdrawn")
    assert unchanged(mcu, three, *DUE, FIRST, THIRD, "--yes").stdout == NOTHING


def test_a_query_that_fits_nothing_today_is_no_error_for_cron(mcu: Mcu, three: StoreFolder) -> None:
    assert unchanged(mcu, three, *DUE, "channel:urgent", "--yes").stdout == NOTHING


def test_ids_come_from_standard_input_and_none_means_none(mcu: Mcu, three: StoreFolder) -> None:
    head = three.head
    assert mcu(*DUE, "-", "--yes", stdin="", now=LATE).stdout == NOTHING
    assert three.head == head
    mcu(*DUE, "-", "--yes", stdin=f"{SECOND}\n", now=LATE)
    assert escalations(mcu, FIRST) == []
    assert escalations(mcu, SECOND) == [(3, "centre-head")]


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("20261120-0009",), 3),
        (("chanel:urgent",), 2),
        ((" ",), 2),
        (("--reason", "Молчат."), 2),
        (("--file", "reason.txt"), 2),
        ((), 2),  # nobody can be asked
    ],
)
def test_what_is_typed_wrong_is_told(mcu: Mcu, three: StoreFolder, arguments: tuple[str, ...], code: int) -> None:
    assert unchanged(mcu, three, *DUE, *arguments, code=code).stdout == ""


def test_by_hand_an_appeal_has_to_be_named(mcu: Mcu, three: StoreFolder) -> None:
    assert "no appeal is named" in unchanged(mcu, three, "escalate", "--reason", "Молчат.", code=2).stderr


# The question


def test_a_run_by_an_operator_shows_what_it_would_do_and_asks(
    mcu: Mcu, three: StoreFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    on_a_terminal(monkeypatch)
    head = three.head
    refused = mcu(*DUE, stdin="n\n", code=4, now=LATE)
    assert three.head == head
    assert "Куратор направления: 2 appeals" in refused.stderr
    assert "Escalate by the ladder: 2 appeals. Go on?" in refused.stderr
    mcu(*DUE, stdin="y\n", now=LATE)
    assert escalations(mcu, FIRST) == [(3, "centre-head")]


@pytest.mark.usefixtures("three")
def test_one_appeal_that_is_named_is_not_asked_about_and_one_of_a_query_is(
    mcu: Mcu, monkeypatch: pytest.MonkeyPatch
) -> None:
    on_a_terminal(monkeypatch)
    assert "Go on?" not in mcu(*DUE, FIRST, now=LATE).stderr
    assert "Escalate by the ladder: 1 appeal. Go on?" in mcu(*DUE, "unrouted", stdin="y\n", now=LATE).stderr


@pytest.mark.usefixtures("three")
def test_what_a_colleague_did_during_the_question_is_looked_at_again(mcu: Mcu, monkeypatch: pytest.MonkeyPatch) -> None:
    """One is answered meanwhile; the other gets a note, a minute after this run began: the next run looks at it."""

    def meanwhile(_mcu: Context, _question: str, *, yes: bool) -> None:
        assert not yes
        mcu("answer", FIRST, "--outcome", "resolved", "--text", "Сделано.", now=LATE)
        mcu("note", SECOND, "--text", "Звонили.", now="2026-11-24T08:46:00+03:00")

    monkeypatch.setattr(escalating, "confirmed", meanwhile)
    assert mcu(*DUE, now=LATE).stdout == NOTHING
    assert (escalations(mcu, FIRST), escalations(mcu, SECOND)) == ([], [])
    mcu(*DUE, "--yes", now="2026-11-24T08:46:00+03:00")
    assert (escalations(mcu, FIRST), escalations(mcu, SECOND)) == ([], [(3, "centre-head")])


def test_what_was_not_asked_about_is_left_to_the_next_run(
    mcu: Mcu, three: StoreFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A file changed by hand at the first look, so that the question leaves it out, is put right by the second one."""

    def meanwhile(_mcu: Context, question: str, *, yes: bool) -> None:
        assert (question, yes) == ("Escalate by the ladder: 1 appeal. Go on?", False)
        three.git("checkout", "--", path_of(FIRST))

    by_hand(three, FIRST)
    monkeypatch.setattr(escalating, "confirmed", meanwhile)
    mcu(*DUE, now=LATE)
    assert (escalations(mcu, FIRST), escalations(mcu, SECOND)) == ([], [(3, "centre-head")])


# What does not stop it


def test_a_file_changed_by_hand_is_passed_over_named_and_ends_with_its_code(mcu: Mcu, three: StoreFolder) -> None:
    by_hand(three, FIRST)
    finished = mcu(*DUE, "--yes", code=7, now=LATE)
    assert escalations(mcu, SECOND) == [(3, "centre-head")]
    assert last_commit(three).changes == (f"M {path_of(SECOND)}",)
    assert "1 appeal has to go up and cannot be changed; the next run tries again:" in finished.stderr
    assert f"{path_of(FIRST)} was changed by hand" in finished.stderr
    again = unchanged(mcu, three, *DUE, "--yes", "--json", code=7).envelope
    assert again["data"] == {"commit": None, "steps": []}
    assert [problem["file"] for problem in again["problems"]] == [path_of(FIRST)]
    three.git("checkout", "--", path_of(FIRST))
    mcu(*DUE, "--yes", now=LATE)
    assert escalations(mcu, FIRST) == [(3, "centre-head")]


def test_a_file_taken_away_by_hand_is_passed_over_too(mcu: Mcu, three: StoreFolder) -> None:
    (three.root / path_of(FIRST)).unlink()
    assert "was removed from the folder" in mcu(*DUE, "--yes", code=7, now=LATE).stderr
    assert escalations(mcu, SECOND) == [(3, "centre-head")]


def test_a_file_changed_by_hand_that_has_nowhere_to_go_up_is_nobodys_concern(mcu: Mcu, three: StoreFolder) -> None:
    by_hand(three, FIRST)
    assert unchanged(mcu, three, *DUE, "--yes", now=NOW).stdout == NOTHING


def test_a_record_that_others_wrote_so_that_it_cannot_be_written_again_is_passed_over(
    mcu: Mcu, three: StoreFolder
) -> None:
    path = three.root / path_of(FIRST)
    text = path.read_text(encoding="utf-8").replace("channel: phone", 'channel: phone\nplace: {street: "Лес\\nная"}')
    path.write_text(text, encoding="utf-8")
    three.git("commit", "-qam", "by others")
    finished = mcu(*DUE, "--yes", code=4, now=LATE)
    assert "cannot be read again" in finished.stderr
    assert (escalations(mcu, FIRST), escalations(mcu, SECOND)) == ([], [(3, "centre-head")])


@pytest.mark.usefixtures("three")
def test_an_appeal_with_an_event_of_tomorrow_is_passed_over(mcu: Mcu) -> None:
    mcu("note", FIRST, "--text", "Часы спешат.", now="2026-11-25T10:00:00+03:00")
    assert "set the clock right" in mcu(*DUE, "--yes", code=4, now=LATE).stderr
    assert (escalations(mcu, FIRST), escalations(mcu, SECOND)) == ([], [(3, "centre-head")])


def test_a_ladder_without_shares_says_what_to_write(mcu: Mcu, three: StoreFolder) -> None:
    registry = three.root / "departments.yaml"
    text = registry.read_text(encoding="utf-8")
    for share in (", at: 50 %, department: true", ", at: 80 %", ", at: 100 %", ", at: 150 %"):
        assert share in text
        text = text.replace(f"{share}}}", "}")
    registry.write_text(text, encoding="utf-8")
    mcu("record")
    assert "write `at: 80 %`" in unchanged(mcu, three, *DUE).stdout
    assert unchanged(mcu, three, *DUE, "--json").data == {"commit": None, "steps": []}
    mcu("escalate", FIRST, "--reason", "Молчат.", now=LATE)
    assert escalations(mcu, FIRST) == [(1, "executor")]


def test_shares_that_do_not_rise_are_refused_with_their_line(mcu: Mcu, three: StoreFolder) -> None:
    registry = three.root / "departments.yaml"
    registry.write_text(registry.read_text(encoding="utf-8").replace("at: 80 %}", "at: 40 %}"), encoding="utf-8")
    assert "the shares of the steps rise: 40 % stands above 50 %" in mcu("record", code=5).stderr


@pytest.mark.skipif(os.name == "nt", reason="a hook in sh")
def test_a_commit_that_a_hook_refuses_leaves_all_to_the_next_run(mcu: Mcu, three: StoreFolder) -> None:
    hook = three.root / ".git" / "hooks" / "pre-commit"
    hook.parent.mkdir(exist_ok=True)
    hook.write_text("#!/bin/sh\nexit 1\n", encoding="utf-8")
    hook.chmod(0o755)
    unchanged(mcu, three, *DUE, "--yes", code=4)
    hook.unlink()
    mcu(*DUE, "--yes", now=LATE)
    assert escalations(mcu, FIRST) == [(3, "centre-head")]


# Several at once


def test_of_many_runs_at_once_one_takes_each_appeal_up(mcu: Mcu, three: StoreFolder) -> None:
    commits = commit_count(three)
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "MCU_NOW": LATE, "MCU_LOCK_TIMEOUT": "100"}
    command = [sys.executable, "-m", "mcu_cli", *DUE, "--yes", "--json"]
    with ExitStack() as running:
        runs = [
            running.enter_context(subprocess.Popen(command, cwd=three.root, env=environment, stdout=PIPE, stderr=PIPE))
            for _run in range(PROCESSES)
        ]
        ended = [(*run.communicate(timeout=PROCESS_TIMEOUT), run.returncode) for run in runs]
    assert [(code, stderr.decode()) for _stdout, stderr, code in ended if code] == []
    told = [step["appeal"] for stdout, _stderr, _code in ended for step in json.loads(stdout)["data"]["steps"]]
    assert sorted(told) == [FIRST, SECOND]
    assert commit_count(three) == commits + 1
    assert escalations(mcu, FIRST) == [(3, "centre-head")]
    assert status_of(three) == ""


# In words


def test_names_of_strangers_do_not_act_on_a_terminal() -> None:
    told = Told(1, "executor", "Исполнитель", in_charge=True, department=HOSTILE, name=HOSTILE, email=HOSTILE)
    climb = Climb(FIRST, 1, "executor", (told,), Answer.FINAL, 50, datetime(2026, 11, 24, tzinfo=UTC))
    heading, line = escalation_lines([climb], UTC)
    assert "город" in heading
    assert set(heading + line) & set(ACTIVE) == set()


def test_a_preview_shows_the_first_of_many() -> None:
    told = Told(2, "curator", "Куратор", name="Иванова И. И.", email="curator@town.example")
    due = datetime(2026, 11, 24, tzinfo=UTC)
    climbs = [Climb(f"20261120-{n:04}", 2, "curator", (told,), Answer.FINAL, 80, due) for n in range(1, 31)]
    lines = list(escalation_lines(climbs, UTC, most=20))
    assert lines[0] == "Куратор (Иванова И. И., curator@town.example): 30 appeals"
    assert len(lines) == 1 + 20 + 1
    assert lines[-1] == "  and 10 more"
