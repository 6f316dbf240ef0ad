"""The backlog adds up whatever happens to appeals, and is what the fold of their histories says."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mcu_cli.domain.event import Due
from mcu_cli.domain.state import fold_history, in_order
from mcu_cli.domain.vocabulary import EventKind, Relation
from mcu_cli.reports.backlog import NO_BACKLOG
from mcu_cli.reports.periods import Window
from tests.reports.history import Record, appeal, duplicate, event, final, interim
from tests.reports.replay import backlogs, count_handled, count_overdue, reopened_appeals, step_of

if TYPE_CHECKING:
    from mcu_cli.domain.appeal import Appeal
    from mcu_cli.domain.event import Event
    from mcu_cli.reports.backlog import Backlog

START = datetime(2026, 11, 1, tzinfo=UTC)
MAKERS = (
    final,
    interim,
    duplicate,
    lambda moment: event(EventKind.ASSIGNED, moment, department="roads"),
    lambda moment: event(EventKind.REJECTED, moment),
    lambda moment: event(EventKind.FORWARDED, moment, control=False),
    lambda moment: event(EventKind.FORWARDED, moment, control=True),
    lambda moment: event(EventKind.LINKED, moment, relation=Relation.REPEAT_OF, to="20260101-0001"),
    lambda moment: event(EventKind.REOPENED, moment),
    lambda moment: event(EventKind.CLOSED, moment),
)
HOURS = st.integers(0, 60)


def hour(n: int) -> datetime:
    return START + timedelta(hours=n)


def seconds(n: int) -> int:
    return int(hour(n).timestamp())


# Answers before the registration are no slip: sources do date them so.
HISTORIES = st.lists(st.tuples(HOURS, st.lists(st.tuples(st.sampled_from(MAKERS), HOURS), max_size=6)), max_size=8).map(
    lambda drawn: [
        appeal(n, hour(registered), *(make(hour(when)) for make, when in events))
        for n, (registered, events) in enumerate(drawn, start=1)
    ]
)


def backlog(record: Record, window: Window) -> Backlog:
    """Return the backlog of all departments together."""
    return sum(backlogs(record, reopened_appeals(record), window).values(), NO_BACKLOG)


def past(found: Appeal, moment: datetime) -> list[Event]:
    """Return what had happened to an appeal before `moment`; what came too early counts at the registration."""
    return [one for one in found.history if max(one.at, found.registered) < moment]


def is_waiting(found: Appeal, moment: datetime) -> bool:
    return found.registered < moment and fold_history(past(found, moment)).is_open


@settings(max_examples=150)
@given(appeals=HISTORIES, begin=HOURS, length=HOURS)
def test_start_and_in_less_out_is_the_end(appeals: list[Appeal], begin: int, length: int) -> None:
    record, window = Record(appeals), Window(seconds(begin), seconds(begin + length))
    found = backlog(record, window)
    assert found.start + found.came_in - found.went_out == found.end
    assert found.start == sum(is_waiting(one, hour(begin)) for one in appeals)
    assert found.end == sum(is_waiting(one, hour(begin + length)) for one in appeals)


@settings(max_examples=150)
@given(appeals=HISTORIES, begin=HOURS, length=HOURS)
def test_handled_are_those_that_left(appeals: list[Appeal], begin: int, length: int) -> None:
    record, window = Record(appeals), Window(seconds(begin), seconds(begin + length))
    hours = range(begin, begin + length)

    def left(found: Appeal) -> bool:
        """Play the history hour by hour: it left if some event of the window found it open and left it not so."""
        order = in_order(found.history)
        for n, one in enumerate(order):
            when = max(one.at, found.registered)
            was_open = not n or fold_history(order[:n]).is_open
            if was_open and not fold_history(order[: n + 1]).is_open and when in {hour(h) for h in hours}:
                return True
        return False

    assert count_handled(record, reopened_appeals(record), window) == sum(left(one) for one in appeals)


@settings(max_examples=100)
@given(appeals=HISTORIES, moment=HOURS)
def test_overdue_is_what_the_state_of_that_moment_says(appeals: list[Appeal], moment: int) -> None:
    record = Record(appeals)
    expected = sum(
        is_waiting(one, hour(moment))
        and fold_history([*one.history[:1], *past(one, hour(moment))]).first_answer is None
        and not any(e.event is EventKind.ANSWERED and e.at < hour(moment) for e in one.history)
        and one.state.due.first is not None
        and one.state.due.first < hour(moment)
        for one in appeals
    )
    found = count_overdue(record, reopened_appeals(record), until=seconds(moment), at=seconds(moment))
    assert found == expected


def test_a_first_answer_given_later_does_not_make_what_waited_punctual() -> None:
    one = appeal(1, hour(1), interim(hour(20)), due=Due(hour(5), hour(100)))
    record = Record([one])
    late = [count_overdue(record, [], until=seconds(n), at=seconds(n)) for n in (5, 6, 20, 21)]
    assert late == [0, 1, 1, 0]


def test_an_appeal_reopened_and_answered_again_came_and_went_twice() -> None:
    record = Record([appeal(1, hour(1), final(hour(5)), event(EventKind.REOPENED, hour(10)), final(hour(20)))])
    replayed = reopened_appeals(record)
    whole = backlog(record, Window(seconds(0), seconds(30)))
    assert (whole.start, whole.came_in, whole.went_out, whole.end) == (0, 2, 2, 0)
    assert count_handled(record, replayed, Window(seconds(0), seconds(30))) == 1
    # The first answer stays counted in its own period although the appeal was taken up again later.
    assert count_handled(record, replayed, Window(seconds(0), seconds(8))) == 1
    assert backlog(record, Window(seconds(8), seconds(15))).end == 1


@pytest.mark.parametrize(
    ("kind", "of", "relation", "control", "is_out"),
    [
        ("answered", "final", "", 0, True),
        ("answered", "interim", "", 0, None),
        ("rejected", "", "", 0, True),
        ("closed", "", "", 0, True),
        ("forwarded", "", "", 0, True),
        ("forwarded", "", "", 1, None),
        ("linked", "", "duplicate-of", 0, True),
        ("linked", "", "part-of", 0, None),
        ("reopened", "", "", 0, False),
        ("noted", "", "", 0, None),
    ],
)
def test_each_event_means_something_or_nothing_to_the_backlog(
    *, kind: str, of: str, relation: str, control: int, is_out: bool | None
) -> None:
    step = step_of(kind, of, relation, control, 7)
    assert (step.is_out if step else None) is is_out
