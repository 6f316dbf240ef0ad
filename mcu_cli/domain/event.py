"""One thing that happened to an appeal, and the due moments that an event may set."""

from __future__ import annotations

from dataclasses import field
from typing import TYPE_CHECKING, Any

from mcu_cli.values import dataclass

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from mcu_cli.domain.vocabulary import EventKind


@dataclass(frozen=True, slots=True)
class Due:
    """When what is due (aware moments): the two answers, and the steps before them that the rules know.

    `register`, `route` and `forward`: by when it has to be registered, have a department, be sent to who is competent.
    """

    first: datetime | None = None
    final: datetime | None = None
    register: datetime | None = None
    route: datetime | None = None
    forward: datetime | None = None
    extra: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that happened.

    `details` holds the fields that `fields.EVENTS` names for its kind, typed; `extra` keys that this version of mcu
    does not know, as they stand.
    """

    id: str
    at: datetime
    by: str
    event: EventKind
    recorded: datetime | None = None
    actor: str = ""
    origin: str = ""
    details: Mapping[str, Any] = field(default_factory=dict)
    extra: Mapping[str, Any] = field(default_factory=dict)

    @property
    def recorded_at(self) -> datetime:
        """Return when it was written down."""
        return self.recorded or self.at
