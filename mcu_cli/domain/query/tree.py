"""The tree of a query.

A tree holds what was typed, days as `friday` or `2026-11` still: what they mean is said when it is asked.
"""

from __future__ import annotations

from dataclasses import field
from typing import TYPE_CHECKING, TypeAlias

from mcu_cli.values import dataclass

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

EQUAL, UNSET, RANGE = "=", "none", ".."
UNSET_WORDS = frozenset({UNSET, "нет"})


@dataclass(frozen=True, slots=True)
class Bound:
    """One value of a field: `=` a value, a comparison, a range `low..high` with one end open at most, or unset."""

    sign: str
    low: str = ""
    high: str = ""


@dataclass(frozen=True, slots=True)
class Term:
    """A field that has any of some values."""

    field: str
    bounds: tuple[Bound, ...]


@dataclass(frozen=True, slots=True)
class Words:
    """Words that stand next to each other, in any form, folded; with `prefix` the last one may go on."""

    words: tuple[str, ...]
    prefix: bool = False


@dataclass(frozen=True, slots=True)
class Condition:
    """A condition that is no single field: `open`, `overdue` or `repeat`."""

    name: str


@dataclass(frozen=True, slots=True)
class Saved:
    """A saved filter, by its name; `at` is where it stands in the text, counted from 0."""

    name: str
    at: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Not:
    """What does not fit."""

    part: Node


@dataclass(frozen=True, slots=True)
class All:
    """What fits all parts; without parts every appeal."""

    parts: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class AnyOf:
    """What fits one of the parts at least."""

    parts: tuple[Node, ...]


Node: TypeAlias = Term | Words | Condition | Saved | Not | All | AnyOf
EVERY_APPEAL = All(())


def all_of(parts: Iterable[Node]) -> Node:
    """Return what fits all of `parts`, flat."""
    flat = tuple(inner for part in parts for inner in (part.parts if isinstance(part, All) else (part,)))
    return flat[0] if len(flat) == 1 else All(flat)


def any_of(parts: Iterable[Node]) -> Node:
    """Return what fits any of `parts` (one at least), flat."""
    flat = tuple(inner for part in parts for inner in (part.parts if isinstance(part, AnyOf) else (part,)))
    return flat[0] if len(flat) == 1 else AnyOf(flat)


def negated(part: Node) -> Node:
    """Return what does not fit `part`."""
    return part.part if isinstance(part, Not) else Not(part)


def leaves(node: Node, *, fitting: bool = True) -> Iterator[tuple[Node, bool]]:
    """Yield what a tree is made of, each with whether it is to hold or, negated, not to hold."""
    match node:
        case Not(part):
            yield from leaves(part, fitting=not fitting)
        case All(parts) | AnyOf(parts):
            for part in parts:
                yield from leaves(part, fitting=fitting)
        case _:
            yield node, fitting


def depth(node: Node) -> int:
    """Return how many nodes stand inside one another at most."""
    match node:
        case Not(part):
            return 1 + depth(part)
        case All(parts) | AnyOf(parts):
            return 1 + max(map(depth, parts), default=0)
        case _:
            return 1
