"""Any YAML there is, by libyaml: what a file says that mcu did not write, where its parts stand, what is wrong with it.

The only module that imports yaml. It is imported when there is such a file: those that mcu has written are read by
`canonical_reader`, and most commands meet no others.

The values are built from the events of libyaml. Its nodes would show neither an anchor nor the tag `!!str`,
take longer, and are composed by a recursion without a limit; they serve for the places of keys alone, and are
made when first asked for, of a text that has passed.
"""

from __future__ import annotations

import re
from typing import Any, NamedTuple

import yaml

from mcu_cli.language import _
from mcu_cli.store.yaml_writer import MAX_DEPTH, MAX_KEY_LENGTH

_LOADER: Any = getattr(yaml, "CBaseLoader", yaml.BaseLoader)  # without libyaml the same, but ten times slower
_BROKEN = (yaml.YAMLError, ValueError, OverflowError)  # the last two: absurd numbers, in the Python loader
_NOT_IN_YAML = re.compile(r"[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_SURROGATE = re.compile(r"[\ud800-\udfff]")
_KEEPS_LINE_BREAKS = re.compile(r"[|>][1-9]?\+")


class RefusedError(Exception):
    """What no file of the store may hold: the position in its text, and a sentence that says what is wrong there."""

    def __init__(self, position: int, sentence: str) -> None:
        """Take the position, in characters from 0, and the sentence."""
        super().__init__(sentence)
        self.position = position
        self.sentence = sentence


class Place(NamedTuple):
    """Where a value stands: the position of its key or of the item, its node, the column of a dash."""

    start: int
    node: yaml.Node
    dash: int | None = None


def parse(text: str) -> dict[str, Any]:
    """Return the one mapping that `text` says, all scalars as text; raises RefusedError for anything else."""
    try:
        return _Walk(text).document()
    except _BROKEN as error:
        position, sentence = _diagnosis(error, text)
    raise RefusedError(position, sentence)


class Places:
    """Where in a text, which `parse` has taken, its keys, items and values stand."""

    def __init__(self, text: str) -> None:
        """Take the text."""
        self._text = text
        self._root: yaml.Node = yaml.compose(text, Loader=_LOADER)  # type: ignore[assignment]  # it holds a mapping

    def on_the_way(self, path: tuple[str | int, ...]) -> list[Place]:
        """Return the places on the way to `path`, the whole first, as far as they are there."""
        node = self._root
        places = [Place(node.start_mark.index, node)]
        for part in path:
            if isinstance(node, yaml.MappingNode):
                found = [pair for pair in node.value if pair[0].value == part]
                if not found:
                    break
                key, node = found[0]
                places.append(Place(key.start_mark.index, node))
            elif isinstance(node, yaml.SequenceNode) and isinstance(part, int) and 0 <= part < len(node.value):
                dash = None if node.flow_style else node.start_mark.column
                node = node.value[part]
                places.append(Place(node.start_mark.index, node, dash))
            else:
                break
        return places

    def end(self, node: yaml.Node) -> int:
        """Return the position after the last character of a value; a block node itself goes on further."""
        if isinstance(node, yaml.CollectionNode) and not node.flow_style:
            last = node.value[-1]
            return self.end(last[1] if isinstance(last, tuple) else last)
        start, end = node.start_mark.index, node.end_mark.index
        if isinstance(node, yaml.ScalarNode) and node.style in {"|", ">"}:
            if _KEEPS_LINE_BREAKS.match(self._text, start):
                return end
            return start + len(self._text[start:end].rstrip("\r\n"))
        return end


class _Walk:
    """One pass over the events of a text; the depth of its recursion is bounded by `MAX_DEPTH`."""

    def __init__(self, text: str) -> None:
        self._next = _LOADER(text).get_event

    def document(self) -> dict[str, Any]:
        self._next()  # the start of the stream
        start = self._next()
        root = self._next() if isinstance(start, yaml.DocumentStartEvent) else start
        if not isinstance(root, yaml.MappingStartEvent):
            raise _refused(root, _("the file is no mapping; begin it with a line like `key: value`"))
        value: dict[str, Any] = self._value(root, 0)
        self._next()  # the end of the document
        after = self._next()
        if not isinstance(after, yaml.StreamEndEvent):
            raise _refused(after, _("a second document begins here; keep one in a file"))
        return value

    def _value(self, event: Any, depth: int) -> Any:
        """Return the value that begins with `event`, inside `depth` mappings and lists."""
        if event.anchor is not None:
            raise _refused(event, _("an anchor or alias (& or *) is not allowed; write the value out"))
        if event.tag is not None:
            raise _refused(event, _("a tag (!) is not allowed; delete it, or put a text in quotes"))
        kind = type(event)
        if kind is yaml.ScalarEvent:
            if event.style == '"' and _SURROGATE.search(event.value):  # libyaml refuses these itself
                raise _refused(event, _("an escape for half a character (a surrogate); delete it"))
            return event.value
        if depth == MAX_DEPTH:
            sentence = _("nested deeper than {n} levels; make this part flatter").format(n=MAX_DEPTH)
            raise _refused(event, sentence)
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
                raise _refused(event, _("a list or a mapping stands as a key; put a text in quotes"))
            key = self._value(event, depth)
            if key in mapping:
                sentence = _("the key {key} appears twice; delete one of the two").format(key=repr(key))
                raise _refused(event, sentence)
            if len(key) > MAX_KEY_LENGTH:
                sentence = _("a key is longer than {n} characters; shorten it").format(n=MAX_KEY_LENGTH)
                raise _refused(event, sentence)
            mapping[key] = self._value(self._next(), depth)
        return mapping


def _refused(at: Any, sentence: str) -> RefusedError:
    """Return what YAML allows and a file of the store does not, at the beginning of an event."""
    return RefusedError(at.start_mark.index, sentence)


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
