"""The days off of Russia, year by year: taken from the `holidays` library once and kept as JSON.

The library costs more than a whole command on one appeal, so it is imported only inside the function that
works a year out; afterwards the small file is read.
"""

from __future__ import annotations

import json
import os
import re
import zlib
from dataclasses import replace
from datetime import date
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from mcu_cli.domain.calendar import WorkingCalendar
from mcu_cli.domain.decree import Decree, short_days, statutory_year
from mcu_cli.language import _

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

    from mcu_cli.domain.registry import Registry

# Raise it whenever the rules of this module change: kept years are then worked out anew.
CALENDAR_VERSION = 1

# From this year on the library was compared with the official calendars; before it no decree counts as known.
FIRST_CHECKED_YEAR = 2019

# «Выходной (перенесено с 04.01.2025)»: the library names a moved day off by the day it was taken from.
_MOVED_FROM = re.compile(r"перенесено с (\d{2})\.(\d{2})\.(\d{4})")


class KeptDecrees(dict[int, Decree]):
    """The decrees by year, each fetched when `decrees[year]` first asks for it, and kept in `cache`.

    `unsure` is called with each year of which no decree is known, once, when it is first asked for. Years in
    `checked` count as known: somebody has entered their days into the registry by hand.
    """

    def __init__(
        self, cache: Path, *, checked: Collection[int] = (), unsure: Callable[[int], None] | None = None
    ) -> None:
        """Start with no year fetched."""
        super().__init__()
        self._cache = cache
        self._checked = checked
        self._unsure = unsure

    def __missing__(self, year: int) -> Decree:
        """Fetch the year and remember it."""
        found = decree(year, self._cache)
        if not found.known and year in self._checked:
            found = replace(found, known=True)
        self[year] = found
        if not found.known and self._unsure is not None:
            self._unsure(year)
        return found


def calendar_of(registry: Registry, cache: Path, unsure: Callable[[int], None] | None = None) -> WorkingCalendar:
    """Return the working calendar that a registry describes; `cache` and `unsure` are those of `KeptDecrees`."""
    return WorkingCalendar(
        hours=registry.hours,
        decrees=KeptDecrees(cache, checked=registry.checked_years, unsure=unsure),
        extra_off=registry.days_off,
        extra_working=registry.working_days,
        tz=registry.municipality.timezone,
        special_hours=registry.special_hours,
    )


def unsure_year(year: int) -> str:
    """Return the sentence that warns of a year without a known decree: what is unsure, and what to do."""
    if year < FIRST_CHECKED_YEAR:
        return _(
            "the days off of {year} are not known, the calendar begins with {first}: terms and working time in that "
            "year may be wrong by days; enter them into `working_time` of departments.yaml, and the year into "
            "`checked_years`"
        ).format(year=year, first=FIRST_CHECKED_YEAR)
    return _(
        "no decree on the days off of {year} is known yet: terms and working time in that year may be wrong by days; "
        "install a newer `holidays` (pip install --upgrade holidays), or enter the days into `working_time` of "
        "departments.yaml, and the year into `checked_years`"
    ).format(year=year)


def decree(year: int, cache: Path) -> Decree:
    """Return the facts of `year`: as kept in `calendar-YEAR.json` of the folder `cache`, or worked out.

    A kept file that is damaged, of another version, or worked out by a library with other data on Russia is
    replaced. A folder that cannot be written is no error: the year is worked out and not kept.
    """
    if year < FIRST_CHECKED_YEAR:
        return statutory_year(year)
    path = cache / f"calendar-{year}.json"
    kept = _read(path, year)
    if kept is not None:
        return kept
    found = _worked_out(year)
    _keep(path, found)
    return found


def _worked_out(year: int) -> Decree:
    """Work the year out; ст. 112 ТК РФ alone, with `known=False`, where the library has no decree for it."""
    import holidays

    # A decree may exchange days across New Year, so the neighbours are looked at as well.
    russia = holidays.country_holidays("RU", years=(year - 1, year, year + 1), language="ru")
    taken_from: dict[date, date] = {}
    for day, name in russia.items():
        for found in _MOVED_FROM.finditer(name):
            taken_from[date(int(found[3]), int(found[2]), int(found[1]))] = day
    # Of 1 to 8 January two or more always fall on a weekend, and only a decree can move them (ст. 112 ч. 2 ТК
    # РФ): a year from which no day was moved is a year whose decree the library does not have.
    if not any(origin.year == year for origin in taken_from):
        return statutory_year(year)
    days_off = frozenset(day for day in russia if day.year == year)
    stands_for = {day: taken_from[day] for day in sorted(russia.weekend_workdays) if day.year == year}
    return Decree(
        year,
        days_off,
        frozenset(stands_for),
        short_days(year, days_off, stands_for),
        known=True,
        stands_for=stands_for,
    )


def _library_stamp() -> str:
    """Return what changes with the library's data on Russia, without importing it; empty if unknown.

    Every year is worked out again after an upgrade: the new version may have a decree that the old one lacked,
    or mend one. The library's version is not asked: importlib.metadata costs half a command.
    """
    spec = find_spec("holidays")
    if spec is None or spec.origin is None:
        return ""
    try:
        data = (Path(spec.origin).parent / "countries" / "russia.py").read_bytes()
    except OSError:
        return ""
    return f"{zlib.crc32(data):08x}"


def _read(path: Path, year: int) -> Decree | None:
    """Return the decree kept in `path`, or None where there is none to rely on."""
    try:
        kept = json.loads(path.read_text(encoding="utf-8"))
        if kept["version"] != CALENDAR_VERSION or kept["year"] != year:
            return None
        # Where the library cannot be looked at, a known year holds; an unknown one may have a decree by now.
        stamp = _library_stamp()
        if kept["library"] != stamp if stamp else kept["known"] is not True:
            return None
        days_off, short = (frozenset(map(date.fromisoformat, kept[name])) for name in ("days_off", "short"))
        stands_for = {
            date.fromisoformat(day): date.fromisoformat(replaced) for day, replaced in kept["working"].items()
        }
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return None  # it is derived: whatever is wrong with it, the year is worked out again
    if any(day.year != year for day in (*days_off, *short, *stands_for)):
        return None
    return Decree(year, days_off, frozenset(stands_for), short, kept["known"] is True, stands_for)


def _keep(path: Path, found: Decree) -> None:
    """Write the decree beside its place and move it there, so that no reader ever sees half a file."""
    kept = {
        "version": CALENDAR_VERSION,
        "year": found.year,
        "known": found.known,
        "library": _library_stamp(),
        "days_off": sorted(map(str, found.days_off)),
        "short": sorted(map(str, found.short)),
        "working": {str(day): str(found.stands_for[day]) for day in sorted(found.working)},
    }
    # Not synced to the disk: a file lost or cut short by a power failure is found damaged and written again.
    beside = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            beside.write_text(json.dumps(kept, indent=1) + "\n", encoding="utf-8", newline="\n")
            beside.replace(path)
        except BaseException:
            beside.unlink(missing_ok=True)
            raise
    except OSError:
        return  # a read-only store can still be read: the year is worked out each time
