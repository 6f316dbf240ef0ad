"""Workbooks: all their sheets as plain texts, with the rows and the columns that a person sees."""

from __future__ import annotations

import io
import os
import random
import signal
import subprocess
import sys
import zipfile
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from xlsxwriter import Workbook  # type: ignore[import-untyped]  # ships no types

from mcu_cli.errors import BadInputError
from mcu_cli.intake.files.incoming import open_sheets
from mcu_cli.intake.files.workbook_library import cell_text
from mcu_cli.intake.files.workbook_process import MOST_MEMORY
from tests.workbooks import with_text, workbook

if TYPE_CHECKING:
    from collections.abc import Callable

    from mcu_cli.intake.table import Row, Sheet

ROOT = Path(__file__).resolve().parents[2]
FEW = 200


def sheets_of(folder: Path, data: bytes) -> list[Sheet]:
    path = folder / "export.xlsx"
    path.write_bytes(data)
    return open_sheets(path)


def rows_of(folder: Path, data: bytes) -> list[Row]:
    (sheet,) = sheets_of(folder, data)
    return list(sheet.rows)


def refusal(folder: Path, data: bytes) -> str:
    with pytest.raises(BadInputError) as refused:
        sheets_of(folder, data)
    return str(refused.value)


def made(*fillers: Callable[[Workbook], None]) -> bytes:
    buffer = io.BytesIO()
    book = Workbook(buffer, {"in_memory": True})
    for fill in fillers:
        fill(book)
    book.close()
    return buffer.getvalue()


# Sheets and rows


def test_all_sheets_come_in_their_order_hidden_ones_too(tmp_path: Path) -> None:
    def fill(book: Workbook) -> None:
        book.add_worksheet("О выгрузке").write_string(0, 0, "Сформировано 1 ноября")
        hidden = book.add_worksheet("Скрытый")
        hidden.hide()
        hidden.write_string(0, 0, "Яма")
        book.add_worksheet("Пустой")
        chart = book.add_chart({"type": "line"})
        chart.add_series({"values": "='О выгрузке'!$A$1:$A$1"})
        book.add_chartsheet("График").set_chart(chart)

    sheets = sheets_of(tmp_path, made(fill))

    assert [sheet.name for sheet in sheets] == ["О выгрузке", "Скрытый", "Пустой"]
    assert [list(sheet.rows) for sheet in sheets] == [[(1, ("Сформировано 1 ноября",))], [(1, ("Яма",))], []]
    assert sheets[1].spoken == "workbook (XLSX), sheet «Скрытый»"
    assert {sheet.file for sheet in sheets} == {"export.xlsx"}


def test_empty_rows_and_columns_before_the_table_keep_the_numbers_and_the_places(tmp_path: Path) -> None:
    def fill(book: Workbook) -> None:
        sheet = book.add_worksheet()
        sheet.write_string(3, 2, "Текст")
        sheet.write_string(5, 2, "Яма")
        sheet.write_string(5, 3, " ")
        sheet.write_string(6, 3, " ")

    assert rows_of(tmp_path, made(fill)) == [(4, ("", "", "Текст", "")), (6, ("", "", "Яма", " "))]


def test_a_merged_cell_holds_its_text_at_its_top_left(tmp_path: Path) -> None:
    def fill(book: Workbook) -> None:
        sheet = book.add_worksheet()
        sheet.merge_range("B2:C3", "Отчёт")  # the other three cells are empty
        sheet.write_string(3, 0, "Текст")

    assert rows_of(tmp_path, made(fill)) == [(2, ("", "Отчёт")), (4, ("Текст", ""))]


def test_sheets_can_be_read_in_turn_and_again(tmp_path: Path) -> None:
    def fill(book: Workbook) -> None:
        for name in ("Первый", "Второй"):
            book.add_worksheet(name).write_column(0, 0, [name, "Яма", "Снег"])

    first, second = sheets_of(tmp_path, made(fill))

    assert [[row.cells[0] for row in pair] for pair in zip(first.rows, second.rows, strict=True)] == [
        ["Первый", "Второй"],
        ["Яма", "Яма"],
        ["Снег", "Снег"],
    ]
    assert list(first.rows) == list(first.rows)


def test_a_workbook_without_a_single_cell_is_refused(tmp_path: Path) -> None:
    assert "holds no rows" in refusal(tmp_path, made(lambda book: book.add_worksheet()))


# Cells


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        (None, ""),
        ("0012", "0012"),
        (717475.0, "717475"),
        (0.5, "0.5"),
        (-3.0, "-3"),
        (-0.0, "0"),
        (7, "7"),
        (79991234567.0, "79991234567"),
        (12345678901234567.0, "12345678901234568"),
        (1.2345678901234e19, "12345678901234000000"),
        (1e-7, "0.0000001"),
        (1e300, "1e+300"),
        (float("inf"), "inf"),
        (True, "true"),
        (False, "false"),
        (datetime(2026, 11, 1, 20, 6, 2, 900_000), "2026-11-01 20:06:02"),  # noqa: DTZ001  # a sheet knows no zone
        (date(2026, 11, 1), "2026-11-01"),
        (time(20, 6, 2), "20:06:02"),
        (timedelta(hours=25), "90000.0"),
    ],
)
def test_a_cell_is_its_plain_text(cell: object, text: str) -> None:
    assert cell_text(cell) == text


def test_cells_of_a_sheet_become_texts_as_a_person_reads_them(tmp_path: Path) -> None:
    def fill(book: Workbook) -> None:
        sheet = book.add_worksheet()
        moment = datetime(2026, 11, 1, 10, 5)  # noqa: DTZ001  # a sheet knows no zone
        sheet.write_string(0, 0, "Текст")
        sheet.write_number(0, 1, 123456789012345)
        sheet.write_datetime(0, 2, moment, book.add_format({"num_format": "dd.mm.yyyy hh:mm"}))
        sheet.write_datetime(0, 3, moment.replace(hour=0, minute=0), book.add_format({"num_format": "dd.mm.yyyy"}))
        sheet.write_number(0, 4, 1.5, book.add_format({"num_format": "[h]:mm"}))
        sheet.write_boolean(0, 5, True)
        sheet.write_formula(0, 6, "=1+1", None, "Яма")
        sheet.write_formula(0, 7, "=NA()", None, "#N/A")

    assert rows_of(tmp_path, made(fill)) == [
        (1, ("Текст", "123456789012345", "2026-11-01 10:05:00", "2026-11-01", "129600.0", "true", "Яма", ""))
    ]


def test_each_second_of_a_day_comes_back_exactly(tmp_path: Path) -> None:
    seconds = range(1, 86_400, 7)
    start = datetime(2026, 11, 1)  # noqa: DTZ001  # a sheet knows no zone

    def fill(book: Workbook) -> None:
        sheet = book.add_worksheet()
        shown = book.add_format({"num_format": "dd.mm.yyyy hh:mm:ss"})
        for row, second in enumerate(seconds):
            sheet.write_datetime(row, 0, start + timedelta(seconds=second), shown)

    expected = [str(start + timedelta(seconds=second)) for second in seconds]
    assert [row.cells[0] for row in rows_of(tmp_path, made(fill))] == expected


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        ("2026-11-01T23:59:59.991", "2026-11-02 00:00:00"),
        ("2026-11-01T10:05:00.900", "2026-11-01 10:05:00"),
        ("9999-12-31T23:59:59.999", "9999-12-31 23:59:59"),
    ],
)
def test_a_moment_that_a_formula_misses_by_a_hair_is_the_one_that_is_shown(cell: str, text: str) -> None:
    assert cell_text(datetime.fromisoformat(cell)) == text


def test_line_breaks_and_emoji_in_a_cell_stay(tmp_path: Path) -> None:
    data = with_text(workbook({"Текст": "ЯМА"}), "ЯМА", "Яма_x000D_&#10;на дороге 😢")

    assert rows_of(tmp_path, data)[1].cells == ("Яма\r\nна дороге 😢",)


# OpenDocument

ODS = (
    '<?xml version="1.0" encoding="UTF-8"?><office:document-content '
    'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
    'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
    'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"><office:body><office:spreadsheet>'
    '<table:table table:name="Лист1">'
    '<table:table-row table:number-rows-repeated="2"><table:table-cell/></table:table-row>'
    '<table:table-row><table:table-cell/><table:table-cell office:value-type="string"><text:p>Яма</text:p>'
    '</table:table-cell><table:table-cell office:value-type="float" office:value="717475"><text:p>717475</text:p>'
    '</table:table-cell><table:table-cell office:value-type="date" office:date-value="2026-11-01T10:05:00"/>'
    "</table:table-row>"
    '<table:table-row table:number-rows-repeated="1048570"><table:table-cell table:number-columns-repeated="1024"/>'
    "</table:table-row></table:table></office:spreadsheet></office:body></office:document-content>"
)
MANIFEST = (
    '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">'
    '<manifest:file-entry manifest:full-path="content.xml">{inside}</manifest:file-entry></manifest:manifest>'
)


def open_document(inside: str = "") -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("META-INF/manifest.xml", MANIFEST.format(inside=inside))
        archive.writestr("content.xml", ODS)
    return buffer.getvalue()


def test_an_ods_workbook_is_read_like_the_others(tmp_path: Path) -> None:
    (sheet,) = sheets_of(tmp_path, open_document())

    assert sheet.spoken == "workbook (ODS), sheet «Лист1»"
    assert list(sheet.rows) == [(3, ("", "Яма", "717475", "2026-11-01 10:05:00"))]


def test_an_encrypted_ods_workbook_is_refused(tmp_path: Path) -> None:
    locked = open_document("<manifest:encryption-data/>")

    assert "is protected by a password; save it without one" in refusal(tmp_path, locked)


# What cannot be read


def test_a_workbook_cut_off_anywhere_is_refused(tmp_path: Path) -> None:
    whole = workbook({"Текст": "Яма"})

    assert all(refusal(tmp_path, whole[:length]) for length in range(4, len(whole), len(whole) // FEW))


def test_a_workbook_with_broken_bytes_is_read_or_refused_and_never_more(tmp_path: Path) -> None:
    whole = workbook({"Текст": "Яма"}, {"Текст": "Снег"})
    dice = random.Random(20261120)  # noqa: S311  # the same damage each time
    outcomes: set[type] = set()
    for _attempt in range(FEW):
        broken = bytearray(whole)
        for _byte in range(3):
            broken[dice.randrange(len(broken))] = dice.randrange(256)
        try:
            outcomes.add(type(sheets_of(tmp_path, bytes(broken))))
        except BadInputError as refused:
            outcomes.add(type(refused))

    assert outcomes == {list, BadInputError}


def test_a_stray_letter_in_the_last_cell_is_told_and_does_not_end_the_program(tmp_path: Path) -> None:
    def fill(book: Workbook) -> None:
        sheet = book.add_worksheet()
        sheet.write_string(0, 0, "Текст")
        sheet.write_string(1_048_575, 16_383, "x")

    assert "reaches to row 1048576 and column XFD; delete what stands far from the table" in refusal(
        tmp_path, made(fill)
    )


def test_a_formatted_empty_cell_far_away_is_no_matter(tmp_path: Path) -> None:
    def fill(book: Workbook) -> None:
        sheet = book.add_worksheet()
        sheet.write_string(0, 0, "Текст")
        sheet.write_blank(1_048_575, 16_383, None, book.add_format({"bold": True}))

    assert rows_of(tmp_path, made(fill)) == [(1, ("Текст",))]


# VmHWM and not ru_maxrss, which a process takes over from the one that started it.
MEASURED = """
import re, sys
from pathlib import Path
from mcu_cli.intake.files.incoming import open_sheets
(sheet,) = open_sheets(Path(sys.argv[1]))
rows = sum(1 for row in sheet.rows)
print(rows, re.search("VmHWM:\\\\s+(\\\\d+) kB", Path("/proc/self/status").read_text())[1])
"""


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="the peak of memory is read as Linux tells it")
def test_a_large_sheet_is_held_once_by_the_library_and_not_as_texts(tmp_path: Path) -> None:
    path = tmp_path / "large.xlsx"
    rows, columns = 20_000, 6
    book = Workbook(str(path), {"constant_memory": True, "tmpdir": str(tmp_path)})
    sheet = book.add_worksheet()
    for n in range(rows):
        sheet.write_row(n, 0, [n, "Дороги", f"Второй день не чистят тротуар у дома {n}.", "Мира", 5, "Решено"])
    book.close()

    done = subprocess.run(
        [sys.executable, "-c", MEASURED, path], cwd=ROOT, check=True, capture_output=True, encoding="utf-8"
    )
    found, peak = map(int, done.stdout.split())

    assert found == rows
    # An interpreter with the library has 40 MB; 120,000 cells and their texts take 15 to 20, and 30 again as a list.
    assert peak < 75_000
    assert rows * columns == 120_000


BOUND = """
import resource
from mcu_cli.intake.files.workbook_process import _bound
allowed, hard = {allowed}, resource.getrlimit(resource.RLIMIT_AS)[1]
resource.setrlimit(resource.RLIMIT_AS, (allowed, hard))
_bound()
print(resource.getrlimit(resource.RLIMIT_AS)[0])
"""


@pytest.mark.skipif(sys.platform != "linux", reason="other systems bound no address space")
@pytest.mark.parametrize(("allowed", "bound"), [(2 << 30, 2 << 30), (8 << 30, MOST_MEMORY), (-1, MOST_MEMORY)])
def test_the_memory_of_the_process_is_bound_and_never_beyond_what_the_operator_allows(allowed: int, bound: int) -> None:
    code = BOUND.format(allowed=allowed)
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert int(done.stdout) == bound


ORPHAN = """
import multiprocessing, os, sys
from pathlib import Path
from mcu_cli.intake.files.source import find
from mcu_cli.intake.files.workbook_process import Reader
reader = Reader(find(Path(sys.argv[1])))
reader.names()
print(multiprocessing.active_children()[0].pid, flush=True)
os._exit(9)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="no such processes")
def test_the_process_ends_with_the_one_that_asks_it_even_if_that_is_killed(tmp_path: Path) -> None:
    path = tmp_path / "export.xlsx"
    path.write_bytes(workbook({"A": 1}))
    asking = subprocess.Popen([sys.executable, "-c", ORPHAN, str(path)], cwd=ROOT, stdout=subprocess.PIPE, text=True)
    assert asking.stdout is not None
    number = int(asking.stdout.readline())
    try:
        asking.communicate(timeout=60)  # until nobody has the pipe open any more
    except subprocess.TimeoutExpired:
        os.kill(number, signal.SIGKILL)
        raise
    assert asking.returncode == 9
