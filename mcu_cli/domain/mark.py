"""The mark that stands in place of what was redacted, in every store, whatever its language."""

from __future__ import annotations

from typing import Any

from mcu_cli.errors import RefusedError
from mcu_cli.language import _

MARK = "[скрыто]"


def marks_in(content: Any) -> int:
    """Return how often a value bears the mark."""
    if isinstance(content, str):
        return content.count(MARK)
    return sum(map(marks_in, content)) if isinstance(content, tuple) else 0


def refuse_moved_marks(record_id: str, name: str, before: Any, after: Any) -> None:
    """Raise RefusedError where a correction of the fact `name` would set a mark, or write over one that stands.

    A mark set by hand would hide nothing: no event says so, and the index, drafts and the like would go on holding it.
    """
    if marks_in(after) < marks_in(before):
        raise RefusedError(
            _("{id}: in {name} something was redacted, and what stands in its place stays; put {mark} back").format(
                id=record_id, name=name, mark=MARK
            )
        )
    if marks_in(after) > marks_in(before):
        raise RefusedError(
            _("{id}: {mark} in {name} is set by `mcu redact {id}` alone; put the text back and use that").format(
                id=record_id, name=name, mark=MARK
            )
        )
