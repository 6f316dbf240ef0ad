"""The figures that a reader of a report looks for first: set large on a page, first in a workbook."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from mcu_cli.language import _
from mcu_cli.render.dialect import first_upper
from mcu_cli.render.report.parts.overview import indicator_title

if TYPE_CHECKING:
    from mcu_cli.render.report.text import Data

_COMPARED = ("received", "answered", "handled")


class MainFigure(NamedTuple):
    """One figure: its title, its value, and where it is compared its growth against the same period last year."""

    title: str
    value: int
    is_compared: bool = False
    change_percent: float | None = None


def main_figures(data: Data) -> list[MainFigure]:
    """Return what was received, answered and handled, what waits at the end and what of it is overdue."""
    return [
        *(
            MainFigure(first_upper(indicator_title(name)), data[name]["period"], True, data[name]["change_percent"])  # noqa: FBT003  # a field
            for name in _COMPARED
        ),
        MainFigure(first_upper(_("waiting at the end")), data["backlog"]["end"]),
        MainFigure(first_upper(_("overdue")), data["overdue"]),
    ]
