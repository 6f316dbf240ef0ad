"""The look for hand edits: git is asked in the way that is quickest, and finds the same as when asked for each path."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from mcu_cli.store.documents import DOCUMENTS
from mcu_cli.store.edits import looking
from mcu_cli.store.git import Git
from mcu_cli.store.rows import RECORDED
from tests.working_day import FIRST, SECOND, THIRD, path_of, registered

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.conftest import Mcu, StoreFolder


def told(root: Path, *among: str) -> list[str]:
    """Return what the look finds, after it has begun."""
    with looking(root, Git(root, dict(os.environ)), among) as found:
        return found()


def asked_for_each(store: StoreFolder) -> list[str]:
    """Return what git says of each path of the store, asked for these alone; git's index stays as it is.

    Written anew in the next second it would make its untracked cache believe in folders that changed within this one.
    """
    given = (
        "--no-optional-locks",
        "status",
        "--porcelain=v1",
        "-z",
        "--no-renames",
        "--untracked-files=all",
        "--",
        *RECORDED,
        *DOCUMENTS,
    )
    return sorted(line[3:] for line in store.git(*given).split("\0") if line)


def edited(path: Path) -> None:
    path.write_text(path.read_text(encoding="utf-8") + "# по-своему\n", encoding="utf-8")


def changed(store: StoreFolder) -> None:
    edited(store.root / path_of(FIRST))


def staged(store: StoreFolder) -> None:
    changed(store)
    store.git("add", path_of(FIRST))


def staged_and_put_back(store: StoreFolder) -> None:
    text = store.read(path_of(FIRST))
    staged(store)
    (store.root / path_of(FIRST)).write_text(text, encoding="utf-8", newline="\n")


def removed(store: StoreFolder) -> None:
    (store.root / path_of(SECOND)).unlink()


def removed_with_its_folder(store: StoreFolder) -> None:
    for one in (FIRST, SECOND, THIRD):
        (store.root / path_of(one)).unlink()
    (store.root / path_of(FIRST)).parent.rmdir()


def new_beside(store: StoreFolder) -> None:
    (store.root / path_of(FIRST)).with_name("20261120-0099.yaml").write_text("format: 1\n", encoding="utf-8")


def new_in_a_new_folder(store: StoreFolder) -> None:
    for name in ("appeals/2027/01/02/20270102-0001.yaml", "appeals/2027/01/03/20270103-0001.yaml", "polls/2027/a.yaml"):
        path = store.root / name
        path.parent.mkdir(parents=True)
        path.write_text("format: 1\n", encoding="utf-8")


def saved_report(store: StoreFolder) -> None:
    path = store.root / "reports/daily/2026/2026-11-20.md"
    path.parent.mkdir(parents=True)
    path.write_text("Сводка\n", encoding="utf-8")


def of_no_concern(store: StoreFolder) -> None:
    (store.root / "заметки").mkdir()
    (store.root / "заметки/мои.txt").write_text("для себя\n", encoding="utf-8")
    (store.root / "appeals.txt").write_text("для себя\n", encoding="utf-8")
    (store.root / "reports/own").mkdir(parents=True)
    (store.root / "reports/own/notes.md").write_text("для себя\n", encoding="utf-8")


def registry(store: StoreFolder) -> None:
    edited(store.root / "departments.yaml")


def everything(store: StoreFolder) -> None:
    for one in EDITS:
        if one not in {everything, staged_and_put_back, removed_with_its_folder, removed}:
            one(store)
    removed(store)


EDITS: list[Callable[[StoreFolder], None]] = [
    changed, staged, staged_and_put_back, removed, removed_with_its_folder, new_beside, new_in_a_new_folder,
    saved_report, of_no_concern, registry, everything,
]  # fmt: skip


@pytest.fixture
def three(mcu: Mcu, store: StoreFolder) -> StoreFolder:
    """Make a store with three appeals."""
    for text in ("Яма.", "Фонарь.", "Снег."):
        registered(mcu, text)
    return store


@pytest.mark.parametrize("edit", EDITS, ids=lambda edit: edit.__name__)
@pytest.mark.parametrize("cached", [False, True])
def test_every_hand_edit_is_found(three: StoreFolder, edit: Callable[[StoreFolder], None], *, cached: bool) -> None:
    if cached:  # what git knows of folders is of before the edit
        three.git("config", "core.untrackedCache", "true")
        three.git("update-index", "--untracked-cache")
        three.git("status")
    edit(three)
    expected = asked_for_each(three)
    assert bool(expected) == (edit is not of_no_concern)
    assert told(three.root) == expected


def test_nothing_is_found_where_nothing_was_changed(three: StoreFolder) -> None:
    assert told(three.root) == []


def test_what_git_is_told_to_leave_out_of_its_status_is_found(three: StoreFolder) -> None:
    three.git("config", "status.showUntrackedFiles", "no")
    three.git("config", "status.renames", "true")
    (three.root / path_of(FIRST)).rename((three.root / path_of(FIRST)).with_name("20261120-0099.yaml"))
    assert told(three.root) == asked_for_each(three)
    assert len(told(three.root)) == 2


def test_only_the_folders_named_are_looked_at(three: StoreFolder) -> None:
    changed(three)
    registry(three)
    assert told(three.root, "appeals") == [path_of(FIRST)]


def test_of_a_store_in_a_folder_of_a_repository_its_own_files_alone_are_told(
    mcu: Mcu, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    git = Git(tmp_path, dict(os.environ))
    git.run("init", "--quiet", "--initial-branch=main")
    mcu("init", tmp_path / "обращения", cwd=tmp_path)
    root = tmp_path / "обращения"
    monkeypatch.chdir(root)
    (tmp_path / "appeals").mkdir()
    (tmp_path / "appeals/foreign.yaml").write_text("1\n", encoding="utf-8")
    edited(root / "departments.yaml")
    (root / "appeals").mkdir(exist_ok=True)
    (root / "appeals/own.yaml").write_text("1\n", encoding="utf-8")
    assert told(root) == ["appeals/own.yaml", "departments.yaml"]


def test_the_agenda_looks_for_edits_and_puts_right_what_a_kill_left(mcu: Mcu, three: StoreFolder) -> None:
    changed(three)
    assert path_of(FIRST) in mcu("agenda").stdout
    (three.root / ".mcu/journal.jsonl").write_text('{"action":"note","paths":0}\n', encoding="utf-8")
    assert "was interrupted" in mcu("agenda").stderr
    assert not (three.root / ".mcu/journal.jsonl").exists()


@pytest.mark.parametrize("flag", ["assume-unchanged", "skip-worktree"])
def test_what_git_was_told_to_overlook_can_be_recorded_like_any_edit(mcu: Mcu, three: StoreFolder, flag: str) -> None:
    three.git("update-index", f"--{flag}", path_of(FIRST), path_of(SECOND))
    path = three.root / path_of(FIRST)
    assert "nothing was changed" in mcu("record").stdout
    path.write_text(path.read_text("utf-8").replace("Яма.", "Яма у школы."), encoding="utf-8", newline="\n")
    assert "mcu record" in mcu("note", "1", "--text", "Звонили.", code=7).stderr
    assert path_of(FIRST) in mcu("check").stdout
    mcu("record")
    assert "Яма у школы." in three.git("show", f"HEAD:{path_of(FIRST)}")


@pytest.mark.parametrize("flag", ["assume-unchanged", "skip-worktree"])
@pytest.mark.parametrize("many", [False, True])
def test_what_git_was_told_to_overlook_stands_in_its_index_as_recorded(
    mcu: Mcu, three: StoreFolder, monkeypatch: pytest.MonkeyPatch, flag: str, *, many: bool
) -> None:
    """Else the next commit by hand would put back what was there before the command."""
    if many:
        monkeypatch.setattr("mcu_cli.store.transaction._MANY", 1)
    three.git("update-index", f"--{flag}", path_of(FIRST), path_of(SECOND))
    mcu("note", "1", "--text", "Звонили.")
    assert three.git("diff-index", "--cached", "HEAD") == ""
    mcu("note", "1", "2", "--text", "Звонили ещё раз.", "--yes")
    mcu("undo", "--yes")
    assert three.git("status", "--porcelain") == ""
    assert three.git("write-tree") == three.git("rev-parse", "HEAD^{tree}")


def test_what_a_sparse_checkout_leaves_out_is_no_edit(mcu: Mcu, three: StoreFolder) -> None:
    three.git("update-index", "--skip-worktree", path_of(FIRST))
    (three.root / path_of(FIRST)).unlink()
    assert "nothing was changed" in mcu("record").stdout
    assert mcu("check", "--json").envelope["problems"] == []


def test_a_link_in_place_of_a_file_that_git_was_told_to_overlook_is_found(mcu: Mcu, three: StoreFolder) -> None:
    three.git("update-index", "--assume-unchanged", path_of(FIRST))
    (three.root / path_of(FIRST)).unlink()
    (three.root / path_of(FIRST)).symlink_to(three.root / path_of(SECOND))
    assert path_of(FIRST) in mcu("check", code=6).stdout
