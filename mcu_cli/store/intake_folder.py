"""The intake folder: where tables of other systems wait for `mcu cron run`, and `done/` in it, where they go then.

The folder is named by a tracked file, so a store that was cloned from a stranger must not lead elsewhere: it lies in
the store, no link stands on the way, and git tracks nothing in it.
"""

from __future__ import annotations

import os
import re
from datetime import timedelta
from typing import TYPE_CHECKING, NamedTuple

from mcu_cli.domain.ledgers.ledger import FOLDERS
from mcu_cli.errors import RefusedError
from mcu_cli.language import _
from mcu_cli.store.files import inside, unusable, write_file

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, datetime
    from pathlib import Path

    from mcu_cli.store.git import Git

INTAKE_FOLDER = "intake"
DONE = "done"
# A file that nobody has written to for so long is taken for whole.
REST = timedelta(minutes=1)
_PART = re.compile(r"[^\W_](?:[\w ().-]*[\w()-])?")  # neither hidden nor `..`; no trailing dot, which Windows drops
_OWN = frozenset({"appeals", "templates", "press", "reports", *FOLDERS})
_MAP = ".yaml"
_HIDDEN = (".", "~")  # and what a spreadsheet keeps beside a file that is open in it


class Incoming(NamedTuple):
    """A file that waits. `changed` (nanoseconds since 1970) and `size` tell one state of it from another."""

    path: Path
    changed: int
    size: int

    @property
    def mark(self) -> str:
        """Return what changes when the file does."""
        return f"{self.changed}-{self.size}"


def is_intake_folder(text: str) -> bool:
    """Whether `text` may name the intake folder: relative, with `/`, inside the store and no folder of the record."""
    parts = text.split("/")
    return all(_PART.fullmatch(part) for part in parts) and parts[0].casefold() not in _OWN


def intake_folder(root: Path, name: str, git: Git) -> Path:
    """Return the folder `name` of the store in `root`, made if it is not there.

    Raises RefusedError where git tracks files in it, ConflictError where a link stands on the way or the disk refuses.
    """
    folder = inside(root, f"{name}/{DONE}/-").parent.parent  # `done` may be no link either
    tracked = git.run("ls-files", "-z", "--", f"{name}/").split(b"\0")[0].decode("utf-8", "replace")
    if tracked:
        raise RefusedError(
            _(
                "git tracks {path} in the folder of incoming tables; take it out with `git rm --cached`, "
                "or name another folder under `intake` in departments.yaml"
            ).format(path=tracked)
        )
    try:
        (folder / DONE).mkdir(parents=True, exist_ok=True)
        own_rule = folder / ".gitignore"
        is_ignored = own_rule.exists()
    except OSError as error:
        raise unusable(folder, error) from error
    if not is_ignored:  # a store that is older than this folder ignores it too
        write_file(own_rule, b"*\n")
    return folder


def waiting(folder: Path, now: datetime) -> list[Incoming]:
    """Return the plain files of `folder` that nobody writes to any more, the one that was changed first in front.

    Hidden files, links, folders and the operator's maps are left alone.
    """
    found = []
    try:
        with os.scandir(folder) as entries:
            for entry in entries:
                if not _is_plain(entry) or entry.name.casefold().endswith(_MAP):
                    continue
                told = entry.stat(follow_symlinks=False)
                if abs(now.timestamp() - told.st_mtime) >= REST.total_seconds():
                    found.append(Incoming(folder / entry.name, told.st_mtime_ns, told.st_size))
    except OSError as error:
        raise unusable(folder, error) from error
    return sorted(found, key=lambda one: (one.changed, one.path.name))


def maps_of(folder: Path) -> list[Path]:
    """Return the maps that the operator has put beside the tables; those of `mcu import --map`."""
    try:
        with os.scandir(folder) as entries:
            return [folder / one.name for one in entries if _is_plain(one) and one.name.casefold().endswith(_MAP)]
    except OSError as error:
        raise unusable(folder, error) from error


def map_for(one: Incoming, maps: Sequence[Path]) -> Path | None:
    """Return the map whose name the name of a file begins with: `hotline.yaml` for `hotline-2026-11.csv`.

    Of several that fit the longest is meant; None where none fits.
    """
    name = one.path.name.casefold()
    fitting = [path for path in maps if name.startswith(path.name.casefold().removesuffix(_MAP))]
    return max(fitting, key=lambda path: len(path.name), default=None)


def _is_plain(entry: os.DirEntry[str]) -> bool:
    return not entry.name.startswith(_HIDDEN) and entry.is_file(follow_symlinks=False)


def put_away(one: Incoming, folder: Path, day: date) -> Path | None:
    """Move a file that was imported to `done/DAY/` and return where it is; None where it was changed meanwhile.

    What is changed is not what was imported: it stays for the next run.
    """
    target = _moved(one.path, folder / DONE / day.isoformat())
    try:
        told = target.stat()
    except OSError as error:
        raise unusable(target, error) from error
    if (told.st_mtime_ns, told.st_size) != (one.changed, one.size):
        _moved(target, folder)
        return None
    return target


def put_beside(path: Path, folder: Path, day: date) -> Path:
    """Move the rejected rows of a file to `done/DAY/` too, so that no later run takes them for a new table."""
    return _moved(path, folder / DONE / day.isoformat())


def _moved(path: Path, folder: Path) -> Path:
    """Move a file into `folder` under its name, or that with a number: what is there already is never overwritten."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        target = _reserved(path, folder)
        try:
            path.replace(target)
        except OSError:
            target.unlink()
            raise
    except OSError as error:
        raise unusable(path, error) from error
    return target


def _reserved(path: Path, folder: Path) -> Path:
    """Return a path that is ours: an empty file under a name that was free."""
    target, number = folder / path.name, 1
    while True:
        try:
            os.close(os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
        except FileExistsError:
            number += 1
            target = folder / f"{path.stem}-{number}{path.suffix}"
        else:
            return target
