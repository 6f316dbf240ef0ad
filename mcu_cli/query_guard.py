"""Queries of a report for everybody: none may single out a person, a house, or the few who wrote of one place.

What a query leaves out tells as much as what it takes in, for the whole report stands beside it: so each place and each
word of a query is asked for on its own, too.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from mcu_cli.domain.fields import PERSONAL_WORDS
from mcu_cli.domain.query.fields import Kind, find_field
from mcu_cli.domain.query.tree import UNSET, Term, Words, leaves
from mcu_cli.domain.words import fold
from mcu_cli.errors import RefusedError
from mcu_cli.language import _
from mcu_cli.reports.places import LEAST_OF_A_PLACE

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from mcu_cli.domain.query.tree import Node
    from mcu_cli.domain.registry import Registry
    from mcu_cli.reporting import Basis

_LEAST_AUTHORS = LEAST_OF_A_PLACE  # whose appeals words fit: one may have written all of five
_OF_PEOPLE = PERSONAL_WORDS | {"key", "id"}  # fields of a query that single out people
_OF_LETTERS = frozenset({"duplicate-of", "part-of"})  # these, too, but for appeals that have none
_OF_PLACES = frozenset({"street", "object", "place", "settlement"})


def refuse_query(basis: Basis, tree: Node, received: int) -> None:
    """Raise RefusedError for a query without saved filters that is about a person, or about too few.

    `received` are the appeals of the period that fit.
    """
    found = [leaf for leaf, _fitting in leaves(tree)]
    if any(_is_of_people(leaf) for leaf in found):
        raise refusal()
    places = [place for leaf in found for place in _places(leaf, basis.registry)]
    if places and min(received, *(len(_fitting_ids(basis, place)) for place in places)) < LEAST_OF_A_PLACE:
        raise RefusedError(
            _(
                "so few appeals of one place would tell of those who wrote them: a report for everybody needs {n} "
                "at least; add --kind internal"
            ).format(n=LEAST_OF_A_PLACE)
        )
    words = [leaf for leaf in found if _is_of_words(leaf)]
    if words and min(_authors(basis, part) for part in (tree, *words)) < _LEAST_AUTHORS:
        raise RefusedError(
            _(
                "these words fit appeals of so few people that the report would tell of them: a report for everybody "
                "needs {n} at least; add --kind internal"
            ).format(n=_LEAST_AUTHORS)
        )


def refusal() -> RefusedError:
    """Return the error for a query about somebody."""
    return RefusedError(
        _("a report for everybody is not limited to persons, houses or single appeals; add --kind internal")
    )


def _is_of_people(leaf: Node) -> bool:
    if not isinstance(leaf, Term):
        return False
    return leaf.field in _OF_PEOPLE or (leaf.field in _OF_LETTERS and any(bound.sign != UNSET for bound in leaf.bounds))


def _is_of_words(leaf: Node) -> bool:
    """Whether a leaf looks for words: bare ones are sought in names of authors as well."""
    if isinstance(leaf, Term):
        field = find_field(leaf.field)
        return field is not None and field.kind is Kind.TEXT
    return isinstance(leaf, Words)


def _places(leaf: Node, registry: Registry) -> Iterator[Term]:
    """Yield the places that a leaf names, one by one; a district of `population` is none, for many live there."""
    if not isinstance(leaf, Term) or leaf.field not in {*_OF_PLACES, "district"}:
        return
    large = {fold(name) for name in registry.municipality.population} if leaf.field == "district" else set()
    for bound in leaf.bounds:
        if bound.sign != UNSET and fold(bound.low) not in large:
            yield Term(leaf.field, (bound,))


def _fitting_ids(basis: Basis, tree: Node) -> Sequence[str]:
    from mcu_cli.store.selection import ids  # sqlite3

    return ids(basis.index, tree, basis.registry, basis.now)


def _authors(basis: Basis, tree: Node) -> int:
    """Return how many people wrote what fits: one is told by the page, else by the name; who tells neither is one."""
    ((authors,),) = basis.index.query(
        "SELECT count(DISTINCT coalesce(nullif(profile, ''), nullif(author, ''), id)) FROM appeals "
        "WHERE id IN (SELECT value FROM json_each(:ids))",
        {"ids": json.dumps([*_fitting_ids(basis, tree)])},
    )
    return int(authors)
