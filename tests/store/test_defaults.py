"""The two registries that a new store begins with."""

from __future__ import annotations

import json
from importlib import resources
from pathlib import Path
from typing import Any

import pytest

from mcu_cli.domain.routing.patterns import Patterns, read_entry
from mcu_cli.domain.vocabulary import Channel
from mcu_cli.store.registries import CATEGORIES, DEPARTMENTS, examine, load

TOPICS = Path(__file__).parents[2].parent / "shared/data/incident_topics.json"
DEFAULTS = resources.files("mcu_cli.store.defaults")
FILES = (DEFAULTS / DEPARTMENTS).read_bytes(), (DEFAULTS / CATEGORIES).read_bytes()
REGISTRY = load(*FILES)
# The eight sectors of a regional centre, and those that a town has besides.
SECTORS = {
    "health", "education", "transport", "roads", "energy", "housing", "waste", "social",
    "landscaping", "safety", "culture", "sport", "trade", "land", "administration",
}  # fmt: skip


def names_of_topics() -> dict[str, Any]:
    if not TOPICS.is_file():
        pytest.skip("the names of topics met in exports lie outside the project and are not here")
    found: dict[str, Any] = json.loads(TOPICS.read_text(encoding="utf-8"))
    return found


def test_both_files_are_without_an_error_or_a_warning() -> None:
    assert examine(*FILES).problems == []


def test_both_files_are_commented_and_end_their_lines_plainly() -> None:
    for data in FILES:
        text = data.decode()
        assert text.startswith("# ")
        assert text.count("\n#") > 10
        assert "\r" not in text
        assert "\t" not in text
        assert text.endswith("\n")
        assert all(line == line.rstrip() for line in text.split("\n"))


def test_the_sectors_of_a_town_are_all_there() -> None:
    assert set(REGISTRY.sectors) == SECTORS
    assert {category.sector for category in REGISTRY.categories.values()} == SECTORS


def test_every_category_has_a_department_and_words_of_its_own() -> None:
    for category in REGISTRY.categories.values():
        assert REGISTRY.department_of(category.id) in REGISTRY.departments, category.id
        assert category.words, category.id


def test_every_word_of_a_category_leads_to_it() -> None:
    for category in REGISTRY.categories.values():
        alone = Patterns((category.id, entry) for entry in category.words)
        for written in category.words:
            entry = read_entry(written)
            found = alone.found(entry.text.replace("*", ""))
            assert (category.id, entry) in found, (category.id, written)


def test_every_channel_has_its_terms_each_with_a_source() -> None:
    assert set(REGISTRY.rules) == set(Channel)
    for rules in REGISTRY.rules.values():
        for clocks in (rules.clocks, *rules.by_priority.values()):
            assert clocks
            assert all(rule.source for rule in clocks.values())


def test_the_ladder_leads_to_the_head_of_the_town() -> None:
    ladder = [(rung.id, rung.at, rung.department) for rung in REGISTRY.ladder]
    assert ladder == [
        ("executor", 50, True), ("curator", 80, False), ("centre-head", 100, False), ("mayor", 150, False)
    ]  # fmt: skip


def test_every_department_of_the_defaults_is_found_by_each_of_its_names() -> None:
    for department in REGISTRY.departments.values():
        for name in (department.id, department.name, *department.aliases):
            assert REGISTRY.find_department(name) == department, name


def test_every_topic_met_with_its_group_is_found() -> None:
    pairs = [(group, topic) for group, topics in names_of_topics()["2023"].items() for topic in topics]

    assert len(pairs) > 100
    assert [pair for pair in pairs if REGISTRY.find_topic(*pair) is None] == []
    assert [group for group in {group for group, _topic in pairs} if REGISTRY.find_group(group) is None] == []


def test_every_topic_met_without_its_group_is_found() -> None:
    topics = names_of_topics()["2025"]

    assert len(topics) > 100
    assert [topic for topic in topics if REGISTRY.find_topic("", topic) is None] == []
