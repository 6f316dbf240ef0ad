"""Where the store lies: its disk, whether others share it, what the folder lets us do."""

from __future__ import annotations

import os
import shutil
import stat
import sys
import unicodedata
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from mcu_cli.doctor.finding import doubt, fine, note, wrong
from mcu_cli.errors import ExitCode
from mcu_cli.language import _
from mcu_cli.store.registries import DEPARTMENTS
from mcu_cli.wording import number_text

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from mcu_cli.doctor.finding import Finding
    from mcu_cli.doctor.patient import Patient

_MEGABYTE = 1_000_000
_LEAST, _LITTLE = 50, 1_000  # megabytes: below the first commands fail, below the second one should look
_FEW_FILES = 10_000  # files that the disk still takes
_MOUNTS = Path("/proc/self/mountinfo")  # proc_pid_mountinfo(5)
# File systems behind which another machine is, or the host of a virtual one: their locks hold on one side at best.
_SHARED = frozenset({
    "nfs", "nfs4", "cifs", "smb3", "smbfs", "ncpfs", "afs", "ceph", "glusterfs", "lustre", "davfs", "9p", "drvfs",
    "vboxsf", "vmhgfs", "prl_fs",
})  # fmt: skip
_SHARED_FUSE = (
    "sshfs",
    "rclone",
    "davfs",
    "s3fs",
    "gvfsd",
    "vmhgfs",
    "glusterfs",
    "onedriver",
    "google-drive",
    "curlftpfs",
)
# Folders that a program of the desktop copies to other machines, by the beginnings of their names in small letters.
_SYNCHRONISED = (
    "dropbox", "onedrive", "yandex.disk", "yandexdisk", "яндекс.диск", "яндексдиск", "google drive", "googledrive",
    "icloud", "nextcloud", "owncloud", "облако mail", "cloud mail", "megasync", "pcloud", "seafile",
)  # fmt: skip
_SYNCHRONISED_BY = (".stfolder", ".dropbox", ".sync_folder")  # what such programs leave in the folder
_REMOTE_DRIVE = 4  # https://learn.microsoft.com/windows/win32/api/fileapi/nf-fileapi-getdrivetypew


class Mount(NamedTuple):
    """A file system and where it is mounted."""

    place: str
    kind: str

    @property
    def is_shared(self) -> bool:
        """Whether another machine may write to it, too."""
        name = self.kind.removeprefix("fuse.")
        return self.kind in _SHARED or (name != self.kind and name.startswith(_SHARED_FUSE))


def mount_of(path: Path, table: str) -> Mount | None:
    """Return the file system on which `path` lies, by the `table` of /proc/self/mountinfo; None where it tells none."""
    found = None
    for line in table.splitlines():
        before, _dash, after = line.partition(" - ")
        fields = before.split()
        if len(fields) <= 4 or not after:  # noqa: PLR2004  # the place is the fifth
            continue
        place = fields[4].encode("latin-1", "replace").decode("unicode_escape") if "\\" in fields[4] else fields[4]
        inside = path == Path(place) or Path(place) in path.parents
        if inside and (found is None or len(place) >= len(found.place)):  # a later one lies over an earlier
            found = Mount(place, after.split()[0])
    return found


def synchronised(path: Path) -> str:
    """Return the name of a folder on the way to `path` that a program of the desktop copies; empty for none."""
    for folder in (path, *path.parents):
        if folder.name.lower().startswith(_SYNCHRONISED):
            return folder.name
        with suppress(OSError):
            if any((folder / name).exists() for name in _SYNCHRONISED_BY):
                return folder.name
    return ""


def drive(patient: Patient) -> Iterator[Finding]:
    """Look whether the store lies on a drive of this machine alone."""
    places = [patient.store_folder.resolve(), *([patient.git_folder.resolve()] if patient.is_reached else [])]
    try:
        table = _MOUNTS.read_text(encoding="utf-8", errors="surrogateescape")
    except OSError:
        table = ""
    shared = next((mount for mount in (mount_of(place, table) for place in places) if mount and mount.is_shared), None)
    if shared is not None or _is_remote(places):
        yield doubt(
            _(
                "the store lies on a drive that other machines share ({kind}): locks and the index are not safe there; "
                "keep it on a disk of this machine, and let others clone it with git"
            ).format(kind=f"{shared.kind}, {shared.place}" if shared else places[0].anchor)
        )
    name = next(filter(None, map(synchronised, places)), "")
    if name:
        yield doubt(
            _(
                "the store lies in {name}, which a program copies to other machines while git writes: that damages "
                "repositories; move it elsewhere, and let others clone it with git"
            ).format(name=name)
        )
    if shared is None and not name:
        yield fine(_("the store lies on a drive of this machine"))


def _is_remote(places: Sequence[Path]) -> bool:
    if os.name != "nt":
        return False
    import ctypes  # pragma: no cover  # needs Windows

    told = ctypes.windll.kernel32.GetDriveTypeW  # type: ignore[attr-defined,unused-ignore]  # pragma: no cover
    return any(told(f"{place.drive}\\") == _REMOTE_DRIVE for place in places)  # pragma: no cover


def room(patient: Patient) -> Iterator[Finding]:
    """Look how much room the disk has left."""
    free = shutil.disk_usage(patient.store_folder).free // _MEGABYTE
    text = _("{n} MB are free on the disk").format(n=number_text(free))
    if free < _LEAST:
        yield wrong(_("{text}; make room before you work on").format(text=text), ExitCode.CONFLICT)
    elif free < _LITTLE:
        yield doubt(_("{text}; make room in time").format(text=text))
    else:
        yield fine(text)
    if hasattr(os, "statvfs"):
        told = os.statvfs(patient.store_folder)
        if told.f_files and told.f_favail < _FEW_FILES:
            n = number_text(told.f_favail)
            yield doubt(_("the disk takes {n} more files only; delete what nobody needs").format(n=n))


def folder(patient: Patient) -> Iterator[Finding]:
    """Look whether the folder can be written to, and whether what is private is so."""
    root, private = patient.store_folder, patient.private
    unwritable = [path for path in (root, root / "appeals", private) if path.is_dir() and not os.access(path, os.W_OK)]
    if patient.is_reached and not os.access(patient.git_folder, os.W_OK):
        unwritable.append(patient.git_folder)
    if unwritable:
        yield wrong(
            _("{path} cannot be written to: you can look, not change; ask its owner").format(path=unwritable[0]),
            ExitCode.CONFLICT,
        )
    if not private.is_dir():
        yield note(_("{path} is not there yet; the first command makes it").format(path=private))
    elif os.name != "nt":
        told = private.stat()
        if told.st_uid != os.geteuid():
            yield doubt(_("{path} belongs to another user; let one user work in a checkout").format(path=private))
        elif stat.S_IMODE(told.st_mode) & 0o077:
            yield doubt(
                _("others may look into {path}, where personal data lie; `mcu doctor --fix` forbids it").format(
                    path=private
                ),
                "permissions",
            )
        elif not unwritable:
            yield fine(_("the folder can be written to, and what is private is yours alone"))


def names(patient: Patient) -> Iterator[Finding]:
    """Tell of a disk that takes names which differ for the same."""
    root = patient.store_folder
    if (root / DEPARTMENTS.upper()).exists():
        yield note(_("the disk takes small and capital letters in names of files for the same"))
    probe = patient.private / f".й.{os.getpid()}.tmp"
    with suppress(OSError):
        probe.touch(exist_ok=False)
        try:
            if unicodedata.normalize("NFD", probe.name) in os.listdir(probe.parent):  # noqa: PTH208  # names as they are
                yield note(_("the disk writes names of files in another form of Unicode than they were given"))
        finally:
            probe.unlink()
    if sys.platform == "win32" and len(str(root)) > 150:  # noqa: PLR2004  # pragma: no cover  # of 260 in all
        yield note(_("the path of the store is long; where git complains, move it closer to the root of the drive"))
