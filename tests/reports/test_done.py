"""What was done, on cases that can be worked out on paper: where a figure turns, and what its words leave out."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from mcu_cli.domain.event import Due
from mcu_cli.domain.registry import Department
from mcu_cli.domain.vocabulary import (
    AnswerKind,
    Channel,
    EventKind,
    NoAnswerReason,
    Outcome,
    Priority,
    Relation,
)
from mcu_cli.reports.indicators import centre, executors, outcomes, quality, times, urgent, waiting
from mcu_cli.reports.narrowed import Narrowed
from mcu_cli.reports.periods import Kind, around, between
from mcu_cli.reports.scope import Asked, Scope
from tests.reports.history import CALENDAR, REGISTRY, Record, appeal, at, duplicate, event, final, interim

if TYPE_CHECKING:
    from collections.abc import Callable

    from mcu_cli.domain.appeal import Appeal
    from mcu_cli.domain.event import Event
    from mcu_cli.reports.periods import Period
    from mcu_cli.reports.scope import Asked as Question

NOVEMBER = around(Kind.MONTH, date(2026, 11, 20))
NOW = at("12-20 12:00")
CAME = at("11-02 10:00")  # a Monday
TOWN = replace(
    REGISTRY,
    departments={
        **REGISTRY.departments,
        "water": Department("water", "Водоканал"),
        "parks": Department("parks", "Парки"),
    },
)


def asked(*appeals: Appeal, period: Period = NOVEMBER, now: datetime = NOW) -> Asked:
    return Asked(Record(appeals), TOWN, Scope(period, now, CALENDAR))


def told(
    group: Callable[[Question], dict[str, Any]], *appeals: Appeal, period: Period = NOVEMBER, now: datetime = NOW
) -> dict[str, Any]:
    """Return the members that a group of indicators gives of these appeals."""
    return group(asked(*appeals, period=period, now=now))


def one(*events: Event, number: int = 1, came: datetime = CAME, due: str = "12-02 10:00", **facts: Any) -> Appeal:
    """Return an appeal whose final answer is due at a moment."""
    return appeal(number, came, *events, due=Due(first=came + timedelta(days=1), final=at(due)), **facts)


def assigned(moment: str, department: str) -> Event:
    return event(EventKind.ASSIGNED, at(moment), department=department)


def forwarded(moment: str, to: str = "police", *, control: bool = False) -> Event:
    return event(EventKind.FORWARDED, at(moment), to=to, control=control)


def reopened(moment: str, due: str = "") -> Event:
    details: dict[str, Any] = {"due": Due(final=at(due))} if due else {}
    return event(EventKind.REOPENED, at(moment), reason="-", **details)


def closed(moment: str) -> Event:
    return event(EventKind.CLOSED, at(moment), outcome=Outcome.EXPLAINED)


def rejected(moment: str, ground: NoAnswerReason = NoAnswerReason.UNCLEAR) -> Event:
    return event(EventKind.REJECTED, at(moment), ground=ground)


def deferred(moment: str, until: str) -> Event:
    return event(EventKind.DEFERRED, at(moment), until=date.fromisoformat(f"2026-{until}"), reason="-")


# --- Who answers


def answers_of(department: str, hours: list[int], first: int) -> list[Appeal]:
    """Return appeals of a department, each answered so many hours after ten o'clock."""
    return [
        one(assigned("11-02 10:01", department), final(CAME + timedelta(hours=n)), number=first + place)
        for place, n in enumerate(hours)
    ]


def test_places_go_by_the_median_and_need_ten_answers() -> None:
    rows = told(
        executors.members,
        *answers_of("roads", [1] * 5 + [3] * 5, 1),  # median 2, mean 2
        *answers_of("water", [2] * 9 + [7], 21),  # median 2 as well, mean 2.5
        *answers_of("parks", [3] * 10, 41),
        *answers_of("Быстрый отдел", [1] * 9, 61),  # the fastest, of nine answers
        *answers_of("", [1] * 10, 81),
    )["executors"]
    assert [(row["id"], row["rank"], row["final_answers"], row["median_hours"]) for row in rows] == [
        ("water", 1, 10, 2),
        ("roads", 1, 10, 2),
        ("parks", 3, 10, 3),
        ("Быстрый отдел", None, 9, 1),
        ("", None, 10, 1),
    ]
    assert (rows[0]["mean_hours"], rows[0]["p90_hours"]) == (2.5, 2)


def test_one_department_under_two_names_is_one() -> None:
    rows = told(
        executors.members,
        one(assigned("11-02 10:01", "дорстрой"), final(at("11-03 10:00"))),
        one(assigned("11-02 10:01", "roads"), number=2),
    )["executors"]
    assert [(row["id"], row["title"], row["came_in"], row["went_out"], row["open"]) for row in rows] == [
        ("roads", "Управление дорог", 2, 1, 1)
    ]


def test_the_latest_of_a_department_is_told_in_days_of_the_clock() -> None:
    rows = told(
        executors.members,
        one(assigned("11-02 10:01", "roads"), interim(at("11-02 12:00")), due="11-20 12:00"),
        one(assigned("11-02 10:01", "roads"), interim(at("11-02 12:00")), number=2, due="11-29 12:00"),
        one(assigned("11-02 10:01", "water"), interim(at("11-02 12:00")), number=3, due="12-01 00:00"),
    )["executors"]
    # At the end of the month: ten days and a half after the 20th at noon; what is due in that second is not late.
    assert {row["id"]: (row["open"], row["overdue"], row["max_overdue_days"]) for row in rows} == {
        "roads": (2, 2, 10.5),
        "water": (1, 0, None),
    }


def test_a_body_counts_an_appeal_once_and_remembers_the_control() -> None:
    found = told(
        executors.members,
        one(
            forwarded("11-03 10:00", "water", control=True),
            forwarded("11-04 10:00", "Водоканал"),
            forwarded("11-05 10:00", "Прокуратура"),
        ),
        one(forwarded("11-03 10:00", "Прокуратура"), number=2),
        one(forwarded("12-03 10:00", "Прокуратура"), number=3),
    )["forwarded_to"]
    assert found == [
        {"id": "Прокуратура", "title": "Прокуратура", "appeals": 2, "under_control": 0},
        {"id": "water", "title": "Водоканал", "appeals": 1, "under_control": 1},
    ]


# --- Time


@pytest.mark.parametrize(
    ("left", "band"),
    [
        ("11-02 10:00", "within_15_days"),
        ("11-17 23:59:59", "within_15_days"),
        ("11-18 00:00", "within_30_days"),
        ("12-02 23:59:59", "within_30_days"),
        ("12-03 00:00", "over_30_days"),
    ],
)
def test_bands_count_whole_days_and_not_that_of_the_registration(left: str, band: str) -> None:
    period = between(date(2026, 11, 1), date(2026, 12, 19))
    found = told(times.members, one(closed(left)), period=period)["bands"]
    assert found == {"within_15_days": 0, "within_30_days": 0, "over_30_days": 0, band: 1}


def test_what_was_taken_up_again_with_another_term_begins_its_days_anew() -> None:
    again = one(final(at("11-03 10:00")), reopened("12-01 10:00", "12-31 10:00"), final(at("12-05 10:00")))
    december = around(Kind.MONTH, date(2026, 12, 1))
    assert told(times.members, again, period=december)["bands"]["within_15_days"] == 1
    # After a rejection the old term goes on, and so do its days.
    goes_on = one(rejected("11-03 10:00"), reopened("12-01 10:00"), final(at("12-05 10:00")))
    assert told(times.members, goes_on, period=december)["bands"]["over_30_days"] == 1
    assert told(times.members, goes_on, period=december)["punctual"]["late"] == 1
    assert told(times.members, again, period=december)["punctual"] == {"in_time": 1, "late": 0, "without_term": 0}


@pytest.mark.parametrize(
    ("end", "verdict"),
    [
        (final(at("11-20 10:00")), "in_time"),
        (final(at("11-20 10:00:01")), "late"),
        (closed("11-20 10:00"), "in_time"),
        (closed("11-20 10:00:01"), "late"),
        (rejected("11-20 10:00:01"), "late"),
        (forwarded("11-20 10:00:01"), "late"),
        (duplicate(at("11-20 10:00:01")), "late"),
        (replace(closed("11-25 10:00"), origin="incident"), "without_term"),
        (replace(closed("11-25 10:00"), origin="incident", recorded=at("11-26 10:00")), "late"),
    ],
)
def test_every_end_is_held_against_its_term(end: Event, verdict: str) -> None:
    found = told(times.members, one(end, due="11-20 10:00"))["punctual"]
    assert found == {"in_time": 0, "late": 0, "without_term": 0, verdict: 1}


def test_a_second_end_in_the_period_is_the_one_that_counts() -> None:
    late_then = one(
        closed("11-10 10:00"), reopened("11-11 10:00", "11-20 10:00"), closed("11-19 10:00"), due="11-05 10:00"
    )
    assert told(times.members, late_then)["punctual"] == {"in_time": 1, "late": 0, "without_term": 0}
    until_then = between(date(2026, 11, 1), date(2026, 11, 15))
    assert told(times.members, late_then, period=until_then)["punctual"]["late"] == 1


def test_steps_are_held_against_the_terms_that_they_had() -> None:
    def registered(number: int, due: str | None) -> Appeal:
        return appeal(number, CAME, due=Due(register=at(due) if due else None))

    def sent(number: int, *moments: str) -> Appeal:
        return appeal(number, CAME, *(forwarded(one_of, control=True) for one_of in moments), due=TERM)

    TERM = Due(forward=at("11-09 10:00"))  # noqa: N806  # a constant of this test
    found = told(
        times.members,
        *(registered(n, due) for n, due in enumerate(["11-02 10:00", "11-02 09:59", "11-05 10:00", None], start=1)),
        sent(5, "11-09 10:00"),
        sent(6, "11-03 10:00", "11-09 10:01"),  # in time once, and late once
        appeal(7, CAME, forwarded("11-09 10:00"), due=Due()),
    )
    assert found["registration"] == {"count": 3, "in_time_percent": 66.7}
    assert found["forwarding"] == {"count": 2, "in_time_percent": 50}


def test_the_fast_track_is_what_the_platform_presses() -> None:
    def pos(number: int, days: int, priority: Priority | None, channel: Channel = Channel.POS) -> Appeal:
        raised = [event(EventKind.PRIORITISED, CAME, priority=priority)] if priority else []
        return one(*raised, final(CAME + timedelta(days=days)), number=number, channel=channel)

    found = told(
        times.members,
        pos(1, 4, Priority.HIGH),
        pos(2, 7, Priority.URGENT),
        pos(3, 20, None),
        pos(4, 1, Priority.LOW),
        pos(5, 1, Priority.HIGH, Channel.INCIDENT),
    )["fast_track"]
    assert found == {"handled": 2, "share_percent": 50, "mean_days": 5.5}


# --- What waits


def test_a_promise_of_today_is_not_judged_before_the_day_is_over() -> None:
    promised = one(deferred("11-05 10:00", "11-20"))
    evening, midnight = at("11-20 23:59"), at("11-21 00:00")
    assert told(waiting.members, promised, now=evening)["promises"] == {"given": 1, "kept": 0, "moved": 0, "broken": 0}
    assert told(waiting.members, promised, now=midnight)["promises"]["broken"] == 1


def test_a_day_is_promised_when_it_is_first_named() -> None:
    twice = one(deferred("11-05 10:00", "12-20"), deferred("12-05 10:00", "12-20"))
    december = around(Kind.MONTH, date(2026, 12, 1))
    assert told(waiting.members, twice)["promises"]["given"] == 1
    assert told(waiting.members, twice, period=december)["promises"]["given"] == 0
    assert told(waiting.members, twice, period=december)["deferred"] == 1


def test_under_control_is_what_another_body_still_owes() -> None:
    found = told(
        waiting.members,
        one(forwarded("11-03 10:00", control=True), number=1),
        one(forwarded("11-03 10:00"), number=2),
        one(forwarded("11-03 10:00", control=True), final(at("11-05 10:00")), number=3),
        # Taken up again, it is with the centre, until it is sent out again.
        one(forwarded("11-03 10:00", control=True), closed("11-05 10:00"), reopened("11-06 10:00"), number=4),
        one(
            forwarded("11-03 10:00", control=True),
            closed("11-05 10:00"),
            reopened("11-06 10:00"),
            forwarded("11-07 10:00", control=True),
            number=5,
        ),
        # What comes back after the period does not count in it.
        one(forwarded("11-03 10:00", control=True), closed("12-05 10:00"), reopened("12-06 10:00"), number=6),
        one(forwarded("12-03 10:00", control=True), number=7),
    )
    assert found["under_control"] == 3


def test_carried_over_is_what_waited_when_the_year_began() -> None:
    first, second = at("2026-12-01 10:00"), at("2027-01-12 10:00")  # the 11th is the first day of work
    rows = [
        one(number=1, came=first),
        one(final(at("2026-12-30 10:00")), number=2, came=first),
        one(final(at("2027-01-12 10:00")), number=3, came=first),
        one(number=4, came=second),
    ]
    march, now = around(Kind.MONTH, date(2027, 3, 1)), at("2027-04-01 10:00")
    assert told(waiting.members, *rows, period=march, now=now)["carried_over"] == 2
    assert told(waiting.members, rows[3], period=march, now=now)["carried_over"] is None


# --- How it ended, and how good it was


def test_in_favour_are_those_resolved_and_those_with_measures_taken() -> None:
    rows = [
        one(final(at("11-05 10:00"), outcome), number=n)
        for n, outcome in enumerate(
            [Outcome.RESOLVED, Outcome.MEASURES_TAKEN, Outcome.EXPLAINED, Outcome.REFUSED, Outcome.NOT_RESOLVED],
            start=1,
        )
    ]
    rows += [
        one(duplicate(at("11-05 10:00")), number=6),  # no outcome
        one(interim(at("11-05 10:00")), number=7),
        one(final(at("12-05 10:00"), Outcome.RESOLVED), number=8),
    ]
    assert told(outcomes.members, *rows)["decided_in_favour"] == {"count": 2, "of": 5, "percent": 40}
    assert told(outcomes.members)["decided_in_favour"] == {"count": 0, "of": 0, "percent": None}


def test_grounds_for_no_answer_are_told_by_their_names() -> None:
    rows = [
        one(rejected("11-05 10:00"), number=1),
        one(rejected("11-05 10:00", NoAnswerReason.CORRESPONDENCE_ENDED), number=2),
        one(rejected("11-05 10:00", NoAnswerReason.CORRESPONDENCE_ENDED), number=3),
        one(rejected("10-31 10:00"), number=4, came=at("10-30 10:00")),
    ]
    found = told(outcomes.members, *rows)["no_answer"]
    assert [(row["id"], row["appeals"], row["share_percent"]) for row in found] == [
        ("correspondence-ended", 2, 66.7),
        ("unclear", 1, 33.3),
    ]
    assert found[0]["title"] == "answered several times, correspondence ended (59-FZ art. 11 part 5)"


def test_the_last_mark_of_the_period_counts() -> None:
    def rated(number: int, *marks: tuple[str, int]) -> Appeal:
        return one(*(event(EventKind.RATED, at(moment), rating=mark) for moment, mark in marks), number=number)

    found = told(
        quality.members,
        rated(1, ("11-05 10:00", 1), ("11-06 10:00", 5), ("12-06 10:00", 2)),
        rated(2, ("11-05 10:00", 3)),
        rated(3, ("11-07 10:00", 4)),
        rated(4, ("12-07 10:00", 1)),
    )["ratings"]
    assert found == {
        "count": 3,
        "average": 4.0,
        "positive_percent": 66.7,
        "distribution": {"1": 0, "2": 0, "3": 1, "4": 1, "5": 1},
    }


def test_work_taken_up_again_is_counted_by_appeals_and_by_times() -> None:
    often = one(
        closed("11-03 10:00"),
        reopened("11-04 10:00"),
        closed("11-05 10:00"),
        reopened("11-06 10:00"),
        closed("11-07 10:00"),
    )
    rows = [often, one(closed("11-05 10:00"), number=2), one(closed("11-05 10:00"), reopened("12-01 10:00"), number=3)]
    assert told(quality.members, *rows)["rework"] == {"reopened": 1, "percent": 33.3, "cycles": 2}


def repeat(number: int, of: int, came: str = "11-20 10:00") -> Appeal:
    link = event(EventKind.LINKED, at(came), relation=Relation.REPEAT_OF, to=f"20260101-{of:04d}")
    return one(link, number=number, came=at(came))


@pytest.mark.parametrize(
    ("earlier", "counts"),
    [
        ((final(at("11-19 10:00")),), True),
        ((final(at("11-21 10:00")),), False),  # it was not answered yet
        ((interim(at("11-19 10:00")),), False),  # it is in work
        ((interim(at("11-19 10:00")), closed("11-19 11:00")), True),
        ((interim(at("11-19 10:00")), closed("11-21 11:00")), False),
        ((closed("11-19 11:00"),), False),  # no answer at all
        ((rejected("11-19 11:00"),), False),
        ((final(at("11-19 10:00")), reopened("11-19 12:00")), True),  # it had its answer all the same
    ],
)
def test_a_repeat_after_an_answer_came_after_it(earlier: tuple[Event, ...], counts: bool) -> None:  # noqa: FBT001
    record = asked(one(*earlier), repeat(2, of=1))
    assert quality.members(record)["repeats_after_answer"] == {"count": int(counts), "percent": 50.0 if counts else 0.0}
    # The earlier one need not be among those that the report is limited to.
    alone = replace(record, source=Narrowed(record.source, ["20260101-0002"]))
    found = quality.members(alone)["repeats_after_answer"]
    assert found == {"count": int(counts), "percent": 100.0 if counts else 0.0}


# --- The urgent line and the centre


def test_the_urgent_line_is_told_by_its_services() -> None:
    def rang(number: int, department: str, *events: Event) -> Appeal:
        return one(assigned("11-02 10:01", department), *events, number=number, channel=Channel.URGENT)

    found = told(
        urgent.members,
        rang(1, "water", interim(at("11-02 10:20"))),
        rang(2, "water", final(at("11-02 10:40"), Outcome.EXPLAINED)),
        rang(3, "roads"),
        # Explained, and taken up again: it left in the period, and was resolved in the end.
        rang(
            4,
            "roads",
            final(at("11-02 11:00"), Outcome.EXPLAINED),
            reopened("11-03 10:00"),
            final(at("12-03 10:00"), Outcome.RESOLVED),
        ),
        one(final(at("11-02 10:40"), Outcome.EXPLAINED), number=5),
        # Explained twice, and counted once.
        rang(
            6,
            "roads",
            final(at("11-02 11:00"), Outcome.EXPLAINED),
            reopened("11-03 10:00"),
            final(at("11-04 10:00"), Outcome.EXPLAINED),
        ),
    )["urgent"]
    assert found == {
        "received": 5,
        "answered": 4,
        "open": 3,
        "explained": 2,
        "first_answers": {
            "given": 4,
            "late": 0,
            "shortest_minutes": 20,
            "median_minutes": 50,
            "longest_minutes": 60,
        },
        "services": [
            {"id": "roads", "title": "Управление дорог", "received": 3, "answered": 2},
            {"id": "water", "title": "Водоканал", "received": 2, "answered": 2},
        ],
    }


def by(who: str, answer: Event, origin: str = "") -> Event:
    return replace(answer, by=f"{who}@town.example", origin=origin)


def test_answers_of_an_operator_are_his_own_on_the_days_on_which_he_gave_some() -> None:
    found = told(
        centre.members,
        one(by("anna", final(at("11-03 23:50"))), number=1),
        one(by("anna", final(at("11-04 00:10"))), number=2),  # another day, in Omsk
        one(by("anna", final(at("11-04 10:00"))), number=3),
        one(by("boris", final(at("11-07 10:00"))), number=4),  # a Saturday
        one(by("boris", final(at("11-07 10:00")), origin="incident"), number=5),
        one(by("boris", final(at("12-07 10:00"))), number=6),
    )
    assert found["centre"]["operators"] == 2
    assert found["centre"]["own_answers"] == 4
    assert found["centre"]["answers_per_operator_per_day"] == 1.3  # four answers, three days
    assert found["answers_per_working_day"] == 0.2  # five answers, twenty-one working days


def test_answers_by_working_days_count_from_the_day_on_which_the_centre_opened() -> None:
    question = asked(one(final(at("11-30 10:00")), number=1), one(final(at("11-10 10:00")), number=2))  # one before
    opened = replace(TOWN, municipality=replace(TOWN.municipality, opened=date(2026, 11, 30)))
    assert centre.members(replace(question, registry=opened))["answers_per_working_day"] == 1


def test_where_nobody_says_when_the_centre_opened_working_days_count_from_the_first_registration() -> None:
    young = told(centre.members, one(final(at("11-30 10:00")), came=at("11-27 10:00")))
    assert young["answers_per_working_day"] == 0.5  # a Friday and a Monday


def test_returned_is_what_came_back_from_outside() -> None:
    found = told(
        centre.members,
        one(forwarded("11-03 10:00"), reopened("11-05 10:00"), number=1),
        one(forwarded("11-03 10:00"), reopened("12-05 10:00"), number=2),  # later
        one(closed("11-03 10:00"), reopened("11-05 10:00"), number=3),  # from nowhere
        # It came back before, and was then closed here.
        one(
            forwarded("10-03 10:00"),
            reopened("10-05 10:00"),
            closed("10-06 10:00"),
            reopened("11-05 10:00"),
            number=4,
            came=at("10-02 10:00"),
        ),
    )
    assert found["centre"]["returned"] == 1


def test_reassigned_is_what_went_from_one_department_to_another() -> None:
    found = told(
        centre.members,
        one(assigned("11-03 10:00", "roads"), assigned("11-04 10:00", "water"), number=1),
        one(assigned("11-03 10:00", "roads"), assigned("11-04 10:00", "ДорСтрой"), number=2),  # the same one
        one(assigned("11-03 10:00", "roads"), assigned("12-04 10:00", "water"), number=3),
        one(assigned("11-03 10:00", "roads"), number=4),
        # Passed on before the period, and in it given to the same one again.
        one(
            assigned("10-03 10:00", "roads"),
            assigned("10-04 10:00", "water"),
            assigned("11-04 10:00", "water"),
            number=5,
            came=at("10-02 10:00"),
        ),
    )
    assert found["centre"]["reassigned"] == 1


def test_an_answer_without_a_moment_has_no_term_and_no_verdict() -> None:
    told_by_source = event(
        EventKind.ANSWERED, at("11-25 10:00"), kind=AnswerKind.FINAL, outcome=Outcome.EXPLAINED, approximate=True
    )
    found = told(times.members, one(told_by_source, due="11-20 10:00"))
    assert found["punctual"] == {"in_time": 0, "late": 0, "without_term": 1}
    assert found["final_answer"]["in_time_percent"] is None
