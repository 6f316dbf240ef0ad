"""Which appeals on record look like others: few questions to the index, none of which reads all texts.

For one appeal its text, its author, and the time around it are asked for; for many (an import) the appeals of their
time are read once, without their texts, and looked through by text, author and place.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from mcu_cli.domain.likeness import (
    WINDOW,
    Alike,
    Likeness,
    Traits,
    content,
    likeness,
    may_be_near,
    nearly_the_same,
    place_key,
    same_author,
    same_place,
)
from mcu_cli.domain.profiles import personal_profile
from mcu_cli.domain.vocabulary import EventKind
from mcu_cli.domain.words import fold

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Sequence

    from mcu_cli.store.index import Index
    from mcu_cli.store.repository import Store

_COLUMNS = ", ".join(f'"{name}"' for name in Traits._fields)
_AT_ONCE = 900  # values of one question; old SQLite takes 999
_CANDIDATES = 200  # of one kind, the nearest in time: what is further off is shown by nobody
_BY_NAME = 2  # the place of the author's name among the keys by which neighbours are grouped
_NEIGHBOURS = 8  # on either side in time, of each of many
_LONGER = 1.7  # texts that share four fifths of their words are not further apart in length


def likely(store: Store, appeal_id: str) -> list[Likeness]:
    """Return what the appeal `appeal_id` of the record looks like, the surest first."""
    asked = _traits(store.index, "id = ?", [appeal_id])
    if not asked:
        return []
    one = asked[0]
    others = {other.id: other for other in _around(store.index, one)}
    others.update((other.id, other) for other in _like_texts(store.index, one))
    pairs = [(one, other) for other in others.values() if other.id != one.id]
    return _sorted(_without_linked(store, _judged(store, pairs)))


def likely_for(store: Store, ids: Collection[str]) -> list[Alike]:
    """Return those of the appeals `ids` that look like others, with what they look like, in the order of their ids.

    Of two among `ids` the later one is named alone. Texts are compared word by word only within one author or place;
    equal texts are found wherever they are.
    """
    wanted = set(ids)
    asked = [
        traits for part in _parts(sorted(wanted)) for traits in _traits(store.index, f"id IN ({_marks(part)})", part)
    ]
    if not asked:
        return []
    pairs = _neighbours(asked, _in_time(store.index, asked))
    found: dict[str, list[Likeness]] = defaultdict(list)
    for like in _without_linked(store, _judged(store, pairs)):
        found[like.subject.id if like.subject.id in wanted else like.other.id].append(like)
    return [Alike(appeal_id, tuple(_sorted(found[appeal_id]))) for appeal_id in sorted(found)]


def _parts(values: Sequence[str]) -> Iterator[Sequence[str]]:
    for start in range(0, len(values), _AT_ONCE):
        yield values[start : start + _AT_ONCE]


def _marks(values: Sequence[str]) -> str:
    return ", ".join("?" * len(values))


def _traits(index: Index, where: str, parameters: Sequence[str | int], tail: str = "") -> list[Traits]:
    rows = index.query(f"SELECT {_COLUMNS} FROM appeals WHERE {where} {tail}", parameters)  # noqa: S608  # ours
    return [Traits(*row) for row in rows]


def _around(index: Index, one: Traits) -> Iterator[Traits]:
    """Yield the appeals of the same text and profile, and those of the time that may have the same author or place."""
    nearest = f"ORDER BY abs(registered - {one.registered}) LIMIT {_CANDIDATES}"
    for column, value in (("text_key", one.text_key), ("profile", personal_profile(one.profile))):
        if value:
            yield from _traits(index, f"{column} = ?", [value], nearest)
    conditions, values = [], []
    if one.author:
        conditions.append("author = ?")
        values.append(one.author)
    if one.street and one.house:
        # «10А» and «10 а» are one house: here just the number is held, the rest is compared below.
        conditions.append("(street != '' AND house != '' AND CAST(house AS INTEGER) = CAST(? AS INTEGER))")
        values.append(one.house)
    if conditions:
        when, moments = _when([one])
        condition = " OR ".join(conditions)
        for other in _traits(index, f"({when}) AND ({condition})", [*moments, *values]):
            if same_author(one, other) or same_place(one, other):
                yield other


def _like_texts(index: Index, one: Traits) -> Iterator[Traits]:
    """Yield the appeals of the same topic, nearest in time, whose texts are about as long as that of `one`."""
    if not one.category:
        return
    ((length,),) = index.query("SELECT length(text) FROM appeals WHERE id = ?", (one.id,))
    first, last = one.registered - WINDOW, one.registered + WINDOW
    yield from _traits(
        index,
        "registered BETWEEN ? AND ? AND category = ? AND length(text) BETWEEN ? AND ?"
        + ("" if one.is_open else " AND is_open = 1"),  # one of the two has to be open, to be linked
        [first, last, one.category, int(length / _LONGER), int(length * _LONGER)],
        f"ORDER BY abs(registered - {one.registered}) LIMIT {_CANDIDATES}",
    )


def _in_time(index: Index, asked: Sequence[Traits]) -> list[Traits]:
    when, moments = _when(asked)
    return _traits(index, when, moments)


def _when(asked: Sequence[Traits]) -> tuple[str, list[int]]:
    """Return the condition that an appeal is near enough in time to one of those asked for, or was answered then."""
    first = min(traits.registered for traits in asked) - WINDOW
    last = max(max(traits.registered, traits.handled or 0) for traits in asked) + WINDOW
    return "registered BETWEEN ? AND ? OR handled BETWEEN ? AND ?", [first, last, first, last]


def _neighbours(asked: Sequence[Traits], around: Iterable[Traits]) -> Iterator[tuple[Traits, Traits]]:
    """Yield each appeal asked for with those beside it in time among the ones of its text, its author and its place."""
    wanted = {traits.id for traits in asked}
    keys: tuple[Callable[[Traits], object], ...] = (
        lambda traits: traits.text_key,
        lambda traits: personal_profile(traits.profile),
        lambda traits: fold(traits.author) if " " in traits.author else "",
        place_key,
    )
    groups: dict[tuple[int, object], list[Traits]] = defaultdict(list)
    for traits in sorted(around, key=lambda traits: (traits.registered, traits.id)):
        for kind, key in enumerate(keys):
            if value := key(traits):
                groups[kind, value].append(traits)
    seen = set()
    for (kind, _key), group in groups.items():
        for at, traits in enumerate(group):
            if traits.id not in wanted:
                continue
            for other in group[max(at - _NEIGHBOURS, 0) : at + _NEIGHBOURS + 1]:
                pair = frozenset((traits.id, other.id))
                # A name is borne by many: two profiles under one are two people.
                if kind == _BY_NAME and not same_author(traits, other):
                    continue
                if len(pair) > 1 and pair not in seen:
                    seen.add(pair)
                    yield traits, other


def _judged(store: Store, pairs: Iterable[tuple[Traits, Traits]]) -> list[Likeness]:
    """Return how the pairs are alike, those whose texts are worth it compared word by word."""
    pairs = list(pairs)
    unsure = [pair for pair in pairs if may_be_near(*pair)]
    contents = _contents(store.index, {traits.id for pair in unsure for traits in pair})
    near = {(one.id, other.id) for one, other in unsure if nearly_the_same(contents[one.id], contents[other.id])}
    looked_at = store.around.progress(pairs, len(pairs))
    found = (likeness(one, other, near=(one.id, other.id) in near) for one, other in looked_at)
    return [like for like in found if like is not None]


def _contents(index: Index, ids: Collection[str]) -> dict[str, frozenset[str]]:
    return {
        appeal_id: content(text)
        for part in _parts(sorted(ids))
        for appeal_id, text in index.query(f"SELECT id, text FROM appeals WHERE id IN ({_marks(part)})", part)  # noqa: S608
    }


def _without_linked(store: Store, found: Sequence[Likeness]) -> list[Likeness]:
    """Leave out those that a clerk has linked to each other already, in whatever way."""
    ids = sorted({traits.id for like in found for traits in (like.subject, like.other)})
    linked = [
        appeal_id
        for part in _parts(ids)
        for (appeal_id,) in store.index.query(
            f"SELECT DISTINCT appeal FROM events WHERE appeal IN ({_marks(part)}) AND event = ?",  # noqa: S608  # marks
            [*part, EventKind.LINKED],
        )
    ]
    known = {
        frozenset((appeal.id, str(event.details["to"])))
        for part in _parts(linked)
        for entry in store.index.entries(f"id IN ({_marks(part)})", part)
        for appeal in [store.get(entry).appeal]
        for event in appeal.history
        if event.event is EventKind.LINKED
    }
    return [like for like in found if frozenset((like.subject.id, like.other.id)) not in known]


def _sorted(found: Iterable[Likeness]) -> list[Likeness]:
    return sorted(found, key=lambda like: like.order)
