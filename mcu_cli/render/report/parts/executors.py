"""Who answers: departments with what they have in work and how fast they are, and bodies outside."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mcu_cli.language import _
from mcu_cli.render.report.breakdown import breakdown
from mcu_cli.render.report.section import Chart, Column, Kind, Section
from mcu_cli.render.report.totals import with_total
from mcu_cli.reports.indicators.executors import LEAST_RANKED

if TYPE_CHECKING:
    from mcu_cli.render.report.text import Data


def sections(data: Data) -> list[Section]:
    """Return what departments got, did and have in work, how fast they answered, and what was sent outside."""
    return [
        *breakdown("departments", _("By department"), data["departments"], data),
        *_work(data),
        *_speed(data),
        *_forwarded(data),
    ]


def _work(data: Data) -> list[Section]:
    columns = (
        Column("", Kind.TEXT),
        Column(_("at the start")),
        Column(_("came in")),
        Column(_("went out")),
        Column(_("at the end")),
        Column(_("overdue")),
        Column(_("latest by, days"), Kind.DECIMAL),
        Column(_("taken up again")),
    )
    names = (
        "title",
        "open_at_start",
        "came_in",
        "went_out",
        "open",
        "overdue",
        "max_overdue_days",
        "reopened",
    )
    shown = [row for row in data["executors"] if any(row[name] for name in names[1:])]
    if all(not row["id"] for row in shown):
        return []
    shown.sort(key=lambda row: (not row["id"], -row["open"], -row["came_in"], row["title"].casefold()))
    rows = [[row[name] for name in names] for row in shown]
    section = Section("executors", _("Work of the departments"), columns, rows, Chart(0, (4, 5)))
    return [with_total(section, {names.index("max_overdue_days"): data["max_overdue_days"]})]


def _speed(data: Data) -> list[Section]:
    columns = (
        Column("", Kind.TEXT),
        Column(_("place")),
        Column(_("final answers")),
        Column(_("mean"), Kind.DECIMAL),
        Column(_("median"), Kind.DECIMAL),
        Column(_("nine tenths within"), Kind.DECIMAL),
        Column(_("in time"), Kind.PERCENT),
    )
    names = ("title", "rank", "final_answers", "mean_hours", "median_hours", "p90_hours", "in_time_percent")
    shown = [row for row in data["executors"] if row["id"] and row["final_answers"]]
    if not shown:
        return []
    note = _("Places go by the median; a department needs {n} final answers or more to have one.").format(
        n=LEAST_RANKED
    )
    rows = [[row[name] for name in names] for row in shown]
    return [Section("executors", _("Speed of the departments, in working hours"), columns, rows, note=note)]


def _forwarded(data: Data) -> list[Section]:
    columns = (Column("", Kind.TEXT), Column(_("appeals")), Column(_("of these under control")))
    rows = [[row["title"], row["appeals"], row["under_control"]] for row in data["forwarded_to"]]
    return [with_total(Section("forwarded_to", _("Forwarded to other bodies"), columns, rows))] if rows else []
