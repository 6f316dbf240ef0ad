"""The warning above a report that is not for everybody."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mcu_cli.language import _

if TYPE_CHECKING:
    from mcu_cli.render.report.text import Data


def banner(data: Data) -> str:
    """Return the line that stands first in every form of an internal report; empty for all other kinds."""
    if data["kind"] != "internal":
        return ""
    return _("Holds personal data: not to be published, nor passed on outside the administration")
