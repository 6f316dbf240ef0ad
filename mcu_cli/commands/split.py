"""`mcu split`: make each question of a letter an appeal of its own."""

from __future__ import annotations

from typing import Annotated

import typer

from mcu_cli.asking import ask
from mcu_cli.commands.options import DryRun, Id, Json
from mcu_cli.context import Context
from mcu_cli.domain import decisions
from mcu_cli.domain.names import title
from mcu_cli.domain.steps import Act
from mcu_cli.domain.vocabulary import Relation
from mcu_cli.errors import UsageError
from mcu_cli.language import _


def split(
    ctx: typer.Context,
    appeal: Id,
    text: Annotated[
        list[str] | None,
        typer.Option(
            "--text", "-t", help=_("A further question, beside the first; repeat it for each."), metavar="TEXT"
        ),
    ] = None,
    dry_run: DryRun = False,
    json: Json = False,
) -> None:
    """Split a letter with several questions.

    The first question stays with the letter itself; each --text is a further one and becomes an appeal of its own.
    """
    from mcu_cli.change import entries_json
    from mcu_cli.render.entries import outcome_line
    from mcu_cli.store.numbering import appeal_numbers
    from mcu_cli.store.schema import write_appeal
    from mcu_cli.store.trailers import Message

    mcu = Context.of(ctx)
    questions = [question.strip() for question in text or [] if question.strip()]
    if not questions and mcu.interactive:
        question = _("A further question, beside the first that stays with the letter (empty: no more):")
        questions = list(iter(lambda: ask(mcu, question), ""))
    if not questions:
        raise UsageError(_("name at least one further question with --text"))
    with mcu.store.writing("split", now=mcu.local_now) as transaction:
        entry = mcu.store.resolve(appeal, now=mcu.now)
        mcu.store.refuse_edited(entry)
        stored = mcu.store.get(entry)
        act: Act = mcu.act(transaction)
        letter, parts = stored.appeal, []
        next_id = appeal_numbers(mcu.store)
        for question in questions:
            part_id = next_id(letter.registered)
            part = decisions.part_of(letter, str(part_id), question, act)
            letter = decisions.with_part(letter, part, act)
            parts.append((part_id.path, part))
        commit = None
        if not dry_run:
            transaction.put(stored.path, write_appeal(letter), replacing=stored.blob)
            for path, part in parts:
                transaction.put(path, write_appeal(part))
            ids = (letter.id, *(part.id for _path, part in parts))
            commit = transaction.commit(Message("split", f"{letter.id}: {len(parts) + 1} questions", ids))

    questions_now = [letter, *(part for _path, part in parts)]

    def human() -> None:
        if dry_run:
            mcu.out.note(_("dry run: nothing was written"))
        mcu.out.say(outcome_line(mcu.store.registry, letter) + ", " + _("stays in work with its first question"))
        for _path, part in parts:
            mcu.out.say(f"{outcome_line(mcu.store.registry, part)}, {title(Relation.PART_OF)} {letter.id}")

    mcu.out.result({"commit": commit, "appeals": entries_json(mcu, questions_now)}, human)
