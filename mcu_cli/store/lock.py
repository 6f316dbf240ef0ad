"""One writer at a time: a lock of the kernel on `.mcu/lock`, gone with the last process that holds it open.

git, started by us, inherits the descriptor: while a killed mcu's git still runs, the lock still stands.
"""

from __future__ import annotations

import contextlib
import os
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING

from mcu_cli.errors import ConflictError
from mcu_cli.language import _
from mcu_cli.store.files import open_plain, unusable

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

_PAUSE = 0.05
_SILENCE = 1.0  # seconds of waiting after which the operator is told why


class HeldError(ConflictError):
    """Somebody else holds the lock."""


@contextmanager
def exclusive(path: Path, *, timeout: float, purpose: str, note: Callable[[str], None] | None = None) -> Iterator[int]:
    """Hold the lock at `path` inside the block and yield its descriptor.

    Waits up to `timeout` seconds, telling by `note` what for, then raises HeldError that names the holder.
    `purpose` is what the holder does. Raises ConflictError where the disk refuses, and for what is no plain file:
    whoever signs the lock empties it, and must not do that to a file that a link names.
    """
    try:
        descriptor = open_plain(path, os.O_RDWR | os.O_CREAT)
    except OSError as error:
        raise unusable(path, error) from error
    try:
        began = time.monotonic()
        told = False
        while not _try_lock(descriptor):
            waited = time.monotonic() - began
            holder = os.pread(descriptor, 200, 0).decode("utf-8", "replace") if hasattr(os, "pread") else ""
            if note is not None and not told and _SILENCE <= waited < timeout:
                note(_("waiting: another mcu is writing to this store ({holder})").format(holder=holder.strip() or "?"))
                told = True
            if waited >= timeout:
                raise HeldError(
                    _(
                        "another mcu is writing to this store ({holder}); try again when it is done, "
                        "or wait longer with MCU_LOCK_TIMEOUT"
                    ).format(holder=holder.strip() or "?")
                )
            time.sleep(_PAUSE)
        _sign(descriptor, f"pid {os.getpid()}: mcu {purpose}\n")
        try:
            yield descriptor
        finally:
            # An orderly end frees the lock for all who inherited it, a job that a hook left running too; only what
            # is killed leaves it to its children.
            _sign(descriptor, "")
            _unlock(descriptor)
    finally:
        os.close(descriptor)


def _sign(descriptor: int, text: str) -> None:
    """Write who holds the lock, for the message of those who wait; a full disk is no reason not to hold it."""
    with contextlib.suppress(OSError):
        os.ftruncate(descriptor, 0)
        os.lseek(descriptor, 0, os.SEEK_SET)
        os.write(descriptor, text.encode())


if os.name == "nt":  # pragma: no cover  # Windows has no flock; its lock ends with the process too
    import msvcrt

    def _try_lock(descriptor: int) -> bool:
        try:
            os.lseek(descriptor, 1_000_000, os.SEEK_SET)  # a byte beyond the text, which others may then read
            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined,unused-ignore]
        except OSError:
            return False
        return True

    def _unlock(descriptor: int) -> None:
        os.lseek(descriptor, 1_000_000, os.SEEK_SET)
        msvcrt.locking(descriptor, msvcrt.LK_UNLCK, 1)  # type: ignore[attr-defined,unused-ignore]

else:
    import fcntl

    def _try_lock(descriptor: int) -> bool:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True

    def _unlock(descriptor: int) -> None:
        fcntl.flock(descriptor, fcntl.LOCK_UN)
