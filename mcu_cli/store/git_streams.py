"""A git at work: fed while it reads, or read while it prints."""

from __future__ import annotations

import contextlib
import io
from typing import IO, TYPE_CHECKING

from mcu_cli.store.git_errors import explained

if TYPE_CHECKING:
    import subprocess
    from collections.abc import Iterator

PIPE = 1 << 16  # bytes: what a pipe holds


class Reading:
    """A git at work whose output is read as it comes. Closed before its end it is stopped: for what only looks."""

    def __init__(self, process: subprocess.Popen[bytes], complained: IO[bytes], command: str) -> None:
        """Read from `process`, which complains into a file."""
        self._process, self._complained, self._command = process, complained, command

    def __iter__(self) -> Iterator[bytes]:
        """Yield what is printed, cut at each NUL; raises GitError where git ends with anything but 0."""
        output = self._process.stdout
        assert isinstance(output, io.BufferedReader)  # noqa: S101  # asked for above
        rest = b""
        while portion := output.read1(PIPE):
            *whole, rest = (rest + portion).split(b"\0")
            yield from whole
        if rest:
            yield rest
        if self._process.wait():
            raise explained(self._command, all_of(self._complained).decode("utf-8", "replace"))

    def close(self) -> None:
        """Stop what is still going on."""
        if self._process.poll() is None:
            self._process.kill()
        with self._process:  # closes its output, and waits for it
            self._complained.close()


class Fed:
    """A git at work that takes what it is given; `output` is what it printed, once it has ended."""

    def __init__(self, process: subprocess.Popen[bytes]) -> None:
        """Feed `process`."""
        self._process = process
        self.pid = process.pid
        self.output = b""

    def write(self, data: bytes) -> None:
        """Give it `data`; where it has ended before, what it complained of is told at the end of the block."""
        assert self._process.stdin is not None  # noqa: S101  # asked for above
        with contextlib.suppress(BrokenPipeError):
            self._process.stdin.write(data)

    def end(self) -> None:
        """End what it is given and wait until it is done."""
        assert self._process.stdin is not None  # noqa: S101  # asked for above
        with contextlib.suppress(BrokenPipeError):
            self._process.stdin.close()
        try:
            self._process.wait()
        except KeyboardInterrupt:
            self._process.wait()  # which knows its end by now: only then can be told whether it did what it was for
            raise


def all_of(file: IO[bytes]) -> bytes:
    """Return what a process has written into a file."""
    file.seek(0)
    return file.read()
