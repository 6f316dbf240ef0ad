"""`mcu show`: one appeal, pleasant to read."""

from __future__ import annotations

import typer

from mcu_cli.change import MOST_SHOWN, selected
from mcu_cli.commands.options import Ids, Json
from mcu_cli.context import Context
from mcu_cli.language import _


def show(ctx: typer.Context, ids: Ids, json: Json = False) -> None:
    """Show appeals whole.

    Facts, state, text, history, the instructions on it, what was done because of it, and the appeals that it resembles.
    With --json the file itself: an object, or a list.
    """
    from mcu_cli.render.about import about_lines
    from mcu_cli.render.appeal import Page
    from mcu_cli.render.likely import likely_lines
    from mcu_cli.store.ledger_items import items_about
    from mcu_cli.store.likely import likely  # sqlite3
    from mcu_cli.store.schema import plain_appeal  # yaml

    mcu = Context.of(ctx)
    entries = selected(mcu, ids, most=MOST_SHOWN)
    appeals = [mcu.store.get(entry).appeal for entry in entries]
    for entry in entries:
        if mcu.store.is_edited(entry):
            mcu.out.note(
                _("{path} was changed by hand; shown is what is on record (`mcu record` takes the change in)").format(
                    path=entry.path
                )
            )
    page = Page(mcu.out, mcu.store.registry, mcu.now)

    def human() -> None:
        for n, appeal in enumerate(appeals):
            if n:
                mcu.out.say()
            page.show(appeal)
            for line in about_lines(items_about(mcu.store, appeal.id), mcu.store.registry, mcu.today):
                mcu.out.say(line)
            found = likely(mcu.store, appeal.id)
            if found:
                mcu.out.say()
            for line in likely_lines(appeal.id, found, mcu.store.registry.municipality.timezone):
                mcu.out.say(line)

    plain = [plain_appeal(appeal) for appeal in appeals]
    mcu.out.result(plain[0] if len(plain) == 1 else plain, human)
