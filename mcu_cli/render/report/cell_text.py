"""A cell of a report as text: each kind of value as a reader in the language spoken expects it."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from mcu_cli.language import _
from mcu_cli.render.clean import clean_line
from mcu_cli.render.report.section import Kind
from mcu_cli.wording import day_text, decimal_text, number_text

if TYPE_CHECKING:
    from mcu_cli.render.report.section import Cell, Section

DASH = "—"
_MINUS = "−"  # as wide as the plus, and no hyphen at which a line may break
_TEXTS = frozenset({Kind.TEXT, Kind.DAY})


def is_number(kind: Kind) -> bool:
    """Whether a column of this kind is set to the right."""
    return kind not in _TEXTS


def heading_texts(section: Section) -> list[str]:
    """Return the headings of a table, cleaned."""
    return [clean_line(column.heading) for column in section.columns]


def row_texts(section: Section) -> list[list[str]]:
    """Return the rows of a table as texts, cleaned, that of the whole last."""
    kinds = [column.kind for column in section.columns]
    rows = [*section.rows, section.total] if section.total else section.rows
    return [[cell_text(cell, kind) for cell, kind in zip(row, kinds, strict=True)] for row in rows]


def cell_text(cell: Cell, kind: Kind) -> str:
    """Return one value as cleaned text: `9 546`, `12,5 %`, `+3`, `24.12.2025`; a dash for what cannot be said."""
    match cell, kind:
        case None, _:
            return DASH
        case str(day), Kind.DAY:
            return day_text(date.fromisoformat(day))
        case str(text), _:
            return clean_line(text)
        case number, _:
            return _number_text(number, kind)


def percent_text(share: float) -> str:
    """Return a share in percent, with one decimal."""
    return _("{percent}%").format(percent=decimal_text(share))


def signed(number: float, text: str) -> str:
    """Return `text`, which says how large `number` is, with the sign of the number before it."""
    return f"{'+' if number > 0 else _MINUS if number < 0 else ''}{text}"


def _number_text(number: float, kind: Kind) -> str:
    match kind:
        case Kind.DECIMAL:
            return decimal_text(number)
        case Kind.PERCENT:
            return percent_text(number)
        case Kind.CHANGE:
            return signed(number, _plain(abs(number)))
        case Kind.CHANGE_PERCENT:
            return signed(number, percent_text(abs(number)))
        case _:
            return _plain(number)


def _plain(number: float) -> str:
    return number_text(number) if isinstance(number, int) else decimal_text(number)
