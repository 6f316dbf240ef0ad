"""What decisions are judged by: the registries in force and the calendar, and what they say of an appeal's terms."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from mcu_cli.domain.deadlines import ChannelRules, Rule, due_dates
from mcu_cli.domain.event import Due
from mcu_cli.domain.vocabulary import AnswerKind, EventKind, Priority
from mcu_cli.values import dataclass

if TYPE_CHECKING:
    from datetime import datetime

    from mcu_cli.domain.appeal import Appeal
    from mcu_cli.domain.calendar import WorkingCalendar
    from mcu_cli.domain.registry import Registry
    from mcu_cli.domain.terms import DayOffRule, Term
    from mcu_cli.domain.vocabulary import Channel

# What the citizen was told stands, whatever the rules say.
_TOLD = frozenset({EventKind.EXTENDED, EventKind.DEFERRED})
# The clocks that set a moment which another priority or category may move; the others are limits, or over.
_SETTING = ("route", "first", "final", "after_interim", "forward")


@dataclass(frozen=True, slots=True)
class Rules:
    """The registries in force and the working calendar."""

    registry: Registry
    calendar: WorkingCalendar

    def of_channel(self, channel: Channel) -> ChannelRules:
        """Return the terms of a channel; without any clock where the registry knows none."""
        return self.registry.rules.get(channel, ChannelRules())

    def rule(self, appeal: Appeal, clock: str) -> Rule | None:
        """Return the rule of `clock` for an appeal as it stands; None where its channel has no such term."""
        return self.of_channel(appeal.channel).rule(clock, priority_of(appeal), appeal.state.category)

    def due(
        self,
        channel: Channel,
        priority: Priority,
        start: datetime,
        *,
        category: str = "",
        received: datetime | None = None,
    ) -> Due | None:
        """Return what is due when for an appeal registered at `start`; None where the channel has no terms."""
        due = due_dates(self.of_channel(channel), priority, start, self.calendar, category=category, received=received)
        return None if due == Due() else due

    def same_terms(self, appeal: Appeal, *, priority: Priority | None = None, category: str | None = None) -> bool:
        """Whether an appeal would have the same terms with another priority or category."""
        rules = self.of_channel(appeal.channel)
        now = priority_of(appeal), appeal.state.category
        then = priority or now[0], now[1] if category is None else category
        return all(_length(rules.rule(clock, *now)) == _length(rules.rule(clock, *then)) for clock in _SETTING)

    def due_changed(
        self, appeal: Appeal, at: datetime, *, priority: Priority | None = None, category: str | None = None
    ) -> Due | None:
        """Return what is due when with another priority or category; None where its terms are the same.

        What was missed before `at` stays missed: a term that ran out is made no longer by another name.
        """
        if self.same_terms(appeal, priority=priority, category=category):
            return None
        due = self.due_now(appeal, priority=priority, category=category)
        if due is None:
            return None
        standing = appeal.state.due
        missed = {
            name: moment
            for name in ("first", "final", "route", "forward")
            if (moment := getattr(standing, name)) is not None and moment < at
        }
        return replace(due, **missed)

    def due_now(self, appeal: Appeal, *, priority: Priority | None = None, category: str | None = None) -> Due | None:
        """Return what the rules in force say of an appeal as it stands, or with another priority or category.

        Terms count from the registration or from the reopening of what had its final answer, the final one from the
        first interim answer where the channel says so. What is over keeps the moment that it was due at; a promised day
        stays that day, and an extension is never shortened.
        """
        priority = priority or priority_of(appeal)
        category = appeal.state.category if category is None else category
        start = clock_start(appeal)
        due = self.due(appeal.channel, priority, start, category=category, received=appeal.received)
        if due is None:
            return None
        standing = appeal.state.due
        due = replace(due, register=standing.register)  # it is registered: nothing changes that any more
        if appeal.state.first_answer is not None:
            due = replace(due, first=standing.first)
        if any(event.event is EventKind.FORWARDED for event in appeal.history):
            due = replace(due, forward=standing.forward)
        interim = _interim_since(appeal, start)
        rule = self.of_channel(appeal.channel).rule("after_interim", priority, category)
        if interim is not None and rule is not None:
            due = replace(due, final=rule.due(interim, self.calendar))
        told = [
            event for event in appeal.history if event.event in _TOLD and event.at >= start and "due" in event.details
        ]
        day = told[-1].details["due"].final if told else None
        if day is not None:
            # A promise is that day, neither earlier nor later; an extension is the latest that the law allows.
            kept = appeal.state.promised is not None and told[-1].event is EventKind.DEFERRED
            due = replace(due, final=day if kept or due.final is None else max(due.final, day))
        if appeal.state.part_of and due.final and standing.final:
            # Its letter may have been extended before the split.
            due = replace(due, final=max(due.final, standing.final))
        return due

    def due_after_interim(self, appeal: Appeal, at: datetime) -> Due | None:
        """Return what is due when the first interim answer is given at `at`; None where it moves nothing.

        It stops the first clock and starts the final one where the channel has a term for that; a promise stands, and
        an extension is not shortened.
        """
        rule, start = self.rule(appeal, "after_interim"), clock_start(appeal)
        if rule is None or appeal.state.promised or _interim_since(appeal, start) is not None:
            return None
        final = rule.due(at, self.calendar)
        if any(event.event is EventKind.EXTENDED and event.at >= start for event in appeal.history):
            final = max(final, appeal.state.due.final or final)
        return replace(appeal.state.due, final=final)


def priority_of(appeal: Appeal) -> Priority:
    """Return how much an appeal presses; what says nothing is normal."""
    return appeal.state.priority or Priority.NORMAL


def clock_start(appeal: Appeal) -> datetime:
    """Return the moment from which the terms count: the registration, or the last reopening that began them anew."""
    reopened = [event.at for event in appeal.history if event.event is EventKind.REOPENED and "due" in event.details]
    return max(reopened, default=appeal.registered)


def unextended_due(appeal: Appeal) -> datetime | None:
    """Return the final due moment before the first extension of the term that runs, from which the limit counts.

    Another priority or category, a reopening and a recomputation begin a term of their own; a deferral does not.
    """
    due: datetime | None = None
    before: datetime | None = None
    for event in appeal.history:
        if event.event is EventKind.DEFERRED or "due" not in event.details:
            continue
        final = event.details["due"].final
        if final == due:
            continue
        before = before or due if event.event is EventKind.EXTENDED else None
        due = final
    return before or due


def _length(rule: Rule | None) -> tuple[Term, DayOffRule] | None:
    """Return what of a rule sets a moment; where it comes from does not."""
    return None if rule is None else (rule.within, rule.on_day_off)


def _interim_since(appeal: Appeal, start: datetime) -> datetime | None:
    """Return the moment of the first interim answer on the clock that started at `start`."""
    given = [
        event.at
        for event in appeal.history
        if event.event is EventKind.ANSWERED
        and event.details["kind"] is AnswerKind.INTERIM
        and not event.details.get("approximate")  # nobody knows when it was given
        and event.at >= start
    ]
    return min(given, default=None)
