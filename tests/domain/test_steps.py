"""Events as commands make them: ids, unset details, and ids of imported events."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from mcu_cli.domain.appeal import Appeal
from mcu_cli.domain.event import Event
from mcu_cli.domain.steps import Act, event_of, imported_event_id, step, with_event
from mcu_cli.domain.vocabulary import Channel, EventKind

START = datetime(2026, 11, 20, 13, 0, tzinfo=UTC)
ACT = Act("clerk@town.example", START)


def registered(appeal_id: str = "20261120-0001") -> Appeal:
    """Return a new appeal."""
    event = Event("0001", START, ACT.by, EventKind.REGISTERED)
    return Appeal(appeal_id, Channel.PHONE, START, "Яма.", history=(event,))


def test_an_event_is_by_whom_and_when_it_is_done() -> None:
    event = event_of(registered(), EventKind.NOTED, ACT, {"text": "а"})
    assert (event.at, event.by, event.recorded, event.recorded_at) == (START, ACT.by, None, START)
    assert (event.actor, event.origin) == ("", "")


def test_unset_details_are_left_out() -> None:
    given_ = {"to": "police", "control": False, "notified": None, "reason": "", "fields": ()}
    event = event_of(registered(), EventKind.FORWARDED, ACT, given_)
    assert event.details == {"to": "police"}


def test_the_same_step_gives_the_same_id_and_another_appeal_another() -> None:
    first, again = (event_of(registered(), EventKind.NOTED, ACT, {"text": text}) for text in "аб")
    other = event_of(registered("20261120-0002"), EventKind.NOTED, ACT, {"text": "а"})
    assert first.id == again.id != other.id
    assert len(first.id) == 4


@given(count=st.integers(min_value=1, max_value=300))
@settings(max_examples=10)
def test_ids_within_an_appeal_never_repeat(count: int) -> None:
    appeal = registered()
    for _note in range(count):
        appeal = step(appeal, EventKind.NOTED, ACT, text="а")
    ids = [event.id for event in appeal.history]
    assert len(set(ids)) == len(ids)


def test_an_id_that_is_taken_is_made_longer() -> None:
    clash = event_of(registered(), EventKind.NOTED, ACT, {"text": "а"})
    # As many events, so that the seed is the same, one of them with the id that would be given.
    taken = registered()
    taken = Appeal(
        taken.id, taken.channel, START, taken.text, history=(Event(clash.id, START, ACT.by, EventKind.NOTED),)
    )
    assert event_of(taken, EventKind.NOTED, ACT, {"text": "а"}).id.startswith(clash.id)
    assert event_of(taken, EventKind.NOTED, ACT, {"text": "а"}).id != clash.id


def test_an_imported_event_is_known_by_its_source() -> None:
    parts = [
        ("incident", "717475", EventKind.ANSWERED, "25.12.2025 09:26:05"),
        ("pos", "717475", EventKind.ANSWERED, "25.12.2025 09:26:05"),
        ("incident", "717476", EventKind.ANSWERED, "25.12.2025 09:26:05"),
        ("incident", "717475", EventKind.CLOSED, "25.12.2025 09:26:05"),
        ("incident", "717475", EventKind.ANSWERED, "25.12.2025 09:26:06"),
    ]
    ids = [imported_event_id(*part) for part in parts]
    assert ids == [imported_event_id(*part) for part in parts]
    assert len(set(ids)) == len(ids)
    assert {len(name) for name in ids} == {8}


def test_events_are_added_behind_unjudged() -> None:
    later = Event("0003", START - timedelta(days=1), ACT.by, EventKind.CLOSED)
    appeal = with_event(registered(), later)
    assert [event.id for event in appeal.history] == ["0001", "0003"]
    assert appeal.state.status == "closed"  # a fact is a fact, even one from before the registration
