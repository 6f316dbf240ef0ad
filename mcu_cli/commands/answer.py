"""`mcu answer`: record the answer given to a citizen."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated

import typer

from mcu_cli.asking import choose
from mcu_cli.change import Change, carry_out
from mcu_cli.chosen import selected
from mcu_cli.commands.complete import Suggested, templates
from mcu_cli.commands.options import DryRun, File, Ids, Json, Text, Yes
from mcu_cli.commands.word import OneOf
from mcu_cli.context import Context
from mcu_cli.domain import decisions
from mcu_cli.domain.names import title
from mcu_cli.domain.vocabulary import AnswerKind, Outcome, Via
from mcu_cli.errors import ConflictError, UsageError
from mcu_cli.language import _
from mcu_cli.render.entries import outcome_line
from mcu_cli.texts import TextSource, edited_text, text_for

if TYPE_CHECKING:
    from mcu_cli.domain.appeal import Appeal
    from mcu_cli.letters import LetterWriter
    from mcu_cli.store.rows import Entry

_TextOf = Callable[["Appeal"], str]


def answer(
    ctx: typer.Context,
    ids: Ids,
    text: Text = None,
    file: File = None,
    template: Annotated[
        str,
        typer.Option(
            "--template",
            help=_("Take the text from this template; auto takes the nearest by category and outcome."),
            metavar="NAME",
            click_type=Suggested(templates),
        ),
    ] = "",
    edit: Annotated[
        bool, typer.Option("--edit", help=_("Open the text of the template in the editor before it is recorded."))
    ] = False,
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
    if interim and outcome is not None:
        raise UsageError(_("an interim answer has no outcome yet; leave out --outcome or --interim"))
    if edit and not template:
        raise UsageError(_("--edit opens the text of a template; name it with --template"))
    entries = selected(mcu, ids)
    if edit and len(entries) > 1:
        raise UsageError(_("--edit opens one text; name one appeal, or leave --edit out"))
    name, writer = "", None
    if template:
        name, writer = _template(mcu, template)
        interim, outcome = _told_by(mcu, name, interim=interim, outcome=outcome)
    if not interim and outcome is None and mcu.interactive:
        outcome = choose(mcu, _("What came of the appeal?"), tuple(Outcome))
    if not interim and outcome is None:
        raise UsageError(
            _("a final answer needs its outcome: --outcome {choices}; or --interim").format(choices="|".join(Outcome))
        )
    kind = AnswerKind.INTERIM if interim else AnswerKind.FINAL
    source = TextSource(text, file)
    texts = (
        _plain_text(mcu, entries, source)
        if writer is None
        else _letters(mcu, entries, source, writer=writer, name=name, outcome=outcome, edit=edit)
    )
    looked_at: dict[str, str] = {}  # what a template says, where nothing is recorded
    with texts as text_of:
        written = _noting(text_of, looked_at) if dry_run and writer is not None else text_of
        change = Change(
            "answer",
            f"{kind}, {outcome}" if outcome else kind,
            _("Record a final answer («{outcome}»)").format(outcome=title(outcome))
            if outcome
            else _("Record an interim answer"),
            lambda appeal, act: decisions.answer(
                appeal, act, mcu.rules, kind=kind, via=via, outcome=outcome, text=written(appeal)
            ),
            yes=yes,
            dry_run=dry_run,
        )
        answered = carry_out(mcu, entries, change)
    if not mcu.out.json:
        for name in answered.ids if looked_at else ():
            mcu.out.say(f"\n{name}:\n{looked_at[name]}")


def _noting(text_of: _TextOf, texts: dict[str, str]) -> _TextOf:
    """Return `text_of`, with each text kept in `texts` by the id of its appeal."""
    return lambda appeal: texts.setdefault(appeal.id, text_of(appeal))


@contextmanager
def _plain_text(mcu: Context, entries: Sequence[Entry], source: TextSource) -> Iterator[_TextOf]:
    """Yield the one text that answers all the appeals."""
    about = ""
    if source.text is None and source.file is None:  # the editor opens, and only it shows what the citizens wrote
        about = "\n".join(line for entry in entries for line in _about(mcu, mcu.store.get(entry).appeal))
    with text_for(mcu, source, name=f"answer-{entries[0].id}", about=about) as words:
        yield lambda _appeal: words


@contextmanager
def _letters(  # which template, with which words, for which answer
    mcu: Context,
    entries: Sequence[Entry],
    source: TextSource,
    *,
    writer: LetterWriter,
    name: str,
    outcome: Outcome | None,
    edit: bool,
) -> Iterator[_TextOf]:
    """Yield what fills the template (an empty name: the nearest) for each appeal, or the text edited from it."""
    from mcu_cli.letters import TO_BE_WRITTEN, refuse_unwritten

    details = TO_BE_WRITTEN if edit else ""
    if source.text is not None or source.file is not None:
        with text_for(mcu, source, name="", about="") as words:
            details = words
    names = {}
    for entry in entries:
        appeal = mcu.store.get(entry).appeal
        names[entry.id] = name or writer.nearest(appeal, outcome)
        if not name:
            mcu.out.note(_("{id}: template {name}").format(id=entry.id, name=names[entry.id]))

    def text_of(appeal: Appeal) -> str:
        if not name and writer.nearest(appeal, outcome) != names[appeal.id]:  # classified anew since it was shown
            raise ConflictError(
                _("{id}: another template fits since its category was changed meanwhile; run the command again").format(
                    id=appeal.id
                )
            )
        return writer.text(names[appeal.id], appeal, outcome=outcome, details=details)

    if not edit:
        if len(entries) > 1 and mcu.interactive and not mcu.out.json:
            first = mcu.store.get(entries[0]).appeal
            mcu.out.note(_("The answer to {id}; --dry-run shows all of them:").format(id=first.id))
            mcu.out.note(text_of(first) + "\n")
        yield text_of
        return
    appeal = mcu.store.get(entries[0]).appeal
    draft = f"answer-{appeal.id}-{names[appeal.id].replace('/', '-')}"
    with edited_text(mcu, text_of(appeal), name=draft, about="\n".join(_about(mcu, appeal))) as words:
        refuse_unwritten(words)
        yield lambda _appeal: words


def _template(mcu: Context, typed: str) -> tuple[str, LetterWriter]:
    """Return the template typed (empty for the nearest), and what writes answers from it."""
    from mcu_cli.domain.template_choice import is_auto
    from mcu_cli.letters import LetterWriter

    writer = LetterWriter(mcu)
    return "" if is_auto(typed) else writer.named(typed), writer


def _told_by(mcu: Context, name: str, *, interim: bool, outcome: Outcome | None) -> tuple[bool, Outcome | None]:
    """Return whether the answer is interim, and its outcome: as given, else as the name of the template tells."""
    from mcu_cli.domain.template_choice import meaning

    told = meaning(name)
    if told.kind is not None and (interim or outcome is not None):
        if (interim, outcome) != (told.outcome is None, told.outcome):
            mcu.out.note(
                _("template {name} is meant for another kind of answer; look at its text with --dry-run").format(
                    name=name
                )
            )
        return interim, outcome
    if told.kind is None:
        return interim, outcome
    if told.outcome is None:
        mcu.out.note(_("template {name}: an interim answer").format(name=name))
        return True, None
    mcu.out.note(
        _("template {name}: a final answer, «{outcome}» ({word})").format(
            name=name, outcome=title(told.outcome), word=told.outcome
        )
    )
    return False, told.outcome


def _about(mcu: Context, appeal: Appeal) -> list[str]:
    """Return what stands below a text in the editor: where the appeal stands, and what the citizen wrote."""
    return [outcome_line(mcu.store.registry, appeal), *appeal.text.splitlines()]
