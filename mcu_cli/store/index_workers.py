"""Files read by other processes: by several for the first building of a large index, by one beside a large commit.

A worker turns portions of files into rows, and has a git of its own where it is not given what stands in them; whoever
started it writes the rows. It ends when its connection does, so that none outlives the command; what one leaves undone
is done here.
"""

from __future__ import annotations

import contextlib
import gc
import os
import sys
import threading
from collections import deque
from typing import TYPE_CHECKING, Any

from mcu_cli import language
from mcu_cli.errors import McuError
from mcu_cli.store.index_rows import Rows

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from multiprocessing.connection import Connection
    from multiprocessing.process import BaseProcess
    from typing import IO

    from mcu_cli.store.git import Git
    from mcu_cli.store.rows import Change

    Portion = Sequence[Change]  # files that are read one after another
    Given = Sequence[tuple[Change, bytes]]  # the same, with what stands in them

_MOST = 4  # more than these make rows faster than they are written
_AHEAD = 2  # portions that a worker has at a time, so that it never waits for the next
_LIFE = "import sys; sys.path[:] = {path!r}; from mcu_cli.store.index_workers import live; live()"


def useful() -> int:
    """Return how many workers this machine has processors for, none where it has one alone."""
    processors = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return min(processors, _MOST) if processors > 1 else 0


def read_here(git: Git, portions: Iterable[Portion]) -> Iterator[Rows]:
    """Yield the rows of each portion, read in this process."""
    with git.asking() as ask:
        for portion in portions:
            rows = Rows.none()
            contents = ask([change.blob.encode() + b"\n" for change in portion])
            for change, data in zip(portion, contents, strict=True):
                rows.read(change, data)
            yield rows


def read_given(portion: Given) -> Rows:
    """Return the rows of files that git does not have yet."""
    rows = Rows.none()
    for change, data in portion:
        rows.read(change, data)
    return rows


def read_by(crew: Sequence[Worker], git: Git, portions: Iterable[Portion]) -> Iterator[Rows]:
    """Yield the rows of each portion in order, read by the workers; what there is nobody left for is read here."""
    coming = iter(portions)
    waiting: deque[tuple[Portion, Worker]] = deque()
    while True:
        for worker in crew:
            while worker.alive and worker.undone < _AHEAD and (portion := next(coming, None)) is not None:
                worker.give(portion)
                waiting.append((portion, worker))
        if not waiting:
            break
        portion, worker = waiting.popleft()
        rows = worker.take()  # in order: the others go on with what they have meanwhile
        yield next(read_here(git, [portion])) if rows is None else rows
    yield from read_here(git, coming)


class Worker:
    """A process at work. It is given portions and gives rows, in the same order."""

    def __init__(self, process: BaseProcess | _Afresh, connection: Connection | _Streams) -> None:
        """Talk to `process` through `connection`."""
        self._process = process
        self._connection = connection
        self.alive = True
        self.undone = 0

    def give(self, portion: Portion | Given) -> None:
        """Give it a portion; where it has died, `take` will say so."""
        self.undone += 1
        with contextlib.suppress(OSError):
            self._connection.send(portion)

    def take(self) -> Rows | None:
        """Wait for the rows of the portion that it was given first; None where it has died over it."""
        self.undone -= 1
        if self.alive:
            try:
                return Rows(*self._connection.recv())
            except (EOFError, OSError):
                self.alive = False
        return None

    def end(self) -> None:
        """Let it go: it ends when nobody is at the other end."""
        self._connection.close()
        self._process.join(1)
        if self._process.is_alive():  # in the middle of a portion
            self._process.terminate()
            self._process.join()


class _Streams:
    """Values to and from another process, by its standard input and output."""

    def __init__(self, there: IO[bytes], back: IO[bytes]) -> None:
        """Send `there`, and take what comes `back`."""
        self._there, self._back = there, back

    def send(self, value: object) -> None:
        """Send a value; raises OSError where nobody takes it."""
        import pickle

        pickle.dump(value, self._there, pickle.HIGHEST_PROTOCOL)
        self._there.flush()

    def recv(self) -> Any:
        """Return the next value; raises EOFError where there is none to come."""
        import pickle

        return pickle.load(self._back)  # noqa: S301  # what a process that we started, or that started us, has packed

    def close(self) -> None:
        """Let go of both."""
        for stream in (self._there, self._back):
            with contextlib.suppress(OSError):  # what nobody took
                stream.close()


class _Afresh:
    """A process that begins from nothing and lives as `live` says; to whoever ends it, what a copied one is."""

    def __init__(self, git: Git | None) -> None:
        """Start it; raises OSError where the system refuses."""
        import subprocess

        # -I: nothing of the folder it is started in comes before what is ours.
        command = [sys.executable, "-I", "-c", _LIFE.format(path=sys.path)]
        with _without_interruption():
            self._process = subprocess.Popen(  # noqa: S603  # our own program, and nothing of anybody's in the words
                command, stdin=subprocess.PIPE, stdout=subprocess.PIPE
            )
        assert self._process.stdin is not None  # noqa: S101  # both are asked for above
        assert self._process.stdout is not None  # noqa: S101  # as said
        self.streams = _Streams(self._process.stdin, self._process.stdout)
        with contextlib.suppress(OSError):  # dead already: `take` will say so
            self.streams.send((git, language.spoken()))

    def join(self, timeout: float | None = None) -> None:
        """Wait for its end, at most so many seconds."""
        import subprocess

        with contextlib.suppress(subprocess.TimeoutExpired):
            self._process.wait(timeout)

    @property
    def pid(self) -> int:
        """Return the number that the system knows it by."""
        return self._process.pid

    @property
    def exitcode(self) -> int | None:
        """Return how it ended, None where it has not."""
        return self._process.poll()

    def is_alive(self) -> bool:
        """Whether it has not ended."""
        return self.exitcode is None

    def kill(self) -> None:
        """End it at once."""
        self._process.kill()

    def terminate(self) -> None:
        """End it."""
        self._process.terminate()


@contextlib.contextmanager
def _without_interruption() -> Iterator[None]:
    """Let what is started inside the block never hear of ^C, which goes to all; whoever started it ends it."""
    import signal

    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


@contextlib.contextmanager
def hired(git: Git | None, n: int, *, lean: bool = False) -> Iterator[Sequence[Worker]]:
    """Yield up to `n` workers, fewer where the system refuses them; they end with the block.

    They ask `git` for what stands in the files; without one they are given it. A `lean` one begins from nothing: as a
    copy of this process it would hold on to all that this one has in memory now.

    To be entered before a progress bar: it has a thread, and processes are started in a better way where there is none.
    """
    crew: list[Worker] = []
    try:
        with contextlib.suppress(OSError, ImportError):  # no processes, no pipes, no memory
            _start(git, n, crew, lean=lean)
        yield crew
    finally:
        for worker in crew:
            worker.end()


def _start(git: Git | None, n: int, crew: list[Worker], *, lean: bool) -> None:
    # A copy of a process with threads may inherit a lock that nobody ever lets go.
    if lean or sys.platform != "linux" or threading.active_count() > 1:
        for _number in range(n):
            process = _Afresh(git)
            crew.append(Worker(process, process.streams))
    else:
        _copy(git, n, crew)


def _copy(git: Git | None, n: int, crew: list[Worker]) -> None:
    import multiprocessing  # 15 ms, for large stores alone

    kind: Any = multiprocessing.get_context("fork")
    ends: list[Connection] = []
    for _number in range(n):
        ours, theirs = kind.Pipe()
        ends.append(ours)
        process = kind.Process(target=_work_as_a_copy, args=(theirs, ends, git, language.spoken()), daemon=True)
        try:
            with _without_interruption():
                process.start()
        except BaseException:
            ours.close()
            raise
        finally:
            theirs.close()
        crew.append(Worker(process, ours))


def _work_as_a_copy(connection: Connection, inherited: Sequence[Connection], git: Git | None, spoken: str) -> None:
    """Live as a worker that is a copy of whoever started it."""
    for other in inherited:  # else nobody's end would ever be the last
        other.close()
    _work(connection, git, spoken)


def live() -> None:
    """Live as a worker that began from nothing: standard input and output are its connection."""
    streams = _Streams(os.fdopen(1, "wb", closefd=False), os.fdopen(0, "rb", closefd=False))
    with contextlib.suppress(EOFError):
        _work(streams, *streams.recv())
    os._exit(0)  # what nobody took of the last portion is no trouble to tell of


def _work(connection: Connection | _Streams, git: Git | None, spoken: str) -> None:
    """Read portions until there are no more."""
    language.use(spoken)  # reasons why a file cannot be read are kept as sentences
    gc.freeze()
    gc.disable()  # rows hold no cycles, and looking for some costs a tenth of the time
    # Where git fails, whoever started us asks it once more, and tells.
    with contextlib.suppress(EOFError, OSError, McuError):
        coming = iter(connection.recv, None)
        for rows in map(read_given, coming) if git is None else read_here(git, coming):
            connection.send(tuple(rows))
