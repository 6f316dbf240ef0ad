"""What waits: the backlog at the start and at the end, and what is overdue."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mcu_cli.language import _
from mcu_cli.render.report.section import Column, Kind, Section

if TYPE_CHECKING:
    from mcu_cli.render.report.section import Cell
    from mcu_cli.render.report.text import Data


def sections(data: Data) -> list[Section]:
    """Return the backlog as a table: start and what came in less what went out make the end."""
    backlog = data["backlog"]
    rows: list[list[Cell]] = [
        [_("waiting at the start"), backlog["start"]],
        [_("came in"), backlog["in"]],
        [_("went out"), backlog["out"]],
        [_("waiting at the end"), backlog["end"]],
        [_("of these overdue"), data["overdue"]],
    ]
    return [Section("backlog", _("In work"), (Column("", Kind.TEXT), Column(_("appeals"))), rows)]
