"""JSON laid out for readers, a piece at a time: what `json.dumps` with an indent of two gives, without its slow way."""

from __future__ import annotations

from json import JSONEncoder
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_STEP = "  "
_encoded = JSONEncoder(ensure_ascii=False).encode


def indented(value: Any, before: str = "") -> str:
    """Return `value` as JSON, each of its lines but the first behind `before`."""
    inner = before + _STEP
    if isinstance(value, dict) and value:
        members = (f"{inner}{_key(name)}: {indented(member, inner)}" for name, member in value.items())
        return "{\n" + ",\n".join(members) + f"\n{before}}}"
    if isinstance(value, list | tuple) and value:
        return "[\n" + ",\n".join(inner + indented(member, inner) for member in value) + f"\n{before}]"
    return "null" if value is None else _encoded(value)


def _key(name: Any) -> str:
    return _encoded(name) if isinstance(name, str) else f'"{_encoded(name)}"'


def array(values: Iterable[Any], before: str = "") -> Iterator[str]:
    """Yield the pieces of a JSON array of `values`, one a value, as `indented` lays it out."""
    inner = before + _STEP
    mark = "[\n"
    for value in values:
        yield f"{mark}{inner}{indented(value, inner)}"
        mark = ",\n"
    yield "[]" if mark == "[\n" else f"\n{before}]"


def escaped(text: str) -> str:
    """Return JSON in which controls and marks of direction, which a stranger may have written, are escaped."""
    if text.replace("\n", "").isprintable():
        return text
    return "".join(letter if letter in "\n\t" or letter.isprintable() else _escape(letter) for letter in text)


def _escape(letter: str) -> str:
    from json import dumps

    return dumps(letter)[1:-1]
