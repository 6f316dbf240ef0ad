"""Periods of a report: whole days of the municipality, and the periods that they are compared with."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple, TypeVar

from mcu_cli.errors import RefusedError, UsageError
from mcu_cli.language import _
from mcu_cli.values import dataclass
from mcu_cli.wording import day_text

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

    from dateutil.relativedelta import relativedelta

# Beyond these no appeal was or will be; inside them no arithmetic on days can leave the calendar.
EARLIEST, LATEST = date(1970, 1, 1), date(2999, 12, 31)

_ONE_DAY = timedelta(days=1)
_WEEK = timedelta(weeks=1)
_MONTHS_IN_QUARTER = 3
_Day = TypeVar("_Day", date, datetime)


class Kind(StrEnum):
    """The periods that reports are made for; a range is any other run of days."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"
    RANGE = "range"


class Window(NamedTuple):
    """A stretch of time as the index keeps moments: seconds since 1970, `start` in it and `end` not."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Period:
    """The days from `first` to `last`, both included."""

    kind: Kind
    first: date
    last: date

    def previous(self) -> Period:
        """Return the period of the same kind before this one; for a range as many days before it."""
        before = self.first - _ONE_DAY
        if self.kind is Kind.RANGE:
            return Period(Kind.RANGE, self.first - (self.last - self.first) - _ONE_DAY, before)
        return _around(self.kind, before)

    def last_year(self) -> Period:
        """Return the same period one year earlier.

        29 February becomes the 28th. A week becomes the week of the same number (ISO 8601), and week 53 the
        last one of a year that has only 52.
        """
        if self.kind is Kind.WEEK:
            year, week, _weekday = self.first.isocalendar()
            return _around(Kind.WEEK, date.fromisocalendar(year - 1, min(week, _weeks_in(year - 1)), 1))
        if self.kind in {Kind.DAY, Kind.RANGE}:
            return Period(self.kind, _year_before(self.first), _year_before(self.last))
        return _around(self.kind, _year_before(self.first))

    def moment_before(self, moment: datetime) -> datetime:
        """Return the moment that is as far in the previous period as `moment`, of the municipality, is in this one.

        As many days in, at the same time of the day; of a year the same date, as 29 February moves all days after it.
        """
        return _year_before(moment) if self.kind is Kind.YEAR else moment - (self.first - self.previous().first)

    def moment_last_year(self, moment: datetime) -> datetime:
        """Return the moment of the last year that `moment`, of the municipality, stands for.

        It is that of the same date and time; of a week that of the same weekday, as its days have other dates.
        """
        return moment - (self.first - self.last_year().first) if self.kind is Kind.WEEK else _year_before(moment)

    def month_to_date(self) -> Period:
        """Return the days from the first of the month in which the period ends to its last day."""
        return Period(Kind.RANGE, self.last.replace(day=1), self.last)

    def quarter_to_date(self) -> Period:
        """Return the days from the first of the quarter in which the period ends to its last day."""
        return Period(Kind.RANGE, _around(Kind.QUARTER, self.last).first, self.last)

    def year_to_date(self) -> Period:
        """Return the days from 1 January of the year in which the period ends to its last day."""
        return Period(Kind.RANGE, date(self.last.year, 1, 1), self.last)

    def bounds(self, zone: ZoneInfo) -> tuple[datetime, datetime]:
        """Return the midnight that begins the period and the one that ends it, in `zone`."""
        return _midnight(self.first, zone), _midnight(self.last + _ONE_DAY, zone)

    def window(self, zone: ZoneInfo) -> Window:
        """Return the bounds in seconds since 1970."""
        begin, end = self.bounds(zone)
        return Window(int(begin.timestamp()), int(end.timestamp()))


def around(kind: Kind, day: date) -> Period:
    """Return the day, week (Monday to Sunday), month, quarter or year in which `day` lies.

    Raises RefusedError for a day that no store can know.
    """
    _refuse_out_of_reach(day)
    return _around(kind, day)


def between(first: date, last: date) -> Period:
    """Return the free range from `first` to `last`; raises UsageError where they are in the wrong order."""
    if last < first:
        raise UsageError(
            _("the period ends on {last}, before it begins on {first}; swap --from and --to").format(
                first=day_text(first), last=day_text(last)
            )
        )
    _refuse_out_of_reach(first)
    _refuse_out_of_reach(last)
    return Period(Kind.RANGE, first, last)


def refuse_future(period: Period, today: date) -> None:
    """Raise RefusedError where nothing of the period has come yet."""
    if period.first > today:
        raise RefusedError(
            _("the period begins on {first}, and today is {today}; there is nothing to report yet").format(
                first=day_text(period.first), today=day_text(today)
            )
        )


def _refuse_out_of_reach(day: date) -> None:
    if not EARLIEST <= day <= LATEST:
        raise RefusedError(
            _("{day} is out of reach; reports go from {first} to {last}").format(
                day=day_text(day), first=day_text(EARLIEST), last=day_text(LATEST)
            )
        )


def _around(kind: Kind, day: date) -> Period:
    match kind:
        case Kind.WEEK:
            monday = day - timedelta(days=day.weekday())
            return Period(kind, monday, monday + _WEEK - _ONE_DAY)
        case Kind.MONTH:
            return Period(kind, day.replace(day=1), _end_of_month(day))
        case Kind.QUARTER:
            begin = date(day.year, day.month - (day.month - 1) % _MONTHS_IN_QUARTER, 1)
            return Period(kind, begin, _end_of_month(begin + _relative(months=_MONTHS_IN_QUARTER - 1)))
        case Kind.YEAR:
            return Period(kind, date(day.year, 1, 1), date(day.year, 12, 31))
        case _:
            return Period(kind, day, day)


def _relative(*, months: int = 0, years: int = 0, day: int | None = None) -> relativedelta:
    from dateutil.relativedelta import relativedelta as delta  # every command imports the kinds

    return delta(months=months, years=years, day=day)


def _end_of_month(day: date) -> date:
    return day + _relative(day=31)  # the last day there is


def _year_before(day: _Day) -> _Day:
    return day - _relative(years=1)  # 29 February becomes the 28th


def _weeks_in(year: int) -> int:
    # 28 December lies in the last week of its year by the definition of ISO 8601.
    return date(year, 12, 28).isocalendar().week


def _midnight(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, time.min, tzinfo=zone)
