"""The appeals of a report by their facts, under each measure: received, answered, handled.

One statement a measure reads the appeals once and sums them up by a few sets of facts, from which every breakdown is
drawn: the facts all together would be nearly as many as the appeals.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from mcu_cli.domain.vocabulary import EventKind
from mcu_cli.reports.periods import Window
from mcu_cli.reports.source import LEFT, STEADY, Facts

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from mcu_cli.reports.backlog import Replayed
    from mcu_cli.reports.scope import Windows
    from mcu_cli.reports.source import Source

# Which facts are wanted together, by breakdowns and by tables of two of them.
_TAGS = ("tags",)
_SETS: tuple[tuple[str, ...], ...] = (
    ("channel", "network", "system", "kind"),
    ("channel", "category", "topic", "district"),
    ("department", "outcome"),
    _TAGS,
)
_WIDEST = max(map(len, _SETS))
_COLUMNS = ", ".join(f"a.{name} AS {name}" for name in Facts._fields)


_LEAVING = "max(a.handled, a.registered)"  # not before it came: a source may date an answer before the registration
_ANSWERED = (
    f"(SELECT appeal, max(at) AS last FROM events WHERE event = '{EventKind.ANSWERED}' "  # noqa: S608  # words of ours
    "AND at >= :start AND at < :end GROUP BY appeal) e JOIN appeals a ON a.id = e.appeal"
)


class Measured(NamedTuple):
    """What happened to appeals, and in which stretches of time it is counted.

    `table` is what stands behind FROM, `a` being the appeals; `moment` when it happened to one.
    """

    windows: tuple[Window, ...]
    table: str
    moment: str


@dataclass(frozen=True, slots=True)
class Tally:
    """The appeals of one measure by their facts: how many in each of its stretches of time."""

    windows: int
    _sums: Mapping[tuple[str, ...], Mapping[tuple[str, ...], Sequence[int]]]

    def by(self, *fields: str) -> dict[tuple[str, ...], list[int]]:
        """Return the counts by the values of `fields`, in their order; raises LookupError for facts never joined."""
        joined = next((names for names in _SETS if set(fields) <= set(names)), None)
        if joined is None:
            raise LookupError(f"no set of facts has {fields}")
        columns = [joined.index(field) for field in fields]
        sums: defaultdict[tuple[str, ...], list[int]] = defaultdict(lambda: [0] * self.windows)
        for values, counts in self._sums[joined].items():
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


def tallies(source: Source, replayed: Iterable[Replayed], windows: Windows) -> Tallies:
    """Return the appeals of a report by their facts; `replayed` are those ever reopened."""
    done = (windows.period, windows.month_to_date)
    received = Measured(windows, f"appeals a WHERE {_within('a.registered', windows)}", "a.registered")
    # Of several answers the last one tells: both windows end together, and it is in each that another is in.
    answered = Measured(done, _ANSWERED, "e.last")
    handled = Measured(done, f"appeals a WHERE {LEFT} AND {STEADY}", _LEAVING)
    return Tallies(_tally(source, received), _tally(source, answered), _tally(source, handled, replayed))


def _within(moment: str, windows: Iterable[Window]) -> str:
    """Return the condition that a moment lies in one of `windows`: in as few ranges as they make together."""
    ranges: list[Window] = []
    for window in sorted(windows):
        if ranges and window.start <= ranges[-1].end:
            ranges[-1] = Window(ranges[-1].start, max(ranges[-1].end, window.end))
        else:
            ranges.append(window)
    return " OR ".join(f"({moment} >= {one.start:d} AND {moment} < {one.end:d})" for one in ranges)


def _tally(source: Source, measured: Measured, replayed: Iterable[Replayed] = ()) -> Tally:
    windows = measured.windows
    parameters = {"start": min(one.start for one in windows), "end": max(one.end for one in windows)}
    for n, window in enumerate(windows):
        parameters |= {f"start_{n}": window.start, f"end_{n}": window.end}
    sums: dict[tuple[str, ...], dict[tuple[str, ...], list[int]]] = {names: {} for names in _SETS}
    for number, *row in source.query(_statement(measured), parameters):
        names = _SETS[number]
        sums[names][tuple(row[: len(names)])] = row[_WIDEST:]
    for appeal in replayed:
        left = [int(appeal.left_in(window)) for window in windows]
        for names in _SETS if any(left) else ():
            values = tuple([getattr(appeal.facts, name) for name in names])
            if any(values) or names != _TAGS:
                counts = sums[names].setdefault(values, [0] * len(windows))
                counts[:] = map(sum, zip(counts, left, strict=True))
    return Tally(len(windows), sums)


def _statement(measured: Measured) -> str:
    """Return the SELECT that reads the appeals of a measure once and sums them up by each set of facts."""
    counts = ", ".join(f"sum(moment >= :start_{n} AND moment < :end_{n})" for n in range(len(measured.windows)))
    selects = []
    for number, names in enumerate(_SETS):
        columns = [*names, *["''"] * (_WIDEST - len(names))]
        chosen = " WHERE tags <> ''" if names == _TAGS else ""
        selects.append(
            f"SELECT {number}, {', '.join(columns)}, {counts} FROM found{chosen} GROUP BY {', '.join(names)}"  # noqa: S608
        )
    found = f"SELECT {_COLUMNS}, {measured.moment} AS moment FROM {measured.table}"  # noqa: S608
    return f"SELECT * FROM (WITH found AS MATERIALIZED ({found}) {' UNION ALL '.join(selects)})"  # noqa: S608
