"""One appeal for a reader: its page, and its history with the commit of each event."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any

from mcu_cli.domain.ledgers.ledger import reception_of
from mcu_cli.domain.names import title
from mcu_cli.domain.vocabulary import AnswerKind, Channel, EventKind
from mcu_cli.domain.workflow import stage
from mcu_cli.language import _
from mcu_cli.render.clean import clean_line
from mcu_cli.render.entries import place_text, stage_title
from mcu_cli.render.facts import facts_text
from mcu_cli.render.sheet import Sheet
from mcu_cli.wording import day_text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from mcu_cli.domain.appeal import Appeal
    from mcu_cli.domain.event import Event
    from mcu_cli.domain.state import State
    from mcu_cli.render.sheet import Brought


class Page(Sheet):
    """Prints appeals: by which names, in which zone, how late it is."""

    def show(self, appeal: Appeal) -> None:
        """Print facts, state, text and history of an appeal."""
        state = appeal.state
        self._out.say(f"{appeal.id}  {stage_title(stage(state))}{self._late(state)}")
        self._out.say()
        for label, value in self._facts(appeal):
            if value:
                self._field(label, value)
        self._out.say()
        self._paragraphs(appeal.text, "  ")
        self._out.say()
        for event in appeal.history:
            self._event(event)

    def log(self, appeal: Appeal, commits: Mapping[str, Brought]) -> None:
        """Print the history with the commit of each event: `commits` maps an event's id to commit, author, subject."""
        self._out.say(f"{appeal.id}  {stage_title(stage(appeal.state))}")
        for event in appeal.history:
            self._out.say()
            self._event(event)
            recorded = event.recorded if event.recorded != event.at else None
            self._provenance(event.id, event.by, recorded, commits.get(event.id))

    def _facts(self, appeal: Appeal) -> Iterator[tuple[str, str]]:
        state, source, place, author = appeal.state, appeal.source, appeal.place, appeal.author
        channel = title(appeal.channel)
        yield _("channel"), f"{channel}, {title(source.network)}" if source.network else channel
        reception = reception_of(appeal)
        yield _("asked at"), _("personal reception {id}").format(id=reception) if reception else ""
        where_from = (_system_title(source.system), source.key, source.url)
        yield _("source"), "" if reception else " ".join(part for part in where_from if part)
        yield _("received"), self._moment(appeal.received)
        yield _("kind"), title(appeal.kind) if appeal.kind else ""
        yield (
            _("author"),
            ", ".join(
                part for part in (author.name, author.profile, author.phone, author.email, author.address) if part
            ),
        )
        yield (
            _("place"),
            place_text(
                place.municipality,
                place.district,
                place.settlement,
                place.street,
                place.house,
                place.flat,
                place.object,
            ),
        )
        yield _("complains about"), ", ".join(self._registry.department_title(name) for name in appeal.against)
        yield _("tags"), ", ".join(appeal.tags)
        yield _("category"), self._registry.category_title(state.category, state.topic)
        yield (
            _("department"),
            place_text(
                self._registry.department_title(state.department), self._registry.department_title(state.executor)
            ),
        )
        yield _("priority"), title(state.priority) if state.priority else ""
        if state.is_open and not state.department:
            yield _("to be assigned by"), self._moment(state.due.route)
        if state.is_open and state.due.forward:
            past = state.due.forward < self._now
            yield (
                _("time to forward over since") if past else _("may be forwarded until"),
                self._moment(state.due.forward),
            )
        yield _("first answer due"), self._moment(state.due.first)
        yield _("final answer due"), self._moment(state.due.final)
        yield _("promised for"), day_text(state.promised) if state.promised else ""
        yield _("escalated to"), self._rung(state.escalation)
        yield _("first answer"), self._moment(state.first_answer)
        yield _("handled"), self._moment(state.handled)
        yield _("outcome"), title(state.outcome) if state.outcome else ""
        yield _("rating"), "" if state.rating is None else str(state.rating)
        yield _("duplicate of"), state.duplicate_of
        yield _("repeat of"), ", ".join(appeal.repeat_of)
        yield _("part of"), state.part_of

    def _event(self, event: Event) -> None:
        who = event.actor and self._registry.department_title(event.actor)
        origin = _("as {system} reports").format(system=_system_title(event.origin)) if event.origin else ""
        head = f"{self._moment(event.at)}  {self._headline(event)}"
        told = clean_line(", ".join(part for part in (who, origin) if part))
        self._wrapped(head + (f" ({told})" if told else ""), "    ")
        for name in ("text", "reason"):
            if event.details.get(name):
                self._paragraphs(str(event.details[name]), "    ")

    def _headline(self, event: Event) -> str:
        details = event.details
        told = (tell(details) for name, tell in self._told.items() if name in details)
        parts = [self._happened(event), *told]
        return ", ".join(clean_line(part) for part in parts if part)

    def _happened(self, event: Event) -> str:
        if event.event is EventKind.ANSWERED:
            return title(AnswerKind(event.details["kind"]))
        if event.event is EventKind.LINKED:
            return f"{title(event.details['relation'])} {event.details['to']}"
        return title(event.event)

    @cached_property
    def _told(self) -> dict[str, Callable[[Mapping[str, Any]], str]]:
        """Return how each detail of an event is told, in the order in which they are."""
        registry = self._registry
        return {
            "via": lambda details: title(details["via"]),
            "category": lambda details: registry.category_title(details["category"], details.get("topic", "")),
            "department": lambda details: registry.department_title(details["department"]),
            "executor": lambda details: registry.department_title(details["executor"]),
            "level": lambda details: self._rung(details["level"]),
            "to": self._body_told,
            "priority": lambda details: _("priority: {name}").format(name=title(details["priority"])),
            "outcome": lambda details: title(details["outcome"]),
            "ground": lambda details: title(details["ground"]),
            "until": lambda details: _("until {day}").format(day=day_text(details["until"])),
            "notified": lambda details: _("citizen told on {day}").format(day=day_text(details["notified"])),
            "control": lambda _details: _("under control"),
            "approximate": lambda _details: _("moment approximate"),
            "rating": lambda details: str(details["rating"]),
            "fields": lambda details: facts_text(details["fields"]),
        }

    def _body_told(self, details: Mapping[str, Any]) -> str:
        """Return where an appeal went, unless `to` is a step of the ladder or another appeal, told elsewhere."""
        return "" if "level" in details or "relation" in details else self._registry.department_title(details["to"])

    def _late(self, state: State) -> str:
        return "  " + _("OVERDUE") if state.is_overdue(self._now) else ""

    def _rung(self, level: int | None) -> str:
        if not level:
            return ""
        ladder = self._registry.ladder
        return ladder[level - 1].title if level <= len(ladder) else str(level)


def _system_title(system: str) -> str:
    """Return how a system is called, where it is a channel that has a name; the word itself otherwise."""
    return title(Channel(system)) if system in set(Channel) else system
