"""`mcu summary`: one page for the head of the town, to be read, saved and mailed every working day."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from mcu_cli import language
from mcu_cli.commands.options import DryRun, Json
from mcu_cli.commands.output import Force, target_of, write_document
from mcu_cli.context import Context
from mcu_cli.errors import BadInputError, Problem, RefusedError, UsageError
from mcu_cli.language import _
from mcu_cli.values import dataclass

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    from mcu_cli.reports.ledgers import Unanswered
    from mcu_cli.reports.summary import Summary
    from mcu_cli.store.saved_reports import Saved


class SummaryForm(StrEnum):
    """The forms in which a summary can be had."""

    TERMINAL = "terminal"
    MARKDOWN = "md"
    HTML = "html"
    JSON = "json"


@dataclass(frozen=True, slots=True)
class _Told:
    """The figures of a summary, what makes them less than they should be, and the commit that they come from."""

    summary: Summary
    problems: tuple[Problem, ...]
    fingerprint: str


def summary(
    ctx: typer.Context,
    on: Annotated[str, typer.Option("--date", help=_("The day; today where none is given."), metavar="DAY")] = "",
    form: Annotated[SummaryForm, typer.Option("--format", help=_("Form of the summary."))] = SummaryForm.TERMINAL,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help=_("Write the summary to this file."), metavar="FILE")
    ] = None,
    force: Force = False,
    save: Annotated[
        bool, typer.Option("--save", help=_("Keep it in the store, under reports/daily/, in one commit."))
    ] = False,
    mail: Annotated[
        bool, typer.Option("--mail", help=_("Mail it to those whom `summary` of departments.yaml names."))
    ] = False,
    to: Annotated[
        list[str] | None,
        typer.Option("--to", help=_("With --mail: to this address instead; may be repeated."), metavar="ADDRESS"),
    ] = None,
    dry_run: DryRun = False,
    json: Json = False,
) -> None:
    """Tell the head of the town on one page what came in, what burns and what stands out.

    It tells of all the time since the last working day began, and holds no personal data.
    """
    from mcu_cli.reports.stretch import refuse_day_to_come

    mcu = Context.of(ctx)
    mcu.out.json = mcu.out.json or form is SummaryForm.JSON
    form = SummaryForm.JSON if json else form
    recipients = _recipients(mcu, to or [], mail=mail)
    target = target_of(mcu, output, force=force)
    day = mcu.day(on) if on else mcu.today
    refuse_day_to_come(day, mcu.today)  # before the store is locked
    saved: Saved | None = None
    if save and not dry_run:
        told, saved = _save(mcu, day, _saved_form(form))
    else:
        told = _tell(mcu, day)
    fingerprint = saved.fingerprint if saved else told.fingerprint
    _say_saved(mcu, day, _saved_form(form), saved, wanted=save)
    mailed = _send(mcu, told, fingerprint, recipients, dry_run=dry_run)
    outcome = {
        "commit": saved.commit if saved else None,
        "saved": saved.path if saved else None,
        "mailed": list(mailed),
    }
    for problem in told.problems if form is not SummaryForm.JSON else ():
        if problem.level == "warning":
            mcu.out.note(problem.message)
    if target is None and saved is not None and form in {SummaryForm.MARKDOWN, SummaryForm.HTML}:
        return  # the very document is in the store: it need not run over the screen as well
    with language.speaking(mcu.store.registry.municipality.language):
        text = _drawn(mcu, _data(told, fingerprint) | outcome, form, told.problems, to_file=target is not None)
    if target is None:
        mcu.out.raw(text)
        return
    write_document(target, text, spreadsheet=False)
    mcu.out.note(_("the summary is in {path}").format(path=target))


def _recipients(mcu: Context, to: list[str], *, mail: bool) -> tuple[str, ...]:
    """Return whom the summary goes to; what mail needs is looked at before anything is written."""
    if not mail:
        if to:
            raise UsageError(_("--to says whom to mail; add --mail"))
        return ()
    from mcu_cli.mail import check

    recipients = tuple(to) or mcu.store.registry.summary.to
    if not recipients:
        raise RefusedError(
            _(
                "nobody is named whom the summary goes to; add --to ADDRESS, or name them under `summary` in {file}"
            ).format(file="departments.yaml")
        )
    check(mcu, recipients)
    return recipients


def _tell(mcu: Context, day: date) -> _Told:
    """Return the summary of `day` as the index knows it, and the commit that the index describes."""
    from mcu_cli.reports.stretch import stretch_to
    from mcu_cli.reports.summary import summarise
    from mcu_cli.store.calendars import unsure_year

    unsure: list[int] = []
    closed: list[str] = []
    stretch = stretch_to(day, mcu.now, mcu.store.calendar_telling(unsure.append), closed.append)
    index, registry = mcu.store.index, mcu.store.registry
    questions = _questions(mcu, day, closed)
    # A document speaks the language of the store, whoever asks for it.
    with language.speaking(registry.municipality.language):
        found = summarise(index, registry, stretch, questions)
    doubts = [Problem(text, level="warning") for text in (*closed, *map(unsure_year, sorted(unsure)))]
    # What is wrong with a file may quote it: that is for `mcu check`, not for a page without personal data. The store
    # itself has noted on stderr that there are such files.
    unreadable = _("this file on record cannot be read and is missing here; run `mcu check`")
    problems = (*(Problem(unreadable, file=path) for path, _message in index.unreadable()), *doubts)
    (fingerprint,) = index.query("SELECT value FROM meta WHERE name = 'head'")[0]
    return _Told(found, problems, fingerprint)


def _questions(mcu: Context, day: date, closed: list[str]) -> list[Unanswered]:
    """Return the questions of receptions up to `day` that wait; where no day can be told by when, that is `closed`."""
    from mcu_cli.reports.ledgers import unanswered_questions

    try:
        return unanswered_questions(mcu.store.index, mcu.rules, until=day)
    except BadInputError as error:
        closed.append(str(error))
        return []


def _save(mcu: Context, day: date, form: SummaryForm) -> tuple[_Told, Saved]:
    """Put the summary on record; its figures are of the very commit that it names."""
    from mcu_cli.store.saved_reports import ACTION, save

    with mcu.store.writing(ACTION, now=mcu.local_now) as transaction:
        told = _tell(mcu, day)
        return told, save(mcu.store, transaction, day, form.value, _page(mcu, told, form))


def _page(mcu: Context, told: _Told, form: SummaryForm) -> Callable[[str], str]:
    """Return what gives the page that names a commit as the one that its figures come from."""

    def page(fingerprint: str) -> str:
        with language.speaking(mcu.store.registry.municipality.language):
            return _drawn(mcu, _data(told, fingerprint), form, (), to_file=True)

    return page


def _saved_form(form: SummaryForm) -> SummaryForm:
    return SummaryForm.HTML if form is SummaryForm.HTML else SummaryForm.MARKDOWN


def _say_saved(mcu: Context, day: date, form: SummaryForm, saved: Saved | None, *, wanted: bool) -> None:
    from mcu_cli.store.saved_reports import daily_path

    if saved is not None and saved.commit:
        mcu.out.note(_("saved in {path}, commit {commit}").format(path=saved.path, commit=saved.commit[:10]))
    elif saved is not None:
        mcu.out.note(_("{path} is on record so already").format(path=saved.path))
    elif wanted:
        mcu.out.note(_("dry run: {path} would be saved").format(path=daily_path(day, form.value)))


def _send(
    mcu: Context, told: _Told, fingerprint: str, recipients: tuple[str, ...], *, dry_run: bool
) -> tuple[str, ...]:
    """Mail the summary; return the addresses that it went to."""
    if not recipients:
        return ()
    if dry_run:
        mcu.out.note(_("dry run: it would be mailed to {addresses}").format(addresses=", ".join(recipients)))
        return ()
    from mcu_cli import mail
    from mcu_cli.render.summary_html import html_summary
    from mcu_cli.render.summary_terminal import plain_summary
    from mcu_cli.render.summary_text import mail_subject

    data = _data(told, fingerprint)
    with language.speaking(mcu.store.registry.municipality.language):
        subject, text, html = mail_subject(data), plain_summary(data), html_summary(data)
    sent = mail.send(mcu, recipients, subject, text, html)
    mcu.out.note(_("mailed to {addresses}").format(addresses=", ".join(sent)))
    return sent


def _data(told: _Told, fingerprint: str) -> dict[str, Any]:
    from mcu_cli.reports.summary import as_data

    return as_data(told.summary, fingerprint=fingerprint)


def _drawn(
    mcu: Context, data: dict[str, Any], form: SummaryForm, problems: tuple[Problem, ...], *, to_file: bool
) -> str:
    """Return the summary as text in the form asked for."""
    # One form is needed at a time, and each has its own heavy library.
    match form:
        case SummaryForm.MARKDOWN:
            from mcu_cli.render.summary_markdown import markdown_summary

            return markdown_summary(data)
        case SummaryForm.HTML:
            from mcu_cli.render.summary_html import html_summary

            return html_summary(data)
        case SummaryForm.JSON:
            from mcu_cli.render.report.envelope import json_report

            return json_report(data, mcu.out, problems)
        case SummaryForm.TERMINAL:
            from mcu_cli.render.summary_terminal import plain_summary, terminal_summary

            if to_file or not mcu.out.terminal:
                return plain_summary(data)
            return terminal_summary(data, width=mcu.out.width, colour=mcu.out.colour)
