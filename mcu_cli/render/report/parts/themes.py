"""What was asked about: topics and their groups."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mcu_cli.language import _
from mcu_cli.render.report.breakdown import breakdown

if TYPE_CHECKING:
    from mcu_cli.render.report.section import Section
    from mcu_cli.render.report.text import Data

TOP_TOPICS = 10


def sections(data: Data) -> list[Section]:
    """Return the most asked topics, and the groups of topics."""
    asked = [row for row in data["topics"] if row["id"] and row["received"]]
    return [
        *breakdown("topics", _("Most asked topics"), asked[:TOP_TOPICS], data),
        *breakdown("groups", _("By group of topics"), data["groups"], data),
    ]
