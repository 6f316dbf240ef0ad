"""Where in a text the words stand that a query looks for."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from mcu_cli.domain.query.matching import phrase_of
from mcu_cli.domain.query.tree import Term, Words, leaves
from mcu_cli.domain.words import stem, words

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from mcu_cli.domain.query.tree import Node

_WORD = re.compile(r"\w+")


class Phrase(NamedTuple):
    """Folded words that are to stand next to each other, in any form; with `prefix` the last may go on."""

    words: tuple[str, ...]
    prefix: bool

    def fits(self, place: int, there: Sequence[tuple[str, str]]) -> bool:
        """Whether it stands from `place` on in words that come with their stems."""
        last = len(self.words) - 1
        if last < 0 or place + last >= len(there):
            return False
        if any(there[place + n][1] != stem(word) for n, word in enumerate(self.words[:last])):
            return False
        word, stemmed = there[place + last]
        return stemmed == stem(self.words[last]) or (self.prefix and word.startswith(self.words[last]))


def phrases(tree: Node) -> list[Phrase]:
    """Return what a tree looks for in texts."""
    found = []
    for leaf, fitting in leaves(tree):
        if fitting and isinstance(leaf, Words):
            found.append(Phrase(tuple(leaf.words), leaf.prefix))
        elif fitting and isinstance(leaf, Term) and leaf.field == "text":
            found += [Phrase(*phrase_of(bound.low)) for bound in leaf.bounds]
    return found


def hits(text: str, wanted: Sequence[Phrase]) -> Iterator[tuple[int, int]]:
    """Yield begin and end of each word of a hit in `text`, whose letters are composed (NFC), from left to right."""
    places = [(found.span(), folded) for found in _WORD.finditer(text) for folded in words(found[0])]
    there = [(folded, stem(folded)) for _span, folded in places]
    until = 0
    for place, (span, _folded) in enumerate(places):
        until = max([until, *(place + len(one.words) for one in wanted if one.fits(place, there))])
        if place < until:
            yield span
