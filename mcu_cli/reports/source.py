"""What reports ask of the index: counts and narrow rows, by moment. Texts of citizens are never read here.

The index gives all this by SQL over its two tables, `appeals` and `events`, so that a report of a store with
100,000 appeals reads what it counts and no more.
"""

from __future__ import annotations

import sys
from array import array
from itertools import pairwise
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

from mcu_cli.domain.vocabulary import PASSED_ON, Channel, EventKind
from mcu_cli.reports.periods import Window

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence


class Source(Protocol):
    """The index, as far as reports know it."""

    def query(self, sql: str, parameters: Sequence[Any] | dict[str, Any] = ()) -> list[tuple[Any, ...]]:
        """Return the rows of a SELECT."""
        ...  # pragma: no cover  # a protocol


class Facts(NamedTuple):
    """By what an appeal is told apart from others in a breakdown; unset ones are empty."""

    channel: str
    network: str
    system: str
    kind: str
    category: str
    topic: str
    department: str
    district: str
    outcome: str
    tags: str


BETWEEN_FACTS = "\x1f"  # between the facts in the one text that the index keeps of them all, in this order
BETWEEN_APPEALS = "\x1e"  # in no such text
# Of the events of one appeal in a stretch of time the last one alone: so that the appeal counts once.
LAST = "again IS NULL OR again >= :end"
_LONGEST = 92 * 24 * 60 * 60
_ANSWERED_THEN = f"FROM events WHERE event = '{EventKind.ANSWERED}' AND at >= :start AND at < :end"


class Answers(NamedTuple):
    """Answers whose speed counts, a column each: when the appeals were registered, when the answers were given.

    `kept` says whether each was in time, None where it had no term; `departments` who has the appeals now, empty where
    that was not asked for.
    """

    registered: Sequence[int]
    answered: Sequence[int]
    kept: Sequence[int | None]
    departments: Sequence[str]


def count_registered(source: Source, window: Window, condition: str = "1") -> int:
    """Return the number of appeals registered in `window` for which the SQL `condition` on them holds."""
    return _count(source, f"a.registered >= :start AND a.registered < :end AND {condition}", window)


def count_letters(source: Source, window: Window) -> int:
    """Return the number of appeals registered in `window` that are not a part split from another."""
    return count_registered(source, window, "a.part_of = ''")


def count_urgent(source: Source, window: Window) -> tuple[int, int]:
    """Return how many appeals of the urgent line were registered, and how many were answered, in `window`."""
    urgent = f"a.channel = '{Channel.URGENT}'"
    answered = _count(source, f"{urgent} AND a.id IN (SELECT appeal {_ANSWERED_THEN})", window)
    return count_registered(source, window, urgent), answered


def count_events(source: Source, window: Window, *events: EventKind) -> tuple[int, int]:
    """Return how many appeals have one of `events` in `window`, and how many such events these are."""
    if set(events) != PASSED_ON and (len(events) > 1 or PASSED_ON & set(events)):
        raise LookupError(f"{events} are not one step of the work")
    kinds = ", ".join(f"'{event}'" for event in events)
    found, appeals = source.query(
        f"SELECT count(*), count(*) FILTER (WHERE {LAST}) FROM events "  # noqa: S608  # words of ours
        f"WHERE event IN ({kinds}) AND at >= :start AND at < :end",
        window._asdict(),
    )[0]
    return int(appeals), int(found)


def counts_in(source: Source, windows: Sequence[Window], counted: str) -> list[int]:
    """Return what the SELECT of a count `counted` says of each of `windows`, which it knows as `w.start` and `w.end`.

    However many windows there are, it is one statement.
    """
    if not windows:
        return []
    alike = list(dict.fromkeys(windows))
    rows = ", ".join(f"({one.start:d}, {one.end:d})" for one in alike)
    found = source.query(
        f"SELECT ({counted}) FROM (SELECT column1 AS start, column2 AS end FROM (VALUES {rows})) w"  # noqa: S608
    )
    counts = dict(zip(alike, (int(count) for (count,) in found), strict=True))
    return [counts[window] for window in windows]


def between(moment: str) -> str:
    """Return the condition that a moment lies in a window of `counts_in`."""
    return f"{moment} >= w.start AND {moment} < w.end"


def first_answers(source: Source, window: Window) -> Answers:
    """Return the answers in `window` that were the first of their appeals, interim or final."""
    return _answers(
        source,
        "SELECT registered, first_answer, first_answer <= first_answer_due FROM appeals "
        "WHERE first_answer >= :start AND first_answer < :end",
        window,
    )


def final_answers(source: Source, window: Window) -> Answers:
    """Return the answers in `window` that were the first final ones of their appeals."""
    return _answers(
        source,
        "SELECT registered, final_answer, final_answer <= final_answer_due, department FROM appeals "
        "WHERE final_answer >= :start AND final_answer < :end",
        window,
    )


def _answers(source: Source, sql: str, window: Window) -> Answers:
    registered, answered = array("q"), array("q")  # of a million answers objects would take hundreds of megabytes
    kept: list[int | None] = []
    departments: list[str] = []
    for piece in pieces([window]):
        rows = source.query(sql, piece._asdict())
        if rows:
            since, until, in_time, *by_department = zip(*rows, strict=True)
            registered.extend(since)
            answered.extend(until)
            kept += in_time
            for names in by_department:
                departments += map(sys.intern, names)
    return Answers(registered, answered, kept, departments)


def pieces(windows: Sequence[Window]) -> Iterator[Window]:
    """Yield all time that is in any of `windows`, in pieces each of which is in a window as a whole or not at all.

    None is longer than a quarter of a year, so that what is asked of every appeal in one may be held at once.
    """
    edges = {moment for window in windows for moment in window}
    for start, end in pairwise(sorted(edges)):
        if any(one.start <= start < one.end for one in windows):
            for first in range(start, end, _LONGEST):
                yield Window(first, min(first + _LONGEST, end))


def _count(source: Source, condition: str, window: Window) -> int:
    sql = f"SELECT count(*) FROM appeals a WHERE {condition}"  # noqa: S608  # conditions are ours
    return int(source.query(sql, window._asdict())[0][0])
