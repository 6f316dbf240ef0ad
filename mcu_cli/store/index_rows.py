"""The rows that the index has of what is at a path: made anywhere, written where the database is open."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any, NamedTuple

from mcu_cli.domain.identifiers import parse
from mcu_cli.domain.ledgers.item import Item
from mcu_cli.errors import McuError
from mcu_cli.store.entries import entry_of, events_of, search_parts
from mcu_cli.store.item_entries import item_entry_of
from mcu_cli.store.recorded import Recorded, id_at, recorded_at
from mcu_cli.store.rows import UNREAD, Change, Entry, EventEntry, ItemEntry

if TYPE_CHECKING:
    import sqlite3

_FIRST_DAY = date(1990, 1, 1).toordinal()  # days before it have negative rows
_SERIES = 32  # more than letters, and than digits of a number take below
_NUMBERS = 1 << 30
_AT_ONCE = 256  # paths whose rows are written together
_TEXT = Entry._fields.index("text")
_APPEAL_COLUMNS = ", ".join(f'"{name}"' for name in ("rowid", *Entry._fields) if name != "text")


class Rows(NamedTuple):
    """Rows of several paths, a list a table; they may go from process to process."""

    appeals: list[tuple[Any, ...]]
    texts: list[tuple[int, str]]
    search: list[tuple[int, str, str]]
    events: list[tuple[Any, ...]]
    items: list[tuple[Any, ...]]
    unreadable: list[tuple[str, str, str]]
    used_ids: list[tuple[str, str]]

    @classmethod
    def none(cls) -> Rows:
        """Return the rows of no path."""
        return cls([], [], [], [], [], [], [])

    def add(self, change: Change, recorded: Recorded) -> None:
        """Add the rows of what is at a path."""
        if isinstance(recorded, Item):
            self.items.append(tuple(item_entry_of(recorded, path=change.path, blob=change.blob)))
            return
        entry = entry_of(recorded, path=change.path, blob=change.blob)
        rowid = _rowid_of(recorded.id)
        self.appeals.append((rowid, *entry[:_TEXT], *entry[_TEXT + 1 :]))
        self.texts.append((rowid, entry.text))
        self.search.append((rowid, *search_parts(recorded)))
        self.events.extend(map(tuple, events_of(recorded)))

    def read(self, change: Change, data: bytes | None) -> None:
        """Add the rows of the file at a path, or why it cannot be read."""
        try:
            self.add(change, recorded_at(change.path, data))
        except McuError as error:
            self.unreadable.append((change.path, str(error), change.blob if data is None else ""))
            name = id_at(change.path)
            if name:
                self.used_ids.append((name, UNREAD))  # its number is given all the same

    def write(self, db: sqlite3.Connection) -> None:
        """Write the rows, which are new to the tables."""
        rows: Any
        for statement, rows in zip(_INSERTS, self, strict=True):
            if rows:
                db.executemany(statement, rows)


def _rowid_of(name: str) -> int:
    """Return the number of the row of an appeal: of ids that sort one after another so do the rows.

    It is the same however the index was made, and SQLite finds the newest of many without sorting them.
    """
    appeal_id = parse(name)
    assert appeal_id is not None  # noqa: S101  # the schema lets no other id in
    series = ord(appeal_id.series) - ord("A") + 1 if appeal_id.series else 0
    return ((appeal_id.day.toordinal() - _FIRST_DAY) * _SERIES + series) * _NUMBERS + appeal_id.number


def _insert(table: str, columns: str, n: int) -> str:
    return f"INSERT INTO {table} ({columns}) VALUES ({', '.join('?' * n)})"  # noqa: S608  # words of ours


def _insert_all(table: str, row: type[Any]) -> str:
    return _insert(table, ", ".join(f'"{name}"' for name in row._fields), len(row._fields))


_INSERTS = (
    _insert("appeals", _APPEAL_COLUMNS, len(Entry._fields)),
    _insert("texts", "appeal, text", 2),
    _insert("search", "rowid, text, rest", 3),
    _insert_all("events", EventEntry),
    _insert_all("items", ItemEntry),
    _insert("unreadable", "path, message, lost", 3),
    _insert("used_ids", "id, by_commit", 2),
)


def remove(db: sqlite3.Connection, path: str) -> None:
    """Take away the rows of what is at a path."""
    row = db.execute("SELECT rowid, id FROM appeals WHERE path = ?", (path,)).fetchone()
    if row:
        db.execute("DELETE FROM appeals WHERE rowid = ?", row[:1])
        db.execute("DELETE FROM texts WHERE appeal = ?", row[:1])
        db.execute("DELETE FROM search WHERE rowid = ?", row[:1])
        db.execute("DELETE FROM events WHERE appeal = ?", row[1:])
        return
    db.execute("DELETE FROM items WHERE path = ?", (path,))
    if db.execute("DELETE FROM unreadable WHERE path = ?", (path,)).rowcount:
        db.execute("DELETE FROM used_ids WHERE id = ? AND by_commit = ?", (id_at(path), UNREAD))


class Writer:
    """Rows of changes on their way into an open transaction, many at once: the first by themselves, then ever more."""

    def __init__(self, db: sqlite3.Connection) -> None:
        """Write into `db`."""
        self._db = db
        self._rows = Rows.none()
        self._gathered = 0
        self._most = 1

    def read(self, change: Change, data: bytes | None) -> None:
        """Write the rows of the file that is at a path now, or why it cannot be read."""
        remove(self._db, change.path)
        self._rows.read(change, data)
        self._one_more()

    def flush(self) -> None:
        """Write what is gathered."""
        self._rows.write(self._db)
        self._rows = Rows.none()
        self._gathered = 0

    def _one_more(self) -> None:
        self._gathered += 1
        if self._gathered >= self._most:
            self.flush()
            self._most = min(2 * self._most, _AT_ONCE)
