"""The choice of words: what tells groups apart gets weight, what does not gets none, and only words are rewritten."""

from __future__ import annotations

from dataclasses import replace
from importlib import resources

from benchmarks import choose_words
from mcu_cli.domain.registry import Category, Registry
from mcu_cli.domain.routing.measuring import Labelled, half_of
from mcu_cli.domain.routing.patterns import read_entry
from mcu_cli.store.registries import CATEGORIES, DEPARTMENTS, load

DEFAULTS = resources.files("mcu_cli.store.defaults")
FULL = load((DEFAULTS / DEPARTMENTS).read_bytes(), (DEFAULTS / CATEGORIES).read_bytes())


def registry() -> Registry:
    """Return two groups: one with a word that tells, one with a word that a person wrote and no text has."""
    categories = (
        Category("roads", "Дороги", "roads", "roads", words=("яма", "-снегоход*")),
        Category("roads/snow", "Снег", "roads", words=("сугроб*",)),
        Category("housing", "ЖКХ", "housing", "housing", words=("стояк", "город")),
    )
    return replace(FULL, categories={category.id: category for category in categories})


ROWS = [
    row
    for n in range(30)
    for row in (
        Labelled(f"Наш город, яма и асфальт {n}", "roads", ""),
        Labelled(f"Наш город, снег и асфальт {n}", "roads", "roads/snow"),
        Labelled(f"Наш город, отопление и вода {n}", "housing", ""),
    )
]


def chosen() -> dict[str, dict[str, int]]:
    known = registry()
    found = choose_words.choose(ROWS, known, choose_words.written_entries(known))
    return {name: {entry.text: entry.weight for entry in map(read_entry, entries)} for name, entries in found.items()}


def test_a_word_that_tells_its_category_gets_weight_there_and_nowhere_else() -> None:
    found = chosen()

    assert any(text.startswith("асфальт") for text in found["roads"])
    assert any(text.startswith("снег") for text in found["roads/snow"])
    assert any(text.startswith(("отоплен", "вод")) for text in found["housing"])
    assert not any(text.startswith(("асфальт", "снег")) for text in found["housing"])


def test_a_word_that_tells_nothing_is_dropped_and_one_without_texts_stays() -> None:
    found = chosen()

    assert "город" not in found["housing"]
    assert found["housing"]["стояк"] == 1
    assert found["roads/snow"]["сугроб*"] == 1
    assert found["roads"]["снегоход*"] == 0  # excludes, as before


def test_only_the_lists_of_words_are_written_anew() -> None:
    text = (DEFAULTS / CATEGORIES).read_text(encoding="utf-8")
    same = {name: list(category.words) for name, category in FULL.categories.items()}
    other = same | {"roads/snow": ["сугроб*^3", "-на крыше дома"]}

    assert choose_words.rewritten(text, FULL, same) == text
    written = choose_words.rewritten(text, FULL, other)
    assert load((DEFAULTS / DEPARTMENTS).read_bytes(), written.encode()).categories["roads/snow"].words == (
        "сугроб*^3",
        "-на крыше дома",
    )
    assert len(set(text.splitlines()) ^ set(written.splitlines())) < 12


def test_equal_texts_stand_in_one_half() -> None:
    halves = [half_of(f"Яма номер {n}", 1) for n in range(200)]

    assert 70 < halves.count(1) < 130
    assert half_of("ЯМА, номер 7!", 1) == half_of("Яма номер 7", 1)
    assert halves != [half_of(f"Яма номер {n}", 2) for n in range(200)]
