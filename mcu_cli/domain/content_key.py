"""The key of an appeal whose source numbers nothing: a digest of text and place, and an ordinal among equals.

It is made of what the citizen wrote, so that it goes where that is redacted (`domain.redaction`): whoever guesses a
removed telephone could try his guess against the digest.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import replace
from typing import TYPE_CHECKING

from mcu_cli.domain.steps import imported_event_id
from mcu_cli.domain.vocabulary import EventKind
from mcu_cli.domain.words import fold

if TYPE_CHECKING:
    from mcu_cli.domain.appeal import Appeal
    from mcu_cli.domain.draft import Draft

MADE_OF = ("text", "place.municipality", "place.settlement", "place.street", "place.house")
"""The facts that such a key is made of, by their names."""
_DIGITS = 16
_KEY = re.compile(rf"text-[0-9a-f]{{{_DIGITS}}}-\d+")


def content_digest(draft: Draft) -> str:
    """Return what a draft is known by whose source numbers nothing: a hash of text and place."""
    place = draft.place
    parts = (draft.text, place.municipality, place.settlement, place.street, place.house)
    return hashlib.sha256("\0".join(fold(part) for part in parts).encode()).hexdigest()[:_DIGITS]


def with_content_key(draft: Draft, digest: str, ordinal: int) -> Draft:
    """Return such a draft with a key: its digest, and its ordinal (from 1) among equals in the file."""
    return replace(draft, source=replace(draft.source, key=f"text-{digest}-{ordinal}"))


def is_content_key(key: str) -> bool:
    """Whether a key is such a digest, and no number of the source."""
    return _KEY.fullmatch(key) is not None


def named_by(appeal: Appeal, draft: Draft) -> tuple[str, str]:
    """Return what the ids of a draft's events are made of: system and key.

    A key that is a digest of the text would go on telling of a text that was redacted, so that the id of the appeal
    takes its place; but where the events on record were named by it before that was so.
    """
    system, key = draft.source.system, draft.source.key
    if not is_content_key(key) or imported_event_id(system, key, EventKind.REGISTERED, "") in {
        event.id for event in appeal.history
    }:
        return system, key
    return system, appeal.id
