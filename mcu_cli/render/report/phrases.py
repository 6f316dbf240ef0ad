"""Lists of names inside a sentence."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from mcu_cli.language import spoken
from mcu_cli.render.clean import clean_line

if TYPE_CHECKING:
    from collections.abc import Iterable

_QUOTED = re.compile("«[^»]*»|“[^”]*”")
_AND = {"ru": " и ", "en": " and "}
_QUOTES = {"ru": ("«", "»"), "en": ("“", "”")}
_INNER_QUOTES = {"ru": str.maketrans("«»", "„“"), "en": str.maketrans("“”", "‘’")}
_DASH = " — "


def listed(texts: Iterable[str]) -> str:
    """Return texts as one list: `дороги, ЖКХ и транспорт`.

    With semicolons where one of them has a comma itself, outside quotation marks, and without the last «и» where one
    has it inside, or a dash: `мусор, земля и имущество`, `дороги — 5, транспорт — 4`.
    """
    found = [clean_line(text) for text in texts]
    bare = [_QUOTED.sub("", text) for text in found]
    if any(", " in text for text in bare):
        return "; ".join(found)
    if any(_AND[spoken()] in text or _DASH in text for text in bare):
        return ", ".join(found)
    from babel.lists import format_list  # 20 ms: only where a list is said

    return format_list(found, locale=spoken()) if found else ""


def uncapitalised(title: str) -> str:
    """Return a title for the middle of a sentence: `Дороги` small, `ЖКХ` and `ВКонтакте` as they are."""
    return title[:1].lower() + title[1:] if title[1:2].islower() else title


def quoted(text: object) -> str:
    """Return a text in the quotation marks of the language spoken; those within it become inner ones: `«„Парк“»`."""
    opening, closing = _QUOTES[spoken()]
    return f"{opening}{clean_line(str(text)).translate(_INNER_QUOTES[spoken()])}{closing}"
