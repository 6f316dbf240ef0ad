"""What came in, on records small enough to be counted by hand: where it begins, what is new, hot places, averages."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from mcu_cli import language
from mcu_cli.domain.appeal import Author, Place
from mcu_cli.domain.vocabulary import CHATTER, FORMS, Channel, EventKind, Relation
from mcu_cli.reports.indicators import executors, kinds, territory, themes, totals, volume, waiting
from mcu_cli.reports.narrowed import Narrowed
from mcu_cli.reports.periods import Kind, Period, Window, around, between
from mcu_cli.reports.scope import Asked, Scope
from mcu_cli.reports.tallies import tallies
from tests.reports.history import CALENDAR, REGISTRY, ZONE, Record, appeal, at, duplicate, event, final

if TYPE_CHECKING:
    from collections.abc import Iterable

    from mcu_cli.domain.appeal import Appeal

NOW = at("12-20 15:00")
NOVEMBER = around(Kind.MONTH, date(2026, 11, 20))
TOWN = replace(
    REGISTRY, municipality=replace(REGISTRY.municipality, population={"Заречный": 1200, "Лесной": 800, "Дальний": 7})
)


def asked_of(
    appeals: Iterable[Appeal], period: Period = NOVEMBER, *, now: datetime = NOW, **municipality: Any
) -> Asked:
    town = replace(TOWN, municipality=replace(TOWN.municipality, **municipality))
    return Asked(Record(appeals), town, Scope(period, now, CALENDAR))


def test_what_was_answered_before_its_registration_left_when_it_came_in_every_breakdown() -> None:
    asked = asked_of([appeal(1, at("11-05 12:00"), final(at("10-30 12:00")))])
    assert totals.members(asked)["handled"]["period"] == 1
    (row,) = volume.members(asked)["channels"]
    assert (row["received"], row["handled"], row["handled_month_to_date"]) == (1, 1, 1)


# --- Where the record begins


@pytest.mark.parametrize(
    ("first", "year_before"),
    [
        ("2025-12-31 23:59", 1),  # before it began
        ("2026-01-01 00:00", 1),
        ("2026-01-09 12:00", 1),  # the first working day: nothing came in on the holidays
        ("2026-01-10 00:00", None),
    ],
)
def test_a_year_is_compared_with_only_where_the_record_holds_it_whole(first: str, year_before: int | None) -> None:
    appeals = [appeal(1, at(first)), appeal(2, at("2027-02-01 12:00"))]
    if first.startswith("2025"):
        appeals.append(appeal(3, at("2026-05-05 12:00")))
    asked = asked_of(appeals, around(Kind.YEAR, date(2027, 1, 1)), now=at("2028-01-20 12:00"))
    received = totals.members(asked)["received"]
    assert (received["period"], received["last_year"]) == (1, year_before)
    assert received["change_percent"] == (None if year_before is None else 0)
    assert {row["received_last_year"] is None for row in volume.members(asked)["channels"]} == {year_before is None}


def test_a_record_shorter_than_a_year_has_no_growth_against_it() -> None:
    asked = asked_of([appeal(1, at("10-30 12:00")), appeal(2, at("11-10 12:00")), appeal(3, at("11-11 12:00"))])
    received = totals.members(asked)["received"]
    assert received["last_year"] is None
    assert received["change_percent"] is None
    assert received["previous"] is None  # October is known from its end on only
    assert received["change_previous_percent"] is None
    assert themes.members(asked)["growth"] == {"base": None, "rising": [], "falling": []}


def test_a_stretch_that_ended_before_the_record_began_is_unknown_even_on_a_sunday() -> None:
    asked = asked_of([appeal(1, at("11-16 00:00"))], around(Kind.DAY, date(2026, 11, 16)))
    assert totals.members(asked)["received"]["previous"] is None


def test_an_empty_record_knows_nothing() -> None:
    asked = asked_of([])
    assert asked.began is None
    assert not asked.knows(asked.windows.previous)
    assert totals.members(asked)["received"]["previous"] is None


# --- Edges of the stretches


@pytest.mark.parametrize(
    ("period", "stretch", "first", "last"),
    [
        (NOVEMBER, "period", "2026-11-01", "2026-11-30"),
        (NOVEMBER, "quarter_to_date", "2026-10-01", "2026-11-30"),
        (NOVEMBER, "year_to_date", "2026-01-01", "2026-11-30"),
        (NOVEMBER, "previous", "2026-10-01", "2026-10-31"),
        (NOVEMBER, "last_year", "2025-11-01", "2025-11-30"),
        (around(Kind.DAY, date(2024, 2, 29)), "last_year", "2023-02-28", "2023-02-28"),
        (around(Kind.DAY, date(2024, 2, 29)), "month_to_date", "2024-02-01", "2024-02-29"),
        (around(Kind.MONTH, date(2025, 2, 1)), "last_year", "2024-02-01", "2024-02-29"),
        (around(Kind.QUARTER, date(2026, 3, 31)), "previous", "2025-10-01", "2025-12-31"),
        (around(Kind.QUARTER, date(2026, 3, 31)), "month_to_date", "2026-03-01", "2026-03-31"),
        # 2020 has a week 53, from 28 December to 3 January: of 2019 it is read against week 52.
        (around(Kind.WEEK, date(2021, 1, 2)), "period", "2020-12-28", "2021-01-03"),
        (around(Kind.WEEK, date(2021, 1, 2)), "previous", "2020-12-21", "2020-12-27"),
        (around(Kind.WEEK, date(2021, 1, 2)), "last_year", "2019-12-23", "2019-12-29"),
        (around(Kind.WEEK, date(2021, 1, 2)), "year_to_date", "2021-01-01", "2021-01-03"),
        (around(Kind.WEEK, date(2021, 1, 2)), "quarter_to_date", "2021-01-01", "2021-01-03"),
        (around(Kind.WEEK, date(2021, 12, 29)), "last_year", "2020-12-21", "2020-12-27"),
    ],
)
def test_a_stretch_holds_its_first_and_its_last_second(period: Period, stretch: str, first: str, last: str) -> None:
    begin, end = at(f"{first} 00:00"), at(f"{last} 23:59") + timedelta(seconds=59)
    inside, outside = (begin, end), (begin - timedelta(seconds=1), end + timedelta(seconds=1))
    appeals = [appeal(n, moment) for n, moment in enumerate((at("2015-01-01 12:00"), *inside, *outside), 1)]
    asked = asked_of(appeals, period)
    assert totals.members(asked)["received"][stretch] == len(inside)
    assert sum(asked.windows._asdict()[stretch]) == int(begin.timestamp()) + int(end.timestamp()) + 1


# --- Averages and peaks


def test_averages_are_of_the_days_on_which_something_could_come_in() -> None:
    appeals = [appeal(n, at(f"11-{day} 12:00")) for n, day in enumerate((21, 23, 24, 24), 1)]
    found = volume.members(asked_of(appeals))["volume"]
    # From the 21st, when the record begins: ten days, of which six are worked.
    assert (found["days"], found["per_day"], found["per_working_day"]) == (10, 0.4, 0.7)
    assert found["peak_day"] == {"day": "2026-11-24", "received": 2}
    assert found["peak_week"] == {"from": "2026-11-23", "to": "2026-11-29", "received": 3}
    assert (found["residents"], found["per_1000"]) == (2007, 1.99)


@pytest.mark.parametrize(
    ("opened", "days"),
    [
        (None, 30),
        (date(2026, 11, 11), 30),  # the record is older than the centre
        (date(2020, 1, 1), 30),
    ],
)
def test_a_record_older_than_the_period_counts_all_its_days(opened: date | None, days: int) -> None:
    appeals = [appeal(1, at("10-01 12:00")), appeal(2, at("11-20 12:00"))]
    assert volume.members(asked_of(appeals, opened=opened))["volume"]["days"] == days


def test_days_between_the_opening_and_the_first_appeal_count() -> None:
    appeals = [appeal(1, at("11-16 12:00"))]
    assert volume.members(asked_of(appeals, opened=date(2026, 11, 11)))["volume"]["days"] == 20
    assert volume.members(asked_of([], opened=date(2026, 11, 11)))["volume"]["days"] == 20


def test_a_period_before_the_record_has_no_days_and_no_averages() -> None:
    found = volume.members(asked_of([appeal(1, at("12-01 12:00"))], population={}))
    assert found["volume"] == {
        "days": 0,
        "per_day": None,
        "per_working_day": None,
        "peak_day": None,
        "peak_week": None,
        "residents": None,
        "per_1000": None,
        "authors": 0,
        "repeat_authors": 0,
        "without_author": 0,
    }


@pytest.mark.parametrize(
    ("first", "last", "step", "points"),
    [
        (date(2026, 10, 1), date(2026, 11, 14), "day", 45),
        (date(2026, 10, 1), date(2026, 11, 15), "week", 7),
        (date(2026, 5, 18), date(2026, 11, 15), "week", 26),
        (date(2026, 5, 17), date(2026, 11, 15), "month", 7),
    ],
)
def test_the_step_of_a_series_follows_the_length(first: date, last: date, step: str, points: int) -> None:
    series = volume.members(asked_of([appeal(1, at("2026-01-09 12:00"))], between(first, last)))["series"]
    assert (series["step"], len(series["points"])) == (step, points)
    assert (series["points"][0]["from"], series["points"][-1]["to"]) == (first.isoformat(), last.isoformat())


def test_a_course_begins_with_the_record_and_what_was_before_it_is_no_zero() -> None:
    year = around(Kind.YEAR, date(2026, 11, 1))
    asked = asked_of([appeal(1, at("09-21 12:00"))], year)
    points = volume.members(asked)["series"]["points"]
    assert [(point["from"], point["to"]) for point in points] == [
        ("2026-09-21", "2026-09-30"),
        ("2026-10-01", "2026-10-31"),
        ("2026-11-01", "2026-11-30"),
        ("2026-12-01", "2026-12-20"),
    ]
    assert waiting.members(asked)["backlog"] == {"start": None, "in": 1, "out": 0, "end": 1}
    assert executors.members(asked)["executors"][0]["open_at_start"] is None
    whole = asked_of([appeal(1, at("01-09 12:00"))], year)
    assert volume.members(whole)["series"]["points"][0]["from"] == "2026-01-01"  # on holidays nothing comes in
    assert waiting.members(whole)["backlog"]["start"] == 0
    assert volume.members(asked_of([], year))["series"]["points"] == []


def test_an_appeal_answered_twice_counts_in_both_stretches() -> None:
    appeals = [appeal(1, at("11-02 12:00"), final(at("11-03 12:00")), final(at("11-04 12:00")))]
    points = volume.members(asked_of(appeals))["series"]["points"]
    assert [point["from"] for point in points if point["answered"]] == ["2026-11-03", "2026-11-04"]
    assert [point["from"] for point in points if point["handled"]] == ["2026-11-03"]


def test_a_person_is_known_by_the_page_else_by_the_name_whatever_its_case() -> None:
    authors = (Author("Петров П."), Author("петров  п."), Author("Петров П.", "vk/1"), Author("", "vk/1"), Author())
    appeals = [replace(appeal(n, at("11-10 12:00")), author=author) for n, author in enumerate(authors, 1)]
    found = volume.members(asked_of(appeals))["volume"]
    assert (found["authors"], found["repeat_authors"], found["without_author"]) == (2, 2, 1)


# --- Kinds


def test_every_channel_has_a_form() -> None:
    assert set(FORMS) == set(Channel)


def test_chatter_counts_as_received_and_can_be_left_out() -> None:
    noise = replace(appeal(1, at("11-10 12:00")), tags=(CHATTER,))
    appeals = [noise, appeal(2, at("11-11 12:00"))]
    asked = asked_of(appeals)
    assert totals.members(asked)["received"]["period"] == 2
    assert [(row["id"], row["title"]) for row in kinds.members(asked)["tags"]] == [(CHATTER, "no appeal (chatter)")]
    part = replace(asked, source=Narrowed(Record(appeals), [appeals[1].id]))
    assert totals.members(part)["received"]["period"] == 1


def test_a_mark_is_counted_as_a_whole_and_shares_are_of_all_received() -> None:
    appeals = [
        replace(appeal(1, at("11-10 12:00")), tags=("СВО", "СВО семья")),
        replace(appeal(2, at("11-11 12:00")), tags=("СВО семья",)),
        appeal(3, at("11-12 12:00")),
    ]
    found = kinds.members(asked_of(appeals))["tags"]
    assert [(row["id"], row["received"], row["share_percent"]) for row in found] == [
        ("СВО семья", 2, 66.7),
        ("СВО", 1, 33.3),
    ]


def test_a_repeat_of_what_stands_outside_the_part_is_still_a_repeat() -> None:
    again = event(EventKind.LINKED, at("11-10 13:00"), relation=Relation.REPEAT_OF, to="20260101-0001")
    third = event(EventKind.LINKED, at("11-11 13:00"), relation=Relation.REPEAT_OF, to="20260101-0002")
    appeals = [
        appeal(1, at("11-02 12:00")),
        appeal(2, at("11-10 12:00"), again),
        appeal(3, at("11-11 12:00"), third),
    ]
    asked = asked_of(appeals)
    assert kinds.members(asked)["repeats"] == {"primary": 1, "repeat": 2, "multiple": 1, "duplicates": 0}
    part = replace(asked, source=Narrowed(Record(appeals), [appeals[2].id]))
    assert kinds.members(part)["repeats"] == {"primary": 0, "repeat": 1, "multiple": 1, "duplicates": 0}


def test_a_duplicate_that_is_a_repeat_too_counts_once() -> None:
    again = event(EventKind.LINKED, at("11-10 13:00"), relation=Relation.REPEAT_OF, to="20260101-0001")
    appeals = [appeal(1, at("11-02 12:00")), appeal(2, at("11-10 12:00"), again, duplicate(at("11-10 14:00")))]
    assert kinds.members(asked_of(appeals))["repeats"] == {"primary": 1, "repeat": 0, "multiple": 0, "duplicates": 1}


# --- Themes


def about(number: int, moment: str, topic: str) -> Appeal:
    return appeal(number, at(moment), category="Иное", topic=topic)


def test_growth_is_against_last_year_and_in_order_of_its_size() -> None:
    appeals = [
        *(about(n, "2025-11-10 12:00", "Шум") for n in range(1, 5)),
        about(5, "2025-11-11 12:00", "Пыль"),
        *(about(n, "2026-11-10 12:00", "Пыль") for n in range(6, 9)),
        about(9, "2026-11-10 12:00", "Дым"),
        about(10, "2026-11-10 12:00", ""),
        appeal(11, at("2025-10-01 12:00")),
    ]
    growth = themes.members(asked_of(appeals))["growth"]
    assert growth["base"] == "last_year"
    assert growth["rising"] == [
        {"id": "Иное: Пыль", "title": "Иное: Пыль", "received": 3, "before": 1, "change": 2, "change_percent": 200.0},
        {"id": "Иное", "title": "Иное", "received": 1, "before": 0, "change": 1, "change_percent": None},
        {"id": "Иное: Дым", "title": "Иное: Дым", "received": 1, "before": 0, "change": 1, "change_percent": None},
    ]
    assert [(one["id"], one["change"], one["change_percent"]) for one in growth["falling"]] == [
        ("Иное: Шум", -4, -100.0)
    ]


def test_growth_is_against_the_period_before_where_last_year_is_unknown() -> None:
    appeals = [appeal(1, at("09-30 12:00")), about(2, "10-10 12:00", "Шум"), about(3, "11-10 12:00", "Пыль")]
    growth = themes.members(asked_of(appeals))["growth"]
    assert growth["base"] == "previous"
    assert [one["id"] for one in growth["rising"]] == ["Иное: Пыль"]
    assert [one["id"] for one in growth["falling"]] == ["Иное: Шум"]


def test_while_the_period_goes_on_topics_are_compared_with_the_same_part() -> None:
    appeals = [
        appeal(1, at("09-30 12:00")),
        about(2, "10-10 12:00", "Шум"),
        about(3, "10-20 12:01", "Вода"),  # November has not come so far
        about(4, "11-10 12:00", "Пыль"),
    ]
    growth = themes.members(asked_of(appeals, now=at("11-20 12:00")))["growth"]
    assert [one["id"] for one in growth["rising"]] == ["Иное: Пыль"]
    assert [one["id"] for one in growth["falling"]] == ["Иное: Шум"]


# --- What an unfinished period is compared with


@pytest.mark.parametrize(
    ("period", "now", "previous", "last_year"),
    [
        # Monday to Friday noon, beside the same days of the week before and of that of the same number.
        (around(Kind.WEEK, date(2026, 11, 20)), "11-20 12:00", "2026-11-13 12:00", "2025-11-21 12:00"),
        (around(Kind.DAY, date(2026, 11, 20)), "11-20 12:00", "2026-11-19 12:00", "2025-11-20 12:00"),
        (around(Kind.MONTH, date(2026, 11, 20)), "11-20 12:00", "2026-10-20 12:00", "2025-11-20 12:00"),
        (around(Kind.MONTH, date(2026, 3, 1)), "03-30 12:00", "2026-02-28 24:00", "2025-03-30 12:00"),
        # 50 days of each quarter; of a year the dates, as 29 February moves the days.
        (around(Kind.QUARTER, date(2026, 5, 1)), "05-20 12:00", "2026-02-19 12:00", "2025-05-20 12:00"),
        (around(Kind.YEAR, date(2024, 1, 1)), "2024-11-10 12:00", "2023-11-10 12:00", "2023-11-10 12:00"),
        (around(Kind.YEAR, date(2024, 1, 1)), "2024-02-29 12:00", "2023-02-28 12:00", "2023-02-28 12:00"),
        (around(Kind.YEAR, date(2025, 1, 1)), "2025-11-10 12:00", "2024-11-10 12:00", "2024-11-10 12:00"),
        (between(date(2026, 11, 11), date(2026, 11, 30)), "11-20 12:00", "2026-10-31 12:00", "2025-11-20 12:00"),
        # Finished: whole.
        (around(Kind.WEEK, date(2026, 11, 20)), "11-23 00:00", "2026-11-15 24:00", "2025-11-23 24:00"),
        # The last second of a period is a part as well: what has the same length is whole.
        (around(Kind.MONTH, date(2026, 11, 20)), "11-30 23:59", "2026-10-30 23:59", "2025-11-30 23:59"),
    ],
)
def test_an_unfinished_period_is_compared_with_the_same_part_of_earlier_ones(
    period: Period, now: str, previous: str, last_year: str
) -> None:
    scope = Scope(period, at(now), CALENDAR)
    for earlier, end in ((scope.previous, previous), (scope.last_year, last_year)):
        day, is_whole = date.fromisoformat(end[:10]), end.endswith("24:00")
        assert earlier.period.last == day
        if is_whole:
            assert earlier.until is None
            assert earlier.window.end == int(at(f"{day + timedelta(days=1)} 00:00").timestamp())
        else:
            assert earlier.until == at(end)
            assert earlier.window.end == int(at(end).timestamp()) + 1  # the second of now belongs to it
    assert (scope.windows.previous, scope.windows.last_year) == (scope.previous.window, scope.last_year.window)


def test_a_week_that_goes_on_is_told_beside_as_many_days_of_the_week_before() -> None:
    appeals = [appeal(n, at(f"11-{day}")) for n, day in enumerate(("02 12:00", "09 12:00", "10 12:00", "13 09:00"), 1)]
    appeals += [appeal(9, at("11-16 09:00")), appeal(10, at("11-17 08:59"))]
    received = totals.members(asked_of(appeals, around(Kind.WEEK, date(2026, 11, 17)), now=at("11-17 09:00")))[
        "received"
    ]
    assert (received["period"], received["previous"], received["change_previous_percent"]) == (2, 1, 100.0)


def test_a_topic_is_new_only_where_the_record_knows_what_was_before() -> None:
    appeals = [about(1, "10-01 12:00", "Шум"), about(2, "11-10 12:00", "Пыль"), about(3, "11-11 12:00", "Шум")]
    assert [one["id"] for one in themes.members(asked_of(appeals))["new_topics"]] == ["Иное: Пыль"]
    late = [about(1, "10-10 12:00", "Шум"), *appeals[1:]]
    assert themes.members(asked_of(late))["new_topics"] == []


def test_a_topic_that_another_system_called_otherwise_is_not_new() -> None:
    appeals = [
        appeal(1, at("10-01 12:00"), category="Дорожное хозяйство", topic="Снег"),
        appeal(2, at("11-10 12:00"), category="roads/snow"),
    ]
    assert themes.members(asked_of(appeals))["new_topics"] == []


def test_a_group_without_a_topic_is_not_new_after_one_of_its_topics() -> None:
    appeals = [appeal(1, at("10-01 12:00"), category="roads/snow"), appeal(2, at("11-10 12:00"), category="roads")]
    assert themes.members(asked_of(appeals))["new_topics"] == []


# --- Territory


def placed(number: int, author: str = "", **place: Any) -> Appeal:
    made = appeal(number, at("11-10 12:00") + timedelta(minutes=number), category="roads/snow", district="Заречный")
    return replace(made, place=Place(**place), author=Author(author))


def test_districts_are_told_by_head_and_those_without_appeals_are_named() -> None:
    appeals = [
        appeal(n, at("11-10 12:00"), district=name) for n, name in enumerate(("заречный", "ЗАРЕЧНЫЙ", "Хутор"), 1)
    ]
    found = territory.members(asked_of(appeals))
    assert [(row["id"], row["received"], row["residents"], row["per_1000"]) for row in found["districts"]] == [
        ("Заречный", 2, 1200, 1.67),
        ("Хутор", 1, None, None),
    ]
    assert found["districts_without_appeals"] == [
        {"id": "Дальний", "title": "Дальний", "residents": 7},
        {"id": "Лесной", "title": "Лесной", "residents": 800},
    ]


def test_spellings_of_a_street_are_one_hot_place_without_houses() -> None:
    appeals = [
        placed(1, street="ул. Мира", house="5", settlement="Омск"),
        placed(2, street="Мира улица", house="7", settlement="Омск"),
        placed(3, street="улица Мира", settlement="Омск"),
        placed(4, street="улица Мира, д. 9"),
        placed(5, street="улица Лесная", settlement="Омск"),
        placed(6, street="улица Лесная", settlement="Омск"),
    ]
    found = territory.members(asked_of(appeals))["places"]
    topic = {"id": "roads/snow", "title": "Дороги: Уборка снега"}
    assert found == [{"settlement": "Омск", "street": "улица Мира", "object": "", "received": 4, "topic": topic}]


def test_a_street_of_two_settlements_is_two_places() -> None:
    appeals = [placed(n, street="улица Мира", settlement=("Омск", "Тара", "")[n % 3]) for n in range(1, 10)]
    found = territory.members(asked_of(appeals))["places"]
    assert [(one["settlement"], one["received"]) for one in found] == [("", 3), ("Омск", 3), ("Тара", 3)]


def test_an_object_counts_only_with_a_name_of_its_own() -> None:
    appeals = [placed(n, object="школа № 5", street="улица Мира") for n in (1, 2, 3)]
    appeals += [placed(n, object="остановка", street="улица Труда") for n in (4, 5, 6)]
    found = territory.members(asked_of(appeals))["places"]
    assert [(one["street"], one["object"], one["received"]) for one in found] == [
        ("", "школа № 5", 3),
        ("улица Труда", "", 3),
    ]


@pytest.mark.parametrize(
    "place",
    [
        {"street": "у Ивановой Марии Петровны"},
        {"street": "Иванов"},
        {"object": "Дом Иванова И. И."},
        {"object": "гараж Иванов 3"},
        {"object": "ларёк +7 913 000-00-00"},
        {"object": "ул. Мира, дом 5"},
    ],
)
def test_what_may_be_a_person_or_a_house_is_no_public_place(place: dict[str, str]) -> None:
    appeals = [placed(n, "Иванов И. И.", **place) for n in (1, 2, 3)]
    assert territory.members(asked_of(appeals))["places"] == []


def test_a_neighbour_of_the_same_name_does_not_hide_a_street() -> None:
    appeals = [placed(n, author, street="улица Гагарина") for n, author in enumerate(("Гагарин Ю.", "Титов Г.", ""), 1)]
    assert [one["street"] for one in territory.members(asked_of(appeals))["places"]] == ["улица Гагарина"]


def test_addresses_for_internal_reports_name_the_house() -> None:
    appeals = [placed(n, street="ул. Мира", house="5 А", settlement="Омск") for n in (1, 2, 3)]
    appeals += [placed(n, street="улица Мира", house="7") for n in (4, 5)]
    topic = {"id": "roads/snow", "title": "Дороги: Уборка снега"}
    assert territory.addresses(asked_of(appeals)) == [
        {"settlement": "Омск", "street": "ул. Мира", "house": "5 А", "object": "", "received": 3, "topic": topic}
    ]


# --- The language of titles, and what can be asked


def test_titles_are_in_the_language_spoken() -> None:
    asked = asked_of([appeal(1, at("11-10 12:00"), channel=Channel.LETTER)])
    with language.speaking("ru"):
        assert [row["title"] for row in volume.members(asked)["channels"]] == ["письмо"]


def test_facts_that_are_never_joined_are_a_mistake() -> None:
    windows = asked_of([]).windows
    with pytest.raises(LookupError, match="network"):
        tallies(Record([]), windows).received.by("network", "district")


def test_windows_that_meet_are_counted_once() -> None:
    outer, inner = Window(0, 20), Window(5, 10)
    windows = asked_of([]).windows._replace(period=outer, previous=inner)
    for second, expected in ((7, [1, 0, 0, 0, 1, 0]), (15, [1, 0, 0, 0, 0, 0])):
        record = Record([appeal(1, datetime.fromtimestamp(second, ZONE))])
        assert tallies(record, windows).received.by("channel") == {("incident",): expected}
