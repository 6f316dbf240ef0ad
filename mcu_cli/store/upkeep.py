"""The upkeep of the repository: single objects into packs, small packs together, the commits into git's commit graph.

git runs no upkeep of its own in a command of mcu, so that none takes long. Each command leaves some ten objects, a file
each; `mcu doctor --fix` and the nightly run of cron put them together. That needs neither the store's lock nor quiet:
git adds a pack before it takes away what the pack holds, and whoever misses an object looks for new packs. Only the
look through the folders takes the store's lock, for git locks its index meanwhile. What was done since the last time
bounds how long the rest takes, not how large the store is.

Nothing is ever dropped: what no commit leads to goes into a pack, too. That is little (a commit that a hook refused),
and `git gc` takes it away, two weeks after, for whoever wants that.
"""

from __future__ import annotations

import contextlib
import json
import os
from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple

from mcu_cli.errors import McuError
from mcu_cli.store.commit_graph import commits_in_graph, graphs
from mcu_cli.store.dead_locks import remove_dead
from mcu_cli.store.files import read_file, remove_file, write_file
from mcu_cli.store.git_settings import learn_folders, objects_folder
from mcu_cli.store.journal import watching
from mcu_cli.store.killed_streams import clear
from mcu_cli.store.lock import HeldError, exclusive
from mcu_cli.store.private_folder import JOURNAL
from mcu_cli.store.private_folder import LOCK as STORE_LOCK

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from mcu_cli.store.git import Git

STATE, LOCK, TOLD, BEGUN = "upkeep.json", "upkeep.lock", "upkeep.told", "upkeep.begun"
# git's own `gc --auto` acts at 6,700 objects, and counts those of one folder of 256 as we do:
# https://git-scm.com/docs/git-gc. About ten objects are one command.
MANY_OBJECTS = 6_700
_SOME_OBJECTS = 1_000  # at night, where nobody waits, less is enough
_SAMPLE, _FOLDERS = "17", 256
_MANY_PACKS = 50
# Of each object that is put together with others git holds some 250 bytes in memory: of a pack with a million and of
# another with half as many, which would be put together, 400 MB.
_LARGE_PACK = 500_000
_MARK_OF_INDEX = b"\xfftOc\0\0\0\2"  # gitformat-pack(5): then 256 counts of objects, the last of which is that of all
_COUNTS_OF_INDEX = 256 * 4


class Gathered(NamedTuple):
    """What has come together: objects in files of their own, packs, commits that the commit graph does not know."""

    objects: int
    packs: int
    commits: int


class Kept(NamedTuple):
    """What the last upkeep left behind: its moment (None: there was none) and the commit up to which it packed."""

    at: datetime | None
    commit: str


def objects_about(objects: Path) -> int:
    """Return about how many objects lie in files of their own in git's folder of objects, from one of 256: cheap."""
    try:
        with os.scandir(objects / _SAMPLE) as found:
            return sum(1 for _one in found) * _FOLDERS
    except OSError:
        return 0


def is_due(objects: Path, most: int = _SOME_OBJECTS) -> bool:
    """Whether so much lies in git's folder of objects that upkeep is worth its while."""
    if objects_about(objects) >= most:
        return True
    try:
        with os.scandir(objects / "pack") as found:
            return sum(one.name.endswith(".pack") for one in found) >= _MANY_PACKS
    except OSError:
        return False


def gathered(git: Git, head: str | None) -> Gathered:
    """Count what has come together since the last upkeep."""
    counts = dict(line.split(": ", 1) for line in git.run("count-objects", "-v").decode().splitlines())
    commits = 0
    if head is not None:
        known = commits_in_graph(objects_folder(git))
        commits = max(int(git.run("rev-list", "--count", head)) - known, 0)
    return Gathered(int(counts.get("count", 0)), int(counts.get("packs", 0)), commits)


def too_much(found: Gathered) -> bool:
    """Whether so much has come together that commands pay for it."""
    return found.objects >= MANY_OBJECTS or found.packs >= _MANY_PACKS or found.commits >= _SOME_OBJECTS


def keep_up(git: Git, private: Path, now: datetime) -> None:
    """Do what keeps the repository small and quick, and remember when; `private` is the folder `.mcu`.

    Raises HeldError where another process is at it, GitError or ConflictError where git or the disk refuses.
    """
    with exclusive(private / LOCK, timeout=0, purpose="upkeep"):
        _put_right(git, private)
        head = git.head()
        if head is None:
            return
        write_file(private / BEGUN, b"", private=True)
        _pack(git, head, last_upkeep(private).commit)
        # What commits do not lead to, and small packs together: each pack at least twice as large as the next.
        kept = (f"--keep-pack={name}" for name in _large_packs(objects_folder(git)))
        git.run("repack", "-d", "-l", "-q", "--geometric=2", *kept)
        git.run("pack-refs", "--all")
        # git leaves a part that was written without paths as it is, so that one is written anew, once.
        whole = all(graph.paths for graph in graphs(objects_folder(git)))
        split = "--split" if whole else "--split=replace"
        git.run("commit-graph", "write", "--reachable", "--changed-paths", split, "--no-progress")
        _learn_folders(git, private, head)
        state = {"at": now.isoformat(), "commit": head}
        write_file(private / STATE, f"{json.dumps(state)}\n".encode(), private=True)
        remove_file(private / BEGUN, up_to=private)


def _put_right(git: Git, private: Path) -> None:
    """Remove what an upkeep that was killed has left: half of a pack, or a lock that no upkeep would come past."""
    begun = private / BEGUN
    if begun.exists():
        remove_dead(git, begun.stat().st_mtime_ns)
        clear(git, begun, private / LOCK)


def _learn_folders(git: Git, private: Path, head: str) -> None:
    """Let git look through the folders, unless a command is writing: both want the lock of git's index.

    A command that comes meanwhile waits for the store's lock, as for another command.
    """
    with (
        contextlib.suppress(HeldError),
        exclusive(private / STORE_LOCK, timeout=0, purpose="upkeep") as lock,
        watching(private / JOURNAL, head),
    ):
        learn_folders(git.holding(lock))


def _pack(git: Git, head: str, packed: str) -> None:
    """Put the new objects of the commits up to `head` into one pack, each version of a file as what it adds.

    `git repack` would do the same by looking at every object of the store; what came before the commit `packed` needs
    no look.
    """
    known = packed and not git.try_run("merge-base", "--is-ancestor", packed, head)[0]
    given = f"{head}\n" + (f"^{packed}\n" if known else "")
    git.run(
        "pack-objects", "--revs", "--unpacked", "--incremental", "--local", "--non-empty", "--delta-base-offset", "-q",
        os.fspath(objects_folder(git) / "pack" / "pack"),
        given=given.encode(),
    )  # fmt: skip
    git.run("prune-packed", "-q")


def _large_packs(objects: Path) -> Iterator[str]:
    """Yield the names of the packs that stay as they are, for the memory that git would take to open them up."""
    for index in sorted((objects / "pack").glob("pack-*.idx")):
        with contextlib.suppress(OSError), index.open("rb") as file:  # one that git is just taking away
            found = file.read(len(_MARK_OF_INDEX) + _COUNTS_OF_INDEX)
            if found.startswith(_MARK_OF_INDEX) and int.from_bytes(found[-4:], "big") >= _LARGE_PACK:
                yield index.with_suffix(".pack").name


def tell_once_a_day(private: Path, today: str) -> bool:
    """Return whether this is the first time on that day that somebody could be told that upkeep is due."""
    path = private / TOLD
    try:
        if read_file(path) == today.encode():
            return False
        write_file(path, today.encode(), private=True)
    except McuError:  # not ours to write to: then upkeep is not ours, either
        return False
    return True


def last_upkeep(private: Path) -> Kept:
    """Return what the last upkeep left behind, nothing of what cannot be understood."""
    try:
        found = json.loads(read_file(private / STATE) or b"{}")
        at = datetime.fromisoformat(found["at"])
        commit = str(found["commit"])
    except (ValueError, KeyError, TypeError, RecursionError, McuError):
        return Kept(None, "")
    if at.tzinfo is None or not commit.isalnum():
        return Kept(None, "")
    return Kept(at, commit)
