"""Which event is allowed when: one table, judged for commands and not for imported facts.

docs/workflow.md is drawn from this table by a test.
"""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from mcu_cli.domain.vocabulary import AnswerKind, EventKind, Relation, Status
from mcu_cli.errors import AlreadySoError, RefusedError
from mcu_cli.language import _, marked

if TYPE_CHECKING:
    from mcu_cli.domain.appeal import Appeal
    from mcu_cli.domain.event import Event
    from mcu_cli.domain.state import State


class Stage(StrEnum):
    """A status, with answered told apart: an interim answer leaves the appeal open, a final one does not."""

    NEW = "new"
    ASSIGNED = "assigned"
    INTERIM = "interim"
    DEFERRED = "deferred"
    ANSWERED = "answered"
    CLOSED = "closed"
    FORWARDED = "forwarded"
    REJECTED = "rejected"
    DUPLICATE = "duplicate"


OPEN = frozenset({Stage.NEW, Stage.ASSIGNED, Stage.INTERIM, Stage.DEFERRED})
ANY = frozenset(Stage)
_DONE = ANY - OPEN

ALLOWED: dict[EventKind, frozenset[Stage]] = {
    EventKind.REGISTERED: frozenset(),  # stands first in every history, and never again
    EventKind.CLASSIFIED: ANY,
    EventKind.PRIORITISED: OPEN,
    EventKind.ASSIGNED: OPEN,
    EventKind.ANSWERED: OPEN,
    EventKind.DEFERRED: OPEN,
    EventKind.EXTENDED: OPEN,
    EventKind.ESCALATED: OPEN,
    EventKind.FORWARDED: OPEN,
    EventKind.NOTED: ANY,
    EventKind.LINKED: ANY,
    EventKind.REJECTED: OPEN,
    EventKind.REOPENED: _DONE,
    EventKind.CLOSED: ANY - {Stage.CLOSED, Stage.REJECTED, Stage.DUPLICATE},
    EventKind.RATED: frozenset({Stage.ANSWERED, Stage.CLOSED}),
    EventKind.RECOMPUTED: OPEN,
    EventKind.CORRECTED: ANY,
    EventKind.REDACTED: ANY,
}

# How a refusal is said, in three parts: where the appeal stands, what cannot be done, what to do instead.
_STANDS: dict[Stage, str] = {
    Stage.NEW: marked("is new"),
    Stage.ASSIGNED: marked("is assigned"),
    Stage.INTERIM: marked("has an interim answer"),
    Stage.DEFERRED: marked("is deferred"),
    Stage.ANSWERED: marked("has its final answer"),
    Stage.CLOSED: marked("is closed"),
    Stage.FORWARDED: marked("was forwarded outside"),
    Stage.REJECTED: marked("was left without an answer"),
    Stage.DUPLICATE: marked("is a duplicate"),
}
_CANNOT: dict[EventKind, str] = {
    EventKind.REGISTERED: marked("cannot be registered again"),
    EventKind.CLASSIFIED: marked("cannot be classified"),
    EventKind.PRIORITISED: marked("cannot get another priority"),
    EventKind.ASSIGNED: marked("cannot be assigned"),
    EventKind.ANSWERED: marked("cannot be answered"),
    EventKind.DEFERRED: marked("cannot be deferred"),
    EventKind.EXTENDED: marked("cannot be extended"),
    EventKind.ESCALATED: marked("cannot be escalated"),
    EventKind.FORWARDED: marked("cannot be forwarded"),
    EventKind.NOTED: marked("cannot get a note"),
    EventKind.LINKED: marked("cannot be linked this way"),
    EventKind.REJECTED: marked("cannot be left without an answer"),
    EventKind.REOPENED: marked("cannot be reopened"),
    EventKind.CLOSED: marked("cannot be closed"),
    EventKind.RATED: marked("cannot be rated"),
    EventKind.RECOMPUTED: marked("cannot get other due dates"),
    EventKind.CORRECTED: marked("cannot be corrected"),
    EventKind.REDACTED: marked("cannot be redacted"),
}
_REOPEN = marked("reopen it first (`mcu reopen`)")
_NEXT_STEP: dict[Stage, str] = {
    Stage.NEW: marked("it is in work already"),
    Stage.ASSIGNED: marked("it is in work already"),
    Stage.INTERIM: marked("it is in work already"),
    Stage.DEFERRED: marked("it is in work already"),
    Stage.ANSWERED: _REOPEN,
    Stage.CLOSED: _REOPEN,
    Stage.FORWARDED: _REOPEN,
    Stage.REJECTED: _REOPEN,
    Stage.DUPLICATE: marked("work on the appeal that it doubles, or reopen it (`mcu reopen`)"),
}


def stage(state: State) -> Stage:
    """Return the stage of an appeal for the table of allowed steps."""
    if state.status is Status.ANSWERED and state.is_open:
        return Stage.INTERIM
    return Stage(state.status.value)


def refuse_unless_allowed(appeal: Appeal, event: Event) -> None:
    """Raise RefusedError, with the reason and the way out, where the table does not allow `event` now.

    Also refused: making a duplicate of what is no longer open, and closing what nobody answered without saying what
    came of it.
    """
    current = stage(appeal.state)
    allowed = ALLOWED[event.event]
    if event.event is EventKind.LINKED and event.details["relation"] is Relation.DUPLICATE_OF:
        allowed = OPEN
    if event.event is EventKind.CLOSED and current is Stage.CLOSED:
        raise AlreadySoError(_("{id} is closed already").format(id=appeal.id))
    if current not in allowed:
        raise RefusedError(
            _("{id} {stands} and {cannot}; {next_step}").format(
                id=appeal.id,
                stands=_(_STANDS[current]),
                cannot=_(_CANNOT[event.event]),
                next_step=_(_NEXT_STEP[current]),
            )
        )
    if event.event is EventKind.CLOSED and current in OPEN and not event.details.get("outcome"):
        raise RefusedError(
            _("{id} has no final answer; say what came of it with --outcome, or answer it first").format(id=appeal.id)
        )
    final = event.event is EventKind.ANSWERED and event.details["kind"] is AnswerKind.FINAL
    if final and not event.details.get("outcome"):
        raise RefusedError(
            _("{id}: a final answer needs its outcome; add --outcome, or --interim").format(id=appeal.id)
        )
