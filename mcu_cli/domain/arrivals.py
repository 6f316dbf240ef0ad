"""Arrivals: drafts of an import made into new appeals, or into what is new of those the store has already.

A draft's events get ids made of (system, key, event, moment at the source), so that a later export of the same
incident is recognised and adds just what it adds.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from mcu_cli.domain.appeal import Appeal
from mcu_cli.domain.content_key import named_by
from mcu_cli.domain.corrections import changed_facts
from mcu_cli.domain.deadlines import end_of
from mcu_cli.domain.draft import Draft, DraftEvent
from mcu_cli.domain.event import Event
from mcu_cli.domain.mark import marks_in
from mcu_cli.domain.redaction import hidden_facts, is_redaction_of
from mcu_cli.domain.steps import Act, event_of, imported_event_id, refuse_clock_behind, with_event
from mcu_cli.domain.vocabulary import CHATTER, AnswerKind, EventKind
from mcu_cli.domain.words import fold

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from mcu_cli.domain.registry import Registry
    from mcu_cli.domain.rules import Rules

_ADMINISTRATION = "администраци"


@dataclass
class Names:
    """Looks up the source's names in the registry and counts those it does not know."""

    registry: Registry
    unknown_departments: Counter[str] = field(default_factory=Counter)
    unknown_topics: Counter[tuple[str, str]] = field(default_factory=Counter)
    with_executor: Counter[str] = field(default_factory=Counter)
    rows: int = 0

    def likely_municipality(self) -> str:
        """Return the unknown name that is probably the municipality itself; empty where none is.

        It is called an administration, or stands in most rows; and in most of its rows somebody else is named beneath.
        """
        ranked = self.unknown_departments.most_common(1)
        if not ranked:
            return ""
        name, rows = ranked[0]
        prominent = _ADMINISTRATION in fold(name) or rows * 2 > self.rows
        return name if prominent and self.with_executor[name] * 2 > rows else ""

    def department(self, name: str) -> str:
        """Return the id of the body called `name`; the name itself where the registry does not know it."""
        found = self.registry.find_department(name)
        if found is None:
            if not self.registry.is_municipality(name):
                self.unknown_departments[name] += 1
            return name
        return found.id

    def category(self, group: str, topic: str) -> dict[str, str]:
        """Return `category` and, where the registry does not know it, `topic` under the source's own names."""
        found = _category(self.registry, group, topic)
        if "topic" in found or (group and self.registry.find_group(group) is None and found.get("category") == group):
            self.unknown_topics[group, topic] += 1
        return found


def _category(registry: Registry, group: str, topic: str) -> dict[str, str]:
    found = registry.find_topic(group, topic) if topic else None
    if found is not None:
        return {"category": found.id}
    known_group = registry.find_group(group) if group else None
    category = known_group.id if known_group is not None else group
    return {name: value for name, value in (("category", category), ("topic", topic)) if value}


def identity(draft: Draft) -> tuple[str, str]:
    """Return what the appeal of a draft is found by: system and key."""
    return draft.source.system, draft.source.key


def registered_at(draft: Draft) -> datetime:
    """Return the moment of registration: the source's own, else that of receipt."""
    return draft.registered or draft.received


def _marked(tags: tuple[str, ...], text: str, registry: Registry) -> tuple[str, ...]:
    """Return the tags of a text; the noise of bots is marked as what it is."""
    return (*tags, CHATTER) if registry.chatter.fits(text) and CHATTER not in tags else tags


def arrived(draft: Draft, appeal_id: str, act: Act, rules: Rules, names: Names) -> Appeal:
    """Return the new appeal of a draft, with the history that the draft tells."""
    appeal = Appeal(
        id=appeal_id,
        channel=draft.channel,
        received=draft.received,
        text=draft.text,
        source=draft.source,
        kind=draft.kind,
        author=draft.author,
        place=draft.place,
        original=draft.original,
        tags=_marked(draft.tags, draft.text, names.registry),
        media=draft.media,
    )
    return _with_dated(appeal, _events(appeal, draft, act, rules, names), rules)


def brought_up_to_date(appeal: Appeal, draft: Draft, act: Act, rules: Rules, names: Names) -> Appeal:
    """Return `appeal` with what `draft` says that is new; the same object where nothing is.

    What an operator decided since is not overruled: a category or a fact changed by hand stays.
    """
    known = {event.id for event in appeal.history}
    told = _events(appeal, draft, act, rules, names)
    fresh = [event for event in told if event.id not in known or event.event is EventKind.NOTED]
    fresh = [event for event in fresh if event.event is not EventKind.REGISTERED]
    fresh = [event for event in (_as_later_told(event, appeal, draft) for event in fresh) if event is not None]
    fresh += [event for event in (_finalised(event, appeal, draft, known) for event in told) if event is not None]
    classified = _reclassified(appeal, draft, act, rules, names, known=known)
    if classified is not None:
        fresh.append(classified)
    appeal, corrected = _with_facts(appeal, draft, act, names.registry)
    if corrected is not None:
        fresh.append(corrected)
    if not fresh:
        return appeal
    refuse_clock_behind(appeal, act)
    brought = _with_dated(appeal, sorted(fresh, key=lambda event: event.at), rules)
    return _with_terms_settled(brought, len(appeal.history), act, rules)


def _with_dated(appeal: Appeal, events: Iterable[Event], rules: Rules) -> Appeal:
    """Return `appeal` with imported events, those that move its terms dated by the same rules as ours."""
    for told in events:
        event, due = told, None
        if event.event is EventKind.ANSWERED and event.details["kind"] is AnswerKind.INTERIM:
            known = not event.details.get("approximate")  # nobody knows when the others were given
            due = rules.due_after_interim(appeal, event.at) if known else None
        elif event.event is EventKind.DEFERRED and event.details.get("until"):
            due = replace(appeal.state.due, final=end_of(event.details["until"], rules.calendar))
        if due is not None:
            event = replace(event, details={**event.details, "due": due})
        appeal = with_event(appeal, event)
    return appeal


def _with_terms_settled(appeal: Appeal, before: int, act: Act, rules: Rules) -> Appeal:
    """Return `appeal` with its terms computed anew where what an import brought lies before what had set them.

    The first `before` events of its history were on record already: one of them that came later and set the terms did
    not know of an interim answer that the source tells now.
    """
    standing = [event.at for event in appeal.history[:before] if "due" in event.details]
    moved = [event.at for event in appeal.history[before:] if "due" in event.details]
    if not moved or not standing or max(standing) <= min(moved) or not appeal.state.is_open:
        return appeal
    due = rules.due_now(appeal)
    if due is None or due == appeal.state.due:
        return appeal
    return with_event(appeal, event_of(appeal, EventKind.RECOMPUTED, act, {"due": due}))


def _events(appeal: Appeal, draft: Draft, act: Act, rules: Rules, names: Names) -> list[Event]:
    names.rows += 1
    system, key = named_by(appeal, draft)
    at = registered_at(draft)
    registered: dict[str, Any] = {**names.category(draft.group, draft.topic), "priority": draft.priority}
    category = registered.get("category", "")
    due = rules.due(draft.channel, draft.priority, at, category=category, received=draft.received)
    if due is not None:
        registered["due"] = due
    first = DraftEvent(EventKind.REGISTERED, at, "", details=registered)
    events = []
    for told in (first, *sorted(draft.events, key=lambda event: event.at)):
        details = _with_the_body_that_answers(dict(told.details), names.registry)
        if details.get("executor"):
            names.with_executor[details["department"]] += 1
        for name in ("department", "executor"):
            if details.get(name):
                details[name] = names.department(details[name])
        events.append(
            Event(
                id=imported_event_id(system, key, told.kind, told.told_by),
                at=told.at,
                recorded=act.at if told.at != act.at else None,
                by=act.by,
                actor=_body(told.actor, names.registry),
                origin=system,
                event=told.kind,
                details=details,
            )
        )
    return events


def _with_the_body_that_answers(details: dict[str, Any], registry: Registry) -> dict[str, Any]:
    """Return `details` with the executor as the department, where the department named is the municipality itself."""
    if details.get("executor") and registry.is_municipality(details.get("department", "")):
        return {
            **{name: value for name, value in details.items() if name != "executor"},
            "department": details["executor"],
        }
    return details


def _body(name: str, registry: Registry) -> str:
    found = registry.find_department(name) if name else None
    return found.id if found is not None else name


def _as_later_told(event: Event, appeal: Appeal, draft: Draft) -> Event | None:
    """Return a new event unless it says again, in another shape, what the store has."""
    if event.event is EventKind.ANSWERED and not event.details.get("text"):
        # An answer that the source only implies adds nothing where the text of a final one is on record by then.
        final = [e for e in appeal.history if e.event is EventKind.ANSWERED and e.details["kind"] is AnswerKind.FINAL]
        return None if any(e.at >= event.at for e in final) else event
    if event.event is EventKind.NOTED:
        return _as_new_note(event, appeal, draft)
    if event.event is EventKind.ASSIGNED and not _tells_moment(event, draft):
        # Without its moment an assignment is new only where it names others than the last one of that source.
        last = next(
            (e for e in reversed(appeal.history) if e.event is EventKind.ASSIGNED and e.origin == event.origin), None
        )
        agrees = last is not None and set(event.details.values()) <= set(last.details.values())
        return None if agrees else event
    return event


def _as_new_note(event: Event, appeal: Appeal, draft: Draft) -> Event | None:
    """Return a note of the source with the ordinal that makes its id, or None where the last one says the same.

    The id tells which note it is and not what it says: a short text could be found out from a digest.
    """
    notes = [e for e in appeal.history if e.event is EventKind.NOTED and e.origin == event.origin]
    if notes and is_redaction_of(notes[-1].details["text"], event.details["text"]):
        return None
    system, key = named_by(appeal, draft)
    return replace(event, id=imported_event_id(system, key, EventKind.NOTED, str(len(notes) + 1)))


def _tells_moment(event: Event, draft: Draft) -> bool:
    return any(told.kind is event.event and told.at == event.at and "\0" not in told.told_by for told in draft.events)


def _finalised(event: Event, appeal: Appeal, draft: Draft, known: set[str]) -> Event | None:
    """Return the final answer where the store has it as an interim one and the source now knows better."""
    if event.event is not EventKind.ANSWERED or event.details["kind"] is not AnswerKind.FINAL:
        return None
    standing = next((e for e in appeal.history if e.id == event.id), None)
    if standing is None or standing.details["kind"] is AnswerKind.FINAL:
        return None
    finals = [e for e in appeal.history if e.event is EventKind.ANSWERED and e.details["kind"] is AnswerKind.FINAL]
    if any(e.at >= event.at for e in finals):
        return None  # a later answer settled it, which this file has no column for
    system, key = named_by(appeal, draft)
    final_id = imported_event_id(system, key, EventKind.ANSWERED, f"{event.id} final")
    if marks_in(standing.details.get("text", "")):  # what was redacted in the answer does not come back with it
        event = replace(event, details={**event.details, "text": standing.details["text"]})
    return None if final_id in known else replace(event, id=final_id)


def _reclassified(  # noqa: PLR0913  # what is on record, what is told, and by what it is judged
    appeal: Appeal, draft: Draft, act: Act, rules: Rules, names: Names, *, known: set[str]
) -> Event | None:
    """Return the event of a topic that the source has changed since it last told one."""
    if not (draft.group or draft.topic):
        return None
    system, key = named_by(appeal, draft)
    setting = [e for e in appeal.history if e.event in (EventKind.REGISTERED, EventKind.CLASSIFIED)]
    if any(e.origin != system for e in setting):
        return None
    last = setting[-1].details if setting else {}
    registry = names.registry
    standing = last.get("category", ""), last.get("topic", "")
    now = _category(registry, draft.group, draft.topic)
    if _same_category(registry, standing, (now.get("category", ""), now.get("topic", "")), draft):
        return None
    named = f"{draft.group}\0{draft.topic}"
    event_id = imported_event_id(system, key, EventKind.CLASSIFIED, named)
    if event_id in known:  # the source went back to a topic that it had named before
        event_id = imported_event_id(system, key, EventKind.CLASSIFIED, f"{named}\0{act.at.isoformat()}")
    due = rules.due_changed(appeal, act.at, category=now.get("category", "")) if appeal.state.is_open else None
    details: dict[str, Any] = now if due is None else {**now, "due": due}
    return Event(id=event_id, at=act.at, by=act.by, origin=system, event=EventKind.CLASSIFIED, details=details)


def _same_category(registry: Registry, standing: tuple[str, str], now: tuple[str, str], draft: Draft) -> bool:
    if standing == now:
        return True
    if not draft.topic and standing[0].partition("/")[0] == now[0]:
        return True  # the file is silent about the topic, and the group is the same
    # The registry may have learnt a name since: then the names that stand on record mean the category of today.
    found = registry.find_topic(*standing) if standing[1] else registry.find_group(standing[0])
    return (found is not None and found.id == now[0]) or standing == (draft.group, draft.topic)


def _with_facts(appeal: Appeal, draft: Draft, act: Act, registry: Registry) -> tuple[Appeal, Event | None]:
    """Return the appeal with the facts that the source tells otherwise now, and the event that names them."""
    by_hand = {
        name
        for event in appeal.history
        if event.event is EventKind.CORRECTED and event.origin != draft.source.system
        for name in event.details["fields"]
    }
    told = {
        # Audience and engagement are counted once: they grow with every export and say nothing of the appeal.
        "source": _kept_where_silent(appeal.source, replace(draft.source, audience=None, engagement=None)),
        "author": _kept_where_silent(appeal.author, draft.author),
        "place": _kept_where_silent(appeal.place, draft.place),
        "text": draft.text,
        "original": draft.original,
        "tags": _marked(draft.tags or appeal.tags, draft.text, registry),
        "media": appeal.media if draft.media is None else draft.media,
    }
    hidden = hidden_facts(appeal)
    told = {name: value for name, value in told.items() if name not in hidden}
    after = replace(appeal, **told)
    fields = changed_facts(appeal, after)
    if by_hand & {part for name in fields for part in (name, name.partition(".")[0])}:
        kept = {name.partition(".")[0] for name in by_hand}
        after = replace(appeal, **{name: value for name, value in told.items() if name not in kept})
        fields = changed_facts(appeal, after)
    if not fields:
        return appeal, None
    # Nothing looks for this event again, so its id says nothing of what the text or the author was.
    event = event_of(appeal, EventKind.CORRECTED, act, {"fields": fields})
    return after, replace(event, origin=draft.source.system)


def _kept_where_silent(standing: Any, told: Any) -> Any:
    """Return the record `told`, with what it leaves empty as it stands."""
    given = {name: getattr(told, name) for name in told.__slots__ if getattr(told, name) and name != "extra"}
    return replace(standing, **given)
