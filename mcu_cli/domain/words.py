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
_stemmer: list[Any] = []


def fold(text: str) -> str:
    """Return `text` in the form in which it is compared: lower case, ё as е, blanks collapsed."""
    return " ".join(_folded(text).split())


def _folded(text: str) -> str:
    # Some phones send й and ё as two characters; composed they are the letters that everybody types.
    return unicodedata.normalize("NFC", text).casefold().replace("ё", "е")


def name_key(name: str) -> str:
    """Return the form in which names of topics and bodies are compared: also without the mark `★` in front."""
    return fold(name.strip().removeprefix("★"))


def words(text: str) -> list[str]:
    """Return the words of `text`, folded, in order."""
    return _WORD.findall(_folded(text))


@lru_cache(maxsize=50_000)
def stem(word: str) -> str:
    """Return the stem of one folded word; Latin words and numbers stay as they are."""
    if not _stemmer:
        import snowballstemmer  # 30 ms, and most commands stem nothing

        _stemmer.append(snowballstemmer.stemmer("russian"))
    return str(_stemmer[0].stemWord(word))


def stems(text: str) -> list[str]:
    """Return the stems of the words of `text`, in order."""
    return [stem(word) for word in words(text)]
