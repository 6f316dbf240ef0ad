"""Lists for those who work on appeals: which are late, which wait longest, who wrote again, who answered.

They name appeals and people, and stand in internal reports alone.
"""

from __future__ import annotations

import json
from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from mcu_cli.domain.words import name_key
from mcu_cli.reports.breakdowns import Names
from mcu_cli.reports.indicators.centre import own_answers
from mcu_cli.reports.indicators.territory import addresses

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from mcu_cli.reports.scope import Asked
    from mcu_cli.reports.waiting import Waiting

MOST = 50  # rows of a list; its total tells how many there are
_DAY = 24 * 60 * 60


@dataclass(slots=True)
class _Author:
    """Somebody who wrote: the name and page last given, and the appeals in order."""

    name: str = ""
    profile: str = ""
    appeals: list[str] = field(default_factory=list)


def members(asked: Asked) -> dict[str, Any]:
    """Return the lists, each with its `total` and at most 50 `rows`.

    - `overdue` (the latest first), `waiting` (the oldest first) and `without_department`: appeals in the backlog at the
      end: `id`, `author`, `address`, `department` and `topic` (titles), `registered` (day), `days_waiting`,
      `days_overdue` (by the clock, to one decimal; null for those in time);
    - `addresses`: houses and objects with three appeals of the period at least: `settlement`, `street`, `house`,
      `object`, `received`, `topic` (`id`, `title`, or null);
    - `repeat_authors`: who wrote more than once in the period, parts split from a letter left out: `author`,
      `profile`, `received`, `appeals` (ids);
    - `operators`: who recorded answers of the period by hand: `operator`, `answers`, `days` on which they did,
      `answers_per_day`.
    """
    until, at = asked.window.end, asked.scope.moment
    since = {one.id: missed for one in asked.waiting if (missed := one.late_since(until=until, at=at)) is not None}
    waiting = sorted(asked.waiting, key=lambda one: (one.registered, one.id))
    overdue = sorted((one for one in waiting if one.id in since), key=lambda one: (since[one.id], one.id))
    return {
        "overdue": _appeals(asked, overdue, since),
        "waiting": _appeals(asked, waiting, since),
        "without_department": _appeals(asked, [one for one in waiting if not one.department], since),
        "addresses": _limited(addresses(asked)),
        "repeat_authors": _limited(_repeat_authors(asked)),
        "operators": _limited(_operators(asked)),
    }


def _limited(rows: Sequence[dict[str, Any]]) -> dict[str, Any]:
    return {"total": len(rows), "rows": list(rows[:MOST])}


def _appeals(asked: Asked, found: Sequence[Waiting], since: dict[str, int]) -> dict[str, Any]:
    shown = found[:MOST]
    names, told = Names(asked.registry), _people_and_places(asked, (one.id for one in shown))
    rows = []
    for one in shown:
        author, address = told[one.id]
        late = since.get(one.id)
        rows.append(
            {
                "id": one.id,
                "author": author,
                "address": address,
                "department": names.department(one.department).title,
                "topic": names.topic(one.category, one.topic).title,
                "registered": asked.day(one.registered).isoformat(),
                "days_waiting": _days(asked.scope.moment - one.registered),
                "days_overdue": None if late is None else _days(asked.scope.moment - late),
            }
        )
    return {"total": len(found), "rows": rows}


def _days(seconds: int) -> float:
    return round(seconds / _DAY, 1)


def _people_and_places(asked: Asked, ids: Iterable[str]) -> dict[str, tuple[str, str]]:
    """Return the author and the address of appeals, as they were written."""
    rows = asked.source.query(
        "SELECT id, author, district, settlement, street, house, object FROM appeals "
        "WHERE id IN (SELECT value FROM json_each(:ids))",
        {"ids": json.dumps(list(ids))},
    )
    return {name: (author, ", ".join(part for part in place if part)) for name, author, *place in rows}


def _repeat_authors(asked: Asked) -> list[dict[str, Any]]:
    """Return authors with several appeals: one is told by the page, else by the name, as `volume` counts them."""
    rows = asked.source.query(
        "SELECT profile, author, id FROM appeals WHERE registered >= :start AND registered < :end AND part_of = '' "
        "AND (profile != '' OR author != '') ORDER BY registered, id",
        asked.window._asdict(),
    )
    authors: defaultdict[str, _Author] = defaultdict(_Author)
    for profile, name, appeal in rows:
        one = authors[profile or name_key(name)]
        one.name, one.profile = name or one.name, profile or one.profile
        one.appeals.append(appeal)
    repeated = [one for one in authors.values() if len(one.appeals) > 1]
    repeated.sort(key=lambda one: (-len(one.appeals), one.name, one.appeals))
    return [
        {"author": one.name, "profile": one.profile, "received": len(one.appeals), "appeals": one.appeals}
        for one in repeated
    ]


def _operators(asked: Asked) -> list[dict[str, Any]]:
    """Return who gave answers: of those that an import brought nobody knows it."""
    days: defaultdict[str, list[int]] = defaultdict(list)
    for one in own_answers(asked):
        days[one.operator].append(one.answers)
    return [
        {
            "operator": operator,
            "answers": sum(answers),
            "days": len(answers),
            "answers_per_day": round(sum(answers) / len(answers), 1),
        }
        for operator, answers in sorted(days.items(), key=lambda pair: (-sum(pair[1]), pair[0]))
    ]
