"""What the index keeps of an appeal: a row to list and filter by, a row an event to count by, stems to search by."""

from __future__ import annotations

import re
from datetime import datetime, timezone
from functools import lru_cache
from typing import TYPE_CHECKING, overload

from mcu_cli.domain.event import Due
from mcu_cli.domain.identifiers import parse
from mcu_cli.domain.likeness import text_key
from mcu_cli.domain.punctuality import punctuality_of
from mcu_cli.domain.stays import stays
from mcu_cli.domain.vocabulary import PASSED_ON, EventKind
from mcu_cli.domain.words import stemmed
from mcu_cli.domain.workflow import stage
from mcu_cli.store.rows import Entry, EventEntry

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from mcu_cli.domain.appeal import Appeal
    from mcu_cli.domain.event import Event
    from mcu_cli.domain.stays import Stay


_NOTHING_DUE = Due()
_A_DAY = 24 * 60 * 60
_SAID = ("text", "reason")
# By what an appeal is told apart in reports: one text of them all, in this order, so that a count reads no wide rows.
FACTS = ("channel", "network", "system", "kind", "category", "topic", "department", "district", "outcome", "tags")
BETWEEN_FACTS = "\x1f"
_APART = re.compile(r"[\x1e\x1f]")  # what parts facts, and texts of facts; a file may hold it, written as an escape


@overload
def _seconds(moment: datetime) -> int: ...


@overload
def _seconds(moment: datetime | None) -> int | None: ...


def _seconds(moment: datetime | None) -> int | None:
    """Return seconds since 1970; `timestamp` takes three times as long, and a row asks for forty."""
    if moment is None:
        return None
    if type(moment.tzinfo) is not timezone:
        return int(moment.timestamp())
    since = moment - _epoch(moment.tzinfo)
    return since.days * _A_DAY + since.seconds


@lru_cache(maxsize=100)
def _epoch(offset: timezone) -> datetime:
    return datetime.fromtimestamp(0, offset)


def entry_of(appeal: Appeal, *, path: str, blob: str) -> Entry:
    """Return the row of `appeal`, whose file at `path` is the git object `blob`."""
    state, source, place = appeal.state, appeal.source, appeal.place
    punctual = punctuality_of(appeal.judged)
    appeal_id = parse(appeal.id)
    assert appeal_id is not None  # noqa: S101  # the schema lets no other id in
    closed = max((e.at for e in appeal.history if e.event is EventKind.CLOSED), default=None)
    return Entry(  # in the order of its fields; by name it would take four times as long
        appeal.id,
        path,
        blob,
        appeal_id.day.isoformat(),
        appeal_id.series,
        appeal_id.number,
        appeal.channel,
        source.network or "",
        source.system,
        source.key,
        source.url,
        state.status,
        stage(state),
        int(state.is_open),
        state.category,
        state.topic,
        state.department,
        state.executor,
        state.priority or "normal",
        appeal.kind or "",
        source.type or "",
        _seconds(appeal.received),
        _seconds(appeal.registered),
        _seconds(state.due.register),
        _seconds(state.due.route),
        _seconds(state.due.forward),
        _seconds(state.due.first),
        _seconds(state.due.final),
        _seconds(state.next_due),
        _seconds(state.first_answer),
        _seconds(punctual.first_due),
        _seconds(punctual.final),
        _seconds(punctual.final_due),
        _seconds(state.handled),
        _seconds(punctual.left_due),
        _seconds(closed) if state.status == "closed" else None,
        state.promised.isoformat() if state.promised else "",
        state.escalation or 0,
        state.outcome or "",
        state.rating,
        state.duplicate_of,
        state.part_of,
        appeal.author.name,
        appeal.author.profile,
        place.municipality,
        place.district,
        place.settlement,
        place.street,
        place.house,
        place.object,
        _tags(appeal),
        text_key(appeal.text),
        appeal.text,
        facts_of(appeal),
    )


def facts_of(appeal: Appeal) -> str:
    """Return the facts by which reports tell `appeal` apart, those of `FACTS`, in one text."""
    state, source = appeal.state, appeal.source
    facts = (
        appeal.channel,
        source.network or "",
        source.system,
        appeal.kind or "",
        state.category,
        state.topic,
        state.department,
        appeal.place.district,
        state.outcome or "",
        _tags(appeal),
    )
    joined = BETWEEN_FACTS.join(facts)
    if len(_APART.findall(joined)) >= len(facts):
        joined = BETWEEN_FACTS.join([_APART.sub("\N{REPLACEMENT CHARACTER}", fact) for fact in facts])
    return joined


def _tags(appeal: Appeal) -> str:
    return "".join(f"\n{tag}" for tag in appeal.tags) + "\n" * bool(appeal.tags)


def events_of(appeal: Appeal) -> Iterator[EventEntry]:
    """Yield the rows of the events of `appeal`, in the order of recording."""
    history = appeal.history
    order = appeal.judged
    in_force = {event.id: due for event, due in order}
    places = sorted(range(len(history)), key=lambda place: history[place].at)  # as they happened
    begun = _stays(stays(order, appeal.registered), places) if history else {}
    again = _next_times(history, places)
    facts, state = facts_of(appeal), appeal.state
    owed = (_seconds(state.due.first), _seconds(state.due.final), _seconds(state.first_answer))
    for seq, event in enumerate(history):
        said = event.details.get
        kind, outcome, department, category, via = (
            said("kind"), said("outcome"), said("department"), said("category"), said("via"),
        )  # fmt: skip
        relation, target, ground, until = said("relation"), said("to"), said("ground"), said("until")
        due = said("due") or _NOTHING_DUE
        terms = in_force[event.id]
        at = _seconds(event.at)
        came, since, gone, gone_due, gone_again = begun.get(seq, _NO_STAY)
        yield EventEntry(  # in the order of its fields, as above
            appeal.id,
            seq,
            event.id,
            at,
            at if event.recorded is None else _seconds(event.recorded),
            event.by,
            event.origin,
            event.event,
            str(kind) if kind else "",
            str(outcome) if outcome else "",
            str(department) if department else "",
            str(category) if category else "",
            str(via) if via else "",
            said("level"),
            str(relation) if relation else "",
            str(target) if target else "",
            str(ground) if ground else "",
            said("rating"),
            1 if said("control") else 0,
            1 if said("auto") else 0,
            until.isoformat() if until else "",
            _seconds(due.first),
            _seconds(due.final),
            _seconds(terms.forward),
            _seconds(terms.final),
            again[seq],
            came,
            since,
            gone,
            gone_due,
            gone_again,
            *(owed if seq in begun else _NOTHING_OWED),
            (state.priority or "normal") if seq in begun else "",
            facts if seq in begun or event.event in _TOLD_WITH_FACTS else "",
        )


_TOLD_WITH_FACTS = frozenset({EventKind.ANSWERED, EventKind.REOPENED})
_NOTHING_OWED = (None, None, None)
_NO_STAY = (None, None, None, None, None)
_StayRow = tuple[int | None, int | None, int | None, int | None, int | None]


def _stays(found: Sequence[Stay], places: Sequence[int]) -> dict[int, _StayRow]:
    """Return what is told of each stay in the backlog, by the place in the history of the event that tells of it.

    That is `came`, `since`, `gone`, `gone_due` and `gone_again` of its row. `places` are those of the events as they
    happened. Of the first stay the first event tells that begins no other one.
    """
    tellers = {places[stay.begun_by] for stay in found if stay.begun_by is not None}
    first = next(place for place in range(len(places)) if place not in tellers)
    after = [*(stay.left for stay in found[1:]), None]
    return {
        first if stay.begun_by is None else places[stay.begun_by]: (
            _seconds(stay.came),
            _seconds(stay.since),
            _seconds(stay.left),
            _seconds(stay.due),
            _seconds(gone_again),
        )
        for stay, gone_again in zip(found, after, strict=True)
    }


def _next_times(history: Sequence[Event], places: Sequence[int]) -> list[int | None]:
    """Return for each event of `history` when the appeal takes the same step again; None for the last time."""
    found: list[int | None] = [None] * len(history)
    following: dict[EventKind, int | None] = {}
    for place in reversed(places):
        event = history[place]
        step = EventKind.ASSIGNED if event.event in PASSED_ON else event.event
        found[place] = following.get(step)
        following[step] = _seconds(event.at)
    return found


def search_parts(appeal: Appeal) -> tuple[str, str]:
    """Return the stems under which `appeal` is found: those of its text, and of all else.

    All else is its place, author, answers and notes, its id and the number that it had elsewhere.
    """
    place = appeal.place
    rest = [
        appeal.id,
        appeal.source.key,
        place.settlement,
        place.street,
        place.house,
        place.object,
        appeal.author.name,
    ]
    for event in appeal.history:
        details = event.details
        if not details.get("auto"):  # else words of the rules, which would be found in every second appeal
            rest += [str(details[name]) for name in _SAID if name in details]
    return stemmed(appeal.text), stemmed(" ".join(rest))
