"""What kind of appeals came in: by form, by 59-FZ, by mark, and whether for the first time."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mcu_cli.language import _
from mcu_cli.render.report.breakdown import breakdown
from mcu_cli.render.report.kind_titles import with_kind_titles
from mcu_cli.render.report.section import Column, Kind, Section
from mcu_cli.reports.speed import percent

if TYPE_CHECKING:
    from mcu_cli.render.report.section import Cell
    from mcu_cli.render.report.text import Data


def sections(data: Data) -> list[Section]:
    """Return the breakdowns by form, kind and mark, and how many appeals repeat others."""
    return [
        *breakdown("forms", _("By form"), data["forms"], data),
        *breakdown("kinds", _("By kind"), with_kind_titles(data["kinds"]), data),
        *_tags(data),
        *_repeats(data),
    ]


def _tags(data: Data) -> list[Section]:
    note = _("An appeal with several marks counts with each of them.")
    return [
        section._replace(note=note) for section in breakdown("tags", _("By mark"), data["tags"], data, adds_up=False)
    ]


def _repeats(data: Data) -> list[Section]:
    repeats = data["repeats"]
    if not repeats["repeat"] and not repeats["duplicates"]:
        return []
    titles = {
        "primary": _("for the first time"),
        "repeat": _("again, after an earlier one"),
        "multiple": _("of these for the third time or more"),
        "duplicates": _("duplicates of others"),
    }
    received = data["received"]["period"]
    rows: list[list[Cell]] = [
        [title, repeats[name], percent(repeats[name], received)] for name, title in titles.items()
    ]
    columns = (Column("", Kind.TEXT), Column(_("received")), Column(_("share of received"), Kind.PERCENT))
    return [Section("repeats", _("First and repeated appeals"), columns, rows)]
