"""What git says of the way from one commit to another: which files differ, which numbers were taken back.

All of it is a function of the two commits, whichever way one leads to the other, and of how far back the history goes
that git has: a clone may be shallow, and deepened later.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, NamedTuple

from mcu_cli.store.files import read_file
from mcu_cli.store.index_standing import ENDS
from mcu_cli.store.recorded import id_at
from mcu_cli.store.rows import RECORDED, Change

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mcu_cli.store.git import Git

_LEFT = "<"


class Retired(NamedTuple):
    """What happened to numbers between two commits: on the way to the old one alone, and to the new one alone."""

    forgotten: list[str]
    """Commits of the old history that took files away."""
    known: list[tuple[str, str]]
    """The id of each file that a commit of the new history took away, and that commit."""


def history_end(git: Git) -> str:
    """Return a digest of what cuts the history short, empty where it is whole."""
    names = [argument for name in ENDS for argument in ("--git-path", name)]
    paths = git.run("rev-parse", *names).decode("utf-8", "surrogateescape").splitlines()
    found = [read_file(git.folder / path) or b"" for path in paths]
    return hashlib.sha256(b"\0".join(found)).hexdigest() if any(found) else ""


def count_files(git: Git, head: str) -> int:
    """Return how many files are on record in a commit."""
    return sum(1 for _path in git.records("ls-tree", "-r", "-z", "--name-only", head, "--", *RECORDED))


def files(git: Git, head: str) -> Iterator[Change]:
    """Yield path and object of each file on record in a commit, by path."""
    for record in git.records("ls-tree", "-r", "-z", head, "--", *RECORDED):
        header, path = record.decode("utf-8", "surrogateescape").split("\t", 1)
        yield Change(path, header.split()[2])


def differences(git: Git, old: str, new: str) -> Iterator[Change]:
    """Yield what differs between two commits; raises GitError where one of them is gone."""
    fields = git.records("diff-tree", "-r", "-z", "--no-renames", "--relative", old, new, "--", *RECORDED)
    for header in fields:
        _old_mode, _new_mode, _old, blob, kind = header.decode().split()
        path = next(fields).decode("utf-8", "surrogateescape")
        yield Change(path, "" if kind == "D" else blob)


def retired(git: Git, old: str, new: str) -> Retired:
    """Return what commits that only one of two histories has took away; an empty `old` has no history.

    A merge takes away what one of its parents had and it has not.
    """
    found = Retired([], [])
    side = commit = ""
    for record in git.records(
        "log", "--full-history", "--diff-merges=separate", "--left-right", "--format=%x01%m%H", "--name-only", "-z",
        "--no-renames", "--diff-filter=D", "--relative", f"{old}...{new}" if old else new, "--", *RECORDED,
    ):  # fmt: skip
        text = record.decode("utf-8", "surrogateescape")
        if text.startswith("\x01"):
            side, commit = text[1], text[2:]
            if side == _LEFT:
                found.forgotten.append(commit)
        elif side != _LEFT:
            name = id_at(text.lstrip("\n"))
            if name:
                found.known.append((name, commit))
    return found
