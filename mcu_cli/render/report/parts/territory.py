"""Where: districts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mcu_cli.language import _
from mcu_cli.render.report.breakdown import breakdown

if TYPE_CHECKING:
    from mcu_cli.render.report.section import Section
    from mcu_cli.render.report.text import Data


def sections(data: Data) -> list[Section]:
    """Return the breakdown by district."""
    return breakdown("districts", _("By district"), data["districts"], data)
