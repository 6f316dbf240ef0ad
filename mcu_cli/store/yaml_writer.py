r"""The canonical emitter: a nested value has exactly one form as a file of the store.

The form is a pure function of the content, so that a file read and written again gives the same bytes and a
git diff shows what changed and nothing else. Lines end in LF, the file is UTF-8 without a byte order mark and
ends with a line break. (libyaml cannot write emoji, trailing blanks or a leading tab in a `|` block.)

Layout
    Mappings are indented by two blanks below their key; lists stand at the column of their key, items of a
    list in a list two blanks further. No line is ever folded.

    A mapping below the top whose values are all scalars without a line feed is written as `{a: b, c: d}` if
    the whole line, indentation and key included, has at most 120 characters (code points); else with one key
    a line. A list of such scalars is written as `[a, b]` by the same rule. The top mapping, and those under a
    key in `block_keys`, always have one key a line. What is empty is `{}`, `[]` or `''`.

Scalars (values and keys alike)
    plain      where no reader of YAML 1.1 or 1.2 can take the text for anything but text;
    'single'   if it is empty, looks like a null, a boolean, a number or a date, starts with an indicator, a
               sign, a dot, `=`, `~` or `<`, starts or ends with a blank, or holds any of `: # ? , [ ] { }`;
    "double"   if it holds a character that does not show: line breaks, tabs and other controls, marks of the
               writing direction, zero-width characters, a byte order mark, non-characters. These are escaped
               (`\n`, `\t`, `\r`, `\x1b`, `\u202e`, `\U000e0041`), so that whoever reads the file sees them;
    | block    for a value marked as `Block`, one-line texts included, wherever YAML can hold the text. In a
               block nothing is escaped: joiners and direction marks belong to emoji and to what people write.
               What YAML cannot hold there (controls other than tab and line feed, the line breaks of other
               systems) sends the text to double quotes. `|-`, `|` and `|+` say that the text ends with no,
               one or several line feeds; `|2` stands where it begins with a blank, a tab or a line feed.

    Whole numbers and booleans are written plain (`1`, `true`).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

MAX_DEPTH = 20
"""Mappings and lists inside one another, the top one counted; neither reader nor writer goes deeper."""

MAX_KEY_LENGTH = 100
"""Characters of a key; even with all of them escaped it stays within the 1024 that YAML allows a key."""

LINE_WIDTH = 120
"""Characters of the longest line in flow style, indentation and key included."""

UNSEEN = (
    r"\x00-\x1f\x7f-\x9f"  # controls: tab, line feed, carriage return, DEL, next line
    r"\xad\u061c\u180e\u200b-\u200f"  # soft hyphen, direction marks, zero-width blanks and joiners
    r"\u2028-\u202e\u2060-\u206f"  # line and paragraph separators, direction overrides and isolates
    r"\ufdd0-\ufdef\ufeff\ufff9-\ufffb\ufffe\uffff"  # byte order mark, annotations, non-characters
    r"\U000e0000-\U000e007f" + "".join(rf"\U{plane:04x}fffe\U{plane:04x}ffff" for plane in range(1, 17))
)
_BLANK = r" \xa0\u1680\u2000-\u200a\u202f\u205f\u3000"
_NEVER_PLAIN = r":#?,\[\]{}"
_NEVER_FIRST = r"\-+.~=<&*!|>'\"%@`"
_NOT_TEXT = (  # for some reader of YAML 1.1 or 1.2; with a sign, a leading dot or a colon it is quoted anyway
    r"null|true|false|yes|no|on|off|y|n"
    r"|[0-9][0-9_.]*(?:e[-+]?[0-9_]*)?"  # whole numbers, octal numbers, floats
    r"|0x[0-9a-f_]*|0o[0-7_]*|0b[01_]*"
    r"|[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}"
)
PLAIN = rf"[^{_NEVER_FIRST}{_NEVER_PLAIN}{_BLANK}{UNSEEN}][^{_NEVER_PLAIN}{UNSEEN}]*(?<![{_BLANK}])"
"""What may stand without quotes, if it does not look like a number and the like."""

NEVER_IN_A_BLOCK = r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]"
"""Controls, line breaks of other systems, the byte order mark: where one stands raw, `write` did not write the file."""

_LONGEST_REMEMBERED = 60  # characters of a scalar that may come again
_SHORT_ESCAPES = {"\n": r"\n", "\t": r"\t", "\r": r"\r", '"': r"\"", "\\": r"\\"}


class Block(str):
    """A text that is written as a `|` block: what a citizen asks, an answer, a note."""

    __slots__ = ()


_NEVER_SHORT = frozenset({Block, dict, list, tuple})


def write(value: Mapping[str, Any], *, block_keys: frozenset[str] = frozenset({"state"})) -> bytes:
    """Return the file that holds `value`: mappings, lists, texts, whole numbers and booleans.

    A mapping under a key in `block_keys`, at any depth, has one key a line. Raises ValueError for what could
    not be read back (a lone surrogate, a key longer than `MAX_KEY_LENGTH`, nesting deeper than `MAX_DEPTH`)
    and TypeError for a value of another type, None among them: an unset key is left out.
    """
    if not value:
        return b"{}\n"
    emitter = _Emitter(block_keys)
    emitter.mapping("", "", value, depth=1)
    return ("\n".join(emitter.lines) + "\n").encode("utf-8")  # a lone surrogate is a ValueError here


class _Emitter:
    """The lines so far. `head` is what stands before the first key or dash, `indent` before all others."""

    __slots__ = ("block_keys", "lines")

    def __init__(self, block_keys: frozenset[str]) -> None:
        self.block_keys = block_keys
        self.lines: list[str] = []

    def mapping(self, head: str, indent: str, mapping: Mapping[str, Any], depth: int) -> None:
        deeper = f"{indent}  "
        for key, value in mapping.items():
            start = f"{head}{_key(key)}:"
            head = indent
            if type(value) is str:
                self.lines.append(f"{start} {_scalar(value)}")
            elif self._write_whole(start, indent, value, depth, spread=key in self.block_keys):
                continue
            elif isinstance(value, Mapping):
                self.lines.append(start)
                self.mapping(deeper, deeper, value, depth + 1)
            else:
                self.lines.append(start)
                self.sequence(indent, indent, value, depth + 1)

    def sequence(self, head: str, indent: str, items: list[Any] | tuple[Any, ...], depth: int) -> None:
        deeper = f"{indent}  "
        for item in items:
            start = f"{head}-"
            head = indent
            if self._write_whole(start, indent, item, depth, spread=False):
                continue
            if isinstance(item, Mapping):
                self.mapping(f"{start} ", deeper, item, depth + 1)
            else:
                self.sequence(f"{start} ", deeper, item, depth + 1)

    def _write_whole(self, start: str, indent: str, value: object, depth: int, *, spread: bool) -> bool:
        """Write a scalar, a text or flow collection after `start`; return False if `value` must be spread."""
        if isinstance(value, Block):
            self._text(start, indent, value)
            return True
        if isinstance(value, (str, int)):
            self.lines.append(f"{start} {_plain_value(value)}")
            return True
        if not isinstance(value, (dict, list, tuple, Mapping)):
            raise TypeError(f"a store file cannot hold a {type(value).__name__}")
        if depth == MAX_DEPTH:
            raise ValueError(f"nested deeper than {MAX_DEPTH}")
        flow = _flow(value, LINE_WIDTH - len(start) - 1, spread=spread)
        if flow is None:
            return False
        self.lines.append(f"{start} {flow}")
        return True

    def _text(self, start: str, indent: str, text: Block) -> None:
        if not text or re.search(NEVER_IN_A_BLOCK, text):
            self.lines.append(f"{start} {_scalar(str(text))}")
            return
        indicator = "2" if text[0] in " \t\n" else ""
        rows = text.split("\n")
        chomping = "-"
        if text.endswith("\n"):  # this line feed ends the last row here too
            rows.pop()
            chomping = "" if rows[-1] else "+"
        self.lines.append(f"{start} |{indicator}{chomping}")
        self.lines.extend([f"{indent}  {row}" if row else "" for row in rows])


def _flow(value: Mapping[str, Any] | list[Any] | tuple[Any, ...], width: int, *, spread: bool) -> str | None:
    """Return a collection of scalars in flow style.

    None if it is longer than `width`, holds anything else, or `spread` forbids it.
    """
    if isinstance(value, (list, tuple)):
        pieces = [_plain_value(item) for item in value] if all(map(_is_short, value)) else None
        flow = None if pieces is None else f"[{', '.join(pieces)}]"
    elif not value:
        flow = "{}"
    else:
        flow = None if spread else _flow_mapping(value, width)
    return None if flow is None or len(flow) > width else flow


def _flow_mapping(mapping: Mapping[str, Any], width: int) -> str | None:
    """Return a mapping of scalars in flow style; None if it holds anything else, or soon if it is too long."""
    if not _NEVER_SHORT.isdisjoint(map(type, mapping.values())):
        return None
    pieces = []
    for key, item in mapping.items():
        if type(item) is str and "\n" not in item:
            piece = f"{_key(key)}: {_scalar(item)}"
        elif _is_short(item):
            piece = f"{_key(key)}: {_plain_value(item)}"
        else:
            return None
        width -= len(piece)
        if width < 0:
            return None
        pieces.append(piece)
    return f"{{{', '.join(pieces)}}}"


def _is_short(value: object) -> bool:
    """Tell whether `value` may stand in flow style: a scalar, neither a text block nor of several lines."""
    if isinstance(value, str):
        return "\n" not in value and not isinstance(value, Block)
    return isinstance(value, int)


def _plain_value(value: str | int) -> str:
    """Return a text, a whole number or a boolean as it stands in the file (an enumeration by its value)."""
    if isinstance(value, str):
        return _scalar(str.__str__(value))
    if isinstance(value, bool):
        return "true" if value else "false"
    return int.__repr__(value)


@lru_cache(maxsize=1024)
def _key(key: str) -> str:
    """Return a key as it stands in the file; remembered, since all files have the same few."""
    if not isinstance(key, str):
        raise TypeError(f"a key must be text, not a {type(key).__name__}")
    if len(key) > MAX_KEY_LENGTH:
        raise ValueError(f"a key is longer than {MAX_KEY_LENGTH} characters: {key[:20]!r}...")
    return _scalar(str.__str__(key))


def _scalar(text: str) -> str:
    """Return `text` plain, in single or in double quotes."""
    return _known_scalar(text) if len(text) <= _LONGEST_REMEMBERED else _quoted_at_need(text)


def _quoted_at_need(text: str) -> str:
    if _text_pattern().fullmatch(text):
        return text
    # What is to be escaped is never printable (not the other way round); the method spares a slow search.
    if not text.isprintable() and re.search(rf"[{UNSEEN}]", text):
        return '"' + re.sub(rf"[{UNSEEN}\"\\]", _escape, text) + '"'
    return "'" + text.replace("'", "''") + "'"


_known_scalar = lru_cache(maxsize=4096)(_quoted_at_need)  # a moment stands in a file twice, a department in thousands


@lru_cache(maxsize=1)
def _text_pattern() -> re.Pattern[str]:
    """Return what needs no quotes, compiled when the first file is written: most commands write none."""
    return re.compile(rf"(?!(?ai:{_NOT_TEXT})\Z){PLAIN}")


def _escape(found: re.Match[str]) -> str:
    character = found[0]
    if character in _SHORT_ESCAPES:
        return _SHORT_ESCAPES[character]
    code = ord(character)
    if character <= "\xff":
        return f"\\x{code:02x}"
    return f"\\u{code:04x}" if character <= "\uffff" else f"\\U{code:08x}"
