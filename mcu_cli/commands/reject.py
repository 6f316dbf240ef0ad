"""`mcu reject`: leave an appeal without an answer, on a legal ground."""

from __future__ import annotations

from typing import Annotated

import typer

from mcu_cli.change import Change, carry_out, selected
from mcu_cli.commands.options import DryRun, Ids, Json, Reason, Yes
from mcu_cli.commands.word import OneOf
from mcu_cli.context import Context
from mcu_cli.domain import decisions
from mcu_cli.domain.names import title
from mcu_cli.domain.vocabulary import NoAnswerReason
from mcu_cli.language import _


def reject(
    ctx: typer.Context,
    ids: Ids,
    ground: Annotated[
        NoAnswerReason,
        typer.Option("--ground", "-g", click_type=OneOf(NoAnswerReason), help=_("The legal ground (59-FZ art. 11).")),
    ],
    reason: Reason = "",
    yes: Yes = False,
    dry_run: DryRun = False,
    json: Json = False,
) -> None:
    """Leave an appeal without an answer.

    On a legal ground (59-FZ art. 11).
    """
    mcu = Context.of(ctx)
    change = Change(
        "reject",
        ground,
        _("Leave without an answer: {ground}").format(ground=title(ground)),
        lambda appeal, act: decisions.reject(appeal, act, ground, reason),
        yes=yes,
        dry_run=dry_run,
    )
    carry_out(mcu, selected(mcu, ids), change)
