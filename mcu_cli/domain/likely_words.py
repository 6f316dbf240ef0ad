"""What a half-typed word may become: a value by its own beginning, or by the words of its name in any language."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from mcu_cli.domain.words import fold, words

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator


class Candidate(NamedTuple):
    """One way to end a half-typed word: the `value`, what it means, and the name by which it was found.

    `named` is empty where the value itself begins with what was typed, and where a command takes no name in place of
    the value. `goes_on` says that more follows directly.
    """

    value: str
    help: str = ""
    named: str = ""
    goes_on: bool = False


def fitting(
    typed: str, known: Iterable[tuple[str, str]], others: Iterable[str] = (), *, whole: bool = False
) -> Iterator[Candidate]:
    """Yield the values of `known` (value, name) that `typed` may become: by the value first, then by the name.

    Case and ё do not matter. A name fits by the beginnings of its words, with `whole` by its own beginning alone.
    `others` are values that the command line has already and that are left out.
    """
    left_out = frozenset(others)
    wanted = fold(typed)
    by_name = []
    for value, name in known:
        if value in left_out:
            continue
        if fold(value).startswith(wanted):
            yield Candidate(value, name)
        elif fold(name).startswith(wanted) if whole else _begins(wanted, name):
            by_name.append(Candidate(value, name, named=name))
    yield from by_name


def _begins(wanted: str, name: str) -> bool:
    """Whether each word of `wanted` is the beginning of a word of `name`."""
    there = words(name)
    parts = words(wanted)
    return bool(parts) and all(any(word.startswith(part) for word in there) for part in parts)
