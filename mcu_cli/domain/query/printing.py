"""A tree as the text of a query that means the same, in one form: English names, straight quotes."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from mcu_cli.domain.query.fields import reserved_words
from mcu_cli.domain.query.tree import (
    EQUAL,
    RANGE,
    UNSET,
    UNSET_WORDS,
    All,
    AnyOf,
    Condition,
    Not,
    Saved,
    Term,
    Words,
)
from mcu_cli.domain.words import fold

if TYPE_CHECKING:
    from mcu_cli.domain.query.tree import Bound, Node

# What is written bare is read as the same again; everything else stands in quotes.
_BARE_VALUE = re.compile(r"\w(?:[\w/+@#-]|\.(?!\.))*")
_BARE_WORD = re.compile(r"[^\W\d_]\w*")


def text_of(node: Node) -> str:
    """Return a query that is read as `node` again."""
    match node:
        case Not(part):
            return f"-{_inner(part)}"
        case All(parts):
            return " ".join(_inner(part) if isinstance(part, AnyOf) else text_of(part) for part in parts)
        case AnyOf(parts):
            return " or ".join(map(text_of, parts))
    return _leaf(node)


def _leaf(node: Term | Words | Condition | Saved) -> str:
    match node:
        case Term(name, bounds):
            return f"{name}:{','.join(map(_bound, bounds))}"
        case Words(words, prefix):
            text = " ".join(words)
            bare = _BARE_WORD.fullmatch(text) and (prefix or text not in reserved_words())
            return (text if bare else _quoted(text)) + "*" * prefix
        case Condition(name):
            return name
        case Saved(name):
            return f"@{name}"


def _inner(node: Node) -> str:
    return f"({text_of(node)})" if isinstance(node, (All, AnyOf)) else text_of(node)


def _bound(bound: Bound) -> str:
    if bound.sign == UNSET:
        return UNSET
    low, high = _value(bound.low), _value(bound.high)
    if bound.sign == RANGE:
        return f"{low}..{high}"
    return low if bound.sign == EQUAL else f"{bound.sign}{low}"


def _value(text: str) -> str:
    if not text or (_BARE_VALUE.fullmatch(text) and fold(text) not in UNSET_WORDS):
        return text
    return _quoted(text)


def _quoted(text: str) -> str:
    return '"' + text.replace('"', '""') + '"'
