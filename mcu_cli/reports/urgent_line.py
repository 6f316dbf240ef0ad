"""The urgent line: its own numbers, and the appeals of it that nobody has finished yet. Clock time, day and night."""

from __future__ import annotations

from dataclasses import dataclass
from statistics import median
from typing import TYPE_CHECKING

from mcu_cli.domain.vocabulary import Channel, EventKind
from mcu_cli.reports.breakdowns import Names
from mcu_cli.reports.source import count_urgent
from mcu_cli.reports.streets import street_alone

if TYPE_CHECKING:
    from collections.abc import Iterable

    from mcu_cli.domain.registry import Registry
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
class UrgentLine:
    """Appeals of the urgent line received and answered in the stretch, and open at its end, longest first.

    `median_minutes` is the time from registration to the first answer, of the first answers given in the stretch.
    """

    received: int
    answered: int
    median_minutes: int | None
    waiting: tuple[OpenUrgent, ...]


def urgent_line(source: Source, registry: Registry, waiting: Iterable[Waiting], stretch: Stretch) -> UrgentLine:
    """Return the figures of the urgent line; `waiting` are all appeals in the backlog at the end of the stretch."""
    names = Names(registry)
    received, answered = count_urgent(source, stretch.window)
    return UrgentLine(
        received=received,
        answered=answered,
        median_minutes=_median_minutes(source, stretch),
        waiting=tuple(_open(one, names, registry, stretch.moment) for one in waiting if one.channel == Channel.URGENT),
    )


def _open(one: Waiting, names: Names, registry: Registry, at: int) -> OpenUrgent:
    category = names.category(one.category, one.topic)
    return OpenUrgent(
        id=one.id,
        category=category.id if category else None,
        topic=registry.category_title(category.id) if category else "",
        street=street_alone(one.street) or street_alone(one.settlement),
        since=one.registered,
        minutes=max(at - one.registered, 0) // _MINUTE,
    )


def _median_minutes(source: Source, stretch: Stretch) -> int | None:
    rows = source.query(
        "SELECT first_answer - registered FROM appeals "
        "WHERE channel = :channel AND first_answer >= :start AND first_answer < :end AND id IN "
        # Through the answers of the window, which are few, and not through all appeals.
        "(SELECT appeal FROM events WHERE event = :answered AND at >= :start AND at < :end)",
        {"channel": Channel.URGENT.value, "answered": EventKind.ANSWERED.value, **stretch.window._asdict()},
    )
    return round(median(max(seconds, 0) for (seconds,) in rows) / _MINUTE) if rows else None
