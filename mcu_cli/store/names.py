"""Names of departments and categories for completion, kept in `.mcu/` so that a TAB reads no registry.

Reading both registries takes longer than all else that a completion does. What is kept names the git objects that it
was made of; where HEAD holds others, it is made anew.
"""

from __future__ import annotations

import contextlib
import json
from typing import TYPE_CHECKING, Any, NamedTuple

from mcu_cli.errors import McuError
from mcu_cli.store.files import read_file, write_file

if TYPE_CHECKING:
    from collections.abc import Mapping

    from mcu_cli.store.repository import Store

FILE = "names.json"


class Names(NamedTuple):
    """Departments by id, and categories by id, each with its name for a reader."""

    departments: Mapping[str, str]
    categories: Mapping[str, str]


def names_of(store: Store) -> Names:
    """Return the names as HEAD holds them; raises BadInputError where a registry is broken."""
    blobs = store.registry_blobs()
    path = store.private / FILE
    kept = _read(read_file(path))
    if kept is not None and kept["blobs"] == blobs:
        return Names(kept["departments"], kept["categories"])
    registry = store.registry
    names = Names(
        {one.id: one.name for one in registry.departments.values()},
        {one.id: registry.category_title(one.id) for one in registry.categories.values()},
    )
    # A disk that takes no file costs the next completion time, and nothing else.
    with contextlib.suppress(McuError):
        write_file(path, json.dumps({"blobs": blobs, **names._asdict()}, ensure_ascii=False).encode(), private=True)
    return names


def _read(data: bytes | None) -> dict[str, Any] | None:
    """Return what was kept, or None where it is not there or not what was written."""
    try:
        kept = json.loads(data or b"null")
    except ValueError:
        return None
    wanted = ("blobs", *Names._fields)
    return kept if isinstance(kept, dict) and all(isinstance(kept.get(name), dict) for name in wanted) else None
