"""A rendered report cut into the pieces that a reader sees apart: cells, paragraphs, labels, links.

What is looked for in a text (a telephone, a name) must not be found across two cells of a table.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_BETWEEN_CELLS = re.compile(r"\s{2,}|\t|(?<!\\)\|")
_RULE = re.compile(r"[-=─━|: ]+")
_ESCAPED = re.compile(r"\\([\\`*_\[\]<>|~&#!])")
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
    import csv
    import io

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
    from mcu_cli.render.report.page_pieces import pieces_of_page  # a parser, for pages alone

    return pieces_of_page(text)


def _of_workbook(data: bytes) -> Iterator[str]:
    import io
    from html import unescape
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
