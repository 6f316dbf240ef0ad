"""The stems of Russian words, by Snowball's rules: https://snowballstem.org/algorithms/russian/stemmer.html.

The library `snowballstemmer` goes by them too and takes twenty times as long, which an index of a hundred thousand
texts, with as many different words, cannot spare. The tests hold the two against each other.

What is cut off stands at the end of a word, in the region after its first vowel. That region is looked at backwards: so
the longest of many endings is one match at its beginning, and what is cut is as long as what has matched.
"""

from __future__ import annotations

import re
from itertools import pairwise


def _backwards(anywhere: str, after_a: str = "") -> str:
    """Return a pattern of endings, read backwards; one of `after_a` counts only where `а` or `я` stands before it.

    None of the first kind is the end of one of the second, which is therefore looked for in the second place.
    """
    first, second = (
        "|".join(sorted((ending[::-1] for ending in endings.split()), key=len, reverse=True))
        for endings in (anywhere, after_a)
    )
    return f"(?:{first}|(?:{second})(?=[ая]))" if second else f"(?:{first})"


_GERUND = _backwards("ив ыв ивши ывши ившись ывшись", "в вши вшись")
_REFLEXIVE = _backwards("ся сь")
_ADJECTIVE = _backwards("ее ие ое ые ими ыми ей ий ой ый ем им ом ым его ого ему ому их ых ею ою ую юю ая яя")
_PARTICIPLE = _backwards("ивш ывш ующ", "ем нн вш ющ щ")
_VERB = _backwards(
    "ила ыла ена ите ейте уйте или ыли ей уй ил ыл им ым ен ило ыло ено ят ует уют ит ыт ены ить ыть ишь ую ю",
    "ла на ете йте ли й л ем н ло но нно ет ют ны ть ешь",
)
_NOUN = _backwards(
    "а ев ов е ие ье и еи ии ами ями иями й ей ией ий ой ам ем ием ом ям иям о у ах ях иях ы ь ю ию ью я ия ья"
)
_ENDING = re.compile(f"(?:{_GERUND}|{_REFLEXIVE}?(?:{_ADJECTIVE}{_PARTICIPLE}?|{_VERB}|{_NOUN})?)и?")
_QUALITY = re.compile("ь?тсо")
_REST = re.compile("е?шйе(?:н(?=н))?|н(?=н)|ь")  # of a superlative, one of two `н`, a soft sign
_VOWELS = frozenset("аеиоуыэюя")
_VOWEL = re.compile(f"[{''.join(sorted(_VOWELS))}]")


def russian_stem(word: str) -> str:
    """Return the stem of a folded word; one without Russian vowels stays as it is."""
    vowel = _VOWEL.search(word)
    if vowel is None:
        return word
    backwards = word[: vowel.start() : -1]
    ending = _ENDING.match(backwards)
    cut = ending.end() if ending else 0
    quality = _QUALITY.match(backwards, cut)
    if quality and len(word) - quality.end() >= _second_region(word):
        cut = quality.end()
    rest = _REST.match(backwards, cut)
    if rest:
        cut = rest.end()
    return word[: len(word) - cut]


def _second_region(word: str) -> int:
    """Return where the region begins in which the ending of nouns of quality is cut (`-ость`).

    That is behind the second letter that is no vowel and follows one.
    """
    found = 0
    for n, (letter, following) in enumerate(pairwise(word), 2):
        found += letter in _VOWELS and following not in _VOWELS
        if found == 2:  # noqa: PLR2004  # the second
            return n
    return len(word)
