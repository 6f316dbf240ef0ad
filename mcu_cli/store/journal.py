"""The journal: what a command is about to change, written down before it does, so that a kill leaves no riddle.

It names for each path the git object before and after. Whatever then stands in the folder is one of the two, which is
ours to put right, or something else, which somebody wrote by hand and mcu leaves alone. It is written and read line by
line: a command may change a million appeals.
"""

from __future__ import annotations

import json
import os
import re
from contextlib import contextmanager
from typing import IO, TYPE_CHECKING, NamedTuple

from mcu_cli.errors import DamagedError, RefusedError
from mcu_cli.language import _
from mcu_cli.store.documents import is_document, is_saved_report
from mcu_cli.store.files import open_plain, unusable, writing_file
from mcu_cli.store.recorded import is_recorded

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path


UPKEEP = "upkeep"
"""The action of a journal of which nothing is on record, whatever HEAD names."""
FILES = frozenset({".gitignore", ".gitattributes"})
"""What a store has beside the record and its documents."""
_OBJECT = re.compile(r"(?:[0-9a-f]{40}|[0-9a-f]{64})?")


class Step(NamedTuple):
    """The objects of one path before and after a command; empty where there is no file.

    `folder` is what stood in the folder instead of `before`, where the command takes in an edit made by hand.
    """

    before: str
    after: str
    folder: str = ""


class Unfinished:
    """What a command that did not finish was about to do, by its journal at `path`.

    Raises DamagedError for a journal that says anything else than a command writes: one from elsewhere must not make
    mcu write anywhere.
    """

    def __init__(self, path: Path) -> None:
        """Read the journal through once, so that nothing is done by a damaged one."""
        self._path = path
        with _opened(path) as file:
            self.action, self._count, self.head = self._head(file)
        for _name, _step in self.steps():
            pass

    def steps(self) -> Iterator[tuple[str, Step]]:
        """Yield each path with its step."""
        count = 0
        with _opened(self._path) as file:
            self._head(file)
            for line in file:
                yield self._step(line)
                count += 1
        if count != self._count:
            raise self._damaged()

    @property
    def is_empty(self) -> bool:
        """Whether the commit changes no file; then `head` is what HEAD named before it."""
        return not self._count

    def _head(self, file: IO[bytes]) -> tuple[str, int, str]:
        try:
            entry = json.loads(file.readline())
            return str(entry["action"]), int(entry["paths"]), str(entry.get("head", ""))
        except (ValueError, KeyError, TypeError) as error:
            raise self._damaged() from error

    def _step(self, line: bytes) -> tuple[str, Step]:
        try:
            name, *blobs = json.loads(line)
            step = Step(*blobs)
            if not _is_known(name) or not all(_OBJECT.fullmatch(blob) for blob in step):
                raise ValueError  # noqa: TRY301  # said below
        except (ValueError, TypeError, AttributeError) as error:
            raise self._damaged() from error
        return name, step

    def _damaged(self) -> DamagedError:
        return DamagedError(
            _("{path} is damaged; look at `git status`, put the folder right and remove that file").format(
                path=self._path
            )
        )


def begin(path: Path, action: str, steps: Iterable[tuple[str, Step]], count: int, *, head: str = "") -> None:
    """Write the journal of `action` at `path`, with its `count` steps, on the disk before this returns.

    Of a commit that changes no file, `head` tells what HEAD names before it: nothing else would show that it was made.

    Raises RefusedError for a path that is none of the store's: what the next command would not believe, nobody writes.
    """
    with writing_file(path, sync=True, private=True) as file:
        file.write(_line({"action": action, "paths": count, **({} if count else {"head": head})}))
        for name, step in steps:
            if not _is_known(name):
                raise RefusedError(
                    _("{path} is none of the files that mcu writes; nothing was changed").format(path=name)
                )
            file.write(_line([name, *step]))


@contextmanager
def watching(path: Path, head: str) -> Iterator[None]:
    """Let the next command clear up after what the block asks of git, if that is killed: its locks would stay for good.

    Only for whoever holds the store's lock. Where a journal stands already, that one does the same.
    """
    if os.path.lexists(path):
        yield
        return
    begin(path, UPKEEP, (), 0, head=head)
    try:
        yield
    except Exception:  # git has ended by itself; one that ^C has killed has not
        done(path)
        raise
    done(path)


def pending(path: Path) -> Unfinished | None:
    """Return what a command that did not finish was about to do; None where all did. Raises DamagedError."""
    return Unfinished(path) if os.path.lexists(path) else None


def done(path: Path) -> None:
    """Take the journal away: the folder agrees with HEAD."""
    try:
        path.unlink(missing_ok=True)
    except OSError as error:
        raise unusable(path, error) from error


def _opened(path: Path) -> IO[bytes]:
    try:
        return os.fdopen(open_plain(path, os.O_RDONLY), "rb")
    except OSError as error:
        raise unusable(path, error) from error


def _line(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


def _is_known(name: str) -> bool:
    return is_recorded(name) or is_document(name) or is_saved_report(name) or name in FILES
