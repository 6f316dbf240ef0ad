"""What was asked about: topics and their groups, by channel and by district, what grows, and what is new."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any, NamedTuple

from mcu_cli.reports.breakdowns import Names, as_data, break_down
from mcu_cli.reports.indicator import growth
from mcu_cli.reports.speed import percent

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from mcu_cli.reports.breakdowns import Named, Row
    from mcu_cli.reports.scope import Asked

_TOP = 10  # rows of lists that name the first of many


class Change(NamedTuple):
    """A topic with its appeals of the period and of that before; `change_percent` None where there were none."""

    id: str
    title: str
    received: int
    before: int
    change: int
    change_percent: float | None


def members(asked: Asked) -> dict[str, Any]:
    """Return what was asked about; numbers are appeals received in the period.

    - rows: `groups`, `topics`;
    - `topics_by_channel`: channels with appeals, each with `id`, `title`, and its ten most asked `topics`: `id`,
      `title`, `received`, `share_percent` of those received on the channel;
    - `growth`: `base`, what is compared with (`last_year`, or `previous` where last year is unknown, null where that
      is too); the ten topics that grew most, `rising`, and those that fell most, `falling`: `id`, `title`,
      `received`, `before`, `change`, `change_percent` (null where there were none before). An unfinished period
      is compared with the same part of the earlier one;
    - `new_topics`: `id`, `title`, `received` of the topics that nobody asked about before the period; none where the
      record does not hold even the period before;
    - `groups_by_district`: `columns`, the districts with appeals (`id`, `title`), and `rows`, the groups: `id`,
      `title`, `received` (one number a column), `total`.
    """
    names = Names(asked.registry)
    topics = break_down(asked, ("category", "topic"), names.topic)
    return {
        "groups": as_data(break_down(asked, ("category", "topic"), names.group)),
        "topics": as_data(topics),
        "topics_by_channel": _by_channel(asked, names),
        "growth": _growth(asked, topics),
        "new_topics": _new_topics(asked, names, topics),
        "groups_by_district": _by_district(asked, names),
    }


def _crossed(
    asked: Asked, fields: tuple[str, ...], name: Callable[..., Named], other: Callable[[str], Named]
) -> dict[Named, dict[Named, int]]:
    """Return the appeals received in the period by the names of the last of `fields`, then of the others."""
    sums: defaultdict[Named, defaultdict[Named, int]] = defaultdict(lambda: defaultdict(int))
    for (*values, last), counts in asked.tallies.received.by(*fields).items():
        if counts[0]:
            sums[other(last)][name(*values)] += counts[0]
    return {one: dict(inner) for one, inner in sums.items()}


def _by_channel(asked: Asked, names: Names) -> list[dict[str, Any]]:
    found = _crossed(asked, ("category", "topic", "channel"), names.topic, names.channel)
    return [
        {
            **channel._asdict(),
            "topics": [
                {**topic._asdict(), "received": received, "share_percent": percent(received, sum(topics.values()))}
                for topic, received in _largest(topics)
                if topic.id
            ][:_TOP],
        }
        for channel, topics in sorted(found.items(), key=lambda one: (-sum(one[1].values()), one[0].title))
    ]


def _growth(asked: Asked, topics: Sequence[Row]) -> dict[str, Any]:
    if asked.knows(asked.windows.last_year):
        base = "last_year"
    elif asked.knows(asked.windows.previous):
        base = "previous"
    else:
        return {"base": None, "rising": [], "falling": []}
    compared = [(row, row.received_last_year if base == "last_year" else row.received_previous) for row in topics]
    changes = [
        Change(row.id, row.title, row.received, before, row.received - before, growth(row.received, before))
        for row, before in compared
        if before is not None and row.id
    ]
    changes.sort(key=lambda one: (-abs(one.change), one.title.casefold(), one.id))
    return {
        "base": base,
        "rising": [one._asdict() for one in changes if one.change > 0][:_TOP],
        "falling": [one._asdict() for one in changes if one.change < 0][:_TOP],
    }


def _new_topics(asked: Asked, names: Names, topics: Sequence[Row]) -> list[dict[str, Any]]:
    # What came in just before is not new; mostly that is all of it.
    asked_about = [row for row in topics if row.id and row.received and not row.received_previous]
    if not asked_about or not asked.knows(asked.windows.previous):
        return []
    rows = asked.source.query(
        "SELECT DISTINCT category, topic FROM appeals WHERE registered < :start", asked.window._asdict()
    )
    # Whoever asked about snow asked about roads: a bare group is not new after one of its topics.
    known = {name(category, topic).id for category, topic in rows for name in (names.topic, names.group)}
    return [{"id": row.id, "title": row.title, "received": row.received} for row in asked_about if row.id not in known]


def _by_district(asked: Asked, names: Names) -> dict[str, Any]:
    found = _crossed(asked, ("category", "topic", "district"), names.group, names.district)
    # What has no district stands last, however much it is.
    columns = sorted(found, key=lambda one: (not one.id, -sum(found[one].values()), one.title))
    totals: defaultdict[Named, int] = defaultdict(int)
    for groups in found.values():
        for group, received in groups.items():
            totals[group] += received
    return {
        "columns": [column._asdict() for column in columns],
        "rows": [
            {**group._asdict(), "received": [found[column].get(group, 0) for column in columns], "total": total}
            for group, total in _largest(totals)
        ],
    }


def _largest(counts: dict[Named, int]) -> list[tuple[Named, int]]:
    # What has no name stands last, however much it is.
    return sorted(counts.items(), key=lambda one: (not one[0].id, -one[1], one[0].title.casefold(), one[0].id))
