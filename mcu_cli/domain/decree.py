"""The facts of a year: the holidays of the law, the days off that a decree of the Government moves, the short days."""

from __future__ import annotations

from dataclasses import field
from datetime import date, timedelta
from typing import TYPE_CHECKING

from mcu_cli.values import dataclass

if TYPE_CHECKING:
    from collections.abc import Mapping
    from collections.abc import Set as AbstractSet

SATURDAY = 5
ONE_DAY = timedelta(days=1)

# Non-working holidays (month, day): ст. 112 ч. 1 ТК РФ, as it has stood since 2013.
STATUTORY_HOLIDAYS = frozenset(
    {(1, 1), (1, 2), (1, 3), (1, 4), (1, 5), (1, 6), (1, 7), (1, 8)}
    | {(2, 23), (3, 8), (5, 1), (5, 9), (6, 12), (11, 4)},
)


def is_holiday(day: date) -> bool:
    """Tell whether `day` is a holiday of ст. 112 ТК РФ; a day off by decree is not one."""
    return (day.month, day.day) in STATUTORY_HOLIDAYS


def is_holiday_eve(day: date) -> bool:
    """Tell whether `day` directly precedes a holiday of ст. 112 ТК РФ."""
    return is_holiday(day + ONE_DAY)


def short_days(year: int, days_off: AbstractSet[date], working_weekends: Mapping[date, date]) -> frozenset[date]:
    """Return the days of `year` that are an hour shorter in a week of five days.

    `days_off` are the holidays and the days off moved to weekdays; `working_weekends` maps each weekend day
    that is worked to the day off it was exchanged for. A working day directly before a holiday is short (ст.
    95 ч. 1 ТК РФ), and a weekend day worked in exchange is as long as the day it replaced.
    """
    # Held against the official calendars of 2019 and 2021 to 2027. The list for 2020 is held against this
    # rule alone: the official calendar of that year is mixed with the non-working days of the pandemic.
    eves = {date(year, month, day) - ONE_DAY for month, day in STATUTORY_HOLIDAYS} | {date(year, 12, 31)}
    worked = {
        day
        for day in eves
        if day.year == year and day not in days_off and (day.weekday() < SATURDAY or day in working_weekends)
    }
    return frozenset(worked | {day for day, replaced in working_weekends.items() if is_holiday_eve(replaced)})


@dataclass(frozen=True, slots=True)
class Decree:
    """The facts of one year: ст. 112 ТК РФ and the Government's yearly decree that moves days off.

    `days_off` are the days off besides the ordinary weekend: on weekdays, and the holidays on weekend days.
    `working` are the weekend days worked, `short` the days an hour shorter. `stands_for` maps a weekend day
    worked to the day off it was exchanged for, whose hours it takes. `known` is False where no decree is
    known: then only the holidays of the law itself are here, and callers warn.
    """

    year: int
    days_off: frozenset[date]
    working: frozenset[date]
    short: frozenset[date]
    known: bool
    stands_for: Mapping[date, date] = field(default_factory=dict, hash=False)


def statutory_year(year: int) -> Decree:
    """Return a year of which no decree is known: the holidays of ст. 112 ТК РФ alone, and `known=False`.

    The moving of holidays that fall on a weekend (ст. 112 ч. 2) is left out: a decree may send those days
    elsewhere, and a guess would pass for knowledge. Terms across such a year may be early or late by days.
    """
    days_off = frozenset(date(year, month, day) for month, day in STATUTORY_HOLIDAYS)
    return Decree(year, days_off, frozenset(), short_days(year, days_off, {}), known=False)
