"""How fast: answers in working hours, appeals in calendar days, and the terms that were kept."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mcu_cli.language import _, ngettext
from mcu_cli.render.report.section import Chart, Column, Kind, Section
from mcu_cli.render.report.totals import with_total
from mcu_cli.reports.speed import percent
from mcu_cli.wording import number_text

if TYPE_CHECKING:
    from mcu_cli.render.report.section import Cell
    from mcu_cli.render.report.text import Data


def sections(data: Data) -> list[Section]:
    """Return the times of answers, and of what was handled; those are left out that nothing was done for.

    So are those that were not counted.
    """
    return [*_answers(data), *_punctual(data), *_bands(data), *_steps(data), *_fast_track(data)]


def _answers(data: Data) -> list[Section]:
    titles = {"first_answer": _("first answer"), "final_answer": _("final answer")}
    rows: list[list[Cell]] = [
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


def _punctual(data: Data) -> list[Section]:
    extended = data["extended"]
    note = ngettext(
        "The term of {n} appeal was extended in the period.",
        "The terms of {n} appeals were extended in the period.",
        extended,
    ).format(n=number_text(extended))
    titles = {
        "in_time": _("in time"),
        "late": _("late"),
        "without_term": _("without a term that could be kept"),
    }
    return _shares("punctual", _("Handled in time"), titles, data["punctual"], note if extended else "")


def _bands(data: Data) -> list[Section]:
    titles = {
        "within_15_days": _("within 15 days"),
        "within_30_days": _("in 16 to 30 days"),
        "over_30_days": _("in more than 30 days"),
    }
    return _shares("bands", _("Handled by calendar days"), titles, data["bands"]) if data["bands"] else []


def _steps(data: Data) -> list[Section]:
    titles = {"registration": _("registration"), "forwarding": _("forwarding to another body")}
    rows: list[list[Cell]] = [
        [title, data[member]["count"], data[member]["in_time_percent"]]
        for member, title in titles.items()
        if data[member] and data[member]["count"]
    ]
    columns = (Column("", Kind.TEXT), Column(_("appeals")), Column(_("in time"), Kind.PERCENT))
    return [Section("registration", _("Terms of registration and forwarding"), columns, rows)] if rows else []


def _fast_track(data: Data) -> list[Section]:
    fast = data["fast_track"]
    if not fast or not fast["handled"]:
        return []
    columns = (
        Column("", Kind.TEXT),
        Column(_("handled")),
        Column(_("share of the platform"), Kind.PERCENT),
        Column(_("mean, calendar days"), Kind.DECIMAL),
    )
    row: list[Cell] = [_("fast track"), fast["handled"], fast["share_percent"], fast["mean_days"]]
    return [Section("fast_track", _("Fast track of the POS platform"), columns, [row])]


def _shares(name: str, title: str, titles: dict[str, str], counts: Data, note: str = "") -> list[Section]:
    """Return a table of the parts of what was handled; none where nothing was."""
    whole = sum(counts[member] for member in titles)
    if not whole:
        return []
    columns = (Column("", Kind.TEXT), Column(_("handled")), Column(_("share of handled"), Kind.PERCENT))
    rows: list[list[Cell]] = [
        [label, counts[member], percent(counts[member], whole)] for member, label in titles.items()
    ]
    return [with_total(Section(name, title, columns, rows, Chart(0, (1,)), note))]
