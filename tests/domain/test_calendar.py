"""Working time: kinds of days, opening hours, and the arithmetic between moments."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mcu_cli.domain.calendar import DayKind, WorkingCalendar, WorkingHours, parse_day, parse_hours
from mcu_cli.domain.decree import Decree, short_days, statutory_year
from mcu_cli.domain.local_days import LocalDays
from mcu_cli.errors import BadInputError
from mcu_cli.store.registries import REGISTRIES, load

if TYPE_CHECKING:
    from collections.abc import Callable, Container, Mapping

SHARED_DATA = Path(__file__).parents[2].parent / "shared/data"

FULL_DAY = "09:00-13:00, 14:00-18:00"
OFFICE = WorkingHours.parse(
    {0: FULL_DAY, 1: FULL_DAY, 2: FULL_DAY, 3: FULL_DAY, 4: "09:00-13:00, 14:00-16:45"},
)
ROUND_THE_CLOCK = WorkingHours.parse(dict.fromkeys(range(7), "00:00-24:00"))
NEVER: frozenset[date] = frozenset()
NO_SPECIAL_HOURS: dict[str, str] = {}


def of_year(year: int, moved_to: str, exchanged: dict[str, str]) -> Decree:
    """Return a decree: the law's holidays, days off moved to `MM-DD ...`, weekend days worked for them."""
    days_off = statutory_year(year).days_off | {date.fromisoformat(f"{year}-{day}") for day in moved_to.split()}
    stands_for = {
        date.fromisoformat(f"{year}-{worked}"): date.fromisoformat(f"{year}-{off}") for worked, off in exchanged.items()
    }
    short = short_days(year, days_off, stands_for)
    return Decree(year, days_off, frozenset(stands_for), short, known=True, stands_for=stands_for)


# The decrees of the Government for 2024 to 2026.
DECREES = {
    2024: of_year(
        2024,
        "04-29 04-30 05-10 12-30 12-31",
        {"04-27": "04-29", "11-02": "04-30", "12-28": "12-30"},
    ),
    2025: of_year(2025, "05-02 05-08 06-13 11-03 12-31", {"11-01": "11-03"}),
    2026: of_year(2026, "01-09 03-09 05-11 12-31", {}),
}


def calendar(
    hours: WorkingHours = OFFICE,
    zone: str = "Europe/Moscow",
    extra_off: Container[date] = NEVER,
    extra_working: Container[date] = NEVER,
    special_hours: Mapping[str, str] = NO_SPECIAL_HOURS,
) -> WorkingCalendar:
    special = {date.fromisoformat(day): parse_day(texts.split(",")) for day, texts in special_hours.items()}
    return WorkingCalendar(hours, DECREES, extra_off, extra_working, ZoneInfo(zone), special)


OMSK = calendar(zone="Asia/Omsk")
# From +02:00 to +12:00; Berlin stands for a zone whose clocks are moved, which Russia has not had since 2014.
ZONES = ("Europe/Kaliningrad", "Europe/Moscow", "Asia/Omsk", "Asia/Kamchatka", "Europe/Berlin")
CALENDARS = {(zone, hours): calendar(hours, zone) for zone in ZONES for hours in (OFFICE, ROUND_THE_CLOCK)}


def omsk(text: str) -> datetime:
    return datetime.fromisoformat(f"{text}+06:00")


def wall(calendar_day: str, within: WorkingCalendar = OMSK) -> list[str]:
    """Return the open intervals of a day as texts such as `09:00-13:00`."""
    return [f"{begin:%H:%M}-{end:%H:%M}" for begin, end in within.intervals(date.fromisoformat(calendar_day))]


def is_open(within: WorkingCalendar, moment: datetime) -> bool:
    """Tell whether a moment is in working time, the end of an interval included."""
    on = moment.astimezone(within.tz).date()
    days = (on - timedelta(days=1), on)  # a day worked until 24:00 ends on the next date
    return any(begin <= moment <= end for day in days for begin, end in within.intervals(day))


# Hours of the week


@pytest.mark.parametrize(
    ("text", "hours"),
    [
        ("08:30-13:00", (time(8, 30), time(13))),
        ("8:30 - 13:00", (time(8, 30), time(13))),
        (" 14:00–17:30 ", (time(14), time(17, 30))),  # with a dash, as a word processor writes it
        ("00:00-24:00", (time(0), time(0))),
        ("18:00-24:00", (time(18), time(0))),
    ],
)
def test_hours_are_read_from_text(text: str, hours: tuple[time, time]) -> None:
    assert parse_hours(text) == hours


@pytest.mark.parametrize(
    "text",
    [
        "",
        "08:30",
        "13:00-08:30",
        "09:00-09:00",
        "9-18",
        "25:00-26:00",
        "09:60-10:00",
        "22:00-06:00",
        "18:00-00:00",
    ],
)
def test_what_is_not_hours_is_refused_with_an_example(text: str) -> None:
    with pytest.raises(BadInputError, match="write them as 08:30-13:00"):
        parse_hours(text)


def test_a_week_is_read_from_lists_and_from_single_texts_alike() -> None:
    listed = WorkingHours.parse({0: ["08:30-13:00", "14:00-17:30"]})

    assert listed == WorkingHours.parse({0: "08:30-13:00, 14:00-17:30"})
    assert listed.by_weekday[0] == ((time(8, 30), time(13)), (time(14), time(17, 30)))
    assert listed.by_weekday[1:] == ((),) * 6
    assert listed.short_by == timedelta(hours=1)


def test_hours_may_adjoin() -> None:
    adjoining = calendar(WorkingHours.parse({1: "09:00-13:00, 13:00-18:00"}))

    assert wall("2026-01-13", adjoining) == ["09:00-13:00", "13:00-18:00"]


def test_a_week_without_hours_is_refused() -> None:
    with pytest.raises(BadInputError, match="the week has no working hours"):
        WorkingHours.parse({0: []})


@pytest.mark.parametrize("hours", ["09:00-13:00, 12:00-18:00", "14:00-18:00, 09:00-13:00", "00:00-24:00, 09:00-10:00"])
def test_hours_that_overlap_or_stand_out_of_order_are_refused(hours: str) -> None:
    with pytest.raises(BadInputError, match="overlap"):
        WorkingHours.parse({2: hours})


def test_a_week_of_other_than_seven_days_is_a_mistake_of_the_caller() -> None:
    with pytest.raises(ValueError, match="seven weekdays"):
        WorkingHours(((),) * 6)


# Kinds of days


@pytest.mark.parametrize(
    ("day", "kind"),
    [
        ("2025-12-30", DayKind.WORKING),  # 31 December was off by decree, so its eve was not short
        ("2025-12-31", DayKind.OFF),
        ("2026-01-01", DayKind.OFF),
        ("2026-01-09", DayKind.OFF),  # moved from Saturday, 3 January
        ("2026-01-12", DayKind.WORKING),
        ("2024-02-22", DayKind.SHORT),
        ("2024-02-29", DayKind.WORKING),
        ("2026-02-20", DayKind.WORKING),  # Friday; 23 February is a Monday: the weekend lies between
        ("2026-02-21", DayKind.OFF),
        ("2026-03-09", DayKind.OFF),  # 8 March fell on a Sunday
        ("2024-04-27", DayKind.WORKING),  # a Saturday exchanged for Monday, 29 April, which was no eve
        ("2024-11-02", DayKind.SHORT),  # a Saturday exchanged for 30 April, the eve of 1 May
        ("2025-11-01", DayKind.SHORT),  # a Saturday exchanged for 3 November, the eve of 4 November
        ("2026-04-30", DayKind.SHORT),
    ],
)
def test_kind_of_day(day: str, kind: DayKind) -> None:
    on = date.fromisoformat(day)

    assert OMSK.kind(on) is kind
    assert OMSK.is_working_day(on) is (kind is not DayKind.OFF)
    assert bool(OMSK.intervals(on)) is (kind is not DayKind.OFF)


def test_a_moved_working_weekend_is_as_long_as_the_day_it_replaced() -> None:
    monday_for_saturday = {date(2021, 2, 20): date(2021, 2, 22)}
    days_off = statutory_year(2021).days_off | {date(2021, 2, 22)}

    # 20 February 2021 was short in the official calendar: the Monday it replaced is the eve of 23 February.
    assert date(2021, 2, 20) in short_days(2021, days_off, monday_for_saturday)
    assert date(2024, 4, 27) not in DECREES[2024].short


def test_a_working_weekend_day_directly_before_a_holiday_is_short_whatever_it_replaced() -> None:
    # Saturday, 7 March 2026, worked for a day that is no eve: invented, but the law would hold.
    exchanged = {date(2026, 3, 7): date(2026, 3, 10)}

    assert date(2026, 3, 7) in short_days(2026, statutory_year(2026).days_off, exchanged)
    assert date(2026, 3, 7) not in short_days(2026, statutory_year(2026).days_off, {})


def test_the_last_day_of_the_year_is_short_if_it_is_worked() -> None:
    assert date(2019, 12, 31) in short_days(2019, statutory_year(2019).days_off, {})
    assert date(2026, 12, 31) not in DECREES[2026].short


# Hours of single days


@pytest.mark.parametrize(
    ("day", "hours"),
    [
        ("2026-01-13", ["09:00-13:00", "14:00-18:00"]),
        ("2026-01-16", ["09:00-13:00", "14:00-16:45"]),  # Friday
        ("2026-01-17", []),
        ("2026-04-30", ["09:00-13:00", "14:00-17:00"]),  # short Thursday
        ("2026-05-08", ["09:00-13:00", "14:00-15:45"]),  # short Friday
        ("2024-04-27", ["09:00-13:00", "14:00-18:00"]),  # Saturday with the hours of a Monday
        ("2024-11-02", ["09:00-13:00", "14:00-17:00"]),  # Saturday with the hours of a short Tuesday
    ],
)
def test_opening_hours_of_a_day(day: str, hours: list[str]) -> None:
    assert wall(day) == hours
    end = OMSK.end_of_day(date.fromisoformat(day))
    assert (f"{end:%H:%M}" if end else None) == (hours[-1][-5:] if hours else None)


def test_a_short_day_loses_working_time_and_lunch_is_none() -> None:
    short_afternoon = calendar(WorkingHours.parse({3: "09:00-13:00, 14:00-14:30"}))

    assert wall("2026-04-30", short_afternoon) == ["09:00-12:30"]


def test_how_much_a_short_day_loses_is_configurable() -> None:
    shorter = calendar(WorkingHours.parse({3: FULL_DAY}, short_by=timedelta(minutes=90)))

    assert wall("2026-04-30", shorter) == ["09:00-13:00", "14:00-16:30"]


def test_a_short_day_with_nothing_left_is_off() -> None:
    one_hour = calendar(WorkingHours.parse({3: "09:00-10:00"}))

    assert one_hour.kind(date(2026, 4, 30)) is DayKind.OFF
    assert one_hour.end_of_day(date(2026, 4, 30)) is None


def test_a_day_worked_until_midnight_ends_with_its_last_second_and_nothing_is_lost() -> None:
    shift = calendar(ROUND_THE_CLOCK, "Asia/Omsk")

    assert shift.end_of_day(date(2026, 1, 13)) == omsk("2026-01-13T23:59:59")
    assert shift.end_of_day(date(2026, 4, 30)) == omsk("2026-04-30T23:00")  # the eve of 1 May
    assert shift.working_time(omsk("2026-01-13T22:00"), omsk("2026-01-14T02:00")) == timedelta(hours=4)


def test_local_days_outrank_the_decree() -> None:
    local = calendar(
        extra_off=frozenset({date(2026, 1, 13), date(2025, 11, 1)}),
        extra_working=frozenset({date(2026, 1, 17), date(2026, 1, 9)}),
    )

    assert local.kind(date(2026, 1, 13)) is DayKind.OFF
    assert local.kind(date(2025, 11, 1)) is DayKind.OFF
    assert local.kind(date(2026, 1, 12)) is DayKind.WORKING  # a local day off shortens no day before it
    assert wall("2026-01-17", local) == ["09:00-13:00", "14:00-16:45"]  # Saturday with the hours of Friday
    assert wall("2026-01-09", local) == ["09:00-13:00", "14:00-16:45"]


def test_a_local_working_day_before_a_holiday_is_short_by_law() -> None:
    sunday = calendar(extra_working=frozenset({date(2026, 2, 22)}))

    assert sunday.kind(date(2026, 2, 22)) is DayKind.SHORT


def test_a_saturday_with_hours_of_its_own_is_worked_and_short_before_a_holiday() -> None:
    six_days = calendar(WorkingHours.parse({0: FULL_DAY, 5: "09:00-14:00"}))

    assert wall("2026-01-17", six_days) == ["09:00-14:00"]
    assert wall("2026-03-07", six_days) == ["09:00-13:00"]  # 8 March follows
    assert six_days.kind(date(2026, 1, 3)) is DayKind.OFF  # a holiday on a Saturday


# Days that the municipality adds


@pytest.mark.parametrize(
    ("text", "first", "last", "count"),
    [
        ("2026-04-21", "2026-04-21", "2026-04-21", 1),
        (" 2026-08-03..2026-08-14 ", "2026-08-03", "2026-08-14", 12),
        ("2026-08-03 .. 2026-08-03", "2026-08-03", "2026-08-03", 1),
        ("2024-02-28..2024-03-01", "2024-02-28", "2024-03-01", 3),  # over 29 February
        ("2023-02-28..2023-03-01", "2023-02-28", "2023-03-01", 2),
        ("2025-12-29..2026-01-09", "2025-12-29", "2026-01-09", 12),  # over New Year
        ("2024-01-01..2024-12-31", "2024-01-01", "2024-12-31", 366),
    ],
)
def test_a_day_or_a_closure_is_read(text: str, first: str, last: str, count: int) -> None:
    found = LocalDays.parse(text)

    assert (min(found.dated), max(found.dated)) == (date.fromisoformat(first), date.fromisoformat(last))
    assert len(found.dated) == count
    assert found.yearly == frozenset()


def test_a_day_of_every_year_is_that_day_in_each() -> None:
    found = LocalDays.parse("10-11")

    assert date(2019, 10, 11) in found
    assert date(2027, 10, 11) in found
    assert date(2026, 11, 10) not in found
    assert date(2024, 2, 29) in LocalDays.parse("02-29")
    assert date(2025, 3, 1) not in LocalDays.parse("02-29")
    assert "10-11" not in found


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "is not a day; write 2026-04-21, or 2026-08-03..2026-08-14"),
        ("21.04.2026", "is not a day"),
        ("20260421", "is not a day"),
        ("2026-W17-2", "is not a day"),
        ("2026-02-29", "is not a day"),
        ("02-30", "is not a day"),
        ("13-01", "is not a day"),
        ("2026-08-03...2026-08-14", "is not a day"),
        ("2026-08-03..08-14", "is not a day"),
        ("2026-08-03..2026-08-32", "is not a day"),
        ("٢٠٢٦-04-21", "is not a day"),  # digits, but not ours
        ("2026-08-14..2026-08-03", "ends before it begins; write the first day first"),
        ("2025-08-03..2026-08-14", "is longer than a year"),
    ],
)
def test_what_is_no_day_is_refused_with_the_forms(text: str, sentence: str) -> None:
    with pytest.raises(BadInputError) as refused:
        LocalDays.parse(text)
    assert str(refused.value).startswith(repr(text))
    assert sentence in str(refused.value)


@pytest.mark.parametrize("zone", ["America/Havana", "America/Asuncion", "Europe/Moscow"])
@pytest.mark.parametrize("span", ["2020-09-28 2024-12-28", "2023-10-01 2024-04-01", "9998-09-01 9999-12-29"])
def test_working_time_of_years_is_that_of_their_days_up_to_the_last_there_is(zone: str, span: str) -> None:
    within = calendar(ROUND_THE_CLOCK, zone)  # in two of the zones clocks are put forward or back at midnight
    start, end = (datetime.fromisoformat(f"{day}T12:00:00Z") for day in span.split())
    days = map(date.fromordinal, range(start.toordinal() - 1, end.toordinal() + 2))
    spans = (
        (opening.astimezone(UTC), closing.astimezone(UTC)) for day in days for opening, closing in within.intervals(day)
    )
    clipped = (min(closing, end) - max(opening, start) for opening, closing in spans)
    assert within.working_time(start, end) == sum((one for one in clipped if one > timedelta(0)), timedelta(0))


def test_a_closure_of_weeks_is_no_working_time() -> None:
    # Monday, 3 August, to Friday, 14 August 2026.
    closed = calendar(zone="Asia/Omsk", extra_off=LocalDays.parse("2026-08-03..2026-08-14"))

    assert closed.add_working_hours(omsk("2026-07-31T16:00"), timedelta(hours=1)) == omsk("2026-08-17T09:15")
    assert closed.add_working_days(date(2026, 7, 31), 1) == date(2026, 8, 17)
    assert closed.working_time(omsk("2026-08-01T00:00"), omsk("2026-08-17T00:00")) == timedelta(0)


def test_a_working_day_with_its_year_outranks_a_day_off_of_every_year() -> None:
    # 11 October 2027 is a Monday, 12 October 2026 as well.
    local = calendar(extra_off=LocalDays.parse("10-11"), extra_working=LocalDays.parse("2027-10-11"))

    assert local.kind(date(2024, 10, 11)) is DayKind.OFF
    assert local.kind(date(2024, 10, 10)) is DayKind.WORKING  # the eve of a local holiday is no shorter
    assert wall("2027-10-11", local) == ["09:00-13:00", "14:00-18:00"]


@pytest.mark.parametrize(
    ("day", "hours", "expected"),
    [
        ("2026-01-13", "09:00-12:00", ["09:00-12:00"]),  # a closure for part of an ordinary day
        ("2026-01-13", "07:00-13:00, 14:00-22:00", ["07:00-13:00", "14:00-22:00"]),  # a longer one
        ("2026-01-17", "10:00-14:00", ["10:00-14:00"]),  # a Saturday is worked
        ("2026-01-01", "10:00-14:00", ["10:00-14:00"]),  # so is a holiday
        ("2026-04-30", "09:00-13:00, 14:00-18:00", ["09:00-13:00", "14:00-18:00"]),  # a short day is as written
        ("2026-04-21", "10:00-14:00", ["10:00-14:00"]),  # a local day off, too
        ("2024-04-27", "10:00-14:00", ["10:00-14:00"]),  # a working Saturday
    ],
)
def test_hours_of_a_single_day_outrank_all_else(day: str, hours: str, expected: list[str]) -> None:
    special = calendar(extra_off=LocalDays.parse("2026-04-21"), special_hours={day: hours})

    assert wall(day, special) == expected
    assert special.kind(date.fromisoformat(day)) is DayKind.WORKING


def test_a_single_day_may_be_worked_until_midnight() -> None:
    election = calendar(zone="Asia/Omsk", special_hours={"2026-09-20": "08:00-24:00"})

    assert election.working_time(omsk("2026-09-20T00:00"), omsk("2026-09-21T09:00")) == timedelta(hours=16)
    assert election.add_working_hours(omsk("2026-09-20T23:00"), timedelta(hours=2)) == omsk("2026-09-21T10:00")


# Years without a decree


class Asked(dict[int, Decree]):
    """The decrees, and the years that were asked for."""

    def __init__(self) -> None:
        """Hold all decrees; none has been asked for."""
        super().__init__(DECREES)
        self.years: list[int] = []

    def __getitem__(self, year: int) -> Decree:
        """Return the decree and note its year."""
        self.years.append(year)
        return super().__getitem__(year)


def test_a_year_without_a_decree_has_the_holidays_of_the_law() -> None:
    assert OMSK.kind(date(2031, 6, 12)) is DayKind.OFF
    assert OMSK.kind(date(2031, 6, 11)) is DayKind.SHORT
    assert OMSK.kind(date(2031, 6, 13)) is DayKind.WORKING


def asked_by(term: Callable[[WorkingCalendar], object]) -> set[int]:
    """Return the years whose decree a calculation asked for."""
    decrees = Asked()
    special = {date(2027, 1, 11): parse_day(["09:00-18:00"])}
    term(WorkingCalendar(OFFICE, decrees, LocalDays.parse("2027-01-12"), NEVER, ZoneInfo("Asia/Omsk"), special))
    return set(decrees.years)


@pytest.mark.parametrize(
    ("calculation", "years"),
    [
        # The last working day of 2026 is Wednesday, 30 December; 31 December is off by decree.
        (lambda within: within.add_working_hours(omsk("2026-12-30T16:00"), timedelta(hours=2)), {2026}),
        (lambda within: within.working_time(omsk("2026-12-30T16:00"), omsk("2027-01-01T00:00")), {2026}),
        # The days from 1 to 8 January are off by the law itself, a decree can add nothing.
        (lambda within: within.working_time(omsk("2026-12-30T16:00"), omsk("2027-01-08T12:00")), {2026}),
        (lambda within: within.previous_working_day(date(2027, 1, 8)), {2026}),
        (lambda within: [within.kind(date(2027, 1, day)) for day in range(1, 9)], set()),
        # What the municipality has set by itself, no decree changes.
        (lambda within: [within.kind(date(2027, 1, day)) for day in (11, 12)], set()),
        # Whether 9 January, a Saturday, is worked, a decree decides.
        (lambda within: within.add_working_hours(omsk("2026-12-30T17:00"), timedelta(hours=2)), {2026, 2027}),
        (lambda within: within.next_working_day(date(2026, 12, 31)), {2027}),
    ],
)
def test_a_decree_is_asked_for_only_where_a_day_cannot_be_told_without_it(
    calculation: Callable[[WorkingCalendar], object], years: set[int]
) -> None:
    assert asked_by(calculation) == years


# Working hours from a moment


@pytest.mark.parametrize(
    ("start", "hours", "due"),
    [
        ("2026-01-13T09:00", 3, "2026-01-13T12:00"),
        ("2026-01-13T10:00", 3, "2026-01-13T13:00"),  # the end of an interval is a fair moment
        ("2026-01-13T10:00", 4, "2026-01-13T15:00"),  # across lunch
        ("2026-01-13T13:20", 1, "2026-01-13T15:00"),  # in the lunch break
        ("2026-01-13T03:00", 1, "2026-01-13T10:00"),  # at night: counting starts at the opening
        ("2026-01-13T18:00", 1, "2026-01-14T10:00"),  # at closing time
        ("2026-01-13T23:59", 8, "2026-01-14T18:00"),
        ("2026-01-16T16:00", 1, "2026-01-19T09:15"),  # from Friday over the weekend
        (
            "2026-01-17T12:00",
            9,
            "2026-01-20T10:00",
        ),  # on Saturday; nine hours as in Sevastopol's order of 2020
        (
            "2025-12-30T16:00",
            9,
            "2026-01-12T17:00",
        ),  # over the New Year holidays, 31 December and 9 January off
        ("2026-05-08T15:00", 2, "2026-05-12T10:15"),  # from a short Friday over 9 May
        ("2025-10-31T16:00", 2, "2025-11-01T10:15"),  # to a working Saturday
        ("2024-02-28T17:00", 9, "2024-02-29T18:00"),  # to 29 February
        ("2024-11-02T16:30", 1, "2024-11-05T09:30"),  # from a working Saturday, short, over 4 November
    ],
)
def test_working_hours_are_added(start: str, hours: int, due: str) -> None:
    found = OMSK.add_working_hours(omsk(start), timedelta(hours=hours))

    assert found == omsk(due)
    assert found.tzinfo is OMSK.tz
    assert OMSK.working_time(omsk(start), found) == timedelta(hours=hours)


def test_seconds_and_fractions_are_kept() -> None:
    found = OMSK.add_working_hours(omsk("2026-01-13T12:59:59.250000"), timedelta(seconds=1))

    assert found == omsk("2026-01-13T14:00:00.250000")


def test_no_working_hours_leave_an_open_moment_alone_and_move_a_closed_one_to_the_opening() -> None:
    nothing = timedelta(0)

    assert OMSK.add_working_hours(omsk("2026-01-13T18:00"), nothing) == omsk("2026-01-13T18:00")
    assert OMSK.add_working_hours(omsk("2026-01-13T18:01"), nothing) == omsk("2026-01-14T09:00")


@pytest.mark.parametrize("zone", ZONES)
def test_the_same_wall_clock_gives_the_same_due_time_in_every_zone(zone: str) -> None:
    start = datetime(2026, 1, 13, 16, 30, tzinfo=ZoneInfo(zone))
    found = CALENDARS[zone, OFFICE].add_working_hours(start.astimezone(UTC), timedelta(hours=2))

    assert found.replace(tzinfo=None) == datetime(2026, 1, 14, 9, 30)  # noqa: DTZ001 -- the wall clock alone
    assert found.utcoffset() == start.utcoffset()


def test_the_day_is_that_of_the_municipality_and_not_that_of_the_sender() -> None:
    kamchatka = calendar(zone="Asia/Kamchatka")
    sunday_evening_in_moscow = datetime.fromisoformat("2026-01-18T23:30:00+03:00")  # Monday, 08:30, there

    found = kamchatka.add_working_hours(sunday_evening_in_moscow, timedelta(hours=1))
    assert found.isoformat() == "2026-01-19T10:00:00+12:00"


def test_a_day_on_which_clocks_are_put_forward_has_the_hours_that_pass() -> None:
    berlin = CALENDARS["Europe/Berlin", ROUND_THE_CLOCK]
    midnight = datetime(2026, 3, 29, tzinfo=berlin.tz)

    assert berlin.working_time(midnight, datetime(2026, 3, 30, tzinfo=berlin.tz)) == timedelta(hours=23)
    assert berlin.add_working_hours(midnight, timedelta(hours=4)).isoformat() == "2026-03-29T05:00:00+02:00"


def test_intervals_stay_apart_where_the_clock_skips_the_break_between_them() -> None:
    night = calendar(WorkingHours.parse({6: "01:00-02:45, 03:00-05:00"}), "Europe/Berlin")
    (_, first_end), (second_begin, _) = night.intervals(date(2026, 3, 29))

    assert first_end <= second_begin
    whole_night = night.working_time(
        datetime(2026, 3, 29, tzinfo=night.tz),
        datetime(2026, 3, 29, 6, tzinfo=night.tz),
    )
    assert whole_night == timedelta(hours=3)  # 01:00 to 05:00 by the wall, an hour of it skipped


# Working time between moments


@pytest.mark.parametrize(
    ("start", "end", "hours"),
    [
        ("2026-01-13T09:00", "2026-01-13T18:00", 8),
        ("2026-01-13T00:00", "2026-01-13T23:59", 8),
        ("2026-01-13T13:00", "2026-01-13T14:00", 0),
        ("2026-01-16T18:00", "2026-01-19T09:00", 0),
        ("2026-01-12T00:00", "2026-01-19T00:00", 38.75),
        ("2025-12-30T18:00", "2026-01-12T09:00", 0),
        ("2026-01-13T18:00", "2026-01-13T09:00", -8),
    ],
)
def test_working_time_between_two_moments(start: str, end: str, hours: float) -> None:
    assert OMSK.working_time(omsk(start), omsk(end)) == timedelta(hours=hours)


# Working days


@pytest.mark.parametrize(
    ("day", "n", "expected"),
    [
        ("2026-01-13", 0, "2026-01-13"),
        ("2026-01-13", 1, "2026-01-14"),
        ("2026-01-16", 1, "2026-01-19"),
        ("2026-01-17", 1, "2026-01-19"),
        ("2025-12-30", 1, "2026-01-12"),
        ("2025-10-31", 1, "2025-11-01"),  # a working Saturday counts
        ("2025-10-31", 2, "2025-11-05"),
        ("2024-02-28", 2, "2024-03-01"),
    ],
)
def test_working_days_are_added(day: str, n: int, expected: str) -> None:
    assert OMSK.add_working_days(date.fromisoformat(day), n) == date.fromisoformat(expected)


def test_neighbouring_working_days_leave_out_the_day_itself() -> None:
    assert OMSK.previous_working_day(date(2026, 1, 12)) == date(2025, 12, 30)
    assert OMSK.next_working_day(date(2026, 1, 13)) == date(2026, 1, 14)


# What cannot be counted


def test_a_calendar_that_never_opens_ends_in_an_error_and_not_in_a_loop() -> None:
    mondays = frozenset(date(2025, 11, 3) + timedelta(weeks=week) for week in range(120))
    closed = calendar(WorkingHours.parse({0: FULL_DAY}), extra_off=mondays)

    with pytest.raises(BadInputError, match="no working day in the year before or after 2026-11-30"):
        closed.add_working_hours(omsk("2026-11-30T09:00"), timedelta(hours=1))
    with pytest.raises(BadInputError, match="no working day"):
        closed.previous_working_day(date(2026, 11, 30))
    with pytest.raises(BadInputError, match="no working day"):
        closed.add_working_days(date(2026, 11, 30), 1)
    assert closed.working_time(omsk("2026-01-01T00:00"), omsk("2026-12-31T00:00")) == timedelta(0)


def test_naive_moments_are_a_mistake_of_the_caller() -> None:
    naive = datetime(2026, 1, 13, 9)  # noqa: DTZ001 -- what is refused
    with pytest.raises(ValueError, match="has no zone"):
        OMSK.add_working_hours(naive, timedelta(hours=1))
    with pytest.raises(ValueError, match="has no zone"):
        OMSK.working_time(omsk("2026-01-13T09:00"), naive)


def test_negative_amounts_are_a_mistake_of_the_caller() -> None:
    with pytest.raises(ValueError, match="zero or more"):
        OMSK.add_working_hours(omsk("2026-01-13T09:00"), timedelta(seconds=-1))
    with pytest.raises(ValueError, match="zero or more"):
        OMSK.add_working_days(date(2026, 1, 13), -1)


# Properties

MOMENTS = st.datetimes(
    min_value=datetime(2024, 1, 1),  # noqa: DTZ001 -- hypothesis wants naive bounds
    max_value=datetime(2026, 12, 1),  # noqa: DTZ001
    timezones=st.just(UTC),
)
AMOUNTS = st.timedeltas(min_value=timedelta(0), max_value=timedelta(hours=80))
SOME_CALENDARS = st.sampled_from(sorted(CALENDARS, key=str)).map(CALENDARS.__getitem__)


@settings(max_examples=200, deadline=None)
@given(within=SOME_CALENDARS, start=MOMENTS, amount=AMOUNTS)
def test_what_is_added_is_the_working_time_that_has_passed(
    within: WorkingCalendar,
    start: datetime,
    amount: timedelta,
) -> None:
    due = within.add_working_hours(start, amount)

    assert due >= start
    assert within.working_time(start, due) == amount
    assert within.working_time(due, start) == -amount
    assert is_open(within, due)


@settings(max_examples=200, deadline=None)
@given(within=SOME_CALENDARS, starts=st.tuples(MOMENTS, MOMENTS), amounts=st.tuples(AMOUNTS, AMOUNTS))
def test_later_starts_and_longer_amounts_are_never_due_earlier(
    within: WorkingCalendar,
    starts: tuple[datetime, datetime],
    amounts: tuple[timedelta, timedelta],
) -> None:
    early, late = sorted(starts)
    less, more = sorted(amounts)

    assert within.add_working_hours(early, less) <= within.add_working_hours(late, less)
    assert within.add_working_hours(early, less) <= within.add_working_hours(early, more)


@settings(max_examples=100, deadline=None)
@given(within=SOME_CALENDARS, moments=st.tuples(MOMENTS, MOMENTS, MOMENTS))
def test_working_time_adds_up_over_any_moment_between(
    within: WorkingCalendar,
    moments: tuple[datetime, datetime, datetime],
) -> None:
    first, middle, last = sorted(moments)
    whole = within.working_time(first, last)

    assert whole == within.working_time(first, middle) + within.working_time(middle, last)
    assert timedelta(0) <= whole <= last - first


@settings(max_examples=100, deadline=None)
@given(day=st.dates(date(2024, 1, 1), date(2026, 11, 1)), n=st.integers(1, 25))
def test_the_nth_working_day_has_n_working_days_up_to_it(day: date, n: int) -> None:
    found = OMSK.add_working_days(day, n)
    passed = [day + timedelta(days=k) for k in range(1, (found - day).days + 1)]

    assert OMSK.is_working_day(found)
    assert sum(map(OMSK.is_working_day, passed)) == n


# The export of the Incident Management system


EXPORT = SHARED_DATA / "incident_export.xlsx"


@pytest.fixture(scope="module")
def answered_incidents() -> list[tuple[datetime, datetime, timedelta]]:
    """Return (created, first answered, «рабочее время») of each row, found by the names of the columns."""
    if not EXPORT.is_file():
        pytest.skip("the masked export lies outside the project and is not here")
    calamine = pytest.importorskip("python_calamine")
    header, *rows = calamine.CalamineWorkbook.from_path(EXPORT).get_sheet_by_index(0).to_python()
    created, answered, working_time = (
        header.index(name)
        for name in (
            "Дата создания",
            "Общее время первого ответа",
            "Время с даты создания инцидента до времени первого ответа, рабочее время",
        )
    )
    # Each text begins with an apostrophe, the spreadsheet's guard; times are of the wall clock in Omsk.
    return [
        (omsk(row[created].removeprefix("'")), omsk(row[answered].removeprefix("'")), row[working_time]) for row in rows
    ]


def counted_minutes(within: WorkingCalendar, created: datetime, answered: datetime) -> timedelta:
    """Count as the system does: the moments created + k × 60 s, up to the answer, in working time."""
    minute = timedelta(minutes=1)
    moments = (created + k * minute for k in range((answered - created) // minute + 1))
    return minute * sum(
        any(begin <= moment < end for begin, end in within.intervals(moment.date())) for moment in moments
    )


def test_the_working_time_of_a_real_export_is_reproduced(
    answered_incidents: list[tuple[datetime, datetime, timedelta]],
) -> None:
    # All were created after 20:00 and answered the next morning before noon, so the rows fix the opening
    # alone: any lunch after 11:44 and any closing before 20:06 fit them as well.
    town_hall = WorkingHours.parse(dict.fromkeys(range(5), "08:30-13:00, 14:00-17:30"))
    within = calendar(town_hall, "Asia/Omsk")
    expected = [working_time for _, _, working_time in answered_incidents]

    assert [counted_minutes(within, *row[:2]) for row in answered_incidents] == expected
    assert len(expected) == 39
    # Whole minutes are how that system counts. Ours is exact: the time from the opening to the answer, to the second.
    for created, answered, working_time in answered_incidents:
        exact = within.working_time(created, answered)
        opening = answered.replace(hour=8, minute=30, second=0)
        assert exact == answered - opening
        assert abs(exact - working_time) < timedelta(minutes=1)


def test_the_working_time_of_a_real_export_is_reproduced_by_the_hours_of_a_new_store(
    answered_incidents: list[tuple[datetime, datetime, timedelta]],
) -> None:
    defaults = resources.files("mcu_cli.store.defaults")
    registry = load(*((defaults / name).read_bytes() for name in REGISTRIES))
    within = calendar(registry.hours, "Asia/Omsk")

    assert [counted_minutes(within, *row[:2]) for row in answered_incidents] == [row[2] for row in answered_incidents]


@pytest.mark.parametrize("hours", ["08:29-17:30", "08:31-17:30", "08:30-11:00, 12:00-17:30", "08:30-20:30"])
def test_the_export_is_not_reproduced_by_other_hours(
    answered_incidents: list[tuple[datetime, datetime, timedelta]],
    hours: str,
) -> None:
    within = calendar(WorkingHours.parse(dict.fromkeys(range(5), hours)), "Asia/Omsk")

    assert any(
        counted_minutes(within, created, answered) != working_time
        for created, answered, working_time in answered_incidents
    )
