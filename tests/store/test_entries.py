"""The rows of the index: the terms that were in force when something happened."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from mcu_cli.domain.appeal import Appeal
from mcu_cli.domain.event import Due, Event
from mcu_cli.domain.vocabulary import AnswerKind, Channel, EventKind, NoAnswerReason, Outcome, Priority
from mcu_cli.store.entries import entry_of, events_of, search_parts

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
