"""What in the ledgers wants something: instructions that are due, polls that are over and have no result.

Days are those that the items bear, and terms those in force on the day told of: what was entered since about a day that
is over counts with it, but an extension since leaves the summary of that day as it was.
"""

from __future__ import annotations

import json
from collections import defaultdict
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Any, NamedTuple

from mcu_cli.domain.ledgers.ledger import Ledger
from mcu_cli.domain.ledgers.terms import terms_of
from mcu_cli.domain.ledgers.vocabulary import ItemStatus
from mcu_cli.language import _
from mcu_cli.reports.ledgers import results_of
from mcu_cli.values import dataclass

if TYPE_CHECKING:
    from collections.abc import Mapping

    from mcu_cli.domain.registry import Registry
    from mcu_cli.reports.source import Source
    from mcu_cli.reports.stretch import Stretch

_COUNTS = f"ledger = :ledger AND status != '{ItemStatus.WITHDRAWN}'"
UNKNOWN = "?"  # the id of executors that the registry does not know


class Duty(StrEnum):
    """What an item wants, in the order of the agenda."""

    INSTRUCTIONS_OVERDUE = "instructions_overdue"
    INSTRUCTIONS_DUE = "instructions_due"
    POLLS_ENDED = "polls_ended"


class Standing(NamedTuple):
    """An item that wants something: its last day, what it is about, and the department that has to do it, if any."""

    duty: Duty
    id: str
    day: date
    text: str
    department: str


def standing(source: Source, today: date, last: date) -> list[Standing]:
    """Return the open instructions due by the end of `last`, and the polls that ended without a result, by their day.

    An instruction is overdue from the day after its last one on.
    """
    rows = source.query(
        "SELECT ledger, id, due, coalesce(json_extract(data, '$.text'), json_extract(data, '$.question')), "  # noqa: S608
        f"json_extract(data, '$.executor') FROM items WHERE status = '{ItemStatus.OPEN}' AND due != '' "
        f"AND due <= CASE ledger WHEN '{Ledger.INSTRUCTION}' THEN :last ELSE :yesterday END "
        "ORDER BY due, ledger, year, series, number",
        {"last": last.isoformat(), "yesterday": (today - timedelta(days=1)).isoformat()},
    )
    return [
        Standing(_duty(ledger, due, today), item_id, date.fromisoformat(due), text, executor or "")
        for ledger, item_id, due, text, executor in rows
    ]


def _duty(ledger: str, due: str, today: date) -> Duty:
    if ledger == Ledger.POLL:
        return Duty.POLLS_ENDED
    return Duty.INSTRUCTIONS_OVERDUE if due < today.isoformat() else Duty.INSTRUCTIONS_DUE


@dataclass(frozen=True, slots=True)
class LateExecutor:
    """A department with overdue instructions, and for how many days the oldest; UNKNOWN for those nobody knows."""

    id: str
    title: str
    overdue: int
    longest_days: int


@dataclass(frozen=True, slots=True)
class InstructionsDue:
    """The instructions not done at the end of a stretch: how many are overdue, and how many due on that day."""

    overdue: int
    due_today: int
    executors: tuple[LateExecutor, ...]


def instructions_due(source: Source, registry: Registry, stretch: Stretch) -> InstructionsDue:
    """Return the instructions not done at the end of `stretch`; of a day that is over none is still due."""
    rows = source.query(
        f"SELECT data FROM items WHERE {_COUNTS} "  # noqa: S608  # words of ours
        "AND day <= :day AND due != '' AND (done = '' OR done > :day)",
        {"ledger": Ledger.INSTRUCTION.value, "day": stretch.day.isoformat()},
    )
    late: defaultdict[str, list[int]] = defaultdict(list)
    due_today = 0
    for instruction in (json.loads(data) for (data,) in rows):
        due = terms_of(instruction).on(stretch.day)
        days = (stretch.last_whole_day - due).days + 1 if due is not None and due <= stretch.day else None
        if days:
            known = registry.find_department(instruction["executor"])
            late[known.id if known else UNKNOWN].append(days)
        due_today += days == 0
    overdue = sum(map(len, late.values()))
    executors = [LateExecutor(name, _title(name, registry), len(days), max(days)) for name, days in late.items()]
    executors.sort(key=lambda one: (one.id == UNKNOWN, -one.overdue, one.title.casefold()))
    return InstructionsDue(overdue, due_today, tuple(executors))


def _title(name: str, registry: Registry) -> str:
    return _("departments that the registry does not know") if name == UNKNOWN else registry.departments[name].name


def polls_without_result(source: Source, stretch: Stretch) -> int:
    """Return how many polls were over at the end of `stretch` and had no result then."""
    rows = source.query(
        f"SELECT data FROM items WHERE {_COUNTS} AND due != '' AND due <= :last",  # noqa: S608  # words of ours
        {"ledger": Ledger.POLL.value, "last": stretch.last_whole_day.isoformat()},
    )
    before = stretch.window.end
    return sum(all(moment >= before for moment in _told_at(json.loads(data))) for (data,) in rows)


def _told_at(poll: Mapping[str, Any]) -> list[float]:
    """Return when the results of a poll were told, in seconds since 1970."""
    return [datetime.fromisoformat(event["at"]).timestamp() for event in results_of(poll)]
