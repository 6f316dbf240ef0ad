"""Periods: around a day, the one before, the same a year earlier, as bounds in the municipality."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from mcu_cli.errors import RefusedError, UsageError
from mcu_cli.reports.periods import Kind, Period, around, between, refuse_future

OMSK = ZoneInfo("Asia/Omsk")


def days(text: str) -> tuple[date, date]:
    first, last = text.split("..")
    return date.fromisoformat(first), date.fromisoformat(last)


def found(period: Period) -> tuple[date, date]:
    return period.first, period.last


@pytest.mark.parametrize(
    ("kind", "day", "expected", "previous", "last_year"),
    [
        ("day", "2026-11-20", "2026-11-20..2026-11-20", "2026-11-19..2026-11-19", "2025-11-20..2025-11-20"),
        ("day", "2026-01-01", "2026-01-01..2026-01-01", "2025-12-31..2025-12-31", "2025-01-01..2025-01-01"),
        ("day", "2024-02-29", "2024-02-29..2024-02-29", "2024-02-28..2024-02-28", "2023-02-28..2023-02-28"),
        ("week", "2026-11-20", "2026-11-16..2026-11-22", "2026-11-09..2026-11-15", "2025-11-17..2025-11-23"),
        ("week", "2026-11-16", "2026-11-16..2026-11-22", "2026-11-09..2026-11-15", "2025-11-17..2025-11-23"),
        # 2026 has a week 53 and 2025 has none
        ("week", "2027-01-01", "2026-12-28..2027-01-03", "2026-12-21..2026-12-27", "2025-12-22..2025-12-28"),
        # the first week of 2026 begins in 2025
        ("week", "2026-01-01", "2025-12-29..2026-01-04", "2025-12-22..2025-12-28", "2024-12-30..2025-01-05"),
        ("month", "2026-03-31", "2026-03-01..2026-03-31", "2026-02-01..2026-02-28", "2025-03-01..2025-03-31"),
        ("month", "2024-02-29", "2024-02-01..2024-02-29", "2024-01-01..2024-01-31", "2023-02-01..2023-02-28"),
        ("month", "2026-01-15", "2026-01-01..2026-01-31", "2025-12-01..2025-12-31", "2025-01-01..2025-01-31"),
        ("quarter", "2026-11-20", "2026-10-01..2026-12-31", "2026-07-01..2026-09-30", "2025-10-01..2025-12-31"),
        ("quarter", "2026-02-01", "2026-01-01..2026-03-31", "2025-10-01..2025-12-31", "2025-01-01..2025-03-31"),
        ("year", "2024-02-29", "2024-01-01..2024-12-31", "2023-01-01..2023-12-31", "2023-01-01..2023-12-31"),
    ],
)
def test_a_period_has_one_before_it_and_one_a_year_earlier(
    kind: str, day: str, expected: str, previous: str, last_year: str
) -> None:
    period = around(Kind(kind), date.fromisoformat(day))
    assert found(period) == days(expected)
    assert found(period.previous()) == days(previous)
    assert found(period.last_year()) == days(last_year)
    assert {period.previous().kind, period.last_year().kind} == {period.kind}


def test_a_range_is_compared_with_as_many_days_before_it() -> None:
    period = between(date(2026, 11, 3), date(2026, 11, 12))
    assert found(period.previous()) == days("2026-10-24..2026-11-02")
    assert found(period.last_year()) == days("2025-11-03..2025-11-12")


def test_a_range_that_ends_on_a_leap_day_ended_on_the_28th_a_year_earlier() -> None:
    period = between(date(2024, 2, 20), date(2024, 2, 29))
    assert found(period.last_year()) == days("2023-02-20..2023-02-28")


def test_month_and_year_to_date_end_with_the_period() -> None:
    week = around(Kind.WEEK, date(2026, 12, 1))
    assert found(week) == days("2026-11-30..2026-12-06")
    assert found(week.month_to_date()) == days("2026-12-01..2026-12-06")
    assert found(week.year_to_date()) == days("2026-01-01..2026-12-06")


def test_bounds_are_midnights_of_the_municipality() -> None:
    begin, end = around(Kind.DAY, date(2026, 11, 20)).bounds(OMSK)
    assert begin == datetime(2026, 11, 20, tzinfo=OMSK)
    assert end == datetime(2026, 11, 21, tzinfo=OMSK)
    window = around(Kind.DAY, date(2026, 11, 20)).window(OMSK)
    assert window == (begin.timestamp(), end.timestamp())


def test_a_day_on_which_the_clocks_change_is_as_long_as_it_was() -> None:
    berlin = ZoneInfo("Europe/Berlin")
    window = around(Kind.DAY, date(2026, 10, 25)).window(berlin)
    assert window.end - window.start == 25 * 3600


def test_a_range_in_the_wrong_order_is_refused() -> None:
    with pytest.raises(UsageError, match="swap --from and --to"):
        between(date(2026, 11, 3), date(2026, 11, 2))


@pytest.mark.parametrize("day", [date(1, 1, 1), date(9999, 12, 31)])
@pytest.mark.parametrize("kind", list(Kind))
def test_a_day_beyond_all_appeals_is_refused(kind: Kind, day: date) -> None:
    with pytest.raises(RefusedError, match="out of reach"):
        around(kind, day)
    with pytest.raises(RefusedError, match="out of reach"):
        between(day, day)


def test_a_period_wholly_in_the_future_is_refused() -> None:
    today = date(2026, 11, 20)
    refuse_future(around(Kind.WEEK, date(2026, 11, 22)), today)
    with pytest.raises(RefusedError, match="nothing to report yet"):
        refuse_future(around(Kind.DAY, date(2026, 11, 21)), today)
