"""The figures of a report: numbers and names, from the index alone; how they look is for `render` to say.

Each group of indicators gives members of the JSON form, which docs/reports.md explains; the other forms are drawn from
these members, so that none shows a figure that JSON lacks.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from mcu_cli.reports.indicators import (
    centre,
    executors,
    instructions,
    kinds,
    outcomes,
    polls,
    quality,
    receptions,
    territory,
    themes,
    times,
    totals,
    urgent,
    volume,
    waiting,
    works,
)
from mcu_cli.reports.scope import Asked, Scope
from mcu_cli.values import dataclass

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from datetime import datetime

    from mcu_cli.domain.calendar import WorkingCalendar
    from mcu_cli.domain.registry import Registry
    from mcu_cli.reports.periods import Period
    from mcu_cli.reports.scope import Earlier
    from mcu_cli.reports.source import Source

    Group = Callable[[Asked], dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Figures:
    """One report. `as_of` is the moment that an unfinished period is counted to; None for a finished one.

    `previous` and `last_year` are what it is compared with. `members` are those of the JSON form that the groups of
    indicators give.
    """

    municipality: str
    period: Period
    as_of: datetime | None
    previous: Earlier
    last_year: Earlier
    members: dict[str, Any]


def figures(  # noqa: PLR0913  # what, of when, and what nobody will look at
    source: Source,
    registry: Registry,
    calendar: WorkingCalendar,
    period: Period,
    now: datetime,
    *,
    without: frozenset[str] = frozenset(),
) -> Figures:
    """Return the figures of `period` as the index `source` knows them at `now`, an aware moment.

    Titles are in the language spoken. The members `without`, of `DEAR`, are not counted: they are None.
    """
    asked = Asked(source, registry, Scope(period, now, calendar), without)
    return Figures(
        municipality=registry.municipality.name,
        period=period,
        as_of=None if asked.scope.is_over else now.astimezone(calendar.tz),
        previous=asked.scope.previous,
        last_year=asked.scope.last_year,
        members=merged(group(asked) for group in GROUPS),
    )


def as_data(report: Figures, *, where: str = "") -> dict[str, Any]:
    """Return a report as the members of its JSON form; `where` says what it is limited to.

    Days and moments are ISO 8601, shares and changes percent, times working hours; null is what cannot be said.
    """
    head = {
        "municipality": report.municipality,
        "period": period_data(report.period, report.as_of),
        "previous": period_data(report.previous.period, report.previous.until),
        "last_year": period_data(report.last_year.period, report.last_year.until),
        "where": where or None,
    }
    return merged([head, report.members])


def merged(groups: Iterable[dict[str, Any]]) -> dict[str, Any]:
    """Return the members of all groups; raises ValueError where two of them give the same one."""
    found: dict[str, Any] = {}
    for members in groups:
        twice = found.keys() & members.keys()
        if twice:
            raise ValueError(f"two groups of indicators give {', '.join(sorted(twice))}")
        found |= members
    return found


def period_data(period: Period, as_of: datetime | None = None) -> dict[str, Any]:
    """Return a period as it stands in the JSON form; `as_of` is the moment to which it is counted, None for its end."""
    return {
        "kind": period.kind.value,
        "from": period.first.isoformat(),
        "to": period.last.isoformat(),
        "as_of": as_of.isoformat() if as_of else None,
    }


# Members that take long to count, are numbers alone, and stand in few of the tables.
DEAR = frozenset({"registration", "forwarding", "bands", "fast_track", "centre", "data_quality"})
# Each gives members of its own; the order is that of the JSON form.
GROUPS: tuple[Group, ...] = (
    totals.members,
    volume.members,
    kinds.members,
    themes.members,
    territory.members,
    executors.members,
    times.members,
    waiting.members,
    outcomes.members,
    quality.members,
    urgent.members,
    centre.members,
    receptions.members,
    instructions.members,
    polls.members,
    works.members,
)
