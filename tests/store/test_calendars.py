"""The days off of Russia: against the official calendars, and as they are kept in a folder."""

from __future__ import annotations

import json
import sys
from datetime import date, datetime, time, timedelta
from importlib.machinery import ModuleSpec
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mcu_cli.domain.calendar import DayKind, WorkingCalendar, WorkingHours
from mcu_cli.domain.decree import STATUTORY_HOLIDAYS, Decree
from mcu_cli.store import calendars
from mcu_cli.store.calendars import KeptDecrees, decree

OFFICIAL = Path(__file__).parents[2].parent / "shared/data/production_calendar.json"
OFFICIAL_YEARS = (2019, 2021, 2022, 2023, 2024, 2025, 2026, 2027)
SATURDAY = 5


def days_of(year: int) -> list[date]:
    return [date(year, 1, 1) + timedelta(days=n) for n in range((date(year + 1, 1, 1) - date(year, 1, 1)).days)]


def is_worked(day: date, known: Decree) -> bool:
    return day in known.working or (day.weekday() < SATURDAY and day not in known.days_off)


def official(year: int) -> dict[str, Any]:
    if not OFFICIAL.is_file():
        pytest.skip("the official calendar lies outside the project and is not here")
    found: dict[str, Any] = json.loads(OFFICIAL.read_text(encoding="utf-8"))["years"][str(year)]
    return found


# The facts


@pytest.mark.parametrize("year", OFFICIAL_YEARS)
def test_each_day_is_what_the_official_calendar_says(year: int, tmp_path: Path) -> None:
    expected = official(year)
    off, worked, short = (
        {date.fromisoformat(day) for day in expected[name]}
        for name in ("days_off", "working_weekend_days", "short_days")
    )
    found = decree(year, tmp_path)

    assert found.known
    for day in days_of(year):
        assert is_worked(day, found) is (day in worked or (day.weekday() < SATURDAY and day not in off)), day
        assert (day in found.short) is (day in short), day
    assert found.working == worked
    assert sum(is_worked(day, found) for day in days_of(year)) == expected["working_days"]


def office(cache: Path) -> WorkingCalendar:
    """Return the calendar of an office that works from Monday to Friday, nine to six."""
    week = WorkingHours.parse(dict.fromkeys(range(5), "09:00-13:00, 14:00-18:00"))
    return WorkingCalendar(week, KeptDecrees(cache), frozenset(), frozenset(), ZoneInfo("Europe/Moscow"))


@pytest.mark.parametrize("year", OFFICIAL_YEARS)
def test_an_office_works_each_day_as_long_as_the_official_calendar_says(year: int, tmp_path: Path) -> None:
    expected = official(year)
    within = office(tmp_path)
    hours = {DayKind.WORKING: 8, DayKind.SHORT: 7, DayKind.OFF: 0}
    for day in days_of(year):
        off = str(day) in expected["days_off"] or (
            day.weekday() >= SATURDAY and str(day) not in expected["working_weekend_days"]
        )
        short = str(day) in expected["short_days"]
        kind = DayKind.OFF if off else DayKind.SHORT if short else DayKind.WORKING
        midnight = datetime.combine(day, time.min, tzinfo=within.tz)

        assert within.kind(day) is kind, day
        assert within.working_time(midnight, midnight + timedelta(days=1)) == timedelta(hours=hours[kind]), day
    # The norm of the year in a week of 40 hours: eight a day, less one for each short day.
    first, last = (datetime(number, 1, 1, tzinfo=within.tz) for number in (year, year + 1))
    norm = timedelta(hours=8 * expected["working_days"] - len(expected["short_days"]))
    assert within.working_time(first, last) == norm


def test_2020_is_without_the_non_working_days_of_the_pandemic(tmp_path: Path) -> None:
    # The official calendar of 2020 is mixed with those days; its 248 working days and its short days follow from law
    # and decree. On weekdays were off: 1 to 3 and 6 to 8 January; 24 February and 9 March, for 23 February and
    # 8 March were Sundays; 1 May; 4 and 5 May, moved from 4 and 5 January; 11 May, for 9 May was a Saturday; 12 June;
    # 4 November. No weekend day was worked.
    days_off = {
        *("01-01", "01-02", "01-03", "01-06", "01-07", "01-08", "02-24", "03-09"),
        *("05-01", "05-04", "05-05", "05-11", "06-12", "11-04"),
    }
    short = {"04-30", "05-08", "06-11", "11-03", "12-31"}
    within = office(tmp_path)

    for day in days_of(2020):
        name = f"{day:%m-%d}"
        if day.weekday() >= SATURDAY or name in days_off:
            assert within.kind(day) is DayKind.OFF, day
        else:
            assert within.kind(day) is (DayKind.SHORT if name in short else DayKind.WORKING), day
    assert sum(map(within.is_working_day, days_of(2020))) == 248
    assert decree(2020, tmp_path).known


def test_a_working_weekend_day_knows_the_day_it_stands_for(tmp_path: Path) -> None:
    assert decree(2024, tmp_path).stands_for == {
        date(2024, 4, 27): date(2024, 4, 29),
        date(2024, 11, 2): date(2024, 4, 30),
        date(2024, 12, 28): date(2024, 12, 30),
    }


@pytest.mark.parametrize("year", [2013, 2018, 2028, 2035])
def test_a_year_without_a_checked_decree_has_the_holidays_of_the_law_and_says_so(year: int, tmp_path: Path) -> None:
    found = decree(year, tmp_path)

    assert not found.known
    assert found.days_off == {date(year, month, day) for month, day in STATUTORY_HOLIDAYS}
    assert found.working == frozenset()
    assert decree(year, tmp_path) == found


@pytest.mark.parametrize("year", range(2019, 2028))
def test_the_holidays_of_the_law_are_off_in_every_year(year: int, tmp_path: Path) -> None:
    assert decree(year, tmp_path).days_off >= {date(year, month, day) for month, day in STATUTORY_HOLIDAYS}


# The kept file


@pytest.fixture
def kept(tmp_path: Path) -> Path:
    """Return the kept file of 2026."""
    decree(2026, tmp_path)
    return tmp_path / "calendar-2026.json"


@pytest.fixture
def no_library(monkeypatch: pytest.MonkeyPatch) -> None:
    """Make any import of the library fail."""
    monkeypatch.setitem(sys.modules, "holidays", None)


@pytest.mark.parametrize("year", [2024, 2026])
def test_what_is_kept_is_read_back_without_the_library(
    year: int,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    found = decree(year, tmp_path)
    monkeypatch.setitem(sys.modules, "holidays", None)

    assert decree(year, tmp_path) == found
    with pytest.raises(ImportError):
        decree(2025, tmp_path)


@pytest.mark.usefixtures("no_library")
def test_a_year_before_the_checked_ones_needs_neither_library_nor_file(tmp_path: Path) -> None:
    assert not decree(2018, tmp_path).known
    assert list(tmp_path.iterdir()) == []


def test_the_folder_is_made_and_holds_the_file_alone(tmp_path: Path) -> None:
    cache = tmp_path / "new" / "folder"
    decree(2026, cache)

    assert [path.name for path in cache.iterdir()] == ["calendar-2026.json"]
    assert json.loads((cache / "calendar-2026.json").read_text(encoding="utf-8"))["known"] is True


@pytest.mark.parametrize(
    "damaged",
    [
        b"",
        b"{",
        b"\xff\xfe\x00",
        b"null",
        b"[]",
        b"2026",
        b"{}",
        b'{"version": 1, "year": 2026, "known": true, "days_off": [1], "short": [], "working": {}}',
        b'{"version": 1, "year": 2026, "known": true, "days_off": ["1 January"], "short": [], "working": {}}',
        b'{"version": 1, "year": 2026, "known": true, "days_off": ["2025-01-01"], "short": [], "working":{}}',
        b'{"version": 1, "year": 2026, "known": true, "days_off": [], "short": [], "working": []}',
        b'{"version": 1, "year": 2026, "days_off": [], "short": [], "working": {}}',
    ],
)
def test_a_damaged_file_is_worked_out_anew_and_mended(damaged: bytes, kept: Path) -> None:
    sound = kept.read_bytes()
    found = decree(2026, kept.parent)
    kept.write_bytes(damaged)

    assert decree(2026, kept.parent) == found
    assert kept.read_bytes() == sound


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_a_file_cut_short_anywhere_is_worked_out_anew(data: st.DataObject, kept: Path) -> None:
    sound = kept.read_bytes()
    kept.write_bytes(sound[: data.draw(st.integers(0, len(sound) - 2))])

    assert decree(2026, kept.parent).known
    assert kept.read_bytes() == sound


@pytest.mark.parametrize(("member", "value"), [("version", 0), ("version", 2), ("version", None), ("year", 2025)])
def test_a_file_of_another_version_or_year_is_worked_out_anew(member: str, value: object, kept: Path) -> None:
    sound = kept.read_bytes()
    changed = json.loads(sound)
    changed[member] = value
    changed["days_off"] = []
    kept.write_text(json.dumps(changed), encoding="utf-8")

    assert date(2026, 1, 1) in decree(2026, kept.parent).days_off
    assert kept.read_bytes() == sound


@pytest.mark.parametrize("year", [2026, 2028])
def test_a_year_is_worked_out_again_after_the_library_is_upgraded(
    year: int,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    decree(year, tmp_path)
    asked: list[int] = []
    worked_out = calendars._worked_out

    def noted(year: int) -> Decree:
        asked.append(year)
        return worked_out(year)

    monkeypatch.setattr(calendars, "_worked_out", noted)
    decree(year, tmp_path)
    assert asked == []

    monkeypatch.setattr(calendars, "_library_stamp", lambda: "of the next version")
    decree(year, tmp_path)
    decree(year, tmp_path)
    assert asked == [year]


@pytest.mark.parametrize("found", [None, ModuleSpec("holidays", None, origin="/nowhere/holidays/__init__.py")])
def test_an_unknown_year_of_a_library_that_cannot_be_looked_at_is_worked_out_each_time(
    found: ModuleSpec | None,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    known = decree(2026, tmp_path)
    decree(2028, tmp_path)
    monkeypatch.setattr(calendars, "find_spec", lambda _name: found)
    monkeypatch.setattr(calendars, "_worked_out", lambda _year: known)

    assert decree(2028, tmp_path) is known  # what is worked out now, not what was kept


def test_a_folder_that_cannot_be_made_is_no_error(tmp_path: Path) -> None:
    in_the_way = tmp_path / "file"
    in_the_way.write_bytes(b"")

    assert decree(2026, in_the_way).known
    assert in_the_way.read_bytes() == b""


def test_a_file_that_cannot_be_written_is_no_error_and_leaves_no_litter(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def refuse(_source: str, _target: Path) -> None:
        raise PermissionError(13, "read-only file system")

    monkeypatch.setattr("os.replace", refuse)

    assert decree(2026, tmp_path).known
    assert list(tmp_path.iterdir()) == []


def test_an_interrupted_write_leaves_the_old_file_and_no_litter(kept: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    kept.write_bytes(b"old")

    def interrupt(_source: str, _target: Path) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("os.replace", interrupt)

    with pytest.raises(KeyboardInterrupt):
        decree(2026, kept.parent)
    assert kept.read_bytes() == b"old"
    assert [path.name for path in kept.parent.iterdir()] == [kept.name]


# Fetched on demand


@pytest.mark.parametrize("year", [2018, 2028])
def test_a_year_without_a_decree_is_told_once_and_when_it_is_asked_for(year: int, tmp_path: Path) -> None:
    told: list[int] = []
    known = KeptDecrees(tmp_path, unsure=told.append)

    assert known[2026].known
    assert told == []
    assert not known[year].known
    assert known[year] is known[year]
    assert told == [year]


def test_a_year_that_was_entered_by_hand_counts_as_known(tmp_path: Path) -> None:
    told: list[int] = []
    known = KeptDecrees(tmp_path, checked={2028}, unsure=told.append)

    assert known[2028].known
    assert known[2028].days_off == decree(2028, tmp_path).days_off
    assert not known[2029].known
    assert told == [2029]


def test_only_the_years_asked_for_are_fetched_and_each_once(tmp_path: Path) -> None:
    known = KeptDecrees(tmp_path)
    assert list(tmp_path.iterdir()) == []

    assert known[2026] is known[2026]
    assert [path.name for path in tmp_path.iterdir()] == ["calendar-2026.json"]
