"""When an appeal was answered and when it left the backlog, and when that was due by the terms in force then.

A term that was moved after an answer (by a reopening, a recomputation) says nothing of whether that answer was late;
and of what happened at a moment that the source does not give nobody can say it.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from mcu_cli.domain.event import Due
from mcu_cli.domain.state import in_order, takes_out
from mcu_cli.domain.vocabulary import AnswerKind, EventKind

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from datetime import datetime

    from mcu_cli.domain.event import Event


_NOTHING_DUE = Due()
_ANEW = frozenset({EventKind.REGISTERED, EventKind.REOPENED, EventKind.RECOMPUTED})


class Punctuality(NamedTuple):
    """The moments of the first answer and of the first final one, and by when each was due; None for what was not.

    `left_due` is by when an appeal that is out of the backlog had to leave it, be it by an answer or otherwise.
    """

    first: datetime | None = None
    first_due: datetime | None = None
    final: datetime | None = None
    final_due: datetime | None = None
    left_due: datetime | None = None


def punctuality(history: Sequence[Event]) -> Punctuality:
    """Return when the answers in `history` (in order of recording) were given and due, and when it had to end."""
    return punctuality_of(judged(history))


def punctuality_of(events: Iterable[tuple[Event, Due]]) -> Punctuality:
    """Return the same of the events as `judged` gives them."""
    first = first_due = final = final_due = left_due = None
    is_out = False
    for event, due in events:
        if event.event is EventKind.ANSWERED:
            if first is None:
                first, first_due = event.at, due.first
            if final is None and event.details["kind"] is AnswerKind.FINAL:
                final, final_due = event.at, due.final
        if event.event is EventKind.REOPENED:
            is_out, left_due = False, None
        elif not is_out and takes_out(event):
            is_out, left_due = True, due.final
    return Punctuality(first, first_due, final, final_due, left_due)


def judged(history: Sequence[Event]) -> Iterator[tuple[Event, Due]]:
    """Yield the events of `history` as they happened, each with the terms that were in force just before it.

    There are none where the source does not give the moment of an event, for then nobody knows whether they were kept.
    """
    due = _NOTHING_DUE
    for event in in_order(history):
        yield event, _NOTHING_DUE if _has_no_moment(event) else due
        due = _moved(due, event)


def _has_no_moment(event: Event) -> bool:
    """Whether the moment of an event is only the latest that it can be.

    An answer says so. An end that a source tells without its day bears the moment of the import that told it.
    """
    is_end_as_told = event.event is EventKind.CLOSED and bool(event.origin) and event.recorded_at == event.at
    return is_end_as_told or bool(event.details.get("approximate"))


def _moved(due: Due, event: Event) -> Due:
    """Return the terms to judge by after an event: one that ran out before it was moved stays the one that counts.

    A reopening begins anew, and a recomputation says that the terms were wrong.
    """
    given: Due | None = event.details.get("due")
    if given is None or event.event in _ANEW:
        return given or due
    first = due.first if due.first is not None and due.first < event.at else given.first
    final = due.final if due.final is not None and due.final < event.at else given.final
    return replace(given, first=first, final=final)
