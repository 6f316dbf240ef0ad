"""Moments, days and numbers as a reader in the language spoken expects them, by Babel's tables (the Unicode CLDR)."""

from __future__ import annotations

from datetime import UTC, date, datetime, tzinfo
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from mcu_cli.language import ngettext, spoken

if TYPE_CHECKING:
    from babel import Locale

_NO_BREAK_SPACE = "\u00a0"
_NARROW_NO_BREAK_SPACE = "\u202f"


class _Marks(NamedTuple):
    """How a language writes a day (`dd.MM.y`), and what stands between the groups and before the decimals."""

    day: str
    group: str
    decimal: str


def day_text(day: date) -> str:
    """Return a day: `24.12.2025` in Russian, `2025-12-24` in English.

    English readers disagree on whether 3/4/2025 is in March or in April, so that there it is ISO 8601.
    """
    if spoken() == "en":
        return day.isoformat()
    pattern = _marks(spoken()).day
    return pattern.replace("dd", f"{day.day:02}").replace("MM", f"{day.month:02}").replace("y", f"{day.year}")


def long_day_text(day: date) -> str:
    """Return a day as documents write it: `24 декабря 2025 г.`, `December 24, 2025`."""
    from babel.dates import format_date

    # The narrow space of CLDR is missing in fonts of older systems, which show a box.
    return format_date(day, "long", _locale(spoken())).replace(_NARROW_NO_BREAK_SPACE, _NO_BREAK_SPACE)


def full_day_text(day: date) -> str:
    """Return a day with its day of the week: `среда, 24 декабря 2025 г.`, `Wednesday, December 24, 2025`."""
    from babel.dates import format_date

    return format_date(day, "full", _locale(spoken())).replace(_NARROW_NO_BREAK_SPACE, _NO_BREAK_SPACE)


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
    text = f"{number:,}"
    return text.replace(",", _marks(spoken()).group) if "," in text else text


def decimal_text(number: float, digits: int = 1) -> str:
    """Return a number with decimals: `12,5` in Russian, `12.5` in English."""
    marks = _marks(spoken())
    whole, point, decimals = f"{number:,.{digits}f}".partition(".")
    return whole.replace(",", marks.group) + (marks.decimal if point else "") + decimals


def appeals_text(n: int) -> str:
    """Return `1 appeal`, `2 appeals`; `21 обращение`, `22 обращения`, `25 обращений`."""
    return ngettext("{n} appeal", "{n} appeals", n).format(n=number_text(n))


@cache
def _locale(language: str) -> Locale:
    from babel import Locale  # 20 ms, and as much for its tables: only where a number or a day is said

    return Locale.parse(language)


@cache
def _marks(language: str) -> _Marks:
    """Return the marks of a language, looked up once."""
    locale = _locale(language)
    symbols = locale.number_symbols["latn"]
    return _Marks(str(locale.date_formats["short"].pattern), symbols["group"], symbols["decimal"])
