"""Small tables of invented cells, as the readers of files give them."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from mcu_cli.domain.column_map import Column, ColumnMap
from mcu_cli.domain.draft import Draft
from mcu_cli.errors import Problem
from mcu_cli.intake.layouts import find_table
from mcu_cli.intake.mapped import read_mapped
from mcu_cli.intake.table import Row, Sheet

if TYPE_CHECKING:
    from collections.abc import Sequence

ZONE = ZoneInfo("Asia/Yekaterinburg")
NOW = datetime(2026, 11, 20, 18, 0, tzinfo=ZONE)


def sheet_of(*rows: Sequence[str], name: str = "", file: str = "table.csv") -> Sheet:
    """Return a sheet with these rows, numbered from 1; empty rows are left out, as the readers do."""
    numbered = [Row(n, tuple(cells)) for n, cells in enumerate(rows, start=1) if any(cells)]
    return Sheet(file, name, numbered, "")


def map_of(columns: dict[str, str], **more: Any) -> ColumnMap:
    """Return a map with one heading a field."""
    given = {name: ((Column(heading),),) for name, heading in columns.items()}
    return ColumnMap(name="test", columns=given, **{"system": "test", **more})


def read(column_map: ColumnMap | None, *rows: Sequence[str], received: datetime | None = None) -> list[Draft | Problem]:
    """Return what `column_map` makes of a sheet: the drafts and problems of its rows, in order."""
    table, layout = find_table([sheet_of(*rows)], column_map)
    assert layout.column_map is not None
    return list(read_mapped(table, layout.column_map, zone=ZONE, now=NOW, received=received))


def draft_of(column_map: ColumnMap | None, *rows: Sequence[str]) -> Draft:
    """Return the only draft of a table."""
    found = read(column_map, *rows)
    assert len(found) == 1
    assert isinstance(found[0], Draft), found
    return found[0]


def problems_of(column_map: ColumnMap | None, *rows: Sequence[str]) -> list[tuple[int | None, str, str]]:
    """Return row, field and sentence of each problem of a table that has no good row."""
    found = read(column_map, *rows)
    assert all(isinstance(each, Problem) for each in found), found
    return [(each.row, each.field, each.message) for each in found if isinstance(each, Problem)]
