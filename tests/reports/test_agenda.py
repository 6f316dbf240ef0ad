"""What burns: each open appeal under the first head that it fits, held against what its own state says."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mcu_cli.domain.event import Due
from mcu_cli.domain.vocabulary import Channel, EventKind, Priority
from mcu_cli.reports.agenda import Agenda, Clock, Head, agenda
from tests.reports.history import ZONE, Record, appeal, at, event, final, interim

if TYPE_CHECKING:
    from mcu_cli.domain.appeal import Appeal

NOW = at("11-20 10:00")  # a Friday
LAST = date(2026, 11, 23)
OUTSIDE = ["ministry"]
CAME = at("11-18 12:00")


def found(*appeals: Appeal, now: datetime = NOW, last: date = LAST, limit: int | None = None) -> Agenda:
    """Return the agenda of these appeals."""
    return agenda(Record(appeals), now, last, OUTSIDE, limit)


def assigned(department: str = "roads") -> Any:
    """Return an assignment right after the registration."""
    return event(EventKind.ASSIGNED, CAME + timedelta(minutes=1), department=department)


def deferred(day: str, due: str) -> Any:
    """Return a deferral to a day, at a moment of which the final answer is due."""
    until = Due(first=at("11-19 12:00"), final=at(due))
    return event(EventKind.DEFERRED, CAME + timedelta(hours=2), until=date.fromisoformat(day), due=until)


def forwarded(moment: str) -> Any:
    """Return a forwarding under control."""
    return event(EventKind.FORWARDED, at(moment), to="Министерство", control=True)


def reopened(moment: str) -> Any:
    """Return that it is taken up again."""
    return event(EventKind.REOPENED, at(moment), reason="-")


def one(*events: Any, **facts: Any) -> Appeal:
    """Return an appeal that came on Wednesday."""
    return appeal(1, CAME, *events, **facts)


def due(first: str = "", last: str = "", **others: str) -> Due:
    """Return due moments of this year."""
    moments: dict[str, Any] = {name: at(moment) for name, moment in others.items()}
    return Due(first=at(first) if first else None, final=at(last) if last else None, **moments)


IN_DECEMBER = due("12-01 10:00", "12-10 10:00")
LAST_DAY = due("", "12-10 10:00", forward="11-20 16:30")


@pytest.mark.parametrize(
    ("found_one", "head", "clock", "moment"),
    [
        (one(assigned(), due=due("11-20 09:59:59", "12-10 10:00")), Head.OVERDUE, Clock.FIRST, "11-20 09:59:59"),
        (one(assigned(), due=due("11-20 10:00", "12-10 10:00")), Head.TODAY, Clock.FIRST, "11-20 10:00"),
        (one(assigned(), due=due("", "11-20 23:59:59")), Head.TODAY, Clock.FINAL, "11-20 23:59:59"),
        (one(assigned(), due=due("11-21 00:00")), Head.TOMORROW, Clock.FIRST, "11-21 00:00"),
        (one(assigned(), due=due("11-25 10:00", "11-23 23:59:59")), Head.TOMORROW, Clock.FINAL, "11-23 23:59:59"),
        (one(assigned(), due=due("11-24 00:00")), None, None, None),
        # The first answer stops its clock: the final one is far.
        (one(assigned(), interim(at("11-19 10:00")), due=due("11-19 12:00", "12-10 10:00")), None, None, None),
        (
            one(assigned(), interim(at("11-19 10:00")), due=due("11-19 12:00", "11-20 12:00")),
            Head.TODAY,
            Clock.FINAL,
            "11-20 12:00",
        ),
        (one(assigned(), final(at("11-19 10:00")), due=due("11-18 13:00", "11-19 09:00")), None, None, None),
        # The urgent line and what is marked so: whatever is due when.
        (one(assigned(), channel=Channel.URGENT, due=IN_DECEMBER), Head.URGENT, Clock.FIRST, "12-01 10:00"),
        (one(channel=Channel.URGENT, due=due("11-18 12:30", "11-19 12:00")), Head.URGENT, Clock.FIRST, "11-18 12:30"),
        (
            one(assigned(), event(EventKind.PRIORITISED, at("11-19 10:00"), priority=Priority.URGENT), due=IN_DECEMBER),
            Head.URGENT,
            Clock.FIRST,
            "12-01 10:00",
        ),
        (one(assigned(), final(at("11-19 10:00")), channel=Channel.URGENT), None, None, None),
        # Promises: broken, for today, by the end of the next working day, later.
        (one(interim(CAME), deferred("2026-11-19", "11-19 17:45")), Head.PROMISES, Clock.PROMISED, None),
        (one(interim(CAME), deferred("2026-11-20", "11-20 16:30")), Head.PROMISES, Clock.PROMISED, None),
        (one(interim(CAME), deferred("2026-11-23", "11-23 17:45")), Head.PROMISES, Clock.PROMISED, None),
        (one(interim(CAME), deferred("2026-11-20", "11-20 00:00")), Head.PROMISES, Clock.PROMISED, None),
        (one(assigned(), interim(CAME), deferred("2026-11-24", "11-24 17:45")), None, None, None),
        # A promise excuses no first answer, and none that was due on a day before it.
        (one(deferred("2026-11-23", "11-23 17:45")), Head.OVERDUE, Clock.FIRST, "11-19 12:00"),
        (one(interim(CAME), deferred("2026-11-23", "11-20 12:00")), Head.TODAY, Clock.FINAL, "11-20 12:00"),
        # An extension later on does not unsay it.
        (one(interim(CAME), deferred("2026-11-20", "12-20 12:00")), Head.PROMISES, Clock.PROMISED, None),
        # To be sent outside, or not any more: what is not yet with a department of the town.
        (one(due=due("", "12-10 10:00", forward="11-23 17:45")), Head.FORWARD, Clock.FORWARD, "11-23 17:45"),
        (
            one(assigned("ministry"), due=due("", "12-10 10:00", forward="11-20 16:30")),
            Head.FORWARD,
            Clock.FORWARD,
            "11-20 16:30",
        ),
        (one(assigned("ministry"), due=due("", "12-10 10:00", forward="11-20 09:00")), None, None, None),
        (one(assigned("ministry"), due=due("", "12-10 10:00", forward="11-24 09:00")), None, None, None),
        (one(assigned("roads"), due=due("", "12-10 10:00", forward="11-20 16:30")), None, None, None),
        (one(due=due("", "12-10 10:00", forward="11-20 09:00")), Head.UNROUTED, Clock.REGISTERED, "11-18 12:00"),
        # Sent outside already, under control: what is left is to hear of it. Taken up again, its time runs anew.
        (one(assigned("ministry"), forwarded("11-19 10:00"), due=LAST_DAY), None, None, None),
        (
            one(assigned("ministry"), forwarded("11-19 10:00"), reopened("11-19 12:00"), due=LAST_DAY),
            Head.FORWARD,
            Clock.FORWARD,
            "11-20 16:30",
        ),
        (
            one(assigned("ministry"), reopened("11-19 12:00"), forwarded("11-19 13:00"), due=LAST_DAY),
            None,
            None,
            None,
        ),
        (one(forwarded("11-19 10:00"), due=LAST_DAY), Head.UNROUTED, Clock.REGISTERED, "11-18 12:00"),
        # Nobody answers yet.
        (one(due=IN_DECEMBER), Head.UNROUTED, Clock.REGISTERED, "11-18 12:00"),
        (one(due=due("12-01 10:00", route="11-18 14:00")), Head.UNROUTED, Clock.ROUTE, "11-18 14:00"),
        # Who should answer it by tonight is asked before what is due tomorrow, or has its last day to be sent outside.
        (one(due=due("11-23 10:00", route="11-20 23:59:59")), Head.UNROUTED, Clock.ROUTE, "11-20 23:59:59"),
        (one(due=due("11-23 10:00", route="11-21 00:00")), Head.TOMORROW, Clock.FIRST, "11-23 10:00"),
        (one(assigned(), due=due("11-23 10:00", route="11-20 12:00")), Head.TOMORROW, Clock.FIRST, "11-23 10:00"),
        (one(due=due("11-20 12:00", route="11-20 11:00")), Head.TODAY, Clock.FIRST, "11-20 12:00"),
        (
            one(due=due("", "12-10 10:00", route="11-20 11:00", forward="11-20 16:30")),
            Head.UNROUTED,
            Clock.ROUTE,
            "11-20 11:00",
        ),
        (one(due=due("11-20 09:00", route="11-18 14:00")), Head.OVERDUE, Clock.FIRST, "11-20 09:00"),
    ],
)
def test_an_appeal_stands_under_the_first_head_that_it_fits(
    found_one: Appeal, head: Head | None, clock: Clock | None, moment: str | None
) -> None:
    answer = found(found_one)
    assert answer.counts == ({head: 1} if head else {})
    shown = [(line.clock, line.moment) for lines in answer.lines.values() for line in lines]
    assert shown == ([(clock, int(at(moment).timestamp()) if moment else None)] if head else [])


def numbered(number: int, *events: Any, came: datetime = CAME, **facts: Any) -> Appeal:
    return appeal(number, came, *events, **facts)


@pytest.mark.parametrize(
    ("appeals", "head", "order"),
    [
        (
            [
                numbered(1, assigned(), due=due("11-19 12:00")),
                numbered(2, assigned(), due=due("11-18 13:00")),
                numbered(3, assigned(), due=due("11-19 12:00")),
            ],
            Head.OVERDUE,
            [2, 1, 3],
        ),
        (
            [
                numbered(1, channel=Channel.URGENT, due=Due()),  # no clock runs: at the end
                numbered(2, channel=Channel.URGENT, due=due("11-21 10:00")),
                numbered(3, channel=Channel.URGENT, due=due("11-20 09:00")),
            ],
            Head.URGENT,
            [3, 2, 1],
        ),
        (
            [
                numbered(1, interim(CAME), deferred("2026-11-23", "11-23 17:45")),
                numbered(2, interim(CAME), deferred("2026-11-19", "11-19 17:45")),
                numbered(3, interim(CAME), deferred("2026-11-20", "11-20 17:45")),
            ],
            Head.PROMISES,
            [2, 3, 1],
        ),
        (
            [
                numbered(1, came=at("11-01 10:00"), due=IN_DECEMBER),
                numbered(2, came=at("11-19 10:00"), due=due("12-01 10:00", route="11-20 11:00")),
                numbered(3, came=at("11-19 09:00"), due=due("12-01 10:00", route="11-19 11:00")),
                numbered(4, came=at("11-19 08:00"), due=due("12-01 10:00", route="11-19 12:00")),
            ],
            Head.UNROUTED,
            [4, 3, 1, 2],  # those that should have been routed by now, then the oldest
        ),
        (
            [
                numbered(1, due=due("", "12-10 10:00", forward="11-23 10:00")),
                numbered(2, due=due("", "12-10 10:00", forward="11-20 11:00")),
            ],
            Head.FORWARD,
            [2, 1],
        ),
    ],
)
def test_what_presses_most_stands_first(appeals: list[Appeal], head: Head, order: list[int]) -> None:
    answer = found(*appeals)
    assert [int(line.id[-4:]) for line in answer.lines[head]] == order
    assert answer.counts == {head: len(appeals)}
    shorter = found(*appeals, limit=1)
    assert [int(line.id[-4:]) for line in shorter.lines[head]] == order[:1]
    assert shorter.counts == answer.counts


def test_heads_come_in_the_order_of_the_screen() -> None:
    answer = found(
        numbered(1, due=IN_DECEMBER),
        numbered(2, due=due("11-20 12:00")),
        numbered(3, channel=Channel.URGENT),
        numbered(4, due=due("11-19 12:00")),
    )
    assert list(answer.counts) == list(answer.lines) == [Head.URGENT, Head.OVERDUE, Head.TODAY, Head.UNROUTED]


def test_totals_count_all_that_is_open() -> None:
    answer = found(
        numbered(1, final(at("11-19 10:00")), due=due("11-18 13:00")),
        numbered(2, channel=Channel.URGENT, due=due("11-19 10:00")),
        numbered(3, interim(CAME), deferred("2026-11-19", "11-19 17:45")),
        numbered(4, due=due("11-20 12:00")),
        numbered(5, due=IN_DECEMBER),
    )
    assert answer.totals == (5, 4, 2, 1)
    assert found().totals == (0, 0, 0, 0)


MINUTES = st.integers(-3 * 24 * 60, 6 * 24 * 60).map(lambda minutes: NOW + timedelta(minutes=minutes))
DAYS = st.integers(-3, 6).map(lambda days: NOW.date() + timedelta(days=days))


@st.composite
def appeals_of_a_week(draw: st.DrawFn) -> Appeal:
    """Return an appeal with any due moments, assigned or not, answered in the interim or not, deferred or not."""
    came = NOW - timedelta(days=4)
    moments: dict[str, Any] = {name: draw(st.none() | MINUTES) for name in ("first", "final", "route", "forward")}
    events = []
    if draw(st.booleans()):
        department = draw(st.sampled_from(["roads", *OUTSIDE]))
        events.append(event(EventKind.ASSIGNED, came + timedelta(minutes=1), department=department))
    if draw(st.booleans()):
        events.append(interim(came + timedelta(minutes=2)))
    if draw(st.booleans()):
        events.append(event(EventKind.DEFERRED, came + timedelta(minutes=3), until=draw(DAYS)))
    if draw(st.integers(0, 5)) == 0:
        events.append(final(came + timedelta(minutes=4)))
    channel = draw(st.sampled_from([Channel.PHONE, Channel.PHONE, Channel.PHONE, Channel.URGENT]))
    return appeal(draw(st.integers(1, 9999)), came, *events, channel=channel, due=Due(**moments))


def head_of(one_appeal: Appeal) -> Head | None:  # noqa: PLR0911  # a line a head
    """Return where an appeal belongs, from its state alone."""
    state = one_appeal.state
    end = datetime(LAST.year, LAST.month, LAST.day, tzinfo=ZONE) + timedelta(days=1)
    if not state.is_open:
        return None
    if one_appeal.channel is Channel.URGENT:
        return Head.URGENT
    due_then = state.next_due
    if state.promised and state.promised <= LAST and (due_then is None or due_then.date() >= state.promised):
        return Head.PROMISES
    if state.is_overdue(NOW):
        return Head.OVERDUE
    if due_then is not None and due_then.date() == NOW.date():
        return Head.TODAY
    route = state.due.route
    if not state.department and route is not None and route.date() <= NOW.date():
        return Head.UNROUTED
    if due_then is not None and due_then < end:
        return Head.TOMORROW
    forward = state.due.forward
    if forward is not None and NOW <= forward < end and state.department != "roads":
        return Head.FORWARD
    return None if state.department else Head.UNROUTED


@settings(max_examples=100)
@given(appeals=st.lists(appeals_of_a_week(), max_size=12, unique_by=lambda one_appeal: one_appeal.id))
def test_each_open_appeal_stands_where_its_state_says_and_once(appeals: list[Appeal]) -> None:
    answer = found(*appeals)
    shown = {line.id: head for head, lines in answer.lines.items() for line in lines}
    assert shown == {one_appeal.id: head for one_appeal in appeals if (head := head_of(one_appeal)) is not None}
    assert sum(answer.counts.values()) == len(shown)
    assert answer.totals.overdue == sum(one_appeal.state.is_overdue(NOW) for one_appeal in appeals)
