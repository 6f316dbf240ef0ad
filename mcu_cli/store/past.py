"""The record as it stood at some commit: its index, its registries, its saved filters, and its moment.

The index of a past commit is a temporary database of SQLite, which is gone with the process and leaves memory free.
It begins as a copy of the index of HEAD, and what git says differs is read anew; where most of it differs, all is.
"""

from __future__ import annotations

import re
import sqlite3
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mcu_cli.errors import NotFoundError, RefusedError
from mcu_cli.language import _
from mcu_cli.store.documents import FILTERS
from mcu_cli.store.filters import read_filters
from mcu_cli.store.index import Index
from mcu_cli.store.registries import REGISTRIES, load

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from mcu_cli.domain.registry import Registry
    from mcu_cli.store.git import Git
    from mcu_cli.store.repository import Store

_COMMIT = re.compile(r"[0-9a-f]{40}(?:[0-9a-f]{24})?")
_TEMPORARY = ""  # the name by which SQLite makes a database on disk that nobody else sees
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


class PastIndex(Index):
    """The index as it stood at one commit, made of the standing one."""

    def __init__(self, standing: Index, store: Store) -> None:
        """Remember what to begin with; nothing is read before `follow`."""
        super().__init__(Path(), store.git, store.around.progress)
        self._standing = standing

    def follow(self, head: str | None) -> None:
        """Bring the index to the commit `head`; raises what SQLite raises, for there is nothing to fall back on."""
        assert head is not None  # noqa: S101  # a commit that was found
        self._db = sqlite3.connect(_TEMPORARY, isolation_level=None)
        self._standing.copy_into(self._db)
        standing = self._head(self._db)
        changes = self._differences(standing, head) if standing else None
        if changes is None or 2 * len(changes) > len(self._tree(head)):
            self._db.close()
            self._db = sqlite3.connect(_TEMPORARY, isolation_level=None)
            self._follow(head)
            return
        self._db.execute("BEGIN")
        self._read(self._db, changes)
        self._remember(self._db, head)
        self._db.execute("COMMIT")

    def query(self, sql: str, parameters: Sequence[Any] | dict[str, Any] = ()) -> list[tuple[Any, ...]]:
        """Return the rows of a SELECT."""
        return self._open().execute(sql, parameters).fetchall()


def past_record(store: Store, revision: str) -> PastRecord:
    """Return the record as it stood at the commit that `revision` names to git: an id, a tag, `HEAD~3`.

    Raises NotFoundError for what names no commit, RefusedError for one without a store, BadInputError for registries
    that this mcu cannot read.
    """
    commit = _commit_of(store.git, revision)
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
        index = PastIndex(index, store)
        index.follow(commit)
    code, _output = store.git.try_run("merge-base", "--is-ancestor", commit, "HEAD")
    return PastRecord(commit, moment_of_commit(store.git, commit), not code, registry, read_filters(filters), index)


def fingerprint(index: Index) -> str:
    """Return the commit that an index describes."""
    ((commit,),) = index.query("SELECT value FROM meta WHERE name = 'head'")
    return str(commit)


def moment_of_commit(git: Git, commit: str) -> datetime:
    """Return when a commit was made, as its author dated it."""
    return datetime.fromisoformat(git.run("log", "-1", "--format=%aI", commit, "--").decode().strip())


def _commit_of(git: Git, revision: str) -> str:
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
