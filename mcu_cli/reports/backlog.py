"""The backlog: how many appeals waited at a moment, how many came in and went out between two.

An appeal comes in when it is registered. It goes out at its first final answer, rejection, forwarding
without control, link as a duplicate or closing, whichever is first; reopening brings it in again. For the
appeals never reopened the index knows the one moment at which each went out; the few others are replayed from
their events.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter
from typing import TYPE_CHECKING, Any, NamedTuple

from mcu_cli.domain.vocabulary import AnswerKind, EventKind, Relation
from mcu_cli.reports.source import (
    FACTS,
    REOPENED,
    Facts,
    Tally,
    count_late,
    count_left,
    count_registered,
    count_waiting,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from mcu_cli.reports.periods import Window
    from mcu_cli.reports.source import Source


class Step(NamedTuple):
    """What an event means to the backlog: the appeal goes out of it, or comes in again."""

    at: int
    is_out: bool


@dataclass(frozen=True, slots=True)
class Backlog:
    """Appeals waiting when a period began and ended, and how many came in and went out: they add up."""

    start: int
    came_in: int
    went_out: int
    end: int


@dataclass(frozen=True, slots=True)
class Replayed:
    """An appeal that was reopened: its facts, and the moments at which it really came in and went out."""

    id: str
    registered: int
    due_first: int | None
    due_final: int | None
    first_answer: int | None
    facts: Facts
    came_back: tuple[int, ...]
    went_out: tuple[int, ...]

    def waits(self, moment: int) -> bool:
        """Whether it was in the backlog just before `moment`."""
        came = (self.registered < moment) + sum(at < moment for at in self.came_back)
        return came > sum(at < moment for at in self.went_out)

    def left_in(self, window: Window) -> bool:
        """Whether it went out at least once in `window`."""
        return any(window.start <= at < window.end for at in self.went_out)

    def is_late(self, *, until: int, at: int) -> bool:
        """Whether it was in the backlog before `until` and past a due moment at `at`."""
        unanswered = self.first_answer is None or self.first_answer >= until
        late_first = unanswered and self.due_first is not None and self.due_first < at
        return self.waits(until) and (late_first or (self.due_final is not None and self.due_final < at))


def reopened_appeals(source: Source) -> list[Replayed]:
    """Return every appeal that was ever reopened, replayed."""
    appeals = source.query(
        "SELECT a.id, a.registered, a.due_first, a.due_final, a.first_answer, "  # noqa: S608  # words of ours
        f"{FACTS} FROM appeals a WHERE a.id IN ({REOPENED}) ORDER BY a.id"
    )
    events = source.query(
        "SELECT appeal, event, kind, relation, control, at FROM events "  # noqa: S608  # words of ours
        f"WHERE appeal IN ({REOPENED}) ORDER BY appeal, at, seq"
    )
    steps = {
        appeal: [step for row in rows if (step := step_of(*row[1:])) is not None]
        for appeal, rows in groupby(events, key=itemgetter(0))
    }
    return [_replayed(row, steps.get(row[0], [])) for row in appeals]


def step_of(event: str, kind: str, relation: str, control: int | None, at: int) -> Step | None:
    """Return what an event means to the backlog; None where it means nothing."""
    if event == EventKind.REOPENED:
        return Step(at, is_out=False)
    leaves = (
        event in {EventKind.REJECTED, EventKind.CLOSED}
        or (event == EventKind.ANSWERED and kind == AnswerKind.FINAL)
        or (event == EventKind.FORWARDED and not control)
        or (event == EventKind.LINKED and relation == Relation.DUPLICATE_OF)
    )
    return Step(at, is_out=True) if leaves else None


def backlog(source: Source, replayed: Sequence[Replayed], window: Window) -> Backlog:
    """Return the backlog around `window`; start and end are counted on their own, not worked out."""
    came_back = sum(_inside(appeal.came_back, window) for appeal in replayed)
    went_out = sum(_inside(appeal.went_out, window) for appeal in replayed)
    return Backlog(
        start=_waiting(source, replayed, window.start),
        came_in=count_registered(source, window) + came_back,
        went_out=count_left(source, window) + went_out,
        end=_waiting(source, replayed, window.end),
    )


def count_handled(source: Source, replayed: Iterable[Replayed], window: Window) -> int:
    """Return how many appeals left the backlog in `window`, each counted once."""
    return count_left(source, window) + sum(appeal.left_in(window) for appeal in replayed)


def count_overdue(source: Source, replayed: Iterable[Replayed], *, until: int, at: int) -> int:
    """Return how many appeals in the backlog before `until` were past a due moment at `at`."""
    late = sum(appeal.is_late(until=until, at=at) for appeal in replayed)
    return count_late(source, until=until, at=at) + late


def tally_replayed(replayed: Iterable[Replayed], period: Window, month: Window) -> list[Tally]:
    """Return the reopened appeals that left the backlog in the period or its month to date."""
    found = (Tally(appeal.facts, int(appeal.left_in(period)), int(appeal.left_in(month))) for appeal in replayed)
    return [tally for tally in found if tally.period or tally.month]


def _replayed(row: Sequence[Any], steps: Iterable[Step]) -> Replayed:
    registered = row[1]
    came_back: list[int] = []
    went_out: list[int] = []
    is_out = False
    for step in steps:
        if step.is_out is not is_out:
            # Not before it came: a source may date an answer before the registration.
            (went_out if step.is_out else came_back).append(max(step.at, registered))
            is_out = step.is_out
    name, _registered, due_first, due_final, first_answer, *facts = row
    return Replayed(
        id=name,
        registered=registered,
        due_first=due_first,
        due_final=due_final,
        first_answer=first_answer,
        facts=Facts(*facts),
        came_back=tuple(came_back),
        went_out=tuple(went_out),
    )


def _waiting(source: Source, replayed: Iterable[Replayed], moment: int) -> int:
    return count_waiting(source, moment) + sum(appeal.waits(moment) for appeal in replayed)


def _inside(moments: Iterable[int], window: Window) -> int:
    return sum(window.start <= at < window.end for at in moments)
