"""The goals: what is held against what, and how much it may be."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping

    Result = Mapping[str, Mapping[str, Any]]

SIZES = (1_000, 10_000, 100_000, 1_000_000)
DAY = "day"  # the store with 15,000 appeals in one day, beside the sizes
OURS = ("mcu ", "completion ")  # how commands of mcu are shown, unlike baselines
_JUDGED = 100_000


class Goal(NamedTuple):
    """One goal: the worst of `cases`, each over the sum of `against`, or a figure of `of`, is at most `most`.

    It is judged at one size; at the others the figure is told.
    """

    title: str
    cases: tuple[str, ...]
    against: tuple[str, ...]
    most: float
    of: str = "wall_ms"
    unit: str = "×"
    at: int = _JUDGED
    store: str = ""  # a store beside the sizes

    def figure(self, result: Result) -> float | str | None:
        """Return the figure of one size; a text where something failed, None where nothing was measured."""
        if not self.cases:  # of every command that was measured
            peaks = [float(told[self.of]) for told in result.values() if self.of in told and is_ours(told)]
            return max(peaks, default=None)
        met = [result.get(key) for key in (*self.cases, *self.against)]
        if any(told is not None and "failed" in told for told in met):
            return "failed"
        if any(told is None for told in met):
            return None
        worst = max(float(result[key][self.of]) for key in self.cases)
        return worst / sum(float(result[key][self.of]) for key in self.against) if self.against else worst

    def is_met(self, figure: float) -> bool:
        """Whether a figure is within the goal."""
        return figure <= self.most


def is_ours(told: Mapping[str, Any]) -> bool:
    """Whether a case is a command of mcu, and no baseline."""
    return str(told["shown"]).startswith(OURS)


def _read(title: str, *names: str, most: float = 2) -> Goal:
    return Goal(title, tuple(f"reads.{name}" for name in names), ("reads.version",), most)


def _write(name: str) -> Goal:
    title = f"`mcu {name}` of one appeal, against `mcu --version` and a plain `git commit` of one file"
    return Goal(title, (f"writes.{name}",), ("writes.version", "writes.commit"), 1.5)


GOALS = (
    Goal("`mcu --version`, against a bare Typer program", ("reads.version",), ("reads.bare",), 1.15),
    _read("`mcu list`, against `mcu --version`", "list", "query"),
    _read("`mcu show`", "show"),
    _read("`mcu search`", "search"),
    _read("`mcu agenda`", "agenda"),
    _read("`mcu report month`", "month"),
    _read("`mcu report year`", "year", most=3),
    *(_write(name) for name in ("assign", "answer", "escalate")),
    Goal("`mcu import`, against plain Python writing the same files", ("imports.import",), ("imports.write",), 3),
    Goal("rebuild of the index, against parsing every file with libyaml", ("rebuild.index",), ("rebuild.parse",), 1.3),
    Goal("`mcu log ID`, against `mcu --version`", ("history.log",), ("history.version",), 3),
    Goal("growth by one command on one appeal, packed", ("growth.plain",), (), 4_096, "packed", "bytes"),
    Goal("the same in a day with 15,000 appeals", ("growth.plain",), (), 4_096, "packed", "bytes", store=DAY),
    Goal("peak memory of any command measured here", (), (), 300, "peak_mb", "MB", at=1_000_000),
)
