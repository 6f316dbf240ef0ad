"""Redaction: personal data made unreadable from now on, and what of it a later reader may hold a commit against.

A redaction takes an optional value away, replaces a value whole by the mark, or replaces passages of a text by it; its
event names the values and repeats nothing of them (152-ФЗ art. 5 part 7: what is not needed any more is destroyed or
depersonalised). No digest of what went is kept either: a guess could be tried against it.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar, cast

from mcu_cli.domain.appeal import Appeal
from mcu_cli.domain.content_key import MADE_OF
from mcu_cli.domain.event import Due
from mcu_cli.domain.fields import DUE, Type
from mcu_cli.domain.ledgers.item import Item
from mcu_cli.domain.ledgers.steps import with_item_event
from mcu_cli.domain.ledgers.vocabulary import ItemEvent
from mcu_cli.domain.mark import MARK
from mcu_cli.domain.redactable import KEY, Value, values_of, with_values
from mcu_cli.domain.steps import Act, event_of, refuse_clock_behind, with_event
from mcu_cli.domain.vocabulary import EventKind
from mcu_cli.errors import AlreadySoError, RefusedError, UsageError
from mcu_cli.language import _

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

    from mcu_cli.domain.redactable import Record

__all__ = ["MARK"]
REDACTED = frozenset({EventKind.REDACTED.value, ItemEvent.REDACTED.value})
_WHOLE = "author"
_TEXTS = frozenset({"text", "original"})
_LEAST_TOLD = 3  # characters of a value that a reason may not repeat; two stand in any sentence
_Recorded = TypeVar("_Recorded", Appeal, Item)


class Passage(NamedTuple):
    """Letters of a text that go: of the value called `name`, from `start` up to `end`."""

    name: str
    start: int
    end: int


def covers(name: str, other: str) -> bool:
    """Whether a name means the value `other`: itself, or one in the record that it names (`author`, `b2.questions`)."""
    return other == name or other.startswith(f"{name}.")


def personal_names(record: Record) -> tuple[str, ...]:
    """Return the names of all that is personal in `record` and still readable, free texts included."""
    values = values_of(record)
    return _brief(values, {value.name for value in values.values() if value.is_personal and not is_hidden(value)})


def redacted_names(record: Record) -> tuple[str, ...]:
    """Return the names of all that was redacted in `record` so far."""
    told = (event.details["fields"] for event in record.history if event.event in REDACTED)
    return tuple(dict.fromkeys(name for names in told for name in names))


def hidden_facts(record: Record) -> frozenset[str]:
    """Return the facts of which something was redacted; a record like the author counts whole, and text with original.

    No import may bring them again: a source goes on telling what was removed here.
    """
    events = {event.id for event in record.history}
    facts = {name.partition(".")[0] for name in redacted_names(record)} - events
    return frozenset(facts | _TEXTS if facts & _TEXTS else facts)


def is_hidden(value: Value) -> bool:
    """Whether nothing of a value can be read any more."""
    return bool(value.content in {MARK, (MARK,)}) if isinstance(value.content, str | tuple) else False


def redacted(
    record: _Recorded, act: Act, names: Iterable[str], passages: Sequence[Passage] = (), reason: str = ""
) -> _Recorded:
    """Return `record` without the values called `names` and without the `passages`, with the event that names them.

    A key that is a digest of what goes, goes with it. Raises UsageError for a name that stands for nothing here,
    RefusedError for a value that is not personal and for a reason that repeats what goes, AlreadySoError where nothing
    readable is left there.
    """
    values = values_of(record)
    going = {name: None for wanted in names for name in _redactable(record, values, wanted)}
    changed = {name: _without(values[name]) for name in going}
    for name in dict.fromkeys(passage.name for passage in passages):
        if name not in changed:
            content = _redactable_text(record, values, name)
            left = without_passages(content, [one for one in passages if one.name == name])
            changed[name] = _without(values[name]) if left == MARK else left
    changed = {name: content for name, content in changed.items() if content != values[name].content}
    if not changed:
        raise AlreadySoError(_("{id}: nothing is left there to redact").format(id=record.id))
    if KEY in values and values[KEY].may_go and not changed.keys().isdisjoint(MADE_OF):
        changed[KEY] = MARK
    refuse_repeated(record, reason, [values[name].content for name in going], passages, values)
    details = {"fields": _brief(values, {name for name in changed if changed[name] is None}, changed), "reason": reason}
    if isinstance(record, Appeal):
        refuse_clock_behind(record, act)
        event = event_of(record, EventKind.REDACTED, act, details)
        return with_event(cast("Appeal", with_values(record, changed)), event)
    return with_item_event(cast("Item", with_values(record, changed)), ItemEvent.REDACTED, act, details)


def redacted_record(
    record: Record, act: Act, names: Iterable[str], passages: Sequence[Passage] = (), reason: str = ""
) -> Record:
    """Return `record` as `redacted` does, where it may be of either kind."""
    if isinstance(record, Appeal):
        return redacted(record, act, names, passages, reason)
    return redacted(record, act, names, passages, reason)


def _redactable(record: Record, values: Mapping[str, Value], wanted: str) -> list[str]:
    """Return the names of the values that a name stands for."""
    found = [value for value in values.values() if covers(wanted, value.name)]
    if not found:
        if any(covers(wanted, name) or covers(name, wanted) for name in redacted_names(record)):
            return []
        raise UsageError(
            _("{id} has no {name!r}; `mcu show --json {id}` lists what it has").format(id=record.id, name=wanted)
        )
    names = [value.name for value in found if value.may_go]
    if not names:
        raise RefusedError(
            _("{id}: {name!r} is no personal data, it is what the records are counted by; put it right with `mcu edit`")
            .format(id=record.id, name=wanted)
        )  # fmt: skip
    return names


def _redactable_text(record: Record, values: Mapping[str, Value], name: str) -> str:
    _redactable(record, values, name)
    content = values[name].content if name in values else None
    if not isinstance(content, str):
        raise UsageError(_("{id}: {name!r} is no text with passages; name it whole").format(id=record.id, name=name))
    return content


def _without(value: Value) -> Any:
    """Return what becomes of a value that goes whole: None where nothing is left of it."""
    type_ = value.field.type if value.field is not None else None
    if type_ is Type.WORDS:
        return (MARK,) if value.required else None
    # That an answer had a text, and an event somebody who acted, stays known; and a key has to be known as gone.
    personal = value.field is None or value.field.personal
    is_kept = value.required or value.name == KEY or (not value.is_fact and (type_ is Type.TEXT or not personal))
    return MARK if is_kept else None


def without_passages(content: str, passages: Iterable[Passage]) -> str:
    """Return a text with the mark in place of passages; those that touch, or cut a mark that is there, become one."""
    spans = sorted((one.start, one.end) for one in passages)
    if any(not 0 <= start < end <= len(content) for start, end in spans):
        raise ValueError(spans)
    marks = list(_places(content, MARK))
    merged: list[list[int]] = []
    for start, end in sorted([*spans, *marks]):
        if merged and start < merged[-1][1]:
            merged[-1][1] = max(end, merged[-1][1])
        else:
            merged.append([start, end])
    pieces, done = [], 0
    for start, end in merged:
        pieces += [content[done:start], MARK]
        done = end
    return "".join([*pieces, content[done:]])


def _places(content: str, piece: str) -> Iterator[tuple[int, int]]:
    start = content.find(piece)
    while start >= 0:
        yield start, start + len(piece)
        start = content.find(piece, start + len(piece))


def passages_with(record: Record, piece: str) -> list[Passage]:
    """Return where `piece` stands in the readable texts of `record`, whatever the case of its letters."""
    sought = _plainly(piece)
    return [
        Passage(value.name, start, end)
        for value in values_of(record).values()
        if value.may_go and isinstance(value.content, str) and sought
        for start, end in _places(_plainly(value.content), sought)
    ]


def _plainly(content: str) -> str:
    """Return a text in small letters and with е for ё, letter by letter: places in it are places in the text."""
    small = content.lower()
    if len(small) != len(content):
        small = "".join(low if len(low := letter.lower()) == 1 else letter for letter in content)
    return small.replace("ё", "е")


def refuse_repeated(
    record: Record, reason: str, whole: Iterable[Any], passages: Iterable[Passage], values: Mapping[str, Value]
) -> None:
    """Raise RefusedError where a reason, which stays, says again what goes."""
    gone = [text for content in whole for text in (content if isinstance(content, tuple) else (content,))]
    gone += [values[one.name].content[one.start : one.end] for one in passages]
    told = _plainly(reason)
    if any(isinstance(text, str) and len(text) >= _LEAST_TOLD and _plainly(text) in told for text in gone):
        raise RefusedError(_("{id}: the reason repeats what is to be removed; word it otherwise").format(id=record.id))


def _brief(values: Mapping[str, Value], whole: Collection[str], named: Collection[str] = ()) -> tuple[str, ...]:
    """Return names in the order of the file, as an event tells them: an author of whom nothing stays is one name.

    `whole` are the values that go whole, `named` all that change.
    """
    is_gone = {name for name in values if covers(_WHOLE, name)} <= {*whole}
    names = (name for name in values if name in whole or name in named)
    return tuple(dict.fromkeys(_WHOLE if is_gone and covers(_WHOLE, name) else name for name in names))


def unnamed_changes(before: Record, after: Record, names: Sequence[str]) -> list[str]:
    """Return the names of what differs between two versions beyond what a redaction of `names` allows.

    `history` stands for events that are missing, or in another order. Events that only `after` has are not looked at.
    """
    standing = len(before.history)
    if [event.id for event in after.history[:standing]] != [event.id for event in before.history]:
        return ["history"]
    old = values_of(before)
    new = values_of(replace(after, history=after.history[:standing]))  # type: ignore[arg-type]  # of its own kind
    return [
        name
        for name in {**old, **new}
        if not _same(old.get(name), new.get(name))
        and not (any(covers(one, name) for one in names) and _may_become(old.get(name), new.get(name)))
    ]


def _same(old: Value | None, new: Value | None) -> bool:
    return old is not None and new is not None and _written(old.content) == _written(new.content)


def _written(content: Any) -> Any:
    """Return a value so that it equals another where both are written alike: a moment has its offset."""
    if isinstance(content, datetime):
        return content.isoformat()
    if isinstance(content, Due):
        return [_written(getattr(content, field.name)) for field in DUE], dict(content.extra)
    return content


def _may_become(old: Value | None, new: Value | None) -> bool:
    if old is None or not old.may_go:
        return False
    if new is None:
        return not old.required
    if isinstance(old.content, tuple) and isinstance(new.content, tuple):
        pairs = zip(old.content, new.content, strict=False)
        parts = len(old.content) == len(new.content) and all(is_redaction_of(one, other) for other, one in pairs)
        return parts or new.content == (MARK,)
    return new.content == MARK or (
        isinstance(old.content, str) and isinstance(new.content, str) and is_redaction_of(new.content, old.content)
    )


def is_redaction_of(text: str, before: str) -> bool:
    """Whether `text` is `before`, each of its marks standing for one letter or more; a mark that was there is one."""
    used = {*text, *before}
    letter = next(chr(code) for code in range(0xE000, 0x110000) if chr(code) not in used)
    before = before.replace(MARK, letter)
    first, *rest = text.split(MARK)
    if not rest:
        return text == before
    # A mark that stays may be taken for a new one: it stands for one letter of `before`, that is for the one there.
    last = rest.pop()
    if not before.startswith(first) or not before.endswith(last):
        return False
    done, limit = len(first), len(before) - len(last)
    for piece in rest:
        start = before.find(piece, done + 1)
        if start < 0:
            return False
        done = start + len(piece)
    return done < limit


def removed_by(record: Record, names: Iterable[str], passages: Iterable[Passage]) -> list[str]:
    """Return the texts that a redaction of `names` and `passages` takes out of `record`."""
    values = values_of(record)
    whole = [value.content for name in names for value in values.values() if covers(name, value.name) and value.may_go]
    gone = [text for content in whole for text in (content if isinstance(content, tuple) else (content,))]
    return [text for text in gone if isinstance(text, str)] + [
        values[one.name].content[one.start : one.end] for one in passages
    ]
