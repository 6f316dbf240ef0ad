"""`mcu filter`: queries under names, on record, undone like all else."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.working_day import FIRST, SECOND, commit_count, files_of, last_commit, registered, status_of

if TYPE_CHECKING:
    from tests.conftest import Mcu, StoreFolder


@pytest.fixture
def two(mcu: Mcu, store: StoreFolder) -> StoreFolder:
    """Make a store with an appeal about roads, and an urgent one."""
    registered(mcu, "Яма.", "-c", "roads")
    registered(mcu, "Прорвало трубу.", channel="urgent")
    return store


def test_a_filter_is_saved_in_one_commit_and_used_anywhere(mcu: Mcu, two: StoreFolder) -> None:
    saved = mcu("filter", "save", "mine", "status:new", "-urgent")
    assert saved.stdout == "@mine: status:new -urgent (1 appeal)\n"
    assert two.read("filters.yaml") == "format: 1\nfilters:\n  mine: 'status:new -urgent'\n"
    commit = last_commit(two)
    assert commit.subject == "filter @mine"
    assert commit.changes == ("A filters.yaml",)
    assert commit.trailers[:2] == ("Mcu-Action: filter", "Mcu-File: filters.yaml")
    assert mcu("list", "@mine", "--ids").stdout.split() == [FIRST]
    assert mcu("list", "-@MINE", "--ids").stdout.split() == [SECOND]
    assert mcu("close", "@mine", "--outcome", "explained", "--yes", "--json").data["appeals"][0]["id"] == FIRST
    assert status_of(two) == ""


def test_a_filter_of_filters_and_its_changes(mcu: Mcu, two: StoreFolder) -> None:
    mcu("filter", "save", "mine", "status:new")
    mcu("filter", "save", "Наши", "@mine or снег")
    assert mcu("filter", "save", "MINE", "status:new -(urgent or due:<today)", "--json").data == {
        "commit": two.head,
        "name": "mine",
        "query": "status:new -(urgent or due:<today)",
        "appeals": 1,
    }
    assert mcu("list", "@наши", "--ids").stdout.split() == [FIRST]
    listed = [("mine", "status:new -(urgent or due:<today)"), ("Наши", "@mine or снег")]
    assert [(one["name"], one["query"]) for one in mcu("filter", "--json").data] == listed
    assert mcu("filter", "list").stdout == mcu("filter").stdout
    assert "@Наши" in mcu("filter").stdout
    assert mcu("filter", "show", "@наши").stdout == "@Наши: @mine or снег (1 appeal)\n"
    assert mcu("filter", "show", "mine", "--json").data == {"name": "mine", "query": listed[0][1], "appeals": 1}


def test_what_cannot_be_saved_changes_nothing(mcu: Mcu, two: StoreFolder) -> None:
    mcu("filter", "save", "mine", "@mine2 or ямы", code=3)
    mcu("filter", "save", "mine", "status:new")
    mcu("filter", "save", "mine2", "-@mine")
    head, before = two.head, files_of(two)
    assert "(@mine > @mine2 > @mine)" in mcu("filter", "save", "mine", "@mine2", code=2).stderr
    assert "character 1" in mcu("filter", "save", "x", "stauts:new", code=2).stderr
    assert "did you mean roads" in mcu("filter", "save", "x", "department:rods", code=3).stderr
    assert "cannot be the name of a filter" in mcu("filter", "save", "a b", "ямы", code=2).stderr
    assert "a query is missing" in mcu("filter", "save", "x", code=2).stderr
    assert "an action and a name are needed" in mcu("filter", "remove", code=2).stderr
    assert "is too much" in mcu("filter", "remove", "mine", "ямы", code=2).stderr
    assert "is not one of" in mcu("filter", "drop", "mine", code=2).stderr
    assert "@mine is used by @mine2" in mcu("filter", "remove", "mine", code=4).stderr
    assert "no saved filter @x" in mcu("filter", "remove", "x", code=3).stderr
    assert "no saved filter @x" in mcu("filter", "show", "x", code=3).stderr
    assert "no saved filter @x" in mcu("list", "@x", code=3).stderr
    assert mcu("filter", "save", "x", "ямы", "--dry-run").stderr == "dry run: nothing was written\n"
    assert mcu("filter", "remove", "mine2", "--dry-run", "--json").data["commit"] is None
    assert mcu("filter", "save", "mine", "status:new").stderr == "@mine is saved so already\n"
    assert (two.head, files_of(two)) == (head, before)


def test_undo_takes_a_filter_back(mcu: Mcu, two: StoreFolder) -> None:
    mcu("filter", "save", "mine", "status:new")
    kept = two.read("filters.yaml")
    mcu("filter", "remove", "mine")
    assert two.read("filters.yaml") == "format: 1\nfilters: {}\n"
    assert last_commit(two).subject == "filter @mine: removed"
    assert "saved filter @mine: removed" in mcu("undo").stdout
    assert two.read("filters.yaml") == kept
    mcu("undo")
    assert not (two.root / "filters.yaml").exists()
    assert mcu("filter").stderr == "no filter is saved; save one with `mcu filter save NAME QUERY`\n"
    assert commit_count(two) == 7


def test_filters_are_read_from_the_record_and_a_hand_edit_is_not_overwritten(mcu: Mcu, two: StoreFolder) -> None:
    mcu("filter", "save", "mine", "status:new")
    path = two.root / "filters.yaml"
    path.write_text("format: 1\nfilters:\n  mine: urgent\n", encoding="utf-8")
    assert mcu("filter", "show", "mine", "--json").data["query"] == "status:new"
    assert "filters.yaml" in mcu("filter", "save", "other", "ямы", code=7).stderr
    assert path.read_text(encoding="utf-8").endswith("mine: urgent\n")
    mcu("record")
    assert mcu("filter", "show", "mine", "--json").data["query"] == "urgent"


def test_comments_of_hands_stay(mcu: Mcu, two: StoreFolder) -> None:
    text = "# Фильтры смены\nformat: 1\nfilters:\n  mine: status:new  # мои\n  # чужие\n  other: urgent\n"
    (two.root / "filters.yaml").write_text(text, encoding="utf-8")
    two.git("add", "filters.yaml")
    two.git("commit", "-q", "-m", "filters")
    mcu("filter", "save", "third", "@mine or ямы")
    assert two.read("filters.yaml") == f"{text}  third: '@mine or ямы'\n"
    mcu("filter", "save", "other", "overdue")
    mcu("filter", "remove", "third")
    assert two.read("filters.yaml") == text.replace("urgent", "overdue")


def test_a_filter_that_can_no_longer_be_read_is_told_when_used(mcu: Mcu, two: StoreFolder) -> None:
    (two.root / "filters.yaml").write_text("format: 1\nfilters:\n  old: gone:1\n  good: ямы\n", encoding="utf-8")
    two.git("add", "filters.yaml")
    two.git("commit", "-q", "-m", "filters")
    assert "the saved filter @old can no longer be read" in mcu("list", "@old", code=2).stderr
    assert mcu("list", "@good", "--ids").stdout.split() == [FIRST]
    mcu("filter", "remove", "old")
    assert two.read("filters.yaml") == "format: 1\nfilters:\n  good: ямы\n"


def test_a_file_changed_by_hand_waits_and_that_is_told(mcu: Mcu, store: StoreFolder) -> None:
    registered(mcu)
    mcu("filter", "save", "мои", "status:new")
    path = store.root / "filters.yaml"
    path.write_bytes(path.read_bytes().replace(b"status:new", b"status:closed"))
    used = mcu("list", "@мои", "--ids")

    assert used.stdout.split() == [FIRST]
    assert used.stderr == "filters.yaml was changed by hand and is not in force until `mcu record`\n"
    mcu("record")
    assert (mcu("list", "@мои", "--ids").stdout, mcu("list", "@мои", "--ids").stderr) == ("", "")
