"""The time that is asked about in pieces: no moment of it is left out, and none is asked about twice."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mcu_cli.domain.vocabulary import Channel, EventKind
from mcu_cli.reports.periods import Window
from mcu_cli.reports.scope import Windows
from mcu_cli.reports.source import pieces
from mcu_cli.reports.tallies import tallies
from tests.reports.history import Record, appeal, at, event, final

_DAY = 24 * 60 * 60
_MOMENTS = st.integers(0, 400 * _DAY)
_WINDOWS = st.lists(st.builds(Window, _MOMENTS, _MOMENTS), max_size=5)


@settings(max_examples=100)
@given(windows=_WINDOWS, moment=_MOMENTS)
def test_each_moment_is_in_one_piece_where_it_is_in_a_window(windows: list[Window], moment: int) -> None:
    found = [piece for piece in pieces(windows) if piece.start <= moment < piece.end]
    inside = any(window.start <= moment < window.end for window in windows)
    assert len(found) == inside


@settings(max_examples=100)
@given(windows=_WINDOWS)
def test_a_piece_is_in_a_window_as_a_whole_or_not_at_all_and_short(windows: list[Window]) -> None:
    for piece in pieces(windows):
        assert 0 < piece.end - piece.start <= 92 * _DAY
        for window in windows:
            assert piece.end <= window.start or window.end <= piece.start or window.start <= piece.start
            assert piece.end <= window.start or window.end <= piece.start or piece.end <= window.end


def seconds(moment: str) -> int:
    return int(at(moment).timestamp())


@pytest.mark.parametrize("sign", ["\x1e", "\x1f", "\x1e\x1f", "\x1f" * 9])
def test_a_sign_that_parts_facts_may_stand_in_one_of_them(sign: str) -> None:
    odd = appeal(
        1,
        at("11-20 10:00"),
        final(at("11-20 12:00")),
        event(EventKind.ASSIGNED, at("11-20 11:00"), department=f"a{sign}b"),
    )
    plain = appeal(2, at("11-20 10:00"), channel=Channel.LETTER)
    period = Window(seconds("11-20 00:00"), seconds("11-21 00:00"))
    nothing = Window(0, 0)
    received = tallies(Record([odd, plain]), Windows(period, period, period, period, nothing, nothing)).received
    assert sum(counts[0] for counts in received.by("channel").values()) == 2
    assert {department for (department,) in received.by("department")} == {f"a{'�' * len(sign)}b", ""}
