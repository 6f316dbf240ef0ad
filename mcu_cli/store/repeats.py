"""Which appeals are sure repeats: each with the latest answered appeal before it, and none that is linked already."""

from __future__ import annotations

import heapq
from bisect import bisect_right
from collections import defaultdict
from typing import TYPE_CHECKING, Any

from mcu_cli.domain.likeness import Likeness, Traits, likeness
from mcu_cli.store.comparing import AMONG, ANSWERED_WITHIN, judged, links_of, listed, portions, ties, traits_of

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

    from mcu_cli.domain.repeats import Window
    from mcu_cli.store.repository import Store

_FURTHEST = 200  # answered appeals of one author or place whose texts are looked at for one appeal

# What is a repeat of something already needs no other link, and the original of a duplicate is the one to look at.
_TO_BE_LINKED = (
    "status != 'duplicate' AND id NOT IN (SELECT appeal FROM events WHERE event = 'linked' AND relation = 'repeat-of')"
)
Answered = tuple[int, str, Traits]  # when, the id that tells two of one second apart, and which


class SureRepeats:
    """The sure repeats among some appeals, as the record stands: looked for again where it has moved on."""

    def __init__(self, store: Store, ids: Collection[str]) -> None:
        """Look among the appeals `ids` of `store`."""
        self._store = store
        self._ids = ids
        self._head = ""
        self._found: Mapping[str, Likeness] = {}

    def of(self, appeal_id: str) -> Likeness | None:
        """Return of what an appeal is a repeat, None where it is none or is linked by now."""
        return self.found().get(appeal_id)

    def found(self) -> Mapping[str, Likeness]:
        """Return the repeats by their ids."""
        ((head,),) = self._store.index.query("SELECT value FROM meta WHERE name = 'head'")
        if head != self._head:
            self._found = {}  # not both at once
            self._head, self._found = head, sure_repeats(self._store, self._ids)
        return self._found


def sure_repeats(store: Store, ids: Iterable[str]) -> dict[str, Likeness]:
    """Return the sure repeats among the appeals `ids` by their ids, those of earlier days first.

    Each is that of the appeal with the last answer before it. Where that pair is linked in whatever way, somebody has
    decided, and the appeal is left alone; so is what would lead round to itself. The appeals of some weeks are looked
    through at a time.
    """
    found: dict[str, Likeness] = {}
    repeat_of: dict[str, tuple[str, ...]] = {}
    for some in portions(store, sorted(ids)):
        found |= sure_among(store, some, repeat_of)
    return found


def sure_among(store: Store, ids: Collection[str], repeat_of: dict[str, tuple[str, ...]]) -> dict[str, Likeness]:
    """Return the sure repeats among the appeals `ids`, few enough to be held.

    `repeat_of` is what portions before this one are repeats of, and takes what is found now.
    """
    asked = traits_of(store.index, f"id {AMONG} AND {_TO_BE_LINKED}", [listed(ids)])
    if not asked:
        return {}
    window = store.registry.window
    first = min(traits.registered for traits in asked) - window.seconds
    last = max(traits.registered for traits in asked)
    pairs = list(_pairs(asked, traits_of(store.index, ANSWERED_WITHIN, [first, last]), window))
    latest: dict[str, Likeness] = {}
    for like in judged(store, pairs):  # of each appeal the last answer stands first
        if like.is_sure:
            latest.setdefault(like.subject.id, like)
    return _without_circles(store, _not_linked(store, latest.values()), repeat_of)


def _pairs(asked: Sequence[Traits], answered: Iterable[Traits], window: Window) -> Iterator[tuple[Traits, Traits]]:
    """Yield each appeal with those of its author and place answered before it, back to the first that is sure."""
    groups: dict[tuple[str, Any], list[Answered]] = defaultdict(list)
    for other in answered:
        for tie in ties(other):
            groups[tie] += ((at, other.id, other) for at in other.answers)
    for group in groups.values():
        group.sort()
    for one in asked:
        seen = {one.id}
        for other in _before(one, [groups[tie] for tie in ties(one) if tie in groups], window):
            if other.id in seen or (other.registered, other.id) > (one.registered, one.id):
                continue
            seen.add(other.id)
            yield one, other
            like = likeness(one, other, window)
            if (like is not None and like.is_sure) or len(seen) > _FURTHEST:
                break


def _before(one: Traits, groups: Sequence[Sequence[Answered]], window: Window) -> Iterator[Traits]:
    """Yield the appeals of the groups that were answered within the window before `one` came, the last answer first."""
    parts = (
        reversed(group[: bisect_right(group, one.registered, key=lambda answered: answered[0])]) for group in groups
    )
    for at, _id, other in heapq.merge(*parts, reverse=True, key=lambda answered: answered[:2]):
        if not window.holds(at, one.registered):
            return
        yield other


def _not_linked(store: Store, found: Collection[Likeness]) -> list[Likeness]:
    links = links_of(store, {traits.id for like in found for traits in (like.subject, like.other)})
    return [like for like in found if frozenset((like.subject.id, like.other.id)) not in links.pairs]


def _without_circles(
    store: Store, found: Collection[Likeness], repeat_of: dict[str, tuple[str, ...]]
) -> dict[str, Likeness]:
    """Leave out what would make an appeal, over others, a repeat of itself: a clerk may have linked backwards."""
    wave = {like.other.id for like in found} - repeat_of.keys()
    while wave:
        told = links_of(store, wave).repeat_of
        repeat_of |= {name: told.get(name, ()) for name in wave}
        wave = {target for targets in told.values() for target in targets} - repeat_of.keys()
    kept = {}
    for like in sorted(found, key=lambda like: (like.subject.registered, like.subject.id)):
        subject, other = like.subject.id, like.other.id
        if not _leads(repeat_of, other, subject):
            repeat_of[subject] = (*repeat_of.get(subject, ()), other)
            kept[subject] = like
    return kept


def _leads(repeat_of: Mapping[str, tuple[str, ...]], start: str, goal: str) -> bool:
    seen: set[str] = set()
    waiting = [start]
    while waiting:
        one = waiting.pop()
        if one == goal:
            return True
        if one not in seen:
            seen.add(one)
            waiting += repeat_of.get(one, ())
    return False
