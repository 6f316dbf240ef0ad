"""Typed values out of a file that is in order, which almost every file is: tables of fields, made ready once.

Nothing here says what is wrong with a file, or keeps a key that is unknown. At the first oddity it gives up, with
whatever error it met; then `parsing.Parser` reads the file from its beginning and names every problem.
"""

from __future__ import annotations

from datetime import datetime
from functools import lru_cache, partial
from typing import TYPE_CHECKING, Any, NamedTuple

from mcu_cli.domain.event import Due
from mcu_cli.domain.fields import Field, Type
from mcu_cli.store.scalars import EARLIEST, LATEST, scalar

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from datetime import tzinfo

ODDITIES = (KeyError, TypeError, ValueError)
"""What reading by a table raises where something is not in order."""


class Table(NamedTuple):
    """How to read each key of a mapping, None for a word, which is read as it stands; and the keys it must have."""

    readers: dict[str, Callable[[Any], Any] | None]
    required: frozenset[str]


def table(fields: Iterable[Field]) -> Table:
    """Return `fields` made ready for `take`."""
    fields = tuple(fields)
    return Table(
        {field.name: None if field.type is Type.WORD else _reader(field) for field in fields},
        frozenset(field.name for field in fields if field.required),
    )


def take(mapping: dict[str, Any], by: Table) -> dict[str, Any]:
    """Return the typed values of `mapping`; raises one of `ODDITIES` where anything is odd."""
    if type(mapping) is not dict:
        raise TypeError(mapping)
    values: dict[str, Any] = {}
    readers = by.readers
    for name, value in mapping.items():
        reader = readers[name]
        if reader is not None:
            values[name] = reader(value)
        elif type(value) is str and "\n" not in value and "\r" not in value:
            values[name] = value
        else:
            raise TypeError(name)
    for name in by.required:
        if name not in values:
            raise KeyError(name)
    return values


def _reader(field: Field) -> Callable[[Any], Any]:
    """Return what makes a typed value of what stands in a file."""
    if field.type is Type.RECORD:
        return partial(_due if field.name == "due" else _record, table(field.fields))
    if field.type is Type.RECORDS:
        return partial(_records, table(field.fields))
    if field.choices is not None:
        return {choice.value: choice for choice in field.choices}.__getitem__
    return {Type.TEXT: _text, Type.MOMENT: _moment, Type.WORDS: _words}.get(field.type) or partial(_scalar, field)


def _text(value: Any) -> str:
    if type(value) is not str:
        raise TypeError
    return value


def _scalar(field: Field, value: Any) -> Any:
    return scalar(field, _text(value))


def _words(value: Any) -> tuple[str, ...]:
    return tuple(map(_text, value)) if type(value) is list else _refused()


def _record(by: Table, value: dict[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    return take(value, by), {}


def _records(by: Table, value: list[dict[str, Any]]) -> tuple[dict[str, Any], ...]:
    return tuple(take(one, by) for one in value) if type(value) is list else _refused()


def _due(by: Table, value: dict[str, Any]) -> Due:
    return Due(**take(value, by))


def _moment(text: str) -> datetime:
    """Return a moment. Those of one offset share it: Python compares such two ten times faster than any others."""
    moment = datetime.fromisoformat(text)
    offset = moment.tzinfo
    if offset is None or moment.microsecond or not EARLIEST <= moment.year <= LATEST or "T" not in text:
        raise ValueError(text)
    return datetime.combine(moment, moment.time(), _shared(offset))


@lru_cache(maxsize=100)
def _shared(offset: tzinfo) -> tzinfo:
    """Return the first offset that was equal."""
    return offset


def _refused() -> Any:
    raise TypeError
