"""`mcu search`: find appeals by words, with the place where they stand."""

from __future__ import annotations

from typing import Annotated

import typer

from mcu_cli.commands.complete import Suggested, queries
from mcu_cli.commands.filters import From, Open, To, tree_of
from mcu_cli.commands.options import Json
from mcu_cli.context import Context
from mcu_cli.language import _
from mcu_cli.selecting import read_query, typed, words_looked_for


def search(
    ctx: typer.Context,
    query: Annotated[
        list[str],
        typer.Argument(
            help=_("Words that all must stand in an appeal, and whatever else a query may hold."),
            click_type=Suggested(queries),
        ),
    ],
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
    from mcu_cli.render import lists  # tables are heavy
    from mcu_cli.store.selection import find  # sqlite3

    mcu = Context.of(ctx)
    tree = tree_of(mcu, read_query(mcu, typed(query)), from_=from_, to=to, open_=open_)
    entries, total = find(mcu.store.index, tree, mcu.store.registry, mcu.now, sort="id", backwards=True, limit=limit)
    if ids:
        lists.print_ids(mcu.out, entries)
    else:
        lists.print_hits(mcu.out, entries, total, mcu.store.registry, " ".join(words_looked_for(tree)))
