"""How much came in: by channel, network and source, on average, at its peak, by head, from how many people."""

from __future__ import annotations

import json
from collections import Counter
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from mcu_cli.domain.vocabulary import EventKind
from mcu_cli.domain.words import name_key
from mcu_cli.reports.breakdowns import Names, as_data, break_down
from mcu_cli.reports.periods import Kind, Period
from mcu_cli.reports.source import between, counts_in, pieces
from mcu_cli.reports.speed import working_days
from mcu_cli.reports.stays import counts_handled
from mcu_cli.reports.stretches import cut, step_of, windows_of

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from mcu_cli.reports.periods import Window
    from mcu_cli.reports.scope import Asked

_DAYS_IN_WEEK = 7
_THOUSAND = 1000
_ANSWERED = (
    f"SELECT count(*) FROM events WHERE event = '{EventKind.ANSWERED}' AND {between('at')} "  # noqa: S608  # words of ours
    "AND (again IS NULL OR again >= w.end)"
)


def members(asked: Asked) -> dict[str, Any]:
    """Return how much came in.

    - `volume`: `days` of the period that have begun, since the record or the centre began; appeals `per_day` and
      `per_working_day` of them, null without any; `peak_day` (`day`, `received`), null in a report of a day;
      `peak_week` (`from`, `to`, `received`: a week from Monday to Sunday, as far as it lies in the period), null in
      one of a week or less; both null where nothing came in; `residents` of the municipality and appeals `per_1000` of
      them, null where `population` is unknown; `authors`, people and organisations that wrote, by the address of
      their page, else by name; `repeat_authors` of these wrote more than once; `without_author`, appeals with neither
      name nor page. Parts split from a letter count with it, as one;
    - `series`: `step` (`day`, `week`, `month`) and `points`: `from`, `to`, `received`, `answered`, `handled`;
      an appeal that is answered or handled again in a later stretch counts in both. Where the record begins within the
      period, they begin with it;
    - rows: `channels`, `networks`, `sources` (the system that it came from).
    """
    names = Names(asked.registry)
    return {
        "volume": _volume(asked),
        "series": _series(asked),
        "channels": as_data(break_down(asked, ("channel",), names.channel)),
        "networks": as_data(break_down(asked, ("network",), names.network)),
        "sources": as_data(break_down(asked, ("system",), names.source)),
    }


def per_thousand(appeals: int, residents: int | None) -> float | None:
    """Return appeals per 1,000 residents, to two decimals; None where nobody is known to live there."""
    return round(_THOUSAND * appeals / residents, 2) if residents else None


def _volume(asked: Asked) -> dict[str, Any]:
    received = counts_received(asked, [asked.window])[0]
    first, last = _first_counted(asked), asked.scope.last_day
    days = max((last - first).days + 1, 0)
    worked = working_days(asked.calendar, first, last)
    residents = sum(asked.registry.municipality.population.values()) or None
    return {
        "days": days,
        "per_day": round(received / days, 1) if days else None,
        "per_working_day": round(received / worked, 1) if worked else None,
        "peak_day": _peak_day(asked),
        "peak_week": _peak_week(asked),
        "residents": residents,
        "per_1000": per_thousand(received, residents),
        **_authors(asked),
    }


def counts_received(asked: Asked, windows: Sequence[Window]) -> list[int]:
    """Return how many appeals were registered in each of `windows`."""
    return counts_in(asked.source, windows, f"SELECT count(*) FROM appeals WHERE {between('registered')}")  # noqa: S608


def _first_counted(asked: Asked) -> date:
    """Return the first day of the period on which appeals could come in, as far as the record or the registry knows.

    A centre that opened in August did not idle from January on; what was recorded before it opened counts, though.
    """
    first, opened = asked.scope.period.first, asked.registry.municipality.opened
    if asked.began is None:
        return max(first, opened or first)
    began = asked.day(asked.began)
    return max(first, min(began, opened) if opened and opened >= first else began)


def _peak_day(asked: Asked) -> dict[str, Any] | None:
    found = _peak(asked, Kind.DAY)
    return {"day": found[0].first.isoformat(), "received": found[1]} if found else None


def _peak_week(asked: Asked) -> dict[str, Any] | None:
    found = _peak(asked, Kind.WEEK)
    return {**_ends(found[0]), "received": found[1]} if found else None


def _peak(asked: Asked, step: Kind) -> tuple[Period, int] | None:
    """Return the day or the week with the most appeals, of equal ones the first; None where it says nothing."""
    period = asked.scope.period
    is_one = (period.last - period.first).days < (1 if step is Kind.DAY else _DAYS_IN_WEEK)
    if is_one:
        return None
    stretches = list(cut(period.first, asked.scope.last_day, step))
    found = counts_received(asked, windows_of(asked.scope, stretches))
    most = max(found, default=0)
    return (stretches[found.index(most)], most) if most else None


def _authors(asked: Asked) -> dict[str, int]:
    letters = Counter[str]()
    for piece in pieces([asked.window]):
        ((pages, names),) = asked.source.query(
            "SELECT json_group_array(profile) FILTER (WHERE profile != ''), "
            "json_group_array(author) FILTER (WHERE profile = '') "
            "FROM appeals WHERE registered >= :start AND registered < :end AND part_of = ''",
            piece._asdict(),
        )
        letters.update(json.loads(pages))
        for name, count in Counter(json.loads(names)).items():
            letters[name_key(name)] += count
    without = letters.pop("", 0)
    return {
        "authors": len(letters),
        "repeat_authors": sum(count > 1 for count in letters.values()),
        "without_author": without,
    }


def _series(asked: Asked) -> dict[str, Any]:
    scope = asked.scope
    step = step_of(scope.period.first, scope.period.last)
    stretches = list(cut(_first_told(asked), scope.last_day, step))
    windows = windows_of(scope, stretches)
    measured = zip(
        stretches,
        counts_received(asked, windows),
        counts_in(asked.source, windows, _ANSWERED),
        counts_handled(asked.source, windows),
        strict=True,
    )
    return {
        "step": step.value,
        "points": [
            {**_ends(stretch), "received": came, "answered": answered, "handled": handled}
            for stretch, came, answered, handled in measured
        ],
    }


def _first_told(asked: Asked) -> date:
    """Return the first day of the period that can be told of, the one after it where none can.

    What was before the record began is no zero. A source may date an answer before the registration.
    """
    if asked.knows(asked.window):
        return asked.scope.period.first
    happened = asked.source.query(
        "SELECT min(registered) FROM appeals WHERE registered >= :start AND registered < :end "  # noqa: S608  # a word of ours
        "UNION ALL SELECT min(at) FROM events "
        f"WHERE event = '{EventKind.ANSWERED}' AND at >= :start AND at < :end",
        asked.window._asdict(),
    )
    moments = [moment for (moment,) in happened if moment is not None]
    if asked.began is not None and asked.began < asked.window.end:
        moments.append(asked.began)
    return asked.day(min(moments)) if moments else asked.scope.last_day + timedelta(days=1)


def _ends(stretch: Period) -> dict[str, str]:
    return {"from": stretch.first.isoformat(), "to": stretch.last.isoformat()}
