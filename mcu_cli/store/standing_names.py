"""How what a query names stands on record: by ids of the registries, and by the names that a source gave."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mcu_cli.domain.query.matching import names_fit
from mcu_cli.errors import NotFoundError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mcu_cli.domain.registry import Registry
    from mcu_cli.store.index import Index


def departments(index: Index, registry: Registry, wanted: Sequence[str]) -> set[str]:
    """Return every way in which the departments wanted stand on record, as department or as executor.

    Raises NotFoundError, with what is near, for a name that neither the registry nor any appeal knows.
    """
    ids = set()
    standing = {*standing_in(index, "department"), *standing_in(index, "executor")}
    for name in wanted:
        found = registry.find_department(name)
        if found is not None:
            ids.add(found.id)
        elif name in standing:
            ids.add(name)
        else:
            registry.department(name)  # says what is near
    resolved = {name: registry.find_department(name) for name in standing}
    return ids | {name for name, found in resolved.items() if found is not None and found.id in ids}


def categories(index: Index, registry: Registry, wanted: Sequence[str]) -> set[str]:
    """Return the categories wanted as they stand on record: a group with its topics and the sources' names of it.

    Raises NotFoundError, with what is near, for a name that neither the registry nor any appeal knows.
    """
    standing = _categories(index)
    names: set[str] = set()
    for name in wanted:
        try:
            found = registry.category(name).id
        except NotFoundError:
            if name not in standing:
                raise
            found = name
        for other in standing:
            known = registry.find_category(other)
            other_id = known.id if known else other
            if other_id == found or other_id.startswith(f"{found}/"):
                names.add(other)
    return names


def topics(index: Index, registry: Registry, wanted: Sequence[str]) -> list[str]:
    """Return the categories on record that are topics with such an id, or such a name."""
    found = []
    for standing in _categories(index):
        known = registry.find_category(standing)
        topic_id = known.id if known else standing
        names = known.names if known else (standing,)
        if "/" in topic_id and any(
            typed == topic_id or any(names_fit(typed, name) for name in names) for typed in wanted
        ):
            found.append(standing)
    return found


def standing_in(index: Index, column: str) -> list[str]:
    """Return what stands in a column of the appeals that has an index, sorted, without what is unset.

    From one value to the next by that index: few are borne by many, and DISTINCT would go through them all.
    """
    rows = index.query(
        f"WITH RECURSIVE found (value) AS (SELECT min({column}) FROM appeals WHERE {column} > '' "  # noqa: S608  # ours
        f"UNION ALL SELECT (SELECT min({column}) FROM appeals WHERE {column} > found.value) FROM found "
        "WHERE value IS NOT NULL) SELECT value FROM found WHERE value IS NOT NULL"
    )
    return [name for (name,) in rows]


def _categories(index: Index) -> list[str]:
    return standing_in(index, "category")
