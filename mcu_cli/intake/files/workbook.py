"""Workbooks (XLSX, XLSB, XLS, ODS): their sheets as rows of plain texts.

The library reads a sheet as a whole; one sheet at a time is held, and its rows are made into texts one by one. An error
in a cell (#N/A, #REF!) is an empty cell: the library does not tell them apart, and neither holds a value.
"""

from __future__ import annotations

import math
from contextlib import contextmanager
from dataclasses import field
from datetime import MAXYEAR, datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

from mcu_cli.errors import BadInputError, McuError
from mcu_cli.intake.files.workbook_reach import damaged, refuse_far_cells
from mcu_cli.intake.table import Row, Sheet
from mcu_cli.language import _
from mcu_cli.values import dataclass

if TYPE_CHECKING:
    from collections.abc import Iterator

    from python_calamine import CalamineSheet

    from mcu_cli.intake.files.source import Source

_HAIR = timedelta(milliseconds=10)
_SMALLEST, _GREATEST = 1e-15, 1e21  # numbers beyond are no numbers of things, and keep their exponent


@dataclass
class _Book:
    """A workbook, of which the sheet last asked for is held in memory."""

    source: Source
    held: tuple[int, CalamineSheet] | None = field(default=None, repr=False)

    def sheet(self, index: int) -> CalamineSheet:
        """Return a sheet; raises ConflictError where the file is no longer the one that was opened."""
        from python_calamine import CalamineWorkbook  # only where a workbook is read

        with self.source.opened() as handle, _library(self.source):
            if self.held is None or self.held[0] != index:
                self.held = None  # before the next one is read: not two of them at a time
                self.held = index, CalamineWorkbook.from_filelike(handle).get_sheet_by_index(index)
            return self.held[1]


@dataclass(frozen=True)
class SheetRows:
    """The rows of one sheet."""

    book: _Book
    index: int

    def __iter__(self) -> Iterator[Row]:
        """Iterate over the rows that are not empty, with the numbers and the columns that they have in the sheet."""
        sheet = self.book.sheet(self.index)
        first_column = sheet.start[1] if sheet.start else 0
        margin = ("",) * first_column
        for number, row in enumerate(sheet.iter_rows(), start=1):
            cells = tuple(cell_text(cell) for cell in row)
            if any(cell and not cell.isspace() for cell in cells):
                yield Row(number, margin + cells)


def open_workbook(source: Source, kind: str) -> list[Sheet]:
    """Return all sheets of a workbook, hidden ones too, in their order; `kind` is spoken of as XLSX, XLS, ODS.

    Raises BadInputError where the workbook is damaged, protected by a password, or too large to be laid out.
    """
    from python_calamine import CalamineWorkbook, SheetTypeEnum  # only where a workbook is read

    with source.opened() as handle:
        refuse_far_cells(handle, source, kind)
        handle.seek(0)
        with _library(source):
            found = CalamineWorkbook.from_filelike(handle).sheets_metadata
    book = _Book(source)
    sheets = []
    for index, sheet in enumerate(found):
        if sheet.typ == SheetTypeEnum.WorkSheet:
            book.sheet(index)  # all damage is told here, before a row is used
            spoken = _("workbook ({kind}), sheet «{sheet}»").format(kind=kind, sheet=sheet.name)
            sheets.append(Sheet(source.name, sheet.name, SheetRows(book, index), spoken))
    return sheets


@contextmanager
def _library(source: Source) -> Iterator[None]:
    """Say in a sentence what the library finds wrong with the file."""
    try:
        yield
    except McuError:
        raise
    except Exception as error:  # noqa: BLE001  # the library raises many kinds for a damaged file, all with one meaning
        raise damaged(source, error) from None
    except BaseException as error:
        if type(error).__name__ == "PanicException":  # what Rust raises where a number in the file leads nowhere
            raise damaged(source, error) from None
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


def protected(source: Source) -> BadInputError:
    """Return the error for a workbook that opens with a password alone."""
    return BadInputError(
        _("{file} is protected by a password; save it without one and import that").format(file=source.name)
    )
