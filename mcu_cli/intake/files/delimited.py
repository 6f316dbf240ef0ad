"""Tables in text files, CSV and its kin: what separates the cells, what the quotation marks mean, row by row.

Both are told by content. Each way of reading is tried on the whole file before the first row is given out: one
quotation mark that is never closed must not swallow the rest of a table.
"""

from __future__ import annotations

import re
from collections import Counter
from itertools import islice
from typing import TYPE_CHECKING, NamedTuple

from mcu_cli.intake.files.bounds import MOST_COLUMNS, refuse_endless_lines, too_wide
from mcu_cli.intake.files.delimiters import likeliest_delimiter, named_delimiter
from mcu_cli.intake.files.encodings import text_lines
from mcu_cli.intake.files.quotation import Counted, Dialect, Quotes, UnbalancedError, opened_in, records
from mcu_cli.intake.table import Row, Sheet
from mcu_cli.language import _
from mcu_cli.values import dataclass

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mcu_cli.errors import BadInputError
    from mcu_cli.intake.files.encodings import Encoding
    from mcu_cli.intake.files.source import Source

_SEPARATOR_LINE = re.compile(r"sep=([^\r\n])?[\r\n]*\Z", re.IGNORECASE)
_CHANCE = 6  # delimiters that stand by chance where a table has them: more is no chance


@dataclass(frozen=True, slots=True)
class TextRows:
    """The rows of a text file; each pass opens it anew."""

    source: Source
    encoding: Encoding
    dialect: Dialect

    def __iter__(self) -> Iterator[Row]:
        """Iterate over the rows that are not empty, each with the line on which it begins."""
        try:
            for number, cells in records(text_lines(self.source, self.encoding), self.dialect):
                if any(cell and not cell.isspace() for cell in cells):
                    yield Row(number, tuple(cells))
        except (UnicodeDecodeError, UnbalancedError):
            raise self.source.conflict() from None  # the whole file was read before, and was sound


def open_text(source: Source, encoding: Encoding, delimiter: str = "") -> Sheet:
    """Return the table in a text file; `delimiter` is what the operator named.

    Raises BadInputError with the line where a quotation mark is not closed, or where the lines have no end.
    """
    refuse_endless_lines(source, encoding)
    dialect = _dialect(source, encoding, delimiter)
    return Sheet(source.name, "", TextRows(source, encoding, dialect), _spoken(encoding, dialect))


class _Findings(NamedTuple):
    """What a way of reading makes of the whole file: how wide its rows are, and rows of several lines."""

    widths: Counter[int]
    first_of_several: int = 0  # the line on which the first row of several lines begins
    continued: int = 0  # how many lines continue a row

    @property
    def is_even(self) -> bool:
        """Tell whether all rows have the same number of cells, at least two."""
        return len(self.widths) == 1 and min(self.widths) > 1


def _findings(source: Source, encoding: Encoding, dialect: Dialect) -> _Findings:
    widths: Counter[int] = Counter()
    first = continued = 0
    lines = Counted(text_lines(source, encoding))
    for number, cells in records(iter(lines), dialect):
        if any(cells):
            if len(cells) > MOST_COLUMNS:
                raise too_wide(source)
            widths[len(cells)] += 1
        if lines.given > number:
            first = first or number
            continued += lines.given - number
    return _Findings(widths, first, continued)


def _dialect(source: Source, encoding: Encoding, named: str) -> Dialect:
    first = next(text_lines(source, encoding), "")
    announced = _SEPARATOR_LINE.match(first)
    if named:
        delimiter = named_delimiter(named)
    elif announced and announced[1]:
        delimiter = announced[1]
    else:
        delimiter = likeliest_delimiter(source, encoding)
    plain = Dialect(delimiter, announced=bool(announced))
    try:
        found = _findings(source, encoding, plain)
    except UnbalancedError as unbalanced:
        return _another_reading(source, encoding, plain, unbalanced)
    letters = plain._replace(quotes=Quotes.LETTERS)
    if found.first_of_several:
        # A quotation mark may run on to one that happens to end a cell rows below. Then each line is a row by itself.
        alone = _findings(source, encoding, letters)
        if alone.is_even and (max(alone.widths) - 1) * found.continued >= _CHANCE and max(alone.widths) > 2:  # noqa: PLR2004
            raise _unclosed(source, encoding, plain, found.first_of_several)
    if not found.is_even and delimiter:
        spaced = _with_blanks_before(source, encoding, plain)
        if spaced is not None:
            return spaced
    return plain


def _another_reading(source: Source, encoding: Encoding, plain: Dialect, unbalanced: UnbalancedError) -> Dialect:
    """Return a way of reading that fits the whole file where the standard one does not; raises BadInputError."""
    spaced = _with_blanks_before(source, encoding, plain)
    if spaced is not None:
        return spaced
    if any('\\"' in line for line in text_lines(source, encoding)):
        escaped = plain._replace(quotes=Quotes.BACKSLASH)
        try:
            _findings(source, encoding, escaped)
        except UnbalancedError:
            pass
        else:
            return escaped
    letters = plain._replace(quotes=Quotes.LETTERS)
    if _findings(source, encoding, letters).is_even and not _has_quoted_cells(source, encoding, letters):
        return letters
    raise _unclosed(source, encoding, plain, unbalanced.line)


def _with_blanks_before(source: Source, encoding: Encoding, plain: Dialect) -> Dialect | None:
    """Return the reading in which `a, "b, c"` has two cells, if some line needs it and then all rows are even."""
    if not plain.delimiter or plain.delimiter.isspace():
        return None
    needed = re.compile(re.escape(plain.delimiter) + ' +"')
    if not any(needed.search(line) for line in text_lines(source, encoding)):
        return None
    spaced = plain._replace(blanks_before=True)
    try:
        return spaced if _findings(source, encoding, spaced).is_even else None
    except UnbalancedError:
        return None


def _has_quoted_cells(source: Source, encoding: Encoding, letters: Dialect) -> bool:
    return any(
        len(cell) > 1 and cell[0] == cell[-1] == '"'
        for _number, cells in records(text_lines(source, encoding), letters)
        for cell in cells
    )


def _unclosed(source: Source, encoding: Encoding, dialect: Dialect, row: int) -> BadInputError:
    line = opened_in(islice(text_lines(source, encoding), row - 1, None), dialect.separator, row)
    message = _(
        "a quotation mark opens a cell and does not close it; put a second one at its end, "
        "or write the marks inside it twice"
    )
    return source.flawed(message, line)


def _spoken(encoding: Encoding, dialect: Dialect) -> str:
    if not dialect.delimiter:
        return _("text in one column, {encoding}").format(encoding=encoding.spoken)
    if dialect.delimiter == "\t":
        return _("CSV, {encoding}, separated by tabs").format(encoding=encoding.spoken)
    return _("CSV, {encoding}, separated by {delimiter}").format(encoding=encoding.spoken, delimiter=dialect.delimiter)
