"""`mcu recompute`: due moments by the rules in force now."""

from __future__ import annotations

from typing import Annotated

import typer

from mcu_cli.change import Change, carry_out
from mcu_cli.chosen import selected
from mcu_cli.commands.complete import Suggested, appeals_or_queries
from mcu_cli.commands.options import DryRun, Json, Reason, Yes
from mcu_cli.context import Context
from mcu_cli.domain import decisions
from mcu_cli.errors import PassedOverError
from mcu_cli.language import _


def recompute(
    ctx: typer.Context,
    ids: Annotated[
        list[str] | None,
        typer.Argument(
            help=_("Only these appeals, by id or by a query; all open ones where none is named."),
            metavar="ID...",
            click_type=Suggested(appeals_or_queries),
        ),
    ] = None,
    reason: Reason = "",
    yes: Yes = False,
    dry_run: DryRun = False,
    json: Json = False,
) -> None:
    """Give open appeals the due moments of the rules in force now.

    A change of the rules or of the calendar moves no date that stands; this does, with a preview. What the citizen was
    promised is never shortened.
    """
    mcu = Context.of(ctx)
    change = Change(
        "recompute",
        "",
        _("Compute the due moments anew"),
        lambda appeal, act: decisions.recompute(appeal, act, mcu.rules, reason),
        yes=yes,
        dry_run=dry_run,
        is_sweep=True,
    )
    chosen = selected(mcu, ids or ["open"], may_be_none=True)
    try:
        if chosen:
            carry_out(mcu, chosen, change)
            return
    except PassedOverError:
        if chosen.named:
            raise
    mcu.out.result({"commit": None, "appeals": []}, lambda: mcu.out.say(_("all is due as the rules in force say")))
