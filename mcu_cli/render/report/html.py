"""A report as one page of HTML that stands by itself, with charts: on a screen, on a telephone, printed on A4."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from mcu_cli.language import _
from mcu_cli.render.page import page
from mcu_cli.render.report.banner import banner
from mcu_cli.render.report.cell_text import cell_text, heading_texts, is_number, one_line, row_texts
from mcu_cli.render.report.charts import chart_svg
from mcu_cli.render.report.parts.overview import indicator_title
from mcu_cli.render.report.section import Kind
from mcu_cli.render.report.sections import sections
from mcu_cli.render.report.text import heading, only_line, paragraph

if TYPE_CHECKING:
    from markupsafe import Markup

    from mcu_cli.render.report.section import Section
    from mcu_cli.render.report.text import Data

_PAGE = "report.html"
_TILES = ("received", "answered", "handled")
_NEEDS_CONTENTS = 8  # tables from which on nobody finds one without a list
_WIDE, _NARROW = 5, 3  # columns: as many as a telephone shows side by side, and as few as do not fill a page


class _Figure(NamedTuple):
    """One of the main figures, set large."""

    title: str
    value: str
    change: str = ""


class _Heading(NamedTuple):
    text: str
    kind: str


class _Table(NamedTuple):
    """A table of the page: all texts cleaned, `chart` markup of our own; `name` is its anchor."""

    name: str
    title: str
    chart: Markup | str
    headings: list[_Heading]
    rows: list[list[str]]
    note: str

    @property
    def has_head(self) -> bool:
        """Whether any column has a heading."""
        return any(heading.text for heading in self.headings)

    @property
    def width(self) -> str:
        """Return how the page sets the table: a wide one is a list on a telephone, a narrow one stays together."""
        if len(self.headings) > _WIDE:
            return "wide"
        return "narrow" if len(self.headings) <= _NARROW and self.has_head else ""


def html_report(data: Data, *, full: bool = False) -> str:
    """Return a report as a page. Whatever a name holds is shown and never acts: all texts are cleaned and escaped."""
    tables = [_table(section, f"s{number}") for number, section in enumerate(sections(data, full=full), start=1)]
    return page(
        _PAGE,
        municipality=one_line(data["municipality"]),
        heading=one_line(heading(data)),
        only=one_line(only_line(data)),
        banner=banner(data),
        paragraph=one_line(" ".join(paragraph(data))),
        figures=_figures(data),
        contents=_("Contents") if len(tables) >= _NEEDS_CONTENTS else "",
        sections=tables,
    )


def _table(section: Section, name: str) -> _Table:
    from markupsafe import Markup  # comes with Jinja2

    return _Table(
        name=name,
        title=one_line(section.title),
        chart=Markup(chart_svg(section, f"{name}-chart")),  # noqa: S704  # our own drawing, its texts escaped
        headings=[
            _Heading(text, "number" if is_number(column.kind) else "text")
            for text, column in zip(heading_texts(section), section.columns, strict=True)
        ],
        rows=row_texts(section),
        note=one_line(section.note),
    )


def _figures(data: Data) -> list[_Figure]:
    """Return the figures that a reader looks for first."""
    counted = [
        _Figure(
            indicator_title(name),
            cell_text(data[name]["period"], Kind.NUMBER),
            _against_last_year(data[name]["change_percent"]),
        )
        for name in _TILES
    ]
    return [
        *counted,
        _Figure(_("waiting at the end"), cell_text(data["backlog"]["end"], Kind.NUMBER)),
        _Figure(_("of these overdue"), cell_text(data["overdue"], Kind.NUMBER)),
    ]


def _against_last_year(change: float | None) -> str:
    if change is None:
        return ""
    return _("{change} against the year before").format(change=cell_text(change, Kind.CHANGE_PERCENT))
