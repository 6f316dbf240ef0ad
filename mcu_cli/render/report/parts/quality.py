"""How good the answers were: marks of citizens, work done again, repeats."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mcu_cli.language import _
from mcu_cli.render.report.section import Chart, Column, Kind, Section
from mcu_cli.reports.speed import percent
from mcu_cli.wording import decimal_text

if TYPE_CHECKING:
    from mcu_cli.render.report.section import Cell
    from mcu_cli.render.report.text import Data


def sections(data: Data) -> list[Section]:
    """Return the marks, and what came back; those are left out that nothing was found for."""
    return [*_ratings(data), *_rework(data)]


def _ratings(data: Data) -> list[Section]:
    ratings = data["ratings"]
    if not ratings["count"]:
        return []
    rows: list[list[Cell]] = [
        [mark, appeals, percent(appeals, ratings["count"])] for mark, appeals in sorted(ratings["distribution"].items())
    ]
    note = _("The mean mark is {mean}; {percent}% of the marks are 4 or 5.").format(
        mean=decimal_text(ratings["average"], 2), percent=decimal_text(ratings["positive_percent"])
    )
    columns = (Column(_("mark"), Kind.TEXT), Column(_("appeals")), Column(_("share"), Kind.PERCENT))
    return [Section("ratings", _("Marks of the citizens"), columns, rows, Chart(0, (1,)), note)]


def _rework(data: Data) -> list[Section]:
    rework, repeats = data["rework"], data["repeats_after_answer"]
    if not rework["reopened"] and not repeats["count"]:
        return []
    rows: list[list[Cell]] = [
        [_("taken up again, in percent of those handled"), rework["reopened"], rework["percent"]],
        [_("received again after an answer, in percent of those received"), repeats["count"], repeats["percent"]],
    ]
    columns = (Column("", Kind.TEXT), Column(_("appeals")), Column("%", Kind.PERCENT))
    return [Section("rework", _("What came back"), columns, rows)]
