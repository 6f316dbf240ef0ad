"""What a run of cron does: takes in what waits in the intake folder, links repeats, escalates, sums up the day.

Each step is a command of mcu, run as an operator would type it, but in the name of `mcu-cron`; the last, once a day,
puts the repository together where enough has come together in it. A step that fails does
not stop the next ones. All that the steps say goes to the log; the process itself speaks of failures alone, since cron
mails whatever it hears, and of the same failure once a day.
"""

from __future__ import annotations

import json
import os
from typing import TYPE_CHECKING, Any

from mcu_cli.cron_steps import Steps
from mcu_cli.errors import ExitCode, McuError, RefusedError
from mcu_cli.language import _, ngettext
from mcu_cli.render.clean import clean_line
from mcu_cli.store.cron_state import BEGUN, REFUSED, read_state
from mcu_cli.store.files import open_plain, unusable
from mcu_cli.store.intake_folder import intake_folder, map_for, maps_of, put_away, put_beside, waiting
from mcu_cli.wording import number_text

if TYPE_CHECKING:
    from datetime import time
    from pathlib import Path

    from mcu_cli.context import Context
    from mcu_cli.store.intake_folder import Incoming

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
_MAIL, _NEWS, _UPKEEP = "mail", "news", "upkeep"
_MOST_UNSENT = 50
_ASKS_FOR_MAP = "--show-map"
# So many runs that ended in the import of a file make it the suspect: one may have been a power failure.
_MOST_ENDS = 2


class CronRun(Steps):
    """One run, alone in its store: the lock is held by whoever calls `run`."""

    def __init__(self, mcu: Context, *, summary_at: time, mail: bool, installed_by: str) -> None:
        """Prepare; `installed_by` is the e-mail of the operator, `summary_at` the hour in the municipality."""
        super().__init__(mcu, installed_by=installed_by)
        self._summary_at = summary_at
        self._mail = mail
        self._hour_refused = f"{mcu.local_now:%Y-%m-%dT%H}{REFUSED}"
        self._server_failed = False

    def run(self) -> int:
        """Do all steps and return the exit code of the worst; `steps` holds those of all, `news` what is to be said."""
        state = self._state = read_state(self._state_path)  # not before the lock is held
        state.began, state.ended = self._mcu.local_now.isoformat(), ""
        self.log.turn_over()
        self._remember()
        self._guarded("intake", self._take_in)
        sums_up = self._mcu.local_now.time() >= self._summary_at
        # Before the summary in any case: what a clerk has classified since may repeat something, too.
        links = state.unlinked or (sums_up and state.saved != self._today)
        if links and not self._step("likely", "--link", "--yes").code:
            state.unlinked = False
        self._step("escalate", "--due", "--yes")
        if sums_up:
            self._sum_up()
        self._guarded(_UPKEEP, self._keep_up)
        self._guarded(_NEWS, self._mail_news)
        code = next((int(worst) for worst in _WORST_FIRST if worst in self.steps.values()), int(ExitCode.DONE))
        state.failures = {name: code for name, code in self.steps.items() if code}
        state.told = {name: mark for name, mark in state.told.items() if mark == self._today or name in self._met}
        state.ended, state.code = self._mcu.local_now.isoformat(), code
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
        marks = {one.path.name: f"{one.mark} " for one in files}
        self._state.importing = {
            name: ends for name, ends in self._state.importing.items() if ends.startswith(marks.get(name, "-"))
        }
        brought = [self._import(one, folder, map_for(one, maps)) for one in files]
        self._state.unlinked = before or any(brought)

    def _import(self, one: Incoming, folder: Path, map_: Path | None) -> bool:
        """Import a file and put it away; whether it brought anything.

        One that is refused whole stays, and is spoken of once until it changes. So is one whose import has ended the
        process again and again: it would end each run, and no later step would ever have its turn.
        """
        name = f"import {clean_line(one.path.name)}"
        ends = self._ends_of(one)
        reason = _odd(one, self._mcu)
        if not reason and ends >= _MOST_ENDS:
            reason = _(
                "runs of cron were ended while they imported this file, and it is passed over until it changes; "
                "try it with `mcu import`, or run `touch` on it"
            )
        if reason:
            self._failed(name, ExitCode.BAD_INPUT, reason, mark=one.mark)
            return False
        self._state.importing[one.path.name] = f"{one.mark} {ends + 1}"
        self._remember()
        try:
            return self._bring(one, folder, name, map_)
        finally:  # not where the process is killed
            self._state.importing.pop(one.path.name, None)
            self._remember()

    def _ends_of(self, one: Incoming) -> int:
        ends = self._state.importing.get(one.path.name, "").rpartition(" ")[2]
        return int(ends) if ends.isascii() and ends.isdecimal() and len(ends) == 1 else 0

    def _bring(self, one: Incoming, folder: Path, name: str, map_: Path | None) -> bool:
        heard = self._play("import", "--json", *(("--map", str(map_)) if map_ else ()), "--", str(one.path))
        result = heard.data
        if result is None:
            mark = one.mark if heard.code == ExitCode.BAD_INPUT else ""
            sentence = _told_where_maps_lie(heard.sentence, one) if heard.code == ExitCode.BAD_INPUT else heard.sentence
            self._failed(name, heard.code or ExitCode.BUG, sentence, mark=mark, whole=heard.complained)
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
        """Save the summary of the day once, and mail it once to each: what failed is tried again by the next run.

        It is that of the day on which the run began, though midnight may have passed since.
        """
        state = self._state
        if state.saved != self._today and not self._step("summary", "--save", "--date", self._today).code:
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
        met: set[str] = set()
        for address in recipients:
            key = address.casefold()  # no mailbox minds
            if key not in met and state.mailed.get(key) != self._today:
                self._mail_to(address)
            met.add(key)

    def _mail_to(self, address: str) -> None:
        """Mail the summary to one address, each apart, so that one that is refused costs no other its mail.

        Only where it is certain that the mail did not go may a later run send it again.
        """
        name, key, begun = f"{_MAIL} {address}", address.casefold(), f"{self._today}{BEGUN}"
        mailed = self._state.mailed
        if mailed.get(key) == begun:
            self._failed(
                name,
                ExitCode.CONFLICT,
                _(
                    "nobody knows whether the summary arrived: what mailed it was broken off; ask, "
                    "and send it with `mcu summary --mail --to {address}` if it did not"
                ).format(address=address),
            )
            return
        if mailed.get(key) == self._hour_refused:
            self._failed(
                name,
                ExitCode.REFUSED,
                _("the mail server has refused already; the next hour tries again, or you by `mcu summary --mail`"),
            )
            return
        before = mailed.get(key, "")
        mailed[key] = begun
        if not self._remember():
            return  # what cannot be remembered would be mailed again and again
        from mcu_cli.mail_troubles import PERHAPS

        heard = self._step("summary", "--mail", "--json", "--date", self._today, "--to", address, name=name)
        if not heard.code:
            mailed[key] = self._today
        elif heard.code != ExitCode.BUG and not heard.has_problem_of(PERHAPS):
            mailed[key] = self._hour_refused if heard.code == ExitCode.REFUSED else before
        self._server_failed = self._server_failed or bool(heard.code)
        self._remember()

    def _keep_up(self) -> None:
        """Let the repository be put together once a day, where enough has come together.

        A failure is told and is no failure of the run: the record is as it should be, only larger.
        """
        from mcu_cli.store.git_settings import objects_folder
        from mcu_cli.store.upkeep import is_due, keep_up

        store, state = self._mcu.store, self._state
        if state.upkept == self._today or not is_due(objects_folder(store.git)):
            return
        state.upkept = self._today  # before it: one that is ended on the way must not be begun every quarter of an hour
        self._remember()
        try:
            keep_up(store.git, store.private, self._mcu.local_now)
        except McuError as error:
            self._write(_UPKEEP, error.exit_code, str(error))
            self.news.append(f"{_UPKEEP}: {clean_line(str(error))}")
        else:
            self.steps[_UPKEEP] = 0
            self._write(_UPKEEP, 0, "")

    def _mail_news(self) -> None:
        """Mail the news to the operator where the summary is mailed too: few desks have a mailer that cron can use.

        What cannot be mailed now goes with the next run; what may have gone does not go again.
        """
        if not self._mail:
            return
        state = self._state
        state.unsent += self.news
        del state.unsent[:-_MOST_UNSENT]
        if not state.unsent or self._server_failed:
            return
        if state.refused == self._hour_refused:
            self._failed(_NEWS, ExitCode.REFUSED, _("the mail server has refused already; the next hour tries again"))
            return
        from mcu_cli.mail import send
        from mcu_cli.mail_troubles import PerhapsSentError

        subject = _("mcu cron: something failed in {path}").format(path=self._mcu.store.root.name)
        try:
            send(self._mcu, [self._installed_by], subject, "\n".join([*state.unsent, "", str(self.log.path)]))
        except McuError as error:
            if isinstance(error, PerhapsSentError):
                state.unsent.clear()
            elif isinstance(error, RefusedError):
                state.refused = self._hour_refused
            self._failed(_NEWS, error.exit_code, str(error))
        else:
            state.unsent.clear()
            self.steps[_NEWS] = 0
            self._write(_NEWS, 0, "")


def _odd(one: Incoming, mcu: Context) -> str:
    """Return why a file cannot be imported at all; empty where nothing is known against it."""
    if not one.path.name.isascii() and any("\ud800" <= letter <= "\udfff" for letter in one.path.name):
        return _("the name of the file is not UTF-8; rename it")
    if one.changed > mcu.now.timestamp() * 1e9:
        return _("the file was changed in the future, it says; check the clock, or run `touch` on it")
    try:
        os.close(open_plain(one.path, os.O_RDONLY))
    except McuError as error:
        return str(error)
    except OSError as error:
        return str(unusable(one.path, error))
    return ""


def _told_where_maps_lie(sentence: str, one: Incoming) -> str:
    """Return a sentence that asks for a map with the place where a run finds it."""
    if _ASKS_FOR_MAP not in sentence:
        return sentence
    return _("{reason}; for the intake folder keep that map beside the file, as {name}").format(
        reason=sentence, name=clean_line(f"{one.path.stem}.yaml")
    )
