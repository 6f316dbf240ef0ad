"""A report in Markdown, to be pasted into a document or a page."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from mcu_cli.render.report.cell_text import heading_texts, is_number, one_line, row_texts
from mcu_cli.render.report.sections import sections
from mcu_cli.render.report.text import heading, only_line, paragraph

if TYPE_CHECKING:
    from mcu_cli.render.report.section import Section
    from mcu_cli.render.report.text import Data

# What Markdown, or the HTML that it lets through, would act on: https://spec.commonmark.org/0.31.2/#backslash-escapes
_ACTIVE = re.compile(r"[\\`*_\[\]<>|~&#!]")


def markdown_report(data: Data, *, full: bool = False) -> str:
    """Return a report as Markdown with tables in pipes."""
    parts = [
        f"# {markdown_text(heading(data))}",
        markdown_text(data["municipality"]),
        *([markdown_text(only_line(data))] if data["where"] else []),
        markdown_text(" ".join(paragraph(data))),
    ]
    for section in sections(data, full=full):
        parts += [f"## {markdown_text(section.title)}", _table(section)]
        if section.note:
            parts.append(markdown_text(section.note))
    return "\n\n".join(parts) + "\n"


def markdown_text(text: str) -> str:
    """Return `text` on one line, such that Markdown shows it as it is."""
    return _ACTIVE.sub(lambda found: f"\\{found.group()}", one_line(text))


def _table(section: Section) -> str:
    from tabulate import tabulate  # heavy: only where it prints

    return tabulate(
        [[markdown_text(cell) for cell in row] for row in row_texts(section)],
        [markdown_text(text) for text in heading_texts(section)],
        tablefmt="pipe",
        disable_numparse=True,
        colalign=["right" if is_number(column.kind) else "left" for column in section.columns],
    )
