"""`mcu edit`: correct the facts of an appeal."""

from __future__ import annotations

from typing import Annotated

import typer

from mcu_cli.change import Change, carry_out
from mcu_cli.commands.complete import Suggested, facts
from mcu_cli.commands.options import DryRun, Id, Json, Reason
from mcu_cli.context import Context
from mcu_cli.domain import corrections
from mcu_cli.domain.appeal import Appeal
from mcu_cli.domain.steps import Act
from mcu_cli.editor import edited
from mcu_cli.errors import ConflictError, McuError, RefusedError, UsageError
from mcu_cli.language import _


def edit(
    ctx: typer.Context,
    appeal: Id,
    set_: Annotated[
        list[str] | None,
        typer.Option(
            "--set",
            help=_("A fact to change, like place.street=Ленина; empty unsets it; may be repeated."),
            click_type=Suggested(facts),
        ),
    ] = None,
    reason: Reason = "",
    dry_run: DryRun = False,
    json: Json = False,
) -> None:
    """Correct the facts of an appeal.

    By --set, or in the editor; the history gets an event that names the facts changed.
    """
    from mcu_cli.store.facts import facts_text, with_facts, with_settings  # yaml
    from mcu_cli.store.files import write_file

    mcu = Context.of(ctx)
    entry = mcu.store.resolve(appeal, now=mcu.now)
    if set_:
        settings = dict(_setting(text) for text in set_)

        def decide(before: Appeal, act: Act) -> Appeal:
            return corrections.correct(before, with_settings(before, settings), act, reason)

        carry_out(mcu, [entry], Change("edit", ", ".join(settings), _("Correct"), decide, dry_run=dry_run))
        return
    if not mcu.interactive or not mcu.editor:
        raise UsageError(_("say what to change with --set, or run this on a terminal with an editor"))
    stored = mcu.store.get(entry)
    standing = facts_text(stored.appeal)
    # The name tells the version that was edited: a draft is never laid over facts that changed since.
    draft = mcu.store.private / "drafts" / f"edit-{entry.id}-{stored.blob[:12]}.yaml"
    if not draft.exists():
        write_file(draft, standing, private=True)
    text = edited(draft, mcu.editor).encode()
    if text == standing:
        draft.unlink(missing_ok=True)
        raise RefusedError(_("{id}: nothing was changed").format(id=entry.id))

    def decide_edited(before: Appeal, act: Act) -> Appeal:
        if facts_text(before) != standing:
            raise ConflictError(
                _("{id} was changed by another command meanwhile; run the command again").format(id=before.id)
            )
        return corrections.correct(before, with_facts(before, text, file=str(draft)), act, reason)

    try:
        carry_out(mcu, [entry], Change("edit", "", _("Correct"), decide_edited, dry_run=dry_run))
    except McuError:
        mcu.out.note(_("the text is kept in {path}").format(path=draft))
        raise
    draft.unlink(missing_ok=True)


def _setting(text: str) -> tuple[str, str]:
    name, sign, value = text.partition("=")
    if not sign:
        raise UsageError(_("{text!r} is no setting; write it like place.street=Ленина").format(text=text))
    return name.strip(), value.strip()
