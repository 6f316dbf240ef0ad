"""The stretch of a daily summary: from the last working day on, to now or to the end of the day."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mcu_cli.domain.calendar import WorkingCalendar
from mcu_cli.errors import BadInputError, RefusedError
from mcu_cli.reports.stretch import COMPARED, refuse_day_to_come, stretch_to
from tests.reports.history import CALENDAR, HOURS, ZONE, at

NOW = at("11-23 08:00")  # a Monday
# The holidays of the law and two days off moved to them, as a decree does: 31 December and 9 January.
HOLIDAYS = WorkingCalendar(
    HOURS, {}, frozenset({date(2026, 12, 31), date(2027, 1, 11)}), frozenset({date(2026, 11, 21)}), ZONE
)


@pytest.mark.parametrize(
    ("day", "first"),
    [
        (date(2026, 11, 20), date(2026, 11, 19)),
        (date(2026, 11, 21), date(2026, 11, 20)),
        (date(2026, 11, 22), date(2026, 11, 20)),
        (date(2026, 11, 23), date(2026, 11, 20)),
    ],
    ids=["Friday", "Saturday", "Sunday", "Monday"],
)
def test_it_begins_with_the_last_working_day_before(day: date, first: date) -> None:
    found = stretch_to(day, NOW, CALENDAR)
    assert found.first == first
    assert found.start == datetime.combine(first, datetime.min.time(), tzinfo=ZONE)


def test_the_first_one_after_the_new_year_tells_of_all_the_holidays() -> None:
    found = stretch_to(date(2027, 1, 12), at("2027-01-12 09:00"), HOLIDAYS)
    assert found.first == date(2026, 12, 30)


def test_a_working_saturday_is_a_day_to_begin_with() -> None:
    assert stretch_to(date(2026, 11, 23), NOW, HOLIDAYS).first == date(2026, 11, 21)


def test_today_it_ends_now_and_takes_the_second_of_now_in() -> None:
    found = stretch_to(date(2026, 11, 23), NOW, CALENDAR)
    assert not found.is_over
    assert found.end == NOW
    assert found.window.end == int(NOW.timestamp()) + 1
    assert found.moment == int(NOW.timestamp())
    assert found.last_whole_day == date(2026, 11, 22)


def test_a_day_that_is_over_is_told_to_its_end() -> None:
    found = stretch_to(date(2026, 11, 20), NOW, CALENDAR)
    assert found.is_over
    assert found.end == at("11-21 00:00")
    assert found.window.end == found.moment == found.end_of_day
    assert found.last_whole_day == date(2026, 11, 20)


def test_today_is_the_day_of_the_municipality() -> None:
    late = datetime(2026, 11, 22, 19, 0, tzinfo=UTC)  # one in the morning of Monday in Omsk
    assert not stretch_to(date(2026, 11, 23), late, CALENDAR).is_over


@pytest.mark.parametrize("day", [date(2026, 11, 24), date(2950, 1, 1), date(1960, 1, 1)])
def test_days_to_come_and_out_of_reach_are_refused(day: date) -> None:
    with pytest.raises(RefusedError):
        stretch_to(day, NOW, CALENDAR)


def test_a_day_to_come_is_told_as_one_and_today_is_none() -> None:
    with pytest.raises(RefusedError, match="2026-11-24 is still to come, today is 2026-11-23; ask for the summary of"):
        refuse_day_to_come(date(2026, 11, 24), NOW.date())
    refuse_day_to_come(NOW.date(), NOW.date())


def test_a_calendar_that_stays_closed_is_told_and_the_day_before_begins_it() -> None:
    always = frozenset(date(2025, 1, 1) + timedelta(days=n) for n in range(3 * 365))
    closed = WorkingCalendar(HOURS, {}, always, frozenset(), ZONE)
    told: list[str] = []
    assert stretch_to(date(2026, 11, 23), NOW, closed, told.append).first == date(2026, 11, 22)
    assert [text.partition(";")[0] for text in told] == ["no working day in the year before or after 2026-11-23"]
    with pytest.raises(BadInputError):
        stretch_to(date(2026, 11, 23), NOW, closed)
    assert stretch_to(date(2026, 11, 23), NOW, CALENDAR, told.append).first == date(2026, 11, 20)
    assert len(told) == 1


@given(
    now=st.datetimes(datetime(2025, 1, 1), datetime(2027, 12, 31)).map(  # noqa: DTZ001  # the zone comes next
        lambda moment: moment.replace(microsecond=0, tzinfo=ZONE)
    ),
    back=st.integers(0, 20),
)
def test_the_stretches_before_are_like_it_and_apart(now: datetime, back: int) -> None:
    found = stretch_to(now.date() - timedelta(days=back), now, HOLIDAYS)
    before = found.before()
    assert len(before) == COMPARED
    reached = found.window.start
    for window in before:
        assert window.end <= reached
        assert window.end - window.start == found.window.end - found.window.start  # no clock is changed in Omsk
        assert datetime.fromtimestamp(window.start, ZONE).weekday() == found.start.weekday()
        reached = window.start


def test_a_stretch_of_a_week_and_some_hours_is_compared_with_every_other_week() -> None:
    closed = WorkingCalendar(HOURS, {}, frozenset(date(2026, 11, n) for n in range(17, 23)), frozenset(), ZONE)
    found = stretch_to(date(2026, 11, 23), NOW, closed)
    assert found.first == date(2026, 11, 16)
    last = found.before()[0]
    assert datetime.fromtimestamp(last.start, ZONE) == at("11-02 00:00")
    assert last.end <= found.window.start


@given(day=st.dates(date(2025, 1, 1), date(2026, 12, 31)))
def test_no_hour_is_left_out_between_the_summaries_of_two_working_days(day: date) -> None:
    now = at("2027-06-01 12:00")
    if not HOLIDAYS.is_working_day(day):
        return
    following = HOLIDAYS.next_working_day(day)
    assert stretch_to(following, now, HOLIDAYS).start <= stretch_to(day, now, HOLIDAYS).end
