"""What was received and done, beside the periods that it is read against."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mcu_cli.language import _
from mcu_cli.render.report.section import Column, Kind, Section

if TYPE_CHECKING:
    from mcu_cli.render.report.text import Data

INDICATORS = ("received", "answered", "answers", "handled", "closed")


def sections(data: Data) -> list[Section]:
    """Return the indicators as one table: a row each, a column a stretch of time."""
    columns = (
        Column("", Kind.TEXT),
        Column(_("period")),
        Column(_("since the first of the month")),
        Column(_("since 1 January")),
        Column(_("period before")),
        Column("+/−", Kind.CHANGE),
        Column("%", Kind.CHANGE_PERCENT),
        Column(_("a year earlier")),
        Column("+/−", Kind.CHANGE),
        Column("%", Kind.CHANGE_PERCENT),
    )
    rows = [
        [
            indicator_title(name),
            *(figure[column] for column in ("period", "month_to_date", "year_to_date", "previous")),
            _change(figure["period"], figure["previous"]),
            figure["change_previous_percent"],
            figure["last_year"],
            _change(figure["period"], figure["last_year"]),
            figure["change_percent"],
        ]
        for name in INDICATORS
        for figure in [data[name]]
    ]
    return [Section("received", _("Received and done"), columns, rows)]


def _change(now: int, then: int | None) -> int | None:
    """Return the difference; None where the record does not hold the time compared with."""
    return None if then is None else now - then


def indicator_title(name: str) -> str:
    """Return how the indicator `name` of the JSON form is called for a reader."""
    return {
        "received": _("received"),
        "answered": _("appeals answered"),
        "answers": _("answers given"),
        "handled": _("handled"),
        "closed": _("closed"),
    }[name]
