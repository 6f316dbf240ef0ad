"""Polls: what was asked, how many took part, what they chose and what was decided (indicator 79)."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from mcu_cli.domain.ledgers.ledger import Ledger
from mcu_cli.domain.ledgers.vocabulary import ItemStatus
from mcu_cli.reports.ledgers import items_between, results_of
from mcu_cli.reports.speed import percent

if TYPE_CHECKING:
    from collections.abc import Mapping
    from zoneinfo import ZoneInfo

    from mcu_cli.reports.scope import Asked


def members(asked: Asked) -> dict[str, Any]:
    """Return the member `polls`: an object each for those that ran in the period or were decided in it, by their day.

    `id`, `question`, `begins` and `ends` (days, null where none is set), `participants`, `options` (`text`, `votes`,
    `share_percent` of the participants), `decision`, `link` (of the result, else of the poll), `status` (`open` until a
    result is known, then `done`). What a result does not say is null.
    """
    first, last = asked.scope.period.first, asked.scope.last_day
    begun = items_between(asked.source, Ledger.POLL, date.min, last)
    return {"polls": [poll_data(poll) for poll in begun if _is_of(poll, first, last, asked.calendar.tz)]}


def _is_of(poll: Mapping[str, Any], first: date, last: date, zone: ZoneInfo) -> bool:
    """Whether a poll that began by `last` ran in the period, or a result of it was told there.

    One without a last day ran until its last result.
    """
    told = [_day(event, zone) for event in results_of(poll)]
    ended = date.fromisoformat(poll["ends"]) if "ends" in poll else told[-1] if told else last
    return ended >= first or any(first <= day <= last for day in told)


def _day(event: Mapping[str, Any], zone: ZoneInfo) -> date:
    return datetime.fromisoformat(event["at"]).astimezone(zone).date()


def poll_data(poll: Mapping[str, Any]) -> dict[str, Any]:
    """Return the file of a poll, given as plain values, as an object of the member `polls`."""
    results = results_of(poll)
    told: Mapping[str, Any] = results[-1] if results else {}
    participants = int(told.get("participants", 0))
    votes = {vote["option"]: int(vote["votes"]) for vote in told.get("votes", ())}
    return {
        "id": poll["id"],
        "question": poll["question"],
        "begins": poll["begins"],
        "ends": poll.get("ends"),
        "participants": participants if told else None,
        "options": [
            {
                "text": option,
                "votes": votes.get(option),
                "share_percent": percent(votes[option], participants) if option in votes else None,
            }
            for option in poll["options"]
        ],
        "decision": _last_said(results, "decision"),
        "link": _last_said(results, "link") or poll.get("link"),
        "status": (ItemStatus.DONE if results else ItemStatus.OPEN).value,
    }


def _last_said(results: list[Mapping[str, Any]], name: str) -> str | None:
    """Return what the last result that says it says; a later count need not repeat the decision."""
    return next((result[name] for result in reversed(results) if name in result), None)
