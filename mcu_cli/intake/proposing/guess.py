"""Guesses which column of an unknown table fills which field: by its heading, and by what its cells are like."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum
from itertools import islice
from typing import TYPE_CHECKING

from mcu_cli.domain.column_map import BY_NAME, REQUIRED, Kind
from mcu_cli.intake.data_rows import DataRows
from mcu_cli.intake.proposing.cell_kinds import CellKind, ColumnCells, kind_of
from mcu_cli.intake.proposing.heading_words import NAME_PARTS, Meaning, is_plain_number, meanings, plain
from mcu_cli.intake.proposing.likely_words import likely_words
from mcu_cli.intake.table import Row, RowsBelow, Sheet, column_letters

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_TOP = 40  # rows among which the headings are looked for
_LONGEST_HEADING = 120
_MOST = 0.7  # of the cells that are what a field needs: the rest may be slips of the pen
_TEXT_LENGTH = 12  # characters that a text of an appeal has at least, on average
_CERTAIN = (CellKind.MOMENT, CellKind.DOUBT)
_DATES = (*_CERTAIN, CellKind.SERIAL)  # under a heading that speaks of a date, numbers may be days
_FIGURES = (*_DATES, CellKind.TIME, CellKind.NUMBER, CellKind.PHONE)
_NEEDED = {
    "email": (CellKind.EMAIL,),
    "url": (CellKind.URL,),
    "phone": (CellKind.PHONE, CellKind.NUMBER),
}
_SEVERAL = 10  # filled cells by which a list of words and a column of numbers are known
_TOLD_APART = 0.9  # of the cells of a key are different; a few rows may be there twice
_RATINGS = frozenset({"0", "1", "2", "3", "4", "5"})
_BY_CELLS = {CellKind.EMAIL: "email", CellKind.URL: "url", CellKind.PHONE: "phone"}


class Why(Enum):
    """What a guess rests on."""

    HEADING = "heading"
    CELLS = "cells"


@dataclass
class Guess:
    """What an unknown table probably is.

    `columns` gives each field the positions of its columns, with what the guess rests on; `letters` whether columns
    must be named by their letters. `skip` is the last row above a table without headings.
    """

    sheet: Sheet
    headings: tuple[str, ...]
    header: bool
    skip: int
    cells: list[ColumnCells]
    rows: int = 0
    columns: dict[str, tuple[tuple[int, ...], Why]] = field(default_factory=dict)

    def words(self, name: str) -> Mapping[str, str]:
        """Return what the words in the column of a closed list probably mean; empty for the unknown."""
        positions, _why = self.columns[name]
        return likely_words(name, (self.cells[positions[0]].words or {}).values())


def guessed(sheet: Sheet) -> Guess | None:
    """Return what the table on `sheet` probably is; None where it has no rows."""
    top = list(islice(sheet.rows, _TOP))
    if not top:
        return None
    heading = _heading_row(top)
    if heading is None:
        width = max(len(row.cells) for row in top)
        skip = _rows_above(top)
        headings = tuple(column_letters(n) for n in range(width))
        guess = Guess(sheet, headings, False, skip, [])  # noqa: FBT003  # the field is named in the class
    else:
        guess = Guess(sheet, tuple(heading.cells), True, heading.number, [])  # noqa: FBT003  # the same
    _look_at(guess)
    _assign(guess)
    return guess


def best_guess(sheets: Sequence[Sheet]) -> Guess | None:
    """Return the guess for the sheet that has headings and fills the most fields; None where no sheet has rows."""
    guesses = [guess for sheet in sheets if (guess := guessed(sheet)) is not None]
    return max(guesses, key=lambda guess: (guess.header and guess.rows > 0, len(guess.columns)), default=None)


def _heading_row(top: Sequence[Row]) -> Row | None:
    """Return the row that says the most as headings; None where no row is like one."""
    best, most = None, 0
    for row in top:
        filled = [cell for cell in row.cells if cell.strip()]
        if any(len(cell) > _LONGEST_HEADING or kind_of(cell) not in {CellKind.WORD, CellKind.TEXT} for cell in filled):
            continue
        known = sum(bool(meanings(cell)) for cell in filled)
        better = known > most and (known > 1 or known * 2 >= len(filled))
        if better or (best is not None and known == len(filled) > 1 and _fills_gaps(row, best)):
            best, most = row, known
    # One word of the trade alone may stand in a row of cells, but hardly in the first one of a whole table.
    return best if best is not None and (most > 1 or best is top[0]) else _row_unlike_those_below(top)


def _fills_gaps(row: Row, above: Row) -> bool:
    """Whether a row is the second line of headings: it names what stands below one merged heading of the line above."""
    gaps = {n for n, cell in enumerate(above.cells) if not cell.strip()}
    return row.number == above.number + 1 and any(cell.strip() and n in gaps for n, cell in enumerate(row.cells))


def _row_unlike_those_below(top: Sequence[Row]) -> Row | None:
    """Return the first row where it has words only and the next rows have figures below some of them."""
    first, below = top[0], top[1:]
    filled = [n for n, cell in enumerate(first.cells) if cell.strip()]
    if len(filled) < 2 or any(kind_of(first.cells[n]) is not CellKind.WORD for n in filled):  # noqa: PLR2004  # one cell is a title
        return None
    unlike = any(n < len(row.cells) and kind_of(row.cells[n]) in _FIGURES for row in below for n in filled)
    return first if unlike else None


def _rows_above(top: Sequence[Row]) -> int:
    """Return the number of the last row of a title above a table without headings; 0 where there is none."""
    width = max(sum(bool(cell.strip()) for cell in row.cells) for row in top)
    above = 0
    for row in top:
        if sum(bool(cell.strip()) for cell in row.cells) * 2 > width:
            break
        above = row.number
    return above


def _look_at(guess: Guess) -> None:
    """Go through all rows once."""
    width = len(guess.headings)
    guess.cells = [ColumnCells() for _heading in guess.headings]
    for row in DataRows(RowsBelow(guess.sheet.rows, guess.skip), guess.headings, ()):
        guess.rows += 1
        for cells, cell in zip(guess.cells, row.cells[:width], strict=False):
            cells.add(cell)


def _assign(guess: Guess) -> None:
    if guess.header:
        _by_headings(guess)
    taken = {n for positions, _why in guess.columns.values() for n in positions}
    free = [n for n, cells in enumerate(guess.cells) if n not in taken and cells.filled]
    if "text" not in guess.columns:
        texts = [n for n in free if guess.cells[n].share(CellKind.WORD, CellKind.TEXT) >= _MOST]
        if texts:
            _take(guess, "text", max(texts, key=lambda n: guess.cells[n].length), free)
    if not {"received", "registered"} & set(guess.columns):
        dates = [n for n in free if guess.cells[n].share(*_CERTAIN) >= _MOST]
        if dates and (len(dates) == 1 or not guess.header):
            _take(guess, "received", dates[0], free)
    if not guess.header:
        _by_cells(guess, free)


def _take(guess: Guess, name: str, position: int, free: list[int]) -> None:
    guess.columns[name] = ((position,), Why.CELLS)
    free.remove(position)


def _by_headings(guess: Guess) -> None:
    names = _name_in_parts(guess)
    candidates = sorted(
        (
            (-meaning.score, n, meaning.field)
            for n, heading in enumerate(guess.headings)
            if n not in names
            for meaning in (_by_what_it_holds(each, guess.cells[n]) for each in meanings(heading))
            if _holds(meaning.field, guess.cells[n], heading)
        ),
    )
    taken = set(names)
    if names:
        guess.columns["author"] = (names, Why.HEADING)
    for _score, n, name in candidates:
        if n not in taken and name not in guess.columns:
            guess.columns[name] = ((n,), Why.HEADING)
            taken.add(n)
    _add_time(guess, taken)


def _by_what_it_holds(meaning: Meaning, cells: ColumnCells) -> Meaning:
    """Return what a heading means whose cells say of the author not the name, but how to reach him."""
    if meaning.field != "author":
        return meaning
    reached = {CellKind.EMAIL: "email", CellKind.PHONE: "phone", CellKind.URL: "profile"}
    return meaning._replace(
        field=next((name for kind, name in reached.items() if cells.share(kind) >= _MOST), meaning.field)
    )


def _add_time(guess: Guess, taken: set[int]) -> None:
    """Join the time to the day of receipt, where each stands in a column of its own, side by side."""
    if "received" not in guess.columns:
        return
    (day,), why = guess.columns["received"]
    for n in (day + 1, day - 1):
        if 0 <= n < len(guess.cells) and n not in taken and guess.cells[n].share(CellKind.TIME) >= _MOST:
            guess.columns["received"] = ((day, n), why)
            return


def _name_in_parts(guess: Guess) -> tuple[int, ...]:
    """Return the columns of surname, first name and patronymic, where there are at least the first two."""
    found = []
    for spellings in NAME_PARTS:
        fitting = [n for n, heading in enumerate(guess.headings) if plain(heading) in spellings]
        found += fitting[:1]
    return tuple(found) if len(found) > 1 else ()


def _by_cells(guess: Guess, free: list[int]) -> None:
    """Guess what the columns of a table without headings are, where their cells leave little doubt."""
    for n in list(free):
        cells = guess.cells[n]
        name = next((field for kind, field in _BY_CELLS.items() if cells.share(kind) >= _MOST), "")
        if not name and cells.words and len(cells.words) < cells.filled:
            name = next((each for each in ("kind", "channel", "outcome") if _all_likely(each, cells.words)), "")
        if name and name not in guess.columns:
            _take(guess, name, n, free)


def _all_likely(name: str, words: dict[str, str]) -> bool:
    return all(likely_words(name, words.values()).values())


def _holds(name: str, cells: ColumnCells, heading: str) -> bool:
    """Whether the cells of a column can be what the field needs; an empty column can be anything but the text."""
    kind = BY_NAME[name].kind
    if not cells.filled:
        return name != REQUIRED and kind is not Kind.CHOICE
    if kind is Kind.CHOICE:
        meant = likely_words(name, (cells.words or {}).values()).values()
        return any(meant) if name == "status" else sum(map(bool, meant)) * 2 >= len(meant) > 0
    if name == "key":
        told_apart = cells.distinct >= _TOLD_APART or cells.filled < _SEVERAL
        return told_apart and cells.share(*_CERTAIN) < _MOST and not (cells.counts_up and is_plain_number(heading))
    if name == "topic" and cells.filled >= _SEVERAL and cells.distinct >= _TOLD_APART:
        return False  # the subject of a letter, different in each row, is no topic
    if name in _NEEDED:
        return cells.share(*_NEEDED[name]) >= _MOST
    return {
        Kind.MOMENT: cells.share(*_DATES) >= _MOST,
        Kind.RATING: cells.words is not None and set(cells.words) <= _RATINGS,
        Kind.TEXT: cells.share(CellKind.WORD, CellKind.TEXT) >= _MOST
        and cells.length >= (_TEXT_LENGTH if name == "text" else 0),
        Kind.LEFT: True,
    }.get(kind, name == "house" or cells.share(*_CERTAIN) < _MOST)
