"""What moves the term of an instruction."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mcu_cli.domain.ledgers.steps import step
from mcu_cli.domain.ledgers.vocabulary import ItemEvent
from mcu_cli.errors import RefusedError
from mcu_cli.language import _
from mcu_cli.wording import day_text

if TYPE_CHECKING:
    from datetime import date

    from mcu_cli.domain.ledgers.item import Item
    from mcu_cli.domain.steps import Act


def extend(item: Item, act: Act, until: date, reason: str) -> Item:
    """Return the instruction with a later last day; raises RefusedError for a day that is over or no later.

    One whose term is over may be extended too: the head may give more time whenever he likes. It is not overdue then
    until the new day is over; what is done is late all the same (`terms`).
    """
    if until < act.at.date():
        raise RefusedError(_("{day} is over; give a day that is to come").format(day=day_text(until)))
    due: date | None = item.state.get("due")
    extended = step(item, ItemEvent.EXTENDED, act, until=until, reason=reason)
    if due is not None and until <= due:
        raise RefusedError(
            _("{id} is due on {due}; an extension ends later than that").format(id=item.id, due=day_text(due))
        )
    return extended
