"""Rows of a report whose names may not be shown, as one row that counts what they count."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from mcu_cli.reports.indicator import growth
from mcu_cli.reports.speed import percent

if TYPE_CHECKING:
    from collections.abc import Sequence

HIDDEN = "hidden"  # the id of such a row
# Breakdowns whose rows make a whole, and of what: a share of one is told anew, not added up from rounded ones.
_WHOLE = {
    **dict.fromkeys(("channels", "networks", "sources", "groups", "topics", "departments", "districts"), "received"),
    "outcomes": "handled",
}
# Lists that name the first of many: what is hidden is left out, for together with others it would be no such first.
_FIRST_OF_MANY = frozenset({"growth", "new_topics", "topics_by_channel"})


def together(
    member: str, apart: Sequence[dict[str, Any]], rows: Sequence[dict[str, Any]], title: str
) -> list[dict[str, Any]]:
    """Return the one row that stands for `apart`, some of the `rows` of a member; none in a list of the first of many.

    Counts are added up, and so are shares where their whole is not known; what cannot be added up is None.
    """
    if member in _FIRST_OF_MANY:
        return []
    found = _one_row(apart, title)
    if "share_percent" in found and member in _WHOLE:
        measure = _WHOLE[member]
        found["share_percent"] = percent(found[measure], sum(row[measure] for row in rows))
    return [found]


def _one_row(rows: Sequence[dict[str, Any]], title: str) -> dict[str, Any]:
    """Return one row for several: counts and shares added up, what cannot be added up left out."""
    found: dict[str, Any] = {}
    for name in rows[0]:
        values = [row[name] for row in rows if row[name] is not None]
        match name:
            case "id":
                found[name] = HIDDEN
            case "title":
                found[name] = title
            case "share_percent":
                found[name] = round(sum(values), 1) if values else None
            case _ if name.startswith("max_"):
                found[name] = max(values, default=None)
            case _ if name != "rank" and values and all(type(value) is int for value in values):
                found[name] = sum(values)
            case _ if values and all(isinstance(value, list) for value in values):
                found[name] = [sum(column) for column in zip(*values, strict=True)]
            case _:
                found[name] = None
    before = found.get("received_last_year", found.get("before"))
    if "change_percent" in found and before is not None:
        found["change_percent"] = growth(found["received"], before)
    return found
