"""Which category, and so which department, an appeal belongs to: by its words, with the reason.

An entry of `words` in categories.yaml matches case-insensitively: `снег*` by prefix, a plain word by its Russian stem,
several words when they stand next to each other; one that starts with `-` excludes its topic.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from mcu_cli.domain.words import stem, words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mcu_cli.domain.registry import Category, Registry

_CLEARLY = 1.0  # ahead by one word more
_TOPIC_BONUS = 0.1  # of two equal scores the topic says more than its group


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A category that fits, how well (entries matched, a phrase counting its words), and which entries matched."""

    category: Category
    score: float
    matched: tuple[str, ...]


def suggest(text: str, registry: Registry, most: int = 5) -> list[Suggestion]:
    """Return the best categories for `text`, best first; empty where no word of any is in it."""
    folded = words(text)
    stemmed = [stem(word) for word in folded]
    of_groups = {c.id: _score(c, folded, stemmed) for c in registry.categories.values() if not c.is_topic}
    found = []
    for category in registry.categories.values():
        own = _score(category, folded, stemmed) if category.is_topic else of_groups[category.id]
        if own is None or not own[1]:
            continue
        shared = of_groups.get(category.group) if category.is_topic else None
        score = own[0] + _TOPIC_BONUS * category.is_topic + (shared[0] / 2 if shared else 0)
        found.append(Suggestion(category, round(score, 2), own[1]))
    return sorted(found, key=lambda s: (-s.score, s.category.id))[:most]


def sure(suggestions: Sequence[Suggestion], registry: Registry) -> Suggestion | None:
    """Return what the suggestions agree on; None leaves the choice to the clerk.

    That is the first where it is clearly ahead of all others, else the group where all that are near it belong to one.
    """
    if not suggestions:
        return None
    best = suggestions[0]
    near = [s for s in suggestions[1:] if s.score > best.score - _CLEARLY and s.category.id != best.category.group]
    if not near:
        return best
    if any(s.category.group != best.category.group for s in near):
        return None
    matched = tuple(dict.fromkeys(word for s in (best, *near) for word in s.matched))
    return Suggestion(registry.categories[best.category.group], best.score, matched)


def _score(category: Category, folded: list[str], stemmed: list[str]) -> tuple[float, tuple[str, ...]] | None:
    """Return score and matched entries; None where an excluding entry matches."""
    matched = []
    score = 0
    for entry in category.words:
        excluding = entry.startswith("-")
        parts = [part for part in entry.removeprefix("-").split() if part]
        if not _stands_in(parts, folded, stemmed):
            continue
        if excluding:
            return None
        matched.append(entry)
        score += len(parts)
    return score, tuple(matched)


def _stands_in(parts: list[str], folded: list[str], stemmed: list[str]) -> bool:
    patterns = [
        ("prefix", words(part)[0]) if part.endswith("*") else ("stem", stem(words(part)[0]))
        for part in parts
        if words(part)
    ]
    if not patterns:
        return False
    last = len(folded) - len(patterns) + 1
    return any(
        all(
            folded[at + n].startswith(text) if how == "prefix" else stemmed[at + n] == text
            for n, (how, text) in enumerate(patterns)
        )
        for at in range(max(last, 0))
    )
