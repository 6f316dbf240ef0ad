"""Works done because of appeals: one by one, and equal ones together (indicator 87)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from mcu_cli.domain.ledgers.ledger import Ledger
from mcu_cli.domain.words import fold
from mcu_cli.reports.ledgers import items_between

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from mcu_cli.reports.scope import Asked


def members(asked: Asked) -> dict[str, Any]:
    """Return the members `works` and `works_by_what`, of the works done on days of the period.

    - `works`, by day: `id`, `what`, `count` (how many, null where that was not said), `day`, `place`, `district`,
      `appeals` (the number of appeals that caused it), `photo` (the address of a picture).
    - `works_by_what`, the largest first: `what`, `count` (their sum; null where it was said of none), `works`. What is
      spelt alike but for case, blanks and a full stop is one.
    """
    found = items_between(asked.source, Ledger.WORK, asked.scope.period.first, asked.scope.last_day)
    works = [_work(work) for work in found]
    return {"works": works, "works_by_what": by_what(works)}


def _work(work: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "id": work["id"],
        "what": work["what"],
        "count": int(work["count"]) if "count" in work else None,
        "day": work["day"],
        "place": work.get("place"),
        "district": work.get("district"),
        "appeals": len(work.get("appeals", ())),
        "photo": work.get("photo"),
    }


def by_what(works: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Return works with equal words together, each called as the first of them."""
    together: dict[str, list[Mapping[str, Any]]] = {}
    for work in works:
        together.setdefault(fold(work["what"].rstrip(" .")), []).append(work)
    found = []
    for same in together.values():
        counts = [work["count"] for work in same if work["count"] is not None]
        what = same[0]["what"].rstrip(" .")
        found.append({"what": what, "count": sum(counts) if counts else None, "works": len(same)})
    return sorted(found, key=lambda row: (-(row["count"] or 0), -row["works"], row["what"].casefold()))
