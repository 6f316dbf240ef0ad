"""An appeal: facts plus an append-only history; its state is the fold of that history."""

from __future__ import annotations

from dataclasses import field
from functools import cached_property
from typing import TYPE_CHECKING, Any

from mcu_cli.domain.punctuality import judged
from mcu_cli.domain.state import State, fold_history
from mcu_cli.domain.vocabulary import AppealKind, Channel, EventKind, IncidentType, Network, Relation
from mcu_cli.values import dataclass

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from mcu_cli.domain.event import Due, Event


@dataclass(frozen=True, slots=True)
class Source:
    """Where an appeal came from; (`system`, `key`) is its identity there."""

    system: str = ""
    key: str = ""
    url: str = ""
    network: Network | None = None
    blog: str = ""
    type: IncidentType | None = None
    audience: int | None = None
    engagement: int | None = None
    extra: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Author:
    """Who sent it: personal data throughout."""

    name: str = ""
    profile: str = ""
    phone: str = ""
    email: str = ""
    address: str = ""
    extra: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Place:
    """Where it is about."""

    region: str = ""
    municipality: str = ""
    district: str = ""
    settlement: str = ""
    street: str = ""
    house: str = ""
    flat: str = ""
    object: str = ""
    extra: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Appeal:
    """One question of one citizen. `extra` keeps keys that this version of mcu does not know."""

    id: str
    channel: Channel
    received: datetime
    text: str
    source: Source = Source()
    kind: AppealKind | None = None
    author: Author = Author()
    place: Place = Place()
    original: str = ""
    against: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    media: bool | None = None
    history: tuple[Event, ...] = ()
    extra: Mapping[str, Any] = field(default_factory=dict)

    @cached_property
    def state(self) -> State:
        """Return the fold of the history."""
        return fold_history(self.history)

    @cached_property
    def judged(self) -> tuple[tuple[Event, Due], ...]:
        """Return the events as they happened, each with the terms by which it is judged (`punctuality.judged`)."""
        return tuple(judged(self.history))

    @property
    def registered(self) -> datetime:
        """Return the moment of registration (the reception, where the history is damaged)."""
        return next((event.at for event in self.history if event.event is EventKind.REGISTERED), self.received)

    @property
    def repeat_of(self) -> tuple[str, ...]:
        """Return the ids of the earlier appeals that this one is linked to as a repeat."""
        return tuple(
            str(event.details["to"])
            for event in self.history
            if event.event is EventKind.LINKED and event.details["relation"] is Relation.REPEAT_OF
        )
