"""Templates at work: Jinja2 in its sandbox, strict about what is not set; what strangers wrote is data."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any

from mcu_cli.render.dialect import TESTS
from mcu_cli.render.template_rules import fields_of, problems_of, taken_in_by
from mcu_cli.render.template_source import source_of, with_paragraphs_marked, without_lone_lines
from mcu_cli.values import dataclass

if TYPE_CHECKING:
    from collections.abc import Mapping
    from types import TracebackType

    from mcu_cli.errors import Problem
    from mcu_cli.render.dialect import Dialect

LONGEST_TEXT = 50_000  # letters of text


class MissingFieldError(Exception):
    """A template uses a field that has no value: its name, and the file and line that use it."""

    def __init__(self, field: str, file: str, line: int | None) -> None:
        """Keep what is missing and where it is used."""
        super().__init__(field)
        self.field = field
        self.file = file
        self.line = line


class TextTooLongError(Exception):
    """What a template gives is longer than any text that it may be for."""


class _Group:
    """The parts of a field like `author`, with its name."""

    def __init__(self, name: str) -> None:
        self.name_of_group = name


@dataclass(frozen=True)
class Templates:
    """Templates of one dialect by name, checked and filled. Texts come out in the language spoken."""

    dialect: Dialect
    sources: Mapping[str, bytes]

    @cached_property
    def environment(self) -> Any:
        """Return the sandbox: no globals, and no filters or tests but those of the dialect."""
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
            known = self.dialect.name_of(name)
            path = self.dialect.path_of(known)
            source = source_of(path, self.sources[known]) if known in self.sources else None
            if not isinstance(source, str):
                raise TemplateNotFound(name)
            marked = with_paragraphs_marked(source) if self.dialect.flows else source
            return without_lone_lines(marked), path, None

        environment = ImmutableSandboxedEnvironment(
            loader=FunctionLoader(load),
            undefined=Missing,
            keep_trailing_newline=True,  # of a template that another takes in
            autoescape=False,  # plain text goes out, no page
            cache_size=-1,
        )
        environment.filters = {name: known.act for name, known in self.dialect.filters.items()}
        environment.tests = {name: environment.tests[name] for name in TESTS}
        environment.globals = {}
        return environment

    def problems(self, name: str) -> list[Problem]:
        """Return all that is wrong with a template and those that it takes in."""
        return problems_of(self.environment, self.dialect, name, self.sources)

    def fields(self, name: str) -> list[str]:
        """Return the fields that a template names, in the order of the table."""
        return fields_of(self.environment, self.dialect, name, self.sources)

    def taken_in(self, name: str) -> list[str]:
        """Return the templates that one takes in, directly or through others."""
        return taken_in_by(self.environment, self.dialect, name, self.sources)

    def fill(self, name: str, values: Mapping[str, Any]) -> str:
        """Return the text of a template in order, with the fields set to `values`, without blanks at its end.

        Raises MissingFieldError where a field is used that has no value, TextTooLongError past `LONGEST_TEXT`.
        """
        from jinja2 import UndefinedError

        pieces: list[str] = []
        length = 0
        try:
            for piece in self.environment.get_template(name).generate(self._nested(values)):
                pieces.append(piece)
                length += len(piece)
                if length > LONGEST_TEXT:
                    raise TextTooLongError(name)
        except UndefinedError as error:
            file, line = self._place(error.__traceback__)
            raise MissingFieldError(str(error), file or self.dialect.path_of(name), line) from None
        return "".join(pieces).strip("\n").rstrip()

    def _nested(self, values: Mapping[str, Any]) -> dict[str, Any]:
        """Return the values as a template names them: `author.name` within `author`, which may be a value itself."""
        nested: dict[str, Any] = {}
        for group in sorted(self.dialect.groups):
            _put(nested, group, values.get(group, _Group(group)))
        for name, value in values.items():
            if name not in self.dialect.groups:
                _put(nested, name, value)
        return nested

    def _place(self, traceback: TracebackType | None) -> tuple[str, int | None]:
        """Return file and line of the last template that an error went through."""
        paths = {self.dialect.path_of(name) for name in self.sources}
        found: tuple[str, int | None] = ("", None)
        while traceback is not None:
            file = traceback.tb_frame.f_code.co_filename
            if file in paths:
                found = (file, traceback.tb_lineno)
            traceback = traceback.tb_next
        return found


def _put(nested: dict[str, Any], name: str, value: Any) -> None:
    """Put a value where its name with dots says; the groups on the way are there."""
    first, *others = name.split(".")
    if not others:
        nested[first] = value
        return
    holder = nested[first]
    for part in others[:-1]:
        holder = getattr(holder, part)
    setattr(holder, others[-1], value)
