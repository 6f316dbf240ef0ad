"""Whole processes, measured: seconds of the clock and of the processors, peak memory with all that they start.

Times are those of `wait4`, which counts the processes that a process has waited for. Memory is sampled, every few
milliseconds, as the sum over the session of the process of what the kernel calls PSS, where a page that several share
counts once; what one process alone took at its height (`ru_maxrss`, which misses nothing) is the least that is told,
unless it is less than our own: a new process begins as a copy of us, and the system counts that. A sum that stood
between two samples is missed. Where there is no /proc, that least is all there is.
"""

from __future__ import annotations

import os
import pty
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path
from resource import RUSAGE_SELF, getrusage
from typing import IO, TYPE_CHECKING, NamedTuple, Self

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_PROC = Path("/proc")
_PAUSE = 0.01  # seconds between two samples of memory
_KILOBYTE = 1024
_UNIT_OF_PEAK = 1 if sys.platform == "darwin" else _KILOBYTE  # getrusage(2): bytes there, kilobytes elsewhere
_SESSION = 3  # of the fields behind the name in /proc/PID/stat: state, parent, group, session
_ERROR_LETTERS = 300


class Run(NamedTuple):
    """One process from its start to its end: seconds, bytes, its exit code, and what it said."""

    wall: float
    cpu: float
    code: int
    peak: int
    stdout: str = ""
    stderr: str = ""

    @property
    def trouble(self) -> str:
        """What went wrong in one line; empty where nothing did."""
        if not self.code:
            return ""
        said = self.stderr.strip().splitlines()
        return f"exit code {self.code}" + (f": {said[-1][:_ERROR_LETTERS]}" if said else "")


def run(  # noqa: PLR0913  # what, where, and how it is watched
    command: Sequence[str | Path],
    *,
    cwd: Path,
    environment: Mapping[str, str],
    stdin: Path | None = None,
    keep: bool = False,
    on_terminal: bool = False,
    watch: float = 0,
) -> Run:
    """Run `command` to its end.

    Its output goes to nowhere, with `keep` into the result, with `on_terminal` to a terminal of 120 columns that is
    read and forgotten. With `watch` the memory of all its processes is sampled, for at most this share of the time.
    """
    with (
        (stdin or Path(os.devnull)).open("rb") as given,
        tempfile.TemporaryFile() as said,
        tempfile.TemporaryFile() as printed,
        _Terminal() if on_terminal else _Nowhere() as elsewhere,
    ):
        began = time.perf_counter()
        process = subprocess.Popen(  # noqa: S603  # mcu, git and our own baselines
            [str(word) for word in command],
            cwd=cwd,
            env=dict(environment),
            stdin=given,
            stdout=printed if keep else elsewhere.file,
            stderr=said,
            start_new_session=True,
        )
        sampler = _Sampler(process.pid, watch) if watch else None
        _pid, status, usage = os.wait4(process.pid, 0)
        wall = time.perf_counter() - began
        process.returncode = os.waitstatus_to_exitcode(status)  # it has been waited for, and not by subprocess
        sampled = sampler.stopped() if sampler else 0
        alone = usage.ru_maxrss if usage.ru_maxrss > getrusage(RUSAGE_SELF).ru_maxrss else 0
        return Run(
            wall,
            usage.ru_utime + usage.ru_stime,
            process.returncode,
            max(sampled, alone * _UNIT_OF_PEAK),
            _text(printed),
            _text(said),
        )


def _text(file: IO[bytes]) -> str:
    file.seek(0)
    return file.read().decode("utf-8", "replace")


class _Nowhere:
    """The null device as the place of output."""

    def __enter__(self) -> Self:
        self.file = os.open(os.devnull, os.O_WRONLY)
        return self

    def __exit__(self, *_failure: object) -> None:
        os.close(self.file)


class _Terminal(_Nowhere):
    """A terminal as the place of output, with somebody who reads it."""

    def __enter__(self) -> Self:
        self._reader, self.file = pty.openpty()
        self._thread = threading.Thread(target=self._read, daemon=True)
        self._thread.start()
        return self

    def __exit__(self, *failure: object) -> None:
        super().__exit__(*failure)  # the last that holds the end on which is written: the reader comes to its end
        self._thread.join()
        os.close(self._reader)

    def _read(self) -> None:
        try:
            while os.read(self._reader, 65_536):
                pass
        except OSError:  # so Linux tells that nobody writes any more
            return


class _Sampler:
    """Samples the memory of a session of processes until it is stopped."""

    def __init__(self, session: int, share: float) -> None:
        self._share = share
        self._session = str(session)
        self._peak = 0
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._sample, daemon=True)
        self._thread.start()

    def stopped(self) -> int:
        """End the sampling and return the largest sum in bytes; 0 where nothing could be seen."""
        self._over.set()
        self._thread.join()
        return self._peak

    def _sample(self) -> None:
        pause = _PAUSE
        while not self._over.wait(pause):
            began = time.perf_counter()
            self._peak = max(self._peak, sum(map(_memory, _members(self._session))))
            pause = max(_PAUSE, (time.perf_counter() - began) / self._share)


def _members(session: str) -> list[str]:
    """Return the processes of a session."""
    found = []
    for name in os.listdir(_PROC) if _PROC.is_dir() else ():  # noqa: PTH208  # a hundred times a second
        if name.isdecimal():
            try:
                stat = (_PROC / name / "stat").read_bytes()
            except OSError:  # it has ended
                continue
            if stat.rpartition(b")")[2].split()[_SESSION].decode() == session:
                found.append(name)
    return found


def _memory(process: str) -> int:
    """Return what a process holds in bytes, pages that it shares in part; 0 if it has ended."""
    try:
        rollup = (_PROC / process / "smaps_rollup").read_text(encoding="ascii")
    except OSError:
        return 0
    return next((int(line.split()[1]) * _KILOBYTE for line in rollup.splitlines() if line.startswith("Pss:")), 0)
