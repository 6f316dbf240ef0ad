"""Where a store is: the folder that holds the registries, around the one that somebody works in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mcu_cli.errors import NotFoundError
from mcu_cli.language import _
from mcu_cli.store.registry_names import REGISTRIES

if TYPE_CHECKING:
    from pathlib import Path


def find_root(start: Path) -> Path:
    """Return the folder of the store around `start`; raises NotFoundError where there is none up to the root."""
    for folder in (start, *start.parents):
        there = [(folder / name).is_file() for name in REGISTRIES]
        # With one of the two removed by hand it is a store still, and what is to be done about it is said later.
        if all(there) or (any(there) and any((folder / name).is_dir() for name in ("appeals", ".mcu"))):
            return folder
    raise NotFoundError(
        _(
            "there is no store here: no folder up from {start} holds departments.yaml and categories.yaml; "
            "go into a store, name it with --store, or make one with `mcu init`"
        ).format(start=start)
    )
