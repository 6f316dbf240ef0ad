"""The fold: what a history leads to, in the order in which things happened; open, overdue and the backlog."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mcu_cli.domain.appeal import Appeal
from mcu_cli.domain.event import Due, Event
from mcu_cli.domain.state import State, fold_history, in_order
from mcu_cli.domain.steps import Act, step
from mcu_cli.domain.vocabulary import (
    AnswerKind,
    Channel,
    EventKind,
    NoAnswerReason,
    Outcome,
    Priority,
    Relation,
    Status,
    Via,
)
from mcu_cli.errors import RefusedError
from mcu_cli.store.schema import examine, plain_state, read_appeal, write_appeal

START = datetime(2026, 11, 20, 13, 0, tzinfo=UTC)
K = EventKind


def hour(n: float) -> datetime:
    """Return the moment `n` hours after the start."""
    return START + timedelta(hours=n)


def happened(kind: EventKind, n: float, /, **details: Any) -> Event:
    """Return an event `n` hours after the start."""
    return Event(f"{kind}{n}", hour(n), "clerk@town.example", kind, details=details)


DUE = Due(hour(9), hour(100))
REGISTERED = happened(K.REGISTERED, 0, category="roads", priority=Priority.NORMAL, due=DUE)


def final(n: float, outcome: Outcome | None = Outcome.EXPLAINED) -> Event:
    """Return a final answer."""
    return happened(K.ANSWERED, n, kind=AnswerKind.FINAL, **({"outcome": outcome} if outcome else {}))


def linked(relation: Relation) -> Event:
    """Return a link to another appeal."""
    return happened(K.LINKED, 1, relation=relation, to="20261120-0009")


def interim(n: float) -> Event:
    """Return an interim answer."""
    return happened(K.ANSWERED, n, kind=AnswerKind.INTERIM)


ASSIGNED = happened(K.ASSIGNED, 1, department="roads", executor="Сидоров")
CLOSED = happened(K.CLOSED, 5, outcome=Outcome.RESOLVED)
REOPENED = happened(K.REOPENED, 6, reason="снова", due=Due(hour(20), hour(200)))
DEFERRED = happened(K.DEFERRED, 1, until=date(2026, 12, 10), reason="а")
DUPLICATE = happened(K.LINKED, 2, relation=Relation.DUPLICATE_OF, to="20261120-0009")
REJECTED = happened(K.REJECTED, 2, ground=NoAnswerReason.OBSCENE)


ESCALATED = happened(K.ESCALATED, 2, level=2, to="head", reason="молчат")


@pytest.mark.parametrize(
    ("later", "level"),
    [
        ([], 2),
        ([interim(3)], None),  # the clock of the final answer begins
        ([happened(K.DEFERRED, 3, reason="а")], None),
        ([happened(K.EXTENDED, 3, until=date(2026, 12, 10), reason="а")], None),
        ([REOPENED], None),
        ([happened(K.NOTED, 3, text="а"), ASSIGNED], 2),
        ([happened(K.PRIORITISED, 3, priority=Priority.HIGH)], 2),
    ],
)
def test_the_ladder_begins_at_its_foot_with_each_clock(later: list[Event], level: int | None) -> None:
    assert fold_history([REGISTERED, ESCALATED, *later]).escalation == level


def test_a_second_interim_answer_starts_no_clock() -> None:
    assert fold_history([REGISTERED, interim(1), ESCALATED, interim(3)]).escalation == ESCALATED.details["level"]


@pytest.mark.parametrize(
    ("events", "wanted"),
    [
        ([], {"status": "new", "category": "roads", "priority": "normal", "due": DUE, "handled": None}),
        ([happened(K.CLASSIFIED, 1, category="waste", topic="Баки")], {"category": "waste", "topic": "Баки"}),
        ([happened(K.CLASSIFIED, 1, category="waste")], {"category": "waste", "topic": "", "priority": "normal"}),
        ([happened(K.PRIORITISED, 1, priority=Priority.HIGH, due=Due(hour(2)))],
         {"priority": "high", "due": Due(hour(2))}),
        ([ASSIGNED], {"status": "assigned", "department": "roads", "executor": "Сидоров"}),
        ([ASSIGNED, happened(K.ASSIGNED, 2, department="waste")], {"department": "waste", "executor": ""}),
        ([interim(1)], {"status": "answered", "first_answer": hour(1), "handled": None, "outcome": None}),
        ([interim(1), final(2)], {"first_answer": hour(1), "handled": hour(2), "outcome": "explained"}),
        ([final(2)], {"status": "answered", "first_answer": hour(2), "handled": hour(2)}),
        ([final(2), final(3, Outcome.RESOLVED)], {"handled": hour(2), "outcome": "resolved"}),
        ([final(2), final(3, None)], {"outcome": "explained"}),
        ([DEFERRED], {"status": "deferred", "promised": date(2026, 12, 10)}),
        (
            [DEFERRED, happened(K.ASSIGNED, 2, department="roads")],
            {"status": "assigned", "promised": date(2026, 12, 10)},
        ),
        ([happened(K.EXTENDED, 1, until=date(2026, 12, 10), reason="а", due=Due(hour(9), hour(300)))],
         {"status": "new", "due": Due(hour(9), hour(300))}),
        ([happened(K.ESCALATED, 1, level=2, to="mayor", reason="а")], {"status": "new", "escalation": 2}),
        ([happened(K.FORWARDED, 1, to="police")], {"status": "forwarded", "handled": hour(1), "outcome": "forwarded"}),
        ([happened(K.FORWARDED, 1, to="police", control=True)], {"status": "new", "handled": None, "outcome": None}),
        ([DUPLICATE], {"status": "duplicate", "handled": hour(2), "duplicate_of": "20261120-0009", "outcome": None}),
        ([linked(Relation.PART_OF)], {"status": "new", "part_of": "20261120-0009"}),
        ([linked(Relation.REPEAT_OF)], {"status": "new", "duplicate_of": ""}),
        ([REJECTED], {"status": "rejected", "handled": hour(2), "outcome": "no-answer"}),
        ([CLOSED], {"status": "closed", "handled": hour(5), "outcome": "resolved"}),
        ([final(2), happened(K.CLOSED, 5)], {"status": "closed", "handled": hour(2), "outcome": "explained"}),
        ([final(2), CLOSED], {"handled": hour(2), "outcome": "resolved"}),
        ([ASSIGNED, CLOSED, REOPENED],
         {"status": "assigned", "handled": None, "outcome": None, "due": Due(hour(20), hour(200))}),
        ([CLOSED, REOPENED], {"status": "new", "department": ""}),
        ([DUPLICATE, REOPENED], {"status": "new", "duplicate_of": ""}),
        ([CLOSED, REOPENED, final(7)], {"handled": hour(7), "first_answer": hour(7)}),
        ([happened(K.ESCALATED, 1, level=2, to="mayor", reason="а"), CLOSED, REOPENED], {"escalation": None}),
        ([final(2), happened(K.RATED, 3, rating=4), happened(K.RATED, 4, rating=5)],
         {"status": "answered", "rating": 5}),
        ([happened(K.RECOMPUTED, 1, due=Due(None, hour(7)))], {"due": Due(None, hour(7))}),
        ([happened(K.NOTED, 1, text="а"), happened(K.CORRECTED, 2, fields=("text",))], {"status": "new", "due": DUE}),
        # Facts of an export that no command could have made: they are folded, and refused nothing.
        ([final(2), happened(K.ASSIGNED, 3, department="roads")], {"status": "answered", "department": "roads"}),
        ([CLOSED, final(6, None)], {"status": "closed", "handled": hour(5), "first_answer": hour(6)}),
        ([CLOSED, interim(6)], {"status": "closed", "handled": hour(5)}),
        ([CLOSED, happened(K.DEFERRED, 6, reason="а")], {"status": "closed", "promised": None}),
        ([happened(K.DEFERRED, 1, reason="а")], {"status": "deferred", "promised": None}),
        ([REJECTED, final(6)], {"status": "answered", "handled": hour(2), "outcome": "explained"}),
    ],
)  # fmt: skip
def test_what_a_history_leads_to(events: list[Event], wanted: dict[str, Any]) -> None:
    state = fold_history([REGISTERED, *events])
    assert {name: getattr(state, name) for name in wanted} == wanted


def test_events_are_folded_as_they_happened_and_not_as_they_were_recorded() -> None:
    closed, answered = happened(K.CLOSED, 5), final(2)
    recorded_late = [REGISTERED, closed, answered, happened(K.ASSIGNED, 1, department="roads")]
    state = fold_history(recorded_late)
    assert (state.status, state.department, state.handled) == (Status.CLOSED, "roads", hour(2))
    assert [event.event for event in in_order(recorded_late)] == [K.REGISTERED, K.ASSIGNED, K.ANSWERED, K.CLOSED]


def test_of_two_events_of_one_moment_the_one_recorded_first_comes_first() -> None:
    to_roads = happened(K.ASSIGNED, 1, department="roads")
    to_waste = happened(K.ASSIGNED, 1, department="waste")
    assert fold_history([REGISTERED, to_roads, to_waste]).department == "waste"
    assert fold_history([REGISTERED, to_waste, to_roads]).department == "roads"


def test_moments_of_several_zones_are_compared_as_moments() -> None:
    omsk = timezone(timedelta(hours=6))
    early = Event("a", hour(1).astimezone(omsk), "b", K.ASSIGNED, details={"department": "roads"})
    assert fold_history([REGISTERED, happened(K.ASSIGNED, 2, department="waste"), early]).department == "waste"


def test_no_history_is_new_and_has_no_clock() -> None:
    assert fold_history([]) == State()
    assert State().is_open
    assert State().next_due is None
    assert not State().is_overdue(hour(1000))


@pytest.mark.parametrize(
    ("events", "is_open"),
    [
        ([], True), ([ASSIGNED], True), ([interim(1)], True),
        ([happened(K.DEFERRED, 1, reason="а")], True), ([happened(K.FORWARDED, 1, to="а", control=True)], True),
        ([linked(Relation.REPEAT_OF)], True), ([CLOSED, REOPENED], True),
        ([final(1)], False), ([CLOSED], False), ([REJECTED], False), ([DUPLICATE], False),
        ([happened(K.FORWARDED, 1, to="а")], False), ([interim(1), final(2)], False),
    ],
)  # fmt: skip
def test_open_is_what_has_not_left_the_backlog(events: list[Event], *, is_open: bool) -> None:
    assert fold_history([REGISTERED, *events]).is_open is is_open


@pytest.mark.parametrize(
    ("events", "late_at"),
    [
        ([], 9),  # the first answer is due first
        ([interim(1)], 100),  # it was given: the final one is due
        ([interim(50)], 100),
        ([ASSIGNED, happened(K.DEFERRED, 2, reason="а", due=Due(hour(9), hour(300)))], 9),
        ([interim(1), happened(K.DEFERRED, 2, reason="а", due=Due(hour(9), hour(300)))], 300),
        ([happened(K.PRIORITISED, 1, priority=Priority.URGENT, due=Due(hour(2), hour(3)))], 2),
        ([happened(K.RECOMPUTED, 1, due=Due(None, hour(7)))], 7),
        ([happened(K.RECOMPUTED, 1, due=Due(hour(7), None))], 7),
    ],
)
def test_overdue_is_open_and_past_a_due_moment(events: list[Event], late_at: int) -> None:
    state = fold_history([REGISTERED, *events])
    assert state.next_due == hour(late_at)
    assert not state.is_overdue(hour(late_at))
    assert state.is_overdue(hour(late_at) + timedelta(seconds=1))
    handled = fold_history([REGISTERED, *events, final(99)])
    assert handled.next_due is None
    assert not handled.is_overdue(hour(1000))


texts = st.text(st.characters(codec="utf-8", exclude_characters="\r\0"), min_size=1, max_size=20)
words = st.text("абвгд-é😀'\":#", min_size=1, max_size=8).map(str.strip).filter(bool)
moments = st.integers(min_value=0, max_value=9999).map(lambda minutes: hour(minutes / 60))
days = st.dates(min_value=date(2026, 11, 20), max_value=date(2027, 12, 31))
dues = st.builds(Due, st.none() | moments, st.none() | moments).filter(lambda due: due.first or due.final)
DETAILS: dict[EventKind, dict[str, st.SearchStrategy[Any]]] = {
    K.CLASSIFIED: {"category": words, "topic": st.just("") | words, "reason": texts},
    K.PRIORITISED: {"priority": st.sampled_from(Priority), "due": st.none() | dues},
    K.ASSIGNED: {"department": words, "executor": st.just("") | words},
    K.ANSWERED: {
        "kind": st.sampled_from(AnswerKind),
        "outcome": st.sampled_from(Outcome),
        "via": st.none() | st.sampled_from(Via),
        "text": texts,
    },
    K.DEFERRED: {"until": days, "reason": texts, "due": dues},
    K.EXTENDED: {"until": days, "reason": texts, "notified": st.none() | days, "due": dues},
    K.ESCALATED: {"level": st.integers(min_value=1, max_value=5), "to": words, "reason": texts},
    K.FORWARDED: {"to": words, "control": st.booleans(), "reason": st.just("") | texts},
    K.NOTED: {"text": texts},
    K.LINKED: {"relation": st.sampled_from(Relation), "to": st.just("20261120-0009")},
    K.REJECTED: {"ground": st.sampled_from(NoAnswerReason)},
    K.REOPENED: {"reason": texts, "due": st.none() | dues},
    K.CLOSED: {"outcome": st.none() | st.sampled_from(Outcome)},
    K.RATED: {"rating": st.integers(min_value=1, max_value=5)},
    K.RECOMPUTED: {"due": dues},
    K.CORRECTED: {"fields": st.lists(st.sampled_from(["text", "place.street"]), min_size=1).map(tuple)},
}


@st.composite
def legal_appeals(draw: st.DrawFn) -> Appeal:
    """Draw an appeal with a history that commands could have made."""
    registered = Event(
        "0001", START, "clerk@town.example", K.REGISTERED, details={"category": draw(words), "due": draw(dues)}
    )
    appeal = Appeal("20261120-0001", Channel.PHONE, START, draw(texts), history=(registered,))
    for number in range(draw(st.integers(min_value=0, max_value=8))):
        kind = draw(st.sampled_from(sorted(DETAILS)))
        details = {name: draw(values) for name, values in DETAILS[kind].items()}
        try:
            appeal = step(appeal, kind, Act("clerk@town.example", hour(number // 2)), **details)
        except RefusedError:
            continue
    return appeal


@given(appeal=legal_appeals())
@settings(max_examples=200)
def test_the_file_of_any_legal_history_gives_appeal_and_state_again(appeal: Appeal) -> None:
    data = write_appeal(appeal)
    reading = examine(data, file="x.yaml")
    assert reading.problems == []
    assert reading.appeal == appeal
    assert reading.appeal is not None
    assert reading.appeal.state == appeal.state == fold_history(appeal.history)
    assert write_appeal(read_appeal(data, file="x.yaml")) == data


@given(appeal=legal_appeals())
@settings(max_examples=100)
def test_status_backlog_and_outcome_agree_in_any_legal_history(appeal: Appeal) -> None:
    state = appeal.state
    if state.is_open:
        assert state.status in {Status.NEW, Status.ASSIGNED, Status.DEFERRED, Status.ANSWERED}
        assert state.outcome is None
        assert state.status is not Status.ANSWERED or state.first_answer is not None
    else:
        assert state.handled is not None
        assert state.promised is None
        assert state.outcome is not None or state.status is Status.DUPLICATE
        assert state.next_due is None
    assert set(plain_state(state)) <= set(State.__slots__)
