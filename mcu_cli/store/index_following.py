"""Tables that describe one commit, brought to another one by what git says of the way there."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from mcu_cli.store.git_errors import GitError
from mcu_cli.store.index_build import SMALL
from mcu_cli.store.index_commits import Retired, count_files, differences, ever_retired, history_end, retired
from mcu_cli.store.index_rows import Writer, remove
from mcu_cli.store.index_standing import Standing, remember
from mcu_cli.store.rows import UNREAD, Change

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable, Iterable

    from mcu_cli.store.git import Git

    Progress = Callable[[Iterable[Any], int | None], Iterable[Any]]

_SHARE = 8  # where more than one in so many files is another, all are read anew, by all processors


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
        numbers = (
            retired(git, before, head) if before else Retired([], list(ever_retired(git, head, count_files(git, head))))
        )
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


def read_again(db: sqlite3.Connection, git: Git) -> None:
    """Make the rows of files whose objects git had lost, within an open transaction, if it has them now."""
    lost = [Change(*row) for row in db.execute("SELECT path, lost FROM unreadable WHERE lost != ''")]
    writer = Writer(db)
    for change, data in zip(lost, git.blobs(change.blob for change in lost), strict=True):
        if data is not None:
            writer.read(change, data)
    writer.flush()
