"""What `mcu reception` shows: a list of numbers, and the whole card file of one reception."""

from __future__ import annotations

import json
from datetime import date
from typing import TYPE_CHECKING, Any, NamedTuple

from mcu_cli.bookkeeping import found
from mcu_cli.commands.filters import period
from mcu_cli.commands.ledger import print_items
from mcu_cli.domain.ledgers.ledger import Ledger
from mcu_cli.domain.ledgers.receptions import SYSTEM, questions_of, register_by
from mcu_cli.domain.ledgers.vocabulary import ItemStatus
from mcu_cli.language import _

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from mcu_cli.context import Context
    from mcu_cli.domain.ledgers.item import Item
    from mcu_cli.domain.ledgers.vocabulary import ReceptionForm
    from mcu_cli.render.receptions import Row
    from mcu_cli.store.rows import Entry, ItemEntry


class Chosen(NamedTuple):
    """Which receptions a list shows, as typed: days, form, how many, those withdrawn too, the ids alone."""

    from_: str
    to: str
    form: ReceptionForm | None
    limit: int | None
    everything: bool
    ids: bool


def list_receptions(mcu: Context, chosen: Chosen) -> None:
    """List receptions, the newest first: numbers, and no names of citizens."""
    from mcu_cli.render.receptions import print_receptions, row_json, row_of, totals_text
    from mcu_cli.reports.ledgers import followed_questions

    first, last = period(mcu, chosen.from_, chosen.to)
    entries = mcu.store.index.items(
        "ledger = ? AND day >= ? AND day <= ?",
        (Ledger.RECEPTION.value, (first or date.min).isoformat(), (last or date.max).isoformat()),
        "ORDER BY day DESC, year DESC, series DESC, number DESC",
    )
    entries = [entry for entry in entries if chosen.everything or entry.status != ItemStatus.WITHDRAWN]
    if chosen.form is not None:
        entries = [entry for entry in entries if json.loads(entry.data)["form"] == chosen.form]
    registered = followed_questions(mcu.store.index)

    def row(entry: ItemEntry) -> Row:
        return row_of(json.loads(entry.data), registered)

    def print_rows(shown: Sequence[ItemEntry]) -> None:
        print_receptions(mcu.out, [row(entry) for entry in shown])
        if entries:
            mcu.out.note(totals_text([row(entry) for entry in entries]))

    print_items(
        mcu,
        entries,
        limit=chosen.limit,
        ids=chosen.ids,
        as_json=lambda entry: row_json(row(entry)),
        print_rows=print_rows,
        nothing=_("there is no such reception; `mcu reception add` enters one"),
    )


def show(mcu: Context, named: str) -> None:
    """Show a reception whole."""
    entry = found(mcu, Ledger.RECEPTION, named)
    if mcu.store.is_edited(entry):
        mcu.out.note(
            _("{path} was changed by hand; shown is what is on record (`mcu record` takes the change in)").format(
                path=entry.path
            )
        )
    data, human = shown(mcu, entry)
    mcu.out.result(data, human)


def shown(mcu: Context, entry: ItemEntry) -> tuple[dict[str, Any], Callable[[], None]]:
    """Return the whole card file of a reception as JSON holds it, and what prints it.

    JSON is the file itself, with `questions`: what became of each, and `appeals`: those that came of them.
    """
    from mcu_cli.render.entries import entry_json
    from mcu_cli.render.receptions import ReceptionPage, Settlement, settlement_json
    from mcu_cli.store.item_schema import plain_item
    from mcu_cli.store.ledger_items import get_item

    item = get_item(mcu.store, entry).item
    appeals = _appeals_of(mcu, item)
    due = register_by(mcu.rules, item.day)
    settlements = [
        Settlement(one, mcu.store.get(appeals[one.key]).appeal if one.key in appeals else None, due)
        for one in questions_of(item)
    ]
    zone = mcu.store.registry.municipality.timezone
    data = {
        **plain_item(item),
        "questions": [settlement_json(one) for one in settlements],
        "appeals": [entry_json(one, zone) for one in appeals.values()],
    }

    def human() -> None:
        page = ReceptionPage(mcu.out, mcu.store.registry, mcu.now)
        page.show_cards(item, settlements, _instructions_at(mcu, item))

    return data, human


def _appeals_of(mcu: Context, item: Item) -> dict[str, Entry]:
    """Return the appeals that came of the questions of a reception, by their keys; of twins the first."""
    entries = mcu.store.index.entries(
        "system = ? AND key GLOB ?", (SYSTEM, f"{item.id}/*"), "ORDER BY day, series, number"
    )
    appeals: dict[str, Entry] = {}
    for entry in entries:
        appeals.setdefault(entry.key, entry)
    return appeals


def _instructions_at(mcu: Context, item: Item) -> list[str]:
    """Return the ids of the instructions that were given at a reception and count."""
    entries = mcu.store.index.items(
        "ledger = ? AND status != ?",
        (Ledger.INSTRUCTION.value, ItemStatus.WITHDRAWN.value),
        "ORDER BY day, year, series, number",
    )
    return [entry.id for entry in entries if json.loads(entry.data).get("reception") == item.id]
