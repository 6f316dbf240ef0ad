"""The ledgers, and the ids of what stands in them: a letter, the year, a number in that year."""

from __future__ import annotations

import re
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

from mcu_cli.errors import UsageError
from mcu_cli.language import _

if TYPE_CHECKING:
    from mcu_cli.domain.appeal import Appeal

_PER_FOLDER = 1000
_EARLIEST, _LATEST = 1970, 2999


class Ledger(StrEnum):
    """A ledger of the centre; the value names one item of it."""

    RECEPTION = "reception"  # личный приём граждан: 59-ФЗ art. 13
    INSTRUCTION = "instruction"  # поручение главы
    POLL = "poll"  # опрос, голосование
    WORK = "work"  # что сделано по обращениям

    @property
    def folder(self) -> str:
        """Return the folder of its files in the store."""
        return f"{self.value}s"

    @property
    def letter(self) -> str:
        """Return the letter with which its ids begin."""
        return self.value[0].upper()


_BY_LETTER = {ledger.letter: ledger for ledger in Ledger}
FOLDERS = tuple(ledger.folder for ledger in Ledger)
_FULL = re.compile(rf"([{''.join(_BY_LETTER)}])-(\d{{4}})-([A-Z]?)(\d{{4,9}})")
# The letters of ids as they sound, typed on the Russian layout; and Р, which looks like the P of a poll.
_BY_SOUND = {"Р": Ledger.RECEPTION, "И": Ledger.INSTRUCTION, "П": Ledger.POLL, "В": Ledger.WORK}
_BY_LOOKS = {"Р": Ledger.POLL}
_SHORT = re.compile(r"(?:([A-Za-zА-Яа-я])-)?(?:(\d{4})-)?([A-Za-z]?)(\d{1,9})")


class ItemId(NamedTuple):
    """An id in its parts; tuples of one ledger sort as the ids should: by year, series and number."""

    ledger: Ledger
    year: int
    series: str
    number: int

    def __str__(self) -> str:
        """Return the id as it stands in files: `R-2026-0007`, `R-2026-B0007` in a clone with a series letter."""
        return f"{self.ledger.letter}-{self.year:04}-{self.series}{self.number:04d}"

    @property
    def path(self) -> str:
        """Return the file's path in the store: a folder a year, and one per thousand from 1000 on."""
        folder = f"{self.ledger.folder}/{self.year:04}"
        if self.number >= _PER_FOLDER:
            folder += f"/{self.number // _PER_FOLDER}"
        return f"{folder}/{self}.yaml"


class ShortItemId(NamedTuple):
    """What a short form leaves open: `7` means this year, an empty `series` any."""

    year: int
    series: str
    number: int


def parse(text: str) -> ItemId | None:
    """Return the id that `text` is, whole and canonical; None if it is not one."""
    match = _FULL.fullmatch(text)
    if not match or not match[4].isascii():
        return None
    item_id = ItemId(_BY_LETTER[match[1]], int(match[2]), match[3], int(match[4]))
    sound = str(item_id) == text and item_id.number and _EARLIEST <= item_id.year <= _LATEST
    return item_id if sound else None


def ledger_named(text: str) -> Ledger | None:
    """Return the ledger whose letter stands before the number in `text` (`R-2026-0007`, `r-7`, `Р-7`), or None."""
    match = _SHORT.fullmatch(text.strip())
    return {**_BY_LETTER, **_BY_SOUND}.get(match[1].upper()) if match and match[1] else None


def parse_short(ledger: Ledger, text: str, *, year: int) -> ShortItemId:
    """Return what `text` (`7`, `2026-7`, `R-2026-7`, `2026-B7`) asks for in `ledger`; `year` is the present one.

    A Russian letter is taken for that of the ledger which it sounds or looks like. Raises UsageError where it is no id
    of that ledger in any form.
    """
    match = _SHORT.fullmatch(text.strip())
    letter = ((match[1] if match else "") or ledger.letter).upper()
    if match and ledger in {_BY_LETTER.get(letter), _BY_SOUND.get(letter), _BY_LOOKS.get(letter)}:
        return ShortItemId(int(match[2] or year), match[3].upper(), int(match[4]))
    raise UsageError(
        _("{text!r} is no id here; write it like {id}, or 2026-7, or 7 for this year").format(
            text=text, id=f"{ledger.letter}-2026-0007"
        )
    )


def from_path(path: str) -> ItemId | None:
    """Return the id of the item that belongs at `path` (relative to the store, with `/`); None if none does."""
    name = path.rpartition("/")[2]
    if not name.endswith(".yaml"):
        return None
    item_id = parse(name.removesuffix(".yaml"))
    return item_id if item_id is not None and item_id.path == path else None


def reception_of(appeal: Appeal) -> str:
    """Return the id of the reception that an appeal came from, empty for one that came otherwise."""
    return appeal.source.key.partition("/")[0] if appeal.source.system == Ledger.RECEPTION.value else ""
