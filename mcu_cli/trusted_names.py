"""Names that a report for everybody may show whatever they look like: the registries' and the program's own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mcu_cli.domain.names import titles
from mcu_cli.domain.personal import MarkKind
from mcu_cli.domain.personal_pages import page_names
from mcu_cli.domain.words import fold
from mcu_cli.language import speaking

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from mcu_cli.domain.registry import Registry


class TrustedNames:
    """The names that the municipality or the program itself has written down."""

    def __init__(self, registry: Registry, more: Iterable[str] = ()) -> None:
        """Gather the names of `registry`, the words of the vocabulary in its language, and `more`."""
        with speaking(registry.municipality.language):
            self._names = frozenset(map(fold, (*titles(), *_names(registry), *more)))
        self._pages = {name for page in registry.municipality.pages for name in page_names(page)}

    def __contains__(self, text: str) -> bool:
        """Whether the whole of `text` is such a name."""
        return fold(text) in self._names

    def hold(self, piece: str, kind: MarkKind) -> bool:
        """Whether such a name says the same: a school named after somebody, a head whom everybody knows, a page."""
        if kind is MarkKind.PROFILE and page_names(piece)[0] in self._pages:
            return True
        said = fold(piece)
        return any(said in name for name in self._names)


def _names(registry: Registry) -> Iterator[str]:
    yield registry.municipality.name
    yield from registry.municipality.population
    for department in registry.departments.values():
        yield from (department.id, department.name, *department.aliases, department.head, department.email)
    for rung in registry.ladder:
        yield from (rung.title, rung.name, rung.email)
    for category in registry.categories.values():
        yield from (category.id, category.name, registry.category_title(category.id), *category.aliases)
    yield from registry.sectors.values()
