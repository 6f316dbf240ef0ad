"""Appeals that were found by words in the order of relevance: by BM25, the newer first among equals.

A word counts for more the fewer appeals hold it, the oftener one holds it and the less else stands there; in the text
of the appeal itself it counts for much more than in its address, its answers and its notes. BM25 is that of SQLite:
https://www.sqlite.org/fts5.html#the_bm25_function
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from mcu_cli.domain.query.tree import All, AnyOf, Words, depth
from mcu_cli.store.conditions import phrase

if TYPE_CHECKING:
    from mcu_cli.domain.query.tree import Node
    from mcu_cli.store.conditions import Where

MOST_RANKED = 2_000
"""Where more are found, the newest so many are ranked: nobody can tell the use of a word that so many hold."""
_IN_TEXT, _ELSEWHERE = 10.0, 1.0
_DEEPEST = 20  # brackets inside one another that SQLite's parser of such questions surely takes


def sought(tree: Node) -> str:
    """Return what all appeals that a tree means hold, as a question to the full-text table; empty for no such words."""
    return (_sought(tree) if depth(tree) <= _DEEPEST else None) or ""


def _sought(node: Node) -> str | None:
    match node:
        case Words(words, prefix) if words:
            return f"({phrase(words, prefix=prefix)})"
        case All(parts):
            found = [part for part in map(_sought, parts) if part]
            return f"({' AND '.join(found)})" if found else None
        case AnyOf(parts):
            either = [_sought(part) for part in parts]
            return f"({' OR '.join(map(str, either))})" if either and all(either) else None
    return None


def ranked(asked: str, match: str, where: Where, limit: int | None) -> tuple[str, tuple[str | int, ...]]:
    """Return the question for the columns `asked` of the best of the appeals for which `where` holds, and its values.

    `match` is what `sought` says of them.
    """
    most = MOST_RANKED if limit is None else max(MOST_RANKED, limit)
    # With the `+` rows are looked at as the words give them: without it each would be asked for its words by itself.
    fitting = "" if where.alone else f" AND +rowid IN (SELECT rowid FROM appeals WHERE {where.sql})"  # noqa: S608  # ours
    scored = (
        f"SELECT rowid AS place, bm25(search, {_IN_TEXT}, {_ELSEWHERE}) AS score FROM search "  # noqa: S608  # ours
        f"WHERE search MATCH ?{fitting} ORDER BY rowid DESC LIMIT {most}"
    )
    best = f"SELECT place, score FROM ({scored}) ORDER BY score, place DESC LIMIT {most if limit is None else limit}"  # noqa: S608
    sql = f"SELECT {asked} FROM ({best}) CROSS JOIN appeals ON appeals.rowid = place ORDER BY score, place DESC"  # noqa: S608
    return sql, (match, *(() if where.alone else where.values))
