"""The tables of what came in: what they show of the members of the JSON form, and when they are left out."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any

from hypothesis import given, settings

from mcu_cli.domain.appeal import Author, Place
from mcu_cli.domain.vocabulary import Channel, EventKind, Relation
from mcu_cli.render.report.cell_text import heading_texts, row_texts
from mcu_cli.render.report.parts import kinds, territory, themes, volume
from mcu_cli.reports.figures import as_data, figures
from mcu_cli.reports.periods import Kind, Period, around
from tests.reports.history import CALENDAR, Record, appeal, at, event
from tests.reports.test_came_in import NOVEMBER, NOW, TOWN, about, placed
from tests.reports.test_came_in_again import records

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from mcu_cli.domain.appeal import Appeal
    from mcu_cli.render.report.section import Section

PARTS = (volume, kinds, themes, territory)


def data_of(appeals: Iterable[Appeal], period: Period = NOVEMBER, now: datetime = NOW) -> dict[str, Any]:
    return as_data(figures(Record(appeals), TOWN, CALENDAR, period, now))


def drawn(data: dict[str, Any], name: str) -> list[Section]:
    return [section for part in PARTS for section in part.sections(data) if section.name == name]


def only(data: dict[str, Any], name: str) -> Section:
    (section,) = drawn(data, name)
    return section


@given(found=records())
@settings(max_examples=50, deadline=None)
def test_every_table_has_rows_of_its_columns_and_can_be_written(found: tuple[list[Appeal], Period, datetime]) -> None:
    data = data_of(*found)
    for part in PARTS:
        for section in part.sections(data):
            assert section.rows, section.name
            assert section.name in data
            assert {len(row) for row in section.rows} == {len(section.columns)}
            assert len(heading_texts(section)) == len(row_texts(section)[0])
            if section.chart:
                assert max(section.chart.labels, *section.chart.values) < len(section.columns)


def test_nothing_is_said_of_nothing() -> None:
    data = data_of([])
    names = {section.name for part in PARTS for section in part.sections(data)}
    assert names == {"districts_without_appeals"}


def test_averages_and_peaks_are_said() -> None:
    data = data_of([appeal(n, at(f"11-{day} 12:00")) for n, day in enumerate((21, 23, 24, 24), 1)])
    (averages,) = (one for one in drawn(data, "volume") if one.title == "Received on average")
    assert averages.rows == [["a day", 0.4], ["a working day", 0.7], ["per 1,000 residents", 1.99]]
    assert averages.note == (
        "The most on a day: 2 appeals, on 2026-11-24. The most in a week: 3 appeals, from 2026-11-23 to 2026-11-29."
    )


def test_who_wrote_is_told_in_numbers_alone() -> None:
    appeals = [replace(appeal(n, at("11-10 12:00")), author=Author("Петров П.")) for n in (1, 2)]
    (wrote,) = (one for one in drawn(data_of(appeals), "volume") if one.title == "Who wrote")
    assert wrote.rows == [
        ["people and organisations", 1],
        ["of these wrote more than once", 1],
        ["appeals without a name", 0],
    ]
    assert [one.title for one in drawn(data_of([appeal(1, at("11-10 12:00"))]), "volume")] == ["Received on average"]


def test_a_series_goes_by_days_weeks_or_months() -> None:
    appeals = [appeal(1, at("11-10 12:00"))]
    month, quarter, year = (
        only(data_of(appeals, around(kind, date(2026, 11, 20))), "series")
        for kind in (Kind.MONTH, Kind.QUARTER, Kind.YEAR)
    )
    assert (month.title, month.rows[0]) == ("Day by day", ["2026-11-10", 1, 0, 0])
    assert (quarter.title, quarter.rows[0][0]) == ("Week by week", "2026-11-10")  # where the record begins
    assert (year.title, year.rows[0]) == ("Month by month", ["November 2026", 1, 0, 0])
    assert drawn(data_of(appeals, around(Kind.DAY, date(2026, 11, 10))), "series") == []


def test_sources_are_shown_where_they_say_more_than_channels() -> None:
    one = appeal(1, at("11-10 12:00"))
    assert drawn(data_of([replace(one, source=replace(one.source, system="incident"))]), "sources") == []
    widget = replace(one, channel=Channel.POS, source=replace(one.source, system="widget"))
    assert [row[0] for row in only(data_of([widget]), "sources").rows] == ["widget"]


def test_repeats_are_shown_where_there_are_any() -> None:
    again = event(EventKind.LINKED, at("11-10 13:00"), relation=Relation.REPEAT_OF, to="20260101-0001")
    assert drawn(data_of([appeal(1, at("11-02 12:00"))]), "repeats") == []
    found = only(data_of([appeal(1, at("11-02 12:00")), appeal(2, at("11-10 12:00"), again)]), "repeats")
    assert [row[1:] for row in found.rows] == [[1, 50.0], [1, 50.0], [0, 0.0], [0, 0.0]]


def test_topics_of_channels_are_shown_where_there_are_several() -> None:
    first = about(1, "11-10 12:00", "Шум")
    assert drawn(data_of([first]), "topics_by_channel") == []
    second = replace(about(2, "11-10 12:00", "Шум"), channel=Channel.LETTER)
    found = only(data_of([first, second]), "topics_by_channel")
    assert found.rows == [
        ["Incident Management", "Иное: Шум", 1, 100.0],
        ["letter", "Иное: Шум", 1, 100.0],
    ]


def test_leaders_of_growth_name_what_they_are_compared_with() -> None:
    appeals = [appeal(1, at("09-30 12:00")), about(2, "10-10 12:00", "Шум"), about(3, "11-10 12:00", "Пыль")]
    rising, falling = drawn(data_of(appeals), "growth")
    assert rising.title == "Grew most against the period before"
    assert rising.rows == [["Иное: Пыль", 1, 0, 1, None]]
    assert falling.rows == [["Иное: Шум", 0, 1, -1, -100.0]]
    assert [column.heading for column in rising.columns] == ["topic", "received", "period before", "+/−", "%"]
    year_ago = [appeal(4, at("2025-10-01 12:00")), *appeals]
    assert drawn(data_of(year_ago), "growth")[0].title == "Grew most against last year"


def test_new_topics_are_named() -> None:
    appeals = [about(1, "10-01 12:00", "Шум"), about(2, "11-10 12:00", "Пыль"), about(3, "11-11 12:00", "Шум")]
    assert only(data_of(appeals), "new_topics").rows == [["Иное: Пыль", 1]]


def test_districts_stand_beside_their_residents() -> None:
    data = data_of([appeal(1, at("11-10 12:00"), district="заречный"), appeal(2, at("11-10 12:00"), district="Хутор")])
    districts = only(data, "districts")
    assert [column.heading for column in districts.columns][-2:] == ["residents", "per 1,000 residents"]
    assert [[row[0], *row[-2:]] for row in districts.rows] == [["Заречный", 1200, 0.83], ["Хутор", None, None]]
    assert only(data, "districts_without_appeals").rows == [["Дальний", 7], ["Лесной", 800]]


def test_small_districts_stand_together_where_there_are_many() -> None:
    appeals = [
        appeal(10 * n + more, at("11-10 12:00"), category="roads", district=f"Посёлок {n}")
        for n in range(1, 10)
        for more in range(10 - n)
    ]
    found = only(data_of(appeals), "groups_by_district")
    assert [column.heading for column in found.columns] == [
        "group of topics",
        *(f"Посёлок {n}" for n in range(1, 7)),
        "others",
        "in all",
    ]
    assert found.rows == [["Дороги", 9, 8, 7, 6, 5, 4, 6, 45]]
    assert drawn(data_of([appeal(1, at("11-10 12:00"))]), "groups_by_district") == []


def test_hot_places_name_the_settlement_where_there_are_several() -> None:
    omsk = [placed(n, street="улица Мира", settlement="Омск") for n in (1, 2, 3)]
    assert only(data_of(omsk), "places").rows == [["улица Мира", 3, "Дороги: Уборка снега"]]
    tara = [replace(placed(n), place=Place(settlement="Тара", object="школа № 5")) for n in (4, 5, 6, 7)]
    assert only(data_of([*omsk, *tara]), "places").rows == [
        ["Тара, школа № 5", 4, "Дороги: Уборка снега"],
        ["Омск, улица Мира", 3, "Дороги: Уборка снега"],
    ]
