"""When the answers of an appeal were given, and when they were due by the terms in force then.

A term that was moved after an answer (by a reopening, a recomputation) says nothing of whether that answer was late;
and of an answer whose moment the source does not give nobody can say it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from mcu_cli.domain.event import Due
from mcu_cli.domain.state import in_order
from mcu_cli.domain.vocabulary import AnswerKind, EventKind

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from mcu_cli.domain.event import Event


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
        due = event.details.get("due") or due
    return found
