"""Our own commit written into the index by who makes it: the rows before git's ref moves, the commit right after.

So a reader finds the index behind HEAD for an instant only. Nothing here may stop a command: where the index cannot
take the rows, the next reader follows HEAD by asking git.
"""

from __future__ import annotations

import contextlib
import sqlite3
from typing import TYPE_CHECKING

from mcu_cli.store.index_rows import Writer, remove
from mcu_cli.store.index_schema import prepare_writing
from mcu_cli.store.index_standing import remember, standing
from mcu_cli.store.recorded import id_at
from mcu_cli.store.rows import Change

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mcu_cli.store.index_workers import Given, Worker

_MANY = 2_000  # files from which another process reads them, so that this one goes on
_PORTION = 200  # files that go to it at once


class Landing:
    """One commit on its way into the index, in a transaction of SQLite that other processes do not see yet."""

    def __init__(self, db: sqlite3.Connection | None, old: str) -> None:
        """Begin a commit upon `old`; with no database, or one that does not stand there, nothing will be written."""
        self._db = db
        self._gone: list[str] = []
        self._worker: Worker | None = None
        self._portion: list[tuple[Change, bytes]] = []
        self._given: Given = ()
        try:
            if db is not None:
                prepare_writing(db)
                db.execute("BEGIN IMMEDIATE")
                described = standing(db)
                if described is None or described.head != old:
                    self.drop()
                else:
                    self._writer = Writer(db)
        except sqlite3.Error:
            self.drop()

    @contextlib.contextmanager
    def taking(self, count: int) -> Iterator[None]:
        """Let another process make the rows of what is put inside the block, where `count` files are worth it.

        To be entered before anything is fed to git, which would wait for that process too, and before a progress bar.
        """
        if self._db is None or count < _MANY:
            yield
            return
        from mcu_cli.store.index_workers import hired, useful  # for many alone

        with hired(None, min(useful(), 1), lean=True) as crew:
            self._worker = next(iter(crew), None)
            try:
                yield
            finally:
                self._worker = None

    def put(self, path: str, blob: str, data: bytes | None) -> None:
        """Write the rows of what the commit has at `path`, the git object `blob` of `data`; None: the path is gone."""
        name = id_at(path)
        if self._db is None or not name:
            return
        try:
            if data is None:
                remove(self._db, path)
                self._gone.append(name)
            elif self._worker is None:
                self._writer.read(Change(path, blob), data)
            else:
                self._portion.append((Change(path, blob), data))
                if len(self._portion) == _PORTION:
                    self._exchange(self._worker)
        except sqlite3.Error:
            self.drop()

    def complete(self) -> None:
        """Write the rows of all that was put; to be called inside `taking`, before git's ref moves."""
        if self._db is None:
            return
        try:
            if self._worker is not None:
                self._exchange(self._worker)
                self._exchange(self._worker)  # the last portion comes back where none is left to be given
            self._writer.flush()
        except sqlite3.Error:
            self.drop()

    def _exchange(self, worker: Worker) -> None:
        """Give the other process what is gathered, and write the rows of what it had before.

        What that one died over is read here. It has one portion at a time: while it gave rows, and this one a portion,
        both would wait for each other.
        """
        from mcu_cli.store.index_workers import read_given

        assert self._db is not None  # noqa: S101  # whoever calls has looked
        done, self._given, self._portion = self._given, self._portion, []
        rows = worker.take() if done else None
        if self._given:
            worker.give(self._given)
        if done:
            for change, _data in done:
                remove(self._db, change.path)
            (rows or read_given(done)).write(self._db)

    def finish(self, new: str) -> None:
        """Let the index describe the commit `new`, which HEAD has just become."""
        if self._db is None:
            return
        try:
            self._db.executemany("INSERT OR IGNORE INTO used_ids VALUES (?, ?)", [(name, new) for name in self._gone])
            remember(self._db, new)
            self._db.execute("COMMIT")
        except sqlite3.Error:
            self.drop()
        self._db = None

    def drop(self) -> None:
        """Take back what was put; nothing happens where nothing was, and after `finish`."""
        db, self._db = self._db, None
        if db is not None:
            with contextlib.suppress(sqlite3.Error):  # none was begun, or SQLite has rolled back by itself
                db.execute("ROLLBACK")
