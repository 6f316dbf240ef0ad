"""From the text of a query to its tree: terms, negation, `or` that binds weaker than the blank, brackets."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from mcu_cli.domain.identifiers import names_a_day
from mcu_cli.domain.query.fields import AND, CONDITIONS, NOT, OR, conditions_by_name
from mcu_cli.domain.query.terms import term_of
from mcu_cli.domain.query.tokens import Mark, Token, tokens, wrong
from mcu_cli.domain.query.tree import (
    EQUAL,
    Bound,
    Saved,
    Term,
    Words,
    all_of,
    any_of,
    negated,
)
from mcu_cli.domain.words import fold, words
from mcu_cli.language import _

if TYPE_CHECKING:
    from mcu_cli.domain.query.tree import Node

MOST_BRACKETS = 15
MOST_TERMS = 200
# What a command that takes ids would take for one of today; here it may be a number in a text.
_NUMBER = re.compile(r"[A-Za-z]?\d{1,9}", re.ASCII)
_ENDS = frozenset({Mark.CLOSE, Mark.END})


class Taken(NamedTuple):
    """A Russian word of the query that was taken for more than a word: what for, as a query says it."""

    word: str
    meaning: str


class Query(NamedTuple):
    """A query that was read: its tree, words that may have been meant as words, and words that may be short ids."""

    text: str
    tree: Node
    taken: tuple[Taken, ...]
    short_ids: tuple[str, ...]


def parse(text: str) -> Query:
    """Return the query that `text` is; raises UsageError that says where it is wrong and what is possible.

    A text without any term means every appeal. A word that holds neither letters nor digits means nothing beside
    others; alone it fits no appeal.
    """
    parser = _Parser(text)
    tree = parser.alternatives()
    if parser.token.mark is Mark.CLOSE:
        raise parser.fail(_("a bracket is closed that was not opened; take it away"))
    return Query(text, tree, tuple(parser.taken), tuple(parser.short_ids))


class _Parser:
    def __init__(self, text: str) -> None:
        self.text = text
        self.taken: list[Taken] = []
        self.short_ids: list[str] = []
        self._tokens = tokens(text)
        self._brackets = 0
        self._terms = 0
        self.token = next(self._tokens)

    def fail(self, reason: str, token: Token | None = None) -> Exception:
        token = token or self.token
        return wrong(self.text, token.at, token.end, reason)

    def alternatives(self) -> Node:
        """Read what stands between `or` up to a closing bracket or the end."""
        parts = [self._together()]
        while self._is_word(OR):
            sign = self.token
            if parts[-1] is None:
                raise self.fail(_("nothing stands before this; put it in quotes where it is a word to look for"))
            self._advance()
            parts.append(self._together())
            if parts[-1] is None:
                raise self.fail(_("nothing stands behind this; put it in quotes where it is a word to look for"), sign)
        found = [part for part in parts if part is not None]
        return any_of(found) if found else all_of(())

    def _together(self) -> Node | None:
        """Read the terms that must all hold; None where there is none."""
        parts: list[Node] = []
        ids: list[Bound] = []
        alone = None
        while self.token.mark not in _ENDS and not self._is_word(OR):
            if self._is_word(AND):
                alone = Words((fold(self.token.text),))
                self._advance()
            elif self._is_id():
                ids.append(Bound(EQUAL, self.token.text))
                self._term()
            else:
                parts.append(self._term())
        if ids:  # no appeal has two: any of them is meant
            parts.insert(0, Term("id", tuple(ids)))
        if not parts and alone is not None:
            return alone  # nothing to join: then it is a word
        said = [part for part in parts if part != _NO_WORD]
        if said:
            return all_of(said)
        return _NO_WORD if parts else None

    def _term(self) -> Node:
        is_negated = False
        while self.token.mark is Mark.MINUS or self._is_word(NOT):
            sign = self.token
            self._advance()
            if _is_russian(sign) and self._is_plain_word():
                node = self._with_next(sign)
                return negated(node) if is_negated else node
            is_negated = not is_negated
            self._note(sign, "not")
            if self.token.mark in _ENDS or self._is_word(OR) or self._is_word(AND):
                raise self.fail(_("nothing stands behind this; put it in quotes where it is a word to look for"), sign)
        node = self._operand()
        return negated(node) if is_negated and node != _NO_WORD else node

    def _with_next(self, sign: Token) -> Node:
        """Read «не горит», which citizens write and clerks look for, as words next to each other."""
        token = self.token
        self._count_term()
        self._advance()
        return Words((fold(sign.text), *words(token.text)), token.prefix)

    def _operand(self) -> Node:
        token = self.token
        if token.mark is Mark.OPEN:
            return self._bracket()
        self._count_term()
        self._advance()
        match token.mark:
            case Mark.FIELD:
                return term_of(self.text, token)
            case Mark.SAVED:
                if not token.text:
                    raise self.fail(_("the name of a saved filter is missing; write it like @mine"), token)
                return Saved(token.text, token.at)
            case Mark.LINK:
                return Term("url", (Bound(EQUAL, token.text),))
            case Mark.PHRASE:
                found = tuple(words(token.text))
                return Words(found, token.prefix) if found else _NO_WORD
        return self._word(token)

    def _count_term(self) -> None:
        self._terms += 1
        if self._terms > MOST_TERMS:
            raise self.fail(_("the query has more than {most} terms; make it shorter").format(most=MOST_TERMS))

    def _bracket(self) -> Node:
        opening = self.token
        self._brackets += 1
        if self._brackets > MOST_BRACKETS:
            raise self.fail(_("more than {most} brackets are open; make the query simpler").format(most=MOST_BRACKETS))
        self._advance()
        if self._is_at(Mark.CLOSE):
            raise self.fail(_("the brackets are empty; take them away"))
        node = self.alternatives()
        if not self._is_at(Mark.CLOSE):
            raise self.fail(_("a bracket is opened and not closed; close it"), opening)
        self._brackets -= 1
        self._advance()
        return node

    def _word(self, token: Token) -> Node:
        if not token.prefix:
            if names_a_day(token.text):
                return Term("id", (Bound(EQUAL, token.text),))
            name = conditions_by_name().get(fold(token.text))
            if name is not None:
                self._note(token, name)
                return CONDITIONS[name][0]
            if _NUMBER.fullmatch(token.text):
                self.short_ids.append(token.text)
        found = tuple(words(token.text))
        return Words(found, token.prefix) if found else _NO_WORD

    def _is_id(self) -> bool:
        return self._is_at(Mark.WORD) and not self.token.prefix and names_a_day(self.token.text)

    def _is_plain_word(self) -> bool:
        """Whether a word comes that is nothing but a word of a text."""
        text = fold(self.token.text)
        return (
            self._is_at(Mark.WORD)
            and not names_a_day(text)
            and text not in (AND | OR | NOT | conditions_by_name().keys())
            and bool(words(text))
        )

    def _is_at(self, mark: Mark) -> bool:
        return self.token.mark is mark

    def _is_word(self, meant: frozenset[str]) -> bool:
        return self.token.mark is Mark.WORD and not self.token.prefix and fold(self.token.text) in meant

    def _note(self, token: Token, meaning: str) -> None:
        if token.mark is Mark.WORD and not token.text.isascii():
            self.taken.append(Taken(token.text, meaning))

    def _advance(self) -> None:
        self.token = next(self._tokens)


def _is_russian(token: Token) -> bool:
    return token.mark is Mark.WORD and not token.text.isascii()


_NO_WORD = Words(())
