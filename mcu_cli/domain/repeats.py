"""The rule of repeats as a value: what is an answer, and how long after it the same question is a repeat."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from mcu_cli.domain.vocabulary import AnswerKind, EventKind
from mcu_cli.values import dataclass

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date, tzinfo

_DAY = 86_400


@dataclass(frozen=True, slots=True)
class RepeatRule:
    """What `repeats` of categories.yaml says: within how many calendar days after an answer, and who says so.

    The default is that of the file that comes with mcu, for a store whose file does not have the key yet: 30 calendar
    days, a default of the program that no source confirms (C).
    """

    days: int = 30
    source: str = ""
    confidence: str = "C"


@dataclass(frozen=True, slots=True)
class Window:
    """So many calendar days of the municipality: the day itself is not counted (by analogy with art. 191 ГК)."""

    days: int
    zone: tzinfo

    @property
    def seconds(self) -> int:
        """Return a time that is never shorter than the window, for a first choice by the clock."""
        return (self.days + 2) * _DAY

    def holds(self, earlier: int, later: int) -> bool:
        """Whether of two moments (seconds since 1970) the later one is none before, and within the days after."""
        return earlier <= later and (self._day(later) - self._day(earlier)).days <= self.days

    def _day(self, seconds: int) -> date:
        return datetime.fromtimestamp(seconds, UTC).astimezone(self.zone).date()


def answers(events: Iterable[tuple[int, str, str]]) -> tuple[int, ...]:
    """Return the moments at which the citizen had an answer for good, from the events of an appeal as they happened.

    An event is its moment, its kind (`EventKind`) and, of an answer, that of the answer. An interim answer is none: the
    question is still in work. What was closed after an interim answer alone was answered by then.
    """
    found: list[int] = []
    told = settled = False
    for at, event, kind in events:
        if event == EventKind.REOPENED:
            told = settled = False
        elif event == EventKind.ANSWERED:
            told = True
            if kind == AnswerKind.FINAL:
                settled = True
                found.append(at)
        elif event == EventKind.CLOSED and told and not settled:
            settled = True
            found.append(at)
    return tuple(found)
