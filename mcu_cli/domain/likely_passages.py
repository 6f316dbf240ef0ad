"""What of a record looks personal and may be redacted: offered to the clerk, who decides."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from mcu_cli.domain.fields import Type
from mcu_cli.domain.mark import MARK
from mcu_cli.domain.personal import MarkKind, personal_marks
from mcu_cli.domain.redactable import values_of
from mcu_cli.domain.redaction import Passage, passages_with
from mcu_cli.domain.words import fold, stem, words

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping

    from mcu_cli.domain.redactable import Record, Value

_LEAST = 4  # letters of what the author is known by; fewer stand in any text
_NAME = re.compile(r"[А-ЯЁA-Z]\w+")
_OF_PEOPLE = frozenset({"name", "phone", "email", "profile", "address"})


class Likely(NamedTuple):
    """A passage of a text, and what it looks like."""

    kind: MarkKind
    passage: Passage


def likely_passages(record: Record, authors: Collection[str] = ()) -> list[Likely]:
    """Return the passages of the texts in `record` that look personal, in their order.

    `authors` are names of authors on record, which `author_candidates` has asked for; what is known of the author of
    this very appeal is looked for in any shape of its letters.
    """
    values = values_of(record)
    found: dict[str, list[Likely]] = {}
    for value in _texts(values.values()):
        marks = personal_marks(value.content.replace(MARK, " " * len(MARK)), authors)
        found[value.name] = [Likely(kind, Passage(value.name, start, end)) for kind, start, end in marks]
    for known in _known(values, _OF_PEOPLE):
        for passage in passages_with(record, known):
            if passage.name in found:
                found[passage.name].append(Likely(MarkKind.AUTHOR, passage))
    for passage in _named(values):
        found[passage.name].append(Likely(MarkKind.AUTHOR, passage))
    return [likely for name in found for likely in _apart(found[name])]


def _named(values: Mapping[str, Value]) -> Iterator[Passage]:
    """Yield the words of texts that are a name of the author in any of its cases."""
    names = {stem(word) for known in _known(values, {"name"}) for word in words(known) if len(word) >= _LEAST}
    for value in _texts(values.values()) if names else ():
        for match in _NAME.finditer(value.content):
            if stem(fold(match[0])) in names:
                yield Passage(value.name, *match.span())


def _known(values: Mapping[str, Value], keys: Collection[str]) -> Iterator[str]:
    """Yield what is known of the author, or of the citizens whose cards these are, under some keys."""
    for name, value in values.items():
        if name.rpartition(".")[2] in keys and value.is_personal and len(value.content) >= _LEAST:
            yield value.content


def _texts(values: Iterable[Value]) -> Iterator[Value]:
    for value in values:
        if value.may_go and value.field is not None and value.field.type is Type.TEXT:
            yield value


def _apart(found: list[Likely]) -> Iterator[Likely]:
    """Yield passages in order, those left out that lie within another one."""
    end = -1
    for likely in sorted(found, key=lambda likely: (likely.passage.start, -likely.passage.end)):
        if likely.passage.end > end:
            yield likely
            end = likely.passage.end
