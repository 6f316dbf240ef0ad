"""What a merge may make of a file that both branches changed: all that each of them brought, and nothing else."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from mcu_cli.domain.proof.changes import changed_names, falling_times, judged_form, same_event
from mcu_cli.domain.proof.kinds import Finding, Kind, finding

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from mcu_cli.domain.appeal import Appeal
    from mcu_cli.domain.ledgers.item import Item
    from mcu_cli.domain.proof.deed import Version


def judged_merge(base: Version | None, sides: Sequence[Version], merged: Version) -> Iterator[Finding]:
    """Yield what is wrong with `merged`, made of `sides` (two or more, all unlike `base`, from which they parted).

    Every event that a side has brought has to be there, in the order of recording, each fact as a side has it that
    changed it.
    """
    yield from judged_form(merged)
    yield from _events(base.recorded if base else None, [side.recorded for side in sides], merged.recorded)
    yield from _facts(base.recorded if base else None, [side.recorded for side in sides], merged.recorded)


def _events(base: Appeal | Item | None, sides: Sequence[Appeal | Item], merged: Appeal | Item) -> Iterator[Finding]:
    common = {event.id: event for event in base.history} if base is not None else {}
    told = [{event.id: event for event in side.history} for side in sides]
    wanted: dict[str, list[Any]] = {}
    for side in told:
        for name, event in side.items():
            if name not in common or all(name in other for other in told):
                wanted.setdefault(name, []).append(event)
    found = {event.id: event for event in merged.history}
    for name, versions in wanted.items():
        changed = [event for event in versions if name not in common or not same_event(event, common[name])]
        if name not in found:
            yield finding(Kind.MERGE_DROPPED, name, what=name)
        elif not any(same_event(found[name], event) for event in versions):
            yield finding(Kind.MERGE_INVENTED, name, what=name)
        elif changed and not any(same_event(found[name], event) for event in changed):
            yield finding(Kind.MERGE_DROPPED, name, what=name)
    for name in found:
        if name not in wanted:
            yield finding(Kind.MERGE_INVENTED, name, what=name)
    yield from _order(told, list(found))
    yield from falling_times(merged.history, 0)


def _order(sides: Sequence[Mapping[str, Any]], merged: Sequence[str]) -> Iterator[Finding]:
    """Yield the first event that stands elsewhere than a side has it: of one moment there may be many."""
    for side in sides:
        found = [name for name in merged if name in side]
        moved = [
            name for name, there in zip((one for one in side if one in found), found, strict=True) if name != there
        ]
        if moved:
            yield finding(Kind.EVENTS_REORDERED, moved[0])
            return


def _facts(base: Appeal | Item | None, sides: Sequence[Appeal | Item], merged: Appeal | Item) -> Iterator[Finding]:
    """Yield the facts that are as no side has them, or as they were before a side changed them."""
    unlike = [frozenset(changed_names(side, merged)) for side in sides]
    for name in sorted(frozenset.intersection(*unlike)):
        yield finding(Kind.MERGE_INVENTED, what=name)
    for name in sorted(frozenset.union(*unlike) - frozenset.intersection(*unlike)):
        kept = [name in changed_names(base, side) if base is not None else True for side in sides]
        took = [was_changed for was_changed, names in zip(kept, unlike, strict=True) if name not in names]
        if not any(took):  # it was changed by a side, and stands as one has it that did not
            yield finding(Kind.MERGE_DROPPED, what=name)


def judged_lines(base: bytes, sides: Sequence[bytes], merged: bytes) -> Iterator[Finding]:
    """Yield what is wrong with a file written by people, merged line by line: lines of no side, lost lines of one."""
    old, now = frozenset(base.splitlines()), frozenset(merged.splitlines())
    lines = [frozenset(side.splitlines()) for side in sides]
    strange = now.difference(*lines)
    lost = frozenset().union(*(side - old for side in lines)) - now
    if strange:
        yield finding(Kind.MERGE_INVENTED, what=_shown(strange))
    if lost:
        yield finding(Kind.MERGE_DROPPED, what=_shown(lost))


def _shown(lines: frozenset[bytes]) -> str:
    return min(lines).decode("utf-8", "replace").strip()[:60]
