"""Workbooks made to fill the memory, to take for ever or to end the program: refused, in words, within bounds."""

from __future__ import annotations

import base64
import io
import struct
import sys
import zipfile
import zlib
from types import SimpleNamespace
from typing import TYPE_CHECKING

import pytest

from mcu_cli.errors import BadInputError, ConflictError
from mcu_cli.intake.files import workbook_process
from mcu_cli.intake.files.incoming import open_sheets
from tests.intake.test_workbook_reach import CELL, SHEET, ods
from tests.workbooks import plain, workbook

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

TOO_MUCH = "takes more memory or time to read than a table does; copy the table into a new workbook"
only_bounded = pytest.mark.skipif(sys.platform != "linux", reason="only Linux bounds the memory of a process surely")

# An XLS workbook of three cells: text (A1), Яма (A2), 12345.678 (D3).
XLS = zlib.decompress(
    base64.b85decode(
        r"c-"
        r"rk)O=uHQ5dLO&)BMn;o0^KPQbNJ1wV>if!FF3gd$Lq777;YHIY>(?AqVwhwdN=Yo)j;IUc6KV(TX1QmV;1HP!NPfkDdet4{g?Yle"
        r"aY09vaY6<$cSWH<>rHZ+2(iY~FjlkSNVOY%k*%^ub2OkD{SQM%<#o4;MV{`-"
        r"%<v2shv0pF%XkfourjS<|bqilK^k85SNmFPQ?LxShrY3{7S;sddC*@gYshhhC<HyDW*LO}uImdQRvjq4!1exzK)*+z{H!x+OY=1#"
        r"hVPfX?C(t5e3}Q1^WzHXlT?53MMwEWUD+s=6Tz<j$ujHs(Nw(}-"
        r"Dc+y*n*OfEf9LXrbGi|>94_!g|x7bzoOUpay0KUT`atH^Iz4lo7(tR#4Wi|f2y4e-"
        r"Dswn#>*#!C6j#k>vL;~aAKIx$s;W!<_f)@_sIb0gC+Gz*^)dzUNo;=QkLj*Sj`XGAh3wYpl-"
        r"w<{;$<EpY?<G757A8KZFi^XoC*W|8Sg>M&{<Xq&wYq(W2N2f*Sx{P-"
        r"5Jo^Q2y&X0DPUZ_=j?Z@#K6|^EpBpS+PR_meX3)tmVT|q7HH{wXp*yz~o_aw~di8%4+V)!|h*++EHeY|Xnz4kKunD0`gI3WX(IBl"
        r"+ee=s2wx#NY%^D*I9~IwiEB5zUEqJWdxZ*4$1_J{F0|NsC0|SGN3etNFTmRb+>Agf)pX)4ftC(Yw{}v}O$yc5?rbm$FK8H(n<<Dk"
        r">D7Y7`(Iz-AR5;1A=P-^@@ngL1{N=qM)jrRf4c$MtgzBBYQjed1dH$aq?!TV"
    )
)
NUMBER, DIMENSIONS = 0x0203, 0x0200  # records of [MS-XLS]


def refusal(folder: Path, data: bytes, name: str = "export.xlsx") -> str:
    path = folder / name
    path.write_bytes(data)
    with pytest.raises(BadInputError) as refused:
        [list(sheet.rows) for sheet in open_sheets(path)]
    return str(refused.value)


def with_parts(parts: Mapping[str, tuple[str, str]]) -> bytes:
    """Return a workbook with one incident, in whose parts one passage each stands in place of another."""
    buffer = io.BytesIO()
    given = zipfile.ZipFile(io.BytesIO(workbook(plain(1, "Яма"))))
    with given, zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as made:
        for name in given.namelist():
            old, new = parts.get(name, ("", ""))
            made.writestr(name, given.read(name).decode().replace(old, new) if old else given.read(name))
    return buffer.getvalue()


def with_record(kind: int, length: int, place: int, changed: bytes) -> bytes:
    """Return the XLS workbook with other bytes in its last record of a kind, at a place in it."""
    data = bytearray(XLS)
    at = data.rindex(struct.pack("<HH", kind, length)) + 4 + place
    data[at : at + len(changed)] = changed
    return bytes(data)


def rows_of_ods(*cells: str) -> str:
    return "".join(f"<table:table-row>{cell}</table:table-row>" for cell in cells)


def test_the_old_workbook_of_these_tests_is_read(tmp_path: Path) -> None:
    path = tmp_path / "export.xls"
    path.write_bytes(XLS)

    (sheet,) = open_sheets(path)

    assert [(row.number, row.cells[0], row.cells[-1]) for row in sheet.rows] == [
        (1, "text", ""),
        (2, "Яма", ""),
        (3, "", "12345.678"),
    ]


@only_bounded
@pytest.mark.parametrize(
    "data",
    [
        pytest.param(with_record(NUMBER, 14, 0, struct.pack("<HH", 65535, 65535)), id="a far cell"),
        pytest.param(
            with_record(DIMENSIONS, 14, 0, struct.pack("<IIHH", 0, 0xFFFFFFFF, 0, 0xFFFF)), id="dimensions that lie"
        ),
    ],
)
def test_an_old_workbook_that_asks_for_all_memory_is_refused_and_does_not_end_the_program(
    tmp_path: Path, data: bytes
) -> None:
    assert refusal(tmp_path, data, "export.xls") == f"export.xls {TOO_MUCH}"


@only_bounded
def test_a_text_that_an_ods_sheet_repeats_a_million_times_is_refused(tmp_path: Path) -> None:
    text = CELL.format(text="x" * 100_000, more=' table:number-columns-repeated="1000"')
    rows = f'<table:table-row table:number-rows-repeated="1000">{text}</table:table-row>'

    assert refusal(tmp_path, ods(rows)) == f"export.xlsx {TOO_MUCH}"


@only_bounded
def test_a_run_of_two_milliard_blanks_in_an_ods_cell_is_refused(tmp_path: Path) -> None:
    cell = CELL.format(text='a<text:s text:c="2000000000"/>b', more="")

    assert refusal(tmp_path, ods(rows_of_ods(cell))) == f"export.xlsx {TOO_MUCH}"


@only_bounded
def test_one_long_text_that_a_row_shows_in_all_its_columns_is_refused(tmp_path: Path) -> None:
    long = "я" * 500_000
    cells = "".join(f'<c t="s"><v>{n % 5}</v></c>' for n in range(16_000))
    data = with_parts(
        {
            SHEET: ("</sheetData>", f'<row r="3">{cells}</row></sheetData>'),
            "xl/sharedStrings.xml": ("Яма", long),
        }
    )

    assert refusal(tmp_path, data) == f"export.xlsx {TOO_MUCH}"


def test_a_cell_that_is_longer_than_any_text_is_refused_with_its_row(tmp_path: Path) -> None:
    data = with_parts({"xl/sharedStrings.xml": ("Яма", "я" * ((1 << 20) + 1))})

    assert (
        refusal(tmp_path, data) == "export.xlsx: row 2 holds a text that is longer than 1,048,576 letters; shorten it"
    )


def test_a_workbook_with_a_hundred_thousand_sheets_is_refused(tmp_path: Path) -> None:
    sheets = "".join(f'<sheet name="s{n}" sheetId="{n}" r:id="rId1"/>' for n in range(2, 100_000))
    data = with_parts({"xl/workbook.xml": ("</sheets>", f"{sheets}</sheets>")})

    assert "has more than 1,000 sheets; save the one with the table" in refusal(tmp_path, data)


def test_an_archive_of_a_hundred_thousand_parts_is_refused_before_they_are_looked_at(tmp_path: Path) -> None:
    buffer = io.BytesIO(workbook(plain(1, "Яма")))
    with zipfile.ZipFile(buffer, "a") as made:
        for n in range(100_000):
            made.writestr(f"xl/part{n}", b"")

    assert "is packed from more parts than a workbook has" in refusal(tmp_path, buffer.getvalue())


@pytest.mark.parametrize("size", [10, 1 << 30, 0xFFFFFFFE])
def test_a_sheet_that_lies_about_its_size_is_refused(tmp_path: Path, size: int) -> None:
    data = bytearray(workbook(plain(1, "Яма")))
    # Both say it, the part and the list of parts: 22 bytes into the one entry and 24 into the other, before the name.
    for header, place in ((30, 22), (46, 24)):
        at = (data.index if header == 30 else data.rindex)(SHEET.encode()) - header + place
        data[at : at + 4] = struct.pack("<I", size)

    assert "export.xlsx" in refusal(tmp_path, bytes(data))


def test_an_archive_inside_an_archive_is_not_unpacked(tmp_path: Path) -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as made:
        made.writestr("export.xlsx", workbook(plain(1, "Яма")))

    assert "is an archive; unpack it and import the file inside" in refusal(tmp_path, buffer.getvalue())


def test_elements_inside_elements_a_hundred_thousand_deep_do_no_harm(tmp_path: Path) -> None:
    deep = "<row>" * 100_000 + "</row>" * 100_000
    path = tmp_path / "export.xlsx"
    path.write_bytes(with_parts({SHEET: ("</sheetData>", f"{deep}</sheetData>")}))

    (sheet,) = open_sheets(path)

    assert [row.cells[-1] for row in sheet.rows] == ["Текст инцидента", "Яма"]


# The process that reads


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "export.xlsx"
    path.write_bytes(workbook(*(plain(n, f"Яма {n}") for n in range(1, 1201))))
    return path


def texts(rows: Iterator[tuple[int, tuple[str, ...]]]) -> Iterator[str]:
    return (cells[-1] for _number, cells in rows)


def test_two_passes_over_the_rows_at_a_time_do_not_get_into_each_others_way(path: Path) -> None:
    (sheet,) = open_sheets(path)

    both = zip(texts(iter(sheet.rows)), texts(iter(sheet.rows)), strict=True)

    assert [one for one, other in both if one == other][1:] == [f"Яма {n}" for n in range(1, 1201)]


def test_a_pass_that_ends_early_leaves_the_rows_to_the_next(path: Path) -> None:
    (sheet,) = open_sheets(path)

    for _n in range(3):
        assert next(texts(iter(sheet.rows))) == "Текст инцидента"
    assert len(list(sheet.rows)) == 1201


def test_where_the_system_starts_no_process_the_workbook_is_read_here(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(_source: object) -> None:
        raise OSError

    monkeypatch.setattr(workbook_process, "_started", refuse)
    (sheet,) = open_sheets(path)

    assert [number for number, _cells in sheet.rows] == list(range(1, 1202))


def test_without_a_process_too_a_damaged_workbook_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_source: object) -> None:
        raise OSError

    monkeypatch.setattr(workbook_process, "_started", refuse)

    assert "is damaged or cut off" in refusal(
        tmp_path, with_parts({"xl/_rels/workbook.xml.rels": ("sheet1", "sheet2")})
    )
    assert "row 2 holds a text" in refusal(tmp_path, with_parts({"xl/sharedStrings.xml": ("Яма", "я" * (2 << 20))}))


def test_a_workbook_that_is_written_to_between_two_passes_is_a_conflict(path: Path) -> None:
    (sheet,) = open_sheets(path)
    path.write_bytes(workbook(plain(1, "Снег")))

    with pytest.raises(ConflictError):
        list(sheet.rows)


def test_an_answer_that_does_not_come_in_time_is_not_waited_for(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbook_process, "MOST_SECONDS", 0)

    with pytest.raises(BadInputError, match="more memory or time"):
        open_sheets(path)


def test_where_processes_are_not_copied_one_is_started_anew(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbook_process, "sys", SimpleNamespace(platform="darwin"))
    (sheet,) = open_sheets(path)

    assert len(list(sheet.rows)) == 1201
