"""How a run of cron does a step: a command of mcu in the name of `mcu-cron`, its failure told once, the rest logged."""

from __future__ import annotations

import contextlib
import io
import json
import traceback
from typing import TYPE_CHECKING, Any, NamedTuple

from mcu_cli.errors import ExitCode, McuError
from mcu_cli.language import _
from mcu_cli.render.clean import clean, clean_line
from mcu_cli.store.cron_state import CronLog, CronState, write_state
from mcu_cli.store.undo import CRON

if TYPE_CHECKING:
    from collections.abc import Callable

    from mcu_cli.context import Context

LOCK, STATE, LOG = "cron.lock", "cron.json", "cron.log"
HUNG = "cron.hung"  # the day for which it was told that a run hangs
_PATIENCE = "60"  # seconds for which a step waits for a clerk's command; nobody waits for cron
_SENTENCE = "mcu: "


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

    @property
    def data(self) -> dict[str, Any] | None:
        """The result that it printed as JSON; None where it has none."""
        data = self._envelope().get("data")
        return data if isinstance(data, dict) else None

    def has_problem_of(self, level: str) -> bool:
        """Whether one of the problems that it printed as JSON is of that level."""
        problems = self._envelope().get("problems")
        return isinstance(problems, list) and any(
            isinstance(one, dict) and one.get("level") == level for one in problems
        )

    def _envelope(self) -> dict[str, Any]:
        try:
            envelope = json.loads(self.said)
        except ValueError:
            return {}
        return envelope if isinstance(envelope, dict) else {}


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


class Steps:
    """The steps of one run, what they left and what is known of former runs."""

    def __init__(self, mcu: Context, *, installed_by: str) -> None:
        """Prepare; `installed_by` is the e-mail of the operator. The state is empty until the lock is held."""
        self._mcu = mcu
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

    def _step(self, *arguments: str, name: str = "") -> Heard:
        """Run a command and write down what it said."""
        heard = self._play(*arguments)
        name = name or arguments[0]
        # A summary says on standard output what it is about to save: a page a day, which the log need not repeat.
        whole = heard.complained if arguments[0] == "summary" else heard.said + heard.complained
        if heard.code:
            self._failed(name, heard.code, heard.sentence, whole=whole)
        else:
            self.steps[name] = 0
            self._write(name, 0, whole)
        return heard

    def _guarded(self, name: str, step: Callable[[], None]) -> None:
        """Do what is no command; a fault in it must not cost the day the other steps."""
        try:
            step()
        except McuError as error:  # the disk, or git
            self._failed(name, error.exit_code, str(error), whole=str(error))
        except Exception as error:  # noqa: BLE001  # told and written down like that of a command
            sentence = clean_line(f"{type(error).__name__}: {error}")
            self._failed(name, ExitCode.BUG, sentence, whole=traceback.format_exc())

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
