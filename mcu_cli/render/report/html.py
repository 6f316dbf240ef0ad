"""A report as one page of HTML that stands by itself, with charts: on a screen, on a telephone, printed on A4."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from mcu_cli.language import _
from mcu_cli.render.clean import clean_line
from mcu_cli.render.page import page
from mcu_cli.render.report.cell_text import cell_text, is_number
from mcu_cli.render.report.charts import chart_svg
from mcu_cli.render.report.document import document
from mcu_cli.render.report.section import Kind

if TYPE_CHECKING:
    from markupsafe import Markup

    from mcu_cli.render.report.document import Table
    from mcu_cli.render.report.main_figures import MainFigure
    from mcu_cli.render.report.text import Data

_PAGE = "report.html"
_NEEDS_CONTENTS = 8  # tables from which on nobody finds one without a list
_NARROW = 3  # columns that do not fill a page
_TELEPHONE, _LETTER, _LETTER_OF_HEADING, _BETWEEN = 360, 9, 8, 6  # pixels: of a telephone, a letter, between columns
_SHORT = 8  # rows of a table that is not parted between two pages
_NAME = 14  # letters of a line of names


class _Figure(NamedTuple):
    """One of the main figures, set large."""

    title: str
    value: str
    change: str


class _Heading(NamedTuple):
    """The heading of a column, whether numbers stand below it, set to the right, and its name apart from the others."""

    text: str
    is_number: bool
    alone: str

    @property
    def is_whole(self) -> bool:
        """Whether the heading is one word, which stays on one line: `+/−` would break after the stroke."""
        return " " not in self.text


class _Section(NamedTuple):
    """A table of the page: all texts cleaned, `chart` markup of our own; `name` is its anchor."""

    name: str
    title: str
    chart: Markup
    headings: list[_Heading]
    rows: list[list[str]]
    total: list[str]
    note: str

    @property
    def has_head(self) -> bool:
        """Whether any column has a heading."""
        return any(heading.text for heading in self.headings)

    @property
    def width(self) -> str:
        """Return how the page sets the table: a wide one is a list on a telephone, a narrow one stays together."""
        if sum(map(self._pixels, range(len(self.headings)))) > _TELEPHONE:
            return "wide"
        return "narrow" if len(self.headings) <= _NARROW and self.has_head else ""

    @property
    def is_short(self) -> bool:
        """Whether the table stays on one page."""
        return len(self.rows) <= _SHORT

    def _pixels(self, at: int) -> int:
        """Return about how wide a column has to be on a telephone: its numbers whole, its names readable."""
        words = max(map(len, self.headings[at].text.split()), default=0)
        longest = max(len(row[at]) for row in [*self.rows, *filter(None, [self.total])])
        if not self.headings[at].is_number:
            longest = min(longest, _NAME)
        return max(words * _LETTER_OF_HEADING, longest * _LETTER) + _BETWEEN


def html_report(data: Data, *, full: bool = False) -> str:
    """Return a report as a page. Whatever a name holds is shown and never acts: all texts are cleaned and escaped."""
    report = document(data, full=full)
    return page(
        _PAGE,
        **report._asdict()
        | {
            "title": " — ".join(filter(None, [report.heading or report.paragraphs[0], report.municipality])),
            "figures": [_figure(figure) for figure in report.figures],
            "sections": [_section(table, f"s{number}") for number, table in enumerate(report.tables, start=1)],
            "contents": _("Contents") if len(report.tables) >= _NEEDS_CONTENTS else "",
        },
    )


def _section(table: Table, name: str) -> _Section:
    from markupsafe import Markup  # comes with Jinja2

    rows = len(table.section.rows)
    return _Section(
        name=name,
        title=table.title,
        chart=Markup(chart_svg(table.section, f"{name}-chart")),  # noqa: S704  # our own drawing, its texts escaped
        headings=[
            _Heading(text, is_number(column.kind), clean_line(column.alone) or text)
            for text, column in zip(table.headings, table.section.columns, strict=True)
        ],
        rows=table.rows[:rows],
        total=table.rows[rows] if table.section.total else [],
        note=table.note,
    )


def _figure(figure: MainFigure) -> _Figure:
    """Return a main figure as texts; its growth where the time a year before is on record."""
    change = figure.change_percent
    said = (
        ""
        if change is None
        else _("{change} against the year before").format(change=cell_text(change, Kind.CHANGE_PERCENT))
    )
    return _Figure(figure.title, cell_text(figure.value, Kind.NUMBER), said)
