"""What of a record may be made unreadable: every value by its name, and the record again with other values.

A name is a dotted path: of a fact (`text`, `author.phone`), or of a value in an event, behind the id of that event
(`c377.text`, `b20e.questions.1.answer`; questions count from 1). Which values are personal, the tables of the format
say; beside them free texts may hold anything, and a few words of other meaning may name a person.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, NamedTuple

from mcu_cli.domain import fields as of_appeals
from mcu_cli.domain.appeal import Appeal
from mcu_cli.domain.content_key import is_content_key
from mcu_cli.domain.event import Event
from mcu_cli.domain.fields import Type
from mcu_cli.domain.ledgers import fields as of_items
from mcu_cli.domain.ledgers.item import Item, ItemHappening

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from mcu_cli.domain.fields import Field

Record = Appeal | Item
"""What stands in one file: an appeal, or an item of a ledger."""

_WRITTEN = (Type.WORD, Type.TEXT, Type.WORDS)
# Not personal by the tables, and yet a clerk may find a person named in them.
_FACTS_OF_APPEALS = frozenset({"place.street", "place.object", "source.blog", "tags"})
_FACTS_OF_ITEMS = frozenset({"official", "place", "subject", "number", "question", "link", "what", "photo"})
_IN_EVENTS = frozenset({"actor", "executor", "account", "link"})
KEY = "source.key"


class Value(NamedTuple):
    """One value of a record: its name, its line in the tables of the format (None: a key unknown there), itself.

    `may_go` says that it may be redacted at all; a `required` one is never taken away, only replaced. `is_fact` parts
    the facts from what stands in events.
    """

    name: str
    field: Field | None
    content: Any
    may_go: bool
    is_fact: bool

    @property
    def is_personal(self) -> bool:
        """Whether it is personal data by the tables, or a free text, which may hold them."""
        return self.may_go and self.field is not None and (self.field.personal or self.field.type is Type.TEXT)

    @property
    def required(self) -> bool:
        """Whether the file is not whole without it."""
        return self.field is not None and self.field.required


def values_of(record: Record) -> dict[str, Value]:
    """Return all values of a record that are set, by their names, in the order of its file; the state is none."""
    facts = _facts_of_appeal(record) if isinstance(record, Appeal) else _facts_of_item(record)
    return {
        value.name: value for value in (*facts, *(one for event in record.history for one in in_event(record, event)))
    }


def _facts_of_appeal(appeal: Appeal) -> Iterator[Value]:
    for field in of_appeals.FACTS:
        if field.name == "format":
            continue
        content = getattr(appeal, field.name)
        if field.type is not Type.RECORD:
            yield from _value(field.name, field, content, may_go=field.personal or field.name in _FACTS_OF_APPEALS)
            continue
        for part in field.fields:
            name = f"{field.name}.{part.name}"
            may_go = part.personal or name in _FACTS_OF_APPEALS or (name == KEY and is_content_key(content.key))
            yield from _value(name, part, getattr(content, part.name), may_go=may_go)
        for key, unknown in content.extra.items():
            yield Value(f"{field.name}.{key}", None, unknown, may_go=True, is_fact=True)
    for key, unknown in appeal.extra.items():
        yield Value(key, None, unknown, may_go=True, is_fact=True)


def _facts_of_item(item: Item) -> Iterator[Value]:
    yield Value("id", None, item.id, may_go=False, is_fact=True)
    for field in of_items.FACTS[item.ledger]:
        may_go = field.personal or field.type is Type.TEXT or field.name in _FACTS_OF_ITEMS
        yield from _value(field.name, field, item.facts.get(field.name), may_go=may_go)
    for key, unknown in item.extra.items():
        yield Value(key, None, unknown, may_go=True, is_fact=True)


def _value(name: str, field: Field, content: Any, *, may_go: bool) -> Iterator[Value]:
    if content not in (None, "", ()):
        yield Value(name, field, content, may_go=may_go and field.type in _WRITTEN, is_fact=True)


def in_event(record: Record, event: Event | ItemHappening) -> Iterator[Value]:
    """Yield the values of one event of `record`, its head included."""
    head: tuple[Field, ...]
    if isinstance(event, Event):
        head, own = of_appeals.EVENT, of_appeals.EVENTS[event.event]
    else:
        assert isinstance(record, Item)  # noqa: S101  # only items have such events
        head, own = of_items.EVENT, of_items.EVENTS[record.ledger][event.event]
    for field in head:
        content = event.recorded_at if field.name == "recorded" else getattr(event, field.name)
        if content:
            yield Value(f"{event.id}.{field.name}", field, content, may_go=field.name in _IN_EVENTS, is_fact=False)
    for field in own:
        if field.name not in event.details:
            continue
        content = event.details[field.name]
        name = f"{event.id}.{field.name}"
        if field.type is Type.RECORDS:
            yield from _in_records(name, field, content)
        else:
            may_go = field.personal or field.type is Type.TEXT or field.name in _IN_EVENTS
            yield Value(name, field, content, may_go=may_go and field.type in _WRITTEN, is_fact=False)
    for key, unknown in event.extra.items():
        yield Value(f"{event.id}.{key}", None, unknown, may_go=True, is_fact=False)


def _in_records(name: str, field: Field, records: tuple[Mapping[str, Any], ...]) -> Iterator[Value]:
    parts = {part.name: part for part in field.fields}
    for number, one in enumerate(records, start=1):
        for key, content in one.items():
            part = parts.get(key)
            may_go = part is None or part.personal
            yield Value(f"{name}.{number}.{key}", part, content, may_go=may_go, is_fact=False)


def with_values(record: Record, changed: Mapping[str, Any]) -> Record:
    """Return `record` with other contents at the names in `changed`; None takes a value away."""
    events = {event.id for event in record.history}
    facts = {name: content for name, content in changed.items() if name.partition(".")[0] not in events}
    history = tuple(_event_with(event, changed) for event in record.history)
    if isinstance(record, Appeal):
        return replace(_appeal_with(record, facts), history=history)  # type: ignore[arg-type]  # of one kind with its record
    kept = {name: facts.get(name, content) for name, content in record.facts.items()}
    extra = {name: facts.get(name, content) for name, content in record.extra.items()}
    return replace(record, facts=_set(kept), extra=_set(extra), history=history)  # type: ignore[arg-type]  # of its own kind


def _appeal_with(appeal: Appeal, facts: Mapping[str, Any]) -> Appeal:
    for name, content in facts.items():
        outer, _dot, inner = name.partition(".")
        if outer in appeal.extra:
            appeal = replace(appeal, extra=_set({**appeal.extra, outer: content}))
        elif not inner:
            appeal = replace(appeal, **{outer: _unset(getattr(appeal, outer)) if content is None else content})
        else:
            part = getattr(appeal, outer)
            if inner in part.extra:
                part = replace(part, extra=_set({**part.extra, inner: content}))
            else:
                part = replace(part, **{inner: "" if content is None else content})
            appeal = replace(appeal, **{outer: part})
    return appeal


def _event_with(event: Event | ItemHappening, changed: Mapping[str, Any]) -> Event | ItemHappening:
    ours = {name.partition(".")[2]: content for name, content in changed.items() if name.startswith(f"{event.id}.")}
    if not ours:
        return event
    details, extra, head = dict(event.details), dict(event.extra), {}
    for name, content in ours.items():
        key, _dot, inner = name.partition(".")
        if inner:
            number, _dot, part = inner.partition(".")
            records = list(details[key])
            records[int(number) - 1] = _set({**records[int(number) - 1], part: content})
            details[key] = tuple(records)
        elif key in details:
            details[key] = content
        elif key in extra:
            extra[key] = content
        else:
            head[key] = content
    return replace(event, details=_set(details), extra=_set(extra), **head)


def _set(values: Mapping[str, Any]) -> dict[str, Any]:
    return {name: content for name, content in values.items() if content is not None}


def _unset(content: Any) -> Any:
    return type(content)()  # a text or a list of words
