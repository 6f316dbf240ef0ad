"""The tables of a report: which parts draw them, and which of them stand in a report of a kind and a period."""

from __future__ import annotations

from datetime import date
from enum import IntEnum
from typing import TYPE_CHECKING, NamedTuple

from mcu_cli.render.report.parts import (
    centre,
    executors,
    instructions,
    internal,
    kinds,
    outcomes,
    overview,
    polls,
    quality,
    receptions,
    record,
    territory,
    themes,
    times,
    urgent,
    volume,
    waiting,
    works,
)

if TYPE_CHECKING:
    from mcu_cli.render.report.section import Chart, Section
    from mcu_cli.render.report.text import Data


class Length(IntEnum):
    """How long a period is, and so how much is said of it: a day is told in a few tables, a year in all."""

    DAY = 1
    WEEK = 2
    MONTH = 3
    QUARTER = 4
    YEAR = 5


class Place(NamedTuple):
    """When a table stands in a report: from which length of the period on, and whether a review has it.

    What is `of_the_office` speaks of the work behind the record: internal reports alone have it, in full or not.
    """

    since: Length
    in_review: bool = False
    of_the_office: bool = False


_PARTS = (
    *(overview, volume, kinds, themes, territory),
    *(executors, times, waiting, outcomes, quality, urgent, centre),
    *(receptions, instructions, polls, works),
    *(internal, record),
)

# The order of the tables in a report is that of this list. A table without anything to say is in no report.
_PLACES = {
    "received": Place(Length.DAY, in_review=True),
    "volume": Place(Length.WEEK, in_review=True),
    "series": Place(Length.WEEK),
    "channels": Place(Length.DAY, in_review=True),
    "networks": Place(Length.DAY),
    "sources": Place(Length.MONTH, of_the_office=True),
    "forms": Place(Length.QUARTER, in_review=True),
    "kinds": Place(Length.QUARTER, in_review=True),
    "tags": Place(Length.QUARTER, in_review=True),
    "repeats": Place(Length.MONTH, in_review=True),
    "topics": Place(Length.DAY, in_review=True),
    "groups": Place(Length.WEEK, in_review=True),
    "topics_by_channel": Place(Length.WEEK),
    "growth": Place(Length.MONTH),
    "new_topics": Place(Length.MONTH),
    "districts": Place(Length.WEEK, in_review=True),
    "districts_without_appeals": Place(Length.MONTH),
    "groups_by_district": Place(Length.QUARTER),
    "places": Place(Length.MONTH),
    "departments": Place(Length.DAY, in_review=True),
    "executors": Place(Length.MONTH),
    "forwarded_to": Place(Length.MONTH, in_review=True),
    "backlog": Place(Length.DAY, in_review=True),
    "promises": Place(Length.WEEK),
    "first_answer": Place(Length.DAY),
    "punctual": Place(Length.WEEK, in_review=True),
    "bands": Place(Length.QUARTER, in_review=True),
    "registration": Place(Length.QUARTER, in_review=True),
    "fast_track": Place(Length.QUARTER),
    "outcomes": Place(Length.WEEK, in_review=True),
    "no_answer": Place(Length.QUARTER, in_review=True),
    "ratings": Place(Length.MONTH),
    "rework": Place(Length.MONTH),
    "urgent": Place(Length.WEEK),
    "receptions": Place(Length.WEEK, in_review=True),
    "instructions": Place(Length.WEEK, in_review=True),
    "polls": Place(Length.WEEK),
    "works_by_what": Place(Length.WEEK),
    "works": Place(Length.WEEK),
    "centre": Place(Length.YEAR, of_the_office=True),
    "data_quality": Place(Length.YEAR, of_the_office=True),
    "lists": Place(Length.DAY),
    "uncounted": Place(Length.DAY, in_review=True),
}
# Members that nothing but one table shows.
_ALONE = {
    "registration": ("registration", "forwarding"),
    **{name: (name,) for name in ("bands", "fast_track", "centre", "data_quality")},
}
# A range of days tells as much as the longest period that it fills: days -> length.
_RANGES = ((366, Length.YEAR), (90, Length.QUARTER), (28, Length.MONTH), (2, Length.WEEK))


def sections(data: Data, *, full: bool = False) -> list[Section]:
    """Return the tables of a report in the language spoken, those of its kind and period, or all with `full`.

    A part gives no table where it has nothing to say; a text for the press has none at all. Columns without a value
    are left out.
    """
    if data["kind"] == "press":
        return []
    drawn: dict[str, list[Section]] = {name: [] for name in _PLACES}
    for part in _PARTS:
        for section in part.sections(data):
            drawn[section.name].append(_without_empty_columns(section))
    return [section for name, place in _PLACES.items() if _stands(place, data, full=full) for section in drawn[name]]


def not_shown(kind: str, period: Data, *, full: bool) -> frozenset[str]:
    """Return members of the JSON form that no table and no sentence of such a report shows, so that none is counted.

    `period` is as in the JSON form. A review and a text for the press are paragraphs, which may speak of any member.
    """
    if kind not in {"public", "internal"}:
        return frozenset()
    data = {"kind": kind, "period": period}
    return frozenset(
        member for name, members in _ALONE.items() if not _stands(_PLACES[name], data, full=full) for member in members
    )


def _stands(place: Place, data: Data, *, full: bool) -> bool:
    if place.of_the_office and data["kind"] != "internal":
        return False
    return full or (place.in_review if data["kind"] == "review" else _length(data["period"]) >= place.since)


def _without_empty_columns(section: Section) -> Section:
    """Return a table without the columns of which nothing can be said in any row; the first one names the rows."""
    kept = [at for at in range(len(section.columns)) if not at or any(row[at] is not None for row in section.rows)]
    chart = section.chart
    if len(kept) == len(section.columns):
        return section
    return section._replace(
        columns=tuple(section.columns[at] for at in kept),
        rows=[[row[at] for at in kept] for row in section.rows],
        chart=chart and _moved(chart, kept),
        total=section.total and [section.total[at] for at in kept],
    )


def _moved(chart: Chart, kept: list[int]) -> Chart | None:
    """Return a chart of the columns that were kept; None where none of its values is among them."""
    values = tuple(kept.index(at) for at in chart.values if at in kept)
    return chart._replace(labels=kept.index(chart.labels), values=values) if values else None


def _length(period: Data) -> Length:
    if period["kind"] != "range":
        return Length[period["kind"].upper()]
    first, last = (date.fromisoformat(period[name]) for name in ("from", "to"))
    days = (last - first).days + 1
    return next((length for least, length in _RANGES if days >= least), Length.DAY)
