"""JSON in pieces: the text that the library would write at once, of lists that nobody holds."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mcu_cli.domain.vocabulary import Channel
from mcu_cli.render.json_text import escaped, laid_out

if TYPE_CHECKING:
    from collections.abc import Iterator

LEAVES = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text()
VALUES = st.recursive(
    LEAVES, lambda inner: st.lists(inner) | st.tuples(inner, inner) | st.dictionaries(st.text(), inner), max_leaves=20
)


def written(value: Any) -> str:
    """Return the text of a value whole."""
    return "".join(laid_out(value))


@given(VALUES)
@settings(max_examples=100)
def test_the_pieces_are_what_the_library_writes(value: Any) -> None:
    assert written(value) == json.dumps(value, ensure_ascii=False, indent=2)


@given(st.lists(VALUES, max_size=4))
@settings(max_examples=50)
def test_an_iterator_is_told_like_a_list(values: list[Any]) -> None:
    assert written({"data": iter(values), "n": 1}) == json.dumps({"data": values, "n": 1}, ensure_ascii=False, indent=2)


def test_words_of_the_vocabulary_are_texts() -> None:
    assert written([Channel.POS, {Channel.POS: Channel.POS}, {1: 2}]) == json.dumps(
        ["pos", {"pos": "pos"}, {1: 2}], indent=2
    )


def test_of_a_list_no_more_is_read_than_is_told() -> None:
    read = []

    def values() -> Iterator[int]:
        for n in range(3):
            read.append(n)
            yield n

    pieces = laid_out({"data": values()})
    assert [next(pieces), next(pieces)] == ['{\n  "data": ', "[\n    0"]
    assert read == [0]


@pytest.mark.parametrize(
    ("text", "shown"),
    [("а б\n", "а б\n"), ("\u202e", "\\u202e"), ("\x7f", "\\u007f"), ("\u2028", "\\u2028"), ("\ud800", "\\ud800")],
)
def test_signs_that_act_are_escaped(text: str, shown: str) -> None:
    assert escaped(text) == shown


@given(st.text())
@settings(max_examples=100)
def test_escaped_json_says_the_same(text: str) -> None:
    assert json.loads(escaped(written({"a": text}))) == {"a": text}
    assert escaped(written({"a": text})).replace("\n", "").isprintable()
