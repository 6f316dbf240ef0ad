"""Evidence of precedents: what the same author or the same thread got before, by decision and not by suggestion."""

from __future__ import annotations

from collections import defaultdict
from datetime import timedelta
from typing import TYPE_CHECKING

from mcu_cli.domain.routing.evidence import Reason

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mcu_cli.domain.registry import Registry
    from mcu_cli.domain.routing.evidence import Precedent, Question

REMEMBERED = timedelta(days=90)
# What a precedent of today counts, and one that is just remembered: at half of the time it is a sure lead.
_NEWEST = 1.5
_OLDEST = 0.5
_ENOUGH = 1.0


class Precedents:
    """What earlier decisions say of the category: all of one category together as much as one of today, never more."""

    def __init__(self, registry: Registry) -> None:
        """Judge by the categories of `registry` and the lead that it takes for sure."""
        self._registry = registry

    def reasons(self, question: Question) -> Iterator[Reason]:
        """Give each precedent with its points: a sure lead at 45 days, half more if it is of today, half at 90 days."""
        lead = self._registry.lead.group
        given: dict[str, float] = defaultdict(float)
        for precedent in sorted(question.precedents, key=lambda one: (one.at, one.appeal), reverse=True):
            if precedent.category not in self._registry.categories:
                continue
            left = lead * _NEWEST - given[precedent.category]
            points = round(min(lead * freshness(precedent, question), left), 1)
            if points > 0:
                given[precedent.category] += points
                yield Reason(precedent.source, precedent.appeal, points, category=precedent.category)


def freshness(precedent: Precedent, question: Question) -> float:
    """Return what a precedent counts beside a sure lead; 0 if it is older than is remembered, or still to come."""
    age = question.now - precedent.at
    if not timedelta(0) <= age <= REMEMBERED:
        return 0.0
    return _NEWEST - (_NEWEST - _OLDEST) * (age / REMEMBERED)


def departments_before(question: Question, category: str) -> dict[str, list[Precedent]]:
    """Return the departments to which precedents of `category` went, if one of them is fresh enough to be followed."""
    found: dict[str, list[Precedent]] = defaultdict(list)
    for precedent in question.precedents:
        if precedent.category == category and precedent.department and freshness(precedent, question) >= _ENOUGH:
            found[precedent.department].append(precedent)
    return found
