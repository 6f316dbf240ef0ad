"""One item of a ledger for a reader: its page, and its history with the commit of each event.

Both follow the tables of `domain.ledgers.fields`, so that a fact of any ledger is shown without a line of its own here
but for its title.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

from mcu_cli.domain.fields import Field, Type
from mcu_cli.domain.ledgers.fields import EVENTS, FACTS
from mcu_cli.domain.ledgers.ledger import Ledger
from mcu_cli.domain.ledgers.vocabulary import ItemEvent, ItemStatus
from mcu_cli.domain.names import title
from mcu_cli.language import _, marked, ngettext
from mcu_cli.render.clean import clean_line
from mcu_cli.render.sheet import Sheet
from mcu_cli.wording import day_text, number_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import date

    from mcu_cli.domain.ledgers.item import Item, ItemHappening
    from mcu_cli.render.sheet import Brought

_TITLES = {
    "day": marked("day"),
    "form": marked("form"),
    "official": marked("official"),
    "rank": marked("rank"),
    "place": marked("place"),
    "subject": marked("subject"),
    "citizens": marked("without a card here"),
    "no_shows": marked("did not come"),
    "number": marked("number"),
    "given": marked("given"),
    "text": marked("text"),
    "executor": marked("executor"),
    "due": marked("due"),
    "done": marked("done"),
    "appeals": marked("which appeals"),
    "reception": marked("personal reception"),
    "question": marked("question"),
    "options": marked("options"),
    "begins": marked("begins"),
    "ends": marked("ends"),
    "platform": marked("platform"),
    "link": marked("web address"),
    "participants": marked("participants"),
    "what": marked("what was done"),
    "count": marked("how many"),
    "district": marked("district"),
    "department": marked("department"),
    "instruction": marked("instruction"),
    "photo": marked("photo"),
}
_LEDGERS = {
    Ledger.RECEPTION: marked("personal reception"),
    Ledger.INSTRUCTION: marked("instruction"),
    Ledger.POLL: marked("poll"),
    Ledger.WORK: marked("work done"),
}
_WITHOUT_ID = slice(2, None)  # format and id stand first in each table, and the id in the heading
_BODIES = frozenset({"executor", "department"})


def fact_title(name: str) -> str:
    """Return how a fact of an item is called for a reader; one without a title as it stands."""
    return _(_TITLES.get(name, name))


def item_facts_text(names: Iterable[str]) -> str:
    """Return facts as a reader calls them, with commas."""
    return ", ".join(map(fact_title, names))


class Corrected(NamedTuple):
    """A fact that was put right: its typed value before and after; None where it was or became unset."""

    before: Any
    after: Any


Corrections = Mapping[str, Mapping[str, Corrected]]  # by the id of the event and the name of the fact


class ItemPage(Sheet):
    """Prints items of the ledgers."""

    def show(self, item: Item) -> None:
        """Print facts, state and history of an item."""
        self.heading(item)
        self._out.say()
        for label, value in self.facts(item):
            self._field(label, value)
        text = item.facts.get("text")
        if text:
            self._out.say()
            self._paragraphs(text, "  ")
        self._out.say()
        self.history(item)

    def heading(self, item: Item) -> None:
        """Print id, ledger, and where it stands."""
        parts = [f"{item.id}  {_(_LEDGERS[item.ledger])}"]
        if item.status is not ItemStatus.DONE or item.ledger is Ledger.INSTRUCTION:
            is_untold = item.ledger is Ledger.POLL and item.status is ItemStatus.OPEN
            parts.append(_("no result yet") if is_untold else title(item.status))
        if self._is_late(item):
            parts.append(_("OVERDUE"))
        self._out.say("  ".join(parts))

    def facts(self, item: Item) -> Iterator[tuple[str, str]]:
        """Yield label and value of what an item says of itself; of a term the last day in force."""
        values: dict[str, Any] = dict(item.facts)
        values |= {name: item.state[name] for name in ("due", "done") if name in item.state}
        for field in FACTS[item.ledger][_WITHOUT_ID]:
            if field.name in values and field.name != "text":
                value = self._value(field, values[field.name])
                first = item.facts.get("due")
                if field.name == "due" and first not in {None, values["due"]}:
                    value = _("{day} (at first {first})").format(day=value, first=day_text(first))
                yield fact_title(field.name), value
        if "done" in values:
            yield fact_title("done"), day_text(values["done"])
        if "participants" in item.state:
            yield fact_title("participants"), number_text(item.state["participants"])

    def history(self, item: Item) -> None:
        """Print what happened to an item."""
        for event in item.history:
            self._event(item, event, {})

    def log(self, item: Item, commits: Mapping[str, Brought], corrections: Corrections) -> None:
        """Print the history with the commit of each event: `commits` maps an event's id to commit, author, subject.

        `corrections` are the values that the events put right, as far as they are known.
        """
        self.heading(item)
        for event in item.history:
            self._out.say()
            self._event(item, event, corrections.get(event.id, {}))
            recorded = event.recorded if event.recorded != event.at else None
            self._provenance(event.id, event.by, recorded, commits.get(event.id))

    def _event(self, item: Item, event: ItemHappening, corrected: Mapping[str, Corrected]) -> None:
        told = [title(event.event)]
        texts = []
        for field in EVENTS[item.ledger][event.event]:
            value = event.details.get(field.name)
            if value is None:
                continue
            if field.type is Type.TEXT:
                texts.append(value)
            elif event.event is ItemEvent.EXTENDED:
                told = [_extended(item, event)]
            elif field.name == "fields":
                facts = ", ".join(self._corrected(item.ledger, name, corrected.get(name)) for name in value)
                told = [_("{happened}: {what}").format(happened=told[0], what=facts)]
            elif field.type is Type.RECORDS:
                told.append(_records_text(field.name, value))
            elif field.type is Type.NUMBER:
                told.append(f"{fact_title(field.name)}: {self._value(field, value)}")
            else:
                told.append(self._value(field, value))
        self._wrapped(f"{self._moment(event.at)}  " + ", ".join(clean_line(part) for part in told), "    ")
        for text in texts:
            self._paragraphs(text, "    ")

    def _corrected(self, ledger: Ledger, name: str, values: Corrected | None) -> str:
        """Return a fact that was put right, with what it was and became where that is known and short enough."""
        field = next((field for field in FACTS[ledger] if field.name == name), None)
        if values is None or field is None or field.type is Type.TEXT:
            return fact_title(name)
        before, after = (_("not set") if value is None else self._value(field, value) for value in values)
        return _("{fact}: {before} → {after}").format(fact=fact_title(name), before=before, after=after)

    def _value(self, field: Field, value: Any) -> str:
        """Return one value for a reader, on one line."""
        if field.name in _BODIES:
            return self._registry.department_title(value)
        match field.type:
            case Type.DAY:
                return day_text(value)
            case Type.CHOICE:
                return title(value)
            case Type.NUMBER:
                return number_text(value)
            case Type.WORDS:
                return ", ".join(value)
            case _:
                return str(value)

    def _is_late(self, item: Item) -> bool:
        due: date | None = item.state.get("due")
        is_open = item.ledger is Ledger.INSTRUCTION and item.status is ItemStatus.OPEN
        return is_open and due is not None and due < self._now.astimezone(self._zone).date()


def _extended(item: Item, event: ItemHappening) -> str:
    """Return to which day a term was extended, and from which."""
    extended = list(item.happened(ItemEvent.EXTENDED))
    number = extended.index(event)
    before = extended[number - 1].details["until"] if number else item.facts.get("due")
    until = day_text(event.details["until"])
    if before is None:
        return _("term extended to {day}").format(day=until)
    return _("term extended to {day} (was {before})").format(day=until, before=day_text(before))


def _records_text(name: str, records: Any) -> str:
    if name == "questions":
        n = len(records)
        return ngettext("{n} question", "{n} questions", n).format(n=number_text(n))
    return ", ".join(f"{vote['option']}: {number_text(vote['votes'])}" for vote in records)
