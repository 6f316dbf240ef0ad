"""When what is due: the rules of each channel, applied once and written into the event.

Every number comes from categories.yaml, with its legal source; nothing here is a term.
"""

from __future__ import annotations

from dataclasses import field
from datetime import date as Day  # noqa: N812  # a type, told apart from fields called date
from datetime import datetime, time
from typing import TYPE_CHECKING

from mcu_cli.domain.event import Due
from mcu_cli.domain.terms import DayOffRule, Term, due_moment
from mcu_cli.domain.vocabulary import Priority
from mcu_cli.values import dataclass

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from mcu_cli.domain.calendar import WorkingCalendar

CLOCKS = ("register", "route", "first", "final", "after_interim", "extend", "forward", "defer")


@dataclass(frozen=True, slots=True)
class Rule:
    """One term with its source: `confidence` is A (read in the primary text), B (a secondary one), C (unconfirmed).

    `times` says how often it may be used on one appeal; None where nothing limits it.
    """

    within: Term
    on_day_off: DayOffRule = "earlier"
    source: str = ""
    confidence: str = "C"
    times: int | None = None

    def due(self, start: datetime, calendar: WorkingCalendar) -> datetime:
        """Return the moment at which the term falls due that begins at `start`."""
        return due_moment(self.within, start, calendar, self.on_day_off)


@dataclass(frozen=True, slots=True)
class ChannelRules:
    """The clocks of one channel by name (`CLOCKS`), those that differ for a priority, and those of single categories.

    `by_category` maps a group (`roads`) or a topic (`roads/snow`) to rules of the same shape, without categories.
    """

    clocks: Mapping[str, Rule] = field(default_factory=dict)
    by_priority: Mapping[Priority, Mapping[str, Rule]] = field(default_factory=dict)
    by_category: Mapping[str, ChannelRules] = field(default_factory=dict)

    def rule(self, clock: str, priority: Priority, category: str = "") -> Rule | None:
        """Return the rule of `clock`; None where the channel has no such term.

        What is said of the topic goes before what is said of its group, and that before what holds for the channel;
        within each the terms of the priority go before the general ones. What is urgent has the terms of a high
        priority where it has none of its own: nothing becomes slower by pressing more.
        """
        priorities = (Priority.URGENT, Priority.HIGH) if priority is Priority.URGENT else (priority,)
        for rules in self._nearest(category):
            sections = [*(rules.by_priority.get(one, {}) for one in priorities), rules.clocks]
            found = next((section[clock] for section in sections if clock in section), None)
            if found is not None:
                return found
        return None

    def _nearest(self, category: str) -> Iterator[ChannelRules]:
        for name in (category, category.partition("/")[0]):
            if name in self.by_category:
                yield self.by_category[name]
        yield self


def due_dates(  # noqa: PLR0913  # what the rules ask, and the two moments from which they count
    rules: ChannelRules,
    priority: Priority,
    start: datetime,
    calendar: WorkingCalendar,
    *,
    category: str = "",
    received: datetime | None = None,
) -> Due:
    """Return what is due when for an appeal registered at `start` and received at `received`."""

    def due(clock: str, begin: datetime | None = start) -> datetime | None:
        rule = rules.rule(clock, priority, category)
        return rule.due(begin, calendar) if rule and begin else None

    return Due(
        first=due("first"),
        final=due("final"),
        register=due("register", received),
        route=due("route"),
        forward=due("forward"),
    )


def end_of(day: Day, calendar: WorkingCalendar) -> datetime:
    """Return the moment at which a promised day is over: the end of its working hours, or of the day if none."""
    closing = calendar.end_of_day(day)
    return closing or datetime.combine(day, time(23, 59, 59), tzinfo=calendar.tz)
