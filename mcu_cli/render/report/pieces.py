"""A rendered report cut into the pieces that a reader sees apart: cells, paragraphs, labels, links.

What is looked for in a text (a telephone, a name) must not be found across two cells of a table.
"""

from __future__ import annotations

import csv
import io
import json
import re
from html import unescape
from html.parser import HTMLParser
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_BETWEEN_CELLS = re.compile(r"\s{2,}|\t|(?<!\\)\|")
_RULE = re.compile(r"[-=─━|: ]+")
_ESCAPED = re.compile(r"\\([\\`*_\[\]<>|~&#!])")
_NOT_SHOWN = frozenset({"style", "script"})
_TOLD_IN_TAGS = frozenset({"href", "src", "title", "alt", "aria-label", "content", "data-heading", "xlink:href"})
_XML_TEXT = re.compile(r"<(?:\w+:)?t(?:\s[^>]*)?>([^<]*)</")


def pieces(form: str, document: str | bytes) -> set[str]:
    """Return the pieces of a report in one of its forms: terminal, md, html, csv, json as text, xlsx as bytes."""
    if isinstance(document, bytes):
        return set(_of_workbook(document))
    return set(_CUT[form](document))


def _of_text(text: str) -> Iterator[str]:
    for block in re.split(r"\n\s*\n", text):
        lines = block.splitlines()
        if any(_RULE.fullmatch(line) for line in lines):
            for line in lines:
                yield from (cell.strip() for cell in _BETWEEN_CELLS.split(line))
        else:
            yield " ".join(lines)  # a paragraph, broken to the width


def _of_markdown(text: str) -> Iterator[str]:
    return (_ESCAPED.sub(r"\1", piece) for piece in _of_text(text))


def _of_csv(text: str) -> Iterator[str]:
    return (cell for row in csv.reader(io.StringIO(text), delimiter=";") for cell in row)


def _of_json(text: str) -> Iterator[str]:
    return strings_in(json.loads(text))


def strings_in(value: Any) -> Iterator[str]:
    """Yield the texts within a value of JSON; names of members are our own and left out."""
    match value:
        case str():
            yield value
        case dict():
            for inner in value.values():
                yield from strings_in(inner)
        case list() | tuple():
            for inner in value:
                yield from strings_in(inner)


def _of_page(text: str) -> Iterator[str]:
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


def _of_workbook(data: bytes) -> Iterator[str]:
    from zipfile import ZipFile

    with ZipFile(io.BytesIO(data)) as book:
        for name in book.namelist():
            if name.endswith(".xml"):
                yield from map(unescape, _XML_TEXT.findall(book.read(name).decode("utf-8")))


_CUT: dict[str, Callable[[str], Iterator[str]]] = {
    "terminal": _of_text,
    "md": _of_markdown,
    "html": _of_page,
    "csv": _of_csv,
    "json": _of_json,
}
