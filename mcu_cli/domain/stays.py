"""The stays of an appeal in the backlog: each from when it came in to when it went out.

It comes in when it is registered, and again when it is reopened after it had left. It goes out as `takes_out` says.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from mcu_cli.domain.state import takes_out
from mcu_cli.domain.vocabulary import EventKind

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from mcu_cli.domain.event import Due, Event


class Stay(NamedTuple):
    """One stay: which event as they happened began it, None for the first stay; and when it came in and went out.

    `since` is when the term began that counts: the registration, or the reopening that gave another. `left` is None
    while it lasts; `due` is the final term in force when it ended, None where there was none.
    """

    begun_by: int | None
    came: datetime
    since: datetime
    left: datetime | None = None
    due: datetime | None = None


def stays(judged: Iterable[tuple[Event, Due]], registered: datetime) -> list[Stay]:
    """Return the stays of an appeal registered at a moment, in order; never empty.

    `judged` are its events as they happened, each with the terms in force just before it (`punctuality.judged`). What
    a source dates before the registration counts at the registration: an appeal leaves not before it came.
    """
    found = [Stay(None, registered, registered)]
    for n, (event, due) in enumerate(judged):
        last = found[-1]
        if event.event is EventKind.REOPENED:
            if last.left is not None:
                at = max(event.at, registered)
                found.append(Stay(n, at, at if _sets_a_term(event) else last.since))
        elif last.left is None and takes_out(event):
            found[-1] = last._replace(left=max(event.at, registered), due=due.final)
    return found


def _sets_a_term(event: Event) -> bool:
    due: Due | None = event.details.get("due")
    return due is not None and (due.first is not None or due.final is not None)
