"""Instructions of the head: given, done, and what became of their terms (indicator 73)."""

from __future__ import annotations

import json
from datetime import date
from typing import TYPE_CHECKING, Any, NamedTuple

from mcu_cli.domain.ledgers.ledger import Ledger
from mcu_cli.domain.ledgers.terms import Terms, terms_of
from mcu_cli.domain.ledgers.vocabulary import ItemStatus
from mcu_cli.reports.ledgers import kept_since

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mcu_cli.reports.periods import Period
    from mcu_cli.reports.scope import Asked


class _Given(NamedTuple):
    """An instruction: the days on which it was given and done, None while it is not, and its terms."""

    given: date
    done: date | None
    terms: Terms

    def is_open(self, day: date) -> bool:
        """Whether it was given and not done yet at the end of `day`."""
        return self.given <= day and (self.done is None or self.done > day)


def members(asked: Asked) -> dict[str, Any]:
    """Return the member `instructions`: numbers of instructions, null of a time when none were kept yet.

    `given` and `done` are those of days in the period; of the latter `done_in_time`, `done_late` and
    `done_without_term`, by the term in force that day, or the one that ran out before it was extended. `open` stand
    at the end of the period, or now, `overdue` are those whose last day in force then is over: no later extension
    changes the figures of a period. `given_last_year` were given in the same period a year earlier.
    """
    scope = asked.scope
    counts = _counts(asked, scope.reached, over=scope.last_whole_day)
    last_year = scope.last_year.period
    given = None
    if kept_since(asked, Ledger.INSTRUCTION, last_year):
        given = _counts(asked, last_year, over=last_year.last)["given"]
    return {"instructions": {**counts, "given_last_year": given}}


def _counts(asked: Asked, period: Period, *, over: date) -> dict[str, int]:
    """Return the numbers of a period of which `over` is the last day that is over."""
    counts = dict.fromkeys(
        ("given", "done", "done_in_time", "done_late", "done_without_term", "overdue", "open"),
        0,
    )
    for one in _instructions(asked, period.last):
        counts["given"] += one.given >= period.first
        if one.is_open(period.last):
            due = one.terms.on(period.last)
            counts["open"] += 1
            counts["overdue"] += due is not None and due <= over
        elif one.done is not None and one.done >= period.first:
            due = one.terms.judging(one.done)
            counts["done"] += 1
            counts["done_without_term" if due is None else "done_in_time" if one.done <= due else "done_late"] += 1
    return counts


def _instructions(asked: Asked, last: date) -> Iterator[_Given]:
    """Yield the instructions that count and were given by the end of the day `last`."""
    rows = asked.source.query(
        "SELECT day, done, data FROM items WHERE ledger = :ledger AND status != :withdrawn AND day <= :last",
        {"ledger": Ledger.INSTRUCTION.value, "withdrawn": ItemStatus.WITHDRAWN.value, "last": last.isoformat()},
    )
    for day, done, data in rows:
        yield _Given(date.fromisoformat(day), date.fromisoformat(done) if done else None, terms_of(json.loads(data)))
