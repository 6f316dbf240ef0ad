"""A breakdown as a table: what was received, answered and handled of each channel, topic, district and the like."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from mcu_cli.language import _
from mcu_cli.render.report.section import Cell, Chart, Column, Kind, Section

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mcu_cli.render.report.text import Data

_MEASURES = ("received", "answered", "handled")
_WITH_MONTH = frozenset({"day", "week", "range"})  # periods that are read beside the month that they stand in


def breakdown(name: str, title: str, rows: Sequence[dict[str, Any]], data: Data) -> list[Section]:
    """Return one breakdown of the report `data` as a table, or none where no row has such a fact.

    Short periods stand beside the month to date, unless they are all of it; longer ones beside the year before.
    """
    rows = shown_rows(rows)
    if all(not row["id"] for row in rows):
        return []
    is_known = any(row["received_last_year"] is not None for row in rows)
    if data["period"]["kind"] not in _WITH_MONTH and is_known:
        return [_beside_last_year(name, title, rows)]
    is_short = data["period"]["kind"] in _WITH_MONTH
    return [_beside_month(name, title, rows) if is_short and _tells_of_month(data) else _alone(name, title, rows)]


def shown_rows(rows: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the rows in which something was counted in the period or its month; the others tell of other times."""
    names = [f"{measure}{stretch}" for measure in _MEASURES for stretch in ("", "_month_to_date")]
    return [row for row in rows if any(row[name] for name in names)]


def _beside_month(name: str, title: str, rows: Sequence[dict[str, Any]]) -> Section:
    columns = (
        Column("", Kind.TEXT),
        Column(_("received")),
        Column(_("received in the month")),
        Column(_("answered")),
        Column(_("answered in the month")),
        Column(_("handled")),
        Column(_("handled in the month")),
        Column(_("share of received"), Kind.PERCENT),
    )
    names = (
        *("received", "received_month_to_date"),
        *("answered", "answered_month_to_date"),
        *("handled", "handled_month_to_date"),
    )
    return _section(name, title, columns, rows, names)


def _beside_last_year(name: str, title: str, rows: Sequence[dict[str, Any]]) -> Section:
    columns = (
        Column("", Kind.TEXT),
        Column(_("received")),
        Column(_("received a year earlier")),
        Column("%", Kind.CHANGE_PERCENT),
        Column(_("answered")),
        Column(_("handled")),
        Column(_("share of received"), Kind.PERCENT),
    )
    return _section(
        name, title, columns, rows, ("received", "received_last_year", "change_percent", "answered", "handled")
    )


def _alone(name: str, title: str, rows: Sequence[dict[str, Any]]) -> Section:
    columns = (
        Column("", Kind.TEXT),
        Column(_("received")),
        Column(_("answered")),
        Column(_("handled")),
        Column(_("share of received"), Kind.PERCENT),
    )
    return _section(name, title, columns, rows, ("received", "answered", "handled"))


def _section(
    name: str, title: str, columns: tuple[Column, ...], rows: Sequence[dict[str, Any]], names: Sequence[str]
) -> Section:
    cells: list[list[Cell]] = [[row[one] for one in ("title", *names, "share_percent")] for row in rows]
    return Section(name, title, columns, cells, Chart(0, (1,)))


def _tells_of_month(data: Data) -> bool:
    """Whether the month to date is another stretch of time than the period."""
    first, last = (date.fromisoformat(data["period"][name]) for name in ("from", "to"))
    return first != last.replace(day=1)
