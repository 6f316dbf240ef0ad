"""Appeals with random histories, in all the ways that figures of what was done can differ, and how they are played.

What is counted from them in the tests is counted in Python from the events themselves, without the index.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, NamedTuple

from hypothesis import strategies as st

from mcu_cli.domain.appeal import Place
from mcu_cli.domain.event import Due
from mcu_cli.domain.registry import Department
from mcu_cli.domain.state import fold_history, in_order
from mcu_cli.domain.vocabulary import (
    CHATTER,
    AnswerKind,
    Channel,
    EventKind,
    NoAnswerReason,
    Outcome,
    Priority,
    Relation,
)
from mcu_cli.reports.periods import Kind, Period, around
from tests.reports.history import REGISTRY, ZONE, appeal, event

if TYPE_CHECKING:
    from collections.abc import Callable

    from mcu_cli.domain.appeal import Appeal
    from mcu_cli.domain.event import Event

BASE = datetime(2026, 12, 8, tzinfo=ZONE)
NOW = datetime(2027, 1, 21, 11, 30, tzinfo=ZONE)
TOWN = replace(
    REGISTRY,
    departments={**REGISTRY.departments, "water": Department("water", "Водоканал", kind="organisation")},
)
# The registry knows two of them under three names.
DEPARTMENTS = ("roads", "ДорСтрой", "water", "Управа", "")
_DAYS = 40
_HOURS = 24 * _DAYS


class Left(NamedTuple):
    """How an appeal left the backlog, as a reader of its history sees it.

    `since` is the registration, or the reopening that set another term; `due` None where there was no term.
    """

    since: int
    at: int
    due: int | None


def _deferred(moment: datetime, n: int) -> Event:
    due = Due(final=moment + timedelta(days=n % 9)) if n % 2 else None
    until = moment.date() + timedelta(days=n % 5) if n % 7 else None
    return event(EventKind.DEFERRED, moment, until=until, reason="-", **({"due": due} if due else {}))


def _linked(moment: datetime, n: int) -> Event:
    relation = list(Relation)[n % len(Relation)]
    return event(EventKind.LINKED, moment, relation=relation, to=f"20260101-{n % 6 + 1:04d}")


def _reopened(moment: datetime, n: int) -> Event:
    anew = {"due": Due(moment + timedelta(days=1), moment + timedelta(days=n))} if n % 2 else {}
    return event(EventKind.REOPENED, moment, reason="-", **anew)


def _ended(kind: EventKind, /, **details: object) -> Callable[[datetime, int], Event]:
    def made(moment: datetime, n: int) -> Event:
        outcome = list(Outcome)[n % len(Outcome)]
        end = event(kind, moment, **details, outcome=outcome)
        # What another system tells without its moment bears that of the import.
        origin, late = "incident" if n % 3 else "", n % 3 == 1
        recorded = moment + timedelta(days=1) if late else None
        return replace(end, origin=origin, recorded=recorded, by=f"clerk{n % 4}@town.example")

    return made


MAKERS: dict[str, Callable[[datetime, int], Event]] = {
    "final": _ended(EventKind.ANSWERED, kind=AnswerKind.FINAL),
    "approximate": _ended(EventKind.ANSWERED, kind=AnswerKind.FINAL, approximate=True),
    "interim": _ended(EventKind.ANSWERED, kind=AnswerKind.INTERIM),
    "closed": _ended(EventKind.CLOSED),
    "rejected": lambda moment, n: event(EventKind.REJECTED, moment, ground=list(NoAnswerReason)[n % 3]),
    "assigned": lambda moment, n: event(EventKind.ASSIGNED, moment, department=DEPARTMENTS[n % len(DEPARTMENTS)]),
    "forwarded": lambda moment, n: event(
        EventKind.FORWARDED, moment, to=["water", "Водоканал", "Прокуратура"][n % 3], control=bool(n % 2)
    ),
    "deferred": _deferred,
    "extended": lambda moment, n: event(
        EventKind.EXTENDED, moment, until=moment.date(), reason="-", due=Due(final=moment + timedelta(days=n))
    ),
    "linked": _linked,
    "reopened": _reopened,
    "rated": lambda moment, n: event(EventKind.RATED, moment, rating=n % 5 + 1),
}
# A few kinds of events for each appeal, so that they meet: an appeal is sent out, comes back and is sent out again.
_KINDS = st.lists(st.sampled_from((*MAKERS, "final", "closed", "reopened", "reopened")), min_size=1, max_size=4)
_EVENTS = _KINDS.flatmap(
    lambda kinds: st.lists(
        st.tuples(st.sampled_from(kinds), st.integers(-3, 99) | st.integers(0, _HOURS), st.integers(0, 12)), max_size=9
    )
)


@st.composite
def histories(draw: st.DrawFn) -> list[Appeal]:
    """Draw up to nine appeals of six weeks; no two events of one appeal happen in the same minute."""
    found = []
    for number in range(1, draw(st.integers(0, 9)) + 1):
        registered = BASE + timedelta(hours=draw(st.integers(0, _HOURS)), seconds=number)
        due = Due(
            first=registered + timedelta(hours=draw(st.integers(1, 99))),
            final=draw(st.sampled_from([None, registered + timedelta(hours=draw(st.integers(1, _HOURS)))])),
            register=draw(st.sampled_from([None, registered - timedelta(hours=1), registered + timedelta(hours=1)])),
            forward=draw(st.sampled_from([None, registered + timedelta(days=7)])),
        )
        events = [
            MAKERS[name](registered + timedelta(hours=hours, minutes=minute + 1), n)
            for minute, (name, hours, n) in enumerate(draw(_EVENTS))
        ]
        if draw(st.booleans()):
            priority = draw(st.sampled_from([Priority.LOW, Priority.HIGH, Priority.URGENT]))
            events.append(event(EventKind.PRIORITISED, registered + timedelta(minutes=30), priority=priority))
        made = appeal(
            number,
            registered,
            *events,
            channel=draw(st.sampled_from([Channel.INCIDENT, Channel.POS, Channel.URGENT])),
            category=draw(st.sampled_from(["roads/snow", "roads", "Нечто", ""])),
            topic=draw(st.sampled_from(["", "Снег"])),
            due=due,
        )
        street, district = draw(st.sampled_from([("", ""), ("улица Мира", ""), ("", "Заречный")]))
        tags = draw(st.sampled_from([(), (CHATTER,), ("chatterbox",), ("a", CHATTER)]))
        found.append(replace(made, place=Place(municipality="Омск", street=street, district=district), tags=tags))
    return found


PERIODS: st.SearchStrategy[Period] = st.tuples(
    st.sampled_from([Kind.DAY, Kind.WEEK, Kind.MONTH, Kind.QUARTER, Kind.YEAR]), st.integers(0, 44)
).map(lambda drawn: around(drawn[0], (BASE + timedelta(days=drawn[1])).date()))


def seconds(moment: datetime) -> int:
    """Return a moment as the index keeps it."""
    return int(moment.astimezone(UTC).timestamp())


def leavings(found: Appeal) -> tuple[list[int], list[Left]]:
    """Return when an appeal came in and how it left, by playing its history event by event.

    What happened before the registration counts at the registration.
    """
    registered = since = seconds(found.registered)
    came, left = [registered], []
    term: datetime | None = None
    order = in_order(found.history)
    for n, one in enumerate(order):
        was_open, is_open = not n or fold_history(order[:n]).is_open, fold_history(order[: n + 1]).is_open
        at = max(seconds(one.at), registered)
        if was_open and not is_open:
            is_known = not one.details.get("approximate") and not (
                one.event is EventKind.CLOSED and one.origin and one.recorded is None
            )
            left.append(Left(since, at, seconds(term) if term and is_known else None))
        if is_open and not was_open:
            came.append(at)
            since = at if "due" in one.details else since
        due: Due | None = one.details.get("due")
        if due is not None:
            begins_anew = one.event in {EventKind.REGISTERED, EventKind.REOPENED, EventKind.RECOMPUTED}
            if begins_anew or term is None or term >= one.at:
                term = due.final
    return came, left


def is_waiting(found: Appeal, moment: int) -> bool:
    """Whether an appeal was in the backlog just before a moment."""
    came, left = leavings(found)
    return sum(at < moment for at in came) > sum(one.at < moment for one in left)
