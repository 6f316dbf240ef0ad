"""`mcu report`: the figures of a day, week, month, quarter, year or any range of days."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NamedTuple

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
from mcu_cli.reports.periods import Kind, Period, refuse_future
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
    from mcu_cli.report_forms import form_meant, refuse_form, refuse_strange_ending
    from mcu_cli.store.kept_reports import keep_report, kept_report

    mcu = Context.of(ctx)
    is_form_told = json or form is not None
    form = form_meant(form, output, json=json)
    mcu.out.json = form is ReportFormat.JSON
    target = target_of(mcu, output, force=force)
    if not is_form_told:
        refuse_strange_ending(output)
    refuse_form(mcu, form, is_press=kind is ReportKind.PRESS, to_file=target is not None)
    order = _Order(kind, form, (period, on, first, last), full, where, at, as_of, target is not None)
    question = _question(mcu, order)
    document: str | bytes | None = kept_report(mcu.store.private, question) if question else None
    if document is None:
        document, is_whole = _made(ctx, mcu, order)
        if question and is_whole and isinstance(document, str):
            keep_report(mcu.store.private, question, document)
    if target is None:
        mcu.out.document(document)
        return
    write_document(target, document, spreadsheet=form is ReportFormat.CSV)
    mcu.out.note(_("the report is in {path}").format(path=target))


class _Order(NamedTuple):
    """What was asked for; `days` are the period and the options that say which days it has."""

    kind: ReportKind
    form: ReportFormat
    days: tuple[str, str, str, str]
    full: bool
    where: str
    at: str
    as_of: str
    to_file: bool


def _question(mcu: Context, order: _Order) -> dict[str, Any] | None:
    """Return by what the report is known where it may be kept; None where it has to be made."""
    if order.at or order.as_of or order.where or (mcu.out.terminal and not order.to_file):
        return None
    from mcu_cli.report_memory import question_of

    return question_of(mcu, order.kind, order.form, _period(mcu.today, *order.days), full=order.full)


def _made(ctx: typer.Context, mcu: Context, order: _Order) -> tuple[str | bytes, bool]:
    """Return the report as a document, and whether that says all there is to say; what more there is is noted."""
    from mcu_cli.report_forms import drawn, unshown
    from mcu_cli.reporting import Wanted, basis_of, made  # sqlite3

    basis = basis_of(mcu, order.at, order.as_of)
    ctx.call_on_close(basis.index.close)
    asked = _period(basis.today, *order.days)
    without = unshown(order.form, order.kind, asked, full=order.full)
    found = made(mcu, basis, Wanted(order.kind, asked, order.where, order.full, without))
    is_press, spoken = order.kind is ReportKind.PRESS, basis.registry.municipality.language
    commit = basis.fingerprint if order.at else ""
    publisher = None
    if order.kind.is_for_everybody:
        from mcu_cli.publishing import Publisher

        own_words: list[str] = []
        if is_press:
            from mcu_cli.press import press_words

            own_words = press_words(mcu, commit)
        publisher = Publisher(basis, found, own_words=own_words)
        found = publisher.published()
    if is_press:
        from mcu_cli.press import press_text

        found.data["paragraphs"] = press_text(mcu, found.data, spoken, commit=commit)
    document = drawn(mcu, spoken, found, order.form, full=order.full, to_file=order.to_file, publisher=publisher)
    for problem in found.problems if order.form is not ReportFormat.JSON else ():
        if problem.level == "warning":
            mcu.out.note(f"{problem.field}: {problem.message}" if problem.field else problem.message)
    if is_press:
        mcu.out.note(_("to repeat this text: {command}").format(command=found.data["repeat"]))
    return document, not found.problems


def _period(today: date, word: str, on: str, first: str, last: str) -> Period:
    """Return the period that the options ask for.

    Raises UsageError where they contradict each other, RefusedError where nothing of it has come yet.
    """
    kind = next((kind for kind in Kind if kind.value == word), None)
    if word and kind is None:
        if on:
            raise UsageError(_("{word} is a period already; leave out --date").format(word=word))
        on = word
    period = typed_period(kind, on, first, last, today=today)
    refuse_future(period, today)
    return period
