"""Additions to the two hand-written registries that leave every other byte, comments first of all, as it was."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

from mcu_cli.errors import BadInputError, RefusedError
from mcu_cli.language import _
from mcu_cli.store.registries import CATEGORIES, DEPARTMENTS
from mcu_cli.store.yaml_reader import Document, read
from mcu_cli.store.yaml_writer import write

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from mcu_cli.domain.registry import Category, Department

# GOST 7.79-2000 system B without its apostrophes, as Russian addresses on the web are usually written.
_LATIN = dict(
    zip(
        "абвгдеёжзийклмнопрстуфхцчшщъыьэюя",
        [
            "a",
            "b",
            "v",
            "g",
            "d",
            "e",
            "e",
            "zh",
            "z",
            "i",
            "i",
            "k",
            "l",
            "m",
            "n",
            "o",
            "p",
            "r",
            "s",
            "t",
            "u",
            "f",
            "kh",
            "ts",
            "ch",
            "sh",
            "shch",
            "_",
            "y",
            "_",
            "e",
            "yu",
            "ya",
        ],
        strict=True,
    )
)
_ID_LENGTH = 40


def transliterated(name: str, taken: Iterable[str]) -> str:
    """Return an id for `name`: small Latin letters, digits, hyphens; not among `taken`, never empty."""
    folded = unicodedata.normalize("NFKC", name).casefold()
    latin = "".join(_LATIN.get(letter, letter) for letter in folded).replace("_", "")
    slug = re.sub(r"[^a-z0-9]+", "-", latin).strip("-")
    if len(slug) > _ID_LENGTH:
        slug = slug[:_ID_LENGTH].rpartition("-")[0] or slug[:_ID_LENGTH]
    slug = slug or "unnamed"
    known = set(taken)
    numbered = (slug if n == 1 else f"{slug}-{n}" for n in range(1, len(known) + 2))
    return next(candidate for candidate in numbered if candidate not in known)


def with_departments(data: bytes, departments: Sequence[Department]) -> bytes:
    """Return departments.yaml with `departments` added at the end of its list."""
    for department in departments:
        entry = {"name": department.name, "kind": department.kind}
        if department.parent:
            entry["parent"] = department.parent
        data = _with_entry(data, ("departments",), department.id, {**entry, "aliases": [department.name]}, DEPARTMENTS)
    return data


def with_categories(data: bytes, categories: Sequence[Category]) -> bytes:
    """Return categories.yaml with `categories` (groups before their topics) added where they belong."""
    for category in categories:
        path: tuple[str, ...] = ("sectors", category.sector, "groups")
        entry: dict[str, object] = {"name": category.name}
        if category.is_topic:
            path = (*path, category.group, "topics")
        else:
            entry["department"] = category.department
        entry["aliases"] = [category.name]
        data = _with_entry(data, path, category.id.rpartition("/")[2], entry, CATEGORIES)
    return data


def with_value(data: bytes, path: tuple[str, ...], value: str, *, file: str) -> bytes:
    """Return the file with the one-line value at `path` replaced; a comment behind it stays."""
    document = read(data, file=file)
    number = document.line_of(path) - 1
    lines = document.text.split("\n")
    comment = re.search(r"\s+#.*$", lines[number])
    written = write({path[-1]: value}).decode().rstrip("\n")
    lines[number] = " " * document.column_of(path) + written + (comment.group() if comment else "")
    return "\n".join(lines).encode()


def _with_entry(data: bytes, path: tuple[str, ...], name: str, entry: dict[str, object], file: str) -> bytes:
    """Return `data` with `name: entry` as the last item of the mapping at `path`, which is made where it lacks."""
    document = read(data, file=file)
    present = _mapping(document, path)
    if present is None:
        added = _with_entry_below(document, path[:-1], {path[-1]: {name: entry}})
    elif not present:
        added = _replace_empty(document, path, {name: entry})
    else:
        added = _with_entry_below(document, path, {name: entry})
    if (_mapping_of(added, path) or {}).get(name) != entry:
        raise RefusedError(
            _("{file}:{line}: write `{key}` with one entry a line, then mcu can add to it").format(
                file=file, line=document.line_of(path), key=path[-1]
            )
        )
    return added


def _mapping_of(data: bytes, path: tuple[str, ...]) -> dict[str, object] | None:
    try:
        return _mapping(read(data, file=""), path)
    except BadInputError:  # lines put into a mapping in braces
        return None


def _mapping(document: Document, path: tuple[str, ...]) -> dict[str, object] | None:
    value: object = document.value
    for part in path:
        if not isinstance(value, dict) or part not in value:
            return None
        value = value[part]
    return value if isinstance(value, dict) else {}


def _with_entry_below(document: Document, path: tuple[str, ...], items: dict[str, object]) -> bytes:
    """Insert `items` behind the last key of the block mapping at `path`, with the indentation of its keys."""
    mapping = _mapping(document, path)
    assert mapping  # noqa: S101  # the callers looked
    last = (*path, next(reversed(mapping)))
    return _inserted(document, document.end_line_of(last), document.column_of(last), items)


def _replace_empty(document: Document, path: tuple[str, ...], items: dict[str, object]) -> bytes:
    """Write `items` into the mapping at `path` that is empty: `{}` or nothing behind the key."""
    number = document.line_of(path) - 1
    lines = document.text.split("\n")
    lines[number] = re.sub(r":\s*(\{\s*\})?", ":", lines[number], count=1)
    changed = Document(document.value, "\n".join(lines))
    return _inserted(changed, number + 1, document.column_of(path) + 2, items)


def _inserted(document: Document, after_line: int, indent: int, items: dict[str, object]) -> bytes:
    block = write(items, block_keys=frozenset(_keys(items))).decode().rstrip("\n").split("\n")
    lines = document.text.split("\n")
    ending = "\r" if lines[0].endswith("\r") else ""  # a file saved on Windows stays one
    lines[after_line:after_line] = [" " * indent + line + ending for line in block]
    return "\n".join(lines).encode()


def _keys(items: dict[str, object]) -> Iterable[str]:
    for name, value in items.items():
        yield name
        if isinstance(value, dict):
            yield from _keys(value)
