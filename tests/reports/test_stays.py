"""What the index keeps of stays and steps gives the same counts as the histories played event by event."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mcu_cli.domain.state import fold_history, in_order
from mcu_cli.domain.vocabulary import PASSED_ON, Channel, EventKind
from mcu_cli.reports.backlog import NO_BACKLOG
from mcu_cli.reports.periods import Window
from mcu_cli.reports.source import between, count_events, counts_in
from mcu_cli.reports.stays import (
    backlogs_around,
    count_in_backlog,
    count_urgent_open,
    counts_handled,
    handled_in,
    leavings_in,
    of_channel,
)
from mcu_cli.reports.waiting import Late, late_by_department, together, waiting_at
from mcu_cli.store.entries import FACTS, events_of
from tests.reports import random_histories as again
from tests.reports.history import Record
from tests.reports.random_histories import BASE, histories, is_waiting, seconds
from tests.reports.replay import backlogs, count_handled, leavings, reopened_appeals

if TYPE_CHECKING:
    from collections.abc import Iterable

    from mcu_cli.domain.appeal import Appeal
    from mcu_cli.reports.waiting import Waiting

_DAY = 24 * 60 * 60
WINDOWS = st.tuples(st.integers(-2, 45), st.integers(0, 45)).map(
    lambda drawn: Window(seconds(BASE) + drawn[0] * _DAY, seconds(BASE) + sum(drawn) * _DAY)
)


def late_among(waiting: Iterable[Waiting], *, until: int, at: int) -> Late:
    """Return how many of `waiting` were past a due moment at `at`, and by how many days the worst."""
    missed = [since for row in waiting if (since := row.late_since(until=until, at=at)) is not None]
    return Late(len(missed), round((at - min(missed)) / _DAY, 1)) if missed else Late(0, None)


@settings(max_examples=100)
@given(appeals=histories(), window=WINDOWS)
def test_what_is_counted_by_stays_is_what_a_replay_counts(appeals: list[Appeal], window: Window) -> None:
    record = Record(appeals)
    replayed = reopened_appeals(record)
    left = leavings(record, replayed, window)
    assert counts_handled(record, [window]) == [count_handled(record, replayed, window)]
    assert handled_in(record, window) == (
        len(left),
        sum(one.due is not None for one in left),
        sum(one.is_late for one in left),
    )
    assert sorted((one.since, one.at) for one in leavings_in(record, window)) == sorted(
        (one.since, one.at) for one in left
    )
    for moment in window:
        assert count_in_backlog(record, moment) == sum(is_waiting(one, moment) for one in appeals)
        waiting = waiting_at(record, moment)
        assert {one.id for one in waiting} == {one.id for one in appeals if is_waiting(one, moment)}
        assert count_urgent_open(record, moment) == sum(one.channel == Channel.URGENT for one in waiting)
        late = late_by_department(record, until=moment, at=window.end)
        assert together(late.values()) == late_among(waiting, until=moment, at=window.end)
        for department, found in late.items():
            own = [one for one in waiting if one.department == department]
            assert found == late_among(own, until=moment, at=window.end)


@settings(max_examples=100)
@given(appeals=histories(), window=WINDOWS)
def test_the_backlogs_of_departments_are_those_of_a_replay(appeals: list[Appeal], window: Window) -> None:
    record = Record(appeals)
    received = Counter(one.state.department for one in appeals if window.start <= seconds(one.registered) < window.end)
    handled = Counter(
        one.state.department
        for one in appeals
        if any(window.start <= left.at < window.end for left in again.leavings(one)[1])
    )
    found = backlogs_around(record, window, received, handled)
    expected = backlogs(record, reopened_appeals(record), window)
    assert found == {name: one for name, one in expected.items() if one != NO_BACKLOG}


@settings(max_examples=100)
@given(appeals=histories(), window=WINDOWS, kind=st.sampled_from([EventKind.ANSWERED, EventKind.CLOSED, None]))
def test_an_appeal_counts_once_however_often_it_took_a_step(
    appeals: list[Appeal], window: Window, kind: EventKind | None
) -> None:
    kinds = (kind,) if kind else tuple(PASSED_ON)
    moments = [
        [seconds(event.at) for event in one.history if event.event in kinds and window.start <= seconds(event.at)]
        for one in appeals
    ]
    within = [[at for at in several if at < window.end] for several in moments]
    assert count_events(Record(appeals), window, *kinds) == (sum(map(bool, within)), sum(map(len, within)))


@settings(max_examples=100)
@given(appeals=histories())
def test_stays_are_told_by_events_of_their_appeal_and_end_before_the_next_begins(appeals: list[Appeal]) -> None:
    for one in appeals:
        stays = [row for row in events_of(one) if row.came is not None]
        came, left = again.leavings(one)
        in_turn = sorted(stays, key=lambda row: (row.came or 0, row.gone is None, row.gone or 0))
        assert [row.came for row in in_turn] == came
        assert [(row.since, row.gone, row.gone_due) for row in in_turn if row.gone is not None] == list(
            map(tuple, left)
        )
        assert (
            sum(row.gone is None for row in stays) == one.state.is_open == fold_history(in_order(one.history)).is_open
        )
        assert {len(row.facts.split("\x1f")) for row in stays} == {len(FACTS)}


def test_windows_without_anything_are_zero_and_alike_ones_are_counted_once() -> None:
    record = Record([])
    counted = f"SELECT count(*) FROM appeals WHERE {between('registered')}"  # noqa: S608  # a word of ours
    assert counts_in(record, [Window(0, 5), Window(0, 5), Window(5, 5)], counted) == [0, 0, 0]
    assert counts_in(record, [], counted) == []


def test_events_that_are_half_a_step_are_not_counted_alone() -> None:
    with pytest.raises(LookupError, match="one step"):
        count_events(Record([]), Window(0, 1), EventKind.ASSIGNED)
    with pytest.raises(LookupError, match="one step"):
        count_events(Record([]), Window(0, 1), EventKind.ANSWERED, EventKind.CLOSED)


def test_a_channel_is_not_one_whose_name_begins_alike() -> None:
    low, high = (part.split("'")[1] for part in of_channel(Channel.POS).split(" AND "))
    assert low <= "pos\x1fvk" < high
    assert not low <= "post\x1f" < high
    assert not low <= "po\x1f" < high
