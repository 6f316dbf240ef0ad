"""Which appeal an operator means by a word: its whole id, a short form of it, or the number at its source."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from mcu_cli.domain import identifiers
from mcu_cli.errors import DamagedError, NotFoundError
from mcu_cli.language import _

if TYPE_CHECKING:
    from datetime import datetime

    from mcu_cli.store.repository import Store
    from mcu_cli.store.rows import Entry

_CANDIDATES_SHOWN = 5


def resolve(store: Store, text: str, *, now: datetime) -> Entry:
    """Return the appeal that `text` means: a whole id, or a short form that fits one; raises NotFoundError."""
    wanted = text.strip()
    whole = identifiers.parse(wanted)
    if whole is not None:
        found = store.index.entries("id = ?", (wanted,))
        if found:
            return found[0]
        reason = dict(store.index.unreadable()).get(whole.path)
        if reason is not None:
            raise DamagedError(_("{id} is on record and cannot be read: {reason}").format(id=wanted, reason=reason))
        raise NotFoundError(_("there is no appeal {id}; `mcu list` shows those there are").format(id=wanted))
    today = now.astimezone(store.registry.municipality.timezone).date()
    short = identifiers.parse_short(wanted, today=today)
    conditions, values = ["number = ?"], [str(short.number)]
    if short.day is not None:
        conditions.append("day = ?")
        values.append(short.day.isoformat())
    if short.month_day:
        conditions.append("day IN (SELECT value FROM json_each(?))")
        values.append(json.dumps([f"{year}-{short.month_day[:2]}-{short.month_day[2:]}" for year in _years(store)]))
    if short.series:
        conditions.append("series = ?")
        values.append(short.series)
    found = store.index.entries(" AND ".join(conditions), values, "ORDER BY day DESC, series")
    if not found:
        found = store.index.entries("key = ?", (wanted,))  # the number that another system gave it
    if not found:
        raise NotFoundError(
            _("there is no appeal {id!r}; `7` means number 7 of today, `1224-7` that of 24 December").format(id=wanted)
        )
    if len(found) > 1:
        shown = ", ".join(entry.id for entry in found[:_CANDIDATES_SHOWN])
        raise NotFoundError(
            _("{id!r} fits {n} appeals: {shown}; write more of the id").format(
                id=wanted, n=len(found), shown=shown + (" …" if len(found) > _CANDIDATES_SHOWN else "")
            )
        )
    return found[0]


def _years(store: Store) -> range:
    """Return the years from the first appeal on record to the last."""
    ((first, last),) = store.index.query("SELECT (SELECT min(day) FROM appeals), (SELECT max(day) FROM appeals)")
    return range(int(first[:4]), int(last[:4]) + 1) if first else range(0)
