"""`mcu cron`: what is done when nobody is there, by the cron of the system."""

from __future__ import annotations

import re
from datetime import time, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from mcu_cli.commands.actions import action_of, refuse_others
from mcu_cli.commands.cron_show import show
from mcu_cli.commands.options import DryRun, Json
from mcu_cli.context import Context
from mcu_cli.errors import ConflictError, UsageError
from mcu_cli.language import _

if TYPE_CHECKING:
    from mcu_cli.store.cron_state import CronLog

_HOUR = 60
_SHORTEST = 5
_EVERY = 15
_SUMMARY_AT = "08:00"
_LONGEST_RUN = timedelta(hours=3)
_CLOCK = re.compile(r"([01]\d|2[0-3]):[0-5]\d")


class Action(StrEnum):
    """What is done with the jobs of cron."""

    INSTALL = "install"
    SHOW = "show"
    REMOVE = "remove"
    RUN = "run"


def cron(
    ctx: typer.Context,
    action: Annotated[
        Action,
        typer.Argument(
            help=_("What to do; show what is installed where nothing is said."),
            click_type=action_of(Action),
        ),
    ] = Action.SHOW,
    every: Annotated[
        int | None,
        typer.Option("--every", help=_("Minutes between two runs: 5 to 60, a divisor of 60; else 15."), metavar="N"),
    ] = None,
    summary_at: Annotated[
        str,
        typer.Option(
            "--summary-at",
            help=_("From when on the summary of the day is made, like 07:30; else 08:00."),
            metavar="TIME",
        ),
    ] = "",
    mail: Annotated[
        bool, typer.Option("--mail", help=_("Mail the summary to those whom departments.yaml names; failures to you."))
    ] = False,
    installed_by: Annotated[
        str,
        typer.Option(
            "--installed-by",
            help=_("Of `run`: the e-mail of whoever installed it; else that of git."),
            metavar="ADDRESS",
        ),
    ] = "",
    dry_run: DryRun = False,
    json: Json = False,
) -> None:
    """Import, escalate and sum up the day by itself.

    install writes a line into your crontab, show tells it and how the last run ended, remove takes it out; run is what
    the line does.
    """
    mcu = Context.of(ctx)
    action = Action(action)
    refuse_others(ctx, action, *_TAKES[action])
    at = summary_at or _SUMMARY_AT
    if not _CLOCK.fullmatch(at):
        raise UsageError(_("{text!r} is not a time of the day like 08:00").format(text=at))
    if action is Action.INSTALL:
        _install(mcu, every=_EVERY if every is None else every, summary_at=at, mail=mail, dry_run=dry_run)
    elif action is Action.SHOW:
        show(mcu, usual=_SUMMARY_AT)
    elif action is Action.REMOVE:
        _remove(mcu, dry_run=dry_run)
    else:
        _run(mcu, at=time.fromisoformat(at), mail=mail, installed_by=installed_by)


_TAKES = {
    Action.INSTALL: frozenset({"--every", "--summary-at", "--mail", "--dry-run"}),
    Action.SHOW: frozenset[str](),
    Action.REMOVE: frozenset({"--dry-run"}),
    Action.RUN: frozenset({"--summary-at", "--mail", "--installed-by"}),
}


def _install(mcu: Context, *, every: int, summary_at: str, mail: bool, dry_run: bool) -> None:
    from mcu_cli.cron_install import Schedule, line_for, refuse_what_fails_at_night
    from mcu_cli.crontab import Crontab, with_line
    from mcu_cli.store.intake_folder import intake_folder

    if not _SHORTEST <= every <= _HOUR or _HOUR % every:
        raise UsageError(
            _("cron cannot run every {n} minutes evenly; choose 5, 6, 10, 12, 15, 20, 30 or 60").format(n=every)
        )
    store = mcu.store
    registry = store.registry
    refuse_what_fails_at_night(mcu, mail=mail)
    line = line_for(mcu, Schedule(every, summary_at, mail))
    crontab = Crontab(mcu.environment, store.private)
    crontab.read()  # refused while nothing is made yet
    folder = store.root / registry.intake
    if not dry_run:
        _ensure_private(mcu)
        folder = intake_folder(store.root, registry.intake, store.git)
        with crontab.alone():
            table = crontab.read()
            crontab.write(with_line(table, line, store.root), replacing=table)

    def human() -> None:
        if dry_run:
            mcu.out.note(_("dry run: nothing was written"))
        mcu.out.say(line)
        if dry_run:
            return
        mcu.out.note(_("it stands in your crontab now (`crontab -l`); `mcu cron show` tells how the last run ended"))
        mcu.out.note(_("put tables of other systems into {path}").format(path=folder))

    mcu.out.result({"line": line, "installed": not dry_run, "intake": str(folder)}, human)


def _ensure_private(mcu: Context) -> None:
    from mcu_cli.store.files import unusable

    try:
        mcu.store.private.mkdir(mode=0o700, exist_ok=True)
    except OSError as error:
        raise unusable(mcu.store.private, error) from error


def _remove(mcu: Context, *, dry_run: bool) -> None:
    from mcu_cli.crontab import Crontab, own_lines, without_lines

    store = mcu.store
    crontab = Crontab(mcu.environment, store.private)
    found = own_lines(crontab.read(), store.root)
    if found and not dry_run:
        _ensure_private(mcu)
        with crontab.alone():
            table = crontab.read()
            found = own_lines(table, store.root)
            crontab.write(without_lines(table, store.root), replacing=table)

    def human() -> None:
        if dry_run:
            mcu.out.note(_("dry run: nothing was written"))
        for told in found:
            mcu.out.say(_("removed: {line}").format(line=told.line))
        if not found:
            mcu.out.say(_("nothing is installed for this store"))

    mcu.out.result({"removed": [told.line for told in found]}, human)


def _run(mcu: Context, *, at: time, mail: bool, installed_by: str) -> None:
    from mcu_cli.cron_jobs import CronRun
    from mcu_cli.cron_steps import LOCK
    from mcu_cli.store.lock import HeldError, exclusive

    mcu.out.quiet = True  # cron mails whatever it hears: notes go with the steps into the log
    by = installed_by or mcu.store.git.operator()[1]
    _ensure_private(mcu)
    work = CronRun(mcu, summary_at=at, mail=mail, installed_by=by)
    try:
        with exclusive(mcu.store.private / LOCK, timeout=0, purpose="cron run"):
            code = work.run()
    except HeldError:
        sentence = _("another run is going on; this one leaves it alone")
        work.log.write(f"{mcu.local_now.isoformat()} [0] {sentence}")
        mcu.out.quiet = not mcu.interactive
        mcu.out.note(sentence)
        _refuse_if_hung(mcu, work.log)
        mcu.out.result({"ran": False, "steps": [], "news": []}, lambda: None)
        return
    mcu.out.quiet = False
    if mcu.interactive and not work.news:  # somebody tries it out and wants to know
        mcu.out.note(_("done; the whole story is in {path}").format(path=work.log.path))
    if work.news:
        mcu.out.note(_("mcu cron: something failed; the whole story is in {path}").format(path=work.log.path))
        for sentence in work.news:
            mcu.out.note(f"  {sentence}")
    steps = [{"step": name, "code": code} for name, code in work.steps.items()]
    mcu.out.result({"ran": True, "steps": steps, "news": work.news}, lambda: None)
    if code:
        raise typer.Exit(code)


def _refuse_if_hung(mcu: Context, log: CronLog) -> None:
    """Raise ConflictError, once a day, where the other run began so long ago that it cannot be at work any more."""
    from mcu_cli.cron_steps import HUNG, STATE
    from mcu_cli.store.cron_state import read_state
    from mcu_cli.store.files import read_file, write_file
    from mcu_cli.wording import moment_text

    began = read_state(mcu.store.private / STATE).began_at
    if began is None or mcu.now - began < _LONGEST_RUN:
        return
    told, today = mcu.store.private / HUNG, mcu.today.isoformat().encode()
    if read_file(told) == today:  # the state is the other run's to write
        return
    write_file(told, today, private=True)
    sentence = _(
        "a run of cron that began {date} still holds its place, and no other can work; look what it waits for, "
        "and end it: {holder}"
    ).format(date=moment_text(began), holder=_holder_of(mcu))
    log.write(f"{mcu.local_now.isoformat()} [{int(ConflictError.exit_code)}] {sentence}")
    raise ConflictError(sentence)


def _holder_of(mcu: Context) -> str:
    """Return what the lock says of who holds it, like `pid 7: mcu cron run`."""
    from mcu_cli.cron_steps import LOCK
    from mcu_cli.store.files import read_file

    return (read_file(mcu.store.private / LOCK) or b"").decode("utf-8", "replace").strip() or "?"
