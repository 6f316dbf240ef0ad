"""Works done for a reader and for programs: a line on one, a table, objects of JSON."""

from __future__ import annotations

import json
from datetime import date
from typing import TYPE_CHECKING, Any

from mcu_cli.domain.ledgers.vocabulary import ItemStatus
from mcu_cli.language import _, ngettext
from mcu_cli.render.clean import clean_line, shortened
from mcu_cli.render.tables import print_table
from mcu_cli.wording import day_text, number_text

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from mcu_cli.render.out import Out

_WHAT = 60


def work_json(plain: Mapping[str, Any]) -> dict[str, Any]:
    """Return a work, given as the plain values of its file, as an object of a list; unset members are null."""
    return {
        "id": plain["id"],
        "status": plain["state"]["status"],
        "what": plain["what"],
        "count": int(plain["count"]) if "count" in plain else None,
        "day": plain["day"],
        "place": plain.get("place"),
        "district": plain.get("district"),
        "department": plain.get("department"),
        "appeals": list(plain.get("appeals", ())),
        "instruction": plain.get("instruction"),
        "photo": plain.get("photo"),
    }


def work_line(plain: Mapping[str, Any], *, with_appeals: bool = True) -> str:
    """Return a work in a line: what, how many, where, when, and of how many appeals it came."""
    work = work_json(plain)
    what = work["what"] + (f" — {number_text(work['count'])}" if work["count"] is not None else "")
    parts = [what, work["place"] or "", day_text(date.fromisoformat(work["day"]))]
    n = len(work["appeals"])
    if n and with_appeals:
        parts.append(ngettext("because of {n} appeal", "because of {n} appeals", n).format(n=number_text(n)))
    if work["status"] == ItemStatus.WITHDRAWN:
        parts.append(_("withdrawn, does not count"))
    return clean_line(f"{work['id']}: {', '.join(part for part in parts if part)}")


def print_works(out: Out, entries: Sequence[Any]) -> None:
    """Print a table of works; those that do not count any more are marked."""
    rows = []
    for work in (work_json(json.loads(entry.data)) for entry in entries):
        what = shortened(work["what"], _WHAT)
        if work["status"] == ItemStatus.WITHDRAWN:
            what = _("{what} (withdrawn)").format(what=what)
        rows.append(
            [
                work["id"],
                day_text(date.fromisoformat(work["day"])),
                "" if work["count"] is None else number_text(work["count"]),
                ", ".join(clean_line(part) for part in (work["district"], work["place"]) if part),
                number_text(len(work["appeals"])) if work["appeals"] else "",
                what,
            ]
        )
    print_table(out, [_("id"), _("day"), _("how many"), _("where"), _("appeals"), _("what was done")], rows)
