"""Working time over random weeks, closures and single days, in every zone of Russia, with the real decrees."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from mcu_cli.domain.calendar import DayKind, WorkingCalendar, WorkingHours, parse_day
from mcu_cli.domain.local_days import LocalDays
from mcu_cli.domain.terms import Term, Unit, due_moment
from mcu_cli.store.calendars import KeptDecrees

if TYPE_CHECKING:
    from collections.abc import Mapping

    from mcu_cli.domain.calendar import Hours
    from mcu_cli.domain.decree import Decree

# The zones of Russia, from +02:00 to +12:00. Volgograd put its clocks back on 27 December 2020.
ZONES = (
    *("Europe/Kaliningrad", "Europe/Moscow", "Europe/Simferopol", "Europe/Volgograd", "Europe/Kirov"),
    *("Europe/Astrakhan", "Europe/Samara", "Europe/Saratov", "Europe/Ulyanovsk", "Asia/Yekaterinburg"),
    *("Asia/Omsk", "Asia/Novosibirsk", "Asia/Barnaul", "Asia/Tomsk", "Asia/Novokuznetsk", "Asia/Krasnoyarsk"),
    *("Asia/Irkutsk", "Asia/Chita", "Asia/Yakutsk", "Asia/Vladivostok", "Asia/Khandyga", "Asia/Sakhalin"),
    *("Asia/Ust-Nera", "Asia/Magadan", "Asia/Srednekolymsk", "Asia/Kamchatka", "Asia/Anadyr"),
)
FIRST_YEAR, LAST_YEAR = 2019, 2027

# Each fetched once, and not kept in any folder.
DECREES: dict[int, Decree] = {}


@pytest.fixture(scope="module", autouse=True)
def _decrees(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Fetch the decrees of all years."""
    kept = KeptDecrees(tmp_path_factory.mktemp("decrees"))
    DECREES.update({year: kept[year] for year in range(FIRST_YEAR, LAST_YEAR + 1)})
    assert all(decree.known for decree in DECREES.values())


def written(minutes: int) -> str:
    return f"{minutes // 60:02}:{minutes % 60:02}"


@st.composite
def hours_of_a_day(draw: st.DrawFn, least: int = 0) -> tuple[Hours, ...]:
    """Draw up to three stretches of a day in steps of five minutes; the last may end with the midnight."""
    edges = draw(st.lists(st.integers(0, 288), min_size=2 * least, max_size=6, unique=True).map(sorted))
    pairs = zip(edges[::2], edges[1::2], strict=False)
    return parse_day(f"{written(5 * start)}-{written(5 * end)}" for start, end in pairs)


@st.composite
def weeks(draw: st.DrawFn) -> WorkingHours:
    """Draw a week: the usual office one, round the clock, or one with hours of any kind."""
    office = {**dict.fromkeys(range(4), "08:30-13:00, 14:00-17:45"), 4: "08:30-13:00, 14:00-16:30"}
    usual = st.sampled_from(
        [WorkingHours.parse(office), WorkingHours.parse(dict.fromkeys(range(7), "00:00-24:00"))],
    )
    if draw(st.booleans()):
        return draw(usual)
    days = [draw(hours_of_a_day(1)), *(draw(hours_of_a_day()) for _weekday in range(6))]
    # More than an hour on Monday, so that no short day takes the last open hour of the year.
    days[0] = parse_day(["09:00-13:00"]) if sum_of(days[0]) <= timedelta(hours=2) else days[0]
    return WorkingHours(tuple(days), draw(st.sampled_from([timedelta(hours=1), timedelta(minutes=90)])))


def sum_of(hours: tuple[Hours, ...]) -> timedelta:
    day = date(2026, 1, 1)
    return sum(
        (
            datetime.combine(day + timedelta(days=end == time(0)), end) - datetime.combine(day, start)
            for start, end in hours
        ),
        timedelta(0),
    )


DAYS = st.dates(date(FIRST_YEAR, 1, 1), date(LAST_YEAR, 12, 31))
CLOSURES = st.builds(lambda first, length: f"{first}..{first + timedelta(days=length)}", DAYS, st.integers(0, 30))
YEARLY = DAYS.map(lambda day: f"{day:%m-%d}")


@st.composite
def calendars(draw: st.DrawFn) -> WorkingCalendar:
    """Draw a calendar: week, zone, closures and days of every year, local working days, hours of single days."""
    off, working = LocalDays(), LocalDays()
    for text in draw(st.lists(CLOSURES | YEARLY, max_size=4)):
        off |= LocalDays.parse(text)
    for day in draw(st.lists(DAYS, max_size=4)):
        working |= LocalDays.parse(str(day))
    special: Mapping[date, tuple[Hours, ...]] = draw(st.dictionaries(DAYS, hours_of_a_day(1), max_size=4))
    zone = ZoneInfo(draw(st.sampled_from(ZONES)))
    return WorkingCalendar(draw(weeks()), DECREES, off, working, zone, special)


# Three months before the end of the decrees, so that no term leaves them.
MOMENTS = st.datetimes(
    min_value=datetime(FIRST_YEAR, 1, 1),  # noqa: DTZ001 -- hypothesis wants naive bounds
    max_value=datetime(LAST_YEAR, 3, 1),  # noqa: DTZ001
    timezones=st.just(UTC),
)
AMOUNTS = st.timedeltas(min_value=timedelta(0), max_value=timedelta(hours=60))
CALENDARS = calendars()


def is_open(within: WorkingCalendar, moment: datetime) -> bool:
    """Tell whether a moment is in working time, the end of an interval included."""
    on = moment.astimezone(within.tz).date()
    days = (on - timedelta(days=1), on)  # a day worked until 24:00 ends on the next date
    return any(begin <= moment <= end for day in days for begin, end in within.intervals(day))


@settings(max_examples=100, deadline=None)
@given(within=CALENDARS, start=MOMENTS, amount=AMOUNTS)
def test_what_is_added_is_the_working_time_that_has_passed(
    within: WorkingCalendar, start: datetime, amount: timedelta
) -> None:
    due = within.add_working_hours(start, amount)

    assert due >= start
    assert due.tzinfo is within.tz
    assert within.working_time(start, due) == amount
    assert within.working_time(due, start) == -amount
    assert is_open(within, due)


@settings(max_examples=100, deadline=None)
@given(within=CALENDARS, start=MOMENTS, first=AMOUNTS, second=AMOUNTS)
def test_two_amounts_added_one_after_the_other_are_their_sum(
    within: WorkingCalendar, start: datetime, first: timedelta, second: timedelta
) -> None:
    between = within.add_working_hours(start, first)

    # An amount of nothing at the end of an interval stays there, while the sum of both may have gone further.
    if second:
        assert within.add_working_hours(between, second) == within.add_working_hours(start, first + second)
    else:
        assert within.add_working_hours(between, second) == between


@settings(max_examples=100, deadline=None)
@given(within=CALENDARS, starts=st.tuples(MOMENTS, AMOUNTS), amounts=st.tuples(AMOUNTS, AMOUNTS))
def test_later_starts_and_longer_amounts_are_never_due_earlier(
    within: WorkingCalendar, starts: tuple[datetime, timedelta], amounts: tuple[timedelta, timedelta]
) -> None:
    early, late = starts[0], starts[0] + starts[1]
    less, more = sorted(amounts)

    assert within.add_working_hours(early, less) <= within.add_working_hours(late, less)
    assert within.add_working_hours(early, less) <= within.add_working_hours(early, more)


@settings(max_examples=100, deadline=None)
@given(within=CALENDARS, start=MOMENTS, steps=st.tuples(*[st.timedeltas(timedelta(0), timedelta(days=20))] * 2))
def test_working_time_adds_up_and_turns_its_sign(
    within: WorkingCalendar, start: datetime, steps: tuple[timedelta, timedelta]
) -> None:
    middle = start + steps[0]
    end = middle + steps[1]
    whole = within.working_time(start, end)

    assert whole == within.working_time(start, middle) + within.working_time(middle, end)
    assert within.working_time(end, start) == -whole
    assert timedelta(0) <= whole <= end - start


@settings(max_examples=60, deadline=None)
@given(within=CALENDARS, start=MOMENTS, length=st.timedeltas(timedelta(0), timedelta(days=2_900)))
def test_years_of_working_time_are_the_sum_of_their_days(
    within: WorkingCalendar, start: datetime, length: timedelta
) -> None:
    end = min(start + length, datetime(LAST_YEAR, 12, 31, tzinfo=UTC))
    days = [start.astimezone(within.tz).date()]
    while days[-1] < end.astimezone(within.tz).date():
        days.append(days[-1] + timedelta(days=1))
    spans = ((one.astimezone(UTC), other.astimezone(UTC)) for day in days for one, other in within.intervals(day))
    clipped = (min(closing, end) - max(opening, start) for opening, closing in spans)

    assert within.working_time(start, end) == sum((one for one in clipped if one > timedelta(0)), timedelta(0))


@settings(max_examples=100, deadline=None)
@given(within=CALENDARS, day=DAYS.filter(lambda day: day.year < LAST_YEAR), n=st.integers(1, 30))
def test_the_nth_working_day_has_n_working_days_up_to_it_and_leads_back(
    within: WorkingCalendar, day: date, n: int
) -> None:
    found = within.add_working_days(day, n)
    passed = [day + timedelta(days=k) for k in range(1, (found - day).days + 1)]

    assert within.is_working_day(found)
    assert sum(map(within.is_working_day, passed)) == n
    back = found
    for _step in range(n - 1):
        back = within.previous_working_day(back)
    assert back == within.next_working_day(day)


@settings(max_examples=100, deadline=None)
@given(
    within=CALENDARS,
    term=st.builds(Term, st.integers(1, 40), st.sampled_from([Unit.WORKING_HOURS, Unit.WORKING_DAYS])),
    start=MOMENTS,
)
def test_a_term_in_working_time_is_due_after_its_start_and_in_working_time(
    within: WorkingCalendar, term: Term, start: datetime
) -> None:
    due = due_moment(term, start, within)

    assert due > start
    # The end of an interval is open still, its beginning not yet: nothing could have been done by then.
    ends_at_midnight = due - timedelta(microseconds=1)
    on = ends_at_midnight.astimezone(within.tz).date()
    assert any(begin < due <= end for begin, end in within.intervals(on))


@settings(max_examples=60, deadline=None)
@given(within=CALENDARS, start=MOMENTS, minutes=st.integers(0, 4 * 24 * 60))
def test_working_time_is_what_a_clock_on_the_wall_counts_minute_by_minute(
    within: WorkingCalendar, start: datetime, minutes: int
) -> None:
    """Count by another way: each minute by itself, by the wall clock of the town and the hours of its day."""
    minute = timedelta(minutes=1)
    start = start.replace(second=0, microsecond=0)
    end = start + minutes * minute
    assume(start.astimezone(within.tz).utcoffset() == end.astimezone(within.tz).utcoffset())
    opened = 0
    for k in range(minutes):
        wall = (start + k * minute).astimezone(within.tz)
        spans = [
            (f"{begin:%H:%M}", f"{close:%H:%M}" if close.date() == begin.date() else "24:00")
            for begin, close in within.intervals(wall.date())
        ]
        opened += any(begin <= f"{wall:%H:%M}" < close for begin, close in spans)

    assert within.working_time(start, end) == opened * minute


@settings(max_examples=100, deadline=None)
@given(within=CALENDARS, day=DAYS)
def test_a_day_is_off_exactly_where_it_has_no_hours(within: WorkingCalendar, day: date) -> None:
    intervals = within.intervals(day)

    assert (within.kind(day) is DayKind.OFF) is (not intervals)
    assert within.is_working_day(day) is bool(intervals)
    edges = [edge for pair in intervals for edge in pair]
    assert edges == sorted(edges)
    assert all(begin < end for begin, end in intervals)


def test_the_hour_that_a_zone_puts_back_is_worked_twice() -> None:
    # At 02:00 of 27 December 2020 the clocks of Volgograd were put back to 01:00: a shift of 25 hours.
    volgograd = ZoneInfo("Europe/Volgograd")
    shift = WorkingHours.parse(dict.fromkeys(range(7), "00:00-24:00"))
    within = WorkingCalendar(shift, DECREES, frozenset(), frozenset(), volgograd)
    before, after = (datetime(2020, 12, day, tzinfo=volgograd) for day in (27, 28))

    assert within.working_time(before, after) == timedelta(hours=25)
    assert within.add_working_hours(before, timedelta(hours=25)) == after
    assert within.add_working_hours(before, timedelta(hours=2)).isoformat() == "2020-12-27T01:00:00+03:00"
