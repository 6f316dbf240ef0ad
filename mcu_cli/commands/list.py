"""`mcu list`: the appeals that filters choose."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from mcu_cli.commands.complete import Suggested, list_of, queries, sorts
from mcu_cli.commands.filters import (
    Categories,
    Channels,
    Departments,
    From,
    Networks,
    Open,
    Overdue,
    Priorities,
    Statuses,
    To,
    tree_of,
)
from mcu_cli.commands.options import Json
from mcu_cli.commands.output import Force, target_of, write_table
from mcu_cli.context import Context
from mcu_cli.errors import UsageError
from mcu_cli.language import _
from mcu_cli.render.entries import COLUMNS, usual_columns
from mcu_cli.selecting import read_query, typed

_SHOWN_ON_A_TERMINAL = 50


def list_appeals(
    ctx: typer.Context,
    query: Annotated[
        list[str] | None,
        typer.Argument(
            help=_("Which appeals: words, field:value, -what-not, or, brackets; see docs/query.md."),
            click_type=Suggested(queries),
        ),
    ] = None,
    status: Statuses = None,
    category: Categories = None,
    department: Departments = None,
    channel: Channels = None,
    network: Networks = None,
    priority: Priorities = None,
    from_: From = "",
    to: To = "",
    open_: Open = False,
    overdue: Overdue = False,
    sort: Annotated[
        str,
        typer.Option(
            "--sort",
            help=_("id, due, received, registered, status, department, category or priority."),
            click_type=Suggested(sorts),
        ),
    ] = "",
    reverse: Annotated[bool, typer.Option("--reverse", help=_("Turn the order round."))] = False,
    columns: Annotated[
        str,
        typer.Option(
            "--columns",
            help=_("Columns to show, with commas; `all` for all."),
            metavar="NAMES",
            click_type=Suggested(list_of(COLUMNS)),
        ),
    ] = "",
    limit: Annotated[int | None, typer.Option("--limit", "-n", min=0, help=_("At most so many."))] = None,
    ids: Annotated[bool, typer.Option("--ids", help=_("Print the ids alone, one a line."))] = False,
    csv: Annotated[
        bool, typer.Option("--csv", help=_("Print a table in CSV, with all columns and full texts."))
    ] = False,
    output: Annotated[
        Path | None,
        typer.Option(
            "--output", "-o", help=_("Write the table of --csv to this file, as Excel opens it."), metavar="FILE"
        ),
    ] = None,
    force: Force = False,
    json: Json = False,
) -> None:
    """List appeals.

    Those that the query and all filters choose; without any all of them.
    """
    from mcu_cli.store.selection import choose  # sqlite3

    mcu = Context.of(ctx)
    if sum((ids, csv, json)) > 1:
        raise UsageError(_("choose one of --ids, --csv and --json"))
    if output is not None and not csv:
        raise UsageError(_("--output writes the table of --csv; add --csv"))
    target = target_of(mcu, output, force=force)
    chosen_columns = _columns(columns) or usual_columns(mcu.out)
    tree = tree_of(
        mcu,
        read_query(mcu, typed(query or ())),
        status=status,
        category=category,
        department=department,
        channel=channel,
        network=network,
        priority=priority,
        from_=from_,
        to=to,
        open_=open_,
        overdue=overdue,
    )
    shortened = limit is None and mcu.out.terminal and not (ids or csv or json)
    chosen = choose(
        mcu.store.index,
        tree,
        mcu.store.registry,
        mcu.now,
        sort=sort or "id",
        backwards=reverse,
        limit=_SHOWN_ON_A_TERMINAL if shortened else limit,
        urgent_first=sort != "id",
    )
    from mcu_cli.render import lists  # tables are heavy

    if ids:
        lists.print_ids(mcu.out, chosen.rows(("id",)))
    elif csv:
        lines = lists.csv_lines(chosen, mcu.store.registry.municipality.timezone)
        if target is None:
            for line in lines:
                mcu.out.raw(line)
        else:
            write_table(target, lines)
            mcu.out.note(_("the table is in {path}").format(path=target))
    else:
        lists.print_list(mcu.out, chosen, chosen_columns, registry=mcu.store.registry, now=mcu.now)


def _columns(text: str) -> tuple[str, ...]:
    names = tuple(name.strip() for name in text.split(",") if name.strip())
    if names == ("all",):
        return COLUMNS
    for name in names:
        if name not in COLUMNS:
            raise UsageError(
                _("there is no column {name!r}; choose from {choices}").format(name=name, choices=", ".join(COLUMNS))
            )
    return names
