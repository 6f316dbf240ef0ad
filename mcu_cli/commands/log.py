"""`mcu log`: who did what when to an appeal, with the commit that proves it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import typer

from mcu_cli.change import MOST_SHOWN, selected
from mcu_cli.commands.options import Ids, Json
from mcu_cli.context import Context

if TYPE_CHECKING:
    from collections.abc import Callable

    from mcu_cli.store.repository import Stored


def log(ctx: typer.Context, ids: Ids, json: Json = False) -> None:
    """Print who did what when, with the commits.

    Each event of the history with the commit that brought it; then what was taken back, with the undo.
    """
    mcu = Context.of(ctx)
    logs = [_log_of(mcu, mcu.store.get(entry)) for entry in selected(mcu, ids, most=MOST_SHOWN)]

    def human() -> None:
        for number, (_data, tell) in enumerate(logs):
            if number:
                mcu.out.say()
            tell()

    data = [plain for plain, _tell in logs]
    mcu.out.result(data[0] if len(data) == 1 else data, human)


def _log_of(mcu: Context, stored: Stored) -> tuple[dict[str, Any], Callable[[], None]]:
    """Return the log of one appeal as JSON holds it, and what prints it."""
    from mcu_cli.render.actions import subject_text
    from mcu_cli.render.appeal import Page
    from mcu_cli.store.history import commits_of_events, undone_commits
    from mcu_cli.store.schema import plain_event

    commits = commits_of_events(mcu.store.git, stored.path)
    data = [
        {
            **plain_event(event),
            "commit": commits[event.id].id if event.id in commits else None,
            "commit_author": commits[event.id].author if event.id in commits else None,
            "commit_subject": commits[event.id].subject if event.id in commits else None,
        }
        for event in stored.appeal.history
    ]
    undone = undone_commits(mcu.store.git, stored.path)
    taken_back = [
        {
            "commit": taken.id,
            "commit_author": taken.author,
            "commit_subject": taken.subject,
            "at": taken.date,
            "undone_by": undo.id,
            "undone_author": undo.author,
            "undone_at": undo.date,
        }
        for taken, undo in undone
    ]
    page = Page(mcu.out, mcu.store.registry, mcu.now)
    brought = {event: (commit.id, commit.author, commit.subject) for event, commit in commits.items()}

    def human() -> None:
        page.log(stored.appeal, brought)
        for taken, undo in undone:
            page.taken_back(
                subject_text(taken.action, taken.subject, mcu.store.registry),
                (taken.date, taken.id, taken.author),
                (undo.date, undo.id, undo.author),
            )

    return {"id": stored.appeal.id, "history": data, "taken_back": taken_back}, human
