"""`mcu note`: add a remark to an appeal."""

from __future__ import annotations

import typer

from mcu_cli.change import Change, carry_out
from mcu_cli.chosen import selected
from mcu_cli.commands.options import DryRun, File, Ids, Json, Text, Yes
from mcu_cli.context import Context
from mcu_cli.domain import decisions
from mcu_cli.language import _
from mcu_cli.texts import TextSource, text_for


def note(
    ctx: typer.Context,
    ids: Ids,
    text: Text = None,
    file: File = None,
    yes: Yes = False,
    dry_run: DryRun = False,
    json: Json = False,
) -> None:
    """Add a remark to an appeal.

    In any status.
    """
    mcu = Context.of(ctx)
    entries = selected(mcu, ids)
    with text_for(mcu, TextSource(text, file), name=f"note-{entries[0].id}", about=_("A note for the file.")) as words:
        change = Change(
            "note",
            "",
            _("Add a note"),
            lambda appeal, act: decisions.note(appeal, act, words),
            yes=yes,
            dry_run=dry_run,
        )
        carry_out(mcu, entries, change)
