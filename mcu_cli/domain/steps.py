"""Steps: an appeal and something that happens to it, to the appeal afterwards. Each step asks the workflow first."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from mcu_cli.domain.event import Event
from mcu_cli.domain.workflow import refuse_unless_allowed
from mcu_cli.errors import RefusedError
from mcu_cli.language import _
from mcu_cli.values import dataclass
from mcu_cli.wording import moment_text

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from mcu_cli.domain.appeal import Appeal
    from mcu_cli.domain.vocabulary import EventKind

_ID_LENGTH = 4
_IMPORTED_ID_LENGTH = 8


@dataclass(frozen=True, slots=True)
class Act:
    """Who does something and when: `by` is the operator's e-mail, `at` an aware moment to the second."""

    by: str
    at: datetime


def event_of(appeal: Appeal, kind: EventKind, act: Act, details: Mapping[str, Any]) -> Event:
    """Return a new event for `appeal`, with an id that no event of it has yet; unset details are left out."""
    given = {name: value for name, value in details.items() if value not in (None, "", (), False)}
    taken = {event.id for event in appeal.history}
    seed = f"{appeal.id}\0{kind}\0{act.at.isoformat()}\0{act.by}\0{len(appeal.history)}"
    digest = hashlib.sha256(seed.encode()).hexdigest()
    length = next(n for n in range(_ID_LENGTH, len(digest)) if digest[:n] not in taken)
    return Event(id=digest[:length], at=act.at, by=act.by, event=kind, details=given)


def imported_event_id(system: str, key: str, kind: EventKind, moment: str) -> str:
    """Return the id of an event that another system reports, so that a later export of it is recognised.

    `moment` is the moment at the source as it stands there, or what else tells two such events apart.
    """
    seed = f"{system}\0{key}\0{kind}\0{moment}"
    return hashlib.sha256(seed.encode()).hexdigest()[:_IMPORTED_ID_LENGTH]


def step(appeal: Appeal, event_kind: EventKind, act: Act, /, **details: Any) -> Appeal:
    """Return `appeal` after the event; raises RefusedError where the workflow does not allow it now."""
    refuse_clock_behind(appeal, act)
    event = event_of(appeal, event_kind, act, details)
    refuse_unless_allowed(appeal, event)
    return with_event(appeal, event)


def refuse_clock_behind(appeal: Appeal, act: Act) -> None:
    """Raise RefusedError where the act would be recorded before the last event: time never falls within a record."""
    last = appeal.history[-1].recorded_at if appeal.history else act.at
    if act.at < last:
        raise RefusedError(
            _("{id} has an event of {last}, later than this computer's clock ({now}); set the clock right").format(
                id=appeal.id, last=moment_text(last), now=moment_text(act.at)
            )
        )


def with_event(appeal: Appeal, *events: Event) -> Appeal:
    """Return `appeal` with `events` at the end of its history, unjudged: for registration and imported facts."""
    return replace(appeal, history=(*appeal.history, *events))
