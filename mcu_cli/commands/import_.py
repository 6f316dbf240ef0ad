"""`mcu import`: take in what another system exported."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from mcu_cli.commands.options import DryRun, Json
from mcu_cli.context import Context
from mcu_cli.errors import ExitCode, UsageError
from mcu_cli.language import _, ngettext
from mcu_cli.wording import appeals_text, number_text

if TYPE_CHECKING:
    from mcu_cli.importing import Result

_NAMES_SHOWN = 30


def import_file(
    ctx: typer.Context,
    file: Annotated[Path, typer.Argument(help=_("The export: a workbook (XLSX, XLS, ODS)."), metavar="FILE")],
    adopt: Annotated[
        bool,
        typer.Option(
            "--adopt", help=_("Add unknown departments and topics to the two YAML files, in the same commit.")
        ),
    ] = False,
    received: Annotated[
        str,
        typer.Option(
            "--received", help=_("Day of receipt for a table without dates; else the moment of import."), metavar="DAY"
        ),
    ] = "",
    dry_run: DryRun = False,
    json: Json = False,
) -> None:
    """Take in an export of another system.

    Importing a file again changes nothing; a later export adds just what is new.
    """
    from datetime import datetime  # noqa: PLC0415

    from mcu_cli.importing import take_in  # noqa: PLC0415  # sqlite3, yaml
    from mcu_cli.intake.incident_columns import TEXT  # noqa: PLC0415
    from mcu_cli.intake.workbook import read_bytes, read_workbook  # noqa: PLC0415

    mcu = Context.of(ctx)
    moment = None
    if received:
        day = mcu.day(received)
        if day > mcu.today:
            raise UsageError(_("{text!r} is in the future; an appeal cannot have come yet").format(text=received))
        moment = datetime(day.year, day.month, day.day, tzinfo=mcu.store.registry.municipality.timezone)
    path = mcu.path(file)
    table = read_workbook(read_bytes(path), file=path.name, wanted=(TEXT,))
    result = take_in(mcu, table, path, adopt=adopt, dry_run=dry_run, received=moment)
    mcu.out.result(_json(result), lambda: _say(mcu, result, dry_run=dry_run), result.problems)
    if result.problems:
        if not mcu.out.json:
            for problem in result.problems:
                mcu.out.problem(problem)
        raise typer.Exit(ExitCode.BAD_INPUT)


def _say(mcu: Context, result: Result, *, dry_run: bool) -> None:
    out = mcu.out
    if dry_run:
        out.note(_("dry run: nothing was written"))
    out.say(_("new: {appeals}").format(appeals=appeals_text(result.new)))
    out.say(_("updated: {appeals}").format(appeals=appeals_text(result.updated)))
    out.say(_("unchanged: {appeals}").format(appeals=appeals_text(result.unchanged)))
    for title, entries in (
        (_("departments adopted:"), result.adoption.departments),
        (_("categories adopted:"), result.adoption.categories),
    ):
        if entries:
            out.say(title)
            for entry in entries:
                out.say(f"  {entry.id}: {entry.name}")
    _say_all_unknown(mcu, result)
    for heading in result.unknown_headings:
        out.note(_("the column «{heading}» is not known and was left alone").format(heading=heading))
    if result.commit:
        out.say(_("commit {commit}").format(commit=result.commit[:10]))
    if result.rejected:
        out.note(
            ngettext("{n} row was not taken:", "{n} rows were not taken:", result.rejected).format(
                n=number_text(result.rejected)
            )
        )
        if result.rejected_file:
            out.note(_("they are in {path}, each with its reason").format(path=result.rejected_file))


def _say_all_unknown(mcu: Context, result: Result) -> None:
    out = mcu.out
    _say_unknown(mcu, _("departments that departments.yaml does not know:"), dict(result.unknown_departments))
    topics = {": ".join(part for part in names if part): n for names, n in result.unknown_topics.items()}
    _say_unknown(mcu, _("topics that categories.yaml does not know:"), topics)
    if result.unknown_departments or result.unknown_topics:
        out.note(_("their names are kept; add them as aliases, or import with --adopt"))
    if result.likely_municipality:
        out.note(
            _(
                "if «{name}» is the administration as a whole, take this import back (`mcu undo`), write the name into "
                "municipality.aliases of departments.yaml, run `mcu record` and import again: "
                "then «Исполнитель» is the department"
            ).format(name=result.likely_municipality)
        )


def _say_unknown(mcu: Context, title: str, names: dict[str, int]) -> None:
    if not names:
        return
    mcu.out.note(title)
    ranked = sorted(names.items(), key=lambda item: (-item[1], item[0]))
    for name, n in ranked[:_NAMES_SHOWN]:
        mcu.out.note(f"  {name} ({n})")
    if len(ranked) > _NAMES_SHOWN:
        mcu.out.note("  …")


def _json(result: Result) -> dict[str, Any]:
    return {
        "commit": result.commit,
        "new": result.new,
        "updated": result.updated,
        "unchanged": result.unchanged,
        "rejected": result.rejected,
        "adopted": len(result.adoption),
        "adopted_departments": [{"id": d.id, "name": d.name} for d in result.adoption.departments],
        "adopted_categories": [{"id": c.id, "name": c.name} for c in result.adoption.categories],
        "unknown_departments": [{"name": name, "count": n} for name, n in sorted(result.unknown_departments.items())],
        "unknown_topics": [
            {"group": group, "topic": topic, "count": n} for (group, topic), n in sorted(result.unknown_topics.items())
        ],
        "unknown_columns": list(result.unknown_headings),
        "rejected_file": result.rejected_file or None,
    }
