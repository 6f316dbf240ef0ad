"""What a git of ours that was killed in the middle of a stream has left among the objects of the repository.

`git fast-import` writes a pack under a passing name, its index beside it, and a mark that keeps others from packing it
anew before the branch has moved (https://git-scm.com/docs/git-fast-import); what is small it takes apart into single
objects, each under a passing name first. Whoever recovers holds the store's lock, so none of our gits is at work. But
another program's may be: nothing is touched that was there before the journal, that is another user's, or that a
process has open; and while another git works in the repository a pack goes only where it still begins as fast-import
begins one.
"""

from __future__ import annotations

import contextlib
import os
from typing import TYPE_CHECKING

from mcu_cli.store.dead_locks import PROCESSES, is_git_at_work
from mcu_cli.store.git_settings import git_folder, objects_folder

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from mcu_cli.store.git import Git

_PACKS, _OTHERS = (
    "pack/tmp_pack_*",
    (
        "pack/tmp_idx_*",
        "pack/tmp_rev_*",
        "pack/.tmp-*",  # of `git repack`
        "info/commit-graphs/tmp_graph_*",
        "[0-9a-f][0-9a-f]/tmp_obj_*",
    ),
)
_MARKS, _MARK = "pack/pack-*.keep", b"fast-import"
_REPORTS = "fast_import_crash_*"  # of one that found its stream broken off
# How many objects there are is written last of all; other gits write it first (gitformat-pack(5)).
_BEGUN = b"PACK\0\0\0\2\0\0\0\0"
_YOUNG = 60.0  # seconds for which a file may just be at work, where no system tells who has it open


def clear(git: Git, journal: Path, lock: Path, *, processes: Path = PROCESSES) -> list[Path]:
    """Remove what our gits have left since the journal at `journal` was written, and return what was removed.

    Only for whoever holds the store's lock at `lock`. What cannot be removed stays, for the doctor.
    """
    since = journal.stat().st_mtime
    objects = objects_folder(git)
    packs = [*objects.glob(_PACKS)]
    if packs and (not processes.is_dir() or is_git_at_work(git, processes)):
        packs = [path for path in packs if _head_of(path) in {b"", _BEGUN}]
    found = packs
    found += [path for pattern in _OTHERS for path in objects.glob(pattern)]
    marks = [path for path in objects.glob(_MARKS) if _head_of(path) == _MARK]
    # A pack without an index is none yet: its mark says that fast-import was about to give it one.
    found += [path for path in (mark.with_suffix(".pack") for mark in marks) if not path.with_suffix(".idx").exists()]
    found += git_folder(git).glob(_REPORTS)
    found = [path for path in (*found, *marks) if _is_ours(path, since)]
    at_work = _at_work(processes, lock) if found else _nobody
    removed = []
    for path in found:
        with contextlib.suppress(OSError):
            if not at_work(path):
                path.unlink()
                removed.append(path)
    return removed


def _head_of(path: Path) -> bytes:
    """Return what a file begins with; something that fits nothing where it cannot be read."""
    try:
        with path.open("rb") as file:
            return file.read(len(_BEGUN))
    except OSError:
        return b"?"


def _is_ours(path: Path, since: float) -> bool:
    """Whether a file was written since that moment, by this user."""
    try:
        found = path.lstat()
    except OSError:  # never there, or gone meanwhile
        return False
    return found.st_mtime >= since and (not hasattr(os, "geteuid") or found.st_uid == os.geteuid())


def _nobody(_path: Path) -> bool:
    return False


def _at_work(processes: Path, lock: Path) -> Callable[[Path], bool]:
    """Return what tells whether somebody may be writing to a file just now.

    On Linux whether a process of this user has it open; elsewhere whether it changed shortly before we took the lock,
    which whoever takes it writes to.
    """
    if not processes.is_dir():
        young = lock.stat().st_mtime - _YOUNG
        return lambda path: path.stat().st_mtime > young
    held = set(_open_files(processes))
    return lambda path: (path.stat().st_dev, path.stat().st_ino) in held


def _open_files(processes: Path) -> Iterator[tuple[int, int]]:
    """Yield device and number of each plain file that a process of this user has open (proc(5))."""
    for descriptor in processes.glob("[0-9]*/fd/*"):
        with contextlib.suppress(OSError):  # of a process that has ended, or of another user
            found = descriptor.stat()
            yield found.st_dev, found.st_ino
