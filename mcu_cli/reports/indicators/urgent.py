"""The urgent line: what it received and answered, by the service that has it, and how soon, by the clock."""

from __future__ import annotations

from collections import Counter
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from mcu_cli.domain.vocabulary import Channel, EventKind, Outcome
from mcu_cli.reports.breakdowns import Named, Names
from mcu_cli.reports.source import LEFT, STEADY
from mcu_cli.reports.urgent_line import first_answers

if TYPE_CHECKING:
    from mcu_cli.reports.scope import Asked

_URGENT = f"a.channel = '{Channel.URGENT}'"
_RECEIVED = "a.registered >= :start AND a.registered < :end"
_ANSWERED = (
    f"a.id IN (SELECT appeal FROM events WHERE event = '{EventKind.ANSWERED}' "  # noqa: S608  # a word of ours
    "AND at >= :start AND at < :end)"
)
_EXPLAINED = f"{LEFT} AND {STEADY} AND a.outcome = '{Outcome.EXPLAINED}'"


def members(asked: Asked) -> dict[str, Any]:
    """Return `urgent`; its numbers are appeals of the urgent line.

    - `received`, `answered` (interim or finally) in the period, `open` at its end;
    - `explained`: handled in the period by an explanation alone, with nothing to be done (the outcome `explained`);
    - `first_answers`: those answered for the first time, in minutes of the clock after the registration: `given`,
      `late` (None where none had a term), `shortest_minutes`, `median_minutes`, `longest_minutes`;
    - `services`: by the department that has the appeal now: `id`, `title`, `received`, `answered`, most received first.
    """
    services = _services(asked)
    return {
        "urgent": {
            "received": sum(row["received"] for row in services),
            "answered": sum(row["answered"] for row in services),
            "open": sum(one.channel == Channel.URGENT for one in asked.waiting),
            "explained": _explained(asked),
            "first_answers": asdict(first_answers(asked.source, asked.window)),
            "services": services,
        }
    }


def _explained(asked: Asked) -> int:
    again = (one for one in asked.replayed if one.facts.channel == Channel.URGENT and one.left_in(asked.window))
    return sum(appeals for _department, appeals in _by_department(asked, _EXPLAINED)) + sum(
        one.facts.outcome == Outcome.EXPLAINED for one in again
    )


def _services(asked: Asked) -> list[dict[str, Any]]:
    names = Names(asked.registry)
    received, answered = Counter[Named](), Counter[Named]()
    for counts, condition in ((received, _RECEIVED), (answered, _ANSWERED)):
        for department, appeals in _by_department(asked, condition):
            counts[names.department(department)] += appeals
    found = [
        {"id": named.id, "title": named.title, "received": received[named], "answered": answered[named]}
        for named in {*received, *answered}
    ]
    return sorted(found, key=lambda row: (-row["received"], -row["answered"], row["title"].casefold()))


def _by_department(asked: Asked, condition: str) -> list[tuple[str, int]]:
    rows = asked.source.query(
        f"SELECT a.department, count(*) FROM appeals a WHERE {_URGENT} AND {condition} GROUP BY a.department",  # noqa: S608
        asked.window._asdict(),
    )
    return [(department, appeals) for department, appeals in rows]
