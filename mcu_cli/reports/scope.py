"""What a report is asked for: a period, and the stretches of time that its figures are counted over."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from mcu_cli.reports import backlog as waiting
from mcu_cli.reports.periods import Period, Window

if TYPE_CHECKING:
    from datetime import date, datetime

    from mcu_cli.domain.calendar import WorkingCalendar
    from mcu_cli.domain.registry import Registry
    from mcu_cli.reports.backlog import Replayed
    from mcu_cli.reports.source import Source


class Windows(NamedTuple):
    """The stretches of time that a figure is told for, each up to now at most."""

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
        """Whether the period has ended."""
        return self.period.bounds(self.calendar.tz)[1] <= self.now

    @property
    def last_day(self) -> date:
        """Return the last day of the period that has begun."""
        return min(self.period.last, self.now.astimezone(self.calendar.tz).date())

    @property
    def reached(self) -> Period:
        """Return the period up to its last day that has begun: what is counted to date ends with it."""
        return Period(self.period.kind, self.period.first, self.last_day)

    @property
    def moment(self) -> int:
        """Return the end of the period, or now: when late is measured. Seconds since 1970."""
        return min(self.period.window(self.calendar.tz).end, int(self.now.timestamp()))

    @property
    def windows(self) -> Windows:
        """Return the period and those beside which it is read."""
        period, reached = self.period, self.reached
        return Windows(
            period=self.window(period),
            month_to_date=self.window(reached.month_to_date()),
            quarter_to_date=self.window(reached.quarter_to_date()),
            year_to_date=self.window(reached.year_to_date()),
            previous=self.window(period.previous()),
            last_year=self.window(period.last_year()),
        )

    def window(self, period: Period) -> Window:
        """Return the bounds of `period` as far as it has come, the second of `now` included."""
        start, end = period.window(self.calendar.tz)
        return Window(start, max(start, min(end, int(self.now.timestamp()) + 1)))


@dataclass(frozen=True)
class Asked:
    """What each group of indicators is counted from: the index, the registries, and the stretches of time."""

    source: Source
    registry: Registry
    scope: Scope

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

    @cached_property
    def replayed(self) -> tuple[Replayed, ...]:
        """Return the appeals that were ever reopened: their history is replayed, that of the others never."""
        return tuple(waiting.reopened_appeals(self.source))
