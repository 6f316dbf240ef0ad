"""The library for workbooks in a process of its own, with an end to its memory and its time.

It is written in another language and aborts the process where a number in a file asks for memory that is not there: a
few bytes of an old workbook are enough. What it does to a process that reads one file and holds nothing else is no
matter, and the file is refused.

The process ends when nobody is at the other end of its connection any more.
"""

from __future__ import annotations

import contextlib
import os
import sys
import warnings
import weakref
from typing import TYPE_CHECKING, Any

from mcu_cli.errors import BadInputError, ConflictError, McuError
from mcu_cli.intake.files.bounds import LONGEST_CELL
from mcu_cli.intake.files.workbook_library import Batch, Library, LibraryError, LongCellError
from mcu_cli.intake.files.workbook_reach import damaged
from mcu_cli.language import _
from mcu_cli.wording import number_text

if TYPE_CHECKING:
    from collections.abc import Iterator
    from multiprocessing.connection import Connection
    from multiprocessing.process import BaseProcess

    from mcu_cli.intake.files.source import Source

MOST_MEMORY = 3 << 30  # bytes: the largest sheet that is laid out takes 1.6 GB
MOST_SECONDS = 300  # of work, and of waiting for an answer; a full sheet of a million rows takes some 60
_FIRST_OWN, _MOST_OPEN = 3, 1 << 16  # descriptors: those before are the streams of the process


class Reader:
    """One workbook, read by a process of its own; where the system starts none, by this one.

    All methods raise BadInputError where it cannot be read, ConflictError where it is another file meanwhile.
    """

    def __init__(self, source: Source) -> None:
        """Start the process."""
        self._source = source
        self._here = Library(source)
        self._asked: tuple[Any, ...] = ()  # what the process is working at, or has answered unheard
        self._connection: Connection | None = None
        with contextlib.suppress(OSError, ImportError):  # no processes, no pipes, no memory
            process, self._connection = _started(source)
            weakref.finalize(self, _ended, process, self._connection)

    def names(self) -> list[tuple[int, str]]:
        """Return position and name of each sheet of cells, hidden ones too, in their order."""
        self._ask("names")
        found: list[tuple[int, str]] = self._answer("names")
        return found

    def rows(self, index: int) -> Iterator[tuple[int, tuple[str, ...]]]:
        """Yield the rows of the sheet at `index` that are not empty, each with its number."""
        following: int | None = 0
        while following is not None:
            batch: Batch = self._answer("batch", index, following)
            following = batch.following
            if following is not None:
                self._ask("batch", index, following)  # it goes on while these rows are made use of
            yield from batch.rows

    def _ask(self, *question: Any) -> None:
        if self._asked == question:
            return
        if self._asked:  # by a pass over the rows that ended early, or that another has overtaken
            self._heard()
        if self._connection is not None:
            with contextlib.suppress(OSError):  # it has died, and its answer will be none
                self._connection.send(question)
            self._asked = question

    def _answer(self, *question: Any) -> Any:
        self._ask(*question)
        kind, value = self._heard() if self._connection is not None else _answer(self._here, *question)
        if kind == "done":
            return value
        if kind == "damaged":
            raise damaged(self._source, LibraryError(value))
        if kind == "long":
            raise BadInputError(
                _("{file}: row {row} holds a text that is longer than {n} letters; shorten it").format(
                    file=self._source.name, row=value, n=number_text(LONGEST_CELL)
                )
            )
        if kind == "conflict":
            raise self._source.conflict()
        raise BadInputError(
            _("{file} takes more memory or time to read than a table does; copy the table into a new workbook").format(
                file=self._source.name
            )
        )

    def _heard(self) -> tuple[str, Any]:
        self._asked = ()
        try:
            if self._connection is not None and self._connection.poll(MOST_SECONDS):
                answer: tuple[str, Any] = self._connection.recv()
                return answer
        except (EOFError, OSError):
            pass
        return "dead", None


def _answer(library: Library, method: str, *arguments: int) -> tuple[str, Any]:
    """Return what `library` answers, or which of its ways of failing it was, with what there is to say of it."""
    try:
        return "done", getattr(library, method)(*arguments)
    except LibraryError as error:
        return "damaged", str(error)
    except LongCellError as error:
        return "long", error.row
    except ConflictError:
        return "conflict", None
    except (MemoryError, McuError):
        return "dead", None


def _started(source: Source) -> tuple[BaseProcess, Connection]:
    """Return a process that answers questions about a workbook, and the connection to it; raises OSError."""
    import multiprocessing  # 15 ms, for workbooks alone

    import python_calamine  # noqa: F401  # before the copy is made, which imports nothing then

    # A copy of a process with threads may inherit a lock that nobody ever lets go; this one takes none of ours.
    copied = sys.platform == "linux"
    kind: Any = multiprocessing.get_context("fork" if copied else "spawn")
    ours, theirs = kind.Pipe()
    process = kind.Process(target=_work, args=(theirs, source), kwargs={"copied": copied}, daemon=True)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DeprecationWarning)  # of threads, as above
            process.start()
    except BaseException:
        ours.close()
        raise
    finally:
        theirs.close()
    return process, ours


def _ended(process: BaseProcess, connection: Connection) -> None:
    connection.close()
    process.terminate()
    process.join()


def _work(connection: Connection, source: Source, *, copied: bool) -> None:  # pragma: no cover  # in the other process
    """Answer questions until there are no more: the life of the process."""
    import signal

    signal.signal(signal.SIGINT, signal.SIG_IGN)  # ^C goes to all; whoever started us ends us
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    if copied:  # else a pipe to git, or our own other end, would stay open as long as we live
        os.closerange(_FIRST_OWN, connection.fileno())
        os.closerange(connection.fileno() + 1, min(os.sysconf("SC_OPEN_MAX"), _MOST_OPEN))
    silence = os.open(os.devnull, os.O_RDWR)
    os.dup2(silence, 2)  # where the library says why it aborts
    _bound()
    library = Library(source)
    with contextlib.suppress(EOFError, OSError):
        while True:
            connection.send(_answer(library, *connection.recv()))


def _bound() -> None:  # pragma: no cover  # in the other process
    """Let the system end us where we take too much memory or time, or what the operator allows; where it can."""
    if sys.platform == "win32":
        return
    import resource

    for kind, most in (
        (resource.RLIMIT_AS, MOST_MEMORY),
        (resource.RLIMIT_CPU, MOST_SECONDS),
        (resource.RLIMIT_CORE, 0),
    ):
        with contextlib.suppress(ValueError, OSError):
            soft, hard = resource.getrlimit(kind)
            bounds = [bound for bound in (soft, hard) if bound != resource.RLIM_INFINITY]
            resource.setrlimit(kind, (min([most, *bounds]), hard))
