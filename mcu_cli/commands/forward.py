"""`mcu forward`: send an appeal to the body that is competent."""

from __future__ import annotations

from typing import Annotated

import typer

from mcu_cli.change import Change, carry_out, selected
from mcu_cli.commands.complete import Suggested, departments
from mcu_cli.commands.options import DryRun, Ids, Json, Notified, Reason, Yes
from mcu_cli.context import Context
from mcu_cli.domain import decisions
from mcu_cli.domain.vocabulary import Channel
from mcu_cli.language import _

_UNDER_59_FZ = {Channel.LETTER, Channel.RECEPTION, Channel.MAIL}


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
    reason: Reason = "",
    yes: Yes = False,
    dry_run: DryRun = False,
    json: Json = False,
) -> None:
    """Forward an appeal to the competent body.

    It leaves the backlog unless kept under --control (59-FZ art. 8).
    """
    mcu = Context.of(ctx)
    told = mcu.day(notified) if notified else None
    known = mcu.store.registry.find_department(to)
    body = known.id if known else to
    change = Change(
        "forward",
        body,
        _("Forward to «{name}»").format(name=known.name if known else to),
        lambda appeal, act: decisions.forward(appeal, act, to=body, control=control, notified=told, reason=reason),
        yes=yes,
        dry_run=dry_run,
    )
    forwarded = carry_out(mcu, selected(mcu, ids), change)
    if told is None and any(appeal.channel in _UNDER_59_FZ for appeal in forwarded):
        mcu.out.note(
            _("tell the citizen that the appeal was forwarded (59-FZ art. 8 part 3); --notified keeps the day")
        )
