"""The closed lists of words that the files of the ledgers use beside those of `domain.vocabulary`."""

from __future__ import annotations

from enum import StrEnum


class ItemStatus(StrEnum):
    """Where an item stands. Receptions and works are done when they are entered."""

    OPEN = "open"
    DONE = "done"
    WITHDRAWN = "withdrawn"


class ReceptionForm(StrEnum):
    """How citizens were received: by timetable, in the field, on one subject, on the nationwide day of 12 December."""

    SCHEDULED = "scheduled"
    FIELD = "field"
    THEMATIC = "thematic"
    NATIONWIDE = "nationwide"


class Rank(StrEnum):
    """Who received: the head of the municipality, a deputy, or another official."""

    HEAD = "head"
    DEPUTY = "deputy"
    OTHER = "other"


class ItemEvent(StrEnum):
    """What may happen to an item; which of these in which ledger, EVENTS in `fields` says."""

    REGISTERED = "registered"
    RECEIVED = "received"
    DONE = "done"
    EXTENDED = "extended"
    RESULT = "result"
    WITHDRAWN = "withdrawn"
    CORRECTED = "corrected"
    REDACTED = "redacted"
