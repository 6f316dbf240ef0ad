"""The index: a SQLite file that says of every appeal in HEAD what lists and reports ask, and never anything else.

It is a function of one commit, which it remembers, and of what git knows of its history. If HEAD is another, git names
what changed and just that is read again; deleted, damaged or of an older version, it is built anew. Where the disk
refuses it, or another process keeps it busy, this process makes its own and leaves it behind.

What a process reads after it has followed HEAD is one state, however long it reads: a transaction that only reads keeps
SQLite at it (https://www.sqlite.org/isolation.html), and keeps nobody from writing.
"""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

from mcu_cli.errors import ConflictError, DamagedError
from mcu_cli.language import _
from mcu_cli.store import index_file
from mcu_cli.store.index_schema import (
    ENTRY_COLUMNS,
    EVENT_COLUMNS,
    ITEM_COLUMNS,
    TEXT,
    VERSION,
    code_of,
    is_whole,
    writing,
)
from mcu_cli.store.index_standing import Standing, is_at, standing
from mcu_cli.store.rows import APPEALS, RECORDED, Entry, EventEntry, ItemEntry

if TYPE_CHECKING:
    from pathlib import Path

    from mcu_cli.store.git import Git
    from mcu_cli.store.index_landing import Landing

__all__ = ["APPEALS", "RECORDED", "TEXT", "VERSION", "Index", "Progress"]

Progress = Callable[[Iterable[Any], int | None], Iterable[Any]]
_PORTION = 500  # rows held at once of those that are streamed
# By another process; by several that all the time begin and end, the last one. https://www.sqlite.org/rescode.html
_HELD = (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED, sqlite3.SQLITE_PROTOCOL)
# The file is right, and cannot be written now: by us, or at all.
_REFUSED = (
    *_HELD,
    sqlite3.SQLITE_FULL,
    sqlite3.SQLITE_READONLY,
    sqlite3.SQLITE_PERM,
    sqlite3.SQLITE_IOERR,
)
# The file, or what lies in its place, is of no use to us.
_UNUSABLE = (
    sqlite3.SQLITE_CORRUPT,
    sqlite3.SQLITE_NOTADB,
    sqlite3.SQLITE_IOERR,
    sqlite3.SQLITE_CANTOPEN,
    *_HELD,
)


class Index:
    """The index of one store. `progress` wraps a long loop to show a bar.

    `kept` says whether what was read or made is the file itself; what is not goes with the process. `busy` says that it
    is not because another process is at work on the file.
    """

    def __init__(self, path: Path, git: Git, progress: Progress) -> None:
        """Open the index at `path`; nothing is read before `follow`."""
        self._path = path
        self._git = git
        self._progress = progress
        self._db: sqlite3.Connection | None = None
        self._stamp: index_file.Stamp | None = None
        self._head = ""
        self.kept = True
        self.busy = False

    def follow(self, head: str | None) -> str:
        """Bring the index to the commit `head`, None for a repository without commits; return the one it describes.

        That is another where HEAD has moved since: what one command has put into the index no other takes out again,
        just because it had looked at HEAD before. Until the next call, or `landing`, all that is read is this state.
        """
        self._head = head or ""
        try:
            if self._has_followed():
                return self._head
        except sqlite3.Error as error:
            if self._db is not None and code_of(error) in _REFUSED:
                self.busy = code_of(error) in _HELD
                self._go_on_apart(self._db)
                return self._head
        self._make_anew()
        return self._head

    def landing(self, old: str | None) -> Landing:
        """Return what takes the rows of a commit that is about to be made upon `old`; see `Landing`."""
        from mcu_cli.store.index_landing import Landing  # what makes rows: not for those who read them

        with contextlib.suppress(sqlite3.Error, ConflictError):
            db = self._open()
            _let_go(db)
            return Landing(db, old or "")
        return Landing(None, "")

    def query(self, sql: str, parameters: Sequence[Any] | dict[str, Any] = ()) -> list[tuple[Any, ...]]:
        """Return the rows of a SELECT; an index found damaged on the way is built anew first."""
        try:
            rows = self._open().execute(sql, parameters).fetchall()
            if self._has_stayed():
                return rows
            self.close()
            self.follow(self._head)
        except sqlite3.Error as error:
            if code_of(error) == sqlite3.SQLITE_FULL:  # what is sorted may need the disk
                raise no_space() from error
            if not self._is_damaged(error):
                raise
            self._make_anew()
        return self._open().execute(sql, parameters).fetchall()

    def stream(self, sql: str, parameters: Sequence[Any] = ()) -> Iterator[tuple[Any, ...]]:
        """Yield the rows of a SELECT as SQLite finds them, however many they are.

        An index found damaged before the first of them is built anew; later, that raises DamagedError: half of the rows
        are told already. Where only we can see that the file has changed meanwhile, that raises ConflictError.
        """
        try:
            cursor = self._open().execute(sql, parameters)
            rows = cursor.fetchmany(_PORTION)
        except sqlite3.Error as error:
            if code_of(error) == sqlite3.SQLITE_FULL:
                raise no_space() from error
            if not self._is_damaged(error):
                raise
            self._make_anew()
            cursor = self._open().execute(sql, parameters)
            rows = cursor.fetchmany(_PORTION)
        try:
            while rows:
                yield from rows
                rows = cursor.fetchmany(_PORTION)
        except sqlite3.Error as error:
            raise DamagedError(
                _("the index was damaged while it was read; run the command again, which makes it anew")
            ) from error
        if not self._has_stayed():
            raise ConflictError(_("another command has changed the index while it was read; run the command again"))

    def entries(self, where: str = "1", parameters: Sequence[Any] = (), tail: str = "") -> list[Entry]:
        """Return the appeals for which the SQL condition `where` holds; `tail` may order and limit."""
        sql = f"SELECT {ENTRY_COLUMNS} FROM appeals WHERE {where} {tail}"  # noqa: S608  # conditions are ours
        return [Entry(*row) for row in self.query(sql, parameters)]

    def events(self, where: str = "1", parameters: Sequence[Any] = ()) -> list[EventEntry]:
        """Return the events for which `where` holds, by appeal in the order of recording."""
        sql = f"SELECT {EVENT_COLUMNS} FROM events WHERE {where} ORDER BY appeal, seq"  # noqa: S608
        return [EventEntry(*row) for row in self.query(sql, parameters)]

    def items(self, where: str = "1", parameters: Sequence[Any] = (), tail: str = "") -> list[ItemEntry]:
        """Return the items of ledgers for which the SQL condition `where` holds; `tail` may order and limit."""
        sql = f"SELECT {ITEM_COLUMNS} FROM items WHERE {where} {tail}"  # noqa: S608  # conditions are ours
        return [ItemEntry(*row) for row in self.query(sql, parameters)]

    def unreadable(self) -> list[tuple[str, str]]:
        """Return path and reason of each file of the record that could not be read."""
        return self.query("SELECT path, message FROM unreadable ORDER BY path")

    def apart(self, head: str) -> Index:
        """Return the index of another commit, which goes with the process; this one stays as it is."""
        other = Index(self._path, self._git, self._progress)
        other._head = head  # one of us
        other._go_on_apart(self._open())
        return other

    def rest(self) -> None:
        """Let go of the file, and of the memory that SQLite has for it, until the next question."""
        if self.kept:  # else it would be gone
            self.close()

    def close(self) -> None:
        """Let go of the file."""
        if self._db is not None:
            self._db.close()
            self._db = None
            self._stamp = None

    def _open(self) -> sqlite3.Connection:
        if self._db is None:
            self._db, self._stamp = index_file.opened(self._path)
        return self._db

    def _has_stayed(self) -> bool:
        """Whether what was read was one state of the file, where SQLite itself cannot see to that."""
        return self._stamp is None or self._stamp == index_file.stamp_of(self._path)

    def _has_followed(self) -> bool:
        """Bring what stands to the commit wanted, or to what HEAD is by now; False where it must be made anew."""
        db = self._open()
        lacking = True  # until it was looked for again
        while not self._is_held(db, whole=lacking):
            head = self._git.head() or ""
            if head != self._head:
                self._head = head  # which whoever moved it may have put into the index too
            elif self._is_brought(db):
                lacking = False
            else:
                return False
        return True

    def _is_held(self, db: sqlite3.Connection, *, whole: bool) -> bool:
        """Whether the commit wanted is described; then what is read stays so. If `whole`, without what git had lost."""
        _let_go(db)
        db.execute("BEGIN")
        found = standing(db)
        if found is not None and is_at(self._git, found, self._head) and not (whole and _lacking(db)):
            return True
        _let_go(db)
        return False

    def _is_brought(self, db: sqlite3.Connection) -> bool:
        """Bring what stands to HEAD; False where it must be made anew."""
        with writing(db):
            # Again, since who commits writes here too: now nobody does, and what stands cannot be ahead of HEAD.
            self._head = self._git.head() or ""
            found = standing(db)
            if found is None:
                return False
            if _lacking(db):
                self._look_again(db)
            return is_at(self._git, found, self._head) or self._is_advanced(db, found)

    def _look_again(self, db: sqlite3.Connection) -> None:
        """Read what git had lost when it was looked for, and has now: a copy may have brought it back."""
        from mcu_cli.store.index_following import read_again

        read_again(db, self._git)

    def _is_advanced(self, db: sqlite3.Connection, found: Standing) -> bool:
        from mcu_cli.store.index_following import advance

        return advance(db, self._git, found, self._head, self._progress)

    def _make_anew(self) -> None:
        """Build a file beside the one that stands, and let it take its place; where that fails, build apart."""
        if not self.kept:
            self._build_apart()
            return
        try:
            self._path.parent.mkdir(mode=0o700, exist_ok=True)
            with index_file.building(self._path, self._progress) as waited:
                self.close()
                if waited and self._is_made():
                    return
                self._build()
                if self._has_followed():
                    return
        except (sqlite3.Error, OSError) as error:
            # Another one that builds without getting on is waited for until TimeoutError.
            self.busy = isinstance(error, TimeoutError) or (
                isinstance(error, sqlite3.Error) and code_of(error) in _HELD
            )
        self._build_apart()

    def _is_made(self) -> bool:
        with contextlib.suppress(sqlite3.Error):
            return self._has_followed()
        return False

    def _build(self) -> None:
        from mcu_cli.store.index_build import build

        try:
            db = index_file.begun(self._path)
            with contextlib.closing(db):
                build(db, self._git, self._head, self._progress)
                index_file.put_in_place(self._path, db)
        except BaseException:
            index_file.drop(self._path)
            raise

    def _go_on_apart(self, db: sqlite3.Connection) -> None:
        """Follow in a copy of what stands, which nobody else sees."""
        copy = index_file.temporary()
        try:
            db.backup(copy)
            found = standing(copy)
            copy.execute("BEGIN")
            done = found is not None and self._is_advanced(copy, found)
            copy.execute("COMMIT")
        except sqlite3.Error:
            done = False
        self.close()
        self.kept = False
        self._db = copy
        if not done:
            self._build_apart()

    def _build_apart(self) -> None:
        """Build an index that nobody else sees."""
        from mcu_cli.store.index_build import build

        self.close()
        self.kept = False
        self._db = index_file.temporary()
        try:
            build(self._db, self._git, self._head, self._progress)
        except sqlite3.Error as error:
            if code_of(error) == sqlite3.SQLITE_FULL:
                raise no_space() from error
            raise

    def _is_damaged(self, error: sqlite3.Error) -> bool:
        """Whether the file is to blame, and not the question."""
        if code_of(error) in (*_UNUSABLE, 0):
            return not isinstance(error, sqlite3.ProgrammingError)
        try:
            return self._db is None or not is_whole(self._db)
        except sqlite3.Error:
            return True


def no_space() -> ConflictError:
    """Return what is said where SQLite finds no room, in the store's folder or in that of temporary files."""
    return ConflictError(_("no space is left on the disk; free some and run the command again"))


def _let_go(db: sqlite3.Connection) -> None:
    """End the reading of one state."""
    if db.in_transaction:
        db.execute("COMMIT")


def _lacking(db: sqlite3.Connection) -> bool:
    """Whether git had lost objects of the record when the rows of their files were to be made."""
    return db.execute("SELECT 1 FROM unreadable WHERE lost != '' LIMIT 1").fetchone() is not None
