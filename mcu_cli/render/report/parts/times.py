"""How fast: the first and the final answer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mcu_cli.language import _
from mcu_cli.render.report.section import Column, Kind, Section

if TYPE_CHECKING:
    from mcu_cli.render.report.text import Data


def sections(data: Data) -> list[Section]:
    """Return the times of answers in working hours; none where nothing was answered."""
    titles = {"first_answer": _("first answer"), "final_answer": _("final answer")}
    rows = [
        [title, *(time[name] for name in ("count", "mean_hours", "median_hours", "p90_hours", "in_time_percent"))]
        for member, title in titles.items()
        for time in [data[member]]
        if time["count"]
    ]
    columns = (
        Column("", Kind.TEXT),
        Column(_("answers")),
        Column(_("mean"), Kind.DECIMAL),
        Column(_("median"), Kind.DECIMAL),
        Column(_("nine tenths within"), Kind.DECIMAL),
        Column(_("in time"), Kind.PERCENT),
    )
    return [Section("first_answer", _("Speed of answers, in working hours"), columns, rows)] if rows else []
