"""A report in Markdown, to be pasted into a document or a page."""

from __future__ import annotations

import re

from mcu_cli.render.clean import clean_line
from mcu_cli.render.report.sections import sections
from mcu_cli.render.report.text import Data, heading, only_line, paragraph

# What Markdown, or the HTML that it lets through, would act on: https://spec.commonmark.org/0.31.2/#backslash-escapes
_ACTIVE = re.compile(r"[\\`*_\[\]<>|~&#!]")


def markdown_report(data: Data) -> str:
    """Return a report as Markdown with tables in pipes."""
    from tabulate import tabulate  # heavy: only where it prints

    parts = [
        f"# {markdown_text(heading(data))}",
        markdown_text(data["municipality"]),
        *([markdown_text(only_line(data))] if data["where"] else []),
        markdown_text(" ".join(paragraph(data))),
    ]
    for section in sections(data):
        table = tabulate(
            [[markdown_text(cell) for cell in row] for row in section.rows],
            [markdown_text(text) for text in section.headings],
            tablefmt="pipe",
            disable_numparse=True,
            colalign=("left", *("right",) * (len(section.headings) - 1)),
        )
        parts += [f"## {markdown_text(section.title)}", table]
    return "\n\n".join(parts) + "\n"


def markdown_text(text: str) -> str:
    """Return `text` on one line, such that Markdown shows it as it is."""
    return _ACTIVE.sub(lambda found: f"\\{found.group()}", clean_line(text))
