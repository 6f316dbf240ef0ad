"""A report in Markdown, to be pasted into a document or a page."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from mcu_cli.render.clean import clean_line
from mcu_cli.render.report.cell_text import is_number
from mcu_cli.render.report.document import document

if TYPE_CHECKING:
    from mcu_cli.render.report.document import Table
    from mcu_cli.render.report.text import Data

# What Markdown, or the HTML that it lets through, would act on: https://spec.commonmark.org/0.31.2/#backslash-escapes
_ACTIVE = re.compile(r"[\\`*_\[\]<>|~&#!]")
# And what makes a list or a line of a paragraph that begins with it.
_LEADING = re.compile(r"^(\d{1,9})?([-+.)=])(?=\s|[-+=]|$)")


def markdown_report(data: Data, *, full: bool = False) -> str:
    """Return a report as Markdown with tables in pipes."""
    report = document(data, full=full)
    parts = [
        f"**{markdown_text(report.banner)}**" if report.banner else "",
        f"# {markdown_text(report.heading)}" if report.heading else "",
        _paragraph(report.municipality),
        _paragraph(report.only),
        *map(_paragraph, report.paragraphs),
    ]
    for table in report.tables:
        parts += [f"## {markdown_text(table.title)}", _table(table), _paragraph(table.note)]
    parts += [_paragraph(report.legal_note), *map(_paragraph, report.origin)]
    return "\n\n".join(filter(None, parts)) + "\n"


def markdown_text(text: str) -> str:
    """Return `text` on one line, such that Markdown shows it as it is."""
    return _ACTIVE.sub(lambda found: f"\\{found.group()}", clean_line(text))


def _paragraph(text: str) -> str:
    """Return a text that stands at the beginning of a line: no list, and no line below a heading."""
    return _LEADING.sub(lambda found: f"{found[1] or ''}\\{found[2]}", markdown_text(text))


def _table(table: Table) -> str:
    from tabulate import tabulate  # heavy: only where it prints

    return tabulate(
        [[markdown_text(cell) for cell in row] for row in table.rows],
        [markdown_text(text) for text in table.headings],
        tablefmt="pipe",
        disable_numparse=True,
        colalign=["right" if is_number(column.kind) else "left" for column in table.section.columns],
    )
