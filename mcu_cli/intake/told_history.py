"""The history that a row of a table tells, made into events with their moments.

An answer or an end without a moment is put to the import: that is the latest it can be, and an earlier one would
change what reports said of days long past. A day alone, on the day of receipt, is the moment of receipt. What tells an
event apart is its moment at the source, or the field that told it: never what somebody wrote.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from mcu_cli.domain.draft import DraftEvent
from mcu_cli.domain.vocabulary import AnswerKind, EventKind
from mcu_cli.values import dataclass

if TYPE_CHECKING:
    from datetime import datetime

    from mcu_cli.domain.vocabulary import Outcome


@dataclass(frozen=True, slots=True)
class Told:
    """What a row says of the way of an appeal; moments are aware, in one zone.

    `ended` says whether its status is one that ends an appeal, `status` is the source's own word for it.
    """

    received: datetime | None = None
    registered: datetime | None = None
    assigned: datetime | None = None
    answered: datetime | None = None
    closed: datetime | None = None
    department: str = ""
    executor: str = ""
    answer: str = ""
    outcome: Outcome | None = None
    ended: bool = False
    status: str = ""
    rating: int | None = None
    note: str = ""

    @property
    def start(self) -> datetime | None:
        """Return the moment of receipt, else of registration."""
        return self.received or self.registered

    @property
    def settled(self) -> bool:
        """Whether the source is done with the appeal."""
        return self.ended or self.outcome is not None or self.closed is not None

    def before_receipt(self) -> tuple[str, ...]:
        """Return the names of the moments that lie on a day before the receipt, which cannot be."""
        if self.start is None:
            return ()
        first = self.start.date()
        later = {name: getattr(self, name) for name in ("registered", "assigned", "answered", "closed")}
        return tuple(name for name, moment in later.items() if moment is not None and moment.date() < first)


class History(NamedTuple):
    """The moment of receipt, that of registration where it is another, and the events after it."""

    received: datetime
    registered: datetime | None
    events: tuple[DraftEvent, ...]


def history_of(told: Told, fallback: datetime, now: datetime) -> History:
    """Return the history of what was `told` until `now`; `fallback` stands in for a moment of receipt."""
    moments = tuple(filter(None, (told.assigned, told.answered, told.closed)))
    # What was answered before the import cannot have come with it.
    received = told.start or min([fallback, *moments])
    registered = max(told.registered or received, received)
    events = [*_assigned(told, received, registered), *_settled(told, received, now)]
    last = max([registered, *(event.at for event in events)])
    if told.rating is not None:
        events.append(DraftEvent(EventKind.RATED, last, "rating", details={"rating": told.rating}))
    if told.note:
        events.append(DraftEvent(EventKind.NOTED, last, "1", details={"text": told.note}))
    return History(received, registered if registered != received else None, tuple(events))


def _assigned(told: Told, received: datetime, registered: datetime) -> list[DraftEvent]:
    department, executor = told.department or told.executor, told.executor if told.department else ""
    if not department:
        return []
    if told.assigned is None:
        at, told_by = registered, f"{told.department}\0{told.executor}"
    else:
        at = max(told.assigned, received)
        told_by = told.assigned.isoformat()
    return [DraftEvent(EventKind.ASSIGNED, at, told_by, details=_given(department=department, executor=executor))]


def _settled(told: Told, received: datetime, now: datetime) -> list[DraftEvent]:
    """Return answer and end."""
    closed = max(told.closed, received) if told.closed is not None else None
    events = []
    if told.answered is not None or told.answer:
        at = max(told.answered, received) if told.answered is not None else closed or now
        details = _given(
            kind=AnswerKind.FINAL if told.settled else AnswerKind.INTERIM,
            outcome=told.outcome,
            approximate=told.answered is None,
            text=told.answer,
        )
        told_by = told.answered.isoformat() if told.answered is not None else "answer"
        events.append(DraftEvent(EventKind.ANSWERED, at, told_by, told.executor or told.department, details))
    outcome = None if events else told.outcome
    if told.closed is not None and closed is not None:
        events.append(DraftEvent(EventKind.CLOSED, closed, told.closed.isoformat(), details=_given(outcome=outcome)))
    elif told.settled and not events:
        # The source calls it finished and does not say since when.
        details = _given(outcome=outcome, reason=told.status)
        events.append(DraftEvent(EventKind.CLOSED, now, "status", details=details))
    return events


def _given(**details: Any) -> dict[str, Any]:
    return {name: value for name, value in details.items() if value}
