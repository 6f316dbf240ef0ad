"""`mcu agenda`: what burns, on one screen."""

from __future__ import annotations

import os
from datetime import timedelta
from typing import TYPE_CHECKING, Annotated

import typer

from mcu_cli.commands.options import Json
from mcu_cli.context import Context
from mcu_cli.errors import BadInputError, Problem
from mcu_cli.language import _

if TYPE_CHECKING:
    from collections.abc import Callable
    from contextlib import AbstractContextManager
    from datetime import date

    from mcu_cli.domain.calendar import WorkingCalendar
    from mcu_cli.reports.ledgers import Unanswered

_OUTSIDE = "outside"


def agenda(
    ctx: typer.Context,
    limit: Annotated[int | None, typer.Option("--limit", "-n", min=1, help=_("At most so many of each kind."))] = None,
    json: Json = False,
) -> None:
    """Show what burns: urgent, overdue, due by the end of the next working day, promised, without a department.

    Instructions, polls and questions of receptions that wait too. On a terminal as much as fits the screen. `mcu`
    alone, in a store, shows the same.
    """
    mcu = Context.of(ctx)
    with _looking(mcu) as edited:  # which takes longer than all the rest together
        _show(mcu, limit, edited)
    if mcu.interactive:
        from mcu_cli.doctor.reminding import remind_of_upkeep

        remind_of_upkeep(mcu)


def _looking(mcu: Context) -> AbstractContextManager[Callable[[], list[str]]]:
    """Let git look for hand edits from now on, before anything else is imported that the store needs."""
    from mcu_cli.store.edits import looking
    from mcu_cli.store.git import Git
    from mcu_cli.store.private_folder import journal_of

    if os.path.lexists(journal_of(mcu.root)):  # what an interrupted command left is put right first
        return mcu.store.looking_for_edits()
    return looking(mcu.root, Git(mcu.root, mcu.environment))


def _show(mcu: Context, limit: int | None, edited: Callable[[], list[str]]) -> None:
    """Print the agenda; `edited` waits for the paths of what was changed by hand."""
    from mcu_cli.render.agenda import MOST_LINES, Page
    from mcu_cli.render.agenda_ledgers import Waiting
    from mcu_cli.reports.agenda import agenda as found_at
    from mcu_cli.reports.duties import standing

    mcu.store.recording = True  # registries changed by hand stand in a section of their own, and need no note
    registry, calendar, now = mcu.store.registry, mcu.store.calendar, mcu.local_now
    outside = [department.id for department in registry.departments.values() if department.kind == _OUTSIDE]
    most = max(mcu.out.height, MOST_LINES) if limit is None and not mcu.out.json else limit
    doubts: list[Problem] = []
    last = _last_day(calendar, now.date(), doubts)
    found = found_at(mcu.store.index, now, last, outside, most)
    waiting = Waiting(standing(mcu.store.index, now.date(), last), _questions(mcu, doubts), registry, now)
    page = Page(
        found,
        mcu.store.entries_of,
        edited(),
        waiting,
        registry=registry,
        now=now,
        kind=calendar.kind(now.date()),
    )
    for doubt in doubts:
        mcu.out.note(doubt.message)
    unreadable = [Problem(message, file=path) for path, message in mcu.store.index.unreadable()]
    page.show(mcu.out, limit, [*unreadable, *doubts])


def _questions(mcu: Context, doubts: list[Problem]) -> list[Unanswered]:
    """Return the questions of receptions that wait; none where no day can be told by when, which goes into `doubts`."""
    from mcu_cli.reports.ledgers import unanswered_questions

    try:
        return unanswered_questions(mcu.store.index, mcu.rules)
    except BadInputError as error:
        doubts.append(Problem(str(error), level="warning"))
        return []


def _last_day(calendar: WorkingCalendar, today: date, doubts: list[Problem]) -> date:
    """Return the next working day; of a calendar that stays closed the next day, which goes into `doubts`.

    What burns is shown whatever the calendar says.
    """
    try:
        return calendar.next_working_day(today)
    except BadInputError as error:
        doubts.append(Problem(str(error), level="warning"))
        return today + timedelta(days=1)
