"""`mcu check`: every problem of the record and of the folder, by file and line; repairs of what is safe."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.working_day import (
    FIRST,
    SECOND,
    appeal_of,
    commit_count,
    files_of,
    last_commit,
    path_of,
    registered,
    status_of,
)

if TYPE_CHECKING:
    from tests.conftest import Mcu, StoreFolder


def on_record(store: StoreFolder, old: str, new: str, path: str = path_of(FIRST)) -> None:
    """Change a file by hand and commit it with git, past mcu."""
    text = store.read(path)
    assert old in text
    (store.root / path).write_bytes(text.replace(old, new).encode())
    store.git("commit", "--quiet", "--all", "--message", "by hand")


def problems(mcu: Mcu, code: int = 6) -> list[dict[str, Any]]:
    """Return what `mcu check` finds."""
    envelope = mcu("check", "--json", code=code).envelope
    found: list[dict[str, Any]] = envelope["problems"]
    assert envelope["data"]["errors"] == sum(one["level"] == "error" for one in found)
    return found


@pytest.fixture
def one(mcu: Mcu, store: StoreFolder) -> StoreFolder:
    """Make a store with one assigned appeal."""
    registered(mcu, "Яма.", "--street", "Лесная")
    mcu("assign", "1", "--to", "roads")
    return store


def test_a_store_of_commands_has_no_problem(mcu: Mcu, one: StoreFolder) -> None:
    files = len(one.git("ls-files").splitlines()) - 2  # .gitignore and .gitattributes are git's
    assert mcu("check").stdout == f"{files} files checked: 0 errors, 0 warnings\n"
    assert mcu("check", "--json").data == {"files": files, "errors": 0, "warnings": 0, "commit": None}
    assert status_of(one) == ""


@pytest.mark.parametrize(
    ("old", "new", "line", "word"),
    [
        ("channel: phone", "channel: [phone", 4, ""),
        ("channel: phone", "channel: phone\nchannel: mail", 4, "appears twice"),
        ("channel: phone", "channel: pigeon", 3, "'pigeon' is not one of"),
        ("channel: phone\n", "", 1, "'channel' is missing"),
        ("received: '2026-11-20T16:00:00+03:00'", "received: 20.11.2026", 4, "is not a moment"),
        ("format: 1", "format: 2", None, "newer mcu"),
        ("event: assigned, department", "event: praised, department", 20, "is not an event that mcu knows"),
        (f"id: {FIRST}", f"id: {SECOND}", None, "put the file's own id back"),
        ("status: assigned", "status: closed", None, "mcu check --fix"),
        ("event: registered", "event: noted\n  text: а", None, "does not begin with"),
    ],
)
def test_an_error_on_record_is_listed_and_ends_with_6(
    mcu: Mcu, one: StoreFolder, old: str, new: str, line: int | None, word: str
) -> None:
    on_record(one, old, new)
    found = [problem for problem in problems(mcu) if problem["level"] == "error" and word in problem["message"]]
    assert found
    assert found[0]["file"] == path_of(FIRST)
    assert line is None or found[0]["line"] == line
    assert f"error: {path_of(FIRST)}" in mcu("check", code=6).stdout


def test_all_problems_of_all_files_are_listed(mcu: Mcu, one: StoreFolder) -> None:
    registered(mcu)
    on_record(one, "channel: phone", "channel: pigeon")
    on_record(one, "event: assigned, department: roads", "event: assigned, department: roads, until: soon")
    on_record(one, "channel: phone", "channel: crow", path_of(SECOND))
    on_record(one, "kind: institution", "kind: castle", "departments.yaml")
    files = {problem["file"] for problem in problems(mcu)}
    assert files == {path_of(FIRST), path_of(SECOND), "departments.yaml"}


def test_an_unknown_key_is_kept_and_reported(mcu: Mcu, one: StoreFolder) -> None:
    on_record(one, "channel: phone\n", "channel: phone\nmood: злой\n")
    on_record(one, "place: {street: Лесная}", "place: {street: Лесная, planet: Земля}")
    on_record(one, "department: roads}", "department: roads, weather: снег}")
    found = problems(mcu, code=0)
    assert [(problem["level"], problem.get("field"), problem.get("line")) for problem in found] == [
        ("warning", "mood", 4),
        ("warning", "place.planet", 6),
        ("warning", "history.1.weather", 21),
        ("warning", None, None),  # `mood` stands elsewhere than mcu would write it
    ]
    mcu("note", "1", "--text", "Звонили.")
    appeal = appeal_of(mcu, "1")
    assert (appeal["mood"], appeal["place"]["planet"], appeal["history"][1]["weather"]) == ("злой", "Земля", "снег")


def test_a_stale_state_is_written_anew_in_one_commit(mcu: Mcu, one: StoreFolder) -> None:
    good = files_of(one)
    on_record(one, "status: assigned", "status: closed")
    commits = commit_count(one)
    finished = mcu("check", "--fix")
    commit = last_commit(one)
    assert files_of(one) == good
    assert commit_count(one) == commits + 1
    assert commit.subject == "check --fix: 1 files"
    assert (commit.changes, commit.trailers[0]) == ((f"M {path_of(FIRST)}",), "Mcu-Action: check")
    assert f"repaired in commit {commit.id[:10]}" in finished.stdout
    assert mcu("check", "--fix", "--json").data["commit"] is None


def test_the_record_counts_and_not_the_state_as_written(mcu: Mcu, one: StoreFolder) -> None:
    on_record(one, "status: assigned", "status: closed")
    assert mcu("list", "--json").data[0]["status"] == "assigned"
    assert appeal_of(mcu, "1")["state"]["status"] == "assigned"


def test_a_repair_leaves_hand_edits_alone(mcu: Mcu, one: StoreFolder) -> None:
    on_record(one, "status: assigned", "status: closed")
    path = one.root / path_of(FIRST)
    path.write_bytes(path.read_bytes().replace("Яма.".encode(), "Люк.".encode()))
    edited, head = path.read_bytes(), one.head
    mcu("check", "--fix", code=6)
    assert (path.read_bytes(), one.head) == (edited, head)


@pytest.mark.parametrize(
    "place", ["appeals/2026/11/21/20261120-0001.yaml", "appeals/20261120-0001.yaml", "appeals/x.txt"]
)
def test_a_file_in_the_wrong_place_is_an_error(mcu: Mcu, one: StoreFolder, place: str) -> None:
    (one.root / place).parent.mkdir(parents=True, exist_ok=True)
    one.git("mv", path_of(FIRST), place)
    one.git("commit", "--quiet", "--message", "by hand")
    assert [problem["file"] for problem in problems(mcu)] == [place]
    listed = mcu("list", "--ids")
    assert listed.stdout == ""
    assert "1 file" in listed.stderr


def test_two_events_of_one_id_and_a_falling_record_are_errors(mcu: Mcu, one: StoreFolder) -> None:
    mcu("note", "1", "--text", "Звонили.")
    first, _second, third = (event["id"] for event in appeal_of(mcu, "1")["history"])
    on_record(one, f"id: {third}", f"id: {first!r}" if first.isdecimal() else f"id: {first}")
    on_record(one, "- {id: fb9c, at: '2026-11-20T16", "- {id: fb9c, at: '2026-11-20T17")
    messages = " | ".join(problem["message"] for problem in problems(mcu))
    assert f"the event id {first} stands twice" in messages
    assert "stands behind one that was recorded later" in messages


def test_names_that_the_registries_do_not_know_are_warnings(mcu: Mcu, one: StoreFolder) -> None:
    on_record(one, "department: roads\n", "department: Старое имя\n")
    on_record(one, "event: assigned, department: roads", "event: assigned, department: Старое имя")
    on_record(one, "event: registered\n", "event: registered\n  category: Старая тема\n")
    mcu("check", "--fix")
    fields = {problem["field"]: problem["level"] for problem in problems(mcu, code=0)}
    assert fields == {"state.department": "warning", "state.category": "warning"}


def test_a_key_of_another_kind_of_event_is_unknown_and_changes_nothing(mcu: Mcu, one: StoreFolder) -> None:
    mcu("classify", "1", "--category", "roads")
    state = appeal_of(mcu, "1")["state"]
    on_record(one, "event: classified", "event: classified, priority: pigeon, rating: '9'")
    on_record(one, "event: assigned", "event: assigned, outcome: {first: '1'}, until: soon")
    assert appeal_of(mcu, "1")["state"] == state
    assert mcu("list", "--columns", "all", "--ids").stdout == f"{FIRST}\n"
    fields = {problem.get("field") for problem in problems(mcu, code=0)}
    assert {"history.1.outcome", "history.1.until", "history.2.priority", "history.2.rating"} <= fields
    mcu("note", "1", "--text", "Звонили.")
    assert appeal_of(mcu, "1")["history"][2]["priority"] == "pigeon"


def test_a_link_to_nothing_is_a_warning(mcu: Mcu, one: StoreFolder) -> None:
    registered(mcu)
    mcu("link", "1", "--repeat-of", "2")
    on_record(one, f"to: {SECOND}", "to: 20250101-0001")
    (warning,) = problems(mcu, code=0)
    assert "20250101-0001, which is not on record" in warning["message"]


def test_hand_edits_and_new_files_in_the_folder_are_found(mcu: Mcu, one: StoreFolder) -> None:
    path = one.root / path_of(FIRST)
    path.write_bytes(path.read_bytes().replace(b"channel: phone", b"channel: pigeon"))
    (one.root / path_of(SECOND)).write_bytes(b"broken: [")
    (one.root / "departments.yaml").write_bytes(b"municipality: [\n")
    found = problems(mcu)
    by_hand = {problem["file"] for problem in found if "changed by hand" in problem["message"]}
    assert by_hand == {path_of(FIRST), path_of(SECOND), "departments.yaml"}
    errors = {problem["file"] for problem in found if problem["level"] == "error"}
    assert errors == by_hand
    assert mcu("list", "--ids").stdout == f"{FIRST}\n"  # the record is as it was


def test_an_unreadable_file_is_said_wherever_it_is_missing(mcu: Mcu, one: StoreFolder) -> None:
    registered(mcu)
    on_record(one, "channel: phone", "channel: [")
    listed = mcu("list", "--ids")
    assert listed.stdout == f"{SECOND}\n"
    assert "mcu check" in listed.stderr
    assert path_of(FIRST) in mcu("show", FIRST, code=6).stderr
    assert path_of(FIRST) in mcu("note", FIRST, "--text", "а", code=6).stderr


def test_a_file_of_a_newer_format_is_refused_with_the_way_out(mcu: Mcu, one: StoreFolder) -> None:
    on_record(one, "format: 1", "format: 2")
    assert "update mcu" in mcu("show", FIRST, code=6).stderr
    assert "update mcu" in mcu("check", code=6).stdout


def test_a_registry_of_a_newer_format_is_refused(mcu: Mcu, one: StoreFolder) -> None:
    on_record(one, "format: 1 ", "format: 2 ", "departments.yaml")
    assert "update mcu" in mcu("list", code=4).stderr
    assert one.git("status", "--porcelain") == ""


def test_a_name_that_no_registry_knows_is_told_once_and_in_json_for_each_file(mcu: Mcu, one: StoreFolder) -> None:
    registered(mcu, "Люк.")
    registered(mcu, "Снег.")
    mcu("assign", "2", "3", "--to", "roads", "--yes")
    for name in ("departments.yaml", "categories.yaml"):
        path = one.root / name
        path.write_bytes(path.read_bytes().replace(b"  roads:\n", b"  ways:\n").replace(b": roads\n", b": ways\n"))
    one.git("commit", "--quiet", "--all", "--message", "by hand")
    checked = mcu("check", "--json").envelope["problems"]
    of_departments = [problem for problem in checked if problem.get("field") == "state.department"]
    assert len(of_departments) == 3
    lines = [line for line in mcu("check").stdout.splitlines() if "state.department" in line]
    assert len(lines) == 1
    assert lines[0].endswith("(and 2 more files)")
