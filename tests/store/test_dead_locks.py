"""A lock of git that a killed git of ours has left goes; any lock that may be another's stays and is reported."""

from __future__ import annotations

import os
import time
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import pytest

from mcu_cli.store import dead_locks
from mcu_cli.store.git import Git
from mcu_cli.store.processes import is_git_at_work
from tests.working_day import registered, status_of

if TYPE_CHECKING:
    from tests.conftest import Mcu, StoreFolder

LOCKS = ("index.lock", "HEAD.lock", "config.lock", "packed-refs.lock", "refs/mcu/prepared.lock", "refs/heads/main.lock")
JOURNALED = 1_000_000  # a moment: when the journal was written


class Place(NamedTuple):
    """A store with a journal, and a folder in which no process is told."""

    store: StoreFolder
    journal: Path
    processes: Path

    def lay(self, name: str, at: int = JOURNALED + 1) -> Path:
        """Make a lock of git, last changed at that moment."""
        path = self.store.root / ".git" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"")
        os.utime(path, (at, at))
        return path

    def removed(self) -> list[str]:
        """Return what was removed, by its path in `.git`."""
        git = Git(self.store.root, dict(os.environ))
        found = dead_locks.remove_dead(git, self.journal.stat().st_mtime_ns, processes=self.processes)
        assert not any(path.exists() for path in found)
        return sorted(path.relative_to(self.store.root / ".git").as_posix() for path in found)

    def at_work(self, program: str, folder: Path) -> None:
        """Let a process be told that works in that folder."""
        process = self.processes / "123"
        process.mkdir()
        (process / "comm").write_text(f"{program}\n", "utf-8")
        (process / "cwd").symlink_to(folder)


@pytest.fixture
def place(store: StoreFolder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Place:
    monkeypatch.setattr(dead_locks, "_QUIET", 0.0)
    monkeypatch.setattr(dead_locks, "_PATIENCE", 0.0)
    journal = store.root / ".mcu" / "journal.jsonl"
    journal.write_bytes(b"")
    os.utime(journal, (JOURNALED, JOURNALED))
    (tmp_path / "processes").mkdir()
    return Place(store, journal, tmp_path / "processes")


@pytest.mark.parametrize("name", LOCKS)
def test_a_lock_that_a_killed_git_of_ours_left_goes(place: Place, name: str) -> None:
    place.lay(name)
    assert place.removed() == [name]


def test_a_lock_from_before_the_journal_stays(place: Place) -> None:
    lock = place.lay("index.lock", JOURNALED - 1)
    assert place.removed() == []
    assert lock.exists()


def test_a_lock_that_no_git_of_ours_takes_stays(place: Place) -> None:
    place.lay("shallow.lock")
    place.lay("refs/heads/other.lock")
    assert place.removed() == []


@pytest.mark.skipif(not hasattr(os, "geteuid"), reason="files have no owner here")
def test_a_lock_of_another_user_stays(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    place.lay("index.lock")
    user = os.geteuid()
    monkeypatch.setattr(os, "geteuid", lambda: user + 1)
    assert place.removed() == []


def test_while_a_git_is_at_work_in_the_store_its_locks_stay(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dead_locks, "_QUIET", 0.01)
    place.lay("index.lock")
    place.at_work("git", place.store.root / "appeals")
    assert place.removed() == []


def test_a_git_elsewhere_and_a_program_that_is_no_git_hold_nothing_up(place: Place, tmp_path: Path) -> None:
    place.lay("index.lock")
    place.at_work("git", tmp_path)
    (place.processes / "124").mkdir()
    (place.processes / "124" / "comm").write_text("vi\n", "utf-8")
    (place.processes / "124" / "cwd").symlink_to(place.store.root)
    assert place.removed() == ["index.lock"]


@pytest.mark.skipif(not Path("/proc/self/fd").exists(), reason="the system does not tell what is open")
def test_a_lock_that_a_program_has_open_stays_though_it_is_no_git(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dead_locks, "_QUIET", 0.01)
    lock = place.lay("index.lock")
    with lock.open("rb"):  # as libraries that do git's work keep theirs
        assert place._replace(processes=Path("/proc")).removed() == []
    assert lock.exists()


def test_a_git_at_work_in_another_checkout_of_the_repository_is_one_of_the_repository(
    place: Place, tmp_path: Path
) -> None:
    place.store.git("worktree", "add", "--quiet", str(tmp_path / "beside"))
    there = Git(tmp_path / "beside", dict(os.environ))
    assert not is_git_at_work(there, place.processes)
    place.at_work("git", place.store.root)
    assert is_git_at_work(there, place.processes)
    (place.processes / "123" / "cwd").unlink()
    (place.processes / "123" / "cwd").symlink_to(tmp_path / "beside")
    assert is_git_at_work(Git(place.store.root, dict(os.environ)), place.processes)


@pytest.mark.parametrize(
    ("file", "told"),
    [
        ("cmdline", b"git\0--git-dir=store/.git\0gc\0"),
        ("cmdline", b"git\0--git-dir\0store/.git\0gc\0"),
        ("environ", b"HOME=/\0GIT_DIR=store/.git\0"),
    ],
)
def test_a_git_that_is_told_from_elsewhere_to_work_in_the_repository_is_seen(
    place: Place, tmp_path: Path, file: str, told: bytes
) -> None:
    place.at_work("git", tmp_path)
    here = Git(place.store.root, dict(os.environ))
    assert not is_git_at_work(here, place.processes)
    (place.processes / "123" / file).write_bytes(told)
    assert is_git_at_work(here, place.processes)


def test_a_lock_that_somebody_touches_meanwhile_stays(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dead_locks, "_QUIET", 1.0)
    monkeypatch.setattr(dead_locks, "_PATIENCE", 1.0)
    lock = place.lay("index.lock")
    monkeypatch.setattr(time, "sleep", lambda _seconds: lock.write_bytes(b"DIRC"))
    assert place.removed() == []


def test_where_nobody_tells_which_processes_there_are_every_lock_stays(place: Place) -> None:
    place.lay("index.lock")
    assert place._replace(processes=place.processes / "none").removed() == []


@pytest.mark.skipif(not Path("/proc/self/fd").exists(), reason="the system does not tell which processes there are")
def test_the_next_command_removes_it_says_so_and_goes_on(mcu: Mcu, store: StoreFolder) -> None:
    registered(mcu, "Яма.")
    (store.root / ".mcu" / "journal.jsonl").write_text('{"action":"assign","paths":0}\n', "utf-8")
    (store.root / ".git" / "index.lock").write_bytes(b"")
    said = mcu("note", "1", "--text", "Звонили.").stderr
    assert "index.lock, a lock that the interrupted command had left" in said
    assert not (store.root / ".git" / "index.lock").exists()
    assert status_of(store) == ""


def test_without_an_interrupted_command_a_lock_of_git_is_reported_and_stays(mcu: Mcu, store: StoreFolder) -> None:
    registered(mcu, "Яма.")
    (store.root / ".git" / "index.lock").write_bytes(b"")
    assert "index.lock" in mcu("note", "1", "--text", "Звонили.", code=7).stderr
    assert (store.root / ".git" / "index.lock").exists()
