"""One table of a report: values with the kinds of their columns, so that a page and a workbook draw the same."""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple

Cell = str | int | float | None


class Kind(StrEnum):
    """What a column holds, and so how its values are written."""

    TEXT = "text"
    NUMBER = "number"  # a whole number
    DECIMAL = "decimal"  # one decimal: hours, days, appeals per thousand
    PERCENT = "percent"  # a share in percent, as a number: 12.5 is 12.5 %
    CHANGE = "change"  # a difference of whole numbers, with its sign
    CHANGE_PERCENT = "change-percent"  # growth in percent, with its sign
    DAY = "day"  # ISO 8601, written as readers expect a day


class Column(NamedTuple):
    """The heading of a column and what it holds; `alone` is its heading where no other column stands beside it."""

    heading: str
    kind: Kind = Kind.NUMBER
    alone: str = ""


class Chart(NamedTuple):
    """What of a table is drawn: the columns of labels and of values by their place, from 0; as bars or as lines."""

    labels: int
    values: tuple[int, ...]
    is_line: bool = False


class Section(NamedTuple):
    """One table: its name (of the JSON form), its title, columns, and rows of values; None is what cannot be said.

    Texts may hold what strangers wrote; whoever prints them cleans them. `note` is a sentence below the table, `total`
    the row of the whole below the others, of a table whose rows add up; no chart draws it.
    """

    name: str
    title: str
    columns: tuple[Column, ...]
    rows: list[list[Cell]]
    chart: Chart | None = None
    note: str = ""
    total: list[Cell] | None = None
