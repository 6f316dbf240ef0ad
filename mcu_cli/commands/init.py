"""`mcu init`: make a store."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from mcu_cli.commands.options import Json
from mcu_cli.context import Context
from mcu_cli.language import _


def init(
    ctx: typer.Context,
    folder: Annotated[Path, typer.Argument(help=_("The folder; made if it is not there."), metavar="DIR")] = Path(),
    name: Annotated[
        str, typer.Option("--name", help=_("Name of the municipality, as in the heading of reports."))
    ] = "",
    timezone: Annotated[
        str, typer.Option("--timezone", help=_("Its time zone, like Asia/Yekaterinburg."), metavar="ZONE")
    ] = "",
    language: Annotated[str, typer.Option("--language", help=_("Language of its documents: ru or en."))] = "",
    json: Json = False,
) -> None:
    """Make a store.

    A git repository with the two registries, ready for the first import.
    """
    from mcu_cli.store.founding import found_store  # noqa: PLC0415  # sqlite3, yaml

    mcu = Context.of(ctx)
    settings = {"name": name, "timezone": timezone, "language": language}
    founded = found_store(
        mcu.path(folder).resolve(),
        {key: value for key, value in settings.items() if value},
        mcu.surroundings(),
        now=mcu.now,
    )

    def human() -> None:
        mcu.out.say(_("store made in {path}").format(path=founded.root))
        mcu.out.say(_("next: look through departments.yaml and categories.yaml, then `mcu import FILE` or `mcu add`"))

    mcu.out.result({"store": str(founded.root), "commit": founded.commit}, human)
