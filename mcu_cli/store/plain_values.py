"""Typed values as they are written: moments and words as text, text blocks marked, unset keys left out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from mcu_cli.domain.event import Due
from mcu_cli.domain.fields import Field, Type
from mcu_cli.store.yaml_writer import Block

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping


def members(record: object) -> Mapping[str, Any]:
    """Return the members of a slotted dataclass by name."""
    return {name: getattr(record, name) for name in record.__slots__}  # type: ignore[attr-defined]  # slotted dataclasses


def plain(fields: Iterable[Field], values: Mapping[str, Any]) -> dict[str, Any]:
    """Return the values that are set, as they are written, in the order of `fields`."""
    written = {}
    for field in fields:
        value = values.get(field.name)
        if not value and value in (None, "", ()):  # the first question spares most of them the other three
            continue
        one = plain_value(field, value)
        if one != {}:
            written[field.name] = one
    return written


def plain_value(field: Field, value: Any) -> Any:
    """Return one value as it is written."""
    write = _WRITERS.get(field.type)
    return value if write is None else write(field, value)


def _plain_record(field: Field, value: Any) -> dict[str, Any]:
    if isinstance(value, Due):
        return {**plain(field.fields, members(value)), **value.extra}
    return plain(field.fields, value)


def _plain_mapping(field: Field, values: Mapping[str, Any]) -> dict[str, Any]:
    """Return one mapping of a list, with the keys that this version of mcu does not know at its end."""
    known = {inner.name for inner in field.fields}
    return {**plain(field.fields, values), **{name: value for name, value in values.items() if name not in known}}


_WRITERS: dict[Type, Callable[[Field, Any], Any]] = {
    Type.TEXT: lambda _field, value: Block(value),
    Type.MOMENT: lambda _field, value: value.isoformat(),
    Type.DAY: lambda _field, value: value.isoformat(),
    Type.CHOICE: lambda _field, value: str(value),
    Type.WORDS: lambda _field, value: list(value),
    Type.RECORD: _plain_record,
    Type.RECORDS: lambda field, value: [_plain_mapping(field, one) for one in value],
}


def as_text(value: Any) -> Any:
    """Return plain values as the reader of YAML gives them: every scalar as text."""
    if isinstance(value, dict):
        return {name: as_text(inner) for name, inner in value.items()}
    return str(value).lower() if isinstance(value, bool) else str(value)
