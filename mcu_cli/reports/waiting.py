"""The appeals that waited at a moment, one narrow row each: what is late, what is due, what was promised.

Terms, departments and topics are those known now, also where the moment is past; when an appeal came in and went out
is told by its history.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, NamedTuple

from mcu_cli.domain.vocabulary import EventKind
from mcu_cli.reports.stays import department_in, in_backlog

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from mcu_cli.reports.periods import Window
    from mcu_cli.reports.source import Source

_DAY = 24 * 60 * 60


class Waiting(NamedTuple):
    """One appeal in the backlog. Moments are seconds since 1970; the place is as it was written, without the house.

    `author` is there to be kept out of what is shown, and for nothing else.
    """

    id: str
    channel: str
    category: str
    topic: str
    department: str
    priority: str
    author: str
    settlement: str
    street: str
    registered: int
    due_route: int | None
    due_first: int | None
    due_final: int | None
    first_answer: int | None

    def running(self, until: int) -> Iterator[int]:
        """Yield the due moments of the answers that were still owed just before `until`."""
        if self.due_first is not None and (self.first_answer is None or self.first_answer >= until):
            yield self.due_first
        if self.due_final is not None:
            yield self.due_final

    def late_since(self, *, until: int, at: int) -> int | None:
        """Return the earliest moment that was missed at `at`; None where nothing was."""
        return min((due for due in self.running(until) if due < at), default=None)

    def is_due(self, *, until: int, at: int, before: int) -> bool:
        """Whether an answer falls due from `at` to `before`, and none was missed at `at`."""
        moments = list(self.running(until))
        return bool(moments) and at <= min(moments) < before


class Late(NamedTuple):
    """How many of some appeals are past a due moment, and by how many days of the clock the worst; None without any."""

    appeals: int
    max_days: float | None


class Steps(NamedTuple):
    """How many appeals took a step that had a term, and how many of them took it late."""

    appeals: int
    late: int


_COLUMNS = ", ".join(f"a.{name}" for name in Waiting._fields)


def waiting_at(source: Source, moment: int) -> list[Waiting]:
    """Return the appeals in the backlog just before `moment`, by registration."""
    rows = source.query(
        f"SELECT {_COLUMNS} FROM appeals a WHERE a.id IN (SELECT appeal FROM {in_backlog(':end')})",  # noqa: S608
        {"end": moment},
    )
    return sorted([Waiting(*row) for row in rows], key=lambda row: (row.registered, row.id))


def late_by_department(source: Source, *, until: int, at: int) -> dict[str, Late]:
    """Return how many appeals waited just before `until` and were past a due moment at `at`, by their department."""
    first = "CASE WHEN (first_answer IS NULL OR first_answer >= :end) AND owed_first < :at THEN owed_first END"
    final = "CASE WHEN owed_final < :at THEN owed_final END"
    waiting = in_backlog(":end", "facts, owed_first, owed_final, first_answer")
    rows = source.query(
        f"SELECT facts, min(coalesce({first}, {final}), coalesce({final}, {first})) AS missed FROM {waiting} "  # noqa: S608
        "WHERE missed IS NOT NULL",
        {"end": until, "at": at},
    )
    missed: defaultdict[str, list[int]] = defaultdict(list)
    for facts, moment in rows:
        missed[department_in(facts)].append(moment)
    return {department: _late(len(moments), at - min(moments)) for department, moments in missed.items()}


def together(late: Iterable[Late]) -> Late:
    """Return those of several departments as one."""
    several = list(late)
    days = [one.max_days for one in several if one.max_days is not None]
    return Late(sum(one.appeals for one in several), max(days, default=None))


def _late(appeals: int, seconds: int) -> Late:
    return Late(appeals, round(seconds / _DAY, 1))


def registrations(source: Source, window: Window) -> Steps:
    """Return the appeals registered in `window` that had a term for it."""
    rows = source.query(
        "SELECT count(due_register), total(due_register < registered) FROM appeals "
        "WHERE registered >= :start AND registered < :end",
        window._asdict(),
    )
    return Steps(*map(int, rows[0]))


def forwardings(source: Source, window: Window) -> Steps:
    """Return the appeals forwarded in `window` that had a term for it; late is one that was forwarded late once."""
    rows = source.query(
        "SELECT count(*), total(late) FROM (SELECT max(forward_due < at) AS late FROM events "  # noqa: S608
        f"WHERE event = '{EventKind.FORWARDED}' AND at >= :start AND at < :end AND forward_due IS NOT NULL "
        "GROUP BY appeal)",
        window._asdict(),
    )
    return Steps(*map(int, rows[0]))
