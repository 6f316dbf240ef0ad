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
    standing = {
        name for row in index.query("SELECT DISTINCT department, executor FROM appeals") for name in row if name
    }
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


def _categories(index: Index) -> set[str]:
    return {name for (name,) in index.query("SELECT DISTINCT category FROM appeals") if name}
