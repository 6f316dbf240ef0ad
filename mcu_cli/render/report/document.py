"""A report as all forms set it: head, paragraphs, main figures, tables and notes, each text cleaned."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from mcu_cli.render.clean import clean_line
from mcu_cli.render.dialect import first_upper
from mcu_cli.render.report.banner import banner
from mcu_cli.render.report.cell_text import heading_texts, row_texts
from mcu_cli.render.report.main_figures import MainFigure, main_figures
from mcu_cli.render.report.origin import origin
from mcu_cli.render.report.sections import sections
from mcu_cli.render.report.text import heading, legal_note, only_line, paragraphs

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mcu_cli.render.report.section import Section
    from mcu_cli.render.report.text import Data

_ENDS_A_SENTENCE = (".", ":", ";")  # what a headline does not


class Table(NamedTuple):
    """One table with its texts: title, headings, rows, that of the whole last, and the sentence below.

    `section` has the values themselves.
    """

    section: Section
    title: str
    headings: list[str]
    rows: list[list[str]]
    note: str


class Document(NamedTuple):
    """A report in the order in which it is read; what a report does not have is empty.

    `origin` are the lines that end it: the commit that it was counted from, and how to repeat it.
    """

    banner: str
    municipality: str
    heading: str
    only: str
    paragraphs: list[str]
    figures: list[MainFigure]
    tables: list[Table]
    legal_note: str
    origin: list[str]


def document(data: Data, *, full: bool = False) -> Document:
    """Return a report, in the language spoken, ready to be set.

    A text for the press is what its template says and no more: its headline, and its paragraphs.
    """
    tables = [_table(section) for section in sections(data, full=full)]
    said = [clean_line(paragraph) for paragraph in paragraphs(data)]
    is_press = data["kind"] == "press"
    headline = said[0] if is_press and not said[0].endswith(_ENDS_A_SENTENCE) else ""
    return Document(
        banner=banner(data),
        municipality="" if is_press else first_upper(clean_line(data["municipality"])),
        heading=headline if is_press else clean_line(heading(data)),
        only=clean_line(only_line(data)),
        paragraphs=said[1:] if headline else said,
        figures=[] if is_press else main_figures(data),
        tables=tables,
        legal_note=clean_line(legal_note([*said, *_texts(tables)])),
        origin=[] if is_press else [clean_line(line) for line in origin(data)],
    )


def _table(section: Section) -> Table:
    title, note = clean_line(section.title), clean_line(section.note)
    return Table(section, title, heading_texts(section), row_texts(section), note)


def _texts(tables: list[Table]) -> Iterator[str]:
    for table in tables:
        yield from (table.title, *table.headings, table.note)
        for row in table.rows:
            yield from row
