"""`mcu redact`: make personal data unreadable, from now on."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from mcu_cli.commands.complete import Suggested, appeals_or_queries
from mcu_cli.commands.options import DryRun, Json
from mcu_cli.context import Context
from mcu_cli.errors import UsageError
from mcu_cli.language import _

if TYPE_CHECKING:
    from collections.abc import Sequence


def redact(  # one parameter per option
    ctx: typer.Context,
    ids: Annotated[
        list[str],
        typer.Argument(
            help=_(
                "Appeals: 20251224-0007, 1224-7, or 7 for today; or what stands in a ledger: R-2026-0007; several may "
                "be named; - reads standard input; or a query."
            ),
            metavar="ID...",
            click_type=Suggested(appeals_or_queries),
        ),
    ],
    author: Annotated[bool, typer.Option("--author", help=_("All that is known of the author."))] = False,
    field: Annotated[
        list[str] | None,
        typer.Option(
            "--field",
            help=_("A value by its name, like author.phone, place.flat or c377.text; may be repeated."),
            metavar="NAME",
        ),
    ] = None,
    text: Annotated[
        list[str] | None,
        typer.Option(
            "--text",
            "-t",
            help=_("A passage, wherever it stands in texts and answers; may be repeated."),
            metavar="TEXT",
        ),
    ] = None,
    found: Annotated[
        bool, typer.Option("--found", help=_("All passages that look personal: names, telephones, addresses."))
    ] = False,
    all_: Annotated[
        bool,
        typer.Option(
            "--all",
            help=_("All that is personal, texts and answers whole; whom an open complaint is about stays."),
        ),
    ] = False,
    edit: Annotated[
        bool, typer.Option("--edit", "-e", help=_("Mark the passages in the editor, between brackets."))
    ] = False,
    reason: Annotated[
        str,
        typer.Option(
            "--reason", "-r", help=_("Why; kept in the history, and may not repeat what goes."), metavar="TEXT"
        ),
    ] = "",
    yes: Annotated[bool, typer.Option("--yes", "-y", help=_("Do not show and ask before."))] = False,
    dry_run: DryRun = False,
    json: Json = False,
) -> None:
    """Make personal data unreadable, from now on.

    Values are taken away, and passages replaced by a mark, with an event that names what went and repeats none of it.
    What was there stays in git's history. This cannot be taken back.
    """
    from mcu_cli.commands.named import ids_of, named
    from mcu_cli.redacting import Plan, carry_out, record_of
    from mcu_cli.redaction_choice import Wanted, asked

    mcu = Context.of(ctx)
    wanted = Wanted(author=author, names=tuple(field or ()), pieces=_pieces(text or ()), found=found, everything=all_)
    entries = named(mcu, ids, most=None)
    if edit and (wanted or len(entries) > 1):
        raise UsageError(_("--edit stands alone, and is for one record; leave the other out"))
    if edit:
        from mcu_cli.redaction_editor import marked_in_editor

        wanted = marked_in_editor(mcu, record_of(mcu.store, entries[0]), entries[0].blob)
    if not wanted:
        if len(entries) > 1 or not mcu.interactive:
            raise UsageError(
                _(
                    "say what goes: --author, --field NAME, --text TEXT, --found, --all or --edit; "
                    "docs/cli.md has examples"
                )
            )
        wanted = asked(mcu, record_of(mcu.store, entries[0]))
    chooser = wanted.chooser(mcu, alone=len(entries) == 1)
    plan = Plan("redact", _("Redact"), chooser, reason=reason, yes=yes, dry_run=dry_run)
    carry_out(mcu, ids_of(entries), plan)


def _pieces(texts: Sequence[str]) -> tuple[str, ...]:
    """Return the passages typed, without blanks around them; refuses one that would stand everywhere."""
    pieces = tuple(text.strip() for text in texts)
    if any(len(piece) < _LEAST for piece in pieces):
        raise UsageError(_("a passage has at least {n} characters; give it with its neighbours").format(n=_LEAST))
    return pieces


_LEAST = 2
