"""`mcu reopen`: take an appeal back into work."""

from __future__ import annotations

import typer

from mcu_cli.change import carry_out_with_reason
from mcu_cli.commands.options import DryRun, File, Ids, Json, Reason, Yes
from mcu_cli.context import Context
from mcu_cli.domain import decisions
from mcu_cli.language import _
from mcu_cli.texts import TextSource


def reopen(
    ctx: typer.Context,
    ids: Ids,
    reason: Reason = "",
    file: File = None,
    yes: Yes = False,
    dry_run: DryRun = False,
    json: Json = False,
) -> None:
    """Take an appeal back into work.

    Its clocks start anew.
    """
    mcu = Context.of(ctx)
    carry_out_with_reason(
        mcu,
        ids,
        TextSource(reason or None, file, is_reason=True),
        _("Why is this reopened?"),
        action="reopen",
        subject="",
        told=_("Reopen"),
        decide=lambda appeal, act, words: decisions.reopen(appeal, act, mcu.rules, words),
        yes=yes,
        dry_run=dry_run,
    )
