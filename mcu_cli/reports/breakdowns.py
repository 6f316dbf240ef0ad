"""Breakdowns: the appeals of a period by channel, topic, department, district and the like, a row each."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any, NamedTuple

from mcu_cli.domain.names import title
from mcu_cli.domain.vocabulary import CHATTER, FORMS, AppealKind, Channel, Network, Outcome
from mcu_cli.domain.words import name_key
from mcu_cli.language import _
from mcu_cli.reports.indicator import growth
from mcu_cli.reports.speed import percent
from mcu_cli.values import dataclass

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from enum import StrEnum

    from mcu_cli.domain.registry import Category, Registry
    from mcu_cli.reports.scope import Asked

_WIDE, _DONE = 6, 2  # stretches of time in which appeals received are counted, and those answered and handled


class Named(NamedTuple):
    """What a row stands for: its id, empty for appeals that have no such fact, and its title for a reader."""

    id: str
    title: str


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a breakdown: appeals received, answered and handled.

    Those received stand beside the period before and the same one last year; None where the record does not know these
    whole. `share_percent` is the part of those received in the period; among outcomes, of those handled.
    """

    id: str
    title: str
    received: int
    received_month_to_date: int
    received_year_to_date: int
    received_previous: int | None
    received_last_year: int | None
    answered: int
    answered_month_to_date: int
    handled: int
    handled_month_to_date: int
    share_percent: float | None

    @property
    def change_percent(self) -> float | None:
        """Return the growth of those received against last year; None where there were none, or nobody knows."""
        return growth(self.received, self.received_last_year)

    def as_data(self) -> dict[str, Any]:
        """Return the members of the JSON form."""
        return {name: getattr(self, name) for name in self.__slots__} | {"change_percent": self.change_percent}


class Names:
    """How the facts of an appeal are called; names that no registry knows stand for themselves."""

    def __init__(self, registry: Registry) -> None:
        """Look names up in `registry`."""
        self._registry = registry
        self._departments: dict[str, Named] = {}
        self._categories: dict[tuple[str, str], Category | None] = {}
        self._groups: dict[tuple[str, str], Named] = {}
        self._words: dict[tuple[type[StrEnum], str], Named] = {}
        self._districts = {name_key(name): name for name in registry.municipality.population}

    def channel(self, value: str) -> Named:
        """Return how a channel is called."""
        return self._word(Channel, value)

    def network(self, value: str) -> Named:
        """Return how a social network is called."""
        return self._word(Network, value) if value else Named("", _("outside the networks"))

    def source(self, value: str) -> Named:
        """Return how the system is called that an appeal came from; a channel of that name lends it its title."""
        if not value:
            return Named("", _("entered by hand"))
        return self._word(Channel, value)

    def form(self, channel: str) -> Named:
        """Return whether what comes on a channel is written, electronic or oral."""
        form = FORMS.get(Channel(channel)) if channel in set(Channel) else None
        return Named(form, title(form)) if form else _named(channel, channel)

    def kind(self, value: str) -> Named:
        """Return how a kind of 59-FZ is called."""
        return self._word(AppealKind, value)

    def tag(self, value: str) -> Named:
        """Return how a mark is called: as it is typed, but for the one that the program sets itself."""
        return Named(value, _("no appeal (chatter)") if value == CHATTER else value)

    def outcome(self, value: str) -> Named:
        """Return how an outcome is called."""
        return self._word(Outcome, value)

    def district(self, name: str) -> Named:
        """Return a district as the registry spells it."""
        known = self._districts.get(name_key(name), name)
        return _named(known, known)

    def department(self, name: str) -> Named:
        """Return who answers."""
        if name not in self._departments:
            found = self._registry.find_department(name)
            self._departments[name] = Named(found.id, found.name) if found else _named(name, name)
        return self._departments[name]

    def topic(self, category: str, topic: str) -> Named:
        """Return what an appeal is about."""
        found = self.category(category, topic)
        if found is not None:
            return Named(found.id, self._registry.category_title(found.id))
        name = self._registry.category_title(category, topic)
        return _named(name, name)

    def group(self, category: str, topic: str) -> Named:
        """Return the group of what an appeal is about."""
        if (category, topic) not in self._groups:
            found = self.category(category, topic)
            group = self._registry.find_group(found.group if found else category)
            self._groups[category, topic] = Named(group.id, group.name) if group else _named(category, category)
        return self._groups[category, topic]

    def category(self, category: str, topic: str) -> Category | None:
        """Return the topic, or the group where no topic is named; None where the registry has neither."""
        if (category, topic) not in self._categories:
            self._categories[category, topic] = self._category(category, topic)
        return self._categories[category, topic]

    def _word(self, words: type[StrEnum], value: str) -> Named:
        if (words, value) not in self._words:
            self._words[words, value] = _word(words, value)
        return self._words[words, value]

    def _category(self, category: str, topic: str) -> Category | None:
        known = self._registry.categories.get(category)
        if known is not None and (known.is_topic or not topic):
            return known
        return self._registry.find_topic(category, topic) if topic else self._registry.find_group(category)


def break_down(
    asked: Asked, fields: tuple[str, ...], name: Callable[..., Named], *, share_of: str = "received"
) -> list[Row]:
    """Return the rows that `name` makes of the values of `fields`, the largest first by the measure `share_of`.

    Those without a name stand last. One name may stand for several values. Each appeal counts in one row, so that the
    rows add up to the whole.
    """
    sums = _summed(asked, fields, lambda *values: [name(*values)])
    whole = sum(cells[_column(share_of)] for cells in sums.values())
    return _rows(asked, sums, share_of, whole)


def break_down_tags(asked: Asked, names: Names) -> list[Row]:
    """Return a row a mark; an appeal with several counts in each, one without in none; shares are of all received."""
    whole = sum(counts[0] for counts in asked.tallies.received.by("channel").values())
    sums = _summed(asked, ("tags",), lambda tags: [names.tag(tag) for tag in dict.fromkeys(tags.split("\n")) if tag])
    return _rows(asked, sums, "received", whole)


def as_data(rows: Iterable[Row]) -> list[dict[str, Any]]:
    """Return rows as they stand in the JSON form."""
    return [row.as_data() for row in rows]


def _summed(
    asked: Asked, fields: tuple[str, ...], names: Callable[..., Iterable[Named]]
) -> dict[Named, tuple[int, ...]]:
    """Return the counts by name: of the appeals received, then of those answered, then of those handled."""
    sums: defaultdict[Named, list[int]] = defaultdict(lambda: [0] * (_WIDE + _DONE + _DONE))
    tallies = asked.tallies
    first = 0
    for tally in (tallies.received, tallies.answered, tallies.handled):
        for values, counts in tally.by(*fields).items():
            for named in names(*values):
                cells = sums[named]
                for n, count in enumerate(counts, first):
                    cells[n] += count
        first += len(tally.windows)
    return {named: tuple(cells) for named, cells in sums.items() if any(cells)}


def _rows(asked: Asked, sums: dict[Named, tuple[int, ...]], share_of: str, whole: int) -> list[Row]:
    windows = asked.windows
    knows_previous, knows_last_year = asked.knows(windows.previous), asked.knows(windows.last_year)
    rows = []
    for named, cells in sums.items():
        received, month, _quarter, year, previous, last_year, answered, answered_month, handled, handled_month = cells
        rows.append(
            Row(
                id=named.id,
                title=named.title,
                received=received,
                received_month_to_date=month,
                received_year_to_date=year,
                received_previous=previous if knows_previous else None,
                received_last_year=last_year if knows_last_year else None,
                answered=answered,
                answered_month_to_date=answered_month,
                handled=handled,
                handled_month_to_date=handled_month,
                share_percent=percent(cells[_column(share_of)], whole),
            )
        )
    # What has no such fact stands last, however much it is.
    return sorted(
        rows, key=lambda row: (not row.id, -getattr(row, share_of), -row.received, row.title.casefold(), row.id)
    )


def _column(measure: str) -> int:
    return {"received": 0, "answered": _WIDE, "handled": _WIDE + _DONE}[measure]


def _word(words: type[StrEnum], value: str) -> Named:
    try:
        return Named(value, title(words(value)))
    except ValueError:  # unset, or written by a newer version
        return _named(value, value)


def _named(name: str, shown: str) -> Named:
    return Named(name, shown or _("not specified"))
