"""What a killed git of ours leaves among the objects goes with the recovery; what may be another program's stays."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import pytest

from mcu_cli.store import killed_streams
from mcu_cli.store.git import Git
from tests.conftest import ROOT
from tests.working_day import commit_count, registered, status_of

if TYPE_CHECKING:
    from tests.conftest import Mcu, StoreFolder

# Dies with its git, as by a power cut, when that has written much of its pack to the disk.
KILLED = """
import os, signal, sys
from mcu_cli.store import git_streams, recording

def die(recorder, path, data):
    for number in range(2000):  # more than git holds back before it writes, and no text is like another
        recorder._fed.write(b"blob\\ndata 1000\\n" + os.urandom(1000) + b"\\n")
    recorder._fed._process.stdin.flush()
    os.kill(recorder._fed.pid, signal.SIGKILL)
    os._exit(9)

recording.Recorder.put = die
from mcu_cli.main import main
main()
"""
HEADER = b"PACK\0\0\0\2"
BEGUN = HEADER + bytes(4)
JOURNALED, BEFORE, TAKEN = 1_000_000, 999_000, 1_000_500  # moments: when the journal was written, the lock taken


class Place(NamedTuple):
    """A repository with a journal and a lock; `objects` is where its objects are."""

    git: Git
    journal: Path
    lock: Path
    objects: Path

    def lay(self, name: str, data: bytes, at: int = JOURNALED + 100) -> Path:
        """Write a file among the objects, last changed at that moment."""
        path = self.objects / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
        os.utime(path, (at, at))
        return path

    def cleared(self, processes: Path) -> list[str]:
        """Return the names of what was removed, after a look that each of it is gone."""
        removed = killed_streams.clear(self.git, self.journal, self.lock, processes=processes)
        assert not any(path.exists() for path in removed)
        return sorted(path.name for path in removed)


@pytest.fixture
def place(tmp_path: Path) -> Place:
    """Make a repository in which a journal was written a while before the lock was taken."""
    git = Git(tmp_path, dict(os.environ))
    git.run("init", "--quiet")
    journal, lock = tmp_path / "journal.jsonl", tmp_path / "lock"
    for path, at in ((journal, JOURNALED), (lock, TAKEN)):
        path.touch()
        os.utime(path, (at, at))
    return Place(git, journal, lock, tmp_path / ".git/objects")


@pytest.fixture
def nothing_open(tmp_path: Path) -> Path:
    """Make a folder of processes of which none has a file open."""
    folder = tmp_path / "processes"
    folder.mkdir()
    return folder


def litter(store: StoreFolder) -> list[str]:
    """Return the names of what lies among the objects and is none, and of reports of what went wrong."""
    objects = store.root / ".git/objects"
    found = [path.name for pattern in ("pack/tmp_*", "*/tmp_obj_*", "pack/*.keep") for path in objects.glob(pattern)]
    return found + [path.name for path in (store.root / ".git").glob("fast_import_crash_*")]


@pytest.mark.skipif(os.name == "nt", reason="no such signal")
def test_the_pack_of_a_killed_stream_goes_with_the_recovery(mcu: Mcu, store: StoreFolder) -> None:
    registered(mcu, "Яма.")
    commits = commit_count(store)
    done = subprocess.run(
        [sys.executable, "-c", KILLED, "note", "1", "--text", "Звонили."],
        cwd=store.root,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (9, b"")
    assert any(name.startswith("tmp_pack_") for name in litter(store))
    assert "was interrupted before its commit" in mcu("note", "1", "--text", "Следующая.").stderr
    assert litter(store) == []
    assert commit_count(store) == commits + 1
    assert status_of(store) == ""


def test_what_a_killed_stream_leaves_is_removed(place: Place, nothing_open: Path) -> None:
    place.lay("pack/tmp_pack_AAAAAA", BEGUN + b"data")
    place.lay("pack/tmp_pack_BBBBBB", b"")
    place.lay("pack/tmp_pack_EEEEEE", HEADER + b"\0\0\0\7data")  # about to be taken apart into single objects
    place.lay("pack/tmp_idx_CCCCCC", b"index")
    place.lay("17/tmp_obj_DDDDDD", b"object")
    place.lay("../fast_import_crash_123", b"fast-import crash report:")
    place.lay("pack/pack-1.keep", b"fast-import")
    place.lay("pack/pack-1.pack", HEADER + b"\0\0\0\1")
    place.lay("pack/pack-2.keep", b"fast-import")
    place.lay("pack/pack-2.pack", HEADER + b"\0\0\0\1")
    place.lay("pack/pack-2.idx", b"index")
    assert place.cleared(nothing_open) == [
        "fast_import_crash_123",
        "pack-1.keep",
        "pack-1.pack",
        "pack-2.keep",
        "tmp_idx_CCCCCC",
        "tmp_obj_DDDDDD",
        "tmp_pack_AAAAAA",
        "tmp_pack_BBBBBB",
        "tmp_pack_EEEEEE",
    ]
    assert (place.objects / "pack/pack-2.pack").exists()


def test_what_was_there_before_the_journal_stays(place: Place, nothing_open: Path) -> None:
    place.lay("pack/tmp_pack_AAAAAA", BEGUN, BEFORE)
    place.lay("17/tmp_obj_DDDDDD", b"object", BEFORE)
    place.lay("pack/pack-1.keep", b"fast-import", BEFORE)
    place.lay("../fast_import_crash_123", b"fast-import crash report:", BEFORE)
    assert place.cleared(nothing_open) == []


@pytest.fixture
def git_at_work(place: Place, nothing_open: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Make a folder of processes of which one is a git in the repository, and let it not be waited for."""
    monkeypatch.setattr(killed_streams, "_PATIENCE", 0.0)
    at_work = nothing_open / "123"
    at_work.mkdir()
    (at_work / "comm").write_bytes(b"git\n")
    (at_work / "cwd").symlink_to(place.git.folder)
    return nothing_open


def test_what_a_git_at_work_has_closed_and_not_named_yet_stays(place: Place, git_at_work: Path) -> None:
    place.lay("pack/.tmp-123-pack-0a.pack", HEADER + b"\0\0\0\7data")  # `git gc` names it after its other packs
    place.lay("pack/.tmp-123-pack-0a.idx", b"index")
    place.lay("pack/tmp_idx_CCCCCC", b"index")  # which waits for its bitmap
    place.lay("pack/tmp_rev_CCCCCC", b"reverse index")
    place.lay("info/commit-graphs/tmp_graph_AAAAAA", b"graph")
    place.lay("17/tmp_obj_DDDDDD", b"object")
    place.lay("pack/pack-1.keep", b"fast-import")
    place.lay("pack/pack-1.pack", HEADER + b"\0\0\0\1")
    place.lay("pack/tmp_pack_AAAAAA", BEGUN)
    assert place.cleared(git_at_work) == ["tmp_pack_AAAAAA"]


def test_a_git_that_ends_meanwhile_is_waited_for(
    place: Place, git_at_work: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(killed_streams, "_PATIENCE", 60.0)
    monkeypatch.setattr(time, "sleep", lambda _seconds: (git_at_work / "123" / "comm").unlink())
    place.lay("17/tmp_obj_DDDDDD", b"object")
    assert place.cleared(git_at_work) == ["tmp_obj_DDDDDD"]


def test_packs_and_marks_of_other_gits_stay(place: Place, git_at_work: Path) -> None:
    place.lay("pack/tmp_pack_AAAAAA", HEADER + b"\0\0\0\7data")  # git-fetch says at once how many objects come
    place.lay("pack/pack-1.keep", b"fetch-pack 123 on here\n")
    place.lay("pack/pack-2.keep", b"")
    place.lay("pack/pack-3.pack", HEADER + b"\0\0\0\1")
    assert place.cleared(git_at_work) == []


@pytest.mark.skipif(sys.platform != "linux", reason="Linux tells who has a file open")
def test_what_a_process_has_open_stays(place: Place) -> None:
    held = place.lay("pack/tmp_pack_AAAAAA", BEGUN)
    place.lay("pack/tmp_pack_BBBBBB", BEGUN)
    with held.open("rb"):
        assert place.cleared(Path("/proc")) == ["tmp_pack_BBBBBB"]
    assert place.cleared(Path("/proc")) == ["tmp_pack_AAAAAA"]


def test_where_nobody_tells_what_is_open_a_young_file_stays(place: Place, tmp_path: Path) -> None:
    place.lay("pack/tmp_pack_AAAAAA", BEGUN, TAKEN - 30)
    place.lay("pack/tmp_pack_BBBBBB", BEGUN, TAKEN - 90)
    assert place.cleared(tmp_path / "no such folder") == ["tmp_pack_BBBBBB"]


@pytest.mark.skipif(not hasattr(os, "geteuid"), reason="files have no owner here")
def test_what_another_user_has_written_stays(place: Place, nothing_open: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    place.lay("pack/tmp_pack_AAAAAA", BEGUN)
    user = os.geteuid()
    monkeypatch.setattr(os, "geteuid", lambda: user + 1)
    assert place.cleared(nothing_open) == []


def test_what_cannot_be_removed_is_left_to_the_doctor(
    place: Place, nothing_open: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    place.lay("pack/tmp_pack_AAAAAA", BEGUN)

    def refused(_path: Path) -> None:
        raise PermissionError

    monkeypatch.setattr(Path, "unlink", refused)
    assert place.cleared(nothing_open) == []
