"""Terms of the deadline rules: how they are written, and when they fall due."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mcu_cli.domain.calendar import WorkingCalendar, WorkingHours
from mcu_cli.domain.decree import Decree, short_days, statutory_year
from mcu_cli.domain.terms import DayOffRule, Term, Unit, due_moment
from mcu_cli.errors import BadInputError

FULL_DAY = "09:00-13:00, 14:00-18:00"
OFFICE = WorkingHours.parse(
    {0: FULL_DAY, 1: FULL_DAY, 2: FULL_DAY, 3: FULL_DAY, 4: "09:00-13:00, 14:00-16:45"},
)
ROUND_THE_CLOCK = WorkingHours.parse(dict.fromkeys(range(7), "00:00-24:00"))


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


def calendar(zone: str, hours: WorkingHours = OFFICE) -> WorkingCalendar:
    return WorkingCalendar(hours, DECREES, frozenset(), frozenset(), ZoneInfo(zone))


OMSK = calendar("Asia/Omsk")
CALENDARS = [calendar(zone) for zone in ("Europe/Kaliningrad", "Europe/Moscow", "Asia/Omsk", "Asia/Kamchatka")]


def omsk(text: str) -> datetime:
    return datetime.fromisoformat(f"{text}+06:00")


# Reading and writing


@pytest.mark.parametrize(
    ("text", "amount", "unit"),
    [
        ("9 working hours", 9, Unit.WORKING_HOURS),
        ("30 calendar days", 30, Unit.CALENDAR_DAYS),
        ("7 working days", 7, Unit.WORKING_DAYS),
        ("24 hours", 24, Unit.HOURS),
        ("30 minutes", 30, Unit.MINUTES),
        ("60 minutes", 60, Unit.MINUTES),
        ("1 working hour", 1, Unit.WORKING_HOURS),
        ("1 working hours", 1, Unit.WORKING_HOURS),
        ("9 рч", 9, Unit.WORKING_HOURS),
        ("30 кд", 30, Unit.CALENDAR_DAYS),
        ("7 рд", 7, Unit.WORKING_DAYS),
        ("24 ч", 24, Unit.HOURS),
        ("30 мин", 30, Unit.MINUTES),
        ("30кд", 30, Unit.CALENDAR_DAYS),
        ("  9   Working\tHours ", 9, Unit.WORKING_HOURS),
        ("9\u00a0РЧ", 9, Unit.WORKING_HOURS),  # a no-break space, as a word processor writes it
    ],
)
def test_a_term_is_read_from_text(text: str, amount: int, unit: Unit) -> None:
    assert Term.parse(text) == Term(amount, unit)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "9",
        "рч",
        "30 days",  # of which kind is not said
        "0 hours",
        "-1 hours",
        "0.5 ч",
        "1,5 hours",
        "99999 hours",
        "9 working hours or so",
        "nine hours",
        "9 working_hours",
        "٣ hours",  # a digit, but not one of ours
    ],
)
def test_a_text_that_is_no_term_is_refused_with_the_possibilities(text: str) -> None:
    with pytest.raises(BadInputError, match="is not a term; write a number") as refused:
        Term.parse(text)
    for unit in (
        "working hours (рч)",
        "working days (рд)",
        "calendar days (кд)",
        "hours (ч)",
        "minutes (мин)",
    ):
        assert unit in str(refused.value)
    assert repr(text) in str(refused.value)


def test_a_term_is_written_in_its_long_form() -> None:
    assert str(Term.parse("9 рч")) == "9 working hours"
    assert str(Term.parse("30 кд")) == "30 calendar days"
    assert str(Term.parse("1 рд")) == "1 working day"


@given(amount=st.integers(1, 9999), unit=st.sampled_from(Unit))
def test_a_term_written_is_read_back(amount: int, unit: Unit) -> None:
    assert Term.parse(str(Term(amount, unit))) == Term(amount, unit)


def test_a_term_of_nothing_is_a_mistake_of_the_caller() -> None:
    with pytest.raises(ValueError, match="at least 1"):
        Term(0, Unit.HOURS)


# Falling due


@pytest.mark.parametrize(
    ("term", "start", "earlier", "later"),
    [
        # 59-ФЗ ст. 12: 30 calendar days from registration, counted from the next day (ст. 191 ГК РФ).
        ("30 кд", "2026-01-13T10:00", "2026-02-12T18:00", "2026-02-12T18:00"),
        (
            "30 кд",
            "2026-01-15T10:00",
            "2026-02-13T16:45",
            "2026-02-16T18:00",
        ),  # ends on Saturday, 14 February
        ("30 кд", "2025-12-05T10:00", "2025-12-30T18:00", "2026-01-12T18:00"),  # ends on 4 January
        ("30 кд", "2024-01-30T10:00", "2024-02-29T18:00", "2024-02-29T18:00"),  # ends on 29 February
        ("30 кд", "2025-10-02T10:00", "2025-11-01T17:00", "2025-11-01T17:00"),  # on a working Saturday, short
        ("30 кд", "2026-03-31T10:00", "2026-04-30T17:00", "2026-04-30T17:00"),  # ends on a short day
        ("365 кд", "2024-02-29T10:00", "2025-02-28T16:45", "2025-02-28T16:45"),
        # 59-ФЗ ст. 8: registration within 3 calendar days, forwarding within 7.
        ("3 кд", "2026-01-16T10:00", "2026-01-19T18:00", "2026-01-19T18:00"),
        ("7 кд", "2026-01-17T23:59", "2026-01-23T16:45", "2026-01-26T18:00"),
        # No working day within the term: the start day's own closing hour while it is ahead, else the next
        # one.
        ("3 кд", "2025-12-30T10:00", "2025-12-30T18:00", "2026-01-12T18:00"),
        ("3 кд", "2025-12-30T18:00", "2026-01-12T18:00", "2026-01-12T18:00"),
        ("3 кд", "2026-01-01T00:30", "2026-01-12T18:00", "2026-01-12T18:00"),
        ("1 кд", "2026-01-17T12:00", "2026-01-19T18:00", "2026-01-19T18:00"),
        # Sevastopol's order of 2020: 7 working days after an interim answer, 9 working hours for the first.
        ("7 рд", "2026-01-13T10:00", "2026-01-22T18:00", "2026-01-22T18:00"),
        ("7 рд", "2025-12-26T17:00", "2026-01-16T16:45", "2026-01-16T16:45"),
        ("1 рд", "2026-01-17T12:00", "2026-01-19T18:00", "2026-01-19T18:00"),
        ("1 рд", "2025-10-31T12:00", "2025-11-01T17:00", "2025-11-01T17:00"),
        ("9 рч", "2026-01-13T10:00", "2026-01-14T11:00", "2026-01-14T11:00"),
        ("9 рч", "2025-12-30T16:00", "2026-01-12T17:00", "2026-01-12T17:00"),
        # By the clock, round the clock: 24 hours in Yaroslavl, 60 minutes to route, 30 for the urgent
        # dispatcher.
        ("24 ч", "2026-01-16T23:30", "2026-01-17T23:30", "2026-01-17T23:30"),
        ("60 мин", "2025-12-31T23:30", "2026-01-01T00:30", "2026-01-01T00:30"),
        ("30 мин", "2024-02-28T23:45", "2024-02-29T00:15", "2024-02-29T00:15"),
    ],
)
def test_when_a_term_falls_due(term: str, start: str, earlier: str, later: str) -> None:
    assert due_moment(Term.parse(term), omsk(start), OMSK) == omsk(earlier)
    assert due_moment(Term.parse(term), omsk(start), OMSK, "earlier") == omsk(earlier)
    assert due_moment(Term.parse(term), omsk(start), OMSK, "later") == omsk(later)


def test_the_start_day_is_that_of_the_municipality() -> None:
    # 21:30 in Moscow on the 12th is half past midnight on the 13th in Omsk.
    start = datetime.fromisoformat("2026-01-12T21:30:00+03:00")

    found = due_moment(Term.parse("30 calendar days"), start, OMSK)
    assert found.isoformat() == "2026-02-12T18:00:00+06:00"
    found = due_moment(Term.parse("1 working day"), start, OMSK)
    assert found.isoformat() == "2026-01-14T18:00:00+06:00"


def test_hours_by_the_clock_are_hours_that_pass_even_when_clocks_are_moved() -> None:
    berlin = calendar("Europe/Berlin")
    start = datetime(2026, 3, 28, 12, tzinfo=berlin.tz)

    found = due_moment(Term.parse("24 hours"), start, berlin)
    assert found.isoformat() == "2026-03-29T13:00:00+02:00"


def test_a_term_in_days_bears_the_date_of_its_last_day_where_work_goes_on_until_midnight() -> None:
    shift = calendar("Asia/Omsk", ROUND_THE_CLOCK)

    found = due_moment(Term.parse("2 working days"), omsk("2026-01-13T10:00"), shift)
    assert found.isoformat() == "2026-01-15T23:59:59+06:00"


@pytest.mark.parametrize("term", ["1 рч", "1 рд", "1 кд", "1 ч", "1 мин"])
def test_a_naive_start_is_a_mistake_of_the_caller(term: str) -> None:
    with pytest.raises(ValueError, match="has no zone"):
        due_moment(Term.parse(term), datetime(2026, 1, 13, 10), OMSK)  # noqa: DTZ001 -- what is refused


# Properties

MOMENTS = st.datetimes(
    min_value=datetime(2024, 1, 1),  # noqa: DTZ001 -- hypothesis wants naive bounds
    max_value=datetime(2026, 10, 1),  # noqa: DTZ001
    timezones=st.just(UTC),
)
RULES: st.SearchStrategy[DayOffRule] = st.sampled_from(("earlier", "later"))
SOME_CALENDARS = st.sampled_from(CALENDARS)
IN_WORKING_TIME = st.sampled_from((Unit.WORKING_HOURS, Unit.WORKING_DAYS, Unit.CALENDAR_DAYS))


@settings(max_examples=200, deadline=None)
@given(within=SOME_CALENDARS, amount=st.integers(1, 60), unit=IN_WORKING_TIME, start=MOMENTS, rule=RULES)
def test_a_term_is_due_after_its_start_and_never_at_a_closed_moment(
    within: WorkingCalendar,
    amount: int,
    unit: Unit,
    start: datetime,
    rule: DayOffRule,
) -> None:
    due = due_moment(Term(amount, unit), start, within, rule)

    assert due > start
    assert due.tzinfo is within.tz
    assert any(begin < due <= end for begin, end in within.intervals(due.date()))


@settings(max_examples=200, deadline=None)
@given(
    within=SOME_CALENDARS,
    unit=st.sampled_from(Unit),
    amounts=st.tuples(st.integers(1, 60), st.integers(1, 60)),
    starts=st.tuples(MOMENTS, MOMENTS),
    rule=RULES,
)
def test_later_starts_and_longer_terms_are_never_due_earlier(
    within: WorkingCalendar,
    unit: Unit,
    amounts: tuple[int, int],
    starts: tuple[datetime, datetime],
    rule: DayOffRule,
) -> None:
    less, more = sorted(amounts)
    early, late = sorted(starts)

    assert due_moment(Term(less, unit), early, within, rule) <= due_moment(Term(less, unit), late, within, rule)
    assert due_moment(Term(less, unit), early, within, rule) <= due_moment(Term(more, unit), early, within, rule)


@settings(max_examples=200, deadline=None)
@given(within=SOME_CALENDARS, amount=st.integers(1, 60), start=MOMENTS)
def test_the_earlier_reading_is_never_after_the_later_one(
    within: WorkingCalendar,
    amount: int,
    start: datetime,
) -> None:
    term = Term(amount, Unit.CALENDAR_DAYS)
    earlier, later = (due_moment(term, start, within, rule) for rule in ("earlier", "later"))
    last_day = start.astimezone(within.tz).date() + timedelta(days=amount)

    assert earlier <= later
    assert later.date() >= last_day
    if within.is_working_day(last_day):
        assert earlier == later
        assert later.date() == last_day


@pytest.mark.parametrize(
    ("text", "term"),
    [
        ("1 рабочий день", Term(1, Unit.WORKING_DAYS)),
        ("2 рабочих дня", Term(2, Unit.WORKING_DAYS)),
        ("9 рабочих часов", Term(9, Unit.WORKING_HOURS)),
        ("30 Календарных  дней", Term(30, Unit.CALENDAR_DAYS)),
        ("24 часа", Term(24, Unit.HOURS)),
        ("10 минут", Term(10, Unit.MINUTES)),
    ],
)
def test_a_term_may_be_written_in_russian_words(text: str, term: Term) -> None:
    assert Term.parse(text) == term


@pytest.mark.parametrize("text", ["9999 рч", "9999 рд"])
def test_a_term_of_decades_is_a_slip_of_the_pen(text: str) -> None:
    hours = WorkingHours.parse({2: ["09:00-09:01"]})
    calendar = WorkingCalendar(hours, {}, frozenset(), frozenset(), ZoneInfo("Asia/Omsk"))
    with pytest.raises(BadInputError, match="more than 20 years"):
        due_moment(Term.parse(text), datetime(2026, 11, 20, 12, tzinfo=UTC), calendar)
