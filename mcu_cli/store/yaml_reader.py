"""Reading a file of the store: what it says, and where in it each part stands.

Every scalar is the text that was typed: `no`, `0123`, `12:30:45` and `2025-12-24` are not converted, an empty
value is the empty text. A file is either understood or refused with its line: what YAML allows and a file of
the store does not need (anchors, tags, several documents, duplicate keys) is an error, never a guess.

What mcu wrote itself is read by `canonical_reader`; what is of any other form, or wrong, by `libyaml`.
"""

from __future__ import annotations

import codecs
from functools import cached_property
from typing import TYPE_CHECKING, Any

from mcu_cli.errors import BadInputError, Problem
from mcu_cli.language import _
from mcu_cli.store import canonical_reader
from mcu_cli.values import dataclass
from mcu_cli.wording import number_text

if TYPE_CHECKING:
    from mcu_cli.store.libyaml import Place, Places


LARGEST = 16 << 20
"""Bytes of a file of the store. Appeals have some thousands; one made to fill the memory is refused unread."""


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
        return self._line(self._tree.on_the_way(path)[-1].start)

    def column_of(self, path: tuple[str | int, ...]) -> int:
        """Return the column of the key at `path`, or of the dash of a list item; raise KeyError if absent."""
        place = self._place(path)
        return place.start - (self.text.rfind("\n", 0, place.start) + 1) if place.dash is None else place.dash

    def end_line_of(self, path: tuple[str | int, ...]) -> int:
        """Return the last line that the value at `path` occupies; raise KeyError if it is absent.

        Comments and empty lines after the value are no part of it, so that lines can be inserted right after.
        """
        return self._line(max(self._tree.end(self._place(path).node) - 1, 0))

    @cached_property
    def _tree(self) -> Places:
        from mcu_cli.store.libyaml import Places  # yaml, for what most commands never ask

        return Places(self.text)

    def _place(self, path: tuple[str | int, ...]) -> Place:
        places = self._tree.on_the_way(path)
        if len(places) <= len(path):
            raise KeyError(path)
        return places[-1]

    def _line(self, position: int) -> int:
        return self.text.count("\n", 0, position) + 1


def read(data: bytes, *, file: str) -> Document:
    """Return what the bytes of `file` say, all scalars as text.

    `file` serves for messages alone. Raises BadInputError, with file and line in its message and in its one
    problem, for all but one mapping in UTF-8 without duplicate keys, anchors, aliases, tags and controls, and for more
    than `LARGEST` bytes.
    """
    if len(data) > LARGEST:
        raise _refusal(
            file,
            1,
            _("the file has {n} bytes; one of the store has at most {most}").format(
                n=number_text(len(data)), most=number_text(LARGEST)
            ),
        )
    data = data.removeprefix(codecs.BOM_UTF8)
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise _refusal(file, line, _("the file is not UTF-8; save it in that encoding")) from None
    value = canonical_reader.read(text)
    if value is not None:
        return Document(value, text)
    from mcu_cli.store import libyaml  # yaml, for files that somebody wrote by hand

    try:
        return Document(libyaml.parse(text), text)
    except libyaml.RefusedError as error:
        position, sentence = error.position, error.sentence
    raise _refusal(file, text.count("\n", 0, position) + 1, sentence)


def _refusal(file: str, line: int, sentence: str) -> BadInputError:
    problem = Problem(sentence, file, line)
    return BadInputError(f"{problem.where()}: {sentence}", [problem])
