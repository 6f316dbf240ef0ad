"""The terms of a query as conditions on the rows of the index, a kind of field each.

Names, links and texts are compared in Python, where case and ё are folded: SQLite knows no Cyrillic case.
"""

from __future__ import annotations

import json
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, NamedTuple

from mcu_cli.domain import identifiers
from mcu_cli.domain.query.fields import Kind, find_field
from mcu_cli.domain.query.matching import names_fit, phrase_fits, phrase_of, same_key
from mcu_cli.domain.query.terms import days_meant
from mcu_cli.domain.query.tree import EQUAL, UNSET
from mcu_cli.domain.vocabulary import EventKind
from mcu_cli.domain.words import fold, stem
from mcu_cli.domain.workflow import Stage
from mcu_cli.store.index_schema import TEXT
from mcu_cli.store.standing_names import categories, departments, standing_in, topics

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from mcu_cli.domain.query.fields import Field
    from mcu_cli.domain.query.tree import Bound, Term
    from mcu_cli.domain.registry import Registry
    from mcu_cli.store.index import Index

_PLACE = ("municipality", "district", "settlement", "street", "house", "object")
# SQLite takes `a OR b OR c` for as many conditions inside one another, 1,000 at most; halves of halves are ten or so.
_MOST_JOINED = 100
_COMMON = 2000  # appeals from which on a word is common
_INDEXED = frozenset(("department", "executor", "category", "author", "url", "key"))
_BETWEEN = "\n"  # between the parts of a place: no part of any word
# Columns that are called otherwise than their field.
_COLUMNS = {
    "due": "next_due",
    "first": "due_first",
    "final": "due_final",
    "answered": "first_answer",
    "duplicate-of": "duplicate_of",
    "part-of": "part_of",
    "tag": "tags",
    "text": TEXT,
    "place": "(" + f" || '{_BETWEEN}' || ".join(_PLACE) + ")",
}


# An appeal has as many moments of this field as it was answered; the whole record's events, also in a part of it.
_REPLIES = f"SELECT appeal FROM main.events WHERE event = '{EventKind.ANSWERED}'"  # noqa: S608  # a word of ours


class Where(NamedTuple):
    """A condition in SQL, in brackets or a single word, and the values of its question marks.

    `alone` are the rows that it holds for as a table of their own has them, where that is quicker to count.
    """

    sql: str
    values: tuple[str | int, ...] = ()
    alone: str = ""


class Asked(NamedTuple):
    """What is asked, by which names, and when: `now` in the municipality's zone."""

    rows: Index
    registry: Registry
    now: datetime


def of_words(words: Sequence[str], rows: Index, *, prefix: bool) -> Where:
    """Return the condition that folded words stand next to each other in all that is searched, in any form.

    With `prefix` the last may go on: what begins with it, or is a form of it.
    """
    if not words:
        return Where("0")  # only signs were typed: no word of any text
    return of_match(phrase(words, prefix=prefix), rows)


def of_match(wanted: str, rows: Index) -> Where:
    """Return the condition that the full-text table finds an appeal by the question `wanted`."""
    found = "search WHERE search MATCH ?"
    # Of a common word most rows would be fetched just to be sorted: the `+` lets SQLite go through the order instead.
    common = _is_common(rows, f"SELECT rowid FROM {found}", (wanted,))  # noqa: S608  # ours
    return Where(f"({'+' if common else ''}rowid IN (SELECT rowid FROM {found}))", (wanted,), found)  # noqa: S608


def _is_common(rows: Index, question: str, values: Sequence[str | int]) -> bool:
    """Whether a question finds so many appeals that they are better met in their order than looked up."""
    ((n,),) = rows.query(f"SELECT count(*) FROM ({question} LIMIT {_COMMON + 1})", values)  # noqa: S608  # ours
    return bool(n > _COMMON)


def phrase(words: Sequence[str], *, prefix: bool) -> str:
    """Return folded words in any form, next to each other, as a question to the full-text table; see `of_words`."""
    stems = [stem(word) for word in words]
    found = _phrase(stems)
    return f"{found} OR {_phrase([*stems[:-1], words[-1]])} *" if prefix else found


def _phrase(stems: Iterable[str]) -> str:
    # Words hold letters, digits and underscores alone: nothing could end the quotes.
    return f'"{" ".join(stems)}"'


def of_term(term: Term, asked: Asked) -> Where:
    """Return the condition of one field and its values."""
    field = find_field(term.field)
    assert field is not None  # noqa: S101  # a tree holds known fields alone
    values = [bound.low for bound in term.bounds if bound.sign == EQUAL]
    found = [_unset(field) for bound in term.bounds if bound.sign == UNSET]
    if field.kind.is_ordered:
        found += [_ordered(field, bound, asked) for bound in term.bounds if bound.sign != UNSET]
    elif values:
        found.append(_CONDITIONS[field.kind](field, values, asked))
    return _any(found)


def _column(field: Field) -> str:
    return _COLUMNS.get(field.name, f'"{field.name}"')


def _unset(field: Field) -> Where:
    column = _column(field)
    if field.name == "topic":
        return Where("(topic = '' AND instr(category, '/') = 0)")
    if field.name == "place":
        return Where("(" + " AND ".join(f"{name} = ''" for name in _PLACE) + ")")
    if field.name == "escalation":
        return Where("(escalation = 0)")
    if field.name == "replied":
        return Where(f"(id NOT IN ({_REPLIES}))")
    if field.kind in {Kind.MOMENT, Kind.NUMBER}:
        return Where(f"({column} IS NULL)")
    return Where(f"({column} = '')")


def _ordered(field: Field, bound: Bound, asked: Asked) -> Where:
    """Return the condition that a moment, a day or a number lies within a bound."""
    column = "at" if field.name == "replied" else _column(field)
    low, high = _numbers(bound) if field.kind is Kind.NUMBER else _days(field, bound, asked)
    parts = [f"{column} != ''" if field.kind is Kind.DAY else f"{column} IS NOT NULL"]
    parts += [f"{column} {sign} ?" for sign, value in ((">=", low), ("<", high)) if value is not None]
    within = f"({' AND '.join(parts)})"
    return Where(
        f"(id IN ({_REPLIES} AND {within}))" if field.name == "replied" else within,
        tuple(value for value in (low, high) if value is not None),
    )


def _days(field: Field, bound: Bound, asked: Asked) -> tuple[str | int | None, str | int | None]:
    """Return the begin of the first day that fits, and that of the first day after; None is an open end."""
    first, last = days_meant(field, bound, asked.now.date())
    after = last + timedelta(days=1) if last else None
    if field.kind is Kind.DAY:
        return first.isoformat() if first else None, after.isoformat() if after else None
    return _start_of(first, asked), _start_of(after, asked)


def _numbers(bound: Bound) -> tuple[str | int | None, str | int | None]:
    """Return the least number that fits, and the least above them that does not."""
    low = int(bound.low) if bound.low else None
    high = int(bound.high) if bound.high else None
    match bound.sign:
        case "<":
            return None, low
        case "<=":
            return None, None if low is None else low + 1
        case ">":
            return None if low is None else low + 1, None
        case ">=":
            return low, None
        case "=":
            return low, None if low is None else low + 1
    return low, None if high is None else high + 1


def _start_of(day: date | None, asked: Asked) -> int | None:
    zone = asked.registry.municipality.timezone
    return None if day is None else int(datetime(day.year, day.month, day.day, tzinfo=zone).timestamp())


def _one_of(column: str, values: Iterable[str]) -> Where:
    """Return the condition that a column has one of some values, however many they are."""
    sql = f"({column} IN (SELECT value FROM json_each(?)))"  # noqa: S608  # a column of ours
    return Where(sql, (json.dumps(sorted(values), ensure_ascii=False),))


def _borne(asked: Asked, columns: Sequence[str], names: Iterable[str]) -> Where:
    """Return the condition that one of some columns, each with an index, has one of the names.

    Of names that many bear SQLite goes through the order of the list, or through the open appeals, as in `of_match`.
    """
    found = [_one_of(column, names) for column in columns]
    rare = _any(found)
    if not any(_is_common(asked.rows, f"SELECT 1 FROM appeals WHERE {one.sql}", one.values) for one in found):  # noqa: S608  # ours
        return rare
    return _any([_one_of(f"+{column}", names) for column in columns])._replace(alone=f"appeals WHERE {rare.sql}")


def _word(field: Field, values: Sequence[str], _asked: Asked) -> Where:
    # The `+` keeps SQLite from an index of such a word: many bear it, and all of them would have to be sorted.
    if field.name != "status":
        return _one_of(f"+{_column(field)}", values)
    # An interim answer is a stage of the status answered, which takes it in.
    return _any([_one_of("+status", values), _one_of("+stage", {*values} & {Stage.INTERIM.value})])


def _id(field: Field, values: Sequence[str], asked: Asked) -> Where:
    """Return the condition that a column is one of the ids, short forms meaning all that they fit."""
    column = _column(field)
    whole = [value for value in values if identifiers.parse(value) is not None]
    found = [_one_of(column, whole)] if whole else []
    found += [_short_form(column, value, asked) for value in values if value not in whole]
    return _any(found)


def _short_form(column: str, text: str, asked: Asked) -> Where:
    short = identifiers.parse_short(text, today=asked.now.date())
    series = f"substr({column}, 10, 1)"
    number = f"CAST(substr({column}, CASE WHEN {series} >= 'A' THEN 11 ELSE 10 END) AS INTEGER)"
    conditions: list[tuple[str, str | int]] = [(f"{number} = ?", short.number)]
    if short.day is not None:
        # By an index of ids: what begins with the day stands before the sign that follows the hyphen.
        conditions += [(f"{column} >= ?", f"{short.day:%Y%m%d}-"), (f"{column} < ?", f"{short.day:%Y%m%d}.")]
    if short.month_day:
        conditions.append((f"substr({column}, 5, 4) = ?", short.month_day))
    if short.series:
        conditions.append((f"{series} = ?", short.series))
    return Where(f"({' AND '.join(sql for sql, _value in conditions)})", tuple(value for _sql, value in conditions))


def _any(found: Sequence[Where]) -> Where:
    if len(found) == 1:
        return found[0]
    if len(found) > _MOST_JOINED:
        half = len(found) // 2
        return _any([_any(found[:half]), _any(found[half:])])
    return Where(
        f"({' OR '.join(where.sql for where in found)})", tuple(value for where in found for value in where.values)
    )


def _fitting(column: str, fits: Callable[[str], bool], asked: Asked) -> list[str]:
    """Return what stands in a column and fits."""
    if column.strip('"') in _INDEXED:
        return [standing for standing in standing_in(asked.rows, column) if fits(standing)]
    rows = asked.rows.query(f"SELECT DISTINCT {column} FROM appeals WHERE {column} != ''")  # noqa: S608  # ours
    return [standing for (standing,) in rows if fits(standing)]


def _name(field: Field, values: Sequence[str], asked: Asked) -> Where:
    column = _column(field)
    fitting = _fitting(column, lambda standing: any(names_fit(value, standing) for value in values), asked)
    found = _one_of(column, fitting)
    if field.name != "topic":
        return found
    by_category = _one_of("category", topics(asked.rows, asked.registry, values))
    return _any([found, by_category])


def _same(field: Field, values: Sequence[str], asked: Asked) -> Where:
    column = _column(field)
    wanted = frozenset(map(same_key, values))

    def is_wanted(standing: str) -> bool:
        return same_key(standing) in wanted

    def has_wanted(tags: str) -> bool:
        return any(is_wanted(tag) for tag in tags.split("\n") if tag)

    return _one_of(column, _fitting(column, has_wanted if field.name == "tag" else is_wanted, asked))


def _piece(field: Field, values: Sequence[str], asked: Asked) -> Where:
    column = _column(field)
    wanted = tuple(map(fold, values))

    def holds(standing: str) -> bool:
        folded = fold(standing)
        return any(piece in folded for piece in wanted)

    return _one_of(column, _fitting(column, holds, asked))


def _text(_field: Field, values: Sequence[str], asked: Asked) -> Where:
    """Return the condition that the appeal's own text holds words; the full-text table has all texts in one."""
    found: set[str] = set()
    for value in values:
        words, prefix = phrase_of(value)
        near = of_words(words, asked.rows, prefix=prefix)
        rows = asked.rows.query(f"SELECT id, {TEXT} FROM appeals WHERE {near.sql}", near.values)  # noqa: S608  # ours
        found |= {name for name, text in rows if phrase_fits(words, text, prefix=prefix)}
    return _one_of("id", found)


def _department(_field: Field, values: Sequence[str], asked: Asked) -> Where:
    return _borne(asked, ("department", "executor"), departments(asked.rows, asked.registry, values))


def _category(_field: Field, values: Sequence[str], asked: Asked) -> Where:
    return _borne(asked, ("category",), categories(asked.rows, asked.registry, values))


_CONDITIONS: dict[Kind, Callable[[Field, Sequence[str], Asked], Where]] = {
    Kind.WORD: _word,
    Kind.DEPARTMENT: _department,
    Kind.CATEGORY: _category,
    Kind.ID: _id,
    Kind.NAME: _name,
    Kind.SAME: _same,
    Kind.PIECE: _piece,
    Kind.TEXT: _text,
}
