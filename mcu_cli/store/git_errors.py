"""What git complains of, as errors that say what to do."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from mcu_cli.errors import ConflictError, DamagedError, McuError, NotFoundError, RefusedError
from mcu_cli.language import _

if TYPE_CHECKING:
    from pathlib import Path

_DAMAGED_INDEX = re.compile(  # what read-cache.c of git says
    r"index file (smaller than expected|corrupt|open failed)|bad index file|bad signature 0x|bad index version|"
    r"unable to map index file|unordered stage entries"
)


class GitError(McuError):
    """git refused; the message carries its own words."""

    exit_code = ConflictError.exit_code

    def __init__(self, message: str, *, stderr: str = "") -> None:
        """Keep git's own words in `stderr`."""
        super().__init__(message)
        self.stderr = stderr


def explained(command: str, stderr: str, folder: Path | None = None) -> McuError:
    """Return the error to raise where `git COMMAND` ended with `stderr`, in that folder."""
    words = " ".join(stderr.split())
    if "No space left on device" in stderr or "Out of diskspace" in stderr:
        return ConflictError(_("no space is left on the disk; free some and run the command again"))
    if "dubious ownership" in stderr:
        return RefusedError(
            _("git distrusts the owner of this repository; if you trust it, run `{command}`").format(
                command=next(
                    (line.strip() for line in stderr.splitlines() if "safe.directory" in line and "git config" in line),
                    "git config --global --add safe.directory PATH",
                )
            )
        )
    if "not a git repository" in stderr and folder is not None and (found := _repository_around(folder)):
        return DamagedError(
            _(
                "git takes {path} for no repository: it is damaged or cannot be read; look at the disk, or restore it"
            ).format(path=found)
        )
    if "not a git repository" in stderr:
        return NotFoundError(_("this store is in no git repository; run `mcu init` to make one"))
    if trouble := _of_repository(stderr, words):
        return trouble
    return GitError(_("git {command} failed: {words}").format(command=command, words=words or "-"), stderr=stderr)


def _repository_around(folder: Path) -> Path | None:
    """Return what looks like the repository of a folder and holds commits; an empty shell of one is none."""
    for one in (folder, *folder.parents):
        found = one / ".git"
        if found.is_file() or (found / "objects").is_dir():
            return found
    return None


def _of_repository(stderr: str, words: str) -> McuError | None:
    """Return the error to raise where the repository is not as a store wants it; None where it may be."""
    if "outside working tree" in stderr or "must be run in a work tree" in stderr:
        return RefusedError(
            _("this repository is bare, without a folder of files; work in a clone of it: `git clone PATH FOLDER`")
        )
    if _DAMAGED_INDEX.search(stderr):
        return DamagedError(
            _(
                "git's own index is damaged ({words}), the record is not; "
                "remove the file `index` of the folder .git and run `git reset`"
            ).format(words=words)
        )
    if "index.lock" in stderr or ".lock': File exists" in stderr:
        return ConflictError(
            _(
                "another git process holds a lock of the repository; wait for it, "
                "or remove the file that git names: {words}"
            ).format(words=words)
        )
    return None
