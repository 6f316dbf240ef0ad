"""The family of errors that an operator can do something about, each with its exit code and a sentence."""

from __future__ import annotations

from enum import IntEnum
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence


class ExitCode(IntEnum):
    """What mcu returns to the shell (docs/cli.md explains each)."""

    DONE = 0
    BUG = 1
    USAGE = 2
    NOT_FOUND = 3
    REFUSED = 4
    BAD_INPUT = 5
    DAMAGED = 6
    CONFLICT = 7
    INTERRUPTED = 130


class Problem(NamedTuple):
    """One thing that is wrong with some input or some file, as a value: nobody stops at the first.

    `line` and `row` count from 1; `level` is `error`, `warning` or `perhaps`.
    """

    message: str
    file: str = ""
    line: int | None = None
    row: int | None = None
    field: str = ""
    level: str = "error"

    def as_json(self) -> dict[str, str | int]:
        """Return the members that are set, for the JSON envelope."""
        return {name: value for name, value in self._asdict().items() if value not in (None, "")}

    def where(self) -> str:
        """Return the place as `file:line`, for messages; empty where there is none."""
        return f"{self.file}:{self.line}" if self.line is not None else self.file


class McuError(Exception):
    """Something the operator can mend; the message says what is wrong and what to do next."""

    exit_code = ExitCode.REFUSED

    def __init__(self, message: str, problems: Sequence[Problem] = ()) -> None:
        """Keep the sentence, and the single problems behind it where there are several."""
        super().__init__(message)
        self.problems = tuple(problems)


class UsageError(McuError):
    """The command was typed wrong, or asks for what does not go together."""

    exit_code = ExitCode.USAGE


class NotFoundError(McuError):
    """What was named does not exist, or the name fits several."""

    exit_code = ExitCode.NOT_FOUND


class RefusedError(McuError):
    """The rules of the workflow, of the registries or of the store do not allow this."""

    exit_code = ExitCode.REFUSED


class PassedOverError(RefusedError):
    """One appeal is refused; of several it is passed over with a note, and the others are changed."""


class AlreadySoError(PassedOverError):
    """What is asked for is so already: of several appeals this one needs nothing."""


class BadInputError(McuError):
    """A file or a value given cannot be understood."""

    exit_code = ExitCode.BAD_INPUT


class DamagedError(McuError):
    """A file of the store, its history or its repository is not what mcu can have written."""

    exit_code = ExitCode.DAMAGED


class ConflictError(McuError):
    """Someone else is in the way: a lock, a file changed by hand, a record changed meanwhile."""

    exit_code = ExitCode.CONFLICT


class OutputLostError(ConflictError):
    """Stdout takes no more, as on a full disk: whoever reads it has half of the result."""


class ReaderGoneError(Exception):
    """The reader of stdout (head, less) went away; what it did not want needs no message."""
