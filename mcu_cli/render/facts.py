"""How the facts of an appeal are called for a reader, where a correction names those that it changed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mcu_cli.language import _, marked

if TYPE_CHECKING:
    from collections.abc import Iterable

_TITLES = {
    "received": marked("received"),
    "kind": marked("kind"),
    "text": marked("text"),
    "against": marked("complains about"),
    "tags": marked("tags"),
    "source.url": marked("address of the post"),
    "author.name": marked("name of the author"),
    "author.profile": marked("profile of the author"),
    "author.phone": marked("telephone of the author"),
    "author.email": marked("e-mail of the author"),
    "author.address": marked("postal address of the author"),
    "place.district": marked("district"),
    "place.settlement": marked("town or village"),
    "place.street": marked("street"),
    "place.house": marked("house"),
    "place.flat": marked("flat"),
    "place.object": marked("object"),
}


def facts_text(names: Iterable[str]) -> str:
    """Return facts like `author.phone` as a reader calls them, with commas; one without a title as it stands."""
    return ", ".join(_(_TITLES.get(name, name)) for name in names)
