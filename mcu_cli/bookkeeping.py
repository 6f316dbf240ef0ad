"""How a command enters something into a ledger, or changes what stands there: one commit, and what became of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

from mcu_cli.errors import UsageError
from mcu_cli.language import _

if TYPE_CHECKING:
    from mcu_cli.context import Context
    from mcu_cli.domain.ledgers.item import Item
    from mcu_cli.domain.ledgers.ledger import Ledger
    from mcu_cli.domain.steps import Act
    from mcu_cli.store.rows import ItemEntry
    from mcu_cli.store.transaction import Transaction


class Entered(NamedTuple):
    """An item as it is now (or would be, in a dry run), its commit, and the appeals of that commit."""

    item: Item
    commit: str | None
    appeals: tuple[str, ...] = ()


# What else goes into the commit: given the transaction, who acts, and the item, it returns the ids of the appeals.
Also = Callable[["Transaction", "Act", "Item"], tuple[str, ...]]


def enter(  # noqa: PLR0913  # what, and what goes with it
    mcu: Context,
    ledger: Ledger,
    facts: Mapping[str, Any],
    *,
    then: Callable[[Item, Act], Item] | None = None,
    also: Also | None = None,
    dry_run: bool = False,
) -> Entered:
    """Enter an item with these facts under the next number of the year of its day; `then` does the first with it.

    Raises RefusedError for facts that cannot be.
    """
    from mcu_cli.domain.ledgers import steps
    from mcu_cli.domain.ledgers.item import day_of
    from mcu_cli.store.item_schema import write_item
    from mcu_cli.store.ledger_items import COMMAND_OF
    from mcu_cli.store.numbering import next_item_id
    from mcu_cli.store.trailers import Message

    action = COMMAND_OF[ledger]
    with mcu.store.writing(action, now=mcu.local_now) as transaction:
        act = mcu.act(transaction)
        # What is entered in January may be of December.
        item_id = next_item_id(mcu.store, ledger, day_of(ledger, facts).year)
        item = steps.register(item_id, facts, act)
        if then is not None:
            item = then(item, act)
        appeals = also(transaction, act, item) if also is not None else ()
        commit = None
        if not dry_run:
            transaction.put(item_id.path, write_item(item))
            commit = transaction.commit(Message(action, f"{item.id}: {item.history[-1].event}", appeals))
    return Entered(item, commit, appeals)


def change(  # noqa: PLR0913  # which, what becomes of it, and what goes with it
    mcu: Context,
    ledger: Ledger,
    named: str,
    decide: Callable[[Item, Act], Item],
    *,
    also: Also | None = None,
    dry_run: bool = False,
) -> Entered:
    """Change the item that `named` means; raises NotFoundError where there is none, ConflictError for a hand edit."""
    from mcu_cli.store.item_schema import write_item
    from mcu_cli.store.ledger_items import COMMAND_OF, get_item
    from mcu_cli.store.trailers import Message

    action = COMMAND_OF[ledger]
    with mcu.store.writing(action, now=mcu.local_now) as transaction:
        entry = found(mcu, ledger, named)
        act = mcu.act(transaction)
        stored = get_item(mcu.store, entry)
        item = decide(stored.item, act)
        appeals = also(transaction, act, item) if also is not None else ()
        commit = None
        if not dry_run:
            transaction.put(stored.path, write_item(item), replacing=stored.blob)
            commit = transaction.commit(Message(action, f"{item.id}: {item.history[-1].event}", appeals))
    return Entered(item, commit, appeals)


def found(mcu: Context, ledger: Ledger, named: str) -> ItemEntry:
    """Return the item that `named` means: an id or a short form; raises UsageError where nothing is named."""
    from mcu_cli.store.ledger_items import COMMAND_OF, find_item

    if not named.strip():
        raise UsageError(_("say which: `mcu {command} list` shows the ids").format(command=COMMAND_OF[ledger]))
    return find_item(mcu.store, ledger, named, year=mcu.today.year)
