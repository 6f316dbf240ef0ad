"""Ids of appeals: day of registration, a series letter where several clones register, a number in that day."""

from __future__ import annotations

import re
from datetime import date
from functools import lru_cache
from typing import NamedTuple

from mcu_cli.errors import UsageError
from mcu_cli.language import _

_FULL = re.compile(r"(\d{4})(\d{2})(\d{2})-([A-Z]?)(\d{4,9})")
_SHORT = re.compile(r"(?:(\d{4}|\d{8})-)?([A-Za-z]?)(\d{1,9})")
_PER_FOLDER = 1000


class AppealId(NamedTuple):
    """An id in its parts; tuples sort as the ids should: by day, series and number."""

    day: date
    series: str
    number: int

    def __str__(self) -> str:
        """Return the id as it stands in files: `20251224-0007`, `20251224-B0007`."""
        day = self.day
        return f"{day.year}{day.month:02d}{day.day:02d}-{self.series}{self.number:04d}"

    @property
    def path(self) -> str:
        """Return the file's path in the store, with `/`: a folder a day, and one per thousand from 1000 on."""
        day = self.day
        folder = f"appeals/{day.year}/{day.month:02d}/{day.day:02d}"
        if self.number >= _PER_FOLDER:
            folder += f"/{self.number // _PER_FOLDER}"
        return f"{folder}/{self}.yaml"


@lru_cache(maxsize=64)  # whoever reads a file asks for its path, its id and its row
def parse(text: str) -> AppealId | None:
    """Return the id that `text` is, whole and canonical; None if it is not one."""
    match = _FULL.fullmatch(text)
    if not match:
        return None
    year, month, day, series, number = match.groups()
    try:
        appeal_id = AppealId(date(int(year), int(month), int(day)), series, int(number))
    except ValueError:
        return None
    return appeal_id if str(appeal_id) == text and appeal_id.number else None


class ShortForm(NamedTuple):
    """What a short form leaves open: `7` means today, `1224-7` any year; `series` empty means any."""

    month_day: str
    day: date | None
    series: str
    number: int


def parse_short(text: str, *, today: date) -> ShortForm:
    """Return what `text` (`7`, `1224-7`, `20251224-7`, `1224-B7`) asks for.

    Raises UsageError where it is no id in any form.
    """
    match = _SHORT.fullmatch(text.strip())
    if match:
        day_text, series, number = match.groups()
        try:
            if day_text is None:
                return ShortForm("", today, series.upper(), int(number))
            if len(day_text) == len("1224"):
                date(2000, int(day_text[:2]), int(day_text[2:]))
                return ShortForm(day_text, None, series.upper(), int(number))
            day = date(int(day_text[:4]), int(day_text[4:6]), int(day_text[6:]))
            return ShortForm("", day, series.upper(), int(number))
        except ValueError:
            pass
    raise UsageError(
        _("{text!r} is not the id of an appeal; write it like 20251224-0007, or 1224-7, or 7 for today").format(
            text=text
        )
    )


def from_path(path: str) -> AppealId | None:
    """Return the id of the appeal that belongs at `path` (relative to the store, with `/`); None if none does."""
    name = path.rpartition("/")[2]
    if not name.endswith(".yaml"):
        return None
    appeal_id = parse(name.removesuffix(".yaml"))
    return appeal_id if appeal_id is not None and appeal_id.path == path else None


def names_a_day(text: str) -> bool:
    """Whether `text` is an id that says its day (`1224-7`, `20251224-0007`), which no number in a text looks like."""
    try:
        short = parse_short(text, today=date.min)
    except UsageError:
        return False
    return bool(short.month_day) or short.day != date.min
