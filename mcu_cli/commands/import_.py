"""`mcu import`: take in what another system exported."""

from __future__ import annotations

import re
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from mcu_cli.commands.import_map import chosen_map, known_maps
from mcu_cli.commands.import_result import as_json, say
from mcu_cli.commands.options import DryRun, Json
from mcu_cli.context import Context
from mcu_cli.errors import ExitCode, UsageError
from mcu_cli.language import _

if TYPE_CHECKING:
    from collections.abc import Iterable


def import_file(
    ctx: typer.Context,
    file: Annotated[
        Path, typer.Argument(help=_("The table: a workbook (XLSX, XLS, ODS), CSV, JSON or JSON Lines."), metavar="FILE")
    ],
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
    map_: Annotated[
        str,
        typer.Option(
            "--map",
            help=_("Which column fills what: a map in YAML, or `pos` or `sed`, which come with mcu."),
            metavar="MAP",
        ),
    ] = "",
    show_map: Annotated[
        bool,
        typer.Option(
            "--show-map", help=_("Print a map proposed for the file, to look through and use; nothing is imported.")
        ),
    ] = False,
    encoding: Annotated[
        str,
        typer.Option(
            "--encoding", help=_("Encoding of a text file, like windows-1251; else found out."), metavar="NAME"
        ),
    ] = "",
    delimiter: Annotated[
        str,
        typer.Option("--delimiter", help=_("What parts the columns of a CSV file; else found out."), metavar="SIGN"),
    ] = "",
    dry_run: DryRun = False,
    json: Json = False,
) -> None:
    """Take in the table of another system.

    Importing a file again changes nothing; a later export adds just what is new.
    """
    from mcu_cli.importing import take_in  # sqlite3, yaml
    from mcu_cli.intake.data_rows import note_on_left_out, unnamed_columns
    from mcu_cli.intake.files.incoming import open_sheets
    from mcu_cli.intake.layouts import find_table, notes_on
    from mcu_cli.intake.rows import read_rows

    mcu = Context.of(ctx)
    path = mcu.path(file)
    if show_map:
        _show_map(mcu, path, chosen=map_, encoding=encoding, delimiter=delimiter)
        return
    day_of_receipt = _day_of_receipt(mcu, received)
    column_map = chosen_map(mcu, map_)
    sheets = open_sheets(path, encoding=encoding, delimiter=delimiter)
    table, layout = find_table(sheets, column_map, () if column_map else known_maps())
    notes = notes_on(layout)
    _note(mcu, notes)
    zone, now = mcu.store.registry.municipality.timezone, mcu.local_now
    readings = read_rows(table, layout, zone=zone, now=now, received=day_of_receipt)
    result = take_in(
        mcu, table, readings, path, adopt=adopt, dry_run=dry_run, key_heading=layout.key_heading, notes=notes
    )
    result.unknown_headings = (*layout.left_alone, *unnamed_columns(table.rows))
    left_out = note_on_left_out(table.rows)
    _note(mcu, left_out)
    result.notes = (*result.notes, *left_out)
    mcu.out.result(as_json(result), lambda: say(mcu, result, dry_run=dry_run), result.problems)
    if result.problems:
        raise typer.Exit(ExitCode.BAD_INPUT)


def _note(mcu: Context, notes: Iterable[str]) -> None:
    """Tell how the file was understood; with --json that stands in the result."""
    for note in notes:
        if not mcu.out.json:
            mcu.out.note(note)


def _day_of_receipt(mcu: Context, received: str) -> datetime | None:
    """Return the beginning of the day that --received names; None where it was not given."""
    if not received:
        return None
    day = mcu.day(received)
    if day > mcu.today:
        raise UsageError(_("{text!r} is in the future; an appeal cannot have come yet").format(text=received))
    return datetime(day.year, day.month, day.day, tzinfo=mcu.store.registry.municipality.timezone)


def _show_map(mcu: Context, path: Path, *, chosen: str, encoding: str, delimiter: str) -> None:
    """Print the map that is proposed for the file at `path`."""
    from mcu_cli.intake.files.incoming import open_sheets
    from mcu_cli.intake.layouts import known_layout
    from mcu_cli.intake.proposing.proposal import propose
    from mcu_cli.store.registry_edits import transliterated  # yaml

    if chosen:
        raise UsageError(_("--show-map proposes a map and --map uses one; give one of the two"))
    sheets = open_sheets(path, encoding=encoding, delimiter=delimiter)
    words = re.sub(r"[\W\d_]+", " ", path.stem).strip()  # a date or a number changes with each file
    name = transliterated(words, ()) if words else ""
    proposal = propose(sheets, known_layout(sheets, known_maps()), name)
    mcu.out.result({"map": proposal}, lambda: mcu.out.say(proposal.removesuffix("\n")))
