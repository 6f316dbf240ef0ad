"""The working time of departments.yaml: what it may say, and what is wrong in it by line."""

from __future__ import annotations

from datetime import date, time, timedelta
from typing import TYPE_CHECKING

import pytest

from mcu_cli.domain.calendar import parse_day
from mcu_cli.domain.local_days import LocalDays
from mcu_cli.store.registries import examine, load

if TYPE_CHECKING:
    from mcu_cli.errors import Problem

BEFORE = """\
format: 1
municipality: {name: Верхнереченск, timezone: Asia/Omsk}
departments:
  roads: {name: Управление дорог}
"""
CATEGORIES = b"format: 1\ndeadlines: {}\nsectors: {}\n"
WORKING_TIME = """\
working_time:
  hours:
    monday: [08:30-13:00, 14:00-17:45]
    friday: 08:30-13:00, 14:00-16:30
    sunday:
  short_by: 90 minutes
  days_off:
  - 2026-04-21
  - 2026-08-03..2026-08-05
  - 10-11
  working_days: [2026-05-02, 2026-09-01..2026-09-02]
  special_hours:
    2026-12-30: [08:30-12:00]
    2026-03-15: 08:00-13:00, 14:00-20:00
  checked_years: [2028, 2029]
"""


def problems(working_time: str) -> list[Problem]:
    return examine((BEFORE + working_time).encode(), CATEGORIES).problems


def changed(old: str, new: str) -> str:
    assert WORKING_TIME.count(old) == 1, old
    return WORKING_TIME.replace(old, new)


def test_all_that_working_time_says_is_in_the_registry() -> None:
    registry = load((BEFORE + WORKING_TIME).encode(), CATEGORIES)

    monday, *others = registry.hours.by_weekday
    assert monday == ((time(8, 30), time(13)), (time(14), time(17, 45)))
    assert others == [(), (), (), ((time(8, 30), time(13)), (time(14), time(16, 30))), (), ()]
    assert registry.hours.short_by == timedelta(minutes=90)
    assert registry.days_off == LocalDays(
        frozenset({date(2026, 4, 21), date(2026, 8, 3), date(2026, 8, 4), date(2026, 8, 5)}), frozenset({(10, 11)})
    )
    assert registry.working_days == LocalDays(frozenset({date(2026, 5, 2), date(2026, 9, 1), date(2026, 9, 2)}))
    assert registry.special_hours == {
        date(2026, 12, 30): parse_day(["08:30-12:00"]),
        date(2026, 3, 15): parse_day(["08:00-13:00", "14:00-20:00"]),
    }
    assert registry.checked_years == {2028, 2029}
    assert problems(WORKING_TIME) == []


def test_the_hours_of_the_week_alone_are_enough() -> None:
    registry = load((BEFORE + "working_time: {hours: {monday: [09:00-18:00]}}\n").encode(), CATEGORIES)

    assert registry.hours.short_by == timedelta(hours=1)
    assert registry.days_off == registry.working_days == LocalDays()
    assert registry.special_hours == {}
    assert registry.checked_years == frozenset()


@pytest.mark.parametrize(
    ("old", "new", "line", "field", "sentence"),
    [
        (
            "  - 2026-04-21\n",
            "  - 21.04.2026\n",
            12,
            "days_off.0",
            "'21.04.2026' is not a day; write 2026-04-21, or 2026-08-03..2026-08-14 for a closure",
        ),
        ("  - 10-11\n", "  - 11-31\n", 14, "days_off.2", "'11-31' is not a day; "),
        ("2026-08-05", "2026-08-01", 13, "days_off.1", "'2026-08-03..2026-08-01' ends before it begins"),
        ("2026-08-05", "2028-08-05", 13, "days_off.1", "'2026-08-03..2028-08-05' is longer than a year"),
        ("  - 2026-04-21\n", "  - {a: b}\n", 11, "days_off", "a list of words is expected here"),
        (
            "[2026-05-02,",
            "[05-02,",
            15,
            "working_days.0",
            "'05-02' would be worked on weekends, too; write each working day with its year",
        ),
        (
            "2026-09-01..2026-09-02",
            "2026-08-01..2026-09-02",
            15,
            "working_days.1",
            "2026-08-03 is both a day off (line 13) and a working day; keep it in one of the lists",
        ),
        ("[08:30-12:00]", "[12:00-08:30]", 17, "special_hours.2026-12-30", "'12:00-08:30' are not working hours"),
        ("[08:30-12:00]", "[08:30-12:00, 11:00-13:00]", 17, "special_hours.2026-12-30", "the working hours of a day"),
        (
            "[08:30-12:00]",
            "[]",
            17,
            "special_hours.2026-12-30",
            "2026-12-30 has no hours here; name a day without work in `days_off`",
        ),
        ("[08:30-12:00]", "", 17, "special_hours.2026-12-30", "2026-12-30 has no hours here"),
        ("[08:30-12:00]", "{a: b}", 17, "special_hours.2026-12-30", "a list of hours such as [08:30-13:00, 14:00-17:4"),
        ("2026-12-30:", "12-30:", 17, "special_hours.12-30", "'12-30' is not a day, like 2025-12-24"),
        ("2026-12-30:", "2026-12-32:", 17, "special_hours.2026-12-32", "'2026-12-32' is not a day"),
        ("2026-12-30:", "2026-03-15:", 18, "", "the key '2026-03-15' appears twice"),
        ("[08:30-13:00, 14:00-17:45]", "[08:30-13:00, 12:00-17:45]", 7, "hours.monday", "the working hours of a day o"),
        ("08:30-13:00, 14:00-16:30", "с утра", 8, "hours.friday", "'с утра' are not working hours; write them as"),
        ("sunday:", "sunday: {a: b}", 9, "hours.sunday", "a list of hours such as [08:30-13:00, 14:00-17:45] is expec"),
        ("90 minutes", "1 calendar day", 10, "short_by", "'1 calendar day' is not a time such as 1 hour or 90 minutes"),
        ("90 minutes", "48 hours", 10, "short_by", "'48 hours' is not a time such as"),
        ("90 minutes", "скоро", 10, "short_by", "'скоро' is not a time such as"),
        ("[2028, 2029]", "[2028, 29]", 19, "checked_years.1", "'29' is not a year, like 2028"),
    ],
)
def test_what_is_wrong_is_named_by_line(old: str, new: str, line: int, field: str, sentence: str) -> None:
    (found,) = problems(changed(old, new))

    assert (found.file, found.line, found.level) == ("departments.yaml", line, "error")
    assert found.message.startswith(sentence)
    assert found.field == (f"working_time.{field}" if field else found.field)


def test_a_week_without_hours_is_named_at_its_key() -> None:
    (found,) = problems("working_time:\n  hours: {sunday: []}\n")

    assert (found.line, found.message) == (
        6,
        "the week has no working hours; give those of one weekday or more, as 08:30-13:00",
    )


def test_hours_of_a_day_that_is_named_off_too_are_a_warning_and_hold() -> None:
    given = changed("    2026-12-30: [08:30-12:00]", "    2026-04-21: [08:30-12:00]")
    reading = examine((BEFORE + given).encode(), CATEGORIES)

    assert [(found.level, found.line, found.message) for found in reading.problems] == [
        (
            "warning",
            12,
            "2026-04-21 has hours in `special_hours` and so is worked; delete it from one of the two",
        )
    ]
    assert reading.registry is not None
    assert date(2026, 4, 21) in reading.registry.special_hours


def test_a_day_of_a_closure_or_of_every_year_may_have_hours_of_its_own_without_a_word() -> None:
    given = changed("    2026-12-30: [08:30-12:00]", "    2026-08-04: [08:30-12:00]\n    2026-10-11: [08:30-12:00]")

    assert problems(given) == []


def test_all_problems_are_told_at_once() -> None:
    given = changed("  - 2026-04-21\n", "  - завтра\n")
    for old, new in (("[2028, 2029]", "[скоро]"), ("90 minutes", "много")):
        assert old in given
        given = given.replace(old, new)

    assert [found.line for found in problems(given)] == [12, 10, 19]
