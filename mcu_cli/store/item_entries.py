"""What the index keeps of an item of a ledger: a row to list and count by, and the whole item as JSON."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from mcu_cli.domain.ledgers.ledger import parse
from mcu_cli.store.item_schema import plain_item
from mcu_cli.store.rows import ItemEntry

if TYPE_CHECKING:
    from mcu_cli.domain.ledgers.item import Item


def item_entry_of(item: Item, *, path: str, blob: str) -> ItemEntry:
    """Return the row of `item`, whose file at `path` is the git object `blob`."""
    item_id = parse(item.id)
    assert item_id is not None  # noqa: S101  # the schema lets no other id in
    due = item.state.get("due") or item.facts.get("ends")
    done = item.state.get("done")
    return ItemEntry(
        id=item.id,
        path=path,
        blob=blob,
        ledger=item.ledger.value,
        year=item_id.year,
        series=item_id.series,
        number=item_id.number,
        day=item.day.isoformat(),
        status=item.status.value,
        due=due.isoformat() if due else "",
        done=done.isoformat() if done else "",
        data=json.dumps(plain_item(item), ensure_ascii=False),
    )
