"""A quick look at the index as it stands, for completion: it waits for nobody and puts nothing right.

What a completion offers may be a moment old; what the command then does is not.
"""

from __future__ import annotations

import re
import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING, Any, NamedTuple

from mcu_cli.store.index import APPEALS, TEXT, VERSION, Index

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from mcu_cli.domain.ledgers.ledger import Ledger
    from mcu_cli.store.repository import Store

MOST_OFFERED = 50
MOST_BUILT = 500  # appeals of which an index is made on the way; a larger one is left to the next command
_BEGINNING = re.compile(r"(?:(?P<day>\d{4}|\d{8})-)?(?P<series>[A-Za-z]?)(?P<number>\d*)|\d{0,8}", re.ASCII)


class Glimpse(NamedTuple):
    """An appeal, or an item of a ledger, as completion shows it."""

    id: str
    status: str
    is_open: bool
    text: str


def appeals_beginning(store: Store, typed: str) -> list[Glimpse]:
    """Return the appeals whose id may begin so, whole or in a short form: open ones first, the newest first.

    None where there is no index and the store is large, or where the index is busy, damaged or of another version.
    """
    condition = _condition(typed)
    if condition is None:
        return []
    where, parameters = condition
    found: list[Glimpse] = []
    # Two questions, each in the order of an index, so that SQLite stops at the last one wanted.
    for part in ("is_open = 1", "is_open = 0"):
        sql = (
            f"SELECT id, stage, is_open, substr({TEXT}, 1, 200) FROM appeals WHERE {part} AND {where} "  # noqa: S608
            "ORDER BY day DESC, series DESC, number DESC LIMIT ?"
        )
        if len(found) < MOST_OFFERED:
            found += (Glimpse(*row) for row in _rows(store, sql, (*parameters, MOST_OFFERED - len(found))))
    return found


def items_beginning(store: Store, ledger: Ledger, typed: str) -> list[Glimpse]:
    """Return the items of a ledger whose id may begin so, as `appeals_beginning` does; none that was withdrawn."""
    sql = (
        "SELECT id, year, series, number, status, status = 'open', substr(coalesce(json_extract(data, '$.text'), "
        "json_extract(data, '$.question'), json_extract(data, '$.what'), json_extract(data, '$.official')), 1, 200) "
        "FROM items WHERE ledger = ? AND status != 'withdrawn' "
        "ORDER BY status = 'open' DESC, year DESC, series DESC, number DESC"
    )
    wanted = typed.upper()
    found = []
    for name, year, series, number, status, is_open, text in _rows(store, sql, (ledger.value,)):
        numbers = (f"{series}{number}", f"{series}{number:04d}")
        forms = (name, *numbers, *(f"{year}-{short}" for short in numbers), *(f"{name[:2]}{year}-{n}" for n in numbers))
        if any(form.startswith(wanted) for form in forms):
            found.append(Glimpse(name, status, bool(is_open), text))
    return found[:MOST_OFFERED]


def _rows(store: Store, sql: str, parameters: Sequence[object]) -> list[tuple[Any, ...]]:
    """Return the rows of a SELECT over the index as it stands; none where it cannot be asked."""
    path = store.private / "index.sqlite"
    if not path.exists() and not _made(store, path):
        return []
    try:
        with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True, timeout=0)) as db:
            version = db.execute("SELECT value FROM meta WHERE name = 'version'").fetchone()
            return db.execute(sql, parameters).fetchall() if version == (VERSION,) else []
    except sqlite3.Error:
        return []  # busy, damaged or of an older make: nothing is offered, and the next command sees to it


def _condition(typed: str) -> tuple[str, list[str]] | None:
    """Return the condition for ids that `typed` may be the beginning of; None where it is the beginning of none."""
    found = _BEGINNING.fullmatch(typed)
    if found is None:
        return None
    if not typed:
        return "is_open = 1", []
    day, series, number = found["day"], (found["series"] or "").upper(), found["number"] or ""
    if day is None and not series:  # the beginning of a day, of a month with its day, or a number
        digits = "replace(day, '-', '')"
        return f"({digits} LIKE ? OR substr({digits}, 5) LIKE ? OR CAST(number AS TEXT) LIKE ?)", [f"{typed}%"] * 3
    conditions, parameters = [], []
    if day is not None:
        is_whole = len(day) == len("20261224")
        conditions.append("day = ?" if is_whole else "substr(day, 6) = ?")
        parameters.append(f"{day[:4]}-{day[4:6]}-{day[6:]}" if is_whole else f"{day[:2]}-{day[2:]}")
    if series:
        conditions.append("series = ?")
        parameters.append(series)
    if number:
        conditions.append("(CAST(number AS TEXT) LIKE ? OR printf('%04d', number) LIKE ?)")
        parameters += [f"{number}%"] * 2
    return " AND ".join(conditions), parameters


def _made(store: Store, path: Path) -> bool:
    """Make the index of a small store; whether it is there now."""
    head = store.git.head()
    if head is None or sum(1 for _path in _files(store)) > MOST_BUILT:
        return False
    index = Index(path, store.git, lambda items, _total: items)
    try:
        index.follow(head)
    finally:
        index.close()
    return index.kept


def _files(store: Store) -> Iterator[str]:
    output = store.git.run("ls-tree", "-r", "-z", "--name-only", "HEAD", "--", APPEALS).decode("utf-8", "replace")
    return (name for name in output.split("\0") if name)
