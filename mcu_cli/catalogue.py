"""A compiled catalogue of gettext, in which a sentence is looked up when it is said.

The standard library reads all of a catalogue into a dictionary before it says the first sentence: a start of mcu would
pay for thousands of sentences, of which a command says a few dozen. The compiled form
(https://www.gnu.org/software/gettext/manual/html_node/MO-Files.html) is sorted, so that it can be searched as it lies.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Sequence

_MAGIC = b"\xde\x12\x04\x95"  # of a file whose numbers begin with their lowest byte; ours is compiled so
_NUMBER = 4  # bytes


class Translations(Protocol):
    """What a catalogue knows."""

    def gettext(self, message: str, /) -> str:
        """Return the translation of a sentence; the sentence itself where there is none."""

    def ngettext(self, one: str, many: str, n: int, /) -> str:
        """Return the form of a sentence that goes with `n`; the English one where there is no translation."""


class Catalogue:
    """The Russian sentences of one compiled catalogue."""

    def __init__(self, data: bytes) -> None:
        """Take the bytes of the compiled form; raises ValueError for anything else."""
        if not data.startswith(_MAGIC):
            raise ValueError("not a compiled catalogue")
        self._data = data
        self._count, self._sources, self._translations = (self._number(place) for place in (8, 12, 16))
        self._found: dict[str, Sequence[str]] = {}

    def gettext(self, message: str) -> str:
        """Return the translation of a sentence; the sentence itself where there is none."""
        forms = self._forms(message)
        return forms[0] if forms else message

    def ngettext(self, one: str, many: str, n: int) -> str:
        """Return the form of a sentence that goes with `n`; the English one where there is no translation."""
        forms = self._forms(one)
        if len(forms) <= 1:
            return one if n == 1 else many
        return forms[russian_form(n)]

    def _forms(self, source: str) -> Sequence[str]:
        """Return the translation of a sentence, or its forms; none where it is not in the catalogue."""
        found = self._found.get(source)
        if found is None:
            found = self._found[source] = self._looked_up(source.encode())
        return found

    def _looked_up(self, source: bytes) -> Sequence[str]:
        low, high = 0, self._count
        while low < high:
            middle = (low + high) // 2
            there = self._text(self._sources, middle).partition(b"\0")[0]  # the plural stands behind the singular
            if there < source:
                low = middle + 1
            elif there > source:
                high = middle
            else:
                return self._text(self._translations, middle).decode().split("\0")
        return ()

    def _text(self, table: int, row: int) -> bytes:
        place = table + row * 2 * _NUMBER
        start = self._number(place + _NUMBER)
        return self._data[start : start + self._number(place)]

    def _number(self, place: int) -> int:
        return int.from_bytes(self._data[place : place + _NUMBER], "little")


def russian_form(n: int) -> int:
    """Return which form of a Russian sentence goes with `n`: 0 for 1, 21; 1 for 2 to 4, 22; 2 for all others."""
    if n % 10 == 1 and n % 100 != 11:  # noqa: PLR2004  # the rule of the head of the catalogue and of the Unicode CLDR
        return 0
    return 1 if n % 10 in {2, 3, 4} and n % 100 not in {12, 13, 14} else 2
