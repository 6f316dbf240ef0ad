"""What came in during a stretch and what was answered, channel by channel, against the usual level.

The usual level is the mean of the like stretches before, of those that the record knows whole; without one there is
none.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import datetime, time
from typing import TYPE_CHECKING, NamedTuple

from mcu_cli.domain.vocabulary import AnswerKind, Channel, EventKind
from mcu_cli.reports.breakdowns import Names
from mcu_cli.values import dataclass

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from datetime import tzinfo

    from mcu_cli.domain.registry import Registry
    from mcu_cli.reports.breakdowns import Named
    from mcu_cli.reports.periods import Window
    from mcu_cli.reports.source import Source
    from mcu_cli.reports.stretch import Stretch

_ANSWERED = f"SELECT appeal FROM events WHERE event = '{EventKind.ANSWERED}' AND at >= :start AND at < :end"  # noqa: S608
_Pairs = Counter[tuple[str, str]]  # appeals by channel and network
_LEAST_USUAL = 1.0  # a channel that is silent, and was nearly so before, says nothing


class Arrivals(NamedTuple):
    """How many appeals of these facts were registered."""

    channel: str
    network: str
    category: str
    topic: str
    appeals: int


@dataclass(frozen=True, slots=True)
class Level:
    """What came in during a stretch, and during each of the like stretches before that the record knows."""

    now: Sequence[Arrivals]
    before: Sequence[Sequence[Arrivals]]

    def received(self, fits: Callable[[Arrivals], bool]) -> int:
        """Return how many appeals that fit came in."""
        return _count(self.now, fits)

    def usual(self, fits: Callable[[Arrivals], bool]) -> float | None:
        """Return how many appeals that fit come in usually, to one decimal; None where nobody knows."""
        counts = [_count(arrivals, fits) for arrivals in self.before]
        return round(sum(counts) / len(counts), 1) if counts else None


@dataclass(frozen=True, slots=True)
class Line:
    """A channel, or a social network within it: appeals received, usually received, answered first and finally."""

    id: str
    title: str
    received: int
    usual: float | None
    first_answers: int
    final_answers: int
    networks: tuple[Line, ...] = ()

    @property
    def is_silent(self) -> bool:
        """Whether nothing happened here, and usually little does."""
        return not (self.received or self.first_answers or self.final_answers or (self.usual or 0) >= _LEAST_USUAL)


def level_of(source: Source, stretch: Stretch, zone: tzinfo) -> Level:
    """Return what came in during `stretch` and the like ones before; the record knows its first day whole."""
    (first,) = source.query("SELECT min(registered) FROM appeals")[0]
    if first is None:
        return Level([], [])
    began = datetime.combine(datetime.fromtimestamp(first, zone).date(), time.min, tzinfo=zone).timestamp()
    known = [window for window in stretch.before() if window.start >= began]
    return Level(_arrivals(source, stretch.window), [_arrivals(source, window) for window in known])


def channels(source: Source, registry: Registry, level: Level, window: Window) -> tuple[Line, ...]:
    """Return the channels, the urgent line first and then the largest, each with its networks."""
    names = Names(registry)
    first, final = _first_answers(source, window), _final_answers(source, window)
    arrivals = [one for several in (level.now, *level.before) for one in several]
    pairs = {(one.channel, one.network) for one in arrivals} | set(first) | set(final)
    lines = []
    for channel in {channel for channel, _network in pairs}:
        networks = [
            _line(level, names.network(network), first, final, channel, network)
            for other, network in pairs
            if other == channel and network
        ]
        line = _line(level, names.channel(channel), first, final, channel)
        lines.append(replace(line, networks=_in_order(networks)))
    return _in_order(lines)


def _line(  # noqa: PLR0913, PLR0917  # three measures, and of what
    level: Level, named: Named, first: _Pairs, final: _Pairs, channel: str, network: str = ""
) -> Line:
    """Return the line of a channel, or of one network in it."""

    def fits(of_channel: str, of_network: str) -> bool:
        return of_channel == channel and network in {"", of_network}

    def arrived(one: Arrivals) -> bool:
        return fits(one.channel, one.network)

    return Line(
        id=named.id,
        title=named.title,
        received=level.received(arrived),
        usual=level.usual(arrived),
        first_answers=sum(n for pair, n in first.items() if fits(*pair)),
        final_answers=sum(n for pair, n in final.items() if fits(*pair)),
    )


def _in_order(lines: Iterable[Line]) -> tuple[Line, ...]:
    spoken = [line for line in lines if not line.is_silent]
    return tuple(
        sorted(spoken, key=lambda line: (line.id != Channel.URGENT, -line.received, -(line.usual or 0), line.id))
    )


def _arrivals(source: Source, window: Window) -> list[Arrivals]:
    rows = source.query(
        "SELECT channel, network, category, topic, count(*) FROM appeals "
        "WHERE registered >= :start AND registered < :end GROUP BY channel, network, category, topic",
        window._asdict(),
    )
    return [Arrivals(*row) for row in rows]


def _first_answers(source: Source, window: Window) -> _Pairs:
    """Return how many appeals got their first answer in `window`, interim or final, by channel and network."""
    return _pairs(source, "a.first_answer >= :start AND a.first_answer < :end", window)


def _final_answers(source: Source, window: Window) -> _Pairs:
    """Return how many appeals got a final answer in `window`, be it another one after they were reopened."""
    return _pairs(source, f"a.id IN ({_ANSWERED} AND kind = '{AnswerKind.FINAL}')", window)


def _pairs(source: Source, condition: str, window: Window) -> _Pairs:
    rows = source.query(
        f"SELECT a.channel, a.network, count(*) FROM appeals a WHERE {condition} GROUP BY a.channel, a.network",  # noqa: S608
        window._asdict(),
    )
    return Counter({(channel, network): count for channel, network, count in rows})


def _count(arrivals: Iterable[Arrivals], fits: Callable[[Arrivals], bool]) -> int:
    return sum(one.appeals for one in arrivals if fits(one))
