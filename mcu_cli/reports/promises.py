"""Promises: an appeal is deferred to a day that the citizen was told. What became of them.

A promise is kept if the appeal left the backlog by the end of the promised day, moved if after it a later day was
promised by then, else broken: a later day that was promised before it moves nothing. Days are promised once: naming the
same day again makes no second promise.
"""

from __future__ import annotations

import json
from collections import Counter
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, NamedTuple

from mcu_cli.domain.vocabulary import EventKind
from mcu_cli.reports.stays import stays_of
from mcu_cli.values import dataclass

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import tzinfo

    from mcu_cli.reports.periods import Window
    from mcu_cli.reports.source import Source
    from mcu_cli.reports.stays import Stay
    from mcu_cli.reports.stretch import Stretch
    from mcu_cli.reports.waiting import Waiting


@dataclass(frozen=True, slots=True)
class Promises:
    """Waiting appeals promised for the day itself; what became of those whose day is over; what waits beyond its day.

    `today_overdue` are those of `today` that are past a due moment already: a first answer missed, or the hour. `kept`,
    `moved` and `broken` count promises of days in the stretch that are over, `beyond` appeals that still wait after the
    day last promised, however long ago that was.
    """

    today: int
    today_overdue: int
    kept: int
    moved: int
    broken: int
    beyond: int


class Fates(NamedTuple):
    """What became of promises whose day is over."""

    kept: int
    moved: int
    broken: int


class _Promise(NamedTuple):
    """One deferral: when it was made and for which day."""

    appeal: str
    at: int
    until: date


def promises(source: Source, waiting: Sequence[Waiting], stretch: Stretch, zone: tzinfo) -> Promises:
    """Return the promises of a stretch; `waiting` are the appeals in the backlog at its end."""
    made = _made(source, stretch.window.end)
    fates = _fates(source, made, stretch.first, stretch.last_whole_day, zone)
    until, at = stretch.window.end, stretch.moment
    last = _last_promised(source, made, waiting, until)
    for_today = {appeal for appeal, day in last.items() if day == stretch.day and not stretch.is_over}
    return Promises(
        today=len(for_today),
        today_overdue=sum(row.id in for_today and row.late_since(until=until, at=at) is not None for row in waiting),
        beyond=sum(day <= stretch.last_whole_day for day in last.values()),
        **fates._asdict(),
    )


def fates_of(source: Source, first: date, last: date, before: int, zone: tzinfo) -> Fates:
    """Return what became of the promises of the days from `first` to `last`, by what had happened `before` a moment.

    The last day has to be over then.
    """
    return _fates(source, _made(source, before), first, last, zone)


def count_given(source: Source, window: Window) -> int:
    """Return how many days were promised in `window`: of each appeal every day once, when it was first named."""
    found = source.query(
        "SELECT count(*) FROM (SELECT min(at) AS made FROM events "  # noqa: S608  # a word of ours
        f"WHERE event = '{EventKind.DEFERRED}' AND until != '' AND at < :end GROUP BY appeal, until) "
        "WHERE made >= :start",
        window._asdict(),
    )
    return int(found[0][0])


def _fates(source: Source, made: Sequence[_Promise], first: date, last: date, zone: tzinfo) -> Fates:
    found = Counter[str]()
    days = {(one.appeal, one.until) for one in made if first <= one.until <= last}
    by_appeal = _by_appeal(made, {appeal for appeal, _day in days})
    stays = stays_of(source, by_appeal)
    for appeal, day in days:
        end = int(datetime.combine(day + timedelta(days=1), time.min, tzinfo=zone).timestamp())
        found[_fate(by_appeal[appeal], day, end, stays[appeal])] += 1
    return Fates(found["kept"], found["moved"], found["broken"])


def _made(source: Source, before: int) -> list[_Promise]:
    """Return the deferrals to a day that were made before a moment, in the order in which they were."""
    rows = source.query(
        f"SELECT appeal, at, until FROM events WHERE event = '{EventKind.DEFERRED}' AND until != '' AND at < :end "  # noqa: S608
        "ORDER BY appeal, at, seq",
        {"end": before},
    )
    return [_Promise(appeal, at, date.fromisoformat(until)) for appeal, at, until in rows]


def _by_appeal(made: Iterable[_Promise], wanted: set[str]) -> dict[str, list[_Promise]]:
    found: dict[str, list[_Promise]] = {}
    for one in made:
        if one.appeal in wanted:
            found.setdefault(one.appeal, []).append(one)
    return found


def _fate(made: Sequence[_Promise], day: date, end: int, stays: Sequence[Stay]) -> str:
    """Return what became of the promise of `day`, which was over at `end`; `made` are those of its appeal in order."""
    first = min(one.at for one in made if one.until == day)
    gone = [stay.gone for stay in stays if stay.gone is not None and stay.gone < end]
    waits = any(stay.came < end and (stay.gone is None or stay.gone >= end) for stay in stays)
    kept = (gone and not waits) or any(at >= first for at in gone)
    if kept:
        return "kept"
    last = max(n for n, one in enumerate(made) if one.until == day and (one.at < end or one.at == first))
    return "moved" if any(one.until > day and one.at < end for one in made[last + 1 :]) else "broken"


def _last_promised(source: Source, made: Sequence[_Promise], waiting: Iterable[Waiting], end: int) -> dict[str, date]:
    """Return the day last promised of each waiting appeal that has one; a promise does not outlive a reopening."""
    still = {row.id for row in waiting} & {one.appeal for one in made}
    taken_up = source.query(
        "SELECT appeal, max(at) FROM events WHERE +event = :event AND at < :end "
        "AND appeal IN (SELECT value FROM json_each(:still)) GROUP BY appeal",
        {"event": EventKind.REOPENED.value, "end": end, "still": json.dumps(sorted(still))},
    )
    since = {str(appeal): int(at) for appeal, at in taken_up}
    return {one.appeal: one.until for one in made if one.appeal in still and one.at >= since.get(one.appeal, one.at)}
