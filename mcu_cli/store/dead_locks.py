"""Locks of git that a git of ours has left because it was killed: they would stop every command from then on.

git's locks are files that say nothing of who made them. Locks of others are never removed; one is taken for ours where
all of this holds: a command of ours was killed, which what it had begun tells; the lock is newer than that, this
user's, and one of those that our gits take; whoever recovers holds the store's lock, so none of our gits is at work; no
other git of this user is at work in the repository; and for a while nobody has touched it or had it open: what is no
git, an editor for one, holds such a lock for an instant. Where the system does not tell which processes there are, it
is left to who knows.
"""

from __future__ import annotations

import contextlib
import os
import time
from typing import TYPE_CHECKING, NamedTuple

from mcu_cli.store.git_settings import common_folder, git_folder
from mcu_cli.store.processes import PROCESSES, is_git_at_work, open_files

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from mcu_cli.store.git import Git

_QUIET = 0.5  # seconds for which nobody may have touched a lock
_PATIENCE = 2.0  # seconds to wait for another git to end
_PAUSE = 0.05
_OF_CHECKOUT = ("index.lock", "HEAD.lock")
_OF_REPOSITORY = (
    "config.lock",
    "packed-refs.lock",
    "packed-refs.new",
    "refs/mcu/prepared.lock",
    "objects/info/commit-graph.lock",
    "objects/info/commit-graphs/commit-graph-chain.lock",
)


class _Seen(NamedTuple):
    """A file as it stood at one moment."""

    device: int
    number: int
    size: int
    changed: int


def remove_dead(git: Git, since: int, *, processes: Path = PROCESSES) -> list[Path]:
    """Remove the locks that gits of ours have left since that moment, in nanoseconds; return which.

    Only for whoever holds the lock of the store, or of its upkeep, under which those gits worked.
    """
    found = _standing(git, since)
    if not found or not processes.is_dir() or not _stays_quiet(git, found, since, processes):
        return []
    removed = []
    for path in found:
        with contextlib.suppress(OSError):
            path.unlink()
            removed.append(path)
    return removed


def _standing(git: Git, since: int) -> dict[Path, _Seen]:
    return {path: seen for path in _known(git) if (seen := _looked_at(path, since))}


def _known(git: Git) -> Iterator[Path]:
    """Yield where our gits take locks: git's index, HEAD, the branch, its settings, what `git commit` gets ready."""
    checkout, repository = git_folder(git), common_folder(git)
    yield from (checkout / name for name in _OF_CHECKOUT)
    yield from (repository / name for name in _OF_REPOSITORY)
    code, branch = git.try_run("symbolic-ref", "--quiet", "HEAD")
    if not code:
        yield repository / f"{os.fsdecode(branch).strip()}.lock"


def _looked_at(path: Path, since: int) -> _Seen | None:
    """Return how a lock stands that was made since that moment, by this user; None for any other, or none."""
    try:
        found = path.lstat()
    except OSError:
        return None
    if found.st_mtime_ns < since or (hasattr(os, "geteuid") and found.st_uid != os.geteuid()):
        return None
    return _Seen(found.st_dev, found.st_ino, found.st_size, found.st_mtime_ns)


def _stays_quiet(git: Git, found: dict[Path, _Seen], since: int, processes: Path) -> bool:
    """Watch the locks until nobody has touched them, nor had them open, and no git been at work, for a while.

    False where that takes long. A lock that goes meanwhile was of somebody at work.
    """
    began = quiet = now = time.monotonic()
    while now - began <= _PATIENCE and _standing(git, since) == found:
        if is_git_at_work(git, processes) or _is_open(found, processes):
            quiet = now
        elif now - quiet >= _QUIET:
            return True
        time.sleep(_PAUSE)
        now = time.monotonic()
    return False


def _is_open(found: dict[Path, _Seen], processes: Path) -> bool:
    """Whether a process has one of the locks open: most programs that are no git keep theirs so until they are done."""
    held = open_files(processes)
    return any((seen.device, seen.number) in held for seen in found.values())
