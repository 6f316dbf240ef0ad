"""A report on a terminal: tables with rules and colours; aligned plain text where it goes to a pipe or a file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mcu_cli.language import _
from mcu_cli.render.cells import columns_of
from mcu_cli.render.console import drawing
from mcu_cli.render.report.cell_text import heading_texts, is_number, one_line, row_texts
from mcu_cli.render.report.section import Kind
from mcu_cli.render.report.sections import sections
from mcu_cli.render.report.text import heading, only_line, paragraph

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mcu_cli.render.report.section import Column, Section
    from mcu_cli.render.report.text import Data

_PLAIN_WIDTH = 100
_PLAIN_HEADING = 14  # headings of numbers take several lines rather than more columns than this
_NAMES = 24
_BETWEEN, _EDGES = 3, 2
_BELONGS = frozenset({Kind.CHANGE, Kind.CHANGE_PERCENT})  # to the number before it, with which it stays


def plain_report(data: Data, *, full: bool = False) -> str:
    """Return a report as aligned plain text, without colours or anything that a terminal would act on."""
    import textwrap  # 10 ms

    parts = [one_line(data["municipality"]), heading(data)]
    if data["where"]:
        parts.append(one_line(only_line(data)))
    parts.append(textwrap.fill(_said(data), _PLAIN_WIDTH))
    for section in sections(data, full=full):
        lines = [one_line(section.title), _plain_table(section)]
        if section.note:
            lines.append(textwrap.fill(one_line(section.note), _PLAIN_WIDTH))
        parts.append("\n".join(lines))
    return "\n\n".join(parts) + "\n"


def terminal_report(data: Data, *, width: int, colour: bool, full: bool = False) -> str:
    """Return a report for a terminal of `width` columns; what is too wide for it goes on below, names repeated."""
    from rich import box  # heavy: only where it prints
    from rich.table import Table
    from rich.text import Text

    console, drawn = drawing(width=width, colour=colour)
    console.print(Text(one_line(data["municipality"])))
    console.print(Text(heading(data), style="bold"))
    if data["where"]:
        console.print(Text(one_line(only_line(data))))
    console.print()
    console.print(Text(_said(data)))
    for section in sections(data, full=full):
        headings, rows = heading_texts(section), row_texts(section)
        least, most = _widths(section, headings, rows)
        for number, columns in enumerate(_fitting(section.columns, least, width)):
            console.print()
            title = one_line(section.title)
            table = Table(
                title=Text(_("{title}, continued").format(title=title) if number else title, style="bold"),
                title_justify="left",
                box=box.SIMPLE_HEAD,
                pad_edge=False,
                show_header=any(headings),
            )
            for at, given in _shared(columns, least, most, width).items():
                right = is_number(section.columns[at].kind)
                table.add_column(Text(headings[at]), justify="right" if right else "left", width=given)
            for row in rows:
                table.add_row(*(Text(row[at]) for at in columns))
            console.print(table)
        if section.note:
            console.print(Text(one_line(section.note)))
    return drawn.getvalue()


def _widths(section: Section, headings: list[str], rows: list[list[str]]) -> tuple[list[int], list[int]]:
    """Return how wide each column has to be, numbers and words of headings whole and texts readable; and would be."""
    longest = [max(map(columns_of, column)) for column in zip(*rows, strict=True)]
    words = [max((columns_of(word) for word in heading.split()), default=0) for heading in headings]
    needed = [
        long if is_number(column.kind) else min(long, _NAMES)
        for long, column in zip(longest, section.columns, strict=True)
    ]
    most = [max(long, columns_of(heading)) for long, heading in zip(longest, headings, strict=True)]
    return [*map(max, needed, words)], most


def _shared(columns: list[int], least: list[int], most: list[int], width: int) -> dict[int, int]:
    """Return the width of each of the columns side by side: the least, and what is left to names, then headings."""
    left = max(width - _EDGES - _BETWEEN * (len(columns) - 1) - sum(least[at] for at in columns), 0)
    given = {}
    for at in columns:
        more = min(most[at] - least[at], left)
        given[at] = least[at] + more
        left -= more
    return given


def _fitting(columns: Sequence[Column], least: list[int], width: int) -> list[list[int]]:
    """Return which columns stand side by side: as many as fit, the first one, of names, each time."""
    groups: list[list[int]] = []
    for at, column in enumerate(columns[1:], start=1):
        if column.kind in _BELONGS and groups:
            groups[-1].append(at)
        else:
            groups.append([at])
    blocks, taken = [[0]], least[0] + _EDGES
    for group in groups:
        wanted = sum(_BETWEEN + least[at] for at in group)
        if taken + wanted > width and len(blocks[-1]) > 1:
            blocks.append([0])
            taken = least[0] + _EDGES
        blocks[-1] += group
        taken += wanted
    return blocks


def _plain_table(section: Section) -> str:
    from tabulate import tabulate  # heavy: only where it prints

    text = tabulate(
        row_texts(section),
        heading_texts(section),
        tablefmt="simple",
        disable_numparse=True,
        colalign=["right" if is_number(column.kind) else "left" for column in section.columns],
        maxheadercolwidths=[_PLAIN_WIDTH, *[_PLAIN_HEADING] * (len(section.columns) - 1)],
    )
    return "\n".join(line.rstrip() for line in text.splitlines())


def _said(data: Data) -> str:
    return " ".join(paragraph(data))
