"""Whom a complaint is about: neither they nor who is under them gets it to answer (59-ФЗ art. 8 part 6; C)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mcu_cli.domain.words import name_key
from mcu_cli.errors import RefusedError
from mcu_cli.language import _

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mcu_cli.domain.appeal import Appeal
    from mcu_cli.domain.registry import Registry


def refuse_complained_about(appeal: Appeal, registry: Registry, *names: str) -> None:
    """Raise RefusedError where a complaint would go to whom it is about, to who is under them or to who they head.

    `names` are departments and persons: ids of the registry, aliases, or names that it does not know.
    """
    against = {_key(registry, name): name for name in appeal.against}
    if not against:
        return
    for name in filter(None, names):
        for superior in _upwards(registry, name):
            if superior in against:
                raise RefusedError(
                    _(
                        "{id} complains about «{against}», and a complaint never goes to whom it is about or to who "
                        "is under them; name another department"
                    ).format(id=appeal.id, against=registry.department_title(against[superior]))
                )


def _upwards(registry: Registry, name: str) -> Iterator[str]:
    """Yield the keys of a body, of its head, and of those above it."""
    met: set[str] = set()
    while name and (key := _key(registry, name)) not in met:
        met.add(key)
        yield key
        found = registry.find_department(name)
        if found is not None and found.head:
            yield name_key(found.head)
        name = found.parent if found is not None else ""


def _key(registry: Registry, name: str) -> str:
    found = registry.find_department(name)
    return found.id if found is not None else name_key(name)
