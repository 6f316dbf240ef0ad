"""The backlog by a replay of what was reopened, event by event: what the counts of `reports/stays.py` are held to.

Of the others the index has the one moment at which each left; nothing here reads the stays that it keeps.
"""

# ruff: noqa: S608  # statements of words of ours

from __future__ import annotations

import json
from collections import Counter
from itertools import groupby
from operator import itemgetter
from typing import TYPE_CHECKING, Any, NamedTuple

from mcu_cli.domain.vocabulary import AnswerKind, EventKind, Relation
from mcu_cli.reports.backlog import Backlog
from mcu_cli.reports.periods import Window
from mcu_cli.reports.source import Facts
from mcu_cli.values import dataclass

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from mcu_cli.reports.source import Source

# Appeals that were taken up again left the backlog more than once: they are replayed, event by event.
REOPENED = f"SELECT appeal FROM events WHERE event = '{EventKind.REOPENED}'"
# An appeal leaves not before it came: a source may date an answer before the registration.
LEFT = (
    "((a.handled >= :start AND a.handled < :end AND a.handled >= a.registered) "
    "OR (a.registered >= :start AND a.registered < :end AND a.handled < a.registered))"
)
WAITED = "a.registered < {moment} AND (a.handled IS NULL OR a.handled >= {moment})"
STEADY = f"a.id NOT IN ({REOPENED})"
FACTS = ", ".join(f"a.{name}" for name in Facts._fields)


class Step(NamedTuple):
    """What an event means to the backlog: the appeal goes out of it, or comes in again."""

    at: int
    is_out: bool


class _Turn(NamedTuple):
    """A step with the final term in force just before it, and whether its own terms begin with it."""

    step: Step
    due: int | None
    is_anew: bool


class Leaving(NamedTuple):
    """How an appeal left the backlog: since when its term had run, when it went out, by when it had to; None: no term.

    The term runs from the registration, or from the reopening that gave it another.
    """

    since: int
    at: int
    due: int | None

    @property
    def is_late(self) -> bool:
        """Whether it went out after its term."""
        return self.due is not None and self.due < self.at


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
    left: tuple[Leaving, ...]

    @property
    def went_out(self) -> tuple[int, ...]:
        """Return the moments at which it went out."""
        return tuple([leaving.at for leaving in self.left])

    def waits(self, moment: int) -> bool:
        """Whether it was in the backlog just before `moment`."""
        came = (self.registered < moment) + sum(at < moment for at in self.came_back)
        return came > sum(at < moment for at in self.went_out)

    def left_in(self, window: Window) -> bool:
        """Whether it went out at least once in `window`."""
        return self.last_left(window) is not None

    def last_left(self, window: Window) -> Leaving | None:
        """Return how it went out in `window`, of several times the last; None where it did not."""
        return next((one for one in reversed(self.left) if window.start <= one.at < window.end), None)

    def is_late(self, *, until: int, at: int) -> bool:
        """Whether it was in the backlog before `until` and past a due moment at `at`."""
        unanswered = self.first_answer is None or self.first_answer >= until
        late_first = unanswered and self.due_first is not None and self.due_first < at
        return self.waits(until) and (late_first or (self.due_final is not None and self.due_final < at))


def reopened_appeals(source: Source) -> list[Replayed]:
    """Return every appeal that was ever reopened, replayed."""
    appeals = source.query(
        "SELECT a.id, a.registered, a.due_first, a.due_final, a.first_answer, "
        f"{FACTS} FROM appeals a WHERE a.id IN ({REOPENED}) ORDER BY a.id",
    )
    events = source.query(
        "SELECT appeal, final_due, due_first, due_final, event, kind, relation, control, at FROM events "
        f"WHERE appeal IN ({REOPENED}) ORDER BY appeal, at, seq",
    )
    steps = {
        appeal: [
            _Turn(step, due, is_anew=first is not None or final is not None)
            for _id, due, first, final, *row in rows
            if (step := step_of(*row)) is not None
        ]
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


def backlogs(source: Source, replayed: Iterable[Replayed], window: Window) -> dict[str, Backlog]:
    """Return the backlog around `window` by the department that has the appeals now, as it stands on record.

    Start and end are counted on their own, not worked out.
    """
    counted = [
        Counter(dict(_by_department(source, condition, window)))
        for condition in (
            f"{WAITED.format(moment=':start')} AND {STEADY}",
            "a.registered >= :start AND a.registered < :end",
            f"{LEFT} AND {STEADY}",
            f"{WAITED.format(moment=':end')} AND {STEADY}",
        )
    ]
    for appeal in replayed:
        moved = (
            appeal.waits(window.start),
            _inside(appeal.came_back, window),
            _inside(appeal.went_out, window),
            appeal.waits(window.end),
        )
        for counts, n in zip(counted, moved, strict=True):
            counts[appeal.facts.department] += n
    return {name: Backlog(*(counts[name] for counts in counted)) for name in set().union(*counted)}


def leavings(source: Source, replayed: Iterable[Replayed], window: Window, condition: str = "1") -> list[Leaving]:
    """Return how each appeal handled in `window` left the backlog; one that left it several times, the last time.

    Only those for which the SQL `condition` on the appeals `a` holds.
    """
    steady = source.query(
        "SELECT a.registered, max(a.handled, a.registered), a.handled_due "
        f"FROM appeals a WHERE {LEFT} AND {STEADY} AND {condition}",
        window._asdict(),
    )
    again = {appeal.id: left for appeal in replayed if (left := appeal.last_left(window)) is not None}
    fitting = source.query(
        f"SELECT a.id FROM appeals a WHERE a.id IN (SELECT value FROM json_each(:again)) AND {condition}",
        {"again": json.dumps(list(again))},
    )
    return [*(Leaving(*row) for row in steady), *(again[name] for (name,) in fitting)]


def count_handled(source: Source, replayed: Iterable[Replayed], window: Window) -> int:
    """Return how many appeals left the backlog in `window`, each counted once."""
    return _count_left(source, window) + sum(appeal.left_in(window) for appeal in replayed)


def count_overdue(source: Source, replayed: Iterable[Replayed], *, until: int, at: int) -> int:
    """Return how many appeals in the backlog before `until` were past a due moment at `at`."""
    late = sum(appeal.is_late(until=until, at=at) for appeal in replayed)
    return _count_late(source, until=until, at=at) + late


def _replayed(row: Sequence[Any], turns: Iterable[_Turn]) -> Replayed:
    registered = since = row[1]
    came_back: list[int] = []
    left: list[Leaving] = []
    for step, due, is_anew in turns:
        at = max(step.at, registered)  # not before it came: a source may date an answer before the registration
        is_out = len(left) > len(came_back)
        if step.is_out and not is_out:
            left.append(Leaving(since, at, due))
        elif is_out and not step.is_out:
            came_back.append(at)
            since = at if is_anew else since
    name, _registered, due_first, due_final, first_answer, *facts = row
    return Replayed(
        id=name,
        registered=registered,
        due_first=due_first,
        due_final=due_final,
        first_answer=first_answer,
        facts=Facts(*facts),
        came_back=tuple(came_back),
        left=tuple(left),
    )


def _by_department(source: Source, condition: str, window: Window) -> list[tuple[str, int]]:
    rows = source.query(
        f"SELECT a.department, count(*) FROM appeals a WHERE {condition} GROUP BY a.department",
        window._asdict(),
    )
    return [(department, appeals) for department, appeals in rows]


def _inside(moments: Iterable[int], window: Window) -> int:
    return sum(window.start <= at < window.end for at in moments)


def _count_left(source: Source, window: Window) -> int:
    """Return how many of the appeals never reopened left the backlog in `window`."""
    return _count(source, f"{LEFT} AND {STEADY}", window)


def _count_late(source: Source, *, until: int, at: int) -> int:
    """Return how many of the appeals never reopened waited just before `until` and were past due at `at`."""
    return _count(
        source,
        "a.registered < :end AND (a.handled IS NULL OR a.handled >= :end) AND (a.due_final < :start "
        "OR (a.due_first < :start AND (a.first_answer IS NULL OR a.first_answer >= :end))) "
        f"AND {STEADY}",
        Window(at, until),
    )


def _count(source: Source, condition: str, window: Window) -> int:
    return int(source.query(f"SELECT count(*) FROM appeals a WHERE {condition}", window._asdict())[0][0])
