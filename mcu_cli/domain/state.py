"""The state of an appeal, and the fold that leads to it from the history.

Events are taken in the order in which they happened (`at`), which for imported ones is not the order in which they
were recorded. The fold refuses nothing: an imported fact is a fact, even if a command would not be allowed to make
it (a real export assigns after it answers).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from mcu_cli.domain.event import Due, Event
from mcu_cli.domain.vocabulary import AnswerKind, EventKind, Outcome, Priority, Relation, Status

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import date, datetime


@dataclass(frozen=True, slots=True)
class State:
    """Where an appeal stands: nothing that its history does not say."""

    status: Status = Status.NEW
    category: str = ""
    topic: str = ""
    department: str = ""
    executor: str = ""
    priority: Priority | None = None
    due: Due = Due()
    promised: date | None = None
    escalation: int | None = None
    first_answer: datetime | None = None
    handled: datetime | None = None
    outcome: Outcome | None = None
    rating: int | None = None
    duplicate_of: str = ""
    part_of: str = ""

    @property
    def is_open(self) -> bool:
        """Whether it is new, assigned, deferred, or answered only in the interim."""
        return self.handled is None

    def is_overdue(self, now: datetime) -> bool:
        """Whether it is open and past a due moment: of the first answer if there is none yet, or of the final one."""
        if not self.is_open:
            return False
        first_late = self.first_answer is None and self.due.first is not None and self.due.first < now
        return first_late or (self.due.final is not None and self.due.final < now)

    @property
    def next_due(self) -> datetime | None:
        """Return the due moment that comes next for an open appeal; None where no clock runs."""
        if not self.is_open:
            return None
        running = [self.due.final] if self.first_answer else [self.due.first, self.due.final]
        return min((moment for moment in running if moment is not None), default=None)


def fold_history(history: Sequence[Event]) -> State:
    """Return the state that `history` (in order of recording) leads to."""
    state = State()
    for event in in_order(history):
        state = _STEPS.get(event.event, _unchanged)(state, event)
        due = event.details.get("due")
        if due is not None:
            state = replace(state, due=due)
    return state


def takes_out(event: Event) -> bool:
    """Whether an event takes an open appeal out of the backlog: a final answer, or another end."""
    match event.event:
        case EventKind.REJECTED | EventKind.CLOSED:
            return True
        case EventKind.ANSWERED:
            return event.details["kind"] is AnswerKind.FINAL
        case EventKind.FORWARDED:
            return not event.details.get("control")
        case EventKind.LINKED:
            return event.details["relation"] is Relation.DUPLICATE_OF
        case _:
            return False


def in_order(history: Sequence[Event]) -> list[Event]:
    """Return the events as they happened; of two at one moment, the one recorded first comes first."""
    return sorted(history, key=lambda event: event.at)


def _unchanged(state: State, _event: Event) -> State:
    return state


def _classified(state: State, event: Event) -> State:
    details = event.details
    return replace(
        state,
        category=details.get("category", ""),
        topic=details.get("topic", ""),
        priority=details.get("priority", state.priority),
    )


def _prioritised(state: State, event: Event) -> State:
    return replace(state, priority=event.details["priority"])


def _assigned(state: State, event: Event) -> State:
    department, executor = event.details.get("department", ""), event.details.get("executor", "")
    status = Status.ASSIGNED if state.is_open else state.status
    return replace(state, status=status, department=department, executor=executor)


def _answered(state: State, event: Event) -> State:
    escalation = state.escalation if state.first_answer else None
    state = replace(state, first_answer=state.first_answer or event.at)
    if event.details["kind"] is AnswerKind.INTERIM:
        # The ladder of the clock that runs from here begins at its foot.
        return replace(state, status=Status.ANSWERED, escalation=escalation) if state.is_open else state
    if _settled_here(state, event):
        return state
    outcome = event.details.get("outcome") or state.outcome
    status = Status.CLOSED if state.status is Status.CLOSED else Status.ANSWERED
    return replace(_left(state, event, outcome), status=status)


def _deferred(state: State, event: Event) -> State:
    if not state.is_open:
        return state
    promised = event.details.get("until") or state.promised
    return replace(state, status=Status.DEFERRED, promised=promised, escalation=None)


def _extended(state: State, _event: Event) -> State:
    return replace(state, escalation=None)


def _escalated(state: State, event: Event) -> State:
    return replace(state, escalation=event.details["level"])


def _forwarded(state: State, event: Event) -> State:
    if event.details.get("control"):
        return state
    return replace(_left(state, event, state.outcome or Outcome.FORWARDED), status=Status.FORWARDED)


def _linked(state: State, event: Event) -> State:
    other = event.details["to"]
    if event.details["relation"] is Relation.PART_OF:
        return replace(state, part_of=other)
    if event.details["relation"] is Relation.DUPLICATE_OF:
        return replace(_left(state, event, state.outcome), status=Status.DUPLICATE, duplicate_of=other)
    return state


def _rejected(state: State, event: Event) -> State:
    return replace(_left(state, event, Outcome.NO_ANSWER), status=Status.REJECTED)


def _reopened(state: State, event: Event) -> State:
    status = Status.ASSIGNED if state.department else Status.NEW
    state = replace(state, status=status, handled=None, outcome=None, duplicate_of="", promised=None)
    return replace(state, escalation=None) if "due" in event.details else state  # else the old terms go on


def _closed(state: State, event: Event) -> State:
    if _settled_here(state, event):
        return state
    outcome = event.details.get("outcome") or state.outcome
    return replace(_left(state, event, outcome), status=Status.CLOSED)


def _rated(state: State, event: Event) -> State:
    return replace(state, rating=event.details["rating"])


def _settled_here(state: State, event: Event) -> bool:
    """Whether another system tells the end of what the operator has rejected, forwarded or linked as a duplicate.

    Its answer and its closing stand in the history; they do not overrule the decision.
    """
    return bool(event.origin) and state.status in (Status.REJECTED, Status.FORWARDED, Status.DUPLICATE)


def _left(state: State, event: Event, outcome: Outcome | None) -> State:
    """Return `state` out of the backlog: since the first event that took it out, not the last."""
    return replace(state, handled=state.handled or event.at, outcome=outcome, promised=None)


_STEPS: dict[EventKind, Callable[[State, Event], State]] = {
    EventKind.REGISTERED: _classified,
    EventKind.CLASSIFIED: _classified,
    EventKind.PRIORITISED: _prioritised,
    EventKind.ASSIGNED: _assigned,
    EventKind.ANSWERED: _answered,
    EventKind.DEFERRED: _deferred,
    EventKind.EXTENDED: _extended,
    EventKind.ESCALATED: _escalated,
    EventKind.FORWARDED: _forwarded,
    EventKind.LINKED: _linked,
    EventKind.REJECTED: _rejected,
    EventKind.REOPENED: _reopened,
    EventKind.CLOSED: _closed,
    EventKind.RATED: _rated,
}
