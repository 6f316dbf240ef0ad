"""Polls for a reader and for programs: a line on what became of one, its votes, a table, objects of JSON."""

from __future__ import annotations

import json
from datetime import date
from typing import TYPE_CHECKING, Any

from mcu_cli.domain.ledgers.vocabulary import ItemStatus
from mcu_cli.language import _, ngettext
from mcu_cli.render.clean import clean_line, shortened
from mcu_cli.render.tables import print_table
from mcu_cli.reports.indicators.polls import poll_data
from mcu_cli.wording import day_text, decimal_text, number_text

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from mcu_cli.render.out import Out

_QUESTION = 60


def poll_json(plain: Mapping[str, Any]) -> dict[str, Any]:
    """Return a poll, given as the plain values of its file, as an object of a list; unset members are null."""
    return {**poll_data(plain), "status": plain["state"]["status"], "platform": plain.get("platform")}


def poll_line(plain: Mapping[str, Any], today: date) -> str:
    """Return where a poll stands, in a line."""
    return clean_line(f"{plain['id']}: {plain['question']} {_stands(poll_json(plain), today)}")


def _stands(poll: Mapping[str, Any], today: date) -> str:
    """Return in brackets how far a poll has come."""
    begins = date.fromisoformat(poll["begins"])
    ends = date.fromisoformat(poll["ends"]) if poll["ends"] else None
    if poll["status"] == ItemStatus.WITHDRAWN:
        return _("(withdrawn, does not count)")
    if poll["status"] == ItemStatus.DONE:
        n = poll["participants"]
        return ngettext("({n} participant)", "({n} participants)", n).format(n=number_text(n))
    if begins > today:
        return _("(begins {day})").format(day=day_text(begins))
    if ends is None:
        return _("(runs)")
    if ends < today:
        return _("(over since {day}, no result yet)").format(day=day_text(ends))
    return _("(runs until {day})").format(day=day_text(ends))


def print_votes(out: Out, plain: Mapping[str, Any]) -> None:
    """Print what was chosen in a poll: each option with its votes and their share of the participants."""
    poll = poll_data(plain)
    if all(option["votes"] is None for option in poll["options"]):
        return
    rows = [
        [
            clean_line(option["text"]),
            "—" if option["votes"] is None else number_text(option["votes"]),
            "—" if option["share_percent"] is None else decimal_text(option["share_percent"]) + " %",
        ]
        for option in poll["options"]
    ]
    print_table(out, [_("option"), _("votes"), _("share of participants")], rows, numbers_from=1)


def print_polls(out: Out, entries: Sequence[Any], today: date) -> None:
    """Print a table of polls: when, how many took part, which option leads, and the question."""
    rows = []
    for plain in (json.loads(entry.data) for entry in entries):
        poll = poll_json(plain)
        rows.append(
            [
                poll["id"],
                day_text(date.fromisoformat(poll["begins"])),
                day_text(date.fromisoformat(poll["ends"])) if poll["ends"] else "",
                "" if poll["participants"] is None else number_text(poll["participants"]),
                _leader(poll),
                shortened(f"{poll['question']} {_stands(poll, today)}" if _is_unusual(poll) else poll["question"], 90),
            ]
        )
    headings = [_("id"), _("from"), _("to"), _("participants"), _("most votes"), _("question")]
    print_table(out, headings, rows)


def _is_unusual(poll: Mapping[str, Any]) -> bool:
    return bool(poll["status"] != ItemStatus.DONE)


def _leader(poll: Mapping[str, Any]) -> str:
    """Return the options with most votes, with their share."""
    told = [option for option in poll["options"] if option["votes"]]
    most = max((option["votes"] for option in told), default=0)
    leading = [option for option in told if option["votes"] == most]
    if not leading:
        return ""
    names = ", ".join(shortened(option["text"], _QUESTION // 2) for option in leading)
    share = leading[0]["share_percent"]
    return names if share is None else f"{names} ({decimal_text(share)} %)"
