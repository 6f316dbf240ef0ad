"""The rows of a recognised table, read by the reader of its layout: drafts, and what is wrong."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mcu_cli.intake.incident import read_incidents
from mcu_cli.intake.mapped import read_mapped

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime, tzinfo

    from mcu_cli.domain.draft import Draft
    from mcu_cli.errors import Problem
    from mcu_cli.intake.layouts import Layout
    from mcu_cli.intake.table import Table


def read_rows(
    table: Table, layout: Layout, *, zone: tzinfo, now: datetime, received: datetime | None = None
) -> Iterator[Draft | Problem]:
    """Yield the draft of each row, or what is wrong with it; moments without an offset are local to `zone`.

    `now` is the moment of the import, past which nothing can have happened; `received` stands in where the row tells
    no moment of receipt.
    """
    if layout.column_map is None:
        return read_incidents(table, zone=zone, now=now, received=received)
    return read_mapped(table, layout.column_map, zone=zone, now=now, received=received)
