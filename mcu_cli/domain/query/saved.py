"""Saved filters within a query: what stands for each in the end, and no circle on the way."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from mcu_cli.domain.query.parser import parse
from mcu_cli.domain.query.tokens import wrong
from mcu_cli.domain.query.tree import All, AnyOf, Not, Saved, all_of, any_of, depth, leaves, negated
from mcu_cli.domain.words import fold
from mcu_cli.errors import NotFoundError, UsageError
from mcu_cli.language import _

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from mcu_cli.domain.query.parser import Query
    from mcu_cli.domain.query.tree import Node

MOST_DEEP = 50  # nodes inside one another: what brackets alone can make, and what any SQLite takes
MOST_TERMS = 300
_MOST_INSIDE = 10  # filters
_NAME = re.compile(r"[^\W_][\w-]{0,49}")


def refuse_bad_name(name: str) -> None:
    """Raise UsageError where a filter cannot be called `name`: letters, digits, `-` and `_`, 50 at most."""
    if not _NAME.fullmatch(name):
        raise UsageError(
            _(
                "{name!r} cannot be the name of a filter; "
                "begin with a letter or a digit and use letters, digits, - and _, 50 at most"
            ).format(name=name)
        )


def expanded(query: Query, filters: Mapping[str, str]) -> Node:
    """Return the tree of `query` with what is saved under each name in its place.

    Names are found in any case. Raises NotFoundError for a name that nothing is saved under, UsageError for a filter
    that no longer can be read, one that leads back to itself, and a whole that is too large.
    """
    expansion = _Expansion({fold(name): (name, text) for name, text in filters.items()})
    tree = expansion.of(query.text, query.tree, ())
    if depth(tree) > MOST_DEEP:
        raise _too_large()
    return tree


def filters_used(tree: Node) -> Iterator[Saved]:
    """Yield the saved filters that a tree names."""
    return (leaf for leaf, _fitting in leaves(tree) if isinstance(leaf, Saved))


class _Expansion:
    def __init__(self, filters: Mapping[str, tuple[str, str]]) -> None:
        self._filters = filters
        self._terms = 0

    def of(self, text: str, node: Node, inside: tuple[str, ...]) -> Node:
        """Return `node`, a part of the query `text` that stands `inside` filters, without any Saved."""
        match node:
            case Saved():
                return self._saved(text, node, inside)
            case Not(part):
                return negated(self.of(text, part, inside))
            case All(parts):
                return all_of([self.of(text, part, inside) for part in parts])
            case AnyOf(parts):
                return any_of([self.of(text, part, inside) for part in parts])
        self._terms += 1
        if self._terms > MOST_TERMS:
            raise _too_large()
        return node

    def _saved(self, text: str, node: Saved, inside: tuple[str, ...]) -> Node:
        key = fold(node.name)
        if key not in self._filters:
            raise NotFoundError(
                _("there is no saved filter @{name}; `mcu filter list` shows those there are").format(name=node.name)
            )
        name, saved = self._filters[key]
        if name in inside:
            circle = " > ".join(f"@{one}" for one in (*inside[inside.index(name) :], name))
            raise wrong(
                text,
                node.at,
                node.at + len(node.name) + 1,
                _("saved filters lead back to themselves ({circle}); change one of them").format(circle=circle),
            )
        if len(inside) >= _MOST_INSIDE:
            raise _too_large()
        try:
            query = parse(saved)
        except UsageError as error:
            raise UsageError(
                _("the saved filter @{name} can no longer be read ({reason}); save it anew").format(
                    name=name, reason=error
                )
            ) from None
        self._terms += 1  # a filter of nothing but filters has an end, too
        if self._terms > MOST_TERMS:
            raise _too_large()
        return self.of(saved, query.tree, (*inside, name))


def _too_large() -> UsageError:
    return UsageError(_("the query with its saved filters is too large; make it simpler"))
