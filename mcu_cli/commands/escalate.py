"""`mcu escalate`: take an appeal one step up the ladder."""

from __future__ import annotations

import typer

from mcu_cli.change import Change, carry_out, selected
from mcu_cli.commands.options import DryRun, File, Ids, Json, Reason, Yes
from mcu_cli.context import Context
from mcu_cli.domain import decisions
from mcu_cli.language import _
from mcu_cli.texts import TextSource, text_for


def escalate(  # options of the command
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
    entries = selected(mcu, ids)
    source = TextSource(reason or None, file)
    with text_for(mcu, source, name=f"escalate-{entries[0].id}", about=_("Why is this escalated?")) as words:
        change = Change(
            "escalate",
            "",
            lambda appeal, act: decisions.escalate(appeal, act, mcu.store.registry, words),
            yes=yes,
            dry_run=dry_run,
        )
        carry_out(mcu, entries, change)
