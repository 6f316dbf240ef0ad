"""A daily summary on a terminal, and as aligned plain text for pipes, files and the text part of a mail."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING

from mcu_cli.language import _
from mcu_cli.render.clean import clean_line
from mcu_cli.render.console import drawing
from mcu_cli.render.summary_sections import sections
from mcu_cli.render.summary_text import fingerprint_text, heading, paragraph, stretch_text, witness_text

if TYPE_CHECKING:
    from mcu_cli.render.report.text import Data
    from mcu_cli.render.summary_sections import Section, Table

_PLAIN_WIDTH = 78  # RFC 5322: lines of mail
_NARROWEST = 12
_BETWEEN = 2
_AROUND_HEADING = 2  # what tabulate leaves free beside a heading
_BULLET = "- "


def plain_summary(data: Data) -> str:
    """Return a summary as plain text of 78 columns, without colours or anything that a terminal would act on."""
    parts = [
        _filled(data["municipality"]),
        f"{_filled(heading(data))}\n{_filled(stretch_text(data))}",
        _filled(" ".join(paragraph(data))),
    ]
    for section in sections(data):
        lines = [section.title.upper(), *_sentences(section)]
        if section.table is not None:
            lines.append(_plain_table(section.table))
        parts.append("\n".join(lines))
    parts.append(f"{_fingerprint_line(data)}\n{data['fingerprint']}\n{_filled(witness_text())}")
    return "\n\n".join(parts) + "\n"


def terminal_summary(data: Data, *, width: int, colour: bool) -> str:
    """Return a summary for a terminal of `width` columns."""
    from rich import box  # heavy: only where it prints
    from rich.table import Table as Drawn
    from rich.text import Text

    console, drawn = drawing(width=width, colour=colour)
    console.print(Text(clean_line(data["municipality"])))
    console.print(Text(heading(data), style="bold"))
    console.print(Text(stretch_text(data)))
    console.print()
    console.print(Text(textwrap.fill(" ".join(paragraph(data)), width)))  # rich breaks at no-break spaces too
    for section in sections(data):
        console.print()
        console.print(Text(section.title, style="bold"))
        if len(section.sentences) == 1:
            console.print(Text(textwrap.fill(clean_line(section.sentences[0]), width)))
        elif section.sentences:
            listed = Drawn.grid(padding=0)
            listed.add_column(width=len(_BULLET))
            listed.add_column()
            for sentence in section.sentences:
                listed.add_row(Text(_BULLET), Text(textwrap.fill(clean_line(sentence), width - len(_BULLET))))
            console.print(listed)
        if section.table is not None:
            table = Drawn(box=box.SIMPLE_HEAD, pad_edge=False)
            for number, text in enumerate(section.table.headings):
                is_number = number >= section.table.numbers_from
                table.add_column(Text(text), justify="right" if is_number else "left", no_wrap=is_number)
            for row in section.table.rows:
                # Titles come from registries and exports: whoever wrote them does not steer the terminal.
                table.add_row(*(Text(clean_line(cell)) for cell in row))
            console.print(table)
    console.print()
    console.print(Text(_fingerprint_line(data), style="bold"))
    console.print(Text(data["fingerprint"]))
    console.print(Text(witness_text()))
    return drawn.getvalue()


def _fingerprint_line(data: Data) -> str:
    return _("Fingerprint of the record: {short}").format(short=fingerprint_text(data["fingerprint"]))


def _filled(text: str) -> str:
    return textwrap.fill(clean_line(text), _PLAIN_WIDTH)


def _sentences(section: Section) -> list[str]:
    """Return the sentences of a part, several as a list."""
    if len(section.sentences) == 1:
        return [_filled(section.sentences[0])]
    return [
        textwrap.fill(clean_line(sentence), _PLAIN_WIDTH, initial_indent=_BULLET, subsequent_indent=" " * len(_BULLET))
        for sentence in section.sentences
    ]


def _plain_table(table: Table) -> str:
    from tabulate import tabulate  # heavy: only where it prints

    cells = [[clean_line(cell) for cell in row] for row in table.rows]
    aligned = ["right" if number >= table.numbers_from else "left" for number in range(len(table.headings))]
    text = tabulate(
        cells,
        table.headings,
        tablefmt="simple",
        disable_numparse=True,
        colalign=aligned,
        maxcolwidths=_widths(table, cells),
    )
    return "\n".join(line.rstrip() for line in text.splitlines())


def _widths(table: Table, cells: list[list[str]]) -> list[int | None]:
    """Return how wide each column may be: numbers as they are, names share what is left."""
    columns = list(zip(*cells, strict=True))
    headings = [len(heading) + _AROUND_HEADING for heading in table.headings]
    longest = [max(heading, *map(len, column)) for heading, column in zip(headings, columns, strict=True)]
    left = _PLAIN_WIDTH - sum(longest[table.numbers_from :]) - _BETWEEN * (len(columns) - 1)
    widths: list[int | None] = [None] * len(columns)
    # The narrow ones first: what they leave goes to the wide ones.
    for taken, number in enumerate(sorted(range(table.numbers_from), key=longest.__getitem__)):
        share = max(left // (table.numbers_from - taken), _NARROWEST)
        widths[number] = min(longest[number], share) or None
        left -= min(longest[number], share)
    return widths
