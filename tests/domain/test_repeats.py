"""The window of repeats, and what counts as an answer."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mcu_cli.domain.repeats import Window, answers

OMSK = ZoneInfo("Asia/Omsk")  # +06:00
WINDOW = Window(30, OMSK)


def seconds(text: str) -> int:
    return int(datetime.fromisoformat(text).replace(tzinfo=OMSK).timestamp())


@pytest.mark.parametrize(
    ("answered", "came", "within"),
    [
        ("2026-11-01 09:00:00", "2026-11-01 09:00:00", True),
        ("2026-11-01 09:00:00", "2026-11-01 08:59:59", False),  # before the answer
        ("2026-11-01 09:00:00", "2026-12-01 09:00:00", True),
        ("2026-11-01 00:00:00", "2026-12-01 23:59:59", True),  # the last day is whole
        ("2026-11-01 23:59:59", "2026-12-02 00:00:00", False),
        ("2028-01-30 12:00:00", "2028-02-29 23:00:00", True),  # 29 February is a day as others
        ("2027-01-30 12:00:00", "2027-03-01 23:00:00", True),
        ("2026-12-15 12:00:00", "2027-01-14 23:00:00", True),
        ("2026-12-15 12:00:00", "2027-01-15 00:00:00", False),
    ],
)
def test_days_are_calendar_days_of_the_municipality(answered: str, came: str, *, within: bool) -> None:
    assert WINDOW.holds(seconds(answered), seconds(came)) is within


def test_the_day_is_that_of_the_municipality() -> None:
    answered, came = seconds("2026-11-01 05:00:00"), seconds("2026-12-01 05:00:00")
    assert WINDOW.holds(answered, came)
    assert not Window(29, OMSK).holds(answered, came)
    before_midnight = int(datetime(2026, 11, 1, 17, 59, tzinfo=UTC).timestamp())
    after_midnight = int(datetime(2026, 11, 1, 18, 1, tzinfo=UTC).timestamp())
    assert not Window(0, OMSK).holds(before_midnight, after_midnight)
    assert Window(0, ZoneInfo("UTC")).holds(before_midnight, after_midnight)


@given(
    start=st.datetimes(datetime(2019, 1, 1), datetime(2027, 12, 31), timezones=st.just(OMSK)),  # noqa: DTZ001  # a range
    later=st.timedeltas(timedelta(0), timedelta(days=80)),
    days=st.integers(1, 40),
)
def test_what_the_window_holds_is_found_by_the_clock(start: datetime, later: timedelta, days: int) -> None:
    window = Window(days, OMSK)
    at = int(start.timestamp())
    came = at + int(later.total_seconds())
    if window.holds(at, came):
        assert came - at < window.seconds
    assert window.holds(at, came) == ((datetime.fromtimestamp(came, OMSK).date() - start.date()).days <= days)


@pytest.mark.parametrize(
    ("events", "found"),
    [
        ([], ()),
        ([(1, "answered", "interim")], ()),
        ([(1, "answered", "final")], (1,)),
        ([(1, "answered", "interim"), (2, "answered", "final"), (3, "closed", "")], (2,)),
        ([(1, "closed", "")], ()),  # nobody was told anything
        ([(1, "answered", "interim"), (2, "closed", "")], (2,)),
        ([(1, "answered", "interim"), (2, "closed", ""), (3, "answered", "final")], (2, 3)),
        ([(1, "answered", "final"), (2, "reopened", ""), (3, "answered", "final")], (1, 3)),
        ([(1, "answered", "final"), (2, "reopened", ""), (3, "closed", "")], (1,)),
        ([(1, "answered", "final"), (2, "reopened", ""), (3, "answered", "interim"), (4, "closed", "")], (1, 4)),
        ([(1, "answered", "final"), (2, "answered", "final")], (1, 2)),
    ],
)
def test_an_answer_is_a_final_one_or_the_end_after_an_interim_one(
    events: list[tuple[int, str, str]], found: tuple[int, ...]
) -> None:
    assert answers(events) == found
