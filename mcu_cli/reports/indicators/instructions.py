"""Instructions of the head: given, done, and what became of their terms (indicator 73)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from mcu_cli.domain.ledgers.fields import ItemStatus
from mcu_cli.domain.ledgers.ledger import Ledger
from mcu_cli.reports.ledgers import kept_since

if TYPE_CHECKING:
    from mcu_cli.reports.periods import Period
    from mcu_cli.reports.scope import Asked

_COUNTED = ("given", "done", "done_in_time", "done_late", "done_without_term", "overdue", "open")
# `:last` is the last day of the period that has begun, `:over` the last one that is over.
_DONE = "done >= :first AND done <= :last"
_OPEN = "day <= :last AND (done = '' OR done > :last)"
_COUNTS = ", ".join(
    f"coalesce(sum({condition}), 0)"
    for condition in (
        "day >= :first AND day <= :last",
        _DONE,
        f"{_DONE} AND due != '' AND done <= due",
        f"{_DONE} AND due != '' AND done > due",
        f"{_DONE} AND due = ''",
        f"{_OPEN} AND due != '' AND due <= :over",
        _OPEN,
    )
)


def members(asked: Asked) -> dict[str, Any]:
    """Return the member `instructions`: numbers of instructions, null of a time when none were kept yet.

    `given` and `done` are those of days in the period; of the latter `done_in_time`, `done_late` and
    `done_without_term`, by the term in force. `open` and `overdue` stand at the end of the period, or now;
    `given_last_year` were given in the same period a year earlier.
    """
    scope = asked.scope
    counts = _counts(asked, scope.reached, over=scope.last_whole_day.isoformat())
    last_year = scope.period.last_year()
    given = None
    if kept_since(asked, Ledger.INSTRUCTION, last_year):
        given = _counts(asked, last_year, over=last_year.last.isoformat())["given"]
    return {"instructions": {**counts, "given_last_year": given}}


def _counts(asked: Asked, period: Period, *, over: str) -> dict[str, int]:
    found = asked.source.query(
        f"SELECT {_COUNTS} FROM items WHERE ledger = :ledger AND status != '{ItemStatus.WITHDRAWN}'",  # noqa: S608
        {
            "ledger": Ledger.INSTRUCTION.value,
            "first": period.first.isoformat(),
            "last": period.last.isoformat(),
            "over": over,
        },
    )
    return dict(zip(_COUNTED, map(int, found[0]), strict=True))
