"""The index as if it held some appeals alone: the same questions of a report, asked of a part of the record."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from mcu_cli.reports.source import Source

# Tables of the statement itself stand before those of the file, so that no question needs to know of this.
_TABLES = (
    "WITH only_ids AS MATERIALIZED (SELECT value FROM json_each(:only)), "
    "appeals AS (SELECT * FROM main.appeals WHERE id IN (SELECT value FROM only_ids)), "
    "events AS (SELECT * FROM main.events WHERE appeal IN (SELECT value FROM only_ids)) "
)


class Narrowed:
    """A source of some appeals and their events. Questions begin with SELECT, their parameters have names."""

    def __init__(self, source: Source, ids: Iterable[str]) -> None:
        """Narrow `source` to the appeals `ids`."""
        self._source = source
        self._only = json.dumps(list(ids))

    def query(self, sql: str, parameters: Sequence[Any] | dict[str, Any] = ()) -> list[tuple[Any, ...]]:
        """Return the rows of a SELECT over the appeals chosen."""
        named = parameters if isinstance(parameters, dict) else {}
        if parameters and not named:
            raise TypeError("parameters of a narrowed source have names")
        return self._source.query(_TABLES + sql, {**named, "only": self._only})
