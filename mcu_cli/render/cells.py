"""How many columns of a terminal a text takes: lines that must not wrap are measured, not counted in letters."""

from __future__ import annotations

import unicodedata
from functools import lru_cache

from mcu_cli.render.clean import clean_line

_EMOJI_STYLE = "\ufe0f"  # makes a wide picture of the narrow sign before it
_WIDE = {"W", "F"}
_WITHOUT_WIDTH = {"Mn", "Me", "Cf"}


def columns_of(text: str) -> int:
    """Return the columns that a cleaned line takes, at most: what terminals draw differently is taken as wide."""
    return len(text) if text.isascii() else sum(map(_columns, text))


def cut(text: str, columns: int) -> str:
    """Return `text` cleaned, on one line of at most so many columns."""
    line = clean_line(text)
    if columns_of(line) <= columns:
        return line
    kept, left = [], columns - 1
    for letter in line:
        left -= _columns(letter)
        if left < 0:
            break
        kept.append(letter)
    return "".join(kept).rstrip() + "…" * (columns > 0)


def padded(text: str, columns: int) -> str:
    """Return `text` cut to, and filled up to, so many columns."""
    line = cut(text, columns)
    return line + " " * (columns - columns_of(line))


@lru_cache(maxsize=1024)  # a report has some 20,000 letters, and a hundred different ones
def _columns(letter: str) -> int:
    if letter == _EMOJI_STYLE:
        return 1
    if unicodedata.category(letter) in _WITHOUT_WIDTH:
        return 0
    return 2 if unicodedata.east_asian_width(letter) in _WIDE else 1
