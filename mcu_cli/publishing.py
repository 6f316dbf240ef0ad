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

from mcu_cli.domain.personal import MarkKind, author_candidates, personal_marks, title_of_mark
from mcu_cli.domain.personal_pages import as_words
from mcu_cli.errors import Problem, RefusedError
from mcu_cli.language import _, ngettext, speaking
from mcu_cli.reports.hidden_rows import HIDDEN, together
from mcu_cli.reports.places import LEAST_OF_A_PLACE
from mcu_cli.trusted_names import TrustedNames

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from mcu_cli.reporting import Basis, Report

_VERB = {"polls": "poll", "works": "done"}  # commands of the members that hold texts of our own records
_OWN_TEXTS = tuple(_VERB)
_UNTOUCHED = frozenset({*_OWN_TEXTS, "works_by_what", "where", "repeat", "lists", "paragraphs"})
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
        self._know_authors([*strings_of(data), *(as_words(row["path"]) for row in data["uncounted"])])
        self._refuse_query()
        self._refuse_own_texts()
        hidden: dict[str, set[str]] = {}
        shown = {}
        files = self._hidden_files()
        for name, value in data.items():
            if name in _UNTOUCHED:
                shown[name] = value
            elif name == "uncounted":
                shown[name] = [self._file(row, files) for row in value]
            elif name == "places":
                shown[name] = self._places(value, hidden)
            else:
                shown[name] = self._without_people(value, hidden, name)
        problems = [one._replace(file=files.get(one.file, one.file)) for one in self._report.problems]
        return replace(
            self._report, data=shown, problems=(*problems, *_warnings(hidden), *_warnings_of_files(len(files)))
        )

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
            marks = () if text in self._trusted else personal_marks(text, self._authors)
            self._looked_at[text] = [
                mark.kind for mark in marks if not self._trusted.hold(text[mark.start : mark.end], mark.kind)
            ]
        return self._looked_at[text]

    @cached_property
    def _trusted(self) -> TrustedNames:
        filters = (f"@{name}" for name in self._report.limit.filters)
        return TrustedNames(self._basis.registry, (*filters, *self._own_words))

    def _know_authors(self, texts: Iterable[str]) -> None:
        """Learn which names in `texts` are those of authors on record."""
        # A name may stand in many tables; one that is trusted is never looked at.
        candidates = {name for text in set(texts) if text not in self._trusted for name in author_candidates(text)}
        rows = self._basis.index.query(
            "SELECT DISTINCT author FROM appeals WHERE author IN (SELECT value FROM json_each(:names))",
            {"names": json.dumps(sorted(candidates))},
        )
        self._authors |= {name for (name,) in rows}
        self._looked_at.clear()

    def _refuse_query(self) -> None:
        """Raise RefusedError for a query about a person or a house, or about few appeals."""
        tree, data = self._report.limit.tree, self._report.data
        if tree is None:
            return
        from mcu_cli.query_guard import refusal, refuse_query  # few reports have a query

        if self.kinds_in(data["where"]):
            raise refusal()
        refuse_query(self._basis, tree, data["received"]["period"])

    def _refuse_own_texts(self) -> None:
        """Raise RefusedError where a work, a poll or the like looks personal; what stands there is not repeated."""
        problems = [
            Problem(
                _advice(kind, f"mcu {_VERB[member]} withdraw {record}"),
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

    def _hidden_files(self) -> dict[str, str]:
        """Return what is shown in place of files that cannot be read and whose names look personal, by their paths."""
        if not self._report.data["uncounted"]:
            return {}
        from mcu_cli.store.recorded import is_recorded  # what reads files

        paths = [row["path"] for row in self._report.data["uncounted"] if not is_recorded(row["path"])]
        with speaking(self._basis.registry.municipality.language):
            shown = _("a file with a name that looks personal")
        return {path: shown for path in paths if self.kinds_in(path) or self.kinds_in(as_words(path))}

    def _file(self, row: dict[str, str], hidden: dict[str, str]) -> dict[str, str]:
        shown = hidden.get(row["path"])
        return row if shown is None else {"id": HIDDEN, "path": shown}

    def _is_personal(self, row: dict[str, Any]) -> bool:
        texts = (row["title"], str(row.get("id", "")))
        return any(_may_tell(text) and self.kinds_in(text) for text in texts)

    def _hidden_title(self) -> str:
        with speaking(self._basis.registry.municipality.language):
            return _("hidden: looks like personal data")


def _advice(kind: MarkKind, withdraw: str) -> str:
    """Return what to do about a text that looks personal; `withdraw` is the command that takes its record back."""
    if kind is MarkKind.PROFILE:
        return _(
            "this looks like a personal page; take it back with `{withdraw}` and enter it anew, or name the page in "
            "departments.yaml, municipality.pages, if it is the municipality's own; --kind internal shows all"
        ).format(withdraw=withdraw)
    return _(
        "this looks like {kind}; take it back with `{withdraw}` and enter it anew, or make the report with "
        "--kind internal"
    ).format(kind=title_of_mark(kind), withdraw=withdraw)


def strings_of(data: dict[str, Any]) -> Iterator[str]:
    """Yield the texts of a report that may be strangers'."""
    from mcu_cli.render.report.pieces import strings_in

    return strings_in({name: value for name, value in data.items() if name not in {"lists", "repeat"}})


def _may_tell(text: str) -> bool:
    """Whether there is anything in a text that could be personal: words, or digits enough."""
    return any(map(str.isalpha, text)) or sum(map(str.isdigit, text)) >= _LEAST_DIGITS


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


def _warnings_of_files(n: int) -> list[Problem]:
    """Return what tells of `n` files that cannot be read and whose names are not shown."""
    if not n:
        return []
    message = ngettext(
        "the name of {n} file that cannot be read looks personal and is not shown here; `mcu check` names it",
        "the names of {n} files that cannot be read look personal and are not shown here; `mcu check` names them",
        n,
    )
    return [Problem(message.format(n=n), field="uncounted", level="warning")]
