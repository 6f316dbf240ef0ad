"""Between the text of an appeal's file and the appeal: types checked, unknown keys kept, every problem named.

Both directions follow the table in `domain.fields`.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any, NamedTuple

from mcu_cli.domain import identifiers
from mcu_cli.domain.appeal import Appeal, Author, Place, Source
from mcu_cli.domain.event import Due, Event
from mcu_cli.domain.fields import EVENT, EVENTS, FACTS, STATE, Field, Type
from mcu_cli.domain.vocabulary import EventKind
from mcu_cli.errors import BadInputError, DamagedError, Problem, RefusedError
from mcu_cli.language import _
from mcu_cli.store.scalars import has_line_break, scalar
from mcu_cli.store.yaml_reader import Document, read
from mcu_cli.store.yaml_writer import Block, write

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from mcu_cli.domain.state import State

FORMAT = 1
_FACTS_READ = {field.name: field for field in FACTS}
_RECORDS: dict[str, type] = {"source": Source, "author": Author, "place": Place}


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
    parser = _Parser(document, file, strict=strict)
    facts = parser.fields(document.value, _FACTS_READ, (), known={"state", "history"})
    history = parser.history(document.value.get("history", []))
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
    appeal = Appeal(**values, history=tuple(history), extra=extra)
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
            value = {**_plain(field.fields, _members(value)), **value.extra}
            if value:
                values[field.name] = value
        elif value not in (None, "", ()):
            values[field.name] = _plain_value(field, value)
        elif field.required:
            values[field.name] = _plain_value(field, "" if value is None else value)
    values |= appeal.extra
    values["state"] = plain_state(appeal.state)
    values["history"] = [plain_event(event) for event in appeal.history]
    return values


def plain_state(state: State) -> dict[str, Any]:
    """Return a state as it is written: unset keys left out."""
    return _plain(STATE, _members(state))


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
    return {**head, **_plain(EVENTS[event.event], event.details), **event.extra}


@cache
def _fields_of(kind: EventKind) -> dict[str, Field]:
    return {field.name: field for field in (*EVENT, *EVENTS[kind])}


def _members(record: object) -> Mapping[str, Any]:
    return {name: getattr(record, name) for name in record.__slots__}  # type: ignore[attr-defined]  # slotted dataclasses


def _plain(fields: Iterable[Field], values: Mapping[str, Any]) -> dict[str, Any]:
    plain = {}
    for field in fields:
        value = values.get(field.name)
        if value in (None, "", ()):
            continue
        written = _plain_value(field, value)
        if written != {}:
            plain[field.name] = written
    return plain


def _plain_value(field: Field, value: Any) -> Any:
    match field.type:
        case Type.TEXT:
            return Block(value)
        case Type.MOMENT | Type.DAY:
            return value.isoformat()
        case Type.CHOICE:
            return str(value)
        case Type.WORDS:
            return list(value)
        case Type.RECORD:
            return _plain_record(field, value)
        case _:
            return value


def _plain_record(field: Field, value: Any) -> dict[str, Any]:
    if isinstance(value, Due):
        return {**_plain(field.fields, _members(value)), **value.extra}
    return _plain(field.fields, value)


class _Parser:
    """Reads typed values out of a document and collects what is wrong with them."""

    def __init__(self, document: Document, file: str, *, strict: bool) -> None:
        self.strict = strict
        self.document = document
        self.file = file
        self.problems: list[Problem] = []

    def problem(self, path: tuple[str | int, ...], message: str, level: str = "error") -> None:
        """Note one problem at `path`."""
        name = ".".join(str(part) for part in path)
        self.problems.append(
            Problem(message, file=self.file, line=self.document.line_of(path), field=name, level=level)
        )

    def fields(
        self, mapping: Any, fields: Mapping[str, Field], path: tuple[str | int, ...], known: set[str] | None = None
    ) -> tuple[dict[str, Any], dict[str, Any]]:
        """Return the typed values of the known keys of `mapping`, and the unknown ones as they stand."""
        values: dict[str, Any] = {}
        extra: dict[str, Any] = {}
        if not isinstance(mapping, dict):
            self.problem(path, _("a mapping of keys and values is expected here"))
            return values, extra
        for name, value in mapping.items():
            field = fields.get(name)
            if field is not None:
                try:
                    values[name] = self.value(field, value, (*path, name))
                except ValueError as error:
                    self.problem((*path, name), str(error))
            elif name not in (known or ()):
                extra[name] = value
                self.problem((*path, name), _("unknown key {name!r}; it is kept").format(name=name), "warning")
        for field in fields.values():
            if field.required and field.name not in mapping:
                self.problem(path, _("the key {name!r} is missing").format(name=field.name))
        return values, extra

    def value(self, field: Field, value: Any, path: tuple[str | int, ...]) -> Any:
        """Return the typed value; raises ValueError with a sentence."""
        if field.type is Type.RECORD:
            values, extra = self.fields(value, {inner.name: inner for inner in field.fields}, path)
            if field.name == "due":
                return Due(**values, extra=extra)
            return values, extra
        if field.type is Type.WORDS:
            if not isinstance(value, list) or not all(isinstance(word, str) for word in value):
                raise ValueError(_("a list of words is expected here"))
            return tuple(value)
        if not isinstance(value, str):
            raise ValueError(_("one value is expected here, not a list or a mapping"))  # noqa: TRY004  # one error for all
        if field.type is Type.WORD and not self.strict and has_line_break(value):
            self.problem(path, _("{text!r} has a line break; write it on one line").format(text=value), "warning")
            return value
        return scalar(field, value)

    def history(self, items: Any) -> list[Event]:
        """Return the events of the history."""
        if not isinstance(items, list):
            self.problem(("history",), _("a list of events is expected here"))
            return []
        events = []
        for n, item in enumerate(items):
            event = self._event(item, ("history", n))
            if event is not None:
                events.append(event)
        if not items:
            self.problem(("history",), _("the history is empty; it begins with the event `registered`"))
        return events

    def _event(self, item: Any, path: tuple[str | int, ...]) -> Event | None:
        kind_text = item.get("event") if isinstance(item, dict) else None
        try:
            kind = EventKind(str(kind_text))
        except ValueError:
            self.problem(path, _("{name!r} is not an event that mcu knows").format(name=kind_text))
            return None
        before = len(self.problems)
        values, extra = self.fields(item, _fields_of(kind), path)
        if any(problem.level == "error" for problem in self.problems[before:]):
            return None
        head = {field.name: values.pop(field.name) for field in EVENT if field.name in values}
        return Event(**head, details=values, extra=extra)
