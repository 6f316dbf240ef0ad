"""What likeness asks of the index: the traits of appeals, their texts where those are worth it, how they are linked."""

from __future__ import annotations

import json
from collections import defaultdict
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, NamedTuple

from mcu_cli.domain.likeness import Likeness, Traits, content, full_name, likeness, may_be_near, nearly_the_same
from mcu_cli.domain.places import object_key, place_key
from mcu_cli.domain.profiles import personal_profile
from mcu_cli.domain.repeats import answers
from mcu_cli.domain.vocabulary import EventKind
from mcu_cli.store.index_schema import TEXT

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

    from mcu_cli.store.index import Index
    from mcu_cli.store.repository import Store

AMONG = "IN (SELECT value FROM json_each(?))"
"""The condition that a column has one of some values, however many: its parameter is what `listed` makes of them."""
ANSWERED_WITHIN = "id IN (SELECT appeal FROM events WHERE event IN ('answered', 'closed') AND at BETWEEN ? AND ?)"
"""The condition that an appeal was answered, or closed, between two moments."""

_COLUMNS = ", ".join(f'"{name}"' for name in Traits._fields if name != "answers")
_AT_ONCE = 5_000
_WEEKS = timedelta(weeks=8)
_TELLING = (EventKind.ANSWERED, EventKind.CLOSED, EventKind.REOPENED)


def listed(values: Iterable[str]) -> str:
    """Return values as the one parameter of `AMONG`."""
    return json.dumps(sorted(values), ensure_ascii=False)


def portions(store: Store, ids: Collection[str]) -> Iterator[list[str]]:
    """Yield the appeals `ids`, which are sorted, so many at a time as are compared with others at once.

    They are of some weeks: what came in their time is read, and those of two years would bring the time between them.
    """
    some: list[str] = []
    for name in store.around.progress(ids, len(ids)):
        if some and (len(some) == _AT_ONCE or _day(name) - _day(some[0]) > _WEEKS):
            yield some
            some = []
        some.append(name)
    if some:
        yield some


def _day(appeal_id: str) -> date:
    return date.fromisoformat(appeal_id[:8])


def traits_of(index: Index, where: str, parameters: Sequence[str | int], tail: str = "") -> list[Traits]:
    """Return what is compared of the appeals for which `where` holds, each with its answers."""
    rows = index.query(f"SELECT {_COLUMNS} FROM appeals WHERE {where} {tail}", parameters)  # noqa: S608  # ours
    found = [Traits(*row) for row in rows]
    told = _answers(index, [one.id for one in found if one.first_answer is not None])
    return [one._replace(answers=told[one.id]) if one.id in told else one for one in found]


def _answers(index: Index, ids: Collection[str]) -> dict[str, tuple[int, ...]]:
    if not ids:
        return {}
    rows = index.query(
        f"SELECT appeal, at, event, kind FROM events WHERE appeal {AMONG} AND event {AMONG} ORDER BY appeal, at, seq",  # noqa: S608
        (listed(ids), listed(_TELLING)),
    )
    events: dict[str, list[tuple[int, str, str]]] = defaultdict(list)
    for appeal_id, *event in rows:
        events[appeal_id].append((event[0], event[1], event[2]))
    return {appeal_id: answers(told) for appeal_id, told in events.items()}


def ties(traits: Traits) -> Iterator[tuple[str, Any]]:
    """Yield what an appeal is brought together with others by: author and place, as far as it has them.

    A name is borne by many, so that two under one name are not yet one author.
    """
    for kind, key in (
        ("profile", personal_profile(traits.profile)),
        ("name", full_name(traits)),
        ("place", place_key(traits)),
        ("object", object_key(traits)),
    ):
        if key:
            yield kind, key


def judged(store: Store, pairs: Iterable[tuple[Traits, Traits]]) -> list[Likeness]:
    """Return how the pairs are alike, those whose texts are worth it compared word by word."""
    pairs = list(pairs)
    window = store.registry.window
    unsure = [pair for pair in pairs if may_be_near(*pair, window)]
    contents = _contents(store.index, {traits.id for pair in unsure for traits in pair})
    near = {(one.id, other.id) for one, other in unsure if nearly_the_same(contents[one.id], contents[other.id])}
    found = (likeness(one, other, window, near=(one.id, other.id) in near) for one, other in pairs)
    return [like for like in found if like is not None]


def _contents(index: Index, ids: Collection[str]) -> dict[str, frozenset[str]]:
    rows = index.query(f"SELECT id, {TEXT} FROM appeals WHERE id {AMONG}", (listed(ids),)) if ids else []  # noqa: S608
    return {appeal_id: content(text) for appeal_id, text in rows}


class Links(NamedTuple):
    """How appeals are linked: the pairs that are, in whatever way, and of which others each is a repeat."""

    pairs: frozenset[frozenset[str]]
    repeat_of: Mapping[str, tuple[str, ...]]


def links_of(store: Store, ids: Iterable[str]) -> Links:
    """Return the links that stand in the histories of the appeals `ids`."""
    rows = store.index.query(
        f"SELECT DISTINCT appeal FROM events WHERE appeal {AMONG} AND event = ?",  # noqa: S608  # ours
        (listed(ids), EventKind.LINKED),
    )
    entries = store.index.entries(f"id {AMONG}", (listed(name for (name,) in rows),)) if rows else []
    linked = [store.get(entry).appeal for entry in entries]
    pairs = frozenset(
        frozenset((appeal.id, str(event.details["to"])))
        for appeal in linked
        for event in appeal.history
        if event.event is EventKind.LINKED
    )
    return Links(pairs, {appeal.id: appeal.repeat_of for appeal in linked if appeal.repeat_of})
