"""Which appeals are meant: the tree of a query as a condition on the index.

Nothing typed becomes SQL: a condition is made of our own words, values go as parameters. It is true or false for
each appeal and never NULL, so that its negation is the rest.
"""

from __future__ import annotations

from collections import namedtuple
from typing import TYPE_CHECKING, Any

from mcu_cli.domain.query.tree import All, AnyOf, Condition, Not, Saved, Term, Words, depth
from mcu_cli.domain.vocabulary import Channel, EventKind, Relation
from mcu_cli.errors import UsageError
from mcu_cli.language import _
from mcu_cli.store.conditions import Asked, Where, of_match, of_term, of_words, phrase
from mcu_cli.store.index_schema import TEXT
from mcu_cli.store.ranking import ranked, sought
from mcu_cli.store.rows import Entry
from mcu_cli.store.spool import LongList
from mcu_cli.values import dataclass

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime

    from mcu_cli.domain.query.tree import Node
    from mcu_cli.domain.registry import Registry
    from mcu_cli.store.index import Index

_BY_ID = ("day", "series", "number")
_REPEATED = f"event = '{EventKind.LINKED}' AND relation = '{Relation.REPEAT_OF}'"
# The urgent line, round the clock: channel, not priority, which the clerk sets.
_ON_THE_LINE = f"(is_open = 1 AND channel = '{Channel.URGENT}')"
_MOST_AT_ONCE = 50  # words; nobody types more, and a question to the full-text table must not grow without bounds
RELEVANCE = "relevance"  # the best hits first; the newest where no words are looked for
SORTS: dict[str, tuple[str, ...]] = {
    "id": _BY_ID,
    "due": ("coalesce(next_due, 9e15)", *_BY_ID),
    "received": ("received", *_BY_ID),
    "registered": ("registered", *_BY_ID),
    "status": ("status", *_BY_ID),
    "department": ("department", *_BY_ID),
    "category": ("category", "topic", *_BY_ID),
    "priority": ("CASE priority WHEN 'urgent' THEN 0 WHEN 'high' THEN 1 WHEN 'normal' THEN 2 ELSE 3 END", *_BY_ID),
}


@dataclass(frozen=True, slots=True)
class Choice:
    """The appeals that a query means, in an order; they are asked for when they are wanted, and never held all."""

    index: Index
    where: Where
    parts: tuple[str, ...]
    order: str
    limit: int | None
    match: str = ""  # the words by which they are ranked, where they are

    def rows(self, columns: Sequence[str]) -> Iterator[Any]:
        """Yield what the index has in `columns` (fields of `Entry`) of each appeal, at most `limit`, by their names."""
        row: Any = namedtuple("Row", columns)  # type: ignore[misc]  # noqa: PYI024  # its fields are told here
        make = row._make
        asked = ", ".join(TEXT if name == "text" else f'"{name}"' for name in columns)
        if self.match:
            yield from map(make, self.index.stream(*ranked(asked, self.match, self.where, self.limit)))
            return
        left = self.limit
        # Several questions, so that SQLite can still read the first few of many in the order of an index.
        for part in self.parts:
            if left == 0:
                return
            found = 0
            for values in self.index.stream(self._sql(asked, part, left), self.where.values):
                found += 1
                yield make(values)
            if left is not None:
                left -= found

    def _sql(self, asked: str, part: str, limit: int | None) -> str:
        chosen = f"FROM appeals WHERE {self.where.sql} AND {part} ORDER BY {self.order}"
        if limit is None:
            return f"SELECT {asked} {chosen}"
        # Which they are first: of the others nothing is read beside what they are chosen and ordered by.
        return (
            f"SELECT {asked} FROM (SELECT rowid AS place {chosen} LIMIT {limit}) "  # noqa: S608  # words of ours
            f"CROSS JOIN appeals ON appeals.rowid = place ORDER BY {self.order}"
        )

    def total(self) -> int:
        """Return how many there are in all."""
        source = self.where.alone or f"appeals WHERE {self.where.sql}"
        ((total,),) = self.index.query(f"SELECT count(*) FROM {source}", self.where.values)  # noqa: S608  # ours
        return int(total)


def choose(  # noqa: PLR0913  # what, by which names, at what moment, in which order, how many
    index: Index,
    tree: Node,
    registry: Registry,
    now: datetime,
    *,
    sort: str = "id",
    backwards: bool = False,
    limit: int | None = None,
    urgent_first: bool = False,
) -> Choice:
    """Return the appeals that a tree without saved filters means, at most `limit`, without reading them yet.

    The rest is as in `find`.
    """
    by_words = sort == RELEVANCE
    order = _order("id", backwards=True) if by_words else _order(sort, backwards=backwards)
    parts = (_ON_THE_LINE, f"NOT {_ON_THE_LINE}") if urgent_first else ("1",)
    match = sought(tree) if by_words else ""
    return Choice(index, condition(index, tree, registry, now), parts, order, limit, match)


def find(  # noqa: PLR0913  # what, by which names, at what moment, in which order, how many
    index: Index,
    tree: Node,
    registry: Registry,
    now: datetime,
    *,
    sort: str = "id",
    backwards: bool = False,
    limit: int | None = None,
    urgent_first: bool = False,
) -> tuple[list[Entry], int]:
    """Return the appeals that a tree without saved filters means, at most `limit`, and how many there are in all.

    With `urgent_first` those of the urgent line that are open stand before all others, either part in order. Raises
    NotFoundError for a department or a category that nobody knows.
    """
    chosen = choose(index, tree, registry, now, sort=sort, backwards=backwards, limit=limit, urgent_first=urgent_first)
    entries = [Entry(*row) for row in chosen.rows(Entry._fields)]
    return entries, len(entries) if limit is None or len(entries) < limit else chosen.total()


def ids(index: Index, tree: Node, registry: Registry, now: datetime) -> LongList[str]:
    """Return the ids of the appeals that a tree means, sorted."""
    where = condition(index, tree, registry, now)
    sql = f"SELECT id FROM appeals WHERE {where.sql} ORDER BY id"  # noqa: S608  # words of ours
    return LongList(name for (name,) in index.stream(sql, where.values))


def condition(index: Index, tree: Node, registry: Registry, now: datetime) -> Where:
    """Return the condition that a tree without saved filters means at `now`."""
    return _condition(tree, Asked(index, registry, now.astimezone(registry.municipality.timezone)))


def _condition(node: Node, asked: Asked) -> Where:
    match node:
        case Not(part):
            inner = _condition(part, asked)
            return Where(f"NOT {inner.sql}", inner.values)
        case All(parts):
            return _all(parts, asked)
        case AnyOf(parts):
            return _joined(" OR ", parts, asked, nothing="0")
        case Saved():
            raise AssertionError(node)  # its query stands in its place by now
    return _leaf(node, asked)


def _leaf(node: Term | Words | Condition, asked: Asked) -> Where:
    match node:
        case Words(words, prefix):
            return of_words(words, asked.rows, prefix=prefix)
        case Term():
            return of_term(node, asked)
        case Condition("open"):
            return Where("(is_open = 1)")
        case Condition("repeat"):
            return Where(f"(id IN (SELECT appeal FROM events WHERE {_REPEATED}))")  # noqa: S608  # ours
    # Overdue: open and past a due moment. NULL, where no clock runs, is not.
    return Where("(is_open = 1 AND coalesce(next_due < ?, 0))", (int(asked.now.timestamp()),))


def _all(parts: Sequence[Node], asked: Asked) -> Where:
    """Return the condition that all parts hold; the full-text table is asked for all words at once."""
    words = [part for part in parts if isinstance(part, Words) and part.words]
    if not 1 < len(words) <= _MOST_AT_ONCE:
        return _joined(" AND ", parts, asked, nothing="1")
    found = of_match(" AND ".join(f"({phrase(part.words, prefix=part.prefix)})" for part in words), asked.rows)
    others = [part for part in parts if part not in words]
    if not others:
        return found
    rest = _joined(" AND ", others, asked, nothing="1")
    return Where(f"({rest.sql} AND {found.sql})", (*rest.values, *found.values))


def _joined(sign: str, parts: Sequence[Node], asked: Asked, *, nothing: str) -> Where:
    # The deepest part first: what stands before an open bracket waits on the stack of SQLite's parser, which older
    # versions limit to 100 (https://www.sqlite.org/compile.html#yystackdepth).
    found = [_condition(part, asked) for part in sorted(parts, key=depth, reverse=True)]
    if not found:
        return Where(nothing)
    if len(found) == 1:
        return found[0]
    return Where(f"({sign.join(part.sql for part in found)})", tuple(value for part in found for value in part.values))


def _order(sort: str, *, backwards: bool) -> str:
    if sort not in SORTS:
        raise UsageError(
            _("lists cannot be sorted by {name!r}; choose one of {choices}").format(name=sort, choices=", ".join(SORTS))
        )
    terms = SORTS[sort]
    if not backwards:
        return ", ".join(terms)
    return ", ".join(f"{term} DESC" for term in terms)
