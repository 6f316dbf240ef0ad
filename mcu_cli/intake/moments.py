"""Days and moments as people and systems write them into cells, understood where they can mean one thing only.

A day without a time is its beginning. A local time that a change of clocks doubles is the first of the two; one that
it skips is the moment that the old clock would have called so.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, timezone
from typing import TYPE_CHECKING

from mcu_cli.language import _

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import tzinfo

EARLIEST = 2000
_NOTHING = frozenset({"", "-", "–", "—", "'"})
_CENTURY = 2000
_SHORT_YEAR = 2  # digits
_SHOWN = 40  # characters of a cell
_NOON = 12
_SHORTEST_OFFSET = 3  # characters, like +03
_MONTHS = 12

_TIME = r"(?P<hour>\d{1,2})[:.](?P<minute>\d{2})(?:[:.](?P<second>\d{2})(?:[.,]\d+)?)?(?:\s*(?P<half>[AaPp][Mm]))?"
_TAIL = rf"(?:(?:\s*[Tt,]\s*|\s+(?:в\s+)?){_TIME})?"
_OFFSET = r"(?:\s*(?P<offset>[Zz]|(?:GMT|UTC)?[+-]\d{2}:?\d{2}|(?:GMT|UTC)[+-]\d{1,2}))?"
# PostgreSQL writes +03 after the seconds; without them, «10:30-12» may be the hours of a reception.
_SHORT_OFFSET = _OFFSET.replace(r"[Zz]|", r"[Zz]|[+-]\d{2}|", 1)
_YEAR_FIRST = re.compile(rf"(?P<year>\d{{4}})([-./])(?P<month>\d{{1,2}})\2(?P<day>\d{{1,2}}){_TAIL}{_SHORT_OFFSET}")
_DOTTED = re.compile(
    rf"(?P<day>\d{{1,2}})\.(?P<month>\d{{1,2}})\.(?P<year>\d{{4}}|\d{{2}})(?:\s*г(?:ода|\.)?)?{_TAIL}{_OFFSET}"
)
_DOUBTFUL = re.compile(rf"(?P<day>\d{{1,2}})([/-])(?P<month>\d{{1,2}})\2(?P<year>\d{{4}}){_TAIL}{_OFFSET}")
_NAMED = re.compile(
    rf"(?P<day>\d{{1,2}})\s+(?P<name>[а-яё]{{3,8}})\.?\s+(?P<year>\d{{4}})(?:\s*г(?:ода|\.)?)?{_TAIL}{_OFFSET}",
    re.IGNORECASE,
)
_TIME_AT_END = re.compile(rf"(?P<before>.*?\S)(?:\s*[Tt,]\s*|\s+(?:в\s+)?){_TIME}{_OFFSET}")
_MONTH_NAMES = ("янв", "фев", "мар", "апр", "ма", "июн", "июл", "авг", "сен", "окт", "ноя", "дек")

_SERIAL = re.compile(r"\d{5}(?:[.,]\d+)?")
_SERIAL_ZERO = datetime(1899, 12, 30)  # noqa: DTZ001  # as spreadsheets count; the zone is the municipality's
_SERIALS = range(36_526, 73_051)  # the years 2000 to 2099
_UNIX = re.compile(r"(?P<seconds>\d{10})(?:\.\d+|(?P<thousandths>\d{3}))?")
_UNIX_SECONDS = range(946_684_800, 4_102_444_800)  # the same years


class MomentError(ValueError):
    """A cell holds no moment, or one that cannot be; the text is the sentence for the operator."""


def says_nothing(text: str) -> bool:
    """Whether a cell is empty, or holds the dash that stands for nothing."""
    return text.strip() in _NOTHING


def brief(text: str) -> str:
    """Return the text of a cell as a message may show it: its beginning, if it is a long one."""
    line = " ".join(text.split())
    return line if len(line) <= _SHOWN else line[: _SHOWN - 1] + "…"


def moment_of(text: str, *, zone: tzinfo, now: datetime, formats: Sequence[str] = ()) -> datetime:
    """Return the moment that the cell `text` names, in `zone`, to the second.

    `formats` (of `strptime`) rule all dates with their separator. Raises MomentError for what is no moment, may be two,
    lies after `now` or before the year 2000.
    """
    moment = parsed(text, zone, formats)
    if moment > now:
        raise MomentError(
            _("{text} is in the future; check the file, and the time zone in departments.yaml").format(text=text)
        )
    if moment.year < EARLIEST:
        raise MomentError(_("{text} is before {year}; that cannot be").format(text=text, year=EARLIEST))
    return moment


def parsed(text: str, zone: tzinfo, formats: Sequence[str] = ()) -> datetime:
    """Return the moment that `text` names, whatever its year; raises MomentError for none, or for a doubt."""
    line = " ".join(text.split())
    try:
        local = _by_formats(line, formats) or _by_shape(line, formats)
        if local is not None:
            return (local if local.tzinfo else local.replace(tzinfo=zone)).astimezone(UTC).astimezone(zone)
    except MomentError:
        raise
    except (ValueError, OverflowError):  # a 31st of February; the ends of time
        pass
    raise MomentError(_("{text!r} is no moment like 2025-12-24 20:06:02").format(text=brief(text)))


def _by_formats(line: str, formats: Sequence[str]) -> datetime | None:
    """Return what the first fitting format makes of `line`; a format of the day alone takes a time after it as well."""
    for given in formats:
        try:
            return datetime.strptime(line, given)  # noqa: DTZ007  # the zone is put on by the caller
        except ValueError:
            found = _TIME_AT_END.fullmatch(line)
        if found is None or "%H" in given or "%I" in given:
            continue
        try:
            day = datetime.strptime(found["before"], given)  # noqa: DTZ007  # the same
        except ValueError:
            continue
        return _at_time(day, found)
    return None


def _by_shape(line: str, formats: Sequence[str]) -> datetime | None:
    """Return what `line` means by its shape; None where it has none of the known ones."""
    found = _YEAR_FIRST.fullmatch(line)
    if found is not None:
        return _built(found, int(found["month"]), int(found["day"]))
    separators = {sign for given in formats for sign in "./-" if sign in given}
    found = None if "." in separators else _DOTTED.fullmatch(line)
    if found is not None:
        return _built(found, int(found["month"]), int(found["day"]))
    found = _DOUBTFUL.fullmatch(line)
    if found is not None and found[2] not in separators:
        return _day_first(line, found)
    found = _NAMED.fullmatch(line)
    if found is not None:
        return _built(found, _month_called(found["name"]), int(found["day"]))
    return _counted(line)


def _day_first(line: str, found: re.Match[str]) -> datetime:
    """Return the moment of `25/12/2025`; raises MomentError where the two figures may stand the other way round."""
    day, month = int(found["day"]), int(found["month"])
    if day != month and day <= _MONTHS:
        raise MomentError(
            _(
                "{text!r} can be read in two ways; say in a map which figure is the month: "
                "`dates: '%d{sign}%m{sign}%Y'` or `dates: '%m{sign}%d{sign}%Y'`"
            ).format(text=line, sign=found[2])
        )
    return _built(found, month, day)


def _month_called(name: str) -> int:
    folded = name.casefold()
    return next((n for n, stem in enumerate(_MONTH_NAMES, start=1) if folded.startswith(stem)), 0)


def _counted(line: str) -> datetime | None:
    """Return the moment of a number: days since 1900 as spreadsheets count, or seconds since 1970."""
    if _SERIAL.fullmatch(line):
        days = float(line.replace(",", "."))
        if int(days) not in _SERIALS:
            return None
        return _SERIAL_ZERO + timedelta(seconds=round(days * 86_400))
    found = _UNIX.fullmatch(line)
    if found is not None and int(found["seconds"]) in _UNIX_SECONDS:
        return datetime.fromtimestamp(int(found["seconds"]), UTC)
    return None


def _built(found: re.Match[str], month: int, day: int) -> datetime:
    year = int(found["year"])
    if len(found["year"]) == _SHORT_YEAR:
        year += _CENTURY
    return _at_time(datetime(year, month, day), found)  # noqa: DTZ001  # the zone is put on by the caller


def _at_time(day: datetime, found: re.Match[str]) -> datetime:
    """Return `day` at the time and the offset that the match holds, where it holds any; raises ValueError."""
    if len(found["offset"] or "") == _SHORTEST_OFFSET and not (found["hour"] and found["second"]):
        raise ValueError(found["offset"])
    if found["hour"] is None:
        return _with_offset(day, found["offset"])
    hour, half = int(found["hour"]), (found["half"] or "").casefold()
    if half:
        if not 1 <= hour <= _NOON:
            raise ValueError(found["hour"])
        hour = hour % _NOON + (_NOON if half == "pm" else 0)
    at = day.replace(hour=hour, minute=int(found["minute"]), second=int(found["second"] or 0))
    return _with_offset(at, found["offset"])


def _with_offset(local: datetime, offset: str | None) -> datetime:
    if not offset:
        return local
    if offset in {"Z", "z"}:
        return local.replace(tzinfo=UTC)
    told = offset.removeprefix("GMT").removeprefix("UTC")
    digits = told[1:].replace(":", "")
    distance = timedelta(hours=int(digits[:2]), minutes=int(digits[2:] or 0))
    return local.replace(tzinfo=timezone(-distance if told[0] == "-" else distance))
