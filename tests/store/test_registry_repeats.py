"""The rule of repeats in categories.yaml."""

from __future__ import annotations

import pytest

from mcu_cli.domain.repeats import RepeatRule, Window
from mcu_cli.store.registries import load
from tests.store.test_defaults import FILES, REGISTRY
from tests.store.test_registries import CATEGORIES, DEPARTMENTS, changed, problems


def with_repeats(text: str) -> str:
    return changed(CATEGORIES, "sectors:\n", f"repeats: {text}\nsectors:\n")


def read(text: str) -> RepeatRule:
    return load(DEPARTMENTS.encode(), with_repeats(text).encode()).repeats


def test_the_rule_is_read_with_its_source() -> None:
    assert read("{within: 14 кд, source: регламент, confidence: A}") == RepeatRule(14, "регламент", "A")
    assert read("{within: 1 calendar day}") == RepeatRule(1)


def test_the_window_is_that_of_the_rule_in_the_zone_of_the_municipality() -> None:
    registry = load(DEPARTMENTS.encode(), with_repeats("{within: 14 calendar days}").encode())
    assert registry.window == Window(14, registry.municipality.timezone)


@pytest.mark.parametrize("given", ["", "{}"])
def test_a_file_without_it_has_the_rule_that_comes_with_mcu(given: str) -> None:
    shipped = REGISTRY.repeats
    assert RepeatRule() == RepeatRule(shipped.days, "", shipped.confidence)
    assert load(DEPARTMENTS.encode(), CATEGORIES.encode()).repeats == RepeatRule()
    assert read(given) == RepeatRule()


def test_the_shipped_file_names_its_source() -> None:
    assert REGISTRY.repeats.source
    assert b"\nrepeats:" in FILES[1]


@pytest.mark.parametrize(
    ("given", "field", "sentence"),
    [
        ("{within: 30 working days}", "repeats.within", "'30 working days' is not counted in calendar days"),
        ("{within: 720 hours}", "repeats.within", "'720 hours' is not counted in calendar days"),
        ("{within: 30}", "repeats.within", "'30' is not a term"),
        ("{within: 0 calendar days}", "repeats.within", "'0 calendar days' is not a term"),
        ("{within: ''}", "repeats.within", "'' is not a term"),
        ("{within: [30]}", "repeats.within", "one value is expected here"),
        ("{source: регламент}", "repeats", "the key 'within' is missing"),
        ("{within: 30 calendar days, confidence: Z}", "repeats.confidence", "'Z' is not one of A, B, C"),
        ("30 calendar days", "repeats", "a mapping of keys and values is expected here"),
    ],
)
def test_what_is_wrong_is_named_by_line(given: str, field: str, sentence: str) -> None:
    (found,) = problems(categories=with_repeats(given))
    line = with_repeats(given).split("\n").index(f"repeats: {given}") + 1
    assert (found.file, found.line, found.field, found.level) == ("categories.yaml", line, field, "error")
    assert found.message.startswith(sentence)


def test_an_unknown_key_of_it_is_a_warning() -> None:
    (found,) = problems(categories=with_repeats("{within: 30 calendar days, days: 30}"))
    assert (found.field, found.level) == ("repeats.days", "warning")
