"""A map of an unknown table, proposed in writing: YAML with a comment on each line, for a clerk to look through.

What it prints can be used as it stands. It names headings and the words of closed lists; of the other cells it says
what kind they are, and shows none: they hold personal data.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from mcu_cli.domain.column_map import BY_NAME, Kind
from mcu_cli.errors import BadInputError
from mcu_cli.intake.placed import key_of
from mcu_cli.intake.proposing.cell_kinds import CellKind, ColumnCells
from mcu_cli.intake.proposing.guess import Guess, Why, best_guess
from mcu_cli.intake.proposing.heading_words import is_ordinal, is_plain_number
from mcu_cli.intake.proposing.likely_words import likely_channel
from mcu_cli.intake.table import column_letters
from mcu_cli.language import _, ngettext
from mcu_cli.wording import number_text

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from mcu_cli.intake.table import Sheet

_NAME = re.compile(r"[a-z]+(?:-[a-z]+)*")


def propose(sheets: Sequence[Sheet], known: str = "", name: str = "") -> str:
    """Return a map of the table in a file, in YAML, called `name` (else after the file, if that is in Latin letters).

    `known` names the layout that the table has, where mcu knows it.
    Raises BadInputError where the file has no rows, or no column that can be the text.
    """
    guess = best_guess(sheets)
    file = sheets[0].file if sheets else ""
    if guess is None:
        raise BadInputError(_("{file} holds no rows; export it again").format(file=file))
    if "text" not in guess.columns:
        raise BadInputError(
            _("{file} has no column with texts, so there is no appeal in it; check that it is the right file").format(
                file=file
            )
        )
    lines = [*_head(guess, known, name), *_columns(guess), *_left_over(guess), *_constants(guess)]
    return "\n".join([*lines, *_values(guess), *_dates(guess)]) + "\n"


def _head(guess: Guess, known: str, name: str) -> Iterator[str]:
    """Give the lines above the columns."""
    file = " ".join(guess.sheet.file.split())
    rows = ngettext("{n} row", "{n} rows", guess.rows).format(n=number_text(guess.rows))
    yield "# " + _("A map of {file}, proposed from its headings and from the cells of {rows}.").format(
        file=file, rows=rows
    )
    if known:
        yield "# " + _("mcu knows this layout ({name}) and needs no map for it.").format(name=known)
    yield "# " + _("Check each line, save this as map.yaml, then: mcu import FILE --map map.yaml --dry-run")
    yield "# " + _("How a map is written stands in docs/import.md. What comes after # is a comment.")
    yield ""
    yield "format: 1"
    yield f"name: {name or _name(file)}"
    yield f"system: {name or _name(file)}  # " + _(
        "the numbers of the appeals are kept under this name; do not change it later"
    )
    if not guess.header:
        yield "header: no  # " + _("no row of headings was found; columns are named by their letters")
        if guess.skip:
            yield f"skip: {guess.skip}  # " + _("rows above the table")
    if _is_guarded(guess):
        yield "guard: yes  # " + _("an apostrophe stands before the texts; it is taken off")
    yield ""


def _is_guarded(guess: Guess) -> bool:
    cells = guess.cells[guess.columns["text"][0][0]]
    return cells.guarded * 2 > cells.filled


def _columns(guess: Guess) -> Iterator[str]:
    yield "columns:"
    for name in BY_NAME:
        if name not in guess.columns or BY_NAME[name].kind is Kind.LEFT:
            continue
        positions, why = guess.columns[name]
        references = [_reference(guess, n) for n in positions]
        value = references[0] if len(references) == 1 else f"{{join: [{', '.join(references)}]}}"
        rests = _("by its heading") if why is Why.HEADING else _("a guess, by its cells")
        yield f"  {name}: {value}  # {rests}; {_described(guess.cells[positions[0]])}"


def _left_over(guess: Guess) -> Iterator[str]:
    """Give a comment on each column that fills no field."""
    taken = {
        n for name, (positions, _why) in guess.columns.items() if BY_NAME[name].kind is not Kind.LEFT for n in positions
    }
    free = [
        n for n, heading in enumerate(guess.headings) if n not in taken and (heading.strip() or guess.cells[n].rows)
    ]
    if not free:
        return
    yield "  # " + _("Columns that fill no field; to take one, write its field in place of the ? and remove the #:")
    due = {n for name, (positions, _why) in guess.columns.items() if BY_NAME[name].kind is Kind.LEFT for n in positions}
    for n in free:
        comment = _described(guess.cells[n])
        heading = guess.headings[n]
        if n in due:
            comment += "; " + _("mcu computes terms by its own rules")
        elif is_ordinal(heading) or (is_plain_number(heading) and guess.cells[n].counts_up):
            comment += "; " + _("an ordinal; as `key` only if these numbers never change")
        yield f"  #?: {_reference(guess, n)}  # {comment}"


def _constants(guess: Guess) -> Iterator[str]:
    if "channel" in guess.columns:
        return
    yield ""
    yield "constants:"
    words = ", ".join(BY_NAME["channel"].choices or ())
    channel = likely_channel([guess.sheet.file, *(guess.headings if guess.header else ())])
    yield f"  channel: {channel}  # " + _("no column says the channel; one of {words}").format(words=words)


def _values(guess: Guess) -> Iterator[str]:
    """Give what the words of the closed lists mean."""
    named = [name for name in BY_NAME if BY_NAME[name].kind is Kind.CHOICE and name in guess.columns]
    lines = []
    for name in named:
        meant = guess.words(name)
        shown = {cell: word for cell, word in meant.items() if word or name != "status"}
        if shown:
            lines.append(f"  {name}:")
        for cell, word in shown.items():
            unknown = "" if word else "  # " + _("not known to mcu, so it is left out")
            lines.append(f"    {_quoted(cell)}: {word or _quoted('')}{unknown}")
    if lines:
        yield ""
        yield "# " + _("What the words in the cells mean; a word that is not named and not known rejects its row.")
        yield "values:"
        yield from lines


def _dates(guess: Guess) -> Iterator[str]:
    """Give the format of dates of which the figures alone do not say which is the month."""
    of_moments = [
        guess.cells[n]
        for name, (positions, _why) in guess.columns.items()
        if BY_NAME[name].kind is Kind.MOMENT
        for n in positions
    ]
    for sign in sorted({sign for cells in of_moments for sign in cells.signs}):
        doubtful = [cells for cells in of_moments if sign in cells.signs]
        day_first = all(cells.day_first for cells in doubtful)
        month_first = all(cells.month_first for cells in doubtful)
        day_format, month_format = f"%d{sign}%m{sign}%Y", f"%m{sign}%d{sign}%Y"
        yield ""
        if day_first and month_first:
            yield "# " + _(
                "Dates with {sign}: all rows fit both day and month first. Remove the # of the right line:"
            ).format(sign=sign)
            yield f"# dates: '{day_format}'"
            yield f"# dates: '{month_format}'"
        elif day_first or month_first:
            only = _("the day comes first") if day_first else _("the month comes first")
            yield f"dates: '{day_format if day_first else month_format}'  # " + _("{only}: so all rows fit").format(
                only=only
            )
        else:
            yield "# " + _(
                "Dates with {sign}: some rows fit only with the day first, others only with the month first; "
                "mend them in the file, then choose:"
            ).format(sign=sign)
            yield f"# dates: '{day_format}'"
            yield f"# dates: '{month_format}'"


def _described(cells: ColumnCells) -> str:
    """Return what the cells of a column are like, in words."""
    if not cells.filled:
        return _("empty")
    kind = cells.kinds.most_common(1)[0][0]
    named = {
        CellKind.MOMENT: _("dates"),
        CellKind.DOUBT: _("dates"),
        CellKind.TIME: _("times"),
        CellKind.SERIAL: _("numbers, perhaps dates"),
        CellKind.NUMBER: _("numbers"),
        CellKind.URL: _("addresses of pages"),
        CellKind.EMAIL: _("e-mail addresses"),
        CellKind.PHONE: _("telephone numbers"),
        CellKind.WORD: _("short texts"),
        CellKind.TEXT: _("long texts"),
    }[kind]
    return _("{kind}, {n} of {total} cells filled").format(
        kind=named, n=cells.filled, total=max(cells.seen, cells.filled)
    )


def _reference(guess: Guess, position: int) -> str:
    """Return how the map names a column: by its heading, else by its letters."""
    heading = guess.headings[position]
    if not guess.header:
        return column_letters(position)
    key = key_of(heading)
    if not key or sum(key_of(other) == key for other in guess.headings) > 1:
        return f"{{column: {column_letters(position)}}}"
    return _quoted(heading)


def _quoted(text: str) -> str:
    """Return a text in the single quotes of YAML, on one line."""
    return "'" + " ".join(text.split()).replace("'", "''") + "'"


def _name(file: str) -> str:
    """Return a name for the map after that of the file, which is not to change with its date or number."""
    found = _NAME.search(file.rpartition(".")[0].casefold().replace("_", "-"))
    return found[0] if found is not None else "table"
