"""What a daily summary says of the ledgers: overdue instructions, polls without a result, questions that wait."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mcu_cli.language import _, ngettext
from mcu_cli.wording import number_text

if TYPE_CHECKING:
    from mcu_cli.render.report.text import Data

MOST_EXECUTORS = 5


def ledger_sentences(data: Data) -> list[str]:
    """Return what instructions, polls and receptions want: numbers and departments, in the language spoken."""
    instructions, questions = data["instructions"], data["questions"]
    said = []
    if instructions["overdue"]:
        said.append(_overdue_instructions(instructions))
    for n, sentence in (
        (
            instructions["due_today"],
            ngettext("{n} instruction is due today.", "{n} instructions are due today.", instructions["due_today"]),
        ),
        (
            data["polls_ended"],
            ngettext(
                "{n} poll is over and has no result yet.",
                "{n} polls are over and have no result yet.",
                data["polls_ended"],
            ),
        ),
        (
            questions["waiting"],
            ngettext(
                "{n} question from a personal reception is not settled; overdue: {late}.",
                "{n} questions from personal receptions are not settled; overdue: {late}.",
                questions["waiting"],
            ),
        ),
    ):
        if n:
            said.append(sentence.format(n=number_text(n), late=number_text(questions["late"])))
    return said


def _overdue_instructions(instructions: Data) -> str:
    """Return how many instructions are overdue, and whose: the departments that fit, the rest of them together."""
    executors = instructions["executors"]
    shown = executors if len(executors) <= MOST_EXECUTORS else executors[: MOST_EXECUTORS - 1]
    listed = [_("{department}: {n}").format(department=one["title"], n=number_text(one["overdue"])) for one in shown]
    rest = sum(one["overdue"] for one in executors[len(shown) :])
    if rest:
        listed.append(_("others: {n}").format(n=number_text(rest)))
    n = instructions["overdue"]
    return ngettext(
        "{n} instruction of the head is overdue ({departments}).",
        "{n} instructions of the head are overdue ({departments}).",
        n,
    ).format(n=number_text(n), departments=", ".join(listed))
