"""The working time of departments.yaml: hours of the week and of single days, local days off and working days."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from mcu_cli.domain.calendar import WorkingHours, parse_day
from mcu_cli.domain.local_days import LocalDays, single_day
from mcu_cli.domain.terms import Term, Unit
from mcu_cli.errors import BadInputError
from mcu_cli.language import _

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import date

    from mcu_cli.domain.calendar import Hours
    from mcu_cli.store.registry_file import Path, RegistryFile

KEYS = ("hours", "short_by", "days_off", "working_days", "special_hours", "checked_years")

_PATH: Path = ("working_time",)
_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_YEAR = re.compile(r"20[0-9]{2}")
_SHORT_BY = "1 hour"  # ст. 95 ч. 1 ТК РФ
_LONGEST_SHORT_BY = timedelta(hours=12)


def working_time(file: RegistryFile) -> dict[str, Any]:
    """Return the working time by the names of the registry, noting what is wrong in it."""
    given = file.mapping(_PATH, KEYS)
    off, working = (dict(_entries(file, given, name)) for name in ("days_off", "working_days"))
    special = _special_hours(file, given)
    _note_contradictions(file, off, working, special)
    return {
        "hours": _week(file, given),
        "days_off": _all(off),
        "working_days": _all(working),
        "special_hours": special,
        "checked_years": _checked_years(file, given),
    }


def _week(file: RegistryFile, given: Mapping[str, Any]) -> WorkingHours:
    path = (*_PATH, "hours")
    week = file.mapping(path, _WEEKDAYS)
    days = tuple(_hours(file, (*path, name), week.get(name, "")) or () for name in _WEEKDAYS)
    try:
        return WorkingHours(days, _short_by(file, given))
    except BadInputError as error:
        # Where each weekday has a problem of its own, that alone is said.
        if not any(week.get(name) for name in _WEEKDAYS):
            file.note(path, str(error))
        return WorkingHours.parse({0: "09:00-18:00"})


def _hours(file: RegistryFile, path: Path, value: Any) -> tuple[Hours, ...] | None:
    """Return the hours of one day, from a list or from one text with commas; None with a problem."""
    texts = [text for text in value.split(",") if text.strip()] if isinstance(value, str) else value
    if not isinstance(texts, list) or not all(isinstance(text, str) for text in texts):
        file.note(path, _("a list of hours such as [08:30-13:00, 14:00-17:45] is expected here"))
        return None
    try:
        return parse_day(texts)
    except BadInputError as error:
        file.note(path, str(error))
        return None


def _short_by(file: RegistryFile, given: Mapping[str, Any]) -> timedelta:
    text = file.word(_PATH, given, "short_by", _SHORT_BY)
    try:
        term = Term.parse(text)
        if term.unit in {Unit.HOURS, Unit.MINUTES}:
            by = timedelta(**{term.unit.value: term.amount})
            if by <= _LONGEST_SHORT_BY:
                return by
    except BadInputError:
        pass  # said of like any other text that is no such time
    file.note((*_PATH, "short_by"), _("{text!r} is not a time such as 1 hour or 90 minutes").format(text=text))
    return timedelta(hours=1)


def _entries(file: RegistryFile, given: Mapping[str, Any], name: str) -> Iterator[tuple[Path, LocalDays]]:
    """Yield the entries of one list of days with their places."""
    for n, text in enumerate(file.words(_PATH, given, name)):
        path = (*_PATH, name, n)
        try:
            days = LocalDays.parse(text)
        except BadInputError as error:
            file.note(path, str(error))
            continue
        if days.yearly and name == "working_days":
            file.note(
                path,
                _("{text!r} would be worked on weekends, too; write each working day with its year").format(text=text),
            )
            continue
        yield path, days


def _all(entries: Mapping[Path, LocalDays]) -> LocalDays:
    found = LocalDays()
    for days in entries.values():
        found |= days
    return found


def _special_hours(file: RegistryFile, given: Mapping[str, Any]) -> dict[date, tuple[Hours, ...]]:
    found: dict[date, tuple[Hours, ...]] = {}
    if "special_hours" not in given:
        return found
    for text, value in file.mapping((*_PATH, "special_hours")).items():
        path = (*_PATH, "special_hours", text)
        try:
            day = single_day(text)
        except BadInputError as error:
            file.note(path, str(error))
            continue
        hours = _hours(file, path, value)
        if hours:
            found[day] = hours
        elif hours is not None:
            file.note(path, _("{day} has no hours here; name a day without work in `days_off`").format(day=text))
    return found


def _note_contradictions(
    file: RegistryFile,
    off: Mapping[Path, LocalDays],
    working: Mapping[Path, LocalDays],
    special: Mapping[date, tuple[Hours, ...]],
) -> None:
    """Note each day that is named off and worked: an error between the lists, a warning where `special_hours` holds."""
    for path, days in working.items():
        for other, closed in off.items():
            both = sorted(days.dated & closed.dated)
            if both:
                file.note(
                    path,
                    _("{day} is both a day off (line {line}) and a working day; keep it in one of the lists").format(
                        day=both[0], line=file.document.line_of(other)
                    ),
                )
    for path, days in off.items():
        if len(days.dated) == 1 and days.dated <= special.keys():
            (day,) = days.dated
            file.note(
                path,
                _("{day} has hours in `special_hours` and so is worked; delete it from one of the two").format(day=day),
                "warning",
            )


def _checked_years(file: RegistryFile, given: Mapping[str, Any]) -> frozenset[int]:
    found = set()
    for n, text in enumerate(file.words(_PATH, given, "checked_years")):
        if _YEAR.fullmatch(text):
            found.add(int(text))
        else:
            file.note((*_PATH, "checked_years", n), _("{text!r} is not a year, like 2028").format(text=text))
    return frozenset(found)
