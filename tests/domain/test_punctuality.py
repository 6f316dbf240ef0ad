"""Whether answers, and other ends, were in time: by the terms that were in force when they happened."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mcu_cli.domain.event import Due, Event
from mcu_cli.domain.punctuality import Punctuality, punctuality
from mcu_cli.domain.state import fold_history, in_order, takes_out
from mcu_cli.domain.vocabulary import AnswerKind, EventKind, Outcome, Priority, Relation

if TYPE_CHECKING:
    from collections.abc import Sequence

START = datetime(2026, 11, 20, 13, 0, tzinfo=UTC)
K = EventKind


def hour(n: int) -> datetime:
    """Return the moment `n` hours after the start."""
    return START + timedelta(hours=n)


def happened(kind: EventKind, n: int, /, **details: Any) -> Event:
    """Return an event `n` hours after the start."""
    return Event(f"{kind}{n}", hour(n), "clerk@town.example", kind, details=details)


REGISTERED = happened(K.REGISTERED, 0, priority=Priority.NORMAL, due=Due(hour(9), hour(100)))
INTERIM = happened(K.ANSWERED, 10, kind=AnswerKind.INTERIM, due=Due(hour(9), hour(170)))
FINAL = happened(K.ANSWERED, 120, kind=AnswerKind.FINAL, outcome=Outcome.EXPLAINED)


@pytest.mark.parametrize(
    ("events", "wanted"),
    [
        ([], Punctuality()),
        ([INTERIM], Punctuality(hour(10), hour(9))),
        # The interim answer started the final clock anew: after 120 hours the final one is in time.
        ([INTERIM, FINAL], Punctuality(hour(10), hour(9), hour(120), hour(170), hour(170))),
        ([FINAL], Punctuality(hour(120), hour(9), hour(120), hour(100), hour(100))),
        # What moved the terms afterwards makes no late answer punctual.
        (
            [FINAL, happened(K.REOPENED, 130, reason="снова", due=Due(None, hour(300)))],
            Punctuality(hour(120), hour(9), hour(120), hour(100)),
        ),
        (
            [happened(K.DEFERRED, 50, reason="а", due=Due(hour(9), hour(130))), FINAL],
            Punctuality(hour(120), hour(9), hour(120), hour(130), hour(130)),
        ),
        # What was late before a day was promised is late.
        (
            [happened(K.DEFERRED, 110, reason="а", due=Due(hour(9), hour(130))), FINAL],
            Punctuality(hour(120), hour(9), hour(120), hour(100), hour(100)),
        ),
        (
            [happened(K.ANSWERED, 105, kind=AnswerKind.INTERIM, due=Due(hour(9), hour(170))), FINAL],
            Punctuality(hour(105), hour(9), hour(120), hour(100), hour(100)),
        ),
        (
            [happened(K.RECOMPUTED, 110, due=Due(hour(9), hour(130))), FINAL],
            Punctuality(hour(120), hour(9), hour(120), hour(130), hour(130)),
        ),
        # In the order in which they happened, whenever they were recorded.
        ([FINAL, INTERIM], Punctuality(hour(10), hour(9), hour(120), hour(170), hour(170))),
        # A second final answer, after a reopening, is not the first.
        (
            [FINAL, happened(K.ANSWERED, 140, kind=AnswerKind.FINAL)],
            Punctuality(hour(120), hour(9), hour(120), hour(100), hour(100)),
        ),
    ],
)  # fmt: skip
def test_each_answer_is_held_against_the_term_in_force_then(events: Sequence[Event], wanted: Punctuality) -> None:
    assert punctuality([REGISTERED, *events]) == wanted


AGAIN = happened(K.REOPENED, 130, reason="снова", due=Due(None, hour(300)))
END = happened(K.CLOSED, 120, outcome=Outcome.EXPLAINED)


@pytest.mark.parametrize(
    ("events", "due"),
    [
        ([END], 100),
        ([happened(K.REJECTED, 120)], 100),
        ([happened(K.FORWARDED, 120, to="police")], 100),
        ([happened(K.LINKED, 120, relation=Relation.DUPLICATE_OF, to="20261119-0001")], 100),
        # What leaves it in the backlog ends nothing.
        ([happened(K.FORWARDED, 120, to="police", control=True)], None),
        ([happened(K.LINKED, 120, relation=Relation.REPEAT_OF, to="20261119-0001")], None),
        ([INTERIM], None),
        # The first end counts, and after a reopening the next.
        ([END, happened(K.DEFERRED, 121, reason="а", due=Due(None, hour(200))), FINAL], 100),
        ([END, AGAIN], None),
        ([END, AGAIN, happened(K.REJECTED, 320)], 300),
        # A term that ran out before it was extended stays the one that counts.
        ([happened(K.EXTENDED, 110, reason="а", due=Due(None, hour(200))), END], 100),
        ([happened(K.EXTENDED, 90, reason="а", due=Due(None, hour(200))), END], 200),
        # The source says that it is over, and not since when.
        ([replace(END, origin="incident")], None),
        ([replace(END, origin="incident", recorded=hour(121))], 100),
        ([replace(FINAL, details={"kind": AnswerKind.FINAL, "approximate": True})], None),
    ],
)  # fmt: skip
def test_each_end_is_held_against_the_term_in_force_then(events: Sequence[Event], due: int | None) -> None:
    assert punctuality([REGISTERED, *events]).left_due == (None if due is None else hour(due))


@given(
    drawn=st.lists(
        st.tuples(
            st.sampled_from(
                [FINAL, INTERIM, END, AGAIN]
                + [happened(K.FORWARDED, 0, to="x", control=control) for control in (True, False)]
                + [happened(K.LINKED, 0, relation=relation, to="x") for relation in Relation]
                + [happened(K.REJECTED, 0), happened(K.DEFERRED, 0, reason="а", until=START.date())]
            ),
            st.integers(0, 50),
        ),
        max_size=8,
    )
)
def test_an_event_ends_what_the_fold_says_it_ends(drawn: list[tuple[Event, int]]) -> None:
    history = in_order([REGISTERED, *(replace(event, at=hour(n)) for event, n in drawn)])
    for n, event in enumerate(history[1:], start=1):
        if fold_history(history[:n]).is_open:
            assert takes_out(event) is not fold_history(history[: n + 1]).is_open
