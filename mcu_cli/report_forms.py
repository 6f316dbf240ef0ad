"""A report in one of its forms: which one is meant, what it needs, and the document that comes of it."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from mcu_cli import language
from mcu_cli.errors import UsageError
from mcu_cli.language import _

if TYPE_CHECKING:
    from pathlib import Path

    from mcu_cli.context import Context
    from mcu_cli.publishing import Publisher
    from mcu_cli.reporting import Report
    from mcu_cli.reports.kinds import ReportKind
    from mcu_cli.reports.periods import Period


class ReportFormat(StrEnum):
    """The forms in which a report can be had."""

    TERMINAL = "terminal"
    MARKDOWN = "md"
    HTML = "html"
    XLSX = "xlsx"
    CSV = "csv"
    JSON = "json"


_BY_ENDING = {
    ".md": ReportFormat.MARKDOWN,
    ".html": ReportFormat.HTML,
    ".htm": ReportFormat.HTML,
    ".xlsx": ReportFormat.XLSX,
    ".csv": ReportFormat.CSV,
    ".json": ReportFormat.JSON,
}
_ENDINGS = tuple(ending for ending in _BY_ENDING if ending != ".htm")
_OF_TEXT = ".txt"  # the report as a terminal shows it
# Figures alone, without paragraphs.
_OF_TABLES = frozenset({ReportFormat.TERMINAL, ReportFormat.MARKDOWN, ReportFormat.HTML})
_OF_FIGURES = frozenset({ReportFormat.XLSX, ReportFormat.CSV})


def form_meant(form: ReportFormat | None, output: Path | None, *, json: bool) -> ReportFormat:
    """Return the form that the options ask for: by name, or by the ending of the file.

    Raises UsageError where these contradict each other.
    """
    if json:
        if form not in {None, ReportFormat.JSON}:
            raise UsageError(_("--json and --format {form} ask for two forms; leave one out").format(form=form))
        form = ReportFormat.JSON
    by_ending = _BY_ENDING.get(output.suffix.casefold()) if output is not None else None
    if form is not None and by_ending is not None and form is not by_ending:
        raise UsageError(
            _("{name} would be the name of another form than {form}; rename the file, or leave --format out").format(
                name=output.name if output else "", form=form
            )
        )
    return form or by_ending or ReportFormat.TERMINAL


def refuse_strange_ending(output: Path | None) -> None:
    """Raise UsageError for a file whose ending says no form, where no option does: a.docx is none of ours."""
    if output is not None and output.suffix.casefold() not in {*_BY_ENDING, _OF_TEXT}:
        raise UsageError(
            _("it is not known in which form to write {name}; endings are {endings}, or add --format").format(
                name=output.name, endings=", ".join((*_ENDINGS, _OF_TEXT))
            )
        )


def refuse_form(mcu: Context, form: ReportFormat, *, is_press: bool, to_file: bool) -> None:
    """Raise UsageError where the form does not go with what is wanted: bytes on a screen, a table of paragraphs."""
    if is_press and form in _OF_FIGURES:
        raise UsageError(
            _("the text for the press is paragraphs, which {form} cannot hold; take terminal, md, html or json").format(
                form=form
            )
        )
    if form is ReportFormat.XLSX and not to_file and mcu.out.terminal:
        raise UsageError(_("a workbook is nothing for a screen; add -o FILE"))


def unshown(form: ReportFormat, kind: ReportKind, period: Period, *, full: bool) -> frozenset[str]:
    """Return the members that such a report does not show; of the forms for programs and of a workbook none."""
    if form not in _OF_TABLES:
        return frozenset()
    from mcu_cli.render.report.sections import not_shown
    from mcu_cli.reports.figures import DEAR, period_data

    return not_shown(kind.value, period_data(period), full=full) & DEAR


def drawn(  # noqa: PLR0913  # what, in which form, and what is asked of it
    mcu: Context,
    spoken: str,
    report: Report,
    form: ReportFormat,
    *,
    full: bool,
    to_file: bool,
    publisher: Publisher | None,
) -> str | bytes:
    """Return the report as a document in the language `spoken`; a workbook as bytes.

    A `publisher` looks for personal data in it; raises RefusedError where any is found.
    """
    with language.speaking(spoken):
        document, looked_at = _document(mcu, report, form, full=full, to_file=to_file)
    if publisher is not None:
        from mcu_cli.render.report.pieces import pieces

        publisher.refuse(pieces(form.value, looked_at))
    return document


def _document(
    mcu: Context, report: Report, form: ReportFormat, *, full: bool, to_file: bool
) -> tuple[str | bytes, str | bytes]:
    """Return the document, and what to look through: on a terminal names are broken over lines, so the plain text."""
    data = report.data
    # One form is needed at a time, and each has its own heavy library.
    match form:
        case ReportFormat.MARKDOWN:
            from mcu_cli.render.report.markdown import markdown_report

            text = markdown_report(data, full=full)
        case ReportFormat.HTML:
            from mcu_cli.render.report.html import html_report

            with mcu.charts_kept_private():
                text = html_report(data, full=full)
        case ReportFormat.XLSX:
            from mcu_cli.render.report.workbook import workbook_report

            book = workbook_report(data, full=full)
            return book, book
        case ReportFormat.CSV:
            from mcu_cli.render.report.long_csv import csv_report

            text = csv_report(data)
        case ReportFormat.JSON:
            from mcu_cli.render.report.envelope import json_report

            text = json_report(data, mcu.out, report.problems)
        case ReportFormat.TERMINAL:
            from mcu_cli.render.report.terminal import plain_report, terminal_report

            text = plain_report(data, full=full)
            if mcu.out.terminal and not to_file:
                return terminal_report(data, width=mcu.out.width, colour=mcu.out.colour, full=full), text
    return text, text
