"""How much came in: by channel, network and source, on average, at its peak, by head, from how many people."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from mcu_cli.domain.vocabulary import EventKind
from mcu_cli.domain.words import name_key
from mcu_cli.reports.breakdowns import Names, as_data, break_down
from mcu_cli.reports.periods import Kind, Period
from mcu_cli.reports.source import LEFT, STEADY
from mcu_cli.reports.speed import working_days
from mcu_cli.reports.stretches import counts, cut, step_of, windows_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date

    from mcu_cli.reports.periods import Window
    from mcu_cli.reports.scope import Asked

_DAYS_IN_WEEK = 7
_THOUSAND = 1000


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
    received = _moments(asked, "SELECT registered FROM appeals WHERE registered >= :start AND registered < :end")
    return {
        "volume": _volume(asked, received),
        "series": _series(asked, received),
        "channels": as_data(break_down(asked, ("channel",), names.channel)),
        "networks": as_data(break_down(asked, ("network",), names.network)),
        "sources": as_data(break_down(asked, ("system",), names.source)),
    }


def per_thousand(appeals: int, residents: int | None) -> float | None:
    """Return appeals per 1,000 residents, to two decimals; None where nobody is known to live there."""
    return round(_THOUSAND * appeals / residents, 2) if residents else None


def _volume(asked: Asked, received: Sequence[int]) -> dict[str, Any]:
    first, last = _first_counted(asked), asked.scope.last_day
    days = max((last - first).days + 1, 0)
    worked = working_days(asked.calendar, first, last)
    residents = sum(asked.registry.municipality.population.values()) or None
    return {
        "days": days,
        "per_day": round(len(received) / days, 1) if days else None,
        "per_working_day": round(len(received) / worked, 1) if worked else None,
        "peak_day": _peak_day(asked, received),
        "peak_week": _peak_week(asked, received),
        "residents": residents,
        "per_1000": per_thousand(len(received), residents),
        **_authors(asked),
    }


def _first_counted(asked: Asked) -> date:
    """Return the first day of the period on which appeals could come in, as far as the record or the registry knows.

    A centre that opened in August did not idle from January on; what was recorded before it opened counts, though.
    """
    first, opened = asked.scope.period.first, asked.registry.municipality.opened
    if asked.began is None:
        return max(first, opened or first)
    began = asked.day(asked.began)
    return max(first, min(began, opened) if opened and opened >= first else began)


def _peak_day(asked: Asked, received: Sequence[int]) -> dict[str, Any] | None:
    found = _peak(asked, received, Kind.DAY)
    return {"day": found[0].first.isoformat(), "received": found[1]} if found else None


def _peak_week(asked: Asked, received: Sequence[int]) -> dict[str, Any] | None:
    found = _peak(asked, received, Kind.WEEK)
    return {**_ends(found[0]), "received": found[1]} if found else None


def _peak(asked: Asked, received: Sequence[int], step: Kind) -> tuple[Period, int] | None:
    """Return the day or the week with the most appeals, of equal ones the first; None where it says nothing."""
    period = asked.scope.period
    is_one = (period.last - period.first).days < (1 if step is Kind.DAY else _DAYS_IN_WEEK)
    if is_one or not received:
        return None
    stretches = list(cut(period.first, asked.scope.last_day, step))
    found = counts(received, windows_of(asked.scope, stretches))
    most = max(found)
    return stretches[found.index(most)], most


def _authors(asked: Asked) -> dict[str, int]:
    rows = asked.source.query(
        "SELECT profile, CASE profile WHEN '' THEN author ELSE '' END AS name, count(*) FROM appeals "
        "WHERE registered >= :start AND registered < :end AND part_of = '' GROUP BY 1, 2",
        asked.window._asdict(),
    )
    letters = Counter[str]()
    for profile, name, count in rows:
        letters[profile or name_key(name)] += count
    without = letters.pop("", 0)
    return {
        "authors": len(letters),
        "repeat_authors": sum(count > 1 for count in letters.values()),
        "without_author": without,
    }


def _series(asked: Asked, received: Sequence[int]) -> dict[str, Any]:
    scope = asked.scope
    step = step_of(scope.period.first, scope.period.last)
    answers = _answers(asked)
    first = _first_told(asked, [*received[:1], *[at for at, _appeal in answers[:1]]])
    stretches = list(cut(first, scope.last_day, step))
    windows = windows_of(scope, stretches)
    measured = zip(
        stretches, counts(received, windows), _answered(answers, windows), _handled(asked, windows), strict=True
    )
    return {
        "step": step.value,
        "points": [
            {**_ends(stretch), "received": came, "answered": answered, "handled": handled}
            for stretch, came, answered, handled in measured
        ],
    }


def _first_told(asked: Asked, happened: Sequence[int]) -> date:
    """Return the first day of the period that can be told of, the one after it where none can.

    What was before the record began is no zero. `happened` are moments within the period: a source may date an answer
    before the registration.
    """
    if asked.knows(asked.window):
        return asked.scope.period.first
    moments = [*happened, *([asked.began] if asked.began is not None and asked.began < asked.window.end else [])]
    return asked.day(min(moments)) if moments else asked.scope.last_day + timedelta(days=1)


def _answers(asked: Asked) -> list[tuple[int, str]]:
    """Return the moment of each answer of the period and its appeal, the first ones first."""
    rows = asked.source.query(
        f"SELECT at, appeal FROM events WHERE event = '{EventKind.ANSWERED}' "  # noqa: S608  # a word of ours
        "AND at >= :start AND at < :end ORDER BY at",
        asked.window._asdict(),
    )
    return [(at, appeal) for at, appeal in rows]


def _answered(answers: Sequence[tuple[int, str]], windows: Sequence[Window]) -> Iterator[int]:
    """Give how many appeals were answered in each window, the one after the other."""
    moments = [at for at, _appeal in answers]
    reached = 0
    for count in counts(moments, windows):
        yield len({appeal for _at, appeal in answers[reached : reached + count]})
        reached += count


def _handled(asked: Asked, windows: Sequence[Window]) -> list[int]:
    left = _moments(asked, f"SELECT max(a.handled, a.registered) FROM appeals a WHERE {LEFT} AND {STEADY}")  # noqa: S608
    again = [sum(appeal.left_in(window) for appeal in asked.replayed) for window in windows]
    return [steady + more for steady, more in zip(counts(left, windows), again, strict=True)]


def _moments(asked: Asked, sql: str) -> list[int]:
    return sorted([moment for (moment,) in asked.source.query(sql, asked.window._asdict())])


def _ends(stretch: Period) -> dict[str, str]:
    return {"from": stretch.first.isoformat(), "to": stretch.last.isoformat()}
