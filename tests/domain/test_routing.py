"""Categories suggested by the words of a text."""

from __future__ import annotations

from dataclasses import replace
from importlib import resources

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mcu_cli.domain.registry import Category, Registry
from mcu_cli.domain.routing import suggest, sure
from mcu_cli.store.registries import CATEGORIES, DEPARTMENTS, load

DEFAULTS = resources.files("mcu_cli.store.defaults")
FULL = load((DEFAULTS / DEPARTMENTS).read_bytes(), (DEFAULTS / CATEGORIES).read_bytes())


def registry(**words: tuple[str, ...]) -> Registry:
    """Return a registry of categories and their words; `roads__snow` is the topic roads/snow."""
    ids = {name.replace("__", "/"): entries for name, entries in words.items()}
    return replace(FULL, categories={name: Category(name, name, "roads", words=ids[name]) for name in ids})


def found(text: str, known: Registry) -> list[str]:
    return [suggestion.category.id for suggestion in suggest(text, known)]


@pytest.mark.parametrize(
    ("entry", "text", "fits"),
    [
        ("снег*", "Снегопад засыпал двор", True),
        ("снег*", "Выпал первый СНЕГ", True),
        ("снег*", "Подснежники цветут", False),
        ("яма", "Ямы на дороге", True),
        ("яма", "яму не заделали", True),
        ("яма", "ямщик", False),
        ("ёлка", "Елку не убрали", True),
        ("горячая вода", "Нет горячей воды", True),
        ("горячая вода", "вода горячая", False),
        ("горячая вода", "горячий чай и вода", False),
        ("отключ* свет*", "Отключение света", True),
        ("пдд", "нарушил ПДД!", True),
        ("...", "...", False),
        ("", "любой текст", False),
    ],
)
def test_an_entry_fits_by_stem_by_prefix_or_as_neighbours(entry: str, text: str, fits: bool) -> None:  # noqa: FBT001
    assert bool(suggest(text, registry(roads=(entry,)))) is fits


def test_an_excluding_entry_takes_its_topic_out_and_no_other() -> None:
    known = registry(roads=("дорога",), roads__snow=("снег*", "-снегоход*"))

    assert found("Снег на дороге", known) == ["roads/snow", "roads"]
    assert found("Снегоход и снег на дороге", known) == ["roads"]


def test_a_phrase_counts_its_words_and_the_reason_names_what_matched() -> None:
    (suggestion,) = suggest("Нет горячей воды, стояк холодный", registry(water=("горячая вода", "стояк", "насос")))

    assert suggestion.score == 3
    assert suggestion.matched == ("горячая вода", "стояк")


def test_a_topic_goes_before_its_group_and_words_of_the_group_help_it() -> None:
    known = registry(roads=("дорога",), roads__snow=("снег*",), parks__snow=("снег*",), parks=("парк",))

    assert found("Снег на дороге", known) == ["roads/snow", "parks/snow", "roads"]


def test_nothing_is_suggested_where_no_word_fits_and_never_more_than_asked_for() -> None:
    known = registry(**{f"g{n}": ("яма",) for n in range(9)})

    assert suggest("Спасибо", known) == []
    assert suggest("", known) == []
    assert [one.category.id for one in suggest("Яма", known, most=2)] == ["g0", "g1"]


def test_only_a_clear_lead_is_sure() -> None:
    known = registry(water=("вода", "труба"), heat=("батарея",), roads=("яма",))

    def choice(text: str) -> str | None:
        suggestion = sure(suggest(text, known), known)
        return suggestion.category.id if suggestion else None

    assert choice("Нет воды, течёт труба, холодная батарея") == "water"
    assert choice("Нет воды, холодная батарея") is None
    assert choice("Яма") == "roads"
    assert choice("Спасибо") is None


def test_near_topics_of_one_group_agree_on_the_group() -> None:
    known = registry(roads=(), roads__snow=("снег*",), roads__ice=("лёд",))
    suggestion = sure(suggest("Снег и лёд", known), known)

    assert suggestion is not None
    assert suggestion.category.id == "roads"
    assert set(suggestion.matched) == {"снег*", "лёд"}


@pytest.mark.parametrize(
    ("text", "sector"),
    [
        ("Во дворе неделю не вывозят мусор, контейнер переполнен", "waste"),
        ("Автобус опять не пришёл, ждали на остановке сорок минут", "transport"),
        ("На дороге глубокие ямы, разбита вся улица", "roads"),
    ],
)
def test_the_words_of_the_defaults_lead_to_the_sector(text: str, sector: str) -> None:
    assert suggest(text, FULL)[0].category.sector == sector


@given(st.text(max_size=100))
def test_suggestions_are_in_order_and_each_has_its_reason(text: str) -> None:
    suggestions = suggest(text, FULL)

    assert len(suggestions) <= 5
    assert [one.score for one in suggestions] == sorted((one.score for one in suggestions), reverse=True)
    assert all(one.matched and one.score > 0 for one in suggestions)
