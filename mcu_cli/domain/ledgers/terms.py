"""By when an instruction has to be done, as it stood on a day, and by which of its last days it is judged.

Both are of their own day: an extension says nothing of the days before it. As with appeals (`domain.punctuality`), a
term that ran out before it was moved stays the one by which what was done since is late.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Any, NamedTuple

from mcu_cli.domain.ledgers.vocabulary import ItemEvent

if TYPE_CHECKING:
    from collections.abc import Mapping


class Extension(NamedTuple):
    """On which day a term was moved, and to which."""

    on: date
    until: date


class Terms(NamedTuple):
    """The last day with which an instruction was given, None for none, and its extensions in their order."""

    first: date | None
    extensions: tuple[Extension, ...] = ()

    def on(self, day: date) -> date | None:
        """Return the last day that was in force on `day`."""
        return ([self.first] + [until for on, until in self.extensions if on <= day])[-1]

    def judging(self, day: date) -> date | None:
        """Return the last day by which what was done on `day` is in time or late."""
        due = self.first
        for on, until in self.extensions:
            if on <= day and not (due is not None and due < on):
                due = until
        return due


def terms_of(plain: Mapping[str, Any]) -> Terms:
    """Return the terms of an instruction, given as the plain values of its file: days in ISO 8601."""
    first = date.fromisoformat(plain["due"]) if plain.get("due") else None
    extended = (event for event in plain["history"] if event["event"] == ItemEvent.EXTENDED)
    return Terms(
        first,
        tuple(
            Extension(datetime.fromisoformat(event["at"]).date(), date.fromisoformat(event["until"]))
            for event in extended
        ),
    )
