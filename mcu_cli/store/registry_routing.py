"""What the registries say of routing: words with weights, the lead that is sure, the areas of departments."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from mcu_cli.domain.registry import Area, Lead
from mcu_cli.domain.routing.patterns import pieces_of
from mcu_cli.domain.words import fold, words
from mcu_cli.errors import BadInputError
from mcu_cli.language import _

if TYPE_CHECKING:
    from collections.abc import Mapping

    from mcu_cli.domain.registry import Municipality
    from mcu_cli.store.registry_file import Path, RegistryFile

_PLACES = ("districts", "settlements", "streets")
_LEADS = ("group_lead", "topic_lead")
_MOST_LEAD = 99


def entries_of_words(file: RegistryFile, path: Path, given: Mapping[str, Any]) -> tuple[str, ...]:
    """Return the entries of `words` of a category as written; a weight that is none is a problem at its line."""
    entries = file.words(path, given, "words")
    for n, written in enumerate(entries):
        try:
            text = pieces_of(written).text
        except BadInputError as error:
            file.note((*path, "words", n), str(error))
            continue
        if not words(text):
            file.note((*path, "words", n), _("{text!r} holds no word and fits nothing").format(text=written), "warning")
    return entries


def lead(file: RegistryFile) -> Lead:
    """Return by how many points a group and a topic must lead to be sure; 1 and 1 where nothing is said."""
    path: Path = ("routing",)
    given = file.mapping(path, _LEADS, required=False)
    found = []
    for name in _LEADS:
        text = file.word(path, given, name, "1")
        if text.isascii() and text.isdecimal() and 1 <= int(text) <= _MOST_LEAD:
            found.append(int(text))
        else:
            file.note(
                (*path, name), _("{text!r} is not a whole number from 1 to {most}").format(text=text, most=_MOST_LEAD)
            )
            found.append(1)
    return Lead(*found)


def area(file: RegistryFile, path: Path, given: Mapping[str, Any]) -> Area:
    """Return the area of a department; nothing where none is named."""
    if "area" not in given:
        return Area()
    inside: Path = (*path, "area")
    places = file.mapping(inside, _PLACES)
    names = {name: file.words(inside, places, name) for name in _PLACES}
    for name, listed in names.items():
        for n, place in enumerate(listed):
            if not words(place):
                file.note((*inside, name, n), _("{text!r} is not the name of a place").format(text=place))
    return Area(**names)


def note_unknown_districts(file: RegistryFile, path: Path, served: Area, municipality: Municipality) -> None:
    """Warn of districts that `municipality.population` does not know, where it names any."""
    known = {fold(name) for name in municipality.population}
    for n, district in enumerate(served.districts):
        if known and fold(district) not in known:
            file.note(
                (*path, "area", "districts", n),
                _("{text!r} is not among the districts of municipality.population").format(text=district),
                "warning",
            )
