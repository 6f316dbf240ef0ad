"""The file of the index: opened, built beside and swapped in, while others read the old one.

SQLite finds the journals of a database by its name. So nobody may open the file just while another takes its place;
whoever had it open before reads on in the old one.
"""

from __future__ import annotations

import contextlib
import os
import sqlite3
import time
from typing import TYPE_CHECKING, Any, NamedTuple

from mcu_cli.store.files import refuse_unlike_a_file
from mcu_cli.store.index_schema import code_of, hasten
from mcu_cli.store.lock import HeldError, exclusive

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from pathlib import Path

    Progress = Callable[[Iterable[Any], int | None], Iterable[Any]]

PATIENCE = 1.0  # seconds that one process waits for another at work on the file
_PAUSE = 0.1
_STUCK = 10.0  # seconds without a step after which another process is no longer waited for
Stamp = tuple[int, int, int]
_JOURNALS = ("-wal", "-shm", "-journal")


class Opened(NamedTuple):
    """A connection to the index; `stamp` is set where nothing tells it that the file is being changed."""

    db: sqlite3.Connection
    stamp: Stamp | None


def opened(path: Path) -> Opened:
    """Return a connection to the index at `path`.

    In a folder that this process may not write to SQLite cannot keep out of the way of who may. There it reads the file
    as if it never changed; whether it has is to be asked of `stamp_of`, after the reading.

    Raises sqlite3.Error where there is none or it cannot be read, ConflictError for what is no plain file: SQLite
    follows links, and empties the tables of what is there.
    """
    for name in ("", *_JOURNALS):
        refuse_unlike_a_file(_beside(path, name))
    if not path.exists():
        raise sqlite3.OperationalError(str(path))
    with _guarded(path.parent, alone=False):
        try:
            return Opened(_connected(path), None)
        except sqlite3.Error as error:
            if code_of(error) not in (sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN) or _size(_beside(path, "-wal")):
                raise
        from urllib.parse import quote  # seldom needed

        stamp = stamp_of(path)
        return Opened(_connected(f"file:{quote(str(path.absolute()))}?immutable=1"), stamp)


def stamp_of(path: Path) -> Stamp:
    """Return what is another after each change of the file at `path`."""
    try:
        found = path.stat()
    except OSError:
        return 0, 0, 0
    return found.st_ino, found.st_mtime_ns, found.st_size


def _connected(name: Path | str) -> sqlite3.Connection:
    db = sqlite3.connect(name, timeout=PATIENCE, isolation_level=None, uri=isinstance(name, str))
    try:
        db.execute("PRAGMA schema_version").fetchone()  # opens the journals too
    except BaseException:
        db.close()
        raise
    return db


@contextlib.contextmanager
def building(path: Path, progress: Progress) -> Iterator[bool]:
    """Hold the right to make the index at `path` anew; yield whether another process has held it first.

    That one is waited for while it gets on, since its index will be ours. Raises OSError where the folder cannot be
    written, TimeoutError where the other one is stuck.
    """
    lock = _beside(path, ".lock")
    refuse_unlike_a_file(lock)
    if not os.access(path.parent, os.W_OK):
        raise PermissionError(path.parent)
    with contextlib.ExitStack() as held:
        if not _is_held(lock, held):
            for _pause in progress(_pauses(path, lock, held), None):
                pass
            yield True
        else:
            yield False


def _is_held(lock: Path, held: contextlib.ExitStack) -> bool:
    """Take the lock, if it is free, until `held` ends; return whether it is ours."""
    try:
        held.enter_context(exclusive(lock, timeout=0, purpose="index"))
    except HeldError:
        return False
    return True


def _pauses(path: Path, lock: Path, held: contextlib.ExitStack) -> Iterator[int]:
    """Yield after each pause until the lock is held."""
    size, moved = -1, time.monotonic()
    while not _is_held(lock, held):
        now = time.monotonic()
        if (new := _size(new_of(path))) != size:
            size, moved = new, now
        if now - moved > _STUCK:
            raise TimeoutError
        time.sleep(_PAUSE)
        yield new


def begun(path: Path) -> sqlite3.Connection:
    """Return an empty database beside `path`, in place of one that was left half-made; only inside `building`."""
    for name in ("", *_JOURNALS):
        refuse_unlike_a_file(_beside(new_of(path), name))
        _beside(new_of(path), name).unlink(missing_ok=True)
    descriptor = os.open(new_of(path), os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o644)
    os.close(descriptor)
    db = sqlite3.connect(new_of(path), isolation_level=None)
    hasten(db)
    return db


def put_in_place(path: Path, db: sqlite3.Connection) -> None:
    """Close what `begun` gave and let it take the place of the index."""
    db.execute("PRAGMA journal_mode = WAL")  # from now on readers and a writer do not wait for each other
    db.close()
    new = new_of(path)
    with new.open("rb") as file:
        os.fsync(file.fileno())  # SQLite was told not to wait for the disk
    with _guarded(path.parent, alone=True):
        # Killed at any line, it leaves a whole database with its own journals, or none.
        for name in ("", *_JOURNALS):
            _beside(path, name).unlink(missing_ok=True)
        new.replace(path)


def drop(path: Path) -> None:
    """Remove what was left half-made beside the index at `path`; only inside `building`."""
    for name in ("", *_JOURNALS):
        with contextlib.suppress(OSError):
            _beside(new_of(path), name).unlink(missing_ok=True)


def take_away(path: Path) -> None:
    """Remove the index at `path`, which the next command builds anew; only inside `building`."""
    with _guarded(path.parent, alone=True):
        for name in ("", *_JOURNALS):
            _beside(path, name).unlink(missing_ok=True)


def temporary() -> sqlite3.Connection:
    """Return an empty database that nobody else sees, on disk where it outgrows a little memory."""
    db = sqlite3.connect("", isolation_level=None)
    hasten(db)
    return db


def _beside(path: Path, suffix: str) -> Path:
    return path.with_name(path.name + suffix)


def new_of(path: Path) -> Path:
    """Return where the file is made that is to become the index at `path`."""
    return _beside(path, ".new")


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:
        return 0


@contextlib.contextmanager
def _guarded(folder: Path, *, alone: bool) -> Iterator[None]:
    """Keep files in `folder` from being swapped, or opened, inside the block.

    Where there is no such lock (Windows, some network drives), the system itself refuses to swap an open file, or
    nothing can be done.
    """
    if os.name == "nt":  # pragma: no cover
        yield
        return
    import fcntl

    with contextlib.ExitStack() as held:
        with contextlib.suppress(OSError):
            descriptor = os.open(folder, os.O_RDONLY)
            held.callback(os.close, descriptor)
            fcntl.flock(descriptor, fcntl.LOCK_EX if alone else fcntl.LOCK_SH)
        yield
