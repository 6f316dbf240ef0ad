"""What `mcu cron show` tells: the line, how the last run ended, and what became of the summary."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from mcu_cli.errors import McuError, NotFoundError
from mcu_cli.language import _, ngettext
from mcu_cli.render.clean import clean_line

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from mcu_cli.context import Context
    from mcu_cli.crontab import Told
    from mcu_cli.store.cron_state import CronState


def show(mcu: Context, *, usual: str) -> None:
    """Print it; `usual` is the hour of the summary where a line names none. What cannot be read is noted."""
    from mcu_cli.cron_steps import LOCK, LOG, STATE
    from mcu_cli.crontab import Crontab, own_lines
    from mcu_cli.store.cron_state import CronState, mail_status, read_state

    store = mcu.store
    try:
        lines = own_lines(Crontab(mcu.environment, store.private).read(), store.root)
    except McuError as error:  # another scheduler may run it all the same
        lines = []
        if not isinstance(error, NotFoundError):
            mcu.out.note(str(error))
    try:
        state = read_state(store.private / STATE)
    except McuError as error:
        state = CronState()
        mcu.out.note(str(error))
    running = _is_running(store.private / LOCK, state)
    log = store.private / LOG
    mails = [(address, *told) for address, mark in state.mailed.items() if (told := mail_status(mark))]
    data = {
        "lines": [_line_json(told) for told in lines],
        "running": running,
        "began": state.began or None,
        "ended": state.ended or None,
        "code": state.code if state.ended else None,
        "failures": [{"step": name, "code": code} for name, code in state.failures.items()] if state.ended else [],
        "summary_saved": state.saved or None,
        "summary_mailed": [{"to": address, "day": at} for address, status, at in mails if status == "mailed"],
        "summary_not_mailed": [
            {"to": address, "status": status, "since": at} for address, status, at in mails if status != "mailed"
        ],
        "intake": str(store.root / store.registry.intake),
        "log": str(log),
    }

    def human() -> None:
        for told in lines:
            _say_line(mcu, told, usual)
        if not lines:
            mcu.out.say(_("nothing is installed for this store"))
        _say_last_run(mcu, state, running=running)
        _say_mails(mcu, mails)
        if state.began:
            mcu.out.say(_("log: {path}").format(path=log))

    mcu.out.result(data, human)


def _say_mails(mcu: Context, mails: Sequence[tuple[str, str, str]]) -> None:
    """Tell of the mails that did not go, or perhaps not: address, status, and the day or the hour of each."""
    for address, status, at in mails:
        if status == "perhaps":
            mcu.out.say(
                _("the summary of {date} to {address}: nobody knows whether it arrived").format(
                    date=at, address=clean_line(address)
                )
            )
        elif status == "refused":
            mcu.out.say(
                _("the summary to {address} was refused by the mail server at {time}").format(
                    time=f"{at.replace('T', ' ')}:00", address=clean_line(address)
                )
            )


def _is_running(lock: Path, state: CronState) -> bool:
    """Whether a run works right now; only where one has begun and not ended is the lock tried, for a moment."""
    from mcu_cli.store.lock import HeldError, exclusive

    if not state.began or state.ended:
        return False
    try:
        with exclusive(lock, timeout=0, purpose="cron show"):
            return False
    except HeldError:
        return True
    except McuError:  # not ours to open: nobody can tell
        return False


def _line_json(told: Told) -> dict[str, Any]:
    return {
        "line": told.line,
        "active": told.active,
        "every": told.every,
        "summary_at": _value_of(told, "--summary-at"),
        "mail": "--mail" in told.arguments,
    }


def _value_of(told: Told, option: str) -> str | None:
    following = told.arguments[told.arguments.index(option) + 1 :] if option in told.arguments else ()
    return following[0] if following else None


def _say_line(mcu: Context, told: Told, usual: str) -> None:
    if not told.active:
        mcu.out.say(_("installed and switched off by a # in the crontab:"))
    elif told.every is not None:
        at = _value_of(told, "--summary-at") or usual
        sentence = (
            ngettext(
                "installed: every {n} minute; the summary from {time} on, and by mail",
                "installed: every {n} minutes; the summary from {time} on, and by mail",
                told.every,
            )
            if "--mail" in told.arguments
            else ngettext(
                "installed: every {n} minute; the summary from {time} on",
                "installed: every {n} minutes; the summary from {time} on",
                told.every,
            )
        )
        mcu.out.say(sentence.format(n=told.every, time=at))
    mcu.out.say(told.line)


def _say_last_run(mcu: Context, state: CronState, *, running: bool) -> None:
    from datetime import date

    from mcu_cli.wording import day_text, moment_text

    if state.began_at is None:
        mcu.out.say(_("it has never run"))
        return
    began = moment_text(state.began_at)
    if running:
        mcu.out.say(_("a run is working right now; it began {date}").format(date=began))
    elif not state.ended:
        mcu.out.say(_("last run: {date}, and it did not come to its end").format(date=began))
    elif state.failures:
        mcu.out.say(_("last run: {date}, failed with {code}:").format(date=began, code=state.code))
        for name, code in state.failures.items():
            mcu.out.say(f"  {clean_line(name)}: {code}")
    else:
        mcu.out.say(_("last run: {date}, all went well").format(date=began))
    if state.saved:
        mcu.out.say(_("last summary: {date}").format(date=day_text(date.fromisoformat(state.saved))))
