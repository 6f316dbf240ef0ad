"""Working time of a municipality: which days are worked, at what hours, how much of it lies between moments.

Pure: the facts of a year come in as a `Decree` (the store builds them), the hours and the local days off from
the registry. All moments are aware. Arithmetic runs in UTC: Python subtracts two moments of one zone by the
wall clock, which is wrong across a change of the zone's offset.
"""

from __future__ import annotations

import re
from dataclasses import field
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from itertools import pairwise
from typing import TYPE_CHECKING

from mcu_cli.domain.decree import ONE_DAY, SATURDAY, Decree, is_holiday, is_holiday_eve, statutory_year
from mcu_cli.domain.local_days import LONGEST_CLOSURE_DAYS
from mcu_cli.errors import BadInputError
from mcu_cli.language import _
from mcu_cli.values import dataclass

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Iterator, Mapping
    from zoneinfo import ZoneInfo

Hours = tuple[time, time]
Interval = tuple[datetime, datetime]
_Span = tuple[timedelta, timedelta]  # since midnight by the wall clock

DAYS_IN_WEEK = 7
# Longer is a slip of the pen in a rule or in the hours; the search for its end would work out calendars of centuries.
LONGEST_TERM_YEARS = 20
LAST_SECOND = time(23, 59, 59)

_CLOCK = "(?:[01]?[0-9]|2[0-3]):[0-5][0-9]"
_HOURS = re.compile(rf"({_CLOCK})\s*[-\u2013]\s*({_CLOCK}|24:00)")


class DayKind(StrEnum):
    """What a day is to the calendar."""

    WORKING = "working"
    SHORT = "short"
    OFF = "off"


def parse_hours(text: str) -> Hours:
    """Return the (start, end) of a text such as `08:30-13:00`.

    An end of `24:00`, the midnight that ends the day, is given as `time(0)`. Raises BadInputError where the
    text is not two times of day, the earlier one first.
    """
    found = _HOURS.fullmatch(text.strip())
    if found:
        until_midnight = found[2] == "24:00"
        start = time.fromisoformat(found[1].zfill(5))
        end = time(0) if until_midnight else time.fromisoformat(found[2].zfill(5))
        if until_midnight or start < end:
            return start, end
    raise BadInputError(
        _("{text!r} are not working hours; write them as 08:30-13:00, the earlier time first").format(text=text),
    )


def parse_day(texts: Iterable[str]) -> tuple[Hours, ...]:
    """Return the hours of one day, such as `["08:30-13:00", "14:00-17:30"]`; lunch is the gap between them.

    Raises BadInputError for a text that is no hours, and for hours that overlap or are out of order.
    """
    hours = tuple(parse_hours(text) for text in texts)
    edges = [edge for pair in hours for edge in _span(pair)]
    if any(earlier > later for earlier, later in pairwise(edges)):
        raise BadInputError(_("the working hours of a day overlap; write them in order, from morning to evening"))
    return hours


def _span(hours: Hours) -> _Span:
    start, end = (timedelta(hours=at.hour, minutes=at.minute, seconds=at.second) for at in hours)
    return start, end or ONE_DAY


@dataclass(frozen=True, slots=True)
class WorkingHours:
    """The ordinary week: for each weekday, 0 (Monday) to 6, the (start, end) pairs worked; lunch is the gap.

    `short_by` is the working time taken from the end of a short day: one hour by ст. 95 ч. 1 ТК РФ.
    """

    by_weekday: tuple[tuple[Hours, ...], ...]
    short_by: timedelta = timedelta(hours=1)

    def __post_init__(self) -> None:
        """Raise BadInputError for a week without working time."""
        if len(self.by_weekday) != DAYS_IN_WEEK or self.short_by < timedelta(0):
            raise ValueError("working hours take seven weekdays and a short_by of zero or more")
        if not any(self.by_weekday):
            raise BadInputError(
                _("the week has no working hours; give those of one weekday or more, as 08:30-13:00"),
            )

    @classmethod
    def parse(
        cls,
        days: Mapping[int, str | Iterable[str]],
        short_by: timedelta = timedelta(hours=1),
    ) -> WorkingHours:
        """Return the week of `{0: ["08:30-13:00", "14:00-17:30"]}` or of `{0: "08:30-13:00, 14:00-17:30"}`.

        Weekdays left out are not worked. Raises BadInputError.
        """
        week: list[tuple[Hours, ...]] = [()] * DAYS_IN_WEEK
        for weekday, texts in days.items():
            week[weekday] = parse_day(texts.split(",") if isinstance(texts, str) else texts)
        return cls(tuple(week), short_by)


def _shortened(spans: Iterable[_Span], by: timedelta) -> tuple[_Span, ...]:
    """Return the spans without the last `by` of working time; a long cut reaches across lunch."""
    kept: list[_Span] = []
    for start, end in reversed(tuple(spans)):
        cut = min(by, end - start)
        by -= cut
        kept.append((start, end - cut))
    return tuple(reversed(kept))


def _instant(moment: datetime) -> datetime:
    if moment.utcoffset() is None:
        raise ValueError(f"the moment {moment.isoformat()} has no zone: working time needs aware moments")
    return moment.astimezone(UTC)


def _month_after(day: date) -> date:
    """Return the first day of the next month, or the last day that there is."""
    if (day.year, day.month) == (date.max.year, date.max.month):
        return date.max
    return (day.replace(day=28) + 4 * ONE_DAY).replace(day=1)


def _latest(day: date) -> date:
    return date(min(day.year + LONGEST_TERM_YEARS, date.max.year), 12, 31)


def _too_long() -> BadInputError:
    return BadInputError(
        _("a term of `deadlines` would take more than {n} years of these working hours; mend one or the other").format(
            n=LONGEST_TERM_YEARS
        )
    )


@dataclass(frozen=True, slots=True, eq=False)
class WorkingCalendar:
    """The working time of one municipality in its zone `tz`.

    `decrees` gives the Decree of a year by `decrees[year]`, and may fetch it only then, and warn there of a year
    without one: it is asked only where a day cannot be told without it. A year it lacks counts as one without a
    decree. `extra_off` and `extra_working` are local days off and local working days: they outrank the decree, and
    a working day outranks a day off. A local day off does not shorten the day before it: ст. 95 ТК РФ speaks of
    the holidays of ст. 112. `special_hours` are the hours of single days, as they are: they outrank all else.
    """

    hours: WorkingHours
    decrees: Mapping[int, Decree] = field(repr=False)
    extra_off: Container[date]
    extra_working: Container[date]
    tz: ZoneInfo
    special_hours: Mapping[date, tuple[Hours, ...]] = field(default_factory=dict)
    _days: dict[date, tuple[DayKind, tuple[Interval, ...]]] = field(default_factory=dict, init=False, repr=False)
    _months: dict[date, timedelta] = field(default_factory=dict, init=False, repr=False)

    def kind(self, day: date) -> DayKind:
        """Return what `day` is; a day left without any working hours is off."""
        return self._day(day)[0]

    def is_working_day(self, day: date) -> bool:
        """Tell whether any of `day` is worked."""
        return self.kind(day) is not DayKind.OFF

    def intervals(self, day: date) -> tuple[Interval, ...]:
        """Return the open intervals of `day` in order, as moments of the zone; empty on a day off."""
        return tuple((begin.astimezone(self.tz), end.astimezone(self.tz)) for begin, end in self._day(day)[1])

    def end_of_day(self, day: date) -> datetime | None:
        """Return the moment at which working hours end on `day`, or None on a day off.

        Hours that run until midnight end with the last second that still bears the day's own date.
        """
        intervals = self.intervals(day)
        if not intervals:
            return None
        end = intervals[-1][1]
        return end if end.date() == day else datetime.combine(day, LAST_SECOND, tzinfo=self.tz)

    def add_working_hours(self, moment: datetime, amount: timedelta) -> datetime:
        """Return the moment, in the zone, when exactly `amount` of working time has passed since `moment`.

        Counting starts at the next opening where `moment` is outside working time. The result is never a
        closed moment; the end of an interval counts as open. Raises ValueError for a naive moment or a
        negative amount, BadInputError for a calendar that stays closed for more than a year and for a term that
        would take more than `LONGEST_TERM_YEARS`.
        """
        if amount < timedelta(0):
            raise ValueError("an amount of working time is zero or more")
        at, left = _instant(moment), amount
        for opening, end in self._open_from(at.astimezone(self.tz).date()):
            begin = max(opening, at)
            if end < begin:
                continue
            if left <= end - begin:
                return (begin + left).astimezone(self.tz)
            left -= end - begin
        raise AssertionError("open intervals never end without an error")  # pragma: no cover

    def working_time(self, start: datetime, end: datetime) -> timedelta:
        """Return the working time between two moments; negative where `end` is before `start`.

        Months that lie between them are summed up once, so that what is overdue by years takes no longer.
        """
        first, last = _instant(start), _instant(end)
        if last < first:
            return -self.working_time(end, start)
        day, last_day = first.astimezone(self.tz).date(), last.astimezone(self.tz).date()
        # Where clocks are put back at midnight a day may begin before the one before it ends.
        whole_from = day + 2 * ONE_DAY
        total = timedelta(0)
        while day <= last_day:
            if day.day == 1 and day >= whole_from and (following := _month_after(day)) < last_day:
                total += self._working_time_of_month(day)
                day = following
                continue
            for opening, closing in self._day(day)[1]:
                total += max(min(closing, last) - max(opening, first), timedelta(0))
            day += ONE_DAY
        return total

    def _working_time_of_month(self, day: date) -> timedelta:
        """Return the working time of the month that begins with `day`."""
        if day not in self._months:
            days = (day + n * ONE_DAY for n in range((_month_after(day) - day).days))
            intervals = (interval for one in days for interval in self._day(one)[1])
            self._months[day] = sum((end - begin for begin, end in intervals), timedelta(0))
        return self._months[day]

    def add_working_days(self, day: date, n: int) -> date:
        """Return the `n`-th working day after `day`, counted from the next day; `day` itself for zero."""
        if n < 0:
            raise ValueError("a number of working days is zero or more")
        last = _latest(day)
        for _step in range(n):
            day = self.next_working_day(day)
            if day > last:
                raise _too_long()
        return day

    def next_working_day(self, day: date) -> date:
        """Return the first working day after `day`; raise BadInputError if there is none within a year."""
        return self._nearest(day, ONE_DAY)

    def previous_working_day(self, day: date) -> date:
        """Return the last working day before `day`; raise BadInputError if there is none within a year."""
        return self._nearest(day, -ONE_DAY)

    def _decree(self, year: int) -> Decree:
        try:
            return self.decrees[year]  # not .get(): a mapping that fetches on demand does so here
        except KeyError:
            return statutory_year(year)

    def _day(self, day: date) -> tuple[DayKind, tuple[Interval, ...]]:
        """Return the kind and the open intervals (in UTC) of `day`, worked out once."""
        if day not in self._days:
            kind, spans = self._spans(day)
            intervals = self._intervals(day, spans)
            self._days[day] = (kind if intervals else DayKind.OFF, intervals)
        return self._days[day]

    def _spans(self, day: date) -> tuple[DayKind, tuple[_Span, ...]]:
        if day in self.special_hours:
            return DayKind.WORKING, tuple(_span(pair) for pair in self.special_hours[day])
        if day not in self.extra_working and (day in self.extra_off or is_holiday(day)):
            return DayKind.OFF, ()
        decree = self._decree(day.year)
        exchanged = day in decree.working
        called_in = exchanged or day in self.extra_working
        if day in decree.days_off and not called_in:
            return DayKind.OFF, ()
        weekday = decree.stands_for.get(day, day).weekday()
        hours = self.hours.by_weekday[weekday]
        while called_in and not hours:
            # Without hours of its own it takes those of the weekday before: mostly Friday, the shortest.
            weekday = (weekday - 1) % DAYS_IN_WEEK
            hours = self.hours.by_weekday[weekday]
        spans = tuple(_span(pair) for pair in hours)
        # Of days that are worked by a local rule alone the decree says nothing: the law does.
        local = day in self.extra_working or (day.weekday() >= SATURDAY and not exchanged)
        if day in decree.short or (local and is_holiday_eve(day)):
            return DayKind.SHORT, _shortened(spans, self.hours.short_by)
        return DayKind.WORKING, spans

    def _intervals(self, day: date, spans: Iterable[_Span]) -> tuple[Interval, ...]:
        """Return the spans of `day` as moments in UTC, in order and apart even if clocks are put forward."""
        midnight = datetime.combine(day, time.min)
        found: list[Interval] = []
        for start, end in spans:
            begin, finish = ((midnight + at).replace(tzinfo=self.tz).astimezone(UTC) for at in (start, end))
            if found:
                begin = max(begin, found[-1][1])
            if begin < finish:
                found.append((begin, finish))
        return tuple(found)

    def _open_from(self, day: date) -> Iterator[Interval]:
        """Yield the open intervals (in UTC) from `day` on, as far as a term may reach."""
        last = _latest(day)
        while day <= last:
            yield from self._day(day)[1]
            day = self.next_working_day(day)
        raise _too_long()

    def _nearest(self, day: date, step: timedelta) -> date:
        near = day
        for _attempt in range(LONGEST_CLOSURE_DAYS):
            near += step
            if self.is_working_day(near):
                return near
        raise BadInputError(
            _("no working day in the year before or after {day}; mend the working hours and the days off").format(
                day=day
            ),
        )
