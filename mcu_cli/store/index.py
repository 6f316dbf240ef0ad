"""The index: a SQLite file that says of every appeal in HEAD what lists and reports ask, and never anything else.

It is a function of one commit, which it remembers. If HEAD is another, git names what changed and just that is read
again; deleted, damaged or of an older version, it is built anew.
"""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from mcu_cli.domain.ledgers.item import Item
from mcu_cli.domain.ledgers.ledger import FOLDERS
from mcu_cli.errors import McuError
from mcu_cli.store.entries import Entry, EventEntry, entry_of, events_of, search_text, sql_columns
from mcu_cli.store.files import refuse_unlike_a_file
from mcu_cli.store.item_entries import ItemEntry, item_entry_of
from mcu_cli.store.recorded import Recorded, id_at, is_recorded, recorded_at

if TYPE_CHECKING:
    from pathlib import Path

    from mcu_cli.domain.appeal import Appeal
    from mcu_cli.store.git import Git

VERSION = "7"
APPEALS = "appeals"
RECORDED = (APPEALS, *FOLDERS)  # the folders of what is on record, a file each
_PATIENCE = 5.0  # seconds that a process waits for another one at work on the index
_SCHEMA = (
    "CREATE TABLE meta (name TEXT PRIMARY KEY, value TEXT NOT NULL)",
    f"CREATE TABLE appeals ({sql_columns(Entry)}, UNIQUE (id))",
    "CREATE INDEX appeals_key ON appeals (system, key)",
    "CREATE INDEX appeals_path ON appeals (path)",
    "CREATE INDEX appeals_day ON appeals (day, series, number)",
    "CREATE INDEX appeals_open ON appeals (is_open, status)",
    "CREATE INDEX appeals_channel ON appeals (channel, is_open)",
    "CREATE INDEX appeals_first_answer ON appeals (first_answer)",
    "CREATE INDEX appeals_final_answer ON appeals (final_answer)",
    "CREATE INDEX appeals_registered ON appeals (registered)",
    "CREATE INDEX appeals_handled ON appeals (handled, registered, id)",
    "CREATE INDEX appeals_text_key ON appeals (text_key)",
    "CREATE INDEX appeals_author ON appeals (author)",
    "CREATE INDEX appeals_profile ON appeals (profile, registered)",
    "CREATE INDEX appeals_url ON appeals (url)",
    f"CREATE TABLE events ({sql_columns(EventEntry)})",
    "CREATE INDEX events_appeal ON events (appeal, seq)",
    "CREATE INDEX events_at ON events (event, at, appeal)",  # with what reports count, so that no row is read
    f"CREATE TABLE items ({sql_columns(ItemEntry)}, UNIQUE (id))",
    "CREATE INDEX items_path ON items (path)",
    "CREATE INDEX items_day ON items (ledger, day)",
    "CREATE INDEX items_number ON items (ledger, year, series, number)",
    "CREATE TABLE used_ids (id TEXT PRIMARY KEY)",
    "CREATE TABLE unreadable (path TEXT PRIMARY KEY, message TEXT NOT NULL)",
    "CREATE VIRTUAL TABLE search USING fts5 (stems, tokenize = 'unicode61 remove_diacritics 0')",
)
_ENTRY_COLUMNS = ", ".join(f'"{name}"' for name in Entry._fields)
_ITEM_COLUMNS = ", ".join(f'"{name}"' for name in ItemEntry._fields)
_EVENT_COLUMNS = ", ".join(f'"{name}"' for name in EventEntry._fields)
Progress = Callable[[Iterable[Any], int], Iterable[Any]]


class Change(NamedTuple):
    """A path that differs between two commits; `blob` is the object there now, empty where the path is gone."""

    path: str
    blob: str


class Index:
    """The index of one store. `progress` wraps a long loop of known length to show a bar."""

    def __init__(self, path: Path, git: Git, progress: Progress) -> None:
        """Open the index at `path`; nothing is read before `follow`."""
        self._path = path
        self._git = git
        self._progress = progress
        self._db: sqlite3.Connection | None = None
        self.kept = True

    def follow(self, head: str | None) -> None:
        """Bring the index to the commit `head`.

        One that is damaged, or of another shape, is built anew: the index is disposable, the record is not. One that
        another process keeps busy is left to it, and this process makes its own in memory.
        """
        for _attempt in range(2):
            try:
                self._follow(head)
            except sqlite3.DatabaseError as error:
                if _is_busy(error):
                    break
                self._forget()
            else:
                return
        self.close()
        self.kept = False
        self._db = _connect(":memory:")
        self._follow(head)

    def apply(self, old: str | None, new: str, changed: Iterable[tuple[str, str, Recorded | None]]) -> None:
        """Follow a commit of our own from `old` to `new` without asking git: (path, blob, what is there now)."""
        try:
            db = self._open()
            if self._head(db) == (old or ""):
                with _transaction(db):
                    for path, blob, recorded in changed:
                        if is_recorded(path):
                            self._put(db, Change(path, blob), recorded)
                    self._remember(db, new)
                return
        except sqlite3.DatabaseError as error:
            if _is_busy(error):
                return  # the commit stands; the next command follows it
            self._forget()
        self.follow(new)

    def query(self, sql: str, parameters: Sequence[Any] | dict[str, Any] = ()) -> list[tuple[Any, ...]]:
        """Return the rows of a SELECT; an index found damaged on the way is built anew first."""
        try:
            return self._open().execute(sql, parameters).fetchall()
        except sqlite3.DatabaseError as error:
            if not _is_busy(error):
                self._forget()
            self.follow(self._git.head())
            return self._open().execute(sql, parameters).fetchall()

    def entries(self, where: str = "1", parameters: Sequence[Any] = (), tail: str = "") -> list[Entry]:
        """Return the appeals for which the SQL condition `where` holds; `tail` may order and limit."""
        sql = f"SELECT {_ENTRY_COLUMNS} FROM appeals WHERE {where} {tail}"  # noqa: S608  # conditions are ours
        return [Entry(*row) for row in self.query(sql, parameters)]

    def events(self, where: str = "1", parameters: Sequence[Any] = ()) -> list[EventEntry]:
        """Return the events for which `where` holds, by appeal in the order of recording."""
        sql = f"SELECT {_EVENT_COLUMNS} FROM events WHERE {where} ORDER BY appeal, seq"  # noqa: S608
        return [EventEntry(*row) for row in self.query(sql, parameters)]

    def items(self, where: str = "1", parameters: Sequence[Any] = (), tail: str = "") -> list[ItemEntry]:
        """Return the items of ledgers for which the SQL condition `where` holds; `tail` may order and limit."""
        sql = f"SELECT {_ITEM_COLUMNS} FROM items WHERE {where} {tail}"  # noqa: S608  # conditions are ours
        return [ItemEntry(*row) for row in self.query(sql, parameters)]

    def unreadable(self) -> list[tuple[str, str]]:
        """Return path and reason of each file of the record that could not be read."""
        return self.query("SELECT path, message FROM unreadable ORDER BY path")

    def copy_into(self, other: sqlite3.Connection) -> None:
        """Write all that is in this index into another database."""
        self._open().backup(other)

    def close(self) -> None:
        """Let go of the file."""
        if self._db is not None:
            self._db.close()
            self._db = None

    def _open(self) -> sqlite3.Connection:
        if self._db is None:
            try:
                self._path.parent.mkdir(mode=0o700, exist_ok=True)
            except OSError as error:
                raise sqlite3.OperationalError(str(error)) from error
            for path in self._files():
                refuse_unlike_a_file(path)  # SQLite follows links, and empties the tables of what is there
            self._db = _connect(str(self._path))
        return self._db

    def _forget(self) -> None:
        self.close()
        for path in self._files():
            with contextlib.suppress(OSError):
                path.unlink(missing_ok=True)

    def _files(self) -> list[Path]:
        """Return the files that SQLite makes of an index."""
        return [self._path.with_name(self._path.name + suffix) for suffix in ("", "-wal", "-shm", "-journal")]

    def _follow(self, head: str | None) -> None:
        db = self._open()
        current = self._head(db)
        if current == (head or "") and not self._has_deepened(db):
            return
        with _transaction(db):
            current = self._head(db)  # again: another process may have followed meanwhile
            deepened = self._has_deepened(db)
            changes = self._changes(current, head) if current and head and not deepened else None
            base = current if changes is not None else None  # what is built anew knows nothing of before
            if changes is None:
                _empty(db)
                changes = self._tree(head) if head else []
            retired = self._retired(base, head) if head else []
            db.executemany("INSERT OR IGNORE INTO used_ids VALUES (?)", [(name,) for name in retired])
            self._read(db, changes)
            self._remember(db, head or "", shallow=self._is_shallow())

    def _is_shallow(self) -> bool:
        return self._git.run("rev-parse", "--is-shallow-repository").strip() == b"true"

    def _has_deepened(self, db: sqlite3.Connection) -> bool:
        """Whether the clone was shallow when the index was made, and now knows what was taken away before."""
        with contextlib.suppress(sqlite3.OperationalError):
            known = db.execute("SELECT value FROM meta WHERE name = 'shallow'").fetchone()
            return known == ("1",) and not self._is_shallow()
        return False

    def _head(self, db: sqlite3.Connection) -> str | None:
        """Return the commit indexed (empty for none); None where the index is not there yet or of another version."""
        with contextlib.suppress(sqlite3.OperationalError):
            meta = dict(db.execute("SELECT name, value FROM meta").fetchall())
            if meta.get("version") == VERSION:
                return str(meta.get("head", ""))
        return None

    def _changes(self, old: str, new: str) -> list[Change] | None:
        """Return what differs between two commits; None where the old one does not lead to the new one."""
        code, _output = self._git.try_run("merge-base", "--is-ancestor", old, new)
        return None if code else self._differences(old, new)

    def _differences(self, old: str, new: str) -> list[Change]:
        output = self._git.run("diff-tree", "-r", "-z", "--no-renames", "--relative", old, new, "--", *RECORDED).decode(
            "utf-8", "surrogateescape"
        )
        fields = output.split("\0")
        return [
            Change(path, "" if header.split()[4] == "D" else header.split()[3])
            for header, path in zip(fields[:-1:2], fields[1::2], strict=False)
        ]

    def _tree(self, head: str) -> list[Change]:
        output = self._git.run("ls-tree", "-r", "-z", head, "--", *RECORDED).decode("utf-8", "surrogateescape")
        lines = (line.split("\t", 1) for line in output.split("\0") if line)
        return [Change(path, header.split()[2]) for header, path in lines]

    def _retired(self, old: str | None, new: str) -> list[str]:
        """Return the ids whose files some commit took away: an undone registration keeps its number."""
        output = self._git.run(
            "log", "--full-history", "-m", "--format=", "--name-only", "-z", "--no-renames", "--diff-filter=D",
            "--relative",
            f"{old}..{new}" if old else new, "--", *RECORDED,
        ).decode("utf-8", "surrogateescape")  # fmt: skip
        found = (id_at(path.strip("\n")) for path in output.split("\0"))
        return [name for name in found if name]

    def _read(self, db: sqlite3.Connection, changes: Sequence[Change]) -> None:
        for change in changes:
            if not change.blob:
                self._put(db, change, None)
        present = [change for change in changes if change.blob]
        contents = self._git.blobs(change.blob for change in present)
        for change, data in self._progress(zip(present, contents, strict=True), len(present)):
            try:
                self._put(db, change, recorded_at(change.path, data))
            except McuError as error:
                self._put(db, change, None)  # its number is given all the same
                db.execute("INSERT INTO unreadable VALUES (?, ?)", (change.path, str(error)))

    def _put(self, db: sqlite3.Connection, change: Change, recorded: Recorded | None) -> None:
        """Write the rows of what is at a path in place of those that stand; None takes them away."""
        row = db.execute("SELECT rowid, id FROM appeals WHERE path = ?", (change.path,)).fetchone()
        if row:
            db.execute("DELETE FROM appeals WHERE rowid = ?", row[:1])
            db.execute("DELETE FROM search WHERE rowid = ?", row[:1])
            db.execute("DELETE FROM events WHERE appeal = ?", row[1:])
        db.execute("DELETE FROM items WHERE path = ?", (change.path,))
        db.execute("DELETE FROM unreadable WHERE path = ?", (change.path,))
        if recorded is None:
            name = id_at(change.path)
            if name:
                db.execute("INSERT OR IGNORE INTO used_ids VALUES (?)", (name,))
        elif isinstance(recorded, Item):
            db.execute(
                f"INSERT INTO items ({_ITEM_COLUMNS}) VALUES ({_marks(ItemEntry)})",  # noqa: S608
                item_entry_of(recorded, path=change.path, blob=change.blob),
            )
        else:
            self._put_appeal(db, change, recorded)

    @staticmethod
    def _put_appeal(db: sqlite3.Connection, change: Change, appeal: Appeal) -> None:
        cursor = db.execute(
            f"INSERT INTO appeals ({_ENTRY_COLUMNS}) VALUES ({_marks(Entry)})",  # noqa: S608
            entry_of(appeal, path=change.path, blob=change.blob),
        )
        db.execute("INSERT INTO search (rowid, stems) VALUES (?, ?)", (cursor.lastrowid, search_text(appeal)))
        db.executemany(
            f"INSERT INTO events ({_EVENT_COLUMNS}) VALUES ({_marks(EventEntry)})",  # noqa: S608
            events_of(appeal),
        )

    @staticmethod
    def _remember(db: sqlite3.Connection, head: str, *, shallow: bool | None = None) -> None:
        rows = [("version", VERSION), ("head", head)]
        if shallow is not None:
            rows.append(("shallow", str(int(shallow))))
        db.executemany("INSERT OR REPLACE INTO meta VALUES (?, ?)", rows)


def _marks(row: type[Any]) -> str:
    return ", ".join("?" for _name in row._fields)


def _is_busy(error: sqlite3.DatabaseError) -> bool:
    return getattr(error, "sqlite_errorcode", 0) & 0xFF in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)


def _connect(name: str) -> sqlite3.Connection:
    db = sqlite3.connect(name, timeout=_PATIENCE, isolation_level=None)
    try:
        db.execute("PRAGMA journal_mode = WAL")
        db.execute("PRAGMA synchronous = NORMAL")
    except BaseException:
        db.close()  # a damaged file shows at the first question
        raise
    return db


@contextlib.contextmanager
def _transaction(db: sqlite3.Connection) -> Iterator[None]:
    db.execute("BEGIN IMMEDIATE")
    try:
        yield
    except BaseException:
        db.execute("ROLLBACK")
        raise
    db.execute("COMMIT")


def _empty(db: sqlite3.Connection) -> None:
    names = [
        row[0]
        for row in db.execute("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'")
        if not row[0].startswith("search_")  # the shadow tables of the full-text table go with it
    ]
    for name in names:
        db.execute(f'DROP TABLE "{name}"')
    for statement in _SCHEMA:
        db.execute(statement)
