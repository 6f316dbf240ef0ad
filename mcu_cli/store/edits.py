"""The look for hand edits: git compares each file of the folder with HEAD while the caller does something else.

Every file has to be asked when it was changed, a million of them for a million appeals; nothing short of a watching
program can spare that. Files that git does not know it finds by reading the folders; with its untracked cache
(core.untrackedCache) it reads just those that changed, but only where it is asked about the whole repository and about
untracked folders as such: https://git-scm.com/docs/git-update-index#_untracked_cache
"""

from __future__ import annotations

import os
from contextlib import contextmanager
from typing import TYPE_CHECKING

from mcu_cli.store.documents import DOCUMENTS
from mcu_cli.store.rows import RECORDED

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from mcu_cli.store.git import Git
    from mcu_cli.store.git_streams import Reading

_STATUS = ("status", "--porcelain=v1", "-z", "--no-renames")
_UNTRACKED = "?? "


@contextmanager
def looking(root: Path, git: Git, among: Sequence[str] = ()) -> Iterator[Callable[[], list[str]]]:
    """Let `git`, in the store's folder `root`, look while the block does something else; yields what waits for it.

    That returns the paths of appeals and documents that differ between HEAD and the folder, sorted; only those in the
    folders `among`, where any is named. What an interrupted command left is to be put right before.
    """
    # Another repository may hold much beside the store, at which nobody is to look.
    whole = not among and (root / ".git").exists()
    reading = _asked(git) if whole else _asked_each(git, among or (*RECORDED, *DOCUMENTS))
    try:
        yield lambda: _found(git, reading) if whole else _named(git, [line[3:] for line in _lines(reading)])
    finally:
        reading.close()


def overlooked(root: Path, git: Git, among: Sequence[str] = ()) -> list[str]:
    """Return the paths of which git was told to overlook every change, and which differ from HEAD all the same.

    mcu never writes over such a change, so whoever is to take it in must be told of it. What is not in the folder at
    all was left out of it (`git sparse-checkout`). Takes as long as git needs to name all files.
    """
    from mcu_cli.store.objects import algorithm_of, blob_id, blobs_in_head  # not for those who only look
    from mcu_cli.store.recording import flagged
    from mcu_cli.store.recovery import portions

    found = []
    for some in portions(
        name for name in flagged(git, among or (*RECORDED, *DOCUMENTS)) if os.path.lexists(root / name)
    ):
        for name, blob in blobs_in_head(git, some).items():
            path = root / name
            plain = path.is_file() and not path.is_symlink()
            if not plain or blob_id(path.read_bytes(), algorithm=algorithm_of(blob)) != blob:
                found.append(name)
    return found


def _asked(git: Git) -> Reading:
    """Ask about the whole repository; a folder that git does not know is one answer."""
    return git.reading(*_STATUS, "--untracked-files=normal")


def _asked_each(git: Git, among: Sequence[str]) -> Reading:
    """Ask about some paths, and each file there is in them."""
    return git.reading(*_STATUS, "--untracked-files=all", "--", *among)


def _found(git: Git, reading: Reading) -> list[str]:
    """Return the paths of the store among the answers about the whole repository."""
    paths: list[str] = []
    unknown: list[str] = []
    for line in _lines(reading):
        path = line[3:]
        if line.startswith(_UNTRACKED) and path.endswith("/"):
            unknown += _of_the_store(path)
        elif _of_the_store(path):
            paths.append(path)
    if unknown:
        each = _asked_each(git, unknown)
        try:
            paths += (line[3:] for line in _lines(each))
        finally:
            each.close()
    return sorted(set(paths))


def _of_the_store(path: str) -> list[str]:
    """Return what of the store a path means, which ends with `/` for a folder: itself, or what lies below it."""
    for name in (*RECORDED, *DOCUMENTS):
        if path == name or path.startswith(f"{name}/"):
            return [path]
    return [name for name in (*RECORDED, *DOCUMENTS) if name.startswith(path)] if path.endswith("/") else []


def _named(git: Git, paths: list[str]) -> list[str]:
    """Return paths from the store's folder, where git names them from the top of the repository."""
    if not paths:
        return []
    prefix = git.run("rev-parse", "--show-prefix").decode("utf-8", "surrogateescape").strip()
    return sorted(path.removeprefix(prefix) for path in paths)


def _lines(reading: Reading) -> Iterator[str]:
    return (line.decode("utf-8", "surrogateescape") for line in reading if line)
