"""The file that is read: opened anew for each pass over it, and the same file each time, or a conflict."""

from __future__ import annotations

import os
import stat
from contextlib import contextmanager
from typing import TYPE_CHECKING, BinaryIO, NamedTuple

from mcu_cli.errors import BadInputError, ConflictError, Problem
from mcu_cli.language import _

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

PIECE = 1 << 18  # bytes read at a time; even, so that the two bytes of a UTF-16 unit stay together


class Source(NamedTuple):
    """A file as it was found: its size in bytes and when it was last changed, in nanoseconds."""

    path: Path
    size: int
    changed: int

    @property
    def name(self) -> str:
        """Return the name by which messages speak of the file."""
        return self.path.name

    @contextmanager
    def opened(self) -> Iterator[BinaryIO]:
        """Open the file for one pass; raises ConflictError where it is no longer the file that was found."""
        try:
            handle = self.path.open("rb")
        except FileNotFoundError:
            raise self.conflict() from None
        except OSError as error:
            raise _unreadable(self.path, error) from None
        with handle:
            self._hold_against(handle)
            try:
                yield handle
            except OSError as error:
                raise _unreadable(self.path, error) from None
            except Exception:
                self._hold_against(handle)  # if it is half of an old and half of a new file, that is the reason to tell
                raise
            self._hold_against(handle)

    def pieces(self, start: int = 0) -> Iterator[bytes]:
        """Read the file from the byte `start` on, at most `PIECE` bytes at a time."""
        with self.opened() as handle:
            handle.seek(start)
            while piece := handle.read(PIECE):
                yield piece

    def conflict(self) -> ConflictError:
        """Return the error for a file that another program writes while it is read."""
        return ConflictError(
            _("{path} was changed while it was read; wait until it is written, then import it again").format(
                path=self.path
            )
        )

    def flawed(self, message: str, line: int | None = None) -> BadInputError:
        """Return the error for a file that is wrong in one place: the `message` with its line is the problem behind."""
        problem = Problem(message, file=self.name, line=line)
        return BadInputError(
            _("{file} cannot be read as a table; nothing was taken from it").format(file=self.name), (problem,)
        )

    def _hold_against(self, handle: BinaryIO) -> None:
        found = os.fstat(handle.fileno())
        if (found.st_size, found.st_mtime_ns) != (self.size, self.changed):
            raise self.conflict()


def find(path: Path) -> Source:
    """Return the file at `path`; raises BadInputError where there is none, or none with anything in it."""
    try:
        found = path.stat()
    except FileNotFoundError:
        raise BadInputError(_("there is no file {path}; check the name").format(path=path)) from None
    except OSError as error:
        raise _unreadable(path, error) from None
    if stat.S_ISDIR(found.st_mode):
        raise BadInputError(_("{path} is a folder; name the file to import").format(path=path))
    if not stat.S_ISREG(found.st_mode):
        # A pipe can be read once and no more; opening one that nobody writes to would wait for ever.
        raise BadInputError(_("{path} is no file that can be read twice; save it and import that").format(path=path))
    if not found.st_size:
        raise BadInputError(_("{path} is empty (0 bytes); export it again").format(path=path))
    return Source(path, found.st_size, found.st_mtime_ns)


def _unreadable(path: Path, error: OSError) -> BadInputError:
    return BadInputError(
        _("{path} cannot be read ({reason}); check its rights").format(path=path, reason=error.strerror or error)
    )
