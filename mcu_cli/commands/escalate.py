"""`mcu escalate`: take an appeal one step up the ladder."""

from __future__ import annotations

import typer

from mcu_cli.change import carry_out_with_reason
from mcu_cli.commands.options import DryRun, File, Ids, Json, Reason, Yes
from mcu_cli.context import Context
from mcu_cli.domain import decisions
from mcu_cli.language import _
from mcu_cli.texts import TextSource


def escalate(
    ctx: typer.Context,
    ids: Ids,
    reason: Reason = "",
    file: File = None,
    yes: Yes = False,
    dry_run: DryRun = False,
    json: Json = False,
) -> None:
    """Take an appeal one step up the ladder.

    The ladder stands in departments.yaml; a reason is needed.
    """
    mcu = Context.of(ctx)
    carry_out_with_reason(
        mcu,
        ids,
        TextSource(reason or None, file),
        _("Why is this escalated?"),
        action="escalate",
        subject="",
        told=_("Escalate"),
        decide=lambda appeal, act, words: decisions.escalate(appeal, act, mcu.store.registry, words),
        yes=yes,
        dry_run=dry_run,
    )
