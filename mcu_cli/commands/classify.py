"""`mcu classify`: say what an appeal is about."""

from __future__ import annotations

from typing import Annotated

import typer

from mcu_cli.change import Change, carry_out, selected
from mcu_cli.commands.options import DryRun, Ids, Json, Reason, Yes
from mcu_cli.context import Context
from mcu_cli.domain import decisions
from mcu_cli.language import _


def classify(
    ctx: typer.Context,
    ids: Ids,
    category: Annotated[
        str, typer.Option("--category", "-c", help=_("Group or group/topic of categories.yaml."), metavar="ID")
    ],
    reason: Reason = "",
    yes: Yes = False,
    dry_run: DryRun = False,
    json: Json = False,
) -> None:
    """Say what an appeal is about.

    The category is a group or a topic of categories.yaml.
    """
    mcu = Context.of(ctx)
    found = mcu.store.registry.category(category)
    change = Change(
        "classify",
        found.id,
        _("Put under «{name}»").format(name=found.name),
        lambda appeal, act: decisions.classify(appeal, act, mcu.store.registry.category(category), reason),
        yes=yes,
        dry_run=dry_run,
    )
    carry_out(mcu, selected(mcu, ids), change)
