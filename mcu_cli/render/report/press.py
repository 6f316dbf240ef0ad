"""The paragraphs that a press office prints: the figures of a report put into the templates of the store."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from mcu_cli.domain.press_fields import FIELDS, ITEM_FIELDS, POLL, WORK
from mcu_cli.domain.template_fields import FieldKind
from mcu_cli.language import marked
from mcu_cli.render.dialect import FILTERS, Dialect, Filter
from mcu_cli.render.report import number_forms as numbers
from mcu_cli.render.report.phrases import quoted
from mcu_cli.render.report.press_values import item_values, press_values, short_day
from mcu_cli.render.report.text import legal_note
from mcu_cli.render.template_source import PARAGRAPH
from mcu_cli.render.templates import Templates

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from mcu_cli.domain.press_fields import PressField
    from mcu_cli.errors import Problem
    from mcu_cli.render.report.text import Data

FOLDER = "press"
ITEMS = {f"items/{item}": item for item in (POLL, WORK)}


class _Filled(NamedTuple):
    """A field whose lines a template of ITEMS writes, one for each row of a member of the report."""

    template: str
    member: str


LISTS = {
    "polls.items": _Filled(f"items/{POLL}", "polls"),
    "works.items": _Filled(f"items/{WORK}", "works"),
    "works.grouped": _Filled(f"items/{WORK}", "works_by_what"),
}
_FORMS = (2, 3)  # of an English and of a Russian word
_RUSSIAN = 3
_OF_NUMBERS, _OF_MONTHS = frozenset({FieldKind.NUMBER}), frozenset({FieldKind.MONTH})
PRESS_FILTERS = {
    "count": Filter(numbers.count, _OF_NUMBERS, texts=_FORMS, forms=_RUSSIAN),
    "form": Filter(numbers.form, _OF_NUMBERS, texts=_FORMS, forms=_RUSSIAN),
    "thousands": Filter(numbers.thousands, _OF_NUMBERS, texts=(0, *_FORMS), forms=_RUSSIAN),
    "about": Filter(numbers.about, _OF_NUMBERS, texts=(0, *_FORMS), forms=_RUSSIAN),
    "rounded": Filter(numbers.rounded, _OF_NUMBERS, texts=(0, *_FORMS), forms=_RUSSIAN),
    "times": Filter(numbers.times, _OF_NUMBERS, texts=_FORMS, forms=_RUSSIAN),
    "percent": Filter(numbers.percent, _OF_NUMBERS),
    "unsigned": Filter(numbers.unsigned, _OF_NUMBERS, gives=FieldKind.NUMBER),
    "genitive": Filter(numbers.genitive, _OF_MONTHS),
    "prepositional": Filter(numbers.prepositional, _OF_MONTHS),
    "day": Filter(short_day, frozenset({FieldKind.DAY})),
    "quoted": Filter(quoted, frozenset({FieldKind.TEXT})),
    **FILTERS,
}
_BLANKS = re.compile(r"[ \t\n]+")  # those at which a line may break: a no-break space stays
_BEFORE = re.compile(r" +(?=[,.;:!?)»”])|(?<=[(«“]) +")
# Where no line may break: between a number and its word, and before a dash.
_HELD = re.compile(r"(?<=\d) (?=[a-zа-яё])|(?<=\bтыс\.) (?=[а-яё])|(?<=\S) (?=— )")
_LAST = re.compile(r";$")  # a list ends with a full stop
_TWO_STOPS = re.compile(r"(?<!\.)\.\.(?!\.)")  # «2,1 тыс.» at the end of a sentence


def _dialect(fields: Iterable[PressField]) -> Dialect:
    known = tuple(fields)
    return Dialect(
        folder=FOLDER,
        fields={field.name: field.kind for field in known},
        filters=PRESS_FILTERS,
        page="docs/press.md",
        no_field=marked("there is no field {name!r}; docs/press.md lists them"),
        no_template=marked("there is no press template {name!r}; it would be the file press/{name}.txt"),
        empty=marked("the template is empty; write the text for the press"),
        unsure=frozenset(field.name for field in known if field.unsure),
        flows=True,
    )


PRESS = _dialect(FIELDS)
ITEM_DIALECTS = {item: _dialect(fields) for item, fields in ITEM_FIELDS.items()}


def press_problems(name: str, sources: Mapping[str, bytes]) -> list[Problem]:
    """Return all that is wrong with the press template `name` and with those that it takes in or has filled."""
    problems = _templates(name, sources).problems(name)
    if problems or name in ITEMS:
        return problems
    items = dict.fromkeys(LISTS[field].template for field in _lists_of(name, sources))
    return [problem for item in items for problem in _templates(item, sources).problems(item)]


def press_taken_in(name: str, sources: Mapping[str, bytes]) -> list[str]:
    """Return the templates that a press template takes in, directly or through others."""
    return _templates(name, sources).taken_in(name)


def press_paragraphs(data: Data, name: str, sources: Mapping[str, bytes]) -> list[str]:
    """Return the paragraphs of a report by the press template `name`, each on one line, in the language spoken.

    `sources` holds all templates that may be taken in, by name; what is wrong with them `press_problems` says before.
    Raises MissingFieldError where `data` lacks what every report has, TextTooLongError past the longest text.
    """
    values = press_values(data)
    for field in _lists_of(name, sources):
        lines = list(_lines(data, LISTS[field], sources))
        if lines:
            lines[-1] = _LAST.sub(".", lines[-1])
            values[field] = PARAGRAPH.join(["", *lines, ""])
    paragraphs = paragraphs_of(_templates(name, sources).fill(name, values))
    note = legal_note(paragraphs)
    return [*paragraphs, note] if note else paragraphs


def paragraphs_of(text: str) -> list[str]:
    """Return the paragraphs of a filled text: each on one line, without a blank before a comma.

    A number and its word stay together, and a dash with what stands before it: no-break spaces are between them.
    """
    found = [_BEFORE.sub("", _BLANKS.sub(" ", block)).strip(" ") for block in text.split(PARAGRAPH)]
    return [_HELD.sub(numbers.NO_BREAK_SPACE, _TWO_STOPS.sub(".", block)) for block in found if block]


def _lists_of(name: str, sources: Mapping[str, bytes]) -> list[str]:
    """Return the fields of LISTS that a template, or one that it takes in, names."""
    return [field for field in _templates(name, sources).fields(name) if field in LISTS]


def _lines(data: Data, filled: _Filled, sources: Mapping[str, bytes]) -> Iterator[str]:
    """Yield a line for each row of a report that a list is made of."""
    templates = _templates(filled.template, sources)
    for values in item_values(data, ITEMS[filled.template], filled.member):
        line = " ".join(paragraphs_of(templates.fill(filled.template, values)))
        if line:
            yield line


def _templates(name: str, sources: Mapping[str, bytes]) -> Templates:
    """Return the templates in the dialect of `name`."""
    return Templates(ITEM_DIALECTS[ITEMS[name]] if name in ITEMS else PRESS, sources)
