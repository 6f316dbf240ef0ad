"""A breakdown as a table: what was received, answered and handled of each channel, topic, district and the like."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from mcu_cli.language import _
from mcu_cli.render.report.section import Cell, Chart, Column, Kind, Section
from mcu_cli.render.report.totals import with_total
from mcu_cli.reports.indicator import growth
from mcu_cli.reports.speed import percent

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mcu_cli.render.report.text import Data

_MEASURES = ("received", "answered", "handled")
_WITH_MONTH = frozenset({"day", "week", "range"})  # periods that are read beside the month that they stand in


def breakdown(
    name: str, title: str, rows: Sequence[dict[str, Any]], data: Data, *, adds_up: bool = True
) -> list[Section]:
    """Return one breakdown of the report `data` as a table, or none where no row has such a fact.

    Short periods stand beside the month to date, unless they are all of it; longer ones beside the year before. Where
    the rows add up to the whole, it stands below them.
    """
    rows = shown_rows(rows, data)
    if all(not row["id"] for row in rows):
        return []
    columns = _columns(data, rows)
    cells: list[list[Cell]] = [[row["title"], *(row[member] for member in columns)] for row in rows]
    section = Section(name, title, (Column("", Kind.TEXT), *columns.values()), cells, Chart(0, (1,)))
    return [with_total(section, _known(rows, data, [*columns])) if adds_up else section]


def shown_rows(rows: Sequence[dict[str, Any]], data: Data) -> list[dict[str, Any]]:
    """Return the rows of a breakdown in which something was counted in a stretch that the table has; unknown ones last.

    The others tell of other times.
    """
    names = [f"{measure}{stretch}" for measure in _MEASURES for stretch in ("", "_month_to_date")]
    if data["period"]["kind"] not in _WITH_MONTH:
        names.append("received_last_year")
    return sorted((row for row in rows if any(row[name] for name in names)), key=lambda row: not row["id"])


def _columns(data: Data, rows: Sequence[dict[str, Any]]) -> dict[str, Column]:
    is_known = any(row["received_last_year"] is not None for row in rows)
    is_short = data["period"]["kind"] in _WITH_MONTH
    if is_short and _tells_of_month(data):
        return _beside_month()
    return _beside_last_year() if is_known and not is_short else _alone()


def _known(rows: Sequence[dict[str, Any]], data: Data, members: list[str]) -> dict[int, Cell]:
    """Return what of the whole is no sum, by column: its share of what was received, and its growth."""
    received = sum(row["received"] for row in rows)
    before = [row["received_last_year"] for row in rows]
    grown = None if None in before else growth(received, sum(before))
    whole = {"share_percent": percent(received, data["received"]["period"]), "change_percent": grown}
    return {at: whole[member] for at, member in enumerate(members, start=1) if member in whole}


def _beside_month() -> dict[str, Column]:
    return {
        "received": Column(_("received")),
        "share_percent": Column(_("share"), Kind.PERCENT),
        "received_month_to_date": Column(_("received in the month")),
        "answered": Column(_("answered")),
        "answered_month_to_date": Column(_("answered in the month")),
        "handled": Column(_("handled")),
        "handled_month_to_date": Column(_("handled in the month")),
    }


def _beside_last_year() -> dict[str, Column]:
    return {
        "received": Column(_("received")),
        "share_percent": Column(_("share"), Kind.PERCENT),
        "received_last_year": Column(_("a year earlier")),
        "change_percent": Column("%", Kind.CHANGE_PERCENT, _("% against a year earlier")),
        "answered": Column(_("answered")),
        "handled": Column(_("handled")),
    }


def _alone() -> dict[str, Column]:
    return {
        "received": Column(_("received")),
        "share_percent": Column(_("share"), Kind.PERCENT),
        "answered": Column(_("answered")),
        "handled": Column(_("handled")),
    }


def _tells_of_month(data: Data) -> bool:
    """Whether the month to date is another stretch of time than the period."""
    first, last = (date.fromisoformat(data["period"][name]) for name in ("from", "to"))
    return first != last.replace(day=1)
