"""The native charts of a workbook: of the same columns, in the same colours, as those of the page."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from mcu_cli.render.clean import clean_line
from mcu_cli.render.report.charts import FILLS, LINES, MOST_BARS

if TYPE_CHECKING:
    from mcu_cli.render.report.section import Section

_WIDTH, _LINES_HEIGHT, _FRAME = 640, 300, 70  # pixels: of a chart, of one of lines, around bars
_ROW, _MORE = 24, 10  # pixels: of a bar, and of each further one beside it
_PATTERNS = {"": None, "////": "wide_upward_diagonal", "....": "percent_20", "xxxx": "small_grid"}
_DASHES = {"-": "solid", "--": "dash", ":": "round_dot", "-.": "dash_dot"}


class Size(NamedTuple):
    """Pixels of 1/96 inch."""

    width: int
    height: int


def chart_size(section: Section) -> Size:
    """Return how large the chart of a table is: a bar takes as much room in each chart."""
    chart = section.chart
    if chart is None or chart.is_line:
        return Size(_WIDTH, _LINES_HEIGHT)
    row = _ROW + _MORE * (len(chart.values) - 1)
    return Size(_WIDTH, _FRAME + row * min(len(section.rows), MOST_BARS))


def native_chart(book: Any, name: str, section: Section, size: Size, head: int) -> Any:
    """Return the chart of the table on the sheet `name`, whose rows begin at `head`, from 0; it follows the cells."""
    wanted = section.chart
    assert wanted is not None  # noqa: S101  # whoever calls has looked
    chart = book.add_chart({"type": "line" if wanted.is_line else "bar"})
    shown = len(section.rows) if wanted.is_line else min(len(section.rows), MOST_BARS)
    last = head + shown - 1
    drawn = LINES if wanted.is_line else FILLS
    for at, look in zip(wanted.values, drawn, strict=False):
        series = {
            "name": [name, head - 1, at],
            "categories": [name, head, wanted.labels, last, wanted.labels],
            "values": [name, head, at, last, at],
        }
        chart.add_series(series | (_line_look(*look) if wanted.is_line else _bar_look(*look)))
    chart.set_title({"name": clean_line(section.title), "name_font": {"size": 12}})
    chart.set_legend({"none": True} if len(wanted.values) == 1 else {"position": "bottom"})
    if wanted.is_line:
        chart.set_y_axis({"min": 0, "major_gridlines": {"visible": True, "line": {"color": "#d9d9d9"}}})
    else:
        # A name at each bar, where some programs leave out every second; of bars this is the axis of names.
        names = {"interval_unit": 1, "num_font": {"size": 9}}
        chart.set_y_axis({"reverse": True, "major_gridlines": {"visible": False}, **names})
        chart.set_x_axis({"visible": False, "major_gridlines": {"visible": False}})
    chart.set_size(size._asdict())
    return chart


def _bar_look(colour: str, pattern: str) -> dict[str, Any]:
    kind = _PATTERNS[pattern]
    fill = (
        {"pattern": {"pattern": kind, "fg_color": "#ffffff", "bg_color": colour}}
        if kind
        else {"fill": {"color": colour}}
    )
    return {**fill, "gap": 40, "data_labels": {"value": True}}


def _line_look(colour: str, dashes: str, _mark: str) -> dict[str, Any]:
    return {"line": {"color": colour, "width": 2, "dash_type": _DASHES[dashes]}}
