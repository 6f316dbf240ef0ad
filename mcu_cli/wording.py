"""Moments, days and numbers as a reader in the language spoken expects them, by the tables of the Unicode CLDR."""

from __future__ import annotations

from datetime import UTC, date, datetime, tzinfo
from typing import NamedTuple

from mcu_cli.language import ngettext, spoken

_NO_BREAK_SPACE = "\u00a0"


class _Marks(NamedTuple):
    """What a language writes between the groups of a number and before its decimals."""

    group: str
    decimal: str


# What Babel, which has the tables of all languages, takes 20 ms to say; tests hold all of it against Babel.
_MARKS = {"en": _Marks(",", "."), "ru": _Marks(_NO_BREAK_SPACE, ",")}
_MONTHS = {
    "en": (
        "January", "February", "March", "April", "May", "June",
        "July", "August", "September", "October", "November", "December",
    ),
    "ru": (
        "января", "февраля", "марта", "апреля", "мая", "июня",
        "июля", "августа", "сентября", "октября", "ноября", "декабря",
    ),
}  # fmt: skip
_WEEKDAYS = {
    "en": ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
    "ru": ("понедельник", "вторник", "среда", "четверг", "пятница", "суббота", "воскресенье"),
}


def day_text(day: date) -> str:
    """Return a day: `24.12.2025` in Russian, `2025-12-24` in English.

    English readers disagree on whether 3/4/2025 is in March or in April, so that there it is ISO 8601.
    """
    return day.isoformat() if spoken() == "en" else f"{day.day:02}.{day.month:02}.{day.year}"


def long_day_text(day: date) -> str:
    """Return a day as documents write it: `24 декабря 2025 г.`, `December 24, 2025`."""
    month = _MONTHS[spoken()][day.month - 1]
    if spoken() == "en":
        return f"{month} {day.day}, {day.year}"
    return f"{day.day} {month} {day.year}{_NO_BREAK_SPACE}г."


def full_day_text(day: date) -> str:
    """Return a day with its day of the week: `среда, 24 декабря 2025 г.`, `Wednesday, December 24, 2025`."""
    return f"{_WEEKDAYS[spoken()][day.weekday()]}, {long_day_text(day)}"


def moment_text(moment: datetime | None, *, seconds: bool = False) -> str:
    """Return a moment in its own zone, to the minute or the second; empty for None."""
    if moment is None:
        return ""
    return f"{day_text(moment.date())} {moment:%H:%M:%S}" if seconds else f"{day_text(moment.date())} {moment:%H:%M}"


def from_seconds(seconds: int | None, zone: tzinfo) -> datetime | None:
    """Return the moment that the index keeps as seconds since 1970, in `zone`."""
    return None if seconds is None else datetime.fromtimestamp(seconds, UTC).astimezone(zone)


def number_text(number: int) -> str:
    """Return a whole number in groups of three: `9 546` with a no-break space, `9,546` in English."""
    return f"{number:,}".replace(",", _MARKS[spoken()].group)


def decimal_text(number: float, digits: int = 1) -> str:
    """Return a number with decimals: `12,5` in Russian, `12.5` in English."""
    marks = _MARKS[spoken()]
    whole, point, decimals = f"{number:,.{digits}f}".partition(".")
    return whole.replace(",", marks.group) + (marks.decimal if point else "") + decimals


def appeals_text(n: int) -> str:
    """Return `1 appeal`, `2 appeals`; `21 обращение`, `22 обращения`, `25 обращений`."""
    return ngettext("{n} appeal", "{n} appeals", n).format(n=number_text(n))
