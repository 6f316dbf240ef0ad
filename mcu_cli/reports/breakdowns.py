"""Breakdowns: the appeals of a period by channel, network, topic, department, district and outcome."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from mcu_cli.domain.names import title
from mcu_cli.domain.vocabulary import Channel, Network, Outcome
from mcu_cli.domain.words import name_key
from mcu_cli.language import _
from mcu_cli.reports.source import Facts
from mcu_cli.reports.speed import percent

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from enum import StrEnum

    from mcu_cli.domain.registry import Category, Registry
    from mcu_cli.reports.source import Tally


class Named(NamedTuple):
    """What a row stands for: its id, empty for appeals that have no such fact, and its title for a reader."""

    id: str
    title: str


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a breakdown: appeals received, answered, handled in the period and in its month to date.

    `share_percent` is the part of those received in the period; among outcomes, of those handled.
    """

    id: str
    title: str
    received: int
    received_month_to_date: int
    answered: int
    answered_month_to_date: int
    handled: int
    handled_month_to_date: int
    share_percent: float | None


@dataclass(frozen=True, slots=True)
class Tallies:
    """The appeals of a report by their facts, under each of the three measures."""

    received: tuple[Tally, ...]
    answered: tuple[Tally, ...]
    handled: tuple[Tally, ...]


@dataclass(frozen=True, slots=True)
class Breakdowns:
    """All breakdowns of a report, each with its largest row first."""

    channels: tuple[Row, ...]
    networks: tuple[Row, ...]
    groups: tuple[Row, ...]
    topics: tuple[Row, ...]
    departments: tuple[Row, ...]
    districts: tuple[Row, ...]
    outcomes: tuple[Row, ...]


class Names:
    """How the facts of an appeal are called; names that no registry knows stand for themselves."""

    def __init__(self, registry: Registry) -> None:
        """Look names up in `registry`."""
        self._registry = registry
        self._districts = {name_key(name): name for name in registry.municipality.population}

    def channel(self, value: str) -> Named:
        """Return how a channel is called."""
        return _word(Channel, value)

    def network(self, value: str) -> Named:
        """Return how a social network is called."""
        return _word(Network, value) if value else Named("", _("outside the networks"))

    def outcome(self, value: str) -> Named:
        """Return how an outcome is called."""
        return _word(Outcome, value)

    def district(self, name: str) -> Named:
        """Return a district as the registry spells it."""
        known = self._districts.get(name_key(name), name)
        return _named(known, known)

    def department(self, name: str) -> Named:
        """Return who answers."""
        found = self._registry.find_department(name)
        return Named(found.id, found.name) if found else _named(name, name)

    def topic(self, category: str, topic: str) -> Named:
        """Return what an appeal is about."""
        found = self.category(category, topic)
        if found is not None:
            return Named(found.id, self._registry.category_title(found.id))
        name = self._registry.category_title(category, topic)
        return _named(name, name)

    def group(self, category: str, topic: str) -> Named:
        """Return the group of what an appeal is about."""
        found = self.category(category, topic)
        group = self._registry.find_group(found.group if found else category)
        return Named(group.id, group.name) if group else _named(category, category)

    def category(self, category: str, topic: str) -> Category | None:
        """Return the topic, or the group where no topic is named; None where the registry has neither."""
        known = self._registry.categories.get(category)
        if known is not None and (known.is_topic or not topic):
            return known
        return self._registry.find_topic(category, topic) if topic else self._registry.find_group(category)


def break_down(tallies: Tallies, registry: Registry) -> Breakdowns:
    """Return the breakdowns of a report; titles are in the language spoken."""
    names = Names(registry)
    return Breakdowns(
        channels=_rows(tallies, ("channel",), names.channel),
        networks=_rows(tallies, ("network",), names.network),
        groups=_rows(tallies, ("category", "topic"), names.group),
        topics=_rows(tallies, ("category", "topic"), names.topic),
        departments=_rows(tallies, ("department",), names.department),
        districts=_rows(tallies, ("district",), names.district),
        outcomes=_rows(tallies, ("outcome",), names.outcome, share_of="handled"),
    )


def _rows(
    tallies: Tallies, fields: tuple[str, ...], name: Callable[..., Named], share_of: str = "received"
) -> tuple[Row, ...]:
    """Return the rows that `name` makes of the values of `fields`; one name may stand for several values."""
    sums: defaultdict[Named, list[int]] = defaultdict(lambda: [0] * 6)
    for column, measure in enumerate((tallies.received, tallies.answered, tallies.handled)):
        for values, counts in _summed(measure, fields).items():
            cells = sums[name(*values)]
            for within in range(2):
                cells[2 * column + within] += counts[within]
    shared = 4 if share_of == "handled" else 0
    whole = sum(cells[shared] for cells in sums.values())
    rows = [_row(named, cells, percent(cells[shared], whole)) for named, cells in sums.items()]
    return tuple(sorted(rows, key=lambda row: (-getattr(row, share_of), -row.received, row.title.casefold())))


def _summed(measure: Iterable[Tally], fields: tuple[str, ...]) -> dict[tuple[str, ...], list[int]]:
    """Return the counts by the values of `fields`, of which there are few; the facts together are many."""
    columns = [Facts._fields.index(field) for field in fields]
    sums: defaultdict[tuple[str, ...], list[int]] = defaultdict(lambda: [0, 0])
    for facts, period, month in measure:
        counts = sums[tuple([facts[column] for column in columns])]
        counts[0] += period
        counts[1] += month
    return sums


def _row(named: Named, cells: Iterable[int], share: float | None) -> Row:
    received, received_month, answered, answered_month, handled, handled_month = cells
    return Row(
        id=named.id,
        title=named.title,
        received=received,
        received_month_to_date=received_month,
        answered=answered,
        answered_month_to_date=answered_month,
        handled=handled,
        handled_month_to_date=handled_month,
        share_percent=share,
    )


def _word(words: type[StrEnum], value: str) -> Named:
    try:
        return Named(value, title(words(value)))
    except ValueError:  # unset, or written by a newer version
        return _named(value, value)


def _named(name: str, shown: str) -> Named:
    return Named(name, shown or _("not specified"))
