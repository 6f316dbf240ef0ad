"""What may become of an appeal or an item from one commit to the next; whatever else became of it is a violation."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from mcu_cli.domain.appeal import Appeal
from mcu_cli.domain.corrections import changed_facts
from mcu_cli.domain.ledgers.item import Item
from mcu_cli.domain.ledgers.vocabulary import ItemEvent, ItemStatus
from mcu_cli.domain.proof.deed import BRINGS, IMPORT, Deed, Version
from mcu_cli.domain.proof.kinds import Finding, Kind, finding
from mcu_cli.domain.redaction import REDACTED, covers, unnamed_changes
from mcu_cli.domain.vocabulary import EventKind
from mcu_cli.domain.workflow import ALLOWED, ANY, refuse_unless_allowed, stage
from mcu_cli.errors import RefusedError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from datetime import timedelta

_IDENTITY = frozenset({"channel", "source.system", "source.key"})
_PARTS = ("at", "recorded", "by", "actor", "origin", "event")
# Legal at every stage but for what they say: nothing to compute the stage for.
_ALWAYS = frozenset(kind for kind, stages in ALLOWED.items() if stages == ANY) - {EventKind.LINKED}
_ENDS_ONCE = frozenset({ItemEvent.DONE, ItemEvent.EXTENDED})


def judged(before: Version | None, after: Version, deed: Deed) -> Iterator[Finding]:
    """Yield what is wrong with the step from `before` (None: the file is new) to `after` in the commit `deed`.

    That the file is where its id says, and that its id is new, is for others to see.
    """
    yield from judged_form(after)
    old = before.recorded.history if before is not None else ()
    new = after.recorded.history
    known = {event.id for event in old}
    fresh = [event for event in new if event.id not in known]
    if before is not None:
        yield from _past(before.recorded, after.recorded, fresh)
    yield from _ids(new)
    yield from falling_times(new, len(new) - len(fresh))
    brought = BRINGS.get(deed.action)
    for event in fresh:
        yield from _told(event, deed)
        is_its_own = brought is None or (event.event in brought and (before is None or deed.action != "add"))
        if not is_its_own or (deed.action and not _is_told_rightly(event, after.recorded, deed, is_new=before is None)):
            yield finding(Kind.OTHER_COMMAND, event.id, action=deed.action, step=event.event)
    if deed.action and new[len(old) :] == tuple(fresh):  # else the order itself is what is wrong
        yield from _steps(after.recorded, len(old), deed)


def judged_form(version: Version) -> Iterator[Finding]:
    """Yield what is wrong with the way in which a version is written: its state, or else its form."""
    if version.unlike_fold:
        yield finding(Kind.STATE_NOT_FOLD, fields=_listed(version.unlike_fold))
    elif not version.is_canonical:
        yield finding(Kind.OTHER_FORM)


def changed_names(before: Appeal | Item, after: Appeal | Item) -> tuple[str, ...]:
    """Return the names of the facts that differ, those inside a record as `place.street`."""
    if isinstance(before, Appeal) and isinstance(after, Appeal):
        names = changed_facts(before, after)
        by_another_clock = before.received.utcoffset() != after.received.utcoffset() and "received" not in names
        return (*names, "received") if by_another_clock else names
    assert isinstance(before, Item)  # noqa: S101  # a path says which of both it is
    assert isinstance(after, Item)  # noqa: S101  # and both are at one
    old, new = {**before.facts, **before.extra}, {**after.facts, **after.extra}
    return tuple(name for name in {**old, **new} if old.get(name) != new.get(name))


def _past(before: Appeal | Item, after: Appeal | Item, fresh: Sequence[Any]) -> Iterator[Finding]:
    """Yield what was done to what stood on record already: to its facts, and to its history."""
    redactions = [event for event in fresh if event.event in REDACTED]
    if redactions:
        names = [name for event in redactions for name in event.details["fields"]]
        beyond = unnamed_changes(before, after, names)  # no command corrects and redacts at once
        if beyond:
            yield finding(Kind.REDACTED_MORE, redactions[0].id, fields=_listed(beyond))
    else:
        yield from _facts(before, after, fresh)
    yield from _history(before.history, after.history, is_redacted=bool(redactions))


def _facts(before: Appeal | Item, after: Appeal | Item, fresh: Sequence[Any]) -> Iterator[Finding]:
    changed = changed_names(before, after)
    known_by = _IDENTITY if isinstance(before, Appeal) and before.source.system else {"channel"}
    corrections = [event for event in fresh if event.event == "corrected"]
    for event in corrections if isinstance(before, Appeal) else ():
        untrue = [name for name in event.details["fields"] if not any(covers(name, one) for one in changed)]
        if untrue:
            yield finding(Kind.NAMED_UNTOUCHED, event.id, name=_listed(untrue))
    named = {name for event in corrections for name in event.details["fields"]}
    fixed = [name for name in changed if name in known_by]
    if fixed:
        yield finding(Kind.IDENTITY_CHANGED, field=_listed(fixed))
    unnamed = [name for name in changed if name not in fixed and not ({name, name.partition(".")[0]} & named)]
    if unnamed:
        yield finding(Kind.FACT_WITHOUT_EVENT, fields=_listed(unnamed))


def _history(old: Sequence[Any], new: Sequence[Any], *, is_redacted: bool) -> Iterator[Finding]:
    """Yield what was done to the events on record; what a redaction did to their words is judged elsewhere."""
    if new[: len(old)] == old and all(map(_same_offsets, old, new)):
        return
    now = {event.id: event for event in new}
    for event in old:
        if event.id not in now:
            yield finding(Kind.EVENT_REMOVED, event.id)
        elif not is_redacted and not same_event(event, now[event.id]):
            yield finding(Kind.EVENT_CHANGED, event.id, fields=_listed(_differing(event, now[event.id])))
    kept = [event.id for event in old if event.id in now]
    for place, event in zip(kept, new, strict=False):
        if event.id != place:
            yield finding(Kind.EVENTS_REORDERED, event.id)
            break


def same_event(old: Any, new: Any) -> bool:
    """Whether two events say the same, word for word."""
    return bool(old == new) and _same_offsets(old, new)


def _same_offsets(old: Any, new: Any) -> bool:
    """Whether the moments of two equal events are written alike: one instant can lie on two days."""
    return _offsets(old) == _offsets(new)


def _offsets(event: Any) -> list[timedelta | None]:
    due = event.details.get("due")
    moments = [event.at, event.recorded]
    if due is not None:
        moments += [due.first, due.final, due.register, due.route, due.forward]
    return [None if moment is None else moment.utcoffset() for moment in moments]


def _differing(old: Any, new: Any) -> list[str]:
    """Return the keys in which two versions of one event differ."""
    names = [name for name in _PARTS if getattr(old, name, None) != getattr(new, name, None)]
    before, after = {**old.details, **old.extra}, {**new.details, **new.extra}
    names += [name for name in {**before, **after} if before.get(name) != after.get(name)]
    return names or ["at"]  # the same instant, by another clock


def _ids(history: Sequence[Any]) -> Iterator[Finding]:
    seen: set[str] = set()
    for event in history:
        if event.id in seen:
            yield finding(Kind.EVENT_TWICE, event.id)
        seen.add(event.id)


def falling_times(history: Sequence[Any], known: int) -> Iterator[Finding]:
    """Yield where time falls within a history, looking at events from number `known` on."""
    for n in range(max(known, 1), len(history)):
        above, event = history[n - 1], history[n]
        if event.recorded_at < above.recorded_at:
            yield finding(
                Kind.RECORDED_BACKWARDS,
                event.id,
                recorded=event.recorded_at.isoformat(),
                before=above.recorded_at.isoformat(),
            )


def _told(event: Any, deed: Deed) -> Iterator[Finding]:
    """Yield what a new event says of itself and the commit does not."""
    if event.recorded_at != deed.date:
        yield finding(
            Kind.RECORDED_OTHERWISE, event.id, recorded=event.recorded_at.isoformat(), date=deed.date.isoformat()
        )
    if event.at > event.recorded_at:
        yield finding(Kind.RECORDED_BEFORE, event.id, at=event.at.isoformat(), recorded=event.recorded_at.isoformat())
    if event.by != deed.email:
        yield finding(Kind.NOT_THE_AUTHOR, event.id, by=event.by, author=deed.email)


def _is_told_rightly(event: Any, after: Appeal | Item, deed: Deed, *, is_new: bool) -> bool:
    """Whether a new event is told by the system that may tell it: the one an appeal came from, in an import alone."""
    origin = getattr(event, "origin", "")
    if not isinstance(after, Appeal) or deed.action != IMPORT:
        return not origin
    return is_new or event.event == EventKind.RECOMPUTED or (bool(origin) and origin == after.source.system)


def _steps(after: Appeal | Item, known: int, deed: Deed) -> Iterator[Finding]:
    """Yield the events from number `known` on that the rules would have refused where it stood then.

    What another system told is a fact, whatever its order.
    """
    fresh: tuple[Any, ...] = after.history[known:]
    for n, event in enumerate(fresh, start=known):
        is_first = event.event == "registered"
        if is_first != (n == 0):
            yield finding(Kind.STEP_NOT_ALLOWED, event.id, step=event.event, stage="-" if n == 0 else "registered")
        elif is_first or deed.action == IMPORT:
            continue
        elif isinstance(after, Appeal):
            yield from _step(after, n)
        else:
            yield from _item_step(after, n)


def _step(after: Appeal, n: int) -> Iterator[Finding]:
    event = after.history[n]
    if event.event in _ALWAYS:
        return
    standing = replace(after, history=after.history[:n])
    try:
        refuse_unless_allowed(standing, event)
    except RefusedError:
        yield finding(Kind.STEP_NOT_ALLOWED, event.id, step=event.event, stage=stage(standing.state))


def _item_step(after: Item, n: int) -> Iterator[Finding]:
    event = after.history[n]
    if event.event in {ItemEvent.CORRECTED, ItemEvent.REDACTED}:
        return
    status = replace(after, history=after.history[:n]).status
    if status is ItemStatus.WITHDRAWN or (status is ItemStatus.DONE and event.event in _ENDS_ONCE):
        yield finding(Kind.STEP_NOT_ALLOWED, event.id, step=event.event, stage=status)


def _listed(names: Iterable[str]) -> str:
    return ", ".join(names)
