"""Where: districts, by head and without appeals, what is asked in each, and hot streets and objects."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from mcu_cli.language import _
from mcu_cli.render.report.breakdown import breakdown, shown_rows
from mcu_cli.render.report.section import Column, Kind, Section
from mcu_cli.render.report.totals import with_total

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mcu_cli.render.report.section import Cell
    from mcu_cli.render.report.text import Data

_MOST_DISTRICTS = 7  # columns of the table of groups that can still be read on a page


def sections(data: Data) -> list[Section]:
    """Return the districts, those without appeals, the groups of topics in each district, and hot places."""
    return [*_districts(data), *_without_appeals(data), *_groups(data), *_places(data)]


def _districts(data: Data) -> list[Section]:
    found = breakdown("districts", _("By district"), data["districts"], data)
    shown, volume = shown_rows(data["districts"], data), data["volume"]
    if not any(row["residents"] for row in shown):
        return found
    return [
        section._replace(
            columns=(*section.columns, Column(_("residents")), Column(_("per 1,000 residents"), Kind.DECIMAL)),
            rows=[[*cells, row["residents"], row["per_1000"]] for cells, row in zip(section.rows, shown, strict=True)],
            total=section.total and [*section.total, volume["residents"], volume["per_1000"]],
        )
        for section in found
    ]


def _without_appeals(data: Data) -> list[Section]:
    rows: list[list[Cell]] = [[row["title"], row["residents"]] for row in data["districts_without_appeals"]]
    columns = (Column(_("district"), Kind.TEXT), Column(_("residents")))
    return [Section("districts_without_appeals", _("Districts without appeals"), columns, rows)] if rows else []


def _groups(data: Data) -> list[Section]:
    table = data["groups_by_district"]
    districts: Sequence[dict[str, Any]] = table["columns"]
    if not any(district["id"] for district in districts):
        return []
    is_cut = len(districts) > _MOST_DISTRICTS
    kept = _MOST_DISTRICTS - 1 if is_cut else len(districts)
    columns = [
        Column(_("group of topics"), Kind.TEXT),
        *(Column(district["title"]) for district in districts[:kept]),
        *([Column(_("others"))] if is_cut else []),
        Column(_("in all")),
    ]
    rows: list[list[Cell]] = []
    for group in table["rows"]:
        others = [sum(group["received"][kept:])] if is_cut else []
        rows.append([group["title"], *group["received"][:kept], *others, group["total"]])
    section = Section("groups_by_district", _("Groups of topics by district"), tuple(columns), rows)
    return [with_total(section)]


def _places(data: Data) -> list[Section]:
    places = data["places"]
    has_settlements = len({place["settlement"] for place in places}) > 1
    columns = (
        Column(_("street or object"), Kind.TEXT),
        Column(_("received")),
        Column(_("most asked topic"), Kind.TEXT),
    )
    rows: list[list[Cell]] = []
    for place in places:
        name = place["street"] or place["object"]
        shown = f"{place['settlement']}, {name}" if has_settlements and place["settlement"] else name
        rows.append([shown, place["received"], place["topic"] and place["topic"]["title"]])
    return [Section("places", _("Hot places"), columns, rows)] if rows else []
