"""Tables: drawn where people read them on a terminal, plain text where a program or a file does.

The last column is a text, which takes what the others leave: its width is never asked for. So a table of any length is
written a row at a time, once the widths of the others are known.
"""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING

from mcu_cli.render.cells import columns_of, cut, padded
from mcu_cli.render.clean import clean

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from mcu_cli.render.out import Out

    Rows = Callable[[int], Iterable[Sequence[str]]]

# On a terminal one row is one line: ids and moments are whole, names of topics and bodies are cut, a text takes what
# is left.
_WHOLE = 20
_WIDEST = 26
_NARROWEST = 24
_AN_ID = 14
_BETWEEN = "  "
_AROUND_HEADING = 2  # columns by which a plain column is wider than its heading
_AT_ONCE = 1000  # rows that are held to be measured; of more the widths are asked for first
_BOLD, _PLAIN = "\x1b[1m", "\x1b[0m"


def print_table(
    out: Out, headings: Sequence[str], rows: Sequence[Sequence[str]], *, numbers_from: int | None = None
) -> None:
    """Print a table; the columns from `numbers_from` on are aligned to the right."""
    if not rows:
        return
    cells = [[clean(cell) for cell in row] for row in rows]
    if not out.terminal:
        out.raw(plain_table([clean(heading) for heading in headings], cells, numbers_from=numbers_from))
    elif numbers_from is None:
        lines = [[" ".join(cell.split()) for cell in row] for row in cells]
        _print(out, headings, lines, lines)
    else:
        _print_drawn(out, headings, cells, numbers_from)


def print_rows(out: Out, headings: Sequence[str], rows: Rows) -> int:
    """Print a table of any length and return how many rows it has; without any nothing is printed.

    `rows` yields the first so many cells of each row, cleaned and of one line, as often as it is asked.
    """
    found = iter(rows(len(headings)))
    held = list(islice(found, _AT_ONCE + 1))
    if not held:
        return 0
    if len(held) <= _AT_ONCE:
        return _print(out, headings, held, held)
    measured = rows(len(headings) - 1) if len(headings) > 1 else ()
    return _print(out, headings, measured, _both(held, found))


def _both(held: list[Sequence[str]], rest: Iterator[Sequence[str]]) -> Iterator[Sequence[str]]:
    yield from held
    yield from rest


def plain_table(headings: Sequence[str], rows: Iterable[Sequence[str]], *, numbers_from: int | None = None) -> str:
    """Return a table as lines of plain text; a cell of several lines stands in several lines of the table."""
    cells = [[[line.strip() for line in cell.split("\n")] for cell in row] for row in rows]
    widest = [max((len(line) for row in cells for line in row[n]), default=0) for n in range(len(headings))]
    line = _plain_line(headings, widest, numbers_from)
    lines = [line(headings)]
    for row in cells:
        high = max(map(len, row), default=1)
        lines += map(line, zip(*([*cell, *[""] * (high - len(cell))] for cell in row), strict=True))
    return "".join(f"{line}\n" for line in lines)


def _print(out: Out, headings: Sequence[str], measured: Iterable[Sequence[str]], rows: Iterable[Sequence[str]]) -> int:
    """Print rows in columns as wide as those of `measured` want to be, and return how many there are."""
    widest = [0] * (len(headings) - 1)
    width_of = columns_of if out.terminal else len
    for row in measured:
        for n, width in enumerate(widest):
            if len(row[n]) * 2 > width:  # no letter takes more than two columns
                widest[n] = max(width, width_of(row[n]))
    line = _drawn_line(headings, widest, out.width) if out.terminal else _plain_line(headings, widest, None)
    head = line(headings)
    out.raw(f"{_BOLD}{head}{_PLAIN}\n" if out.colour else f"{head}\n")
    if out.terminal:
        out.raw("─" * out.width + "\n")
    printed = 0
    for row in rows:
        out.raw(line(row) + "\n")
        printed += 1
    return printed


def _plain_line(
    headings: Sequence[str], widest: Sequence[int], numbers_from: int | None
) -> Callable[[Sequence[str]], str]:
    """Return what makes a line of a row, as wide as it takes."""
    widths = [max(len(heading) + _AROUND_HEADING, width) for heading, width in zip(headings, widest, strict=False)]
    left = len(widths) if numbers_from is None else numbers_from

    def line(row: Sequence[str]) -> str:
        cells = [
            cell.ljust(width) if n < left else cell.rjust(width)
            for n, (cell, width) in enumerate(zip(row, widths, strict=False))
        ]
        return _BETWEEN.join([*cells, *row[len(widths) :]]).rstrip()

    return line


def _drawn_line(headings: Sequence[str], widest: Sequence[int], width: int) -> Callable[[Sequence[str]], str]:
    """Return what makes a line of a row, as wide as the terminal."""
    widths = [
        max(min(natural, _WIDEST), columns_of(heading)) for heading, natural in zip(headings, widest, strict=False)
    ]
    free = width - sum(widths) - len(_BETWEEN) * len(widths)
    # Where the text has no room, names give way first, then all that is longer than an id; then all but the first.
    for least, wanted, first in ((_WHOLE, _NARROWEST, 0), (_AN_ID, _NARROWEST, 0), (1, 0, 1)):
        while free < wanted and max(widths[first:], default=0) > least:
            widths[widths.index(max(widths[first:]), first)] -= 1
            free += 1

    def line(row: Sequence[str]) -> str:
        cells = [padded(cell, room) for cell, room in zip(row, widths, strict=False)]
        return _BETWEEN.join([*cells, cut(row[-1], free)] if free > 0 else cells).rstrip()

    return line


def _print_drawn(out: Out, headings: Sequence[str], rows: Sequence[Sequence[str]], numbers_from: int) -> None:
    from rich.box import SIMPLE_HEAD  # 140 ms, for terminals only
    from rich.table import Table
    from rich.text import Text

    from mcu_cli.render.console import drawing

    table = Table(box=SIMPLE_HEAD, pad_edge=False)
    for n, heading in enumerate(headings):
        right = n >= numbers_from
        table.add_column(Text(clean(heading)), justify="right" if right else "left", no_wrap=right, overflow="fold")
    for row in rows:
        table.add_row(*(Text(cell) for cell in row))  # as Text: strangers' words are no markup
    console, drawn = drawing(width=out.width, colour=out.colour)
    console.print(table)
    out.raw(drawn.getvalue())
