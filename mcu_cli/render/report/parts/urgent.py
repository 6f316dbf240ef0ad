"""The urgent line: what it did, and for which services."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mcu_cli.language import _, ngettext
from mcu_cli.render.report.section import Column, Kind, Section
from mcu_cli.wording import number_text

if TYPE_CHECKING:
    from mcu_cli.render.report.section import Cell
    from mcu_cli.render.report.text import Data


def sections(data: Data) -> list[Section]:
    """Return the urgent line and its services; nothing where it did not ring."""
    urgent = data["urgent"]
    titles = {
        "received": _("received"),
        "answered": _("answered"),
        "explained": _("settled by an explanation"),
        "open": _("waiting at the end"),
    }
    if not any(urgent[name] for name in titles):
        return []
    rows: list[list[Cell]] = [[title, urgent[name]] for name, title in titles.items()]
    columns = (Column("", Kind.TEXT), Column(_("appeals")))
    services: list[list[Cell]] = [[row["title"], row["received"], row["answered"]] for row in urgent["services"]]
    by_service = (Column("", Kind.TEXT), Column(_("received")), Column(_("answered")))
    return [
        Section("urgent", _("Urgent line"), columns, rows, note=_first_answers(urgent["first_answers"])),
        *([Section("urgent", _("Urgent line by service"), by_service, services)] if services else []),
    ]


def _first_answers(answers: Data) -> str:
    minutes = answers["median_minutes"]
    if minutes is None:
        return ""
    return ngettext(
        "Half of the first answers came within {n} minute.",
        "Half of the first answers came within {n} minutes.",
        minutes,
    ).format(n=number_text(minutes))
