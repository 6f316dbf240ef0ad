"""Days as an operator types them: never guessed, two clear forms and a few words."""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, NamedTuple

from mcu_cli.errors import UsageError
from mcu_cli.language import _

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

_RUSSIAN = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4})")
_ISO = re.compile(r"\d{4}-\d{2}-\d{2}")
_YEAR = re.compile(r"[0-9]{4}")
_ISO_MONTH = re.compile(r"([0-9]{4})-([0-9]{2})")
_RUSSIAN_MONTH = re.compile(r"([0-9]{1,2})\.([0-9]{4})")
# `2021-Q4`, `Q4 2021`, `2021-4кв`, `4 квартал 2021`, `IV квартал 2021 года`
_QUARTER_FIRST = re.compile(
    r"(?:q\s?([1-4])|([1-4]|iv|i{1,3})(?:-?й)?\s?кв(?:\.|артал)?)[\s./-]{0,2}([0-9]{4})(?:\s?г(?:\.|ода)?)?"
)
_QUARTER_LAST = re.compile(r"([0-9]{4})[\s./-]{0,2}(?:q\s?([1-4])|([1-4]|iv|i{1,3})(?:-?й)?\s?кв(?:\.|артал)?)")
_ROMAN = {"i": 1, "ii": 2, "iii": 3, "iv": 4}
_DAY_AND_TIME = re.compile(r"(\S+?)(?:\s+|T)(\d{1,2}:.*)")
_EARLIEST, _LATEST = 1900, 2200  # outside lies a slip of the keyboard
_DECEMBER = 12
_MONTHS_IN_QUARTER = 3
_WEEK = 7
_WORDS = {
    "today": 0,
    "сегодня": 0,
    "yesterday": -1,
    "вчера": -1,
    "tomorrow": 1,
    "завтра": 1,
}
_WEEKDAYS: dict[str, int] = {
    name: number
    for number, names in enumerate(
        (
            ("monday", "mon", "понедельник", "пн"),
            ("tuesday", "tue", "вторник", "вт"),
            ("wednesday", "wed", "среда", "среду", "ср"),
            ("thursday", "thu", "четверг", "чт"),
            ("friday", "fri", "пятница", "пятницу", "пт"),
            ("saturday", "sat", "суббота", "субботу", "сб"),
            ("sunday", "sun", "воскресенье", "вс"),
        )
    )
    for name in names
}


class NoSuchDayError(UsageError):
    """A day that is written as one should be, and that no calendar has: 31.11.2026."""


class Span(NamedTuple):
    """A day, a month or a year: its first and its last day."""

    first: date
    last: date


def day_of(text: str, *, today: date) -> date:
    """Return the day of `2025-12-24`, `24.12.2025`, `today`, `завтра`; raises UsageError for anything else."""
    typed = text.strip().casefold()
    if typed in _WORDS:
        return today + timedelta(days=_WORDS[typed])
    day = _written(typed)
    if day is not None:
        return day
    if _is_no_day(typed):
        raise NoSuchDayError(_("there is no day {text}; look into the calendar").format(text=text.strip()))
    raise UsageError(
        _("{text!r} is not a day; write it like 2025-12-24 or 24.12.2025, or today, yesterday, tomorrow").format(
            text=text
        )
    )


def is_weekday(text: str) -> bool:
    """Whether `text` names a day of the week, in full or short, in English or Russian."""
    return text.strip().casefold() in _WEEKDAYS


def span_of(text: str, *, today: date, ahead: bool) -> Span:
    """Return the days of what `day_of` takes, of a month (`2026-11`, `11.2026`), a year, or a day of the week.

    A day of the week is the coming one where it looks `ahead`, else the last one; today counts. Raises UsageError
    for anything else.
    """
    typed = text.strip().casefold()
    if typed in _WEEKDAYS:
        day = _weekday(_WEEKDAYS[typed], today, ahead=ahead)
        return Span(day, day)
    stretch = _month(typed) or _year(typed)
    if stretch is not None:
        return stretch
    try:
        day = day_of(text, today=today)
    except NoSuchDayError:
        raise
    except UsageError:
        raise UsageError(
            _(
                "{text!r} is not a day; write it like 2025-12-24, 24.12.2025, 2025-12 for a month, 2025 for a year, "
                "today, yesterday, tomorrow or a day of the week"
            ).format(text=text)
        ) from None
    return Span(day, day)


def quarter_of(text: str) -> Span | None:
    """Return the days of a quarter, `2021-Q4` or `4 квартал 2021`; None for anything else."""
    typed = " ".join(text.casefold().split())
    found = _QUARTER_FIRST.fullmatch(typed)
    if found:
        latin, russian, year = found.groups()
    else:
        found = _QUARTER_LAST.fullmatch(typed)
        if not found:
            return None
        year, latin, russian = found.groups()
    number = latin or russian
    quarter = _ROMAN.get(number) or int(number)
    if not _EARLIEST <= int(year) <= _LATEST:
        return None
    last_month = _MONTHS_IN_QUARTER * quarter
    return Span(date(int(year), last_month - _MONTHS_IN_QUARTER + 1, 1), _end_of_month(int(year), last_month))


def moment_of(text: str, *, today: date, zone: ZoneInfo) -> datetime:
    """Return the moment of `2025-12-24T20:06` or `24.12.2025 20:06`, in `zone` where no offset is typed.

    A day alone is its beginning. Raises UsageError for anything else.
    """
    given_day, given_time = found.groups() if (found := _DAY_AND_TIME.fullmatch(text.strip())) else (text, "00:00")
    try:
        clock = time.fromisoformat(given_time.zfill(len("00:00")))
    except ValueError:
        raise UsageError(
            _("{text!r} is not a moment; write it like 2025-12-24T20:06 or 24.12.2025 20:06, or give a day").format(
                text=text
            )
        ) from None
    moment = datetime.combine(day_of(given_day, today=today), clock)
    return (moment if moment.tzinfo else moment.replace(tzinfo=zone)).astimezone(zone).replace(microsecond=0)


def is_day_alone(text: str) -> bool:
    """Whether `text` names no time of the day."""
    return _DAY_AND_TIME.fullmatch(text.strip()) is None


def _weekday(number: int, today: date, *, ahead: bool) -> date:
    if ahead:
        return today + timedelta(days=(number - today.weekday()) % _WEEK)
    return today - timedelta(days=(today.weekday() - number) % _WEEK)


def _month(typed: str) -> Span | None:
    match = _ISO_MONTH.fullmatch(typed)
    year, month = match.groups() if match else ("", "")
    if not match:
        match = _RUSSIAN_MONTH.fullmatch(typed)
        month, year = match.groups() if match else ("", "")
    if not match or not 1 <= int(month) <= _DECEMBER or not _EARLIEST <= int(year) <= _LATEST:
        return None
    return Span(date(int(year), int(month), 1), _end_of_month(int(year), int(month)))


def _end_of_month(year: int, month: int) -> date:
    return date(year + month // _DECEMBER, month % _DECEMBER + 1, 1) - timedelta(days=1)


def _year(typed: str) -> Span | None:
    if not _YEAR.fullmatch(typed) or not _EARLIEST <= int(typed) <= _LATEST:
        return None
    return Span(date(int(typed), 1, 1), date(int(typed), _DECEMBER, 31))


def _is_no_day(typed: str) -> bool:
    """Whether `typed` is written as a day of our times should be; that it is none is known already."""
    match = _RUSSIAN.fullmatch(typed)
    year = match[3] if match else typed[:4] if _ISO.fullmatch(typed) else ""
    return typed.isascii() and bool(year) and _EARLIEST <= int(year) <= _LATEST


def _written(typed: str) -> date | None:
    match = _RUSSIAN.fullmatch(typed)
    try:
        if match:
            day = date(int(match[3]), int(match[2]), int(match[1]))
        elif _ISO.fullmatch(typed):
            day = date.fromisoformat(typed)
        else:
            return None
    except ValueError:
        return None
    return day if _EARLIEST <= day.year <= _LATEST else None
