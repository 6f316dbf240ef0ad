"""The tables of the index, and how SQLite is to be run for them."""

from __future__ import annotations

import contextlib
import sqlite3
from typing import TYPE_CHECKING, Final

from mcu_cli.store.rows import Entry, EventEntry, ItemEntry, sql_columns

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

VERSION = "8"
TEXT: Final = "(SELECT texts.text FROM texts WHERE texts.appeal = appeals.rowid)"
"""The text of an appeal in a question about `appeals`. It lies apart: whoever counts appeals reads none of it."""
HAS_HOUSE: Final = "street != '' AND house != ''"
NUMBER_OF_HOUSE: Final = "CAST(house AS INTEGER)"
ENTRY_COLUMNS: Final = ", ".join(TEXT if name == "text" else f'"{name}"' for name in Entry._fields)
ITEM_COLUMNS: Final = ", ".join(f'"{name}"' for name in ItemEntry._fields)
EVENT_COLUMNS: Final = ", ".join(f'"{name}"' for name in EventEntry._fields)
_CACHE = 32_000  # KiB that SQLite keeps of a file that it builds, or that takes the rows of a commit
_CACHE_OF_READER = 2_000  # its own default: https://www.sqlite.org/pragma.html#pragma_cache_size
_WORD_TABLE = 8 << 20  # bytes of new words that the full-text table gathers before it writes them

TABLES: Final = (
    "CREATE TABLE meta (name TEXT PRIMARY KEY, value TEXT NOT NULL)",
    f"CREATE TABLE appeals ({sql_columns(Entry, without='text')})",
    "CREATE TABLE texts (appeal INTEGER PRIMARY KEY, text TEXT NOT NULL)",
    f"CREATE TABLE events ({sql_columns(EventEntry)})",
    f"CREATE TABLE items ({sql_columns(ItemEntry)})",
    # Ids of files that a commit took away; one without a commit is that of a file which cannot be read.
    "CREATE TABLE used_ids (id TEXT NOT NULL, by_commit TEXT NOT NULL, PRIMARY KEY (id, by_commit)) WITHOUT ROWID",
    # `lost` names the object where git had none: it may be brought back, without a change of the record.
    "CREATE TABLE unreadable (path TEXT PRIMARY KEY, message TEXT NOT NULL, lost TEXT NOT NULL)",
    # What comes here was folded and cut to stems, with blanks between: no letter is to be judged again.
    "CREATE VIRTUAL TABLE search USING fts5 (text, rest, tokenize = \"ascii tokenchars '_'\")",
)
INDEXES: Final = (
    "CREATE UNIQUE INDEX appeals_id ON appeals (id)",
    "CREATE INDEX appeals_key ON appeals (system, key)",
    "CREATE INDEX appeals_number ON appeals (key)",
    "CREATE INDEX appeals_path ON appeals (path)",
    # In the order of lists, with what many share: whoever looks for that goes through this, and reads the rows found.
    (
        "CREATE INDEX appeals_day ON appeals (day, series, number, is_open, channel, network, status, stage, priority, "
        "kind, outcome, department, executor, category, topic, registered, next_due, escalation)"
    ),
    # Of the open ones, which are few, all that the agenda and lists of them ask.
    (
        "CREATE INDEX appeals_pressing ON appeals (day, series, number, channel, network, status, stage, priority, "
        "department, executor, category, topic, next_due, promised, due_first, due_final, first_answer, due_forward, "
        "due_route, registered, id, is_open) WHERE is_open = 1"
    ),
    "CREATE INDEX appeals_department ON appeals (department, executor)",
    "CREATE INDEX appeals_executor ON appeals (executor)",
    "CREATE INDEX appeals_category ON appeals (category, registered, topic)",
    f"CREATE INDEX appeals_house ON appeals ({NUMBER_OF_HOUSE}, street, house, registered, id) WHERE {HAS_HOUSE}",
    "CREATE INDEX appeals_object ON appeals (object, registered, id) WHERE object != ''",
    "CREATE INDEX appeals_channel ON appeals (channel, is_open)",
    # With what reports count, here and below, so that no row is read.
    "CREATE INDEX appeals_first_answer ON appeals (first_answer, registered, first_answer_due, channel)",
    "CREATE INDEX appeals_final_answer ON appeals (final_answer, registered, final_answer_due, department)",
    "CREATE INDEX appeals_registered ON appeals (registered, facts, part_of, due_register)",
    # Where and by whom: the whole rows of a year would be read for hot places, and again for who wrote.
    (
        "CREATE INDEX appeals_told ON appeals (registered, settlement, street, object, house, category, topic, author, "
        "profile, part_of)"
    ),
    "CREATE INDEX appeals_duplicates ON appeals (registered) WHERE duplicate_of <> ''",
    "CREATE INDEX appeals_handled ON appeals (handled, registered, id)",
    "CREATE INDEX appeals_text_key ON appeals (text_key)",
    "CREATE INDEX appeals_author ON appeals (author)",
    "CREATE INDEX appeals_profile ON appeals (profile, registered)",
    "CREATE INDEX appeals_url ON appeals (url)",
    "CREATE INDEX events_appeal ON events (appeal, seq)",
    # One for all: SQLite would not take a narrower one of answers or marks alone, and read the rows instead.
    "CREATE INDEX events_at ON events (event, at, again, came, rating, facts, appeal)",
    (
        "CREATE INDEX events_gone ON events (gone, came, gone_again, facts, since, gone_due, priority, appeal, "
        "owed_first, owed_final, first_answer) WHERE came IS NOT NULL"
    ),
    "CREATE UNIQUE INDEX items_id ON items (id)",
    "CREATE INDEX items_path ON items (path)",
    "CREATE INDEX items_day ON items (ledger, day)",
    "CREATE INDEX items_number ON items (ledger, year, series, number)",
)


def create(db: sqlite3.Connection, statements: Sequence[str]) -> None:
    """Make tables or indexes."""
    for statement in statements:
        db.execute(statement)


def is_whole(db: sqlite3.Connection) -> bool:
    """Whether all tables and indexes are there as they should be; raises sqlite3.Error where that cannot be told."""
    standing = {sql for (sql,) in db.execute("SELECT sql FROM sqlite_master")}
    return standing.issuperset((*TABLES, *INDEXES))


def hasten(db: sqlite3.Connection) -> None:
    """Prepare a database that nobody else opens, and that is thrown away where its making fails."""
    for setting in ("journal_mode = OFF", "synchronous = OFF", f"cache_size = -{_CACHE}"):
        db.execute(f"PRAGMA {setting}")


def prepare_writing(db: sqlite3.Connection) -> None:
    """Prepare a connection to the index for a transaction that may bring many rows."""
    db.execute("PRAGMA synchronous = NORMAL")  # a commit lost with the current is followed again
    db.execute(f"PRAGMA cache_size = -{_CACHE}")  # as much as is needed of it; pages that do not fit are written twice


@contextlib.contextmanager
def writing(db: sqlite3.Connection) -> Iterator[None]:
    """Write all of the block or nothing; raises sqlite3.Error where another process is writing."""
    prepare_writing(db)
    db.execute("BEGIN IMMEDIATE")
    try:
        yield
    except BaseException:
        with contextlib.suppress(sqlite3.Error):  # SQLite may have done so by itself
            db.execute("ROLLBACK")
        raise
    db.execute("COMMIT")
    db.execute(f"PRAGMA cache_size = -{_CACHE_OF_READER}")  # who wrote goes on as a reader


def gather_words(db: sqlite3.Connection, *, plenty: bool) -> None:
    """Let the full-text table gather plenty of new words before it writes them, or as many as it does by itself."""
    size = _WORD_TABLE if plenty else 1 << 20
    db.execute("INSERT INTO search (search, rank) VALUES ('hashsize', ?)", (size,))


def code_of(error: sqlite3.Error) -> int:
    """Return SQLite's own code of an error, 0 where the module itself has raised it."""
    return getattr(error, "sqlite_errorcode", 0) & 0xFF
