"""When two appeals name one place: one house, or one object that has a name or a number of its own."""

from __future__ import annotations

import re
from typing import Protocol

from mcu_cli.domain.words import fold, stems

# «улица» is left out, for it is what people leave out; of the others the short form is made whole.
_STREET_KINDS = {
    "улица": "",
    "ул": "",
    "проспект": "проспект",
    "пр": "проспект",
    "пр-т": "проспект",
    "пр-кт": "проспект",
    "просп": "проспект",
    "переулок": "переулок",
    "пер": "переулок",
    "бульвар": "бульвар",
    "бул": "бульвар",
    "площадь": "площадь",
    "пл": "площадь",
    "шоссе": "шоссе",
    "ш": "шоссе",
}
_STREET_WORD = re.compile(r"\w+(?:-\w+)*")
_LETTER = re.compile(r"[^\W\d_]")
# A digit, a quotation mark, a capital letter in a word behind the first: «школа № 5», «Юность», «парк Победы».
_OWN_NAME = re.compile('[0-9«»„“”"]|\\w\\W+\\w*[A-ZА-ЯЁ]')


class Located(Protocol):
    """What is about a place; unset parts are empty."""

    @property
    def settlement(self) -> str:
        """Town or village."""

    @property
    def street(self) -> str:
        """Street."""

    @property
    def house(self) -> str:
        """House."""

    @property
    def object(self) -> str:
        """School, stop, park or other object."""


def same_place(one: Located, other: Located) -> bool:
    """Whether both name one house, or else one object; a settlement or a street that one leaves out parts nothing."""
    if in_two_settlements(one, other):
        return False
    house, other_house = place_key(one), place_key(other)
    if house is not None and other_house is not None:
        return house == other_house
    if one.street and other.street and street_key(one) != street_key(other):
        return False
    named = object_key(one)
    return named is not None and named == object_key(other)


def place_key(at: Located) -> tuple[str, str] | None:
    """Return street and house in the form in which they are compared; None where one of them is missing."""
    if not at.street or not at.house:
        return None
    return street_key(at), "".join(fold(at.house).split())


def object_key(at: Located) -> tuple[str, ...] | None:
    """Return the object in the form in which it is compared; None where it has no name or number of its own.

    «Остановка» or «двор» is what a hundred places are called.
    """
    if not _LETTER.search(at.object) or not _OWN_NAME.search(at.object):
        return None
    return tuple(sorted(stems(at.object)))


def in_two_settlements(one: Located, other: Located) -> bool:
    """Whether both name a settlement, and not the same."""
    return bool(one.settlement and other.settlement) and fold(one.settlement) != fold(other.settlement)


def in_two_places(one: Located, other: Located) -> bool:
    """Whether both name a settlement or both a house, and not the same."""
    houses = place_key(one), place_key(other)
    return in_two_settlements(one, other) or (None not in houses and houses[0] != houses[1])


def street_key(at: Located) -> str:
    """Return the street in the form in which it is compared; empty where none is named."""
    parts = (_STREET_KINDS.get(part, part) for part in _STREET_WORD.findall(fold(at.street)))
    return " ".join(sorted(part for part in parts if part))  # «Мира проспект» and «проспект Мира» are one
