"""What a report is asked for: a period, and the stretches of time that its figures are counted over."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple, TypeVar

from mcu_cli.reports.backlog import NO_BACKLOG
from mcu_cli.reports.periods import Period, Window
from mcu_cli.reports.source import final_answers
from mcu_cli.reports.speed import times_by_department
from mcu_cli.reports.stays import backlogs_around, handled_in
from mcu_cli.reports.tallies import Tallies, tallies
from mcu_cli.reports.waiting import late_by_department, waiting_at
from mcu_cli.values import dataclass

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    from mcu_cli.domain.calendar import WorkingCalendar
    from mcu_cli.domain.registry import Registry
    from mcu_cli.reports.backlog import Backlog
    from mcu_cli.reports.source import Source
    from mcu_cli.reports.speed import Timed
    from mcu_cli.reports.stays import Handled
    from mcu_cli.reports.waiting import Late, Waiting

_Counted = TypeVar("_Counted")
_ONE_DAY = timedelta(days=1)
_ONE_SECOND = timedelta(seconds=1)


class Earlier(NamedTuple):
    """A period that the one asked for is compared with, as far as it is: as far in as that one has come.

    `period` are the days, the last of them that of `until`, a moment of the municipality; that is None where the whole
    period is compared with. `window` are the bounds.
    """

    period: Period
    window: Window
    until: datetime | None


class Windows(NamedTuple):
    """The stretches of time that a figure is told for, each up to now at most; earlier ones as `Earlier` says."""

    period: Window
    month_to_date: Window
    quarter_to_date: Window
    year_to_date: Window
    previous: Window
    last_year: Window


@dataclass(frozen=True, slots=True)
class Scope:
    """A period with the stretches of time that its figures are counted over: up to `now` at most."""

    period: Period
    now: datetime
    calendar: WorkingCalendar

    @property
    def is_over(self) -> bool:
        """Whether the period has ended: the second of `now` is counted, so its last one ends it."""
        return self.period.bounds(self.calendar.tz)[1] <= self.now + _ONE_SECOND

    @property
    def last_day(self) -> date:
        """Return the last day of the period that has begun."""
        return min(self.period.last, self.now.astimezone(self.calendar.tz).date())

    @property
    def last_whole_day(self) -> date:
        """Return the last day of the period that is over; the day before the period where none is."""
        return self.period.last if self.is_over else self.last_day - _ONE_DAY

    @property
    def reached(self) -> Period:
        """Return the period up to its last day that has begun: what is counted to date ends with it."""
        return Period(self.period.kind, self.period.first, self.last_day)

    @property
    def moment(self) -> int:
        """Return the end of the period, or now: when late is measured. Seconds since 1970."""
        end = self.period.window(self.calendar.tz).end
        return end if self.is_over else int(self.now.timestamp())

    @property
    def previous(self) -> Earlier:
        """Return the period before, as far as the one asked for is compared with it."""
        return self._earlier(self.period.previous(), self.period.moment_before)

    @property
    def last_year(self) -> Earlier:
        """Return the same period a year earlier, as far as the one asked for is compared with it."""
        return self._earlier(self.period.last_year(), self.period.moment_last_year)

    def _earlier(self, whole: Period, moment_then: Callable[[datetime], datetime]) -> Earlier:
        """Return what a period is compared with: all of `whole` where it is over, else the same part of it.

        Three days beside a whole week would tell of a fall that there is not. The end of January beside a part of
        February that long is all of February.
        """
        window = self.window(whole)
        then = moment_then(self.now.astimezone(self.calendar.tz))
        end = int(then.timestamp()) + 1  # the second of `then` included, as that of now is
        if self.is_over or end >= window.end:
            return Earlier(whole, window, None)
        return Earlier(Period(whole.kind, whole.first, then.date()), Window(window.start, end), then)

    @property
    def windows(self) -> Windows:
        """Return the period and those beside which it is read."""
        period, reached = self.period, self.reached
        return Windows(
            period=self.window(period),
            month_to_date=self.window(reached.month_to_date()),
            quarter_to_date=self.window(reached.quarter_to_date()),
            year_to_date=self.window(reached.year_to_date()),
            previous=self.previous.window,
            last_year=self.last_year.window,
        )

    def window(self, period: Period) -> Window:
        """Return the bounds of `period` as far as it has come, the second of `now` included."""
        start, end = period.window(self.calendar.tz)
        return Window(start, max(start, min(end, int(self.now.timestamp()) + 1)))


@dataclass(frozen=True)
class Asked:
    """What each group of indicators is counted from: the index, the registries, and the stretches of time.

    `without` are members that nobody is going to look at: they are not counted, and None.
    """

    source: Source
    registry: Registry
    scope: Scope
    without: frozenset[str] = frozenset()

    @property
    def calendar(self) -> WorkingCalendar:
        """Return the working calendar of the municipality."""
        return self.scope.calendar

    @cached_property
    def windows(self) -> Windows:
        """Return the period and those beside which it is read."""
        return self.scope.windows

    @property
    def window(self) -> Window:
        """Return the bounds of the period as far as it has come."""
        return self.windows.period

    def unless_left_out(self, member: str, count: Callable[[], _Counted]) -> _Counted | None:
        """Return what `count` gives for a member, None where nobody is going to look at it."""
        return None if member in self.without else count()

    @cached_property
    def tallies(self) -> Tallies:
        """Return the appeals received, answered and handled by their facts, which all breakdowns are drawn from."""
        return tallies(self.source, self.windows)

    @cached_property
    def began(self) -> int | None:
        """Return when the record began: its first registration, in seconds since 1970; None for an empty one.

        It is that of the whole record, whatever part of it is asked for: where only letters count, a year without
        letters is a year with none, and not one that nobody knows.
        """
        first = self.source.query("SELECT min(registered) FROM main.appeals")[0][0]
        return None if first is None else int(first)

    def knows(self, window: Window) -> bool:
        """Whether the record holds `window` whole: it began before it, or on its first working day at the latest.

        On holidays nothing may come in: a record that begins on 9 January knows that year.
        """
        if self.began is None or self.began >= window.end:
            return False
        first, began = self.day(window.start), self.day(self.began)
        before = (first + timedelta(days=n) for n in range((began - first).days))
        return not any(self.calendar.is_working_day(day) for day in before)

    def at_start(self, waiting: int) -> int | None:
        """Return how many waited when the period began; None where the record begins later, and nobody knows."""
        return waiting if self.knows(self.window) else None

    def day(self, moment: int) -> date:
        """Return the day of the municipality on which a moment lies, in seconds since 1970."""
        return datetime.fromtimestamp(moment, self.calendar.tz).date()

    @cached_property
    def waiting(self) -> list[Waiting]:
        """Return the appeals in the backlog at the end of the period, or now."""
        return waiting_at(self.source, self.window.end)

    @cached_property
    def backlogs(self) -> dict[str, Backlog]:
        """Return the backlog by the department that has the appeals now, as it stands on record."""
        received, handled = (
            {department: counts[0] for (department,), counts in tally.by("department").items()}
            for tally in (self.tallies.received, self.tallies.handled)
        )
        return backlogs_around(self.source, self.window, received, handled)

    @cached_property
    def backlog(self) -> Backlog:
        """Return the backlog of the whole."""
        return sum(self.backlogs.values(), NO_BACKLOG)

    @cached_property
    def late(self) -> dict[str, Late]:
        """Return what of the backlog at the end of the period, or now, is past a due moment, by department."""
        return late_by_department(self.source, until=self.window.end, at=self.scope.moment)

    @cached_property
    def handled(self) -> Handled:
        """Return how many appeals were handled in the period, and how many of them in time."""
        return handled_in(self.source, self.window)

    @cached_property
    def final_times(self) -> dict[str, Timed]:
        """Return the working time that the first final answers of the period took, by department."""
        return times_by_department(final_answers(self.source, self.window), self.calendar)
