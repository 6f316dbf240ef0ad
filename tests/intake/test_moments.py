"""Days and moments in cells: what is certain is read, what is in doubt is refused with the way on."""

from __future__ import annotations

import contextlib
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from mcu_cli.intake.moments import MomentError, moment_of, says_nothing
from tests.tables import NOW, ZONE


def read(text: str, *formats: str) -> str:
    return moment_of(text, zone=ZONE, now=NOW, formats=formats).isoformat()


def refusal(text: str, *formats: str) -> str:
    with pytest.raises(MomentError) as raised:
        moment_of(text, zone=ZONE, now=NOW, formats=formats)
    return str(raised.value)


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2025-12-24 20:06:02", "2025-12-24T20:06:02+05:00"),
        ("2025-12-24T20:06", "2025-12-24T20:06:00+05:00"),
        ("2025-12-24T20:06:02.123456", "2025-12-24T20:06:02+05:00"),
        ("2025-12-24T20:06:02+06:00", "2025-12-24T19:06:02+05:00"),
        ("2025-12-24T20:06:02Z", "2025-12-25T01:06:02+05:00"),
        ("2025-12-24 20:06:02 +0300", "2025-12-24T22:06:02+05:00"),
        ("2025-12-24 20:06:02+03", "2025-12-24T22:06:02+05:00"),
        ("2025/12/24 8:06:02 PM GMT+3", "2025-12-24T22:06:02+05:00"),
        ("2025-12-24 20:06:02 UTC+03:00", "2025-12-24T22:06:02+05:00"),
        ("2025/12/24", "2025-12-24T00:00:00+05:00"),
        ("2025.12.24", "2025-12-24T00:00:00+05:00"),
        ("24.12.2025", "2025-12-24T00:00:00+05:00"),
        ("24.12.2025 20:06", "2025-12-24T20:06:00+05:00"),
        ("24.12.2025 20:06:02", "2025-12-24T20:06:02+05:00"),
        ("24.12.2025, 20:06", "2025-12-24T20:06:00+05:00"),
        ("24.12.2025 в 20.06", "2025-12-24T20:06:00+05:00"),
        ("24.12.2025 г.", "2025-12-24T00:00:00+05:00"),
        ("24.12.25", "2025-12-24T00:00:00+05:00"),
        ("1.2.2025 9:05", "2025-02-01T09:05:00+05:00"),
        ("  24.12.2025\u00a020:06 ", "2025-12-24T20:06:00+05:00"),
        ("25/12/2025", "2025-12-25T00:00:00+05:00"),
        ("25-12-2025 8:00 PM", "2025-12-25T20:00:00+05:00"),
        ("05/05/2025", "2025-05-05T00:00:00+05:00"),
        ("24 декабря 2025 г.", "2025-12-24T00:00:00+05:00"),
        ("24 декабря 2025 года", "2025-12-24T00:00:00+05:00"),
        ("5 Мая 2025, 10:00", "2025-05-05T10:00:00+05:00"),
        ("5 мар. 2025", "2025-03-05T00:00:00+05:00"),
        ("45995", "2025-12-04T00:00:00+05:00"),
        ("45995,8375", "2025-12-04T20:06:00+05:00"),
        ("45995.8375", "2025-12-04T20:06:00+05:00"),
        ("1766600000", "2025-12-24T23:13:20+05:00"),
        ("1766600000123", "2025-12-24T23:13:20+05:00"),
    ],
)
def test_what_can_mean_one_thing_is_read(text: str, moment: str) -> None:
    assert read(text) == moment


@pytest.mark.parametrize(
    "text",
    ["вчера", "2025", "12:30", "20251224", "31.02.2025", "24.13.2025", "2025-12-24 25:00", "24.12.2025 10", "99999",
     "12345", "0", "-1", "24 дюжины 2025", "2025-12-24 20:06:02 завтра", "9131234567", "10:00 AM",
     "13.12.2025 13:00 PM",
     "2025-12-24 10:00+99:00", "0001-01-01", "24.12.2025 0:00 AM"],
)  # fmt: skip
def test_what_is_no_moment_is_refused_with_an_example(text: str) -> None:
    assert refusal(text) == f"{text!r} is no moment like 2025-12-24 20:06:02"


def test_of_a_long_cell_a_message_shows_the_beginning_alone() -> None:
    assert refusal("Яма " * 20) == f"'{('Яма ' * 20)[:39]}…' is no moment like 2025-12-24 20:06:02"


@pytest.mark.parametrize(("text", "sign"), [("05/06/2025", "/"), ("12/25/2025", "/"), ("05-06-2025 10:00", "-")])
def test_day_or_month_first_is_asked_and_never_guessed(text: str, sign: str) -> None:
    assert refusal(text) == (
        f"{text!r} can be read in two ways; say in a map which figure is the month: "
        f"`dates: '%d{sign}%m{sign}%Y'` or `dates: '%m{sign}%d{sign}%Y'`"
    )


@pytest.mark.parametrize(
    ("text", "given_format", "moment"),
    [
        ("05/06/2025", "%d/%m/%Y", "2025-06-05T00:00:00+05:00"),
        ("05/06/2025", "%m/%d/%Y", "2025-05-06T00:00:00+05:00"),
        ("5/6/2025 9:12:33", "%m/%d/%Y", "2025-05-06T09:12:33+05:00"),
        ("5/6/2025 9:12:33 PM", "%m/%d/%Y", "2025-05-06T21:12:33+05:00"),
        ("5/6/2025, 12:00 AM", "%m/%d/%Y", "2025-05-06T00:00:00+05:00"),
        ("05.06.2025", "%m.%d.%Y", "2025-05-06T00:00:00+05:00"),
        ("2025 24 12", "%Y %d %m", "2025-12-24T00:00:00+05:00"),
        ("24.12.2025 20-06", "%d.%m.%Y %H-%M", "2025-12-24T20:06:00+05:00"),
        ("2025-12-24 20:06:02", "%m/%d/%Y", "2025-12-24T20:06:02+05:00"),
        ("24.12.2025", "%m/%d/%Y", "2025-12-24T00:00:00+05:00"),
        ("45995", "%m/%d/%Y", "2025-12-04T00:00:00+05:00"),
    ],
)
def test_a_format_rules_the_dates_with_its_separator(text: str, given_format: str, moment: str) -> None:
    assert read(text, given_format) == moment


@pytest.mark.parametrize(("text", "given_format"), [("24/12/2025", "%m/%d/%Y"), ("24.12.2025", "%m.%d.%Y")])
def test_a_date_against_the_format_of_its_separator_is_refused(text: str, given_format: str) -> None:
    assert "is no moment" in refusal(text, given_format)


def test_of_several_formats_the_first_that_fits_is_taken() -> None:
    assert read("24.12.25", "%d.%m.%Y", "%d.%m.%y") == "2025-12-24T00:00:00+05:00"


def test_the_future_is_refused_to_the_second() -> None:
    assert read("2026-11-20 18:00:00") == "2026-11-20T18:00:00+05:00"
    assert refusal("2026-11-20 18:00:01") == (
        "2026-11-20 18:00:01 is in the future; check the file, and the time zone in departments.yaml"
    )


def test_today_without_a_time_is_not_the_future() -> None:
    assert read("20.11.2026") == "2026-11-20T00:00:00+05:00"


def test_a_moment_before_2000_is_refused() -> None:
    assert read("01.01.2000") == "2000-01-01T00:00:00+05:00"
    assert refusal("31.12.1999") == "31.12.1999 is before 2000; that cannot be"


def test_of_a_local_time_that_the_clocks_double_the_first_is_taken() -> None:
    berlin = ZoneInfo("Europe/Berlin")
    moment = moment_of("26.10.2025 02:30", zone=berlin, now=NOW)
    assert moment.astimezone(UTC) == datetime(2025, 10, 26, 0, 30, tzinfo=UTC)


def test_a_local_time_that_the_clocks_skip_is_that_of_the_old_clock() -> None:
    berlin = ZoneInfo("Europe/Berlin")
    assert moment_of("30.03.2025 02:30", zone=berlin, now=NOW).isoformat() == "2025-03-30T03:30:00+02:00"


@pytest.mark.parametrize("text", ["", " ", "-", "—", "–", "'"])
def test_a_dash_says_nothing(text: str) -> None:
    assert says_nothing(text)


@example(datetime(2004, 3, 28, 2, 0))  # noqa: DTZ001  # skipped
@given(st.datetimes(datetime(2000, 1, 2), datetime(2026, 11, 19)))  # noqa: DTZ001  # local times
@settings(max_examples=100)
def test_each_way_to_write_a_moment_gives_the_same_moment(local: datetime) -> None:
    local = local.replace(microsecond=0)
    serial = (local - datetime(1899, 12, 30)) / timedelta(days=1)  # noqa: DTZ001  # the zero of spreadsheets
    written = [local.isoformat(), f"{local:%Y-%m-%d %H:%M:%S}", f"{local:%d.%m.%Y %H:%M:%S}", f"{serial:.8f}"]
    told = local.replace(tzinfo=ZONE).astimezone(UTC).astimezone(ZONE)  # one that the clocks skip is that of the old
    assert {read(text) for text in written} == {told.isoformat()}


@given(st.text(max_size=30))
@settings(max_examples=100)
def test_any_text_is_a_moment_or_is_refused_as_none(text: str) -> None:
    moment = None
    with contextlib.suppress(MomentError):
        moment = moment_of(text, zone=ZONE, now=NOW)
    assert moment is None or moment <= NOW


@pytest.mark.parametrize("text", ["2025-12-24 10:30-12", "2025-12-24-05", "24.12.2025 10:30-12", "24.12.2025-26"])
def test_hours_of_a_reception_are_no_offset(text: str) -> None:
    assert "is no moment like" in refusal(text)
