"""Which appeals on record look like others: few questions to the index, none of which reads all texts.

For one appeal its text, its author, and the time around it are asked for; for many (an import) the appeals of their
time are read once, without their texts, and looked through by text, author and place.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from functools import cache
from itertools import chain
from typing import TYPE_CHECKING

from mcu_cli.domain.likeness import Alike, Likeness, Traits, same_author
from mcu_cli.domain.places import object_key, place_key, same_place
from mcu_cli.domain.profiles import personal_profile
from mcu_cli.domain.vocabulary import Relation
from mcu_cli.domain.words import words
from mcu_cli.store.comparing import AMONG, ANSWERED_WITHIN, judged, links_of, listed, portions, ties, traits_of
from mcu_cli.store.index_schema import HAS_HOUSE, NUMBER_OF_HOUSE, TEXT
from mcu_cli.store.repeats import sure_among

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Sequence

    from mcu_cli.domain.repeats import Window
    from mcu_cli.store.index import Index
    from mcu_cli.store.repository import Store

_CANDIDATES = 200  # of one kind, the nearest in time: what is further off is shown by nobody
_NEIGHBOURS = 8  # on either side in time, of each of many
_SOON = 2  # windows of repeats after the last of a portion: most are answered by then
_HOUSE = f"{HAS_HOUSE} AND {NUMBER_OF_HOUSE}"  # of which there is an index
# As `ANSWERED_WITHIN`, asked of one appeal after the other.
_NEAR = (
    "(registered BETWEEN ? AND ? OR EXISTS (SELECT 1 FROM events WHERE events.appeal = appeals.id "
    "AND +events.event IN ('answered', 'closed') AND events.at BETWEEN ? AND ?))"
)
_LONGER = 1.7  # texts that share four fifths of their words are not further apart in length


def likely(store: Store, appeal_id: str) -> list[Likeness]:
    """Return what the appeal `appeal_id` of the record looks like, the surest first."""
    asked = traits_of(store.index, "id = ?", [appeal_id])
    if not asked:
        return []
    one = asked[0]
    window = store.registry.window
    others = {other.id: other for other in _around(store.index, one, window)}
    others.update((other.id, other) for other in _like_texts(store.index, one, window))
    pairs = [(one, other) for other in others.values() if other.id != one.id]
    return _sorted(_without_linked(store, judged(store, pairs)))


def likely_for(store: Store, ids: Iterable[str]) -> Iterator[Alike]:
    """Yield those of the appeals `ids` that look like others, with what they look like, in the order of their ids.

    Of two among `ids` the later one is named alone. Texts are compared word by word only within one author or place;
    equal texts are found wherever they are. Each appeal is compared with the nearest of its kind among those of its own
    weeks: where very many are alike, there may be others that are like it too.
    """
    wanted = sorted(ids)
    repeat_of: dict[str, tuple[str, ...]] = {}
    for some in portions(store, wanted):
        found: dict[str, list[Likeness]] = {name: [] for name in some}
        for like in _without_linked(store, judged(store, _pairs(store, some, repeat_of))):
            name = like.subject.id if _is_among(wanted, like.subject.id) else like.other.id
            if name in found:  # else its own portion tells
                found[name].append(like)
        yield from (Alike(name, tuple(_sorted(likes))) for name, likes in found.items() if likes)


def _is_among(names: Sequence[str], name: str) -> bool:
    at = bisect_left(names, name)
    return at < len(names) and names[at] == name


def _pairs(
    store: Store, ids: Collection[str], repeat_of: dict[str, tuple[str, ...]]
) -> Collection[tuple[Traits, Traits]]:
    """Return each of the appeals `ids` with those that it may be like; `repeat_of` is as in `sure_among`."""
    asked = traits_of(store.index, f"id {AMONG}", [listed(ids)])
    if not asked:
        return []
    window = store.registry.window
    # Among many of one author or place the one answered last may be no neighbour.
    pairs = {
        frozenset((like.subject.id, like.other.id)): (like.subject, like.other)
        for like in sure_among(store, ids, repeat_of).values()
    }
    for one, other in chain(_neighbours(asked, window, store.index), _after_late_answers(asked, window, store.index)):
        pairs.setdefault(frozenset((one.id, other.id)), (one, other))
    return pairs.values()


def _around(index: Index, one: Traits, window: Window) -> Iterator[Traits]:
    """Yield the appeals of the same text and profile, and those of the time that may have the same author or place."""
    nearest = f"ORDER BY abs(registered - {one.registered}) LIMIT {_CANDIDATES}"
    for column, value in (("text_key", one.text_key), ("profile", personal_profile(one.profile))):
        if value:
            yield from traits_of(index, f"{column} = ?", [value], nearest)
    first, last = one.registered - window.seconds, _last_answer(one) + window.seconds
    # Of the few that are found each is asked for its own answers.
    for condition, values in _of_one_author_or_place(index, one, lambda: _objects(index)):
        for other in traits_of(index, f"{condition} AND {_NEAR}", [*values, first, last, first, last]):
            if same_author(one, other) or same_place(one, other):
                yield other


def _of_one_author_or_place(
    index: Index, one: Traits, objects: Callable[[], Sequence[str]]
) -> Iterator[tuple[str, list[str | int]]]:
    """Yield the conditions, each with its values, that an appeal may have the author or the place of `one`.

    There is an index that serves each. `objects` gives what `_objects` does.
    """
    if one.author:
        yield "author = ?", [one.author]
    for street, house in _ways_to_write(index, one):
        # Without the `+` SQLite would put the value into the CAST as well, and no longer know the index.
        yield f"{_HOUSE} = CAST(? AS INTEGER) AND street = ? AND +house = ?", [house, street, house]
    for name in _ways_to_call(one, objects):
        yield "object = ? AND object != ''", [name]


def _ways_to_write(index: Index, one: Traits) -> list[tuple[str, str]]:
    """Return street and house as they are written on record wherever the house of `one` is meant: «10А», «10 а»."""
    if not (one.street and one.house):
        return []
    sql = f"SELECT DISTINCT street, house FROM appeals WHERE {_HOUSE} = CAST(? AS INTEGER)"  # noqa: S608  # ours
    rows = index.query(sql, (one.house,))
    return [
        (street, house)
        for street, house in rows
        if place_key(one._replace(street=street, house=house)) == place_key(one)
    ]


def _objects(index: Index) -> list[str]:
    """Return how objects are called on record, each once."""
    return [name for (name,) in index.query("SELECT DISTINCT object FROM appeals WHERE object != ''")]


def _ways_to_call(one: Traits, objects: Callable[[], Sequence[str]]) -> list[str]:
    """Return how the object of `one` is called on record wherever it is meant; none where it has no name of its own."""
    wanted = object_key(one)
    if wanted is None:
        return []
    # Stems take their time: they are asked of those alone whose words begin as these do.
    initials = _initials(one.object)
    return [
        name for name in objects() if _initials(name) == initials and object_key(one._replace(object=name)) == wanted
    ]


def _initials(name: str) -> list[str]:
    return sorted(word[0] for word in words(name))


def _like_texts(index: Index, one: Traits, window: Window) -> Iterator[Traits]:
    """Yield the appeals of the same topic, nearest in time, whose texts are about as long as that of `one`."""
    if not one.category:
        return
    ((length,),) = index.query(f"SELECT length({TEXT}) FROM appeals WHERE id = ?", (one.id,))  # noqa: S608  # ours
    first, last = one.registered - window.seconds, one.registered + window.seconds
    yield from traits_of(
        index,
        f"registered BETWEEN ? AND ? AND category = ? AND length({TEXT}) BETWEEN ? AND ?"
        + ("" if one.is_open else " AND is_open = 1"),  # one of the two has to be open, to be linked
        [first, last, one.category, int(length / _LONGER), int(length * _LONGER)],
        f"ORDER BY abs(registered - {one.registered}) LIMIT {_CANDIDATES}",
    )


def _last_answer(traits: Traits) -> int:
    return max((traits.registered, *traits.answers))


def _answered_soon(asked: Sequence[Traits], window: Window) -> int:
    """Return until when an answer to one of those asked for is no late one; until then the others are read at once."""
    return max(traits.registered for traits in asked) + _SOON * window.seconds


def _after_late_answers(asked: Sequence[Traits], window: Window, index: Index) -> Iterator[tuple[Traits, Traits]]:
    """Yield each appeal that was answered late with the first that came after that of its text, author and place.

    The time after one such answer may be years away, so that all that came since would be read for it.
    """
    soon = _answered_soon(asked, window)
    objects = cache(lambda: _objects(index))
    late = [(one, at) for one in asked for at in one.answers if at > soon]
    for one, at in late:
        equals = (("text_key", one.text_key), ("profile", personal_profile(one.profile)))
        questions: list[tuple[str, list[str | int]]] = [(f"{name} = ?", [value]) for name, value in equals if value]
        for condition, values in (*questions, *_of_one_author_or_place(index, one, objects)):
            after = f"{condition} AND registered BETWEEN ? AND ? ORDER BY registered, id LIMIT {_NEIGHBOURS}"
            for other in traits_of(index, after, [*values, at, at + window.seconds]):
                yield one, other


def _neighbours(asked: Sequence[Traits], window: Window, index: Index) -> Iterator[tuple[Traits, Traits]]:
    """Yield each appeal asked for with those beside it in time among the ones of its text, its author and its place."""
    first = min(traits.registered for traits in asked) - window.seconds
    last = min(max(map(_last_answer, asked)), _answered_soon(asked, window)) + window.seconds
    around = traits_of(index, f"registered BETWEEN ? AND ? OR {ANSWERED_WITHIN}", [first, last, first, last])
    wanted = {traits.id for traits in asked}
    groups: dict[tuple[str, object], list[Traits]] = defaultdict(list)
    for traits in sorted(around, key=lambda traits: (traits.registered, traits.id)):
        if traits.text_key:
            groups["text", traits.text_key].append(traits)
        for tie in ties(traits):
            groups[tie].append(traits)
    for (kind, _key), group in groups.items():
        for at, traits in enumerate(group):
            if traits.id not in wanted:
                continue
            for other in group[max(at - _NEIGHBOURS, 0) : at + _NEIGHBOURS + 1]:
                # A name is borne by many: two profiles under one are two people.
                if other is not traits and (kind != "name" or same_author(traits, other)):
                    yield traits, other


def _without_linked(store: Store, found: Sequence[Likeness]) -> list[Likeness]:
    """Leave out those that are linked to each other already, in whatever way, and further repeats of a known one."""
    links = links_of(store, {traits.id for like in found for traits in (like.subject, like.other)})
    return [
        like
        for like in found
        if frozenset((like.subject.id, like.other.id)) not in links.pairs
        and (like.relation is not Relation.REPEAT_OF or like.subject.id not in links.repeat_of)
    ]


def _sorted(found: Iterable[Likeness]) -> list[Likeness]:
    return sorted(found, key=lambda like: like.order)
