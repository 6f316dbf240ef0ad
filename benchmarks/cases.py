"""Commands that are measured together: in turns, round by round, so that whatever else the machine does hits all."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from statistics import median
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

    from benchmarks.processes import Run
    from benchmarks.stores import Place

_WATCHED_ALONE = 0.5  # share of the time for sampling memory in a run that is not timed
_WATCHED_TIMED = 0.04  # and in one that is
_MEGABYTE = 1_000_000


@dataclass(frozen=True, slots=True)
class Case:
    """One command to measure.

    `command` is called before each run, unmeasured: it prepares what the run needs and returns the command line.
    `shown` is how an operator would type it; `against` names the cases whose times together are its measure.
    """

    key: str
    shown: str
    command: Callable[[], Sequence[str]]
    root: Path
    against: tuple[str, ...] = ()
    environment: Mapping[str, str] = field(default_factory=dict)
    on_terminal: bool = False
    prints: bool = False  # it must say something: an answer of nothing is quick, too
    commits: bool = False  # it must move HEAD
    once: bool = False  # it cannot be repeated, or takes too long for that
    after: Callable[[Run], None] | None = None  # called after each run, unmeasured
    counts: int = 0  # how many appeals one run deals with, for rates


@dataclass(slots=True)
class Measured:
    """What came of a case: seconds of each run, the peak of memory in bytes, and in words what went wrong."""

    case: Case
    walls: list[float] = field(default_factory=list)
    cpus: list[float] = field(default_factory=list)
    peak: int = 0
    failed: str = ""

    def plain(self) -> dict[str, Any]:
        """Return it as JSON holds it; times in milliseconds."""
        case = self.case
        told: dict[str, Any] = {"shown": case.shown, "against": list(case.against), "runs": len(self.walls)}
        if case.counts:
            told["counts"] = case.counts
        if self.peak:
            told["peak_mb"] = round(self.peak / _MEGABYTE, 1)
        if self.failed:
            return told | {"failed": self.failed}
        each = [round(1000 * wall, 1) for wall in self.walls]
        cpu = round(1000 * median(self.cpus), 1)
        return told | {"wall_ms": round(1000 * median(self.walls), 1), "cpu_ms": cpu, "each_ms": each}


def in_turns(  # noqa: PLR0913  # what is measured, how often, how long
    place: Place,
    cases: Sequence[Case],
    *,
    rounds: int,
    budget: float,
    say: Callable[[str], None],
    warm: bool = True,
    watch_timed: bool = False,
) -> dict[str, dict[str, Any]]:
    """Measure the cases in turns and return what came of each by its key, as JSON holds it.

    With `warm` a first round is run and dropped. After `rounds`, or as soon as another would exceed `budget` seconds,
    each runs once more, untimed, while its memory is watched; with `watch_timed` it is watched in the first round
    instead. A case that fails is told and left out of the following rounds.
    """
    measured = [Measured(case) for case in cases]
    often = [one for one in measured if not one.case.once]
    if warm:
        say("a first round, dropped")
        _round(place, often)
    began = time.monotonic()
    for n in range(rounds):
        say(f"round {n + 1} of {rounds}")
        for one in often if n else measured:
            watched = n == 0 and (watch_timed or one.case.once)
            _run(place, one, timed=True, watch=_WATCHED_TIMED if watched else 0)
        taken = time.monotonic() - began
        if taken + taken / (n + 1) > budget or not often:
            break
    if not watch_timed:
        say("memory")
        _round(place, often, watch=_WATCHED_ALONE)
    return {one.case.key: one.plain() for one in measured}


def _round(place: Place, measured: Sequence[Measured], watch: float = 0) -> None:
    """Run each case once, untimed."""
    for one in measured:
        _run(place, one, timed=False, watch=watch)


def _run(place: Place, one: Measured, *, timed: bool, watch: float) -> None:
    """Run a case once; what goes wrong with it or with what it needs is kept, and it is not run again."""
    case = one.case
    if one.failed:
        return
    try:
        command = case.command()
        before = place.head(case.root) if case.commits else ""
        keep = case.prints and not case.on_terminal
        done = place.run(case.root, command, case.environment, keep=keep, on_terminal=case.on_terminal, watch=watch)
        one.failed = done.trouble
        if not one.failed and keep and not done.stdout.strip():
            one.failed = "it printed nothing"
        if not one.failed and case.commits and place.head(case.root) == before:
            one.failed = "nothing was committed"
        if not one.failed and case.after is not None:
            case.after(done)
    except StopIteration:
        one.failed = "there are no more appeals to run it on"
    except (OSError, RuntimeError, ValueError) as error:
        one.failed = str(error) or type(error).__name__
    if one.failed:
        return
    one.peak = max(one.peak, done.peak)
    if timed:
        one.walls.append(done.wall)
        one.cpus.append(done.cpu)
