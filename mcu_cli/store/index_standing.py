"""Which commit the tables of the index describe, as they say themselves."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from mcu_cli.store.index_schema import VERSION

if TYPE_CHECKING:
    import sqlite3

    from mcu_cli.store.git import Git

# Where git writes down that a history ends, or goes, elsewhere than the commits say:
# https://git-scm.com/docs/shallow and https://git-scm.com/docs/gitrepository-layout
ENDS = ("shallow", "info/grafts")
_COMMIT = re.compile(r"(?:[0-9a-f]{40}(?:[0-9a-f]{24})?)?")


class Standing(NamedTuple):
    """What tables describe: the commit `head`, empty before the first one, and where its history `end`s."""

    head: str
    end: str


def standing(db: sqlite3.Connection) -> Standing | None:
    """Return what the tables describe; None for those of another version. Raises sqlite3.Error for no such tables."""
    meta = dict(db.execute("SELECT name, value FROM meta").fetchall())
    head = str(meta.get("head", ""))
    if meta.get("version") != VERSION or _COMMIT.fullmatch(head) is None:  # what it names is given to git
        return None
    return Standing(head, str(meta.get("end", "")))


def is_at(git: Git, described: Standing, head: str) -> bool:
    """Whether tables describe `head` as it is known now: a clone may have been deepened, or made shallow."""
    if described.head != head:
        return False
    if not described.end and _seems_whole(git):
        return True
    from mcu_cli.store.index_commits import history_end  # for a shallow clone alone

    return described.end == history_end(git)


def _seems_whole(git: Git) -> bool:
    """Whether a look at the repository, without asking git, shows that nothing cuts its history short."""
    for folder in (git.folder, *git.folder.parents):
        repository = folder / ".git"
        if repository.is_dir():
            return not any((repository / name).exists() for name in ENDS)
        if repository.exists():  # a working tree beside others: git knows where the rest is
            return False
    return False


def remember(db: sqlite3.Connection, head: str, end: str | None = None) -> None:
    """Let the tables describe the commit `head`; `end` tells where its history ends, if that has changed."""
    rows = [("version", VERSION), ("head", head), *((("end", end),) if end is not None else ())]
    db.executemany("INSERT OR REPLACE INTO meta VALUES (?, ?)", rows)
