"""The year 2021 of Belogorsk: one command gives what the review of appeals published."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from mcu_cli.domain.ledgers.ledger import Ledger
from mcu_cli.domain.ledgers.vocabulary import ItemEvent
from tests.published.belogorsk import town
from tests.published.yardstick import row, top

if TYPE_CHECKING:
    from tests.published.yardstick import Measured, Yardstick

THEMES = ("ЖКХ", "Благоустройство", "Дороги")


@pytest.fixture
def year(measured: Measured) -> Yardstick:
    return measured("belogorsk", town, "year", "--date", "2021-06-30")


def test_nothing_is_wrong_with_the_record(year: Yardstick) -> None:
    assert year.errors == []


def test_the_head_received_2100_written_and_oral_appeals_23_percent_more_than_before(year: Yardstick) -> None:
    appeals = year.data["written_and_oral"]
    assert (appeals["period"], appeals["last_year"]) == (2128, 1730)
    assert appeals["change_percent"] == 23.0
    assert "2\u00a0128" in year.tables.text
    assert year.press.says("2\u00a0128", "письменн", "устн")
    assert year.press.says("23", "больше|выше|рост")


def test_the_main_themes_are_named(year: Yardstick) -> None:
    assert top(year.data, "groups", 3) == ["housing", "landscaping", "roads"]
    assert year.tables.lists_in_order(*THEMES)
    assert year.press.names_in_order(*THEMES)


def test_22_receptions_were_held_6_of_them_in_the_field_and_106_citizens_received(year: Yardstick) -> None:
    receptions = year.data["receptions"]
    assert (receptions["held"], receptions["field"], receptions["citizens"]) == (22, 6, 106)
    assert year.press.says("22", "при[её]м")
    assert year.press.says("6", "выездн")
    assert year.press.says("106", "граждан|жител|челов")
    assert year.tables.has_table_with("22", "16", "6", "106")


def test_165_instructions_were_given(year: Yardstick) -> None:
    instructions = year.data["instructions"]
    assert (instructions["given"], instructions["overdue"]) == (165, 5)
    assert year.press.says("165", "поручени")
    assert year.tables.has_table_with("165", "153", "5")


def test_every_second_appeal_was_decided_in_favour_and_the_others_explained(year: Yardstick) -> None:
    outcomes = {one["id"]: one["handled"] for one in year.data["outcomes"]}
    assert outcomes["resolved"] + outcomes["measures-taken"] == outcomes["explained"] > 1900
    assert year.data["decided_in_favour"]["count"] == outcomes["explained"]
    assert year.data["decided_in_favour"]["percent"] == 50.0
    assert any(
        "каждое второе" in sentence.casefold() and "разъясн" in sentence.casefold()
        for sentence in year.press.sentences()
    )
    assert year.tables.rows("решено")[0][0] == f"{outcomes['resolved'] // 1000}\u00a0{outcomes['resolved'] % 1000:03}"


def test_about_two_thousand_messages_came_by_the_social_networks(year: Yardstick) -> None:
    assert row(year.data, "channels", "incident")["received"] == 2004
    assert sum(one["received"] for one in year.data["networks"] if one["id"]) == 2004
    assert year.tables.rows("Инцидент Менеджмент")[0][0] == "2\u00a0004"
    assert year.press.says("2\u00a0004", "Инцидент")
    assert year.press.says("2", "более", "тыс", "сообщени", "соц", "сет")


def test_a_careless_count_gives_another_number() -> None:
    made = town()
    receptions = [entry.facts for entry in made.entries if entry.ledger is Ledger.RECEPTION]
    of_year = [facts for facts in receptions if facts["day"].year == 2021]
    assert len(of_year) == 22 + 1
    assert sum(facts["citizens"] for facts in of_year) not in {106, 106 + 7}
    given = [
        entry for entry in made.entries if entry.ledger is Ledger.INSTRUCTION and entry.facts["given"].year == 2021
    ]
    assert len(given) == 165 + 1
    assert sum(kind is ItemEvent.WITHDRAWN for entry in given for kind, _details in entry.happenings) == 1
