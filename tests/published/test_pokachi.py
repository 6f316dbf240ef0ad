"""The year 2022 of Pokachi: one command gives what the report of the head published."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import pytest

from tests.published.pokachi import BUMPS, FENCE, LAMPS, MANHOLES, town
from tests.published.yardstick import row

if TYPE_CHECKING:
    from tests.published.yardstick import Measured, Yardstick


@pytest.fixture
def year(measured: Measured) -> Yardstick:
    return measured("pokachi", town, "year", "--date", "2022-12-31")


def test_nothing_is_wrong_with_the_record(year: Yardstick) -> None:
    assert year.errors == []


def test_networks_platform_and_receptions_are_counted_together(year: Yardstick) -> None:
    by_channel = {name: row(year.data, "channels", name)["received"] for name in ("incident", "pos", "reception")}
    assert by_channel == {"incident": 812, "pos": 391, "reception": 97}
    assert year.data["received"]["period"] == 1300
    assert year.tables.rows("поступило")[0][0] == "1\u00a0300"
    for title, received in (("Инцидент Менеджмент", "812"), ("ПОС", "391"), ("личный приём", "97")):
        assert year.tables.rows(title)[0][0] == received
    assert year.press.says("1\u00a0300", "обращени")
    for received, stem in (("812", "сет|Инцидент"), ("391", "ПОС|платформ"), ("97", "при[её]м")):
        assert year.press.says(received, stem)


def test_they_grew_by_a_quarter_against_the_year_before(year: Yardstick) -> None:
    assert year.data["received"]["last_year"] == 1040
    assert year.data["received"]["change_percent"] == 25.0
    assert year.press.says("25", "больше|выше|рост")
    assert any("1\u00a0040" in line and "+260" in line for line in year.tables.text.splitlines())


def test_the_works_done_because_of_appeals_are_listed(year: Yardstick) -> None:
    works = Counter[str]()
    for work in year.data["works"]:
        works[work["what"]] += work["count"]
    assert works == {BUMPS: 12, FENCE: 1, LAMPS: 9, MANHOLES: 6}
    for what in (BUMPS, FENCE, LAMPS, MANHOLES):
        assert what.casefold() in year.tables.text.casefold()


def test_the_text_names_twelve_speed_bumps_a_fence_street_lamps_and_manholes(year: Yardstick) -> None:
    assert any("ограждени" in sentence for sentence in year.press.sentences())
    for count, stem in (("12", "неровност"), ("9", "фонар"), ("6", "люк")):
        assert year.press.says(count, stem), stem


def test_a_work_of_another_year_or_withdrawn_is_not_listed() -> None:
    planned = Counter[str]()
    for entry in town().entries:
        if "what" in entry.facts:
            planned[entry.facts["what"]] += entry.facts["count"]
    assert planned[BUMPS] == 5 + 12 + 3
    assert planned[LAMPS] == 9 + 2
