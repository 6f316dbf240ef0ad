"""How large the parts of an incoming file may be: what is larger is no table, and was made to fill the memory."""

from __future__ import annotations

import codecs
from typing import TYPE_CHECKING

from mcu_cli.errors import BadInputError
from mcu_cli.language import _
from mcu_cli.wording import number_text

if TYPE_CHECKING:
    from mcu_cli.intake.files.encodings import Encoding
    from mcu_cli.intake.files.source import Source

LONGEST_CELL = 1 << 20  # letters; more is a quotation mark that is not closed, or no table
LONGEST_ROW = LONGEST_CELL  # letters of all cells; an appeal may hold two forms of each, and six bytes for a sign
MOST_COLUMNS = 16_384  # as many as a sheet has in Excel
MOST_CELLS = 50_000_000  # of a table that is held as a whole: a full sheet of 47 columns
_LONGEST_LINE = 1 << 24  # bytes without a line end
_WIDE = ("utf-16", "utf-32")  # in which the byte of a line end is a part of letters, too


def refuse_endless_lines(source: Source, encoding: Encoding) -> None:
    """Raise BadInputError where a line is so long that no table has it: lines are read as a whole."""
    decoder = codecs.getincrementaldecoder(encoding.codec)() if encoding.codec.startswith(_WIDE) else None
    gap = 0
    for piece in source.pieces(encoding.mark):
        if decoder is None:
            ends = b"\n" in piece or b"\r" in piece
        else:
            text = decoder.decode(piece)
            ends = "\n" in text or "\r" in text
        gap = 0 if ends else gap + len(piece)
        if gap > _LONGEST_LINE:
            raise BadInputError(
                _("{file} has no line ends for {n} bytes and is no table; export it again as XLSX or CSV").format(
                    file=source.name, n=_LONGEST_LINE
                )
            )


def too_wide(source: Source) -> BadInputError:
    """Return the error for a table with more columns than any has."""
    return BadInputError(
        _("{file} has more than {n} columns and is no table; export it again").format(
            file=source.name, n=number_text(MOST_COLUMNS)
        )
    )


def too_large(source: Source) -> BadInputError:
    """Return the error for records that have so different names that their table would be all gaps."""
    return BadInputError(
        _(
            "{file} makes a table of more than {n} cells, for each record has names of its own; "
            "export records with the same names"
        ).format(file=source.name, n=number_text(MOST_CELLS))
    )
