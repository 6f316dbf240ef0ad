"""JSON laid out for readers, in pieces: what `json.dumps` gives with an indent of two, of any length.

`json.dumps` holds some dozen pieces a line until the whole text is there, and makes each of them in Python.
"""

from __future__ import annotations

from collections.abc import Iterator
from json import JSONEncoder
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable

_STEP = "  "
_encoded = JSONEncoder(ensure_ascii=False).encode


def laid_out(value: Any, before: str = "") -> Iterator[str]:
    """Yield the text of `value`, each of its lines but the first behind `before`.

    An iterator is told like a list, and none of its values is held: a piece a value of a list.
    """
    inner = before + _STEP
    if isinstance(value, dict) and value:
        mark = "{\n"
        for name, member in value.items():
            yield f"{mark}{inner}{_key(name)}: "
            yield from laid_out(member, inner)
            mark = ",\n"
        yield f"\n{before}}}"
    elif isinstance(value, list | tuple | Iterator):
        yield from _array(value, before)
    else:
        yield _text(value, before)


def _array(values: Iterable[Any], before: str) -> Iterator[str]:
    inner = before + _STEP
    mark = "[\n"
    for value in values:
        yield f"{mark}{inner}{_text(value, inner)}"
        mark = ",\n"
    yield "[]" if mark == "[\n" else f"\n{before}]"


def _text(value: Any, before: str) -> str:
    """Return the text of a value whole."""
    inner = before + _STEP
    if isinstance(value, dict) and value:
        members = ",\n".join([f"{inner}{_key(name)}: {_text(member, inner)}" for name, member in value.items()])
        return f"{{\n{members}\n{before}}}"
    if isinstance(value, list | tuple) and value:
        members = ",\n".join([inner + _text(member, inner) for member in value])
        return f"[\n{members}\n{before}]"
    return "null" if value is None else _encoded(value)


def _key(name: Any) -> str:
    return _encoded(name) if isinstance(name, str) else f'"{_encoded(name)}"'


def escaped(text: str) -> str:
    """Return JSON in which controls and marks of direction, which a stranger may have written, are escaped."""
    if text.replace("\n", "").isprintable():
        return text
    return "".join(letter if letter in "\n\t" or letter.isprintable() else _escape(letter) for letter in text)


def _escape(letter: str) -> str:
    from json import dumps

    return dumps(letter)[1:-1]
