"""How appeals ended: their outcomes, and the grounds of those that got no answer on the merits."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mcu_cli.language import _
from mcu_cli.render.report.section import Chart, Column, Kind, Section
from mcu_cli.render.report.sentences import in_favour
from mcu_cli.render.report.totals import with_total

if TYPE_CHECKING:
    from mcu_cli.render.report.section import Cell
    from mcu_cli.render.report.text import Data


def sections(data: Data) -> list[Section]:
    """Return the outcomes of what was handled, and the grounds for no answer."""
    return [*_outcomes(data), *_no_answer(data)]


def _outcomes(data: Data) -> list[Section]:
    rows: list[list[Cell]] = [
        [row["title"], row["handled"], row["share_percent"]]
        for row in sorted(data["outcomes"], key=lambda row: not row["id"])
        if row["handled"]
    ]
    columns = (Column("", Kind.TEXT), Column(_("handled")), Column(_("share of handled"), Kind.PERCENT))
    section = Section("outcomes", _("Outcomes"), columns, rows, Chart(0, (1,)), in_favour(data))
    return [with_total(section)] if rows else []


def _no_answer(data: Data) -> list[Section]:
    rows: list[list[Cell]] = [[row["title"], row["appeals"], row["share_percent"]] for row in data["no_answer"]]
    columns = (Column("", Kind.TEXT), Column(_("appeals")), Column(_("share"), Kind.PERCENT))
    section = Section("no_answer", _("Left without an answer on the merits"), columns, rows)
    return [with_total(section)] if rows else []
