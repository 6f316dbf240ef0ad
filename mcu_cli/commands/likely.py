"""`mcu likely`: which appeals look like duplicates or repeats of others."""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated

import typer

from mcu_cli.change import selected
from mcu_cli.commands.complete import Suggested, appeals_or_queries
from mcu_cli.commands.filters import From, To, period
from mcu_cli.commands.options import Json
from mcu_cli.context import Context
from mcu_cli.errors import UsageError
from mcu_cli.language import _


def likely(
    ctx: typer.Context,
    ids: Annotated[
        list[str] | None,
        typer.Argument(
            help=_("Only these appeals, by id or by a query; - reads ids from standard input."),
            metavar="ID...",
            click_type=Suggested(appeals_or_queries),
        ),
    ] = None,
    from_: From = "",
    to: To = "",
    limit: Annotated[int | None, typer.Option("--limit", "-n", min=1, help=_("At most so many."))] = None,
    json: Json = False,
) -> None:
    """List appeals that look like others.

    Likely duplicates, repeats and joint complaints, each with the command that links it; those registered in the last
    30 days, unless a period or appeals are named.
    """
    from mcu_cli.render.likely import likely_json, print_list
    from mcu_cli.store.likely import likely_for  # sqlite3

    mcu = Context.of(ctx)
    if ids and (from_ or to):
        raise UsageError(_("appeals and a period exclude each other; leave out --from and --to, or the appeals"))
    chosen = [entry.id for entry in selected(mcu, ids)] if ids else _registered(mcu, from_, to)
    alike = likely_for(mcu.store, chosen)
    shown = alike[:limit]
    mcu.out.result(
        [{"id": one.id, "likely": likely_json(one.id, one.found)} for one in shown],
        lambda: print_list(mcu.out, shown, len(alike), mcu.store.registry.municipality.timezone),
    )


def _registered(mcu: Context, from_: str, to: str) -> list[str]:
    """Return the ids of the appeals registered in a period; of the last days where none is given."""
    from mcu_cli.domain.likeness import WINDOW_DAYS

    first, last = period(mcu, from_, to)
    if not first and not last:
        first = mcu.today - timedelta(days=WINDOW_DAYS)
    lowest, highest = first.isoformat() if first else "", last.isoformat() if last else "9999"
    rows = mcu.store.index.query("SELECT id FROM appeals WHERE day BETWEEN ? AND ?", (lowest, highest))
    return [appeal_id for (appeal_id,) in rows]
