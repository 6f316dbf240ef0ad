"""The text of a query, cut into pieces that know where they stand."""

from __future__ import annotations

import re
from enum import Enum
from typing import TYPE_CHECKING

from mcu_cli.errors import UsageError
from mcu_cli.language import _
from mcu_cli.values import dataclass

if TYPE_CHECKING:
    from collections.abc import Iterator

MOST_LETTERS = 5_000
_SHOWN = 100
_AROUND = 40
# A minus as keyboards and office programs write it; arguments of the command line come with the second one.
MINUS = "-−–—"
_QUOTES = {'"': '"', "«": "»", "“": "”", "„": "“”"}
_FIELD = re.compile(r"([^\W\d_][\w-]*)(:(?:<=|>=|<|>|=)?|<=|>=|<|>|=)")
_LINK = re.compile(r'https?://[^\s()"«»]+', re.IGNORECASE)
_LINK_WITHOUT_SCHEME = re.compile(r'(?:[a-z0-9-]+\.)+[a-z]{2,}/[^\s()"«»]+', re.IGNORECASE)  # clerks copy both
_SAVED = re.compile(r"@([\w-]*)")
_WORD = re.compile(r'[^\s(),;"«»“”„]+')
_SEPARATORS = ",;"


class Mark(Enum):
    """What a piece is."""

    OPEN = "("
    CLOSE = ")"
    MINUS = "-"
    WORD = "word"
    PHRASE = "phrase"
    SAVED = "@"
    FIELD = "field"
    LINK = "link"
    END = "end"


@dataclass(frozen=True, slots=True)
class Value:
    """One value behind a field: as typed, without its quotes."""

    text: str
    at: int
    end: int
    quoted: bool


@dataclass(frozen=True, slots=True)
class Token:
    """A piece of the text from `at` to `end`; `text` without signs, a field with its sign and values."""

    mark: Mark
    text: str
    at: int
    end: int
    sign: str = ""
    values: tuple[Value, ...] = ()
    prefix: bool = False


def wrong(query: str, at: int, end: int, reason: str) -> UsageError:
    """Return the error for the piece of `query` from `at` to `end`; `reason` says why and what is possible."""
    shown = query
    if len(query) > _SHOWN:
        first, last = max(at - _AROUND, 0), min(max(end, at) + _AROUND, len(query))
        shown = "…" * (first > 0) + query[first:last][:_SHOWN] + "…" * (last < len(query))
    piece = query[at:end]
    if piece == query or not piece:
        return UsageError(
            _("query «{query}», character {position}: {reason}").format(query=shown, position=at + 1, reason=reason)
        )
    return UsageError(
        _("query «{query}», character {position}, «{piece}»: {reason}").format(
            query=shown, position=at + 1, piece=piece[:_SHOWN], reason=reason
        )
    )


def tokens(query: str) -> Iterator[Token]:
    """Yield the pieces of `query` and an END; raises UsageError where a quote is not closed, or for too long a text."""
    if len(query) > MOST_LETTERS:
        raise UsageError(
            _("the query has {n} characters, {most} are the most; make it shorter").format(
                n=len(query), most=MOST_LETTERS
            )
        )
    at = 0
    while at < len(query):
        letter = query[at]
        if letter.isspace() or letter in _SEPARATORS:
            at += 1
            continue
        token = _token(query, at)
        yield token
        at = token.end
    yield Token(Mark.END, "", len(query), len(query))


def _token(query: str, at: int) -> Token:
    letter = query[at]
    if letter in "()":
        return Token(Mark(letter), letter, at, at + 1)
    if letter in MINUS and query[at + 1 : at + 2].strip():
        return Token(Mark.MINUS, letter, at, at + 1)
    if letter in _QUOTES:
        value = _quoted(query, at)
        prefix = query.startswith("*", value.end)
        return Token(Mark.PHRASE, value.text, at, value.end + prefix, prefix=prefix)
    for pattern, mark in ((_LINK, Mark.LINK), (_LINK_WITHOUT_SCHEME, Mark.LINK), (_SAVED, Mark.SAVED)):
        match = pattern.match(query, at)
        if match:
            return Token(mark, match[match.lastindex or 0], at, match.end())
    match = _FIELD.match(query, at)
    if match:
        return _field(query, match)
    match = _WORD.match(query, at)
    end = match.end() if match else at + 1  # a closing quote alone
    text = query[at:end]
    return Token(Mark.WORD, text.rstrip("*"), at, end, prefix=text.endswith("*"))


def _field(query: str, match: re.Match[str]) -> Token:
    """Return a field with its sign and its values: quoted ones, or ones without blanks, with commas between."""
    values = [_value(query, match.end())]
    while query.startswith(",", values[-1].end):
        values.append(_value(query, values[-1].end + 1))
    end = values[-1].end
    if values[0].at == end:
        values = []
    sign = match[2].lstrip(":").removeprefix("=")
    return Token(Mark.FIELD, match[1], match.start(), end, sign, tuple(values))


def _value(query: str, at: int) -> Value:
    """Return the value that begins at `at`; an empty one where none does."""
    if query[at : at + 1] in {*_QUOTES}:
        return _quoted(query, at)
    match = _LINK.match(query, at) or _WORD.match(query, at)
    return Value(match.group() if match else "", at, match.end() if match else at, quoted=False)


def _quoted(query: str, at: int) -> Value:
    """Return what stands in the quotes that open at `at`; a straight quote inside is written twice."""
    opening = query[at]
    closing = _QUOTES[opening]
    end = at + 1
    text = []
    while end < len(query):
        letter = query[end]
        if letter == opening == '"' and query.startswith('""', end):
            text.append('"')
            end += 2
        elif letter in closing:
            return Value("".join(text), at, end + 1, quoted=True)
        else:
            text.append(letter)
            end += 1
    raise wrong(query, at, len(query), _("a quote is opened and not closed; close it"))
