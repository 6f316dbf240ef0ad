"""Files of the store's folder: written beside and swapped in, so that nobody ever sees half of one."""

from __future__ import annotations

import contextlib
import errno
import glob
import os
import stat
from typing import IO, TYPE_CHECKING

from mcu_cli.errors import ConflictError, McuError
from mcu_cli.language import _, marked

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


def read_file(path: Path) -> bytes | None:
    """Return the bytes of the file at `path`; None where there is none. Anything but a plain file is refused."""
    try:
        with os.fdopen(open_plain(path, os.O_RDONLY), "rb") as file:
            return file.read()
    except FileNotFoundError:
        return None
    except OSError as error:
        raise unusable(path, error) from error


def open_plain(path: Path, flags: int, mode: int = 0o600) -> int:
    """Return a descriptor of the file at `path`, opened with `flags` of os.open (and `mode`, where it is made).

    Raises OSError where the system refuses it, ConflictError for what is no plain file: a link is not followed, and a
    pipe, which would keep us waiting for whoever is at its other end, is not waited for.
    """
    for name in ("O_NOFOLLOW", "O_NONBLOCK", "O_CLOEXEC", "O_BINARY"):  # each only where the system has it
        flags |= getattr(os, name, 0)
    if path.is_symlink() or path.is_dir():  # for the sentence, and for Windows; a swap meanwhile meets the flags
        raise _not_plain(path)
    try:
        descriptor = os.open(path, flags, mode)
    except OSError as error:
        if error.errno in {errno.ELOOP, errno.ENXIO}:  # a link after all; a pipe or a socket that nobody listens to
            raise _not_plain(path) from error
        raise
    if not stat.S_ISREG(os.fstat(descriptor).st_mode):
        os.close(descriptor)
        raise _not_plain(path)
    return descriptor


def refuse_unlike_a_file(path: Path) -> None:
    """Raise ConflictError where a link, a pipe or the like is at `path`, for programs that open it by its name."""
    try:
        kind = path.lstat().st_mode
    except OSError:  # not there, or not to be looked at: opening it will tell
        return
    if not (stat.S_ISREG(kind) or stat.S_ISDIR(kind)):  # opening a folder fails, and does no harm
        raise _not_plain(path)


def _not_plain(path: Path) -> ConflictError:
    return ConflictError(
        _("{path} is not a plain file; move it away, mcu neither follows nor replaces it").format(path=path)
    )


def inside(root: Path, name: str) -> Path:
    """Return the path of `name` (relative, with `/`) in the store.

    Raises ConflictError for a link on the way, and where a folder on the way cannot be looked into.
    """
    path = root / name
    for folder in path.parents:
        if folder == root:
            return path
        try:
            linked = folder.is_symlink()
        except OSError as error:
            raise unusable(path, error) from error
        if linked:
            raise ConflictError(
                _("{path} is not a plain folder; move it away, mcu neither follows nor replaces it").format(path=folder)
            )
    raise ConflictError(_("{path} is not in the store; nothing was changed").format(path=name))


def write_file(path: Path, data: bytes, *, sync: bool = False, private: bool = False) -> None:
    """Put `data` at `path` whole or not at all; `sync` waits until the disk has it, `private` is for the owner's eyes.

    Folders are made as needed. Whatever goes wrong, ^C included, leaves the old file and no litter.
    """
    with writing_file(path, sync=sync, private=private) as file:
        file.write(data)


@contextlib.contextmanager
def writing_file(path: Path, *, sync: bool = False, private: bool = False) -> Iterator[IO[bytes]]:
    """Yield a file that stands at `path` when the block ends, and leaves no trace where it fails; as `write_file`."""
    # Named by the process, so that nobody else who writes the same file meets it; a litter of that name is our own.
    temporary = f"{path.parent}{os.sep}.{path.name}.{os.getpid()}.tmp"
    try:
        descriptor = _fresh(temporary, 0o600 if private else 0o666)
    except OSError as error:
        raise unusable(path, error) from error
    try:
        with os.fdopen(descriptor, "wb") as file:
            yield file
            if sync:
                file.flush()
                os.fsync(file.fileno())
        os.replace(temporary, path)  # noqa: PTH105  # the same, for a hundred thousand files
        if sync:
            _sync_folder(path.parent)
    except BaseException as error:
        with contextlib.suppress(OSError):
            os.unlink(temporary)  # noqa: PTH108  # as above
        if isinstance(error, OSError):
            raise unusable(path, error) from error
        raise


def _fresh(temporary: str, mode: int) -> int:
    """Return the descriptor of a new file in a folder that is made if missing; the umask takes its part of `mode`."""
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)
    try:
        return os.open(temporary, flags, mode)
    except FileNotFoundError:
        os.makedirs(os.path.dirname(temporary), exist_ok=True)  # noqa: PTH103, PTH120  # as above
    except FileExistsError:
        os.unlink(temporary)  # noqa: PTH108  # of a killed process that had our number
    return os.open(temporary, flags, mode)


def sync_files(folder: Path) -> None:
    """Wait until the disk has every plain file below a folder; raises OSError where it refuses."""
    flags = os.O_RDWR if os.name == "nt" else os.O_RDONLY  # Windows syncs only what may be written to
    for path in folder.rglob("*"):
        if path.is_file() and not path.is_symlink():
            _sync(path, flags)


def _sync_folder(folder: Path) -> None:
    """Wait until the disk knows the name of a file as well; Windows has no such call, and does it by itself."""
    if os.name == "nt":  # pragma: no cover
        return
    _sync(folder, os.O_RDONLY)


def _sync(path: Path, flags: int) -> None:
    descriptor = os.open(path, flags)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def matching(folder: Path, *patterns: str) -> Iterator[Path]:
    """Yield the files and folders below `folder` that fit a pattern, hidden ones too.

    Other programs may be at work there: a folder that vanishes meanwhile holds nothing, which `Path.glob` reports as an
    error (as of Python 3.11).
    """
    for pattern in patterns:
        for name in glob.iglob(  # noqa: PTH207  # Path.glob falls over what vanishes
            pattern, root_dir=folder, recursive=True, include_hidden=True
        ):
            yield folder / name


def remove_litter(path: Path) -> None:
    """Remove what a killed `write_file` of `path` left beside it; what cannot be removed stays."""
    for litter in path.parent.glob(f".{glob.escape(path.name)}.*.tmp"):
        with contextlib.suppress(OSError):
            litter.unlink()


def remove_file(path: Path, *, up_to: Path) -> None:
    """Remove the file at `path`, and the folders above it that this leaves empty, below `up_to`."""
    try:
        path.unlink(missing_ok=True)
    except OSError as error:
        raise unusable(path, error) from error
    for folder in path.parents:
        if folder == up_to or up_to not in folder.parents:
            return
        try:
            folder.rmdir()
        except FileNotFoundError:
            continue
        except OSError:  # not empty: that is where the sweep ends
            return


def unusable(path: Path, error: OSError) -> McuError:
    """Return the error to raise where the disk refuses a file."""
    return ConflictError(_("{path}: {reason}; nothing was changed").format(path=path, reason=reason_of(error)))


def reason_of(error: OSError) -> str:
    """Return why the system refused a file, in the language spoken where it is one of the usual reasons."""
    return _(_REASONS.get(error.errno or 0, "")) or error.strerror or str(error)


_REASONS = {
    errno.ENOENT: marked("there is no such file or folder"),
    errno.EACCES: marked("access is denied"),
    errno.EPERM: marked("access is denied"),
    errno.EROFS: marked("the disk is read-only"),
    errno.ENOSPC: marked("no space is left on the disk"),
    getattr(errno, "EDQUOT", -1): marked("the disk quota is used up"),  # Windows has none
    errno.ENAMETOOLONG: marked("the name is too long"),
    errno.ENOTDIR: marked("a file stands where a folder should be"),
    errno.EEXIST: marked("a file stands where a folder should be"),  # only folders are made where nothing may be
    errno.EISDIR: marked("a folder stands where a file should be"),
    errno.EIO: marked("the disk reports an error"),
}
