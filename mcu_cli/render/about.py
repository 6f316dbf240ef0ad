"""What the ledgers say of one appeal: the instructions on it, and what was done because of it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from mcu_cli.domain.ledgers.ledger import Ledger
from mcu_cli.language import _
from mcu_cli.render.instructions import instruction_line
from mcu_cli.render.works import work_line

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date

    from mcu_cli.domain.registry import Registry


def about_lines(entries: Sequence[Any], registry: Registry, today: date) -> Iterator[str]:
    """Yield the lines that name the items of ledgers about an appeal, a heading before those of each ledger."""
    instructions = [json.loads(entry.data) for entry in entries if entry.ledger == Ledger.INSTRUCTION]
    works = [json.loads(entry.data) for entry in entries if entry.ledger == Ledger.WORK]
    if instructions:
        yield ""
        yield _("Instructions on it:")
        for plain in instructions:
            yield "  " + instruction_line(plain, registry, today)
    if works:
        yield ""
        yield _("Done because of it:")
        for plain in works:
            yield "  " + work_line(plain, with_appeals=False)
