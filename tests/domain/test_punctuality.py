"""Whether answers were in time: by the terms that were in force when they were given."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from mcu_cli.domain.event import Due, Event
from mcu_cli.domain.punctuality import Punctuality, punctuality
from mcu_cli.domain.vocabulary import AnswerKind, EventKind, Outcome, Priority

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
        ([INTERIM, FINAL], Punctuality(hour(10), hour(9), hour(120), hour(170))),
        ([FINAL], Punctuality(hour(120), hour(9), hour(120), hour(100))),
        # What moved the terms afterwards makes no late answer punctual.
        (
            [FINAL, happened(K.REOPENED, 130, reason="снова", due=Due(None, hour(300)))],
            Punctuality(hour(120), hour(9), hour(120), hour(100)),
        ),
        (
            [happened(K.DEFERRED, 50, reason="а", due=Due(hour(9), hour(130))), FINAL],
            Punctuality(hour(120), hour(9), hour(120), hour(130)),
        ),
        # What was late before a day was promised is late.
        (
            [happened(K.DEFERRED, 110, reason="а", due=Due(hour(9), hour(130))), FINAL],
            Punctuality(hour(120), hour(9), hour(120), hour(100)),
        ),
        (
            [happened(K.ANSWERED, 105, kind=AnswerKind.INTERIM, due=Due(hour(9), hour(170))), FINAL],
            Punctuality(hour(105), hour(9), hour(120), hour(100)),
        ),
        (
            [happened(K.RECOMPUTED, 110, due=Due(hour(9), hour(130))), FINAL],
            Punctuality(hour(120), hour(9), hour(120), hour(130)),
        ),
        # In the order in which they happened, whenever they were recorded.
        ([FINAL, INTERIM], Punctuality(hour(10), hour(9), hour(120), hour(170))),
        # A second final answer, after a reopening, is not the first.
        (
            [FINAL, happened(K.ANSWERED, 140, kind=AnswerKind.FINAL)],
            Punctuality(hour(120), hour(9), hour(120), hour(100)),
        ),
    ],
)  # fmt: skip
def test_each_answer_is_held_against_the_term_in_force_then(events: Sequence[Event], wanted: Punctuality) -> None:
    assert punctuality([REGISTERED, *events]) == wanted
