"""What separates the cells of a text file: told by the rows at its top, or named by the operator."""

from __future__ import annotations

import re
from collections import Counter
from itertools import islice
from typing import TYPE_CHECKING

from mcu_cli.errors import BadInputError
from mcu_cli.intake.files.encodings import text_lines
from mcu_cli.intake.files.quotation import Counted, Dialect, Quotes, UnbalancedError, records
from mcu_cli.language import _

if TYPE_CHECKING:
    from mcu_cli.intake.files.encodings import Encoding
    from mcu_cli.intake.files.source import Source

_DELIMITERS = (";", "\t", ",", "|")
_NAMES = {"tab": "\t", "\\t": "\t", "semicolon": ";", "comma": ",", "pipe": "|"}
_SAMPLE_LINES, _SAMPLE_LETTERS = 2000, 1 << 20
_CREDIBLE = 0.6  # of the rows have the same number of cells, or several cells at all
_NEAR = 0.1  # less than this apart, two delimiters cut equally well: then the earlier row and the wider counts
_ENOUGH = 10  # rows read before one that cannot be


def likeliest_delimiter(source: Source, encoding: Encoding) -> str:
    """Return the delimiter that cuts most rows at the top of the file into the same number of cells; else none."""
    sample: list[str] = []
    letters = 0
    for line in islice(text_lines(source, encoding), _SAMPLE_LINES):
        letters += len(line)
        if sample and letters > _SAMPLE_LETTERS:
            break
        sample.append(line)
    found = {}
    for delimiter in _DELIMITERS:
        widths = _sample_widths(sample, delimiter)
        wide = Counter(width for width in widths if width > 1)
        if not wide or (widths[0] == 1 and _is_prose(sample, delimiter)):
            continue
        width, often = wide.most_common(1)[0]
        above = next(n for n, other in enumerate(widths) if other > 1)  # what stands above the first row is no table
        share = often / (len(widths) - above)
        if share >= _CREDIBLE or (widths[0] > 1 and wide.total() >= len(widths) * _CREDIBLE):
            found[delimiter] = share, above, width
    if not found:
        return ""
    best = max(share for share, _above, _width in found.values())
    near = [delimiter for delimiter, (share, _above, _width) in found.items() if share >= best - _NEAR]
    # The headings tell more than the rows: in «дом;сумма» no comma stands, though one may stand in each sum.
    return min(near, key=lambda delimiter: (found[delimiter][1], -found[delimiter][2], _DELIMITERS.index(delimiter)))


def _sample_widths(sample: list[str], delimiter: str) -> list[int]:
    """Return the widths of the rows of the sample that are not empty."""
    for quotes in (Quotes.DOUBLED, Quotes.BACKSLASH):
        widths: list[int] = []
        lines = Counted(iter(sample))
        try:
            for _number, cells in records(iter(lines), Dialect(delimiter, quotes)):
                if any(cells):
                    widths.append(len(cells))
        except UnbalancedError as unbalanced:
            ends_inside_a_cell = lines.given == len(sample) < 2 * unbalanced.line
            if len(widths) >= _ENOUGH or (widths and ends_inside_a_cell):
                return widths
        else:
            return widths
    return [line.count(delimiter) + 1 for line in sample if not line.isspace()]


def _is_prose(sample: list[str], delimiter: str) -> bool:
    """Tell whether each of the delimiters stands as in a sentence: a blank after it, or digits on both sides."""
    bare = re.compile(rf"{re.escape(delimiter)}(?![ \r\n]|\Z)")
    figure = re.compile(rf"(?<=[0-9]){re.escape(delimiter)}(?=[0-9])")
    return not any(bare.search(figure.sub("", line)) for line in sample)


def named_delimiter(name: str) -> str:
    """Return the delimiter that the operator named, by its sign or a word; raises BadInputError for what is none."""
    delimiter = _NAMES.get(name.casefold(), name)
    if len(delimiter) != 1 or delimiter in '"\r\n\0':
        raise BadInputError(
            _("{name!r} cannot separate cells; name one sign, or tab, semicolon, comma or pipe").format(name=name)
        )
    return delimiter
