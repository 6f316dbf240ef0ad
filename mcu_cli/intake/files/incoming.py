"""Incoming files: what kind each is, by its bytes and never by its name, and the sheets in it.

What holds no table is refused with what it is and what to do; a table is read by the module of its kind.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from mcu_cli.errors import BadInputError
from mcu_cli.intake.files import delimited, encodings, records, source, workbook
from mcu_cli.intake.files.workbook_reach import opened_archive
from mcu_cli.language import _

if TYPE_CHECKING:
    from pathlib import Path
    from typing import BinaryIO

    from mcu_cli.intake.files.source import Source
    from mcu_cli.intake.table import Sheet

_HEAD = 4096
_ZIP = b"PK\x03\x04"
_EMPTY_ZIP = b"PK\x05\x06"
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_PICTURES = (b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"GIF87a", b"GIF89a", b"II*\0", b"MM\0*")
_ARCHIVES = (b"\x1f\x8b\x08", b"BZh91AY&SY", b"\xfd7zXZ\0", b"7z\xbc\xaf\x27\x1c", b"Rar!\x1a\x07", b"\x28\xb5\x2f\xfd")
_PAGE = re.compile(
    rb"\s*(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html|head|meta|body|table|style|div)\b", re.IGNORECASE | re.DOTALL
)
_MIME_PAGE = re.compile(rb"\s*MIME-Version:\s*1\.0\s", re.IGNORECASE)
_XML = re.compile(rb"\s*<(?:\?xml|Workbook)\b")
_CONTROL = re.compile("[\x01-\x08\x0e-\x1a\x1c-\x1f\x7f]")
_CONTROL_SHARE = 0.1  # of the beginning: some control characters stray into texts, a program is made of them
# The records BOF, perhaps WRITEPROT, and FILEPASS at the start of an XLS workbook, as [MS-XLS] has them.
_LOCKED_XLS = re.compile(rb"\x09\x08\x10\x00\x00\x06\x05\x00.{12}(?:\x86\x00\x00\x00)?\x2f\x00", re.DOTALL)
_SPREADSHEET = b"application/vnd.oasis.opendocument.spreadsheet"
_DOCUMENT = b"application/vnd.oasis.opendocument."


def open_sheets(path: Path, *, encoding: str = "", delimiter: str = "") -> list[Sheet]:
    """Return the sheets of the file at `path`: those of a workbook in their order, else the one that a file is.

    `encoding` and `delimiter` are what the operator says of a text file, where it cannot be told. The whole file has
    been looked at when this returns; the rows are read as they are asked for, and anew for each pass over them.

    Raises BadInputError where there is no table in it, with what there is, and with the line where one is broken;
    ConflictError where it is written to meanwhile, then and in each later pass.
    """
    found = source.find(path)
    with found.opened() as handle:
        head = handle.read(_HEAD)
        _refuse_other_kinds(head, found)
        kind = _kind_of_workbook(handle, head, found)
    sheets = workbook.open_workbook(found, kind) if kind else [_open_text(found, encoding, delimiter)]
    if not any(next(iter(sheet.rows), None) for sheet in sheets):
        raise BadInputError(_("{file} holds no rows; export it again").format(file=found.name))
    return sheets


def _open_text(found: Source, encoding: str, delimiter: str) -> Sheet:
    told = encodings.told(found, encoding)
    start = encodings.beginning(found, told, _HEAD)
    controls = len(_CONTROL.findall(start))
    if controls > len(start) * _CONTROL_SHARE:
        raise encodings.no_text(found)
    if not delimiter and records.begins_like_json(start):
        return records.open_records(found, told)
    return delimited.open_text(found, told, delimiter)


def _refuse_other_kinds(head: bytes, found: Source) -> None:
    """Raise BadInputError for a file that is known to hold no table that can be read."""
    narrow = head.replace(b"\0", b"").removeprefix(b"\xef\xbb\xbf").removeprefix(b"\xff\xfe").removeprefix(b"\xfe\xff")
    sentence = ""
    if head.lstrip().startswith(b"%PDF-"):
        sentence = _("{file} is a PDF; ask for the table itself (XLSX or CSV), or enter its appeals with `mcu add`")
    elif head.startswith(_PICTURES) or _is_riff_or_bitmap(head):
        sentence = _("{file} is a picture; enter the appeal in it with `mcu add`")
    elif head.startswith((*_ARCHIVES, _EMPTY_ZIP)) or head[257:262] == b"ustar":
        raise _archive(found)
    elif head.startswith((b"\x7fELF", b"#!/")) or (head.startswith(b"MZ") and b"\0" in head):
        sentence = _("{file} is a program; name the export itself")
    elif head.startswith(b"SQLite format 3\0"):
        sentence = _("{file} is a database; export a table of it as CSV and import that")
    elif head.startswith(rb"{\rtf"):
        raise _text_document(found)
    elif _PAGE.match(narrow) or _MIME_PAGE.match(narrow):
        sentence = _(
            "{file} is a web page, whatever its name; open it in a spreadsheet, save it as XLSX and import that"
        )
    elif _XML.match(narrow):
        sentence = _("{file} is XML; open it in a spreadsheet, save it as XLSX and import that")
    if sentence:
        raise BadInputError(sentence.format(file=found.name))


def _is_riff_or_bitmap(head: bytes) -> bool:
    return (head.startswith(b"RIFF") and head[8:12] == b"WEBP") or (
        head.startswith(b"BM") and head[6:10] == b"\0\0\0\0"
    )


def _kind_of_workbook(handle: BinaryIO, head: bytes, found: Source) -> str:
    """Return the kind of workbook as it is spoken of, empty for a file that is none."""
    if head.startswith(_OLE):
        return _kind_in_ole(handle, found)
    if head.startswith(_ZIP):
        return _kind_in_zip(handle, found)
    return ""


def _kind_in_ole(handle: BinaryIO, found: Source) -> str:
    """Return XLS, if the container of old Office files holds a workbook; its directory names what is in it."""
    handle.seek(0)
    data = handle.read()
    if _stream("EncryptedPackage") in data or _LOCKED_XLS.search(data):
        raise workbook.protected(found)
    if _stream("WordDocument") in data:
        raise _text_document(found)
    if _stream("PowerPoint Document") in data or _stream("__properties_version1.0") in data:
        raise _no_table(found)
    return "XLS"


def _stream(name: str) -> bytes:
    return name.encode("utf-16-le")


def _kind_in_zip(handle: BinaryIO, found: Source) -> str:
    """Return XLSX, XLSB or ODS, if the archive is such a workbook."""
    with opened_archive(handle, found) as archive:
        names = set(archive.namelist())
        mime = archive.read("mimetype").strip() if "mimetype" in names else b""
        listing = archive.read("META-INF/manifest.xml") if mime and "META-INF/manifest.xml" in names else b""
    folders = {name.split("/")[0] for name in names}
    if "xl" in folders:
        return "XLSB" if "xl/workbook.bin" in names else "XLSX"
    if mime.startswith(_SPREADSHEET):
        if b"encryption-data" in listing:
            raise workbook.protected(found)
        return "ODS"
    if "word" in folders or mime.startswith(_DOCUMENT + b"text"):
        raise _text_document(found)
    if "[Content_Types].xml" in names or mime:
        raise _no_table(found)
    raise _archive(found)


def _archive(found: Source) -> BadInputError:
    return BadInputError(_("{file} is an archive; unpack it and import the file inside").format(file=found.name))


def _text_document(found: Source) -> BadInputError:
    return BadInputError(
        _("{file} is a text document; copy its table into a spreadsheet, save that as XLSX and import it").format(
            file=found.name
        )
    )


def _no_table(found: Source) -> BadInputError:
    return BadInputError(_("{file} holds no table; export one as XLSX or CSV and import that").format(file=found.name))
