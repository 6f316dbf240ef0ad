"""What the fields of a template hold: what may be done with one follows from it."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable


class FieldKind(StrEnum):
    """What a field of a template holds."""

    TEXT = "text"
    NUMBER = "number"
    DAY = "day"
    MONTH = "month"


def groups_of(names: Iterable[str]) -> frozenset[str]:
    """Return the names that have parts: `author` for `author.name`, `pos` and `pos.received` for the longer one."""
    groups = set()
    for name in names:
        while "." in name:
            name = name.rpartition(".")[0]  # noqa: PLW2901  # from the inside out
            groups.add(name)
    return frozenset(groups)
