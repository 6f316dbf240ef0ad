"""The language that mcu speaks: English source strings, translated through gettext catalogues.

The interface follows the operator's locale; a document (a report, a letter) follows the store. Both go through
the same functions: the edge chooses the interface language once with `use`, a document is written inside
`speaking(language)`.
"""

from __future__ import annotations

from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from mcu_cli.catalogue import Translations

LANGUAGES = ("en", "ru")
CATALOGUES = Path(__file__).parent / "locale"
DOMAIN = "messages"  # what gettext calls a set of catalogues
FRAMEWORK = "framework"  # the few sentences that the framework says, apart: it reads a catalogue whole

_loaded: dict[str, Translations | None] = {}
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


def chosen(environment: Mapping[str, str]) -> str:
    """Return the language that the operator's environment asks for: MCU_LANG first, then the POSIX variables."""
    for name in ("MCU_LANG", "LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG"):
        value = environment.get(name, "")
        if value:
            return "ru" if value.casefold().startswith("ru") else "en"
    return "en"


def _catalogue() -> Translations | None:
    """Return the catalogue of the language spoken; None for that of the source strings."""
    language = _spoken[-1]
    if language not in _loaded:
        _loaded[language] = None if language == "en" else _read(language)
    return _loaded[language]


def _read(language: str) -> Translations | None:
    from mcu_cli.catalogue import Catalogue  # nothing that a start in English needs

    try:
        return Catalogue((CATALOGUES / language / "LC_MESSAGES" / f"{DOMAIN}.mo").read_bytes())
    except FileNotFoundError:  # English is better than nothing
        return None


def _(message: str) -> str:
    """Return `message` (an English source string) in the language spoken."""
    catalogue = _catalogue()
    return catalogue.gettext(message) if catalogue is not None and message else message


def ngettext(one: str, many: str, n: int) -> str:
    """Return the form of a source string that goes with the number `n` (Russian has three)."""
    catalogue = _catalogue()
    if catalogue is None:
        return one if n == 1 else many
    return catalogue.ngettext(one, many, n)


def marked(message: str) -> str:
    """Mark a source string for the catalogues where it is a value in a table, translated later by `_`."""
    return message
