"""Which template fits: what a name says, and the nearest by category and outcome."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from mcu_cli.domain import template_choice
from mcu_cli.domain.registry import Category
from mcu_cli.domain.template_choice import Meaning, is_auto, meaning, name_of, nearest, path_of
from mcu_cli.domain.vocabulary import AnswerKind, Outcome

if TYPE_CHECKING:
    from mcu_cli.domain.registry import Registry


class _Registry:
    """Two names of the trade are enough here."""

    def __init__(self) -> None:
        group = Category("roads", "Дороги", "transport", aliases=("Дороги и транспорт",))
        self.categories = {"roads": group, "roads/snow": Category("roads/snow", "Снег", "transport")}

    def find_category(self, name: str) -> Category | None:
        return self.categories.get("roads" if name == "Дороги и транспорт" else name)


@pytest.fixture
def registry() -> Registry:
    return _Registry()  # type: ignore[return-value]  # what the choice asks of a registry


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("resolved", Meaning("", AnswerKind.FINAL, Outcome.RESOLVED)),
        ("roads/snow/measures-taken", Meaning("roads/snow", AnswerKind.FINAL, Outcome.MEASURES_TAKEN)),
        ("roads/interim", Meaning("roads", AnswerKind.INTERIM, None)),
        ("roads/no-budget", Meaning("roads", None, None)),
        ("roads/resolved-fast", Meaning("roads", None, None)),
    ],
)
def test_a_name_says_category_kind_and_outcome(name: str, said: Meaning) -> None:
    assert meaning(name) == said


@pytest.mark.parametrize(
    "typed", ["roads/resolved", "roads/resolved.txt", "templates/roads/resolved.txt", r".\templates\roads\resolved.txt"]
)
def test_a_template_is_typed_as_a_name_or_as_a_path(typed: str) -> None:
    assert name_of(typed) == "roads/resolved"
    assert path_of(name_of(typed)) == "templates/roads/resolved.txt"


@pytest.mark.parametrize("typed", ["auto", "Авто", " AUTO "])
def test_auto_is_typed_in_either_language(typed: str) -> None:
    assert is_auto(typed)
    assert not is_auto(f"{typed}matic")


@pytest.mark.parametrize(
    ("names", "category", "outcome", "found"),
    [
        (["resolved", "roads/resolved", "roads/snow/resolved"], "roads/snow", "resolved", "roads/snow/resolved"),
        (["resolved", "roads/resolved"], "roads/snow", "resolved", "roads/resolved"),
        (["resolved", "roads/explained"], "roads/snow", "resolved", "resolved"),
        (["resolved", "roads/resolved"], "Дороги и транспорт", "resolved", "roads/resolved"),
        (["resolved", "housing/resolved"], "roads", "resolved", "resolved"),
        (["resolved", "roads/resolved"], "", "resolved", "resolved"),
        (["interim", "resolved"], "roads", None, "interim"),
        (["roads/snow/resolved"], "roads", "resolved", None),
        ([], "roads", None, None),
    ],
)
def test_the_topic_goes_before_the_group_and_the_group_before_all(
    registry: Registry, names: list[str], category: str, outcome: str | None, found: str | None
) -> None:
    assert nearest(names, category, Outcome(outcome) if outcome else None, registry) == found


def test_a_group_is_tried_once(registry: Registry) -> None:
    assert template_choice.ways("roads", Outcome.REFUSED, registry) == ["roads/refused", "refused"]
