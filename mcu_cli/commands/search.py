"""`mcu search`: find appeals by words, with the place where they stand."""

from __future__ import annotations

from typing import Annotated

import typer

from mcu_cli.commands.filters import From, Open, To, selection_of
from mcu_cli.commands.options import Json
from mcu_cli.context import Context
from mcu_cli.language import _


def search(
    ctx: typer.Context,
    words: Annotated[list[str], typer.Argument(help=_("Words that all must stand in an appeal; any form, any case."))],
    from_: From = "",
    to: To = "",
    open_: Open = False,
    limit: Annotated[int, typer.Option("--limit", "-n", min=1, help=_("At most so many."))] = 20,
    ids: Annotated[bool, typer.Option("--ids", help=_("Print the ids alone, one a line."))] = False,
    json: Json = False,
) -> None:
    """Find appeals by words.

    In texts, places, authors, answers and notes; any form, any case; the newest first.
    """
    from mcu_cli.render import lists  # noqa: PLC0415  # tables are heavy
    from mcu_cli.store.selection import find  # noqa: PLC0415  # sqlite3

    mcu = Context.of(ctx)
    chosen = selection_of(mcu, words, None, None, None, None, None, None, from_, to, open_, overdue=False)
    entries, total = find(mcu.store.index, chosen, mcu.store.registry, mcu.now, sort="id", backwards=True, limit=limit)
    if ids:
        lists.print_ids(mcu.out, entries)
    else:
        lists.print_hits(mcu.out, entries, total, mcu.store.registry, " ".join(words))
