"""`mcu extend`: give an appeal a later last day, within the law."""

from __future__ import annotations

from typing import Annotated

import typer

from mcu_cli.change import carry_out_with_reason
from mcu_cli.commands.options import DryRun, File, Ids, Json, Notified, Reason, Yes
from mcu_cli.context import Context
from mcu_cli.domain import postponing
from mcu_cli.language import _
from mcu_cli.texts import TextSource
from mcu_cli.wording import day_text


def extend(
    ctx: typer.Context,
    ids: Ids,
    until: Annotated[str, typer.Option("--until", "-u", help=_("The new last day for the answer."), metavar="DAY")],
    notified: Notified = "",
    reason: Reason = "",
    file: File = None,
    yes: Yes = False,
    dry_run: DryRun = False,
    json: Json = False,
) -> None:
    """Extend the term of the final answer.

    As far as the rules of the channel allow (59-FZ art. 12), with a reason and the day the citizen was told.
    """
    mcu = Context.of(ctx)
    day = mcu.day(until)
    told = mcu.day(notified) if notified else None
    carry_out_with_reason(
        mcu,
        ids,
        TextSource(reason or None, file, is_reason=True),
        _("Why is the term extended?"),
        action="extend",
        subject=f"until {day}",
        told=_("Extend the term to {day}").format(day=day_text(day)),
        decide=lambda appeal, act, words: postponing.extend(
            appeal, act, mcu.rules, until=day, reason=words, notified=told
        ),
        yes=yes,
        dry_run=dry_run,
    )
