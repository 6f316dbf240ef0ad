"""A table whose texts people have put under groups and topics, read like an import, for measuring the routing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mcu_cli.errors import BadInputError
from mcu_cli.intake.files.incoming import open_sheets
from mcu_cli.intake.layouts import find_table
from mcu_cli.intake.rows import read_rows
from mcu_cli.language import _

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime, tzinfo
    from pathlib import Path

    from mcu_cli.domain.column_map import ColumnMap
    from mcu_cli.domain.draft import Draft
    from mcu_cli.errors import Problem


def read_labelled(
    path: Path, *, zone: tzinfo, now: datetime, shipped: Sequence[ColumnMap] = ()
) -> Iterator[Draft | Problem]:
    """Yield the draft of each row of the file at `path`, or what is wrong with it.

    Raises BadInputError where no table is recognised, or the one that is names neither groups nor topics.
    """
    table, layout = find_table(open_sheets(path), None, shipped)
    labelled = False
    for row in read_rows(table, layout, zone=zone, now=now):
        labelled = labelled or bool(getattr(row, "group", "") or getattr(row, "topic", ""))
        yield row
    if not labelled:
        raise BadInputError(
            _("{file} has no row with a group or a topic; name a table in which people have set them").format(
                file=path.name
            )
        )
