"""What the system tells of the other processes of this user (proc(5)): who works in a repository, what is open.

A git may work in the repository from any of its checkouts, or from elsewhere if it is told which one is meant.
"""

from __future__ import annotations

import contextlib
import os
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

from mcu_cli.store.files import matching
from mcu_cli.store.git_settings import common_folder, git_folder

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mcu_cli.store.git import Git

PROCESSES = Path("/proc")
_OPTION, _VARIABLE = b"--git-dir", b"GIT_DIR="


def is_git_at_work(git: Git, processes: Path = PROCESSES) -> bool:
    """Whether a process of this user that is called git, or git-something, works in the repository."""
    inside = tuple(_folders(git))
    for process in matching(processes, "[0-9]*"):
        with contextlib.suppress(OSError):  # one that has ended, or of another user, whose files are not touched
            if (process / "comm").read_bytes().startswith(b"git"):
                here = (process / "cwd").readlink()
                if any(place.is_relative_to(one) for place in (here, *_named(process, here)) for one in inside):
                    return True
    return False


def open_files(processes: Path = PROCESSES) -> frozenset[tuple[int, int]]:
    """Return device and number of each plain file that a process of this user has open."""
    found = set()
    for descriptor in matching(processes, "[0-9]*/fd/*"):
        with contextlib.suppress(OSError):  # of a process that has ended, or of another user
            seen = descriptor.stat()
            found.add((seen.st_dev, seen.st_ino))
    return frozenset(found)


def _folders(git: Git) -> Iterator[Path]:
    """Yield the folders in which whoever works in the repository is: its own, and those of all its checkouts."""
    folder, repository = git.folder.resolve(), common_folder(git).resolve()
    yield next((one for one in (folder, *folder.parents) if (one / ".git").exists()), folder)
    yield git_folder(git).resolve()
    yield repository
    if repository.name == ".git":
        yield repository.parent
    for link in matching(repository, "worktrees/*/gitdir"):
        with contextlib.suppress(OSError):
            yield (link.parent / os.fsdecode(link.read_bytes()).strip()).resolve().parent


def _named(process: Path, here: Path) -> Iterator[Path]:
    """Yield the repositories that a git in the folder `here` was told to work in: gitglossary(7), `$GIT_DIR`."""
    told = []
    with contextlib.suppress(OSError):
        arguments = (process / "cmdline").read_bytes().split(b"\0")
        told += [after for one, after in pairwise(arguments) if one == _OPTION]
        told += [one.removeprefix(_OPTION + b"=") for one in arguments if one.startswith(_OPTION + b"=")]
    with contextlib.suppress(OSError):
        variables = (process / "environ").read_bytes().split(b"\0")
        told += [one.removeprefix(_VARIABLE) for one in variables if one.startswith(_VARIABLE)]
    for name in told:
        yield (here / os.fsdecode(name)).resolve()
