"""A report on a terminal: tables with rules and colours; aligned plain text where it goes to a pipe or a file."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING

from mcu_cli.language import _
from mcu_cli.render.cells import columns_of
from mcu_cli.render.console import drawing
from mcu_cli.render.report.cell_text import is_number
from mcu_cli.render.report.document import document
from mcu_cli.render.report.section import Kind

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rich.console import Console

    from mcu_cli.render.report.document import Table
    from mcu_cli.render.report.section import Column
    from mcu_cli.render.report.text import Data

_PLAIN_WIDTH = 100
_PLAIN_HEADING = 14  # headings of numbers take several lines rather than more columns than this
_AROUND_HEADING = 2  # columns that a heading has to spare
_BETWEEN_COLUMNS = "  "
_NAMES = 20
_BETWEEN, _EDGES = 2, 2
_BELONGS = frozenset({Kind.CHANGE, Kind.CHANGE_PERCENT})  # to the number before it, with which it stays


def plain_report(data: Data, *, full: bool = False) -> str:
    """Return a report as aligned plain text, without colours or anything that a terminal would act on."""
    report = document(data, full=full)
    parts = [
        report.banner,
        report.municipality,
        _filled(report.heading),
        report.only,
        *map(_filled, report.paragraphs),
        *("\n".join(filter(None, [table.title, _plain_table(table), _filled(table.note)])) for table in report.tables),
        _filled(report.legal_note),
        "\n".join(report.origin),  # whole lines: the command is copied from here
    ]
    return "\n\n".join(filter(None, parts)) + "\n"


def terminal_report(data: Data, *, width: int, colour: bool, full: bool = False) -> str:
    """Return a report for a terminal of `width` columns; what is too wide for it goes on below, names repeated."""
    from rich.text import Text  # heavy: only where it prints

    report = document(data, full=full)
    console, drawn = drawing(width=width, colour=colour)
    for text, style in (
        (report.banner, "bold red"),
        (report.municipality, ""),
        (report.heading, "bold"),
        (report.only, ""),
    ):
        if text:
            console.print(Text(textwrap.fill(text, width), style=style))
    for text in report.paragraphs:
        console.print()
        console.print(Text(textwrap.fill(text, width)))  # rich breaks lines at no-break spaces too
    for table in report.tables:
        _draw(console, table, width)
    if report.legal_note:
        console.print()
        console.print(Text(textwrap.fill(report.legal_note, width)))
    if report.origin:
        console.print()
    for line in report.origin:
        console.print(Text(textwrap.fill(line, width)))
    return drawn.getvalue()


def _draw(console: Console, table: Table, width: int) -> None:
    """Draw one table, in as many blocks as its columns need, and the note below it."""
    from rich import box
    from rich.table import Table as Drawn
    from rich.text import Text

    columns = table.section.columns
    least, most = _widths(table)
    for number, block in enumerate(_fitting(columns, least, width)):
        title = _("{title}, continued").format(title=table.title) if number else table.title
        block_drawn = Drawn(
            title=Text(title, style="bold"),
            title_justify="left",
            box=box.SIMPLE_HEAD,
            padding=(0, 1, 0, 0),
            pad_edge=False,
            show_header=any(table.headings),
        )
        for at, given in _shared(block, least, most, width).items():
            right = is_number(columns[at].kind)
            block_drawn.add_column(Text(table.headings[at]), justify="right" if right else "left", width=given)
        for number_of_row, row in enumerate(table.rows):
            is_total = number_of_row >= len(table.section.rows)
            block_drawn.add_row(*(Text(row[at]) for at in block), style="bold" if is_total else None)
        console.print()
        console.print(block_drawn)
    if table.note:
        console.print(Text(textwrap.fill(table.note, width)))


def _widths(table: Table) -> tuple[list[int], list[int]]:
    """Return how wide each column has to be, numbers and words of headings whole and texts readable; and would be."""
    longest = [max(map(columns_of, column)) for column in zip(*table.rows, strict=True)]
    words = [max((columns_of(word) for word in heading.split()), default=0) for heading in table.headings]
    needed = [
        long if is_number(column.kind) else min(long, _NAMES)
        for long, column in zip(longest, table.section.columns, strict=True)
    ]
    most = [max(long, columns_of(heading)) for long, heading in zip(longest, table.headings, strict=True)]
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


def _plain_table(table: Table) -> str:
    return plain_table(
        table.rows,
        table.headings if any(table.headings) else (),
        right=[is_number(column.kind) for column in table.section.columns],
    )


def plain_table(rows: Sequence[Sequence[str]], headings: Sequence[str], *, right: Sequence[bool]) -> str:
    """Return rows as aligned text as tabulate's format `simple` has them; without `headings` between two rules.

    Numbers stand at the `right`. tabulate itself costs a third of a report: importing it reads the mail library.
    """
    limits = [_PLAIN_WIDTH, *[_PLAIN_HEADING] * (len(right) - 1)]
    heads = [textwrap.wrap(text, limit) for text, limit in zip(headings, limits, strict=False)]
    cells = [[cell.strip() for cell in row] for row in rows]
    columns = list(zip(*cells, strict=True)) or [()] * len(right)
    widths = [max(map(columns_of, column), default=0) for column in columns]
    if heads:
        told = [max(map(columns_of, head), default=0) + _AROUND_HEADING for head in heads]
        widths = [max(pair) for pair in zip(widths, told, strict=True)]
    rule = _BETWEEN_COLUMNS.join("-" * width for width in widths)
    titles = [[head[n] if n < len(head) else "" for head in heads] for n in range(max(map(len, heads), default=0))]
    lines = [_aligned(row, widths, right) for row in cells]
    return "\n".join([*(_aligned(row, widths, right) for row in titles), rule, *lines, *([] if heads else [rule])])


def _aligned(cells: Sequence[str], widths: Sequence[int], right: Sequence[bool]) -> str:
    parts = []
    for cell, width, is_right in zip(cells, widths, right, strict=True):
        blanks = " " * (width - columns_of(cell))
        parts.append(blanks + cell if is_right else cell + blanks)
    return _BETWEEN_COLUMNS.join(parts).rstrip()


def _filled(text: str) -> str:
    return textwrap.fill(text, _PLAIN_WIDTH)
