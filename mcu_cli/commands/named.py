"""What is named to commands about any record: appeals, and items of ledgers by ids with a letter (`R-2026-7`)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mcu_cli.chosen import Chosen, selected
from mcu_cli.domain.ledgers.ledger import ledger_named

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mcu_cli.context import Context
    from mcu_cli.store.rows import Entry, ItemEntry


def named(mcu: Context, words: Sequence[str], *, most: int | None) -> Sequence[Entry | ItemEntry]:
    """Return the appeals and the items that `words` mean, each once, in the order given; at most so many of a query.

    Beside the id of an item each word is an id: a query chooses appeals alone.
    """
    if not any(map(ledger_named, words)):
        return selected(mcu, words, most=most)
    from mcu_cli.bookkeeping import found

    entries: dict[str, Entry | ItemEntry] = {}
    for word in words:
        ledger = ledger_named(word)
        entry = mcu.store.resolve(word, now=mcu.now) if ledger is None else found(mcu, ledger, word)
        entries.setdefault(entry.id, entry)
    return [*entries.values()]


def ids_of(entries: Sequence[Entry | ItemEntry]) -> Sequence[str]:
    """Return the ids of what is `named`, in its order, however much it is."""
    return entries.ids if isinstance(entries, Chosen) else [entry.id for entry in entries]
