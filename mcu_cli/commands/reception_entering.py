"""What `mcu reception` enters: a reception, and the card of a citizen; one commit each."""

from __future__ import annotations

from contextlib import ExitStack
from typing import TYPE_CHECKING

from mcu_cli import bookkeeping
from mcu_cli.commands.reception_appeals import appeal_of, newest, registering
from mcu_cli.commands.reception_cards import filled, said_yes
from mcu_cli.commands.reception_facts import gathered
from mcu_cli.commands.reception_saying import say
from mcu_cli.domain.ledgers.ledger import Ledger
from mcu_cli.domain.ledgers.receptions import questions_of
from mcu_cli.domain.ledgers.receptions import receive as with_card
from mcu_cli.domain.ledgers.vocabulary import ItemStatus
from mcu_cli.errors import RefusedError, UsageError
from mcu_cli.language import _

if TYPE_CHECKING:
    from collections.abc import Callable

    from mcu_cli.commands.reception_cards import Card, Filled
    from mcu_cli.commands.reception_facts import Facts
    from mcu_cli.context import Context
    from mcu_cli.domain.appeal import Appeal
    from mcu_cli.domain.ledgers.item import Item
    from mcu_cli.domain.steps import Act


def add(mcu: Context, facts: Facts, card: Card, *, dry_run: bool) -> None:
    """Enter a reception, and with it the first citizen where one is told of."""
    is_asked = mcu.interactive and facts.form is None  # then somebody sits there and answers
    typed = gathered(mcu, facts, is_asked=is_asked)
    with ExitStack() as drafts:
        first = None
        if card or (is_asked and _wants_card(mcu)):
            first = filled(mcu, card, "reception-new", drafts)
        appeals: list[Appeal] = []
        entered = bookkeeping.enter(
            mcu,
            Ledger.RECEPTION,
            typed,
            then=_with_card(first) if first else None,
            also=registering(mcu, first, appeals) if first else None,
            dry_run=dry_run,
        )
    say(mcu, entered.item, entered.commit, newest(entered.item) if first else [], appeals, dry_run=dry_run)
    if not (dry_run or mcu.out.json or entered.item.state["citizens"]):
        mcu.out.note(
            _("nobody was received at it yet; enter each citizen with `mcu reception receive {id}`").format(
                id=entered.item.id
            )
        )


def receive(mcu: Context, named: str, card: Card, *, dry_run: bool) -> None:
    """Enter the card of one more citizen."""
    entry = bookkeeping.found(mcu, Ledger.RECEPTION, named)
    if entry.status == ItemStatus.WITHDRAWN:  # before anything is asked; what decides stands in the domain
        raise RefusedError(_("{id} was withdrawn and does not count; nothing is done with it").format(id=entry.id))
    with ExitStack() as drafts:
        one = filled(mcu, card, f"reception-{entry.id}", drafts)
        appeals: list[Appeal] = []
        entered = bookkeeping.change(
            mcu, Ledger.RECEPTION, entry.id, _with_card(one), also=registering(mcu, one, appeals), dry_run=dry_run
        )
    say(mcu, entered.item, entered.commit, newest(entered.item), appeals, dry_run=dry_run)


def withdraw(mcu: Context, named: str, reason: str, *, dry_run: bool) -> None:
    """Withdraw a reception: it stays on record with the reason, and counts no more; its appeals stay in work."""
    from mcu_cli.commands.ledger import withdrawn
    from mcu_cli.texts import TextSource

    if not reason and not mcu.interactive:
        raise UsageError(_("say with --reason why it does not count"))
    entered = withdrawn(mcu, Ledger.RECEPTION, named, TextSource(reason or None, None, is_reason=True), dry_run=dry_run)
    item = entered.item
    say(mcu, item, entered.commit, [], [], dry_run=dry_run)
    left = [appeal for question in questions_of(item) if (appeal := appeal_of(mcu, question))]
    if left:
        mcu.out.note(
            _("appeals that came of it stay as they are: {ids}; `mcu link` or `mcu close` settles them").format(
                ids=", ".join(left)
            )
        )


def _wants_card(mcu: Context) -> bool:
    return said_yes(mcu, _("Enter the card of a citizen now?"))


def _with_card(one: Filled) -> Callable[[Item, Act], Item]:
    return lambda item, act: with_card(item, act, one.citizen, one.questions)
