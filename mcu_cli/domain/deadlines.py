"""When answers are due: the rules of each channel, applied once and written into the event.

Every number comes from categories.yaml, with its legal source; nothing here is a term.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date as Day  # noqa: N812  # a type, told apart from fields called date
from datetime import datetime, time
from typing import TYPE_CHECKING

from mcu_cli.domain.event import Due
from mcu_cli.domain.terms import DayOffRule, Term, due_moment

if TYPE_CHECKING:
    from collections.abc import Mapping

    from mcu_cli.domain.calendar import WorkingCalendar
    from mcu_cli.domain.vocabulary import Priority

CLOCKS = ("register", "route", "first", "final", "extend", "forward", "defer")


@dataclass(frozen=True, slots=True)
class Rule:
    """One term with its source: `confidence` is A (read in the primary text), B (a secondary one), C (unconfirmed)."""

    within: Term
    on_day_off: DayOffRule = "earlier"
    source: str = ""
    confidence: str = "C"


@dataclass(frozen=True, slots=True)
class ChannelRules:
    """The clocks of one channel by name (`CLOCKS`), and those that differ for a priority."""

    clocks: Mapping[str, Rule] = field(default_factory=dict)
    by_priority: Mapping[Priority, Mapping[str, Rule]] = field(default_factory=dict)

    def rule(self, clock: str, priority: Priority) -> Rule | None:
        """Return the rule of `clock` for that priority; None where the channel has no such term."""
        return self.by_priority.get(priority, {}).get(clock) or self.clocks.get(clock)


def due_dates(rules: ChannelRules, priority: Priority, start: datetime, calendar: WorkingCalendar) -> Due:
    """Return when the first and the final answer are due for an appeal registered at `start`."""

    def due(clock: str) -> datetime | None:
        rule = rules.rule(clock, priority)
        return due_moment(rule.within, start, calendar, rule.on_day_off) if rule else None

    return Due(first=due("first"), final=due("final"))


def end_of(day: Day, calendar: WorkingCalendar) -> datetime:
    """Return the moment at which a promised day is over: the end of its working hours, or of the day if none."""
    closing = calendar.end_of_day(day)
    return closing or datetime.combine(day, time(23, 59, 59), tzinfo=calendar.tz)
