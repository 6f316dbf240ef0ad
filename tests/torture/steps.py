"""The steps of a command between which it can be stopped: each call of the system that changes something in a folder.

A small library, compiled from steps.c and preloaded into mcu and into each git that it starts, counts these calls over
all processes of one run, and stops the run at the N-th of them. The product knows nothing of it.
"""

from __future__ import annotations

import mmap
import os
import shutil
import struct
import subprocess
import sys
from enum import IntEnum, IntFlag
from functools import cache
from pathlib import Path
from typing import NamedTuple

_FOLDER = Path(__file__).resolve().parent
_LAYOUT = struct.Struct("=8i2q512s1024s512s")  # struct control of steps.c
SYSTEM = "linux"


class Call(IntFlag):
    """The kinds of calls."""

    WRITE = 1
    RENAME = 2
    SYNC = 4
    UNLINK = 8
    MKDIR = 16
    CREATE = 32
    TRUNCATE = 64
    START = 128
    LOOK = 256  # a file opened to be read: no step of a kill, but one that a disk may refuse


CHANGING = Call.WRITE | Call.RENAME | Call.SYNC | Call.UNLINK | Call.MKDIR | Call.CREATE | Call.TRUNCATE | Call.START


class Way(IntEnum):
    """What happens at the step: who is killed, or that the call fails."""

    GROUP = 1  # mcu and all its children, as by a closed terminal or a power failure
    ALONE = 2  # mcu alone: its git lives on
    CHILD = 3  # whoever makes the call: often git, while mcu lives
    FAIL = 4
    POWER = 5  # all of them, and what was written and not synced is lost


class Stop(NamedTuple):
    """Where and how a run is stopped: at the `at`-th call (from 1; 0: never) of `calls`.

    `torn` lets half of a write through before the kill; `error` is the number of the error of Way.FAIL, which comes
    once, or from then on where it is `lasting`.
    """

    at: int
    way: Way = Way.GROUP
    calls: Call = CHANGING
    torn: bool = False
    error: int = 0
    lasting: bool = False


class Reached(NamedTuple):
    """How far a run came: the steps counted, and where it was stopped (program, call, path; empty where it was not)."""

    steps: int
    where: str


class Control:
    """The block of memory, in the file at `path`, through which the library is told what to do."""

    def __init__(self, path: Path) -> None:
        """Make the file."""
        path.write_bytes(bytes(_LAYOUT.size))
        with path.open("r+b") as file:
            self._memory = mmap.mmap(file.fileno(), _LAYOUT.size)

    def arm(self, stop: Stop, folder: Path, trace: Path | None = None) -> None:
        """Count from now on, below `folder`, in the session that says it is the one."""
        fields = (0, 0, int(stop.way), stop.error, stop.lasting, stop.torn, int(stop.calls), 0, stop.at, 0)
        self._memory[:] = _LAYOUT.pack(*fields, os.fsencode(folder), b"", os.fsencode(trace or ""))

    def disarm(self) -> Reached:
        """Count no more, and return how far the run came."""
        fields = _LAYOUT.unpack(self._memory[:])
        self._memory[:4] = bytes(4)
        return Reached(fields[9], fields[11].rstrip(b"\0").decode("utf-8", "replace"))


def join(memory: mmap.mmap) -> None:
    """Let this process be the first one of the run that is counted."""
    memory[:8] = struct.pack("=2i", os.getsid(0), os.getpid())


def mapped(path: str) -> mmap.mmap:
    """Return the block in the file at `path`."""
    with open(path, "r+b") as file:  # noqa: PTH123  # a name from the environment
        return mmap.mmap(file.fileno(), _LAYOUT.size)


@cache
def compiler() -> str | None:
    """Return the compiler of C of this machine; None where there is none, or where nothing can be preloaded."""
    if not sys.platform.startswith(SYSTEM):
        return None
    return next((found for name in ("cc", "gcc", "clang") if (found := shutil.which(name))), None)


def library(folder: Path) -> Path:
    """Compile the library into `folder` and return it."""
    made = folder / "steps.so"
    program = compiler()
    assert program is not None, "there is no compiler of C here"
    command = [program, "-std=gnu11", "-O2", "-shared", "-fPIC", "-o", str(made), str(_FOLDER / "steps.c"), "-ldl"]
    subprocess.run(command, check=True)
    return made
