"""`mcu forward`: send an appeal to the body that is competent."""

from __future__ import annotations

from typing import Annotated

import typer

from mcu_cli.change import Change, carry_out
from mcu_cli.chosen import selected
from mcu_cli.commands.complete import Suggested, departments
from mcu_cli.commands.options import DryRun, Ids, Json, Notified, Reason, Yes
from mcu_cli.context import Context
from mcu_cli.domain import decisions
from mcu_cli.language import _


def forward(
    ctx: typer.Context,
    ids: Ids,
    to: Annotated[
        str,
        typer.Option(
            "--to",
            help=_("The body: id or name of departments.yaml, or any other name."),
            metavar="NAME",
            click_type=Suggested(departments),
        ),
    ],
    control: Annotated[
        bool, typer.Option("--control", help=_("Keep the appeal on control: it stays open until it is answered."))
    ] = False,
    notified: Notified = "",
    late: Annotated[
        bool, typer.Option("--late", help=_("Forward although the time for it is over; --reason says why."))
    ] = False,
    reason: Reason = "",
    yes: Yes = False,
    dry_run: DryRun = False,
    json: Json = False,
) -> None:
    """Forward an appeal to the competent body.

    It leaves the backlog unless kept under --control. Where the law gives a time for it (59-FZ art. 8), the citizen has
    to be told, and --notified says when.
    """
    mcu = Context.of(ctx)
    told = mcu.day(notified) if notified else None
    known = mcu.store.registry.find_department(to)
    body = known.id if known else to
    change = Change(
        "forward",
        body,
        _("Forward to «{name}»").format(name=known.name if known else to),
        lambda appeal, act: decisions.forward(
            appeal, act, mcu.rules, to=body, control=control, notified=told, reason=reason, late=late
        ),
        yes=yes,
        dry_run=dry_run,
    )
    carry_out(mcu, selected(mcu, ids), change)
