"""`mcu show`: one appeal, or one item of a ledger, pleasant to read."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import typer

from mcu_cli.chosen import MOST_SHOWN
from mcu_cli.commands.named import named
from mcu_cli.commands.options import Ids, Json
from mcu_cli.context import Context
from mcu_cli.domain.ledgers.ledger import Ledger
from mcu_cli.language import _

if TYPE_CHECKING:
    from collections.abc import Callable

    from mcu_cli.store.rows import Entry, ItemEntry

    Page = tuple[dict[str, Any], Callable[[], None]]  # as JSON holds it, and what prints it


def show(ctx: typer.Context, ids: Ids, json: Json = False) -> None:
    """Show appeals whole.

    Facts, state, text, history, the instructions on it, what was done because of it, and the appeals that it resembles.
    With --json the file itself: an object, or a list. Ids of ledgers, like R-2026-0007, show what stands there.
    """
    from mcu_cli.store.rows import ItemEntry  # sqlite3, yaml

    mcu = Context.of(ctx)
    entries = named(mcu, ids, most=MOST_SHOWN)
    for entry in entries:
        if mcu.store.is_edited(entry):
            mcu.out.note(
                _("{path} was changed by hand; shown is what is on record (`mcu record` takes the change in)").format(
                    path=entry.path
                )
            )
    pages = [_of_item(mcu, entry) if isinstance(entry, ItemEntry) else _of_appeal(mcu, entry) for entry in entries]

    def human() -> None:
        for n, (_data, tell) in enumerate(pages):
            if n:
                mcu.out.say()
            tell()

    data = [plain for plain, _tell in pages]
    mcu.out.result(data[0] if len(data) == 1 else data, human)


def _of_appeal(mcu: Context, entry: Entry) -> Page:
    from mcu_cli.render.appeal import Page
    from mcu_cli.render.likely import likely_lines
    from mcu_cli.store.ledger_items import items_about
    from mcu_cli.store.likely import likely
    from mcu_cli.store.schema import plain_appeal

    appeal = mcu.store.get(entry).appeal

    def human() -> None:
        Page(mcu.out, mcu.store.registry, mcu.now).show(appeal)
        items = items_about(mcu.store, appeal.id)
        if items:
            from mcu_cli.render.about import about_lines  # seldom needed

            for line in about_lines(items, mcu.store.registry, mcu.today):
                mcu.out.say(line)
        found = likely(mcu.store, appeal.id)
        if found:
            mcu.out.say()
        for line in likely_lines(appeal.id, found, mcu.store.registry.municipality.timezone):
            mcu.out.say(line)

    return plain_appeal(appeal), human


def _of_item(mcu: Context, entry: ItemEntry) -> Page:
    """Return the page of an item: as the command of its ledger shows it."""
    from mcu_cli.commands.reception_looking import shown
    from mcu_cli.render.items import ItemPage
    from mcu_cli.render.polls import print_votes
    from mcu_cli.store.item_schema import plain_item
    from mcu_cli.store.ledger_items import get_item

    if entry.ledger == Ledger.RECEPTION:
        return shown(mcu, entry)
    item = get_item(mcu.store, entry).item
    plain = plain_item(item)

    def human() -> None:
        ItemPage(mcu.out, mcu.store.registry, mcu.now).show(item)
        if item.ledger is Ledger.POLL:
            print_votes(mcu.out, plain)

    return plain, human
