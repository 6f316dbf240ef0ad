"""Evidence of place: of the departments that share a work by areas, the one whose area the appeal lies in."""

from __future__ import annotations

from enum import IntEnum
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from mcu_cli.domain.routing.by_precedent import departments_before
from mcu_cli.domain.routing.evidence import Reason, Source
from mcu_cli.domain.words import stem, words

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from mcu_cli.domain.registry import Department, Registry
    from mcu_cli.domain.routing.evidence import Precedent, Question

Name = tuple[str, ...]


class Level(IntEnum):
    """How near a place is named; the nearer decides, and the number is its points."""

    DISTRICT = 2
    SETTLEMENT = 4
    STREET = 6


# What stands before or behind a name and is no part of it, as the Federal Information Address System and people write;
# where a vowel falls out («посёлок», «в посёлке») the stems are two.
_KINDS = {
    Level.STREET: (
        "улица ул проспект просп пр кт т переулок переулка пер проезд пр-зд бульвар бул б-р шоссе ш площадь пл "
        "набережная наб тракт аллея тупик туп линия"
    ),
    Level.SETTLEMENT: "город г посёлок посёлка пос п пгт рп село с деревня д станица ст хутор х аул станция разъезд",
    Level.DISTRICT: "район р-н округ микрорайон мкр мкрн мр жилрайон квартал кв",
}
_FACTOR_OF_TEXT = 0.5  # «на улице Мира» in a text may be where the writer stood; a field is where it is about


class Answerer(NamedTuple):
    """Who answers at a place: the department and the reasons; or none, and the `rivals` that serve it alike."""

    department: Department | None
    reasons: tuple[Reason, ...] = ()
    rivals: tuple[Department, ...] = ()


def name_of(place: str, level: Level) -> Name:
    """Return the words by which a place is compared: stems, without its kind («ул.»), in alphabetical order."""
    stems = [stem(word) for word in words(place)]
    return tuple(sorted(found for found in stems if found not in _kinds(level))) or tuple(sorted(stems))


@cache  # when a place is first looked at: whoever only imports this module stems nothing
def _kinds(level: Level) -> frozenset[str]:
    return frozenset(stem(word) for word in words(_KINDS[level]))


def department_at(category: str, question: Question, registry: Registry) -> Answerer:
    """Return who answers for `category` at the place of the appeal.

    That is the department of the category, unless one of its children, or of those beside it under one parent, serves
    the place; where several do alike, a precedent decides between them, or else nobody.
    """
    own = registry.departments[registry.department_of(category)]
    before = departments_before(question, category)
    serving = _serving(own, question, registry)
    if not serving:
        return _followed(own, before, registry)
    points = max(reason.points for reason in serving.values())
    nearest = [name for name, reason in serving.items() if reason.points == points]
    # A unit and the department above it may both name the district; the unit is meant.
    nearest = [name for name in nearest if not any(registry.departments[one].parent == name for one in nearest)]
    told = [name for name in nearest if name in before]
    chosen = nearest if len(nearest) == 1 else told
    if len(chosen) == 1:
        precedents = _precedents(chosen[0], before) if len(nearest) > 1 else ()
        return Answerer(registry.departments[chosen[0]], (serving[chosen[0]], *precedents))
    rivals = tuple(registry.departments[name] for name in sorted(nearest))
    return Answerer(None, tuple(serving[rival.id] for rival in rivals), rivals)


def _followed(own: Department, before: Mapping[str, Sequence[Precedent]], registry: Registry) -> Answerer:
    """Return the department that all precedents of this category name, else that of the category."""
    names = list(before)
    if len(names) == 1 and names[0] in registry.departments and names[0] != own.id:
        return Answerer(registry.departments[names[0]], _precedents(names[0], before))
    return Answerer(own)


def _precedents(name: str, before: Mapping[str, Sequence[Precedent]]) -> tuple[Reason, ...]:
    newest = max(before[name], key=lambda one: (one.at, one.appeal))
    return (Reason(newest.source, newest.appeal, 1, department=name),)


def _serving(own: Department, question: Question, registry: Registry) -> dict[str, Reason]:
    """Return the departments that share the work of `own` and serve the place, each with its best reason."""
    sharing = [
        department
        for department in registry.departments.values()
        if department.area and (department.id == own.id or _shares(department, own))
    ]
    if not sharing:
        return {}
    facts = _facts(question)
    found = {}
    for department in sharing:
        places = list(_places(department))
        if facts:
            covered = [(level, place) for level, name, place in places if facts.get(level) == name]
        else:
            covered = _standing(question.text, places)
        if covered:
            level, place = max(covered)
            points = float(level) if facts else level * _FACTOR_OF_TEXT
            found[department.id] = Reason(Source.PLACE, place, points, department=department.id)
    return found


def _shares(department: Department, own: Department) -> bool:
    return department.parent == own.id or (bool(own.parent) and department.parent == own.parent)


def _facts(question: Question) -> dict[Level, Name]:
    place = question.place
    fields = {Level.STREET: place.street, Level.SETTLEMENT: place.settlement, Level.DISTRICT: place.district}
    return {level: name_of(text, level) for level, text in fields.items() if words(text)}


def _places(department: Department) -> Iterator[tuple[Level, Name, str]]:
    """Give the places of an area: how near, the name that is compared, and the name as written."""
    area = department.area
    for level, names in (
        (Level.STREET, area.streets),
        (Level.SETTLEMENT, area.settlements),
        (Level.DISTRICT, area.districts),
    ):
        yield from ((level, name_of(name, level), name) for name in names if words(name))


def _standing(text: str, places: Iterable[tuple[Level, Name, str]]) -> list[tuple[Level, str]]:
    """Return the places that the text names beside their kind: «на улице Мира», «в Заречном районе»."""
    stems = [stem(word) for word in words(text)]
    kinds = {level: [n for n, found in enumerate(stems) if found in _kinds(level)] for level in Level}
    return [
        (level, place)
        for level, name, place in places
        if any(
            name in (tuple(sorted(stems[n + 1 : n + 1 + len(name)])), tuple(sorted(stems[max(n - len(name), 0) : n])))
            for n in kinds[level]
        )
    ]
