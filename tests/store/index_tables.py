"""What stands in an index, as tests compare it."""

from __future__ import annotations

import contextlib
import os
import sqlite3
from typing import TYPE_CHECKING, Any

from mcu_cli.store.git import Git
from mcu_cli.store.index import Index

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

TABLES = {
    "appeals": "SELECT rowid, * FROM appeals",
    "events": "SELECT * FROM events",
    "items": "SELECT * FROM items",
    "used_ids": "SELECT * FROM used_ids",
    "unreadable": "SELECT * FROM unreadable",
    "texts": "SELECT id, text FROM texts JOIN appeals ON appeals.rowid = texts.appeal",
    "search": "SELECT id, search.text, rest FROM search JOIN appeals ON appeals.rowid = search.rowid",
    "strays": "SELECT rowid FROM search WHERE rowid NOT IN (SELECT rowid FROM appeals) "
    "UNION ALL SELECT appeal FROM texts WHERE appeal NOT IN (SELECT rowid FROM appeals)",
    "meta": "SELECT name, value FROM meta",
    "schema": "SELECT type, name, sql FROM sqlite_master",
}
Rows = dict[str, list[tuple[Any, ...]]]


def rows_of(path: Path, *found_by: str) -> Rows:
    """Return every row of an index, in one order; with what is found by stems, the best first."""
    with contextlib.closing(sqlite3.connect(path)) as db:
        rows = {name: sorted(db.execute(sql), key=repr) for name, sql in TABLES.items()}
        for stem in found_by:
            sql = (
                "SELECT id, bm25(search) FROM search JOIN appeals ON appeals.rowid = search.rowid "
                "WHERE search MATCH ? ORDER BY 2, 1"
            )
            rows[f"found by {stem}"] = db.execute(sql, (stem,)).fetchall()
        db.execute("INSERT INTO search (search) VALUES ('integrity-check')")  # raises where postings fit no row
    return rows


def unhurried(items: Iterable[Any], _total: int | None) -> Iterable[Any]:
    """Show no progress."""
    return items


def index_at(root: Path, path: Path | None = None) -> Index:
    """Return the index of the store in `root`, or another one of it at `path`."""
    return Index(path or root / ".mcu" / "index.sqlite", Git(root, dict(os.environ)), unhurried)


def built_at_once(root: Path, head: str | None, path: Path, *found_by: str) -> Rows:
    """Return the rows of an index at `path` that is built for one commit and knows no other."""
    path.unlink(missing_ok=True)
    index = index_at(root, path)
    index.follow(head)
    index.close()
    return rows_of(path, *found_by)
