"""The last row of a table whose rows add up: the whole, and what is said of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mcu_cli.language import _
from mcu_cli.render.report.section import Kind

if TYPE_CHECKING:
    from collections.abc import Mapping

    from mcu_cli.render.report.section import Cell, Section

_LEAST = 2  # rows: of one alone the whole says nothing more
_WHOLE_PERCENT = 100.0


def with_total(section: Section, known: Mapping[int, Cell] | None = None) -> Section:
    """Return a table with the row of the whole: whole numbers are added up, shares make 100 %.

    `known` says by column, from 0, what cannot be found so. A number that one row does not know the whole does not
    know either.
    """
    if len(section.rows) < _LEAST:
        return section
    given = known or {}
    total: list[Cell] = [_("Total")]
    for at, column in enumerate(section.columns[1:], start=1):
        total.append(given[at] if at in given else _whole(column.kind, [row[at] for row in section.rows]))
    return section._replace(total=total)


def _whole(kind: Kind, cells: list[Cell]) -> Cell:
    match kind:
        case Kind.NUMBER:
            numbers = [cell for cell in cells if isinstance(cell, int)]
            return sum(numbers) if len(numbers) == len(cells) else None
        case Kind.PERCENT:
            return _WHOLE_PERCENT if any(cells) else None
        case _:
            return None
