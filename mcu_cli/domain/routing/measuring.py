"""How good the routing is: what it says of texts held against the labels that people gave them."""

from __future__ import annotations

import hashlib
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from mcu_cli.domain.routing.evidence import Question
from mcu_cli.domain.words import words

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from mcu_cli.domain.registry import Registry
    from mcu_cli.domain.routing.router import Router

HALVES = (1, 2)


class Labelled(NamedTuple):
    """A text with the group and the topic that people put it under; ids, the topic empty where it is not known."""

    text: str
    group: str
    topic: str


@dataclass(slots=True)
class GroupFigures:
    """Of one group: rows with its label, rows that got it as the best guess, and those of both kinds at once."""

    rows: int = 0
    guessed: int = 0
    right: int = 0

    @property
    def precision(self) -> float | None:
        """Return the share of guesses that are right; None where there is no guess."""
        return self.right / self.guessed if self.guessed else None

    @property
    def recall(self) -> float | None:
        """Return the share of rows that were found; None where there is no row."""
        return self.right / self.rows if self.rows else None


@dataclass(slots=True)
class Measurement:
    """What was counted. `guessed` rows have any suggestion, `decided` ones a sure group; both compared by group.

    `topic_decided` rows have a known topic as their label and a topic as the sure category.
    """

    rows: int = 0
    labelled: int = 0
    right: int = 0
    among_three: int = 0
    decided: int = 0
    decided_right: int = 0
    with_topic: int = 0
    topic_guessed_right: int = 0
    topic_decided: int = 0
    topic_decided_right: int = 0
    unknown: Counter[str] = field(default_factory=Counter)
    groups: dict[str, GroupFigures] = field(default_factory=dict)
    confusions: Counter[tuple[str, str]] = field(default_factory=Counter)


def half_of(text: str, seed: int) -> int:
    """Return the half, 1 or 2, in which a text stands: drawn by its words, so that equal texts stand in one half."""
    drawn = hashlib.sha256(f"{seed}:{' '.join(words(text))}".encode()).digest()
    return HALVES[drawn[0] % len(HALVES)]


def label(registry: Registry, text: str, group: str, topic: str) -> Labelled | None:
    """Return a text with its label by the names that a table gives; None where the registry knows no such group."""
    found = registry.find_topic(group, topic) if topic else None
    if not group:
        return Labelled(text, found.group, found.id) if found is not None else None
    known = registry.find_group(group)
    if known is None:
        return None
    return Labelled(text, known.id, found.id if found is not None and found.group == known.id else "")


def measure(router: Router, rows: Iterable[Labelled], now: datetime, into: Measurement) -> None:
    """Ask `router` about the texts of `rows`, their labels hidden, and count into `into`."""
    for row in rows:
        routing = router.decide(Question(row.text, now))
        guesses = [one.category for one in routing.best]
        guessed = guesses[0].group if guesses else ""
        right = guessed == row.group
        into.labelled += 1
        into.right += right
        into.among_three += row.group in {guess.group for guess in guesses}
        into.groups.setdefault(row.group, GroupFigures()).rows += 1
        into.groups[row.group].right += right
        if guessed:
            into.groups.setdefault(guessed, GroupFigures()).guessed += 1
        if not right:
            into.confusions[row.group, guessed] += 1
        if routing.category is not None:
            into.decided += 1
            into.decided_right += right
        if row.topic:
            into.with_topic += 1
            into.topic_guessed_right += bool(guesses) and guesses[0].id == row.topic
            if routing.category is not None and routing.category.is_topic:
                into.topic_decided += 1
                into.topic_decided_right += routing.category.id == row.topic
