"""The urgent line: its own numbers, and the appeals of it that nobody has finished yet. Clock time, day and night."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from mcu_cli.domain.vocabulary import Channel, Priority
from mcu_cli.reports.breakdowns import Names
from mcu_cli.reports.source import count_urgent
from mcu_cli.reports.speed import median
from mcu_cli.reports.streets import street_alone
from mcu_cli.values import dataclass

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from mcu_cli.domain.registry import Registry
    from mcu_cli.reports.periods import Window
    from mcu_cli.reports.source import Source
    from mcu_cli.reports.stretch import Stretch
    from mcu_cli.reports.waiting import Waiting

_MINUTE = 60


@dataclass(frozen=True, slots=True)
class OpenUrgent:
    """An urgent appeal that waits: since when (seconds since 1970), for how long, about what and in which street."""

    id: str
    category: str | None
    topic: str
    street: str
    since: int
    minutes: int


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """How many open appeals of another channel are marked urgent."""

    id: str
    title: str
    appeals: int


@dataclass(frozen=True, slots=True)
class FirstAnswers:
    """The first answers of the urgent line in the stretch: how many, how many late, how long after the registration.

    `late` is None where none of them had a term; the times are None where there are no answers.
    """

    given: int = 0
    late: int | None = None
    shortest_minutes: int | None = None
    median_minutes: int | None = None
    longest_minutes: int | None = None


@dataclass(frozen=True, slots=True)
class UrgentLine:
    """Appeals of the urgent line received and answered in the stretch, and open at its end, longest first.

    `elsewhere` are the open appeals of other channels that are marked urgent, the most first.
    """

    received: int
    answered: int
    first_answers: FirstAnswers
    waiting: tuple[OpenUrgent, ...]
    elsewhere: tuple[Elsewhere, ...]


def urgent_line(source: Source, registry: Registry, waiting: Sequence[Waiting], stretch: Stretch) -> UrgentLine:
    """Return the figures of the urgent line; `waiting` are all appeals in the backlog at the end of the stretch."""
    names = Names(registry)
    received, answered = count_urgent(source, stretch.window)
    return UrgentLine(
        received=received,
        answered=answered,
        first_answers=first_answers(source, stretch.window),
        waiting=tuple(_open(one, names, registry, stretch.moment) for one in waiting if one.channel == Channel.URGENT),
        elsewhere=_elsewhere(waiting, names),
    )


def _open(one: Waiting, names: Names, registry: Registry, at: int) -> OpenUrgent:
    category = names.category(one.category, one.topic)
    return OpenUrgent(
        id=one.id,
        category=category.id if category else None,
        topic=registry.category_title(category.id) if category else "",
        street=street_alone(one.street, one.author) or street_alone(one.settlement, one.author),
        since=one.registered,
        minutes=max(at - one.registered, 0) // _MINUTE,
    )


def _elsewhere(waiting: Iterable[Waiting], names: Names) -> tuple[Elsewhere, ...]:
    marked = (one.channel for one in waiting if one.priority == Priority.URGENT and one.channel != Channel.URGENT)
    found = [(names.channel(channel), appeals) for channel, appeals in Counter(marked).items()]
    lines = [Elsewhere(named.id, named.title, appeals) for named, appeals in found]
    return tuple(sorted(lines, key=lambda line: (-line.appeals, line.id)))


def first_answers(source: Source, window: Window) -> FirstAnswers:
    """Return the first answers that the urgent line gave in `window`."""
    rows = source.query(
        "SELECT first_answer - registered, first_answer_due < first_answer FROM appeals "
        "WHERE +channel = :channel AND first_answer >= :start AND first_answer < :end",
        {"channel": Channel.URGENT.value, **window._asdict()},
    )
    if not rows:
        return FirstAnswers()
    took = [max(seconds, 0) for seconds, _late in rows]
    with_term = [late for _seconds, late in rows if late is not None]
    return FirstAnswers(
        given=len(rows),
        late=sum(with_term) if with_term else None,
        shortest_minutes=_minutes(min(took)),
        median_minutes=_minutes(median(sorted(took))),
        longest_minutes=_minutes(max(took)),
    )


def _minutes(seconds: float) -> int:
    return round(seconds / _MINUTE)
