"""An item of a ledger: facts plus an append-only history; its state is the fold of both."""

from __future__ import annotations

from dataclasses import field
from functools import cached_property
from typing import TYPE_CHECKING, Any

from mcu_cli.domain.ledgers.ledger import Ledger
from mcu_cli.domain.ledgers.vocabulary import ItemEvent, ItemStatus
from mcu_cli.values import dataclass

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import date, datetime


@dataclass(frozen=True, slots=True)
class ItemHappening:
    """One thing that happened to an item; `details` holds the fields that EVENTS names for it, typed."""

    id: str
    at: datetime
    by: str
    event: ItemEvent
    recorded: datetime | None = None
    details: Mapping[str, Any] = field(default_factory=dict)
    extra: Mapping[str, Any] = field(default_factory=dict)

    @property
    def recorded_at(self) -> datetime:
        """Return when it was written down."""
        return self.recorded or self.at


@dataclass(frozen=True)
class Item:
    """One item. `facts` are typed values by the names of FACTS (`format` and `id` left out), unset ones missing.

    `extra` keeps keys that this version of mcu does not know.
    """

    ledger: Ledger
    id: str
    facts: Mapping[str, Any]
    history: tuple[ItemHappening, ...] = ()
    extra: Mapping[str, Any] = field(default_factory=dict)

    @cached_property
    def state(self) -> dict[str, Any]:
        """Return the fold: typed values by the names of STATE, unset ones missing."""
        return _FOLDS[self.ledger](self) | {"status": self._status}

    @property
    def status(self) -> ItemStatus:
        """Return where it stands."""
        return ItemStatus(self.state["status"])

    @property
    def day(self) -> date:
        """Return the day by which it belongs to a period: held, given, begun, done."""
        return day_of(self.ledger, self.facts)

    def happened(self, kind: ItemEvent) -> Iterator[ItemHappening]:
        """Yield the events of one kind, in the order of recording."""
        return (event for event in self.history if event.event is kind)

    @property
    def _status(self) -> ItemStatus:
        if any(self.happened(ItemEvent.WITHDRAWN)):
            return ItemStatus.WITHDRAWN
        ends = _ENDS.get(self.ledger)
        return ItemStatus.DONE if ends is None or any(self.happened(ends)) else ItemStatus.OPEN


def day_of(ledger: Ledger, facts: Mapping[str, Any]) -> date:
    """Return the day by which an item with these facts belongs to a period."""
    day: date = facts[_DAY_OF[ledger]]
    return day


_DAY_OF = {
    Ledger.RECEPTION: "day",
    Ledger.INSTRUCTION: "given",
    Ledger.POLL: "begins",
    Ledger.WORK: "day",
}
# What is open until this happens; receptions and works are entered when they are over.
_ENDS = {Ledger.INSTRUCTION: ItemEvent.DONE, Ledger.POLL: ItemEvent.RESULT}


def _reception(item: Item) -> dict[str, Any]:
    received = [event.details["questions"] for event in item.happened(ItemEvent.RECEIVED)]
    return {"citizens": item.facts.get("citizens", 0) + len(received), "questions": sum(map(len, received))}


def _instruction(item: Item) -> dict[str, Any]:
    due = item.facts.get("due")
    for event in item.happened(ItemEvent.EXTENDED):
        due = event.details["until"]
    done = [event.details["day"] for event in item.happened(ItemEvent.DONE)]
    return {name: day for name, day in (("due", due), ("done", done[-1] if done else None)) if day is not None}


def _poll(item: Item) -> dict[str, Any]:
    results = [event.details["participants"] for event in item.happened(ItemEvent.RESULT)]
    return {"participants": results[-1]} if results else {}


def _work(_item: Item) -> dict[str, Any]:
    return {}


_FOLDS = {
    Ledger.RECEPTION: _reception,
    Ledger.INSTRUCTION: _instruction,
    Ledger.POLL: _poll,
    Ledger.WORK: _work,
}
