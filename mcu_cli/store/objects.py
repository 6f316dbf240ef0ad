"""Names of git's objects: which hash a repository uses, what HEAD holds at a path, and whether the folder does."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

from mcu_cli.errors import ConflictError
from mcu_cli.language import _
from mcu_cli.store.files import read_file
from mcu_cli.store.rows import APPEALS

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from mcu_cli.store.git import Git


def blob_id(data: bytes, *, algorithm: str = "sha1") -> str:
    """Return the name that git gives a file of these bytes."""
    digest: Any = _digest(algorithm)
    digest.update(b"blob %d\0" % len(data))
    digest.update(data)
    return str(digest.hexdigest())


def _digest(algorithm: str) -> Any:
    """Return an empty digest; without OpenSSL, which takes 3 ms to load, where nothing else has loaded it."""
    if algorithm == "sha1" and "hashlib" not in sys.modules:
        try:
            from _sha1 import sha1  # type: ignore[import-not-found]  # what hashlib itself falls back on
        except ImportError:  # some systems leave it out
            pass
        else:
            return sha1(usedforsecurity=False)
    import hashlib

    return hashlib.new(algorithm, usedforsecurity=False)


def algorithm_of(commit: str | None) -> str:
    """Return the hash with which the repository names objects, told from the length of a name."""
    return "sha256" if commit and len(commit) == len("00" * 32) else "sha1"


def blobs_in_head(git: Git, paths: Sequence[str]) -> dict[str, str]:
    """Return for each path the name of its object in HEAD, empty where HEAD has none."""
    return blobs_at(git, "HEAD", paths)


def blobs_at(git: Git, commit: str, paths: Sequence[str]) -> dict[str, str]:
    """Return for each path of the store the name of its object in a commit, empty where that has none."""
    if not paths:
        return {}
    given = "".join(f"{commit}:./{path}\n" for path in paths).encode("utf-8", "surrogateescape")
    lines = git.run("cat-file", "--batch-check", given=given).decode("utf-8", "surrogateescape").splitlines()
    return {
        path: "" if line.endswith((" missing", " ambiguous")) else line.split()[0]
        for path, line in zip(paths, lines, strict=True)
    }


def years_at(git: Git, *commits: str) -> list[str]:
    """Return the folders of years, like `appeals/2026`, that one of some commits has at least, sorted."""
    years: set[str] = set()
    for commit in commits:
        _code, output = git.try_run("ls-tree", "-z", "--name-only", commit, "--", f"{APPEALS}/")
        years.update(output.decode("utf-8", "surrogateescape").split("\0")[:-1])
    return sorted(years)


def refuse_hand_edit(file: Path, path: str, in_head: str) -> None:
    """Raise ConflictError where the folder holds something else in `file`, called `path`, than the object `in_head`."""
    data = read_file(file)
    on_disk = "" if data is None else blob_id(data, algorithm=algorithm_of(in_head))
    if on_disk == in_head:
        return
    if data is None:
        raise ConflictError(
            _(
                "{path} is on record but was removed from the folder; bring it back with `git checkout -- {path}`"
            ).format(path=path)
        )
    if not in_head:
        raise ConflictError(_("{path} is in the way: mcu did not write it; move it away").format(path=path))
    if not data:
        raise ConflictError(
            _(
                "{path} is empty in the folder, as a cut of the power leaves it; `mcu doctor --fix` brings it back "
                "from the record"
            ).format(path=path)
        )
    raise ConflictError(
        _(
            "{path} was changed by hand; take the change in with `mcu record`, or drop it with `git checkout -- {path}`"
        ).format(path=path)
    )
