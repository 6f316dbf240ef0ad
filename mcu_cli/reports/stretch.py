"""The time that a daily summary tells of, and the like stretches before it by which it is judged.

It begins with the last working day before the day of the summary, so that Monday's tells of Friday, Saturday and
Sunday too, and the first one after the New Year of all the holidays; no hour is ever left out. It ends now, or with
the day where that is over.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING

from mcu_cli.errors import BadInputError, RefusedError
from mcu_cli.language import _
from mcu_cli.reports.periods import Kind, Window, around
from mcu_cli.values import dataclass
from mcu_cli.wording import day_text

if TYPE_CHECKING:
    from collections.abc import Callable

    from mcu_cli.domain.calendar import WorkingCalendar

COMPARED = 4  # stretches before, one a week: the weekdays are the same, which in appeals differ much
_ONE_DAY = timedelta(days=1)
_DAYS_IN_WEEK = 7


@dataclass(frozen=True, slots=True)
class Stretch:
    """From the midnight that begins `first` to `end`; both moments bear the zone of the municipality.

    `end` is the moment of the run on the day itself, and for a day that is over the midnight that ends it.
    """

    day: date
    first: date
    start: datetime
    end: datetime
    is_over: bool

    @property
    def window(self) -> Window:
        """Return the bounds as the index keeps moments; the second of an `end` that is now belongs to it."""
        return _window(self.start, self.end, 0 if self.is_over else 1)

    @property
    def moment(self) -> int:
        """Return when late is measured, in seconds since 1970."""
        return int(self.end.timestamp())

    @property
    def end_of_day(self) -> int:
        """Return the midnight that ends the day, in seconds since 1970."""
        return int(_midnight(self.day + _ONE_DAY, self.start).timestamp())

    @property
    def last_whole_day(self) -> date:
        """Return the last day that is over at the end of the stretch."""
        return self.day if self.is_over else self.day - _ONE_DAY

    def before(self) -> list[Window]:
        """Return the four like stretches before this one: the same weekdays and hours, none meeting another.

        One of up to a week goes back week by week; a longer one, after holidays, by as many weeks as it touches.
        """
        weeks = ((self.day - self.first).days + _DAYS_IN_WEEK) // _DAYS_IN_WEEK
        back = [timedelta(weeks=weeks * n) for n in range(1, COMPARED + 1)]
        # By the wall clock, as the days of the municipality go.
        return [_window(self.start - step, self.end - step, 0 if self.is_over else 1) for step in back]


def refuse_day_to_come(day: date, today: date) -> None:
    """Raise RefusedError for a day that no summary can be made of: it has not come, or is out of reach."""
    if around(Kind.DAY, day).first > today:
        raise RefusedError(
            _("{day} is still to come, today is {today}; ask for the summary of a day that has begun").format(
                day=day_text(day), today=day_text(today)
            )
        )


def stretch_to(
    day: date, now: datetime, calendar: WorkingCalendar, unsure: Callable[[str], None] | None = None
) -> Stretch:
    """Return the stretch that the summary of `day` tells of at `now`, an aware moment.

    Where the year before has no working day, `unsure` is called with the sentence that says so, and the stretch begins
    the day before; without `unsure` it is a BadInputError. Raises RefusedError for a day that has not come or is out of
    reach.
    """
    here = now.astimezone(calendar.tz)
    refuse_day_to_come(day, here.date())
    try:
        first = calendar.previous_working_day(day)
    except BadInputError as error:
        if unsure is None:
            raise
        unsure(str(error))
        first = day - _ONE_DAY
    start = datetime.combine(first, time.min, tzinfo=calendar.tz)
    is_over = day < here.date()
    return Stretch(day, first, start, _midnight(day + _ONE_DAY, start) if is_over else here, is_over)


def _midnight(day: date, like: datetime) -> datetime:
    return datetime.combine(day, time.min, tzinfo=like.tzinfo)


def _window(start: datetime, end: datetime, more: int) -> Window:
    first, last = (int(moment.astimezone(UTC).timestamp()) for moment in (start, end))
    return Window(first, last + more)
