"""What an operator can decide about an appeal, each as one function: appeal and choice in, appeal afterwards out."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from mcu_cli.domain.complaints import refuse_complained_about
from mcu_cli.domain.names import title
from mcu_cli.domain.notices import refuse_impossible_notice
from mcu_cli.domain.punctuality import punctuality
from mcu_cli.domain.rules import priority_of
from mcu_cli.domain.steps import Act, event_of, step, with_event
from mcu_cli.domain.vocabulary import (
    UNDER_59_FZ,
    AnswerKind,
    EventKind,
    NoAnswerReason,
    Outcome,
    Priority,
    Relation,
    Via,
)
from mcu_cli.errors import AlreadySoError, RefusedError
from mcu_cli.language import _
from mcu_cli.wording import moment_text

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import date

    from mcu_cli.domain.appeal import Appeal
    from mcu_cli.domain.registry import Category, Department, Registry
    from mcu_cli.domain.rules import Rules

# The author has to be told of it: 59-ФЗ art. 11 parts 2 to 5.1, of an illegible letter (part 4) where it can be read
# who wrote it (B for parts 2, 3 and 5, C for 4 and 5.1: docs/workflow.md).
TOLD_OF = frozenset(
    {
        NoAnswerReason.COURT_DECISION,
        NoAnswerReason.OBSCENE,
        NoAnswerReason.CORRESPONDENCE_ENDED,
        NoAnswerReason.PUBLISHED,
    }
)
LEAST_ANSWERED_BEFORE = 2
"""Correspondence ends where the question was answered «неоднократно», more than once: 59-ФЗ art. 11 part 5."""


def register(appeal: Appeal, act: Act, rules: Rules, *, category: str = "", priority: Priority) -> Appeal:
    """Return a new appeal with its first event; `at` of the act is the moment of registration."""
    due = rules.due(appeal.channel, priority, act.at, category=category, received=appeal.received)
    details = {"category": category, "priority": priority, "due": due}
    return with_event(appeal, event_of(appeal, EventKind.REGISTERED, act, details))


def classify(  # noqa: PLR0913  # the choice, and how it was made
    appeal: Appeal, act: Act, rules: Rules, category: Category, *, reason: str = "", auto: bool = False
) -> Appeal:
    """Return the appeal with another category, and the due moments that go with it where its terms are others.

    `auto` says that the rules of routing chose it and nobody else.
    """
    state = appeal.state
    if state.category == category.id and not state.topic:
        raise AlreadySoError(_("{id} is in {category} already").format(id=appeal.id, category=category.name))
    due = rules.due_changed(appeal, act.at, category=category.id) if state.is_open else None
    return step(appeal, EventKind.CLASSIFIED, act, category=category.id, reason=reason, auto=auto, due=due)


def prioritise(appeal: Appeal, act: Act, rules: Rules, priority: Priority, reason: str = "") -> Appeal:
    """Return the appeal with another priority, and the due moments that go with it where its terms are others."""
    if appeal.state.priority is priority:
        raise AlreadySoError(
            _("{id} has the priority {priority} already").format(id=appeal.id, priority=title(priority))
        )
    due = rules.due_changed(appeal, act.at, priority=priority)
    return step(appeal, EventKind.PRIORITISED, act, priority=priority, reason=reason, due=due)


def recompute(appeal: Appeal, act: Act, rules: Rules, reason: str = "") -> Appeal:
    """Return the appeal with the due moments that the rules in force give it now."""
    due = rules.due_now(appeal)
    if due is None or due == appeal.state.due:
        raise AlreadySoError(_("{id} is due as the rules in force say").format(id=appeal.id))
    return step(appeal, EventKind.RECOMPUTED, act, reason=reason, due=due)


def assign(  # noqa: PLR0913  # who, and how it was decided
    appeal: Appeal,
    act: Act,
    registry: Registry,
    department: Department,
    *,
    executor: str = "",
    reason: str = "",
    auto: bool = False,
) -> Appeal:
    """Return the appeal assigned to `department` (and an executor within it); `auto` as for `classify`.

    Never to whom it complains about: 59-ФЗ art. 8 part 6 (C).
    """
    state = appeal.state
    refuse_complained_about(appeal, registry, department.id, executor)
    # Without an executor nothing is said of the one who has it already: naming the department again takes nobody off.
    same = state.department == department.id and (not executor or state.executor == executor)
    if same and (state.status == "assigned" or (state.status == "answered" and state.is_open)):
        raise AlreadySoError(
            _("{id} is assigned to {department} already").format(id=appeal.id, department=department.name)
        )
    return step(appeal, EventKind.ASSIGNED, act, department=department.id, executor=executor, reason=reason, auto=auto)


def answer(  # noqa: PLR0913  # an answer has these parts
    appeal: Appeal, act: Act, rules: Rules, *, kind: AnswerKind, via: Via | None, outcome: Outcome | None, text: str
) -> Appeal:
    """Return the appeal answered.

    A final answer takes it out of the backlog and needs its outcome; the first interim one stops the first clock and,
    where the channel says so, starts the final one.
    """
    _refuse_as_outcome(appeal, outcome)
    due = rules.due_after_interim(appeal, act.at) if kind is AnswerKind.INTERIM else None
    return step(appeal, EventKind.ANSWERED, act, kind=kind, via=via, outcome=outcome, text=text, due=due)


def escalate(appeal: Appeal, act: Act, registry: Registry, reason: str) -> Appeal:
    """Return the appeal one step further up the ladder of departments.yaml, past the department in charge itself."""
    level = (appeal.state.escalation or 0) + 1
    while level < len(registry.ladder) and registry.ladder[level - 1].department:
        level += 1
    if level > len(registry.ladder):
        raise RefusedError(
            _("{id} is on the last step of the ladder already ({title}); there is nobody above").format(
                id=appeal.id, title=registry.ladder[-1].title if registry.ladder else "-"
            )
        )
    return step(appeal, EventKind.ESCALATED, act, level=level, to=registry.ladder[level - 1].id, reason=reason)


def forward(  # noqa: PLR0913  # the law asks for each of these
    appeal: Appeal,
    act: Act,
    rules: Rules,
    *,
    to: str,
    control: bool,
    notified: date | None,
    reason: str,
    late: bool = False,
) -> Appeal:
    """Return the appeal forwarded to a body outside (59-ФЗ art. 8 part 3); under control it stays in the backlog.

    Where the channel has the clock `forward`, the citizen has to be told, and after it only `late` forwards, with a
    reason that stays in the history: what happened too late has happened all the same.
    """
    refuse_complained_about(appeal, rules.registry, to)
    refuse_impossible_notice(appeal, act, notified)
    due = appeal.state.due.forward
    if due is not None and act.at > due:
        rule = rules.rule(appeal, "forward")
        if not late:
            raise RefusedError(
                _(
                    "{id} could be forwarded until {moment} ({source}); answer it here, or forward it all the same "
                    "with --late and --reason"
                ).format(
                    id=appeal.id,
                    moment=moment_text(due.astimezone(rules.calendar.tz)),
                    source=(rule and rule.source) or "categories.yaml",
                )
            )
        if not reason:
            raise RefusedError(_("{id} is forwarded too late; say why with --reason").format(id=appeal.id))
    if due is not None and notified is None:
        raise RefusedError(
            _("{id}: the citizen has to be told of a forwarding; say when with --notified").format(id=appeal.id)
        )
    return step(appeal, EventKind.FORWARDED, act, to=to, control=control, notified=notified, reason=reason)


def link(  # noqa: PLR0913  # the choice, and how it was made
    appeal: Appeal, act: Act, relation: Relation, other: Appeal, reason: str = "", *, auto: bool = False
) -> Appeal:
    """Return the appeal linked to `other`; as its duplicate it leaves the backlog.

    `auto` says that the rule of repeats found it and nobody else.
    """
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
    return step(appeal, EventKind.LINKED, act, relation=relation, to=other.id, reason=reason, auto=auto)


def reject(  # noqa: PLR0913  # the law asks for each of these
    appeal: Appeal,
    act: Act,
    ground: NoAnswerReason,
    *,
    reason: str = "",
    notified: date | None = None,
    answered_before: Collection[str] = (),
) -> Appeal:
    """Return the appeal left without an answer on a legal ground (59-ФЗ art. 11).

    `answered_before` are the earlier answered appeals that it repeats, by links, through others too: without several
    of them the correspondence cannot be ended. Where the law wants the author of a letter told, `notified` is the day.
    """
    if ground is NoAnswerReason.CORRESPONDENCE_ENDED and len(answered_before) < LEAST_ANSWERED_BEFORE:
        raise RefusedError(
            _(
                "{id}: correspondence ends after {n} answers or more; link the earlier answered appeals first "
                "(`mcu link {id} --repeat-of EARLIER`)"
            ).format(id=appeal.id, n=LEAST_ANSWERED_BEFORE)
        )
    readable = bool(appeal.author.name or appeal.author.address or appeal.author.email)
    refuse_impossible_notice(appeal, act, notified)
    told_of = ground in TOLD_OF or (ground is NoAnswerReason.ILLEGIBLE and readable)
    if appeal.channel in UNDER_59_FZ and told_of and notified is None:
        raise RefusedError(
            _("{id}: on this ground the author has to be told; say when with --notified").format(id=appeal.id)
        )
    return step(appeal, EventKind.REJECTED, act, ground=ground, reason=reason, notified=notified)


def reopen(appeal: Appeal, act: Act, rules: Rules, reason: str) -> Appeal:
    """Return the appeal in work again.

    After a final answer its clocks start anew; whoever had none still waits for it, by the term that stood.
    """
    due = None
    if punctuality(appeal.history).final is not None:
        due = rules.due(appeal.channel, priority_of(appeal), act.at, category=appeal.state.category)
    if due is not None:
        # The first answer was given: what is owed is a final one. When it had to be registered stays as it was.
        due = replace(due, first=None, register=appeal.state.due.register)
    return step(appeal, EventKind.REOPENED, act, reason=reason, due=due)


def close(appeal: Appeal, act: Act, outcome: Outcome | None, reason: str = "") -> Appeal:
    """Return the appeal closed; what had no final answer needs an outcome."""
    _refuse_as_outcome(appeal, outcome)
    return step(appeal, EventKind.CLOSED, act, outcome=outcome, reason=reason)


def _refuse_as_outcome(appeal: Appeal, outcome: Outcome | None) -> None:
    """Raise RefusedError for outcomes that the law ties to a step of their own: a ground, a notice, a time."""
    if outcome is Outcome.NO_ANSWER:
        raise RefusedError(
            _("{id}: no answer needs a ground of the law; use `mcu reject {id} --ground`").format(id=appeal.id)
        )
    if outcome is Outcome.FORWARDED and appeal.channel in UNDER_59_FZ and appeal.state.is_open:
        raise RefusedError(
            _("{id}: a letter is forwarded in its time and with notice; use `mcu forward {id} --to`").format(
                id=appeal.id
            )
        )


def note(appeal: Appeal, act: Act, text: str) -> Appeal:
    """Return the appeal with a note."""
    return step(appeal, EventKind.NOTED, act, text=text)


def part_of(letter: Appeal, part_id: str, question: str, act: Act) -> Appeal:
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
    due = replace(state.due, register=None)  # the letter's, which was registered once
    event = event_of(part, EventKind.REGISTERED, registered, {"priority": priority, "due": due})
    part = with_event(part, replace(event, recorded=act.at))
    return step(part, EventKind.LINKED, act, relation=Relation.PART_OF, to=letter.id)


def with_part(letter: Appeal, part: Appeal, act: Act) -> Appeal:
    """Return `letter` with the link to one of its parts."""
    return step(letter, EventKind.LINKED, act, relation=Relation.HAS_PART, to=part.id)
