"""Tables: drawn by rich where people read them on a terminal, plain text where a program or a file does."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mcu_cli.render.clean import clean
from mcu_cli.render.console import drawing

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mcu_cli.render.out import Out

# One row is one line: ids and moments are whole, names of topics and bodies are cut, a text takes what is left.
_WHOLE = 20
_WIDEST = 26
_NARROWEST = 24


def print_table(
    out: Out, headings: Sequence[str], rows: Sequence[Sequence[str]], *, numbers_from: int | None = None
) -> None:
    """Print a table; the columns from `numbers_from` on are aligned to the right."""
    if not rows:
        return
    if out.terminal:
        _print_drawn(out, headings, rows, numbers_from)
    else:
        _print_plain(out, headings, rows, numbers_from)


def _print_drawn(out: Out, headings: Sequence[str], rows: Sequence[Sequence[str]], numbers_from: int | None) -> None:
    from rich.box import SIMPLE_HEAD  # 140 ms, for terminals only
    from rich.table import Table
    from rich.text import Text

    elastic = numbers_from is None  # the last column, a text, takes what the others leave and is cut
    table = Table(box=SIMPLE_HEAD, pad_edge=False, expand=elastic)
    for n, heading in enumerate(headings):
        if elastic and n == len(headings) - 1:
            table.add_column(Text(clean(heading)), no_wrap=True, overflow="ellipsis", ratio=1, min_width=_NARROWEST)
            continue
        right = numbers_from is not None and n >= numbers_from
        longest = max(len(row[n]) for row in rows)
        table.add_column(
            Text(clean(heading)),
            justify="right" if right else "left",
            no_wrap=elastic or right,
            overflow="ellipsis" if elastic else "fold",
            max_width=_WIDEST if elastic else None,
            min_width=min(longest, _WHOLE) if elastic else None,
        )
    for row in rows:
        table.add_row(*(Text(clean(cell)) for cell in row))  # as Text: strangers' words are no markup
    console, drawn = drawing(width=out.width, colour=out.colour)
    console.print(table)
    out.raw(drawn.getvalue())


def _print_plain(out: Out, headings: Sequence[str], rows: Sequence[Sequence[str]], numbers_from: int | None) -> None:
    from tabulate import tabulate  # 70 ms

    align = ["right" if numbers_from is not None and n >= numbers_from else "left" for n in range(len(headings))]
    cells = [[clean(cell) for cell in row] for row in rows]
    text = tabulate(cells, [clean(heading) for heading in headings], "plain", disable_numparse=True, colalign=align)
    out.raw("".join(line.rstrip() + "\n" for line in text.splitlines()))
