"""Tables as they come: the sheets of a file, and the one table found in them, headings above rows of plain texts.

Rows are streamed and can be gone through again: a file of half a million rows never stands in memory as a whole.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, Protocol

from mcu_cli.values import dataclass

if TYPE_CHECKING:
    from collections.abc import Iterator


# The columns that mcu puts in front of the rows it gives back; no layout minds them.
OWN_HEADING = "mcu:"


class Row(NamedTuple):
    """One row: its number as a person sees it (from 1; in a text file the line on which it begins), its cells."""

    number: int
    cells: tuple[str, ...]


class Rows(Protocol):
    """Rows that can be gone through more than once, each time from the first."""

    def __iter__(self) -> Iterator[Row]:
        """Iterate over the rows; empty ones are left out."""
        ...  # pragma: no cover  # a protocol


@dataclass(frozen=True)
class Sheet:
    """One sheet of a workbook, or the whole of a text file: `name` is empty for that. Cells are plain texts.

    `spoken` says how the file was read («CSV, windows-1251, separated by ;»), for the operator.
    """

    file: str
    name: str
    rows: Rows
    spoken: str


@dataclass(frozen=True)
class Table:
    """A table: the headings, the number of their row (0 where there is none), and the rows below."""

    file: str
    headings: tuple[str, ...]
    rows: Rows
    heading_row: int = 0

    def __iter__(self) -> Iterator[Row]:
        """Iterate over the rows below the headings."""
        return iter(self.rows)


@dataclass(frozen=True)
class RowsBelow:
    """The rows of a sheet below the one numbered `heading_row`."""

    rows: Rows
    heading_row: int

    def __iter__(self) -> Iterator[Row]:
        """Iterate over the rows that come after the headings."""
        return (row for row in self.rows if row.number > self.heading_row)


def heading_key(heading: str) -> str:
    """Return the form in which headings are compared: blanks collapsed, case and ё folded."""
    return " ".join(heading.casefold().replace("ё", "е").split())


def column_letters(position: int) -> str:
    """Return the letters of a column of a sheet, counted from 0: A, B, … Z, AA."""
    letters = ""
    position += 1
    while position:
        position, rest = divmod(position - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters
