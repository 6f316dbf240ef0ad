"""Items of the ledgers held against their format and against what they name."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from mcu_cli.domain import identifiers
from mcu_cli.domain.ledgers.ledger import Ledger, from_path
from mcu_cli.domain.ledgers.receptions import questions_of
from mcu_cli.domain.ledgers.steps import unsound_facts, unsound_result
from mcu_cli.domain.ledgers.vocabulary import ItemEvent
from mcu_cli.errors import McuError, Problem
from mcu_cli.language import _
from mcu_cli.store.item_schema import examine_item, plain_item_state
from mcu_cli.store.plain_values import as_text
from mcu_cli.store.recorded import misplaced

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
    from datetime import date, datetime

    from mcu_cli.domain.ledgers.item import Item
    from mcu_cli.domain.registry import Registry


class _Happened(Protocol):
    """An event, be it of an appeal or of an item."""

    @property
    def id(self) -> str: ...
    @property
    def at(self) -> datetime: ...
    @property
    def recorded_at(self) -> datetime: ...


def check_item(path: str, data: bytes, registry: Registry | None, problems: list[Problem], today: date) -> Item | None:
    """Return the item in the file at `path` where it can be read and belongs there; add to `problems` what is wrong.

    `today` is the day of the municipality: what has not been by then cannot be on record.
    """
    expected = from_path(path)
    if expected is None:
        problems.append(Problem(misplaced(path), file=path))
        return None
    try:
        reading = examine_item(data, expected.ledger, file=path)
    except McuError as error:
        problems += error.problems or [Problem(str(error), file=path)]
        return None
    problems += reading.problems
    item = reading.item
    if item is None:
        return None
    if item.id != str(expected):
        message = _("the id inside is {id}; put the file's own id back").format(id=item.id)
        problems.append(Problem(message, file=path, field="id"))
        return None
    if reading.written_state != as_text(plain_item_state(item)):
        message = _("the state is not what the history leads to; `mcu check --fix` writes it anew")
        problems.append(Problem(message, file=path, field="state"))
    if item.history and item.history[0].event is not ItemEvent.REGISTERED:
        message = _("the history does not begin with the event `registered`")
        problems.append(Problem(message, file=path, field="history.0"))
    problems += sound_events(item.history, path)
    problems += (Problem(wrong, file=path, level="warning") for wrong in unsound_facts(item, today))
    problems += _sound_results(item, path)
    if registry is not None:
        problems += _unknown_names(item, path, registry)
    return item


def sound_events(events: Sequence[_Happened], path: str) -> Iterator[Problem]:
    """Yield what is wrong with the ids and the moments of a history."""
    seen: set[str] = set()
    for n, event in enumerate(events):
        where = f"history.{n}"
        if event.id in seen:
            yield Problem(_("the event id {id} stands twice").format(id=event.id), file=path, field=where)
        seen.add(event.id)
        if event.at > event.recorded_at:
            yield Problem(_("the event was recorded before it happened"), file=path, field=where)
        if n and event.recorded_at < events[n - 1].recorded_at:
            yield Problem(_("the event stands behind one that was recorded later"), file=path, field=where)


def lost_names(items: Iterable[tuple[str, Item]], appeals: Container[object]) -> Iterator[Problem]:
    """Yield the appeals and the items that an item names and that are not on record."""
    listed = list(items)
    known = {item.id for _path, item in listed}
    for path, item in listed:
        named = [(name, "appeals", name in appeals) for name in item.facts.get("appeals", ())]
        named += [
            (item.facts[field], field, item.facts[field] in known)
            for field in ("reception", "instruction")
            if field in item.facts
        ]
        for name, field, is_known in named:
            if not is_known:
                message = _("it names {id}, which is not on record").format(id=name)
                yield Problem(message, file=path, field=field, level="warning")


def lost_questions(items: Iterable[tuple[str, Item]], known: Mapping[str, str]) -> Iterator[Problem]:
    """Yield the appeals that came of questions which are not on record; `known` has their ids by the key."""
    asked = {
        question.key for _path, item in items if item.ledger is Ledger.RECEPTION for question in questions_of(item)
    }
    for key, name in known.items():
        if key not in asked:
            appeal_id = identifiers.parse(name)
            message = _("it came of the question {key} of a reception, which is not on record").format(key=key)
            yield Problem(message, file=appeal_id.path if appeal_id else "", field="source.key", level="warning")


def _sound_results(item: Item, path: str) -> Iterator[Problem]:
    for n, event in enumerate(item.history):
        if event.event is ItemEvent.RESULT:
            votes = {vote["option"]: vote["votes"] for vote in event.details.get("votes", ())}
            wrong = unsound_result(item, event.details["participants"], votes)
            if wrong:
                yield Problem(wrong, file=path, field=f"history.{n}", level="warning")


def _unknown_names(item: Item, path: str, registry: Registry) -> Iterator[Problem]:
    for field in ("executor", "department"):
        name = item.facts.get(field)
        if name and registry.find_department(name) is None:
            message = _("departments.yaml does not know {name!r}; add it, or make it an alias").format(name=name)
            yield Problem(message, file=path, field=field, level="warning")
