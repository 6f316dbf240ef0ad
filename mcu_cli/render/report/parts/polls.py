"""Polls: one line each, and what was chosen in those of which votes are known."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mcu_cli.language import _
from mcu_cli.render.report.section import Cell, Chart, Column, Kind, Section

if TYPE_CHECKING:
    from mcu_cli.render.report.text import Data


def sections(data: Data) -> list[Section]:
    """Return the polls, then the votes of each; nothing where there was none."""
    polls = data["polls"]
    if not polls:
        return []
    rows: list[list[Cell]] = [
        [poll["question"], poll["begins"], poll["ends"], poll["participants"], poll["decision"], poll["link"]]
        for poll in polls
    ]
    columns = (
        Column(_("question"), Kind.TEXT),
        Column(_("from"), Kind.DAY),
        Column(_("to"), Kind.DAY),
        Column(_("participants")),
        Column(_("decided"), Kind.TEXT),
        Column(_("web address"), Kind.TEXT),
    )
    return [Section("polls", _("Polls"), columns, rows), *(_votes(poll) for poll in polls if _is_told(poll))]


def _is_told(poll: Data) -> bool:
    return any(option["votes"] is not None for option in poll["options"])


def _votes(poll: Data) -> Section:
    rows: list[list[Cell]] = [[option["text"], option["votes"], option["share_percent"]] for option in poll["options"]]
    columns = (Column("", Kind.TEXT), Column(_("votes")), Column(_("share of participants"), Kind.PERCENT))
    return Section("polls", _("Votes: {question}").format(question=poll["question"]), columns, rows, Chart(0, (1,)))
