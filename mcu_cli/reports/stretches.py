"""A period cut into days, weeks or months, and the moments of a measure counted in each."""

from __future__ import annotations

from bisect import bisect_left
from datetime import date, timedelta
from typing import TYPE_CHECKING

from mcu_cli.reports.periods import Kind, Period, around

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from mcu_cli.reports.periods import Window
    from mcu_cli.reports.scope import Scope

_MOST_DAYS, _MOST_WEEKS = 45, 26  # points of a chart that can still be told apart
_DAYS_IN_WEEK = 7
_ONE_DAY = timedelta(days=1)


def step_of(first: date, last: date) -> Kind:
    """Return by what a chart of these days goes: days up to 45 of them, weeks up to 26, else months."""
    days = (last - first).days + 1
    if days <= _MOST_DAYS:
        return Kind.DAY
    return Kind.WEEK if days <= _MOST_WEEKS * _DAYS_IN_WEEK else Kind.MONTH


def cut(first: date, last: date, step: Kind) -> Iterator[Period]:
    """Give the days, weeks or months in which the days from `first` to `last` lie, cut off at both ends."""
    day = first
    while day <= last:
        whole = around(step, day)
        yield Period(step, day, min(whole.last, last))
        day = whole.last + _ONE_DAY


def counts(moments: Sequence[int], windows: Sequence[Window]) -> list[int]:
    """Return how many of `moments`, in rising order, lie in each window."""
    return [bisect_left(moments, window.end) - bisect_left(moments, window.start) for window in windows]


def windows_of(scope: Scope, periods: Sequence[Period]) -> list[Window]:
    """Return the bounds of `periods` as far as they have come."""
    return [scope.window(period) for period in periods]
