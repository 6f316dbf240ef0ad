"""What was received and done, beside the periods that it is read against."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from mcu_cli.language import _
from mcu_cli.render.report.section import Cell, Column, Kind, Section

if TYPE_CHECKING:
    from mcu_cli.render.report.text import Data

INDICATORS = ("received", "written_and_oral", "assigned", "answered", "answers", "handled", "closed")
_WHERE_ANY = frozenset({"written_and_oral", "assigned"})  # not every centre receives letters, or passes appeals on


def sections(data: Data) -> list[Section]:
    """Return the indicators as one table: a row each, a column a stretch of time, each stretch once."""
    first = date.fromisoformat(data["period"]["from"])
    quarter = first.replace(month=(first.month - 1) // 3 * 3 + 1, day=1)
    stretches = [("period", _("period"))]
    if data["period"]["kind"] != "quarter" and first != first.replace(day=1):
        stretches.append(("month_to_date", _("since the first of the month")))
    if data["period"]["kind"] == "month" and first != quarter:
        stretches.append(("quarter_to_date", _("since the beginning of the quarter")))
    if (first.month, first.day) != (1, 1):
        stretches.append(("year_to_date", _("since 1 January")))
    compared = [("last_year", "change_percent", _("a year earlier"))]
    if data["previous"] != data["last_year"]:
        compared.insert(0, ("previous", "change_previous_percent", _("period before")))
    columns = [Column("", Kind.TEXT), *(Column(title) for _name, title in stretches)]
    for _name, _percent, title in compared:
        columns += [Column(title), Column("+/−", Kind.CHANGE), Column("%", Kind.CHANGE_PERCENT)]
    rows: list[list[Cell]] = []
    for name in INDICATORS:
        figure = data[name]
        if name in _WHERE_ANY and not any(figure.values()):
            continue
        row: list[Cell] = [indicator_title(name), *(figure[stretch] for stretch, _title in stretches)]
        for then, percent, _title in compared:
            row += [figure[then], _change(figure, then), figure[percent]]
        rows.append(row)
    return [Section("received", _("Received and done"), tuple(columns), rows)]


def indicator_title(name: str) -> str:
    """Return how the indicator `name` of the JSON form is called for a reader."""
    return {
        "received": _("received"),
        "written_and_oral": _("of these written and oral"),
        "assigned": _("passed on"),
        "answered": _("appeals answered"),
        "answers": _("answers given"),
        "handled": _("handled"),
        "closed": _("closed"),
    }[name]


def _change(figure: dict[str, Any], then: str) -> int | None:
    """Return the difference; None where the record does not hold the time compared with."""
    before = figure[then]
    return None if before is None else int(figure["period"] - before)
