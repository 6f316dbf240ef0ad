"""The appeals of a report by their facts, under each measure: received, answered, handled.

One statement a measure counts the appeals by all their facts together, which the index keeps in one text; of these sums
every breakdown is drawn.
"""

from __future__ import annotations

from collections import defaultdict
from functools import cached_property
from operator import itemgetter, lshift
from typing import TYPE_CHECKING, Any, NamedTuple

from mcu_cli.domain.vocabulary import EventKind
from mcu_cli.reports.source import BETWEEN_FACTS, LAST, Facts, in_one_of
from mcu_cli.reports.stays import GONE
from mcu_cli.values import dataclass

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from mcu_cli.reports.periods import Window
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


_BITS = 40  # for the appeals of a stretch of time
_MOST = (1 << _BITS) - 1


class Measured(NamedTuple):
    """What happened to appeals, and in which stretches of time it is counted.

    `table` is what stands behind FROM; `moment` when it happened to one.
    """

    windows: tuple[Window, ...]
    table: str
    moment: str


@dataclass(frozen=True)
class Tally:
    """The appeals of one measure by their facts: how many in each of its stretches of time.

    The counts of different stretches stand in one number, `_BITS` bits for each, so that a sum of them is one sum;
    `windows` are the places there of each stretch.
    """

    windows: Sequence[int]
    _counted: Sequence[tuple[Sequence[str], int]]

    def by(self, *fields: str) -> dict[tuple[str, ...], list[int]]:
        """Return the counts by the values of `fields`, in their order; raises LookupError for facts never joined."""
        joined = next((names for names in _SETS if set(fields) <= set(names)), None)
        if joined is None:
            raise LookupError(f"no set of facts has {fields}")
        if joined not in self._known:
            self._known[joined] = _summed(self._counted, [Facts._fields.index(name) for name in joined])
        sums = _summed(self._known[joined], [joined.index(field) for field in fields])
        return {values: self._apart(counts) for values, counts in sums}

    @cached_property
    def _known(self) -> dict[tuple[str, ...], list[tuple[tuple[str, ...], int]]]:
        """Return the counts by each set of facts that was asked for."""
        return {}

    def _apart(self, counts: int) -> list[int]:
        return [counts >> _BITS * place & _MOST for place in self.windows]


def _summed(counted: Iterable[tuple[Sequence[str], int]], columns: Sequence[int]) -> list[tuple[tuple[str, ...], int]]:
    """Return the sums of counts by some columns of the values beside them."""
    sums: defaultdict[Any, int] = defaultdict(int)
    of = itemgetter(*columns)
    for values, counts in counted:
        sums[of(values)] += counts
    return list(sums.items()) if len(columns) > 1 else [((value,), counts) for value, counts in sums.items()]


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
    shifts = range(0, _BITS * len(alike), _BITS)
    counted = [(facts.split(BETWEEN_FACTS), sum(map(lshift, counts, shifts))) for facts, *counts in rows]
    return Tally([alike.index(window) for window in windows], counted)
