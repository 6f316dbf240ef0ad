"""The appeals of a report by their facts, under each measure: received, answered, handled.

One statement a measure counts the appeals by all their facts together, which the index keeps in one text; of these sums
every breakdown is drawn.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from mcu_cli.domain.vocabulary import EventKind
from mcu_cli.reports.periods import Window
from mcu_cli.reports.source import BETWEEN_FACTS, LAST, Facts, in_one_of
from mcu_cli.reports.stays import GONE

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from mcu_cli.reports.scope import Windows
    from mcu_cli.reports.source import Source

# Which facts are wanted together, by breakdowns and by tables of two of them.
_SETS: tuple[tuple[str, ...], ...] = (
    ("channel", "network", "system", "kind"),
    ("channel", "category", "topic", "district"),
    ("channel", "department", "outcome"),
    ("tags",),
)
_ANSWERED = f"events WHERE event = '{EventKind.ANSWERED}' AND at >= :start AND at < :end AND ({LAST})"


class Measured(NamedTuple):
    """What happened to appeals, and in which stretches of time it is counted.

    `table` is what stands behind FROM; `moment` when it happened to one.
    """

    windows: tuple[Window, ...]
    table: str
    moment: str


@dataclass(frozen=True)
class Tally:
    """The appeals of one measure by their facts: how many in each of its stretches of time."""

    windows: int
    _counted: Sequence[tuple[str, Sequence[int]]]

    def by(self, *fields: str) -> dict[tuple[str, ...], list[int]]:
        """Return the counts by the values of `fields`, in their order; raises LookupError for facts never joined."""
        joined = next((names for names in _SETS if set(fields) <= set(names)), None)
        if joined is None:
            raise LookupError(f"no set of facts has {fields}")
        return _summed(self._sums(joined).items(), [joined.index(field) for field in fields], self.windows)

    def _sums(self, names: tuple[str, ...]) -> Mapping[tuple[str, ...], Sequence[int]]:
        """Return the counts by one set of facts, worked out once."""
        if names not in self._known:
            columns = [Facts._fields.index(name) for name in names]
            self._known[names] = _summed(self._split, columns, self.windows)
        return self._known[names]

    @cached_property
    def _known(self) -> dict[tuple[str, ...], Mapping[tuple[str, ...], Sequence[int]]]:
        return {}

    @cached_property
    def _split(self) -> list[tuple[Sequence[str], Sequence[int]]]:
        return [(facts.split(BETWEEN_FACTS), counts) for facts, counts in self._counted]


def _summed(
    counted: Iterable[tuple[Sequence[str], Sequence[int]]], columns: Sequence[int], windows: int
) -> dict[tuple[str, ...], list[int]]:
    """Return the sums of counts by some columns of the values beside them."""
    sums: defaultdict[tuple[str, ...], list[int]] = defaultdict(lambda: [0] * windows)
    for values, counts in counted:
        own = sums[tuple([values[column] for column in columns])]
        for n, count in enumerate(counts):
            own[n] += count
    return dict(sums)


@dataclass(frozen=True, slots=True)
class Tallies:
    """The appeals of a report by their facts.

    Those received are counted in all windows of the report, those answered and handled in the first two of them, the
    period and its month to date.
    """

    received: Tally
    answered: Tally
    handled: Tally


def tallies(source: Source, windows: Windows) -> Tallies:
    """Return the appeals of a report by their facts."""
    done = (windows.period, windows.month_to_date)
    received = Measured(windows, f"appeals WHERE {in_one_of('registered', windows)}", "registered")
    # Of several answers the last one tells, as of several leavings: both windows end together, and it is in each that
    # another is in.
    answered = Measured(done, _ANSWERED, "at")
    handled = Measured(done, f"events WHERE {GONE}", "gone")
    return Tallies(*(_tally(source, measured) for measured in (received, answered, handled)))


def _tally(source: Source, measured: Measured) -> Tally:
    windows, moment = measured.windows, measured.moment
    alike = list(dict.fromkeys(windows))
    sums = ", ".join(f"sum({moment} >= {one.start:d} AND {moment} < {one.end:d})" for one in alike)
    rows = source.query(
        f"SELECT facts, {sums} FROM {measured.table} GROUP BY facts",  # noqa: S608  # words of ours
        {"start": min(one.start for one in windows), "end": max(one.end for one in windows)},
    )
    if len(alike) < len(windows):
        places = [alike.index(window) for window in windows]
        return Tally(len(windows), [(facts, [counts[place] for place in places]) for facts, *counts in rows])
    return Tally(len(windows), [(facts, counts) for facts, *counts in rows])
