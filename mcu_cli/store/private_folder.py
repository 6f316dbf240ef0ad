"""The folder `.mcu` of a store: what is derived or private, and never on record.

Whoever made a store that others clone could put a link or a lock of their own there, so a store whose HEAD holds such
a folder is refused before anything in it is opened.
"""

from __future__ import annotations

import contextlib
import os
import re
from typing import TYPE_CHECKING, NamedTuple

from mcu_cli.domain.active_characters import ACTIVE
from mcu_cli.errors import ConflictError, DamagedError
from mcu_cli.language import _
from mcu_cli.store.files import unusable

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from mcu_cli.store.git import Git

FOLDER = ".mcu"
JOURNAL = "journal.jsonl"
LOCK = "lock"
_SHORT_NAME = re.compile(r"mcu~[1-9]")
REDACTING = "redacting"
_OBJECT = re.compile(rb"(?P<id>\S+) (?P<kind>\S+) (?P<size>\d+)\n")
# An entry of a tree is its mode, its name and the object's name in bytes, 20 of them or 32:
# https://git-scm.com/docs/git-hash-object and `git cat-file tree`
_BYTES_OF_NAME = {40: 20, 64: 32}


def plain_folder(root: Path) -> Path:
    """Return the private folder of the store in `root`; a link in its place raises ConflictError."""
    folder = root / FOLDER
    if folder.is_symlink():
        raise ConflictError(
            _("{path} is not a plain folder; move it away, mcu neither follows nor replaces it").format(path=folder)
        )
    return folder


def journal_of(root: Path) -> Path:
    """Return where the journal of the store in `root` lies."""
    return root / FOLDER / JOURNAL


def has_journal(root: Path) -> bool:
    """Whether a command that runs or was killed has left a journal, whole or half-written; never raises.

    What killed processes have left of other files of the folder goes on this occasion.
    """
    folder = root / FOLDER
    left = os.path.lexists(folder / JOURNAL)
    with contextlib.suppress(OSError):
        for name in os.listdir(folder) if not folder.is_symlink() else ():  # noqa: PTH208  # at each start
            if name.startswith(f".{JOURNAL}."):
                left = True
            elif name.startswith(".") and name.endswith(".tmp"):
                _remove_of_dead(folder / name)
    return left


def _remove_of_dead(path: Path) -> None:
    """Remove a half-written file (see `writing_file`) whose writer is no more; where that is not told, it stays."""
    number = path.name.split(".")[-2]
    if os.name == "nt" or not (number.isascii() and number.isdigit()):  # Windows would end the process
        return
    try:
        os.kill(int(number), 0)  # asks, and does nothing
    except ProcessLookupError:
        with contextlib.suppress(OSError):
            path.unlink()
    except (OSError, OverflowError):
        return


def make(folder: Path) -> None:
    """Make the private folder where there is none, for its owner alone; raises ConflictError where that fails."""
    try:
        folder.mkdir(mode=0o700, exist_ok=True)
    except OSError as error:
        raise unusable(folder, error) from error


class Head(NamedTuple):
    """The commit that HEAD names, None in a repository without commits, and what it has in the store's own folder.

    `objects` are the names of git's objects by those of files and folders.
    """

    commit: str | None
    objects: Mapping[str, str]


def trusted_head(git: Git) -> Head:
    """Return what HEAD is and holds; one question to git answers both.

    Raises DamagedError where HEAD tracks the private folder, or what some system takes for it.
    """
    output = git.run("cat-file", "--batch", given=b"HEAD\nHEAD:./\n")
    commit = _OBJECT.match(output)
    if commit is None:
        return Head(git.head(), {})  # none there yet, or trouble that git tells itself
    tree = _OBJECT.match(output, commit.end() + int(commit["size"]) + 1)
    objects: dict[str, str] = {}
    if tree is not None:  # a store in a folder of a repository may not be on record yet
        objects = _entries(output[tree.end() : tree.end() + int(tree["size"])], _BYTES_OF_NAME[len(tree["id"])])
        if any(map(_may_mean_the_folder, objects)):
            raise DamagedError(tracked())
    return Head(commit["id"].decode(), objects)


def _may_mean_the_folder(name: str) -> bool:
    """Whether a system may open the private folder by `name`, as git asks of names for `.git`.

    Windows and macOS mind no case; Windows drops dots and blanks at the end, has a stream behind a colon and a short
    name for each long one; macOS passes over characters that nobody sees.
    """
    seen = ACTIVE.sub("", name).lower().partition(":")[0].rstrip(". ")
    return seen == FOLDER or _SHORT_NAME.fullmatch(seen) is not None


def tracked() -> str:
    """Return what is said of a store whose HEAD tracks the private folder."""
    return _("git tracks `.mcu` here, which is private; run `git rm -r --cached .mcu` and delete that folder")


def _entries(tree: bytes, length: int) -> dict[str, str]:
    """Return the names in the content of a tree, whose objects have names of `length` bytes, with their objects."""
    found = {}
    place = 0
    while place < len(tree):
        end = tree.index(b"\0", place)
        name = tree[place:end].split(b" ", 1)[1].decode("utf-8", "surrogateescape")
        place = end + 1 + length
        found[name] = tree[end + 1 : place].hex()
    return found
