"""What a git of ours that was killed in the middle of a stream has left among the objects of the repository.

`git fast-import` writes a pack under a passing name, its index beside it, and a mark that keeps others from packing it
anew before the branch has moved (https://git-scm.com/docs/git-fast-import); what is small it takes apart into single
objects, each under a passing name first. Whoever recovers holds the store's lock, so none of our gits is at work. But
another program's may be: nothing is touched that was there before the journal, that is another user's, or that a
process has open. git closes a file long before it gives it its name (a repacking one, minutes before): while another
git works in the repository nothing goes but a pack that still begins as fast-import begins one.
"""

from __future__ import annotations

import contextlib
import os
import time
from typing import TYPE_CHECKING

from mcu_cli.store.files import matching
from mcu_cli.store.git_settings import git_folder, objects_folder
from mcu_cli.store.processes import PROCESSES, is_git_at_work, open_files

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
_PATIENCE = 2.0  # seconds to wait for another git to end
_PAUSE = 0.05
_YOUNG = 60.0  # seconds for which a file may just be at work, where no system tells who has it open


def clear(git: Git, journal: Path, lock: Path, *, processes: Path = PROCESSES) -> list[Path]:
    """Remove what our gits have left since the journal at `journal` was written, and return what was removed.

    Only for whoever holds the store's lock at `lock`. What cannot be removed stays, for the doctor.
    """
    since = journal.stat().st_mtime
    found = [path for path in _left(objects_folder(git), git_folder(git)) if _is_ours(path, since)]
    begun = [path for path in found if path.match(_PACKS) and _head_of(path) in {b"", _BEGUN}]
    if begun != found and not _is_alone(git, processes):
        found = begun
    at_work = _at_work(processes, lock) if found else _nobody
    removed = []
    for path in found:
        with contextlib.suppress(OSError):
            if not at_work(path):
                path.unlink()
                removed.append(path)
    return removed


def _left(objects: Path, repository: Path) -> Iterator[Path]:
    """Yield what a git that was killed leaves, among the objects and beside the index."""
    yield from matching(objects, _PACKS, *_OTHERS)
    for mark in matching(objects, _MARKS):
        if _head_of(mark) == _MARK:
            # A pack without an index is none yet: its mark says that fast-import was about to give it one.
            pack = mark.with_suffix(".pack")
            if not pack.with_suffix(".idx").exists():
                yield pack
            yield mark
    yield from matching(repository, _REPORTS)


def _is_alone(git: Git, processes: Path) -> bool:
    """Whether no other git works in the repository, which is waited for a little; False where no system tells."""
    ends = time.monotonic() + _PATIENCE
    while processes.is_dir():
        if not is_git_at_work(git, processes):
            return True
        if time.monotonic() >= ends:
            break
        time.sleep(_PAUSE)
    return False


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
    held = open_files(processes)
    return lambda path: (path.stat().st_dev, path.stat().st_ino) in held
