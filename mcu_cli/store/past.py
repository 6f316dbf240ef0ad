"""The record as it stood at some commit: its index, its registries, its saved filters, and its moment.

The index of a past commit is a temporary database of SQLite, which is gone with the process and leaves memory free.
It begins as a copy of the index of HEAD, and what git says differs is read anew; where much of it differs, all is.
"""

from __future__ import annotations

import re
from datetime import datetime
from typing import TYPE_CHECKING

from mcu_cli.errors import NotFoundError, RefusedError
from mcu_cli.language import _
from mcu_cli.values import dataclass

if TYPE_CHECKING:
    from collections.abc import Mapping

    from mcu_cli.domain.registry import Registry
    from mcu_cli.store.git import Git
    from mcu_cli.store.index import Index
    from mcu_cli.store.repository import Store

_COMMIT = re.compile(r"[0-9a-f]{40}(?:[0-9a-f]{24})?")
SHORT = 12  # digits of a commit, as messages and `mcu report --at` name it


@dataclass(frozen=True, slots=True)
class PastRecord:
    """The record at `commit`; `moment` is its author date, `in_force` whether HEAD still builds upon it."""

    commit: str
    moment: datetime
    in_force: bool
    registry: Registry
    filters: Mapping[str, str]
    index: Index


def past_record(store: Store, revision: str) -> PastRecord:
    """Return the record as it stood at the commit that `revision` names to git: an id, a tag, `HEAD~3`.

    Raises NotFoundError for what names no commit, RefusedError for one without a store, BadInputError for registries
    that this mcu cannot read.
    """
    from mcu_cli.store.documents import FILTERS
    from mcu_cli.store.filters import read_filters
    from mcu_cli.store.registries import load
    from mcu_cli.store.registry_names import REGISTRIES

    commit = commit_of(store.git, revision)
    departments, categories, filters = store.git.blobs(f"{commit}:./{name}" for name in (*REGISTRIES, FILTERS))
    if departments is None or categories is None:
        raise RefusedError(
            _("at commit {commit} there was no store yet; `git log -- {file}` shows since when there is one").format(
                commit=commit[:SHORT], file=REGISTRIES[0]
            )
        )
    registry = load(departments, categories)
    index = store.index
    if commit != fingerprint(index):
        index = index.apart(commit)
    code, _output = store.git.try_run("merge-base", "--is-ancestor", commit, "HEAD")
    return PastRecord(commit, moment_of_commit(store.git, commit), not code, registry, read_filters(filters), index)


def fingerprint(index: Index) -> str:
    """Return the commit that an index describes."""
    ((commit,),) = index.query("SELECT value FROM meta WHERE name = 'head'")
    return str(commit)


def moment_of_commit(git: Git, commit: str) -> datetime:
    """Return when a commit was made, as its author dated it."""
    return datetime.fromisoformat(git.run("log", "-1", "--format=%aI", commit, "--").decode().strip())


def commit_of(git: Git, revision: str) -> str:
    """Return the commit that `revision` names to git; raises NotFoundError where it names none."""
    wanted = revision.strip()
    # Nothing that is typed can be an option of git, nor more than one commit.
    code, output = git.try_run("rev-parse", "--verify", "--quiet", "--end-of-options", f"{wanted}^{{commit}}")
    commit = output.decode("utf-8", "replace").strip()
    if code or not wanted or not _COMMIT.fullmatch(commit):
        git.head()  # where git itself is the trouble, it says so
        raise NotFoundError(
            _("there is no commit {revision!r} in this repository; `git log --oneline` lists them").format(
                revision=revision
            )
        )
    return commit
