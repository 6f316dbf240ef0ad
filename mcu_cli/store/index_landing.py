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
    from mcu_cli.store.recorded import Recorded


class Landing:
    """One commit on its way into the index, in a transaction of SQLite that other processes do not see yet."""

    def __init__(self, db: sqlite3.Connection | None, old: str) -> None:
        """Begin a commit upon `old`; with no database, or one that does not stand there, nothing will be written."""
        self._db = db
        self._gone: list[str] = []
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

    def put(self, path: str, blob: str, recorded: Recorded | None) -> None:
        """Write the rows of what the commit has at `path`, the git object `blob`; None: the path is gone."""
        name = id_at(path)
        if self._db is None or not name:
            return
        try:
            if recorded is None:
                remove(self._db, path)
                self._gone.append(name)
            else:
                self._writer.put(Change(path, blob), recorded)
        except sqlite3.Error:
            self.drop()

    def finish(self, new: str) -> None:
        """Let the index describe the commit `new`, which HEAD has just become."""
        if self._db is None:
            return
        try:
            self._writer.flush()
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
