"""Corrections: facts that an operator puts right, with the event that names them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from mcu_cli.domain.fields import FACTS, Type
from mcu_cli.domain.mark import refuse_moved_marks
from mcu_cli.domain.steps import Act, event_of, refuse_clock_behind, with_event
from mcu_cli.domain.vocabulary import EventKind
from mcu_cli.errors import AlreadySoError, RefusedError
from mcu_cli.language import _

if TYPE_CHECKING:
    from collections.abc import Mapping

    from mcu_cli.domain.appeal import Appeal

_IDENTITY = frozenset({"channel", "source.system", "source.key"})


def correct(before: Appeal, after: Appeal, act: Act, reason: str = "") -> Appeal:
    """Return `after`, whose facts differ from those of `before`, with the event that names them.

    Raises RefusedError where nothing differs, or where id, history or channel identity were changed too.
    """
    if after.id != before.id:
        raise RefusedError(_("{id}: the id never changes; put it back").format(id=before.id))
    if after.history != before.history:
        raise RefusedError(
            _("{id}: the history is written by commands only; put it back and use them").format(id=before.id)
        )
    fields = changed_facts(before, after)
    if not fields:
        raise AlreadySoError(_("{id}: nothing was changed").format(id=before.id))
    for name in fields:
        refuse_moved_marks(before.id, name, _fact(before, name), _fact(after, name))
    for name in _IDENTITY.intersection(fields):
        if name == "channel" or before.source.system:
            raise RefusedError(
                _("{id}: {field} is how the appeal is known, and never changes; put it back").format(
                    id=before.id, field=name
                )
            )
    if after.received > act.at:
        raise RefusedError(_("{id} cannot have been received in the future; put `received` right").format(id=before.id))
    refuse_clock_behind(before, act)
    event = event_of(before, EventKind.CORRECTED, act, {"fields": fields, "reason": reason})
    return with_event(after, event)


def _fact(appeal: Appeal, name: str) -> Any:
    outer, _dot, inner = name.partition(".")
    found = getattr(appeal, outer, appeal.extra.get(outer))
    return getattr(found, inner, "") if inner else found


def changed_facts(before: Appeal, after: Appeal) -> tuple[str, ...]:
    """Return the names of the facts that differ, those inside a record as `place.street`."""
    changed = []
    for field in FACTS:
        if field.name in ("format", "id"):
            continue
        old, new = getattr(before, field.name), getattr(after, field.name)
        if field.type is Type.RECORD:
            names = [inner.name for inner in field.fields if getattr(old, inner.name) != getattr(new, inner.name)]
            names += _changed_keys(old.extra, new.extra)
            changed += [f"{field.name}.{name}" for name in names]
        elif old != new:
            changed.append(field.name)
    return (*changed, *_changed_keys(before.extra, after.extra))


def _changed_keys(old: Mapping[str, Any], new: Mapping[str, Any]) -> list[str]:
    return [name for name in {**old, **new} if old.get(name) != new.get(name)]
