"""A report as a workbook: numbers are numbers, days are days, charts are native, and no text is a formula."""

from __future__ import annotations

import io
import re
import zipfile
from datetime import date
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from python_calamine import CalamineWorkbook

from mcu_cli.language import speaking
from mcu_cli.render.report import document as documents
from mcu_cli.render.report.cell_text import cell_text
from mcu_cli.render.report.document import Table
from mcu_cli.render.report.section import Chart, Column, Section
from mcu_cli.render.report.section import Kind as Of
from mcu_cli.render.report.sections import sections
from mcu_cli.render.report.workbook import sheet_names, workbook_report
from mcu_cli.render.report.workbook_sheets import Paper, paper
from mcu_cli.reports.periods import Kind
from tests.render.drawn_reports import data_of, hostile

_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
TABLE = Section(
    "rows",
    "Rows",
    (
        Column("name", Of.TEXT),
        Column("day", Of.DAY),
        Column("number"),
        Column("decimal", Of.DECIMAL),
        Column("share", Of.PERCENT),
        Column("+/−", Of.CHANGE),
        Column("%", Of.CHANGE_PERCENT),
    ),
    [
        ["=1+1", "2026-11-20", 9546, 1.5, 12.5, -3, -4.5],
        ["plain", None, None, None, None, None, None],
        ["other", "2026-11-21", 5, 1.0, 0.0, 0, 0.0],
    ],
    Chart(0, (2,)),
    "A note.",
)


def only(monkeypatch: pytest.MonkeyPatch, *tables: Section) -> bytes:
    monkeypatch.setattr(documents, "sections", lambda _data, **_how: list(tables))
    return workbook_report(data_of())


def rows_of(book: bytes, sheet: int) -> list[list[Any]]:
    return CalamineWorkbook.from_filelike(io.BytesIO(book)).get_sheet_by_index(sheet).to_python()


def part(book: bytes, name: str) -> str:
    return zipfile.ZipFile(io.BytesIO(book)).read(name).decode()


def read(text: str) -> ET.Element:
    return ET.fromstring(text)  # noqa: S314  # our own workbook


def parts(book: bytes) -> list[str]:
    return zipfile.ZipFile(io.BytesIO(book)).namelist()


def test_values_are_what_they_are(monkeypatch: pytest.MonkeyPatch) -> None:
    found = rows_of(only(monkeypatch, TABLE), 1)
    assert found[0][0] == "Rows"
    assert found[1] == ["name", "day", "number", "decimal", "share", "+/−", "%"]
    assert found[2] == ["'=1+1", date(2026, 11, 20), 9546.0, 1.5, 0.125, -3.0, -0.045]
    assert found[3] == ["plain", "—", "—", "—", "—", "—", "—"]
    assert found[5][0] == "A note."


@pytest.mark.parametrize(("language", "day"), [("ru", "dd.mm.yyyy"), ("en", "yyyy-mm-dd")])
def test_numbers_have_the_formats_of_the_language(monkeypatch: pytest.MonkeyPatch, language: str, day: str) -> None:
    with speaking(language):
        styles = part(only(monkeypatch, TABLE), "xl/styles.xml")
    formats = set(re.findall(r'formatCode="([^"]*)"', styles))
    assert {"#,##0", "0.0%", "#,##0.0", "+#,##0;-#,##0;0", "+0.0%;-0.0%;0.0%"} <= formats
    assert day in formats


def test_headings_stay_in_sight_and_on_each_page(monkeypatch: pytest.MonkeyPatch) -> None:
    book = only(monkeypatch, TABLE)
    sheet = read(part(book, "xl/worksheets/sheet2.xml"))
    pane = next(sheet.iter(f"{_MAIN}pane"))
    assert (pane.get("ySplit"), pane.get("xSplit"), pane.get("state")) == ("2", "1", "frozen")
    setup = next(sheet.iter(f"{_MAIN}pageSetup"))
    assert (setup.get("paperSize"), setup.get("fitToHeight")) == ("9", "0")
    assert "Rows!$1:$2" in part(book, "xl/workbook.xml")
    assert "Rows!$A$1:" in part(book, "xl/workbook.xml")
    assert next(sheet.iter(f"{_MAIN}pageSetUpPr")).get("fitToPage") == "1"


def test_charts_are_native_and_follow_the_cells(monkeypatch: pytest.MonkeyPatch) -> None:
    book = only(monkeypatch, TABLE)
    drawn = part(book, "xl/charts/chart1.xml")
    assert "<c:barChart>" in drawn
    assert "Rows!$C$3:$C$5" in drawn
    assert "Rows!$A$3:$A$5" in drawn
    assert not [name for name in parts(book) if name.startswith("xl/media")]
    axis = drawn[drawn.index("<c:catAx>") : drawn.index("</c:catAx>")]
    assert '<c:tickLblSkip val="1"/>' in axis  # a name at each bar


def test_a_course_of_time_is_a_chart_of_lines(monkeypatch: pytest.MonkeyPatch) -> None:
    book = only(monkeypatch, TABLE._replace(chart=Chart(1, (2, 3), is_line=True)))
    drawn = part(book, "xl/charts/chart1.xml")
    assert "<c:lineChart>" in drawn
    assert drawn.count("<c:ser>") == 2


def test_every_table_of_the_report_has_its_place_and_the_front_names_it() -> None:
    with speaking("ru"):
        data = data_of(Kind.YEAR)
        book = CalamineWorkbook.from_filelike(io.BytesIO(workbook_report(data)))
        drawn = sections(data)
    sheets = [book.get_sheet_by_index(number).to_python() for number in range(len(book.sheet_names))]
    assert len(sheets) < len(drawn)
    for section in drawn:
        title = " ".join(section.title.split())
        (rows,) = [
            rows[at:]
            for rows in sheets[1:]
            for at, row in enumerate(rows)
            if " ".join(str(row[0]).split()) == title and [*map(str, row[1:])] == [""] * (len(row) - 1)
            if any(cell for cell in rows[at + 1][1:])
        ]
        names = [" ".join(str(row[0]).split()) for row in rows[2 : 2 + len(section.rows)]]
        assert len(names) == len(section.rows), title
        if section.total:
            assert rows[2 + len(section.rows)][0] == "Всего"
    main = [row[0] for row in sheets[0]]
    assert main[0] == "Верхнереченск"
    assert [title for title in (section.title for section in drawn) if title not in main] == []
    assert any(str(cell).startswith("Повторить отчёт: mcu report") for cell in main)


def test_short_tables_of_a_matter_share_a_sheet_and_long_ones_have_their_own(monkeypatch: pytest.MonkeyPatch) -> None:
    def table(name: str, rows: int) -> Section:
        columns = (Column("", Of.TEXT), Column("number"))
        return Section(name, f"{name} {rows}", columns, [[f"row {n}", n] for n in range(rows)])

    def headings(book: bytes) -> list[list[Any]]:
        names = CalamineWorkbook.from_filelike(io.BytesIO(book)).sheet_names[1:]
        return [[name, rows_of(book, at)[0][0]] for at, name in enumerate(names, start=1)]

    both = only(monkeypatch, table("channels", 3), table("forms", 2), table("kinds", 60))
    assert headings(both) == [["Channels and kinds", "Channels and kinds"], ["kinds 60", "kinds 60"]]
    assert [row[0] for row in rows_of(both, 1)] == [
        *("Channels and kinds", "", "channels 3", "", "row 0", "row 1", "row 2", "", ""),
        *("forms 2", "", "row 0", "row 1"),
    ]
    shared, alone = (read(part(both, f"xl/worksheets/sheet{number}.xml")) for number in (2, 3))
    assert [next(sheet.iter(f"{_MAIN}pane")).get("ySplit") for sheet in (shared, alone)] == ["1", "2"]
    links = part(both, "xl/worksheets/sheet1.xml")
    assert "location=\"'Channels and kinds'!A10\"" in links


def test_a_table_that_does_not_fit_below_the_others_begins_a_page(monkeypatch: pytest.MonkeyPatch) -> None:
    columns = (Column("", Of.TEXT), Column("number"))
    tables = [
        Section(name, name, columns, [[f"row {n}", n + 1] for n in range(18)], Chart(0, (1,)))
        for name in ("channels", "forms", "kinds")
    ]
    sheet = part(only(monkeypatch, *tables), "xl/worksheets/sheet2.xml")
    assert len(re.findall(r"<brk ", sheet)) == 2
    first = part(only(monkeypatch, *tables[:1]), "xl/worksheets/sheet2.xml")
    assert "<brk " not in first


def test_all_sheets_are_equally_wide_on_paper() -> None:
    book = workbook_report(data_of(Kind.YEAR))
    widths = set()
    for name in parts(book):
        if name.startswith("xl/worksheets/sheet"):
            sheet = read(part(book, name))
            wide = sum(
                int(float(column.get("width", "0"))) * (int(column.get("max", "1")) - int(column.get("min", "1")) + 1)
                for column in sheet.iter(f"{_MAIN}col")
            )
            widths.add((next(sheet.iter(f"{_MAIN}pageSetup")).get("orientation"), wide))
    assert widths <= {("portrait", 112), ("landscape", 165)}
    assert ("portrait", 112) in widths


def test_names_become_narrower_before_a_sheet_is_turned() -> None:
    def lies(numbers: int) -> Paper:
        columns = (Column("", Of.TEXT), *(Column("numbers") for _ in range(numbers)))
        section = Section("x", "x", columns, [["n" * 80, *range(numbers)]])
        texts = [[cell_text(cell, column.kind) for cell, column in zip(section.rows[0], columns, strict=True)]]
        return paper([Table(section, "x", [column.heading for column in columns], texts, "")])

    assert lies(2).widths == [62, 10, 10]
    assert (lies(6).is_landscape, lies(6).widths[0]) == (False, 52)
    assert (lies(10).is_landscape, lies(10).widths[0]) == (True, 62)


def test_the_main_figures_are_numbers() -> None:
    found = {row[0]: row[1] for row in rows_of(workbook_report(data_of()), 0)}
    assert found["Received"] == 2.0
    assert found["Waiting at the end"] == 2.0


def test_no_text_is_a_formula_or_a_link_outside() -> None:
    book = workbook_report(hostile())
    for name in parts(book):
        assert "<f>" not in part(book, name) or name.startswith("xl/charts/"), name
        assert "http://evil" not in part(book, name)
    shared = part(book, "xl/sharedStrings.xml")
    texts = re.findall(r"<t[^>]*>([^<]*)</t>", shared)
    assert [text for text in texts if text.startswith(("=", "-", "@"))] == []
    assert any(text.startswith("'=1+1&lt;/script&gt;") for text in texts)
    assert "externalLink" not in " ".join(parts(book))


def test_charts_take_hostile_names_too() -> None:
    data = hostile()
    drawn = [section for section in sections(data) if section.chart is not None]
    assert drawn
    book = workbook_report(data)
    for name in parts(book):
        if name.endswith((".xml", ".rels")):
            read(part(book, name))


def test_the_same_report_gives_the_same_bytes() -> None:
    assert workbook_report(data_of(Kind.YEAR)) == workbook_report(data_of(Kind.YEAR))
    assert "2026-11-20T12:00:00Z" in part(workbook_report(data_of()), "docProps/core.xml")


@pytest.mark.parametrize(
    ("titles", "names"),
    [
        (["a", "A", "a"], ["a", "A 2", "a 3"]),
        (["By channel: [all]/part?*"], ["By channel all part"]),
        (["'quoted'", "History", ""], ["quoted", "History 2", "—"]),
        (["x" * 40, "x" * 40], ["x" * 30 + "…", "x" * 28 + "… 2"]),
        (["\x1b[2J by\u202ename"], ["<U+001B> 2J by<U+202E>name"]),
    ],
)
def test_names_of_sheets_are_legal_short_and_unlike(titles: list[str], names: list[str]) -> None:
    found = sheet_names(titles)
    assert found == names
    assert max(map(len, found)) <= 31


@pytest.mark.parametrize("rows", [5, 60])
def test_a_chart_stands_below_its_table_where_the_page_has_room_for_it(
    monkeypatch: pytest.MonkeyPatch, rows: int
) -> None:
    table = TABLE._replace(rows=[["name", "2026-11-20", n, 1.0, 1.0, 1, 1.0] for n in range(rows)])
    drawing = part(only(monkeypatch, table), "xl/drawings/drawing1.xml")
    found = re.search(r"<xdr:from><xdr:col>(\d+)</xdr:col>.*?<xdr:row>(\d+)</xdr:row>", drawing)
    assert found is not None
    assert (int(found[1]), int(found[2])) == (0, rows + 4)  # title, headings, rows, note, a row between


def test_a_text_for_the_press_has_a_sheet_of_its_own() -> None:
    found = rows_of(workbook_report(data_of() | {"kind": "press", "paragraphs": ["Первый абзац."]}), 0)
    assert ["Первый абзац."] in [[cell for cell in row if cell] for row in found]
