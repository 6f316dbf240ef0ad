"""Days as an operator types them."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mcu_cli.domain.days import day_of
from mcu_cli.errors import UsageError

TODAY = date(2026, 11, 20)


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("2025-12-24", date(2025, 12, 24)),
        ("24.12.2025", date(2025, 12, 24)),
        ("1.2.2026", date(2026, 2, 1)),
        (" 2026-11-20 ", TODAY),
        ("today", TODAY),
        ("Сегодня", TODAY),
        ("YESTERDAY", TODAY - timedelta(days=1)),
        ("вчера", TODAY - timedelta(days=1)),
        ("tomorrow", TODAY + timedelta(days=1)),
        ("завтра", TODAY + timedelta(days=1)),
    ],
)
def test_a_day_in_a_clear_form_is_understood(typed: str, day: date) -> None:
    assert day_of(typed, today=TODAY) == day


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "24.12",
        "24.12.25",
        "12/24/2025",
        "20251224",
        "2025-W52-3",
        "2026-02-30",
        "31.02.2026",
        "00.01.2026",
        "вчера!",
        "0202-11-20",
        "01.11.1899",
        "01.11.2201",
        "٢٠٢٦-01-01",
    ],
)
def test_what_would_have_to_be_guessed_is_refused(typed: str) -> None:
    with pytest.raises(UsageError, match=r"is not a day; write it like 2025-12-24 or 24\.12\.2025, or today"):
        day_of(typed, today=TODAY)


@given(st.dates(min_value=date(1900, 1, 1), max_value=date(2200, 12, 31)))
def test_both_forms_of_a_day_mean_the_same(day: date) -> None:
    assert day_of(day.isoformat(), today=TODAY) == day
    assert day_of(f"{day.day}.{day.month}.{day.year}", today=TODAY) == day
