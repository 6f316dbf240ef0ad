"""What the next command puts right, in the small: folders, git's index, files of the dead, a commit without files."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from mcu_cli.errors import DamagedError, NotFoundError, RefusedError
from mcu_cli.store import journal, recovery
from mcu_cli.store.git import Git
from mcu_cli.store.git_errors import explained
from mcu_cli.store.journal import Step
from mcu_cli.store.private_folder import has_journal
from tests.working_day import FIRST, commit_count, path_of, registered, status_of

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import Mcu, StoreFolder


@pytest.fixture
def one(mcu: Mcu, store: StoreFolder) -> StoreFolder:
    """Make a store with one appeal."""
    registered(mcu, "Яма.")
    return store


def git_of(store: StoreFolder) -> Git:
    return Git(store.root, dict(os.environ))


def journal_in(store: StoreFolder) -> Path:
    return store.root / ".mcu" / "journal.jsonl"


def test_folders_made_for_a_file_that_never_came_go(one: StoreFolder) -> None:
    (one.root / "reports" / "daily").mkdir(parents=True)
    step = Step("", "1" * 40)
    journal.begin(journal_in(one), "summary", [("reports/daily/2026/2026-11-20.md", step)], 1)
    assert recovery.restore(one.root, git_of(one)) is False
    assert not (one.root / "reports").exists()


def test_what_a_git_add_by_hand_met_of_a_killed_command_is_no_longer_staged(one: StoreFolder) -> None:
    path = path_of(FIRST)
    before = one.git("rev-parse", f"HEAD:{path}")
    (one.root / path).write_bytes((one.root / path).read_bytes().replace("Яма".encode(), "Дыра".encode()))
    after = one.git("hash-object", "-w", path)
    journal.begin(journal_in(one), "edit", [(path, Step(before, after))], 1)
    one.git("add", "-A")
    recovery.restore(one.root, git_of(one))
    assert status_of(one) == ""


def test_what_somebody_has_staged_of_his_own_stays_staged(one: StoreFolder) -> None:
    path = path_of(FIRST)
    before = one.git("rev-parse", f"HEAD:{path}")
    (one.root / path).write_bytes((one.root / path).read_bytes().replace("Яма".encode(), "Дыра".encode()))
    one.git("add", path)
    journal.begin(journal_in(one), "edit", [(path, Step(before, "1" * 40))], 1)
    recovery.restore(one.root, git_of(one))
    assert status_of(one) == f"M  {path}"


@pytest.mark.parametrize("made", [False, True])
def test_of_a_commit_without_files_head_tells_whether_it_was_made(one: StoreFolder, made: bool) -> None:  # noqa: FBT001  # a parameter of the test
    journal.begin(journal_in(one), "record", [], 0, head=one.head)
    if made:
        one.git("commit", "--quiet", "--allow-empty", "-m", "record")
    told: list[str] = []
    assert recovery.restore(one.root, git_of(one), told.append) is made
    assert ("after its commit" if made else "before its commit") in told[0]


@pytest.mark.skipif(os.name == "nt", reason="there the name of a process is not to be asked for")
def test_half_written_files_of_the_dead_go_and_those_of_the_living_stay(one: StoreFolder) -> None:
    with subprocess.Popen([sys.executable, "-c", ""]) as dead:
        pass
    private = one.root / ".mcu"
    (private / f".cron.json.{dead.pid}.tmp").touch()
    (private / f".cron.json.{os.getpid()}.tmp").touch()
    (private / ".odd.tmp").touch()
    assert has_journal(one.root) is False
    assert sorted(path.name for path in private.glob(".*.tmp")) == [f".cron.json.{os.getpid()}.tmp", ".odd.tmp"]


def test_nothing_is_removed_through_a_link_in_place_of_the_private_folder(one: StoreFolder, tmp_path: Path) -> None:
    with subprocess.Popen([sys.executable, "-c", ""]) as dead:
        pass
    elsewhere = tmp_path / "elsewhere"
    (one.root / ".mcu").rename(elsewhere)
    (elsewhere / f".cron.json.{dead.pid}.tmp").touch()
    (one.root / ".mcu").symlink_to(elsewhere)
    assert has_journal(one.root) is False
    assert (elsewhere / f".cron.json.{dead.pid}.tmp").exists()


def test_half_of_a_journal_goes_with_the_next_look(mcu: Mcu, one: StoreFolder) -> None:
    half = one.root / ".mcu" / ".journal.jsonl.123.tmp"
    half.touch()
    mcu("list")
    assert not half.exists()


def test_where_git_complains_after_the_commit_it_is_told_as_made(mcu: Mcu, one: StoreFolder) -> None:
    """A directory in place of the record of moves of HEAD: fast-import moves the branch, and then fails."""
    commits = commit_count(one)
    log = one.root / ".git" / "logs" / "HEAD"
    log.unlink()
    log.mkdir()
    (log / "in the way").touch()
    said = mcu("note", "1", "--text", "Звонили.", code=7).stderr
    assert commit_count(one) == commits + 1
    assert "is on record in commit" in said
    assert "nothing was changed" not in said
    assert status_of(one) == ""


def test_a_repository_that_cannot_be_read_is_not_said_to_be_none(one: StoreFolder, tmp_path: Path) -> None:
    words = "fatal: not a git repository (or any of the parent directories): .git"
    assert isinstance(explained("status", words, one.root), DamagedError)
    assert isinstance(explained("status", words, tmp_path), NotFoundError)


def test_a_bare_repository_and_a_damaged_index_of_git_say_what_to_do() -> None:
    bare = explained("status", "fatal: this operation must be run in a work tree")
    assert isinstance(bare, RefusedError)
    assert "git clone" in str(bare)
    damaged = explained("status", "fatal: .git/index: index file smaller than expected")
    assert isinstance(damaged, DamagedError)
    assert "git reset" in str(damaged)
