"""Days as an operator types them."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mcu_cli.domain.days import day_of, is_day_alone, is_weekday, moment_of, quarter_of, span_of
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


@pytest.mark.parametrize(
    ("typed", "ahead", "first", "last"),
    [
        ("2026-11-20", True, TODAY, TODAY),
        ("вчера", True, date(2026, 11, 19), date(2026, 11, 19)),
        ("2026-02", True, date(2026, 2, 1), date(2026, 2, 28)),
        ("2028-02", True, date(2028, 2, 1), date(2028, 2, 29)),
        ("12.2026", False, date(2026, 12, 1), date(2026, 12, 31)),
        ("1.2026", False, date(2026, 1, 1), date(2026, 1, 31)),
        ("2026", False, date(2026, 1, 1), date(2026, 12, 31)),
        ("Пятница", True, TODAY, TODAY),
        ("пт", False, TODAY, TODAY),
        ("thursday", True, date(2026, 11, 26), date(2026, 11, 26)),
        ("четверг", False, date(2026, 11, 19), date(2026, 11, 19)),
        ("saturday", True, date(2026, 11, 21), date(2026, 11, 21)),
        ("субботу", False, date(2026, 11, 14), date(2026, 11, 14)),
    ],
)
def test_a_stretch_of_days_has_its_first_and_last(typed: str, first: date, last: date, *, ahead: bool) -> None:
    assert span_of(typed, today=TODAY, ahead=ahead) == (first, last)


@pytest.mark.parametrize(
    "typed", ["", "2026-13", "2026-00", "13.2026", "1899", "2201", "1899-12", "26-11", "ноябрь", "п"]
)
def test_a_stretch_that_would_have_to_be_guessed_is_refused(typed: str) -> None:
    with pytest.raises(UsageError, match="2025-12 for a month, 2025 for a year"):
        span_of(typed, today=TODAY, ahead=True)


@given(st.dates(min_value=date(1900, 1, 8), max_value=date(2200, 12, 24)))
def test_a_weekday_is_at_most_six_days_off_and_has_its_name(today: date) -> None:
    for name in ("monday", "вт", "среда", "thu", "пятницу", "суббота", "sunday"):
        coming, past = (span_of(name, today=today, ahead=ahead).first for ahead in (True, False))
        assert coming.weekday() == past.weekday()
        assert 0 <= (coming - today).days <= 6
        assert 0 <= (today - past).days <= 6
        assert is_weekday(name)
    assert not is_weekday("today")


@pytest.mark.parametrize(
    ("typed", "first", "last"),
    [
        ("2021-Q4", date(2021, 10, 1), date(2021, 12, 31)),
        ("q1-2024", date(2024, 1, 1), date(2024, 3, 31)),
        ("2 квартал 2021", date(2021, 4, 1), date(2021, 6, 30)),
        ("4-й квартал 2021 г.", date(2021, 10, 1), date(2021, 12, 31)),
        ("III кв. 2021", date(2021, 7, 1), date(2021, 9, 30)),
        ("2021 IV квартал", date(2021, 10, 1), date(2021, 12, 31)),
    ],
)
def test_a_quarter_has_three_months(typed: str, first: date, last: date) -> None:
    assert quarter_of(typed) == (first, last)


@pytest.mark.parametrize("typed", ["", "2021", "2021-4", "4.2021", "2021-Q5", "Q0 2021", "V квартал 2021", "1899-Q1"])
def test_what_is_no_quarter_is_none(typed: str) -> None:
    assert quarter_of(typed) is None


@pytest.mark.parametrize(
    ("typed", "moment"),
    [
        ("2025-12-24T20:06", "2025-12-24T20:06:00+06:00"),
        ("24.12.2025 20:06:30", "2025-12-24T20:06:30+06:00"),
        ("2025-12-24T20:06:00+03:00", "2025-12-24T23:06:00+06:00"),
        ("today 9:05", "2026-11-20T09:05:00+06:00"),
        ("24.12.2025", "2025-12-24T00:00:00+06:00"),
    ],
)
def test_a_moment_is_a_day_with_or_without_its_time(typed: str, moment: str) -> None:
    assert moment_of(typed, today=TODAY, zone=ZoneInfo("Asia/Omsk")) == datetime.fromisoformat(moment)
    assert is_day_alone(typed) is (":" not in typed)


@pytest.mark.parametrize("typed", ["2025-12-24T25:00", "2025-12-24 12:0", "later", "12:30", "2025-13-01 10:00"])
def test_a_moment_that_would_have_to_be_guessed_is_refused(typed: str) -> None:
    with pytest.raises(UsageError):
        moment_of(typed, today=TODAY, zone=ZoneInfo("Asia/Omsk"))


@pytest.mark.parametrize("typed", ["2026-02-30", "31.02.2026", "00.01.2026", "31.11.2026"])
def test_a_day_that_no_calendar_has_is_named(typed: str) -> None:
    for read in (lambda: day_of(typed, today=TODAY), lambda: span_of(typed, today=TODAY, ahead=False)):
        with pytest.raises(UsageError, match=f"there is no day {typed}"):
            read()
