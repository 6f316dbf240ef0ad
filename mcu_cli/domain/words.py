"""Russian text as it is compared: case and ё folded, split into words, cut to stems.

Snowball's rules for Russian (https://snowballstem.org/algorithms/russian/stemmer.html) are those that SQLite users and
search engines know; two forms of a word are one to the operator («ямы», «яму»).
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache, lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

_WORD = re.compile(r"\w+", re.UNICODE)
_REMEMBERED = 50_000  # words: what some ten thousand texts are made of
_LONGEST_REMEMBERED = 60  # characters


def fold(text: str) -> str:
    """Return `text` in the form in which it is compared: lower case, ё as е, blanks collapsed."""
    return " ".join(_folded(text).split())


@lru_cache(maxsize=4)  # the index asks for the stems of a text and for its key
def _folded(text: str) -> str:
    # Some phones send й and ё as two characters; composed they are the letters that everybody types.
    return unicodedata.normalize("NFC", text).casefold().replace("ё", "е")


def name_key(name: str) -> str:
    """Return the form in which names of topics and bodies are compared: also without the mark `★` in front."""
    return fold(name.strip().removeprefix("★"))


def words(text: str) -> list[str]:
    """Return the words of `text`, folded, in order."""
    return _WORD.findall(_folded(text))


def stem(word: str) -> str:
    """Return the stem of one folded word; Latin words and numbers stay as they are."""
    return _russian_stem()(word)


@cache
def _russian_stem() -> Callable[[str], str]:
    from Stemmer import Stemmer  # most commands stem nothing

    stem_of: Callable[[str], str] = Stemmer("russian", 0).stemWord  # 0: words are remembered here, by pieces
    return stem_of


class _Pieces(dict[str, str]):
    """The stems of what stands between two blanks (`35-м` has two), each piece looked at once."""

    def __missing__(self, piece: str) -> str:
        found = " ".join(map(_russian_stem(), _WORD.findall(piece)))
        if len(piece) > _LONGEST_REMEMBERED:  # an address, or a row of one letter: it will not come again
            return found
        if len(self) >= _REMEMBERED:
            self.clear()  # what is frequent is soon here again
        self[piece] = found
        return found


_pieces = _Pieces()


@lru_cache(maxsize=4)
def stemmed(text: str) -> str:
    """Return the stems of the words of `text` in order, a blank between them."""
    return " ".join(filter(None, map(_pieces.__getitem__, _folded(text).split())))


def stems(text: str) -> list[str]:
    """Return the stems of the words of `text`, in order."""
    return stemmed(text).split()
