"""The two hand-written registries read into values, with every problem named by file and line."""

from __future__ import annotations

from datetime import date

import pytest

from mcu_cli.domain.local_days import LocalDays
from mcu_cli.domain.vocabulary import Channel, Priority
from mcu_cli.errors import BadInputError, Problem, RefusedError
from mcu_cli.store.registries import examine, load

DEPARTMENTS = """\
format: 1
municipality:
  name: Верхнереченск
  timezone: Asia/Omsk
  language: ru
  opened: 2021-08-01
  aliases: [Администрация города]
  population: {Заречный: 41200}
working_time:
  hours:
    monday: [08:30-13:00, 14:00-17:45]
  days_off: [2026-04-21]
  working_days: [2026-05-02]
departments:
  roads:
    name: Управление дорог
    aliases: [ДорСтрой]
    head: Иванова И. И.
    email: roads@town.example
  lights:
    name: АО «Свет»
    kind: organisation
    parent: roads
escalation:
- {id: curator, title: Куратор}
"""
CATEGORIES = """\
format: 1
deadlines:
  incident:
    first: {within: 9 working hours, source: порядок, confidence: A}
    priority:
      urgent:
        first: {within: 1 working hours, source: порядок}
sectors:
  roads:
    name: Дороги
    groups:
      roads:
        name: Дороги
        department: roads
        words: [дорог*]
        topics:
          snow:
            name: Снег
            aliases: [Уборка снега]
          light:
            name: Освещение
            department: lights
"""


def problems(departments: str = DEPARTMENTS, categories: str = CATEGORIES) -> list[Problem]:
    return examine(departments.encode(), categories.encode()).problems


def changed(text: str, old: str, new: str) -> str:
    assert text.count(old) == 1, old
    return text.replace(old, new)


def test_everything_that_the_files_say_is_in_the_registry() -> None:
    registry = load(DEPARTMENTS.encode(), CATEGORIES.encode())

    assert registry.municipality.name == "Верхнереченск"
    assert str(registry.municipality.timezone) == "Asia/Omsk"
    assert registry.municipality.opened == date(2021, 8, 1)
    assert registry.municipality.aliases == ("Администрация города",)
    assert registry.municipality.population == {"Заречный": 41200}
    assert registry.days_off == LocalDays(frozenset({date(2026, 4, 21)}))
    assert registry.working_days == LocalDays(frozenset({date(2026, 5, 2)}))
    assert registry.departments["roads"].email == "roads@town.example"
    assert registry.departments["roads"].kind == "department"
    assert registry.departments["lights"].parent == "roads"
    assert registry.ladder[0].title == "Куратор"
    assert registry.sectors == {"roads": "Дороги"}
    assert list(registry.categories) == ["roads", "roads/snow", "roads/light"]
    assert registry.categories["roads/snow"].sector == "roads"
    rules = registry.rules[Channel.INCIDENT]
    first = rules.rule("first", Priority.NORMAL)
    urgent = rules.rule("first", Priority.URGENT)
    assert first is not None
    assert urgent is not None
    assert (first.confidence, urgent.confidence) == ("A", "C")
    assert first.within != urgent.within


def test_windows_line_ends_and_a_byte_order_mark_are_no_trouble() -> None:
    data = "\ufeff".encode() + DEPARTMENTS.replace("\n", "\r\n").encode()

    assert load(data, CATEGORIES.encode()) == load(DEPARTMENTS.encode(), CATEGORIES.encode())


@pytest.mark.parametrize(
    ("old", "new", "line", "sentence"),
    [
        ("Asia/Omsk", "Mars/Base", 4, "'Mars/Base' is not a time zone like Asia/Omsk"),
        ("Asia/Omsk", "../../etc/passwd", 4, "is not a time zone"),
        ("Asia/Omsk", "Europe", 4, "is not a time zone"),
        ("language: ru", "language: de", 5, "'de' is not one of en, ru"),
        ("2021-08-01", "1 августа", 6, "'1 августа' is not a day, like 2025-12-24"),
        ("41200", "много", 8, "'много' is not a whole number"),
        ("2026-04-21", "2026-02-30", 12, "'2026-02-30' is not a day"),
        ("08:30-13:00", "13:00-08:30", 11, "are not working hours; write them as 08:30-13:00"),
        ("  roads:\n", "  Roads!:\n", 15, "'Roads!' is not an id: small Latin letters, digits and hyphens only"),
        ("kind: organisation", "kind: firm", 22, "'firm' is not one of department, institution, organisation, outside"),
        ("parent: roads", "parent: moon", 23, "there is no department 'moon'"),
        ("name: АО «Свет»", "name: дорстрой", 20, "the name 'дорстрой' belongs to 'roads' already"),
        ("name: АО «Свет»", "name: ROADS", 20, "the name 'roads' belongs to 'roads' already"),
        ("    name: АО «Свет»\n", "", 20, "the key 'name' is missing"),
        ("aliases: [ДорСтрой]", "aliases: ДорСтрой", 17, "a list of words is expected here"),
        ("name: Управление дорог", "name: [a, b]", 16, "one value is expected here, not a list or a mapping"),
        ("- {id: curator, title: Куратор}", "- {id: curator}", 25, "a step with `id` and `title` is expected here"),
        ("- {id: curator, title: Куратор}", "  id: curator", 24, "a list of steps"),
        ("  name: Верхнереченск", "\tname: Верхнереченск", 3, "a tab stands where only blanks may indent"),
        ("  lights:", "  roads:", 20, "the key 'roads' appears twice; delete one of the two"),
    ],
)
def test_what_is_wrong_in_departments_is_named_by_line(old: str, new: str, line: int, sentence: str) -> None:
    found = problems(departments=changed(DEPARTMENTS, old, new))

    assert any(sentence in one.message and (one.file, one.line) == ("departments.yaml", line) for one in found), found


@pytest.mark.parametrize(
    ("old", "new", "line", "sentence"),
    [
        ("within: 9 working hours", "within: 9 parsecs", 4, "9 parsecs"),
        ("confidence: A", "confidence: Z", 4, "'Z' is not one of A, B, C"),
        ("  incident:", "  pigeon:", 3, "'pigeon' is not one of incident, pos"),
        ("      urgent:", "      deadly:", 6, "'deadly' is not one of low, normal, high, urgent"),
        ("department: lights", "department: moon", 22, "there is no department 'moon'"),
        ("        department: roads\n", "", 12, "the key 'department' is missing"),
        ("name: Освещение", "name: уборка  СНЕГА", 20, "the name 'уборка снега' belongs to 'snow' already"),
        ("          snow:", "          Снег:", 17, "'Снег' is not an id"),
    ],
)
def test_what_is_wrong_in_categories_is_named_by_line(old: str, new: str, line: int, sentence: str) -> None:
    found = problems(categories=changed(CATEGORIES, old, new))

    assert any(sentence in one.message and (one.file, one.line) == ("categories.yaml", line) for one in found), found


def test_a_group_in_two_sectors_is_refused() -> None:
    twice = CATEGORIES + CATEGORIES[CATEGORIES.index("  roads:\n    name") :].replace("  roads:", "  other:", 1)

    assert any("the group 'roads' stands in two places" in one.message for one in problems(categories=twice))


def test_an_unknown_key_is_a_warning_and_the_registry_holds() -> None:
    reading = examine(changed(DEPARTMENTS, "  language: ru", "  mayor: кто-то").encode(), CATEGORIES.encode())

    assert reading.registry is not None
    assert [(one.level, one.line, one.message) for one in reading.problems] == [
        ("warning", 5, "unknown key 'mayor'; it is kept")
    ]


def test_all_problems_of_both_files_are_told_at_once() -> None:
    found = problems(
        changed(changed(DEPARTMENTS, "Asia/Omsk", "Mars"), "parent: roads", "parent: moon"),
        changed(CATEGORIES, "department: lights", "department: sun"),
    )

    assert [(one.file, one.line) for one in found] == [
        ("departments.yaml", 4),
        ("departments.yaml", 23),
        ("categories.yaml", 22),
    ]


@pytest.mark.parametrize("data", [b"", b"- a\n", b"text", b"a: b: c\n", b"\xff\xfe", b"a: &x b\n"])
def test_a_file_that_is_no_registry_at_all_is_refused(data: bytes) -> None:
    with pytest.raises(BadInputError, match=r"^departments\.yaml"):
        load(data, CATEGORIES.encode())


@pytest.mark.parametrize("file", ["departments", "categories"])
def test_a_file_of_a_newer_format_is_refused(file: str) -> None:
    texts = {"departments": DEPARTMENTS, "categories": CATEGORIES}
    texts[file] = changed(texts[file], "format: 1", "format: 2")

    with pytest.raises(RefusedError, match=rf"^{file}\.yaml is in format 2, written by a newer mcu; update mcu"):
        problems(**texts)


def test_the_error_names_the_file_and_carries_all_problems() -> None:
    wrong = changed(changed(DEPARTMENTS, "Asia/Omsk", "Mars"), "parent: roads", "parent: moon")

    with pytest.raises(BadInputError, match=r"^departments\.yaml") as refused:
        load(wrong.encode(), CATEGORIES.encode())

    assert [one.line for one in refused.value.problems] == [4, 23]


def test_chatter_is_read_and_its_slips_are_named() -> None:
    chatter = "chatter: {texts: [Начать, 'Да, подтверждаю'], without_words: true}\nsectors:"
    registry = load(DEPARTMENTS.encode(), changed(CATEGORIES, "sectors:", chatter).encode())

    assert registry.chatter.fits("НАЧАТЬ!")
    assert registry.chatter.fits("да подтверждаю")
    assert registry.chatter.fits("…")
    assert not registry.chatter.fits("Начать ремонт")
    assert not load(DEPARTMENTS.encode(), CATEGORIES.encode()).chatter.fits("…")

    wrong = "chatter: {texts: ['...'], without_words: maybe}\nsectors:"
    assert [(p.field, p.message) for p in problems(categories=changed(CATEGORIES, "sectors:", wrong))] == [
        ("chatter.texts.0", "'...' holds no word; say `without_words: true` instead"),
        ("chatter.without_words", "'maybe' is neither true nor false"),
    ]


@pytest.mark.parametrize(
    ("entry", "sentence", "level"),
    [
        ("яма^0", "'яма^0' has no weight after ^; write a whole number from 1 to 9", "error"),
        ("яма^много", "'яма^много' has no weight after ^", "error"),
        ("'-яма^2'", "'-яма^2' excludes its category and so has no weight", "error"),
        ("'...'", "'...' holds no word and fits nothing", "warning"),
    ],
)
def test_an_entry_of_words_that_cannot_be_read_is_named_by_line(entry: str, sentence: str, level: str) -> None:
    (found,) = problems(
        categories=changed(CATEGORIES, "words: [дорог*]", f"words:\n        - дорог*\n        - {entry}")
    )

    assert found.message.startswith(sentence)
    assert (found.file, found.line, found.level) == ("categories.yaml", 17, level)


def test_the_lead_that_is_sure_is_read_and_a_wrong_one_named_by_line() -> None:
    given = changed(CATEGORIES, "sectors:\n", "routing:\n  group_lead: 6\n  topic_lead: 4\nsectors:\n")
    reading = examine(DEPARTMENTS.encode(), given.encode())

    assert reading.registry is not None
    assert (reading.registry.lead.group, reading.registry.lead.topic) == (6, 4)
    plain = examine(DEPARTMENTS.encode(), CATEGORIES.encode()).registry
    assert plain is not None
    assert (plain.lead.group, plain.lead.topic) == (1, 1)
    (found,) = problems(categories=given.replace("group_lead: 6", "group_lead: 6.5"))
    assert found.message == "'6.5' is not a whole number from 1 to 99"
    assert found.field == "routing.group_lead"


def test_an_area_is_read_and_a_district_that_population_does_not_know_is_a_warning() -> None:
    area = "area: {districts: [заречный, Дальний], streets: [улица Мира, '…'], houses: [5]}"
    given = changed(DEPARTMENTS, "    parent: roads\n", f"    parent: roads\n    {area}\n")

    assert {(one.level, one.line, one.message) for one in problems(departments=given)} == {
        ("warning", 24, "unknown key 'houses'; it is kept"),
        ("warning", 24, "'Дальний' is not among the districts of municipality.population"),
        ("error", 24, "'…' is not the name of a place"),
    }
    reading = examine(given.replace(", '…'", "").encode(), CATEGORIES.encode())
    assert reading.registry is not None
    served = reading.registry.departments["lights"].area
    assert (served.districts, served.settlements, served.streets) == (("заречный", "Дальний"), (), ("улица Мира",))
    assert not reading.registry.departments["roads"].area
