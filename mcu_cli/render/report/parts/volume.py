"""How much came in: by channel and by social network."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mcu_cli.language import _
from mcu_cli.render.report.breakdown import breakdown

if TYPE_CHECKING:
    from mcu_cli.render.report.section import Section
    from mcu_cli.render.report.text import Data


def sections(data: Data) -> list[Section]:
    """Return the breakdowns by channel and by social network."""
    return [
        *breakdown("channels", _("By channel"), data["channels"], data),
        *breakdown("networks", _("By social network"), [row for row in data["networks"] if row["id"]], data),
    ]
