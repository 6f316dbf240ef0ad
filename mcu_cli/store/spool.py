"""A spool: values that are too many for memory, in SQLite's own temporary file, which vanishes with the process.

The file has no name that another could open, and small spools never leave memory.
"""

from __future__ import annotations

import sqlite3
from typing import TYPE_CHECKING, Any

from mcu_cli.errors import RefusedError
from mcu_cli.language import _

if TYPE_CHECKING:
    from collections.abc import Iterator

_MEMORY = -16_384  # kibibytes, as SQLite counts them when negative


class Spool:
    """Values under keys, each with a place in the order and a mark that equal ones share."""

    def __init__(self) -> None:
        """Start empty."""
        self._db = sqlite3.connect("", isolation_level=None)
        self._db.execute(f"PRAGMA cache_size = {_MEMORY}")
        self._db.execute("PRAGMA journal_mode = OFF")  # nobody else sees it, and nothing is ever taken back
        self._db.execute(
            "CREATE TABLE spool "
            "(key TEXT PRIMARY KEY, first INTEGER, second INTEGER, mark TEXT, value BLOB) WITHOUT ROWID"
        )
        self._db.execute("BEGIN")

    def add(self, key: str, value: object, *, order: tuple[int, int] = (0, 0), mark: str = "") -> bool:
        """Keep `value` under `key`; return False, and keep nothing, where the key is there already.

        Raises RefusedError where the disk is full.
        """
        return self._insert("INSERT OR IGNORE", (key, *order, mark, _packed(value))) == 1

    def put(self, key: str, value: object) -> None:
        """Keep `value` under `key`, in place of what may be there; raises RefusedError where the disk is full."""
        self._insert("INSERT OR REPLACE", (key, 0, 0, "", _packed(value)))

    def get(self, key: str) -> Any:
        """Return the value under `key`; raises KeyError where there is none."""
        found = self._db.execute("SELECT value FROM spool WHERE key = ?", (key,)).fetchone()
        if found is None:
            raise KeyError(key)
        return _unpacked(found[0])

    def __contains__(self, key: object) -> bool:
        """Whether there is a value under `key`."""
        return self._db.execute("SELECT 1 FROM spool WHERE key = ?", (key,)).fetchone() is not None

    def items(self) -> Iterator[tuple[str, Any]]:
        """Iterate over keys and values, by key."""
        for key, value in self._found("SELECT key, value FROM spool ORDER BY key"):
            yield key, _unpacked(value)

    def values(self) -> Iterator[Any]:
        """Iterate over the values, by key."""
        for (value,) in self._found("SELECT value FROM spool ORDER BY key"):
            yield _unpacked(value)

    def keys(self) -> Iterator[str]:
        """Iterate over the keys, sorted."""
        for (key,) in self._found("SELECT key FROM spool ORDER BY key"):
            yield key

    def _insert(self, how: str, row: tuple[str, int, int, str, bytes]) -> int:
        try:
            return self._db.execute(f"{how} INTO spool VALUES (?, ?, ?, ?, ?)", row).rowcount
        except sqlite3.OperationalError as error:
            raise _full(error) from error

    def _found(self, question: str) -> Iterator[tuple[Any, ...]]:
        """Iterate over the rows found; putting them in order takes room on the disk as well."""
        try:
            for row in self._db.execute(question):  # noqa: UP028  # `yield from` would close a cursor of a closed spool
                yield row
        except sqlite3.OperationalError as error:
            raise _full(error) from error

    def order_of(self, key: str) -> tuple[int, int]:
        """Return the place in the order of the value under `key`; raises KeyError where there is none."""
        found = self._db.execute("SELECT first, second FROM spool WHERE key = ?", (key,)).fetchone()
        if found is None:
            raise KeyError(key)
        return int(found[0]), int(found[1])

    def __len__(self) -> int:
        """Return how many values there are."""
        return int(self._db.execute("SELECT count(*) FROM spool").fetchone()[0])

    def ranked(self) -> Iterator[tuple[Any, str, int]]:
        """Iterate over the values in their order, each with its mark and its ordinal (from 1) among those of it."""
        rows = self._found(
            "SELECT value, mark, row_number() OVER (PARTITION BY mark ORDER BY first, second) "
            "FROM spool ORDER BY first, second"
        )
        for value, mark, ordinal in rows:
            yield _unpacked(value), mark, ordinal

    def close(self) -> None:
        """Let go of the file."""
        self._db.close()


def _full(error: sqlite3.OperationalError) -> RefusedError:
    return RefusedError(
        _("the folder for temporary files cannot take more ({reason}); free some space, or set TMPDIR").format(
            reason=error
        )
    )


def _packed(value: object) -> bytes:
    import pickle  # few commands have so much to keep

    return pickle.dumps(value, pickle.HIGHEST_PROTOCOL)


def _unpacked(value: bytes) -> Any:
    import pickle

    return pickle.loads(value)  # noqa: S301  # our own bytes, from a file that nobody else can open
