"""Between the text of an appeal's file and the appeal: types checked, unknown keys kept, every problem named.

Both directions follow the table in `domain.fields`.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any, NamedTuple

from mcu_cli.domain import identifiers
from mcu_cli.domain.appeal import Appeal, Author, Place, Source
from mcu_cli.domain.event import Event
from mcu_cli.domain.fields import EVENT, EVENTS, FACTS, STATE, Type
from mcu_cli.errors import BadInputError, DamagedError, Problem, RefusedError
from mcu_cli.language import _
from mcu_cli.store.parsing import Parser
from mcu_cli.store.plain_values import members, plain, plain_value
from mcu_cli.store.prepared import ODDITIES, Table, table, take
from mcu_cli.store.yaml_reader import Document, read
from mcu_cli.store.yaml_writer import write

if TYPE_CHECKING:
    from mcu_cli.domain.state import State

FORMAT = 1
_NO_FACTS = {"state", "history"}
_FACTS_READ = {field.name: field for field in FACTS}
_RECORDS: dict[str, type] = {"source": Source, "author": Author, "place": Place}
_FIELDS_OF = {kind.value: {field.name: field for field in (*EVENT, *fields)} for kind, fields in EVENTS.items()}


class Reading(NamedTuple):
    """What reading a file gave: the appeal where its structure allows, the state as written, and the problems."""

    appeal: Appeal | None
    written_state: Any
    problems: list[Problem]


def read_appeal(data: bytes, *, file: str, strict: bool = False) -> Appeal:
    """Return the appeal that `data` holds; raises DamagedError naming the first problem and carrying all.

    A file of a newer format raises RefusedError. Unknown keys and a stale state are no reason to refuse reading.
    """
    reading = examine(data, file=file, strict=strict)
    if reading.appeal is None:
        raise DamagedError(
            _("{file} does not fit the format; mend what is listed here").format(file=file),
            reading.problems,
        )
    return reading.appeal


def examine(data: bytes, *, file: str, strict: bool = False) -> Reading:
    """Return what `data` holds with all its problems, warnings about unknown keys included.

    `strict` holds what mcu is about to write to more than what somebody wrote: a line break in a word is an error then.
    Raises BadInputError where it is no YAML of ours at all, RefusedError where a newer mcu wrote it.
    """
    document = read(data, file=file)
    refuse_newer(document, file)
    try:
        return Reading(_appeal_in_order(document.value), document.value.get("state"), [])
    except ODDITIES:
        return _examined(document, file, strict=strict)


def _appeal_in_order(whole: dict[str, Any]) -> Appeal:
    """Return the appeal of a file in which nothing is odd; raises one of `ODDITIES` where something is."""
    facts = {name: value for name, value in whole.items() if name not in _NO_FACTS}
    values = take(facts, _facts_table())
    if identifiers.parse(values["id"]) is None or values.pop("format") != FORMAT:
        raise ValueError(values["id"])
    for name, record in _RECORDS.items():
        if name in values:
            values[name] = record(**values[name][0])
    history = whole["history"]
    if type(history) is not list or not history:
        raise TypeError(history)
    return Appeal(**values, history=tuple(map(_event_in_order, history)))


def _event_in_order(item: dict[str, Any]) -> Event:
    details = take(item, _event_table(item["event"]))
    head = details.pop
    return Event(
        head("id"),
        head("at"),
        head("by"),
        head("event"),
        head("recorded", None),
        head("actor", ""),
        head("origin", ""),
        details,
    )


@cache
def _facts_table() -> Table:
    return table(FACTS)


@cache
def _event_table(kind: str) -> Table:
    """Return the table of the events of one kind; raises KeyError for one that mcu does not know."""
    return table(_FIELDS_OF[kind].values())


def _examined(document: Document, file: str, *, strict: bool) -> Reading:
    """Return what is in a file with all its problems."""
    parser = Parser(document, file, strict=strict)
    facts = parser.fields(document.value, _FACTS_READ, (), known=_NO_FACTS)
    happened = parser.history(document.value.get("history", []), _FIELDS_OF, EVENT)
    written_state = document.value.get("state")
    if any(problem.level == "error" for problem in parser.problems):
        return Reading(None, written_state, parser.problems)
    values, extra = facts
    values.pop("format")
    for name, record in _RECORDS.items():
        if name in values:
            inner, unknown = values[name]
            values[name] = record(**inner, extra=unknown)
    if identifiers.parse(values["id"]) is None:
        parser.problem(("id",), _("{text!r} is not an id like 20251224-0007").format(text=values["id"]))
        return Reading(None, written_state, parser.problems)
    history = tuple(Event(**one.head, details=one.details, extra=one.extra) for one in happened)
    appeal = Appeal(**values, history=history, extra=extra)
    return Reading(appeal, written_state, parser.problems)


def refuse_newer(document: Document, file: str) -> None:
    """Raise RefusedError where `format` is above ours, BadInputError where it is none."""
    version = document.value.get("format", "")
    if version == str(FORMAT):
        return
    if isinstance(version, str) and version.isdecimal() and int(version[:9]) > FORMAT:
        raise RefusedError(
            _("{file} is in format {version}, written by a newer mcu; update mcu to read it").format(
                file=file, version=version
            )
        )
    raise BadInputError(_("{file}: `format` is {version}; write `format: 1`").format(file=file, version=version or "-"))


def write_appeal(appeal: Appeal) -> bytes:
    """Return the canonical bytes of the file of `appeal`."""
    return write(plain_appeal(appeal))


def plain_appeal(appeal: Appeal) -> dict[str, Any]:
    """Return the whole file as plain values, in its order: text blocks marked, moments and words as text."""
    values: dict[str, Any] = {"format": FORMAT}
    for field in FACTS[1:]:
        value = getattr(appeal, field.name)
        if field.type is Type.RECORD:
            value = {**plain(field.fields, members(value)), **value.extra}
            if value:
                values[field.name] = value
        elif value not in (None, "", ()):
            values[field.name] = plain_value(field, value)
        elif field.required:
            values[field.name] = plain_value(field, "" if value is None else value)
    values |= appeal.extra
    values["state"] = plain_state(appeal.state)
    values["history"] = [plain_event(event) for event in appeal.history]
    return values


def plain_state(state: State) -> dict[str, Any]:
    """Return a state as it is written: unset keys left out."""
    return plain(STATE, members(state))


def plain_event(event: Event) -> dict[str, Any]:
    """Return an event as it is written."""
    head: dict[str, Any] = {"id": event.id, "at": event.at.isoformat()}
    if event.recorded is not None and event.recorded != event.at:
        head["recorded"] = event.recorded.isoformat()
    head["by"] = event.by
    if event.actor:
        head["actor"] = event.actor
    if event.origin:
        head["origin"] = event.origin
    head["event"] = str(event.event)
    return {**head, **plain(EVENTS[event.event], event.details), **event.extra}
