"""The decision: which category is sure, which department answers for it at that place, and why."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from enum import StrEnum
from typing import TYPE_CHECKING

from mcu_cli.domain.routing.by_place import department_at
from mcu_cli.domain.routing.by_precedent import Precedents
from mcu_cli.domain.routing.by_words import Words
from mcu_cli.domain.routing.evidence import Reason, Source
from mcu_cli.values import dataclass

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from mcu_cli.domain.registry import Category, Department, Registry
    from mcu_cli.domain.routing.evidence import Evidence, Question

NEAREST = 3
"""Suggestions shown where none is sure."""


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A group that fits, or its topic that fits best; the points of all reasons for it, and the reasons."""

    category: Category
    score: float
    reasons: tuple[Reason, ...]


class Doubt(StrEnum):
    """Why a routing leaves the appeal to the clerk; the words stand in JSON."""

    NOTHING = "nothing-fits"
    NEAR = "several-are-near"
    PLACES = "several-serve-the-place"


@dataclass(frozen=True, slots=True)
class Routing:
    """Where an appeal belongs.

    `category` is None where none is sure; `department` too where several serve the place, which `rivals` names. `best`
    are the nearest groups, the chosen first, each as its best topic, be that sure or not; `reasons` what the choice
    rests on.
    """

    category: Category | None
    department: Department | None
    best: tuple[Suggestion, ...]
    reasons: tuple[Reason, ...]
    doubt: Doubt | None = None
    rivals: tuple[Department, ...] = ()


class Router:
    """Decides by one registry. `sources` are asked in their order, each only where those before leave a doubt."""

    def __init__(self, registry: Registry, sources: Sequence[Evidence] | None = None) -> None:
        """Decide by `registry`; its words are compiled once, by the registry."""
        self._registry = registry
        self.sources: tuple[Evidence, ...] = tuple(sources or (Words(registry), Precedents(registry)))

    def decide(self, question: Question) -> Routing:
        """Return where the appeal belongs, with the reasons, or the doubt that leaves it to the clerk."""
        named = self._named(question)
        if named is not None:
            return self._with_department(named, (), question)
        reasons: list[Reason] = []
        chosen: Suggestion | None = None
        for source in self.sources:
            reasons += source.reasons(question)
            found = sure(reasons, self._registry)
            if found is not None and (chosen is None or found.category.id.startswith(f"{chosen.category.id}/")):
                chosen = found  # what comes later may name the topic, and never another group
            if chosen is not None and chosen.category.is_topic:
                break
        best = suggestions(reasons, self._registry)
        if chosen is None:
            return Routing(None, None, tuple(best[:NEAREST]), (), Doubt.NEAR if best else Doubt.NOTHING)
        first = [one for one in best if one.category.group == chosen.category.group]
        others = [one for one in best if one.category.group != chosen.category.group]
        return self._with_department(chosen, (*first, *others)[:NEAREST], question)

    def _named(self, question: Question) -> Suggestion | None:
        """Return the category that the appeal has, or that its source named by an alias."""
        registry = self._registry
        known = registry.find_category(question.category)
        if known is None:
            return None
        topic = registry.find_topic(known.id, question.topic) if question.topic and not known.is_topic else None
        if topic is not None and topic.group == known.id:
            known = topic
        said = f"{question.category}: {question.topic}" if question.topic else question.category
        reason = Reason(Source.NAME, said, registry.lead.group, category=known.id)
        return Suggestion(known, reason.points, (reason,))

    def _with_department(self, chosen: Suggestion, best: tuple[Suggestion, ...], question: Question) -> Routing:
        answer = department_at(chosen.category.id, question, self._registry)
        routing = Routing(chosen.category, answer.department, best, (*chosen.reasons, *answer.reasons))
        return replace(routing, doubt=Doubt.PLACES, rivals=answer.rivals) if answer.rivals else routing


def suggestions(reasons: Iterable[Reason], registry: Registry) -> list[Suggestion]:
    """Return each group that has reasons, as its best topic with the reasons of both; the best group first."""
    by_category = _by_category(reasons)
    groups = dict.fromkeys(name.partition("/")[0] for name in by_category)
    found = []
    for group in groups:
        topics = _topics(by_category, group)
        own = by_category.get(group, [])
        category = registry.categories[topics[0][1] if topics else group]
        behind = (*own, *(by_category[category.id] if topics else ()))
        found.append(Suggestion(category, _points(behind), behind))
    return sorted(found, key=lambda one: (-one.score, one.category.id))


def sure(reasons: Sequence[Reason], registry: Registry) -> Suggestion | None:
    """Return what the reasons agree on; None leaves the choice to the clerk.

    That is the best group where it leads all others by `registry.lead.group` points, and in it the topic that leads its
    neighbours by `registry.lead.topic`, or else the group as a whole, for which the reasons of that topic speak too.
    """
    best = suggestions(reasons, registry)
    if not best or _lead([one.score for one in best]) < registry.lead.group:
        return None
    group = best[0].category.group
    by_category = _by_category(reasons)
    topics = _topics(by_category, group)
    if topics and _lead([points for points, _id in topics]) >= registry.lead.topic:
        return best[0]
    return replace(best[0], category=registry.categories[group])


def _by_category(reasons: Iterable[Reason]) -> dict[str, list[Reason]]:
    found: dict[str, list[Reason]] = defaultdict(list)
    for reason in reasons:
        found[reason.category].append(reason)
    return dict(found)


def _topics(by_category: dict[str, list[Reason]], group: str) -> list[tuple[float, str]]:
    """Return the topics of `group` that have reasons, with their points, the best first."""
    topics = [(_points(own), name) for name, own in by_category.items() if name.startswith(f"{group}/")]
    return sorted(topics, key=lambda topic: (-topic[0], topic[1]))


def _points(reasons: Iterable[Reason]) -> float:
    return round(sum(reason.points for reason in reasons), 1)


def _lead(scores: Sequence[float]) -> float:
    """Return by how much the first of falling scores leads; a score that stands alone leads by all it has."""
    return round(scores[0] - (scores[1] if len(scores) > 1 else 0), 1)
