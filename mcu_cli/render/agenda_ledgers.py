"""The part of the agenda that the ledgers fill: instructions, polls and questions of receptions that wait."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from mcu_cli.language import _, marked
from mcu_cli.relative import due_text, last_day_text
from mcu_cli.render.screen import Row, Section
from mcu_cli.reports.duties import Duty
from mcu_cli.wording import day_text

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime

    from mcu_cli.domain.registry import Registry
    from mcu_cli.reports.duties import Standing
    from mcu_cli.reports.ledgers import Unanswered

QUESTIONS = "questions"
_TITLES = {
    Duty.INSTRUCTIONS_OVERDUE: marked("Instructions overdue"),
    Duty.INSTRUCTIONS_DUE: marked("Instructions due soon"),
    Duty.POLLS_ENDED: marked("Polls that are over, without a result"),
}
_COMMANDS = {
    Duty.INSTRUCTIONS_OVERDUE: "mcu instruct list --overdue",
    Duty.INSTRUCTIONS_DUE: "mcu instruct list",
    Duty.POLLS_ENDED: "mcu poll list",
}


class Waiting:
    """What in the ledgers wants something at `now`, a moment in the municipality's zone; false where nothing does."""

    def __init__(
        self, standing: Sequence[Standing], questions: Sequence[Unanswered], registry: Registry, now: datetime
    ) -> None:
        """Remember what waits, each in the order in which it is shown, and by which names it is said."""
        self._standing = standing
        self._questions = questions
        self._registry = registry
        self._now = now

    def __bool__(self) -> bool:
        """Whether anything waits."""
        return bool(self._standing or self._questions)

    def sections(self) -> Iterator[Section]:
        """Yield a section of the screen for each kind of what waits."""
        for duty in Duty:
            rows = [self._row(one) for one in self._standing if one.duty is duty]
            if rows:
                is_pressing = duty is Duty.INSTRUCTIONS_OVERDUE
                yield Section(_(_TITLES[duty]), len(rows), rows, _COMMANDS[duty], is_pressing)
        if self._questions:
            rows = [self._question(one) for one in self._questions]
            yield Section(_("Questions from receptions, not settled"), len(rows), rows, "mcu reception list")

    def next_command(self) -> str:
        """Return the command that shows the first of what waits."""
        if not self._standing:
            return f"mcu reception show {self._questions[0].reception}"
        first = min(self._standing, key=lambda one: tuple(Duty).index(one.duty))
        return f"mcu {'poll' if first.duty is Duty.POLLS_ENDED else 'instruct'} show {first.id}"

    def members(self) -> dict[str, list[dict[str, Any]]]:
        """Return what waits for programs: the members of the JSON form, all of them."""
        found: dict[str, list[dict[str, Any]]] = {duty.value: [] for duty in Duty}
        for one in self._standing:
            found[one.duty.value].append(
                {"id": one.id, "due": one.day.isoformat(), "department": one.department or None, "text": one.text}
            )
        found[QUESTIONS] = [
            {
                "id": one.reception,
                "number": one.number,
                "day": one.day.isoformat(),
                "due": one.due.isoformat() if one.due else None,
                "late": self._is_late(one),
            }
            for one in self._questions
        ]
        return found

    def _row(self, one: Standing) -> Row:
        is_poll = one.duty is Duty.POLLS_ENDED
        when = last_day_text(one.day, self._now.date())
        return Row(
            id=one.id,
            when=_("over since {day}").format(day=day_text(one.day)) if is_poll else when,
            department=self._registry.department_title(one.department),
            text=one.text,
            is_late=one.duty is Duty.INSTRUCTIONS_OVERDUE,
        )

    def _question(self, one: Unanswered) -> Row:
        return Row(
            id=one.reception,
            when=due_text(one.due, self._now) if one.due else "",
            text=_("question {n} of {day}").format(n=one.number, day=day_text(one.day)),
            is_late=self._is_late(one),
        )

    def _is_late(self, one: Unanswered) -> bool:
        return one.due is not None and one.due < self._now
