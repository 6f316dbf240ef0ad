"""How appeals ended: their outcomes, and the grounds of those that got no answer on the merits."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mcu_cli.language import _, ngettext
from mcu_cli.render.report.section import Chart, Column, Kind, Section
from mcu_cli.wording import decimal_text, number_text

if TYPE_CHECKING:
    from mcu_cli.render.report.section import Cell
    from mcu_cli.render.report.text import Data


def sections(data: Data) -> list[Section]:
    """Return the outcomes of what was handled, and the grounds for no answer."""
    return [*_outcomes(data), *_no_answer(data)]


def _outcomes(data: Data) -> list[Section]:
    rows: list[list[Cell]] = [
        [row["title"], row["handled"], row["share_percent"]] for row in data["outcomes"] if row["handled"]
    ]
    columns = (Column("", Kind.TEXT), Column(_("handled")), Column(_("share of handled"), Kind.PERCENT))
    return [Section("outcomes", _("Outcomes"), columns, rows, Chart(0, (1,)), _in_favour(data))] if rows else []


def _in_favour(data: Data) -> str:
    found = data["decided_in_favour"]
    if not found["of"]:
        return ""
    return ngettext(
        "{n} appeal was decided in favour of the citizen: {percent}% of those with an outcome.",
        "{n} appeals were decided in favour of the citizen: {percent}% of those with an outcome.",
        found["count"],
    ).format(n=number_text(found["count"]), percent=decimal_text(found["percent"]))


def _no_answer(data: Data) -> list[Section]:
    rows: list[list[Cell]] = [[row["title"], row["appeals"], row["share_percent"]] for row in data["no_answer"]]
    columns = (Column("", Kind.TEXT), Column(_("appeals")), Column(_("share"), Kind.PERCENT))
    return [Section("no_answer", _("Left without an answer on the merits"), columns, rows)] if rows else []
