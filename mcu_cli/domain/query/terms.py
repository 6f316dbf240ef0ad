"""A field with its values, from what was typed to what is meant; and which days a value means."""

from __future__ import annotations

import re
from datetime import date
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any

from mcu_cli import language
from mcu_cli.domain import identifiers
from mcu_cli.domain.days import is_weekday, span_of
from mcu_cli.domain.names import find_word, word_and_title
from mcu_cli.domain.query.fields import FIELDS, Kind, find_field, near_fields, title_of
from mcu_cli.domain.query.tokens import wrong
from mcu_cli.domain.query.tree import EQUAL, RANGE, UNSET, UNSET_WORDS, Bound, Term
from mcu_cli.domain.words import fold, stems
from mcu_cli.errors import UsageError
from mcu_cli.language import _

if TYPE_CHECKING:
    from mcu_cli.domain.query.fields import Field
    from mcu_cli.domain.query.tokens import Token, Value

_SOME_DAY = date(2026, 1, 1)  # whether a day is one does not depend on today
_NUMBER = re.compile(r"[0-9]{1,9}")
_WEEK = 7


def term_of(query: str, token: Token) -> Term:
    """Return the term that a field and its values make; raises UsageError with the place and what is possible."""
    field = find_field(token.text)
    if field is None:
        raise wrong(query, token.at, token.end, _unknown_field(token.text))
    if not token.values:
        example = f"{field.name}:{_EXAMPLES.get(field.kind, '…')}"
        raise wrong(
            query,
            token.at,
            token.end,
            _("{field} has no value; write it right behind the colon, like {example}").format(
                field=field.name, example=example if field.words is None else f"{field.name}:{next(iter(field.words))}"
            ),
        )
    if token.sign:
        if not field.kind.is_ordered:
            raise wrong(
                query,
                token.at,
                token.end,
                _("values of {field} have no order; write {field}: with the value").format(field=field.name),
            )
        if len(token.values) > 1:
            raise wrong(query, token.at, token.end, _("a comparison takes one value; write each as a term of its own"))
    return Term(field.name, tuple(_bound(query, field, token.sign, value) for value in token.values))


_EXAMPLES = {
    Kind.DEPARTMENT: "city-services",
    Kind.CATEGORY: "roads",
    Kind.ID: "20251224-0007",
    Kind.MOMENT: "2025-12-24",
    Kind.DAY: "2025-12-24",
    Kind.NUMBER: "1",
}


def days_meant(field: Field, bound: Bound, today: date) -> tuple[date | None, date | None]:
    """Return the first and the last day that a bound on a field of moments or days means; None is an open end.

    Raises UsageError where a range ends before it begins.
    """
    low = span_of(bound.low, today=today, ahead=field.ahead) if bound.low else None
    high = span_of(bound.high, today=today, ahead=field.ahead) if bound.high else None
    match bound.sign:
        case "<":
            assert low is not None  # noqa: S101  # a comparison has its value
            return None, date.fromordinal(low.first.toordinal() - 1)
        case "<=":
            return None, low and low.last
        case ">":
            assert low is not None  # noqa: S101
            return date.fromordinal(low.last.toordinal() + 1), None
        case ">=":
            return low and low.first, None
        case "=":
            return low and low.first, low and low.last
    first, last = low and low.first, high and high.last
    if first and last and last < first and is_weekday(bound.low) and is_weekday(bound.high):
        # Said on a Wednesday, Monday to Friday are days of one week all the same.
        if field.ahead:
            last = date.fromordinal(last.toordinal() + _WEEK)
        else:
            first = date.fromordinal(first.toordinal() - _WEEK)
    if first and last and last < first:
        raise _backwards(bound)
    return first, last


def _bound(query: str, field: Field, sign: str, value: Value) -> Bound:
    try:
        if not value.quoted and fold(value.text) in UNSET_WORDS:
            return _unset(field, sign)
        bound = _bound_of(field, sign, value)
        _refuse_backwards(field, bound)
    except UsageError as error:
        raise wrong(query, value.at, value.end, str(error)) from None
    return bound


def _unset(field: Field, sign: str) -> Bound:
    if sign:
        raise UsageError(
            _("nothing can be compared with a value that is not set; write {field}:none").format(field=field.name)
        )
    if field.always:
        raise UsageError(_("{field} is set in every appeal; leave this out").format(field=field.name))
    return Bound(UNSET)


def _bound_of(field: Field, sign: str, value: Value) -> Bound:
    low, dots, high = value.text.strip(), "", ""
    if field.kind.is_ordered and not value.quoted:
        low, dots, high = value.text.partition("..")
    if dots and sign:
        raise UsageError(_("a range is no value to compare with; write one day or number"))
    if not (low or high):
        raise UsageError(
            _("a value of {field} is missing; write it right behind the colon or comma").format(field=field.name)
        )
    low, high = (_checked(field, text) if text else "" for text in (low, high))
    return Bound(RANGE if dots else sign or EQUAL, low, high)


def _refuse_backwards(field: Field, bound: Bound) -> None:
    """Raise UsageError for a range that ends before it begins, whatever day is today."""
    if bound.sign != RANGE or not all(text[:1].isdigit() for text in (bound.low, bound.high)):
        return
    if field.kind is not Kind.NUMBER:
        days_meant(field, bound, _SOME_DAY)
    elif int(bound.low) > int(bound.high):
        raise _backwards(bound)


def _backwards(bound: Bound) -> UsageError:
    return UsageError(
        _("the range {low}..{high} ends before it begins; turn it round").format(low=bound.low, high=bound.high)
    )


def _checked(field: Field, text: str) -> str:
    """Return a value as the tree holds it; raises UsageError for one that the field cannot have."""
    match field.kind:
        case Kind.WORD:
            return _word(field, text)
        case Kind.MOMENT | Kind.DAY:
            span_of(text, today=_SOME_DAY, ahead=field.ahead)
        case Kind.NUMBER:
            if not _NUMBER.fullmatch(text):
                raise UsageError(_("{text!r} is not a whole number; write it in digits").format(text=text))
            return str(int(text))
        case Kind.ID:
            if identifiers.parse(text) is None:
                identifiers.parse_short(text, today=_SOME_DAY)
    return text


def _word(field: Field, text: str) -> str:
    """Return the word of a closed list that `text` is: the word, its title in any language and form, its beginning."""
    words: tuple[Any, ...] = tuple(field.words or ())
    for spoken in dict.fromkeys((language.spoken(), *language.LANGUAGES)):
        with language.speaking(spoken):
            found = find_word(words, text.replace("_", "-"), title_of)
            if found is None:
                wanted = stems(text)
                alike = [word for word in words if wanted and stems(title_of(word)) == wanted]
                found = alike[0] if len(alike) == 1 else None
        if found is not None:
            return str(found.value)
    names = {fold(name): word for word in words for name in (word.value, title_of(word))}
    near = list(dict.fromkeys(names[name] for name in get_close_matches(fold(text), names, n=2, cutoff=0.6)))
    possible = ", ".join(word_and_title(word, title_of) for word in words)
    if near:
        raise UsageError(
            _("there is no {field} {text!r}, did you mean {near}? possible are {possible}").format(
                field=field.name,
                text=text,
                near=", ".join(word_and_title(word, title_of) for word in near),
                possible=possible,
            )
        )
    raise UsageError(
        _("there is no {field} {text!r}; possible are {possible}").format(
            field=field.name, text=text, possible=possible
        )
    )


def _unknown_field(name: str) -> str:
    near = near_fields(name)
    if near:
        return _(
            "there is no field {name!r}, did you mean {near}? put it in quotes where it is a word to look for"
        ).format(name=name, near=", ".join(near))
    return _(
        "there is no field {name!r}; put it in quotes where it is a word to look for; fields are {possible}"
    ).format(name=name, possible=", ".join(field.name for field in FIELDS))
