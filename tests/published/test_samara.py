"""November 2021 of Samara: one command gives what the monthly note published."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from mcu_cli.domain.vocabulary import EventKind
from tests.published.samara import town
from tests.published.town import happened
from tests.published.yardstick import top

if TYPE_CHECKING:
    from tests.published.yardstick import Measured, Yardstick

TITLES = ("ЖКХ", "Благоустройство", "Дороги", "Общественный транспорт", "Коронавирус")
QUESTION = "Какой сквер благоустроить в 2022 году?"


@pytest.fixture
def month(measured: Measured) -> Yardstick:
    return measured("samara", town, "month", "--date", "2021-11-15")


def test_nothing_is_wrong_with_the_record(month: Yardstick) -> None:
    assert month.errors == []


def test_about_four_thousand_appeals_were_registered(month: Yardstick) -> None:
    assert month.data["received"]["period"] == 4018
    assert month.tables.rows("поступило")[0][0] == "4\u00a0018"
    assert month.press.says("4\u00a0018", "обращени")


def test_about_four_thousand_appeals_were_passed_on_to_those_who_answer(month: Yardstick) -> None:
    assert month.data["assigned"]["period"] == 3996
    assert "3\u00a0996" in month.tables.text
    assert month.press.says("3\u00a0996", "переда|направл")


def test_most_was_asked_about_the_five_groups_published(month: Yardstick) -> None:
    assert top(month.data, "groups") == ["housing", "landscaping", "roads", "public-transport", "covid"]
    assert month.tables.lists_in_order(*TITLES)
    assert month.press.names_in_order(*TITLES)


def test_the_poll_stands_with_its_participation(month: Yardstick) -> None:
    polls = month.data["polls"]
    assert [poll["question"] for poll in polls] == [QUESTION]
    assert polls[0]["participants"] == 2417
    assert "2\u00a0417" in month.tables.text
    assert month.press.says("2\u00a0417", "участ|челов|жител|голос")
    assert any(QUESTION in sentence.replace("\u00a0", " ") for sentence in month.press.sentences())
    assert "Речной сквер" in month.press.text


def test_a_careless_count_gives_another_number() -> None:
    made = town()
    passed_on = [happened(made, kind, "2021-11-01", "2021-12-01") for kind in (EventKind.ASSIGNED, EventKind.FORWARDED)]
    assert sum(passed_on) == 3996 + 64
    month = made.registered_in("2021-11-01", "2021-11-30")
    assert sum(bool(case.happenings) for case in month) != 3996
