"""`mcu prioritise`: say how much an appeal presses."""

from __future__ import annotations

from typing import Annotated

import typer

from mcu_cli.change import Change, carry_out
from mcu_cli.chosen import selected
from mcu_cli.commands.options import DryRun, Ids, Json, Reason, Yes
from mcu_cli.commands.word import OneOf
from mcu_cli.context import Context
from mcu_cli.domain import decisions
from mcu_cli.domain.names import title
from mcu_cli.domain.vocabulary import Priority
from mcu_cli.language import _


def prioritise(
    ctx: typer.Context,
    ids: Ids,
    priority: Annotated[
        Priority, typer.Option("--priority", "-p", click_type=OneOf(Priority), help=_("The new priority."))
    ],
    reason: Reason = "",
    yes: Yes = False,
    dry_run: DryRun = False,
    json: Json = False,
) -> None:
    """Give an appeal another priority.

    Its due dates follow the rules for that priority, counted from registration.
    """
    mcu = Context.of(ctx)
    change = Change(
        "prioritise",
        priority,
        _("Set the priority to «{name}»").format(name=title(priority)),
        lambda appeal, act: decisions.prioritise(appeal, act, mcu.rules, priority, reason),
        yes=yes,
        dry_run=dry_run,
    )
    carry_out(mcu, selected(mcu, ids), change)
