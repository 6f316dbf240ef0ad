"""Hot places: the streets and objects that several appeals of a period are about.

An appeal counts with its object where that has a name or a number of its own («школа № 5»), else with its street. The
fields are free, so places are compared as likely duplicates are, and what may be a person is no place.
"""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from dataclasses import field
from functools import cache
from typing import TYPE_CHECKING, NamedTuple, TypeVar

from mcu_cli.domain.places import object_key, place_key, street_key
from mcu_cli.domain.words import fold
from mcu_cli.reports.source import BETWEEN_FACTS, pieces
from mcu_cli.reports.streets import object_alone, street_alone
from mcu_cli.values import dataclass

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence

    from mcu_cli.reports.breakdowns import Named, Names
    from mcu_cli.reports.scope import Asked

_Name = TypeVar("_Name", str, "Named")

LEAST = 3  # appeals about one place; two may be by chance
LEAST_OF_A_PLACE = 5  # for everybody: with fewer a topic told beside an address tells of somebody
_TOP = 10
_WITNESSES = 5  # authors of a place that are looked at


class Place(NamedTuple):
    """A place as it is written in an appeal; unset parts are empty."""

    settlement: str = ""
    street: str = ""
    house: str = ""
    object: str = ""


@dataclass(frozen=True, slots=True)
class HotPlace:
    """A street or an object, or a house of a street, with the appeals about it and what most of them ask."""

    place: Place
    received: int
    topic: Named | None


@dataclass(slots=True, eq=False)
class _Gathered:
    """What is written of one place: as it may be shown, and as it stands in the record; some of the authors."""

    shown: Counter[Place] = field(default_factory=Counter)
    written: set[Place] = field(default_factory=set)
    authors: set[str] = field(default_factory=set)

    @property
    def received(self) -> int:
        return self.shown.total()

    def add(self, other: _Gathered) -> None:
        self.shown.update(other.shown)
        self.written |= other.written
        self.authors |= other.authors


def hot_places(asked: Asked, names: Names) -> list[HotPlace]:
    """Return the streets and objects with the most appeals of the period, without houses: fit for everybody."""
    places = _gathered(asked, _public_key, with_house=False)
    return _with_topics(asked, names, [one for one in places if _is_no_person(one)][:_TOP], with_house=False)


def hot_addresses(asked: Asked, names: Names) -> list[HotPlace]:
    """Return all houses and objects that enough appeals of the period are about: for those who work on them alone."""
    return _with_topics(asked, names, _gathered(asked, _exact_key, with_house=True), with_house=True)


def _public_key(written: Place) -> tuple[Hashable, Place] | None:
    """Return by what a place is told from others, and how it may be shown; None for one that may not."""
    settlement = _street_shown(written.settlement)
    thing = _object_shown(written.object)
    named = object_key(Place(object=thing)) if thing else None
    if named is not None:
        return named, Place(settlement, object=thing)
    street = _street_shown(written.street)
    return (street_key(Place(street=street)), Place(settlement, street)) if street else None


def _exact_key(written: Place) -> tuple[Hashable, Place] | None:
    house, named = place_key(written), object_key(written)
    if house is not None:
        return house, written._replace(object="")
    return (named, Place(written.settlement, object=written.object)) if named is not None else None


@cache
def _street_shown(text: str) -> str:
    return street_alone(text, "")


@cache
def _object_shown(text: str) -> str:
    return object_alone(text, "")


def _gathered(
    asked: Asked, key_of: Callable[[Place], tuple[Hashable, Place] | None], *, with_house: bool
) -> list[_Gathered]:
    """Return the places that enough appeals are about, hottest first."""
    house = "house" if with_house else "''"
    rows = asked.source.query(
        f"SELECT settlement, street, {house}, object, count(*), min(author), max(author) FROM appeals "  # noqa: S608
        "WHERE registered >= :start AND registered < :end AND (street <> '' OR object <> '') "
        f"GROUP BY settlement, street, {house}, object",
        asked.window._asdict(),
    )
    found: defaultdict[Hashable, dict[str, _Gathered]] = defaultdict(dict)
    for *parts, appeals, first, last in rows:
        written = Place(*parts)
        keyed = key_of(written)
        if keyed is None:
            continue
        key, shown = keyed
        place = found[key].setdefault(fold(shown.settlement), _Gathered())
        place.shown[shown] += appeals
        place.written.add(written)
        if len(place.authors) < _WITNESSES:
            place.authors |= {first, last}
    hot = [place for places in found.values() for place in _joined(places) if place.received >= LEAST]
    return sorted(hot, key=lambda place: (-place.received, _written_most(place)))


def _joined(places: dict[str, _Gathered]) -> Iterable[_Gathered]:
    """Return the places of one name by settlement; where it was left out, and one alone has the place, it is meant."""
    nameless = places.get("")
    named = [place for settlement, place in places.items() if settlement]
    if nameless is None or len(named) != 1:
        return places.values()
    named[0].add(nameless)
    return named


def _is_no_person(place: _Gathered) -> bool:
    """Whether somebody writes of it who is not called so: the name of the author may stand where the street should."""
    shown = _written_most(place)
    if shown.object:
        return any(object_alone(shown.object, author) for author in place.authors)
    return any(street_alone(shown.street, author) for author in place.authors)


def _with_topics(asked: Asked, names: Names, places: Sequence[_Gathered], *, with_house: bool) -> list[HotPlace]:
    topics: dict[_Gathered, Counter[Named]] = {place: Counter() for place in places}
    owners = {written: place for place in places for written in place.written}
    for written, category, topic, appeals in _topics(asked, owners, with_house=with_house):
        owner, named = owners.get(written), names.topic(category, topic)
        if owner is not None and named.id:
            topics[owner][named] += appeals
    return [HotPlace(_named(place), place.received, _commonest(found)) for place, found in topics.items()]


def _topics(asked: Asked, places: Iterable[Place], *, with_house: bool) -> Iterator[tuple[Place, str, str, int]]:
    """Yield the places written as one of `places`, and others beside them, with topics and appeals.

    SQLite hands them over in one text, for Python to count: a GROUP BY would take twice the time.
    """
    streets, things = ({getattr(place, name) for place in places} - {""} for name in ("street", "object"))
    columns = ("settlement", "street", *(("house",) if with_house else ()), "object", "category", "topic")
    joined = f" || '{BETWEEN_FACTS}' || ".join(columns)
    found = Counter[str]()
    for piece in pieces([asked.window]):
        ((texts,),) = asked.source.query(
            f"SELECT json_group_array({joined}) FROM appeals "  # noqa: S608  # words of ours
            "WHERE registered >= :start AND registered < :end AND (street IN (SELECT value FROM json_each(:streets)) "
            "OR object IN (SELECT value FROM json_each(:objects)))",
            {"streets": json.dumps(sorted(streets)), "objects": json.dumps(sorted(things)), **piece._asdict()},
        )
        found.update(json.loads(texts))
    for text, appeals in found.items():
        parts = text.split(BETWEEN_FACTS)
        if len(parts) == len(columns):  # else there is the sign itself in one of them
            settlement, street, *house, thing, category, topic = parts
            yield Place(settlement, street, "".join(house), thing), category, topic, appeals


def _named(place: _Gathered) -> Place:
    """Return the place as it is written most, with its settlement where some of those who write leave it out."""
    settlements = Counter[str]()
    for one, appeals in place.shown.items():
        if one.settlement:
            settlements[one.settlement] += appeals
    return _written_most(place)._replace(settlement=_commonest(settlements) or "")


def _written_most(place: _Gathered) -> Place:
    return min(place.shown, key=lambda one: (-place.shown[one], one))


def _commonest(counts: Counter[_Name]) -> _Name | None:
    """Return what counts most, None of nothing; of equal ones the first in order, so that a report can be repeated."""
    return min(counts, key=lambda one: (-counts[one], one), default=None)
