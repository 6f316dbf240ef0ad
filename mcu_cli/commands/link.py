"""`mcu link`: say how an appeal belongs to another."""

from __future__ import annotations

from typing import Annotated

import typer

from mcu_cli.change import Change, carry_out
from mcu_cli.chosen import selected
from mcu_cli.commands.complete import Suggested, appeals
from mcu_cli.commands.options import DryRun, Ids, Json, Reason, Yes
from mcu_cli.context import Context
from mcu_cli.domain import decisions
from mcu_cli.domain.appeal import Appeal
from mcu_cli.domain.names import title
from mcu_cli.domain.steps import Act
from mcu_cli.domain.vocabulary import Relation
from mcu_cli.errors import UsageError
from mcu_cli.language import _


def link(
    ctx: typer.Context,
    ids: Ids,
    duplicate_of: Annotated[
        str,
        typer.Option(
            "--duplicate-of",
            help=_("The same appeal came before; this one leaves the backlog."),
            metavar="ID",
            click_type=Suggested(appeals),
        ),
    ] = "",
    repeat_of: Annotated[
        str,
        typer.Option(
            "--repeat-of",
            help=_("The same question came again after an answer."),
            metavar="ID",
            click_type=Suggested(appeals),
        ),
    ] = "",
    related_to: Annotated[
        str,
        typer.Option("--related-to", help=_("Both belong together."), metavar="ID", click_type=Suggested(appeals)),
    ] = "",
    reason: Reason = "",
    yes: Yes = False,
    dry_run: DryRun = False,
    json: Json = False,
) -> None:
    """Link an appeal to another.

    A duplicate leaves the backlog; a repeat and a relation are noted.
    """
    mcu = Context.of(ctx)
    given = [
        (relation, other)
        for relation, other in (
            (Relation.DUPLICATE_OF, duplicate_of),
            (Relation.REPEAT_OF, repeat_of),
            (Relation.RELATED_TO, related_to),
        )
        if other
    ]
    if len(given) != 1:
        raise UsageError(_("say how with one of --duplicate-of, --repeat-of, --related-to"))
    relation, named = given[0]
    other_id = mcu.store.resolve(named, now=mcu.now).id

    def decide(appeal: Appeal, act: Act) -> Appeal:
        # Looked up each time, under the lock too: another command may have made it a duplicate of this one meanwhile.
        other = mcu.store.get(mcu.store.resolve(other_id, now=mcu.now)).appeal
        return decisions.link(appeal, act, relation, other, reason)

    change = Change(
        "link",
        f"{relation} {other_id}",
        _("Link: {relation} {id}").format(relation=title(relation), id=other_id),
        decide,
        yes=yes,
        dry_run=dry_run,
    )
    carry_out(mcu, selected(mcu, ids), change)
