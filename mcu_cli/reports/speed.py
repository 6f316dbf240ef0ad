"""How fast answers are given: in working hours of the municipality, and how many of them in time."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter, defaultdict
from datetime import datetime, timedelta
from itertools import chain, repeat
from math import ceil, fsum
from typing import TYPE_CHECKING, NamedTuple

from mcu_cli.values import dataclass

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

    from mcu_cli.domain.calendar import WorkingCalendar
    from mcu_cli.reports.source import Answers

_SECONDS_IN_HOUR = 3600
_NINE_TENTHS = 0.9
_LONG_AGO = -(1 << 60)  # before all moments


@dataclass(frozen=True, slots=True)
class AnswerTime:
    """The time from registration to an answer in working hours, over `count` answers; None without any.

    `p90_hours` is the least time that at least 90 % of the answers kept within (nearest rank).
    `in_time_percent` is the share in time among the answers that had a due moment.
    """

    count: int
    mean_hours: float | None
    median_hours: float | None
    p90_hours: float | None
    in_time_percent: float | None


class Timed(NamedTuple):
    """The working seconds that some answers took, rising; how many had a term, and how many of these were in time."""

    seconds: list[int]
    limited: int
    kept: int


class WorkingClock:
    """The working time between moments by look-up: two bisections an answer, and no walk over its days."""

    def __init__(self, calendar: WorkingCalendar, first: int, last: int) -> None:
        """Lay out the open intervals between two moments, in seconds since 1970."""
        # Nothing was worked before the first interval: one of no length stands there.
        self._starts = [_LONG_AGO]
        self._ends = [_LONG_AGO]
        self._before = [-_LONG_AGO]  # what was worked until an interval, less where that begins
        worked = 0
        day, last_day = (datetime.fromtimestamp(at, calendar.tz).date() for at in (first, last))
        while day <= last_day:
            for opening, closing in calendar.intervals(day):
                start, end = int(opening.timestamp()), int(closing.timestamp())
                self._starts.append(start)
                self._ends.append(end)
                self._before.append(worked - start)
                worked += end - start
            day += timedelta(days=1)

    def between(self, start: int, end: int) -> int:
        """Return the working seconds from `start` to `end`; zero where `end` is not later."""
        before, after = self.worked_until((start, end))
        return max(after - before, 0)

    def worked_until(self, moments: Sequence[int]) -> list[int]:
        """Return the working seconds from the first day laid out to each of `moments`: a year has tens of thousands."""
        before, ends = self._before, self._ends
        # The interval that is looked at is the one before the place found.
        places = map(bisect_right, repeat(self._starts), moments)
        return [
            before[at - 1] + (moment if moment < ends[at - 1] else ends[at - 1])  # noqa: FURB136  # a call less
            for at, moment in zip(places, moments, strict=True)
        ]


def times(answers: Answers, calendar: WorkingCalendar) -> Timed:
    """Return the working time that `answers` took."""
    kept = Counter(answers.kept)
    return Timed(sorted(_seconds(answers, calendar)), kept[0] + kept[1], kept[1])


def times_by_department(answers: Answers, calendar: WorkingCalendar) -> dict[str, Timed]:
    """Return the working time that `answers` took, by the department that has their appeals now."""
    took: defaultdict[str, list[int]] = defaultdict(list)
    for department, seconds in zip(answers.departments, _seconds(answers, calendar), strict=True):
        took[department].append(seconds)
    kept = Counter(zip(answers.departments, answers.kept, strict=True))
    return {
        name: Timed(sorted(seconds), kept[name, 0] + kept[name, 1], kept[name, 1]) for name, seconds in took.items()
    }


def _seconds(answers: Answers, calendar: WorkingCalendar) -> list[int]:
    if not answers.registered:
        return []
    clock = WorkingClock(calendar, min(answers.registered), max(answers.answered))
    worked = zip(clock.worked_until(answers.answered), clock.worked_until(answers.registered), strict=True)
    # None is negative: a source may date an answer before the registration.
    return [until - since if until > since else 0 for until, since in worked]


def time_of(several: Iterable[Timed]) -> AnswerTime:
    """Return how fast the answers of several were given, taken together."""
    together = list(several)
    seconds = sorted(chain.from_iterable(timed.seconds for timed in together))
    if not seconds:
        return AnswerTime(0, None, None, None, None)
    hours = [one / _SECONDS_IN_HOUR for one in seconds]
    return AnswerTime(
        count=len(hours),
        mean_hours=round(fsum(hours) / len(hours), 2),
        median_hours=round(median(hours), 2),
        p90_hours=round(hours[ceil(_NINE_TENTHS * len(hours)) - 1], 2),
        in_time_percent=percent(sum(timed.kept for timed in together), sum(timed.limited for timed in together)),
    )


def median(ordered: Sequence[float]) -> float:
    """Return the median of values in rising order; `statistics` would bring fractions and decimal along."""
    half = len(ordered) // 2
    return ordered[half] if len(ordered) % 2 else (ordered[half - 1] + ordered[half]) / 2


def working_days(calendar: WorkingCalendar, first: date, last: date) -> int:
    """Return how many of the days from `first` to `last` are worked."""
    days = (last - first).days + 1
    return sum(calendar.is_working_day(first + timedelta(days=n)) for n in range(days))


def percent(part: float, whole: float) -> float | None:
    """Return `part` in percent of `whole`, to one decimal; None where the whole is nothing."""
    return round(100 * part / whole, 1) if whole else None
