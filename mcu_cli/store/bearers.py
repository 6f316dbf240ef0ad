"""Which other records bear the same words: linked ones, those of the same author, and whatever says them."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, NamedTuple

from mcu_cli.domain.redaction import passages_with
from mcu_cli.domain.words import stems
from mcu_cli.store.comparing import AMONG, listed
from mcu_cli.store.ledger_items import get_item

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from mcu_cli.domain.redactable import Record
    from mcu_cli.store.repository import Store

_LEAST = 4  # letters of a text that is looked for; a house or a flat stands everywhere
_WORDS = 12  # of a longer text its beginning is enough
_MOST = 200  # records that are looked into


class Bearer(NamedTuple):
    """A record that bears some of the words: its id, and the names of the values that do."""

    id: str
    names: tuple[str, ...]


def bearers(store: Store, ids: Collection[str], pieces: Sequence[str]) -> list[Bearer]:
    """Return where one of the `pieces` stands in records other than `ids`, linked ones first."""
    sought = [piece for piece in dict.fromkeys(pieces) if len(piece.strip()) >= _LEAST]
    if not sought:
        return []
    candidates = dict.fromkeys((*_linked(store, ids), *_saying(store, sought)))
    others = [name for name in candidates if name not in ids][:_MOST]
    found = []
    for record in (*_appeals(store, others), *_items(store, ids, sought)):
        names = tuple(dict.fromkeys(one.name for piece in sought for one in passages_with(record, piece)))
        if names:
            found.append(Bearer(record.id, names))
    return found


def _linked(store: Store, ids: Collection[str]) -> Iterator[str]:
    """Yield the appeals that those in `ids` are linked to, and that are linked to them."""
    for asked, given in (("target", "appeal"), ("appeal", "target")):
        question = f"SELECT {asked} FROM events WHERE event = 'linked' AND {given} {AMONG}"  # noqa: S608  # ours
        yield from (name for (name,) in store.index.query(question, (listed(ids),)))


def _saying(store: Store, pieces: Sequence[str]) -> Iterator[str]:
    """Yield the appeals that bear the words in their texts, as their author or as his page."""
    for piece in pieces:
        phrase = " ".join(stems(piece)[:_WORDS])
        if phrase:
            yield from _ids(store, "rowid IN (SELECT rowid FROM search WHERE search MATCH ?)", f'"{phrase}"')
        for column in ("author", "profile", "url"):
            yield from _ids(store, f"{column} = ?", piece)


def _ids(store: Store, where: str, value: str) -> Iterator[str]:
    rows = store.index.query(f"SELECT id FROM appeals WHERE {where} LIMIT {_MOST}", (value,))  # noqa: S608  # ours
    return (name for (name,) in rows)


def _appeals(store: Store, ids: Sequence[str]) -> Iterator[Record]:
    for entry in store.entries_of(ids, may_be_gone=True):
        yield store.get(entry).appeal


def _items(store: Store, ids: Collection[str], pieces: Sequence[str]) -> Iterator[Record]:
    """Yield the items of ledgers that may bear one of the pieces; few ledgers hold more than some thousands."""
    folded = [json.dumps(piece, ensure_ascii=False)[1:-1].casefold().replace("ё", "е") for piece in pieces]
    for entry in store.index.items():
        if entry.id not in ids:
            data = entry.data.casefold().replace("ё", "е")
            if any(piece in data for piece in folded):
                yield get_item(store, entry).item
