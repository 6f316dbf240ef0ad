"""What the index keeps of an appeal: a row to list and filter by, a row an event to count by, stems to search by."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple, get_type_hints

from mcu_cli.domain.event import Due
from mcu_cli.domain.identifiers import parse
from mcu_cli.domain.likeness import text_key
from mcu_cli.domain.punctuality import judged, punctuality
from mcu_cli.domain.vocabulary import EventKind
from mcu_cli.domain.words import stems
from mcu_cli.domain.workflow import stage

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from mcu_cli.domain.appeal import Appeal
    from mcu_cli.domain.event import Event


_NOTHING_DUE = Due()


class Entry(NamedTuple):
    """One appeal as lists and reports see it. Moments are seconds since 1970 (UTC), unset texts are empty.

    `due_*` are the due moments in force, `next_due` that which comes next while the appeal is open; `first_answer_due`
    and `final_answer_due` those that were in force when the first answer and the first final one were given, and
    `handled_due` the final one that was when it left the backlog. `tags` stand between line feeds, so that one is found
    by itself between two; `text_key` is equal for equal texts.
    """

    id: str
    path: str
    blob: str
    day: str
    series: str
    number: int
    channel: str
    network: str
    system: str
    key: str
    url: str
    status: str
    stage: str
    is_open: int
    category: str
    topic: str
    department: str
    executor: str
    priority: str
    kind: str
    type: str
    received: int
    registered: int
    due_register: int | None
    due_route: int | None
    due_forward: int | None
    due_first: int | None
    due_final: int | None
    next_due: int | None
    first_answer: int | None
    first_answer_due: int | None
    final_answer: int | None
    final_answer_due: int | None
    handled: int | None
    handled_due: int | None
    closed: int | None
    promised: str
    escalation: int
    outcome: str
    rating: int | None
    duplicate_of: str
    part_of: str
    author: str
    profile: str
    municipality: str
    district: str
    settlement: str
    street: str
    house: str
    object: str
    tags: str
    text_key: str
    text: str


class EventEntry(NamedTuple):
    """One event as reports count it.

    `due_*` are the due moments that it set; `forward_due` and `final_due` those of a forwarding and of the final answer
    that were in force when it happened. `target` is whom or what it names: a body, a step of the ladder, an appeal.
    """

    appeal: str
    seq: int
    id: str
    at: int
    recorded: int
    by: str
    origin: str
    event: str
    kind: str
    outcome: str
    department: str
    category: str
    via: str
    level: int | None
    relation: str
    target: str
    ground: str
    rating: int | None
    control: int
    auto: int
    until: str
    due_first: int | None
    due_final: int | None
    forward_due: int | None
    final_due: int | None


def _seconds(moment: datetime | None) -> int | None:
    return None if moment is None else int(moment.timestamp())


def entry_of(appeal: Appeal, *, path: str, blob: str) -> Entry:
    """Return the row of `appeal`, whose file at `path` is the git object `blob`."""
    state, source, place = appeal.state, appeal.source, appeal.place
    punctual = punctuality(appeal.history)
    appeal_id = parse(appeal.id)
    assert appeal_id is not None  # noqa: S101  # the schema lets no other id in
    closed = max((e.at for e in appeal.history if e.event is EventKind.CLOSED), default=None)
    return Entry(
        id=appeal.id,
        path=path,
        blob=blob,
        day=appeal_id.day.isoformat(),
        series=appeal_id.series,
        number=appeal_id.number,
        channel=appeal.channel,
        network=source.network or "",
        system=source.system,
        key=source.key,
        url=source.url,
        status=state.status,
        stage=stage(state),
        is_open=int(state.is_open),
        category=state.category,
        topic=state.topic,
        department=state.department,
        executor=state.executor,
        priority=state.priority or "normal",
        kind=appeal.kind or "",
        type=source.type or "",
        received=int(appeal.received.timestamp()),
        registered=int(appeal.registered.timestamp()),
        due_register=_seconds(state.due.register),
        due_route=_seconds(state.due.route),
        due_forward=_seconds(state.due.forward),
        due_first=_seconds(state.due.first),
        due_final=_seconds(state.due.final),
        next_due=_seconds(state.next_due),
        first_answer=_seconds(state.first_answer),
        first_answer_due=_seconds(punctual.first_due),
        final_answer=_seconds(punctual.final),
        final_answer_due=_seconds(punctual.final_due),
        handled=_seconds(state.handled),
        handled_due=_seconds(punctual.left_due),
        closed=_seconds(closed) if state.status == "closed" else None,
        promised=state.promised.isoformat() if state.promised else "",
        escalation=state.escalation or 0,
        outcome=state.outcome or "",
        rating=state.rating,
        duplicate_of=state.duplicate_of,
        part_of=state.part_of,
        author=appeal.author.name,
        profile=appeal.author.profile,
        municipality=place.municipality,
        district=place.district,
        settlement=place.settlement,
        street=place.street,
        house=place.house,
        object=place.object,
        tags="".join(f"\n{tag}" for tag in appeal.tags) + "\n" * bool(appeal.tags),
        text_key=text_key(appeal.text),
        text=appeal.text,
    )


def events_of(appeal: Appeal) -> Iterator[EventEntry]:
    """Yield the rows of the events of `appeal`, in the order of recording."""
    in_force = {event.id: due for event, due in judged(appeal.history)}
    for seq, event in enumerate(appeal.history):
        details = event.details
        due = details.get("due") or _NOTHING_DUE
        until = details.get("until")
        yield EventEntry(
            appeal=appeal.id,
            seq=seq,
            id=event.id,
            at=int(event.at.timestamp()),
            recorded=int(event.recorded_at.timestamp()),
            by=event.by,
            origin=event.origin,
            event=event.event,
            kind=_word(details.get("kind")),
            outcome=_word(details.get("outcome")),
            department=_word(details.get("department")),
            category=_word(details.get("category")),
            via=_word(details.get("via")),
            level=details.get("level"),
            relation=_word(details.get("relation")),
            target=_word(details.get("to")),
            ground=_word(details.get("ground")),
            rating=details.get("rating"),
            control=int(bool(details.get("control"))),
            auto=int(bool(details.get("auto"))),
            until=until.isoformat() if until else "",
            due_first=_seconds(due.first),
            due_final=_seconds(due.final),
            forward_due=_seconds(in_force[event.id].forward),
            final_due=_seconds(in_force[event.id].final),
        )


def search_text(appeal: Appeal) -> str:
    """Return the stems under which `appeal` is found: its text, place, author, answers and notes."""
    place = appeal.place
    parts = [
        appeal.id,
        appeal.source.key,
        appeal.text,
        place.settlement,
        place.street,
        place.house,
        place.object,
        appeal.author.name,
        *(_said(event) for event in appeal.history),
    ]
    return " ".join(stems(" ".join(parts)))


def _said(event: Event) -> str:
    if event.details.get("auto"):
        return ""  # words of the rules, which would be found in every second appeal
    return " ".join(str(event.details[name]) for name in ("text", "reason") if name in event.details)


def _word(value: Any) -> str:
    return str(value) if value else ""


def sql_columns(row: type[tuple[Any, ...]]) -> str:
    """Return the column definitions of a table of such rows."""
    return ", ".join(
        f'"{name}" {"TEXT NOT NULL" if kind is str else "INTEGER"}' for name, kind in get_type_hints(row).items()
    )
