"""Days that a municipality adds to the calendar of the country: single days, closures, days of every year."""

from __future__ import annotations

import re
from datetime import date, timedelta

from mcu_cli.errors import BadInputError
from mcu_cli.language import _
from mcu_cli.values import dataclass

MonthDay = tuple[int, int]

# A closure longer than a year is a slip of the keyboard: nobody answers citizens once in two years.
LONGEST_CLOSURE_DAYS = 366

_DAY = r"([0-9]{4}-[0-9]{2}-[0-9]{2})"
_SINGLE = re.compile(_DAY)
_RANGE = re.compile(rf"{_DAY}\s*\.\.\s*{_DAY}")
_EVERY_YEAR = re.compile(r"([0-9]{2})-([0-9]{2})")
_LEAP_YEAR = 2000  # 29 February is a day of every year, too: of those that have it


@dataclass(frozen=True, slots=True)
class LocalDays:
    """A set of days: the `dated` ones, and those of every year as (month, day)."""

    dated: frozenset[date] = frozenset()
    yearly: frozenset[MonthDay] = frozenset()

    @classmethod
    def parse(cls, text: str) -> LocalDays:
        """Return the days of one entry: `2026-04-21`, `2026-08-03..2026-08-14` (first to last) or `10-11`.

        Raises BadInputError for anything else, and for a range that ends before it begins or is longer than a year.
        """
        entry = text.strip()
        try:
            if _SINGLE.fullmatch(entry):
                return cls(frozenset({date.fromisoformat(entry)}))
            if found := _EVERY_YEAR.fullmatch(entry):
                day = date(_LEAP_YEAR, int(found[1]), int(found[2]))
                return cls(yearly=frozenset({(day.month, day.day)}))
            if found := _RANGE.fullmatch(entry):
                return cls(_from_to(date.fromisoformat(found[1]), date.fromisoformat(found[2]), entry))
        except ValueError:
            pass  # a 30 February, said of like any other text that is no day
        raise BadInputError(
            _(
                "{text!r} is not a day; write 2026-04-21, or 2026-08-03..2026-08-14 for a closure from its first to "
                "its last day, or 10-11 (month, day) for a day of every year"
            ).format(text=text)
        )

    def __or__(self, other: LocalDays) -> LocalDays:
        """Return the days of both."""
        return LocalDays(self.dated | other.dated, self.yearly | other.yearly)

    def __contains__(self, day: object) -> bool:
        """Whether `day`, a date, is one of these."""
        return isinstance(day, date) and (day in self.dated or (day.month, day.day) in self.yearly)


def single_day(text: str) -> date:
    """Return the day of `2026-04-21`; raises BadInputError for anything else."""
    try:
        if _SINGLE.fullmatch(text):
            return date.fromisoformat(text)
    except ValueError:
        pass  # a 30 February, said of like any other text that is no day
    raise BadInputError(_("{text!r} is not a day, like 2025-12-24").format(text=text))


def _from_to(first: date, last: date, text: str) -> frozenset[date]:
    count = (last - first).days + 1
    if count < 1:
        raise BadInputError(_("{text!r} ends before it begins; write the first day first").format(text=text))
    if count > LONGEST_CLOSURE_DAYS:
        raise BadInputError(_("{text!r} is longer than a year; look at its years again").format(text=text))
    return frozenset(first + timedelta(days=n) for n in range(count))
