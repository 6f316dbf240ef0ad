"""Charts of a report as SVG that stands inside a page: drawn without a screen, the same bytes for the same table."""

from __future__ import annotations

import io
import logging
import re
import textwrap
import unicodedata
from math import nan
from typing import TYPE_CHECKING, Any, NamedTuple
from xml.etree import ElementTree as ET

from mcu_cli.language import _
from mcu_cli.render.clean import clean_line
from mcu_cli.render.report.cell_text import cell_text
from mcu_cli.wording import number_text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from mcu_cli.render.report.section import Cell, Kind, Section

MOST_BARS = 12  # more rows are for the table, where they can be found
LEAST_ROWS = 2  # one bar alone says nothing that its number does not
_WIDTH = 5.6  # inches, of 72 units of the drawing each; a page scales it to its own width
_BAR, _FRAME, _LINES = 0.3, 0.35, 2.4  # inches: of a bar's row, around all bars, of a chart of lines
_LABEL, _LABEL_LINES, _LINE = 30, 2, 11.0  # letters of a line of a label, its lines, and how far they are apart
_DAY = 10  # letters of a line below an axis of time
_LETTER, _AXIS = 6.5, 350  # about the width of a letter, and the length of an axis, in units of the drawing
_MARKS = 5  # of the axis of values
# Dark to light, with a pattern each: they differ on a grey print too.
FILLS = (("#24476b", ""), ("#8fb0d1", "////"), ("#d98032", "...."), ("#cfcfcf", "xxxx"))
LINES = (("#24476b", "-", "o"), ("#d98032", "--", "s"), ("#4f7f4f", ":", "^"), ("#777777", "-.", "D"))
_SPEAKING = frozenset("LMNPSZ")  # letters with their marks, numbers, punctuation, signs, spaces
_PICTURES = 0x2600  # the code points from here on that are signs are pictures
_NAMED, _FONT = re.compile(r"url\(#([^)]+)\)"), re.compile(r" ?font-family:[^;]+;?")
_SVG, _XLINK = "{http://www.w3.org/2000/svg}", "{http://www.w3.org/1999/xlink}"


class _Series(NamedTuple):
    """One column of a table as it is drawn: its name and its values, a row each."""

    title: str
    kind: Kind
    values: list[float | None]

    @property
    def drawn(self) -> list[float]:
        """Return the values as numbers, what cannot be said as nan: it leaves a gap."""
        return [nan if value is None else value for value in self.values]


def chart_svg(section: Section, name: str) -> str:
    """Return the chart of a table as an element `svg`, or the empty text where there is nothing to see.

    `name` makes the ids of this chart differ from those of the others in the page.
    """
    if section.chart is None:
        return ""
    shown = charted_rows(section)
    kinds = [column.kind for column in section.columns]
    labels = [cell_text(row[section.chart.labels], kinds[section.chart.labels]) for row in shown]
    series = [
        _Series(section.columns[at].heading, kinds[at], [_number(row[at]) for row in shown])
        for at in section.chart.values
    ]
    if len(shown) < LEAST_ROWS or not any(value for one in series for value in one.values):
        return ""
    drawn = _drawn(labels, series, is_line=section.chart.is_line)
    return _inline(drawn, name, clean_line(section.title), _described(labels, series))


def charted_rows(section: Section) -> list[list[Cell]]:
    """Return the rows that a chart shows: each point of a line; of bars the first ones that have a length."""
    chart = section.chart
    if chart is None:
        return []
    if chart.is_line:
        return section.rows
    return [row for row in section.rows if any(row[at] for at in chart.values)][:MOST_BARS]


def _number(cell: Cell) -> float | None:
    return None if isinstance(cell, str) else cell


def _described(labels: Sequence[str], series: Sequence[_Series]) -> str:
    """Return what the chart shows for those who do not see it; the table beside it has all figures."""
    said = [
        _("{series}: {values}").format(
            series=one.title,
            values=", ".join(
                _("{label} {value}").format(label=label, value=cell_text(value, one.kind))
                for label, value in zip(labels, one.values, strict=True)
            ),
        )
        for one in series
    ]
    return clean_line("; ".join(said))


def _drawn(labels: Sequence[str], series: Sequence[_Series], *, is_line: bool) -> str:
    """Return the chart as a document of SVG."""
    # What it would say on stderr is where it keeps its list of fonts.
    logging.getLogger("matplotlib").setLevel(logging.ERROR)
    import matplotlib as mpl  # 300 ms: only where a page is drawn
    from matplotlib.backends.backend_svg import FigureCanvasSVG
    from matplotlib.figure import Figure

    with mpl.rc_context():
        mpl.rcdefaults()  # settings of the one who runs this change no report
        mpl.rcParams |= {"svg.fonttype": "none", "svg.hashsalt": "mcu", "font.size": 10.0, "hatch.linewidth": 0.6}
        figure = Figure(layout="constrained")
        FigureCanvasSVG(figure)
        axes = figure.add_subplot()
        known = _letters()
        said = [_speaking(label, known) for label in labels]
        if is_line:
            _draw_lines(figure, axes, said, series)
        else:
            _draw_bars(figure, axes, said, series)
        if len(series) > 1:
            figure.legend(loc="outside upper left", ncols=len(series), frameon=False, fontsize=9)
        written = io.StringIO()
        figure.savefig(written, format="svg", transparent=True, metadata={"Date": None, "Creator": None})
    return written.getvalue()


def _draw_bars(figure: Figure, axes: Axes, labels: Sequence[str], series: Sequence[_Series]) -> None:
    thick = 0.8 / len(series)
    wrapped = [textwrap.wrap(label, _LABEL, max_lines=_LABEL_LINES, placeholder="…") for label in labels]
    row = max(_BAR * max(map(len, wrapped), default=1) ** 0.5, _BAR * 0.8 * len(series))
    figure.set_size_inches(_WIDTH, _FRAME + row * len(labels))
    for number, (one, (colour, pattern)) in enumerate(zip(series, FILLS, strict=False)):
        places = [at + thick * (number - (len(series) - 1) / 2) for at in range(len(labels))]
        lengths = [value or 0 for value in one.values]
        bars = axes.barh(
            places, lengths, thick * 0.9, color=colour, hatch=pattern, edgecolor="white", linewidth=0, label=one.title
        )
        axes.bar_label(bars, [cell_text(value, one.kind) for value in one.values], padding=3, fontsize=9)
    for at, lines in enumerate(wrapped):
        for number, line in enumerate(lines):
            # Each line ends at the axis by itself, whatever font the reader has; together they would not.
            axes.annotate(
                line,
                (0, at),
                xytext=(-5, _LINE * ((len(lines) - 1) / 2 - number)),
                xycoords=("axes fraction", "data"),
                textcoords="offset points",
                ha="right",
                va="center",
                parse_math=False,
            )
    axes.set_yticks([])
    axes.invert_yaxis()
    axes.set_xticks([])
    axes.margins(x=0.12, y=0.02)
    axes.spines[["top", "right", "bottom"]].set_visible(False)


def _draw_lines(figure: Figure, axes: Axes, labels: Sequence[str], series: Sequence[_Series]) -> None:
    from matplotlib.ticker import MaxNLocator

    figure.set_size_inches(_WIDTH, _LINES)
    for one, (colour, dashes, mark) in zip(series, LINES, strict=False):
        axes.plot(one.drawn, color=colour, linestyle=dashes, marker=mark, markersize=3, label=one.title)
    wrapped = ["\n".join(textwrap.wrap(label, _DAY, max_lines=_LABEL_LINES, placeholder="…")) for label in labels]
    most = max(_AXIS // (_LETTER * (max(len(line) for label in wrapped for line in label.split("\n")) + 2)), 2)
    step = -int(-len(labels) // most)
    axes.set_xticks(range(0, len(labels), step), wrapped[::step], parse_math=False)
    axes.set_ylim(bottom=0)
    axes.yaxis.set_major_locator(MaxNLocator(_MARKS, integer=True))
    axes.yaxis.set_major_formatter(lambda value, _place: number_text(round(value)))
    axes.grid(axis="y", color="#d9d9d9", linewidth=0.6)
    axes.spines[["top", "right"]].set_visible(False)


def _letters() -> frozenset[int]:
    """Return the code points of which the font of the chart, which comes with the library, has a picture."""
    from matplotlib.font_manager import findfont, get_font

    return frozenset(get_font(findfont("DejaVu Sans")).get_charmap())


def _speaking(text: str, known: frozenset[int]) -> str:
    """Return a label without what has no place in a chart, emoji above all; the table has the name as it is."""
    return clean_line("".join(letter for letter in clean_line(text) if _speaks(letter, known)))


def _speaks(letter: str, known: frozenset[int]) -> bool:
    kind = unicodedata.category(letter)[0]
    return ord(letter) in known and kind in _SPEAKING and (kind != "S" or ord(letter) < _PICTURES)


def _inline(document: str, name: str, title: str, description: str) -> str:
    """Return a drawing as an element of a page: named, without style sheet, notes and sizes; ids of its own."""
    root = ET.fromstring(document)  # noqa: S314  # our own drawing
    for parent in root.iter():
        for child in [*parent]:
            if child.tag in {f"{_SVG}metadata", f"{_SVG}style"}:
                parent.remove(child)
    ids = {element.get("id", ""): f"{name}-{number}" for number, element in enumerate(root.iter())}
    for element in root.iter():
        element.tag = element.tag.removeprefix(_SVG)
        _rename(element, ids)
    root.attrib = {
        "class": "chart",
        "viewBox": root.attrib["viewBox"],
        "role": "img",
        "aria-labelledby": f"{name}-title {name}-description",
    }
    for tag, text in (("desc", description), ("title", title)):
        element = ET.Element(tag, {"id": f"{name}-{'title' if tag == 'title' else 'description'}"})
        element.text = text
        root.insert(0, element)
    return ET.tostring(root, encoding="unicode")


def _rename(element: ET.Element, ids: dict[str, str]) -> None:
    attributes: dict[str, Any] = {}
    for key, value in element.attrib.items():
        if key == "id":
            attributes["id"] = ids[value]
        elif key in {f"{_XLINK}href", "href"}:
            attributes["href"] = f"#{ids[value.removeprefix('#')]}"
        else:
            # The page says which font; the drawing was measured with one of the widest.
            attributes[key] = _NAMED.sub(lambda found: f"url(#{ids[found[1]]})", _FONT.sub("", value))
    element.attrib = attributes
