"""The backlog by the stays of appeals in it: what waited at a moment, what went out, counted by SQL alone.

The index keeps each stay of each appeal, from when it came in to when it went out (`domain/stays.py`), beside the event
that began it. So one statement counts appeals that were reopened like all others, and no history is replayed.
"""

from __future__ import annotations

import json
from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

from mcu_cli.domain.vocabulary import Channel, EventKind
from mcu_cli.reports.backlog import Backlog
from mcu_cli.reports.source import BETWEEN_FACTS, LAST, Facts, between, counts_in

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from mcu_cli.reports.periods import Window
    from mcu_cli.reports.source import Source

# An appeal that left several times within a window counts once, by the last time.
GONE = "came IS NOT NULL AND gone >= :start AND gone < :end AND (gone_again IS NULL OR gone_again >= :end)"
_DEPARTMENT = Facts._fields.index("department")


class Left(NamedTuple):
    """How an appeal left the backlog: since when its term had run, and when it went out; seconds since 1970."""

    since: int
    at: int


class Stay(NamedTuple):
    """A stay in the backlog: from when it came in to when it went out, None while it lasts; seconds since 1970."""

    came: int
    gone: int | None


class Handled(NamedTuple):
    """How many appeals left the backlog, how many of them had a term then, and how many of these were late."""

    appeals: int
    limited: int
    late: int


def in_backlog(moment: str, columns: str = "facts, appeal") -> str:
    """Return what stands behind FROM: `columns` of the beginning of each stay not over just before a moment."""
    # Two statements in one, as SQLite takes an index for a range or for what is not set, and not for either.
    return (
        f"(SELECT {columns} FROM events WHERE came IS NOT NULL AND gone >= {moment} AND came < {moment} "  # noqa: S608
        f"UNION ALL SELECT {columns} FROM events WHERE came < {moment} AND gone IS NULL)"
    )


def counts_handled(source: Source, windows: Sequence[Window]) -> list[int]:
    """Return how many appeals left the backlog in each of `windows`, each appeal once in a window."""
    once = "(gone_again IS NULL OR gone_again >= w.end)"
    return counts_in(
        source,
        windows,
        f"SELECT count(*) FROM events WHERE came IS NOT NULL AND {between('gone')} AND {once}",  # noqa: S608
    )


def count_in_backlog(source: Source, moment: int) -> int:
    """Return how many appeals were in the backlog just before `moment`."""
    found = source.query(f"SELECT count(*) FROM {in_backlog(':moment')}", {"moment": moment})  # noqa: S608
    return int(found[0][0])


def handled_in(source: Source, window: Window) -> Handled:
    """Return how many appeals left the backlog in `window`; of one that left it several times the last time tells."""
    rows = source.query(
        f"SELECT count(*), count(gone_due), total(gone_due < gone) FROM events WHERE {GONE}",  # noqa: S608
        window._asdict(),
    )
    return Handled(*map(int, rows[0]))


def leavings_in(source: Source, window: Window, condition: str = "1") -> list[Left]:
    """Return how each appeal handled in `window` left the backlog; one that left it several times, the last time.

    Only those of whose stays the SQL `condition` holds.
    """
    sql = f"SELECT since, gone FROM events WHERE {GONE} AND {condition}"  # noqa: S608  # conditions are ours
    return list(map(Left._make, source.query(sql, window._asdict())))


def stays_of(source: Source, appeals: Iterable[str]) -> dict[str, list[Stay]]:
    """Return the stays of `appeals`, all there are."""
    found: dict[str, list[Stay]] = {appeal: [] for appeal in appeals}
    if not found:
        return found
    rows = source.query(
        "SELECT appeal, came, gone FROM events WHERE +came IS NOT NULL "
        "AND appeal IN (SELECT value FROM json_each(:appeals))",
        {"appeals": json.dumps(sorted(found))},
    )
    for appeal, *stay in rows:
        found[appeal].append(Stay(*stay))
    return found


def count_leavings(source: Source, window: Window, *conditions: str) -> tuple[int, ...]:
    """Return how many appeals left the backlog in `window`, as `leavings_in` has them, for each SQL condition."""
    counts = ", ".join(f"count(*) FILTER (WHERE {condition})" for condition in conditions)
    return source.query(f"SELECT {counts} FROM events WHERE {GONE}", window._asdict())[0]  # noqa: S608  # as above


def count_urgent_open(source: Source, moment: int) -> int:
    """Return how many appeals of the urgent line were in the backlog just before `moment`."""
    found = source.query(
        f"SELECT count(*) FROM {in_backlog(':moment')} WHERE {of_channel(Channel.URGENT)}",  # noqa: S608
        {"moment": moment},
    )
    return int(found[0][0])


def of_channel(channel: Channel) -> str:
    """Return the condition that the facts are those of an appeal on a channel, which is the first of them."""
    return f"facts >= '{channel}{BETWEEN_FACTS}' AND facts < '{channel}{chr(ord(BETWEEN_FACTS) + 1)}'"


def backlogs_around(
    source: Source, window: Window, received: Mapping[str, int], handled: Mapping[str, int]
) -> dict[str, Backlog]:
    """Return the backlog around `window` by the department that has the appeals now, as it stands on record.

    `received` and `handled` are the appeals registered there and those that left, each once, by department. Start and
    end are counted on their own, not worked out.
    """
    came_again = f"events WHERE event = '{EventKind.REOPENED}' AND came >= :start AND came < :end"
    went_before = "events WHERE came IS NOT NULL AND gone >= :start AND gone < :end AND gone_again < :end"
    counted = (
        _by_department(source, in_backlog(":start"), window),
        Counter(received) + _by_department(source, came_again, window),
        Counter(handled) + _by_department(source, went_before, window),
        _by_department(source, in_backlog(":end"), window),
    )
    return {name: Backlog(*(counts[name] for counts in counted)) for name in set().union(*counted)}


def reopened_by_department(source: Source, window: Window) -> Counter[str]:
    """Return how many appeals were taken up again in `window`, by the department that has them now."""
    once = f"events WHERE event = '{EventKind.REOPENED}' AND at >= :start AND at < :end AND ({LAST})"
    return _by_department(source, once, window)


def _by_department(source: Source, table: str, window: Window) -> Counter[str]:
    """Return the rows behind FROM by the department in their facts."""
    found = Counter[str]()
    for facts, count in source.query(f"SELECT facts, count(*) FROM {table} GROUP BY facts", window._asdict()):  # noqa: S608
        found[department_in(facts)] += count
    return found


def department_in(facts: str) -> str:
    """Return the department that has the appeal of these facts."""
    return facts.split(BETWEEN_FACTS)[_DEPARTMENT]
