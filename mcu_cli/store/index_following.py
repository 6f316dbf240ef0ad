"""Tables that describe one commit, brought to another one by what git says of the way there."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, NamedTuple

from mcu_cli.store.git import GitError
from mcu_cli.store.index_build import SMALL, remember
from mcu_cli.store.index_commits import differences, history_end, retired
from mcu_cli.store.index_rows import UNREAD, Writer, remove
from mcu_cli.store.index_schema import VERSION

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable, Iterable

    from mcu_cli.store.git import Git
    from mcu_cli.store.index_rows import Change

    Progress = Callable[[Iterable[Any], int | None], Iterable[Any]]

_SHARE = 8  # where more than one in so many files is another, all are read anew, by all processors
_COMMIT = re.compile(r"(?:[0-9a-f]{40}(?:[0-9a-f]{24})?)?")


class Standing(NamedTuple):
    """What tables describe: the commit `head`, empty before the first one, and where its history `end`s."""

    head: str
    end: str


def standing(db: sqlite3.Connection) -> Standing | None:
    """Return what the tables describe; None for those of another version. Raises sqlite3.Error for no such tables."""
    meta = dict(db.execute("SELECT name, value FROM meta").fetchall())
    head = str(meta.get("head", ""))
    if meta.get("version") != VERSION or _COMMIT.fullmatch(head) is None:  # what it names is given to git
        return None
    return Standing(head, str(meta.get("end", "")))


def is_at(git: Git, described: Standing, head: str) -> bool:
    """Whether tables describe `head` as it is known now: a shallow clone may have learnt more of its history."""
    return described.head == head and (not described.end or described.end == history_end(git))


def advance(db: sqlite3.Connection, git: Git, described: Standing, head: str, progress: Progress) -> bool:
    """Bring tables to `head` within an open transaction; False where they are better made anew.

    That is where git no longer has what they describe, and where a good part of the record is another.
    """
    if not described.head or not head:
        return False
    try:
        changes = _few(db, git, described.head, head)
        if changes is None:
            return False
        end = history_end(git)
        before = described.head if end == described.end else ""  # else what was known of the past no longer holds
        numbers = retired(git, before, head)
    except GitError:
        return False
    if before:
        db.executemany("DELETE FROM used_ids WHERE by_commit = ?", [(commit,) for commit in numbers.forgotten])
    else:
        db.execute("DELETE FROM used_ids WHERE by_commit != ?", (UNREAD,))
    db.executemany("INSERT OR IGNORE INTO used_ids VALUES (?, ?)", numbers.known)
    _write(db, git, changes, progress)
    remember(db, head, end)
    return True


def _few(db: sqlite3.Connection, git: Git, old: str, new: str) -> list[Change] | None:
    """Return what differs between two commits; None where it is a good part of all."""
    changes: list[Change] = []
    most = SMALL
    for change in differences(git, old, new):
        changes.append(change)
        if len(changes) == SMALL:
            ((total,),) = db.execute("SELECT (SELECT count(*) FROM appeals) + (SELECT count(*) FROM items)")
            most = max(SMALL, total // _SHARE)
        if len(changes) > most:
            return None
    return changes


def _write(db: sqlite3.Connection, git: Git, changes: list[Change], progress: Progress) -> None:
    for change in changes:
        if not change.blob:
            remove(db, change.path)
    present = [change for change in changes if change.blob]
    writer = Writer(db)
    contents = git.blobs(change.blob for change in present)
    for change, data in progress(zip(present, contents, strict=True), len(present)):
        writer.read(change, data)
    writer.flush()
