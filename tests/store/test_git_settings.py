"""The settings of git that a store wants, and the form of git's index that follows from them."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from mcu_cli.store import git_settings, transaction
from mcu_cli.store.git import Git
from mcu_cli.store.git_settings import (
    SETTINGS,
    bring_index,
    files_in_index,
    is_index_due,
    make_settings,
    standing,
)
from mcu_cli.store.upkeep import keep_up

if TYPE_CHECKING:
    from tests.conftest import Mcu, StoreFolder


@pytest.fixture
def git(store: StoreFolder) -> Git:
    return Git(store.root, os.environ)


def version_of_index(store: StoreFolder) -> int:
    return int.from_bytes((store.root / ".git" / "index").read_bytes()[4:8], "big")


def test_a_fresh_store_has_what_a_small_one_wants(store: StoreFolder, git: Git) -> None:
    assert standing(git) == ((), ())
    assert version_of_index(store) == 4
    assert not is_index_due(git)
    for setting in SETTINGS:
        there = setting.name.lower() in store.git("config", "--local", "--list", "--name-only").splitlines()
        assert there != setting.large


def test_an_old_store_is_brought_to_them(store: StoreFolder, git: Git) -> None:
    for setting in SETTINGS:
        if not setting.large:
            store.git("config", "--unset", setting.name)
    store.git("update-index", "--index-version", "2", "--force-write-index")
    before = store.git("ls-files", "--stage")
    assert make_settings(git) == tuple(setting for setting in SETTINGS if not setting.large)
    assert is_index_due(git)
    bring_index(git)
    assert version_of_index(store) == 4
    assert not is_index_due(git)
    assert store.git("ls-files", "--stage") == before
    assert make_settings(git) == ()


def test_what_somebody_has_set_otherwise_stays(store: StoreFolder, git: Git) -> None:
    store.git("config", "index.version", "2")
    store.git("update-index", "--index-version", "2", "--force-write-index")
    assert [setting.name for setting in standing(git).otherwise] == ["index.version"]
    assert make_settings(git) == ()
    bring_index(git)
    assert version_of_index(store) == 2


def test_a_large_store_gets_a_split_index_that_every_command_goes_on_with(
    mcu: Mcu, store: StoreFolder, git: Git, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(git_settings, "MANY_FILES", 10)
    assert [setting.name for setting in make_settings(git)] == ["core.splitIndex", "core.untrackedCache"]
    bring_index(git)
    assert store.git("rev-parse", "--shared-index-path")
    assert not is_index_due(git)
    files = len(store.git("ls-files").splitlines())
    assert files_in_index(store.root / ".git") >= files
    mcu("add", "--channel", "phone", "--text", "Яма.")
    mcu("note", "1", "--text", "Позвонили.")
    mcu("undo")
    assert store.git("status", "--porcelain") == ""
    assert len(store.git("ls-files").splitlines()) == files + 1
    store.git("config", "core.splitIndex", "false")
    mcu("note", "1", "--text", "Позвонили ещё раз.")
    assert store.git("status", "--porcelain") == ""


@pytest.mark.parametrize("by", ["settings", "upkeep"])
def test_git_learns_the_folders_of_a_large_store(
    mcu: Mcu, store: StoreFolder, git: Git, monkeypatch: pytest.MonkeyPatch, by: str
) -> None:
    monkeypatch.setattr(git_settings, "MANY_FILES", 10)
    mcu("add", "--channel", "phone", "--text", "Яма.")
    make_settings(git)
    (store.root / "new").mkdir()
    (store.root / "new/unknown.txt").write_text("1", encoding="utf-8")
    if by == "settings":
        bring_index(git)
    else:
        keep_up(git, store.root / ".mcu", datetime(2026, 11, 20, tzinfo=UTC))
    # The cache names what stands in a folder that git does not know; no entry of the index does.
    assert b"new/" in (store.root / ".git/index").read_bytes()
    assert store.git("diff", "--cached", "--name-only") == ""


def test_git_learns_the_folders_after_a_bulk_change(
    mcu: Mcu, store: StoreFolder, git: Git, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(git_settings, "MANY_FILES", 10)
    monkeypatch.setattr(transaction, "_MANY", 2)
    for text in ("Яма.", "Фонарь."):
        mcu("add", "--channel", "phone", "--text", text)
    make_settings(git)
    (store.root / "new").mkdir()
    (store.root / "new/unknown.txt").write_text("1", encoding="utf-8")
    mcu("note", "1", "--text", "Звонили.")
    assert b"new/" not in (store.root / ".git/index").read_bytes()
    mcu("note", "1", "2", "--text", "Звонили ещё раз.", "--yes")
    index = (store.root / ".git/index").read_bytes()
    assert b"new/" in index
    assert bytes.fromhex(store.git("rev-parse", "HEAD^{tree}")) in index  # the cache of trees is whole
    assert store.git("fsck", "--no-progress") == ""  # no tree was made that no commit has


def test_git_is_not_made_to_learn_folders_where_nobody_wants_that(store: StoreFolder, git: Git) -> None:
    before = (store.root / ".git/index").read_bytes()
    bring_index(git)
    assert (store.root / ".git/index").read_bytes() == before


@pytest.mark.parametrize("content", [b"", b"DIRC", b"nothing of the kind"])
def test_a_damaged_index_has_no_files(store: StoreFolder, content: bytes) -> None:
    (store.root / ".git" / "index").write_bytes(content)
    assert files_in_index(store.root / ".git") == 0
