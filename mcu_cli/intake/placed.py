"""Where in a table the columns of a map stand."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mcu_cli.errors import BadInputError
from mcu_cli.intake.table import OWN_HEADING, column_letters, heading_key
from mcu_cli.language import _

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from mcu_cli.domain.column_map import Column, ColumnMap

_INVISIBLE = dict.fromkeys(map(ord, "\ufeff\u200b\u00ad\u2060"))
_LETTERS = 26

Places = dict[str, tuple[int, ...]]  # field -> positions of the cells that make its value together, from 0


def key_of(heading: str) -> str:
    """Return the form in which headings are compared; a byte order mark and the like do not count.

    Empty for the columns that mcu itself adds to rows it gives back.
    """
    key = heading_key(heading.translate(_INVISIBLE))
    return "" if key.startswith(OWN_HEADING) else key


def places(column_map: ColumnMap, headings: Sequence[str]) -> Places:
    """Return where the fields of `column_map` stand; a field none of whose columns is there is left out."""
    standing = _standing(headings)
    found: Places = {}
    for name, choices in column_map.columns.items():
        for joined in choices:
            positions = [_position(column, standing, len(headings)) for column in joined]
            if None not in positions:
                found[name] = tuple(n for n in positions if n is not None)
                break
    return found


def refuse_doubled(column_map: ColumnMap, headings: Sequence[str], file: str) -> None:
    """Raise BadInputError where the map takes a column by a heading that two columns bear."""
    taken = {n for positions in places(column_map, headings).values() for n in positions}
    by_letters = {
        _position(column, {}, len(headings))
        for choices in column_map.columns.values()
        for joined in choices
        for column in joined
        if column.letters
    }
    refuse_two(headings, {key_of(headings[n]) for n in taken - by_letters}, file)


def refuse_two(headings: Sequence[str], keys: Iterable[str], file: str) -> None:
    """Raise BadInputError where two columns bear one of the headings whose keys are `keys`."""
    wanted = set(keys)
    first: dict[str, int] = {}
    for n, heading in enumerate(headings):
        key = key_of(heading)
        if key in wanted and key in first:
            raise BadInputError(
                _("{file} has two columns «{heading}» ({first} and {second}); remove one of them").format(
                    file=file, heading=headings[first[key]], first=column_letters(first[key]), second=column_letters(n)
                )
            )
        first.setdefault(key, n)


def heading_of(name: str, placed: Mapping[str, tuple[int, ...]], headings: Sequence[str]) -> str:
    """Return the heading under which the field `name` stands: the letters of its column, or its own name, without."""
    if name not in placed:
        return name
    position = placed[name][0]
    return " ".join(headings[position].split()) or column_letters(position)


def left_alone(placed: Mapping[str, tuple[int, ...]], headings: Sequence[str]) -> tuple[str, ...]:
    """Return the headings of the columns that fill no field."""
    taken = {n for positions in placed.values() for n in positions}
    return tuple(heading for n, heading in enumerate(headings) if key_of(heading) and n not in taken)


def _standing(headings: Sequence[str]) -> dict[str, int]:
    standing: dict[str, int] = {}
    for n, heading in enumerate(headings):
        standing.setdefault(key_of(heading), n)
    standing.pop("", None)
    return standing


def _position(column: Column, standing: Mapping[str, int], width: int) -> int | None:
    if not column.letters:
        return standing.get(key_of(column.heading))
    number = 0
    for letter in column.letters.upper():
        number = number * _LETTERS + ord(letter) - ord("A") + 1
    return number - 1 if number <= width else None
