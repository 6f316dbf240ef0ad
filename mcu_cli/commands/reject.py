"""`mcu reject`: leave an appeal without an answer, on a legal ground."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from mcu_cli.change import Change, carry_out
from mcu_cli.chosen import selected
from mcu_cli.commands.options import DryRun, Ids, Json, Notified, Reason, Yes
from mcu_cli.commands.word import OneOf
from mcu_cli.context import Context
from mcu_cli.domain import decisions
from mcu_cli.domain.names import title
from mcu_cli.domain.vocabulary import EventKind, NoAnswerReason, Relation
from mcu_cli.language import _

if TYPE_CHECKING:
    from mcu_cli.domain.appeal import Appeal


def reject(
    ctx: typer.Context,
    ids: Ids,
    ground: Annotated[
        NoAnswerReason,
        typer.Option("--ground", "-g", click_type=OneOf(NoAnswerReason), help=_("The legal ground (59-FZ art. 11).")),
    ],
    notified: Notified = "",
    reason: Reason = "",
    yes: Yes = False,
    dry_run: DryRun = False,
    json: Json = False,
) -> None:
    """Leave an appeal without an answer.

    On a legal ground (59-FZ art. 11); where the law wants the author told, --notified says when.
    """
    mcu = Context.of(ctx)
    told = mcu.day(notified) if notified else None
    change = Change(
        "reject",
        ground,
        _("Leave without an answer: {ground}").format(ground=title(ground)),
        lambda appeal, act: decisions.reject(
            appeal, act, ground, reason=reason, notified=told, answered_before=_answered_before(mcu, appeal)
        ),
        yes=yes,
        dry_run=dry_run,
    )
    carry_out(mcu, selected(mcu, ids), change)


def _answered_before(mcu: Context, appeal: Appeal) -> list[str]:
    """Return the ids of the answered appeals that the appeal repeats, and of those which they repeat in turn."""
    met: set[str] = set()
    answered: list[str] = []
    left = [appeal]
    while left:
        for name in _repeated(left.pop()) - met:
            met.add(name)
            for entry in mcu.store.index.entries("id = ?", (name,)):
                left.append(mcu.store.get(entry).appeal)
                if entry.final_answer is not None:
                    answered.append(name)
    return sorted(answered)


def _repeated(appeal: Appeal) -> set[str]:
    return {
        str(event.details["to"])
        for event in appeal.history
        if event.event is EventKind.LINKED and event.details["relation"] is Relation.REPEAT_OF
    }
