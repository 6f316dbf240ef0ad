"""`mcu report`: the figures of a day, week, month, quarter, year or any range of days."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from mcu_cli.commands.complete import Suggested, commits, queries
from mcu_cli.commands.options import Json
from mcu_cli.commands.output import Force, target_of, write_document
from mcu_cli.commands.period_word import PeriodWord
from mcu_cli.commands.word import OneOf
from mcu_cli.context import Context
from mcu_cli.errors import UsageError
from mcu_cli.language import _, marked
from mcu_cli.report_forms import ReportFormat
from mcu_cli.reports.kinds import ReportKind
from mcu_cli.reports.periods import Kind, Period
from mcu_cli.reports.typed_periods import typed_period

if TYPE_CHECKING:
    from datetime import date

# Translators: the first word is what one may type.
_KINDS = {
    ReportKind.PUBLIC: marked("public, without personal data"),
    ReportKind.INTERNAL: marked("internal, with people and addresses"),
    ReportKind.PRESS: marked("press, paragraphs by templates"),
    ReportKind.REVIEW: marked("review of letters and receptions under 59-FZ"),
}


def report(  # the options of one command
    ctx: typer.Context,
    period: Annotated[
        str,
        typer.Argument(
            help=_(
                "The period; a day where nothing else is said. A year, month or day may stand here itself: 2021-11."
            ),
            show_default=False,
            click_type=PeriodWord(),
        ),
    ] = "",
    on: Annotated[
        str,
        typer.Option(
            "--date",
            help=_("A day in the period, or the period itself: 2021, 2021-11, 2021-Q4; today where none is given."),
            metavar="DAY",
        ),
    ] = "",
    first: Annotated[str, typer.Option("--from", help=_("First day of a range."), metavar="DAY")] = "",
    last: Annotated[
        str, typer.Option("--to", help=_("Last day of a range; today where none is given."), metavar="DAY")
    ] = "",
    kind: Annotated[
        ReportKind,
        typer.Option(
            "--kind",
            help=_("For whom: without personal data, with them, as paragraphs for the press, as a review under 59-FZ."),
            click_type=OneOf(ReportKind, lambda kind: _(_KINDS[kind])),
        ),
    ] = ReportKind.PUBLIC,
    form: Annotated[
        ReportFormat | None,
        typer.Option(
            "--format", help=_("Form of the report; without it that of the ending of --output, else terminal.")
        ),
    ] = None,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help=_("Write the report to this file."), metavar="FILE")
    ] = None,
    full: Annotated[bool, typer.Option("--full", help=_("Show all tables, however short the period is."))] = False,
    where: Annotated[
        str,
        typer.Option(
            "--where",
            help=_("Count only the appeals that fit this query now."),
            metavar="QUERY",
            click_type=Suggested(queries),
        ),
    ] = "",
    at: Annotated[
        str,
        typer.Option(
            "--at",
            help=_("Count from the record as it stood at this commit, at its own moment."),
            metavar="COMMIT",
            click_type=Suggested(commits),
        ),
    ] = "",
    as_of: Annotated[
        str,
        typer.Option(
            "--as-of",
            help=_("Count up to this moment instead of now: 2026-11-20T18:00, or a day for its end."),
            metavar="MOMENT",
        ),
    ] = "",
    force: Force = False,
    json: Json = False,
) -> None:
    """Report what was received, answered, handled and closed in a period, and what waits."""
    from mcu_cli.report_forms import drawn, form_meant, refuse_form, refuse_strange_ending, unshown
    from mcu_cli.reports.periods import refuse_future

    mcu = Context.of(ctx)
    is_form_told = json or form is not None
    form = form_meant(form, output, json=json)
    mcu.out.json = form is ReportFormat.JSON
    target = target_of(mcu, output, force=force)
    if not is_form_told:
        refuse_strange_ending(output)
    refuse_form(mcu, form, is_press=kind is ReportKind.PRESS, to_file=target is not None)
    question = None
    if not (at or as_of or where):
        from mcu_cli.report_memory import is_worth_keeping, question_of
        from mcu_cli.store.kept_reports import keep_report, kept_report

        asked = _period(mcu.today, period, on, first, last)
        refuse_future(asked, mcu.today)
        on_terminal = mcu.out.terminal and target is None
        question = question_of(mcu, kind, form, asked, full=full, on_terminal=on_terminal)
        shown = kept_report(mcu.store.private, question) if question else None
        if shown is not None:
            _put_out(mcu, shown, target)
            return
    from mcu_cli.reporting import Wanted, basis_of, made  # sqlite3

    basis = basis_of(mcu, at, as_of)
    ctx.call_on_close(basis.index.close)
    asked = _period(basis.today, period, on, first, last)
    refuse_future(asked, basis.today)
    without = unshown(form, kind, asked, full=full)
    found = made(mcu, basis, Wanted(kind, asked, where, full, without))
    is_press, spoken = kind is ReportKind.PRESS, basis.registry.municipality.language
    commit = basis.fingerprint if at else ""
    publisher = None
    if kind.is_for_everybody:
        from mcu_cli.publishing import Publisher

        own_words: tuple[str, ...] = ()
        if is_press:
            from mcu_cli.press import press_words

            own_words = tuple(press_words(mcu, commit))
        publisher = Publisher(basis, found, own_words=own_words)
        found = publisher.published()
    if is_press:
        from mcu_cli.press import press_text

        found.data["paragraphs"] = press_text(mcu, found.data, spoken, commit=commit)
    document = drawn(mcu, spoken, found, form, full=full, to_file=target is not None, publisher=publisher)
    for problem in found.problems if form is not ReportFormat.JSON else ():
        if problem.level == "warning":
            mcu.out.note(f"{problem.field}: {problem.message}" if problem.field else problem.message)
    if is_press:
        mcu.out.note(_("to repeat this text: {command}").format(command=found.data["repeat"]))
    if question and isinstance(document, str) and is_worth_keeping(found):
        keep_report(mcu.store.private, question, document)
    _put_out(mcu, document, target, spreadsheet=form is ReportFormat.CSV)


def _put_out(mcu: Context, document: str | bytes, target: Path | None, *, spreadsheet: bool = False) -> None:
    if target is None:
        mcu.out.document(document)
        return
    write_document(target, document, spreadsheet=spreadsheet)
    mcu.out.note(_("the report is in {path}").format(path=target))


def _period(today: date, word: str, on: str, first: str, last: str) -> Period:
    """Return the period that the options ask for; raises UsageError where they contradict each other."""
    kind = next((kind for kind in Kind if kind.value == word), None)
    if word and kind is None:
        if on:
            raise UsageError(_("{word} is a period already; leave out --date").format(word=word))
        return typed_period(None, word, first, last, today=today)
    return typed_period(kind, on, first, last, today=today)
