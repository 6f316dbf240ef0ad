"""Russian text as it is compared: case and ё folded, split into words, cut to stems.

Snowball's Russian stemmer is the one that SQLite users and search engines know; two forms of a word are one to the
operator («ямы», «яму»).
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import Any

_WORD = re.compile(r"\w+", re.UNICODE)
_REMEMBERED = 50_000  # words: what some ten thousand texts are made of
_LONGEST_REMEMBERED = 60  # characters
_stemmer: list[Any] = []


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


@lru_cache(maxsize=_REMEMBERED)
def stem(word: str) -> str:
    """Return the stem of one folded word; Latin words and numbers stay as they are."""
    if not _stemmer:
        from mcu_cli.domain.stemming import russian_stemmer  # most commands stem nothing

        _stemmer.append(russian_stemmer())
    return str(_stemmer[0].stemWord(word))


class _Pieces(dict[str, str]):
    """The stems of what stands between two blanks (`35-м` has two), each piece looked at once."""

    def __missing__(self, piece: str) -> str:
        found_words = _WORD.findall(piece)
        if len(piece) > _LONGEST_REMEMBERED:  # an address, or a row of one letter: it will not come again
            return " ".join(map(stem.__wrapped__, found_words))
        if len(self) >= _REMEMBERED:
            self.clear()  # what is frequent is soon here again
        return self.setdefault(piece, " ".join(map(stem, found_words)))


_pieces = _Pieces()


@lru_cache(maxsize=4)
def stemmed(text: str) -> str:
    """Return the stems of the words of `text` in order, a blank between them."""
    return " ".join(filter(None, map(_pieces.__getitem__, _folded(text).split())))


def stems(text: str) -> list[str]:
    """Return the stems of the words of `text`, in order."""
    return stemmed(text).split()
