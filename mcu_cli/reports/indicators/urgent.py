"""The urgent line: what it received and answered, by the service that has it, and how soon, by the clock."""

from __future__ import annotations

from collections import Counter
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from mcu_cli.domain.vocabulary import Channel, Outcome
from mcu_cli.reports.breakdowns import Named, Names
from mcu_cli.reports.stays import count_urgent_open
from mcu_cli.reports.urgent_line import first_answers

if TYPE_CHECKING:
    from mcu_cli.reports.scope import Asked


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
            "open": count_urgent_open(asked.source, asked.window.end),
            "explained": _explained(asked),
            "first_answers": asdict(first_answers(asked.source, asked.window)),
            "services": services,
        }
    }


def _explained(asked: Asked) -> int:
    handled = asked.tallies.handled.by("channel", "outcome")
    return handled.get((Channel.URGENT, Outcome.EXPLAINED), [0])[0]


def _services(asked: Asked) -> list[dict[str, Any]]:
    names = Names(asked.registry)
    received, answered = Counter[Named](), Counter[Named]()
    for counts, tally in ((received, asked.tallies.received), (answered, asked.tallies.answered)):
        for (channel, department), (appeals, *_others) in tally.by("channel", "department").items():
            if channel == Channel.URGENT and appeals:
                counts[names.department(department)] += appeals
    found = [
        {"id": named.id, "title": named.title, "received": received[named], "answered": answered[named]}
        for named in {*received, *answered}
    ]
    return sorted(found, key=lambda row: (-row["received"], -row["answered"], row["title"].casefold()))
