"""Answers from templates: Jinja2 in its sandbox, strict about what is not set; what citizens wrote is data."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING, Any

from mcu_cli.domain.letter_fields import GROUPS
from mcu_cli.domain.template_choice import name_of, path_of
from mcu_cli.render.letter_rules import FILTERS, TESTS, fields_of, problems_of, source_of, without_lone_lines
from mcu_cli.wording import day_text, long_day_text

if TYPE_CHECKING:
    from collections.abc import Mapping
    from types import TracebackType

    from mcu_cli.errors import Problem

LONGEST_LETTER = 50_000  # letters of text


class MissingFieldError(Exception):
    """A template uses a field that the appeal does not have: its name, and the file and line that use it."""

    def __init__(self, field: str, file: str, line: int | None) -> None:
        """Keep what is missing and where it is used."""
        super().__init__(field)
        self.field = field
        self.file = file
        self.line = line


class LetterTooLongError(Exception):
    """What a template gives is longer than any answer."""


class _Group(dict[str, Any]):
    """The parts of a field like `author`, with its name."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.name_of_group = name


class _Day(str):
    """A day as a letter writes it, `24 декабря 2025 г.`; the filter `day` writes it short."""

    __slots__ = ("short",)
    short: str


@dataclass(frozen=True)
class Letters:
    """The templates on record, by name, checked and filled. Texts come out in the language spoken."""

    sources: Mapping[str, bytes]

    @cached_property
    def _environment(self) -> Any:
        from jinja2 import FunctionLoader, StrictUndefined, TemplateNotFound  # 40 ms, seldom needed
        from jinja2.sandbox import ImmutableSandboxedEnvironment

        class Missing(StrictUndefined):
            """A field that is not set; whoever uses it learns which."""

            @property
            def _undefined_message(self) -> str:
                if self._undefined_hint:
                    return str(self._undefined_hint)
                group = getattr(self._undefined_obj, "name_of_group", "")
                return f"{group}.{self._undefined_name}" if group else str(self._undefined_name)

        def load(name: str) -> tuple[str, str, None]:
            known = name_of(name)
            source = source_of(known, self.sources[known]) if known in self.sources else None
            if not isinstance(source, str):
                raise TemplateNotFound(name)
            return without_lone_lines(source), path_of(known), None

        environment = ImmutableSandboxedEnvironment(
            loader=FunctionLoader(load),
            undefined=Missing,
            keep_trailing_newline=True,  # of a template that another takes in
            autoescape=False,  # plain text goes out, no page
            cache_size=-1,
        )
        ours = {"day": _short_day, "first_upper": _first_upper, "first_lower": _first_lower}
        environment.filters = {name: ours.get(name) or environment.filters[name] for name in FILTERS}
        environment.tests = {name: environment.tests[name] for name in TESTS}
        environment.globals = {}
        return environment

    def problems(self, name: str) -> list[Problem]:
        """Return all that is wrong with a template and those that it takes in."""
        return problems_of(self._environment, name, self.sources)

    def fields(self, name: str) -> list[str]:
        """Return the fields that a template names, in the order of the table."""
        return fields_of(self._environment, name, self.sources)

    def fill(self, name: str, values: Mapping[str, str | date]) -> str:
        """Return the text of a template in order, with the fields set to `values`, without blanks at its end.

        Raises MissingFieldError where a field is used that has no value, LetterTooLongError past `LONGEST_LETTER`.
        """
        from jinja2 import UndefinedError

        pieces: list[str] = []
        length = 0
        try:
            for piece in self._environment.get_template(name).generate(_nested(values)):
                pieces.append(piece)
                length += len(piece)
                if length > LONGEST_LETTER:
                    raise LetterTooLongError(name)
        except UndefinedError as error:
            file, line = self._place(error.__traceback__)
            raise MissingFieldError(str(error), file or path_of(name), line) from None
        return "".join(pieces).strip("\n").rstrip()

    def _place(self, traceback: TracebackType | None) -> tuple[str, int | None]:
        """Return file and line of the last template that an error went through."""
        paths = {path_of(name) for name in self.sources}
        found: tuple[str, int | None] = ("", None)
        while traceback is not None:
            file = traceback.tb_frame.f_code.co_filename
            if file in paths:
                found = (file, traceback.tb_lineno)
            traceback = traceback.tb_next
        return found


def _nested(values: Mapping[str, str | date]) -> dict[str, Any]:
    """Return the values as a template names them: `author.name` within `author`, days as texts."""
    nested: dict[str, Any] = {group: _Group(group) for group in GROUPS}
    for name, value in values.items():
        text = _day(value) if isinstance(value, date) else value
        group, _dot, part = name.partition(".")
        if part:
            nested[group][part] = text
        else:
            nested[name] = text
    return nested


def _day(day: date) -> _Day:
    text = _Day(long_day_text(day))
    text.short = day_text(day)
    return text


def _short_day(value: str) -> str:
    """Return a day as `24.12.2025`; any other text as it stands."""
    text = str(value)  # a field that is not set says so here
    return value.short if isinstance(value, _Day) else text


def _first_upper(value: str) -> str:
    text = str(value)
    return text[:1].upper() + text[1:]


def _first_lower(value: str) -> str:
    text = str(value)
    return text[:1].lower() + text[1:]
