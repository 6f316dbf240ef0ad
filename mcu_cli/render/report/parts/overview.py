"""What was received and done, beside the periods that it is read against."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any, NamedTuple

from mcu_cli.language import _
from mcu_cli.render.report.section import Cell, Column, Kind, Section
from mcu_cli.wording import day_text

if TYPE_CHECKING:
    from mcu_cli.render.report.text import Data

INDICATORS = ("received", "written_and_oral", "assigned", "answered", "answers", "handled", "closed")
# Not every centre receives letters, passes appeals on, or closes them after the answer.
_WHERE_ANY = frozenset({"written_and_oral", "assigned", "closed"})


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
    compared = [_last_year()]
    if data["previous"] != data["last_year"]:
        compared.insert(0, _previous())
    columns = [Column("", Kind.TEXT), *(Column(title) for _name, title in stretches)]
    for stretch in compared:
        columns += [
            Column(stretch.title),
            Column("+/−", Kind.CHANGE, stretch.difference),
            Column("%", Kind.CHANGE_PERCENT, stretch.growth),
        ]
    rows: list[list[Cell]] = []
    for name in INDICATORS:
        figure = data[name]
        if name in _WHERE_ANY and not any(figure.values()):
            continue
        if name == "written_and_oral" and figure == data["received"]:
            continue  # all of it was, as in every review
        row: list[Cell] = [indicator_title(name), *(figure[stretch] for stretch, _title in stretches)]
        for then in compared:
            row += [figure[then.name], _change(figure, then.name), figure[then.percent]]
        rows.append(row)
    return [Section("received", _("Received and done"), tuple(columns), rows, note=_not_compared(data, compared))]


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


class _Earlier(NamedTuple):
    """A stretch compared with: its member, that of the growth against it, and the headings of the three columns."""

    name: str
    percent: str
    title: str
    difference: str
    growth: str


def _last_year() -> _Earlier:
    return _Earlier(
        "last_year",
        "change_percent",
        _("a year earlier"),
        _("+/− against a year earlier"),
        _("% against a year earlier"),
    )


def _previous() -> _Earlier:
    return _Earlier(
        "previous",
        "change_previous_percent",
        _("period before"),
        _("+/− against the period before"),
        _("% against the period before"),
    )


def _not_compared(data: Data, compared: list[_Earlier]) -> str:
    """Say, once for all tables, with what nothing is compared, because the record does not reach back so far."""
    unknown = {then.name for then in compared if data["received"][then.name] is None}
    begins = data["record_begins"]
    if not unknown or not begins:
        return ""
    if len(unknown) == len(compared) > 1:
        said = _("There is no comparison with the period before and the year before: the record begins on {day}.")
    elif "last_year" in unknown:
        said = _("There is no comparison with the year before: the record begins on {day}.")
    else:
        said = _("There is no comparison with the period before: the record begins on {day}.")
    return said.format(day=day_text(date.fromisoformat(begins)))


def _change(figure: dict[str, Any], then: str) -> int | None:
    """Return the difference; None where the record does not hold the time compared with."""
    before = figure[then]
    return None if before is None else int(figure["period"] - before)
