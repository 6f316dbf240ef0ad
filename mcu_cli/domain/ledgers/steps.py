"""Steps of an item: registered, something that happens to it, a fact put right. Each says first whether it may be."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from mcu_cli.domain.ledgers.item import Item, ItemHappening
from mcu_cli.domain.ledgers.ledger import Ledger
from mcu_cli.domain.ledgers.links import is_link
from mcu_cli.domain.ledgers.vocabulary import ItemEvent, ItemStatus
from mcu_cli.domain.mark import refuse_moved_marks
from mcu_cli.errors import AlreadySoError, RefusedError
from mcu_cli.language import _
from mcu_cli.wording import day_text, moment_text

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import date

    from mcu_cli.domain.ledgers.ledger import ItemId
    from mcu_cli.domain.steps import Act

_ID_LENGTH = 4
# A poll may be told of twice, first before it is over; cards of a reception are entered one after the other.
_ONLY_WHILE_OPEN = frozenset({ItemEvent.DONE, ItemEvent.EXTENDED})


def register(item_id: ItemId, facts: Mapping[str, Any], act: Act) -> Item:
    """Return a new item; unset facts are left out. Raises RefusedError for facts that `refuse_unsound` refuses."""
    given = _set(facts)
    item = Item(item_id.ledger, str(item_id), given)
    refuse_unsound(item, act.at.date())
    return with_item_event(item, ItemEvent.REGISTERED, act, {})


def step(item: Item, kind: ItemEvent, act: Act, /, **details: Any) -> Item:
    """Return `item` after something has happened to it; unset details are left out.

    Raises RefusedError where that cannot be: it is withdrawn, or done already, or the clock is behind.
    """
    if item.status is ItemStatus.WITHDRAWN:
        raise RefusedError(_("{id} was withdrawn and does not count; nothing is done with it").format(id=item.id))
    if kind in _ONLY_WHILE_OPEN and item.status is ItemStatus.DONE:
        raise AlreadySoError(_("{id} is done already").format(id=item.id))
    for name in ("day", "until"):
        day: date | None = details.get(name)
        if day is not None and day < item.day:
            raise RefusedError(
                _("{id} is of {day}; {other} is before it, give a later day").format(
                    id=item.id, day=day_text(item.day), other=day_text(day)
                )
            )
    done: date | None = details.get("day")
    if done is not None and done > act.at.date():
        raise RefusedError(
            _("{day} is still to come, today is {today}; give a day that has been").format(
                day=day_text(done), today=day_text(act.at.date())
            )
        )
    return with_item_event(item, kind, act, details)


def correct(before: Item, after: Item, act: Act, reason: str = "") -> Item:
    """Return `after`, whose facts differ from those of `before`, with the event that names them.

    Raises RefusedError where nothing differs, or where id or history were changed too.
    """
    if after.id != before.id:
        raise RefusedError(_("{id}: the id never changes; put it back").format(id=before.id))
    if after.history != before.history:
        raise RefusedError(
            _("{id}: the history is written by commands only; put it back and use them").format(id=before.id)
        )
    old, new = {**before.facts, **before.extra}, {**after.facts, **after.extra}
    names = [name for name in {**old, **new} if old.get(name) != new.get(name)]
    if not names:
        raise AlreadySoError(_("{id}: nothing was changed").format(id=before.id))
    for name in names:
        refuse_moved_marks(before.id, name, old.get(name), new.get(name))
    refuse_unsound(after, act.at.date())
    return with_item_event(after, ItemEvent.CORRECTED, act, {"fields": tuple(names), "reason": reason})


def refuse_unsound(item: Item, today: date) -> None:
    """Raise RefusedError for facts that contradict each other, or the calendar.

    A reception or a work of tomorrow has not been; an instruction is not due before it is given, a poll does not end
    before it begins; what could be chosen in a poll are two things at least; an address is one that a browser opens.
    """
    for sentence in unsound_facts(item, today):
        raise RefusedError(sentence)


def unsound_facts(item: Item, today: date) -> Iterator[str]:
    """Yield what is wrong with facts that contradict each other, or the calendar; see `refuse_unsound`."""
    facts = item.facts
    if item.ledger in {Ledger.RECEPTION, Ledger.INSTRUCTION, Ledger.WORK} and item.day > today:
        yield _("{day} is still to come, today is {today}; give a day that has been").format(
            day=day_text(item.day), today=day_text(today)
        )
    last = facts.get("due") or facts.get("ends")
    if last is not None and last < item.day:
        sentence = (
            _("it would be due on {last}, before it was given on {first}; put the days right")
            if item.ledger is Ledger.INSTRUCTION
            else _("it would end on {last}, before it begins on {first}; put the days right")
        )
        yield sentence.format(last=day_text(last), first=day_text(item.day))
    for address in (facts.get("link"), facts.get("photo")):
        if address is not None and not is_link(address):
            yield _("{text!r} is not the address of a page; it begins with http:// or https://").format(text=address)
    options = facts.get("options", ())
    if item.ledger is Ledger.POLL and (len(options) < 2 or len(set(options)) < len(options)):  # noqa: PLR2004  # or there is no choice
        yield _("a poll needs two options at least, each once")


def unsound_result(item: Item, participants: int, votes: Mapping[str, int]) -> str:
    """Return what is wrong with the result of a poll, empty where it is sound."""
    unknown = [option for option in votes if option not in item.facts["options"]]
    if unknown:
        return _("{option!r} is no option of {id}; its options are {options}").format(
            option=unknown[0], id=item.id, options=", ".join(item.facts["options"])
        )
    if any(n > participants for n in votes.values()):
        return _("an option of {id} has more votes than there were participants").format(id=item.id)
    return ""


def with_item_event(item: Item, kind: ItemEvent, act: Act, details: Mapping[str, Any]) -> Item:
    """Return `item` with one more event, unjudged; raises RefusedError where the clock is behind the last one."""
    last = item.history[-1].recorded_at if item.history else act.at
    if act.at < last:
        raise RefusedError(
            _("{id} has an event of {last}, later than this computer's clock ({now}); set the clock right").format(
                id=item.id, last=moment_text(last), now=moment_text(act.at)
            )
        )
    given = _set(details)
    taken = {event.id for event in item.history}
    seed = f"{item.id}\0{kind}\0{act.at.isoformat()}\0{act.by}\0{len(item.history)}"
    digest = hashlib.sha256(seed.encode()).hexdigest()
    length = next(n for n in range(_ID_LENGTH, len(digest)) if digest[:n] not in taken)
    event = ItemHappening(id=digest[:length], at=act.at, by=act.by, event=kind, details=given)
    return replace(item, history=(*item.history, event))


def _set(values: Mapping[str, Any]) -> dict[str, Any]:
    """Return the values that say something; a number of 0 does."""
    return {name: value for name, value in values.items() if not (value is None or value is False or value in ("", ()))}
