"""The two registries as they stand in their files: read into values with every problem named by file and line."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from mcu_cli.domain.calendar import WorkingHours
from mcu_cli.domain.deadlines import CLOCKS, ChannelRules, Rule
from mcu_cli.domain.registry import Category, Department, Municipality, Registry, Rung
from mcu_cli.domain.terms import Term
from mcu_cli.domain.vocabulary import Channel, Priority
from mcu_cli.domain.words import name_key
from mcu_cli.errors import BadInputError, Problem
from mcu_cli.language import LANGUAGES, _
from mcu_cli.store.schema import refuse_newer
from mcu_cli.store.yaml_reader import Document, read

DEPARTMENTS = "departments.yaml"
CATEGORIES = "categories.yaml"
REGISTRIES = (DEPARTMENTS, CATEGORIES)
DEPARTMENT_KINDS = ("department", "institution", "organisation", "outside")
_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_ID = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_CONFIDENCE = ("A", "B", "C")
Path = tuple[str | int, ...]


class RegistryReading(NamedTuple):
    """Both registries with what is wrong in them; `registry` is None where an error forbids to go on."""

    registry: Registry | None
    problems: list[Problem]


def load(departments: bytes, categories: bytes) -> Registry:
    """Return the registry that the two files hold; raises BadInputError with all problems where they are wrong."""
    reading = examine(departments, categories)
    if reading.registry is None:
        errors = [problem for problem in reading.problems if problem.level == "error"]
        raise BadInputError(
            _("{where}: {problem}; mend the file (`mcu check` lists all problems)").format(
                where=errors[0].where(), problem=errors[0].message
            ),
            reading.problems,
        )
    return reading.registry


def examine(departments: bytes, categories: bytes) -> RegistryReading:
    """Return both registries and all their problems, those that hold between the two files included."""
    problems: list[Problem] = []
    readers = []
    for file, data in ((DEPARTMENTS, departments), (CATEGORIES, categories)):
        try:
            document = read(data, file=file)
            refuse_newer(document, file)
        except BadInputError as error:
            problems += error.problems or (Problem(str(error), file=file),)
            continue
        readers.append(_File(document, file, problems))
    if len(readers) < len(REGISTRIES):
        return RegistryReading(None, problems)
    people, topics = readers
    parts = _departments_file(people)
    rest = _categories_file(topics, parts["departments"])
    if any(problem.level == "error" for problem in problems):
        return RegistryReading(None, problems)
    return RegistryReading(Registry(**parts, **rest), problems)


class _File:
    """One registry file: takes typed values out and notes what is wrong."""

    def __init__(self, document: Document, file: str, problems: list[Problem]) -> None:
        self.document = document
        self.file = file
        self.problems = problems

    def note(self, path: Path, message: str, level: str = "error") -> None:
        self.problems.append(
            Problem(
                message,
                file=self.file,
                line=self.document.line_of(path),
                field=".".join(str(part) for part in path),
                level=level,
            )
        )

    def mapping(self, path: Path, known: Iterable[str] | None = None, *, required: bool = True) -> dict[str, Any]:
        value: Any = self.document.value
        for part in path:
            value = value.get(part, {} if not required else None) if isinstance(value, dict) else None
        if value == "":
            value = {}
        if not isinstance(value, dict):
            self.note(path, _("a mapping of keys and values is expected here"))
            return {}
        for name in value:
            if known is not None and name not in known:
                self.note((*path, name), _("unknown key {name!r}; it is kept").format(name=name), "warning")
        return value

    def word(self, path: Path, mapping: Mapping[str, Any], name: str, default: str | None = None) -> str:
        value = mapping.get(name, default)
        if value is None:
            self.note(path, _("the key {name!r} is missing").format(name=name))
            return ""
        if not isinstance(value, str):
            self.note((*path, name), _("one value is expected here, not a list or a mapping"))
            return ""
        return value

    def words(self, path: Path, mapping: Mapping[str, Any], name: str) -> tuple[str, ...]:
        value = mapping.get(name, [])
        if value == "":
            return ()
        if not isinstance(value, list) or not all(isinstance(word, str) for word in value):
            self.note((*path, name), _("a list of words is expected here"))
            return ()
        return tuple(value)

    def days(self, path: Path, mapping: Mapping[str, Any], name: str) -> frozenset[date]:
        found = set()
        for text in self.words(path, mapping, name):
            day = self.day((*path, name), text)
            if day is not None:
                found.add(day)
        return frozenset(found)

    def day(self, path: Path, text: str) -> date | None:
        try:
            return date.fromisoformat(text)
        except ValueError:
            self.note(path, _("{text!r} is not a day, like 2025-12-24").format(text=text))
            return None

    def slug(self, path: Path, text: str) -> None:
        if not _ID.fullmatch(text):
            self.note(
                path, _("{text!r} is not an id: small Latin letters, digits and hyphens only").format(text=text)
            )

    def unique(self, names: dict[str, str], owner: str, own: Iterable[str], path: Path) -> None:
        for key in {name_key(name): None for name in own}:
            other = names.setdefault(key, owner)
            if other != owner:
                self.note(
                    path, _("the name {name!r} belongs to {other!r} already").format(name=key, other=other)
                )


def _departments_file(file: _File) -> dict[str, Any]:
    file.mapping((), ("format", "municipality", "working_time", "departments", "escalation", "intake"))
    working = file.mapping(("working_time",), ("hours", "days_off", "working_days"))
    ladder = file.document.value.get("escalation", [])
    return {
        "municipality": _municipality(file),
        "hours": _hours(file),
        "days_off": file.days(("working_time",), working, "days_off"),
        "working_days": file.days(("working_time",), working, "working_days"),
        "departments": _departments(file),
        "ladder": tuple(_ladder(file, ladder)),
    }


def _municipality(file: _File) -> Municipality:
    path: Path = ("municipality",)
    given = file.mapping(path, ("name", "timezone", "language", "opened", "aliases", "population"))
    zone_name = file.word(path, given, "timezone")
    try:
        zone = ZoneInfo(zone_name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        file.note((*path, "timezone"), _("{text!r} is not a time zone like Asia/Omsk").format(text=zone_name))
        zone = ZoneInfo("UTC")
    language = file.word(path, given, "language", "ru")
    if language not in LANGUAGES:
        file.note(
            (*path, "language"),
            _("{text!r} is not one of {choices}").format(text=language, choices=", ".join(LANGUAGES)),
        )
    opened = file.word(path, given, "opened", "")
    residents = {}
    for district, text in file.mapping((*path, "population"), required=False).items():
        if isinstance(text, str) and text.isascii() and text.isdecimal():
            residents[district] = int(text)
        else:
            file.note((*path, "population", district), _("{text!r} is not a whole number").format(text=text))
    return Municipality(
        name=file.word(path, given, "name"),
        timezone=zone,
        language=language,
        opened=file.day((*path, "opened"), opened) if opened else None,
        aliases=file.words(path, given, "aliases"),
        population=residents,
    )


def _hours(file: _File) -> WorkingHours:
    path: Path = ("working_time", "hours")
    given = file.mapping(path, _WEEKDAYS)
    week = {
        number: file.words(path, given, name) for number, name in enumerate(_WEEKDAYS) if given.get(name)
    }
    try:
        return WorkingHours.parse(week)
    except BadInputError as error:
        file.note(path, str(error))
        return WorkingHours.parse({0: "09:00-18:00"})


def _departments(file: _File) -> dict[str, Department]:
    keys = ("name", "kind", "parent", "aliases", "head", "email")
    found: dict[str, Department] = {}
    names: dict[str, str] = {}
    for name in file.mapping(("departments",)):
        path: Path = ("departments", name)
        given = file.mapping(path, keys)
        file.slug(path, name)
        kind = file.word(path, given, "kind", "department")
        if kind not in DEPARTMENT_KINDS:
            file.note(
                (*path, "kind"),
                _("{text!r} is not one of {choices}").format(text=kind, choices=", ".join(DEPARTMENT_KINDS)),
            )
        department = Department(
            id=name,
            name=file.word(path, given, "name"),
            kind=kind,
            parent=file.word(path, given, "parent", ""),
            aliases=file.words(path, given, "aliases"),
            head=file.word(path, given, "head", ""),
            email=file.word(path, given, "email", ""),
        )
        file.unique(names, name, (name, department.name, *department.aliases), path)
        found[name] = department
    for department in found.values():
        if department.parent and department.parent not in found:
            file.note(
                ("departments", department.id, "parent"),
                _("there is no department {name!r}").format(name=department.parent),
            )
    return found


def _ladder(file: _File, given: Any) -> Iterable[Rung]:
    if not isinstance(given, list):
        file.note(("escalation",), _("a list of steps with `id` and `title` is expected here"))
        return
    for n, item in enumerate(given):
        if isinstance(item, dict) and isinstance(item.get("id"), str) and isinstance(item.get("title"), str):
            yield Rung(item["id"], item["title"])
        else:
            file.note(("escalation", n), _("a step with `id` and `title` is expected here"))


def _categories_file(file: _File, departments: Mapping[str, Department]) -> dict[str, Any]:
    file.mapping((), ("format", "deadlines", "sectors"))
    categories: dict[str, Category] = {}
    sectors: dict[str, str] = {}
    group_names: dict[str, str] = {}
    for sector in file.mapping(("sectors",)):
        path: Path = ("sectors", sector)
        file.slug(path, sector)
        sectors[sector] = file.word(path, file.mapping(path, ("name", "groups")), "name")
        for group in file.mapping((*path, "groups"), required=False):
            group_path = (*path, "groups", group)
            if group in categories:
                file.note(group_path, _("the group {name!r} stands in two places").format(name=group))
            found = _category(file, group_path, group, sector, departments, {"topics"})
            if not found.department:
                file.note(group_path, _("the key {name!r} is missing").format(name="department"))
            file.unique(group_names, group, (group, found.name, *found.aliases), group_path)
            categories[group] = found
            topic_names: dict[str, str] = {}
            for topic in file.mapping((*group_path, "topics"), required=False):
                topic_path = (*group_path, "topics", topic)
                inner = _category(file, topic_path, f"{group}/{topic}", sector, departments, set())
                file.unique(topic_names, topic, (topic, inner.name, *inner.aliases), topic_path)
                categories[inner.id] = inner
    return {"sectors": sectors, "categories": categories, "rules": _rules(file)}


def _category(  # noqa: PLR0913  # where it stands, who it is and what it may refer to
    file: _File, path: Path, name: str, sector: str, departments: Mapping[str, Department], more: set[str]
) -> Category:
    given = file.mapping(path, {"name", "department", "aliases", "words", *more})
    file.slug(path, str(path[-1]))
    department = file.word(path, given, "department", "")
    if department and department not in departments:
        file.note((*path, "department"), _("there is no department {name!r}").format(name=department))
    return Category(
        id=name,
        name=file.word(path, given, "name"),
        sector=sector,
        department=department,
        aliases=file.words(path, given, "aliases"),
        words=file.words(path, given, "words"),
    )


def _rules(file: _File) -> dict[Channel, ChannelRules]:
    rules = {}
    for channel, given in file.mapping(("deadlines",)).items():
        path: Path = ("deadlines", channel)
        if channel not in set(Channel):
            file.note(
                path, _("{text!r} is not one of {choices}").format(text=channel, choices=", ".join(Channel))
            )
            continue
        file.mapping(path, (*CLOCKS, "priority"), required=False)
        priorities = given.get("priority", {}) if isinstance(given, dict) else {}
        by_priority = {}
        for priority in priorities if isinstance(priorities, dict) else ():
            if priority in set(Priority):
                by_priority[Priority(priority)] = _clocks(file, (*path, "priority", priority))
            else:
                file.note(
                    (*path, "priority", priority),
                    _("{text!r} is not one of {choices}").format(text=priority, choices=", ".join(Priority)),
                )
        rules[Channel(channel)] = ChannelRules(_clocks(file, path), by_priority)
    return rules


def _clocks(file: _File, path: Path) -> dict[str, Rule]:
    found = {}
    given = file.mapping(path, required=False)
    for clock in CLOCKS:
        if clock in given:
            rule = _rule(file, (*path, clock))
            if rule is not None:
                found[clock] = rule
    return found


def _rule(file: _File, path: Path) -> Rule | None:
    given = file.mapping(path, ("within", "on_day_off", "source", "confidence"))
    on_day_off = file.word(path, given, "on_day_off", "earlier")
    confidence = file.word(path, given, "confidence", "C")
    for name, value, choices in (
        ("on_day_off", on_day_off, ("earlier", "later")),
        ("confidence", confidence, _CONFIDENCE),
    ):
        if value not in choices:
            file.note(
                (*path, name),
                _("{text!r} is not one of {choices}").format(text=value, choices=", ".join(choices)),
            )
            return None
    try:
        term = Term.parse(file.word(path, given, "within"))
    except BadInputError as error:
        file.note((*path, "within"), str(error))
        return None
    return Rule(
        within=term,
        on_day_off="later" if on_day_off == "later" else "earlier",
        source=file.word(path, given, "source", ""),
        confidence=confidence,
    )
