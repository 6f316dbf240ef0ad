"""Between the text of an item's file and the item, as `schema` does for appeals, by the tables of `domain.ledgers`."""

from __future__ import annotations

from typing import Any, NamedTuple

from mcu_cli.domain.ledgers.fields import EVENT, EVENTS, FACTS, STATE
from mcu_cli.domain.ledgers.item import Item, ItemHappening
from mcu_cli.domain.ledgers.ledger import Ledger, parse
from mcu_cli.errors import DamagedError, Problem
from mcu_cli.language import _
from mcu_cli.store.parsing import Parser
from mcu_cli.store.plain_values import plain
from mcu_cli.store.schema import FORMAT, refuse_newer
from mcu_cli.store.yaml_reader import read
from mcu_cli.store.yaml_writer import write

_FACTS = {ledger: {field.name: field for field in fields} for ledger, fields in FACTS.items()}
_EVENTS = {
    ledger: {kind.value: {field.name: field for field in (*EVENT, *fields)} for kind, fields in events.items()}
    for ledger, events in EVENTS.items()
}


class ItemReading(NamedTuple):
    """What reading a file gave: the item where its structure allows, the state as written, and the problems."""

    item: Item | None
    written_state: Any
    problems: list[Problem]


def read_item(data: bytes, ledger: Ledger, *, file: str, strict: bool = False) -> Item:
    """Return the item that `data` holds; raises DamagedError naming the first problem and carrying all."""
    reading = examine_item(data, ledger, file=file, strict=strict)
    if reading.item is None:
        raise DamagedError(
            _("{file} does not fit the format; mend what is listed here").format(file=file), reading.problems
        )
    return reading.item


def examine_item(data: bytes, ledger: Ledger, *, file: str, strict: bool = False) -> ItemReading:
    """Return what `data` holds with all its problems, warnings about unknown keys included.

    Raises BadInputError where it is no YAML of ours at all, RefusedError where a newer mcu wrote it.
    """
    document = read(data, file=file)
    refuse_newer(document, file)
    parser = Parser(document, file, strict=strict)
    values, extra = parser.fields(document.value, _FACTS[ledger], (), known={"state", "history"})
    happened = parser.history(document.value.get("history", []), _EVENTS[ledger], EVENT)
    written_state = document.value.get("state")
    if any(problem.level == "error" for problem in parser.problems):
        return ItemReading(None, written_state, parser.problems)
    values.pop("format")
    name = values.pop("id")
    item_id = parse(name)
    if item_id is None or item_id.ledger is not ledger:
        parser.problem(("id",), _("{text!r} is not an id like {id}").format(text=name, id=f"{ledger.letter}-2026-0007"))
        return ItemReading(None, written_state, parser.problems)
    history = tuple(ItemHappening(**one.head, details=one.details, extra=one.extra) for one in happened)
    return ItemReading(Item(ledger, name, values, history, extra), written_state, parser.problems)


def write_item(item: Item) -> bytes:
    """Return the canonical bytes of the file of `item`."""
    return write(plain_item(item))


def plain_item(item: Item) -> dict[str, Any]:
    """Return the whole file as plain values, in its order."""
    return {
        "format": FORMAT,
        "id": item.id,
        **plain(FACTS[item.ledger], item.facts),
        **item.extra,
        "state": plain_item_state(item),
        "history": [_plain_event(item.ledger, event) for event in item.history],
    }


def plain_item_state(item: Item) -> dict[str, Any]:
    """Return the state as it is written: unset keys left out."""
    return plain(STATE[item.ledger], item.state)


def _plain_event(ledger: Ledger, event: ItemHappening) -> dict[str, Any]:
    head: dict[str, Any] = {"id": event.id, "at": event.at.isoformat()}
    if event.recorded is not None and event.recorded != event.at:
        head["recorded"] = event.recorded.isoformat()
    head |= {"by": event.by, "event": str(event.event)}
    return {**head, **plain(EVENTS[ledger][event.event], event.details), **event.extra}
