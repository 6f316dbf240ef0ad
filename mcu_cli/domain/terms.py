"""Terms of the deadline rules (`30 calendar days`, `9 working hours`) and when they fall due."""

from __future__ import annotations

import re
from datetime import UTC, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Literal

from mcu_cli.errors import BadInputError
from mcu_cli.language import _
from mcu_cli.values import dataclass

if TYPE_CHECKING:
    from datetime import date, datetime

    from mcu_cli.domain.calendar import WorkingCalendar

DayOffRule = Literal["earlier", "later"]

_TEXT = re.compile(r"([0-9]{1,4}) ?([^0-9 ].*)")


class Unit(StrEnum):
    """What a term is counted in; hours and minutes run by the clock, day and night."""

    WORKING_HOURS = "working_hours"
    WORKING_DAYS = "working_days"
    CALENDAR_DAYS = "calendar_days"
    HOURS = "hours"
    MINUTES = "minutes"


_ABBREVIATIONS = {
    "рч": Unit.WORKING_HOURS,
    "рд": Unit.WORKING_DAYS,
    "кд": Unit.CALENDAR_DAYS,
    "ч": Unit.HOURS,
    "мин": Unit.MINUTES,
}


# Whatever number stands before: «2 рабочих дня», «1 рабочий день», «30 календарных дней».
_RUSSIAN = {
    "рабочий час": Unit.WORKING_HOURS,
    "рабочих часа": Unit.WORKING_HOURS,
    "рабочих часов": Unit.WORKING_HOURS,
    "рабочий день": Unit.WORKING_DAYS,
    "рабочих дня": Unit.WORKING_DAYS,
    "рабочих дней": Unit.WORKING_DAYS,
    "календарный день": Unit.CALENDAR_DAYS,
    "календарных дня": Unit.CALENDAR_DAYS,
    "календарных дней": Unit.CALENDAR_DAYS,
    "час": Unit.HOURS,
    "часа": Unit.HOURS,
    "часов": Unit.HOURS,
    "минута": Unit.MINUTES,
    "минуты": Unit.MINUTES,
    "минут": Unit.MINUTES,
}


def _unit_names() -> dict[str, Unit]:
    """Return every way to write a unit: `working hours`, `working hour`, `рч`, «рабочих часов»."""
    names = _ABBREVIATIONS | _RUSSIAN
    for unit in Unit:
        plural = unit.value.replace("_", " ")
        names[plural] = names[plural.removesuffix("s")] = unit
    return names


_UNITS = _unit_names()


@dataclass(frozen=True, slots=True)
class Term:
    """An amount of time in one unit; at least 1."""

    amount: int
    unit: Unit

    def __post_init__(self) -> None:
        """Raise ValueError for an amount below 1: a term of nothing would be missed at once."""
        if self.amount < 1:
            raise ValueError("a term is at least 1")

    @classmethod
    def parse(cls, text: str) -> Term:
        """Return the term of a text such as `9 working hours`, `1 hour`, `30 кд` or `9рч`, in any case.

        Raises BadInputError for any other text, for an amount of zero and for one of more than four digits.
        """
        found = _TEXT.fullmatch(" ".join(text.casefold().split()))
        unit = _UNITS.get(found[2]) if found else None
        if found is None or unit is None or int(found[1]) == 0:
            raise BadInputError(
                _(
                    "{text!r} is not a term; write a number from 1 to 9999 and one of: working hours (рч), "
                    "working days (рд), calendar days (кд), hours (ч), minutes (мин)",
                ).format(text=text),
            )
        return cls(int(found[1]), unit)

    def __str__(self) -> str:
        """Return the long form in English, which `parse` reads back: `9 working hours`, `1 calendar day`."""
        plural = self.unit.value.replace("_", " ")
        return f"{self.amount} {plural.removesuffix('s') if self.amount == 1 else plural}"


def due_moment(
    term: Term,
    start: datetime,
    calendar: WorkingCalendar,
    on_day_off: DayOffRule = "earlier",
) -> datetime:
    """Return the moment, in the calendar's zone, at which a term that starts at `start` falls due.

    Days are counted from the day after the start (ст. 191 ГК РФ). The term ends with the working hours of its
    last day, not at 23:59:59: what has to be done in an organisation is due by the hour at which it closes
    (ст. 194 п. 1 ГК РФ). Where the last calendar day is off, `earlier` takes the working day before it, never
    late under either reading of the law, and `later` the one after it (ст. 193 ГК РФ). Working hours run in
    working time alone, hours and minutes without a break. Raises ValueError for a naive start.
    """
    if start.utcoffset() is None:
        raise ValueError(f"the start {start.isoformat()} has no zone: a term needs an aware moment")
    match term.unit:
        case Unit.WORKING_HOURS:
            return calendar.add_working_hours(start, timedelta(hours=term.amount))
        case Unit.HOURS:
            return _by_the_clock(start, timedelta(hours=term.amount), calendar)
        case Unit.MINUTES:
            return _by_the_clock(start, timedelta(minutes=term.amount), calendar)
        case Unit.WORKING_DAYS:
            start_day = start.astimezone(calendar.tz).date()
            return _closing(calendar.add_working_days(start_day, term.amount), calendar)
        case Unit.CALENDAR_DAYS:
            return _calendar_days(term.amount, start, calendar, on_day_off)


def _by_the_clock(start: datetime, amount: timedelta, calendar: WorkingCalendar) -> datetime:
    return (start.astimezone(UTC) + amount).astimezone(calendar.tz)


def _calendar_days(amount: int, start: datetime, calendar: WorkingCalendar, on_day_off: DayOffRule) -> datetime:
    last_day = start.astimezone(calendar.tz).date() + timedelta(days=amount)
    if calendar.is_working_day(last_day):
        return _closing(last_day, calendar)
    if on_day_off == "earlier":
        due = _closing(calendar.previous_working_day(last_day), calendar)
        # A term without a working day in it (three days at New Year) leads back to the start day: its closing
        # hour holds if still ahead. One already past cannot be kept by anyone, so then the next working day.
        if due > start:
            return due
    return _closing(calendar.next_working_day(last_day), calendar)


def _closing(working_day: date, calendar: WorkingCalendar) -> datetime:
    """Return the end of the working hours of a working day, as a moment that bears the date of that day."""
    end = calendar.end_of_day(working_day)
    assert end is not None  # noqa: S101  # the caller has looked that the day is worked
    return end
