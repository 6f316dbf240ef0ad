"""The table of allowed steps, each event in each stage, as the rules of the trade have it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from mcu_cli.domain.appeal import Appeal
from mcu_cli.domain.event import Event
from mcu_cli.domain.steps import Act, step
from mcu_cli.domain.vocabulary import AnswerKind, Channel, EventKind, NoAnswerReason, Outcome, Priority, Relation
from mcu_cli.domain.workflow import ALLOWED, OPEN, Stage, stage
from mcu_cli.errors import AlreadySoError, ExitCode, RefusedError

START = datetime(2026, 11, 20, 13, 0, tzinfo=UTC)
LATER = START + timedelta(hours=1)
ID, OTHER = "20261120-0001", "20261120-0002"

DETAILS: dict[EventKind, dict[str, Any]] = {
    EventKind.REGISTERED: {"priority": Priority.NORMAL},
    EventKind.CLASSIFIED: {"category": "roads"},
    EventKind.PRIORITISED: {"priority": Priority.HIGH},
    EventKind.ASSIGNED: {"department": "roads"},
    EventKind.ANSWERED: {"kind": AnswerKind.FINAL, "outcome": Outcome.EXPLAINED},
    EventKind.DEFERRED: {"until": LATER.date(), "reason": "весной"},
    EventKind.EXTENDED: {"until": LATER.date(), "reason": "запрос"},
    EventKind.ESCALATED: {"level": 1, "to": "mayor", "reason": "молчат"},
    EventKind.FORWARDED: {"to": "police"},
    EventKind.NOTED: {"text": "звонили"},
    EventKind.LINKED: {"relation": Relation.RELATED_TO, "to": OTHER},
    EventKind.REJECTED: {"ground": NoAnswerReason.OBSCENE},
    EventKind.REOPENED: {"reason": "снова"},
    EventKind.CLOSED: {"outcome": Outcome.RESOLVED},
    EventKind.RATED: {"rating": 5},
    EventKind.RECOMPUTED: {"reason": "новые правила"},
    EventKind.CORRECTED: {"fields": ("text",)},
    EventKind.REDACTED: {"fields": ("text",)},
}

# What leads to each stage.
WAYS: dict[Stage, list[tuple[EventKind, dict[str, Any]]]] = {
    Stage.NEW: [],
    Stage.ASSIGNED: [(EventKind.ASSIGNED, {})],
    Stage.INTERIM: [(EventKind.ANSWERED, {"kind": AnswerKind.INTERIM, "outcome": None})],
    Stage.DEFERRED: [(EventKind.DEFERRED, {})],
    Stage.ANSWERED: [(EventKind.ANSWERED, {})],
    Stage.CLOSED: [(EventKind.CLOSED, {})],
    Stage.FORWARDED: [(EventKind.FORWARDED, {})],
    Stage.REJECTED: [(EventKind.REJECTED, {})],
    Stage.DUPLICATE: [(EventKind.LINKED, {"relation": Relation.DUPLICATE_OF})],
}

# One column a stage, in the order above: new, assigned, interim, deferred | answered, closed, forwarded, rejected,
# duplicate. A dot is a refusal.
TABLE = {
    EventKind.REGISTERED: ".... .....",
    EventKind.CLASSIFIED: "yyyy yyyyy",
    EventKind.PRIORITISED: "yyyy .....",
    EventKind.ASSIGNED: "yyyy .....",
    EventKind.ANSWERED: "yyyy .....",
    EventKind.DEFERRED: "yyyy .....",
    EventKind.EXTENDED: "yyyy .....",
    EventKind.ESCALATED: "yyyy .....",
    EventKind.FORWARDED: "yyyy .....",
    EventKind.NOTED: "yyyy yyyyy",
    EventKind.LINKED: "yyyy yyyyy",
    EventKind.REJECTED: "yyyy .....",
    EventKind.REOPENED: ".... yyyyy",
    EventKind.CLOSED: "yyyy y.y..",
    EventKind.RATED: ".... yy...",
    EventKind.RECOMPUTED: "yyyy .....",
    EventKind.CORRECTED: "yyyy yyyyy",
    EventKind.REDACTED: "yyyy yyyyy",
}
CELLS = [
    (kind, where, mark == "y")
    for kind, row in TABLE.items()
    for where, mark in zip(WAYS, row.replace(" ", ""), strict=True)
]


def in_stage(where: Stage) -> Appeal:
    """Return an appeal that stands there."""
    act = Act("clerk@town.example", START)
    registered = Event("0001", START, act.by, EventKind.REGISTERED, details=DETAILS[EventKind.REGISTERED])
    appeal = Appeal(ID, Channel.PHONE, START, "Яма.", history=(registered,))
    for kind, differing in WAYS[where]:
        appeal = step(appeal, kind, act, **{**DETAILS[kind], **differing})
    assert stage(appeal.state) is where
    return appeal


def taken(appeal: Appeal, kind: EventKind, /, **differing: Any) -> Appeal:
    """Return the appeal after an event an hour later."""
    return step(appeal, kind, Act("clerk@town.example", LATER), **{**DETAILS[kind], **differing})


def test_the_table_names_every_event_and_every_stage() -> None:
    assert set(TABLE) == set(ALLOWED) == set(EventKind)
    assert set(WAYS) == set(Stage)
    assert set(list(WAYS)[:4]) == OPEN


@pytest.mark.parametrize(("kind", "where", "allowed"), CELLS)
def test_an_event_in_a_stage(kind: EventKind, where: Stage, *, allowed: bool) -> None:
    appeal = in_stage(where)
    if allowed:
        after = taken(appeal, kind)
        assert after.history[:-1] == appeal.history
        assert after.history[-1].event is kind
        return
    with pytest.raises(RefusedError) as refused:
        taken(appeal, kind)
    sentence = str(refused.value)
    assert refused.value.exit_code is ExitCode.REFUSED
    assert sentence.startswith(f"{ID} ")
    if isinstance(refused.value, AlreadySoError):
        assert (kind, where) == (EventKind.CLOSED, Stage.CLOSED)
        return
    # What is wrong; what to do, where there is anything to do.
    assert (" cannot " in sentence and "; " in sentence) or sentence.endswith(" already")


@pytest.mark.parametrize("where", list(Stage))
def test_only_an_open_appeal_becomes_a_duplicate(where: Stage) -> None:
    appeal = in_stage(where)
    if where in OPEN:
        assert stage(taken(appeal, EventKind.LINKED, relation=Relation.DUPLICATE_OF).state) is Stage.DUPLICATE
        return
    with pytest.raises(RefusedError, match="cannot be linked this way"):
        taken(appeal, EventKind.LINKED, relation=Relation.DUPLICATE_OF)


@pytest.mark.parametrize("where", [Stage.NEW, Stage.ASSIGNED, Stage.INTERIM, Stage.DEFERRED])
def test_what_nobody_answered_is_closed_with_an_outcome_only(where: Stage) -> None:
    with pytest.raises(RefusedError, match="--outcome"):
        taken(in_stage(where), EventKind.CLOSED, outcome=None)
    assert taken(in_stage(where), EventKind.CLOSED).state.outcome is Outcome.RESOLVED


@pytest.mark.parametrize("where", [Stage.ANSWERED, Stage.FORWARDED])
def test_what_was_answered_keeps_its_outcome_when_closed(where: Stage) -> None:
    appeal = in_stage(where)
    assert taken(appeal, EventKind.CLOSED, outcome=None).state.outcome is appeal.state.outcome


def test_a_final_answer_says_what_came_of_it() -> None:
    with pytest.raises(RefusedError, match="needs its outcome"):
        taken(in_stage(Stage.NEW), EventKind.ANSWERED, outcome=None)
    interim = taken(in_stage(Stage.NEW), EventKind.ANSWERED, kind=AnswerKind.INTERIM, outcome=None)
    assert stage(interim.state) is Stage.INTERIM


def test_nothing_happens_before_what_is_recorded_already() -> None:
    appeal = in_stage(Stage.ASSIGNED)
    with pytest.raises(RefusedError, match="clock"):
        step(appeal, EventKind.NOTED, Act("clerk@town.example", START - timedelta(seconds=1)), text="а")
    assert step(appeal, EventKind.NOTED, Act("clerk@town.example", START), text="а").history[-1].at == START
