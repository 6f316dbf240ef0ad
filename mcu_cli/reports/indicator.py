"""One figure of a period beside those that it is read against: its month, quarter and year so far, and earlier ones."""

from __future__ import annotations

from dataclasses import fields
from typing import TYPE_CHECKING, Any

from mcu_cli.reports.speed import percent
from mcu_cli.values import dataclass

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from mcu_cli.reports.periods import Window
    from mcu_cli.reports.scope import Asked


@dataclass(frozen=True, slots=True)
class Indicator:
    """One figure of the period beside what it is read against; None of a time that the record does not know whole."""

    period: int
    month_to_date: int
    quarter_to_date: int
    year_to_date: int
    previous: int | None
    last_year: int | None

    @property
    def change_percent(self) -> float | None:
        """Return the growth against the same period last year; None where there was nothing, or nobody knows."""
        return growth(self.period, self.last_year)

    @property
    def change_previous_percent(self) -> float | None:
        """Return the growth against the period before; None where there was nothing, or nobody knows."""
        return growth(self.period, self.previous)

    def as_data(self) -> dict[str, Any]:
        """Return the members of the JSON form: appeals (or what else is counted), and percent."""
        return {field.name: getattr(self, field.name) for field in fields(self)} | {
            "change_percent": self.change_percent,
            "change_previous_percent": self.change_previous_percent,
        }


def indicator(asked: Asked, count: Callable[[Window], int]) -> Indicator:
    """Return what `count` says of the period and of those beside which it is read."""
    return counted(asked, [count(window) for window in asked.windows])


def counted(asked: Asked, counts: Iterable[int]) -> Indicator:
    """Return an indicator from its counts in each of `asked.windows`; of a time not known whole, none."""
    period, month, quarter, year, previous, last_year = counts
    return Indicator(
        period=period,
        month_to_date=month,
        quarter_to_date=quarter,
        year_to_date=year,
        previous=previous if asked.knows(asked.windows.previous) else None,
        last_year=last_year if asked.knows(asked.windows.last_year) else None,
    )


def growth(now: int, then: int | None) -> float | None:
    """Return the change from `then` to `now` in percent, to one decimal; None where there was nothing then."""
    return None if then is None else percent(now - then, then)
