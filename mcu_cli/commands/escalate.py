"""`mcu escalate`: take an appeal one step up the ladder, or let the ladder say which ones have to go up."""

from __future__ import annotations

from typing import Annotated

import typer

from mcu_cli.change import carry_out_with_reason
from mcu_cli.commands.complete import Suggested, appeals_or_queries
from mcu_cli.commands.options import DryRun, File, Json, Reason, Yes
from mcu_cli.context import Context
from mcu_cli.domain import decisions
from mcu_cli.errors import UsageError
from mcu_cli.language import _
from mcu_cli.texts import TextSource


def escalate(
    ctx: typer.Context,
    ids: Annotated[
        list[str] | None,
        typer.Argument(
            help=_(
                "Appeals: 20251224-0007, 1224-7, or 7 for today; several may be named; - reads standard input; "
                "or a query: status:new category:roads. With --due all open ones if none is named."
            ),
            metavar="ID...",
            click_type=Suggested(appeals_or_queries),
        ),
    ] = None,
    due: Annotated[
        bool,
        typer.Option("--due", help=_("Escalate what has used so much of its term as the ladder says, and no other.")),
    ] = False,
    reason: Reason = "",
    file: File = None,
    yes: Yes = False,
    dry_run: DryRun = False,
    json: Json = False,
) -> None:
    """Take an appeal one step up the ladder.

    The ladder stands in departments.yaml; a reason is needed. With --due each appeal goes to the step whose share of
    the running term it has used, and to each step once.
    """
    mcu = Context.of(ctx)
    if due:
        from mcu_cli.escalating import escalate_due  # the ladder, for this alone

        if reason or file is not None:
            raise UsageError(_("--due finds the reason itself; leave --reason and --file out"))
        code = escalate_due(mcu, ids or [], yes=yes, dry_run=dry_run)
        if code:
            raise typer.Exit(code)
        return
    carry_out_with_reason(
        mcu,
        ids or [],
        TextSource(reason or None, file, is_reason=True),
        _("Why is this escalated?"),
        action="escalate",
        subject="",
        told=_("Escalate"),
        decide=lambda appeal, act, words: decisions.escalate(appeal, act, mcu.store.registry, words),
        yes=yes,
        dry_run=dry_run,
    )
