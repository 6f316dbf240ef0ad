"""Lines of text cut into cells: delimiters, quotation marks, and cells that run over several lines."""

from __future__ import annotations

import csv
import re
from enum import Enum
from itertools import islice
from typing import TYPE_CHECKING, NamedTuple

from mcu_cli.intake.files.bounds import LONGEST_CELL

if TYPE_CHECKING:
    from collections.abc import Iterator

_ONE_COLUMN = "\ufdd0"  # Unicode keeps this code point out of texts: a delimiter that no cell holds
_ESCAPED = "\0"  # stands for an escaped quotation mark while a line is read; files have lost theirs by then
_ESCAPE = re.compile(r'\\(["\\])')
_LINES_LOOKED_AT = 2000


class Quotes(Enum):
    """What a quotation mark at the start of a cell means."""

    DOUBLED = "doubled"  # RFC 4180: the cell runs to the next one, two stand for one
    BACKSLASH = "backslash"  # the same, and one may stand after a backslash
    LETTERS = "letters"  # nothing: it is a letter like others


class Dialect(NamedTuple):
    """How the lines of a text file become cells; `delimiter` is empty where there is one column."""

    delimiter: str
    quotes: Quotes = Quotes.DOUBLED
    blanks_before: bool = False  # blanks after a delimiter belong to neither cell: `a, "b, c"`
    announced: bool = False  # the first line is Excel's `sep=;` and no row

    @property
    def separator(self) -> str:
        """Return what the csv module takes for a delimiter."""
        return self.delimiter or _ONE_COLUMN


class UnbalancedError(Exception):
    """A quotation mark opens a cell and does not close it; the number of the line in which its row begins."""

    def __init__(self, line: int) -> None:
        """Keep the line, counted from 1."""
        super().__init__(line)
        self.line = line


class Counted:
    """An iterator that knows how many it has given."""

    def __init__(self, lines: Iterator[str]) -> None:
        """Take the lines that are to be given on."""
        self.lines = lines
        self.given = 0

    def __iter__(self) -> Iterator[str]:
        """Iterate over the lines, counting."""
        for line in self.lines:
            self.given += 1
            yield line


def records(lines: Iterator[str], dialect: Dialect) -> Iterator[tuple[int, list[str]]]:
    """Iterate over the rows of `lines`, each with the line on which it begins, from 1; raises UnbalancedError."""
    skipped = 0
    if dialect.announced:
        next(lines, "")
        skipped = 1
    if dialect.quotes is Quotes.LETTERS:
        for number, line in enumerate(lines, start=skipped + 1):
            yield number, line.rstrip("\r\n").split(dialect.separator)
        return
    escapes = dialect.quotes is Quotes.BACKSLASH
    if escapes:
        lines = (_ESCAPE.sub(_hidden, line) if "\\" in line else line for line in lines)
    csv.field_size_limit(LONGEST_CELL)
    reader = csv.reader(
        lines, delimiter=dialect.separator, quotechar='"', strict=True, skipinitialspace=dialect.blanks_before
    )
    while True:
        number = reader.line_num + skipped + 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error:
            raise UnbalancedError(number) from None
        yield number, [cell.replace(_ESCAPED, '"') for cell in cells] if escapes else cells


def _hidden(escape: re.Match[str]) -> str:
    return _ESCAPED if escape[1] == '"' else "\\"


def opened_in(lines: Iterator[str], separator: str, number: int) -> int:
    """Return the line in which the cell opens that is not closed as it should be, or that runs over line ends.

    `lines` begin with the row in question, the one numbered `number`. Letter by letter: this runs once, for a message.
    """
    opened = running_on = 0
    quoted = closed = False
    at_start = True
    for line_number, line in enumerate(islice(lines, _LINES_LOOKED_AT), start=number):
        for letter in line:
            if quoted:
                closed, quoted = letter == '"', letter != '"'
            elif closed and letter == '"':
                closed, quoted = False, True
            elif letter in {separator, "\r", "\n"}:
                at_start, closed = True, False
            elif closed:
                return opened
            elif at_start and letter == '"':
                opened, quoted, at_start = line_number, True, False
            else:
                at_start = False
        if not quoted:
            break
        running_on = running_on or opened
    return opened if quoted else running_on or number
