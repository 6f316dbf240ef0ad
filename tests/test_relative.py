"""Moments as one says them at a desk, in both languages."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mcu_cli.language import LANGUAGES, speaking
from mcu_cli.relative import due_text, past_text, promise_text

OMSK = ZoneInfo("Asia/Omsk")
NOW = datetime(2026, 11, 20, 10, 0, tzinfo=OMSK)  # a Friday
FRIDAY = NOW.date()


def at(text: str) -> datetime:
    """Return the moment of `11-20 18:00` in 2026 or of `2027-01-11 18:00`, with seconds or without."""
    return datetime.fromisoformat(text if text[:2] == "20" else f"2026-{text}").replace(tzinfo=OMSK)


@pytest.mark.parametrize(
    ("due", "english", "russian"),
    [
        ("11-20 10:00:00", "in less than a minute", "меньше чем через минуту"),
        ("11-20 10:00:59", "in less than a minute", "меньше чем через минуту"),
        ("11-20 10:01:00", "in 1 minute", "через 1 минуту"),
        ("11-20 10:02:59", "in 2 minutes", "через 2 минуты"),
        ("11-20 10:05", "in 5 minutes", "через 5 минут"),
        ("11-20 10:11", "in 11 minutes", "через 11 минут"),
        ("11-20 10:21", "in 21 minutes", "через 21 минуту"),
        ("11-20 10:59:59", "in 59 minutes", "через 59 минут"),
        ("11-20 11:00", "today by 11:00", "сегодня до 11:00"),
        ("11-20 14:30", "today by 14:30", "сегодня до 14:30"),
        ("11-20 23:59:59", "today by 23:59", "сегодня до 23:59"),
        ("11-21 00:00", "tomorrow by 00:00", "завтра до 00:00"),
        ("11-21 10:00", "tomorrow by 10:00", "завтра до 10:00"),
        ("11-22 17:45", "Sunday by 17:45", "в воскресенье до 17:45"),
        ("11-23 17:45", "Monday by 17:45", "в понедельник до 17:45"),
        ("11-24 17:45", "Tuesday by 17:45", "во вторник до 17:45"),
        ("11-25 17:45", "Wednesday by 17:45", "в среду до 17:45"),
        ("11-26 17:45", "Thursday by 17:45", "в четверг до 17:45"),
        ("11-27 09:00", "by 2026-11-27 09:00", "до 27.11.2026 09:00"),  # «on Friday» would be today or then
        ("2027-01-11 17:45", "by 2027-01-11 17:45", "до 11.01.2027 17:45"),
        ("11-20 09:59:59", "just overdue", "срок только что истёк"),
        ("11-20 09:59:00", "overdue by 1 minute", "просрочено на 1 минуту"),
        ("11-20 09:57:01", "overdue by 2 minutes", "просрочено на 2 минуты"),
        ("11-20 09:55", "overdue by 5 minutes", "просрочено на 5 минут"),
        ("11-20 09:00", "overdue by 1 hour", "просрочено на 1 час"),
        ("11-20 08:00", "overdue by 2 hours", "просрочено на 2 часа"),
        ("11-19 17:45", "overdue by 16 hours", "просрочено на 16 часов"),
        ("11-19 13:00", "overdue by 21 hours", "просрочено на 21 час"),
        ("11-19 10:00:01", "overdue by 23 hours", "просрочено на 23 часа"),
        ("11-19 10:00:00", "overdue by 1 day", "просрочено на 1 день"),
        ("11-18 10:00:01", "overdue by 1 day", "просрочено на 1 день"),
        ("11-18 10:00:00", "overdue by 2 days", "просрочено на 2 дня"),
        ("11-15 09:45", "overdue by 5 days", "просрочено на 5 дней"),
        ("11-09 09:45", "overdue by 11 days", "просрочено на 11 дней"),
        ("10-30 09:45", "overdue by 21 days", "просрочено на 21 день"),
        ("2023-11-20 10:00", "overdue by 1,096 days", "просрочено на 1\u00a0096 дней"),
    ],
)
def test_a_term_is_said(due: str, english: str, russian: str) -> None:
    with speaking("en"):
        assert due_text(at(due), NOW) == english
    with speaking("ru"):
        assert due_text(at(due), NOW) == russian


@pytest.mark.parametrize(
    ("due", "english", "russian"),
    [
        ("11-20 23:30", "in 30 minutes", "через 30 минут"),
        ("11-21 00:10", "in 1 hour", "через 1 час"),  # «tomorrow» would sound far
        ("11-21 02:59:59", "in 3 hours", "через 3 часа"),
        ("11-21 03:00", "tomorrow by 03:00", "завтра до 03:00"),
    ],
)
def test_what_is_near_beyond_midnight_is_said_in_hours(due: str, english: str, russian: str) -> None:
    now = at("11-20 23:00")
    with speaking("en"):
        assert due_text(at(due), now) == english
    with speaking("ru"):
        assert due_text(at(due), now) == russian


@pytest.mark.parametrize(
    ("moment", "english", "russian"),
    [
        ("11-20 10:00:00", "just now", "только что"),
        ("11-20 09:59:01", "just now", "только что"),
        ("11-20 09:59:00", "1 minute ago", "1 минуту назад"),
        ("11-20 09:58", "2 minutes ago", "2 минуты назад"),
        ("11-20 09:55", "5 minutes ago", "5 минут назад"),
        ("11-20 09:39", "21 minutes ago", "21 минуту назад"),
        ("11-20 09:00", "1 hour ago", "1 час назад"),
        ("11-20 06:00:01", "3 hours ago", "3 часа назад"),
        ("11-20 06:00", "today at 06:00", "сегодня в 06:00"),
        ("11-19 17:45", "yesterday at 17:45", "вчера в 17:45"),
        ("11-18 17:45", "on Wednesday at 17:45", "в среду в 17:45"),
        ("11-17 17:45", "on Tuesday at 17:45", "во вторник в 17:45"),
        ("11-16 17:45", "on Monday at 17:45", "в понедельник в 17:45"),
        ("11-15 17:45", "on Sunday at 17:45", "в воскресенье в 17:45"),
        ("11-14 17:45", "on Saturday at 17:45", "в субботу в 17:45"),
        ("11-13 17:45", "2026-11-13 17:45", "13.11.2026 17:45"),
        ("11-20 10:00:01", "today at 10:00", "сегодня в 10:00"),  # a clock set back
        ("11-22 12:00", "2026-11-22 12:00", "22.11.2026 12:00"),
    ],
)
def test_what_happened_is_said(moment: str, english: str, russian: str) -> None:
    with speaking("en"):
        assert past_text(at(moment), NOW) == english
    with speaking("ru"):
        assert past_text(at(moment), NOW) == russian


def test_what_happened_before_midnight_is_near_all_the_same() -> None:
    with speaking("ru"):
        assert past_text(at("11-19 23:50"), at("11-20 00:10")) == "20 минут назад"
        assert past_text(at("11-19 21:10"), at("11-20 00:10")) == "3 часа назад"


@pytest.mark.parametrize(
    ("days", "english", "russian"),
    [
        (0, "promised for today", "обещано на сегодня"),
        (1, "promised for tomorrow", "обещано на завтра"),
        (2, "promised for Sunday", "обещано на воскресенье"),
        (3, "promised for Monday", "обещано на понедельник"),
        (4, "promised for Tuesday", "обещано на вторник"),
        (5, "promised for Wednesday", "обещано на среду"),
        (6, "promised for Thursday", "обещано на четверг"),
        (7, "promised for 2026-11-27", "обещано на 27.11.2026"),
        (-1, "broken yesterday", "нарушено вчера"),
        (-2, "broken 2 days ago", "нарушено 2 дня назад"),
        (-5, "broken 5 days ago", "нарушено 5 дней назад"),
        (-21, "broken 21 days ago", "нарушено 21 день назад"),
    ],
)
def test_a_promise_is_said(days: int, english: str, russian: str) -> None:
    day = FRIDAY + timedelta(days=days)
    with speaking("en"):
        assert promise_text(day, FRIDAY) == english
    with speaking("ru"):
        assert promise_text(day, FRIDAY) == russian


def test_days_are_those_of_the_zone_of_the_reader() -> None:
    # 21:00 in Greenwich is 03:00 of the next day in Omsk.
    with speaking("ru"):
        assert due_text(datetime(2026, 11, 20, 21, 0, tzinfo=UTC), NOW) == "завтра до 03:00"
        assert past_text(datetime(2026, 11, 19, 21, 0, tzinfo=UTC), NOW) == "сегодня в 03:00"
        assert past_text(datetime(2026, 11, 18, 21, 0, tzinfo=UTC), NOW) == "вчера в 03:00"


def test_clocks_that_are_put_back_make_no_term_overdue_by_nothing() -> None:
    berlin = ZoneInfo("Europe/Berlin")
    due = datetime(2026, 10, 25, 0, 0, tzinfo=berlin)  # a day of 25 hours
    now = datetime(2026, 10, 25, 23, 30, tzinfo=berlin)
    with speaking("en"):
        assert due_text(due, now) == "overdue by 1 day"
        assert due_text(due, now - timedelta(hours=1)) == "overdue by 23 hours"


MOMENTS = st.integers(-(10**8), 10**8).map(lambda seconds: NOW + timedelta(seconds=seconds))


@given(moment=MOMENTS)
def test_nothing_is_zero_and_nothing_is_left_open(moment: datetime) -> None:
    for language in LANGUAGES:
        with speaking(language):
            for said in (due_text(moment, NOW), past_text(moment, NOW), promise_text(moment.date(), FRIDAY)):
                assert not re.search(r"(?<![\d:.])0 ", said), said
                assert "{" not in said
                assert said == said.strip()


@given(due=MOMENTS)
def test_a_term_says_that_it_is_over_if_and_only_if_it_is(due: datetime) -> None:
    with speaking("en"):
        assert ("overdue" in due_text(due, NOW)) is (due < NOW)


@given(first=st.integers(0, 10**7), second=st.integers(0, 10**7))
def test_what_is_longer_overdue_is_not_said_to_be_less(first: int, second: int) -> None:
    def late(seconds: int) -> int:
        with speaking("en"):
            said = due_text(NOW - timedelta(seconds=seconds + 60), NOW)
        number = int(re.sub(r"\D", "", said))
        return number * {"m": 1, "h": 60, "d": 24 * 60}[said.split()[-1][0]]

    shorter, longer = sorted((first, second))
    assert late(shorter) <= late(longer)
