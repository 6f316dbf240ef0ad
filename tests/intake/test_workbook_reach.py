"""Workbooks made to fill the memory: told before a library lays them out."""

from __future__ import annotations

import io
import zipfile
from typing import TYPE_CHECKING

import pytest

from mcu_cli.errors import BadInputError
from mcu_cli.intake.files import workbook_reach
from mcu_cli.intake.files.incoming import open_sheets
from tests.workbooks import workbook

if TYPE_CHECKING:
    from pathlib import Path

SHEET = "xl/worksheets/sheet1.xml"
ODS = (
    '<?xml version="1.0"?>{doctype}<office:document-content '
    'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
    'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
    'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"><office:body><office:spreadsheet>'
    '<table:table table:name="A">{rows}</table:table></office:spreadsheet></office:body></office:document-content>'
)
MANIFEST = (
    '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">'
    '<manifest:file-entry manifest:full-path="content.xml"/></manifest:manifest>'
)
CELL = '<table:table-cell office:value-type="string"{more}><text:p>{text}</text:p></table:table-cell>'


def refusal(folder: Path, data: bytes) -> str:
    path = folder / "export.xlsx"
    path.write_bytes(data)
    with pytest.raises(BadInputError) as refused:
        open_sheets(path)
    return str(refused.value)


def with_rows(rows: str, part: str = SHEET) -> bytes:
    """Return a workbook of one text cell, with further `rows` of XML; `part` is where its sheet stands."""
    buffer = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(workbook({"Текст": "Яма"}))) as given,
        zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as made,
    ):
        for name in given.namelist():
            data = given.read(name).replace(SHEET.removeprefix("xl/").encode(), part.removeprefix("xl/").encode())
            made.writestr(
                part if name == SHEET else name, data.replace(b"</sheetData>", rows.encode() + b"</sheetData>")
            )
    return buffer.getvalue()


def ods(rows: str, doctype: str = "") -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        made.writestr("META-INF/manifest.xml", MANIFEST)
        made.writestr("content.xml", ODS.format(doctype=doctype, rows=rows))
    return buffer.getvalue()


@pytest.mark.parametrize(
    "cell",
    [
        "<c r='XFD1048576'><v>1</v></c>",
        '<c r="xfd1048576"><v>1</v></c>',
        '<c x=">" r="XFD1048576"><v>1</v></c>',
        '<c x=\' r="A1" \' r="XFD1048576"><v>1</v></c>',
        '<c r = "XFD1048576"><v>1</v></c>',
    ],
)
def test_a_far_cell_is_seen_however_it_is_written(tmp_path: Path, cell: str) -> None:
    data = with_rows(f'<row r="1048576">{cell}</row><row r="2"><c r="A2"><v>1</v></c></row>')

    assert "reaches to row 1048576 and column XFD; delete what stands far" in refusal(tmp_path, data)


def test_cells_that_do_not_tell_their_places_are_counted(tmp_path: Path) -> None:
    cells = "<c><v>1</v></c>" * 100

    assert "reaches to row 1000001 and column CV" in refusal(
        tmp_path, with_rows(f'<row r="1000000"/><row>{cells}</row>')
    )


def test_a_far_cell_is_seen_in_whatever_part_the_sheet_stands(tmp_path: Path) -> None:
    far = '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'

    assert "reaches to row 1048576" in refusal(tmp_path, with_rows(far, part="xl/other/table.xml"))


def test_equal_cells_of_an_ods_sheet_that_are_written_once_are_counted(tmp_path: Path) -> None:
    far = '<table:table-row table:number-rows-repeated="1048575">' + CELL.format(
        text="x", more=' table:number-columns-repeated="16384"'
    )

    assert "reaches to row 1048576 and column XFD" in refusal(
        tmp_path, ods(f"<table:table-row>{CELL.format(text='Текст', more='')}</table:table-row>{far}</table:table-row>")
    )


def test_empty_rows_that_fill_an_ods_sheet_are_no_matter(tmp_path: Path) -> None:
    path = tmp_path / "export.ods"
    row = f"<table:table-row>{CELL.format(text='Текст', more='')}</table:table-row>"
    blank = '<table:table-row table:number-rows-repeated="1048575"><table:table-cell/></table:table-row>'
    path.write_bytes(ods(row + blank))

    (sheet,) = open_sheets(path)

    assert list(sheet.rows) == [(1, ("Текст",))]


def test_entities_that_unfold_without_end_are_refused(tmp_path: Path) -> None:
    doctype = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>'
    row = f"<table:table-row>{CELL.format(text='&b;', more='')}</table:table-row>"

    assert "is damaged or cut off (DOCTYPE)" in refusal(tmp_path, ods(row, doctype))


def test_an_archive_packed_as_no_table_can_be_is_not_unpacked(tmp_path: Path) -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as made, made.open("mimetype", "w") as part:
        for _megabyte in range(300):
            part.write(bytes(1 << 20))

    assert refusal(tmp_path, buffer.getvalue()) == (
        "export.xlsx unpacks to 300 MB, most of it empty; copy the table into a new workbook"
    )


def test_a_long_run_without_a_tag_is_gone_through_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbook_reach, "_PIECE", 64)  # what is kept from piece to piece would be copied 60,000 times
    path = tmp_path / "export.xlsx"
    path.write_bytes(with_rows(" " * (4 << 20)))

    (sheet,) = open_sheets(path)

    assert [row.number for row in sheet.rows] == [1, 2]
