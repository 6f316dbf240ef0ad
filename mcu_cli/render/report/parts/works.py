"""What was done because of appeals: equal works together, then one by one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mcu_cli.language import _
from mcu_cli.render.report.section import Cell, Column, Kind, Section

if TYPE_CHECKING:
    from mcu_cli.render.report.text import Data


def sections(data: Data) -> list[Section]:
    """Return the works of the period; nothing where there were none.

    A column that no work has anything to say in is left out; works together say nothing where no two are equal.
    """
    works = data["works"]
    if not works:
        return []
    return [*_together(data), _one_by_one(works)]


def _together(data: Data) -> list[Section]:
    found = data["works_by_what"]
    if len(found) == len(data["works"]):
        return []
    rows: list[list[Cell]] = [[row["what"], row["count"], row["works"]] for row in found]
    columns = (Column("", Kind.TEXT), Column(_("how many")), Column(_("entries")))
    return [Section("works_by_what", _("Works done, in sum"), columns, rows)]


def _one_by_one(works: list[Data]) -> Section:
    told = {
        "day": Column(_("day"), Kind.DAY),
        "what": Column(_("what was done"), Kind.TEXT),
        "count": Column(_("how many")),
        "place": Column(_("where"), Kind.TEXT),
        "district": Column(_("district"), Kind.TEXT),
        "appeals": Column(_("appeals")),
        "photo": Column(_("picture"), Kind.TEXT),
    }
    said = [name for name in told if any(work[name] for work in works)]
    rows: list[list[Cell]] = [[work[name] for name in said] for work in works]
    return Section("works", _("Works done"), tuple(told[name] for name in said), rows)
