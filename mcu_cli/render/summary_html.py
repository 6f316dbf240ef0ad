"""A daily summary as one page of HTML that stands by itself: nothing is fetched, nothing runs, it prints on one A4."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mcu_cli.language import _
from mcu_cli.render.clean import clean_line
from mcu_cli.render.page import page
from mcu_cli.render.summary_sections import sections
from mcu_cli.render.summary_text import fingerprint_text, heading, paragraph, stretch_text, witness_text

if TYPE_CHECKING:
    from mcu_cli.render.report.text import Data
    from mcu_cli.render.summary_sections import Section

_PAGE = "summary.html"


def html_summary(data: Data) -> str:
    """Return a summary as a page. Whatever a name holds is shown and never acts: all texts are cleaned and escaped."""
    return page(
        _PAGE,
        municipality=clean_line(data["municipality"]),
        heading=heading(data),
        stretch=stretch_text(data),
        paragraph=" ".join(paragraph(data)),
        sections=[_cleaned(section) for section in sections(data)],
        fingerprint_title=_("Fingerprint of the record: {short}").format(short=fingerprint_text(data["fingerprint"])),
        fingerprint=data["fingerprint"],
        witness=witness_text(),
    )


def _cleaned(section: Section) -> Section:
    table = section.table
    if table is not None:
        table = table._replace(rows=[[clean_line(cell) for cell in row] for row in table.rows])
    return section._replace(sentences=[clean_line(sentence) for sentence in section.sentences], table=table)
