"""When two appeals name one place: a house, or an object with a name of its own."""

from __future__ import annotations

import pytest

from mcu_cli.domain.appeal import Place
from mcu_cli.domain.places import in_two_places, object_key, place_key, same_place


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        (("", "улица Мира", "5"), ("", "ул. Мира", "5"), True),
        (("", "Мира", "10А"), ("Омск", "улица Мира", "10 а"), True),
        (("", "пр-т Мира", "5"), ("", "проспект Мира", "5"), True),
        (("", "Мира пр.", "5"), ("", "проспект Мира", "5"), True),
        (("", "проспект Мира", "5"), ("", "улица Мира", "5"), False),
        (("Омск", "Мира", "5"), ("Тара", "Мира", "5"), False),
        (("", "Мира", ""), ("", "Мира", ""), False),
        (("", "Мира", "5"), ("", "Мира", "7"), False),
        (("", "улица 50 лет ВЛКСМ", "1"), ("", "50 лет ВЛКСМ", "1"), True),
    ],
)
def test_places_are_one_by_street_and_house(one: tuple[str, ...], other: tuple[str, ...], *, same: bool) -> None:
    first, second = (Place(settlement=at[0], street=at[1], house=at[2]) for at in (one, other))
    assert same_place(first, second) is same
    assert same_place(second, first) is same
    assert place_key(Place(street="Мира")) is None


SCHOOL = "школа № 5"


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        (Place(object=SCHOOL), Place(object="Школа №5"), True),
        (Place(object=SCHOOL), Place(object="школа № 15"), False),
        (Place(object="кинотеатр «Юность»"), Place(object="Кинотеатр Юность"), True),
        (Place(object="парк Победы"), Place(object="парк Мира"), False),
        (Place(object="двор"), Place(object="двор"), False),  # a hundred yards
        (Place(object="детская площадка"), Place(object="детская площадка"), False),
        (Place(object="5"), Place(object="5"), False),
        (Place(), Place(), False),
        # A settlement or a street that one of them leaves out parts nothing, another one does.
        (Place(object=SCHOOL, settlement="Омск"), Place(object=SCHOOL), True),
        (Place(object=SCHOOL, settlement="Омск"), Place(object=SCHOOL, settlement="Тара"), False),
        (Place(object=SCHOOL, street="Мира"), Place(object=SCHOOL), True),
        (Place(object=SCHOOL, street="Мира"), Place(object=SCHOOL, street="ул. Мира", house="3"), True),
        (Place(object=SCHOOL, street="Мира"), Place(object=SCHOOL, street="Лесная"), False),
        # The house is surer than what stands in it.
        (Place(object=SCHOOL, street="Мира", house="3"), Place(object="спортзал", street="Мира", house="3"), True),
        (Place(object=SCHOOL, street="Мира", house="3"), Place(object=SCHOOL, street="Мира", house="5"), False),
    ],
)
def test_an_object_with_a_name_of_its_own_is_a_place(one: Place, other: Place, *, same: bool) -> None:
    assert same_place(one, other) is same
    assert same_place(other, one) is same


@pytest.mark.parametrize(
    ("name", "named"),
    [("ТЦ Мега", True), ("«Юность»", True), ("остановка", False), ("Остановка", False), ("ДК", False), ("парк", False)],
)
def test_a_name_of_its_own_is_a_number_a_quotation_or_a_capital_inside(name: str, *, named: bool) -> None:
    assert (object_key(Place(object=name)) is not None) is named


def test_two_places_are_two_settlements_or_two_houses() -> None:
    assert in_two_places(Place(settlement="Омск"), Place(settlement="Тара"))
    assert in_two_places(Place(street="Мира", house="5"), Place(street="Мира", house="7"))
    assert not in_two_places(Place(street="Мира", house="5"), Place(street="Мира"))
    assert not in_two_places(Place(), Place())
