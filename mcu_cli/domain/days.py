"""Days as an operator types them: never guessed, two clear forms and a few words."""

from __future__ import annotations

import re
from datetime import date, timedelta

from mcu_cli.errors import UsageError
from mcu_cli.language import _

_RUSSIAN = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4})")
_ISO = re.compile(r"\d{4}-\d{2}-\d{2}")
_EARLIEST, _LATEST = 1900, 2200  # outside lies a slip of the keyboard
_WORDS = {
    "today": 0,
    "сегодня": 0,
    "yesterday": -1,
    "вчера": -1,
    "tomorrow": 1,
    "завтра": 1,
}


def day_of(text: str, *, today: date) -> date:
    """Return the day of `2025-12-24`, `24.12.2025`, `today`, `завтра`; raises UsageError for anything else."""
    typed = text.strip().casefold()
    if typed in _WORDS:
        return today + timedelta(days=_WORDS[typed])
    day = _written(typed)
    if day is not None and _EARLIEST <= day.year <= _LATEST:
        return day
    raise UsageError(
        _("{text!r} is not a day; write it like 2025-12-24 or 24.12.2025, or today, yesterday, tomorrow").format(
            text=text
        )
    )


def _written(typed: str) -> date | None:
    match = _RUSSIAN.fullmatch(typed)
    try:
        if match:
            return date(int(match[3]), int(match[2]), int(match[1]))
        return date.fromisoformat(typed) if _ISO.fullmatch(typed) else None
    except ValueError:
        return None
