"""Personal receptions: how many and how, whom they received, what was asked and what came of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from mcu_cli.language import _
from mcu_cli.render.report.section import Cell, Chart, Column, Kind, Section
from mcu_cli.render.report.totals import with_total
from mcu_cli.reports.speed import percent

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
    told = _without_cards(found)
    rows = [_row(told, name, title) for name, title in _titles().items() if found[name] or name in _ALWAYS]
    return [
        Section("receptions", _("Personal receptions"), columns, rows),
        *_settled(found),
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
    }


def _without_cards(found: Data) -> dict[str, Any]:
    """Return the receptions with no number of questions where citizens were counted and no card says what was asked."""
    unknown = {
        f"questions{time}": None
        for time in ("", "_last_year")
        if found.get(f"citizens{time}") and not found[f"questions{time}"]
    }
    return {**found, **unknown}


def _row(found: Data, name: str, title: str) -> list[Cell]:
    now, then = found[name], found.get(f"{name}_last_year")
    return [title, now, then, None if now is None or then is None else now - then]


def _settled(found: Data) -> list[Section]:
    titles = {
        "oral": _("answered on the spot, with consent"),
        "appeals": _("registered as appeals"),
        "unsettled": _("neither answered nor registered"),
    }
    rows: list[Data] = [
        {"title": title, "questions": found[name], "share_percent": percent(found[name], found["questions"])}
        for name, title in titles.items()
        if found[name]
    ]
    return _shares(_("How the questions asked at receptions were settled"), rows)


def _shares(title: str, rows: list[Data]) -> list[Section]:
    if not rows:
        return []
    columns = (Column("", Kind.TEXT), Column(_("questions")), Column(_("share"), Kind.PERCENT))
    cells: list[list[Cell]] = [[row["title"], row["questions"], row["share_percent"]] for row in rows]
    return [with_total(Section("receptions", title, columns, cells, Chart(0, (1,))))]
