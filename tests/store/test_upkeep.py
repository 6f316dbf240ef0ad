"""Upkeep: the repository small and quick again, and nothing in it lost."""

from __future__ import annotations

import os
import subprocess
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from mcu_cli.store import upkeep
from mcu_cli.store.commit_graph import commits_in_graph, graphs
from mcu_cli.store.git import Git
from mcu_cli.store.git_errors import GitError
from mcu_cli.store.lock import HeldError, exclusive
from mcu_cli.store.private_folder import JOURNAL
from mcu_cli.store.private_folder import LOCK as STORE_LOCK
from mcu_cli.store.upkeep import LOCK, gathered, is_due, keep_up, last_upkeep, objects_about

if TYPE_CHECKING:
    from tests.conftest import Mcu, StoreFolder

NOW = datetime(2026, 11, 20, 18, tzinfo=UTC)


@pytest.fixture
def git(store: StoreFolder) -> Git:
    (store.root / ".mcu").mkdir(exist_ok=True)
    return Git(store.root, os.environ)


def objects_of(store: StoreFolder) -> set[str]:
    return set(store.git("cat-file", "--batch-all-objects", "--batch-check=%(objectname)").splitlines())


def test_objects_go_into_packs_and_none_is_lost(mcu: Mcu, store: StoreFolder, git: Git) -> None:
    for number in range(1, 4):
        mcu("add", "--channel", "phone", "--text", f"Яма {number}.")
    unreachable = git.run("hash-object", "-w", "--stdin", given=b"what a hook refused").decode().strip()
    before = objects_of(store)
    keep_up(git, store.root / ".mcu", NOW)
    assert objects_of(store) == before
    assert unreachable in before
    assert gathered(git, store.head) == (0, 2, 0)  # of what no commit leads to a pack of its own
    assert store.git("fsck", "--no-dangling") == ""
    assert store.git("status", "--porcelain") == ""


def test_the_second_upkeep_looks_at_what_came_since(mcu: Mcu, store: StoreFolder, git: Git) -> None:
    mcu("add", "--channel", "phone", "--text", "Яма.")
    private = store.root / ".mcu"
    keep_up(git, private, NOW)
    assert last_upkeep(private) == (NOW, store.head)
    mcu("note", "1", "--text", "Позвонили.")
    before = objects_of(store)
    assert gathered(git, store.head).commits == 1
    keep_up(git, private, NOW)
    assert objects_of(store) == before
    assert gathered(git, store.head).objects == 0
    assert commits_in_graph(store.root / ".git" / "objects") == int(store.git("rev-list", "--count", "HEAD"))


def test_a_history_rewritten_since_is_packed_from_its_beginning(mcu: Mcu, store: StoreFolder, git: Git) -> None:
    mcu("add", "--channel", "phone", "--text", "Яма.")
    private = store.root / ".mcu"
    keep_up(git, private, NOW)
    store.git("commit", "--quiet", "--amend", "-m", "by hand")
    keep_up(git, private, NOW)
    assert gathered(git, store.head).objects == 0
    assert last_upkeep(private).commit == store.head


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"[]",
        b"{",
        b'{"at": 7, "commit": "a"}',
        b'{"at": "2026-11-20", "commit": "a"}',
        b'{"at": "2026-11-20T18:00:00+05:00", "commit": "--all"}',
        b"[" * 100_000,
    ],
)
def test_what_cannot_be_understood_of_the_last_time_is_none(store: StoreFolder, git: Git, content: bytes) -> None:
    (store.root / ".mcu" / "upkeep.json").write_bytes(content)
    assert last_upkeep(store.root / ".mcu") == (None, "")
    keep_up(git, store.root / ".mcu", NOW)
    assert last_upkeep(store.root / ".mcu") == (NOW, store.head)


def test_a_repository_without_commits_needs_none(tmp_path: Path) -> None:
    subprocess.run(["git", "init", "--quiet", tmp_path], check=True)
    git = Git(tmp_path, os.environ)
    keep_up(git, tmp_path, NOW)
    assert gathered(git, None).commits == 0
    assert last_upkeep(tmp_path) == (None, "")


def test_two_at_once_leave_it_to_the_first(store: StoreFolder, git: Git) -> None:
    with exclusive(store.root / ".mcu" / LOCK, timeout=0, purpose="upkeep"), pytest.raises(HeldError):
        keep_up(git, store.root / ".mcu", NOW)


def test_while_a_command_writes_gits_index_is_left_to_it(store: StoreFolder, git: Git) -> None:
    store.git("config", "core.untrackedCache", "true")
    before = (store.root / ".git" / "index").read_bytes()
    with exclusive(store.root / ".mcu" / STORE_LOCK, timeout=0, purpose="add"):
        keep_up(git, store.root / ".mcu", NOW)
    assert (store.root / ".git" / "index").read_bytes() == before
    keep_up(git, store.root / ".mcu", NOW)
    assert (store.root / ".git" / "index").read_bytes() != before


def test_while_the_upkeep_has_gits_index_commands_wait(
    store: StoreFolder, git: Git, monkeypatch: pytest.MonkeyPatch
) -> None:
    looked = []

    def looks(there: Git) -> None:
        with pytest.raises(HeldError), exclusive(store.root / ".mcu" / STORE_LOCK, timeout=0, purpose="add"):
            pass
        looked.append(len(there.keep_open))  # a git that outlives us keeps them waiting

    monkeypatch.setattr(upkeep, "learn_folders", looks)
    keep_up(git, store.root / ".mcu", NOW)
    assert looked == [1]


@pytest.mark.skipif(not Path("/proc/self/fd").exists(), reason="the system does not tell which processes there are")
def test_a_lock_of_gits_index_that_a_killed_upkeep_left_goes_with_the_next_command(
    mcu: Mcu, store: StoreFolder, git: Git, monkeypatch: pytest.MonkeyPatch
) -> None:
    mcu("add", "--channel", "phone", "--text", "Яма.")
    lock = store.root / ".git" / "index.lock"

    def killed(_there: Git) -> None:
        lock.touch()
        raise KeyboardInterrupt

    monkeypatch.setattr(upkeep, "learn_folders", killed)
    with pytest.raises(KeyboardInterrupt):
        keep_up(git, store.root / ".mcu", NOW)
    said = mcu("note", "1", "--text", "Звонили.").stderr
    assert "index.lock, a lock that the interrupted command had left" in said
    assert "taken back" not in said
    assert not lock.exists()


def test_where_git_fails_by_itself_the_next_command_has_nothing_to_clear_up(
    store: StoreFolder, git: Git, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(_there: Git) -> None:
        raise GitError("git status failed", stderr="fatal: no")

    monkeypatch.setattr(upkeep, "learn_folders", refuse)
    with pytest.raises(GitError):
        keep_up(git, store.root / ".mcu", NOW)
    assert not (store.root / ".mcu" / JOURNAL).exists()


def test_the_journal_of_a_killed_command_is_not_written_over_by_the_upkeep(store: StoreFolder, git: Git) -> None:
    journal = store.root / ".mcu" / JOURNAL
    journal.write_text('{"action":"note","paths":0,"head":""}\n', "utf-8")
    keep_up(git, store.root / ".mcu", NOW)
    assert '"note"' in journal.read_text("utf-8")


def test_small_packs_are_put_together(mcu: Mcu, store: StoreFolder, git: Git) -> None:
    mcu("add", "--channel", "phone", "--text", "Яма.")
    for number in range(12):
        mcu("note", "1", "--text", f"Позвонили {number}.")
        keep_up(git, store.root / ".mcu", NOW)
    assert gathered(git, store.head).packs <= 5


def test_large_packs_stay_as_they_are(mcu: Mcu, store: StoreFolder, git: Git, monkeypatch: pytest.MonkeyPatch) -> None:
    """Put together they would take git more memory than there may be; the small ones still are."""
    packs = store.root / ".git" / "objects" / "pack"
    mcu("add", "--channel", "phone", "--text", "Яма.")
    keep_up(git, store.root / ".mcu", NOW)
    [large] = packs.glob("*.pack")
    [count] = [line for line in git.run("count-objects", "-v").decode().splitlines() if line.startswith("in-pack")]
    monkeypatch.setattr(upkeep, "_LARGE_PACK", int(count.split()[1]))
    for number in range(9):
        mcu("note", "1", "--text", f"Позвонили {number}.")
        keep_up(git, store.root / ".mcu", NOW)
    assert large in packs.glob("*.pack")
    assert 2 <= gathered(git, store.head).packs <= 5
    (packs / "pack-none.idx").write_bytes(b"of another version, or half of one")
    monkeypatch.setattr(upkeep, "_LARGE_PACK", 10_000)
    assert not [*upkeep._large_packs(packs.parent)]
    before = objects_of(store)
    for number in range(9):
        mcu("note", "1", "--text", f"Писали {number}.")
        keep_up(git, store.root / ".mcu", NOW)
    assert large not in packs.glob("*.pack")
    assert objects_of(store) > before


def test_the_number_of_objects_is_told_from_one_folder_of_256(store: StoreFolder) -> None:
    objects = store.root / ".git" / "objects"
    assert not is_due(objects)
    sample = objects / "17"
    sample.mkdir(exist_ok=True)
    there = len(list(sample.iterdir()))
    for number in range(30 - there):
        (sample / f"{number:038x}").touch()
    assert objects_about(objects) == 30 * 256
    assert is_due(objects)
    assert objects_about(store.root / "nowhere") == 0


def test_the_commit_graph_says_which_paths_a_commit_touched(store: StoreFolder, git: Git) -> None:
    objects = store.root / ".git" / "objects"
    assert graphs(objects) == []
    store.git("commit-graph", "write", "--reachable")
    assert [graph.paths for graph in graphs(objects)] == [False]
    assert commits_in_graph(objects) == 0
    keep_up(git, store.root / ".mcu", NOW)
    assert commits_in_graph(objects) == 1


@pytest.mark.parametrize("content", [b"", b"CGPH", b"CGPH\x01\x01\x03\x00OIDF", b"\0" * 2000])
def test_a_damaged_commit_graph_knows_nothing(store: StoreFolder, content: bytes) -> None:
    objects = store.root / ".git" / "objects"
    (objects / "info").mkdir(exist_ok=True)
    (objects / "info" / "commit-graph").write_bytes(content)
    assert graphs(objects) == []
