"""The tables of what was done: what they show of the members of the JSON form, and when they are left out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from hypothesis import given, settings

from mcu_cli.domain.vocabulary import Channel, EventKind, NoAnswerReason, Outcome
from mcu_cli.render.report.cell_text import heading_texts, row_texts
from mcu_cli.render.report.parts import centre, executors, outcomes, quality, times, urgent, waiting
from mcu_cli.reports.figures import as_data, figures
from tests.reports.history import CALENDAR, Record, at, event, final, interim
from tests.reports.random_histories import NOW as THEN
from tests.reports.random_histories import PERIODS, histories
from tests.reports.test_done import (
    NOVEMBER,
    NOW,
    TOWN,
    answers_of,
    assigned,
    closed,
    deferred,
    forwarded,
    one,
    rejected,
    reopened,
    repeat,
)

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from mcu_cli.domain.appeal import Appeal
    from mcu_cli.render.report.section import Section
    from mcu_cli.reports.periods import Period

PARTS = (executors, times, waiting, outcomes, quality, urgent, centre)
ANSWERED = final(at("11-03 10:00"))


def data_of(appeals: Iterable[Appeal], period: Period = NOVEMBER, now: datetime = NOW) -> dict[str, Any]:
    return as_data(figures(Record(appeals), TOWN, CALENDAR, period, now))


def drawn(name: str, *appeals: Appeal) -> list[Section]:
    data = data_of(appeals)
    return [section for part in PARTS for section in part.sections(data) if section.name == name]


@settings(max_examples=60)
@given(appeals=histories(), period=PERIODS)
def test_every_table_has_rows_of_its_columns_and_can_be_written(appeals: list[Appeal], period: Period) -> None:
    data = data_of(appeals, period, THEN)
    for part in PARTS:
        for section in part.sections(data):
            assert section.rows, section.name
            assert section.name in data
            assert {len(row) for row in section.rows} == {len(section.columns)}
            assert len(heading_texts(section)) == len(row_texts(section)[0])
            if section.chart:
                assert max(section.chart.labels, *section.chart.values) < len(section.columns)


def test_of_nothing_only_the_empty_backlog_is_told() -> None:
    data = data_of([])
    (section,) = (section for part in PARTS for section in part.sections(data))
    assert (section.name, section.note) == ("backlog", "")
    assert [row[1] for row in section.rows] == [None, 0, 0, 0, 0, 0, None]  # nothing is on record before


def test_the_backlog_says_how_late_the_latest_is() -> None:
    late = one(interim(at("11-02 12:00")), forwarded("11-03 10:00", control=True), due="11-20 12:00")
    (table,) = drawn("backlog", late, one(ANSWERED, number=2))
    assert [row[1] for row in table.rows] == [0, 2, 1, 1, 1, 1, None]
    assert table.note == "The latest is overdue by 10.5 days."


def test_departments_stand_by_their_load_and_by_their_speed() -> None:
    work, speed = drawn(
        "executors",
        *answers_of("roads", [1] * 10, 1),
        *answers_of("parks", [2] * 3, 21),
        one(assigned("11-02 10:01", "water"), number=31),
        one(number=32),
    )
    assert work.rows == [
        ["Водоканал", 0, 1, 0, 1, 1, 27.6, 0],
        ["Управление дорог", 0, 10, 10, 0, 0, None, 0],
        ["Парки", 0, 3, 3, 0, 0, None, 0],
        ["not specified", 0, 1, 0, 1, 1, 27.6, 0],
    ]
    assert speed.rows == [
        ["Управление дорог", 1, 10, 1.0, 1.0, 1.0, 100.0],
        ["Парки", None, 3, 2.0, 2.0, 2.0, 100.0],
    ]
    assert speed.note == "Places go by the median; a department needs 10 final answers or more to have one."


def test_bodies_outside_are_told_with_those_under_control() -> None:
    (table,) = drawn("forwarded_to", one(forwarded("11-03 10:00", "Прокуратура", control=True)))
    assert table.rows == [["Прокуратура", 1, 1]]


def test_what_was_handled_is_parted_by_its_term_and_by_its_days() -> None:
    rows = [
        one(ANSWERED),
        one(closed("11-30 10:00"), number=2, due="11-20 10:00"),
        one(event(EventKind.EXTENDED, at("11-03 10:00"), until=at("12-03 10:00").date(), reason="-"), number=3),
    ]
    (punctual,), (bands,) = drawn("punctual", *rows), drawn("bands", *rows)
    assert [row[1:] for row in punctual.rows] == [[1, 50.0], [1, 50.0], [0, 0.0]]
    assert punctual.note == "The term of 1 appeal was extended in the period."
    assert [row[1:] for row in bands.rows] == [[1, 50.0], [1, 50.0], [0, 0.0]]


def test_promises_are_told_where_any_was_made() -> None:
    (table,) = drawn("promises", one(deferred("11-05 10:00", "11-20")))
    assert [row[1] for row in table.rows] == [1, 1, 0, 0, 1]
    assert drawn("promises", one(ANSWERED)) == []


def test_outcomes_say_what_was_decided_in_favour() -> None:
    rows = [one(ANSWERED), one(final(at("11-03 10:00"), Outcome.RESOLVED), number=2)]
    (table,) = drawn("outcomes", *rows)
    assert table.note == (
        "1 appeal was decided in favour of the citizen (50.0% of those considered that have an outcome)."
    )
    (grounds,) = drawn("no_answer", one(rejected("11-03 10:00", NoAnswerReason.OBSCENE)))
    assert grounds.rows == [["obscene, insulting or threatening (59-FZ art. 11 part 3)", 1, 100.0]]


def test_marks_and_what_came_back() -> None:
    marked = one(ANSWERED, event(EventKind.RATED, at("11-04 10:00"), rating=4), reopened("11-05 10:00"))
    rows = [marked, repeat(2, of=1), one(ANSWERED, number=3)]
    (marks,), (back,) = drawn("ratings", *rows), drawn("rework", *rows)
    assert marks.rows == [["1", 0, 0.0], ["2", 0, 0.0], ["3", 0, 0.0], ["4", 1, 100.0], ["5", 0, 0.0]]
    assert marks.note == "The mean mark is 4.00; 100.0% of the marks are 4 or 5."
    assert [row[1:] for row in back.rows] == [[1, 50.0], [1, 33.3]]


def test_the_urgent_line_is_told_with_its_services() -> None:
    rows = [one(assigned("11-02 10:01", "water"), interim(at("11-02 10:20")), channel=Channel.URGENT)]
    line, services = drawn("urgent", *rows)
    assert [row[1] for row in line.rows] == [1, 1, 0, 1]
    assert line.note == "Half of the first answers came within 20 minutes."
    assert services.rows == [["Водоканал", 1, 1]]
    assert drawn("urgent", one(ANSWERED)) == []


def test_the_centre_and_what_is_not_filled_in() -> None:
    (work,), (gaps,) = drawn("centre", one(ANSWERED)), drawn("data_quality", one(ANSWERED, category="roads/snow"))
    assert [row[1] for row in work.rows] == [1, 1, 0, 0, 0, 0]
    assert work.note == "Answers of an operator on a day: 1.0 on average."
    assert [row[1:] for row in gaps.rows] == [[0, 0.0], [1, 100.0], [1, 100.0]]
