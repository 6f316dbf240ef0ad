"""The figures of what was done, each counted again in Python from random histories."""

from __future__ import annotations

from collections import Counter
from datetime import datetime, timedelta
from itertools import pairwise
from math import ceil
from statistics import fmean, median
from typing import TYPE_CHECKING, Any

from hypothesis import given, settings

from mcu_cli.domain.names import title
from mcu_cli.domain.state import fold_history, in_order
from mcu_cli.domain.vocabulary import CHATTER, AnswerKind, Channel, EventKind, Outcome, Priority, Relation
from mcu_cli.reports.indicators import centre, executors, outcomes, quality, times, urgent, waiting
from mcu_cli.reports.scope import Asked, Scope
from mcu_cli.reports.stays import leavings_in
from tests.reports import random_histories as again
from tests.reports.history import CALENDAR, ZONE, Record
from tests.reports.random_histories import NOW, PERIODS, TOWN, Left, histories, is_waiting, seconds
from tests.reports.replay import leavings, reopened_appeals

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from mcu_cli.domain.appeal import Appeal
    from mcu_cli.domain.event import Event
    from mcu_cli.reports.periods import Period, Window

SHOWN = {"roads": "Управление дорог", "water": "Водоканал", "Управа": "Управа", "": "not specified"}


def asked_of(appeals: Iterable[Appeal], period: Period) -> Asked:
    return Asked(Record(appeals), TOWN, Scope(period, NOW, CALENDAR))


def within(moment: datetime | int, window: Window) -> bool:
    at = moment if isinstance(moment, int) else seconds(moment)
    return window.start <= at < window.end


def events(found: Appeal, window: Window, *kinds: EventKind, **details: Any) -> list[Event]:
    """Return the events of these kinds within `window`, as they happened."""
    return [
        one
        for one in in_order(found.history)
        if one.event in kinds
        and within(one.at, window)
        and all(one.details.get(name) == value for name, value in details.items())
    ]


def having(appeals: Iterable[Appeal], window: Window, kind: EventKind, **details: Any) -> list[Appeal]:
    return [one for one in appeals if events(one, window, kind, **details)]


def department(found: Appeal) -> str:
    return {"ДорСтрой": "roads", "Водоканал": "water"}.get(found.state.department, found.state.department)


def last_left(found: Appeal, window: Window) -> Left | None:
    return next((left for left in reversed(again.leavings(found)[1]) if within(left.at, window)), None)


def share(part: int, whole: int) -> float | None:
    return round(100 * part / whole, 1) if whole else None


def delays(appeals: Iterable[Appeal], asked: Asked) -> list[int]:
    """Return by how many seconds each waiting appeal is late that is, by the terms known now."""
    found = []
    for one in appeals:
        if not is_waiting(one, asked.window.end):
            continue
        state = one.state
        owed = [state.due.final]
        if state.first_answer is None or seconds(state.first_answer) >= asked.window.end:
            owed.append(state.due.first)
        missed = [seconds(due) for due in owed if due and seconds(due) < asked.scope.moment]
        found += [asked.scope.moment - min(missed)] if missed else []
    return found


def most_days(late: list[int]) -> float | None:
    return round(max(late) / 86400, 1) if late else None


def first_of(found: Appeal, fits: Callable[[Event], bool]) -> Event | None:
    return next((one for one in in_order(found.history) if one.event is EventKind.ANSWERED and fits(one)), None)


def is_final(answer: Event) -> bool:
    return answer.details["kind"] is AnswerKind.FINAL


@settings(max_examples=100)
@given(appeals=histories(), period=PERIODS)
def test_the_backlog_adds_up_department_by_department(appeals: list[Appeal], period: Period) -> None:
    asked = asked_of(appeals, period)
    start, end = asked.window
    whole = asked.backlog
    assert whole.start + whole.came_in - whole.went_out == whole.end
    assert whole.end == sum(is_waiting(one, end) for one in appeals)
    parts = asked.backlogs
    assert set(parts) <= {one.state.department for one in appeals}
    for name, part in parts.items():
        own = [one for one in appeals if one.state.department == name]
        assert part.start + part.came_in - part.went_out == part.end
        assert part.start == sum(is_waiting(one, start) for one in own)
        assert part.end == sum(is_waiting(one, end) for one in own)
        assert part.came_in == sum(within(at, asked.window) for one in own for at in again.leavings(one)[0])
        assert part.went_out == sum(within(left.at, asked.window) for one in own for left in again.leavings(one)[1])
    for name in ("start", "came_in", "went_out", "end"):
        assert sum(getattr(part, name) for part in parts.values()) == getattr(whole, name)


@settings(max_examples=100)
@given(appeals=histories(), period=PERIODS)
def test_departments_are_counted_as_a_reader_would(appeals: list[Appeal], period: Period) -> None:
    asked = asked_of(appeals, period)
    window = asked.window
    members = executors.members(asked)
    done = {**waiting.members(asked), **times.members(asked), **quality.members(asked)}
    rows = {row["id"]: row for row in members["executors"]}
    for member, whole in (
        ("open_at_start", done["backlog"]["start"]),
        ("came_in", done["backlog"]["in"]),
        ("went_out", done["backlog"]["out"]),
        ("open", done["backlog"]["end"]),
        ("overdue", done["overdue"]),
        ("answered", len(having(appeals, window, EventKind.ANSWERED))),
        ("final_answers", done["final_answer"]["count"]),
        ("reopened", done["rework"]["reopened"]),
    ):
        found = [row[member] for row in rows.values()]
        if member == "open_at_start" and not asked.knows(window):  # the record begins later
            assert {whole, *found} == {None}
            continue
        assert sum(found) == whole, member
    for name, row in rows.items():
        own = [one for one in appeals if department(one) == name]
        assert row["title"] == SHOWN[name]
        assert row["open"] == sum(is_waiting(one, window.end) for one in own)
        assert row["overdue"] == len(delays(own, asked))
        assert row["max_overdue_days"] == most_days(delays(own, asked))
        assert row["answered"] == len(having(own, window, EventKind.ANSWERED))
        assert row["reopened"] == len(having(own, window, EventKind.REOPENED))
        assert row["rank"] is None  # nobody has ten answers here
        hours = hours_of_final_answers(own, window)
        assert row["final_answers"] == len(hours)
        assert row["median_hours"] == (round(median(hours), 2) if hours else None)
        assert row["mean_hours"] == (round(fmean(hours), 2) if hours else None)
        assert row["p90_hours"] == (round(hours[ceil(0.9 * len(hours)) - 1], 2) if hours else None)
    sent: dict[str, set[str]] = {}
    controlled: dict[str, set[str]] = {}
    for one in appeals:
        for out in events(one, window, EventKind.FORWARDED):
            body = out.details["to"].replace("water", "Водоканал")
            sent.setdefault(body, set()).add(one.id)
            if out.details["control"]:
                controlled.setdefault(body, set()).add(one.id)
    assert {row["title"]: (row["appeals"], row["under_control"]) for row in members["forwarded_to"]} == {
        body: (len(ids), len(controlled.get(body, ()))) for body, ids in sent.items()
    }


def hours_of_final_answers(appeals: Iterable[Appeal], window: Window) -> list[float]:
    found = []
    for one in appeals:
        answer = first_of(one, is_final)
        if answer is not None and within(answer.at, window):
            spent = timedelta(0) if answer.at < one.registered else CALENDAR.working_time(one.registered, answer.at)
            found.append(spent.total_seconds() / 3600)
    return sorted(found)


@settings(max_examples=100)
@given(appeals=histories(), period=PERIODS)
def test_times_are_counted_as_a_reader_would(appeals: list[Appeal], period: Period) -> None:
    asked = asked_of(appeals, period)
    window = asked.window
    found = times.members(asked)
    hours = hours_of_final_answers(appeals, window)
    assert found["final_answer"]["count"] == len(hours)
    assert found["final_answer"]["median_hours"] == (round(median(hours), 2) if hours else None)
    firsts = [first_of(one, lambda _answer: True) for one in appeals]
    assert found["first_answer"]["count"] == sum(one is not None and within(one.at, window) for one in firsts)
    left = [left for one in appeals if (left := last_left(one, window)) is not None]
    days = [day_of(one.at).toordinal() - day_of(one.since).toordinal() for one in left]
    assert found["bands"] == {
        "within_15_days": sum(n <= 15 for n in days),
        "within_30_days": sum(15 < n <= 30 for n in days),
        "over_30_days": sum(n > 30 for n in days),
    }
    assert found["punctual"] == {
        "in_time": sum(one.due is not None and one.at <= one.due for one in left),
        "late": sum(one.due is not None and one.at > one.due for one in left),
        "without_term": sum(one.due is None for one in left),
    }
    terms = [
        (one.registered, register)
        for one in appeals
        if (register := one.state.due.register) is not None and within(one.registered, window)
    ]
    kept = sum(at <= register for at, register in terms)
    assert found["registration"] == {"count": len(terms), "in_time_percent": share(kept, len(terms))}
    sent = [bad for one in appeals if (bad := forwarded_late(one, window)) is not None]
    assert found["forwarding"] == {"count": len(sent), "in_time_percent": share(sent.count(False), len(sent))}
    pos = [one for one in appeals if one.channel is Channel.POS and last_left(one, window)]
    fast = [one for one in pos if one.state.priority in {Priority.HIGH, Priority.URGENT}]
    took = [
        day_of(end.at).toordinal() - day_of(end.since).toordinal()
        for one in fast
        if (end := last_left(one, window)) is not None
    ]
    assert found["fast_track"] == {
        "handled": len(fast),
        "share_percent": share(len(fast), len(pos)),
        "mean_days": round(fmean(took), 1) if took else None,
    }
    assert found["extended"] == len(having(appeals, window, EventKind.EXTENDED))


def day_of(moment: int) -> datetime:
    return datetime.fromtimestamp(moment, ZONE)


def forwarded_late(found: Appeal, window: Window) -> bool | None:
    """Return whether it was forwarded late in `window`; None where it was not forwarded, or had no term for it."""
    term: datetime | None = None
    late = []
    for one in in_order(found.history):
        if one.event is EventKind.FORWARDED and term is not None and within(one.at, window):
            late.append(one.at > term)
        if "due" in one.details:
            term = one.details["due"].forward
    return any(late) if late else None


@settings(max_examples=100)
@given(appeals=histories(), period=PERIODS)
def test_what_waits_is_counted_as_a_reader_would(appeals: list[Appeal], period: Period) -> None:
    asked = asked_of(appeals, period)
    window = asked.window
    found = waiting.members(asked)
    late = delays(appeals, asked)
    assert (found["overdue"], found["max_overdue_days"]) == (len(late), most_days(late))
    assert found["deferred"] == len(having(appeals, window, EventKind.DEFERRED))
    first = {
        (one.id, day): min(seconds(e.at) for e in one.history if e.details.get("until") == day and is_promise(e))
        for one in appeals
        for day in {e.details["until"] for e in one.history if is_promise(e)}
    }
    fates = fates_of(appeals, asked)
    assert found["promises"] == {
        "given": sum(within(at, window) for at in first.values()),
        **{name: fates[name] for name in ("kept", "moved", "broken")},
    }
    controlled = 0
    for one in appeals:
        since = [at for at in again.leavings(one)[0] if at < window.end]
        sent = [seconds(e.at) for e in one.history if e.event is EventKind.FORWARDED and e.details["control"]]
        back = max(since[1:], default=None)
        controlled += is_waiting(one, window.end) and any(
            at < window.end and (back is None or at >= back) for at in sent
        )
    assert found["under_control"] == controlled
    year = asked.windows.year_to_date
    carried = sum(is_waiting(one, year.start) for one in appeals)
    assert found["carried_over"] == (carried if knows_the_year(appeals, asked) else None)


def knows_the_year(appeals: Iterable[Appeal], asked: Asked) -> bool:
    """Return whether the record began before the year of the report, or on its first working day at the latest."""
    began = min((one.registered for one in appeals), default=None)
    if began is None or seconds(began) >= asked.windows.year_to_date.end:
        return False
    first = asked.scope.last_day.replace(month=1, day=1)
    before = (first + timedelta(days=n) for n in range((began.date() - first).days))
    return not any(CALENDAR.is_working_day(day) for day in before)


def is_promise(one: Event) -> bool:
    return one.event is EventKind.DEFERRED and one.details["until"] is not None


def fates_of(appeals: Iterable[Appeal], asked: Asked) -> Counter[str]:
    """Return what became of each day promised in the period that is over, told event by event."""
    found: Counter[str] = Counter()
    for one in appeals:
        made = [e for e in in_order(one.history) if is_promise(e) and seconds(e.at) < asked.window.end]
        for day in {e.details["until"] for e in made}:
            over = datetime.combine(day + timedelta(days=1), datetime.min.time(), tzinfo=ZONE)
            if not asked.scope.period.first <= day <= asked.scope.period.last or over > NOW:
                continue
            end = seconds(over)
            promised = min(seconds(e.at) for e in made if e.details["until"] == day)
            by_then = [e.details["until"] for e in made if seconds(e.at) < end]
            if not is_waiting(one, end) or any(promised <= left.at < end for left in again.leavings(one)[1]):
                found["kept"] += 1
            elif any(later > day for later in by_then[len(by_then) - by_then[::-1].index(day) :]):
                found["moved"] += 1
            else:
                found["broken"] += 1
    return found


@settings(max_examples=100)
@given(appeals=histories(), period=PERIODS)
def test_outcomes_and_quality_are_counted_as_a_reader_would(appeals: list[Appeal], period: Period) -> None:
    asked = asked_of(appeals, period)
    window = asked.window
    found = {**outcomes.members(asked), **quality.members(asked)}
    handled = [one for one in appeals if last_left(one, window)]
    ended = [one.state.outcome for one in handled if one.state.outcome]
    good = sum(outcome in {Outcome.RESOLVED, Outcome.MEASURES_TAKEN} for outcome in ended)
    assert found["decided_in_favour"] == {"count": good, "of": len(ended), "percent": share(good, len(ended))}
    grounds = Counter(
        ground for one in appeals for ground in {e.details["ground"] for e in events(one, window, EventKind.REJECTED)}
    )
    assert {row["id"]: (row["title"], row["appeals"], row["share_percent"]) for row in found["no_answer"]} == {
        ground: (title(ground), n, share(n, grounds.total())) for ground, n in grounds.items()
    }
    marks = [
        events(one, window, EventKind.RATED)[-1].details["rating"] for one in having(appeals, window, EventKind.RATED)
    ]
    assert found["ratings"] == {
        "count": len(marks),
        "average": round(sum(marks) / len(marks), 2) if marks else None,
        "positive_percent": share(sum(mark >= 4 for mark in marks), len(marks)),
        "distribution": {str(mark): marks.count(mark) for mark in range(1, 6)},
    }
    taken_up = having(appeals, window, EventKind.REOPENED)
    assert found["rework"] == {
        "reopened": len(taken_up),
        "percent": share(len(taken_up), len(handled)),
        "cycles": sum(len(events(one, window, EventKind.REOPENED)) for one in appeals),
    }
    received = [one for one in appeals if within(one.registered, window)]
    repeats = sum(repeats_an_answered_one(one, {other.id: other for other in appeals}) for one in received)
    assert found["repeats_after_answer"] == {"count": repeats, "percent": share(repeats, len(received))}


def repeats_an_answered_one(found: Appeal, appeals: dict[str, Appeal]) -> bool:
    for one in found.history:
        if one.event is not EventKind.LINKED or one.details["relation"] is not Relation.REPEAT_OF:
            continue
        earlier = appeals.get(one.details["to"])
        if earlier is None:
            continue
        answer = first_of(earlier, is_final)
        if answer is not None:
            if answer.at < found.registered:
                return True
        elif earlier.state.first_answer is not None and earlier.state.status == "closed":
            closed = max(e.at for e in earlier.history if e.event is EventKind.CLOSED)
            if closed < found.registered:
                return True
    return False


@settings(max_examples=100)
@given(appeals=histories(), period=PERIODS)
def test_the_centre_and_the_urgent_line_are_counted_as_a_reader_would(appeals: list[Appeal], period: Period) -> None:
    asked = asked_of(appeals, period)
    window = asked.window
    found = {**urgent.members(asked), **centre.members(asked)}
    own = [e for one in appeals for e in events(one, window, EventKind.ANSWERED) if not e.origin]
    days = {(e.by, e.at.astimezone(ZONE).date()) for e in own}
    received = [one for one in appeals if within(one.registered, window)]
    assert found["centre"] == {
        "operators": len({e.by for e in own}),
        "own_answers": len(own),
        "answers_per_operator_per_day": round(len(own) / len(days), 1) if days else None,
        "chatter": sum(CHATTER in one.tags for one in received),
        "rejected": len(having(appeals, window, EventKind.REJECTED)),
        "returned": sum(was_returned(one, window) for one in appeals),
        "reassigned": sum(was_reassigned(one, window) for one in appeals),
    }
    assert found["data_quality"] == {
        "without_topic": sum(not one.state.topic and "/" not in one.state.category for one in received),
        "without_address": sum(not one.place.street and not one.place.district for one in received),
        "without_department": sum(not one.state.department for one in received),
    }
    line = [one for one in appeals if one.channel is Channel.URGENT]
    answered = having(line, window, EventKind.ANSWERED)
    came = [one for one in line if within(one.registered, window)]
    told = found["urgent"]
    assert (told["received"], told["answered"]) == (len(came), len(answered))
    assert told["open"] == sum(is_waiting(one, window.end) for one in line)
    assert told["explained"] == sum(
        one.state.outcome is Outcome.EXPLAINED and last_left(one, window) is not None for one in line
    )
    services = {department(one) for one in (*came, *answered)}
    assert {row["id"]: (row["title"], row["received"], row["answered"]) for row in told["services"]} == {
        name: (
            SHOWN[name],
            sum(department(one) == name for one in came),
            sum(department(one) == name for one in answered),
        )
        for name in services
    }


def was_returned(found: Appeal, window: Window) -> bool:
    steps = [e for e in in_order(found.history) if e.event in {EventKind.FORWARDED, EventKind.REOPENED}]
    return any(
        after.event is EventKind.REOPENED and before.event is EventKind.FORWARDED and within(after.at, window)
        for before, after in pairwise(steps)
    )


def was_reassigned(found: Appeal, window: Window) -> bool:
    steps = [e for e in in_order(found.history) if e.event is EventKind.ASSIGNED]
    names = [e.details["department"].replace("ДорСтрой", "roads") for e in steps]
    return any(
        within(steps[n].at, window) and names[n] and names[n - 1] and names[n] != names[n - 1]
        for n in range(1, len(steps))
    )


@settings(max_examples=60)
@given(appeals=histories(), period=PERIODS)
def test_every_leaving_is_told_of_as_it_happened(appeals: list[Appeal], period: Period) -> None:
    asked = asked_of(appeals, period)
    expected = [left for one in appeals if (left := last_left(one, asked.window)) is not None]
    replayed = leavings(asked.source, reopened_appeals(asked.source), asked.window)
    assert sorted((Left(*one) for one in replayed), key=str) == sorted(expected, key=str)
    assert sorted(leavings_in(asked.source, asked.window)) == sorted((one.since, one.at) for one in expected)
    for one in appeals:
        assert fold_history(one.history).is_open is is_waiting(one, seconds(NOW) + 10**9)
