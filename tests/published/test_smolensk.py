"""The year 2021 of Smolensk: one command gives what its yearly report published."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from mcu_cli.domain.vocabulary import AnswerKind, EventKind
from tests.published.smolensk import town
from tests.published.town import happened
from tests.published.yardstick import row, top

if TYPE_CHECKING:
    from tests.published.yardstick import Measured, Yardstick

WORKING_DAYS = 107  # from 2 August to 31 December 2021: 22 + 22 + 21 + 20 + 22
GROUPS = ("landscaping", "roads", "housing", "education", "public-transport")
TITLES = ("Благоустройство", "Дороги", "ЖКХ", "Образование", "Общественный транспорт")


@pytest.fixture
def year(measured: Measured) -> Yardstick:
    return measured("smolensk", town, "year", "--date", "2021-12-31")


def test_nothing_is_wrong_with_the_record(year: Yardstick) -> None:
    assert year.errors == []


def test_nine_thousand_five_hundred_and_forty_six_appeals_were_handled(year: Yardstick) -> None:
    assert year.data["handled"]["period"] == 9546
    assert year.data["handled"]["year_to_date"] == 9546
    assert year.tables.rows("рассмотрено")[0][0] == "9\u00a0546"
    assert year.press.says("9\u00a0546", "обращени", "рассмотре")


def test_more_than_a_hundred_answers_were_given_a_working_day_since_the_centre_opened(year: Yardstick) -> None:
    assert year.data["answers_per_working_day"] == 10_914 / WORKING_DAYS == 102.0
    assert year.press.says("102", "ответ", "рабоч")
    assert "102" in year.tables.text


def test_the_text_says_when_the_centre_opened(year: Yardstick) -> None:
    assert any("август" in sentence and "2021" in sentence for sentence in year.press.sentences())


def test_the_urgent_line_received_three_hundred_and_forty_two(year: Yardstick) -> None:
    assert year.data["urgent"]["received"] == 342
    assert row(year.data, "channels", "urgent")["received"] == 342
    assert year.tables.rows("срочная линия")[0][0] == "342"
    assert year.press.says("342", "срочн")


def test_most_was_asked_about_the_five_groups_published(year: Yardstick) -> None:
    assert top(year.data, "groups") == list(GROUPS)
    assert year.tables.lists_in_order(*TITLES)
    assert year.press.names_in_order(*TITLES)


def test_growth_is_not_made_up_where_the_record_does_not_know_the_year_before(year: Yardstick) -> None:
    assert year.data["received"]["last_year"] is None
    assert year.data["received"]["change_percent"] is None


def test_the_backlog_of_the_year_adds_up(year: Yardstick) -> None:
    backlog = year.data["backlog"]
    assert backlog["start"] == 24
    assert backlog["start"] + backlog["in"] - backlog["out"] == backlog["end"]


def test_a_careless_count_gives_another_number() -> None:
    made = town()
    first, last = made.at("2021-01-01"), made.at("2022-01-01")
    finals = [
        [at for kind, at, details in case.happenings if details.get("kind") is AnswerKind.FINAL] for case in made.cases
    ]
    careless = {
        "registered": len(made.registered_in("2021-01-01", "2021-12-31")),
        "final answers": sum(first <= at < last for moments in finals for at in moments),
        "finally answered": sum(any(first <= at < last for at in moments) for moments in finals),
        "last answered then": sum(bool(moments) and first <= moments[-1] < last for moments in finals),
    }
    assert 9546 not in careless.values(), careless
    assert happened(made, EventKind.ANSWERED, "2021-08-02", "2022-01-01") == 10_914
    assert happened(made, EventKind.ANSWERED, "2021-01-01", "2022-01-01") > 12_000
