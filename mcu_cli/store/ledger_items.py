"""Items of the ledgers in the store: found by what an operator types, read as HEAD holds them."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from mcu_cli.domain.ledgers.ledger import ItemId, Ledger, parse, parse_short
from mcu_cli.domain.ledgers.vocabulary import ItemStatus
from mcu_cli.errors import DamagedError, NotFoundError
from mcu_cli.language import _

if TYPE_CHECKING:
    from mcu_cli.domain.ledgers.item import Item
    from mcu_cli.store.repository import Store
    from mcu_cli.store.rows import ItemEntry


class StoredItem(NamedTuple):
    """An item with its place: the file's path and the git object that holds it in HEAD."""

    item: Item
    path: str
    blob: str


def find_item(store: Store, ledger: Ledger, text: str, *, year: int) -> ItemEntry:
    """Return the item of `ledger` that `text` means: an id, or a short form that fits one; `year` is the present one.

    Raises NotFoundError where there is none or several, DamagedError where it cannot be read, UsageError for no id.
    """
    wanted = parse_short(ledger, text, year=year)
    found = store.index.items(
        "ledger = ? AND year = ? AND number = ? AND (series = ? OR ? = '')",
        (ledger.value, wanted.year, wanted.number, wanted.series, wanted.series),
        "ORDER BY series",
    )
    if not found:
        whole = ItemId(ledger, *wanted)
        reason = dict(store.index.unreadable()).get(whole.path)
        if reason is not None:
            raise DamagedError(_("{id} is on record and cannot be read: {reason}").format(id=whole, reason=reason))
        raise NotFoundError(
            _("there is no {id!r}; `mcu {command} list` shows those there are").format(
                id=text, command=COMMAND_OF[ledger]
            )
        )
    if len(found) > 1:
        shown = ", ".join(entry.id for entry in found)
        raise NotFoundError(_("{id!r} fits {shown}; write the letter of the series too").format(id=text, shown=shown))
    return found[0]


def items_about(store: Store, appeal_id: str) -> list[ItemEntry]:
    """Return the items that name an appeal and count: instructions on it, works done because of it; in their order."""
    return store.index.items(
        "status != ? AND EXISTS (SELECT 1 FROM json_each(data, '$.appeals') WHERE value = ?)",
        (ItemStatus.WITHDRAWN.value, appeal_id),
        "ORDER BY ledger, day, year, series, number",
    )


# How the commands of the ledgers are called: `mcu done` says what was done.
COMMAND_OF = {Ledger.RECEPTION: "reception", Ledger.INSTRUCTION: "instruct", Ledger.POLL: "poll", Ledger.WORK: "done"}


def get_item(store: Store, entry: ItemEntry) -> StoredItem:
    """Return the item of an entry as HEAD holds it."""
    from mcu_cli.store.item_schema import read_item  # not for who only looks whether there is one

    data = next(store.git.blobs([entry.blob]))
    if data is None:
        raise DamagedError(
            _("git has lost the object of {path}; run `git fsck` and restore it from a copy").format(path=entry.path)
        )
    item_id = parse(entry.id)
    assert item_id is not None  # noqa: S101  # the index holds no other
    return StoredItem(read_item(data, item_id.ledger, file=entry.path), entry.path, entry.blob)
