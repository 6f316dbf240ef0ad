"""The rows of the index: the terms that were in force when something happened."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone, tzinfo
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from mcu_cli.domain.appeal import Appeal, Author, Place, Source
from mcu_cli.domain.event import Due, Event
from mcu_cli.domain.likeness import text_key
from mcu_cli.domain.vocabulary import (
    AnswerKind,
    AppealKind,
    Channel,
    EventKind,
    IncidentType,
    Network,
    NoAnswerReason,
    Outcome,
    Priority,
    Relation,
    Via,
)
from mcu_cli.store.entries import entry_of, events_of, facts_of, search_parts

START = datetime(2026, 11, 20, 8, tzinfo=UTC)


def hour(n: int) -> datetime:
    """Return the moment `n` hours after the start."""
    return START + timedelta(hours=n)


def happened(kind: EventKind, n: int, /, **details: Any) -> Event:
    """Return an event `n` hours after the start."""
    return Event(f"{kind}{n}", hour(n), "clerk@town.example", kind, details=details)


REGISTERED = happened(
    EventKind.REGISTERED, 0, priority=Priority.NORMAL, due=Due(hour(9), hour(100), hour(1), hour(2), hour(50))
)
FORWARDED = happened(EventKind.FORWARDED, 60, to="police", control=True)
REOPENED = happened(EventKind.REOPENED, 80, reason="снова", due=Due(None, hour(300), hour(1), hour(90), hour(130)))


def appeal(*events: Event) -> Appeal:
    """Return an appeal with a history."""
    return Appeal("20261120-0001", Channel.LETTER, START, "Яма.", history=(REGISTERED, *events))


def test_a_forwarding_is_held_against_the_term_that_was_in_force() -> None:
    rows = {row.event: row for row in events_of(appeal(FORWARDED, REOPENED))}
    assert rows["forwarded"].forward_due == hour(50).timestamp()
    assert rows["reopened"].due_final == hour(300).timestamp()
    assert rows["registered"].forward_due is None


def test_an_answer_is_held_against_the_term_that_was_in_force() -> None:
    answered = happened(EventKind.ANSWERED, 40, kind=AnswerKind.FINAL)
    row = entry_of(appeal(answered, REOPENED), path="", blob="")
    assert (row.first_answer_due, row.final_answer_due) == (hour(9).timestamp(), hour(100).timestamp())
    assert (row.due_first, row.due_final) == (None, hour(300).timestamp())
    assert (row.due_register, row.due_route, row.due_forward) == tuple(hour(n).timestamp() for n in (1, 90, 130))


def test_an_answer_whose_moment_nobody_knows_is_neither_late_nor_in_time() -> None:
    row = entry_of(appeal(happened(EventKind.ANSWERED, 140, kind=AnswerKind.FINAL, approximate=True)), path="", blob="")
    assert row.final_answer == hour(140).timestamp()
    assert (row.first_answer_due, row.final_answer_due) == (None, None)


def test_the_words_of_the_rules_are_not_searched() -> None:
    escalated = {"level": 1, "to": "curator", "reason": "использовано 80 % срока"}
    told = appeal(happened(EventKind.ESCALATED, 5, **escalated))
    assert "использова" in search_parts(told)[1]
    assert "использова" not in search_parts(appeal(happened(EventKind.ESCALATED, 5, auto=True, **escalated)))[1]


def test_a_closing_is_told_while_the_appeal_is_closed() -> None:
    closed = happened(EventKind.CLOSED, 20)
    assert entry_of(appeal(closed), path="", blob="").closed == hour(20).timestamp()
    assert entry_of(appeal(closed, REOPENED), path="", blob="").closed is None


def test_what_is_due_next_is_the_clock_that_runs() -> None:
    interim = happened(EventKind.ANSWERED, 5, kind=AnswerKind.INTERIM)
    final = happened(EventKind.ANSWERED, 6, kind=AnswerKind.FINAL)
    due = [entry_of(appeal(*events), path="", blob="").next_due for events in ((), (interim,), (interim, final))]
    assert due == [hour(9).timestamp(), hour(100).timestamp(), None]


def test_an_end_is_held_against_the_term_that_was_in_force() -> None:
    closed = happened(EventKind.CLOSED, 120, outcome=Outcome.EXPLAINED)
    again = happened(EventKind.REOPENED, 130, reason="снова", due=Due(None, hour(300)))
    assert entry_of(appeal(closed), path="", blob="").handled_due == hour(100).timestamp()
    assert entry_of(appeal(closed, again), path="", blob="").handled_due is None
    rows = {row.event: row for row in events_of(appeal(closed, again))}
    assert rows["closed"].final_due == hour(100).timestamp()


def test_an_event_keeps_whom_it_names_and_why() -> None:
    rejected = happened(EventKind.REJECTED, 5, ground=NoAnswerReason.UNCLEAR)
    rows = {row.event: row for row in events_of(appeal(FORWARDED, rejected, happened(EventKind.RATED, 6, rating=4)))}
    assert (rows["forwarded"].target, rows["rejected"].target) == ("police", "")
    assert (rows["rejected"].ground, rows["forwarded"].ground) == ("unclear", "")
    assert (rows["rated"].rating, rows["rejected"].rating) == (4, None)


def test_every_column_of_an_event_holds_what_its_name_says() -> None:
    """All that any event may say, said by one: the row is made by position."""
    said: dict[str, Any] = {
        "kind": AnswerKind.FINAL,
        "outcome": Outcome.EXPLAINED,
        "department": "roads",
        "category": "roads/snow",
        "via": Via.COMMENT,
        "level": 3,
        "relation": Relation.PART_OF,
        "to": "police",
        "ground": NoAnswerReason.UNCLEAR,
        "rating": 4,
        "control": True,
        "auto": True,
        "until": date(2026, 12, 1),
        "due": Due(hour(5), hour(6)),
    }
    event = replace(happened(EventKind.ANSWERED, 7, **said), recorded=hour(8), origin="pos")
    row = list(events_of(appeal(event)))[1]
    assert row._asdict() == {
        **{name: value for name, value in said.items() if name not in {"due", "to", "until"}},
        "appeal": "20261120-0001",
        "seq": 1,
        "id": "answered7",
        "at": hour(7).timestamp(),
        "recorded": hour(8).timestamp(),
        "by": "clerk@town.example",
        "origin": "pos",
        "event": "answered",
        "target": "police",
        "control": 1,
        "auto": 1,
        "until": "2026-12-01",
        "due_first": hour(5).timestamp(),
        "due_final": hour(6).timestamp(),
        "forward_due": hour(50).timestamp(),
        "final_due": hour(100).timestamp(),
        **dict.fromkeys(("again", "came", "since", "gone", "gone_due", "gone_again")),
        **dict.fromkeys(("owed_first", "owed_final", "first_answer")),
        "priority": "",
        "facts": facts_of(appeal(event)),
    }


def test_every_column_of_an_appeal_holds_what_its_name_says() -> None:
    """All facts set, each to its own value: the row is made by position."""
    events = (
        happened(EventKind.CLASSIFIED, 1, category="roads/snow", topic="Снег", priority=Priority.HIGH),
        happened(EventKind.ASSIGNED, 2, department="roads", executor="участок 2"),
        happened(EventKind.ESCALATED, 3, level=2, to="head", reason="долго"),
        happened(EventKind.DEFERRED, 4, until=date(2026, 12, 1), reason="план"),
        happened(EventKind.LINKED, 5, relation=Relation.PART_OF, to="20261119-0001"),
        happened(EventKind.RATED, 6, rating=5),
    )
    one = replace(
        appeal(*events),
        id="20261120-B0017",
        received=hour(-1),
        source=Source("pos", "77", "https://town.example/77", Network.OK, type=IncidentType.SOLVABLE),
        kind=AppealKind.COMPLAINT,
        author=Author("Снегов А. А.", "https://town.example/a"),
        place=Place("Край", "Город", "Север", "Посёлок", "улица Мира", "5", "7", "остановка"),
        tags=("яма", "срочно"),
        text="Который день не чистят тротуар у остановки.",
    )
    row = entry_of(one, path="p.yaml", blob="b10b")
    assert row._asdict() == {
        "id": "20261120-B0017",
        "path": "p.yaml",
        "blob": "b10b",
        "day": "2026-11-20",
        "series": "B",
        "number": 17,
        "channel": "letter",
        "network": "ok",
        "system": "pos",
        "key": "77",
        "url": "https://town.example/77",
        "status": "deferred",
        "stage": "deferred",
        "is_open": 1,
        "category": "roads/snow",
        "topic": "Снег",
        "department": "roads",
        "executor": "участок 2",
        "priority": "high",
        "kind": "complaint",
        "type": "solvable",
        "received": hour(-1).timestamp(),
        "registered": START.timestamp(),
        "due_register": hour(1).timestamp(),
        "due_route": hour(2).timestamp(),
        "due_forward": hour(50).timestamp(),
        "due_first": hour(9).timestamp(),
        "due_final": hour(100).timestamp(),
        "next_due": hour(9).timestamp(),
        **dict.fromkeys(("first_answer", "first_answer_due", "final_answer", "final_answer_due")),
        **dict.fromkeys(("handled", "handled_due", "closed")),
        "promised": "2026-12-01",
        "escalation": 0,
        "outcome": "",
        "rating": 5,
        "duplicate_of": "",
        "part_of": "20261119-0001",
        "author": "Снегов А. А.",
        "profile": "https://town.example/a",
        "municipality": "Город",
        "district": "Север",
        "settlement": "Посёлок",
        "street": "улица Мира",
        "house": "5",
        "object": "остановка",
        "tags": "\nяма\nсрочно\n",
        "text_key": text_key(one.text),
        "text": one.text,
        "facts": facts_of(one),
    }


@pytest.mark.parametrize(
    "zone", [UTC, timezone(timedelta(hours=5)), timezone(-timedelta(hours=3, minutes=30)), ZoneInfo("Europe/Berlin")]
)
@pytest.mark.parametrize("at", [datetime(2026, 7, 1, 12), datetime(2026, 12, 1), datetime(1900, 1, 1, 0, 0, 1)])  # noqa: DTZ001
def test_moments_are_seconds_since_1970_whatever_their_zone(zone: tzinfo, at: datetime) -> None:
    moment = at.replace(tzinfo=zone)
    assert entry_of(replace(appeal(), received=moment), path="", blob="").received == moment.timestamp()
