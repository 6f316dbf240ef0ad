"""A page cut into the pieces that a reader sees apart: what it shows, and what its tags tell beside that."""

from __future__ import annotations

from html.parser import HTMLParser
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

_NOT_SHOWN = frozenset({"style", "script"})
_TOLD_IN_TAGS = frozenset({"href", "src", "title", "alt", "aria-label", "content", "data-heading", "xlink:href"})


def pieces_of_page(text: str) -> Iterator[str]:
    """Yield the texts of a page, and those of the attributes that a reader may come to see."""
    reader = _Page()
    reader.feed(text)
    reader.close()
    return iter(reader.found)


class _Page(HTMLParser):
    """Gathers what a page shows, and what its tags tell beside that."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[str] = []
        self._hidden = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._hidden += tag in _NOT_SHOWN
        self.found += [value for name, value in attrs if value and name in _TOLD_IN_TAGS]

    def handle_endtag(self, tag: str) -> None:
        self._hidden -= tag in _NOT_SHOWN

    def handle_data(self, data: str) -> None:
        if not self._hidden:
            self.found.append(data.strip())
