"""Answers from templates: what a letter may name, and its text for the values of one appeal."""

from __future__ import annotations

from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING

from mcu_cli.domain.letter_fields import NAMES
from mcu_cli.domain.template_fields import FieldKind
from mcu_cli.language import marked
from mcu_cli.render.dialect import FILTERS, Dialect, Filter
from mcu_cli.render.templates import Templates
from mcu_cli.values import dataclass
from mcu_cli.wording import day_text, long_day_text

if TYPE_CHECKING:
    from collections.abc import Mapping

    from mcu_cli.errors import Problem


class _Day(str):
    """A day as a letter writes it, `24 декабря 2025 г.`; the filter `day` writes it short."""

    __slots__ = ("short",)
    short: str


def _short_day(value: object) -> str:
    """Return a day as `24.12.2025`; any other text as it stands."""
    text = str(value)  # a field that is not set says so here
    return value.short if isinstance(value, _Day) else text


LETTERS = Dialect(
    folder="templates",
    fields=dict.fromkeys(NAMES, FieldKind.TEXT),
    filters={**FILTERS, "day": Filter(_short_day)},
    page="docs/templates.md",
    no_field=marked("there is no field {name!r}; `mcu template --fields` lists them"),
    no_template=marked("there is no template {name!r} on record; `mcu template` lists them"),
    empty=marked("the template is empty; write the text of the answer"),
)


@dataclass(frozen=True)
class Letters:
    """The templates on record, by name, checked and filled. Texts come out in the language spoken."""

    sources: Mapping[str, bytes]

    @cached_property
    def templates(self) -> Templates:
        """Return the templates in the dialect of letters."""
        return Templates(LETTERS, self.sources)

    def problems(self, name: str) -> list[Problem]:
        """Return all that is wrong with a template and those that it takes in."""
        return self.templates.problems(name)

    def fields(self, name: str) -> list[str]:
        """Return the fields that a template names, in the order of the table."""
        return self.templates.fields(name)

    def fill(self, name: str, values: Mapping[str, str | date]) -> str:
        """Return the text of a template in order, with the fields set to `values`, without blanks at its end.

        Raises MissingFieldError where a field is used that has no value, TextTooLongError past the longest letter.
        """
        texts = {name: _day(value) if isinstance(value, date) else value for name, value in values.items()}
        return self.templates.fill(name, texts)


def _day(day: date) -> _Day:
    text = _Day(long_day_text(day))
    text.short = day_text(day)
    return text
