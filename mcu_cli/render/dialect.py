"""What the templates of one kind may say: their fields, their filters, and where they stand in the store.

The language is Jinja2 cut down: `render.template_rules` holds a template against its dialect, `render.templates` fills
it. Answers (`render.letters`) and press texts (`render.report.press`) are two dialects.
"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple

from mcu_cli.domain.template_fields import FieldKind, groups_of
from mcu_cli.values import dataclass

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

TESTS = ("defined", "undefined")
SUFFIX = ".txt"


class Filter(NamedTuple):
    """One filter: what it does, which kinds it takes (none named: any), what it gives, and its texts in brackets."""

    act: Callable[..., Any]
    takes: frozenset[FieldKind] = frozenset()
    gives: FieldKind = FieldKind.TEXT
    texts: tuple[int, ...] = (0,)  # how many there may be
    forms: int = 0  # how many there have to be where they are the forms of a Russian word


def first_upper(value: object) -> str:
    """Return a text with its first letter capital."""
    text = str(value)  # a field that is not set says so here
    return text[:1].upper() + text[1:]


def first_lower(value: object) -> str:
    """Return a text with its first letter small."""
    text = str(value)
    return text[:1].lower() + text[1:]


def otherwise(value: Any, text: str) -> Any:
    """Return `value`, or `text` where the field is not set."""
    from jinja2 import Undefined  # 40 ms, seldom needed

    return text if isinstance(value, Undefined) else value


DEFAULT = "default"
FILTERS = {
    DEFAULT: Filter(otherwise, texts=(1,)),
    "first_upper": Filter(first_upper),
    "first_lower": Filter(first_lower),
}


@dataclass(frozen=True)
class Dialect:
    """The fields by name, the filters by name, and the sentences that differ from one kind of template to another.

    `unsure` are the fields that may have no value and that a template therefore has to ask for first; of the others a
    missing one is found when the template is filled. `flows`: lines are joined to paragraphs, which empty lines part;
    else a text keeps its lines. The sentences are source strings; `no_field` and `no_template`
    have `{name!r}` in them.
    """

    folder: str
    fields: Mapping[str, FieldKind]
    filters: Mapping[str, Filter]
    page: str
    no_field: str
    no_template: str
    empty: str
    unsure: frozenset[str] = frozenset()
    flows: bool = False

    @cached_property
    def groups(self) -> frozenset[str]:
        """Return the names that have parts and may be no field themselves."""
        return groups_of(self.fields)

    def name_of(self, typed: str) -> str:
        """Return the name of a template that was typed as a name or as a path."""
        plain = typed.strip().replace("\\", "/").removeprefix("./")
        return plain.removeprefix(f"{self.folder}/").removesuffix(SUFFIX)

    def path_of(self, name: str) -> str:
        """Return the path of a template in the store, with `/`."""
        return f"{self.folder}/{name}{SUFFIX}"
