"""What is too much for memory: a spool of values on the disk, and a list of very many small things close together.

A spool is SQLite's own temporary file, which vanishes with the process. It has no name that another could open, and
small spools never leave memory.
"""

from __future__ import annotations

import sqlite3
import sys
from collections.abc import Sequence
from itertools import chain, islice
from typing import TYPE_CHECKING, Any, TypeVar, overload
from weakref import finalize

from mcu_cli.errors import RefusedError
from mcu_cli.language import _

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_MEMORY = -2_048  # kibibytes, as SQLite counts them when negative
_TOGETHER = 500  # things of a list that are kept as one
_T = TypeVar("_T")


class Spool:
    """Values under keys, each with a place in the order and a mark that equal ones share."""

    def __init__(self) -> None:
        """Start empty."""
        self._db = sqlite3.connect("", isolation_level=None)
        finalize(self, self._db.close)  # with the last who knew of it: from 3.13 on Python warns of one left open
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


class LongList(Sequence[_T]):
    """A list of very many ids, paths or other small things: a million ids take some three megabytes, not seventy."""

    def __init__(self, things: Iterable[_T] = ()) -> None:
        """Begin with `things`."""
        self._blocks: list[bytes] = []
        self._last: list[_T] = []
        for thing in things:
            self.append(thing)

    def append(self, thing: _T) -> None:
        """Put a thing at the end; what becomes of it afterwards does not show here."""
        self._last.append(thing)
        if len(self._last) == _TOGETHER:
            self._blocks.append(_pressed(self._last))
            self._last = []

    def clear(self) -> None:
        """Forget all of them."""
        self._blocks, self._last = [], []

    def __len__(self) -> int:
        """Return how many there are."""
        return len(self._blocks) * _TOGETHER + len(self._last)

    def __iter__(self) -> Iterator[_T]:
        """Yield each, in order."""
        for number in range(len(self._blocks)):
            yield from self._block(number)
        yield from self._last

    @overload
    def __getitem__(self, place: int) -> _T: ...
    @overload
    def __getitem__(self, place: slice) -> list[_T]: ...
    def __getitem__(self, place: int | slice) -> _T | list[_T]:
        """Return one of them, or those of a slice as an ordinary list; raises IndexError."""
        if isinstance(place, slice):
            first, end, step = place.indices(len(self))
            if step < 0:
                return [*self][place]
            before = first // _TOGETHER
            things = chain.from_iterable(map(self._block, range(before, len(self._blocks))))
            passed = min(before, len(self._blocks)) * _TOGETHER
            return [*islice(chain(things, self._last), first - passed, max(first, end) - passed, step)]
        number = range(len(self))[place]
        block, within = divmod(number, _TOGETHER)
        return self._last[within] if block == len(self._blocks) else self._block(block)[within]

    def _block(self, number: int) -> list[_T]:
        block: list[_T] = _unpressed(self._blocks[number])
        return block


def give_back_memory() -> None:
    """Let go of memory that is free by now, and that the C library keeps for later: a large git may be next.

    Without this an import keeps 14 MB for nothing (malloc_trim(3)); other libraries than that of GNU have no such call.
    """
    if sys.platform == "linux":
        try:
            import ctypes  # for changes of very many

            trim = getattr(ctypes.CDLL(None), "malloc_trim", None)
        except (ImportError, OSError):  # a Python without it: the memory is kept, and nothing else is amiss
            return
        if trim is not None:
            trim(0)


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


def _pressed(things: list[_T]) -> bytes:
    import zlib

    return zlib.compress(_packed(things), 1)


def _unpressed(value: bytes) -> Any:
    import zlib

    return _unpacked(zlib.decompress(value))
