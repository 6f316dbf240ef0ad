"""`mcu template`: the templates of answers, one of them, and what it says for an appeal."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from mcu_cli.commands.complete import Suggested, appeals, templates
from mcu_cli.commands.options import Json
from mcu_cli.commands.word import OneOf
from mcu_cli.context import Context
from mcu_cli.domain.vocabulary import Outcome
from mcu_cli.errors import UsageError
from mcu_cli.language import _

if TYPE_CHECKING:
    from mcu_cli.letters import LetterWriter


def template(
    ctx: typer.Context,
    name: Annotated[
        str,
        typer.Argument(
            help=_("The template: roads/resolved; auto with --for; all if none is named."),
            metavar="NAME",
            click_type=Suggested(templates),
        ),
    ] = "",
    for_: Annotated[
        str,
        typer.Option(
            "--for",
            help=_("Show the text that it gives for this appeal; nothing is recorded."),
            metavar="ID",
            click_type=Suggested(appeals),
        ),
    ] = "",
    outcome: Annotated[
        Outcome | None,
        typer.Option(
            "--outcome",
            "-o",
            click_type=OneOf(Outcome),
            help=_("With --for: the outcome to be recorded, where the name of the template says none."),
        ),
    ] = None,
    fields: Annotated[bool, typer.Option("--fields", help=_("List the fields that a template may use."))] = False,
    json: Json = False,
) -> None:
    """Show the templates of answers.

    Without a name all of them; with one its text and the fields it uses; with --for filled for an appeal.
    """
    from mcu_cli.letters import LetterWriter

    mcu = Context.of(ctx)
    if fields and (name or for_):
        raise UsageError(_("--fields is asked for by itself; leave out the rest"))
    if for_ and not name:
        raise UsageError(_("say which template: a name, or auto for the nearest"))
    if outcome is not None and not for_:
        raise UsageError(_("--outcome needs an appeal; add --for"))
    if fields:
        _list_fields(mcu)
        return
    writer = LetterWriter(mcu, unrecorded=True)  # what is being written can be looked at before it is recorded
    if not name:
        _list(mcu, writer)
    elif for_:
        _show_filled(mcu, writer, name, for_, outcome)
    else:
        _show(mcu, writer, name)


def _list_fields(mcu: Context) -> None:
    from mcu_cli.domain.letter_fields import FIELDS
    from mcu_cli.render.tables import print_table

    rows = [(field.name, _(field.meaning)) for field in FIELDS]

    def human() -> None:
        print_table(mcu.out, (_("field"), _("meaning")), rows)

    mcu.out.result([{"field": name, "meaning": said} for name, said in rows], human)


def _list(mcu: Context, writer: LetterWriter) -> None:
    from mcu_cli.render.letter_list import print_templates

    names = list(writer.sources)
    print_templates(mcu.out, writer.letters, names, mcu.store.registry)
    if not names and not mcu.out.json:
        mcu.out.note(_("there are no templates yet; write templates/resolved.txt and run `mcu record`"))


def _show(mcu: Context, writer: LetterWriter, typed: str) -> None:
    from mcu_cli.render.letter_list import print_template

    print_template(mcu.out, writer.letters, writer.named(typed), mcu.store.registry)


def _show_filled(mcu: Context, writer: LetterWriter, typed: str, for_: str, outcome: Outcome | None) -> None:
    from mcu_cli.domain.template_choice import is_auto, meaning
    from mcu_cli.letters import TO_BE_WRITTEN

    appeal = mcu.store.get(mcu.store.resolve(for_, now=mcu.now)).appeal
    name = writer.nearest(appeal, outcome) if is_auto(typed) else writer.named(typed)
    text = writer.text(name, appeal, outcome=outcome or meaning(name).outcome, details=TO_BE_WRITTEN)
    data: dict[str, Any] = {"name": name, "appeal": appeal.id, "text": text}

    def human() -> None:
        if is_auto(typed):
            mcu.out.note(_("{id}: template {name}").format(id=appeal.id, name=name))
        mcu.out.say(text)
        if TO_BE_WRITTEN in text:
            mcu.out.note(_("{mark}: your own words, by --text, --file or --edit").format(mark=TO_BE_WRITTEN))

    mcu.out.result(data, human)
