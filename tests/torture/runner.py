"""Runs mcu as a process of its own, in its own session, from a process that has imported mcu once.

A start of Python and its imports would be most of the time of some thousand runs. So one process imports everything,
and forks for each run; the forked one has its own session, arguments, environment and streams, and ends as mcu ends.

    python -m tests.torture.runner          asked by lines of JSON on its standard input, answers on its output
"""

from __future__ import annotations

import contextlib
import ctypes
import importlib
import json
import os
import pkgutil
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from tests.conftest import exit_code
from tests.torture.steps import Control, Reached, Stop, join, library, mapped

if TYPE_CHECKING:
    import mmap
    from collections.abc import Mapping

ROOT = Path(__file__).resolve().parents[2]
CONTROL = "TORTURE_CONTROL"
_PRELOAD = "LD_PRELOAD"
_HEAVY = ("yaml", "sqlite3", "rich.table", "rich.progress", "tabulate", "holidays", "jinja2", "babel.numbers", "csv")
_SET_CHILD_SUBREAPER = 36  # prctl(2)
PATIENCE = 120.0  # seconds for one run


class Finished(NamedTuple):
    """What a run left: its exit code (negative: the signal), its streams, and how far it came where it was counted."""

    code: int
    stdout: str
    stderr: str
    reached: Reached
    session: int


class Runner:
    """Runs of mcu in one scratch folder, which holds the stores, the folder of temporary files and the home."""

    def __init__(self, scratch: Path, environment: Mapping[str, str]) -> None:
        """Start the process that forks; `environment` is that of every run."""
        self.scratch = scratch
        self.environment = dict(environment)
        path = scratch.parent / f"{scratch.name}.control"
        self._control = Control(path)
        self._preload = {_PRELOAD: str(library(scratch.parent)), CONTROL: str(path)}
        self._server = subprocess.Popen(
            [sys.executable, "-m", "tests.torture.runner"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            cwd=ROOT,
            env={**os.environ, "MCU_LANG": "en", "LANGUAGE": "en", **self._preload},
            text=True,
        )

    def close(self) -> None:
        """End the process that forks."""
        with self._server:  # closes its streams, and waits
            pass

    def run(  # a run is what it is given
        self,
        *arguments: str,
        folder: Path,
        given: bytes = b"",
        stop: Stop | None = None,
        below: Path | None = None,
        trace: Path | None = None,
        extra: Mapping[str, str] | None = None,
    ) -> Finished:
        """Run `mcu ARGUMENTS` in `folder` to its end, of its own or by `stop`."""
        self.start(*arguments, folder=folder, given=given, stop=stop, below=below, trace=trace, extra=extra)
        return self.finished()

    def start(  # as `run`
        self,
        *arguments: str,
        folder: Path,
        given: bytes = b"",
        stop: Stop | None = None,
        below: Path | None = None,
        trace: Path | None = None,
        extra: Mapping[str, str] | None = None,
    ) -> int:
        """Start `mcu ARGUMENTS` in `folder`; return its process, which leads its session. `finished` waits for it.

        Steps count `below` a folder, or in the whole scratch folder.
        """
        streams = {name: str(self.scratch.parent / f"{self.scratch.name}.{name}") for name in ("in", "out", "err")}
        Path(streams["in"]).write_bytes(given)
        if stop is not None:
            self._control.arm(stop, below or self.scratch, trace)
        asked = {
            "arguments": arguments,
            "folder": str(folder),
            "environment": {**self.environment, **(self._preload if stop else {}), **(extra or {})},
            "counted": stop is not None,
            **streams,
        }
        self._tell(asked)
        self._streams = streams
        return int(self._answer()["process"])

    def finished(self) -> Finished:
        """Wait for what was started."""
        answer = self._answer()
        reached = self._control.disarm()
        said, complained = (Path(self._streams[name]).read_text("utf-8", "replace") for name in ("out", "err"))
        return Finished(answer["code"], said, complained, reached, answer["process"])

    def wait(self) -> None:
        """Wait until nobody is left of all runs: children of a killed one live on for a moment."""
        self._tell({})
        self._answer()

    def _tell(self, asked: Mapping[str, Any]) -> None:
        assert self._server.stdin is not None
        self._server.stdin.write(json.dumps(asked) + "\n")
        self._server.stdin.flush()

    def _answer(self) -> dict[str, Any]:
        assert self._server.stdout is not None
        answer: dict[str, Any] = json.loads(self._server.stdout.readline())
        return answer


def _serve() -> None:
    _import_all()
    _adopt_orphans()
    memory = mapped(os.environ[CONTROL])
    answers = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)  # nobody else writes answers
    for line in sys.stdin:
        asked = json.loads(line)
        if not asked:
            with contextlib.suppress(ChildProcessError):
                while True:
                    os.wait()
            answers.write("{}\n")
            answers.flush()
            continue
        process = os.fork()
        if not process:
            _run(asked, memory)
        answers.write(json.dumps({"process": process}) + "\n")
        answers.flush()
        code = os.waitstatus_to_exitcode(os.waitpid(process, 0)[1])
        answers.write(json.dumps({"process": process, "code": code}) + "\n")
        answers.flush()


def _adopt_orphans() -> None:
    """Become the parent of what a killed run leaves, instead of the system, so that its end can be waited for."""
    ctypes.CDLL(None).prctl(_SET_CHILD_SUBREAPER, 1)


def _import_all() -> None:
    import mcu_cli

    for name in _HEAVY:
        importlib.import_module(name)
    for module in pkgutil.walk_packages(mcu_cli.__path__, "mcu_cli."):
        if not module.name.endswith("__main__"):
            importlib.import_module(module.name)


def _run(asked: Mapping[str, Any], memory: mmap.mmap) -> None:
    """Become a run of mcu; never returns."""
    code = 1
    try:
        os.setsid()
        signal.alarm(int(PATIENCE))  # a hang is a finding, not the end of the tests
        for descriptor, name, flags in ((0, "in", os.O_RDONLY), (1, "out", os.O_WRONLY), (2, "err", os.O_WRONLY)):
            opened = os.open(asked[name], flags | (os.O_CREAT | os.O_TRUNC if descriptor else 0), 0o600)
            os.dup2(opened, descriptor)
            os.close(opened)
        sys.stdin, sys.stdout, sys.stderr = (
            open(descriptor, mode, encoding="utf-8", closefd=False)  # noqa: SIM115  # streams of the process
            for descriptor, mode in ((0, "r"), (1, "w"), (2, "w"))
        )
        os.chdir(asked["folder"])
        os.environ.clear()
        os.environ.update(asked["environment"])
        time.tzset()
        sys.argv = ["mcu", *asked["arguments"]]
        from mcu_cli.main import main

        if asked["counted"]:
            join(memory)
        code = exit_code(main)
    except BaseException:  # noqa: BLE001  # a bug of mcu ends as Python would end
        import traceback

        traceback.print_exc()
        code = 1
    finally:
        with contextlib.suppress(OSError, ValueError):
            sys.stdout.flush()
            sys.stderr.flush()
        os._exit(code)


if __name__ == "__main__":
    _serve()
