"""Strangers' text made harmless for a terminal: what would act on the screen is shown instead."""

from __future__ import annotations

import re

from mcu_cli.domain.active_characters import ACTIVE

_BLANKS = re.compile(r"\s+")
_NO_BREAK = "\u00a0\u202f"


def clean(text: str) -> str:
    """Return `text` with each active character shown as `<U+202E>`; line feeds and tabs stay."""
    return ACTIVE.sub(lambda found: f"<U+{ord(found.group()):04X}>", text)


def clean_line(text: str) -> str:
    """Return `text` cleaned and on one line, one blank between words; a no-break space stays one.

    No-break spaces, the narrow one too, act on nothing, and hold numbers together where a line ends: `9 546`, `23 %`.
    """
    return clean(_BLANKS.sub(_one_blank, text.strip()))


def shortened(text: str, width: int) -> str:
    """Return `text` on one cleaned line of at most `width` characters."""
    line = clean_line(text)
    return line if len(line) <= width else line[: max(width - 1, 0)].rstrip() + "…"


def _one_blank(found: re.Match[str]) -> str:
    """Return what stands for several blanks: one at which a line may break, where any of them is such a one."""
    blanks = found.group()
    return " " if blanks.strip(_NO_BREAK) else blanks[0]
