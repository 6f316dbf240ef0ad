"""Workbooks (XLSX, XLS, ODS): rows of plain texts under their headings, recognised by content and not by name."""

from __future__ import annotations

import io
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from mcu_cli.errors import BadInputError
from mcu_cli.language import _

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

_ZIP = b"PK\x03\x04"
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")


@dataclass(frozen=True)
class Table:
    """A table: the headings, and the rows below them, each with its number in the sheet (from 1)."""

    file: str
    headings: tuple[str, ...]
    rows: tuple[tuple[int, tuple[str, ...]], ...]

    def __iter__(self) -> Iterator[tuple[int, tuple[str, ...]]]:
        """Iterate over number and cells of each row that is not empty."""
        return iter(self.rows)


def read_bytes(path: Path) -> bytes:
    """Return the bytes of the file at `path`; raises BadInputError with the reason where that cannot be."""
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        raise BadInputError(_("there is no file {path}; check the name").format(path=path)) from None
    except IsADirectoryError:
        raise BadInputError(_("{path} is a folder; name the file to import").format(path=path)) from None
    except OSError as error:
        raise BadInputError(
            _("{path} cannot be read ({reason}); check its rights").format(path=path, reason=error.strerror)
        ) from None
    if not data:
        raise BadInputError(_("{path} is empty (0 bytes); export it again").format(path=path))
    return data


def read_workbook(data: bytes, *, file: str, wanted: Sequence[str]) -> Table:
    """Return the table of the first sheet in which a row has one of the headings `wanted`.

    Raises BadInputError where the bytes are no workbook, a damaged or an encrypted one, or hold no such table.
    """
    if data.startswith(_OLE) and _ENCRYPTED in data:
        raise BadInputError(
            _("{file} is protected by a password; save it without one and import that").format(file=file)
        )
    if not data.startswith((_ZIP, _OLE)):
        raise BadInputError(_("{file} is not a workbook; export it as XLSX and import that").format(file=file))
    from python_calamine import CalamineWorkbook  # noqa: PLC0415  # only where a workbook is read

    try:
        workbook = CalamineWorkbook.from_filelike(io.BytesIO(data))
        sheets = [workbook.get_sheet_by_name(name).to_python(skip_empty_area=False) for name in workbook.sheet_names]
    except Exception as error:  # noqa: BLE001  # the library raises many kinds for a damaged file, all with one meaning
        raise BadInputError(
            _("{file} is damaged or cut off ({reason}); export it again").format(file=file, reason=_reason(error))
        ) from None
    for rows in sheets:
        table = _table(rows, file, wanted)
        if table is not None:
            return table
    raise BadInputError(
        _("{file} has no column with the text of the appeals; a heading like «{heading}» is needed").format(
            file=file, heading=wanted[0]
        )
    )


def heading_key(heading: str) -> str:
    """Return the form in which headings are compared: blanks collapsed, case and ё folded."""
    return " ".join(heading.casefold().replace("ё", "е").split())


def _table(rows: Sequence[Sequence[object]], file: str, wanted: Sequence[str]) -> Table | None:
    keys = {heading_key(name) for name in wanted}
    for number, row in enumerate(rows, start=1):
        headings = tuple(cell_text(cell).strip() for cell in row)
        if any(heading_key(heading) in keys for heading in headings):
            below = (
                (below_number, tuple(cell_text(cell) for cell in cells))
                for below_number, cells in enumerate(rows[number:], start=number + 1)
            )
            return Table(file, headings, tuple((n, cells) for n, cells in below if any(cells)))
    return None


def cell_text(cell: object) -> str:
    """Return a cell as text: numbers without a decimal point where they are whole, moments as ISO 8601."""
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, datetime):
        return cell.replace(microsecond=0).isoformat(sep=" ")
    return str(cell.total_seconds()) if isinstance(cell, timedelta) else str(cell)


def _reason(error: Exception) -> str:
    return " ".join(str(error).split())[:100] or type(error).__name__
