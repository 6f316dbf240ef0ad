"""Which of the departments that share a work by areas answers at a place."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from importlib import resources

import pytest

from mcu_cli.domain.appeal import Place
from mcu_cli.domain.registry import Area, Category, Department, Lead, Registry
from mcu_cli.domain.routing.by_place import Level, name_of
from mcu_cli.domain.routing.evidence import Precedent, Question, Source
from mcu_cli.domain.routing.router import Doubt, Router, Routing
from mcu_cli.store.registries import CATEGORIES, DEPARTMENTS, load

DEFAULTS = resources.files("mcu_cli.store.defaults")
FULL = load((DEFAULTS / DEPARTMENTS).read_bytes(), (DEFAULTS / CATEGORIES).read_bytes())
NOW = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
NOWHERE = Place()


def registry(**areas: Area) -> Registry:
    """Return a registry where `roads` answers for roads, with a child department for each area; `roads=` is its own."""
    own = {"roads": Department("roads", "Дороги", area=areas.pop("roads", Area()))}
    children = {name: Department(name, name, parent="roads", area=area) for name, area in areas.items()}
    category = Category("roads", "Дороги", "roads", department="roads", words=("яма",))
    return replace(FULL, departments=own | children, categories={"roads": category}, lead=Lead())


def routed(known: Registry, place: Place = NOWHERE, text: str = "Яма", *precedents: Precedent) -> Routing:
    return Router(known).decide(Question(text, NOW, place=place, precedents=precedents))


def answers(known: Registry, place: Place = NOWHERE, text: str = "Яма") -> str | None:
    department = routed(known, place, text).department
    return department.id if department else None


NORTH = Area(districts=("Северный район",), settlements=("посёлок Лесной",), streets=("улица Мира",))
SOUTH = Area(districts=("Южный район",), settlements=(), streets=("50 лет ВЛКСМ",))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("улица Мира", "Мира ул."),
        ("ул. 50 лет ВЛКСМ", "50 лет ВЛКСМ улица"),
        ("проспект Мира", "пр-кт Мира"),
        ("Комсомольский проспект", "просп. Комсомольский"),
        ("ул. Карла Маркса", "Маркса Карла"),
        ("улица Тенистая", "ТЕНИСТАЯ"),
    ],
)
def test_a_street_is_known_by_its_name_in_any_order_without_its_kind(one: str, other: str) -> None:
    assert name_of(one, Level.STREET) == name_of(other, Level.STREET)


def test_streets_of_other_names_differ_and_a_kind_alone_is_a_name() -> None:
    assert name_of("улица Мира", Level.STREET) != name_of("улица Мирная", Level.STREET)
    assert name_of("Проспект", Level.STREET) == ("проспект",)


@pytest.mark.parametrize(
    ("place", "department"),
    [
        (Place(street="ул. Мира", house="5"), "north"),
        (Place(settlement="Лесной"), "north"),
        (Place(district="Южный"), "south"),
        (Place(district="район Северный", street="улица Ясная"), "north"),
        (Place(street="улица Ясная"), "roads"),
        (Place(), "roads"),
    ],
)
def test_the_department_whose_area_covers_the_place_answers(place: Place, department: str) -> None:
    assert answers(registry(north=NORTH, south=SOUTH), place) == department


def test_a_street_beats_a_settlement_and_that_a_district() -> None:
    known = registry(north=NORTH, south=SOUTH)

    assert answers(known, Place(district="Северный", settlement="Лесной", street="50 лет ВЛКСМ")) == "south"
    assert answers(known, Place(district="Южный", settlement="Лесной")) == "north"


def test_departments_beside_the_own_one_share_its_work() -> None:
    known = registry(north=NORTH, south=SOUTH)
    category = replace(known.categories["roads"], department="north")

    assert answers(replace(known, categories={"roads": category}), Place(street="50 лет ВЛКСМ")) == "south"


def test_two_that_serve_a_place_alike_are_both_named_and_none_is_chosen() -> None:
    routing = routed(registry(north=NORTH, south=Area(streets=("Мира",))), Place(street="улица Мира"))

    assert routing.department is None
    assert routing.category is not None
    assert routing.doubt is Doubt.PLACES
    assert [rival.id for rival in routing.rivals] == ["north", "south"]


def test_a_precedent_decides_between_two_that_serve_a_place_alike() -> None:
    known = registry(north=NORTH, south=Area(streets=("Мира",)))
    precedent = Precedent("20261101-0001", Source.THREAD, "roads", "south", NOW - timedelta(days=2))
    routing = routed(known, Place(street="улица Мира"), "Яма", precedent)

    assert routing.department is known.departments["south"]
    assert [reason.source for reason in routing.reasons] == [Source.WORDS, Source.PLACE, Source.THREAD]


def test_a_unit_answers_before_the_department_above_it() -> None:
    known = registry(roads=Area(districts=("Северный",)), north=NORTH)

    assert answers(known, Place(district="Северный район")) == "north"


def test_a_fresh_precedent_of_the_category_is_followed_where_the_place_says_nothing() -> None:
    known = registry(north=NORTH)

    def after(days: int, category: str = "roads") -> str:
        precedent = Precedent("20261101-0001", Source.AUTHOR, category, "north", NOW - timedelta(days=days))
        department = routed(known, NOWHERE, "Яма", precedent).department
        assert department is not None
        return department.id

    assert after(3) == "north"
    assert after(80) == "roads"
    assert after(3, category="water") == "roads"


def test_precedents_of_two_departments_that_serve_the_place_decide_nothing() -> None:
    known = registry(north=NORTH, other=NORTH)
    place = Place(district="Северный район")
    north, other = (
        Precedent(f"20261101-000{n}", Source.AUTHOR, "roads", name, NOW - timedelta(days=n))
        for n, name in ((1, "north"), (2, "other"))
    )
    assert routed(known, place, "Яма", north).department == known.departments["north"]
    both = routed(known, place, "Яма", north, other)
    assert (both.department, both.doubt) == (None, Doubt.PLACES)
    assert [rival.id for rival in both.rivals] == ["north", "other"]


@pytest.mark.parametrize(
    ("text", "department"),
    [
        ("Яма на улице Мира у дома 5", "north"),
        ("Яма, Мира ул., 5", "north"),
        ("Яма в Южном районе", "south"),
        ("Яма в посёлке Лесной", "north"),
        ("Яма возле кафе «Мира»", "roads"),
        ("Хочу мира, яма", "roads"),
    ],
)
def test_without_fields_a_place_named_with_its_kind_in_the_text_counts(text: str, department: str) -> None:
    assert answers(registry(north=NORTH, south=SOUTH), text=text) == department


def test_fields_go_before_the_text_and_weigh_more() -> None:
    known = registry(north=NORTH, south=SOUTH)

    assert answers(known, Place(street="50 лет ВЛКСМ"), "Яма на улице Мира") == "south"
    (told,) = [r for r in routed(known, text="Яма на улице Мира").reasons if r.source is Source.PLACE]
    (field,) = [r for r in routed(known, Place(street="Мира")).reasons if r.source is Source.PLACE]
    assert (told.what, field.what) == ("улица Мира", "улица Мира")
    assert told.points < field.points
