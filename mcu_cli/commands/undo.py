"""`mcu undo`: take back the last command."""

from __future__ import annotations

from datetime import datetime

import typer

from mcu_cli.asking import confirmed
from mcu_cli.commands.options import DryRun, Json, Yes
from mcu_cli.context import Context
from mcu_cli.language import _, ngettext
from mcu_cli.wording import moment_text, number_text


def undo(ctx: typer.Context, yes: Yes = False, dry_run: DryRun = False, json: Json = False) -> None:
    """Take back your last command.

    Whole, by a new commit; the history keeps both.
    """
    from mcu_cli.render.actions import subject_text
    from mcu_cli.store.undo import last_of, put_back  # sqlite3, yaml

    mcu = Context.of(ctx)
    _name, email = mcu.store.git.operator()
    target = last_of(mcu.store, email)
    n = len(target.paths)
    described = ngettext("{subject} ({date}, {n} file)", "{subject} ({date}, {n} files)", n).format(
        subject=subject_text(target.commit.action, target.commit.subject, mcu.store.registry),
        date=moment_text(datetime.fromisoformat(target.commit.date)),
        n=number_text(n),
    )
    if not dry_run and mcu.interactive:
        confirmed(mcu, _("take back: {command}?").format(command=described), yes=yes)
    commit = None
    if not dry_run:
        target.paths.clear()  # which the second look finds again
        with mcu.store.writing("undo", now=mcu.local_now) as transaction:
            target = last_of(mcu.store, email, expected=target.commit.id)
            commit = put_back(mcu.store, transaction, target)
    data = {"commit": commit, "undoes": target.commit.id, "subject": target.commit.subject, "paths": iter(target.paths)}

    def human() -> None:
        if dry_run:
            mcu.out.note(_("dry run: nothing was written"))
            mcu.out.say(_("would be taken back: {command}").format(command=described))
            return
        mcu.out.say(_("taken back: {command}").format(command=described))

    mcu.out.result(data, human)
