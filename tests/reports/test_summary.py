"""The figures of a daily summary: counted again in Python from random histories, and by hand where words matter."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import date, datetime, timedelta
from statistics import median
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mcu_cli.domain.appeal import Author, Place
from mcu_cli.domain.event import Due
from mcu_cli.domain.registry import DailySummary, HotTopics, Rung
from mcu_cli.domain.state import fold_history, in_order
from mcu_cli.domain.vocabulary import AnswerKind, Channel, EventKind, Network, Priority, Relation
from mcu_cli.reports.hot_topics import is_hot
from mcu_cli.reports.stretch import stretch_to
from mcu_cli.reports.summary import UNKNOWN, Summary, as_data, summarise
from tests.reports.history import CALENDAR, REGISTRY, ZONE, Record, appeal, at, event, final, interim
from tests.reports.replay import count_overdue, reopened_appeals

if TYPE_CHECKING:
    from collections.abc import Callable

    from mcu_cli.domain.appeal import Appeal
    from mcu_cli.domain.event import Event
    from mcu_cli.reports.stretch import Stretch

NOW = at("11-23 08:00")  # a Monday
TODAY = date(2026, 11, 23)
TOWN = replace(REGISTRY, ladder=(Rung("curator", "Куратор"), Rung("mayor", "Глава города")))
BASE = at("10-12 00:00")
PERSON = "Иванов Иван Иванович"


def told(appeals: list[Appeal], day: date = TODAY, now: datetime = NOW, registry: Any = TOWN) -> Summary:
    return summarise(Record(appeals), registry, stretch_to(day, now, CALENDAR))


def seconds(moment: datetime) -> int:
    return int(moment.timestamp())


# --- Random histories, counted again


def deferred(moment: datetime, days: int) -> Event:
    return event(EventKind.DEFERRED, moment, until=moment.date() + timedelta(days=days), reason="-")


MAKERS: dict[str, Callable[[datetime, int], Event]] = {
    "final": lambda moment, _n: final(moment),
    "interim": lambda moment, _n: interim(moment),
    "assigned": lambda moment, n: event(
        EventKind.ASSIGNED, moment, department=["roads", "ДорСтрой", PERSON, "roads"][n % 4]
    ),
    "deferred": deferred,
    "forwarded": lambda moment, n: event(EventKind.FORWARDED, moment, to="x", control=bool(n % 2)),
    "repeat": lambda moment, _n: event(EventKind.LINKED, moment, relation=Relation.REPEAT_OF, to="20260101-0001"),
    "escalated": lambda moment, n: event(EventKind.ESCALATED, moment, level=n % 3 + 1, to="x", reason="-"),
    "reopened": lambda moment, _n: event(EventKind.REOPENED, moment, reason="-"),
    "closed": lambda moment, _n: event(EventKind.CLOSED, moment),
}
EVENTS = st.lists(st.tuples(st.sampled_from(sorted(MAKERS)), st.integers(0, 24 * 20), st.integers(0, 12)), max_size=7)


@st.composite
def appeals_of(draw: st.DrawFn) -> list[Appeal]:
    """Draw appeals of six weeks; no two events of one happen in the same minute."""
    found = []
    for number in range(1, draw(st.integers(0, 9)) + 1):
        registered = BASE + timedelta(hours=draw(st.integers(0, 24 * 42)), seconds=number)
        channel = draw(st.sampled_from([Channel.INCIDENT, Channel.URGENT, Channel.LETTER]))
        due = Due(
            first=registered + timedelta(hours=draw(st.integers(1, 24 * 30))),
            final=registered + timedelta(hours=draw(st.integers(1, 24 * 30))),
            register=registered + timedelta(hours=draw(st.sampled_from([-1, 1]))),
            route=registered + timedelta(hours=3),
            forward=registered + timedelta(days=7),
        )
        events = [
            MAKERS[name](registered + timedelta(hours=hours, minutes=minute + 1), n)
            for minute, (name, hours, n) in enumerate(draw(EVENTS))
        ]
        found.append(
            appeal(
                number,
                registered,
                *events,
                channel=channel,
                network=Network.VK if channel is Channel.INCIDENT else None,
                category=draw(st.sampled_from(["roads/snow", "roads", "Нечто", ""])),
                due=due,
            )
        )
    return found


def is_waiting(found: Appeal, moment: int) -> bool:
    past = [one for one in found.history if seconds(one.at) < moment]
    return seconds(found.registered) < moment and fold_history(past).is_open


def leavings(found: Appeal) -> list[int]:
    """Return when an appeal left the backlog, by playing its history event by event."""
    order = in_order(found.history)
    return [
        seconds(one.at)
        for n, one in enumerate(order)
        if n and fold_history(order[:n]).is_open and not fold_history(order[: n + 1]).is_open
    ]


def late_since(found: Appeal, stretch: Stretch) -> int | None:
    state = found.state
    owed = [state.due.final]
    if state.first_answer is None or seconds(state.first_answer) >= stretch.window.end:
        owed.append(state.due.first)
    return min((seconds(due) for due in owed if due and seconds(due) < stretch.moment), default=None)


def late_at(found: Appeal, moment: int) -> bool:
    state = found.state
    owed = [state.due.final]
    if state.first_answer is None or seconds(state.first_answer) >= moment:
        owed.append(state.due.first)
    return any(due is not None and seconds(due) < moment for due in owed)


def in_stretch(moment: datetime, stretch: Stretch) -> bool:
    return stretch.window.start <= seconds(moment) < stretch.window.end


def fates(appeals: list[Appeal], stretch: Stretch) -> Counter[str]:
    """Return what became of each day promised in the stretch, told event by event."""
    found: Counter[str] = Counter()
    for one in appeals:
        made = [e for e in in_order(one.history) if e.event is EventKind.DEFERRED]
        made = [e for e in made if seconds(e.at) < stretch.window.end]
        for day in {e.details["until"] for e in made}:
            if not stretch.first <= day <= stretch.last_whole_day:
                continue
            end = seconds(datetime.combine(day + timedelta(days=1), datetime.min.time(), tzinfo=ZONE))
            promised = min(seconds(e.at) for e in made if e.details["until"] == day)
            by_then = [e.details["until"] for e in made if seconds(e.at) < end]
            if not is_waiting(one, end) or any(promised <= left < end for left in leavings(one)):
                found["kept"] += 1
            elif any(later > day for later in by_then[len(by_then) - by_then[::-1].index(day) :]):
                found["moved"] += 1
            else:
                found["broken"] += 1
    return found


def promised(found: Appeal, end: int) -> date | None:
    return fold_history([one for one in found.history if seconds(one.at) < end]).promised


@settings(max_examples=100)
@given(appeals=appeals_of(), back=st.integers(0, 25))
def test_every_figure_is_what_counting_again_gives(appeals: list[Appeal], back: int) -> None:
    day = TODAY - timedelta(days=back)
    stretch = stretch_to(day, NOW, CALENDAR)
    found = told(appeals, day)
    end, at_ = stretch.window.end, stretch.moment

    def happened(one: Appeal, what: EventKind, /, **details: Any) -> bool:
        return any(
            e.event is what and in_stretch(e.at, stretch) and all(e.details.get(k) == v for k, v in details.items())
            for e in one.history
        )

    received = [one for one in appeals if in_stretch(one.registered, stretch)]
    waiting = [one for one in appeals if is_waiting(one, end)]
    late = [one for one in waiting if late_since(one, stretch) is not None]
    assert found.received == len(received)
    assert found.answered == sum(happened(one, EventKind.ANSWERED) for one in appeals)
    assert found.first_answers == sum(
        one.state.first_answer is not None and in_stretch(one.state.first_answer, stretch) for one in appeals
    )
    assert found.final_answers == sum(happened(one, EventKind.ANSWERED, kind=AnswerKind.FINAL) for one in appeals)
    assert found.handled == sum(any(stretch.window.start <= left < end for left in leavings(one)) for one in appeals)
    assert found.waiting == len(waiting)
    assert found.overdue == len(late) == sum(one.overdue for one in found.departments)
    assert found.overdue_before == sum(
        is_waiting(one, stretch.window.start) and late_at(one, stretch.window.start) for one in appeals
    )
    assert found.unrouted == sum(
        not one.state.department and seconds(one.registered + timedelta(hours=3)) < at_ for one in waiting
    )
    assert found.registered_late == sum(
        one.state.due.register is not None and one.state.due.register < one.registered for one in received
    )
    assert found.forwarded_late == sum(
        any(
            e.event is EventKind.FORWARDED and in_stretch(e.at, stretch) and e.at > one.registered + timedelta(days=7)
            for e in one.history
        )
        for one in appeals
    )
    assert found.repeats == sum(any(e.event is EventKind.LINKED for e in one.history) for one in received)
    assert found.reopened == sum(happened(one, EventKind.REOPENED) for one in appeals)
    assert {one.level: one.appeals for one in found.escalated} == {
        level: n
        for level in (1, 2, 3)
        if (n := sum(happened(one, EventKind.ESCALATED, level=level) for one in appeals))
    }
    promises = found.promises
    assert {"kept": promises.kept, "moved": promises.moved, "broken": promises.broken} == {
        name: fates(appeals, stretch)[name] for name in ("kept", "moved", "broken")
    }
    days = [promised(one, end) for one in waiting]
    assert promises.today == (0 if stretch.is_over else days.count(day))
    assert promises.beyond == sum(one is not None and one <= stretch.last_whole_day for one in days)


@settings(max_examples=100)
@given(appeals=appeals_of(), back=st.integers(0, 25))
def test_departments_and_channels_add_up(appeals: list[Appeal], back: int) -> None:
    day = TODAY - timedelta(days=back)
    stretch = stretch_to(day, NOW, CALENDAR)
    found = told(appeals, day)
    late: dict[str, list[int]] = {}
    due: Counter[str] = Counter()
    for one in appeals:
        if not is_waiting(one, stretch.window.end):
            continue
        name = {"": "", PERSON: UNKNOWN}.get(one.state.department, "roads")
        since = late_since(one, stretch)
        if since is not None:
            late.setdefault(name, []).append(stretch.moment - since)
            continue
        answered = one.state.first_answer is not None and seconds(one.state.first_answer) < stretch.window.end
        owed = [one.state.due.final] if answered else [one.state.due.first, one.state.due.final]
        if min(seconds(moment) for moment in owed if moment) < stretch.end_of_day:
            due[name] += 1
    assert {one.id: (one.overdue, one.longest_minutes, one.due_today) for one in found.departments} == {
        name: (len(late.get(name, [])), max(late[name]) // 60 if name in late else None, due[name])
        for name in {*late, *due}
    }
    received = Counter(one.channel.value for one in appeals if in_stretch(one.registered, stretch))
    assert {line.id: line.received for line in found.channels if line.received} == dict(received)
    assert sum(line.first_answers for line in found.channels) == found.first_answers
    assert sum(line.final_answers for line in found.channels) == found.final_answers
    for line in found.channels:
        inside = sum(network.received for network in line.networks)
        assert inside == (line.received if line.id == Channel.INCIDENT else 0)


@settings(max_examples=60)
@given(appeals=appeals_of(), back=st.integers(0, 20))
def test_overdue_is_the_number_of_the_report(appeals: list[Appeal], back: int) -> None:
    stretch = stretch_to(TODAY - timedelta(days=back), NOW, CALENDAR)
    record = Record(appeals)
    expected = count_overdue(record, reopened_appeals(record), until=stretch.window.end, at=stretch.moment)
    assert summarise(record, TOWN, stretch).overdue == expected


@settings(max_examples=60)
@given(appeals=appeals_of())
def test_the_usual_level_is_the_mean_of_the_weeks_that_the_record_knows(appeals: list[Appeal]) -> None:
    stretch = stretch_to(TODAY, NOW, CALENDAR)
    found = told(appeals)
    if not appeals:
        assert found.usual is None
        return
    began = min(one.registered for one in appeals).date()
    counts = []
    for weeks in range(1, 5):
        start, end = (moment - timedelta(weeks=weeks) for moment in (stretch.start, stretch.end))
        if start.date() >= began:
            counts.append(sum(start <= one.registered <= end for one in appeals))
    assert found.usual == (round(sum(counts) / len(counts), 1) if counts else None)


# --- Words that are easily misread


def urgent(number: int, registered: datetime, *events: Event, street: str = "", category: str = "") -> Appeal:
    made = appeal(number, registered, *events, channel=Channel.URGENT, category=category)
    return replace(made, place=Place(street=street, house="17", flat="8"))


def test_the_urgent_line_has_its_own_numbers_in_clock_time() -> None:
    found = told(
        [
            urgent(1, at("11-21 03:00"), interim(at("11-21 03:10"))),  # a Saturday, at night
            urgent(2, at("11-22 12:00"), final(at("11-22 12:50"))),
            urgent(3, at("11-22 22:00"), final(at("11-22 22:20"))),
            urgent(4, at("11-23 07:30"), street="улица Мира 17", category="roads/snow"),
            urgent(5, at("11-18 07:30"), final(at("11-18 08:00"))),
        ]
    ).urgent
    assert (found.received, found.answered) == (4, 3)
    answers = found.first_answers
    assert (answers.given, answers.shortest_minutes, answers.longest_minutes) == (3, 10, 50)
    assert answers.median_minutes == median([10, 50, 20])
    assert [(one.id, one.topic, one.street, one.minutes) for one in found.waiting] == [
        ("20260101-0001", "", "", 53 * 60),
        ("20260101-0004", "Дороги: Уборка снега", "улица Мира", 30),
    ]


def test_first_answers_of_the_urgent_line_are_held_against_their_term() -> None:
    def answered(number: int, minutes: int, due: int | None) -> Appeal:
        came = at("11-22 12:00")
        term = Due(first=None if due is None else came + timedelta(minutes=due), final=came + timedelta(days=1))
        events = [interim(came + timedelta(minutes=minutes))]
        return appeal(number, came, *events, channel=Channel.URGENT, due=term)

    found = told([answered(1, 30, 30), answered(2, 31, 30), answered(3, 90, 30), answered(4, 500, None)])
    assert (found.urgent.first_answers.given, found.urgent.first_answers.late) == (4, 2)
    assert told([answered(4, 500, None)]).urgent.first_answers.late is None
    assert told([]).urgent.first_answers.given == 0


def test_what_is_marked_urgent_on_other_channels_is_counted_by_channel() -> None:
    def marked(number: int, channel: Channel, *events: Event) -> Appeal:
        raised = event(EventKind.PRIORITISED, at("11-20 11:00"), priority=Priority.URGENT)
        return appeal(number, at("11-20 10:00"), raised, *events, channel=channel)

    found = told(
        [
            marked(1, Channel.PHONE),
            marked(2, Channel.LETTER),
            marked(3, Channel.PHONE),
            marked(4, Channel.PHONE, final(at("11-20 12:00"))),  # done
            marked(5, Channel.URGENT),  # on its own line
            appeal(6, at("11-20 10:00"), channel=Channel.PHONE),
        ]
    ).urgent
    assert [(one.id, one.appeals) for one in found.elsewhere] == [("phone", 2), ("letter", 1)]
    assert [one.id for one in found.waiting] == ["20260101-0005"]


def test_a_name_in_the_field_of_the_street_is_not_told() -> None:
    author = Author(name="Петрова Анна")
    rows = [
        replace(urgent(1, at("11-23 07:30"), street="ул Ленина Петровой"), author=author),
        replace(urgent(2, at("11-23 07:30"), street="ул Ленина"), author=author),
        urgent(3, at("11-23 07:30"), street="у Анны Ивановны во дворе"),
    ]
    assert [one.street for one in told(rows).urgent.waiting] == ["", "ул Ленина", ""]


def test_what_is_promised_for_today_is_due_today_or_overdue() -> None:
    def promised_for_today(number: int, final_due: str, first_due: str = "12-01 10:00") -> Appeal:
        due = Due(first=at(first_due), final=at(final_due))
        deferral = event(EventKind.DEFERRED, at("11-20 12:00"), until=TODAY, reason="-", due=due)
        return appeal(number, at("11-20 10:00"), deferral, due=due)

    rows = [promised_for_today(n, "11-23 17:00") for n in range(1, 5)]
    found = as_data(told(rows), fingerprint="f")
    assert (found["promises"]["today"], found["promises"]["today_overdue"], found["due_today"]) == (4, 0, 4)
    late = promised_for_today(5, "11-23 17:00", first_due="11-20 14:00")
    found = as_data(told([*rows, late]), fingerprint="f")
    assert (found["promises"]["today"], found["promises"]["today_overdue"], found["due_today"]) == (5, 1, 4)
    evening = as_data(told(rows, now=at("11-23 18:00")), fingerprint="f")
    assert (evening["promises"]["today"], evening["promises"]["today_overdue"], evening["due_today"]) == (4, 4, 0)


def test_overdue_is_compared_with_the_beginning_of_the_time() -> None:
    def with_term(number: int, due: str, *events: Event) -> Appeal:
        return appeal(number, at("11-16 10:00"), *events, due=Due(first=at(due), final=at(due)))

    found = told(
        [
            with_term(1, "11-18 10:00"),  # then and now
            with_term(2, "11-18 10:00", final(at("11-21 10:00"))),  # then
            with_term(3, "11-20 10:00"),  # now
            with_term(4, "11-22 10:00"),  # now
            with_term(5, "11-20 00:00"),  # due at that very second: not late yet
        ]
    )
    assert (found.overdue, found.overdue_before) == (4, 2)


def test_a_forwarding_is_late_by_the_term_that_ran_then() -> None:
    came, term = at("11-10 10:00"), at("11-17 10:00")

    def sent(number: int, moment: str, *events: Event) -> Appeal:
        out = event(EventKind.FORWARDED, at(moment), to="x", control=False)
        return appeal(number, came, out, *events, due=Due(final=at("12-10 10:00"), forward=term))

    anew = Due(final=at("12-20 10:00"), forward=at("11-30 10:00"))
    back = event(EventKind.REOPENED, at("11-22 10:00"), reason="-", due=anew)
    assert told([sent(1, "11-20 10:00")]).forwarded_late == 1
    assert told([sent(2, "11-20 10:00", back)]).forwarded_late == 1  # the time that runs since makes it no better
    in_time = sent(3, "11-16 10:00", back, event(EventKind.FORWARDED, at("11-22 12:00"), to="x", control=False))
    assert told([in_time]).forwarded_late == 0


def test_a_holiday_is_told_of_by_the_next_working_day() -> None:
    saturday = appeal(1, at("11-21 12:00"))
    assert told([saturday]).received == 1
    assert told([saturday], date(2026, 11, 20)).received == 0
    assert told([saturday], date(2026, 11, 22)).received == 1


def test_channels_go_by_size_with_the_urgent_line_first() -> None:
    many = [appeal(n, at("11-21 12:00"), channel=Channel.PHONE) for n in range(1, 5)]
    few = [appeal(5, at("11-21 12:00"), network=Network.OK), urgent(6, at("11-21 12:00"))]
    found = told([*many, *few]).channels
    assert [(line.id, line.received) for line in found] == [("urgent", 1), ("phone", 4), ("incident", 1)]
    assert [(network.id, network.received) for network in found[2].networks] == [("ok", 1)]


def snow(first: int, n: int, moment: datetime, category: str = "roads/snow") -> list[Appeal]:
    return [appeal(first + k, moment + timedelta(minutes=k), category=category) for k in range(n)]


def test_a_topic_is_hot_by_both_numbers_of_the_rule() -> None:
    rule = HotTopics(times=2, least=5)
    assert is_hot(5, 0, rule)
    assert not is_hot(4, 0, rule)
    assert is_hot(8, 3, rule)
    assert not is_hot(7, 3, rule)  # only four more
    assert is_hot(40, 20, rule)
    assert not is_hot(39, 20, rule)  # less than twice as many
    assert is_hot(3, 1, HotTopics(times=3, least=1))


def test_hot_topics_are_told_with_their_usual_number() -> None:
    weeks = [week for n in range(1, 5) for week in snow(100 * n, n % 2 * 2, at("11-20 12:00") - timedelta(weeks=n))]
    weeks += snow(900, 1, at("10-01 12:00"), category="roads")  # so that the record knows all four weeks
    found = told([*weeks, *snow(1, 7, at("11-20 12:00"))]).hot_topics
    assert [(one.id, one.received, one.usual, one.is_new) for one in found] == [("roads/snow", 7, 1.0, False)]
    quiet = replace(TOWN, summary=DailySummary(hot=HotTopics(times=8, least=5)))
    assert told([*weeks, *snow(1, 7, at("11-20 12:00"))], registry=quiet).hot_topics == ()


def test_a_topic_asked_for_the_first_time_is_new() -> None:
    other = snow(100, 1, at("10-01 12:00"), category="roads")
    fresh = snow(1, 5, at("11-22 12:00"))
    assert [one.is_new for one in told([*other, *fresh]).hot_topics] == [True]
    long_ago = snow(200, 1, at("2025-03-01 12:00"))
    assert [one.is_new for one in told([*long_ago, *fresh]).hot_topics] == [False]


def test_without_a_week_to_compare_with_nothing_is_hot_and_nothing_usual() -> None:
    found = told(snow(1, 50, at("11-20 12:00")))
    assert found.hot_topics == ()
    assert found.usual is None
    assert [line.usual for line in found.channels] == [None]


def test_the_record_knows_the_day_of_its_first_appeal_whole() -> None:
    (friday,) = snow(1, 1, at("11-13 12:00"))
    assert told([friday]).usual == 1
    assert told(snow(1, 1, at("11-14 00:00"))).usual is None  # the week began the day before


def test_topics_that_no_registry_knows_are_never_named() -> None:
    before = snow(100, 1, at("10-01 12:00"))
    assert told([*before, *snow(1, 20, at("11-20 12:00"), category=PERSON)]).hot_topics == ()


def test_promises_are_kept_moved_or_broken_by_the_end_of_their_day() -> None:
    friday = date(2026, 11, 20)

    def until(day: date, moment: datetime) -> Event:
        return event(EventKind.DEFERRED, moment, until=day, reason="-")

    start = at("11-16 10:00")
    found = told(
        [
            appeal(1, start, until(friday, at("11-17 10:00")), final(at("11-20 23:30"))),  # kept, late in the evening
            appeal(2, start, until(friday, at("11-17 10:00")), final(at("11-21 00:00"))),  # broken by a second
            appeal(3, start, until(friday, at("11-17 10:00")), until(date(2026, 12, 1), at("11-20 17:00"))),  # moved
            appeal(4, start, until(friday, at("11-17 10:00")), until(date(2026, 12, 1), at("11-21 17:00"))),  # too late
            appeal(8, start, until(friday, at("11-17 10:00")), until(date(2026, 12, 1), at("11-21 00:00"))),  # the same
            appeal(5, start, until(TODAY, at("11-17 10:00"))),  # not over yet
            appeal(6, start, until(date(2026, 11, 19), at("11-17 10:00"))),  # of the time before, and still waiting
            appeal(
                7, start, until(friday, at("11-17 10:00")), until(friday, at("11-18 10:00")), final(at("11-19 10:00"))
            ),
        ]
    ).promises
    assert (found.kept, found.moved, found.broken, found.today, found.beyond) == (2, 1, 3, 1, 1)


@pytest.mark.parametrize(
    ("days", "kept", "moved", "broken"),
    [
        (["2026-12-10", "2026-11-20"], 0, 0, 1),  # first for December, then for Friday: nothing was done on Friday
        (["2026-12-10", "2026-11-20", "2026-12-10"], 0, 1, 0),
        (["2026-11-20", "2026-12-10"], 0, 1, 0),
        (["2026-11-20", "2026-12-10", "2026-11-20"], 0, 0, 1),  # moved away and back again
        (["2026-11-20", "2026-11-20"], 0, 0, 1),
        (["2026-11-20", "2026-11-18"], 0, 0, 1),
    ],
)
def test_only_a_later_promise_made_afterwards_moves_one(days: list[str], kept: int, moved: int, broken: int) -> None:
    made = [
        event(EventKind.DEFERRED, at("11-16 12:00") + timedelta(hours=n), until=date.fromisoformat(day), reason="-")
        for n, day in enumerate(days)
    ]
    found = told([appeal(1, at("11-16 10:00"), *made)]).promises
    assert (found.kept, found.moved, found.broken) == (kept, moved, broken)


def test_what_is_due_this_very_second_is_not_late_yet() -> None:
    then = at("11-20 10:00")
    waiting = appeal(1, then, due=Due(first=NOW, final=NOW, route=NOW))
    found = told([waiting])
    assert (found.overdue, found.unrouted, [one.due_today for one in found.departments]) == (0, 0, [1])
    found = told([waiting], now=NOW + timedelta(seconds=1))
    assert (found.overdue, found.unrouted, [one.longest_minutes for one in found.departments]) == (1, 1, [0])


def test_steps_of_a_ladder_that_was_shortened_have_a_number() -> None:
    raised = [
        event(EventKind.ESCALATED, at("11-20 10:00"), level=1, to="curator", reason="-"),
        event(EventKind.ESCALATED, at("11-20 11:00"), level=5, to="governor", reason="-"),
    ]
    found = told([appeal(1, at("11-19 10:00"), *raised)]).escalated
    assert [(one.level, one.title, one.appeals) for one in found] == [(1, "Куратор", 1), (5, "step 5", 1)]


@pytest.mark.parametrize("day", [TODAY, date(2026, 11, 20)])
def test_nothing_personal_is_in_the_data(day: date) -> None:
    secrets = ("Иванов", "+79130000000", "secret@mail.example", "Тайный текст", "vk.com", "777", "кв. 9")
    made = [
        replace(
            appeal(
                n,
                at("11-20 10:00"),
                event(EventKind.ASSIGNED, at("11-20 10:10"), department=PERSON, executor=PERSON),
                event(EventKind.ESCALATED, at("11-20 10:20"), level=1, to=PERSON, reason=PERSON),
                event(EventKind.NOTED, at("11-20 10:30"), text="Тайный текст"),
                channel=Channel.URGENT,
                category=PERSON,
                topic=PERSON,
                district=PERSON,
            ),
            text="Тайный текст",
            author=Author(PERSON, "https://vk.com/id777", "+79130000000", "secret@mail.example", PERSON),
            place=Place(street="улица Мира, д. 777, кв. 9", house="777", flat="кв. 9", settlement=f"Ива 777 {PERSON}"),
            against=(PERSON,),
        )
        for n in range(1, 9)
    ]
    data = str(as_data(told([*made, *snow(100, 1, at("10-01 12:00"))], day), fingerprint="f" * 40))
    assert "улица Мира" in data
    assert [secret for secret in secrets if secret in data] == []
