"""The appeals that waited at a moment, one narrow row each: what is late, what is due, what was promised.

Terms, departments and topics are those known now, also where the moment is past; when an appeal came in and went out
is told by its history.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, NamedTuple

from mcu_cli.domain.vocabulary import EventKind
from mcu_cli.reports.source import REOPENED

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from mcu_cli.reports.backlog import Replayed
    from mcu_cli.reports.source import Source


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


_COLUMNS = ", ".join(f"a.{name}" for name in Waiting._fields)


def waiting_at(source: Source, replayed: Sequence[Replayed], moment: int) -> list[Waiting]:
    """Return the appeals in the backlog just before `moment`, by registration."""
    # The `+` keeps SQLite from going through all that was ever registered: few are not handled.
    steady = source.query(
        f"SELECT {_COLUMNS} FROM appeals a WHERE +a.registered < :end "  # noqa: S608  # words of ours
        f"AND (a.handled IS NULL OR a.handled >= :end) AND a.id NOT IN ({REOPENED})",
        {"end": moment},
    )
    back = json.dumps([appeal.id for appeal in replayed if appeal.waits(moment)])
    reopened = source.query(
        f"SELECT {_COLUMNS} FROM appeals a WHERE a.id IN (SELECT value FROM json_each(:back))",  # noqa: S608
        {"back": back},
    )
    rows = [Waiting(*row) for row in (*steady, *reopened)]
    return sorted(rows, key=lambda row: (row.registered, row.id))


def count_steps_out_of_time(source: Source, start: int, end: int) -> tuple[int, int]:
    """Return how many appeals were registered late, and how many forwarded late, from `start` to `end`."""
    bounds = {"start": start, "end": end}
    registered = source.query(
        "SELECT count(*) FROM appeals WHERE registered >= :start AND registered < :end AND due_register < registered",
        bounds,
    )
    forwarded = source.query(
        "SELECT count(DISTINCT appeal) FROM events "  # noqa: S608  # a word of ours
        f"WHERE event = '{EventKind.FORWARDED}' AND at >= :start AND at < :end AND forward_due < at",
        bounds,
    )
    return int(registered[0][0]), int(forwarded[0][0])
