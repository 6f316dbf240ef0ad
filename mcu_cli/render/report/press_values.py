"""The fields of a press text from the members of a report: numbers as numbers, lists as ready phrases."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from mcu_cli.domain.press_fields import FIELDS, ITEM_FIELDS, PERIOD, POLL, WORK, PressField
from mcu_cli.domain.template_fields import FieldKind
from mcu_cli.domain.vocabulary import Channel, Outcome
from mcu_cli.language import spoken
from mcu_cli.render.clean import clean_line
from mcu_cli.render.report.number_forms import month_of, numeral
from mcu_cli.render.report.press_phrases import places_of, press_phrases, rows_of, unended, votes_of
from mcu_cli.wording import day_text, moment_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from mcu_cli.render.report.text import Data

_ROMAN = ("I", "II", "III", "IV")
_MONTHS_IN_QUARTER = 3
_MEASURES = ("received", "answered", "handled")
_IN_FAVOUR = (Outcome.RESOLVED, Outcome.MEASURES_TAKEN)
_UNSURE = frozenset(field.name for fields in (FIELDS, *ITEM_FIELDS.values()) for field in fields if field.unsure)
_ORAL = (Channel.RECEPTION, Channel.PHONE)  # of what reviews count as said to the head
_LEAST = 0.1  # percent: the smallest share that a text with one decimal can tell from none
# Every second, third ... appeal: how far from the exact share one may still say so, in percent of all.
_EVERY = {2: 3.0, 3: 2.0, 4: 1.5, 5: 1.0}
# The stretches of time that a figure is held against, and what fields tell of that.
_AGAINST = {"previous": (".previous", ".change_previous"), "last_year": (".last_year", ".change")}
# A day as texts write it, and the same without its year, by Babel's patterns.
_DAYS = {"ru": ("d MMMM y 'года'", "d MMMM"), "en": ("MMMM d, y", "MMMM d")}


class Day(str):
    """A day written out; the filter `day` writes it in digits."""

    __slots__ = ("short",)
    short: str


def press_values(data: Data) -> dict[str, Any]:
    """Return the values of the fields of FIELDS that have one, by name; those of LISTS are filled from templates."""
    values = _plain(FIELDS, data) | _period(data) | _counts(data) | press_phrases(data)
    return _present(_since_the_opening(values, data))


def item_values(data: Data, item: str, member: str) -> Iterator[dict[str, Any]]:
    """Yield the values of ITEM_FIELDS for each row of a member of the report: a work, works of a kind, a poll."""
    around = _plain(PERIOD, data) | _period(data)
    for found in rows_of(data, member):
        row = found if found.get("count") else {**found, "count": found.get("works", 1)}
        own = _plain([field for field in ITEM_FIELDS[item] if field.name.startswith(f"{item}.")], row)
        if item == POLL:
            own |= votes_of(row)
        elif item == WORK:
            own["work.places"] = places_of(row, rows_of(data, "works"))
        yield _present(around | own)


def short_day(value: object) -> str:
    """Return a day as `24.12.2025`."""
    return value.short if isinstance(value, Day) else str(value)


def _plain(fields: Iterable[PressField], data: Data) -> dict[str, Any]:
    """Return the fields that are members of the report as they stand there; a number that must be there is 0."""
    return {
        field.name: _value(field, _member(data, field.member))
        for field in fields
        if field.member and not (field.unsure and _member(data, field.member) is None)
    }


def _value(field: PressField, value: Any) -> Any:
    match field.kind:
        case FieldKind.NUMBER:
            return numeral(value or 0)
        case FieldKind.DAY:
            return _day(date.fromisoformat(value))
        case _:
            return unended(clean_line(str(value or "")))


def _member(data: Data, path: str) -> Any:
    value: Any = data
    for part in path.split("."):
        value = value.get(part) if hasattr(value, "get") else None
    return value


def _present(values: Mapping[str, Any]) -> dict[str, Any]:
    """Return the values without those that say nothing, where a template asks whether there is one."""
    return {name: value for name, value in values.items() if name not in _UNSURE or value not in {None, ""}}


def _since_the_opening(values: dict[str, Any], data: Data) -> dict[str, Any]:
    """Return the values without those that hold the centre against a time that was over before it opened."""
    opened = data["opened"]
    untold: list[str] = []
    for stretch, names in _AGAINST.items():
        ended = _member(data, f"{stretch}.to")
        if opened and ended and ended < opened:
            untold += [name for name in values if name.endswith(names)]
            if _member(data, "growth.base") == stretch:
                untold += ["growth.rising", "growth.falling"]
    return {name: value for name, value in values.items() if name not in untold}


def _period(data: Data) -> dict[str, Any]:
    first, last = (date.fromisoformat(data["period"][name]) for name in ("from", "to"))
    as_of, opened = data["period"]["as_of"], data["opened"]
    if as_of:  # «с 16 по 20 ноября», where the week is not over
        last = min(last, datetime.fromisoformat(as_of).date())
    values = {
        "period.first": _day_before(first, last),
        "period.last": _written_out(last),
        "period.first_day": numeral(first.day),
        "period.days": numeral((last - first).days + 1),
        "period.month": month_of(last),
        "period.quarter": _ROMAN[(last.month - 1) // _MONTHS_IN_QUARTER],
        "period.year": str(last.year),
        "period.year_before": str(last.year - 1),
        "period.as_of": moment_text(datetime.fromisoformat(as_of)) if as_of else "",
        "opened.days_before": numeral(0),
    }
    if opened:
        day = date.fromisoformat(opened)
        before = min(day, last + timedelta(days=1)) - first
        values |= {
            "opened.month": month_of(day),
            "opened.year": str(day.year),
            "opened.days_before": numeral(max(before.days, 0)),
        }
    return values


def _counts(data: Data) -> dict[str, Any]:
    """Return the numbers of single channels, of the networks together and of single outcomes."""
    channels = {row["id"]: row for row in rows_of(data, "channels")}
    values: dict[str, Any] = {}
    for channel in Channel:
        values |= _row_values(channel, [channels[channel]] if channel in channels else [])
    values |= _row_values("networks", [row for row in rows_of(data, "networks") if row["id"]])
    outcomes = {row["id"]: row["handled"] for row in rows_of(data, "outcomes") if row["id"]}
    for outcome in Outcome:
        values[f"outcomes.{outcome.replace('-', '_')}"] = numeral(outcomes.get(outcome, 0))
    known = {*_IN_FAVOUR, Outcome.EXPLAINED}
    share = _member(data, "decided_in_favour.percent")
    in_time, late = (_member(data, f"punctual.{name}") or 0 for name in ("in_time", "late"))
    return values | {
        "outcomes.other": numeral(sum(n for outcome, n in outcomes.items() if outcome not in known)),
        "decided_in_favour.every": next(
            (numeral(n) for n, near in _EVERY.items() if share is not None and abs(share - 100 / n) <= near), None
        ),
        "punctual.percent": _share(in_time, late),
        "written_and_oral.written": values[f"{Channel.LETTER}.received"],
        "written_and_oral.oral": numeral(sum(values[f"{channel}.received"] for channel in _ORAL)),
        "channels.count": numeral(sum(row["received"] > 0 for row in channels.values())),
        "polls.count": numeral(len(rows_of(data, "polls"))),
        "works.count": numeral(len(rows_of(data, "works"))),
        "works.by_appeals": numeral(sum(work["appeals"] > 0 for work in rows_of(data, "works"))),
    }


def _share(part: int, rest: int) -> Any:
    """Return a share in percent; never a round 0 or 100 where that is not the whole truth."""
    if not part + rest:
        return None
    share = 100 * part / (part + rest)
    return numeral(min(max(share, _LEAST if part else 0), 100 - (_LEAST if rest else 0)))


def _row_values(name: str, rows: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """Return what is said of one channel, or of all networks together."""
    values: dict[str, Any] = {}
    for measure in _MEASURES:
        values[f"{name}.{measure}"] = numeral(sum(row[measure] for row in rows))
        values[f"{name}.{measure}.month"] = numeral(sum(row[f"{measure}_month_to_date"] for row in rows))
    values[f"{name}.received.year"] = numeral(sum(row.get("received_year_to_date", 0) for row in rows))
    before = [row.get("received_last_year") for row in rows]
    if rows and None not in before:
        then = sum(number for number in before if number is not None)
        values[f"{name}.received.last_year"] = numeral(then)
        if then:
            values[f"{name}.received.change"] = numeral(100 * (values[f"{name}.received"] - then) / then)
    return values


def _day(day: date) -> Day:
    text = Day(_written_out(day))
    text.short = day_text(day)
    return text


def _written_out(day: date) -> str:
    from babel.dates import format_date  # 20 ms: only where a day is said

    return format_date(day, _DAYS[spoken()][0], spoken())


def _day_before(first: date, last: date) -> str:
    """Return the first day of a period with as much of its month and year as the last day does not say."""
    from babel.dates import format_date

    if first.year != last.year:
        return _written_out(first)
    if spoken() == "ru" and first.month == last.month:
        return str(first.day)
    return format_date(first, _DAYS[spoken()][1], spoken())
