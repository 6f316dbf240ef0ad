"""The figures of a report on a few appeals whose counts can be done by hand."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

from mcu_cli.domain.event import Due
from mcu_cli.domain.vocabulary import Channel, EventKind, Network, Outcome, Relation
from mcu_cli.reports.figures import as_data, figures, merged
from mcu_cli.reports.indicator import Indicator
from mcu_cli.reports.periods import Kind, around
from mcu_cli.reports.source import Answers
from mcu_cli.reports.speed import WorkingClock, time_of, times, working_days
from tests.reports.history import CALENDAR, REGISTRY, Record, appeal, at, event, final, interim

if TYPE_CHECKING:
    from datetime import datetime

# 20 November 2026 is a Friday.
APPEALS = [
    appeal(
        1,
        at("11-19 10:00"),
        event(EventKind.ASSIGNED, at("11-19 11:00"), department="roads"),
        interim(at("11-19 16:00")),
        final(at("11-20 10:00"), Outcome.RESOLVED),
        event(EventKind.CLOSED, at("11-20 12:00")),
        network=Network.VK,
        category="roads/snow",
        district="заречный",
        due=Due(at("11-19 15:00"), at("11-21 00:00")),
    ),
    appeal(
        2,
        at("11-20 09:00"),
        event(EventKind.ASSIGNED, at("11-20 09:30"), department="дорстрой"),
        network=Network.VK,
        category="Дорожное хозяйство",
        topic="Снег",
        due=Due(at("11-20 12:00")),
    ),
    appeal(3, at("11-20 16:00"), interim(at("11-20 16:30")), channel=Channel.URGENT, category="Иное", topic="Шум"),
    appeal(4, at("2025-11-20 12:00"), final(at("2025-11-20 13:00"))),
    appeal(5, at("2025-11-20 14:00"), event(EventKind.REJECTED, at("2025-11-21 13:00"))),
    appeal(6, at("11-02 12:00"), final(at("11-03 13:00")), channel=Channel.LETTER),
]
NOW = at("11-20 18:00")


def data_of(kind: Kind, day: date, *, record: Record | None = None, now: datetime = NOW) -> dict[str, Any]:
    """Return the members of the report of the period around `day`."""
    return as_data(figures(record or Record(APPEALS), REGISTRY, CALENDAR, around(kind, day), now))


@pytest.fixture
def day() -> dict[str, Any]:
    return data_of(Kind.DAY, date(2026, 11, 20))


def test_each_figure_stands_beside_those_it_is_read_against(day: dict[str, Any]) -> None:
    assert day["received"] == Indicator(2, 4, 4, 4, previous=1, last_year=2).as_data()
    assert day["answered"] == Indicator(2, 3, 3, 3, previous=1, last_year=1).as_data()
    assert day["answers"] == Indicator(2, 4, 4, 4, previous=1, last_year=1).as_data()
    assert day["handled"] == Indicator(1, 2, 2, 2, previous=0, last_year=1).as_data()
    assert day["closed"] == Indicator(1, 1, 1, 1, previous=0, last_year=0).as_data()
    assert day["assigned"] == Indicator(1, 2, 2, 2, previous=1, last_year=0).as_data()
    assert day["written_and_oral"] == Indicator(0, 1, 1, 1, previous=0, last_year=0).as_data()
    assert day["handled"]["change_percent"] == 0
    assert day["handled"]["change_previous_percent"] is None
    assert day["received"]["change_previous_percent"] == 100


def test_two_groups_that_give_the_same_member_are_a_mistake() -> None:
    assert merged([{"a": 1}, {"b": 2}]) == {"a": 1, "b": 2}
    with pytest.raises(ValueError, match="give b"):
        merged([{"a": 1, "b": 1}, {"b": 1}])


def test_the_backlog_and_what_is_late_in_it(day: dict[str, Any]) -> None:
    assert day["backlog"] == {"start": 1, "in": 2, "out": 1, "end": 2}
    assert day["overdue"] == 1


def test_an_unfinished_period_says_when_it_was_counted(day: dict[str, Any]) -> None:
    assert day["period"]["as_of"] == NOW.isoformat()
    done = data_of(Kind.DAY, date(2026, 11, 19))
    assert done["period"] == {"kind": "day", "from": "2026-11-19", "to": "2026-11-19", "as_of": None}


def test_what_comes_after_now_is_not_counted() -> None:
    found = data_of(Kind.DAY, date(2026, 11, 20), now=at("11-20 12:00"))
    assert found["received"]["period"] == 1
    assert found["closed"]["period"] == 1  # it happened in the very second of the report
    assert found["overdue"] == 0


def test_month_to_date_of_an_unfinished_year_is_that_of_today() -> None:
    found = data_of(Kind.YEAR, date(2026, 11, 20))["received"]
    assert (found["period"], found["month_to_date"], found["quarter_to_date"]) == (4, 4, 4)


def test_names_that_other_systems_use_are_counted_with_ours(day: dict[str, Any]) -> None:
    week = data_of(Kind.WEEK, date(2026, 11, 20))
    assert [(row["id"], row["title"], row["received"]) for row in week["topics"] if row["received"]] == [
        ("roads/snow", "Дороги: Уборка снега", 2),
        ("Иное: Шум", "Иное: Шум", 1),
    ]
    assert [(row["id"], row["received"], row["share_percent"]) for row in week["groups"] if row["received"]] == [
        ("roads", 2, 66.7),
        ("Иное", 1, 33.3),
    ]
    assert [(row["id"], row["title"], row["received"], row["handled"]) for row in week["departments"]] == [
        ("roads", "Управление дорог", 2, 1),
        ("", "not specified", 1, 0),
    ]
    assert {row["id"]: row["received"] for row in week["districts"]} == {"Заречный": 1, "": 2}
    assert {row["id"]: row["received"] for row in week["networks"]} == {"vk": 2, "": 1}
    assert {row["id"]: row["received_month_to_date"] for row in day["channels"]} == {
        "incident": 2,
        "urgent": 1,
        "letter": 1,
    }
    assert {row["id"]: row["handled"] for row in week["outcomes"] if row["handled"]} == {"resolved": 1}


def test_the_urgent_line_is_counted_on_its_own(day: dict[str, Any]) -> None:
    assert (day["urgent"]["received"], day["urgent"]["answered"]) == (1, 1)


def test_speed_is_measured_in_working_hours(day: dict[str, Any]) -> None:
    assert day["first_answer"]["count"] == 1  # of appeal 3: half an hour
    assert day["first_answer"]["mean_hours"] == 0.5
    assert day["first_answer"]["in_time_percent"] == 100
    assert day["final_answer"]["mean_hours"] == 8  # of appeal 1: 10:00 to 17:00, and 9:00 to 10:00 the next day
    assert day["answers_per_working_day"] == 2


def test_a_period_without_appeals_has_zeros_and_says_no_times() -> None:
    data = data_of(Kind.YEAR, date(2020, 1, 1), record=Record([]))
    assert data["received"] == Indicator(0, 0, 0, 0, previous=None, last_year=None).as_data()
    assert {data["first_answer"][name] for name in ("mean_hours", "median_hours", "p90_hours", "in_time_percent")} == {
        None
    }
    assert data["channels"] == []


def test_letters_leave_out_the_parts_split_from_another() -> None:
    letter = appeal(1, at("11-20 10:00"))
    split = event(EventKind.LINKED, at("11-20 10:00"), relation=Relation.PART_OF, to=letter.id)
    record = Record([letter, appeal(2, at("11-20 10:00"), split)])
    data = as_data(figures(record, REGISTRY, CALENDAR, around(Kind.DAY, date(2026, 11, 20)), NOW))
    assert data["received"]["period"] == 2
    assert data["questions"] == 2
    assert data["letters"] == 1


def test_the_clock_agrees_with_the_calendar() -> None:
    first, last = at("11-13 07:00"), at("11-24 12:34")
    clock = WorkingClock(CALENDAR, int(first.timestamp()), int(last.timestamp()))
    for start, end in [(first, last), (at("11-14 12:00"), at("11-16 09:30")), (at("11-20 16:59"), last)]:
        expected = CALENDAR.working_time(start, end).total_seconds()
        assert clock.between(int(start.timestamp()), int(end.timestamp())) == expected
    assert clock.between(int(last.timestamp()), int(first.timestamp())) == 0


def test_nine_tenths_is_a_time_that_was_really_kept() -> None:
    start = int(at("11-16 09:00").timestamp())
    answered = [start + 3600 * (n + 1) // 2 for n in range(10)]
    answers = Answers([start] * 10, answered, [at <= start + 3600 for at in answered], [])
    found = time_of([times(answers, CALENDAR)])
    assert found.p90_hours == 4.5
    assert found.median_hours == 2.75
    assert found.in_time_percent == 20


def test_working_days_are_those_of_the_calendar() -> None:
    assert working_days(CALENDAR, date(2026, 11, 16), date(2026, 11, 22)) == 5
