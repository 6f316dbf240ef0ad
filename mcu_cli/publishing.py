"""What may be published: a report for everybody is gone through for personal data, before and after it is drawn.

Names of the registries are trusted. What other systems call their topics, departments and districts may be anything,
a citizen's name too: such rows are put together under one title. A text of our own records that looks personal is for
somebody to mend: the report is refused. The drawn report is gone through once more, in case the first look missed it.
"""

from __future__ import annotations

import json
from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

from mcu_cli.domain.personal import (
    MarkKind,
    author_candidates,
    is_page_of_somebody,
    personal_marks,
    title_of_mark,
)
from mcu_cli.domain.words import fold
from mcu_cli.errors import Problem, RefusedError
from mcu_cli.language import _, ngettext, speaking
from mcu_cli.reports.hidden_rows import HIDDEN, together

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from mcu_cli.domain.registry import Registry
    from mcu_cli.reporting import Basis, Report

LEAST_OF_A_PLACE = 5  # appeals; with fewer a topic told beside an address tells of somebody
_OF_PEOPLE = frozenset({"author", "house", "key", "url", "id"})  # fields of a query that single out people
_OF_PLACES = frozenset({"street", "object", "place"})
_OWN_TEXTS = ("polls", "works")  # members that hold texts of our own records
_LINKS = frozenset({"link", "photo"})
_UNTOUCHED = frozenset({*_OWN_TEXTS, "works_by_what", "where", "repeat", "lists", "uncounted", "paragraphs"})
_LEAST_DIGITS = 5  # of what may be personal without a letter


class Publisher:
    """Looks for personal data in one report. `basis` is what it is counted from; texts of `own_words` are trusted."""

    def __init__(self, basis: Basis, report: Report, own_words: Iterable[str] = ()) -> None:
        """Look nothing up yet."""
        self._basis = basis
        self._report = report
        self._own_words = tuple(own_words)
        self._authors: set[str] = set()
        self._looked_at: dict[str, list[MarkKind]] = {}  # the names of a report stand in many tables

    def published(self) -> Report:
        """Return the report as everybody may see it; raises RefusedError where that cannot be."""
        data = self._report.data
        self._know_authors(strings_of(data))
        self._refuse_query()
        self._refuse_own_texts()
        hidden: dict[str, set[str]] = {}
        shown = {}
        for name, value in data.items():
            if name in _UNTOUCHED:
                shown[name] = value
            elif name == "places":
                shown[name] = self._places(value, hidden)
            else:
                shown[name] = self._without_people(value, hidden, name)
        return replace(self._report, data=shown, problems=(*self._report.problems, *_warnings(hidden)))

    def refuse(self, found: Iterable[str]) -> None:
        """Raise RefusedError where one of the pieces of a drawn report looks personal."""
        pieces = [piece for piece in found if _may_tell(piece)]
        self._know_authors(pieces)
        kinds = sorted({kind for piece in pieces for kind in self.kinds_in(piece)})
        if kinds:
            raise RefusedError(
                _(
                    "the report would show what looks like {kinds}; nothing was written: make it with --kind internal, "
                    "look where it stands, and mend that with `mcu edit`"
                ).format(kinds=", ".join(map(title_of_mark, kinds)))
            )

    def kinds_in(self, text: str) -> list[MarkKind]:
        """Return what `text` looks like, names of the registries left out."""
        if text not in self._looked_at:
            marks = () if fold(text) in self._trusted else personal_marks(text, self._authors)
            self._looked_at[text] = [mark.kind for mark in marks if not self._is_trusted(text[mark.start : mark.end])]
        return self._looked_at[text]

    @cached_property
    def _trusted(self) -> frozenset[str]:
        names = _names(self._basis.registry)
        filters = (f"@{name}" for name in self._report.limit.filters)
        return frozenset(map(fold, (*names, *filters, *_pages(self._report.data), *self._own_words)))

    def _is_trusted(self, piece: str) -> bool:
        """Whether the registries say the same: a school named after somebody, a head whom everybody knows."""
        said = fold(piece)
        return any(said in name for name in self._trusted)

    def _know_authors(self, texts: Iterable[str]) -> None:
        """Learn which names in `texts` are those of authors on record."""
        candidates = {name for text in texts for name in author_candidates(text)}
        rows = self._basis.index.query(
            "SELECT DISTINCT author FROM appeals WHERE author IN (SELECT value FROM json_each(:names))",
            {"names": json.dumps(sorted(candidates))},
        )
        self._authors |= {name for (name,) in rows}
        self._looked_at.clear()

    def _refuse_query(self) -> None:
        """Raise RefusedError for a query about a person or a house, or about a place with few appeals."""
        from mcu_cli.domain.query.tree import Term, leaves

        tree, data = self._report.limit.tree, self._report.data
        if tree is None:
            return
        fields = {leaf.field for leaf, _fitting in leaves(tree) if isinstance(leaf, Term)}
        if fields & _OF_PEOPLE or self.kinds_in(data["where"]):
            raise RefusedError(
                _("a report for everybody is not limited to persons, houses or single appeals; add --kind internal")
            )
        if fields & _OF_PLACES and data["received"]["period"] < LEAST_OF_A_PLACE:
            raise RefusedError(
                _(
                    "so few appeals of one place would tell of those who wrote them: a report for everybody needs {n} "
                    "at least; add --kind internal"
                ).format(n=LEAST_OF_A_PLACE)
            )

    def _refuse_own_texts(self) -> None:
        """Raise RefusedError where a work, a poll or the like looks personal; what stands there is not repeated."""
        problems = [
            Problem(
                _("this looks like {kind}; mend the record, or make the report with --kind internal").format(
                    kind=title_of_mark(kind)
                ),
                file=record or member,
                field=field,
            )
            for member in _OWN_TEXTS
            for record, field, text in _texts(self._report.data.get(member))
            for kind in dict.fromkeys(self.kinds_in(text))
        ]
        if problems:
            raise RefusedError(
                _("texts on record look like personal data; a report for everybody cannot be made of them"), problems
            )

    def _without_people(self, value: Any, hidden: dict[str, set[str]], member: str) -> Any:
        """Return a value of the report with rows that look personal put together."""
        match value:
            case list():
                return self._rows(value, hidden, member)
            case dict() if isinstance(value.get("title"), str) and self._is_personal(value):
                hidden.setdefault(member, set()).add(value["title"])
                return {**value, "id": HIDDEN, "title": self._hidden_title()}
            case dict():
                return {name: self._without_people(inner, hidden, member) for name, inner in value.items()}
        return value

    def _rows(self, rows: list[Any], hidden: dict[str, set[str]], member: str) -> list[Any]:
        apart = [row for row in rows if isinstance(row, dict) and "title" in row and self._is_personal(row)]
        if not apart or set(apart[0]) <= {"id", "title"}:  # names of columns keep their places
            return [self._without_people(row, hidden, member) for row in rows]
        hidden.setdefault(member, set()).update(row["title"] for row in apart)
        kept = [self._without_people(row, hidden, member) for row in rows if row not in apart]
        return [*kept, *together(member, apart, rows, self._hidden_title())]

    def _places(self, rows: list[dict[str, Any]], hidden: dict[str, set[str]]) -> list[dict[str, Any]]:
        """Return the places that enough people wrote about, and that are places."""
        shown = []
        for row in rows:
            parts = [row[name] for name in ("settlement", "street", "object")]
            if row["received"] >= LEAST_OF_A_PLACE and not any(map(self.kinds_in, parts)):
                shown.append({name: self._without_people(value, hidden, "places") for name, value in row.items()})
        return shown

    def _is_personal(self, row: dict[str, Any]) -> bool:
        texts = (row["title"], str(row.get("id", "")))
        return any(_may_tell(text) and self.kinds_in(text) for text in texts)

    def _hidden_title(self) -> str:
        with speaking(self._basis.registry.municipality.language):
            return _("hidden: looks like personal data")


def strings_of(data: dict[str, Any]) -> Iterator[str]:
    """Yield the texts of a report that may be strangers'."""
    from mcu_cli.render.report.pieces import strings_in

    return strings_in({name: value for name, value in data.items() if name not in {"lists", "repeat"}})


def _may_tell(text: str) -> bool:
    """Whether there is anything in a text that could be personal: words, or digits enough."""
    return any(map(str.isalpha, text)) or sum(map(str.isdigit, text)) >= _LEAST_DIGITS


def _pages(data: dict[str, Any]) -> Iterator[str]:
    """Yield the addresses that our own records name, those left out that surely are of a person."""
    for member in _OWN_TEXTS:
        for _record, field, text in _texts(data.get(member)):
            if field in _LINKS and not is_page_of_somebody(text):
                yield text


def _names(registry: Registry) -> Iterator[str]:
    """Yield the names that a report may show: those that the municipality itself has written down."""
    yield registry.municipality.name
    yield from registry.municipality.population
    for department in registry.departments.values():
        yield from (department.id, department.name, *department.aliases, department.head, department.email)
    for rung in registry.ladder:
        yield from (rung.title, rung.name, rung.email)
    for category in registry.categories.values():
        yield from (category.id, category.name, registry.category_title(category.id), *category.aliases)
    yield from registry.sectors.values()


def _texts(value: Any, record: str = "", field: str = "") -> Iterator[tuple[str, str, str]]:
    """Yield the texts within the records of a report, each with the id of its record and the name of its field."""
    match value:
        case str():
            yield record, field, value
        case dict():
            own = str(value.get("id", "")) or record
            for name, inner in value.items():
                yield from _texts(inner, own, name)
        case list():
            for inner in value:
                yield from _texts(inner, record, field)


def _warnings(hidden: dict[str, set[str]]) -> list[Problem]:
    """Return what tells which members have something hidden; `hidden` are the names by member."""
    if not hidden:
        return []
    n = len(set().union(*hidden.values()))
    message = ngettext(
        "{n} name looks like personal data and is hidden here; a report with --kind internal shows it: correct it "
        "with `mcu edit`, or make it an alias in the registries",
        "{n} names look like personal data and are hidden here; a report with --kind internal shows them: correct "
        "them with `mcu edit`, or make them aliases in the registries",
        n,
    )
    return [Problem(message.format(n=n), field=", ".join(hidden), level="warning")]
