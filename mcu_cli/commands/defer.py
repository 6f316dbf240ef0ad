"""`mcu defer`: put an appeal off to a promised day."""

from __future__ import annotations

from typing import Annotated

import typer

from mcu_cli.change import carry_out_with_reason
from mcu_cli.commands.options import DryRun, File, Ids, Json, Reason, Yes
from mcu_cli.context import Context
from mcu_cli.domain import postponing
from mcu_cli.language import _
from mcu_cli.texts import TextSource
from mcu_cli.wording import day_text


def defer(
    ctx: typer.Context,
    ids: Ids,
    until: Annotated[str, typer.Option("--until", "-u", help=_("The day promised to the citizen."), metavar="DAY")],
    reason: Reason = "",
    file: File = None,
    yes: Yes = False,
    dry_run: DryRun = False,
    json: Json = False,
) -> None:
    """Put an appeal off to a promised day.

    The final answer is then due at the end of that day.
    """
    mcu = Context.of(ctx)
    day = mcu.day(until)
    carry_out_with_reason(
        mcu,
        ids,
        TextSource(reason or None, file, is_reason=True),
        _("Why is this deferred?"),
        action="defer",
        subject=f"until {day}",
        told=_("Put off to {day}").format(day=day_text(day)),
        decide=lambda appeal, act, words: postponing.defer(appeal, act, mcu.rules, day, words),
        yes=yes,
        dry_run=dry_run,
    )
    if not mcu.store.calendar.is_working_day(day):
        mcu.out.note(_("{day} is a day off: the promise ends with that day").format(day=day_text(day)))
