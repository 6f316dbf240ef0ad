"""When the answers of an appeal were given, and when they were due by the terms in force then.

A term that was moved after an answer (by a reopening, a recomputation) says nothing of whether that answer was late;
and of an answer whose moment the source does not give nobody can say it.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from mcu_cli.domain.event import Due
from mcu_cli.domain.state import in_order
from mcu_cli.domain.vocabulary import AnswerKind, EventKind

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from mcu_cli.domain.event import Event


_ANEW = frozenset({EventKind.REGISTERED, EventKind.REOPENED, EventKind.RECOMPUTED})


class Punctuality(NamedTuple):
    """The moments of the first answer and of the first final one, and by when each was due; None for what was not."""

    first: datetime | None = None
    first_due: datetime | None = None
    final: datetime | None = None
    final_due: datetime | None = None


def punctuality(history: Sequence[Event]) -> Punctuality:
    """Return when the answers in `history` (in order of recording) were given and due."""
    found = Punctuality()
    due = Due()
    for event in in_order(history):
        if event.event is EventKind.ANSWERED:
            judged = Due() if event.details.get("approximate") else due
            if found.first is None:
                found = found._replace(first=event.at, first_due=judged.first)
            if found.final is None and event.details["kind"] is AnswerKind.FINAL:
                found = found._replace(final=event.at, final_due=judged.final)
        due = _moved(due, event)
    return found


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
