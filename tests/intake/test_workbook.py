"""Workbooks recognised by their content, and the plain texts that come out of their cells."""

from __future__ import annotations

import io
import random
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING

import pytest
from xlsxwriter import Workbook  # type: ignore[import-untyped]  # ships no types

from mcu_cli.errors import BadInputError
from mcu_cli.intake.incident_columns import TEXT
from mcu_cli.intake.workbook import Table, cell_text, heading_key, read_bytes, read_workbook
from tests.workbooks import workbook

if TYPE_CHECKING:
    from pathlib import Path

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
FEW = 200


def read(data: bytes) -> Table:
    return read_workbook(data, file="export.xlsx", wanted=(TEXT,))


def refusal(data: bytes) -> str:
    with pytest.raises(BadInputError) as refused:
        read(data)
    return str(refused.value)


# Tables


def test_headings_and_rows_come_with_their_numbers() -> None:
    found = read(workbook({TEXT: "Яма", "Дом": "5"}, {TEXT: "Снег", "Дом": "6"}))

    assert found.headings == (TEXT, "Дом")
    assert list(found) == [(2, ("Яма", "5")), (3, ("Снег", "6"))]


def test_lines_above_the_headings_are_passed_over() -> None:
    found = read(workbook({TEXT: "Яма"}, above=3))

    assert list(found) == [(5, ("Яма",))]


def test_an_empty_row_is_no_row_and_keeps_its_number_free() -> None:
    found = read(workbook({TEXT: "Яма"}, {TEXT: None}, {TEXT: "Снег"}))

    assert [number for number, _cells in found] == [2, 4]


def test_the_sheet_with_the_text_is_found_among_others() -> None:
    buffer = io.BytesIO()
    book = Workbook(buffer, {"in_memory": True})
    book.add_worksheet("О выгрузке").write_string(0, 0, "Сформировано 1 ноября")
    sheet = book.add_worksheet("Данные")
    sheet.write_column(0, 0, [TEXT, "Яма"])
    book.close()

    assert list(read(buffer.getvalue())) == [(2, ("Яма",))]


def test_headings_without_rows_are_an_empty_table() -> None:
    assert read(workbook(headings=[TEXT])).rows == ()


@pytest.mark.parametrize("heading", ["ТЕКСТ ИНЦИДЕНТА", "  текст   инцидента ", "Текст\nинцидента"])
def test_case_and_blanks_of_a_heading_do_not_matter(heading: str) -> None:
    assert heading_key(heading) == heading_key(TEXT)
    assert list(read(workbook({heading: "Яма"}))) == [(2, ("Яма",))]


# Cells


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        (None, ""),
        ("0012", "0012"),
        (717475.0, "717475"),
        (0.5, "0.5"),
        (-3.0, "-3"),
        (7, "7"),
        (True, "true"),
        (False, "false"),
        (datetime(2026, 11, 1, 20, 6, 2, 999_999), "2026-11-01 20:06:02"),  # noqa: DTZ001  # a sheet knows no zone
        (date(2026, 11, 1), "2026-11-01"),
        (time(20, 6, 2), "20:06:02"),
        (timedelta(hours=25), "90000.0"),
    ],
)
def test_a_cell_is_its_plain_text(cell: object, text: str) -> None:
    assert cell_text(cell) == text


def test_a_formula_gives_its_last_value_and_is_not_reckoned() -> None:
    buffer = io.BytesIO()
    book = Workbook(buffer, {"in_memory": True})
    sheet = book.add_worksheet()
    sheet.write_string(0, 0, TEXT)
    sheet.write_formula(1, 0, "=1+1", None, "Яма")
    book.close()

    assert list(read(buffer.getvalue())) == [(2, ("Яма",))]


# What is no workbook


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (
            b"text;number\r\n",
            "export.xlsx is not a workbook; export it as XLSX and import that",
        ),
        (b"%PDF-1.7", "is not a workbook"),
        (b"PK\x03\x04", "export.xlsx is damaged or cut off"),
        (OLE + b"\0" * 600, "is damaged or cut off"),
        (
            OLE + b"\0" * 600 + "EncryptedPackage".encode("utf-16-le"),
            "export.xlsx is protected by a password; save it without one and import that",
        ),
        (
            workbook({"Тема": "Дороги"}),
            "export.xlsx has no column with the text of the appeals; a heading like «Текст инцидента» is needed",
        ),
    ],
)
def test_what_cannot_be_read_is_refused_with_the_reason(data: bytes, sentence: str) -> None:
    assert sentence in refusal(data)


def test_a_workbook_cut_off_anywhere_is_refused() -> None:
    whole = workbook({TEXT: "Яма"})

    assert all(refusal(whole[:length]) for length in range(1, len(whole), len(whole) // FEW))


def test_a_workbook_with_broken_bytes_is_read_or_refused_and_never_more() -> None:
    whole = workbook({TEXT: "Яма"}, {TEXT: "Снег"})
    dice = random.Random(20261120)  # noqa: S311  # the same damage each time
    outcomes: set[type] = set()
    for _attempt in range(FEW):
        broken = bytearray(whole)
        for _byte in range(3):
            broken[dice.randrange(len(broken))] = dice.randrange(256)
        try:
            outcomes.add(type(read(bytes(broken))))
        except BadInputError as refused:
            outcomes.add(type(refused))

    assert outcomes == {Table, BadInputError}


def test_a_missing_a_folder_and_an_empty_file_are_told_apart(tmp_path: Path) -> None:
    (tmp_path / "empty.xlsx").touch()

    for name, sentence in (
        ("none.xlsx", "there is no file"),
        ("", "is a folder; name the file to import"),
        ("empty.xlsx", "is empty (0 bytes); export it again"),
    ):
        with pytest.raises(BadInputError, match=sentence.replace("(", r"\(").replace(")", r"\)")):
            read_bytes(tmp_path / name)
