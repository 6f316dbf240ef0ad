"""How appeals ended."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mcu_cli.language import _
from mcu_cli.render.report.section import Chart, Column, Kind, Section

if TYPE_CHECKING:
    from mcu_cli.render.report.text import Data


def sections(data: Data) -> list[Section]:
    """Return the outcomes of what was handled."""
    rows = [[row["title"], row["handled"], row["share_percent"]] for row in data["outcomes"] if row["handled"]]
    columns = (Column("", Kind.TEXT), Column(_("handled")), Column(_("share of handled"), Kind.PERCENT))
    return [Section("outcomes", _("Outcomes"), columns, rows, Chart(0, (1,)))] if rows else []
