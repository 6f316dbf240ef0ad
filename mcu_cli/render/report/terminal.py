"""A report on a terminal: tables with rules and colours; aligned plain text where it goes to a pipe or a file."""

from __future__ import annotations

from mcu_cli.render.clean import clean_line
from mcu_cli.render.console import drawing
from mcu_cli.render.report.sections import Section, sections
from mcu_cli.render.report.text import Data, heading, only_line, paragraph

_PLAIN_WIDTH = 100
_WITH_MONTHS = 110  # columns of a terminal that the tables take with the month beside each figure
_NAMES = 24
_BETWEEN = 3


def plain_report(data: Data) -> str:
    """Return a report as aligned plain text, without colours or anything that a terminal would act on."""
    import textwrap  # 10 ms

    from tabulate import tabulate  # heavy: only where it prints

    parts = [clean_line(data["municipality"]), heading(data)]
    if data["where"]:
        parts.append(clean_line(only_line(data)))
    parts.append(textwrap.fill(_said(data), _PLAIN_WIDTH))
    for section in sections(data):
        table = tabulate(
            _cells(section),
            [clean_line(text) for text in section.headings],
            tablefmt="simple",
            disable_numparse=True,
            colalign=("left", *("right",) * (len(section.headings) - 1)),
        )
        parts.append(f"{section.title}\n{table}")
    return "\n\n".join(parts) + "\n"


def terminal_report(data: Data, *, width: int, colour: bool) -> str:
    """Return a report for a terminal of `width` columns."""
    from rich import box  # heavy: only where it prints
    from rich.table import Table
    from rich.text import Text

    console, drawn = drawing(width=width, colour=colour)
    console.print(Text(clean_line(data["municipality"])))
    console.print(Text(heading(data), style="bold"))
    if data["where"]:
        console.print(Text(clean_line(only_line(data))))
    console.print()
    console.print(Text(_said(data)))
    for section in sections(data, months=width >= _WITH_MONTHS):
        console.print()
        table = Table(
            title=Text(section.title, style="bold"), title_justify="left", box=box.SIMPLE_HEAD, pad_edge=False
        )
        least = _least_widths(section, width)
        for number, text in enumerate(section.headings):
            table.add_column(Text(text), justify="right" if number else "left", min_width=least[number])
        for cells in _cells(section):
            table.add_row(*(Text(cell) for cell in cells))
        console.print(table)
    return drawn.getvalue()


def _least_widths(section: Section, width: int) -> list[int | None]:
    """Return how wide each column has to be: numbers whole, names readable; as it comes where that does not fit."""
    longest = [max(map(len, column)) for column in zip(*section.rows, strict=True)]
    least = [min(longest[0], _NAMES), *longest[1:]]
    return [*least] if sum(least) + _BETWEEN * len(least) <= width else [None] * len(least)


def _said(data: Data) -> str:
    return " ".join(paragraph(data))


def _cells(section: Section) -> list[list[str]]:
    # Titles come from registries and exports: whoever wrote them does not steer the terminal.
    return [[clean_line(cell) for cell in row] for row in section.rows]
