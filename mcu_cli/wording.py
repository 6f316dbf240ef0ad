"""Moments, days and numbers as a reader in the language spoken expects them."""

from __future__ import annotations

from datetime import UTC, date, datetime, tzinfo

from mcu_cli.language import ngettext, spoken

_NO_BREAK_SPACE = "\u00a0"


def day_text(day: date) -> str:
    """Return a day: `24.12.2025` in Russian, `2025-12-24` in English."""
    return f"{day:%d.%m.%Y}" if spoken() == "ru" else day.isoformat()


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
    return f"{number:,}".replace(",", _NO_BREAK_SPACE if spoken() == "ru" else ",")


def decimal_text(number: float, digits: int = 1) -> str:
    """Return a number with decimals: `12,5` in Russian, `12.5` in English."""
    text = f"{number:,.{digits}f}"
    if spoken() != "ru":
        return text
    return text.replace(",", _NO_BREAK_SPACE).replace(".", ",")


def appeals_text(n: int) -> str:
    """Return `1 appeal`, `2 appeals`; `21 обращение`, `22 обращения`, `25 обращений`."""
    return ngettext("{n} appeal", "{n} appeals", n).format(n=number_text(n))
