"""The state of an appeal, and the fold that leads to it from the history.

Events are taken in the order in which they happened (`at`), which for imported ones is not the order in which they
were recorded. The fold refuses nothing: an imported fact is a fact, even if a command would not be allowed to make
it (a real export assigns after it answers).
"""

from __future__ import annotations

from operator import attrgetter
from typing import TYPE_CHECKING

from mcu_cli.domain.event import Due, Event
from mcu_cli.domain.vocabulary import AnswerKind, EventKind, Outcome, Priority, Relation, Status
from mcu_cli.values import dataclass

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
    draft = _Draft()
    for event in in_order(history):
        step = _STEPS.get(event.event)
        if step is not None:
            step(draft, event)
        draft.due = event.details.get("due") or draft.due
    return draft.state()


_ENDS = frozenset({EventKind.REJECTED, EventKind.CLOSED, EventKind.ANSWERED, EventKind.FORWARDED, EventKind.LINKED})


def takes_out(event: Event) -> bool:
    """Whether an event takes an open appeal out of the backlog: a final answer, or another end."""
    if event.event not in _ENDS:  # said of most events at once
        return False
    match event.event:
        case EventKind.REJECTED | EventKind.CLOSED:
            return True
        case EventKind.ANSWERED:
            return event.details["kind"] is AnswerKind.FINAL
        case EventKind.FORWARDED:
            return not event.details.get("control")
        case _:  # a link
            return event.details["relation"] is Relation.DUPLICATE_OF


def in_order(history: Sequence[Event]) -> list[Event]:
    """Return the events as they happened; of two at one moment, the one recorded first comes first."""
    return sorted(history, key=_AT)


class _Draft:
    """A state in the making, which each event changes in place: a copy for each is what a fold would cost most."""

    __slots__ = State.__slots__

    def __init__(self) -> None:
        self.status = Status.NEW
        self.category = ""
        self.topic = ""
        self.department = ""
        self.executor = ""
        self.priority: Priority | None = None
        self.due = _NOTHING_DUE
        self.promised: date | None = None
        self.escalation: int | None = None
        self.first_answer: datetime | None = None
        self.handled: datetime | None = None
        self.outcome: Outcome | None = None
        self.rating: int | None = None
        self.duplicate_of = ""
        self.part_of = ""

    def state(self) -> State:
        """Return the state as it is now."""
        return State(
            self.status,
            self.category,
            self.topic,
            self.department,
            self.executor,
            self.priority,
            self.due,
            self.promised,
            self.escalation,
            self.first_answer,
            self.handled,
            self.outcome,
            self.rating,
            self.duplicate_of,
            self.part_of,
        )

    def leave(self, event: Event, status: Status, outcome: Outcome | None) -> None:
        """Take it out of the backlog: since the first event that took it out, not the last."""
        self.status = status
        self.handled = self.handled or event.at
        self.outcome = outcome
        self.promised = None

    def is_settled_here(self, event: Event) -> bool:
        """Whether another system tells the end of what the operator has rejected, forwarded or linked as a duplicate.

        Its answer and its closing stand in the history; they do not overrule the decision.
        """
        return bool(event.origin) and self.status in _SETTLED


def _classified(draft: _Draft, event: Event) -> None:
    details = event.details
    draft.category = details.get("category", "")
    draft.topic = details.get("topic", "")
    draft.priority = details.get("priority", draft.priority)


def _prioritised(draft: _Draft, event: Event) -> None:
    draft.priority = event.details["priority"]


def _assigned(draft: _Draft, event: Event) -> None:
    draft.department = event.details.get("department", "")
    draft.executor = event.details.get("executor", "")
    if draft.handled is None:
        draft.status = Status.ASSIGNED


def _answered(draft: _Draft, event: Event) -> None:
    is_first = draft.first_answer is None
    draft.first_answer = draft.first_answer or event.at
    if event.details["kind"] is AnswerKind.INTERIM:
        if draft.handled is None:
            draft.status = Status.ANSWERED
            if is_first:  # the ladder of the clock that runs from here begins at its foot
                draft.escalation = None
    elif not draft.is_settled_here(event):
        status = Status.CLOSED if draft.status is Status.CLOSED else Status.ANSWERED
        draft.leave(event, status, event.details.get("outcome") or draft.outcome)


def _deferred(draft: _Draft, event: Event) -> None:
    if draft.handled is None:
        draft.status = Status.DEFERRED
        draft.promised = event.details.get("until") or draft.promised
        draft.escalation = None


def _extended(draft: _Draft, _event: Event) -> None:
    draft.escalation = None


def _escalated(draft: _Draft, event: Event) -> None:
    draft.escalation = event.details["level"]


def _forwarded(draft: _Draft, event: Event) -> None:
    if not event.details.get("control"):
        draft.leave(event, Status.FORWARDED, draft.outcome or Outcome.FORWARDED)


def _linked(draft: _Draft, event: Event) -> None:
    relation, other = event.details["relation"], event.details["to"]
    if relation is Relation.PART_OF:
        draft.part_of = other
    elif relation is Relation.DUPLICATE_OF:
        draft.duplicate_of = other
        draft.leave(event, Status.DUPLICATE, draft.outcome)


def _rejected(draft: _Draft, event: Event) -> None:
    draft.leave(event, Status.REJECTED, Outcome.NO_ANSWER)


def _reopened(draft: _Draft, event: Event) -> None:
    draft.status = Status.ASSIGNED if draft.department else Status.NEW
    draft.handled = draft.outcome = draft.promised = None
    draft.duplicate_of = ""
    if "due" in event.details:  # else the old terms go on
        draft.escalation = None


def _closed(draft: _Draft, event: Event) -> None:
    if not draft.is_settled_here(event):
        draft.leave(event, Status.CLOSED, event.details.get("outcome") or draft.outcome)


def _rated(draft: _Draft, event: Event) -> None:
    draft.rating = event.details["rating"]


_AT = attrgetter("at")
_NOTHING_DUE = Due()
_SETTLED = frozenset({Status.REJECTED, Status.FORWARDED, Status.DUPLICATE})
_STEPS: dict[EventKind, Callable[[_Draft, Event], None]] = {
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
