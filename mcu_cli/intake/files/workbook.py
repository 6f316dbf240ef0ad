"""Workbooks (XLSX, XLSB, XLS, ODS): their sheets as rows of plain texts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mcu_cli.errors import BadInputError
from mcu_cli.intake.files.workbook_process import Reader
from mcu_cli.intake.files.workbook_reach import refuse_far_cells
from mcu_cli.intake.table import Row, Sheet
from mcu_cli.language import _
from mcu_cli.values import dataclass
from mcu_cli.wording import number_text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mcu_cli.intake.files.source import Source

MOST_SHEETS = 1000  # each is gone through; a thousand of the largest are a day's work


@dataclass(frozen=True)
class SheetRows:
    """The rows of one sheet."""

    reader: Reader
    index: int

    def __iter__(self) -> Iterator[Row]:
        """Iterate over the rows that are not empty, with the numbers and the columns that they have in the sheet."""
        return (Row(number, cells) for number, cells in self.reader.rows(self.index))


def open_workbook(source: Source, kind: str) -> list[Sheet]:
    """Return all sheets of a workbook, hidden ones too, in their order; `kind` is spoken of as XLSX, XLS, ODS.

    Raises BadInputError where the workbook is damaged, protected by a password, or too large to be laid out.
    """
    with source.opened() as handle:
        refuse_far_cells(handle, source, kind)
    reader = Reader(source)
    names = reader.names()
    if len(names) > MOST_SHEETS:
        raise BadInputError(
            _("{file} has more than {n} sheets; save the one with the table as a file of its own").format(
                file=source.name, n=number_text(MOST_SHEETS)
            )
        )
    sheets = []
    for index, name in names:
        rows = SheetRows(reader, index)
        next(iter(rows), None)  # all damage is told here, before a row is used
        spoken = _("workbook ({kind}), sheet «{sheet}»").format(kind=kind, sheet=name)
        sheets.append(Sheet(source.name, name, rows, spoken))
    return sheets


def protected(source: Source) -> BadInputError:
    """Return the error for a workbook that opens with a password alone."""
    return BadInputError(
        _("{file} is protected by a password; save it without one and import that").format(file=source.name)
    )
