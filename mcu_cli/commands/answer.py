"""`mcu answer`: record the answer given to a citizen."""

from __future__ import annotations

from typing import Annotated

import typer

from mcu_cli.asking import choose
from mcu_cli.change import Change, carry_out, selected
from mcu_cli.commands.options import DryRun, File, Ids, Json, Text, Yes
from mcu_cli.commands.word import OneOf
from mcu_cli.context import Context
from mcu_cli.domain import decisions
from mcu_cli.domain.names import title
from mcu_cli.domain.vocabulary import AnswerKind, Outcome, Via
from mcu_cli.errors import UsageError
from mcu_cli.language import _
from mcu_cli.render.entries import outcome_line
from mcu_cli.texts import TextSource, text_for


def answer(
    ctx: typer.Context,
    ids: Ids,
    text: Text = None,
    file: File = None,
    interim: Annotated[
        bool, typer.Option("--interim", help=_("A first reaction that promises more; the appeal stays open."))
    ] = False,
    outcome: Annotated[
        Outcome | None,
        typer.Option(
            "--outcome", "-o", click_type=OneOf(Outcome), help=_("What came of the appeal; a final answer needs it.")
        ),
    ] = None,
    via: Annotated[
        Via | None, typer.Option("--via", click_type=OneOf(Via), help=_("How the answer reached the citizen."))
    ] = None,
    yes: Yes = False,
    dry_run: DryRun = False,
    json: Json = False,
) -> None:
    """Record the answer given to a citizen.

    A final answer (with its --outcome) takes the appeal out of the backlog; an --interim one promises more.
    """
    mcu = Context.of(ctx)
    kind = AnswerKind.INTERIM if interim else AnswerKind.FINAL
    if interim and outcome is not None:
        raise UsageError(_("an interim answer has no outcome yet; leave out --outcome or --interim"))
    if not interim and outcome is None and mcu.interactive:
        outcome = choose(mcu, _("What came of the appeal?"), tuple(Outcome))
    if not interim and outcome is None:
        raise UsageError(
            _("a final answer needs its outcome: --outcome {choices}; or --interim").format(choices="|".join(Outcome))
        )
    entries = selected(mcu, ids)
    about = "\n".join(
        line
        for entry in entries
        for appeal in [mcu.store.get(entry).appeal]
        for line in (outcome_line(mcu.store.registry, appeal), *appeal.text.splitlines())
    )
    with text_for(mcu, TextSource(text, file), name=f"answer-{entries[0].id}", about=about) as words:
        change = Change(
            "answer",
            f"{kind}, {outcome}" if outcome else kind,
            _("Record a final answer («{outcome}»)").format(outcome=title(outcome))
            if outcome
            else _("Record an interim answer"),
            lambda appeal, act: decisions.answer(appeal, act, kind=kind, via=via, outcome=outcome, text=words),
            yes=yes,
            dry_run=dry_run,
        )
        carry_out(mcu, entries, change)
