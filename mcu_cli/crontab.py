"""The user's crontab: one line of ours for each store, every other line as it stands, byte for byte.

The library python-crontab writes our line and runs the program `crontab`. It does not get the rest of the table into
its hands: it writes anew what it has read, with other blanks and another order, takes lines that it does not know out
of service, and stops at an empty `MAILTO=`.
"""

from __future__ import annotations

import os
import re
import shlex
import shutil
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from mcu_cli.errors import ConflictError, McuError, NotFoundError, RefusedError
from mcu_cli.language import _
from mcu_cli.store.files import write_file
from mcu_cli.store.lock import HeldError, exclusive

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

_HOUR = 60
_NONE_YET = "no crontab for"
_TIME_FIELDS = 5
_HOURLY = "@hourly"  # as the library writes `0 * * * *`
_STEPS = re.compile(r"\*/(\d+)")
_PATIENCE = 30.0  # seconds for which one waits for another that installs
_SECRET = "MCU_SMTP_PASSWORD"  # noqa: S105  # the name of the variable, which is no business of `crontab`


class Told(NamedTuple):
    """What a line of ours says; `every` is None and `arguments` are empty where somebody has rewritten it."""

    line: str
    active: bool
    every: int | None
    arguments: tuple[str, ...]


def marker_of(root: Path) -> str:
    """Return the comment that ends the line of the store in `root`, and no other line."""
    return f"mcu cron {quoted(str(root))}".replace("%", "\\%")  # the library escapes those of the command


def line_of(every: int, environment: Mapping[str, str], words: Sequence[str], root: Path) -> str:
    """Return the line that runs `words` every so many minutes (a divisor of 60); raises RefusedError for a line break.

    The shell gets each word as it is, and cron no percent sign, which would end the command.
    """
    from crontab import CronItem  # asyncio and more: where a line is written

    for text in (*environment.values(), *words, str(root)):
        if "\n" in text or "\r" in text:
            raise RefusedError(_("{text!r} holds a line break, which no crontab can hold; rename it").format(text=text))
    settings = [f"{name}={quoted(value)}" for name, value in environment.items()]
    item = CronItem(command=" ".join([*settings, *map(quoted, words)]))
    item.setall("0" if every == _HOUR else f"*/{every}", "*", "*", "*", "*")
    return f"{item.render()} # {marker_of(root)}"  # the library has comments on a line of their own, on some systems


def quoted(word: str) -> str:
    r"""Return a word quoted for the shell, so that cron's `\%` for a percent sign never meets a backslash of ours."""
    return shlex.quote(word).replace("\\%", "\\''%")


def own_lines(table: str, root: Path) -> list[Told]:
    """Return what the lines of the store in `root` say, those included that were switched off by a `#`."""
    return [_told(line, root) for line in table.split("\n") if _is_own(line, root)]


def with_line(table: str, line: str, root: Path) -> str:
    """Return the table with `line` in the place of the store's, or at its end."""
    lines = table.split("\n")
    places = [n for n, found in enumerate(lines) if _is_own(found, root)]
    if places:
        lines[places[0]] = line
        return "\n".join(found for n, found in enumerate(lines) if n not in places[1:])
    return f"{table}{'' if table.endswith(chr(10)) or not table else chr(10)}{line}\n"


def without_lines(table: str, root: Path) -> str:
    """Return the table without the lines of the store."""
    return "\n".join(line for line in table.split("\n") if not _is_own(line, root))


def program_on(name: str, environment: Mapping[str, str]) -> str | None:
    """Return the path of a program, absolute: a folder that the PATH names from here is not there for cron."""
    path = environment.get("PATH")
    if path is not None:
        path = os.pathsep.join(folder for folder in path.split(os.pathsep) if Path(folder).is_absolute())
    return shutil.which(name, path=path)


class Crontab:
    """The crontab of whoever runs mcu, through the program `crontab`; `scratch` is a private folder."""

    def __init__(self, environment: Mapping[str, str], scratch: Path) -> None:
        """Find the program on the PATH of `environment`; raises NotFoundError where there is none."""
        found = program_on("crontab", environment)
        if found is None:
            raise NotFoundError(
                _("the program crontab was not found; install cron, or use another scheduler (docs/cron.md)")
            )
        self._program = shlex.quote(found)
        self._scratch = scratch
        self._environment = {name: value for name, value in environment.items() if name != _SECRET}

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Hold off every other mcu of this user inside the block, whatever its store: from reading to writing.

        Where the user has no home that can be written to there is nothing to hold; `write` still looks whether
        somebody else was faster. Raises ConflictError where the other one does not come to its end.
        """
        states = Path(self._environment.get("XDG_STATE_HOME", ""))
        if not states.is_absolute():  # as the specification of that variable wants it
            states = Path(self._environment.get("HOME", ""), ".local", "state")
        folder = states / "mcu"
        if states.is_absolute():
            with suppress(OSError):
                folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        if not states.is_absolute() or not os.access(folder, os.W_OK):
            yield
            return
        try:
            with exclusive(folder / "crontab.lock", timeout=_PATIENCE, purpose="cron install"):
                yield
        except HeldError:
            raise ConflictError(_("another mcu is changing your crontab; try again when it is done")) from None

    def read(self) -> str:
        """Return the table as it is installed; empty where there is none. Raises RefusedError where cron refuses."""
        code, said, complained = self._run("-l")
        if code and _NONE_YET not in complained:
            raise _refused(complained)
        return "" if code else said

    def write(self, table: str, *, replacing: str) -> None:
        """Install `table` in place of `replacing`; raises ConflictError where somebody else changes it just now."""
        conflict = ConflictError(
            _("somebody else is changing the crontab just now; look at `crontab -l` and run the command again")
        )
        if self.read() != replacing:
            raise conflict
        path = self._scratch / "crontab.new"
        write_file(path, table.encode(), private=True)
        try:
            code, _said, complained = self._run(str(path))
        finally:
            path.unlink(missing_ok=True)
        if code:
            self._refuse_half_done(replacing, complained.replace(str(path), "crontab"))
        if self.read() != table:
            raise conflict

    def _refuse_half_done(self, before: str, words: str) -> None:
        """Raise the error for a program that failed: RefusedError where the table is as it was, else ConflictError."""
        now = None
        with suppress(McuError):
            now = self.read()
        if now == before:
            raise _refused(words)
        kept = self._scratch / "crontab.before"
        write_file(kept, before.encode(), private=True)
        raise ConflictError(
            _(
                "the program crontab failed, and your crontab is no longer what it was: {words}; look at `crontab -l`; "
                "the table from before is kept, `crontab {path}` brings it back"
            ).format(words=_on_one_line(words), path=shlex.quote(str(kept)))
        )

    def _run(self, *arguments: str) -> tuple[int, str, str]:
        from crontab import Process

        try:
            done = Process(self._program, *arguments, env=self._environment).run()
        except UnicodeDecodeError:
            raise RefusedError(
                _(
                    "your crontab holds letters that are not UTF-8; convert it, or add the line of "
                    "`mcu cron install --dry-run` by hand with `crontab -e`"
                ).format()
            ) from None
        except OSError as error:
            raise _refused(str(error)) from error
        return done.returncode or 0, done.stdout or "", done.stderr or ""


def _refused(words: str) -> RefusedError:
    return RefusedError(
        _("the program crontab refused, nothing was changed: {words}; put that right").format(words=_on_one_line(words))
    )


def _on_one_line(words: str) -> str:
    return " ".join(words.split()) or "-"


def _is_own(line: str, root: Path) -> bool:
    return line.rstrip("\r").endswith(f" # {marker_of(root)}")  # an editor of Windows may have been at it


def _told(line: str, root: Path) -> Told:
    active = not line.lstrip().startswith("#")
    body = line.strip().lstrip("#").strip().removesuffix(f" # {marker_of(root)}")
    fields = body.split(None, 1 if body.startswith("@") else _TIME_FIELDS)
    steps = _STEPS.fullmatch(fields[0]) if fields else None
    every = int(steps[1]) if steps else _HOUR if fields[:1] == [_HOURLY] else None
    try:
        words = shlex.split(fields[-1].replace("\\%", "%")) if fields else []
    except ValueError:  # a quote that nobody closes
        words = []
    arguments = words[words.index("cron") :] if "cron" in words else ()
    return Told(line, active, every, tuple(arguments))
