"""`mcu close`: put an appeal away."""

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
from mcu_cli.domain.vocabulary import Outcome
from mcu_cli.language import _


def close(
    ctx: typer.Context,
    ids: Ids,
    outcome: Annotated[
        Outcome | None,
        typer.Option(
            "--outcome", "-o", click_type=OneOf(Outcome), help=_("What came of it, where no final answer said so.")
        ),
    ] = None,
    reason: Reason = "",
    yes: Yes = False,
    dry_run: DryRun = False,
    json: Json = False,
) -> None:
    """Put an appeal away.

    After its final answer, or with an --outcome of its own (withdrawn, say).
    """
    mcu = Context.of(ctx)
    change = Change(
        "close",
        outcome or "",
        _("Close («{outcome}»)").format(outcome=title(outcome)) if outcome else _("Close"),
        lambda appeal, act: decisions.close(appeal, act, outcome, reason),
        yes=yes,
        dry_run=dry_run,
    )
    carry_out(mcu, selected(mcu, ids), change)
