"""`mcu init`: make a store."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from mcu_cli.asking import ask
from mcu_cli.commands.complete import Suggested, time_zones
from mcu_cli.commands.options import Json
from mcu_cli.context import Context
from mcu_cli.language import _

# From west to east, one a difference to UTC.
ZONES = (
    "Europe/Kaliningrad",
    "Europe/Moscow",
    "Europe/Samara",
    "Asia/Yekaterinburg",
    "Asia/Omsk",
    "Asia/Krasnoyarsk",
    "Asia/Irkutsk",
    "Asia/Yakutsk",
    "Asia/Vladivostok",
    "Asia/Magadan",
    "Asia/Kamchatka",
)


def init(
    ctx: typer.Context,
    folder: Annotated[Path, typer.Argument(help=_("The folder; made if it is not there."), metavar="DIR")] = Path(),
    name: Annotated[
        str, typer.Option("--name", help=_("Name of the municipality, as in the heading of reports."))
    ] = "",
    timezone: Annotated[
        str,
        typer.Option(
            "--timezone",
            help=_("Its time zone, like Asia/Yekaterinburg."),
            metavar="ZONE",
            click_type=Suggested(time_zones),
        ),
    ] = "",
    language: Annotated[str, typer.Option("--language", help=_("Language of its documents: ru or en."))] = "",
    json: Json = False,
) -> None:
    """Make a store.

    A git repository with the two registries, ready for the first import.
    """
    from mcu_cli.store.founding import found_store  # sqlite3, yaml

    mcu = Context.of(ctx)
    if mcu.interactive and not name:
        name = ask(mcu, _("Name of the municipality, as reports should bear it:"))
    if mcu.interactive and not timezone:
        timezone = _asked_zone(mcu)
    settings = {"name": name, "timezone": timezone, "language": language}
    founded = found_store(
        mcu.path(folder).resolve(),
        {key: value for key, value in settings.items() if value},
        mcu.surroundings(),
        now=mcu.now,
    )

    def human() -> None:
        if not name or not timezone:
            mcu.out.note(
                _(
                    "the municipality is «{name}» in the zone {zone} for now; put that right in departments.yaml "
                    "and run `mcu record` before the first import"
                ).format(name=founded.municipality.name, zone=founded.municipality.timezone.key)
            )
        mcu.out.say(_("store made in {path}").format(path=founded.root))
        mcu.out.say(_("next: look through departments.yaml and categories.yaml, then `mcu import FILE` or `mcu add`"))

    mcu.out.result({"store": str(founded.root), "commit": founded.commit}, human)


def _asked_zone(mcu: Context) -> str:
    mcu.out.note(_("Time zone, by which terms are counted:"))
    for number, zone in enumerate(ZONES, start=1):
        mcu.out.note(f"  {number:>2}  {zone}")
    typed = ask(mcu, _("number or name:"))
    return ZONES[int(typed) - 1] if typed.isdecimal() and 1 <= int(typed) <= len(ZONES) else typed
