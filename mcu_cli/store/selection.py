"""Which appeals are meant: the filters of `list`, `search` and bulk commands, as a condition on the index."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo
from typing import TYPE_CHECKING

from mcu_cli.domain.words import stems
from mcu_cli.errors import NotFoundError, UsageError
from mcu_cli.language import _

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from mcu_cli.domain.registry import Registry
    from mcu_cli.store.entries import Entry
    from mcu_cli.store.index import Index

_NEXT_DUE = (
    "CASE WHEN is_open = 0 THEN NULL WHEN first_answer IS NOT NULL THEN due_final "
    "ELSE min(coalesce(due_first, due_final), coalesce(due_final, due_first)) END"
)
_BY_ID = ("day", "series", "number")
SORTS: dict[str, tuple[str, ...]] = {
    "id": _BY_ID,
    "due": (f"coalesce({_NEXT_DUE}, 9e15)", *_BY_ID),
    "received": ("received", *_BY_ID),
    "registered": ("registered", *_BY_ID),
    "status": ("status", *_BY_ID),
    "department": ("department", *_BY_ID),
    "category": ("category", "topic", *_BY_ID),
    "priority": ("CASE priority WHEN 'urgent' THEN 0 WHEN 'high' THEN 1 WHEN 'normal' THEN 2 ELSE 3 END", *_BY_ID),
}


@dataclass(frozen=True)
class Selection:
    """Filters that all must hold; several values of one filter mean any of them. Days are of registration."""

    statuses: Sequence[str] = ()
    categories: Sequence[str] = ()
    departments: Sequence[str] = ()
    channels: Sequence[str] = ()
    networks: Sequence[str] = ()
    priorities: Sequence[str] = ()
    first_day: date | None = None
    last_day: date | None = None
    open: bool = False
    overdue: bool = False
    words: str = ""


def find(  # noqa: PLR0913  # what, by which names, at what moment, in which order, how many
    index: Index,
    selection: Selection,
    registry: Registry,
    now: datetime,
    *,
    sort: str = "id",
    backwards: bool = False,
    limit: int | None = None,
) -> tuple[list[Entry], int]:
    """Return the appeals meant, at most `limit` of them, and how many there are in all."""
    where, parameters = _condition(index, selection, registry, now)
    order = _order(sort, backwards=backwards)
    tail = f"ORDER BY {order}" + (f" LIMIT {int(limit)}" if limit is not None else "")
    entries = index.entries(where, parameters, tail)
    if limit is None or len(entries) < limit:
        return entries, len(entries)
    ((total,),) = index.query(f"SELECT count(*) FROM appeals WHERE {where}", parameters)  # noqa: S608  # our condition
    return entries, total


def _order(sort: str, *, backwards: bool) -> str:
    if sort not in SORTS:
        raise UsageError(
            _("lists cannot be sorted by {name!r}; choose one of {choices}").format(name=sort, choices=", ".join(SORTS))
        )
    terms = SORTS[sort]
    if not backwards:
        return ", ".join(terms)
    return ", ".join(f"{term} DESC" for term in terms)


def _condition(index: Index, selection: Selection, registry: Registry, now: datetime) -> tuple[str, list[str | int]]:
    conditions: list[str] = []
    parameters: list[str | int] = []

    def hold(condition: str, *values: str | int) -> None:
        conditions.append(condition)
        parameters.extend(values)

    for column, wanted in (
        ("status", selection.statuses),
        ("channel", selection.channels),
        ("network", selection.networks),
        ("priority", selection.priorities),
        ("category", _category_names(index, selection.categories, registry)),
    ):
        if wanted is not None and (wanted or column == "category"):
            hold(f"{column} IN ({_marks(wanted)})", *wanted)
    if selection.departments:
        names = _department_names(index, selection.departments, registry)
        hold(f"(department IN ({_marks(names)}) OR executor IN ({_marks(names)}))", *names, *names)
    zone = registry.municipality.timezone
    if selection.first_day is not None:
        hold("registered >= ?", _start_of(selection.first_day, zone))
    if selection.last_day is not None:
        hold("registered < ?", _start_of(selection.last_day + timedelta(days=1), zone))
    if selection.open or selection.overdue:
        hold("is_open = 1")
    if selection.overdue:
        hold(f"{_NEXT_DUE} < ?", int(now.timestamp()))
    if selection.words.strip():
        _hold_words(hold, stems(selection.words))
    return " AND ".join(conditions) or "1", parameters


def _hold_words(hold: Callable[..., None], wanted: Sequence[str]) -> None:
    if wanted:
        phrases = " ".join(f'"{stem}"' for stem in wanted)
        hold("rowid IN (SELECT rowid FROM search WHERE search MATCH ?)", phrases)
    else:
        hold("0")  # only signs were typed: no word of any text


def _marks(values: Sequence[str]) -> str:
    return ", ".join("?" * len(values))


def _start_of(day: date, zone: tzinfo) -> int:
    return int(datetime(day.year, day.month, day.day, tzinfo=zone).timestamp())


def _department_names(index: Index, wanted: Sequence[str], registry: Registry) -> list[str]:
    """Return every way in which the departments wanted stand on record: ids, and names a source gave."""
    ids = set()
    standing = {
        name for row in index.query("SELECT DISTINCT department, executor FROM appeals") for name in row if name
    }
    for name in wanted:
        found = registry.find_department(name)
        if found is not None:
            ids.add(found.id)
        elif name in standing:
            ids.add(name)
        else:
            registry.department(name)  # says what is near
    resolved = {name: registry.find_department(name) for name in standing}
    return sorted(ids | {name for name, found in resolved.items() if found is not None and found.id in ids})


def _category_names(index: Index, wanted: Sequence[str], registry: Registry) -> list[str] | None:
    """Return the categories wanted as they stand on record: a group takes in its topics and the sources' names of it.

    None where no category is wanted, which is another thing than a category that no appeal has.
    """
    if not wanted:
        return None
    standing = {name for (name,) in index.query("SELECT DISTINCT category FROM appeals") if name}
    names: set[str] = set()
    for name in wanted:
        try:
            found = registry.category(name).id
        except NotFoundError:
            if name not in standing:
                raise
            found = name
        for other in standing:
            known = registry.categories.get(other) or registry.find_group(other)
            other_id = known.id if known else other
            if other_id == found or other_id.startswith(f"{found}/"):
                names.add(other)
    return sorted(names)
