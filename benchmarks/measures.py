"""A store under measurement, and the groups of commands that are measured in it."""

from __future__ import annotations

import random
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, Any

from benchmarks import long_measures, quick_measures
from benchmarks.cases import Case, in_turns

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from benchmarks.stores import Place

Result = dict[str, dict[str, Any]]

_SPARE = 200  # ids that are drawn for the changes of one store


@dataclass(frozen=True, slots=True)
class Effort:
    """How often things are run: `rounds` for quick ones, `long_rounds` within `budget` seconds for long ones.

    Quick ones are run once more before, which is dropped, and once after, for their memory, unless `rehearse` is false.
    """

    rounds: int = 7
    long_rounds: int = 5
    budget: float = 150
    growth: int = 5  # times four commands
    rehearse: bool = True


@dataclass(frozen=True, slots=True)
class Store:
    """A store under measurement, where it stands, and how progress is told."""

    place: Place
    root: Path
    size: int
    effort: Effort
    say: Callable[[str], None]

    def mcu(self, *arguments: str) -> list[str]:
        """Return the command line of mcu."""
        return self.place.mcu(*arguments)

    def ids(self, *query: str) -> list[str]:
        """Return ids that a query finds, drawn at random, the same each time; at most as many as can be needed."""
        found = self.place.lines(self.root, self.mcu("list", *query, "--ids"))
        return random.Random(1).sample(found, min(len(found), _SPARE))

    def always(self, *arguments: str) -> Callable[[], list[str]]:
        """Return what gives the same command of mcu each time."""
        return lambda: self.mcu(*arguments)

    def turns(self, cases: list[Case], *, long: bool = False) -> Result:
        """Measure cases in turns; `long` ones less often, and with their memory watched on the way."""
        effort = self.effort
        self.place.settle()
        return in_turns(
            self.place,
            cases,
            rounds=effort.long_rounds if long else effort.rounds,
            budget=effort.budget,
            say=self.say,
            warm=effort.rehearse and not long,
            watch_timed=long or not effort.rehearse,
        )


GROUPS: dict[str, Callable[[Store], Result]] = {
    "history": long_measures.history,
    "reads": quick_measures.reads,
    "cold": quick_measures.cold,
    "writes": quick_measures.writes,
    "growth": long_measures.growing,
    "bulk": long_measures.bulk,
    "others": long_measures.others,
    "rebuild": long_measures.rebuild,
    "imports": long_measures.imports,
}
STORELESS = frozenset({"imports"})
"""The groups that make what they need, and look at no generated store."""


def measured(store: Store, groups: Sequence[str]) -> Result:
    """Measure groups of commands in a store, in the order of GROUPS; one that cannot be measured says so."""
    result: Result = {}
    for name, group in GROUPS.items():
        if name in groups:
            said = replace(store, say=partial(_say, store.say, name))
            try:
                result |= group(said)
            except (OSError, RuntimeError, ValueError, IndexError) as error:
                result[f"{name}.group"] = {"shown": name, "failed": str(error) or type(error).__name__}
                store.say(f"{name}: {error}")
    return result


def _say(say: Callable[[str], None], name: str, what: str) -> None:
    say(f"{name}: {what}")
