"""A report as a workbook: a sheet of the main figures and one a table, with numbers as numbers and native charts."""

from __future__ import annotations

import io
import re
import textwrap
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any, NamedTuple

from mcu_cli.domain.spreadsheets import guarded_cell
from mcu_cli.language import _, spoken
from mcu_cli.render.clean import clean_line
from mcu_cli.render.report.cell_text import DASH, is_number
from mcu_cli.render.report.charts import LEAST_ROWS, charted_rows
from mcu_cli.render.report.document import document
from mcu_cli.render.report.section import Kind
from mcu_cli.render.report.workbook_charts import chart_size, native_chart

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from mcu_cli.render.report.document import Document, Table
    from mcu_cli.render.report.main_figures import MainFigure
    from mcu_cli.render.report.section import Cell, Section
    from mcu_cli.render.report.text import Data
    from mcu_cli.render.report.workbook_charts import Size

_A4 = 9  # in the list of paper sizes of the format
_MARGINS = {"left": 0.5, "right": 0.5, "top": 0.7, "bottom": 0.7}  # inches
_LONGEST_NAME = 31  # letters of the name of a sheet; and what it may not hold:
_NOT_IN_NAMES = re.compile(r"[\[\]:*?/\\]")
_TAKEN = "history"  # Excel keeps this name for itself
_NARROWEST, _WIDEST, _AIR = 9, 60, 2  # letters of a column, and what is left free in it
_PORTRAIT, _LANDSCAPE = 94, 138  # letters that a page takes side by side at full size
_PORTRAIT_HEIGHT, _LANDSCAPE_HEIGHT, _POINTS = 720, 480, 0.75  # points that a page takes; of a pixel
_FRONT_COLUMNS, _FRONT_VALUES = 3, 20  # of the first sheet: a column of names and two of values, so wide
_LINE = 15  # points, as high as a row is without our saying so
_HEAD = 2  # rows above the first one of a table: its title and the headings
_BELOW = 3  # rows from a table to its chart, the note between them
_LONGEST_CELL = 32_767  # letters, a limit of the format
_NUMBERS = {
    Kind.NUMBER: "#,##0",
    Kind.DECIMAL: "#,##0.0",
    Kind.PERCENT: "0.0%",
    Kind.CHANGE: "+#,##0;-#,##0;0",
    Kind.CHANGE_PERCENT: "+0.0%;-0.0%;0.0%",
}
_DAYS = {"ru": "dd.mm.yyyy", "en": "yyyy-mm-dd"}
_SHARES = frozenset({Kind.PERCENT, Kind.CHANGE_PERCENT})
_OWN_WORDS = frozenset({Kind.CHANGE, Kind.CHANGE_PERCENT})  # `+/−` above a column is no formula, and looks like it


class _Formats(NamedTuple):
    """How cells of the workbook are drawn."""

    title: Any
    text: Any
    inner_text: Any  # beside a number, which ends where it begins
    note: Any
    warning: Any
    link: Any
    left_heading: Any
    right_heading: Any
    dash: Any
    kinds: dict[Kind, Any]


class _Sheet(NamedTuple):
    """A sheet with the formats of its cells."""

    drawn: Any
    formats: _Formats

    def text(self, row: int, at: int, text: str, form: Any) -> None:
        """Write a text: on one line, harmless, and no formula."""
        self.drawn.write_string(row, at, guarded_cell(clean_line(text))[:_LONGEST_CELL], form)

    def cell(self, row: int, at: int, cell: Cell, kind: Kind) -> None:
        """Write a value as what it is: a number, a share, a day, a text; a dash for what cannot be said."""
        form = self.formats.kinds[kind]
        match cell:
            case None:
                self.drawn.write_string(row, at, DASH, self.formats.dash if is_number(kind) else form)
            case str() if kind is Kind.DAY:
                self.drawn.write_datetime(row, at, date.fromisoformat(cell), form)
            case str():
                self.text(row, at, cell, self.formats.inner_text if at else form)
            case _:
                self.drawn.write_number(row, at, cell / 100 if kind in _SHARES else cell, form)

    def make_room(self, row: int, texts: Sequence[str], widths: Sequence[int]) -> None:
        """Make a row as high as its texts need in columns of so many letters: not every program does it by itself."""
        lines = max(len(textwrap.wrap(clean_line(text), width)) for text, width in zip(texts, widths, strict=True))
        if lines > 1:
            self.drawn.set_row(row, lines * _LINE)


def workbook_report(data: Data, *, full: bool = False) -> bytes:
    """Return a report as the bytes of an XLSX file, the same ones for the same report.

    Shares are fractions in the format of percent, days are dates. No text is taken for a formula.
    """
    from xlsxwriter import Workbook  # type: ignore[import-untyped]  # 60 ms; ships no types

    report = document(data, full=full)
    written = io.BytesIO()
    book = Workbook(written, {"in_memory": True})
    made = datetime.fromisoformat(data["as_of"]).astimezone(UTC).replace(tzinfo=None)
    book.set_properties({"title": report.heading, "company": report.municipality, "created": made})
    formats = _formats(book)
    names = sheet_names([_("Main figures"), *(table.title for table in report.tables)])
    tables = dict(zip(names[1:], report.tables, strict=True))
    _front(_Sheet(book.add_worksheet(names[0]), formats), report, tables)
    for name, table in tables.items():
        sheet = _Sheet(book.add_worksheet(name), formats)
        widths = _table(sheet, table)
        _print_setup(sheet.drawn, landscape=sum(widths) > _PORTRAIT)
        section = table.section
        if len(charted_rows(section)) >= LEAST_ROWS:
            size = chart_size(section)
            place = _place(section, sum(widths), size)
            sheet.drawn.insert_chart(*place, native_chart(book, name, section, size, _HEAD))
    book.close()
    return written.getvalue()


def sheet_names(titles: Iterable[str]) -> list[str]:
    """Return names of sheets for these titles: legal, short, and no two of them alike."""
    names: list[str] = []
    taken = {_TAKEN}
    for title in titles:
        legal = _NOT_IN_NAMES.sub(" ", clean_line(title))
        whole = " ".join(legal.split()).strip("' ") or "—"
        name, number = _shortened(whole, _LONGEST_NAME), 1
        while name.casefold() in taken:
            number += 1
            name = f"{_shortened(whole, _LONGEST_NAME - len(f' {number}'))} {number}"
        names.append(name)
        taken.add(name.casefold())
    return names


def _shortened(name: str, longest: int) -> str:
    return name if len(name) <= longest else f"{name[: longest - 1].rstrip(chr(39) + ' ')}…"


def _formats(book: Any) -> _Formats:
    def added(**properties: Any) -> Any:
        return book.add_format({"valign": "top", **properties})

    head = {"bold": True, "text_wrap": True, "valign": "bottom", "bottom": 1, "bg_color": "#e8eef4"}
    return _Formats(
        title=added(bold=True, font_size=14, font_color="#24476b"),
        text=added(text_wrap=True),
        inner_text=added(text_wrap=True, indent=1),
        note=added(font_color="#444444"),
        warning=added(bold=True, text_wrap=True, font_color="#a02c2c"),
        link=added(font_color="#24476b", underline=1),
        left_heading=added(**head),
        right_heading=added(**head, align="right"),
        dash=added(align="right", font_color="#777777"),
        kinds={
            Kind.TEXT: added(text_wrap=True),
            Kind.DAY: added(num_format=_DAYS[spoken()], align="left"),
            **{kind: added(num_format=pattern) for kind, pattern in _NUMBERS.items()},
        },
    )


def _front(sheet: _Sheet, report: Document, tables: dict[str, Table]) -> None:
    """Fill the first sheet: what the report is of, its sentences, the main figures, and where the tables are."""
    drawn, formats = sheet
    _print_setup(drawn, landscape=False)
    drawn.set_column(0, 0, _WIDEST)
    drawn.set_column(1, _FRONT_COLUMNS - 1, _FRONT_VALUES)
    lines = [
        (report.banner, formats.warning),
        (report.municipality, formats.text),
        (report.heading, formats.title),
        (report.only, formats.text),
        *((paragraph, formats.text) for paragraph in report.paragraphs),
        (report.legal_note, formats.text),
    ]
    row = 0
    for text, form in lines:
        if text:
            drawn.merge_range(row, 0, row, _FRONT_COLUMNS - 1, "", form)
            sheet.text(row, 0, text, form)
            if form is not formats.title:
                sheet.make_room(row, [text], [_WIDEST + (_FRONT_COLUMNS - 1) * _FRONT_VALUES])
            row += 1
    if report.figures:
        row = _figures(sheet, report.figures, row + 1)
    if tables:
        _contents(sheet, tables, row + 1)


def _figures(sheet: _Sheet, figures: Sequence[MainFigure], row: int) -> int:
    """Write the main figures from `row` on; return the row below them."""
    formats = sheet.formats
    sheet.text(row, 0, _("figure"), formats.left_heading)
    sheet.text(row, 1, _("value"), formats.right_heading)
    sheet.text(row, 2, _("against the year before"), formats.right_heading)
    for figure in figures:
        row += 1
        sheet.cell(row, 0, figure.title, Kind.TEXT)
        sheet.cell(row, 1, figure.value, Kind.NUMBER)
        if figure.is_compared:
            sheet.cell(row, 2, figure.change_percent, Kind.CHANGE_PERCENT)
    return row + 1


def _contents(sheet: _Sheet, tables: dict[str, Table], row: int) -> None:
    """Write where each table is, from `row` on."""
    sheet.text(row, 0, _("Contents"), sheet.formats.left_heading)
    for below, (name, table) in enumerate(tables.items(), start=row + 1):
        place = f"internal:{_quoted(name)}!A1"
        sheet.drawn.write_url(below, 0, place, sheet.formats.link, guarded_cell(table.title))


def _quoted(name: str) -> str:
    """Return the name of a sheet as references write it."""
    doubled = name.replace("'", "''")
    return f"'{doubled}'"


def _table(sheet: _Sheet, table: Table) -> list[int]:
    """Fill the sheet of one table: its title, the headings, which stay in sight and on each page, and the rows.

    Return the widths of the columns in letters.
    """
    drawn, formats = sheet
    section, headings = table.section, table.headings
    sheet.text(0, 0, table.title, formats.title)
    for at, (text, column) in enumerate(zip(headings, section.columns, strict=True)):
        form = formats.right_heading if is_number(column.kind) else formats.left_heading
        if column.kind in _OWN_WORDS:
            drawn.write_string(1, at, text, form)
        else:
            sheet.text(1, at, text, form)
    for row, cells in enumerate(section.rows, start=_HEAD):
        for at, (cell, column) in enumerate(zip(cells, section.columns, strict=True)):
            sheet.cell(row, at, cell, column.kind)
    widths = [
        min(max(_NARROWEST, *map(len, headings[at].split()), *map(len, texts)), _WIDEST) + _AIR
        for at, texts in enumerate(zip(*table.rows, strict=True))
    ]
    for at, width in enumerate(widths):
        drawn.set_column(at, at, width)
    for row, texts in enumerate((headings, *table.rows), start=_HEAD - 1):
        sheet.make_room(row, texts, [width - _AIR for width in widths])
    if table.note:
        sheet.text(len(table.rows) + _HEAD + 1, 0, table.note, formats.note)
    drawn.freeze_panes(_HEAD, 1)
    drawn.repeat_rows(0, _HEAD - 1)
    return widths


def _place(section: Section, letters: int, size: Size) -> tuple[int, int]:
    """Return row and column of a chart: below its table where the page holds both, else to the right of it."""
    wide = letters > _PORTRAIT
    longest = _LANDSCAPE_HEIGHT * max(letters / _LANDSCAPE, 1) if wide else _PORTRAIT_HEIGHT
    below = len(section.rows) + _HEAD + _BELOW
    if below * _LINE + size.height * _POINTS <= longest:
        return below, 0
    return 1, len(section.columns) + 1


def _print_setup(sheet: Any, *, landscape: bool) -> None:
    sheet.set_paper(_A4)
    if landscape:
        sheet.set_landscape()
    sheet.set_margins(**_MARGINS)
    sheet.fit_to_pages(1, 0)
    sheet.set_footer("&L&A&R&P / &N")
    sheet.hide_gridlines(2)
