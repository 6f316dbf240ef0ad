"""`mcu likely --link`: sure repeats are linked to the last answered appeal before them, and nothing else is."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pytest

from tests.conftest import ROOT
from tests.working_day import (
    FIRST,
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
    from tests.conftest import Mcu, StoreFolder

ANNA = ("--name", "Жителева Анна Петровна")
ROADS = ("--category", "roads")
HOUSE = ("--street", "улица Лесная", "--house", "5")
SAME = (*ANNA, *ROADS)
OLD, OLDER = "20261101-0001", "20261020-0001"
NOTHING = "there is no sure repeat that is not linked yet\n"


def answered(mcu: Mcu, day: str, on: str, *options: str, text: str = "Яма на дороге.", **more: Any) -> str:
    """Register an appeal on a day and answer it for good on another, both at noon in the zone of the store."""
    appeal = registered(mcu, text, *options, now=f"{day}T12:00:00+03:00")
    outcome = more.get("interim") or ("--outcome", "explained")
    mcu("answer", appeal, *outcome, "--text", "Сделаем.", now=f"{on}T12:00:00+03:00")
    return appeal


def links(mcu: Mcu, appeal: str) -> list[dict[str, Any]]:
    """Return how an appeal is linked, as its history says."""
    return [event for event in appeal_of(mcu, appeal)["history"] if event["event"] == "linked"]


def repeats(mcu: Mcu, *arguments: str) -> dict[str, str]:
    """Link without asking; return of what each appeal is a repeat now."""
    data = mcu("likely", "--link", "--yes", *arguments, "--json").data
    return {one["id"]: one["repeat_of"] for one in data["linked"]}


def test_a_repeat_is_linked_in_one_commit_with_its_reason(mcu: Mcu, store: StoreFolder) -> None:
    assert answered(mcu, "2026-11-01", "2026-11-12", *SAME) == OLD
    registered(mcu, "Опять яма", *SAME)
    before = commit_count(store)
    finished = mcu("likely", "--link", "--yes")
    assert finished.stdout.startswith(f"{FIRST}: new, repeat of {OLD}")
    assert finished.stderr == (
        f"to raise the priority: `mcu prioritise {FIRST} --priority high`\n"
        f"to take up again what was answered: `mcu reopen {OLD}`\n"
    )
    assert commit_count(store) == before + 1
    commit = last_commit(store)
    assert commit.subject == f"link {FIRST}: repeat-of"
    assert commit.changes == (f"M {path_of(FIRST)}",)
    (event,) = links(mcu, FIRST)
    assert (event["relation"], event["to"], event["auto"]) == ("repeat-of", OLD, True)
    assert event["reason"] == "те же автор и тема; ответ дан 12.11.2026"  # the language of the store
    assert status_of(store) == ""
    state = appeal_of(mcu, FIRST)["state"]
    assert (state["status"], state["priority"]) == ("new", "normal")  # left to the clerk
    assert appeal_of(mcu, OLD)["state"]["status"] == "answered"
    assert mcu("check").stdout.endswith("0 errors, 0 warnings\n")


def test_linked_once_it_is_linked_no_more(mcu: Mcu, store: StoreFolder) -> None:
    answered(mcu, "2026-11-01", "2026-11-12", *SAME)
    registered(mcu, "Опять яма", *SAME)
    assert repeats(mcu) == {FIRST: OLD}
    head = store.head
    again = mcu("likely", "--link", "--yes")
    assert (again.stdout, again.stderr) == ("", NOTHING)
    assert mcu("likely", "--link", "--yes", FIRST).stderr == NOTHING
    assert mcu("likely", "--link", "--json").data == {"commit": None, "appeals": [], "linked": []}
    assert store.head == head
    assert mcu("likely").stderr == "no appeal looks like another\n"


@pytest.mark.usefixtures("store")
def test_an_empty_store_has_nothing_to_link(mcu: Mcu) -> None:
    finished = mcu("likely", "--link")
    assert (finished.stdout, finished.stderr) == ("", NOTHING)
    assert mcu("likely", "--link", "status:new").stderr == NOTHING  # a query may fit nothing
    assert mcu("likely", "--link", "-", stdin="").stderr == NOTHING


@pytest.mark.parametrize(
    ("earlier", "later", "linked"),
    [
        (SAME, SAME, True),
        ((*ANNA, *ROADS), (*ANNA, "--category", "roads/snow"), True),
        ((*HOUSE, *ROADS), ("--street", "Лесная", "--house", "5", *ROADS), True),
        (SAME, (*ANNA, "--category", "heating"), False),  # the author alone: to look at
        (SAME, ANNA, False),  # nobody has said yet what it is about
        ((*HOUSE, *ROADS), (*HOUSE, "--category", "heating"), False),
        (SAME, ("--name", "Жителева Яна Петровна", *ROADS), False),
        ((*SAME, *HOUSE), (*SAME, "--street", "Лесная", "--house", "7"), False),  # perhaps two of that name
    ],
)
@pytest.mark.usefixtures("store")
def test_author_or_place_and_the_topic_make_it_sure(
    mcu: Mcu, earlier: tuple[str, ...], later: tuple[str, ...], *, linked: bool
) -> None:
    answered(mcu, "2026-11-01", "2026-11-12", *earlier)
    registered(mcu, "Опять яма", *later)
    assert repeats(mcu) == ({FIRST: OLD} if linked else {})


@pytest.mark.parametrize(
    ("came", "linked"),
    [
        ("2026-11-12T11:59:59+03:00", False),  # before the answer
        ("2026-11-12T12:00:00+03:00", True),
        ("2026-12-12T23:59:59+03:00", True),  # the thirtieth day is whole
        ("2026-12-13T00:00:00+03:00", False),
    ],
)
@pytest.mark.usefixtures("store")
def test_the_window_is_of_whole_calendar_days(mcu: Mcu, came: str, *, linked: bool) -> None:
    answered(mcu, "2026-11-01", "2026-11-12", *SAME)
    # The clerk writes it down later: the day of registration is what counts.
    appeal = registered(mcu, "Опять яма", *SAME, now=came)
    data = mcu("likely", "--link", "--yes", appeal, "--json", now="2026-12-20T12:00:00+03:00").data
    assert [one["id"] for one in data["linked"]] == ([appeal] if linked else [])


@pytest.mark.usefixtures("store")
def test_an_interim_answer_makes_no_repeat(mcu: Mcu) -> None:
    answered(mcu, "2026-11-01", "2026-11-12", *SAME, interim=("--interim",))
    registered(mcu, "Опять яма", *SAME)
    assert repeats(mcu) == {}


def test_the_window_is_that_of_categories_yaml(mcu: Mcu, store: StoreFolder) -> None:
    answered(mcu, "2026-11-01", "2026-11-12", *SAME)
    registered(mcu, "Опять яма", *SAME)
    categories = store.root / "categories.yaml"
    text = categories.read_text(encoding="utf-8")
    categories.write_text(text.replace("repeats: {within: 30 cal", "repeats: {within: 7 cal"), encoding="utf-8")
    assert mcu("likely", "--link", "--dry-run").stdout != ""  # not in force yet
    mcu("record")
    assert mcu("likely", "--link", "--dry-run").stderr == NOTHING


@pytest.mark.usefixtures("store")
def test_a_chain_links_each_to_the_last_answered_before_it(mcu: Mcu) -> None:
    answered(mcu, "2026-10-20", "2026-10-22", *SAME)
    answered(mcu, "2026-11-01", "2026-11-05", *SAME)
    registered(mcu, "В третий раз", *SAME)
    # What was handled meanwhile was a repeat all the same, and counts as one.
    assert repeats(mcu) == {OLD: OLDER, FIRST: OLD}
    assert repeats(mcu) == {}


@pytest.mark.usefixtures("store")
def test_the_last_answer_decides_not_the_last_registration(mcu: Mcu) -> None:
    registered(mcu, "Яма", *SAME, now="2026-10-20T12:00:00+03:00")
    answered(mcu, "2026-11-01", "2026-11-05", *SAME)
    mcu("answer", OLDER, "--outcome", "explained", "--text", "Да.", now="2026-11-10T12:00:00+03:00")
    registered(mcu, "Опять", *SAME)
    assert repeats(mcu)[FIRST] == OLDER


@pytest.mark.usefixtures("store")
def test_what_was_taken_up_again_had_its_answer_before(mcu: Mcu) -> None:
    answered(mcu, "2026-11-01", "2026-11-12", *SAME)
    registered(mcu, "Опять яма", *SAME)
    mcu("reopen", OLD, "--reason", "Не сделано.")
    finished = mcu("likely", "--link", "--yes")
    assert f"{FIRST}: new, repeat of {OLD}" in finished.stdout
    assert "mcu reopen" not in finished.stderr  # it is open already


@pytest.mark.parametrize("relation", ["repeat-of", "related-to"])
@pytest.mark.parametrize("backwards", [False, True])
def test_a_pair_that_a_clerk_has_linked_is_left_alone(
    mcu: Mcu, store: StoreFolder, relation: str, *, backwards: bool
) -> None:
    answered(mcu, "2026-11-01", "2026-11-12", *SAME)
    registered(mcu, "Опять яма", *SAME)
    mcu("link", *((OLD, f"--{relation}", FIRST) if backwards else (FIRST, f"--{relation}", OLD)))
    head = store.head
    assert mcu("likely", "--link", "--yes").stderr == NOTHING
    assert store.head == head


@pytest.mark.usefixtures("store")
def test_a_repeat_of_one_is_made_no_repeat_of_another(mcu: Mcu) -> None:
    answered(mcu, "2026-10-20", "2026-10-22", *SAME)
    answered(mcu, "2026-11-01", "2026-11-05", *SAME)
    registered(mcu, "Опять яма", *SAME)
    mcu("link", FIRST, "--repeat-of", OLDER)
    assert repeats(mcu) == {OLD: OLDER}
    assert repeats(mcu) == {}
    assert "--repeat-of" not in mcu("show", FIRST).stdout


@pytest.mark.parametrize("at_once", [1, 5_000])
@pytest.mark.usefixtures("store")
def test_a_circle_is_never_closed(mcu: Mcu, monkeypatch: pytest.MonkeyPatch, at_once: int) -> None:
    monkeypatch.setattr("mcu_cli.store.comparing._AT_ONCE", at_once)
    answered(mcu, "2026-10-20", "2026-10-22", *SAME)
    answered(mcu, "2026-11-01", "2026-11-05", *SAME)
    registered(mcu, "Опять яма", *SAME)
    mcu("link", OLDER, "--repeat-of", FIRST)  # the wrong way round
    assert repeats(mcu) == {OLD: OLDER}  # and FIRST of OLD would lead round to itself
    assert [event["relation"] for event in links(mcu, FIRST)] == []


@pytest.mark.usefixtures("store")
def test_duplicates_and_joint_complaints_stay_suggestions(mcu: Mcu) -> None:
    text = "Второй месяц не горят фонари во дворе, дети идут из школы в темноте"
    registered(mcu, text)
    registered(mcu, text)
    registered(mcu, "Темно", *HOUSE, *ROADS)
    registered(mcu, "Света нет", *HOUSE, *ROADS)
    assert len(mcu("likely", "--json").data) == 2
    assert mcu("likely", "--link", "--yes").stderr == NOTHING


def test_a_dry_run_shows_it_and_writes_nothing(mcu: Mcu, store: StoreFolder) -> None:
    answered(mcu, "2026-11-01", "2026-11-12", *SAME)
    registered(mcu, "Опять яма", *SAME)
    before = store.head, files_of(store)
    finished = mcu("likely", "--link", "--dry-run")
    assert finished.stdout.startswith(f"{FIRST}: new, repeat of {OLD}")
    assert finished.stderr == "dry run: nothing was written\n"
    data = mcu("likely", "--link", "--dry-run", "--json").data
    assert (data["commit"], data["linked"]) == (
        None,
        [{"id": FIRST, "repeat_of": OLD, "reasons": ["same-author", "same-topic", "answered"]}],
    )
    assert (store.head, files_of(store)) == before


def test_undo_takes_all_of_it_back(mcu: Mcu, store: StoreFolder) -> None:
    answered(mcu, "2026-10-20", "2026-10-22", *SAME)
    answered(mcu, "2026-11-01", "2026-11-05", *SAME)
    registered(mcu, "Опять яма", *SAME)
    before = files_of(store)
    mcu("likely", "--link", "--yes")
    assert last_commit(store).subject == "link 2 appeals: repeat-of"
    mcu("undo")
    assert files_of(store) == before
    assert repeats(mcu) == {OLD: OLDER, FIRST: OLD}


def test_nobody_is_linked_unasked(mcu: Mcu, store: StoreFolder, monkeypatch: pytest.MonkeyPatch) -> None:
    answered(mcu, "2026-11-01", "2026-11-12", *SAME)
    registered(mcu, "Опять яма", *SAME)
    head = store.head
    assert "add --yes" in mcu("likely", "--link", code=2).stderr
    assert "add --yes" in mcu("likely", "--link", "status:new", code=2).stderr
    on_a_terminal(monkeypatch)
    asked = mcu("likely", "--link", code=4, stdin="n\n")
    assert f"{FIRST}: new, repeat of {OLD}" in asked.stderr
    assert "Link as repeats: 1 appeal. Go on? [y/N]" in asked.stderr
    assert store.head == head
    mcu("likely", "--link", stdin="y\n")
    assert len(links(mcu, FIRST)) == 1


@pytest.mark.usefixtures("store")
def test_ids_queries_and_periods_choose(mcu: Mcu) -> None:
    answered(mcu, "2026-11-01", "2026-11-12", *SAME)
    for text in ("Опять", "И опять", "Опять же"):
        registered(mcu, text, *SAME)
    finished = mcu("likely", "--link", FIRST, OLD, "--yes")
    assert finished.stdout.startswith(f"{FIRST}: ")
    assert f"{OLD} is no repeat that is still to be linked" in finished.stderr
    assert repeats(mcu, f"id:{SECOND}") == {SECOND: OLD}
    assert repeats(mcu, "--to", "2026-11-19") == {}
    assert repeats(mcu, "--from", "2026-11-20") == {THIRD: OLD}


@pytest.mark.usefixtures("store")
def test_by_default_those_of_the_last_days_are_looked_at(mcu: Mcu) -> None:
    answered(mcu, "2026-10-01", "2026-10-05", *SAME)
    old = registered(mcu, "Опять яма", *SAME, now="2026-10-20T12:00:00+03:00")
    assert repeats(mcu) == {}
    assert repeats(mcu, "--from", "2026-10-01") == {old: "20261001-0001"}


@pytest.mark.usefixtures("store")
@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--yes",), "--yes and --dry-run go with --link; without it nothing is written"),
        (("--dry-run",), "--yes and --dry-run go with --link"),
        (("--link", "--limit", "1"), "--limit is for the list"),
        (("--link", FIRST, "--from", "2026-11-01"), "appeals and a period exclude each other"),
    ],
)
def test_what_does_not_go_together_is_refused(mcu: Mcu, arguments: tuple[str, ...], said: str) -> None:
    assert mcu("likely", *arguments, code=2).stderr.startswith(f"mcu: {said}")


def test_a_file_changed_by_hand_stops_nobody_but_who_names_it(mcu: Mcu, store: StoreFolder) -> None:
    answered(mcu, "2026-11-01", "2026-11-12", *SAME)
    registered(mcu, "Опять", *SAME)
    registered(mcu, "И опять", *SAME)
    path = store.root / path_of(FIRST)
    edited = path.read_bytes().replace("Опять".encode(), "Снова".encode())
    path.write_bytes(edited)
    assert "was changed by hand" in mcu("likely", "--link", FIRST, code=7).stderr
    finished = mcu("likely", "--link", "--yes")
    assert f"{path_of(FIRST)} was changed by hand and is left alone; run `mcu record`\n" in finished.stderr
    assert finished.stdout.startswith(f"{SECOND}: ")
    assert path.read_bytes() == edited
    mcu("record")
    assert repeats(mcu) == {FIRST: OLD}


def test_a_clock_behind_the_record_is_told(mcu: Mcu, store: StoreFolder) -> None:
    answered(mcu, "2026-11-01", "2026-11-12", *SAME)
    registered(mcu, "Опять", *SAME)
    head = store.head
    finished = mcu("likely", "--link", "--yes", "--from", "2026-11-01", code=4, now="2026-11-19T12:00:00+03:00")
    assert "later than this computer's clock" in finished.stderr
    assert store.head == head


def test_sixteen_at_once_link_each_repeat_once(mcu: Mcu, store: StoreFolder) -> None:
    answered(mcu, "2026-11-01", "2026-11-12", *SAME)
    for text in ("Опять", "И опять", "Опять же"):
        registered(mcu, text, *SAME)
    before = commit_count(store)
    running = [
        subprocess.Popen(
            [sys.executable, "-m", "mcu_cli", "likely", "--link", "--yes"],
            cwd=store.root,
            env={**os.environ, "PYTHONPATH": str(ROOT), "MCU_LOCK_TIMEOUT": "100"},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )
        for _n in range(16)
    ]
    ended = [(process.communicate(timeout=110), process.returncode) for process in running]
    assert [code for _streams, code in ended] == [0] * 16, [streams for streams, code in ended if code]
    assert commit_count(store) == before + 1
    assert sum(b"3 appeals changed" in out for (out, _err), _code in ended) == 1
    for appeal in (FIRST, SECOND, THIRD):
        assert len(links(mcu, appeal)) == 1
    assert status_of(store) == ""


def test_what_another_command_links_while_the_operator_thinks_is_left_alone(
    mcu: Mcu, mcu_process: Mcu, store: StoreFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    answered(mcu, "2026-11-01", "2026-11-12", *SAME)
    registered(mcu, "Опять", *SAME)
    registered(mcu, "И опять", *SAME)
    others = iter((FIRST, SECOND))

    def linked_meanwhile(_mcu: object, _question: str, *, yes: bool) -> None:
        assert not yes
        mcu_process("link", next(others), "--related-to", OLD, cwd=store.root)

    monkeypatch.setattr("mcu_cli.change.confirmed", linked_meanwhile)
    finished = mcu("likely", "--link", "--from", "2026-11-01")
    assert f"{FIRST} is no repeat that is still to be linked" in finished.stderr
    assert finished.stdout.startswith(f"{SECOND}: new, repeat of {OLD}")
    assert [event["relation"] for event in links(mcu, FIRST)] == ["related-to"]
    mcu("undo")
    head = store.head
    finished = mcu("likely", "--link")
    assert (finished.stdout, finished.stderr.split("\n")[-2]) == ("", NOTHING.strip())
    assert store.git("rev-list", "--count", f"{head}..HEAD") == "1"


@pytest.mark.usefixtures("store")
def test_a_repeat_is_shown_and_found(mcu: Mcu, monkeypatch: pytest.MonkeyPatch) -> None:
    answered(mcu, "2026-11-01", "2026-11-12", *SAME)
    registered(mcu, "Опять", *SAME)
    registered(mcu, "Про воду")
    assert mcu("list", "repeat", "--ids", code=0).stdout == ""
    mcu("likely", "--link", "--yes")
    assert mcu("list", "repeat", "--ids").stdout == f"{FIRST}\n"
    assert mcu("list", "-repeat", "--ids").stdout.split() == [OLD, SECOND]
    assert f"  repeat of:              {OLD}\n" in mcu("show", FIRST).stdout
    monkeypatch.setenv("MCU_LANG", "ru")
    assert mcu("list", "повторные", "--ids").stdout == f"{FIRST}\n"
    shown = mcu("show", FIRST).stdout
    assert f"повтор обращения {OLD}\n    те же автор и тема; ответ дан 12.11.2026\n" in shown


@pytest.mark.usefixtures("store")
def test_more_than_ten_are_counted(mcu: Mcu) -> None:
    answered(mcu, "2026-11-01", "2026-11-12", *SAME)
    for n in range(12):
        registered(mcu, f"Опять, {n}", *SAME)
    finished = mcu("likely", "--link", "--yes")
    assert finished.stderr.split("\n")[-2] == "and 2 more; `mcu list repeat open` shows all"
    assert finished.stderr.count("20261120-") == 10
