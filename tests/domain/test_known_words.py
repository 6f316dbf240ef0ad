"""Words of closed lists in files: known in both languages, whole, and never two at once."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from mcu_cli.domain.column_map import FIELDS
from mcu_cli.domain.known_words import known_words
from mcu_cli.domain.names import title
from mcu_cli.domain.words import fold
from mcu_cli.language import LANGUAGES, speaking

if TYPE_CHECKING:
    from enum import StrEnum

VOCABULARIES = [described.choices for described in FIELDS if described.choices is not None]


@pytest.mark.parametrize("vocabulary", VOCABULARIES, ids=lambda vocabulary: vocabulary.__name__)
def test_every_word_is_known_by_itself_and_by_its_titles(vocabulary: type[StrEnum]) -> None:
    known = known_words(vocabulary)
    for word in vocabulary:
        assert known[word.value] is word
        for language in LANGUAGES:
            with speaking(language):
                assert known[fold(title(word))] is word


@pytest.mark.parametrize("vocabulary", VOCABULARIES, ids=lambda vocabulary: vocabulary.__name__)
def test_the_beginning_of_a_word_is_not_known(vocabulary: type[StrEnum]) -> None:
    known = known_words(vocabulary)
    assert not [word for word in vocabulary if word.value[:-1] in known]
