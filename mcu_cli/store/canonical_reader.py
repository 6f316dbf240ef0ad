r"""The reader of what `yaml_writer` writes, by hand: a file of the store in a few dozen microseconds.

It knows that one form and nothing else of YAML: a line is a key and what follows it, or an item of a list, indented by
twos; a value is plain, in quotes, a `|` block, or in flow style on its line. What is not surely of that form is not
read here: a comment, a tab before a text, another indentation, a folded line, a key given twice, an anchor, a tag. Of
such a file `read` says None, and libyaml reads it, or says in which line it is wrong. So this reader may know less than
YAML, but must never take a text for another value than libyaml does; the tests hold the two against each other.

Most lines of the store stand in it ten thousand times (`by: operator@town.example`): what they say is remembered.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

from mcu_cli.store.yaml_writer import LINE_WIDTH, MAX_DEPTH, MAX_KEY_LENGTH, NEVER_IN_A_BLOCK, PLAIN, UNSEEN

# Patterns are compiled at their first use, most of them never in a run; one that is used often is kept by a function.
# Of half characters (U+D800 to U+DFFF) and what lies behind the last one there is no escape.
_ESCAPED = r"\\(?:[nrt\"\\]|x[0-9a-f]{2}|u(?!d[89a-f])[0-9a-f]{4}|U00(?:0[1-9a-f]|10)[0-9a-f]{4})"
_QUOTED = rf"'(?:[^'{UNSEEN}]|'')*'|\"(?:[^\"\\{UNSEEN}]|{_ESCAPED})*\""
_PIECE = rf"((?:(?:{_QUOTED}|{PLAIN}): )?(?:{_QUOTED}|{PLAIN}))(?:, |\Z)"
_ESCAPE = r"\\(?:([nrt\"\\])|x(..)|u(.{4})|U(.{8}))"
_SHORT_ESCAPES = {"n": "\n", "r": "\r", "t": "\t", '"': '"', "\\": "\\"}
_HEADERS = {f"|{indicator}{chomping}": (indicator, chomping) for indicator in ("", "2") for chomping in ("", "-", "+")}

# What follows a key: a value that ends with its line; a `|` block below it; a mapping or a list below it.
_WHOLE, _BLOCK, _NESTED, _FOREIGN = range(4)
_Entry = tuple[str, int, Any]
_REMEMBERED = 4096  # lines and words: a file has a few dozen, a store some hundreds that come again
_LONGEST_REMEMBERED = 100  # characters
_LONGEST_KEY = 10 * MAX_KEY_LENGTH + 2  # as typed: all of it escaped, between quotes


class _ForeignError(Exception):
    """Something that `yaml_writer` does not write so; how YAML reads it is for libyaml to say."""


def read(text: str) -> dict[str, Any] | None:
    """Return what a file says, all scalars as text; None if it is not surely as `yaml_writer` writes it."""
    if not text.endswith("\n") or (not text.replace("\n", "").isprintable() and re.search(NEVER_IN_A_BLOCK, text)):
        return None
    if text == "{}\n":
        return {}
    lines = text.split("\n")  # the last is empty: it begins with no indentation, and ends what goes on
    try:
        value, _end = _mapping(lines, 0, 0, 1)
    except _ForeignError:
        return None
    return value


def _mapping(lines: list[str], n: int, indent: int, depth: int) -> tuple[dict[str, Any], int]:
    """Return the mapping that begins in line `n` at column `indent`, and the number of the line after it.

    `depth` counts the mappings and lists around a value of it.
    """
    found: dict[str, Any] = {}
    pad, deeper = " " * indent, indent + 2
    end = len(lines) - 1
    while n < end and (line := lines[n]).startswith(pad):
        content = line[indent:]
        last = content[-1:]
        value: Any
        if last == "'":  # moments and the like are too many to be remembered
            key, value = _quoted_pair(content)
            kind = _FOREIGN if value is None else _WHOLE
        elif last in "}]" or len(content) > _LONGEST_REMEMBERED:  # collections can be changed by who has them
            key, kind, value = _entry(content)
        else:
            key, kind, value = _known_entry(content)
        if key in found or kind == _FOREIGN:
            raise _ForeignError
        n += 1
        if kind != _WHOLE:
            value, n = _block(lines, n, deeper, value) if kind == _BLOCK else _nested(lines, n, indent, depth)
        elif depth == MAX_DEPTH and type(value) is not str:
            raise _ForeignError
        found[key] = value
    return found, n


def _nested(lines: list[str], n: int, indent: int, depth: int) -> tuple[Any, int]:
    """Return the mapping or list under a key at column `indent`, which begins in line `n`."""
    if depth == MAX_DEPTH:
        raise _ForeignError
    if lines[n].startswith("- ", indent) and lines[n].startswith(" " * indent):
        return _sequence(lines, n, indent, depth + 1)
    if lines[n].startswith(" " * (indent + 2)):
        return _mapping(lines, n, indent + 2, depth + 1)
    raise _ForeignError


def _sequence(lines: list[str], n: int, indent: int, depth: int) -> tuple[list[Any], int]:
    """Return the list whose dashes stand at column `indent` from line `n` on, and the number of the line after it."""
    found = []
    start = f"{' ' * indent}- "
    deeper = indent + 2
    while (line := lines[n]).startswith(start):
        content = line[deeper:]
        header = _HEADERS.get(content)
        value: Any
        if header is not None:
            value, n = _block(lines, n + 1, deeper, header)
        elif (whole := _whole(content)) is not None:
            value, n = whole, n + 1
            if depth == MAX_DEPTH and type(whole) is not str:
                raise _ForeignError
        elif depth == MAX_DEPTH:
            raise _ForeignError
        else:
            lines[n] = f"{' ' * deeper}{content}"  # without its dash the first line is like the others
            below = _sequence if content.startswith("- ") else _mapping
            value, n = below(lines, n, deeper, depth + 1)
        found.append(value)
    return found, n


def _block(lines: list[str], n: int, indent: int, header: tuple[str, str]) -> tuple[str, int]:
    """Return the text whose rows stand from line `n` on at column `indent`, and the number of the line after it."""
    pad = " " * indent
    end = len(lines) - 1
    rows = []
    while True:
        line = lines[n]
        if line.startswith(pad):
            rows.append(line[indent:])
        elif line or n == end:
            break
        else:
            rows.append("")
        n += 1
    indicator, chomping = header
    if not rows or (rows[0][:1] in {"", " ", "\t"}) != (indicator == "2") or (rows[-1] == "") != (chomping == "+"):
        raise _ForeignError
    text = rows[0] if len(rows) == 1 else "\n".join(rows)
    return text if chomping == "-" else f"{text}\n", n


def _entry(content: str) -> _Entry:
    """Return key, kind and value of a line without its indentation.

    The value of a block is its header, that of something nested None, as is that of what is foreign.
    """
    key, typed = _split(content)
    if typed:
        header = _HEADERS.get(typed)
        if header is not None:
            return key, _BLOCK, header
        value = _whole(typed)
        return key, _FOREIGN if value is None else _WHOLE, value
    nested = _key(content[:-1]) if content.endswith(":") else None
    return ("", _FOREIGN, None) if nested is None else (nested, _NESTED, None)


_known_entry = lru_cache(maxsize=_REMEMBERED)(_entry)


def _split(content: str) -> tuple[str, str]:
    """Return a key and what stands after it, as typed, which is empty where it is no key with something after it."""
    head, separator, typed = content.partition(": ")
    if len(head) > _LONGEST_KEY:
        return "", ""
    key = _key(head)
    if key is None:  # foreign, or in quotes with something between them that looked like its end
        quoted = re.match(_QUOTED, content)
        head = quoted[0] if quoted is not None else ""
        key = _key(head)
        separator = content[len(head) : len(head) + 2]
        typed = content[len(head) + 2 :]
    return (key, typed) if key is not None and separator == ": " else ("", "")


@lru_cache(maxsize=_REMEMBERED)
def _key(typed: str) -> str | None:
    """Return the key that stands in a file as `typed`; None for what is foreign."""
    key = _scalar(typed)
    return None if key is None or len(key) > MAX_KEY_LENGTH else key


def _whole(typed: str) -> Any:
    """Return a value that stands on one line: a scalar, a list or mapping in flow style; None for what is foreign."""
    first = typed[:1]
    if first == "{":
        return _flow_mapping(typed)
    return _flow_sequence(typed) if first == "[" else _scalar(typed)


def _scalar(typed: str) -> str | None:
    """Return the text of a scalar that stands in a file as `typed`; None for what is foreign."""
    first = typed[:1]
    if first == "'":
        inner = typed[1:-1]
        if "'" not in inner:
            return inner if len(typed) > 1 and typed[-1] == "'" else None
        return inner.replace("''", "'") if re.fullmatch(_QUOTED, typed) else None
    if first == '"':
        return re.sub(_ESCAPE, _character, typed[1:-1]) if re.fullmatch(_QUOTED, typed) else None
    return typed if _plain().fullmatch(typed) else None


@lru_cache(maxsize=1)
def _plain() -> re.Pattern[str]:
    return re.compile(PLAIN)


_known_scalar = lru_cache(maxsize=_REMEMBERED)(_scalar)


def _character(escape: re.Match[str]) -> str:
    short, *codes = escape.groups()
    return _SHORT_ESCAPES[short] if short else chr(int(next(filter(None, codes)), 16))


def _flow_mapping(typed: str) -> dict[str, str] | None:
    """Return a mapping of scalars on one line; None for what is foreign."""
    if typed == "{}":
        return {}
    if typed[-1] != "}" or len(typed) > LINE_WIDTH:
        return None
    inner = typed[1:-1]
    found = _pairs(inner.split(", "))
    return _pairs(_pieces(inner)) if found is None else found


def _pairs(pieces: list[str]) -> dict[str, str] | None:
    """Return the mapping that has these keys with their values; None if one is foreign or stands twice."""
    found: dict[str, str] = {}
    for piece in pieces:
        key, value = _quoted_pair(piece) if piece[-1:] == "'" else _known_pair(piece)
        if value is None or key in found:
            return None
        found[key] = value
    return found


def _quoted_pair(piece: str) -> tuple[str, str | None]:
    """Return the key and the value of a piece, the value as a rule in single quotes; no value for what is foreign."""
    head, _separator, typed = piece.partition(": ")
    key = _key(head) if len(head) <= _LONGEST_KEY else None
    inner = typed[1:-1]
    if key is not None and typed[:1] == typed[-1:] == "'" and "'" not in inner and len(typed) > 1:
        return key, inner
    key, typed = _split(piece)
    return key, _scalar(typed)


_known_pair = lru_cache(maxsize=_REMEMBERED)(_quoted_pair)


def _flow_sequence(typed: str) -> list[str] | None:
    """Return a list of scalars on one line; None for what is foreign."""
    if typed == "[]":
        return []
    if typed[-1] != "]" or len(typed) > LINE_WIDTH:
        return None
    inner = typed[1:-1]
    found = _scalars(inner.split(", "))
    return _scalars(_pieces(inner)) if found is None else found


def _scalars(pieces: list[str]) -> list[str] | None:
    found = [_known_scalar(piece) for piece in pieces]
    return None if None in found else found  # type: ignore[return-value]  # mypy does not see that none is None


def _pieces(inner: str) -> list[str]:
    """Return what stands between the commas of a flow style that are no part of a quoted text.

    Of what is foreign the whole is returned, which is no piece.
    """
    pieces: list[str] = re.findall(_PIECE, inner)
    return pieces if ", ".join(pieces) == inner else [inner]
