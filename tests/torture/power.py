"""A cut of the power: what was written and not synced is lost, while names that were given to files remain.

That is the worst that file systems with a journal do: the names are in the journal, the bytes were not written yet. A
file that was there before is then as it was before; a new one is empty. Where a file takes the place of another its
bytes are written first, as ext4 (auto_da_alloc) and btrfs do: https://docs.kernel.org/admin-guide/ext4.html
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_SYNCED = frozenset({"fsync", "fdatasync", "replace"})
_WRITTEN = frozenset(
    {"write", "pwrite", "pwrite64", "writev", "sendfile", "sendfile64", "copy_file_range", "fclose", "fflush"}
    | {"ftruncate", "ftruncate64"}
)
_GONE = frozenset({"rename", "renameat", "unlink", "unlinkat"})  # what had that name; its number is given again
_SHARED_MEMORY = "-shm"  # of SQLite's processes: it has no bytes of its own after them


class Disk(NamedTuple):
    """What the disk holds of the files below `folder` when a command begins: their bytes by inode."""

    folder: Path
    held: dict[int, bytes]


def disk_of(folder: Path) -> Disk:
    """Return what the disk holds now."""
    return Disk(folder, {path.stat().st_ino: path.read_bytes() for path in _files(folder)})


def lose(disk: Disk, trace: Path, *, was_cut: bool) -> list[str]:
    """Take away what was not synced by the calls in `trace`, of which the last never happened where it `was_cut`.

    Returns the files that lost something.
    """
    calls = [line.split("\t")[-3:] for line in trace.read_text("utf-8", "replace").splitlines()]
    if was_cut and calls and calls[-1][0] in _SYNCED:
        calls.pop()
    before, unsynced = dict(disk.held), set[int]()
    for call, _path, number in calls:
        inode = int(number)
        if call in _SYNCED:
            unsynced.discard(inode)
        elif call in _WRITTEN:
            unsynced.add(inode)
        elif call in _GONE:
            before.pop(inode, None)
    lost = []
    for path in _files(disk.folder):
        inode, held = path.stat().st_ino, b""
        if inode in unsynced:
            held = before.get(inode, b"")
            if path.read_bytes() != held:
                path.write_bytes(held)
                lost.append(path.relative_to(disk.folder).as_posix())
    return lost


def _files(folder: Path) -> Iterator[Path]:
    for path in sorted(folder.rglob("*")):
        if path.is_file() and not path.is_symlink() and not path.name.endswith(_SHARED_MEMORY):
            yield path
