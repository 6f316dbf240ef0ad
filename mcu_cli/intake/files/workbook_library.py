"""The library that reads workbooks, asked for rows: what mcu gets from it are plain texts, batch by batch.

The library reads a sheet as a whole; one sheet at a time is held, and its rows are made into texts one by one. An error
in a cell (#N/A, #REF!) is an empty cell: the library does not tell them apart, and neither holds a value.
"""

from __future__ import annotations

import math
from contextlib import contextmanager
from datetime import MAXYEAR, datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any, NamedTuple

from mcu_cli.errors import McuError
from mcu_cli.intake.files.bounds import LONGEST_CELL

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mcu_cli.intake.files.source import Source

_HAIR = timedelta(milliseconds=10)
_SMALLEST, _GREATEST = 1e-15, 1e21  # numbers beyond are no numbers of things, and keep their exponent
_BATCH_ROWS, _BATCH_LETTERS = 500, 1 << 18
_LONGEST_REASON = 100


class LibraryError(Exception):
    """The library cannot read the file; the text is its reason."""


class LongCellError(Exception):
    """A cell is longer than a text is; the number of its row."""

    def __init__(self, row: int) -> None:
        """Keep the row, counted from 1."""
        super().__init__(row)
        self.row = row


class Batch(NamedTuple):
    """Some rows of a sheet that are not empty, each with its number; `following` is the row to go on with, from 0.

    `following` is None where the sheet ends.
    """

    rows: list[tuple[int, tuple[str, ...]]]
    following: int | None


class Library:
    """One workbook in the hands of the library.

    All methods raise LibraryError where it cannot be read, ConflictError where it is another file meanwhile.
    """

    def __init__(self, source: Source) -> None:
        """Take the file; it is opened when something is asked."""
        self._source = source
        self._book: Any = None
        self._held = -1
        self._sheet: Any = None
        self._rows: Iterator[list[Any]] = iter(())
        self._next = 0

    def names(self) -> list[tuple[int, str]]:
        """Return position and name of each sheet of cells, hidden ones too, in their order."""
        from python_calamine import SheetTypeEnum  # only where a workbook is read

        with _told():
            sheets = self._opened().sheets_metadata
            return [(n, sheet.name) for n, sheet in enumerate(sheets) if sheet.typ == SheetTypeEnum.WorkSheet]

    def batch(self, index: int, first: int) -> Batch:
        """Return rows of the sheet at `index` from the one at `first` on, counted from 0.

        Raises LongCellError too.
        """
        with self._source.opened(), _told():
            if self._held != index:
                self._sheet, self._held, self._next = None, -1, -1  # before the next: not two of them at a time
                self._sheet = self._opened().get_sheet_by_index(index)
                self._held = index
            if self._next != first:
                self._rows, self._next = iter(self._sheet.iter_rows()), 0
                while self._next < first and next(self._rows, None) is not None:
                    self._next += 1
            return self._following_rows()

    def _following_rows(self) -> Batch:
        margin = ("",) * (self._sheet.start[1] if self._sheet.start else 0)
        found: list[tuple[int, tuple[str, ...]]] = []
        letters = 0
        for row in self._rows:
            self._next += 1
            cells = tuple(map(cell_text, row))
            length = sum(map(len, cells))
            if length > LONGEST_CELL and max(map(len, cells)) > LONGEST_CELL:
                raise LongCellError(self._next)
            if length and any(cell and not cell.isspace() for cell in cells):
                found.append((self._next, margin + cells))
            letters += length
            if self._next % _BATCH_ROWS == 0 or letters > _BATCH_LETTERS:
                return Batch(found, self._next)
        return Batch(found, None)

    def _opened(self) -> Any:
        from python_calamine import CalamineWorkbook  # only where a workbook is read

        if self._book is None:
            with self._source.opened() as handle:
                self._book = CalamineWorkbook.from_filelike(handle)
        return self._book


@contextmanager
def _told() -> Iterator[None]:
    """Turn whatever the library raises for a damaged file into LibraryError."""
    try:
        yield
    except (McuError, LongCellError, MemoryError):
        raise
    except BaseException as error:
        # The library raises many kinds, all with one meaning, and PanicException of Rust, which is no Exception, where
        # a number in the file leads nowhere.
        if isinstance(error, Exception) or type(error).__name__ == "PanicException":
            reason = " ".join(str(error).split())[:_LONGEST_REASON] or type(error).__name__
            raise LibraryError(reason) from None
        raise


def cell_text(cell: object) -> str:
    """Return a cell as text: numbers without a decimal point where they are whole, moments as ISO 8601."""
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, float):
        return _number_text(cell)
    if isinstance(cell, datetime):
        # A sum of days misses midnight by a hair, and a spreadsheet shows midnight; other fractions fall away.
        at = cell + _HAIR if cell.year < MAXYEAR else cell
        return at.replace(microsecond=0).isoformat(sep=" ")
    return str(cell.total_seconds()) if isinstance(cell, timedelta) else str(cell)


def _number_text(number: float) -> str:
    """Return a number without an exponent; a spreadsheet keeps 15 to 17 digits of it, and none are added here."""
    if not math.isfinite(number) or not _SMALLEST <= abs(number) < _GREATEST:
        return "0" if number == 0 else str(number)
    digits = format(Decimal(repr(number)), "f")
    return digits.removesuffix(".0")
