"""The escalation ladder: how much of its running terms an appeal has used, and who is told of that next.

Each step of the ladder stands at a share of the term (departments.yaml). What an appeal has reached is judged on
two clocks, to the first answer and to the final one, each with a level of its own: of one term everybody is told once,
and a new term begins at the foot of the ladder.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from fractions import Fraction
from typing import TYPE_CHECKING, NamedTuple

from mcu_cli.domain.deadlines import end_of
from mcu_cli.domain.event import Due
from mcu_cli.domain.state import in_order
from mcu_cli.domain.steps import step
from mcu_cli.domain.terms import Unit
from mcu_cli.domain.vocabulary import CHATTER, AnswerKind, EventKind
from mcu_cli.language import _, speaking
from mcu_cli.wording import moment_text

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import tzinfo

    from mcu_cli.domain.appeal import Appeal
    from mcu_cli.domain.event import Event
    from mcu_cli.domain.registry import Registry, Rung
    from mcu_cli.domain.rules import Rules
    from mcu_cli.domain.steps import Act

_IN_WORKING_TIME = frozenset({Unit.WORKING_HOURS, Unit.WORKING_DAYS})
_MICROSECOND = timedelta(microseconds=1)
_PERCENT = 100


class Answer(StrEnum):
    """Which answer a clock runs to."""

    FIRST = "first"
    FINAL = "final"


class Clock(NamedTuple):
    """A term that runs: to which answer, from when, until when; `rule` names the clock of the registry it came from."""

    answer: Answer
    start: datetime
    due: datetime
    rule: str


class _Begun(NamedTuple):
    """Where a term begins, and the clock of the registry that it came from."""

    start: datetime
    rule: str


class Told(NamedTuple):
    """Who is told on one step of the ladder, in whose order they sort. Empty is what nobody has written down.

    `in_charge` marks the step of the department that the appeal is assigned to; `department` is its name, empty where
    the appeal has none yet.
    """

    level: int
    id: str
    title: str
    in_charge: bool = False
    department: str = ""
    name: str = ""
    email: str = ""


class Climb(NamedTuple):
    """What the ladder asks of an appeal: the step that it has reached (from 1), for which clock, and who is told.

    `share` is the part of the term that is used, in whole percent, not rounded up.
    """

    appeal: str
    level: int
    to: str
    told: tuple[Told, ...]
    answer: Answer
    share: int
    due: datetime


def due_climb(appeal: Appeal, rules: Rules, now: datetime) -> Climb | None:
    """Return the step that an appeal has reached and not taken yet; None where it has nothing to climb to.

    Of several clocks that have reached one, that of which most is used. Chatter that nobody answers for is no appeal
    anybody waits for an answer to, and is left alone.
    """
    if not appeal.state.is_open or (CHATTER in appeal.tags and not appeal.state.department):
        return None
    ladder = rules.registry.ladder
    highest = max((n for n, rung in enumerate(ladder, start=1) if rung.at is not None), default=0)
    taken = levels_taken(appeal.history)
    climbing = []
    for clock in running_clocks(appeal, rules):
        if taken[clock.answer] < highest:  # else there is nobody above, and years of working time need no counting
            share = share_used(clock, appeal, rules, now)
            if level_reached(ladder, share) > taken[clock.answer]:
                climbing.append((share, clock))
    if not climbing:
        return None
    share, clock = max(climbing, key=lambda one: one[0])
    level = level_reached(ladder, share)
    # Steps without a share are taken by hand alone: nobody there expects to hear of what mcu counts.
    passed = [n for n in range(taken[clock.answer] + 1, level + 1) if ladder[n - 1].at is not None]
    return Climb(
        appeal=appeal.id,
        level=level,
        to=ladder[level - 1].id,
        told=tuple(_told(n, appeal, rules.registry) for n in passed),
        answer=clock.answer,
        share=int(share * _PERCENT),
        due=clock.due,
    )


def climbed(appeal: Appeal, act: Act, rules: Rules, climb: Climb) -> Appeal:
    """Return the appeal after `climb`: one event, whatever number of steps it jumps over, its reason for the record."""
    with speaking(rules.registry.municipality.language):
        reason = climb_text(climb, rules.calendar.tz)
    return step(appeal, EventKind.ESCALATED, act, level=climb.level, to=climb.to, reason=reason, auto=True)


def climb_text(climb: Climb, zone: tzinfo) -> str:
    """Return why an appeal is escalated, in the language spoken: the share, the clock and the due moment."""
    sentence = (
        _("{share}% of the term for the first answer is used, due {moment}")
        if climb.answer is Answer.FIRST
        else _("{share}% of the term for the final answer is used, due {moment}")
    )
    return sentence.format(share=climb.share, moment=moment_text(climb.due.astimezone(zone)))


def level_reached(ladder: Sequence[Rung], share: Fraction) -> int:
    """Return the highest step (from 1) whose share of the term is used; 0 where none is."""
    reached = (n for n, rung in enumerate(ladder, start=1) if rung.at is not None and share * _PERCENT >= rung.at)
    return max(reached, default=0)


def running_clocks(appeal: Appeal, rules: Rules) -> tuple[Clock, ...]:
    """Return the terms that run for an open appeal: the first answer's until one was given, and the final one's.

    Both begin with the registration, or the last reopening. The final one begins anew with the first interim answer
    where that set a term, and with a deferral to a promised day. An extension moves its end alone.
    """
    start, final, due = _terms(appeal, rules)
    clocks = []
    if due.first is not None and appeal.state.first_answer is None:
        clocks.append(Clock(Answer.FIRST, start, due.first, "first"))
    if due.final is not None:
        clocks.append(Clock(Answer.FINAL, final.start, due.final, final.rule))
    return tuple(clocks)


def _terms(appeal: Appeal, rules: Rules) -> tuple[datetime, _Begun, Due]:
    """Return where the terms begin, where the final one does, and the due moments in force."""
    start, due = appeal.registered, Due()
    final = reckoned = _Begun(start, "final")  # what runs, and what `Rules.due_now` would count from
    for event in in_order(appeal.history):
        given = _due_set_by(event, due, rules)
        match event.event:
            case EventKind.REGISTERED | EventKind.REOPENED:
                if event.event is EventKind.REGISTERED or given is not None:  # else the old terms go on
                    start = event.at
                    final = reckoned = _Begun(start, "final")
            case EventKind.ANSWERED if event.details["kind"] is AnswerKind.INTERIM:
                if given is not None:
                    final = reckoned = _Begun(event.at, "after_interim")
                elif reckoned.rule == "final" and rules.rule(appeal, "after_interim") is not None:
                    reckoned = _Begun(event.at, "after_interim")
            case EventKind.DEFERRED if given is not None:
                final = _Begun(event.at, "defer")
            case EventKind.EXTENDED:
                pass  # the same term, with a later end
            case _ if given is not None and given.final != due.final:
                final = reckoned  # where the new reckoning left a promise standing, the end is the same
        due = given or due
    return start, final, due


def share_used(clock: Clock, appeal: Appeal, rules: Rules, now: datetime) -> Fraction:
    """Return which part of a term is used at `now`, exactly: 1 at its due moment, more after it.

    A term in working hours or working days is measured in working time, any other, and one of which the registry
    knows no rule any more, by the clock. A term without any length is used up as soon as it is past.
    """
    rule = rules.rule(appeal, clock.rule)
    in_working_time = rule is not None and rule.within.unit in _IN_WORKING_TIME
    between = rules.calendar.working_time if in_working_time else _by_the_clock
    whole = between(clock.start, clock.due)
    if whole <= timedelta(0):
        return Fraction(int(now > clock.due))
    elapsed = max(between(clock.start, now), timedelta(0))
    return Fraction(elapsed // _MICROSECOND, whole // _MICROSECOND)


def levels_taken(history: Sequence[Event]) -> dict[Answer, int]:
    """Return the highest step that was taken on each clock that runs now, 0 for none.

    Taken in the order of recording, unlike the state: an interim answer that an import brings late begins a new term
    although the ladder was climbed, on the old one, after the moment at which it was given.
    """
    taken = dict.fromkeys(Answer, 0)
    answered = False
    for event in history:
        match event.event:
            case EventKind.ESCALATED:
                taken = {answer: max(level, event.details["level"]) for answer, level in taken.items()}
            case EventKind.REOPENED if "due" in event.details:
                taken = dict.fromkeys(Answer, 0)
            case EventKind.ANSWERED:
                if event.details["kind"] is AnswerKind.INTERIM and (not answered or "due" in event.details):
                    taken[Answer.FINAL] = 0
                answered = True
            case EventKind.EXTENDED:
                taken[Answer.FINAL] = 0
            case EventKind.DEFERRED if "due" in event.details or event.details.get("until"):
                taken[Answer.FINAL] = 0
    return taken


def _due_set_by(event: Event, standing: Due, rules: Rules) -> Due | None:
    """Return the due moments that an event set; None where it left them alone."""
    due: Due | None = event.details.get("due")
    if due is None and event.event is EventKind.DEFERRED and event.details.get("until"):
        return replace(standing, final=end_of(event.details["until"], rules.calendar))  # a source names the day alone
    return due


def _by_the_clock(start: datetime, end: datetime) -> timedelta:
    return end.astimezone(UTC) - start.astimezone(UTC)


def _told(level: int, appeal: Appeal, registry: Registry) -> Told:
    rung = registry.ladder[level - 1]
    if not rung.department:
        return Told(level, rung.id, rung.title, name=rung.name, email=rung.email)
    known = registry.find_department(appeal.state.department)
    return Told(
        level,
        rung.id,
        rung.title,
        in_charge=True,
        department=known.name if known else appeal.state.department,
        name=known.head if known else "",
        email=known.email if known else "",
    )
