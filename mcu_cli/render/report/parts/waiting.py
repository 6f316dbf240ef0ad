"""What waits: the backlog at the start and at the end, what is overdue, and what was promised."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mcu_cli.language import _
from mcu_cli.render.report.section import Column, Kind, Section
from mcu_cli.wording import decimal_text

if TYPE_CHECKING:
    from mcu_cli.render.report.section import Cell
    from mcu_cli.render.report.text import Data


def sections(data: Data) -> list[Section]:
    """Return the backlog (start and what came in less what went out make the end) and the promises of days."""
    backlog, latest = data["backlog"], data["max_overdue_days"]
    rows: list[list[Cell]] = [
        [_("waiting at the start"), backlog["start"]],
        [_("came in"), backlog["in"]],
        [_("went out"), backlog["out"]],
        [_("waiting at the end"), backlog["end"]],
        [_("of these overdue"), data["overdue"]],
        [_("in work at another body, under control"), data["under_control"]],
        [_("carried over from the year before"), data["carried_over"]],
    ]
    note = "" if latest is None else _("The latest is overdue by {n} days.").format(n=decimal_text(latest))
    columns = (Column("", Kind.TEXT), Column(_("appeals")))
    return [Section("backlog", _("In work"), columns, rows, note=note), *_promises(data)]


def _promises(data: Data) -> list[Section]:
    promises = data["promises"]
    if not any([data["deferred"], *promises.values()]):
        return []
    rows: list[list[Cell]] = [
        [_("appeals deferred"), data["deferred"]],
        [_("days promised"), promises["given"]],
        [_("promises kept"), promises["kept"]],
        [_("moved to a later day in time"), promises["moved"]],
        [_("promises broken"), promises["broken"]],
    ]
    note = _("Kept, moved and broken are those whose day fell into the period and is over.")
    columns = (Column("", Kind.TEXT), Column(_("how many")))
    return [Section("promises", _("Deferred, and days promised"), columns, rows, note=note)]
