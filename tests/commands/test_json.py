"""The envelope of `--json`, for results and for errors, and the exit codes that go with them."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from mcu_cli.errors import ExitCode
from tests.working_day import FIRST, SECOND, path_of, registered, status_of

if TYPE_CHECKING:
    from tests.conftest import Mcu, StoreFolder


@pytest.fixture
def two(mcu: Mcu, store: StoreFolder) -> StoreFolder:
    """Make a store with two appeals, the second of them closed."""
    registered(mcu)
    registered(mcu)
    mcu("close", "2", "--outcome", "withdrawn")
    return store


@pytest.mark.parametrize(
    ("command", "kind"),
    [
        ("list", list),
        ("search яма", list),
        ("show 1", dict),
        ("show 1 2", list),
        ("log 1", dict),
        ("add --channel phone --text а", dict),
        ("assign 1 --to roads", dict),
        ("assign 1 --to roads --dry-run", dict),
        ("split 1 --text а", dict),
        ("edit 1 --set text=а", dict),
        ("record", dict),
        ("undo", dict),
        ("undo --dry-run", dict),
        ("check", dict),
    ],
)
def test_a_result_stands_in_the_envelope(mcu: Mcu, two: StoreFolder, command: str, kind: type) -> None:
    envelope = json.loads(mcu(*command.split(), "--json").stdout)
    assert list(envelope) == ["mcu", "data", "problems"]
    assert envelope["mcu"] == 1
    assert isinstance(envelope["data"], kind)
    assert envelope["problems"] == []
    assert status_of(two) == ""


@pytest.mark.parametrize("command", ["assign 1 --to roads", "split 1 --text а", "add --channel phone --text а"])
def test_a_change_names_its_commit_and_the_appeals_as_they_are_now(mcu: Mcu, two: StoreFolder, command: str) -> None:
    data = mcu(*command.split(), "--json").data
    assert list(data) == ["commit", "appeals", *(["likely"] if command.startswith("add") else [])]
    assert data["commit"] == two.head
    listed = {appeal["id"]: appeal for appeal in mcu("list", "--json").data}
    assert data["appeals"] == [listed[appeal["id"]] for appeal in data["appeals"]]
    assert mcu("assign", "1", "--to", "housing", "--dry-run", "--json").data["commit"] is None


@pytest.mark.parametrize(
    ("command", "code"),
    [
        ("show 9", ExitCode.NOT_FOUND),
        ("assign 1 --to nobody", ExitCode.NOT_FOUND),
        ("answer 2 --outcome explained --text а", ExitCode.REFUSED),
        ("assign 1", ExitCode.USAGE),
        ("assign", ExitCode.USAGE),
        ("list --nonsense", ExitCode.USAGE),
        ("nonsense", ExitCode.USAGE),
        ("note 1 --file /nowhere", ExitCode.BAD_INPUT),
    ],
)
def test_an_error_stands_in_the_envelope_too(mcu: Mcu, two: StoreFolder, command: str, code: ExitCode) -> None:
    finished = mcu(*command.split(), "--json", code=code)
    assert finished.envelope["data"] is None
    (problem,) = finished.envelope["problems"]
    assert problem["level"] == "error"
    assert finished.stderr == f"mcu: {problem['message']}\n"
    assert mcu(*command.split(), code=code).stdout == ""
    assert status_of(two) == ""


def test_the_single_problems_of_a_bulk_change_are_listed(mcu: Mcu, two: StoreFolder) -> None:
    finished = mcu("answer", "1", "2", "--outcome", "explained", "--text", "а", "--yes", "--json", code=4)
    problems = finished.envelope["problems"]
    assert [problem.get("file") for problem in problems if "file" in problem] == [path_of(SECOND)]
    assert any("is closed" in problem["message"] for problem in problems)
    assert status_of(two) == ""


def test_damage_and_conflict_have_their_codes(mcu: Mcu, two: StoreFolder) -> None:
    path = two.root / path_of(FIRST)
    path.write_bytes(path.read_bytes().replace("Яма".encode(), "Люк".encode()))
    assert mcu("note", "1", "--text", "а", "--json", code=ExitCode.CONFLICT).envelope["problems"]
    path.write_bytes(b"broken: [")
    two.git("commit", "--quiet", "--all", "--message", "by hand")
    envelope = mcu("check", "--json", code=ExitCode.DAMAGED).envelope
    assert envelope["data"]["errors"] == len(envelope["problems"]) == 1


def test_signs_that_act_are_escaped_inside_json(mcu: Mcu, store: StoreFolder) -> None:
    text = "\u202eтекст\x1b[31m \u2028 \ufeff 😀👨‍👩‍👧"
    registered(mcu, text)
    printed = mcu("show", "1", "--json").stdout
    assert json.loads(printed)["data"]["text"] == text
    assert not set("\u202e\x1b\u2028\ufeff") & set(printed)
    assert "текст" in printed
    assert status_of(store) == ""
