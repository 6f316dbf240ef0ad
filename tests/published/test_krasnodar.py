"""A week of December in Krasnodar: one command gives what the weekly note published."""

from __future__ import annotations

import json
import re
import shutil
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from mcu_cli.domain.vocabulary import Channel, EventKind
from tests.conftest import StoreFolder
from tests.published.founding import take_in
from tests.published.krasnodar import told_later, town
from tests.published.yardstick import row, top

if TYPE_CHECKING:
    from pathlib import Path

    from tests.published.yardstick import Measured, Yardstick

MOST_ASKED = (
    "roads/potholes",
    "public-transport/schedule",
    "housing/heating",
    "waste/removal",
    "landscaping/yards",
)


@pytest.fixture
def week(measured: Measured) -> Yardstick:
    return measured("krasnodar", town, "week", "--date", "2021-12-15")


def test_nothing_is_wrong_with_the_record(week: Yardstick) -> None:
    assert week.errors == []


def test_incident_management_answered_259_in_the_week_and_handled_587_since_the_first(week: Yardstick) -> None:
    incident = row(week.data, "channels", "incident")
    assert incident["answered"] == 259
    assert incident["handled_month_to_date"] == 587
    cells = week.tables.rows("Инцидент Менеджмент")[0]
    assert {"259", "587"} <= set(cells)
    assert week.press.says("259", "Инцидент")
    assert week.press.says("587", "рассмотре|отработа")


def test_the_platform_handled_163_in_the_week_and_received_385_since_the_first(week: Yardstick) -> None:
    platform = row(week.data, "channels", "pos")
    assert platform["handled"] == 163
    assert platform["received_month_to_date"] == 385
    assert {"163", "385"} <= set(week.tables.rows("ПОС")[0])
    assert week.press.says("163", "рассмотре")
    assert week.press.says("385", "поступил")


def test_more_than_four_hundred_were_answered_together_in_the_week(week: Yardstick) -> None:
    assert week.data["answered"]["period"] == 259 + 159
    assert week.data["handled"]["period"] == 243 + 163
    assert week.data["answered"]["period"] > 400
    assert week.tables.rows("обращений с ответом")[0][0] == "418"
    assert week.press.says("418", "обращени")


def test_the_networks_are_those_published(week: Yardstick) -> None:
    named = [one["id"] for one in week.data["networks"] if one["id"]]
    assert named == ["vk", "ok", "telegram"]
    assert week.tables.lists_in_order("ВКонтакте", "Одноклассники", "Telegram")
    assert week.press.names_in_order("ВКонтакте", "Одноклассник", "Telegram")


def test_the_most_asked_topics_are_named(week: Yardstick) -> None:
    assert top(week.data, "topics") == list(MOST_ASKED)
    titles = [row(week.data, "topics", name)["title"] for name in MOST_ASKED]
    assert titles[4] == "Благоустройство: Благоустройство дворов"
    assert week.tables.lists_in_order(*titles)
    assert week.press.names_in_order("дорог", "транспорт", "ЖКХ", "мусор", "благоустройств")


@pytest.mark.parametrize("form", ["md", "html", "csv"])
def test_every_form_has_both_columns_of_both_channels(week: Yardstick, form: str) -> None:
    printed = week.printed("--format", form)
    for number in ("259", "587", "163", "385"):
        assert re.search(rf"\b{number}\b", printed), number


def test_the_published_week_can_be_repeated_after_a_later_import_has_changed_it(
    week: Yardstick, tmp_path: Path
) -> None:
    root = tmp_path / "store"
    shutil.copytree(week.root, root)
    published = StoreFolder(root).head
    later = told_later()
    take_in(later, root)
    changed = replace(week, root=root, now=later.now.isoformat())
    assert row(changed.data, "channels", "incident")["answered"] == 259 + 14
    assert row(changed.data, "channels", "incident")["handled_month_to_date"] == 587 + 14
    repeated = json.loads(changed.printed("--json", "--at", published))["data"]
    assert repeated == week.data
    assert changed.printed("--kind", "press", "--at", published) == week.press.text
    assert changed.printed("--at", published) == week.tables.text


def test_a_careless_count_gives_another_number() -> None:
    made = town()
    first, last = made.at("2021-12-13"), made.at("2021-12-20")
    answers = [
        at
        for case in made.cases
        for kind, at, _details in case.happenings
        if case.channel is Channel.INCIDENT and kind is EventKind.ANSWERED
    ]
    week = made.registered_in("2021-12-13", "2021-12-19")
    registered = sum(case.channel is Channel.INCIDENT for case in week)
    assert 259 not in {registered, sum(first <= at < last for at in answers)}
    assert sum(last <= at < last + timedelta(hours=3) for at in answers) == 2  # still Sunday by universal time
