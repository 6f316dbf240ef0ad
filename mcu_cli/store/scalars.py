"""Single values of the format: from the text of a file, or of an option, to a typed value."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from mcu_cli.domain.fields import Field, Type
from mcu_cli.language import _

if TYPE_CHECKING:
    from collections.abc import Callable
    from enum import StrEnum

# What lies outside is a slip, and its moments have no number in every zone.
EARLIEST, LATEST = 1900, 2999
_SHOWN = 40  # of a value that is wrong


def scalar(field: Field, text: str) -> Any:
    """Return `text` as the type of `field`; raises ValueError with a sentence that says what is expected."""
    return _SCALARS[field.type](field, text)


def _text(_field: Field, text: str) -> str:
    return text


def _word(_field: Field, text: str) -> str:
    if has_line_break(text):
        raise ValueError(_("{text!r} has a line break; write it on one line").format(text=text))
    return text


def has_line_break(text: str) -> bool:
    """Whether `text` is on more than one line."""
    return "\n" in text or "\r" in text


def _flag(_field: Field, text: str) -> bool:
    if text in {"true", "false"}:
        return text == "true"
    raise ValueError(_("{text!r} is neither true nor false").format(text=text))


def _choice(field: Field, text: str) -> StrEnum:
    choices = field.choices
    assert choices is not None  # noqa: S101  # a CHOICE without choices is a slip in the table
    try:
        return choices(text)
    except ValueError:
        raise ValueError(_("{text!r} is not one of {choices}").format(text=text, choices=", ".join(choices))) from None


def _number(field: Field, text: str) -> int:
    # No number of ours has more digits; a text of a million would keep int() busy.
    if not text.isascii() or not text.isdecimal() or len(text) > len(str(field.most)):
        raise ValueError(_("{text!r} is not a whole number").format(text=text[:_SHOWN]))
    if not field.least <= int(text) <= field.most:
        raise ValueError(
            _("{text!r} is not a number from {least} to {most}").format(text=text, least=field.least, most=field.most)
        )
    return int(text)


def _moment(_field: Field, text: str) -> datetime:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        moment = None
    sound = (
        moment is not None
        and moment.tzinfo is not None
        and not moment.microsecond
        and EARLIEST <= moment.year <= LATEST
    )
    if moment is None or not sound or "T" not in text:
        raise ValueError(
            _("{text!r} is not a moment with its offset, like 2025-12-24T20:06:02+06:00").format(text=text)
        )
    return moment


def _day(_field: Field, text: str) -> date:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        day = None
    if day is None or day.isoformat() != text or not EARLIEST <= day.year <= LATEST:
        raise ValueError(_("{text!r} is not a day, like 2025-12-24").format(text=text))
    return day


_SCALARS: dict[Type, Callable[[Field, str], Any]] = {
    Type.WORD: _word,
    Type.TEXT: _text,
    Type.CHOICE: _choice,
    Type.MOMENT: _moment,
    Type.DAY: _day,
    Type.NUMBER: _number,
    Type.FLAG: _flag,
}
