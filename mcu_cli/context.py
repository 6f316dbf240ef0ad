"""What a command gets from outside, gathered once: the clock, the environment, the terminal, the store."""

from __future__ import annotations

import os
import shutil
import sys
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol, TextIO

from mcu_cli.errors import BadInputError, UsageError
from mcu_cli.language import _
from mcu_cli.render.out import Out

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from mcu_cli.domain.rules import Rules
    from mcu_cli.domain.steps import Act
    from mcu_cli.store.repository import Store
    from mcu_cli.store.transaction import Transaction

_DEFAULT_LOCK_TIMEOUT = 10.0
_LONGEST_LOCK_TIMEOUT = 86_400.0
_FIRST_YEAR, _LAST_YEAR = 1970, 2999
_CHARTS = "MPLCONFIGDIR"  # https://matplotlib.org/stable/install/environment_variables_faq.html


class Run(Protocol):
    """Runs mcu with other arguments, environment, working folder and, if given, another stdout; for the demo."""

    def __call__(
        self, arguments: list[str], environment: Mapping[str, str], folder: Path, stdout: TextIO | None = None
    ) -> int:
        """Return the exit code."""


@dataclass
class Context:
    """One run of mcu. `now` is the moment of the run, aware and to the second; nothing else reads a clock."""

    now: datetime
    environment: Mapping[str, str]
    out: Out
    stdin: TextIO
    interactive: bool
    folder: Path
    run: Run
    started_as: str = "mcu"
    store_folder: Path | None = None

    @classmethod
    def of(cls, ctx: Any) -> Context:
        """Return the context of a Typer context."""
        found = ctx.find_root().obj
        assert isinstance(found, cls)  # noqa: S101  # main puts it there
        return found

    @cached_property
    def root(self) -> Path:
        """Return the folder of the store that --store, MCU_STORE or the working folder names; raises NotFoundError."""
        from mcu_cli.store.root import find_root

        named = self.store_folder or self.environment.get("MCU_STORE")
        start = self.folder / named if named else self.folder
        try:
            there = start.is_dir()
        except OSError:  # a name that no system takes
            there = False
        if named and not there:
            raise UsageError(_("{path} is not a folder; name the folder of a store").format(path=start))
        return find_root(start.resolve())

    @cached_property
    def store(self) -> Store:
        """Return the store in `root`."""
        from mcu_cli.store.repository import Store  # sqlite3 and yaml, not for --version

        return Store(self.root, self.surroundings())

    def close(self) -> None:
        """Let go of what the run has opened."""
        if "store" in self.__dict__:
            self.store.close()

    def surroundings(self) -> Any:
        """Return what a store needs from outside."""
        from mcu_cli.store.repository import Surroundings

        text = self.environment.get("MCU_LOCK_TIMEOUT", "")
        try:
            timeout = float(text) if text else _DEFAULT_LOCK_TIMEOUT
        except ValueError:
            timeout = -1.0
        if not 0 <= timeout < _LONGEST_LOCK_TIMEOUT:  # nan is not, either
            raise UsageError(_("MCU_LOCK_TIMEOUT is {text!r}; it takes seconds").format(text=text))
        return Surroundings(
            environment=self.environment,
            note=self.out.note,
            progress=self.out.progress,
            lock_timeout=timeout,
        )

    @property
    def rules(self) -> Rules:
        """Return the registries and the calendar, by which decisions are judged."""
        from mcu_cli.domain.rules import Rules

        return Rules(self.store.registry, self.store.calendar)

    @property
    def local_now(self) -> datetime:
        """Return the moment of the run in the municipality's zone; as it is where the registry needs mending first."""
        try:
            return self.now.astimezone(self.store.registry.municipality.timezone)
        except BadInputError:
            return self.now

    @property
    def today(self) -> date:
        """Return the day of the run in the municipality."""
        return self.local_now.date()

    def act(self, transaction: Transaction) -> Act:
        """Return who acts and when, as events record it."""
        from mcu_cli.domain.steps import Act

        return Act(by=transaction.by, at=self.local_now)

    @contextmanager
    def charts_kept_private(self) -> Iterator[None]:
        """Let the library of charts keep its list of fonts in the private folder of the store inside the block.

        Else it would make folders in the operator's home. It reads the place from the environment of the process
        alone, once, when it is imported.
        """
        before = os.environ.get(_CHARTS)
        os.environ[_CHARTS] = str(self.store.private / "charts")
        try:
            yield
        finally:
            if before is None:
                del os.environ[_CHARTS]
            else:
                os.environ[_CHARTS] = before

    @property
    def editor(self) -> str:
        """Return the command of the operator's editor; empty where there is none."""
        from mcu_cli.editor import editor_of

        _code, configured = self.store.git.try_run("config", "--get", "core.editor")
        return editor_of(self.environment, configured.decode("utf-8", "replace").strip(), system=os.name)

    @property
    def program(self) -> str:
        """Return how this program can be started again from anywhere, as a word of a shell."""
        from shlex import quote

        path = Path(self.started_as)
        if path.name == "__main__.py":
            return f"{quote(sys.executable)} -m mcu_cli"
        return quote(str(path.resolve())) if path.exists() else path.name

    def path(self, given: Path) -> Path:
        """Return a path that the operator typed, from the working folder."""
        try:
            return self.folder / given.expanduser()
        except RuntimeError:
            raise UsageError(_("{path} names a home folder that does not exist").format(path=given)) from None

    def day(self, text: str) -> date:
        """Return the day that the operator typed: `2025-12-24`, `24.12.2025`, `today`, `yesterday`, `tomorrow`."""
        from mcu_cli.domain.days import day_of

        return day_of(text, today=self.today)


def moment_of_run(environment: Mapping[str, str]) -> datetime:
    """Return now, to the second; MCU_NOW (ISO 8601 with offset) freezes it for tests and reproducible reports."""
    frozen = environment.get("MCU_NOW", "")
    if not frozen:
        return datetime.now(UTC).replace(microsecond=0)
    try:
        moment = datetime.fromisoformat(frozen)
    except ValueError:
        moment = None
    if moment is None or moment.tzinfo is None:
        raise UsageError(_("MCU_NOW is {text!r}; it takes a moment like 2026-11-20T18:00:00+05:00").format(text=frozen))
    if not _FIRST_YEAR <= moment.year <= _LAST_YEAR:  # terms reach years ahead, and dates end with the year 9999
        raise UsageError(
            _("MCU_NOW is {text!r}; it takes a moment of the years {first} to {last}").format(
                text=frozen, first=_FIRST_YEAR, last=_LAST_YEAR
            )
        )
    return moment.replace(microsecond=0)


def context_of(
    environment: Mapping[str, str], folder: Path, run: Run, *, json: bool, stdout: TextIO | None = None
) -> Context:
    """Return the context of a run on the streams of this process, or with another stdout."""
    _speak_utf8()
    stdin = sys.stdin or _nothing()
    return Context(
        now=moment_of_run(environment),
        environment=environment,
        out=output(environment, json=json, stdout=stdout or sys.stdout or _nothing()),
        stdin=stdin,
        interactive=stdin.isatty() and sys.stderr is not None and sys.stderr.isatty(),
        folder=folder,
        run=run,
        started_as=sys.argv[0],
    )


def _nothing() -> TextIO:
    """Stand in for a stream that whoever started us has closed: what is written is gone, reading finds the end."""
    return Path(os.devnull).open("r+", encoding="utf-8")


def _speak_utf8() -> None:
    """Read and write UTF-8 where no terminal is: a pipe or a file in a legacy code page loses letters and emoji."""
    for stream in (sys.stdin, sys.stdout, sys.stderr):
        if stream is None or not hasattr(stream, "reconfigure"):
            continue
        if stream.isatty():
            stream.reconfigure(errors="strict" if stream is sys.stdin else "backslashreplace")
        else:
            stream.reconfigure(encoding="utf-8")


def output(environment: Mapping[str, str], *, json: bool, stdout: TextIO) -> Out:
    """Return the door for output that fits the terminal, or the lack of one."""
    terminal = stdout.isatty()
    dumb = environment.get("TERM") == "dumb"
    size = shutil.get_terminal_size()
    columns, lines = environment.get("COLUMNS", ""), environment.get("LINES", "")
    return Out(
        stdout=stdout,
        stderr=sys.stderr or _nothing(),
        width=int(columns) if columns.isdecimal() and columns != "0" else size.columns,
        height=int(lines) if lines.isdecimal() and lines != "0" else size.lines,
        colour=terminal and not dumb and not environment.get("NO_COLOR"),
        terminal=terminal,
        progress_shown=sys.stderr is not None and sys.stderr.isatty() and not dumb,
        json=json,
    )
