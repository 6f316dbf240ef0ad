"""Strangers' text made harmless for a terminal: what would act on the screen is shown instead."""

from __future__ import annotations

import re

# Controls but for tab and line feed; C1; bidi marks, overrides and isolates; zero-width characters; separators
# that are taken for line ends. The joiner U+200D stays between emoji, where it belongs: it is shown elsewhere.
_ACTIVE = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\xad\u061c\u180e\u200b\u200c\u200e\u200f\u2028-\u202e\u2060-\u2064"
    "\u2066-\u206f\ufeff\ufff9-\ufffb\U000e0000-\U000e007f\ud800-\udfff]"
    "|(?<![\u2600-\u27bf\ufe0f\U0001f000-\U0001faff])\u200d|\u200d(?![\u2600-\u27bf\U0001f000-\U0001faff])"
)

_BLANKS = re.compile(r"\s+")
_NO_BREAK = "\u00a0\u202f"


def clean(text: str) -> str:
    """Return `text` with each active character shown as `<U+202E>`; line feeds and tabs stay."""
    return _ACTIVE.sub(lambda found: f"<U+{ord(found.group()):04X}>", text)


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
