"""The rows of a table that may hold an appeal: those below the headings without sums, and headings repeated.

Such rows come from print forms: a sum at the end or under each page, the headings again on the next page, the numbers
of the columns below them, lines that bear a number in advance and nothing else.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from mcu_cli.domain.words import fold
from mcu_cli.errors import Problem
from mcu_cli.intake.files.bounds import LONGEST_ROW
from mcu_cli.intake.placed import key_of
from mcu_cli.intake.table import column_letters
from mcu_cli.language import _, ngettext
from mcu_cli.wording import number_text

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from mcu_cli.intake.table import Row, Rows, Table

_FEWEST_COLUMNS = 4  # of a table in which a lone number is no appeal without a text
_LONGEST_COUNT = 9
_SUM = re.compile(
    r"(?:итого|всего|total)(?: (?:обращений|сообщений|жалоб|звонков|записей|строк))?(?: (?:за|по|на|в)(?: \w+){1,3})?"
    r"\s*[:=—–-]?\s*[\d\s]*"
)
_NUMBER = re.compile(r"[\d\s]+(?:[.,]\d+)?%?")


class DataRows:
    """The rows below the headings without those that hold no appeal: sums, headings and numbers of columns repeated.

    `left_out` counts them, once the rows were gone through to the end; `unnamed` are the letters of the columns that
    hold something and have no heading.
    """

    def __init__(self, rows: Rows, headings: Sequence[str], text: Sequence[int], taken: Collection[int] = ()) -> None:
        """Take the rows below `headings`; `text` are the positions of the text of the appeals, `taken` all in use."""
        self.left_out = 0
        self.unnamed: tuple[str, ...] = ()
        self._nameless = [n for n, heading in enumerate(headings) if not heading.strip() and n not in taken]
        self._rows = rows
        self._keys = tuple(key_of(heading) for heading in headings)
        self._text = frozenset(text)
        self._width = sum(map(bool, self._keys))

    def __iter__(self) -> Iterator[Row]:
        """Iterate over the rows that may hold an appeal."""
        left_out = 0
        nameless: set[int] = set()
        for row in self._rows:
            if self._holds_none(row.cells):
                left_out += 1
                continue
            nameless.update(n for n in self._nameless if n < len(row.cells) and row.cells[n].strip())
            yield row
        self.left_out = left_out
        self.unnamed = tuple(map(column_letters, sorted(nameless)))

    def _holds_none(self, cells: Sequence[str]) -> bool:
        filled = [(n, cell) for n, cell in enumerate(cells) if cell.strip()]
        if len(filled) > 1 and all(n < len(self._keys) and key_of(cell) == self._keys[n] for n, cell in filled):
            return True
        if len(filled) > 1 and all(cell.strip() == str(n + 1) for n, cell in filled):
            return True
        others = [cell for n, cell in filled if n not in self._text]
        texts = [cell for n, cell in filled if n in self._text]
        if not others or texts:
            # A text can begin like a sum; it is one where nothing stands beside it but numbers.
            return bool(texts) and all(map(_is_sum, texts)) and all(map(_is_number, others))
        if len(others) == 1 and _is_number(others[0]):
            return self._width >= _FEWEST_COLUMNS and len(others[0].strip()) <= _LONGEST_COUNT
        return _is_sum(others[0]) and all(_is_number(cell) or _is_sum(cell) for cell in others[1:])


def unnamed_columns(rows: Rows) -> tuple[str, ...]:
    """Return the letters of the columns without a heading that hold something, once the rows were read to the end."""
    return rows.unnamed if isinstance(rows, DataRows) else ()


def misshapen(table: Table, number: int, cells: Sequence[str]) -> Problem | None:
    """Return the problem of a row that is too long, or has more cells than there are headings for.

    What is in such cells has no place. In a text file a delimiter stands in a text without quotation marks then, and
    all cells behind it have moved.
    """
    if sum(map(len, cells)) > LONGEST_ROW:  # its appeal would be larger than a file of the store may be
        said = _("the row has more than {n} letters, more than an appeal can hold").format(n=number_text(LONGEST_ROW))
        return Problem(said, file=table.file, row=number)
    if not any(cell.strip() for cell in cells[len(table.headings) :]):
        return None
    message = _(
        "the row has more cells than there are headings; put a text with the delimiter in it into quotation marks, "
        "or add the heading"
    )
    return Problem(message, file=table.file, row=number)


def note_on_left_out(rows: Rows) -> list[str]:
    """Return how many rows held no appeal, once they were read to the end; empty where there were none."""
    n = rows.left_out if isinstance(rows, DataRows) else 0
    if not n:
        return []
    text = ngettext(
        "{n} row with a sum, a repeated heading or a lone number was left out",
        "{n} rows with a sum, a repeated heading or a lone number were left out",
        n,
    )
    return [text.format(n=number_text(n))]


def _is_sum(cell: str) -> bool:
    return _SUM.fullmatch(fold(cell)) is not None


def _is_number(cell: str) -> bool:
    return _NUMBER.fullmatch(cell.strip()) is not None
