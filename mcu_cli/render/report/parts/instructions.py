"""What the head instructed, and what became of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mcu_cli.language import _
from mcu_cli.render.report.section import Cell, Column, Kind, Section

if TYPE_CHECKING:
    from mcu_cli.render.report.text import Data


def sections(data: Data) -> list[Section]:
    """Return the instructions of the period and those open at its end; none where there were none at all."""
    found = data["instructions"]
    if found is None or not any(found.values()):
        return []
    rows: list[list[Cell]] = [
        [_("given"), found["given"]],
        [_("given a year earlier"), found["given_last_year"]],
        [_("done"), found["done"]],
        [_("of these in time"), found["done_in_time"]],
        [_("of these late"), found["done_late"]],
        [_("not done at the end"), found["open"]],
        [_("of these overdue"), found["overdue"]],
    ]
    columns = (Column("", Kind.TEXT), Column(_("how many")))
    return [Section("instructions", _("Instructions of the head"), columns, rows)]
