"""A breakdown as a table: what was received, answered and handled of each channel, topic, district and the like."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from mcu_cli.language import _
from mcu_cli.render.report.section import Cell, Chart, Column, Kind, Section

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mcu_cli.render.report.text import Data


def breakdown(name: str, title: str, rows: Sequence[dict[str, Any]], data: Data) -> list[Section]:
    """Return one breakdown of the report `data` as a table, or none where no row has such a fact.

    Columns of the month to date are left out where the period itself begins with the month.
    """
    if all(not row["id"] for row in rows):
        return []
    has_month = tells_of_month(data)
    columns = [Column("", Kind.TEXT)]
    table: list[list[Cell]] = [[row["title"]] for row in rows]
    for measure, heading, in_month in (
        ("received", _("received"), _("received in the month")),
        ("answered", _("answered"), _("answered in the month")),
        ("handled", _("handled"), _("handled in the month")),
    ):
        columns += [Column(heading), Column(in_month)] if has_month else [Column(heading)]
        for cells, row in zip(table, rows, strict=True):
            cells.append(row[measure])
            if has_month:
                cells.append(row[f"{measure}_month_to_date"])
    columns.append(Column(_("share of received"), Kind.PERCENT))
    for cells, row in zip(table, rows, strict=True):
        cells.append(row["share_percent"])
    return [Section(name, title, tuple(columns), table, Chart(0, (1,)))]


def tells_of_month(data: Data) -> bool:
    """Whether the month to date is another stretch of time than the period."""
    first, last = (date.fromisoformat(data["period"][name]) for name in ("from", "to"))
    return first != last.replace(day=1)
