"""`mcu reopen`: take an appeal back into work."""

from __future__ import annotations

import typer

from mcu_cli.change import Change, carry_out, selected
from mcu_cli.commands.options import DryRun, File, Ids, Json, Reason, Yes
from mcu_cli.context import Context
from mcu_cli.domain import decisions
from mcu_cli.language import _
from mcu_cli.texts import TextSource, text_for


def reopen(  # options of the command
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
    entries = selected(mcu, ids)
    source = TextSource(reason or None, file)
    with text_for(mcu, source, name=f"reopen-{entries[0].id}", about=_("Why is this reopened?")) as words:
        change = Change(
            "reopen",
            "",
            lambda appeal, act: decisions.reopen(appeal, act, mcu.rules, words),
            yes=yes,
            dry_run=dry_run,
        )
        carry_out(mcu, entries, change)
