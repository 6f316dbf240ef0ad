"""Personal receptions: how many and how, whom they received, what was asked and what came of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mcu_cli.language import _
from mcu_cli.render.report.section import Cell, Chart, Column, Kind, Section

if TYPE_CHECKING:
    from mcu_cli.render.report.text import Data

# Shown even where they are nothing: what a reader looks for.
_ALWAYS = frozenset({"held", "field", "citizens", "questions"})


def sections(data: Data) -> list[Section]:
    """Return the receptions, what came of their questions and what these were about; nothing where none was held."""
    found = data["receptions"]
    if found is None or not (found["held"] or found["held_last_year"]):
        return []
    columns = (
        Column("", Kind.TEXT),
        Column(_("period")),
        Column(_("a year earlier")),
        Column("+/−", Kind.CHANGE),
    )
    rows = [_row(found, name, title) for name, title in _titles().items() if found[name] or name in _ALWAYS]
    return [
        Section("receptions", _("Personal receptions"), columns, rows),
        *_shares(_("What came of the questions asked at receptions"), found["outcomes"]),
        *_shares(_("What was asked at receptions"), found["groups"]),
    ]


def _titles() -> dict[str, str]:
    return {
        "held": _("receptions held"),
        "scheduled": _("of these by timetable"),
        "field": _("of these in the field"),
        "thematic": _("of these on one subject"),
        "nationwide": _("of these on the nationwide day"),
        "by_head": _("of these by the head"),
        "by_deputies": _("of these by deputies"),
        "by_others": _("of these by other officials"),
        "citizens": _("citizens received"),
        "citizens_by_head": _("of these by the head"),
        "citizens_by_deputies": _("of these by deputies"),
        "citizens_by_others": _("of these by other officials"),
        "no_shows": _("citizens who did not come"),
        "questions": _("questions asked"),
        "oral": _("answered on the spot, with consent"),
        "appeals": _("registered as appeals"),
        "unsettled": _("neither answered nor registered"),
    }


def _row(found: Data, name: str, title: str) -> list[Cell]:
    then = found.get(f"{name}_last_year")
    return [title, found[name], then, None if then is None else found[name] - then]


def _shares(title: str, rows: list[Data]) -> list[Section]:
    if not rows:
        return []
    columns = (Column("", Kind.TEXT), Column(_("questions")), Column(_("share"), Kind.PERCENT))
    cells: list[list[Cell]] = [[row["title"], row["questions"], row["share_percent"]] for row in rows]
    return [Section("receptions", title, columns, cells, Chart(0, (1,)))]
