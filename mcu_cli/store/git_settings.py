"""What the store wants of git's configuration: one table for `mcu init`, for `mcu doctor` and for docs/upkeep.md.

Each setting was measured against the others (docs/performance.md). What the operator has set otherwise stays: there
may be a reason, like a program beside git that cannot read the one or the other. How often git tidies up by itself is
no business of these settings: mcu never lets it do so in the middle of a command.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from mcu_cli.store.git import Git

# From so many files on git's own index is large enough that how it is written decides what a command costs.
MANY_FILES = 50_000
_HEADER = 12  # bytes of git's index: its mark, its version, the number of its entries
_MARK = b"DIRC"
_VERSION = 4


class Setting(NamedTuple):
    """One line of git's configuration that the store wants; `large` for a store of MANY_FILES and more alone.

    `meaning` is for the table of docs/upkeep.md; its figures are of a store of 100,000 appeals.
    """

    name: str
    value: str
    meaning: str
    large: bool = False


SETTINGS = (
    Setting("core.quotePath", "false", "names of files in git's messages as they are, not in octal numbers"),
    Setting(
        "index.version",
        str(_VERSION),
        "git's own index is a third smaller: each command that writes reads it and writes it again",
    ),
    Setting(
        "core.splitIndex",
        "true",
        "of git's index just what changed is written: 12 ms instead of 44 for one file",
        large=True,
    ),
    Setting(
        "core.untrackedCache",
        "true",
        "`git status` looks for new files in changed folders alone: 60 ms instead of 105",
        large=True,
    ),
)


class Settings(NamedTuple):
    """How a repository stands to the table: what is missing, and what somebody has set to another value."""

    missing: tuple[Setting, ...]
    otherwise: tuple[Setting, ...]


def standing(git: Git) -> Settings:
    """Return what the repository lacks of the settings that a store of its size wants."""
    found = _configured(git)
    large = files_in_index(git_folder(git)) >= MANY_FILES
    wanted = [setting for setting in SETTINGS if large or not setting.large]
    return Settings(
        tuple(setting for setting in wanted if setting.name.lower() not in found),
        tuple(setting for setting in wanted if found.get(setting.name.lower(), setting.value) != setting.value),
    )


def make_settings(git: Git) -> tuple[Setting, ...]:
    """Set what is missing in this repository, and return what was set."""
    missing = standing(git).missing
    for setting in missing:
        git.run("config", "--local", setting.name, setting.value)
    return missing


def bring_index(git: Git) -> None:
    """Write git's index in the form that its configuration asks for, where it is in another one.

    Only for whoever holds the store's lock. Raises ConflictError where another git works on the index just then.
    """
    options = _options_for_index(git)
    if options:
        git.run("update-index", *options, "--force-write-index")
    learn_folders(git)


def learn_folders(git: Git) -> None:
    """Let git remember what it finds in the folders, where it is configured to: from then on it reads the changed ones.

    By itself it does so when somebody asks for its status; a git of ours that looks keeps its hands off the index. It
    also notes again which folders of the index are those of HEAD (its cache of trees), so that it need not compare
    their files; an index that holds no tree, in the middle of a merge, stays as it is.
    """
    if _is_true(_configured(git).get("core.untrackedcache")):
        git.try_run("write-tree")
        git.run("status", "--porcelain=v1", "-z", "--untracked-files=normal", extra={"GIT_OPTIONAL_LOCKS": "1"})


def is_index_due(git: Git) -> bool:
    """Whether git's index is in another form than its configuration asks for."""
    return bool(_options_for_index(git))


def _options_for_index(git: Git) -> list[str]:
    """Return the options of `git update-index` that bring the index into its form; none where it is in it."""
    found = _configured(git)
    version, _entries = _index_header(git_folder(git) / "index")
    options = []
    if version not in (0, _VERSION) and found.get("index.version") == str(_VERSION):
        options += ["--index-version", str(_VERSION)]
    if version and _is_true(found.get("core.splitindex")) and not git.run("rev-parse", "--shared-index-path").strip():
        options.append("--split-index")
    return options


def git_folder(git: Git) -> Path:
    """Return the folder in which git keeps the index of this checkout."""
    told = git.run("rev-parse", "--absolute-git-dir").rstrip(b"\n")
    return Path(os.fsdecode(told))


def common_folder(git: Git) -> Path:
    """Return the folder in which git keeps what all checkouts of the repository share, like its branches."""
    told = git.run("rev-parse", "--path-format=absolute", "--git-common-dir").rstrip(b"\n")
    return Path(os.fsdecode(told))


def objects_folder(git: Git) -> Path:
    """Return the folder in which git keeps the objects of the repository."""
    told = git.run("rev-parse", "--path-format=absolute", "--git-path", "objects").rstrip(b"\n")
    return Path(os.fsdecode(told))


def files_in_index(folder: Path) -> int:
    """Return how many files git's index in its folder `folder` names, some of a split one counted twice."""
    shared = max((_index_header(path)[1] for path in folder.glob("sharedindex.*")), default=0)
    return _index_header(folder / "index")[1] + shared


def _index_header(path: Path) -> tuple[int, int]:
    """Return version and number of entries of an index file, zeros where it is none (gitformat-index(5))."""
    try:
        with path.open("rb") as file:
            header = file.read(_HEADER)
    except OSError:
        return 0, 0
    if len(header) < _HEADER or header[:4] != _MARK:
        return 0, 0
    return int.from_bytes(header[4:8], "big"), int.from_bytes(header[8:], "big")


def _configured(git: Git) -> dict[str, str]:
    """Return what git is configured for in files, by names in small letters; not what mcu itself asks of it."""
    parts = git.run("config", "--list", "-z", "--show-scope").decode("utf-8", "replace").split("\0")
    found = {}
    for scope, line in zip(parts[::2], parts[1::2], strict=False):
        name, newline, value = line.partition("\n")
        if scope != "command":
            found[name.lower()] = value if newline else "true"  # a later line outranks an earlier one
    return found


def _is_true(value: str | None) -> bool:
    return (value or "").lower() in {"true", "yes", "on", "1"}
