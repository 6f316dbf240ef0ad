"""The index built at once, of all that is on record in a commit, into a database that nobody else has open."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, Any

from mcu_cli.store.index_commits import count_files, files, history_end, retiring
from mcu_cli.store.index_schema import INDEXES, TABLES, create, gather_words
from mcu_cli.store.index_standing import remember
from mcu_cli.store.index_workers import hired, read_by, useful

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable, Iterable, Iterator

    from mcu_cli.store.git import Git
    from mcu_cli.store.index_rows import Rows
    from mcu_cli.store.rows import Change

    Progress = Callable[[Iterable[Any], int | None], Iterable[Any]]

SMALL = 2_000  # files up to which starting other processes would cost more time than it saves
_PORTION = 100  # files that go to a worker at once: some hundred kilobytes of rows


def build(db: sqlite3.Connection, git: Git, head: str, progress: Progress) -> None:
    """Make the tables of the commit `head` (empty for a repository without commits) in an empty database.

    `progress` wraps a loop of known length. What goes through memory is a few portions, however many files there are.
    Raises GitError where git cannot tell, sqlite3.Error where the database cannot be written.
    """
    end = history_end(git)
    db.execute("BEGIN")
    create(db, TABLES)
    if head:
        gather_words(db, plenty=True)
        counts = count_files(git, head)
        total = counts.total()
        with hired(git, useful() if total > SMALL else 0) as crew:
            rows = read_by(crew, git, _portions(files(git, head)))
            for _file in progress(_written(db, rows, total), total):
                pass
        gather_words(db, plenty=False)
        with retiring(git, head, counts) as numbers:  # not beside the workers, who need the memory
            create(db, INDEXES)
            db.executemany("INSERT OR IGNORE INTO used_ids VALUES (?, ?)", numbers)
    else:
        create(db, INDEXES)
    remember(db, head, end)
    db.execute("COMMIT")


def _written(db: sqlite3.Connection, portions: Iterable[Rows], total: int) -> Iterator[int]:
    """Write the rows of all files, and yield once for each of them."""
    done = 0
    for rows in portions:
        rows.write(db)
        for _number in range(min(_PORTION, total - done)):
            done += 1
            yield done


def _portions(changes: Iterator[Change]) -> Iterator[list[Change]]:
    while portion := list(islice(changes, _PORTION)):
        yield portion
