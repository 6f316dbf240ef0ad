"""The language that mcu speaks: English source strings, translated through gettext catalogues.

The interface follows the operator's locale; a document (a report, a letter) follows the store. Both go through
the same functions: the edge chooses the interface language once with `use`, a document is written inside
`speaking(language)`.
"""

from __future__ import annotations

import gettext
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

LANGUAGES = ("en", "ru")
CATALOGUES = Path(__file__).parent / "locale"

_loaded: dict[str, gettext.NullTranslations] = {}
_spoken: list[str] = ["en"]


def use(language: str) -> None:
    """Speak `language` (one of `LANGUAGES`) from now on."""
    _spoken[-1] = language


def spoken() -> str:
    """Return the language spoken at the moment: `en` or `ru`."""
    return _spoken[-1]


@contextmanager
def speaking(language: str) -> Iterator[None]:
    """Speak `language` inside the block: for documents, which follow the store and not the operator."""
    _spoken.append(language)
    try:
        yield
    finally:
        _spoken.pop()


def chosen(environment: dict[str, str]) -> str:
    """Return the language that the operator's environment asks for: MCU_LANG first, then the POSIX variables."""
    for name in ("MCU_LANG", "LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG"):
        value = environment.get(name, "")
        if value:
            return "ru" if value.casefold().startswith("ru") else "en"
    return "en"


def _catalogue() -> gettext.NullTranslations:
    language = _spoken[-1]
    if language not in _loaded:
        fallback = gettext.NullTranslations()
        _loaded[language] = (
            fallback
            if language == "en"
            else gettext.translation("messages", CATALOGUES, languages=[language], fallback=True)
        )
    return _loaded[language]


def _(message: str) -> str:
    """Return `message` (an English source string) in the language spoken."""
    return _catalogue().gettext(message) if message else ""


def ngettext(one: str, many: str, n: int) -> str:
    """Return the form of a source string that goes with the number `n` (Russian has three)."""
    return _catalogue().ngettext(one, many, n)


def marked(message: str) -> str:
    """Mark a source string for the catalogues where it is a value in a table, translated later by `_`."""
    return message
