"""What `mcu log` says of an event: the commit that its words come from."""

from __future__ import annotations

import os
import subprocess
from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from mcu_cli.commands import log as log_command
from mcu_cli.store import undo
from mcu_cli.store.git import Git
from mcu_cli.store.git_errors import GitError
from mcu_cli.store.git_streams import Reading
from mcu_cli.store.history import FileHistory, came_once, changed_paths, commits
from mcu_cli.store.index import Index

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.conftest import Mcu, StoreFolder


def test_words_changed_afterwards_are_those_of_the_commit_that_changed_them(mcu: Mcu, store: StoreFolder) -> None:
    mcu("add", "--channel", "phone", "--text", "Яма.")
    mcu("answer", "1", "--interim", "--text", "Засыплем.")
    honest = store.head
    (path,) = (store.root / "appeals").rglob("*.yaml")
    path.write_text(path.read_text(encoding="utf-8").replace("Засыплем.", "Засыпали."), encoding="utf-8", newline="\n")
    store.git("commit", "-qam", "by hand")
    registered, answered = mcu("log", "1", "--json").data["history"]
    assert answered["text"] == "Засыпали."
    assert answered["commit"] == store.head
    assert answered["commit_subject"] == "by hand"
    assert registered["commit"] not in {honest, store.head}


@pytest.fixture
def two_years(mcu: Mcu, store: StoreFolder) -> StoreFolder:
    """Make a store whose last command changed appeals of two years."""
    for now in ("2025-03-01T12:00:00+05:00", "2026-11-20T18:00:00+05:00"):
        mcu("add", "--channel", "phone", "--text", f"Яма {now}.", now=now)
    mcu("note", "20250301-1", "20261120-1", "--text", "Звонили.", "--yes")
    return store


def test_what_a_commit_changed_is_the_same_asked_year_by_year(mcu: Mcu, two_years: StoreFolder) -> None:
    edited = two_years.root / "departments.yaml"
    edited.write_text(f"{edited.read_text(encoding='utf-8')}# по-своему\n", encoding="utf-8", newline="\n")
    mcu("record")
    git = Git(two_years.root, os.environ)
    told = [commit.appeals for commit in commits(git)]
    assert told == [0, 2, 1, 1, 0]
    for commit in commits(git):
        plain = [*changed_paths(git, commit.id)]
        assert plain
        assert sorted(changed_paths(git, commit.id, by_year=True)) == sorted(plain)


def test_a_commit_of_very_many_is_taken_back_year_by_year(
    mcu: Mcu, two_years: StoreFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = two_years.git("rev-parse", "HEAD~1^{tree}")
    monkeypatch.setattr(undo, "_VERY_MANY", 1)
    assert len(mcu("undo", "--json").data["paths"]) == 2
    assert two_years.git("rev-parse", "HEAD^{tree}") == before
    assert two_years.git("status", "--porcelain") == ""


def looked(store: StoreFolder, path: Path, *, came_once: bool) -> list[tuple[str, str]]:
    git = Git(store.root, os.environ)
    with FileHistory(git, path.relative_to(store.root).as_posix()) as history:
        return [(version.commit.subject, version.blob) for version in history.versions(came_once=came_once)]


def test_the_versions_of_a_file_are_those_of_git(mcu: Mcu, store: StoreFolder) -> None:
    mcu("add", "--channel", "phone", "--text", "Яма.")
    (path,) = (store.root / "appeals").rglob("*.yaml")
    mcu("note", "1", "--text", "Позвонили.")
    mcu("add", "--channel", "phone", "--text", "Лёд.")
    mcu("answer", "1", "--outcome", "resolved", "--text", "Готово.")
    name = path.relative_to(store.root).as_posix()
    expected = store.git("log", "--reverse", "--format=%s", "--", name).splitlines()
    found = looked(store, path, came_once=True)
    assert [subject for subject, _blob in found] == expected
    assert found == looked(store, path, came_once=False)
    assert found[-1][1] == store.git("rev-parse", f"HEAD:{name}")


def test_git_is_not_waited_for_once_the_commit_that_brought_the_file_is_told(
    mcu: Mcu, store: StoreFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    mcu("add", "--channel", "phone", "--text", "Яма.")
    (path,) = (store.root / "appeals").rglob("*.yaml")
    mcu("note", "1", "--text", "Позвонили.")
    read = Reading.__iter__

    def and_the_years_before(reading: Reading) -> Iterator[bytes]:
        yield from read(reading)
        raise TimeoutError

    monkeypatch.setattr(Reading, "__iter__", and_the_years_before)
    assert len(looked(store, path, came_once=True)) == 2
    with pytest.raises(TimeoutError):
        looked(store, path, came_once=False)


def test_a_file_taken_away_and_brought_again_is_looked_for_to_its_beginning(mcu: Mcu, store: StoreFolder) -> None:
    mcu("add", "--channel", "phone", "--text", "Яма.")
    (path,) = (store.root / "appeals").rglob("*.yaml")
    kept = path.read_bytes()
    path.unlink()
    store.git("commit", "-qam", "away")
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(kept)
    store.git("add", "-A")
    store.git("commit", "-qm", "again")
    found = looked(store, path, came_once=False)
    assert [(subject, bool(blob)) for subject, blob in found][1:] == [("away", False), ("again", True)]
    git = Git(store.root, os.environ)
    with closing(Index(store.root / ".mcu" / "index.sqlite", git, lambda many, _n: many)) as index:
        index.follow(store.head)
        assert not came_once(index, path.stem)
        assert came_once(index, "20260101-0001")


def test_branches_that_both_changed_a_file_are_both_told(mcu: Mcu, store: StoreFolder) -> None:
    mcu("add", "--channel", "phone", "--text", "Яма.")
    (path,) = (store.root / "appeals").rglob("*.yaml")
    store.git("switch", "-qc", "other")
    path.write_text(path.read_text(encoding="utf-8") + "# one\n", encoding="utf-8", newline="\n")
    store.git("commit", "-qam", "theirs")
    store.git("switch", "-q", "main")
    path.write_text(path.read_text(encoding="utf-8") + "# two\n", encoding="utf-8", newline="\n")
    store.git("commit", "-qam", "ours")
    subprocess.run(["git", "merge", "-q", "other"], cwd=store.root, check=False, capture_output=True)
    path.write_text(path.read_text(encoding="utf-8") + "# both\n", encoding="utf-8", newline="\n")
    store.git("commit", "-qam", "merged")
    found = looked(store, path, came_once=True)
    assert {subject for subject, _blob in found} >= {"ours", "theirs", "merged"}
    assert found == looked(store, path, came_once=False)
    assert found[-1][1] == store.git("rev-parse", f"HEAD:{path.relative_to(store.root).as_posix()}")


def test_settings_of_the_operator_change_nothing_in_what_is_found(mcu: Mcu, store: StoreFolder) -> None:
    mcu("add", "--channel", "phone", "--text", "Яма.")
    mcu("note", "1", "--text", "Позвонили.")
    before = mcu("log", "1", "--json").data
    for name, value in {
        "log.follow": "true", "log.showRoot": "false", "log.diffMerges": "combined", "format.pretty": "oneline",
        "diff.noprefix": "true", "core.abbrev": "5", "log.date": "relative", "log.decorate": "full",
        "diff.renames": "copies", "core.commitGraph": "false", "color.ui": "always",
    }.items():  # fmt: skip
        store.git("config", name, value)
    assert mcu("log", "1", "--json").data == before


def test_a_look_that_takes_long_is_told_with_what_helps(
    mcu: Mcu, store: StoreFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    del store
    mcu("add", "--channel", "phone", "--text", "Яма.")
    assert mcu("log", "1").stderr == ""
    monkeypatch.setattr(log_command, "_LONG", -1.0)
    assert "mcu doctor --fix" in mcu("log", "1").stderr


def test_git_that_fails_on_the_way_is_an_error_and_not_half_a_history(store: StoreFolder) -> None:
    git = Git(store.root, os.environ)
    reading = git.reading("log", "--no-such-option")
    with closing(reading), pytest.raises(GitError):
        list(reading)
