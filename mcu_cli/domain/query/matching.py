"""How a value that was typed fits a text: by stems, by the beginning of a word, as a piece."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from mcu_cli.domain.words import fold, stem, words

if TYPE_CHECKING:
    from collections.abc import Sequence


def names_fit(typed: str, text: str) -> bool:
    """Whether each word of `typed` stands in `text`: in any form, or as the beginning of a word.

    Numbers must be whole: house 1 is not house 12. A value without any word fits nothing.
    """
    wanted = _words_and_stems(typed)
    there = _words_and_stems(text)
    return bool(wanted) and all(
        any(
            word == part or stemmed == its_stem or (_is_open(part) and word.startswith(part)) for word, stemmed in there
        )
        for part, its_stem in wanted
    )


def same_key(text: str) -> str:
    """Return what values have in common that are the same but for case, ё and blanks."""
    return fold(text).replace(" ", "")


def phrase_of(typed: str) -> tuple[tuple[str, ...], bool]:
    """Return the words of a value that is looked for in texts, and whether the last one may go on (`*`)."""
    found = tuple(words(typed))
    return found, bool(found) and typed.rstrip().endswith("*")


def phrase_fits(wanted: Sequence[str], text: str, *, prefix: bool) -> bool:
    """Whether the folded words `wanted` stand next to each other in `text`, in any form; see `phrase_of`."""
    there = [stemmed for _word, stemmed in _words_and_stems(text)]
    stems = [stem(word) for word in wanted]
    last = len(stems) - 1
    return last >= 0 and any(
        there[at : at + last] == stems[:last]
        and (there[at + last] == stems[last] or (prefix and there[at + last].startswith(wanted[last])))
        for at in range(len(there) - last)
    )


def _is_open(part: str) -> bool:
    return part[0].isalpha()


@lru_cache(maxsize=50_000)
def _words_and_stems(text: str) -> tuple[tuple[str, str], ...]:
    return tuple((word, stem(word)) for word in words(text))
