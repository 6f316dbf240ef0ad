"""The tables of a report: which parts draw them, and which of them stand in a report of a kind and a period."""

from __future__ import annotations

from datetime import date
from enum import IntEnum
from typing import TYPE_CHECKING, NamedTuple

from mcu_cli.render.report.parts import (
    executors,
    outcomes,
    overview,
    record,
    territory,
    themes,
    times,
    volume,
    waiting,
)

if TYPE_CHECKING:
    from mcu_cli.render.report.section import Section
    from mcu_cli.render.report.text import Data


class Length(IntEnum):
    """How long a period is, and so how much is said of it: a day is told in a few tables, a year in all."""

    DAY = 1
    WEEK = 2
    MONTH = 3
    QUARTER = 4
    YEAR = 5


class Place(NamedTuple):
    """When a table stands in a report: from which length of the period on, and whether a review has it."""

    since: Length
    in_review: bool = False


_PARTS = (overview, volume, themes, territory, executors, times, waiting, outcomes, record)

# The order of the tables in a report is that of this list.
_PLACES = {
    "received": Place(Length.DAY, in_review=True),
    "backlog": Place(Length.DAY, in_review=True),
    "first_answer": Place(Length.DAY, in_review=True),
    "channels": Place(Length.DAY, in_review=True),
    "networks": Place(Length.DAY),
    "topics": Place(Length.DAY),
    "groups": Place(Length.DAY, in_review=True),
    "departments": Place(Length.DAY, in_review=True),
    "districts": Place(Length.DAY, in_review=True),
    "outcomes": Place(Length.DAY, in_review=True),
    "uncounted": Place(Length.DAY, in_review=True),
    "fingerprint": Place(Length.DAY, in_review=True),
}
# A range of days tells as much as the longest period that it fills: days -> length.
_RANGES = ((366, Length.YEAR), (90, Length.QUARTER), (28, Length.MONTH), (2, Length.WEEK))


def sections(data: Data, *, full: bool = False) -> list[Section]:
    """Return the tables of a report in the language spoken, those of its kind and period, or all with `full`.

    A part gives no table where it has nothing to say.
    """
    drawn: dict[str, list[Section]] = {name: [] for name in _PLACES}
    for part in _PARTS:
        try:
            found = part.sections(data)
        except KeyError:  # while members are still being built
            continue
        for section in found:
            drawn.setdefault(section.name, []).append(section)
    length, is_review = _length(data["period"]), data.get("kind") == "review"
    return [
        section
        for name, found in drawn.items()
        for place in [_PLACES.get(name, Place(Length.DAY))]
        if full or (place.in_review if is_review else length >= place.since)
        for section in found
    ]


def _length(period: Data) -> Length:
    if period["kind"] != "range":
        return Length[period["kind"].upper()]
    first, last = (date.fromisoformat(period[name]) for name in ("from", "to"))
    days = (last - first).days + 1
    return next((length for least, length in _RANGES if days >= least), Length.DAY)
