"""What reports and the agenda ask of the ledgers beside the appeals: items of a stretch of days, open questions.

Items are few, a hundred a year: SQL finds those of the days asked for, and what they say is read from their JSON.
"""

from __future__ import annotations

import json
from datetime import date
from typing import TYPE_CHECKING, Any, NamedTuple

from mcu_cli.domain.ledgers.ledger import Ledger
from mcu_cli.domain.ledgers.vocabulary import ItemEvent, ItemStatus

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime

    from mcu_cli.domain.rules import Rules
    from mcu_cli.reports.periods import Period
    from mcu_cli.reports.scope import Asked
    from mcu_cli.reports.source import Source

_ALWAYS = (date.min, date.max)


class Followed(NamedTuple):
    """The appeal that a question became; `category`, `topic` and `outcome` are empty where unset."""

    id: str
    category: str
    topic: str
    outcome: str


class Unanswered(NamedTuple):
    """A question that was neither answered on the spot, with consent, nor registered as an appeal.

    `number` is the one under which `mcu reception appeal` takes it; `due` says by when, None where no rule does.
    """

    reception: str
    number: int
    day: date
    due: datetime | None


def items_between(source: Source, ledger: Ledger, first: date, last: date) -> list[dict[str, Any]]:
    """Return the files, as plain values, of the items of a ledger from one day to another, by day; none withdrawn."""
    rows = source.query(
        "SELECT data FROM items WHERE ledger = :ledger AND status != :withdrawn AND day >= :first AND day <= :last "
        "ORDER BY day, year, series, number",
        {
            "ledger": ledger.value,
            "withdrawn": ItemStatus.WITHDRAWN.value,
            "first": first.isoformat(),
            "last": last.isoformat(),
        },
    )
    return [json.loads(data) for (data,) in rows]


def kept_since(asked: Asked, ledger: Ledger, period: Period) -> bool:
    """Whether anything that counts in a ledger is of `period` or earlier: else nobody kept it, and 0 is a guess."""
    first = asked.source.query(
        "SELECT min(day) FROM items WHERE ledger = :ledger AND status != :withdrawn",
        {"ledger": ledger.value, "withdrawn": ItemStatus.WITHDRAWN.value},
    )[0][0]
    return first is not None and str(first) <= period.last.isoformat()


def results_of(poll: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """Return the events that told a result of a poll, given as plain values, in the order of recording."""
    return [event for event in poll["history"] if event["event"] == ItemEvent.RESULT]


def followed_questions(source: Source) -> dict[str, Followed]:
    """Return the appeals that came of questions, by the key of the question; of twins the first."""
    from mcu_cli.domain.ledgers.receptions import SYSTEM  # dear, where there are no receptions

    # Whatever part of the record is asked for: a question whose appeal does not count here has one all the same.
    rows: Iterable[tuple[Any, ...]] = source.query(
        "SELECT key, id, category, topic, outcome FROM main.appeals WHERE system = :system "
        "ORDER BY day, series, number",
        {"system": SYSTEM},
    )
    found: dict[str, Followed] = {}
    for key, *row in rows:
        found.setdefault(key, Followed(*row))
    return found


def unanswered_questions(source: Source, rules: Rules, *, until: date | None = None) -> list[Unanswered]:
    """Return the questions that nobody has settled, of receptions up to the day `until`, those due first at the top.

    Raises BadInputError where the calendar does not know the days of a term.
    """
    first, last = _ALWAYS
    receptions = items_between(source, Ledger.RECEPTION, first, until or last)
    if not receptions:
        return []
    from mcu_cli.domain.ledgers.receptions import questions_in, register_by  # as above

    appeals = followed_questions(source)
    found = []
    for reception in receptions:
        waiting = [
            question
            for question in questions_in(reception)
            if not question.is_settled_orally and question.key not in appeals
        ]
        day = date.fromisoformat(reception["day"])
        due = register_by(rules, day) if waiting else None
        found += [Unanswered(reception["id"], question.number, day, due) for question in waiting]
    return sorted(found, key=lambda one: (one.day, one.reception, one.number))
