"""`mcu log`: who did what when to an appeal or an item of a ledger, with the commit that proves it."""

from __future__ import annotations

from contextlib import ExitStack
from time import monotonic
from typing import TYPE_CHECKING, Annotated, Any

import typer

from mcu_cli.chosen import MOST_SHOWN
from mcu_cli.commands.named import named
from mcu_cli.commands.options import Ids, Json
from mcu_cli.context import Context
from mcu_cli.errors import McuError
from mcu_cli.language import _

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from mcu_cli.domain.ledgers.item import Item
    from mcu_cli.render.appeal import Page
    from mcu_cli.render.items import Corrections, ItemPage
    from mcu_cli.store.history import Commit, FileHistory
    from mcu_cli.store.rows import Entry, ItemEntry

_LONG = 2.0  # seconds of looking for commits after which the operator is told what makes it quicker


def log(
    ctx: typer.Context,
    ids: Ids,
    prove: Annotated[
        bool, typer.Option("--prove", help=_("Print what an auditor types to check it with plain git, without mcu."))
    ] = False,
    json: Json = False,
) -> None:
    """Print who did what when, with the commits.

    Each event of the history with the commit that brought it; then what was taken back, with the undo. Ids of ledgers,
    like R-2026-0007, are taken too.
    """
    mcu = Context.of(ctx)
    if prove:
        from mcu_cli.commands.proving import prove as by_git

        by_git(mcu, ids)
        return
    with ExitStack() as begun:
        early = _begun(mcu, ids)
        if early is not None:
            begun.enter_context(early)
        logs = [_log_of(mcu, entry, early) for entry in named(mcu, ids, most=MOST_SHOWN)]

    def human() -> None:
        for number, (_data, tell) in enumerate(logs):
            if number:
                mcu.out.say()
            tell()

    data = [plain for plain, _tell in logs]
    mcu.out.result(data[0] if len(data) == 1 else data, human)


def _begun(mcu: Context, ids: Sequence[str]) -> FileHistory | None:
    """Let git look for the commits of an appeal whose whole id is typed, while the store is opened; else None."""
    from mcu_cli.domain.identifiers import parse
    from mcu_cli.store.git import Git
    from mcu_cli.store.history import FileHistory

    appeal = parse(ids[0]) if len(ids) == 1 else None
    return None if appeal is None else FileHistory(Git(mcu.root, mcu.environment), appeal.path)


def _log_of(
    mcu: Context, entry: Entry | ItemEntry, early: FileHistory | None
) -> tuple[dict[str, Any], Callable[[], None]]:
    """Return the log of an appeal or an item as JSON holds it, and what prints it."""
    from mcu_cli.store.history import FileHistory, came_once, commits_of_events, undone_commits

    begun = early if early is not None and early.path == entry.path else FileHistory(mcu.store.git, entry.path)
    with begun as history:  # git looks while the rest is imported and read
        from mcu_cli.domain.ledgers.item import Item
        from mcu_cli.render.actions import subject_text
        from mcu_cli.store.ledger_items import get_item
        from mcu_cli.store.recorded import plain_history
        from mcu_cli.store.rows import ItemEntry

        recorded = get_item(mcu.store, entry).item if isinstance(entry, ItemEntry) else mcu.store.get(entry).appeal
        began = monotonic()
        versions = history.versions(came_once=came_once(mcu.store.index, entry.id))
    if monotonic() - began > _LONG:
        mcu.out.note(_("git took long to look through the history; `mcu doctor --fix` lets it find commits quicker"))
    commits = commits_of_events(mcu.store.git, versions, entry.path)
    data = [
        {
            **event,
            "commit": commits[event["id"]].id if event["id"] in commits else None,
            "commit_author": commits[event["id"]].author if event["id"] in commits else None,
            "commit_subject": commits[event["id"]].subject if event["id"] in commits else None,
        }
        for event in plain_history(recorded)
    ]
    undone = undone_commits(versions)
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
    brought = {event: (commit.id, commit.author, commit.subject) for event, commit in commits.items()}

    def human() -> None:
        page: Page | ItemPage
        if isinstance(recorded, Item):
            from mcu_cli.render.items import ItemPage

            page = ItemPage(mcu.out, mcu.store.registry, mcu.now)
            page.log(recorded, brought, _corrections(mcu, entry.path, recorded, commits))
        else:
            from mcu_cli.render.appeal import Page

            page = Page(mcu.out, mcu.store.registry, mcu.now)
            page.log(recorded, brought)
        for taken, undo in undone:
            page.taken_back(
                subject_text(taken.action, taken.subject, mcu.store.registry),
                (taken.date, taken.id, taken.author),
                (undo.date, undo.id, undo.author),
            )

    return {"id": recorded.id, "history": data, "taken_back": taken_back}, human


def _corrections(mcu: Context, path: str, item: Item, brought: Mapping[str, Commit]) -> Corrections:
    """Return what the corrections of an item changed, by its versions before and after the commit of each."""
    from mcu_cli.domain.ledgers.item import Item
    from mcu_cli.domain.ledgers.vocabulary import ItemEvent
    from mcu_cli.domain.redaction import covers, redacted_names
    from mcu_cli.render.items import Corrected
    from mcu_cli.store.recorded import read_recorded

    events = [event for event in item.happened(ItemEvent.CORRECTED) if event.id in brought]
    names = [f"{brought[event.id].id}{before}:./{path}" for event in events for before in ("^", "")]
    versions = []
    for data in mcu.store.git.blobs(names) if names else ():
        try:
            version = read_recorded(data or b"", path)
        except McuError:  # a version that somebody broke tells no value; the event names its facts all the same
            version = None
        versions.append(version)
    hidden = redacted_names(item)  # what git's history still holds of it is shown no more
    found = {}
    for event, before, after in zip(events, versions[::2], versions[1::2], strict=True):
        if isinstance(before, Item) and isinstance(after, Item):
            found[event.id] = {
                name: Corrected(before.facts.get(name), after.facts.get(name))
                for name in event.details["fields"]
                if not any(covers(one, name) for one in hidden)
            }
    return found
