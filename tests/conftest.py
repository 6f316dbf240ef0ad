"""What every test stands on: a sealed environment, the program as a function of arguments, a fresh store."""

from __future__ import annotations

import contextlib
import io
import json
import os
import shutil
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

import pytest
from hypothesis import settings

# The help texts are made in the operator's language when mcu_cli.main is first imported, perhaps by a test
# module that is collected before any fixture runs.
os.environ["MCU_LANG"] = "en"

from mcu_cli import language

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).resolve().parents[1]
NOW = "2026-11-20T18:00:00+05:00"
GIT_CONFIG = """\
[user]
    name = Анна Операторова
    email = operator@town.example
[init]
    defaultBranch = main
"""
PROCESS_TIMEOUT = 120

# In continuous integration the same examples each time, so that a failure there comes from the change; at a
# desk new ones, so that they go on searching.
settings.register_profile("desk", deadline=None)
settings.register_profile("integration", deadline=None, derandomize=True, database=None, print_blob=True)
settings.load_profile("integration" if os.environ.get("CI") else "desk")


@dataclass(frozen=True, slots=True)
class Finished:
    """What a run of mcu left: its exit code and its two streams, apart."""

    code: int
    stdout: str
    stderr: str

    @property
    def envelope(self) -> dict[str, Any]:
        """Read stdout as the envelope of `--json`."""
        envelope: dict[str, Any] = json.loads(self.stdout)
        assert envelope["mcu"] == 1
        return envelope

    @property
    def data(self) -> Any:
        """Read the result inside the envelope of `--json`."""
        return self.envelope["data"]


class Mcu(Protocol):
    """Run mcu with these arguments and hold its exit code against `code`."""

    def __call__(
        self,
        *arguments: str | Path,
        code: int = 0,
        stdin: str | bytes = "",
        cwd: Path | None = None,
        now: str | None = None,
    ) -> Finished:
        """`stdin` is what is piped in, `cwd` the working folder, `now` the moment in ISO 8601 with offset."""


@dataclass(frozen=True, slots=True)
class StoreFolder:
    """A store made by `mcu init`, seen from outside: as files and as a git repository."""

    root: Path

    def git(self, *arguments: str) -> str:
        """Run git in the store; return what it printed, without the last line break."""
        done = subprocess.run(["git", *arguments], cwd=self.root, check=True, capture_output=True)
        return done.stdout.decode().removesuffix("\n")

    @property
    def head(self) -> str:
        """The commit that is the record now."""
        return self.git("rev-parse", "HEAD")

    def read(self, path: str | Path) -> str:
        """Return the text of a file, its line breaks as they are."""
        return (self.root / path).read_bytes().decode()


@pytest.fixture(autouse=True)
def _sealed(monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Let nothing of the machine in: no home, no git settings, no clock, no language, no terminal."""
    home = tmp_path_factory.mktemp("home")
    (home / "gitconfig").write_text(GIT_CONFIG, encoding="utf-8", newline="\n")
    for name in tuple(os.environ):
        if name.startswith(("GIT_", "MCU_")) or name in {"EDITOR", "VISUAL"}:
            monkeypatch.delenv(name)
    for name, value in {
        "HOME": str(home),
        "USERPROFILE": str(home),
        "XDG_CONFIG_HOME": str(home / "config"),
        "GIT_CONFIG_GLOBAL": str(home / "gitconfig"),
        "GIT_CONFIG_NOSYSTEM": "1",
        "MCU_NOW": NOW,
        "MCU_LANG": "en",
        "LANGUAGE": "en",
        "COLUMNS": "120",
        "NO_COLOR": "1",
        "TZ": "UTC",
    }.items():
        monkeypatch.setenv(name, value)
    language.use("en")
    _read_time_zone()
    yield
    monkeypatch.undo()
    _read_time_zone()


def _read_time_zone() -> None:
    """Make the process follow TZ as it stands now, where the system can (Windows cannot)."""
    if hasattr(time, "tzset"):
        time.tzset()


@pytest.fixture
def mcu(monkeypatch: pytest.MonkeyPatch) -> Mcu:
    """Run mcu inside the process of the test: quick, and an error of the program keeps its traceback.

    The messages follow MCU_LANG as it stands at the call; the help texts stay English: see `mcu_process`.
    """

    def run(
        *arguments: str | Path,
        code: int = 0,
        stdin: str | bytes = "",
        cwd: Path | None = None,
        now: str | None = None,
    ) -> Finished:
        with monkeypatch.context() as patch:
            patch.setattr(language, "_spoken", ["en"])  # the help texts are made at these imports
            from mcu_cli import program  # noqa: F401  # tests of the lower layers do not pay for it
            from mcu_cli.commands import COMMANDS
            from mcu_cli.main import main

            assert all(COMMANDS.values())  # whatever test comes first

        given = stdin.encode() if isinstance(stdin, str) else stdin
        out, err = io.BytesIO(), io.BytesIO()
        with monkeypatch.context() as patch, contextlib.ExitStack() as streams:
            if cwd is not None:
                patch.chdir(cwd)
            if now is not None:
                patch.setenv("MCU_NOW", now)
            patch.setattr(sys, "argv", ["mcu", *map(str, arguments)])
            for name, buffer in (("stdin", io.BytesIO(given)), ("stdout", out), ("stderr", err)):
                stream = io.TextIOWrapper(buffer, encoding="utf-8", newline=None if name == "stdin" else "\n")
                streams.callback(stream.detach)
                patch.setattr(sys, name, stream)
            language.use(language.chosen(dict(os.environ)))
            status = exit_code(main)
        return _checked(Finished(status, out.getvalue().decode(), err.getvalue().decode()), arguments, code)

    return run


class _Program(Protocol):
    def __call__(self) -> None: ...


def exit_code(program: _Program) -> int:
    """Run the program to its end; return what the shell would see."""
    try:
        program()
    except SystemExit as end:
        if end.code is None or isinstance(end.code, int):
            return end.code or 0
        sys.stderr.write(f"{end.code}\n")
        return 1
    return 0


@pytest.fixture
def mcu_process() -> Mcu:
    """Run mcu as a process of its own, from this checkout: for what needs a real start, end or stream."""

    def run(
        *arguments: str | Path,
        code: int = 0,
        stdin: str | bytes = "",
        cwd: Path | None = None,
        now: str | None = None,
    ) -> Finished:
        environment = {**os.environ, "PYTHONPATH": str(ROOT)}
        if now is not None:
            environment["MCU_NOW"] = now
        done = subprocess.run(
            [sys.executable, "-m", "mcu_cli", *map(str, arguments)],
            input=stdin.encode() if isinstance(stdin, str) else stdin,
            capture_output=True,
            cwd=cwd,
            env=environment,
            timeout=PROCESS_TIMEOUT,
            check=False,
        )
        return _checked(Finished(done.returncode, done.stdout.decode(), done.stderr.decode()), arguments, code)

    return run


def _checked(finished: Finished, arguments: tuple[str | Path, ...], code: int) -> Finished:
    """Hold the exit code against the one expected; say all that is known where it differs."""
    typed = " ".join(map(str, arguments)).encode("utf-8", "backslashreplace").decode()
    assert finished.code == code, (
        f"`mcu {typed}` ended with {finished.code}, not {code}\n"
        f"--- stdout\n{finished.stdout}--- stderr\n{finished.stderr}"
    )
    return finished


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Name the folder of the store that all others are copies of; the first test that wants one makes it."""
    return tmp_path_factory.mktemp("template") / "store"


@pytest.fixture
def store(mcu: Mcu, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, template: Path) -> StoreFolder:
    """Make a store as `mcu init` leaves it, and work in it."""
    if not template.is_dir():
        mcu("init", template)
    root = tmp_path / "store"
    shutil.copytree(template, root)
    monkeypatch.chdir(root)
    return StoreFolder(root)
