"""The two registries as they stand in their files: read into values with every problem named by file and line."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from mcu_cli.domain.registry import Category, Chatter, Department, Municipality, Registry
from mcu_cli.domain.words import words
from mcu_cli.errors import BadInputError, Problem
from mcu_cli.language import LANGUAGES, _
from mcu_cli.store.intake_folder import INTAKE_FOLDER, is_intake_folder
from mcu_cli.store.registry_file import Path, RegistryFile
from mcu_cli.store.registry_ladder import ladder
from mcu_cli.store.registry_names import CATEGORIES, DEPARTMENTS, REGISTRIES
from mcu_cli.store.registry_repeats import repeat_rule
from mcu_cli.store.registry_retention import retention_rule
from mcu_cli.store.registry_routing import area, entries_of_words, lead, note_unknown_districts
from mcu_cli.store.registry_rules import deadline_rules
from mcu_cli.store.registry_summary import daily_summary
from mcu_cli.store.registry_time import working_time
from mcu_cli.store.schema import refuse_newer
from mcu_cli.store.yaml_reader import read

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["CATEGORIES", "DEPARTMENTS", "DEPARTMENT_KINDS", "REGISTRIES", "RegistryReading", "examine", "load"]
DEPARTMENT_KINDS = ("department", "institution", "organisation", "outside")


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
            _("{file} is not in order; mend what is listed here (`mcu check` lists it again)").format(
                file=errors[0].file
            ),
            errors,
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
        readers.append(RegistryFile(document, file, problems))
    if len(readers) < len(REGISTRIES):
        return RegistryReading(None, problems)
    people, topics = readers
    parts = _departments_file(people)
    rest = _categories_file(topics, parts["departments"])
    if any(problem.level == "error" for problem in problems):
        return RegistryReading(None, problems)
    return RegistryReading(Registry(**parts, **rest), problems)


def _departments_file(file: RegistryFile) -> dict[str, Any]:
    file.mapping(
        (), ("format", "municipality", "working_time", "departments", "escalation", "intake", "summary", "retention")
    )
    municipality = _municipality(file)
    return {
        "municipality": municipality,
        **working_time(file),
        "departments": _departments(file, municipality),
        "ladder": ladder(file),
        "intake": _intake(file),
        "summary": daily_summary(file),
        "retention": retention_rule(file),
    }


def _municipality(file: RegistryFile) -> Municipality:
    path: Path = ("municipality",)
    given = file.mapping(path, ("name", "timezone", "language", "opened", "aliases", "population", "pages"))
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
        pages=file.words(path, given, "pages"),
    )


def _departments(file: RegistryFile, municipality: Municipality) -> dict[str, Department]:
    keys = ("name", "kind", "parent", "aliases", "head", "email", "area")
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
            area=area(file, path, given),
        )
        note_unknown_districts(file, path, department.area, municipality)
        file.unique(names, name, (name, department.name, *department.aliases), path)
        found[name] = department
    for department in found.values():
        if department.parent and department.parent not in found:
            file.note(
                ("departments", department.id, "parent"),
                _("there is no department {name!r}").format(name=department.parent),
            )
    return found


def _intake(file: RegistryFile) -> str:
    """Return the folder that `mcu cron run` takes tables from; a folder outside the store, or of its own, is none."""
    path: Path = ("intake",)
    folder = file.word(path, file.mapping(path, ("folder",), required=False), "folder", INTAKE_FOLDER)
    if not is_intake_folder(folder):
        file.note(
            (*path, "folder"),
            _("{text!r} is not a folder for incoming tables; name one inside the store, like `intake`").format(
                text=folder
            ),
        )
        return INTAKE_FOLDER
    return folder


def _categories_file(file: RegistryFile, departments: Mapping[str, Department]) -> dict[str, Any]:
    file.mapping((), ("format", "deadlines", "repeats", "routing", "chatter", "sectors"))
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
            found = _category(
                file, group_path, group, sector=sector, departments=departments, more=frozenset({"topics"})
            )
            if not found.department:
                file.note(group_path, _("the key {name!r} is missing").format(name="department"))
            file.unique(group_names, group, (group, found.name, *found.aliases), group_path)
            categories[group] = found
            topic_names: dict[str, str] = {}
            for topic in file.mapping((*group_path, "topics"), required=False):
                topic_path = (*group_path, "topics", topic)
                inner = _category(file, topic_path, f"{group}/{topic}", sector=sector, departments=departments)
                file.unique(topic_names, topic, (topic, inner.name, *inner.aliases), topic_path)
                categories[inner.id] = inner
    return {
        "sectors": sectors,
        "categories": categories,
        "rules": deadline_rules(file, categories),
        "chatter": _chatter(file),
        "lead": lead(file),
        "repeats": repeat_rule(file),
    }


def _chatter(file: RegistryFile) -> Chatter:
    path: Path = ("chatter",)
    given = file.mapping(path, ("texts", "without_words"), required=False)
    texts = file.words(path, given, "texts")
    for n, text in enumerate(texts):
        if not words(text):
            file.note(
                (*path, "texts", n), _("{text!r} holds no word; say `without_words: true` instead").format(text=text)
            )
    without_words = given.get("without_words", "false")
    if without_words not in ("true", "false"):
        file.note((*path, "without_words"), _("{text!r} is neither true nor false").format(text=without_words))
    return Chatter(frozenset(tuple(words(text)) for text in texts), without_words == "true")


def _category(  # noqa: PLR0913  # where it stands, who it is and what it may refer to
    file: RegistryFile,
    path: Path,
    name: str,
    *,
    sector: str,
    departments: Mapping[str, Department],
    more: frozenset[str] = frozenset(),
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
        words=entries_of_words(file, path, given),
    )
