"""What a search has found: each appeal with the words around the hit, these marked where the terminal takes it."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING, Any, NamedTuple

from mcu_cli.domain.query.hits import hits
from mcu_cli.render.clean import clean_line
from mcu_cli.render.entries import entry_json, place_text, stage_title
from mcu_cli.render.lists import shown_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mcu_cli.domain.query.hits import Phrase
    from mcu_cli.domain.registry import Registry
    from mcu_cli.render.out import Out

_AROUND = 60
_BOLD, _PLAIN = "\x1b[1m", "\x1b[0m"


class Hit(NamedTuple):
    """An appeal, and that of its texts in which the words stand: its own, an answer or a note."""

    entry: Any
    text: str


def print_hits(out: Out, found: Sequence[Hit], total: int, registry: Registry, wanted: Sequence[Phrase]) -> None:
    """Print what a search found: each appeal with the words around the hit; with --json an array of objects."""

    def human() -> None:
        for entry, text in found:
            place = place_text(entry.settlement, entry.street, entry.house)
            head = f"{entry.id}  {stage_title(entry.stage)}  {registry.category_title(entry.category, entry.topic)}"
            out.say(clean_line(f"{head}  {place}".rstrip()))
            out.raw(f"    {excerpt(text, wanted, colour=out.colour)}\n")
        out.note(shown_of(len(found), total))

    out.result([entry_json(hit.entry, registry.municipality.timezone) for hit in found], human)


def excerpt(text: str, wanted: Sequence[Phrase], around: int = _AROUND, *, colour: bool = False) -> str:
    """Return the part of `text` around its first hit, cleaned; its beginning if there is none."""
    line = unicodedata.normalize("NFC", clean_line(text))
    spans = list(hits(line, wanted))
    position = spans[0][0] if spans else 0
    start = max(position - around, 0)
    if start:
        start = line.find(" ", start, position) + 1 or position
    end = min(position + 2 * around, len(line))
    shown = line[start:end].rstrip()
    if colour:
        for first, last in reversed(spans):
            if first < start + len(shown):
                at, to = first - start, min(last - start, len(shown))
                shown = f"{shown[:at]}{_BOLD}{shown[at:to]}{_PLAIN}{shown[to:]}"
    return ("…" if start else "") + shown + ("…" if end < len(line) else "")
