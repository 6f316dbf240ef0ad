"""What an operator can decide about an appeal, each as one function: appeal and choice in, appeal afterwards out."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from mcu_cli.domain.deadlines import ChannelRules, due_dates, end_of
from mcu_cli.domain.names import title
from mcu_cli.domain.steps import Act, event_of, step, with_event
from mcu_cli.domain.terms import due_moment
from mcu_cli.domain.vocabulary import (
    AnswerKind,
    Channel,
    EventKind,
    NoAnswerReason,
    Outcome,
    Priority,
    Relation,
    Via,
)
from mcu_cli.errors import AlreadySoError, RefusedError
from mcu_cli.language import _
from mcu_cli.wording import day_text

if TYPE_CHECKING:
    from mcu_cli.domain.appeal import Appeal
    from mcu_cli.domain.calendar import WorkingCalendar
    from mcu_cli.domain.event import Due
    from mcu_cli.domain.registry import Category, Department, Registry


@dataclass(frozen=True, slots=True)
class Rules:
    """What decisions are judged by: the registries in force and the working calendar."""

    registry: Registry
    calendar: WorkingCalendar

    def due(self, channel: Channel, priority: Priority, start: datetime) -> Due | None:
        """Return the due moments of an appeal registered at `start`; None where the channel has no terms."""
        rules = self.registry.rules.get(channel, ChannelRules())
        due = due_dates(rules, priority, start, self.calendar)
        return due if due.first or due.final else None


def register(appeal: Appeal, act: Act, rules: Rules, *, category: str = "", priority: Priority) -> Appeal:
    """Return a new appeal with its first event; `at` of the act is the moment of registration."""
    due = rules.due(appeal.channel, priority, act.at)
    details = {"category": category, "priority": priority, "due": due}
    return with_event(appeal, event_of(appeal, EventKind.REGISTERED, act, details))


def classify(appeal: Appeal, act: Act, category: Category, reason: str = "", *, auto: bool = False) -> Appeal:
    """Return the appeal with another category; the due moments stay, for no rule depends on it yet.

    `auto` says that the rules of routing chose it and nobody else.
    """
    if appeal.state.category == category.id and not appeal.state.topic:
        raise AlreadySoError(_("{id} is in {category} already").format(id=appeal.id, category=category.name))
    return step(appeal, EventKind.CLASSIFIED, act, category=category.id, reason=reason, auto=auto)


def prioritise(appeal: Appeal, act: Act, rules: Rules, priority: Priority, reason: str = "") -> Appeal:
    """Return the appeal with another priority and the due moments that go with it, counted from registration."""
    if appeal.state.priority is priority:
        raise AlreadySoError(
            _("{id} has the priority {priority} already").format(id=appeal.id, priority=title(priority))
        )
    due = rules.due(appeal.channel, priority, clock_start(appeal))
    return step(appeal, EventKind.PRIORITISED, act, priority=priority, reason=reason, due=_not_shortened(appeal, due))


def assign(  # noqa: PLR0913  # who, and how it was decided
    appeal: Appeal, act: Act, department: Department, executor: str = "", reason: str = "", *, auto: bool = False
) -> Appeal:
    """Return the appeal assigned to `department` (and an executor within it); `auto` as for `classify`."""
    state = appeal.state
    # Without an executor nothing is said of the one who has it already: naming the department again takes nobody off.
    same = state.department == department.id and (not executor or state.executor == executor)
    if same and (state.status == "assigned" or (state.status == "answered" and state.is_open)):
        raise AlreadySoError(
            _("{id} is assigned to {department} already").format(id=appeal.id, department=department.name)
        )
    return step(appeal, EventKind.ASSIGNED, act, department=department.id, executor=executor, reason=reason, auto=auto)


def answer(  # noqa: PLR0913  # an answer has these parts
    appeal: Appeal, act: Act, *, kind: AnswerKind, via: Via | None, outcome: Outcome | None, text: str
) -> Appeal:
    """Return the appeal answered; a final answer takes it out of the backlog and needs its outcome."""
    return step(appeal, EventKind.ANSWERED, act, kind=kind, via=via, outcome=outcome, text=text)


def defer(appeal: Appeal, act: Act, rules: Rules, until: date, reason: str) -> Appeal:
    """Return the appeal deferred to a promised day, at the end of which the final answer is due.

    Refused where the rules of the channel know no deferral (a letter is extended, with notice) or allow less.
    """
    _refuse_past(until, act, rules)
    rule = rules.registry.rules.get(appeal.channel, ChannelRules()).rule(
        "defer", appeal.state.priority or Priority.NORMAL
    )
    if rule is None:
        raise RefusedError(
            _("{id}: the rules of the channel {channel} know no deferral; extend the term with `mcu extend`").format(
                id=appeal.id, channel=title(appeal.channel)
            )
        )
    limit = due_moment(rule.within, act.at, rules.calendar, rule.on_day_off).date()
    if until > limit:
        raise RefusedError(
            _("{id} can be deferred to {limit} at most ({source})").format(
                id=appeal.id, limit=day_text(limit), source=rule.source or "categories.yaml"
            )
        )
    due = replace(appeal.state.due, final=end_of(until, rules.calendar))
    return step(appeal, EventKind.DEFERRED, act, until=until, reason=reason, due=due)


def extend(  # noqa: PLR0913  # the law asks for each of these
    appeal: Appeal, act: Act, rules: Rules, *, until: date, reason: str, notified: date | None
) -> Appeal:
    """Return the appeal with a later final date; refused past the limit of the channel (59-ФЗ art. 12 part 2)."""
    rule = rules.registry.rules.get(appeal.channel, ChannelRules()).rule(
        "extend", appeal.state.priority or Priority.NORMAL
    )
    final = appeal.state.due.final
    if rule is None or final is None:
        raise RefusedError(
            _("{id}: the rules of the channel {channel} know no extension; defer it with a promised day").format(
                id=appeal.id, channel=title(appeal.channel)
            )
        )
    _refuse_past(until, act, rules)
    unextended = _due_before_extensions(appeal) or final
    limit = due_moment(rule.within, unextended, rules.calendar, rule.on_day_off).date()
    if until > limit:
        raise RefusedError(
            _("{id} can be extended to {limit} at most ({source})").format(
                id=appeal.id, limit=day_text(limit), source=rule.source or "categories.yaml"
            )
        )
    if until <= final.date():
        raise RefusedError(
            _("{id} is due on {final}; an extension ends later than that").format(
                id=appeal.id, final=day_text(final.date())
            )
        )
    if notified is None:
        raise RefusedError(
            _("{id}: the citizen has to be told of an extension; say when with --notified").format(id=appeal.id)
        )
    due = replace(appeal.state.due, final=end_of(until, rules.calendar))
    return step(appeal, EventKind.EXTENDED, act, until=until, reason=reason, notified=notified, due=due)


def escalate(appeal: Appeal, act: Act, registry: Registry, reason: str) -> Appeal:
    """Return the appeal one step further up the ladder of departments.yaml."""
    level = (appeal.state.escalation or 0) + 1
    if level > len(registry.ladder):
        raise RefusedError(
            _("{id} is on the last step of the ladder already ({title}); there is nobody above").format(
                id=appeal.id, title=registry.ladder[-1].title if registry.ladder else "-"
            )
        )
    return step(appeal, EventKind.ESCALATED, act, level=level, to=registry.ladder[level - 1].id, reason=reason)


def forward(  # noqa: PLR0913  # the law asks for each of these
    appeal: Appeal, act: Act, *, to: str, control: bool, notified: date | None, reason: str
) -> Appeal:
    """Return the appeal forwarded to a body outside (59-ФЗ art. 8 part 3); under control it stays in the backlog."""
    return step(appeal, EventKind.FORWARDED, act, to=to, control=control, notified=notified, reason=reason)


def link(appeal: Appeal, act: Act, relation: Relation, other: Appeal, reason: str = "") -> Appeal:
    """Return the appeal linked to `other`; as its duplicate it leaves the backlog."""
    if other.id == appeal.id:
        raise RefusedError(_("{id} cannot be linked to itself").format(id=appeal.id))
    if relation is Relation.DUPLICATE_OF and other.state.duplicate_of:
        raise RefusedError(
            _("{other} is itself a duplicate of {first}; link {id} to {first}").format(
                other=other.id, first=other.state.duplicate_of, id=appeal.id
            )
        )
    if relation is Relation.DUPLICATE_OF and not other.state.is_open and other.state.first_answer is None:
        raise RefusedError(
            _("{other} is settled without an answer; {id} cannot rest on it").format(other=other.id, id=appeal.id)
        )
    known = {(e.details["relation"], e.details["to"]) for e in appeal.history if e.event is EventKind.LINKED}
    if (relation, other.id) in known and not (relation is Relation.DUPLICATE_OF and appeal.state.is_open):
        raise AlreadySoError(_("{id} is linked to {other} this way already").format(id=appeal.id, other=other.id))
    return step(appeal, EventKind.LINKED, act, relation=relation, to=other.id, reason=reason)


def reject(appeal: Appeal, act: Act, ground: NoAnswerReason, reason: str = "") -> Appeal:
    """Return the appeal left without an answer on a legal ground (59-ФЗ art. 11)."""
    return step(appeal, EventKind.REJECTED, act, ground=ground, reason=reason)


def reopen(appeal: Appeal, act: Act, rules: Rules, reason: str) -> Appeal:
    """Return the appeal in work again; its clocks start anew."""
    due = rules.due(appeal.channel, appeal.state.priority or Priority.NORMAL, act.at)
    if due is not None and appeal.state.first_answer is not None:
        due = replace(due, first=None)  # the first answer was given; what is owed is a final one
    return step(appeal, EventKind.REOPENED, act, reason=reason, due=due)


def close(appeal: Appeal, act: Act, outcome: Outcome | None, reason: str = "") -> Appeal:
    """Return the appeal closed; what had no final answer needs an outcome."""
    return step(appeal, EventKind.CLOSED, act, outcome=outcome, reason=reason)


def note(appeal: Appeal, act: Act, text: str) -> Appeal:
    """Return the appeal with a note."""
    return step(appeal, EventKind.NOTED, act, text=text)


def clock_start(appeal: Appeal) -> datetime:
    """Return the moment from which the terms count: the registration, or the last reopening."""
    reopened = [event.at for event in appeal.history if event.event is EventKind.REOPENED]
    return max(reopened, default=appeal.registered)


def _not_shortened(appeal: Appeal, due: Due | None) -> Due | None:
    """Return `due` without the clock of an answer that was given, and not before what the citizen was told."""
    if due is None:
        return None
    first = due.first if appeal.state.first_answer is None else None
    terms = [event for event in appeal.history if "due" in event.details]
    standing = appeal.state.due.final
    told = bool(terms) and terms[-1].event in (EventKind.EXTENDED, EventKind.DEFERRED)
    final = max(due.final, standing) if told and due.final and standing else due.final
    return replace(due, first=first, final=final)


def _due_before_extensions(appeal: Appeal) -> datetime | None:
    """Return the final due moment before the first extension of the term that runs, from which the limit counts.

    Another priority, a reopening and a recomputation begin a term of their own; a deferral does not.
    """
    due: datetime | None = None
    before: datetime | None = None
    for event in appeal.history:
        if event.event is EventKind.DEFERRED or "due" not in event.details:
            continue
        before = before or due if event.event is EventKind.EXTENDED else None
        due = event.details["due"].final
    return before or due


def _refuse_past(day: date, act: Act, rules: Rules) -> None:
    today = act.at.astimezone(rules.calendar.tz).date()
    if day <= today:
        raise RefusedError(_("{day} is not in the future; name a later day").format(day=day_text(day)))
    if day > today + timedelta(days=366):
        raise RefusedError(_("{day} is more than a year ahead; name a nearer day").format(day=day_text(day)))


def part_of(letter: Appeal, part_id: str, question: str, act: Act, rules: Rules) -> Appeal:
    """Return a further question of `letter` as an appeal of its own, registered with the letter and due with it."""
    state = letter.state
    if state.part_of:
        raise RefusedError(
            _("{id} is a part of {letter} already; split that one").format(id=letter.id, letter=state.part_of)
        )
    source = replace(letter.source, key="")
    part = replace(letter, id=part_id, text=question, original="", source=source, history=())
    registered = Act(by=act.by, at=letter.registered)
    priority = state.priority or Priority.NORMAL
    due = rules.due(letter.channel, priority, letter.registered)
    event = event_of(part, EventKind.REGISTERED, registered, {"priority": priority, "due": due})
    part = with_event(part, replace(event, recorded=act.at))
    return step(part, EventKind.LINKED, act, relation=Relation.PART_OF, to=letter.id)


def with_part(letter: Appeal, part: Appeal, act: Act) -> Appeal:
    """Return `letter` with the link to one of its parts."""
    return step(letter, EventKind.LINKED, act, relation=Relation.HAS_PART, to=part.id)
