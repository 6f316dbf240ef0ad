"""`mcu report`: the figures of a day, week, month, quarter, year or any range of days."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from mcu_cli import language
from mcu_cli.commands.complete import Suggested, queries
from mcu_cli.commands.options import Json
from mcu_cli.commands.output import Force, target_of, write_document
from mcu_cli.commands.word import OneOf
from mcu_cli.context import Context
from mcu_cli.errors import Problem, UsageError
from mcu_cli.language import _, marked
from mcu_cli.reports.periods import Kind, Period, around, between, refuse_future
from mcu_cli.selecting import meant, read_query

if TYPE_CHECKING:
    from collections.abc import Iterable

    from mcu_cli.reports.source import Source


class ReportFormat(StrEnum):
    """The forms in which a report can be had."""

    TERMINAL = "terminal"
    MARKDOWN = "md"
    CSV = "csv"
    JSON = "json"


_PERIODS = {
    Kind.DAY: marked("day"),
    Kind.WEEK: marked("week"),
    Kind.MONTH: marked("month"),
    Kind.QUARTER: marked("quarter"),
    Kind.YEAR: marked("year"),
    Kind.RANGE: marked("range"),
}


def report(
    ctx: typer.Context,
    kind: Annotated[
        Kind | None,
        typer.Argument(
            help=_("The period; a day where nothing else is said."),
            show_default=False,
            click_type=OneOf(Kind, lambda kind: _(_PERIODS[kind])),
        ),
    ] = None,
    on: Annotated[
        str, typer.Option("--date", help=_("A day in the period; today where none is given."), metavar="DAY")
    ] = "",
    first: Annotated[str, typer.Option("--from", help=_("First day of a range."), metavar="DAY")] = "",
    last: Annotated[
        str, typer.Option("--to", help=_("Last day of a range; today where none is given."), metavar="DAY")
    ] = "",
    form: Annotated[ReportFormat, typer.Option("--format", help=_("Form of the report."))] = ReportFormat.TERMINAL,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help=_("Write the report to this file."), metavar="FILE")
    ] = None,
    where: Annotated[
        str,
        typer.Option(
            "--where",
            help=_("Count only the appeals that fit this query now."),
            metavar="QUERY",
            click_type=Suggested(queries),
        ),
    ] = "",
    force: Force = False,
    json: Json = False,
) -> None:
    """Report what was received, answered, handled and closed in a period, and what waits."""
    from mcu_cli.reports.figures import as_data, figures  # only this command needs them

    mcu = Context.of(ctx)
    mcu.out.json = mcu.out.json or form is ReportFormat.JSON
    if json:
        form = ReportFormat.JSON
    target = target_of(mcu, output, force=force)
    period = _period(mcu, kind, on, first, last)
    refuse_future(period, mcu.today)
    registry = mcu.store.registry
    source, only = _source(mcu, where)
    unsure: list[int] = []
    # A document speaks the language of the store, whoever asks for it; what is wrong is told to whoever asks.
    with language.speaking(registry.municipality.language):
        found = figures(source, registry, mcu.store.calendar_telling(unsure.append), period, mcu.now)
    problems = _problems(mcu, unsure)
    with language.speaking(registry.municipality.language):
        text = _drawn(mcu, as_data(found, where=only), form, problems, to_file=target is not None)
    for problem in problems if form is not ReportFormat.JSON else ():
        if problem.level == "warning":
            mcu.out.note(problem.message)
    if target is None:
        mcu.out.raw(text)
        return
    write_document(target, text, spreadsheet=form is ReportFormat.CSV)
    mcu.out.note(_("the report is in {path}").format(path=target))


def _source(mcu: Context, where: str) -> tuple[Source, str]:
    """Return what the figures are counted from, and how a report says so; the whole record where nothing is asked."""
    if not where.strip():
        return mcu.store.index, ""
    from mcu_cli.domain.query.printing import text_of
    from mcu_cli.reports.narrowed import Narrowed
    from mcu_cli.store.selection import ids  # sqlite3

    query = read_query(mcu, where)
    tree = meant(mcu, query)
    said = " ".join(where.split())
    if tree != query.tree:  # a reader of the report does not know what is saved under a name
        said = f"{said} = {text_of(tree)}"
    return Narrowed(mcu.store.index, ids(mcu.store.index, tree, mcu.store.registry, mcu.now)), said


def _period(mcu: Context, kind: Kind | None, on: str, first: str, last: str) -> Period:
    """Return the period that the options ask for; raises UsageError where they contradict each other."""
    is_range = bool(first or last) or kind is Kind.RANGE
    if not is_range:
        return around(kind or Kind.DAY, mcu.day(on) if on else mcu.today)
    if kind not in {None, Kind.RANGE} or on:
        raise UsageError(_("--from and --to make a range of their own; leave out the period and --date"))
    if not first:
        raise UsageError(_("a range needs its first day; add --from DAY"))
    begin = mcu.day(first)
    return between(begin, mcu.day(last) if last else max(begin, mcu.today))


def _problems(mcu: Context, unsure: Iterable[int]) -> list[Problem]:
    """Return what makes the figures less than they should be: files that cannot be read, years without a decree."""
    from mcu_cli.store.calendars import unsure_year

    years = [Problem(unsure_year(year), level="warning") for year in sorted(unsure)]
    # The store itself has noted on stderr that there are such files.
    return [*(Problem(message, file=path) for path, message in mcu.store.index.unreadable()), *years]


def _drawn(mcu: Context, data: dict[str, Any], form: ReportFormat, problems: list[Problem], *, to_file: bool) -> str:
    """Return the report as text in the form asked for."""
    # One form is needed at a time, and each has its own heavy library.
    match form:
        case ReportFormat.MARKDOWN:
            from mcu_cli.render.report.markdown import markdown_report

            return markdown_report(data)
        case ReportFormat.CSV:
            from mcu_cli.render.report.long_csv import csv_report

            return csv_report(data)
        case ReportFormat.JSON:
            from mcu_cli.render.report.envelope import json_report

            return json_report(data, mcu.out, problems)
        case ReportFormat.TERMINAL:
            from mcu_cli.render.report.terminal import plain_report, terminal_report

            if to_file or not mcu.out.terminal:
                return plain_report(data)
            return terminal_report(data, width=mcu.out.width, colour=mcu.out.colour)
