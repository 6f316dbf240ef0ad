"""Typed values out of a document: types checked by a table of fields, unknown keys kept, every problem named."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from mcu_cli.domain.event import Due
from mcu_cli.domain.fields import Field, Type
from mcu_cli.errors import Problem
from mcu_cli.language import _
from mcu_cli.store.scalars import has_line_break, scalar

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from mcu_cli.store.yaml_reader import Document

Path = tuple[str | int, ...]


class Happened(NamedTuple):
    """One event as read: what all events have (`id`, `at` and so on), its own values, keys that are unknown."""

    head: dict[str, Any]
    details: dict[str, Any]
    extra: dict[str, Any]


class Parser:
    """Reads typed values out of a document and collects what is wrong with them in `problems`."""

    def __init__(self, document: Document, file: str, *, strict: bool) -> None:
        """Read from `document`; `strict` takes a line break in a word for an error, else it is a warning."""
        self.strict = strict
        self.document = document
        self.file = file
        self.problems: list[Problem] = []

    def problem(self, path: Path, message: str, level: str = "error") -> None:
        """Note one problem at `path`."""
        name = ".".join(str(part) for part in path)
        self.problems.append(
            Problem(message, file=self.file, line=self.document.line_of(path), field=name, level=level)
        )

    def fields(
        self, mapping: Any, fields: Mapping[str, Field], path: Path, known: set[str] | None = None
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

    def value(self, field: Field, value: Any, path: Path) -> Any:
        """Return the typed value; raises ValueError with a sentence."""
        if field.type is Type.RECORD:
            values, extra = self.fields(value, {inner.name: inner for inner in field.fields}, path)
            if field.name == "due":
                return Due(**values, extra=extra)
            return values, extra
        if field.type is Type.RECORDS:
            return self._records(field, value, path)
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

    def history(
        self, items: Any, fields_of: Mapping[str, Mapping[str, Field]], common: Sequence[Field]
    ) -> list[Happened]:
        """Return the events of a history: `fields_of` gives the fields of each kind of event, `common` included."""
        if not isinstance(items, list):
            self.problem(("history",), _("a list of events is expected here"))
            return []
        events = []
        for n, item in enumerate(items):
            event = self._event(item, ("history", n), fields_of, common)
            if event is not None:
                events.append(event)
        if not items:
            self.problem(("history",), _("the history is empty; it begins with the event `registered`"))
        return events

    def _event(
        self, item: Any, path: Path, fields_of: Mapping[str, Mapping[str, Field]], common: Sequence[Field]
    ) -> Happened | None:
        kind = item.get("event") if isinstance(item, dict) else None
        fields = fields_of.get(kind) if isinstance(kind, str) else None
        if fields is None:
            self.problem(path, _("{name!r} is not an event that mcu knows").format(name=kind))
            return None
        before = len(self.problems)
        values, extra = self.fields(item, fields, path)
        if any(problem.level == "error" for problem in self.problems[before:]):
            return None
        head = {field.name: values.pop(field.name) for field in common if field.name in values}
        return Happened(head, values, extra)

    def _records(self, field: Field, value: Any, path: Path) -> tuple[dict[str, Any], ...]:
        """Return a list of mappings, each with its unknown keys among the others."""
        if not isinstance(value, list):
            raise ValueError(_("a list is expected here"))  # noqa: TRY004  # one error for all
        inner = {one.name: one for one in field.fields}
        found = []
        for n, item in enumerate(value):
            values, extra = self.fields(item, inner, (*path, n))
            found.append({**values, **extra})
        return tuple(found)
