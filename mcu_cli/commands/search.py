"""`mcu search`: find appeals by words, with the place where they stand."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from mcu_cli.commands.complete import Suggested, queries
from mcu_cli.commands.filters import From, Open, To, tree_of
from mcu_cli.commands.options import Json
from mcu_cli.context import Context
from mcu_cli.language import _
from mcu_cli.selecting import read_query, typed

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mcu_cli.domain.query.hits import Phrase
    from mcu_cli.store.rows import Entry


class HitOrder(StrEnum):
    """In which order hits are shown."""

    RELEVANCE = "relevance"
    NEWEST = "newest"


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
    sort: Annotated[
        HitOrder, typer.Option("--sort", help=_("The best hits first, or the newest appeals."))
    ] = HitOrder.RELEVANCE,
    limit: Annotated[int, typer.Option("--limit", "-n", min=1, help=_("At most so many."))] = 20,
    ids: Annotated[bool, typer.Option("--ids", help=_("Print the ids alone, one a line."))] = False,
    json: Json = False,
) -> None:
    """Find appeals by words.

    In texts, places, authors, answers and notes; any form, any case; the best hits first.
    """
    from mcu_cli.domain.query.hits import phrases  # stems
    from mcu_cli.store.selection import RELEVANCE, find  # sqlite3

    mcu = Context.of(ctx)
    order = "id" if sort is HitOrder.NEWEST else RELEVANCE
    tree = tree_of(mcu, read_query(mcu, typed(query)), from_=from_, to=to, open_=open_)
    entries, total = find(mcu.store.index, tree, mcu.store.registry, mcu.now, sort=order, backwards=True, limit=limit)
    if ids:
        from mcu_cli.render.lists import print_ids

        print_ids(mcu.out, entries)
        return
    from mcu_cli.render.hits import Hit, print_hits  # tables are heavy

    wanted = phrases(tree)
    found = [Hit(entry, entry.text if json else _where_it_stands(mcu, entry, wanted)) for entry in entries]
    print_hits(mcu.out, found, total, mcu.store.registry, wanted)


def _where_it_stands(mcu: Context, entry: Entry, wanted: Sequence[Phrase]) -> str:
    """Return the text of an appeal in which the words stand: its own, else an answer or a note, the newest first."""
    from mcu_cli.domain.query.hits import hits

    if any(hits(entry.text, wanted)):
        return entry.text
    said = (
        str(event.details[name])
        for event in reversed(mcu.store.get(entry).appeal.history)
        for name in ("text", "reason")
        if name in event.details
    )
    return next((text for text in said if any(hits(text, wanted))), entry.text)
