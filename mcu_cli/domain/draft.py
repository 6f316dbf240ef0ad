"""What an incoming file says of one appeal, before the store's registries and ids come in."""

from __future__ import annotations

from dataclasses import field
from typing import TYPE_CHECKING, Any

from mcu_cli.domain.appeal import Author, Place, Source
from mcu_cli.domain.vocabulary import Priority
from mcu_cli.values import dataclass

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from mcu_cli.domain.vocabulary import AppealKind, Channel, EventKind


@dataclass(frozen=True, slots=True)
class DraftEvent:
    """One event as the source tells it.

    `told_by` is what tells it apart from others of its kind at the source: the moment as it stands there, or the
    column or ordinal where there is none; never what somebody wrote. `at` is the moment in the municipality's zone.
    Names of bodies and topics are the source's.
    """

    kind: EventKind
    at: datetime
    told_by: str
    actor: str = ""
    details: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Draft:
    """One row of a file. `group` and `topic` are the source's names; `row` counts from 1 in the file.

    `registered` is the moment of registration where the source tells another than `received`. `own_id` is the id that
    a store of mcu gave the appeal, where the file came out of one. Where `source.key` is empty, the appeal is known by
    its text and place.
    """

    row: int
    channel: Channel
    source: Source
    received: datetime
    text: str
    registered: datetime | None = None
    own_id: str = ""
    priority: Priority = Priority.NORMAL
    original: str = ""
    kind: AppealKind | None = None
    author: Author = field(default_factory=Author)
    place: Place = field(default_factory=Place)
    tags: tuple[str, ...] = ()
    media: bool | None = None
    group: str = ""
    topic: str = ""
    events: tuple[DraftEvent, ...] = field(default_factory=tuple)
