"""What a run of cron does: takes in what waits in the intake folder, links repeats, escalates, sums up the day.

Each step is a command of mcu, run as an operator would type it, but in the name of `mcu-cron`. A step that fails does
not stop the next ones. All that the steps say goes to the log; the process itself speaks of failures alone, since cron
mails whatever it hears, and of the same failure once a day.
"""

from __future__ import annotations

import contextlib
import io
import json
import traceback
from typing import TYPE_CHECKING, Any, NamedTuple

from mcu_cli.errors import ExitCode, McuError
from mcu_cli.language import _, ngettext
from mcu_cli.render.clean import clean, clean_line
from mcu_cli.store.cron_state import CronLog, CronState, read_state, write_state
from mcu_cli.store.intake_folder import intake_folder, map_for, maps_of, put_away, put_beside, waiting
from mcu_cli.store.undo import CRON
from mcu_cli.wording import number_text

if TYPE_CHECKING:
    from datetime import time
    from pathlib import Path

    from mcu_cli.context import Context
    from mcu_cli.store.intake_folder import Incoming

LOCK, STATE, LOG = "cron.lock", "cron.json", "cron.log"
# Worst first: what only a programmer can mend, then what harms the record, then what waits for somebody.
_WORST_FIRST = (
    ExitCode.BUG,
    ExitCode.DAMAGED,
    ExitCode.CONFLICT,
    ExitCode.REFUSED,
    ExitCode.BAD_INPUT,
    ExitCode.NOT_FOUND,
    ExitCode.USAGE,
)
_PATIENCE = "60"  # seconds for which a step waits for a clerk's command; nobody waits for cron
_SENTENCE = "mcu: "
_MAIL = "mail"
_MOST_UNSENT = 50
_BEGUN = " ?"  # after the day: the mail was begun, and nobody knows whether it went
_REFUSED = " !"  # after the hour: login or recipient were refused; providers lock mailboxes that knock too often


class Heard(NamedTuple):
    """What a command left: its exit code and its two streams."""

    code: int
    said: str
    complained: str

    @property
    def sentence(self) -> str:
        """Return in one sentence why it failed."""
        lines = [line for line in self.complained.splitlines() if line.strip()]
        told = [line.removeprefix(_SENTENCE) for line in lines if line.startswith(_SENTENCE)]
        return clean_line(told[-1] if told else lines[-1] if lines else _("it ended with {n}").format(n=self.code))


def author_of(email: str) -> dict[str, str]:
    """Return the variables that let git write commits of cron, which name with `email` who installed it."""
    local, _at, domain = email.rpartition("@")
    named = f"{local}+{CRON}@{domain}" if local else f"{email}+{CRON}"
    return {
        "GIT_AUTHOR_NAME": CRON,
        "GIT_AUTHOR_EMAIL": named,
        "GIT_COMMITTER_NAME": CRON,
        "GIT_COMMITTER_EMAIL": named,
    }


class CronRun:
    """One run, alone in its store: the lock is held by whoever calls `run`."""

    def __init__(self, mcu: Context, *, summary_at: time, mail: bool, installed_by: str) -> None:
        """Prepare; `installed_by` is the e-mail of the operator, `summary_at` the hour in the municipality."""
        self._mcu = mcu
        self._summary_at = summary_at
        self._mail = mail
        self._installed_by = installed_by
        self._environment = {
            "MCU_LOCK_TIMEOUT": _PATIENCE,
            **mcu.environment,
            "MCU_STORE": str(mcu.store.root),
            **author_of(installed_by),
        }
        private = mcu.store.private
        self.log = CronLog(private / LOG)
        self._state_path = private / STATE
        self._state = CronState()
        self._today = mcu.today.isoformat()
        self._met: set[str] = set()
        self.steps: dict[str, int] = {}
        self.news: list[str] = []

    def run(self) -> int:
        """Do all steps and return the exit code of the worst; `steps` holds those of all, `news` what is to be said."""
        state = self._state = read_state(self._state_path)  # not before the lock is held
        state.began, state.ended = self._mcu.local_now.isoformat(), ""
        self.log.turn_over()
        self._remember()
        self._take_in()
        sums_up = self._mcu.local_now.time() >= self._summary_at
        # Before the summary in any case: what a clerk has classified since may repeat something, too.
        if (state.unlinked or (sums_up and state.saved != self._today)) and self._step("likely", "--link", "--yes"):
            state.unlinked = False
        self._step("escalate", "--due", "--yes")
        if sums_up:
            self._sum_up()
        code = next((int(worst) for worst in _WORST_FIRST if worst in self.steps.values()), int(ExitCode.DONE))
        state.failures = {name: code for name, code in self.steps.items() if code}
        state.told = {name: mark for name, mark in state.told.items() if mark == self._today or name in self._met}
        state.ended, state.code = self._mcu.local_now.isoformat(), code
        self._mail_news()
        self._remember()
        return code

    def _take_in(self) -> None:
        mcu = self._mcu
        try:
            folder = intake_folder(mcu.store.root, mcu.store.registry.intake, mcu.store.git)
            files = waiting(folder, mcu.now)
            maps = maps_of(folder)
        except McuError as error:
            self._failed("intake", error.exit_code, str(error))
            return
        before = self._state.unlinked
        if files and not before:
            self._state.unlinked = True  # before the first import: whatever ends this run, the next one links
            self._remember()
        brought = [self._import(one, folder, map_for(one, maps)) for one in files]
        self._state.unlinked = before or any(brought)

    def _import(self, one: Incoming, folder: Path, map_: Path | None) -> bool:
        """Import a file and put it away; whether it brought anything.

        One that is refused whole stays, and is spoken of once until it changes.
        """
        name = f"import {clean_line(one.path.name)}"
        reason = _odd(one, self._mcu)
        if reason:
            self._failed(name, ExitCode.BAD_INPUT, reason, mark=one.mark)
            return False
        heard = self._play("import", "--json", *(("--map", str(map_)) if map_ else ()), "--", str(one.path))
        result = _data(heard)
        if result is None:
            mark = one.mark if heard.code == ExitCode.BAD_INPUT else ""
            self._failed(name, heard.code or ExitCode.BUG, heard.sentence, mark=mark, whole=heard.complained)
            return False
        counts = {key: result.get(key) for key in ("new", "updated", "unchanged", "rejected", "commit")}
        self._write(name, heard.code, json.dumps(counts))
        self.steps[name] = heard.code
        try:
            self._put_away(one, folder, name, result)
        except McuError as error:
            self._failed(name, error.exit_code, str(error))
        return bool(result.get("commit"))

    def _put_away(self, one: Incoming, folder: Path, name: str, result: dict[str, Any]) -> None:
        from pathlib import Path

        rejected = Path(result["rejected_file"]) if result.get("rejected_file") else None
        if rejected is not None and rejected.parent == folder:
            rejected = put_beside(rejected, folder, self._mcu.today)
        if put_away(one, folder, self._mcu.today) is None:
            self._write(name, 0, _("the file was changed meanwhile and stays for the next run"))
        n = result.get("rejected", 0)
        if n:
            sentence = ngettext(
                "{n} row was not taken; it stands in {path} with the reason: mend it and import that file",
                "{n} rows were not taken; they stand in {path}, each with its reason: mend them and import that file",
                n,
            ).format(n=number_text(n), path=clean_line(str(rejected)))
            self._failed(name, ExitCode.BAD_INPUT, sentence, mark=f"{one.mark} taken")

    def _sum_up(self) -> None:
        """Save the summary of the day once, and mail it once to each: what failed is tried again by the next run."""
        state = self._state
        if state.saved != self._today and self._step("summary", "--save"):
            state.saved = self._today
            self._remember()
        if not self._mail:
            return
        try:
            recipients = self._mcu.store.registry.summary.to
        except McuError:
            recipients = ()
        if not recipients:
            self._step("summary", "--mail", name=_MAIL)  # which says why it goes to nobody
        for address in recipients:
            if state.mailed.get(address) != self._today:
                self._mail_to(address)

    def _mail_to(self, address: str) -> None:
        """Mail the summary to one address, each apart, so that one that is refused costs no other its mail."""
        name, begun = f"{_MAIL} {address}", f"{self._today}{_BEGUN}"
        mailed = self._state.mailed
        if mailed.get(address) == begun:
            self._failed(
                name,
                ExitCode.CONFLICT,
                _(
                    "a run was ended while it mailed the summary; ask whether it arrived, "
                    "and send it with `mcu summary --mail --to {address}` if it did not"
                ).format(address=address),
            )
            return
        refused = f"{self._mcu.local_now:%Y-%m-%dT%H}{_REFUSED}"
        if mailed.get(address) == refused:
            self._failed(
                name,
                ExitCode.REFUSED,
                _("the mail server has refused already; the next hour tries again, or you by `mcu summary --mail`"),
            )
            return
        before = mailed.pop(address, "")
        mailed[address] = begun
        if not self._remember():
            return  # what cannot be remembered would be mailed again and again
        done = self._step("summary", "--mail", "--to", address, name=name)
        failed = refused if self.steps[name] == ExitCode.REFUSED else before
        mailed[address] = self._today if done else failed
        self._remember()

    def _step(self, *arguments: str, name: str = "") -> bool:
        """Run a command and write down what it said; whether it succeeded."""
        heard = self._play(*arguments)
        name = name or arguments[0]
        # A summary says on standard output what it is about to save: a page a day, which the log need not repeat.
        whole = heard.complained if arguments[0] == "summary" else heard.said + heard.complained
        if heard.code:
            self._failed(name, heard.code, heard.sentence, whole=whole)
        else:
            self.steps[name] = 0
            self._write(name, 0, whole)
        return not heard.code

    def _play(self, *arguments: str) -> Heard:
        said, complained = io.StringIO(), io.StringIO()
        with contextlib.redirect_stderr(complained):
            try:
                code = self._mcu.run(list(arguments), self._environment, self._mcu.store.root, said)
            except Exception:  # noqa: BLE001  # a fault in one step must not cost the day its other steps
                code = int(ExitCode.BUG)
                traceback.print_exc()
        if code == ExitCode.INTERRUPTED:
            raise KeyboardInterrupt
        return Heard(code, said.getvalue(), complained.getvalue())

    def _failed(self, name: str, code: int, sentence: str, *, mark: str = "", whole: str = "") -> None:
        """Note a failure; it is news unless it was told today, or since the file got its `mark`.

        The log gets the `whole` of what was said, where that is more; of what is no news one line.
        """
        self.steps[name] = code
        told = f"{name} [{int(code)}]"
        self._met.add(told)
        is_news = self._state.told.get(told) != (mark or self._today)
        self._write(name, code, (whole or sentence) if is_news else _("as before"))
        if is_news:
            self._state.told[told] = mark or self._today
            self.news.append(f"{name}: {sentence}")

    def _write(self, name: str, code: int, text: str) -> None:
        """Write a step into the log; a log that cannot be written is news, and no reason to stop."""
        lines = [f"{self._mcu.local_now.isoformat()} [{int(code)}] {name}", *clean(text).splitlines()]
        try:
            self.log.write("\n    ".join(line for line in lines if line.strip()))
        except McuError as error:
            if str(error) not in self.news:
                self.news.append(str(error))

    def _remember(self) -> bool:
        try:
            write_state(self._state_path, self._state)
        except McuError as error:
            if str(error) not in self.news:
                self.news.append(str(error))
            return False
        return True

    def _mail_news(self) -> None:
        """Mail the news to the operator where the summary is mailed too: few desks have a mailer that cron can use.

        What cannot be mailed now goes with the next run.
        """
        from mcu_cli.mail import send

        unsent = self._state.unsent
        unsent += self.news if self._mail else ()
        del unsent[:-_MOST_UNSENT]
        mail_fails = any(code and name.startswith(_MAIL) for name, code in self.steps.items())
        if not unsent or not self._mail or mail_fails:
            return
        subject = _("mcu cron: something failed in {path}").format(path=self._mcu.store.root.name)
        try:
            send(self._mcu, [self._installed_by], subject, "\n".join([*unsent, "", str(self.log.path)]))
        except McuError as error:
            self._write(_MAIL, error.exit_code, str(error))
        else:
            unsent.clear()


def _odd(one: Incoming, mcu: Context) -> str:
    """Return why a file cannot be imported at all; empty where nothing is known against it."""
    if not one.path.name.isascii() and any("\ud800" <= letter <= "\udfff" for letter in one.path.name):
        return _("the name of the file is not UTF-8; rename it")
    if one.changed > mcu.now.timestamp() * 1e9:
        return _("the file was changed in the future, it says; check the clock, or run `touch` on it")
    return ""


def _data(heard: Heard) -> dict[str, Any] | None:
    """Return the result that a command printed as JSON; None where it has none."""
    try:
        data = json.loads(heard.said)["data"]
    except (ValueError, KeyError, TypeError):
        return None
    return data if isinstance(data, dict) else None
