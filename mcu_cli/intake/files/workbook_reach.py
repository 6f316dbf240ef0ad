"""How far a workbook reaches, before a library lays it out: what is made to fill the memory is refused.

A sheet is laid out as a rectangle up to its last cell, and the process is aborted where that cannot be had: one letter
in the last cell of a sheet asks for 512 GB. An archive of a few megabytes may unpack to as many gigabytes.
"""

from __future__ import annotations

import re
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, BinaryIO, NamedTuple

from mcu_cli.errors import BadInputError
from mcu_cli.intake.files.bounds import MOST_CELLS  # 32 bytes each
from mcu_cli.intake.table import column_letters
from mcu_cli.language import _

if TYPE_CHECKING:
    from collections.abc import Iterator
    from zipfile import ZipFile

    from mcu_cli.intake.files.source import Source

_LARGEST_UNPACKED, _MOST_PACKED = 256 << 20, 100  # bytes; times that real sheets are packed at the very most
_MOST_UNPACKED = 4 << 30  # bytes: more than a full sheet of 47 columns takes, and minutes to go through
_LONGEST_DIRECTORY = 4 << 20  # bytes of the list of what is in an archive: some 40,000 parts
_PIECE = 1 << 20
_LONGEST_TAG = 1 << 16
# Cells as programs write them; others are counted by a slow reader of XML, which knows all that XML allows.
_USUAL_CELL = re.compile(rb"""<(?:x:)?c r="([A-Z]{1,3})([0-9]{1,7})"([^<>']*)>""")
_ANY_CELL = re.compile(rb"<(?:[^<>\s/:]+:)?c[\s/>]")
_CELLS_WITHOUT_PREFIX = tuple(b"<c" + sign for sign in (b" ", b">", b"/", b"\n", b"\r", b"\t"))
_PLACE = re.compile(r"([A-Za-z]{1,8})([0-9]{1,15})")
_CELLS_OF_ODS = frozenset({"table-cell", "covered-table-cell"})
_MOST_DIGITS = 12


class _UnusualError(Exception):
    """A sheet is not written as programs write it."""


class Reach(NamedTuple):
    """The numbers of the last row and of the last column of a sheet that hold a value, from 1."""

    row: int = 0
    column: int = 0


def damaged(source: Source, error: BaseException) -> BadInputError:
    """Return the error for a workbook that cannot be read to its end."""
    reason = " ".join(str(error).split())[:100] or type(error).__name__
    return BadInputError(
        _("{file} is damaged or cut off ({reason}); export it again").format(file=source.name, reason=reason)
    )


class _Sparing:
    """A file of which nobody takes more than a list of parts at a time: a list is read whole, and each part is kept.

    A file of 100 MB may list a million parts of nothing, which take 10 seconds and a gigabyte.
    """

    def __init__(self, handle: BinaryIO, source: Source) -> None:
        self._handle = handle
        self._source = source
        self.seek, self.tell, self.seekable = handle.seek, handle.tell, handle.seekable

    def read(self, n: int = -1) -> bytes:
        data = self._handle.read(_LONGEST_DIRECTORY + 1 if n < 0 else min(n, _LONGEST_DIRECTORY + 1))
        if len(data) > _LONGEST_DIRECTORY:
            raise BadInputError(
                _("{file} is packed from more parts than a workbook has; copy the table into a new workbook").format(
                    file=self._source.name
                )
            )
        return data


@contextmanager
def opened_archive(handle: BinaryIO, source: Source) -> Iterator[ZipFile]:
    """Open a ZIP archive; raises BadInputError where it is damaged, or packed as no table can be."""
    from zipfile import BadZipFile, ZipFile  # only where a workbook is read
    from zlib import error as zlib_error  # the same

    try:
        with ZipFile(_Sparing(handle, source)) as archive:
            unpacked = sum(part.file_size for part in archive.infolist())
            if unpacked > min(max(_LARGEST_UNPACKED, source.size * _MOST_PACKED), _MOST_UNPACKED):
                raise BadInputError(
                    _("{file} unpacks to {n} MB, most of it empty; copy the table into a new workbook").format(
                        file=source.name, n=unpacked >> 20
                    )
                )
            yield archive
    except (BadZipFile, zlib_error, OSError, EOFError, ValueError, RuntimeError, NotImplementedError) as error:
        raise damaged(source, error) from None


def refuse_far_cells(handle: BinaryIO, source: Source, kind: str) -> None:
    """Raise BadInputError where a sheet of an XLSX or ODS file reaches too far to be laid out."""
    if kind not in {"XLSX", "ODS"}:
        return
    with opened_archive(handle, source) as archive:
        for name in archive.namelist():
            if kind == "ODS":
                found = _ods_reaches(archive, name, source) if name == "content.xml" else []
            else:
                found = [_xlsx_reach(archive, name, source)] if name.lower().startswith("xl/") else []
            for reach in found:
                if reach.row * reach.column > MOST_CELLS:
                    raise BadInputError(
                        _(
                            "a sheet of {file} reaches to row {row} and column {column}; "
                            "delete what stands far from the table, or save the table alone"
                        ).format(file=source.name, row=reach.row, column=column_letters(reach.column - 1))
                    )


def _xlsx_reach(archive: ZipFile, name: str, source: Source) -> Reach:
    try:
        return _usual_reach(archive, name)
    except _UnusualError:
        reader = _XlsxReader()
        _read_xml(archive, name, source, reader)
        return Reach(reader.last_row, reader.last_column)


def _usual_reach(archive: ZipFile, name: str) -> Reach:
    """Return the reach of a sheet as programs write it; raises _UnusualError for another."""
    last_row, columns = 0, set[bytes]()
    rest = b""
    with archive.open(name) as sheet:
        while piece := sheet.read(_PIECE):
            text = rest + piece
            opened = text.rfind(b"<")
            rest = text[opened:] if opened >= 0 and b">" not in text[opened:] else b""
            text = text[: len(text) - len(rest)]
            if len(rest) > _LONGEST_TAG:
                raise _UnusualError
            found = _USUAL_CELL.findall(text)
            if len(found) != _number_of_cells(text):
                raise _UnusualError
            valued = [(letters, row) for letters, row, more in found if not more.endswith(b"/")]
            columns.update({letters for letters, _row in valued})
            last_row = max(last_row, *map(int, {row for _letters, row in valued}), 0)
    return Reach(last_row, max((_position(letters.decode()) for letters in columns), default=0))


def _number_of_cells(text: bytes) -> int:
    if b":c" in text:  # a prefix, or a letter of a text
        return len(_ANY_CELL.findall(text))
    return sum(map(text.count, _CELLS_WITHOUT_PREFIX))


def _position(letters: str) -> int:
    position = 0
    for letter in letters.upper():
        position = position * 26 + ord(letter) - ord("A") + 1
    return position


class _XlsxReader:
    """Follows the cells of a sheet of XLSX, whether they tell their places or not."""

    def __init__(self) -> None:
        self.last_row = self.last_column = 0
        self._row = self._column = 0
        self._in_cell = False

    def start(self, name: str, attributes: dict[str, str]) -> None:
        tag = name.rpartition(":")[2]
        if tag == "row":
            given = attributes.get("r", "")
            self._row = _number(given) if given else self._row + 1
            self._column = 0
        elif tag == "c":
            place = _PLACE.fullmatch(attributes.get("r", ""))
            self._column = self._column + 1 if place is None else _position(place[1])
            self._row = self._row if place is None else int(place[2])
            self._in_cell = True
        elif self._in_cell:
            self.last_row = max(self.last_row, self._row)
            self.last_column = max(self.last_column, self._column)

    def end(self, name: str) -> None:
        if name.rpartition(":")[2] == "c":
            self._in_cell = False


class _OdsReader:
    """Follows the cells of the sheets of ODS, where equal ones are written once with their number."""

    def __init__(self) -> None:
        self.reaches: list[Reach] = []
        self._row = self._rows = self._column = 0

    def start(self, name: str, attributes: dict[str, str]) -> None:
        tag = name.rpartition(":")[2]
        if tag == "table":
            self.reaches.append(Reach())
            self._row = self._rows = self._column = 0
        elif tag == "table-row":
            self._row += self._rows
            self._rows = _number(attributes.get("table:number-rows-repeated", "1"))
            self._column = 0
        elif tag in _CELLS_OF_ODS and self.reaches:
            self._column += _number(attributes.get("table:number-columns-repeated", "1"))
            if any(key.endswith("value-type") for key in attributes):
                last = self.reaches[-1]
                self.reaches[-1] = Reach(max(last.row, self._row + self._rows), max(last.column, self._column))

    def end(self, name: str) -> None:
        """Nothing ends that matters."""


def _ods_reaches(archive: ZipFile, name: str, source: Source) -> list[Reach]:
    reader = _OdsReader()
    _read_xml(archive, name, source, reader)
    return reader.reaches


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= _MOST_DIGITS else 10**_MOST_DIGITS


def _read_xml(archive: ZipFile, name: str, source: Source, reader: _XlsxReader | _OdsReader) -> None:
    """Let `reader` follow the elements; raises BadInputError for broken XML, and for one with declarations of its own.

    Entities that are made of entities unfold to any size; no program writes them into a workbook.
    """
    from xml.parsers import expat  # only where a workbook is read

    def refuse(*_declaration: Any) -> None:
        raise damaged(source, ValueError("DOCTYPE"))

    parser = expat.ParserCreate()
    parser.StartElementHandler = reader.start
    parser.EndElementHandler = reader.end
    parser.StartDoctypeDeclHandler = refuse
    try:
        with archive.open(name) as part:
            parser.ParseFile(part)
    except expat.ExpatError as error:
        raise damaged(source, error) from None
