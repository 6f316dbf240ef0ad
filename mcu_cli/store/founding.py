"""The founding of a store: a repository, the two registries, the settings that git wants, the first commit."""

from __future__ import annotations

import shutil
from importlib import resources
from typing import TYPE_CHECKING, NamedTuple
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from mcu_cli.errors import ConflictError, NotFoundError, RefusedError, UsageError
from mcu_cli.language import LANGUAGES, _
from mcu_cli.store.documents import PRESS, TEMPLATES
from mcu_cli.store.files import sync_files, unusable
from mcu_cli.store.git import Git
from mcu_cli.store.git_settings import make_settings
from mcu_cli.store.press import files_below
from mcu_cli.store.registries import load
from mcu_cli.store.registry_edits import with_value
from mcu_cli.store.registry_names import CATEGORIES, DEPARTMENTS, REGISTRIES
from mcu_cli.store.repository import Store, Surroundings
from mcu_cli.store.trailers import Message

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime
    from pathlib import Path

    from mcu_cli.domain.registry import Municipality

IGNORED = """\
# derived or private: index, lock, journal, drafts; incoming files and rejected rows hold personal data
.mcu/
*.rejected*.csv
/*.xlsx
/*.xls
/*.ods
/*.csv
/intake/
"""
_ASIDE = ".mcu-founding"
# The bytes of the record are the same on every system: git never converts its line ends.
ATTRIBUTES = "*.yaml -text\ntemplates/** -text\npress/** -text\nreports/** -text\n"


class Founded(NamedTuple):
    """A new store: its folder and its first commit."""

    root: Path
    commit: str
    municipality: Municipality


def found_store(root: Path, settings: Mapping[str, str], around: Surroundings, *, now: datetime) -> Founded:
    """Make a store in `root`, inside the repository around it or a new one; `settings` are of the municipality.

    Raises RefusedError where there is a store already, ConflictError where a file of another is in the way.
    """
    Store(root, around).put_right(patience=around.lock_timeout)  # a founding that was killed
    if any((root / name).exists() for name in REGISTRIES):
        raise RefusedError(_("{path} is a store already; work in it, or name another folder").format(path=root))
    files = _files(settings)
    for name in files:
        if name not in (".gitignore", ".gitattributes") and (root / name).exists():
            raise ConflictError(_("{path} is in the way: mcu did not write it; move it away").format(path=root / name))
    if root.exists() and not root.is_dir():
        raise UsageError(_("{path} is not a folder; name the folder of a store").format(path=root))
    around_it = next(folder for folder in (root, *root.parents) if folder.is_dir())
    outside = Git(around_it, around.environment)
    outside.refuse_old()
    outside.operator()  # who founds it is asked before anything is made
    try:
        root.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise unusable(root, error) from error
    _ensure_repository(Git(root, around.environment))
    store = Store(root, around)
    try:
        commit = _first_commit(store, files, now)
    except BaseException:
        store.close()
        shutil.rmtree(root / ".mcu", ignore_errors=True)  # nothing ignores it yet, and there is nothing in it
        raise
    store.close()
    assert commit is not None  # noqa: S101  # two new files at least
    return Founded(root, commit, load(files[DEPARTMENTS], files[CATEGORIES]).municipality)


def _first_commit(store: Store, files: Mapping[str, bytes], now: datetime) -> str | None:
    with store.writing("init", now=now) as transaction:
        for name, data in files.items():
            path = store.root / name
            standing = path.read_bytes() if path.exists() else b""
            if standing:
                _refuse_missing(path, standing, data)
            else:
                transaction.put(name, data)
        name = load(files[DEPARTMENTS], files[CATEGORIES]).municipality.name
        return transaction.commit(Message("init", name))


def _files(settings: Mapping[str, str]) -> dict[str, bytes]:
    defaults = resources.files("mcu_cli.store.defaults")
    departments = (defaults / DEPARTMENTS).read_bytes()
    categories = (defaults / CATEGORIES).read_bytes()
    _refuse_wrong(settings)
    for name, value in settings.items():
        departments = with_value(departments, ("municipality", name), value, file=DEPARTMENTS)
    language = load(departments, categories).municipality.language
    return {
        ".gitignore": IGNORED.encode(),
        ".gitattributes": ATTRIBUTES.encode(),
        DEPARTMENTS: departments,
        CATEGORIES: categories,
        **files_below(defaults / TEMPLATES, TEMPLATES),
        **files_below(defaults / PRESS / language, PRESS),
    }


def _refuse_wrong(settings: Mapping[str, str]) -> None:
    """Raise UsageError for a time zone or a language that is none, before anything is written."""
    zone, language = settings.get("timezone", "UTC"), settings.get("language", LANGUAGES[0])
    try:
        ZoneInfo(zone)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise UsageError(_("{text!r} is not a time zone like Asia/Omsk").format(text=zone)) from None
    if language not in LANGUAGES:
        raise UsageError(_("{text!r} is not one of {choices}").format(text=language, choices=", ".join(LANGUAGES)))


def _ensure_repository(git: Git) -> None:
    shutil.rmtree(git.folder / _ASIDE, ignore_errors=True)  # of a founding that was killed
    try:
        inside = git.run("rev-parse", "--is-inside-work-tree").strip() == b"true"
    except NotFoundError:
        inside = False
    if inside:
        make_settings(git)
    else:
        _make_repository(git)


def _make_repository(git: Git) -> None:
    """Make a repository beside and move it into place, so that a kill or a cut of the power leaves a whole one or none.

    git syncs nothing of a new repository.
    """
    root = git.folder
    aside = root / _ASIDE
    try:
        aside.mkdir()
        there = git.at(aside)
        there.run("init", "--quiet", "--initial-branch=main")
        make_settings(there)
        sync_files(aside / ".git")
        (aside / ".git").replace(root / ".git")
    except OSError as error:
        raise unusable(root / ".git", error) from error
    finally:
        shutil.rmtree(aside, ignore_errors=True)


def _refuse_missing(path: Path, standing: bytes, data: bytes) -> None:
    """Raise ConflictError where the operator's own file of that name lacks what the store needs."""
    there = {line.strip() for line in standing.splitlines()}
    missing = [line for line in data.splitlines() if line not in there and not line.startswith(b"#")]
    if missing:
        raise ConflictError(
            _("{path} is yours; add these lines to it and run the command again: {lines}").format(
                path=path, lines=b" | ".join(missing).decode()
            )
        )
