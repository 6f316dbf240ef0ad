"""The YAML reader of the store: the only module that imports yaml.

Every scalar is the text that was typed: `no`, `0123`, `12:30:45` and `2025-12-24` are not converted, an empty
value is the empty text. A file is either understood or refused with its line: what YAML allows and a file of
the store does not need (anchors, tags, several documents, duplicate keys) is an error, never a guess.

The values are built from the events of libyaml. Its nodes would show neither an anchor nor the tag `!!str`,
take longer, and are composed by a recursion without a limit; they serve for the places of keys alone, and are
made when first asked for, of a text that has passed.
"""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple

import yaml

from mcu_cli.errors import BadInputError, Problem
from mcu_cli.language import _
from mcu_cli.store.yaml_writer import MAX_DEPTH, MAX_KEY_LENGTH

_LOADER: Any = getattr(yaml, "CBaseLoader", yaml.BaseLoader)  # without libyaml the same, but ten times slower
_BROKEN = (yaml.YAMLError, ValueError, OverflowError)  # the last two: absurd numbers, in the Python loader
_NOT_IN_YAML = re.compile(r"[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_SURROGATE = re.compile(r"[\ud800-\udfff]")
_KEEPS_LINE_BREAKS = re.compile(r"[|>][1-9]?\+")


@dataclass(frozen=True)
class Document:
    """What a file says, and where in it each part stands.

    A path is the keys and list positions (from 0) that lead to a value; the empty path is the whole. Lines
    count from 1 and end with a line feed, columns count characters from 0; a byte order mark does not count.
    """

    value: dict[str, Any]
    text: str

    def line_of(self, path: tuple[str | int, ...]) -> int:
        """Return the line of the key or list item at `path`, or of its nearest ancestor that is there."""
        return self._line(self._places(path)[-1].start)

    def column_of(self, path: tuple[str | int, ...]) -> int:
        """Return the column of the key at `path`, or of the dash of a list item; raise KeyError if absent."""
        place = self._place(path)
        return place.start - (self.text.rfind("\n", 0, place.start) + 1) if place.dash is None else place.dash

    def end_line_of(self, path: tuple[str | int, ...]) -> int:
        """Return the last line that the value at `path` occupies; raise KeyError if it is absent.

        Comments and empty lines after the value are no part of it, so that lines can be inserted right after.
        """
        return self._line(max(self._end(self._place(path).node) - 1, 0))

    @cached_property
    def _root(self) -> yaml.Node:
        return yaml.compose(self.text, Loader=_LOADER)  # type: ignore[return-value]  # the text holds a mapping

    def _places(self, path: tuple[str | int, ...]) -> list[_Place]:
        """Return the places on the way to `path`, the whole first, as far as they are there."""
        node = self._root
        places = [_Place(node.start_mark.index, node)]
        for part in path:
            if isinstance(node, yaml.MappingNode):
                found = [pair for pair in node.value if pair[0].value == part]
                if not found:
                    break
                key, node = found[0]
                places.append(_Place(key.start_mark.index, node))
            elif isinstance(node, yaml.SequenceNode) and isinstance(part, int) and 0 <= part < len(node.value):
                dash = None if node.flow_style else node.start_mark.column
                node = node.value[part]
                places.append(_Place(node.start_mark.index, node, dash))
            else:
                break
        return places

    def _place(self, path: tuple[str | int, ...]) -> _Place:
        places = self._places(path)
        if len(places) <= len(path):
            raise KeyError(path)
        return places[-1]

    def _end(self, node: yaml.Node) -> int:
        """Return the position after the last character of a value; a block node itself goes on further."""
        if isinstance(node, yaml.CollectionNode) and not node.flow_style:
            last = node.value[-1]
            return self._end(last[1] if isinstance(last, tuple) else last)
        start, end = node.start_mark.index, node.end_mark.index
        if isinstance(node, yaml.ScalarNode) and node.style in {"|", ">"}:
            if _KEEPS_LINE_BREAKS.match(self.text, start):
                return end
            return start + len(self.text[start:end].rstrip("\r\n"))
        return end

    def _line(self, position: int) -> int:
        return self.text.count("\n", 0, position) + 1


class _Place(NamedTuple):
    """Where a value stands: the position of its key or of the item, its node, the column of a dash."""

    start: int
    node: yaml.Node
    dash: int | None = None


def read(data: bytes, *, file: str) -> Document:
    """Return what the bytes of `file` say, all scalars as text.

    `file` serves for messages alone. Raises BadInputError, with file and line in its message and in its one
    problem, for all but one mapping in UTF-8 without duplicate keys, anchors, aliases, tags and controls.
    """
    data = data.removeprefix(codecs.BOM_UTF8)
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise _refusal(file, line, _("the file is not UTF-8; save it in that encoding")) from None
    try:
        return Document(_Walk(text).document(), text)
    except _RefusedError as refused:
        position, sentence = refused.position, refused.sentence
    except _BROKEN as error:
        position, sentence = _diagnosis(error, text)
    raise _refusal(file, text.count("\n", 0, position) + 1, sentence)


class _RefusedError(Exception):
    """What YAML allows and a file of the store does not, with its position in the text."""

    def __init__(self, at: Any, sentence: str) -> None:
        super().__init__(sentence)
        self.position: int = at.start_mark.index
        self.sentence = sentence


class _Walk:
    """One pass over the events of a text; the depth of its recursion is bounded by `MAX_DEPTH`."""

    def __init__(self, text: str) -> None:
        self._next = _LOADER(text).get_event

    def document(self) -> dict[str, Any]:
        self._next()  # the start of the stream
        start = self._next()
        root = self._next() if isinstance(start, yaml.DocumentStartEvent) else start
        if not isinstance(root, yaml.MappingStartEvent):
            raise _RefusedError(root, _("the file is no mapping; begin it with a line like `key: value`"))
        value: dict[str, Any] = self._value(root, 0)
        self._next()  # the end of the document
        after = self._next()
        if not isinstance(after, yaml.StreamEndEvent):
            raise _RefusedError(after, _("a second document begins here; keep one in a file"))
        return value

    def _value(self, event: Any, depth: int) -> Any:
        """Return the value that begins with `event`, inside `depth` mappings and lists."""
        if event.anchor is not None:
            raise _RefusedError(event, _("an anchor or alias (& or *) is not allowed; write the value out"))
        if event.tag is not None:
            raise _RefusedError(event, _("a tag (!) is not allowed; delete it, or put a text in quotes"))
        kind = type(event)
        if kind is yaml.ScalarEvent:
            if event.style == '"' and _SURROGATE.search(event.value):  # libyaml refuses these itself
                raise _RefusedError(event, _("an escape for half a character (a surrogate); delete it"))
            return event.value
        if depth == MAX_DEPTH:
            sentence = _("nested deeper than {n} levels; make this part flatter").format(n=MAX_DEPTH)
            raise _RefusedError(event, sentence)
        return self._mapping(depth + 1) if kind is yaml.MappingStartEvent else self._sequence(depth + 1)

    def _sequence(self, depth: int) -> list[Any]:
        items = []
        while type(event := self._next()) is not yaml.SequenceEndEvent:
            items.append(self._value(event, depth))
        return items

    def _mapping(self, depth: int) -> dict[str, Any]:
        mapping: dict[str, Any] = {}
        while type(event := self._next()) is not yaml.MappingEndEvent:
            if isinstance(event, yaml.CollectionStartEvent):
                raise _RefusedError(event, _("a list or a mapping stands as a key; put a text in quotes"))
            key = self._value(event, depth)
            if key in mapping:
                sentence = _("the key {key} appears twice; delete one of the two").format(key=repr(key))
                raise _RefusedError(event, sentence)
            if len(key) > MAX_KEY_LENGTH:
                sentence = _("a key is longer than {n} characters; shorten it").format(n=MAX_KEY_LENGTH)
                raise _RefusedError(event, sentence)
            mapping[key] = self._value(self._next(), depth)
        return mapping


def _diagnosis(error: Exception, text: str) -> tuple[int, str]:
    """Return the position and the sentence for a text that no parser takes."""
    if not isinstance(error, yaml.MarkedYAMLError):
        control = _NOT_IN_YAML.search(text)
        if control is None:
            return 0, _("broken YAML; restore the file from its history")
        sentence = _("the control character U+{code}; delete it, or write it as an escape in double quotes")
        return control.start(), sentence.format(code=f"{ord(control[0]):04X}")
    begin, end = error.context_mark, error.problem_mark
    position: int = end.index if end is not None else 0
    if begin is not None and position >= len(text.rstrip()):
        position = begin.index  # a quote or bracket that never ends: where it begins
    if text[position : position + 1] == "\t":
        return position, _("a tab stands where only blanks may indent; replace it by blanks")
    return position, _("broken YAML ({detail}); correct this line").format(detail=error.problem)


def _refusal(file: str, line: int, sentence: str) -> BadInputError:
    problem = Problem(sentence, file, line)
    return BadInputError(f"{problem.where()}: {sentence}", [problem])
