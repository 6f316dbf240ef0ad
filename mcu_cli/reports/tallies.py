"""The appeals of a report by their facts, under each measure: received, answered, handled.

All facts of an appeal stand in the index in one text. SQLite hands over the texts of a stretch of time joined into one,
and Python counts the equal ones: that takes a third of the time of a GROUP BY, which sorts them. Of these sums every
breakdown is drawn.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from functools import cached_property
from operator import itemgetter
from typing import TYPE_CHECKING, Any, NamedTuple

from mcu_cli.domain.vocabulary import EventKind
from mcu_cli.reports.source import BETWEEN_APPEALS, BETWEEN_FACTS, Facts, pieces
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
_BITS = 40  # for the appeals of a stretch of time
_MOST = (1 << _BITS) - 1


class Measured(NamedTuple):
    """What happened to appeals, and in which stretches of time it is counted.

    `table` is what stands behind FROM, up to a condition that more may be joined to; `moment` when it happened to one;
    `again` when it happens to the same one the next time, empty for what happens once.
    """

    windows: tuple[Window, ...]
    table: str
    moment: str
    again: str = ""


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
    received = Measured(windows, "appeals WHERE 1", "registered")
    # Of several answers the last one tells, as of several leavings: both windows end together, and it is in each that
    # another is in.
    answered = Measured(done, f"events WHERE event = '{EventKind.ANSWERED}'", "at", "again")
    handled = Measured(done, "events WHERE came IS NOT NULL", "gone", "gone_again")
    return Tallies(*(_tally(source, measured) for measured in (received, answered, handled)))


def _tally(source: Source, measured: Measured) -> Tally:
    windows, moment, again = measured.windows, measured.moment, measured.again
    alike = list(dict.fromkeys(windows))
    once = f"AND ({again} IS NULL OR {again} >= :until)" if again else ""
    sql = (
        f"SELECT group_concat(facts, '{BETWEEN_APPEALS}') FROM {measured.table} "  # noqa: S608  # words of ours
        f"AND {moment} >= :start AND {moment} < :end {once}"
    )
    until = max(one.end for one in windows)
    sums: defaultdict[str, int] = defaultdict(int)
    for piece in pieces(alike):
        ((joined,),) = source.query(sql, {"until": until, **piece._asdict()})
        if joined is not None:
            places = sum(1 << _BITS * n for n, one in enumerate(alike) if one.start <= piece.start < one.end)
            for facts, appeals in Counter(joined.split(BETWEEN_APPEALS)).items():
                sums[facts] += appeals * places
    counted = [(facts.split(BETWEEN_FACTS), counts) for facts, counts in sums.items()]
    return Tally([alike.index(window) for window in windows], counted)
