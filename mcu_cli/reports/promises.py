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
from mcu_cli.reports.backlog import reopened_appeals
from mcu_cli.values import dataclass

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import tzinfo

    from mcu_cli.reports.backlog import Replayed
    from mcu_cli.reports.periods import Window
    from mcu_cli.reports.source import Source
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
    """One deferral: when it was made and for which day; `handled` is when an appeal never reopened was done."""

    appeal: str
    at: int
    until: date
    handled: int | None


def promises(
    source: Source, replayed: Iterable[Replayed], waiting: Sequence[Waiting], stretch: Stretch, zone: tzinfo
) -> Promises:
    """Return the promises of a stretch; `waiting` are the appeals in the backlog at its end."""
    made = _made(source, stretch.window.end)
    fates = _fates(made, replayed, stretch.first, stretch.last_whole_day, zone)
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
    made = _made(source, before)
    promised = {one.appeal for one in made if first <= one.until <= last}
    return _fates(made, reopened_appeals(source, promised) if promised else (), first, last, zone)


def count_given(source: Source, window: Window) -> int:
    """Return how many days were promised in `window`: of each appeal every day once, when it was first named."""
    found = source.query(
        "SELECT count(*) FROM (SELECT min(at) AS made FROM events "  # noqa: S608  # a word of ours
        f"WHERE event = '{EventKind.DEFERRED}' AND until != '' AND at < :end GROUP BY appeal, until) "
        "WHERE made >= :start",
        window._asdict(),
    )
    return int(found[0][0])


def _fates(made: Sequence[_Promise], replayed: Iterable[Replayed], first: date, last: date, zone: tzinfo) -> Fates:
    reopened = {appeal.id: appeal for appeal in replayed}
    found = Counter[str]()
    days = {(one.appeal, one.until) for one in made if first <= one.until <= last}
    by_appeal = _by_appeal(made, {appeal for appeal, _day in days})
    for appeal, day in days:
        end = int(datetime.combine(day + timedelta(days=1), time.min, tzinfo=zone).timestamp())
        found[_fate(by_appeal[appeal], day, end, reopened.get(appeal))] += 1
    return Fates(found["kept"], found["moved"], found["broken"])


def _made(source: Source, before: int) -> list[_Promise]:
    """Return the deferrals to a day that were made before a moment, in the order in which they were."""
    rows = source.query(
        "SELECT e.appeal, e.at, e.until, a.handled FROM events e JOIN appeals a ON a.id = e.appeal "  # noqa: S608
        f"WHERE e.event = '{EventKind.DEFERRED}' AND e.until != '' AND e.at < :end ORDER BY e.appeal, e.at, e.seq",
        {"end": before},
    )
    return [_Promise(appeal, at, date.fromisoformat(until), handled) for appeal, at, until, handled in rows]


def _by_appeal(made: Iterable[_Promise], wanted: set[str]) -> dict[str, list[_Promise]]:
    found: dict[str, list[_Promise]] = {}
    for one in made:
        if one.appeal in wanted:
            found.setdefault(one.appeal, []).append(one)
    return found


def _fate(made: Sequence[_Promise], day: date, end: int, reopened: Replayed | None) -> str:
    """Return what became of the promise of `day`, which was over at `end`; `made` are those of its appeal in order."""
    first = min(one.at for one in made if one.until == day)
    if reopened is None:
        handled = made[0].handled
        kept = handled is not None and handled < end
    else:
        kept = not reopened.waits(end) or any(first <= at < end for at in reopened.went_out)
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
