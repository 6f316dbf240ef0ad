"""Which template fits an answer: by what the name of a template says, and by the category of the appeal."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from mcu_cli.domain.vocabulary import AnswerKind, Outcome
from mcu_cli.domain.words import fold

if TYPE_CHECKING:
    from collections.abc import Collection

    from mcu_cli.domain.registry import Registry

AUTO = "auto"
# What a clerk may type for it: the word, and the Russian one.
_AUTO_WORDS = frozenset({AUTO, "авто"})
_PREFIX, _SUFFIX = "templates/", ".txt"


class Meaning(NamedTuple):
    """What the name of a template says of its answers: category (empty: any), kind and outcome (None: nothing)."""

    category: str
    kind: AnswerKind | None
    outcome: Outcome | None


def is_auto(typed: str) -> bool:
    """Whether `typed` asks for the template that fits best."""
    return fold(typed) in _AUTO_WORDS


def name_of(typed: str) -> str:
    """Return the name of a template that was typed as a name or as a path: `roads/resolved`."""
    return typed.strip().replace("\\", "/").removeprefix("./").removeprefix(_PREFIX).removesuffix(_SUFFIX)


def path_of(name: str) -> str:
    """Return the path of a template in the store, with `/`."""
    return f"{_PREFIX}{name}{_SUFFIX}"


def meaning(name: str) -> Meaning:
    """Return what a name like `roads/snow/measures-taken` says: the folder is a category, the end an outcome."""
    category, _slash, last = name.rpartition("/")
    if last == AnswerKind.INTERIM:
        return Meaning(category, AnswerKind.INTERIM, None)
    if last in set(Outcome):
        return Meaning(category, AnswerKind.FINAL, Outcome(last))
    return Meaning(category, None, None)


def ways(category: str, outcome: Outcome | None, registry: Registry) -> list[str]:
    """Return the names that would fit, the nearest first: of the topic, of its group, of any category.

    `category` is as the appeal bears it, an id or a name that a source gave; without an outcome the answer is interim.
    """
    word = str(outcome or AnswerKind.INTERIM)
    found = registry.find_category(category)
    folders = [found.id, found.group] if found else []
    return [*dict.fromkeys(f"{folder}/{word}" for folder in folders), word]


def nearest(names: Collection[str], category: str, outcome: Outcome | None, registry: Registry) -> str | None:
    """Return the template that fits best; None where none does."""
    return next((name for name in ways(category, outcome, registry) if name in names), None)
