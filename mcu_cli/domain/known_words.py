"""Words of the closed lists as files hold them: the English word or a title of it, never a beginning."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from mcu_cli.domain.names import title
from mcu_cli.domain.words import fold
from mcu_cli.language import LANGUAGES, speaking

if TYPE_CHECKING:
    from collections.abc import Mapping
    from enum import StrEnum


@cache
def known_words(vocabulary: type[StrEnum]) -> Mapping[str, StrEnum]:
    """Return the words of a list by their folded names: themselves, and their titles in all languages.

    A title that two words share means neither.
    """
    named: dict[str, set[StrEnum]] = {}
    for language in LANGUAGES:
        with speaking(language):
            for word in vocabulary:
                named.setdefault(fold(title(word)), set()).add(word)
    for word in vocabulary:
        named[word.value] = {word}
    return {name: words.pop() for name, words in named.items() if len(words) == 1}
