"""A daily summary in Markdown: to be saved in the store, or put into a document."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mcu_cli.language import _
from mcu_cli.render.report.markdown import markdown_text
from mcu_cli.render.summary_sections import sections
from mcu_cli.render.summary_text import fingerprint_text, heading, paragraph, stretch_text, witness_text

if TYPE_CHECKING:
    from mcu_cli.render.report.text import Data
    from mcu_cli.render.summary_sections import Section, Table


def markdown_summary(data: Data) -> str:
    """Return a summary as Markdown with tables in pipes."""
    parts = [
        f"# {markdown_text(heading(data))}",
        markdown_text(data["municipality"]),
        markdown_text(stretch_text(data)),
        markdown_text(" ".join(paragraph(data))),
    ]
    for section in sections(data):
        parts.append(f"## {markdown_text(section.title)}")
        parts += _sentences(section)
        if section.table is not None:
            parts.append(_table(section.table))
    parts += [
        f"## {_('Fingerprint of the record: {short}').format(short=fingerprint_text(data['fingerprint']))}",
        f"`{data['fingerprint']}`",
        markdown_text(witness_text()),
    ]
    return "\n\n".join(parts) + "\n"


def _sentences(section: Section) -> list[str]:
    said = [markdown_text(sentence) for sentence in section.sentences]
    return said if len(said) <= 1 else ["\n".join(f"- {sentence}" for sentence in said)]


def _table(table: Table) -> str:
    from tabulate import tabulate  # heavy: only where it prints

    return tabulate(
        [[markdown_text(cell) for cell in row] for row in table.rows],
        [markdown_text(text) for text in table.headings],
        tablefmt="pipe",
        disable_numparse=True,
        colalign=["right" if number >= table.numbers_from else "left" for number in range(len(table.headings))],
    )
