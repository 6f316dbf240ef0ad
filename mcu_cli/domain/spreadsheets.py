"""What spreadsheets take for a formula, and the apostrophe that keeps them from it, put on and taken off."""

from __future__ import annotations

GUARD = "'"
# The beginnings named by OWASP, «CSV Injection» (https://owasp.org/www-community/attacks/CSV_Injection).
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def begins_a_formula(text: str) -> bool:
    """Whether a spreadsheet may take a cell for a formula, apostrophes in front not counted."""
    return text.lstrip(GUARD).startswith(_FORMULA)


def guarded_cell(text: str) -> str:
    """Return `text` for a spreadsheet: what a program might take for a formula gets a leading apostrophe.

    A text that has the apostrophe of itself gets one more, so that whoever takes one off has the text back.
    """
    return f"{GUARD}{text}" if begins_a_formula(text) else text


def unguarded_cell(cell: str) -> str:
    """Return the cell without the one apostrophe that `guarded_cell` and others put before a formula."""
    return cell[1:] if cell.startswith(GUARD) and begins_a_formula(cell) else cell
