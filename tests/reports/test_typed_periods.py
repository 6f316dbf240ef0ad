"""The period of a report as it is typed, and as a report tells how to type it again."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mcu_cli.errors import RefusedError, UsageError
from mcu_cli.reports.periods import Kind, Period, around, between
from mcu_cli.reports.typed_periods import as_typed, stretch_of, typed_period

TODAY = date(2026, 11, 20)


def typed(kind: Kind | None = None, on: str = "", first: str = "", last: str = "") -> Period:
    return typed_period(kind, on, first, last, today=TODAY)


@pytest.mark.parametrize(
    ("on", "kind", "first", "last"),
    [
        ("", Kind.DAY, date(2026, 11, 20), date(2026, 11, 20)),
        ("2021", Kind.YEAR, date(2021, 1, 1), date(2021, 12, 31)),
        ("2021-11", Kind.MONTH, date(2021, 11, 1), date(2021, 11, 30)),
        ("11.2021", Kind.MONTH, date(2021, 11, 1), date(2021, 11, 30)),
        ("2021-12", Kind.MONTH, date(2021, 12, 1), date(2021, 12, 31)),
        ("2021-Q4", Kind.QUARTER, date(2021, 10, 1), date(2021, 12, 31)),
        ("2021q1", Kind.QUARTER, date(2021, 1, 1), date(2021, 3, 31)),
        ("Q2 2021", Kind.QUARTER, date(2021, 4, 1), date(2021, 6, 30)),
        ("3 квартал 2021", Kind.QUARTER, date(2021, 7, 1), date(2021, 9, 30)),
        ("IV квартал 2021 года", Kind.QUARTER, date(2021, 10, 1), date(2021, 12, 31)),
        ("2021-4кв", Kind.QUARTER, date(2021, 10, 1), date(2021, 12, 31)),
        ("2021-11-15", Kind.DAY, date(2021, 11, 15), date(2021, 11, 15)),
        ("15.11.2021", Kind.DAY, date(2021, 11, 15), date(2021, 11, 15)),
        ("yesterday", Kind.DAY, date(2026, 11, 19), date(2026, 11, 19)),
        ("вчера", Kind.DAY, date(2026, 11, 19), date(2026, 11, 19)),
        ("понедельник", Kind.DAY, date(2026, 11, 16), date(2026, 11, 16)),
    ],
)
def test_what_is_typed_alone_is_the_period_itself(on: str, kind: Kind, first: date, last: date) -> None:
    assert typed(None, on) == Period(kind, first, last)


@pytest.mark.parametrize(
    ("kind", "on", "first", "last"),
    [
        (Kind.YEAR, "2021", date(2021, 1, 1), date(2021, 12, 31)),
        (Kind.YEAR, "2021-11", date(2021, 1, 1), date(2021, 12, 31)),
        (Kind.YEAR, "2021-Q3", date(2021, 1, 1), date(2021, 12, 31)),
        (Kind.QUARTER, "2021-11", date(2021, 10, 1), date(2021, 12, 31)),
        (Kind.QUARTER, "2021-Q4", date(2021, 10, 1), date(2021, 12, 31)),
        (Kind.MONTH, "2021-11", date(2021, 11, 1), date(2021, 11, 30)),
        (Kind.MONTH, "2021-11-15", date(2021, 11, 1), date(2021, 11, 30)),
        (Kind.WEEK, "2021-11-17", date(2021, 11, 15), date(2021, 11, 21)),
        (Kind.WEEK, "", date(2026, 11, 16), date(2026, 11, 22)),
    ],
)
def test_a_kind_takes_the_stretch_that_it_holds(kind: Kind, on: str, first: date, last: date) -> None:
    assert typed(kind, on) == Period(kind, first, last)


@pytest.mark.parametrize(
    ("kind", "on"),
    [
        (Kind.DAY, "2021-11"),
        (Kind.WEEK, "2021-11"),
        (Kind.MONTH, "2021"),
        (Kind.MONTH, "2021-Q4"),
        (Kind.QUARTER, "2021"),
    ],
)
def test_a_stretch_longer_than_the_kind_would_have_to_be_guessed(kind: Kind, on: str) -> None:
    with pytest.raises(UsageError, match="longer than the period asked for"):
        typed(kind, on)


def test_the_ends_of_a_range_may_be_months_and_years() -> None:
    assert typed(None, "", "2021-08", "2021-10") == between(date(2021, 8, 1), date(2021, 10, 31))
    assert typed(Kind.RANGE, "", "2021", "") == between(date(2021, 1, 1), TODAY)


@pytest.mark.parametrize(
    ("kind", "on", "first", "last", "said"),
    [
        (Kind.MONTH, "", "2021-08-01", "", "leave out the period"),
        (None, "2021", "2021-08-01", "", "leave out the period"),
        (Kind.RANGE, "", "", "", "add --from DAY"),
        (None, "", "", "2021", "add --from DAY"),
        (None, "", "2021-08-02", "2021-08-01", "swap --from and --to"),
        (None, "2021-Q0", "", "", "is not a day"),
        (None, "2021-13", "", "", "is not a day"),
        (None, "квартал", "", "", "is not a day"),
    ],
)
def test_what_contradicts_itself_is_refused(kind: Kind | None, on: str, first: str, last: str, said: str) -> None:
    with pytest.raises(UsageError, match=said):
        typed(kind, on, first, last)


def test_days_that_no_store_can_know_are_refused() -> None:
    with pytest.raises(RefusedError, match="out of reach"):
        typed(None, "1950")


@given(
    st.sampled_from([kind for kind in Kind if kind is not Kind.RANGE]),
    st.dates(min_value=date(1971, 1, 5), max_value=date(2199, 12, 20)),
    st.dates(min_value=date(1971, 1, 5), max_value=date(2199, 12, 20)),
)
def test_the_arguments_of_a_period_mean_it_on_any_day(kind: Kind, day: date, other: date) -> None:
    period = around(kind, day)
    words = as_typed(period)
    named = Kind(words[0]) if words[0] == "week" else None
    assert typed_period(named, words[-1], "", "", today=other) == period
    free = between(min(day, other), max(day, other))
    assert as_typed(free)[::2] == ["--from", "--to"]
    assert typed_period(None, "", *as_typed(free)[1::2], today=TODAY) == free


def test_a_quarter_is_its_three_months() -> None:
    for number in range(1, 5):
        first, last = stretch_of(f"2024-Q{number}", today=TODAY)
        assert (first.day, first.month) == (1, 3 * number - 2)
        assert last == around(Kind.QUARTER, first).last
