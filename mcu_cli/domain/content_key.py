"""The key of an appeal whose source numbers nothing: a digest of text and place, and an ordinal among equals.

It is made of what the citizen wrote, so that it goes where that is redacted (`domain.redaction`): whoever guesses a
removed telephone could try his guess against the digest.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import replace
from typing import TYPE_CHECKING

from mcu_cli.domain.words import fold

if TYPE_CHECKING:
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
