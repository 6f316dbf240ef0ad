"""`mcu agenda`: what burns, on one screen."""

from __future__ import annotations

from typing import Annotated

import typer

from mcu_cli.commands.options import Json
from mcu_cli.context import Context
from mcu_cli.errors import Problem
from mcu_cli.language import _

_OUTSIDE = "outside"


def agenda(
    ctx: typer.Context,
    limit: Annotated[int | None, typer.Option("--limit", "-n", min=1, help=_("At most so many of each kind."))] = None,
    json: Json = False,
) -> None:
    """Show what burns: urgent, overdue, due by the end of the next working day, promised, without a department.

    On a terminal as much as fits the screen. `mcu` alone, in a store, shows the same.
    """
    from json import dumps

    from mcu_cli.render.agenda import MOST_LINES, Page
    from mcu_cli.reports.agenda import agenda as found_at

    mcu = Context.of(ctx)
    mcu.store.recording = True  # registries changed by hand stand in a section of their own, and need no note
    registry, calendar, now = mcu.store.registry, mcu.store.calendar, mcu.local_now
    outside = [department.id for department in registry.departments.values() if department.kind == _OUTSIDE]
    most = max(mcu.out.height, MOST_LINES) if limit is None and not json else limit
    found = found_at(mcu.store.index, now, calendar.next_working_day(now.date()), outside, most)
    ids = [pressing.id for lines in found.lines.values() for pressing in lines]
    entries = mcu.store.index.entries("id IN (SELECT value FROM json_each(?))", (dumps(ids),))
    page = Page(
        found,
        {entry.id: entry for entry in entries},
        mcu.store.edited_paths(),
        registry=registry,
        now=now,
        kind=calendar.kind(now.date()),
    )
    page.show(mcu.out, limit, [Problem(message, file=path) for path, message in mcu.store.index.unreadable()])
