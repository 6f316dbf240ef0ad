"""How fast answers are given: in working hours of the municipality, and how many of them in time."""

from __future__ import annotations

from bisect import bisect_right
from datetime import datetime, timedelta
from math import ceil
from operator import sub
from statistics import fmean, median
from typing import TYPE_CHECKING, NamedTuple

from mcu_cli.values import dataclass

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

    from mcu_cli.domain.calendar import WorkingCalendar
    from mcu_cli.reports.source import Answer

_SECONDS_IN_HOUR = 3600
_NINE_TENTHS = 0.9


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
    """One answer: the department that has its appeal, the working seconds that it took, and whether it was in time.

    `in_time` is None where it had no term.
    """

    department: str
    seconds: int
    in_time: bool | None


class WorkingClock:
    """The working time between moments by look-up: two bisections an answer, and no walk over its days."""

    def __init__(self, calendar: WorkingCalendar, first: int, last: int) -> None:
        """Lay out the open intervals between two moments, in seconds since 1970."""
        self._starts: list[int] = []
        self._ends: list[int] = []
        self._before: list[int] = []
        worked = 0
        day, last_day = (datetime.fromtimestamp(at, calendar.tz).date() for at in (first, last))
        while day <= last_day:
            for opening, closing in calendar.intervals(day):
                start, end = int(opening.timestamp()), int(closing.timestamp())
                self._starts.append(start)
                self._ends.append(end)
                self._before.append(worked)
                worked += end - start
            day += timedelta(days=1)

    def between(self, start: int, end: int) -> int:
        """Return the working seconds from `start` to `end`; zero where `end` is not later."""
        before, after = self.worked_until((start, end))
        return max(after - before, 0)

    def worked_until(self, moments: Iterable[int]) -> list[int]:
        """Return the working seconds from the first day laid out to each of `moments`: a year has tens of thousands."""
        starts, ends, before = self._starts, self._ends, self._before
        return [
            before[at] + (moment if moment < ends[at] else ends[at]) - starts[at]  # noqa: FURB136  # a call less
            if (at := bisect_right(starts, moment) - 1) >= 0
            else 0
            for moment in moments
        ]


def clock_of(answers: Sequence[Answer], calendar: WorkingCalendar) -> WorkingClock:
    """Return the clock by which `answers` are measured, of which there is one or more."""
    return WorkingClock(
        calendar, min(answer.registered for answer in answers), max(answer.answered for answer in answers)
    )


def timed(answers: Sequence[Answer], calendar: WorkingCalendar) -> list[Timed]:
    """Return `answers` with the working time that each took."""
    if not answers:
        return []
    registered, answered, dues, departments = zip(*answers, strict=True)
    clock = clock_of(answers, calendar)
    took = [max(worked, 0) for worked in map(sub, clock.worked_until(answered), clock.worked_until(registered))]
    in_time = [None if due is None else at <= due for at, due in zip(answered, dues, strict=True)]
    return list(map(Timed._make, zip(departments, took, in_time, strict=True)))


def answer_time(answers: Sequence[Answer], calendar: WorkingCalendar) -> AnswerTime:
    """Return how fast `answers` were given."""
    return time_of(timed(answers, calendar))


def time_of(answers: Sequence[Timed]) -> AnswerTime:
    """Return how fast answers were given whose times are known."""
    if not answers:
        return AnswerTime(0, None, None, None, None)
    hours = [seconds / _SECONDS_IN_HOUR for seconds in sorted([answer.seconds for answer in answers])]
    limited = [answer.in_time for answer in answers if answer.in_time is not None]
    return AnswerTime(
        count=len(hours),
        mean_hours=round(fmean(hours), 2),
        median_hours=round(median(hours), 2),
        p90_hours=round(hours[ceil(_NINE_TENTHS * len(hours)) - 1], 2),
        in_time_percent=percent(sum(limited), len(limited)),
    )


def working_days(calendar: WorkingCalendar, first: date, last: date) -> int:
    """Return how many of the days from `first` to `last` are worked."""
    days = (last - first).days + 1
    return sum(calendar.is_working_day(first + timedelta(days=n)) for n in range(days))


def percent(part: float, whole: float) -> float | None:
    """Return `part` in percent of `whole`, to one decimal; None where the whole is nothing."""
    return round(100 * part / whole, 1) if whole else None
