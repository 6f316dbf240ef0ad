"""Evidence of words: the entries of categories.yaml that stand in the text."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mcu_cli.domain.routing.evidence import Reason, Source

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mcu_cli.domain.registry import Registry
    from mcu_cli.domain.routing.evidence import Question


class Words:
    """What the words of a text say of its category; an excluding entry of a group takes its topics out too."""

    def __init__(self, registry: Registry) -> None:
        """Ask by the words of `registry`."""
        self._patterns = registry.patterns

    def reasons(self, question: Question) -> Iterator[Reason]:
        """Give the entries that stand in the text, with their weights."""
        hits = self._patterns.found(question.text)
        excluded = {hit.category for hit in hits if hit.entry.excludes}
        for category, entry in hits:
            if excluded.isdisjoint((category, category.partition("/")[0])):
                yield Reason(Source.WORDS, entry.text, entry.weight, category=category)
