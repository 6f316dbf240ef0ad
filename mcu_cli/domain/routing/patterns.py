"""The entries of `words` in categories.yaml: what they mean, and which of them stand in a text.

`снег*` fits by prefix, a plain word by its Russian stem, several words where they stand next to each other; case and ё
do not matter. `яма^3` gives the weight of an entry, `-слово` excludes its category.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, NamedTuple

from mcu_cli.domain.words import stem, words
from mcu_cli.errors import BadInputError
from mcu_cli.language import _

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

MOST_WEIGHT = 9
_WEIGHTS = frozenset(str(weight) for weight in range(1, MOST_WEIGHT + 1))


class Part(NamedTuple):
    """One word of an entry: a folded prefix, or a stem."""

    text: str
    is_prefix: bool

    def fits(self, word: str, its_stem: str) -> bool:
        """Whether a folded word of a text, or its stem, is meant."""
        return word.startswith(self.text) if self.is_prefix else its_stem == self.text


class WordEntry(NamedTuple):
    """One entry of `words`: as it is written without sign and weight, its words, and its weight (0 if it excludes)."""

    text: str
    parts: tuple[Part, ...]
    weight: int
    excludes: bool


class Hit(NamedTuple):
    """An entry of a category that stands in a text."""

    category: str
    entry: WordEntry


class Pieces(NamedTuple):
    """An entry cut into what is said and how it counts; `weight` is None where none is written."""

    text: str
    weight: int | None
    excludes: bool


def pieces_of(written: str) -> Pieces:
    """Return the pieces of an entry as written, no word of it stemmed; raises BadInputError where the weight is none.

    Every command reads the registry, and few ask for its words: 2,000 entries take half as long to stem as all else
    that a small command does.
    """
    excludes = written.startswith("-")
    text, sign, weight = written.removeprefix("-").partition("^")
    if sign and excludes:
        raise BadInputError(
            _("{text!r} excludes its category and so has no weight; leave out ^ and what follows").format(text=written)
        )
    if sign and weight not in _WEIGHTS:
        raise BadInputError(
            _("{text!r} has no weight after ^; write a whole number from 1 to {most}").format(
                text=written, most=MOST_WEIGHT
            )
        )
    return Pieces(text.strip(), int(weight) if sign else None, excludes)


def read_entry(written: str) -> WordEntry:
    """Return the entry that `written` is; without a weight of its own each of its words weighs 1.

    Raises BadInputError where the weight is none.
    """
    text, weight, excludes = pieces_of(written)
    parts = tuple(_parts(text))
    return WordEntry(text, parts, 0 if excludes else weight or len(parts), excludes)


def _parts(text: str) -> Iterator[Part]:
    for written in text.split():
        said = words(written)  # «что-то» is two words, as it is in a text
        for n, word in enumerate(said, 1):
            is_prefix = written.endswith("*") and n == len(said)
            yield Part(word if is_prefix else stem(word), is_prefix)


class Patterns:
    """The entries of many categories, looked up by their first word: a text is gone through once, not once an entry."""

    def __init__(self, entries: Iterable[tuple[str, str]]) -> None:
        """Compile pairs of a category's id and an entry as written; raises BadInputError for a bad weight."""
        self._by_stem: dict[str, list[Hit]] = defaultdict(list)
        self._by_prefix: dict[str, list[Hit]] = defaultdict(list)
        for category, written in entries:
            hit = Hit(category, read_entry(written))
            if hit.entry.parts:
                first = hit.entry.parts[0]
                (self._by_prefix if first.is_prefix else self._by_stem)[first.text].append(hit)
        self._longest = max(map(len, self._by_prefix), default=0)

    def found(self, text: str) -> list[Hit]:
        """Return the entries that stand in `text`, each once, in the order in which they first stand there."""
        folded = words(text)
        stems = [stem(word) for word in folded]
        standing: dict[Hit, None] = {}
        for at in range(len(folded)):
            for hit in self._beginning(folded[at], stems[at]):
                if hit not in standing and _goes_on(hit.entry.parts, folded, stems, at):
                    standing[hit] = None
        return list(standing)

    def _beginning(self, word: str, its_stem: str) -> Iterator[Hit]:
        yield from self._by_stem.get(its_stem, ())
        for length in range(1, min(len(word), self._longest) + 1):
            yield from self._by_prefix.get(word[:length], ())


def _goes_on(parts: Sequence[Part], folded: Sequence[str], stems: Sequence[str], at: int) -> bool:
    """Whether the words from `at` on are those of the entry, whose first word is known to fit."""
    if at + len(parts) > len(folded):
        return False
    return all(part.fits(folded[at + n], stems[at + n]) for n, part in enumerate(parts) if n)
