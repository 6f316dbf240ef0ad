"""A report as a workbook: a sheet of the main figures, then the tables, with numbers as numbers and native charts."""

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
from mcu_cli.render.report.workbook_sheets import LINE, Paper, paper, set_area, set_up, sheets

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from mcu_cli.render.report.document import Document, Table
    from mcu_cli.render.report.main_figures import MainFigure
    from mcu_cli.render.report.section import Cell
    from mcu_cli.render.report.text import Data

_LONGEST_NAME = 31  # letters of the name of a sheet; and what it may not hold:
_NOT_IN_NAMES = re.compile(r"[\[\]:*?/\\]")
_TAKEN = "history"  # Excel keeps this name for itself
# What every office has, or another as wide: columns are as wide in LibreOffice as in Excel.
_FONT = {"font_name": "Arial", "font_size": 10}
_FRONT_WIDTHS = [60, 20, 20]  # letters of the first sheet: a column of names and two of values
_POINTS, _TITLE_LINE = 0.75, 20  # points of a pixel; as high as a row with a title is
_HEAD = 2  # rows above the first one of a table: its title and the headings
_BETWEEN = 2  # rows between two tables of a sheet
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
    subtitle: Any
    text: Any
    inner_text: Any  # beside a number, which ends where it begins
    note: Any
    warning: Any
    link: Any
    left_heading: Any
    inner_heading: Any
    right_heading: Any
    dash: Any
    kinds: dict[Kind, Any]
    whole: dict[Kind, Any]  # of the row that adds the others up


class _Sheet(NamedTuple):
    """A sheet with the formats of its cells."""

    drawn: Any
    formats: _Formats

    def text(self, row: int, at: int, text: str, form: Any) -> None:
        """Write a text: on one line, harmless, and no formula."""
        self.drawn.write_string(row, at, guarded_cell(clean_line(text))[:_LONGEST_CELL], form)

    def title(self, row: int, text: str, form: Any) -> None:
        """Write a title, in a row as high as its letters."""
        self.drawn.set_row(row, _TITLE_LINE)
        self.text(row, 0, text, form)

    def cell(self, row: int, at: int, cell: Cell, kind: Kind, *, is_whole: bool = False) -> None:
        """Write a value as what it is: a number, a share, a day, a text; a dash for what cannot be said."""
        form = (self.formats.whole if is_whole else self.formats.kinds)[kind]
        match cell:
            case None:
                self.drawn.write_string(row, at, DASH, self.formats.dash if is_number(kind) else form)
            case str() if kind is Kind.DAY:
                self.drawn.write_datetime(row, at, date.fromisoformat(cell), form)
            case str():
                self.text(row, at, cell, self.formats.inner_text if at else form)
            case _:
                self.drawn.write_number(row, at, cell / 100 if kind in _SHARES else cell, form)

    def make_room(self, row: int, texts: Sequence[str], widths: Sequence[int]) -> int:
        """Make a row as high as its texts need in columns of so many letters: not every program does it by itself.

        Return its height in points.
        """
        lines = max(len(textwrap.wrap(clean_line(text), width)) for text, width in zip(texts, widths, strict=False))
        if lines > 1:
            self.drawn.set_row(row, lines * LINE)
        return max(lines, 1) * LINE


def workbook_report(data: Data, *, full: bool = False) -> bytes:
    """Return a report as the bytes of an XLSX file, the same ones for the same report.

    Shares are fractions in the format of percent, days are dates. No text is taken for a formula.
    """
    from xlsxwriter import Workbook  # type: ignore[import-untyped]  # 60 ms; ships no types

    report = document(data, full=full)
    written = io.BytesIO()
    # A copy: what the library puts into it would change the bytes of the next book.
    book = Workbook(written, {"in_memory": True, "default_format_properties": dict(_FONT)})
    made = datetime.fromisoformat(data["as_of"]).astimezone(UTC).replace(tzinfo=None)
    book.set_properties({"title": report.heading, "company": report.municipality, "created": made})
    formats = _formats(book)
    filled = sheets(report.tables)
    names = sheet_names([_("Main figures"), *(sheet.title for sheet in filled)])
    front = _Sheet(book.add_worksheet(names[0]), formats)
    places: list[_Placed] = []
    for name, (title, tables) in zip(names[1:], filled, strict=True):
        sheet = _Sheet(book.add_worksheet(name), formats)
        lies = paper(tables)
        set_up(sheet.drawn, lies)
        is_shared = len(tables) > 1
        if is_shared:
            sheet.title(0, title, formats.title)
        sheet.drawn.freeze_panes(1 if is_shared else _HEAD, 1)
        sheet.drawn.repeat_rows(0, 0 if is_shared else _HEAD - 1)
        places += _filled(book, name, sheet, tables, lies)
    _front(front, report, places)
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

    def kinds(**properties: Any) -> dict[Kind, Any]:
        return {
            Kind.TEXT: added(text_wrap=True, **properties),
            Kind.DAY: added(num_format=_DAYS[spoken()], align="left", **properties),
            **{kind: added(num_format=pattern, **properties) for kind, pattern in _NUMBERS.items()},
        }

    head = {"bold": True, "text_wrap": True, "valign": "bottom", "bottom": 1, "bg_color": "#e8eef4"}
    return _Formats(
        title=added(bold=True, font_size=14, font_color="#24476b"),
        subtitle=added(bold=True, font_size=11, font_color="#24476b"),
        text=added(text_wrap=True),
        inner_text=added(text_wrap=True, align="left", indent=1),
        note=added(text_wrap=True, font_color="#444444"),
        warning=added(bold=True, text_wrap=True, font_color="#a02c2c"),
        link=added(font_color="#24476b", underline=1),
        left_heading=added(**head),
        inner_heading=added(**head, align="left", indent=1),
        right_heading=added(**head, align="right"),
        dash=added(align="right", font_color="#777777"),
        kinds=kinds(),
        whole=kinds(bold=True, top=1),
    )


class _Placed(NamedTuple):
    """Where a table stands: the name of its sheet, its row, and its title."""

    sheet: str
    row: int
    title: str


def _front(sheet: _Sheet, report: Document, places: Sequence[_Placed]) -> None:
    """Fill the first sheet: what the report is of, its sentences, the main figures, where the tables are, origin."""
    drawn, formats = sheet
    lies = Paper(is_landscape=False, widths=_FRONT_WIDTHS)
    set_up(drawn, lies)
    row = _lines(
        sheet,
        0,
        (report.banner, formats.warning),
        (report.municipality, formats.text),
        (report.heading, formats.title),
        (report.only, formats.text),
        *((paragraph, formats.text) for paragraph in report.paragraphs),
        (report.legal_note, formats.text),
    )
    if report.figures:
        row = _figures(sheet, report.figures, row + 1)
    if places:
        row = _contents(sheet, places, row + 1)
    row = _lines(sheet, row + 1, *((line, formats.note) for line in report.origin))
    set_area(drawn, lies, row)


def _lines(sheet: _Sheet, row: int, *lines: tuple[str, Any]) -> int:
    """Write texts with their formats over the whole width, from `row` on; return the row below them."""
    for text, form in lines:
        if text:
            sheet.drawn.merge_range(row, 0, row, len(_FRONT_WIDTHS) - 1, "", form)
            sheet.text(row, 0, text, form)
            if form is sheet.formats.title:
                sheet.drawn.set_row(row, _TITLE_LINE)
            else:
                sheet.make_room(row, [text], [sum(_FRONT_WIDTHS)])
            row += 1
    return row


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


def _contents(sheet: _Sheet, places: Sequence[_Placed], row: int) -> int:
    """Write where each table is, from `row` on; return the row below."""
    sheet.text(row, 0, _("Contents"), sheet.formats.left_heading)
    for below, place in enumerate(places, start=row + 1):
        link = f"internal:{_quoted(place.sheet)}!A{place.row + 1}"
        sheet.drawn.write_url(below, 0, link, sheet.formats.link, guarded_cell(place.title))
    return row + len(places) + 1


def _quoted(name: str) -> str:
    """Return the name of a sheet as references write it."""
    doubled = name.replace("'", "''")
    return f"'{doubled}'"


def _filled(book: Any, name: str, sheet: _Sheet, tables: Sequence[Table], lies: Paper) -> list[_Placed]:
    """Write the tables of a sheet, each with its chart below it; none begins on a page that cannot hold it whole."""
    row, taken = (0, 0) if len(tables) == 1 else (_BETWEEN, _BETWEEN * LINE)
    placed, breaks, formats = [], [], sheet.formats
    for table in tables:
        placed.append(_Placed(name, row, table.title))
        below, height = _table(sheet, table, row, lies, formats.subtitle if row else formats.title)
        if len(charted_rows(table.section)) >= LEAST_ROWS:
            size = chart_size(table.section)
            chart = native_chart(book, name, table.section, size, row + _HEAD)
            sheet.drawn.insert_chart(below + 1, 0, chart)
            lines = -int(-size.height * _POINTS // LINE) + 1
            below, height = below + 1 + lines, height + (1 + lines) * LINE
        if table is not tables[0] and taken + height > lies.height:
            breaks.append(row)
            taken = LINE  # the title of the sheet, again
        row, taken = below + _BETWEEN, taken + height + _BETWEEN * LINE
    sheet.drawn.set_h_pagebreaks(breaks)
    set_area(sheet.drawn, lies, row - _BETWEEN)
    return placed


def _table(sheet: _Sheet, table: Table, row: int, lies: Paper, title: Any) -> tuple[int, int]:
    """Write a table from `row` on: its title, headings, rows, that of the whole, and note.

    Return the row below it, and its height in points.
    """
    formats, section = sheet.formats, table.section
    sheet.title(row, table.title, title)
    for at, (text, column) in enumerate(zip(table.headings, section.columns, strict=True)):
        inner = formats.inner_heading if at else formats.left_heading
        form = formats.right_heading if is_number(column.kind) else inner
        if column.kind in _OWN_WORDS:
            sheet.drawn.write_string(row + 1, at, text, form)
        else:
            sheet.text(row + 1, at, text, form)
    whole = [section.total] if section.total else []
    for below, cells in enumerate([*section.rows, *whole], start=row + _HEAD):
        is_whole = below == row + _HEAD + len(section.rows)
        for at, (cell, column) in enumerate(zip(cells, section.columns, strict=True)):
            sheet.cell(below, at, cell, column.kind, is_whole=is_whole)
    height = _TITLE_LINE + sum(
        sheet.make_room(below, texts, lies.text_widths)
        for below, texts in enumerate((table.headings, *table.rows), start=row + 1)
    )
    end = row + _HEAD + len(table.rows)
    if not table.note:
        return end, height
    sheet.drawn.merge_range(end, 0, end, len(lies.widths), "", formats.note)  # to the edge of the page
    sheet.text(end, 0, table.note, formats.note)
    return end + 1, height + sheet.make_room(end, [table.note], [lies.width - len(lies.widths)])
