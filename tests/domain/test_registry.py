"""The registries as values: whom and what a name means."""

from __future__ import annotations

from dataclasses import replace
from zoneinfo import ZoneInfo

import pytest

from mcu_cli.domain.calendar import WorkingHours
from mcu_cli.domain.registry import Category, Department, Municipality, Registry
from mcu_cli.errors import NotFoundError

REGISTRY = Registry(
    municipality=Municipality("Верхнереченск", ZoneInfo("Asia/Omsk"), "ru", aliases=("Администрация города",)),
    hours=WorkingHours.parse({0: "09:00-18:00"}),
    days_off=frozenset(),
    working_days=frozenset(),
    departments={
        one.id: one
        for one in (
            Department("city-services", "Управление городского хозяйства", aliases=("ДГХ", "Служба города")),
            Department("transport", "Отдел транспорта", parent="city-services"),
        )
    },
    ladder=(),
    sectors={"roads": "Дороги", "transport": "Транспорт"},
    categories={
        one.id: one
        for one in (
            Category("roads", "Дороги", "roads", "city-services", aliases=("Автомобильные дороги",)),
            Category("roads/snow", "Уборка снега", "roads", aliases=("Снег и наледь", "Другое")),
            Category("roads/signs", "Знаки", "roads", "transport"),
            Category("transport", "Транспорт", "transport", "transport"),
            Category("transport/other", "Другое", "transport"),
        )
    },
    rules={},
)


@pytest.mark.parametrize("name", ["city-services", "CITY-SERVICES", "дгх", " ДГХ ", "управление  городского хозяйства"])
def test_a_department_is_known_by_id_name_and_alias_in_any_case(name: str) -> None:
    assert REGISTRY.department(name).id == "city-services"


def test_an_unknown_department_is_not_found_and_the_nearest_are_named() -> None:
    assert REGISTRY.find_department("Управление культуры") is None
    with pytest.raises(
        NotFoundError, match=r"there is no department 'transprt' \(did you mean transport \(Отдел транспорта\)\?\)"
    ):
        REGISTRY.department("transprt")
    with pytest.raises(NotFoundError, match=r"there is no department .культура.; `departments\.yaml` lists them"):
        REGISTRY.department("культура")


@pytest.mark.parametrize(
    ("name", "category"),
    [
        ("roads", "roads"),
        ("roads/snow", "roads/snow"),
        ("СНЕГ И НАЛЕДЬ", "roads/snow"),
        ("★ Уборка снега", "roads/snow"),
        ("автомобильные дороги", "roads"),
    ],
)
def test_a_category_is_known_by_id_name_and_alias(name: str, category: str) -> None:
    assert REGISTRY.category(name).id == category


def test_a_name_that_fits_several_categories_asks_for_an_id() -> None:
    with pytest.raises(NotFoundError, match="is the name of several categories; use one of the ids roads/snow, transp"):
        REGISTRY.category("другое")


def test_an_unknown_category_is_not_found_and_the_nearest_are_named() -> None:
    with pytest.raises(NotFoundError, match=r"there is no category 'roads/snw' \(did you mean roads/snow"):
        REGISTRY.category("roads/snw")


def test_a_group_is_no_topic_and_a_topic_is_no_group() -> None:
    assert REGISTRY.find_group("Уборка снега") is None
    assert REGISTRY.find_topic("", "Автомобильные дороги") is None
    group = REGISTRY.find_group("дороги")
    assert group is not None
    assert (group.id, group.is_topic, group.group) == ("roads", False, "roads")


@pytest.mark.parametrize(
    ("group", "topic", "found"),
    [
        ("Дороги", "Другое", "roads/snow"),
        ("Транспорт", "Другое", "transport/other"),
        ("ДОРОГИ", "знаки", "roads/signs"),
        ("Неведомая", "Знаки", "roads/signs"),
        ("", "Знаки", "roads/signs"),
        ("Неведомая", "Другое", None),
        ("", "Другое", None),
        ("Дороги", "Неведомая", None),
    ],
)
def test_a_topic_is_looked_for_in_its_group_and_else_must_be_the_only_one(
    group: str, topic: str, found: str | None
) -> None:
    category = REGISTRY.find_topic(group, topic)

    assert (category.id if category else None) == found


def test_the_department_of_a_topic_is_its_own_or_else_that_of_its_group() -> None:
    assert REGISTRY.department_of("roads/signs") == "transport"
    assert REGISTRY.department_of("roads/snow") == "city-services"
    assert REGISTRY.department_of("roads") == "city-services"
    assert REGISTRY.department_of("Неведомая") == ""


def test_titles_are_for_readers_and_unknown_names_stand_for_themselves() -> None:
    assert REGISTRY.department_title("city-services") == "Управление городского хозяйства"
    assert REGISTRY.department_title("АО «Свет»") == "АО «Свет»"
    assert REGISTRY.category_title("roads") == "Дороги"
    assert REGISTRY.category_title("roads/snow") == "Дороги: Уборка снега"
    assert REGISTRY.category_title("roads", "Мосты") == "Дороги: Мосты"
    assert REGISTRY.category_title("Небо", "Звёзды") == "Небо: Звёзды"
    assert REGISTRY.category_title("Небо") == "Небо"


@pytest.mark.parametrize(
    ("name", "means"),
    [("верхнереченск", True), ("АДМИНИСТРАЦИЯ  города", True), ("Администрация посёлка", False), ("", False)],
)
def test_the_municipality_is_known_by_name_and_alias(name: str, means: bool) -> None:  # noqa: FBT001
    assert REGISTRY.is_municipality(name) is means


def test_a_registry_without_aliases_of_the_municipality_knows_its_name() -> None:
    bare = replace(REGISTRY, municipality=replace(REGISTRY.municipality, aliases=()))

    assert bare.is_municipality("Верхнереченск")
    assert not bare.is_municipality("Администрация города")
