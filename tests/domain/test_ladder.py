"""The escalation ladder: which terms run, how much of them is used, who is told, and that of one term once."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from fractions import Fraction
from importlib import resources
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mcu_cli.domain import decisions, postponing
from mcu_cli.domain.appeal import Appeal
from mcu_cli.domain.calendar import WorkingCalendar, WorkingHours
from mcu_cli.domain.deadlines import ChannelRules, Rule
from mcu_cli.domain.event import Due, Event
from mcu_cli.domain.ladder import (
    Answer,
    Clock,
    climb_text,
    climbed,
    due_climb,
    level_reached,
    levels_taken,
    running_clocks,
    share_used,
)
from mcu_cli.domain.registry import Rung
from mcu_cli.domain.rules import Rules
from mcu_cli.domain.steps import Act
from mcu_cli.domain.terms import Term
from mcu_cli.domain.vocabulary import CHATTER, AnswerKind, Channel, EventKind, Outcome, Priority
from mcu_cli.errors import RefusedError
from mcu_cli.language import speaking
from mcu_cli.store.registries import CATEGORIES, DEPARTMENTS, load

if TYPE_CHECKING:
    from collections.abc import Callable

K = EventKind
ZONE = ZoneInfo("Europe/Moscow")
CLERK = "clerk@town.example"
DAY = "09:00-13:00, 14:00-18:00"  # eight working hours
CALENDAR = WorkingCalendar(WorkingHours.parse(dict.fromkeys(range(5), DAY)), {}, frozenset(), frozenset(), ZONE)
DEFAULTS = resources.files("mcu_cli.store.defaults")
REGISTRY = load((DEFAULTS / DEPARTMENTS).read_bytes(), (DEFAULTS / CATEGORIES).read_bytes())


def terms(**clocks: str) -> ChannelRules:
    return ChannelRules({name: Rule(Term.parse(text)) for name, text in clocks.items()})


TERMS = {
    Channel.INCIDENT: replace(
        terms(
            first="8 working hours", final="5 working days", after_interim="5 working days", defer="30 calendar days"
        ),
        by_priority={Priority.HIGH: {"first": Rule(Term.parse("4 working hours"))}},
    ),
    Channel.LETTER: terms(final="30 calendar days", extend="30 calendar days"),
    Channel.URGENT: terms(first="100 minutes", final="10 hours"),
}
LADDER = (
    Rung("executor", "Исполнитель", 50, department=True),
    Rung("curator", "Куратор", 80),
    Rung("centre-head", "Руководитель центра", 100, "Иванова И. И.", "head@town.example"),
    Rung("mayor", "Глава", 150),
)
RULES = Rules(replace(REGISTRY, rules=TERMS, ladder=LADDER), CALENDAR)


def at(text: str) -> datetime:
    """Return a moment of November 2026, `16 09:00`, which is a Monday; or of another month, `12-30 18:00`."""
    day, clock = text.split()
    return datetime.fromisoformat(f"2026-{day if '-' in day else f'11-{day}'}T{clock}").replace(tzinfo=ZONE)


def shown(moment: datetime) -> str:
    """Return a moment as `at` reads it."""
    return f"{moment.astimezone(ZONE):%m-%d %H:%M}".removeprefix("11-")


def registered(channel: Channel = Channel.INCIDENT, moment: str = "16 09:00", **facts: Any) -> Appeal:
    appeal = Appeal(id="20261116-0001", channel=channel, received=at(moment), text="Яма.", **facts)
    return decisions.register(appeal, Act(CLERK, at(moment)), RULES, priority=Priority.NORMAL)


def answered(appeal: Appeal, moment: str, kind: AnswerKind = AnswerKind.INTERIM) -> Appeal:
    outcome = Outcome.EXPLAINED if kind is AnswerKind.FINAL else None
    act = Act(CLERK, at(moment))
    return decisions.answer(appeal, act, RULES, kind=kind, via=None, outcome=outcome, text="Ответ.")


def deferred(appeal: Appeal, moment: str, until: str) -> Appeal:
    return postponing.defer(appeal, Act(CLERK, at(moment)), RULES, date.fromisoformat(until), "Нет асфальта.")


def extended(appeal: Appeal, moment: str, until: str) -> Appeal:
    act, day = Act(CLERK, at(moment)), date.fromisoformat(until)
    return postponing.extend(appeal, act, RULES, until=day, reason="Запрос.", notified=act.at.date())


def reopened(appeal: Appeal, moment: str) -> Appeal:
    return decisions.reopen(appeal, Act(CLERK, at(moment)), RULES, "Не помогло.")


def told_of(appeal: Appeal, kind: EventKind, moment: str, /, **details: Any) -> Appeal:
    """Return the appeal with an imported event, recorded last whenever it happened."""
    recorded = max(at(moment), appeal.history[-1].recorded_at)
    event = Event(f"{kind}{len(appeal.history)}", at(moment), CLERK, kind, recorded, details=details)
    return replace(appeal, history=(*appeal.history, event))


def escalated(appeal: Appeal, moment: str | datetime, rules: Rules = RULES) -> Appeal:
    """Return the appeal after one run of the ladder, which must bring it up."""
    act = Act(CLERK, at(moment) if isinstance(moment, str) else moment)
    climb = due_climb(appeal, rules, act.at)
    assert climb is not None
    return climbed(appeal, act, rules, climb)


def level_of(appeal: Appeal, moment: str | datetime, rules: Rules = RULES) -> int:
    """Return the step to which the ladder takes the appeal at a moment; 0 for none."""
    climb = due_climb(appeal, rules, at(moment) if isinstance(moment, str) else moment)
    return climb.level if climb else 0


# What is used of a term


@pytest.mark.parametrize(
    ("moment", "level"),
    [
        ("16 13:00", 1),  # four of eight working hours
        ("16 16:24", 2),  # 6.4 of eight, lunch left out
        ("16 18:00", 3),  # the due moment itself
        ("17 13:00", 4),  # twelve working hours: the night is left out
    ],
)
def test_a_step_is_reached_at_its_share_of_the_working_time_and_not_a_second_before(moment: str, level: int) -> None:
    appeal = registered()

    assert level_of(appeal, at(moment) - timedelta(seconds=1)) == level - 1
    assert level_of(appeal, moment) == level


@pytest.mark.parametrize(
    ("moment", "level"),
    [
        ("16 09:50", 1),
        ("16 10:20", 2),
        ("16 10:40", 3),
        ("16 11:30", 4),
    ],
)
def test_minutes_of_the_urgent_line_run_by_the_clock(moment: str, level: int) -> None:
    appeal = registered(Channel.URGENT)

    assert level_of(appeal, at(moment) - timedelta(seconds=1)) == level - 1
    assert level_of(appeal, moment) == level


def test_the_urgent_line_does_not_sleep_or_rest_on_sunday() -> None:
    assert level_of(registered(Channel.URGENT, "22 02:00"), "22 03:39") == 2
    assert level_of(registered(Channel.URGENT, "22 02:00"), "22 03:40") == 3


@pytest.mark.parametrize(
    ("start", "moments"),
    [
        ("16 14:00", ("16 18:00", "16 23:59", "17 03:00", "17 08:59")),  # due at 13:00 of the next day
        ("20 14:00", ("20 18:00", "21 12:00", "22 12:00", "23 09:00")),  # a Friday, due on Monday
    ],
)
def test_working_time_stands_still_at_night_and_on_days_off(start: str, moments: tuple[str, ...]) -> None:
    appeal = registered(moment=start)
    (first, _final) = running_clocks(appeal, RULES)

    assert {share_used(first, appeal, RULES, at(moment)) for moment in moments} == {Fraction(1, 2)}
    assert share_used(first, appeal, RULES, at(moments[-1]) + timedelta(hours=1, minutes=1)) > Fraction(1, 2)


def test_calendar_days_run_on_at_night_and_on_days_off() -> None:
    letter = registered(Channel.LETTER)
    (final,) = running_clocks(letter, RULES)
    whole = final.due - final.start

    assert share_used(final, letter, RULES, final.start + whole / 4) == Fraction(1, 4)
    assert share_used(final, letter, RULES, final.start + whole * 2) == 2


@pytest.mark.parametrize("share", range(1, 201))
def test_no_share_is_missed_by_a_rounding_error(share: int) -> None:
    """Of 100 minutes each is one percent: 29 of them are 29 %, which 0.29 * 100 is not."""
    appeal = registered(Channel.URGENT)
    rules = Rules(replace(RULES.registry, ladder=(Rung("one", "Кто-то", share),)), CALENDAR)
    reached = appeal.registered + timedelta(minutes=share)
    climb = due_climb(appeal, rules, reached)

    assert climb is not None
    assert climb.share == share
    assert due_climb(appeal, rules, reached - timedelta(microseconds=1)) is None


def test_a_term_without_any_length_is_used_up_once_past() -> None:
    moment = at("16 12:00")
    clock = Clock(Answer.FINAL, moment, moment, "final")

    assert share_used(clock, registered(), RULES, moment) == 0
    assert share_used(clock, registered(), RULES, moment + timedelta(seconds=1)) == 1
    assert share_used(clock, registered(), RULES, moment + timedelta(days=365)) == 1


def test_a_term_that_holds_no_working_time_any_more_is_used_up_once_past() -> None:
    night = Clock(Answer.FIRST, at("16 19:00"), at("16 20:00"), "first")

    assert share_used(night, registered(), RULES, at("16 20:00")) == 0
    assert share_used(night, registered(), RULES, at("16 20:01")) == 1


@pytest.mark.parametrize("channel", [Channel.INCIDENT, Channel.LETTER, Channel.URGENT])
def test_before_a_term_begins_nothing_of_it_is_used(channel: Channel) -> None:
    appeal = registered(channel)

    assert {share_used(clock, appeal, RULES, at("13 12:00")) for clock in running_clocks(appeal, RULES)} == {0}


def test_a_term_whose_rule_is_gone_is_measured_by_the_clock() -> None:
    appeal = registered(moment="16 14:00")
    without = Rules(replace(RULES.registry, rules={}), CALENDAR)
    (first, _final) = running_clocks(appeal, without)

    assert (first.start, first.due) == (at("16 14:00"), at("17 13:00"))
    assert share_used(first, appeal, without, at("17 01:30")) == Fraction(1, 2)


def test_a_rule_of_its_own_for_a_category_says_how_the_term_is_measured() -> None:
    by_the_clock = replace(TERMS[Channel.INCIDENT], by_category={"roads": terms(first="24 hours")})
    rules = Rules(replace(RULES.registry, rules={Channel.INCIDENT: by_the_clock}), CALENDAR)
    appeal = Appeal(id="20261116-0001", channel=Channel.INCIDENT, received=at("16 12:00"), text="Яма.")
    appeal = decisions.register(appeal, Act(CLERK, at("16 12:00")), rules, category="roads", priority=Priority.NORMAL)

    assert level_of(appeal, at("17 00:00") - timedelta(seconds=1), rules) == 0
    assert level_of(appeal, "17 00:00", rules) == 1


# Which terms run

OTHER = Due(first=at("16 18:00"), final=at("30 18:00"))


def forwarded(appeal: Appeal, moment: str) -> Appeal:
    act = Act(CLERK, at(moment))
    return decisions.forward(
        appeal, act, RULES, to="Министерство", control=True, notified=act.at.date(), reason="По компетенции."
    )


def prioritised(appeal: Appeal, moment: str) -> Appeal:
    return decisions.prioritise(appeal, Act(CLERK, at(moment)), RULES, Priority.HIGH)


FIRST = ("first", "16 09:00", "16 18:00", "first")
FINAL = ("final", "16 09:00", "23 18:00", "final")
CLOCKS: dict[str, tuple[Callable[[], Appeal], list[tuple[str, str, str, str]]]] = {
    "registered": (registered, [FIRST, FINAL]),
    "a channel without a first clock": (
        lambda: registered(Channel.LETTER),
        [("final", "16 09:00", "12-16 18:00", "final")],
    ),
    "another priority counts from registration": (
        lambda: prioritised(registered(), "16 10:00"),
        [("first", "16 09:00", "16 13:00", "first"), FINAL],
    ),
    "the first interim answer begins the final term anew": (
        lambda: answered(registered(), "17 12:00"),
        [("final", "17 12:00", "24 18:00", "after_interim")],
    ),
    "the second one does not": (
        lambda: answered(answered(registered(), "17 12:00"), "18 12:00"),
        [("final", "17 12:00", "24 18:00", "after_interim")],
    ),
    "another priority after it counts from it": (
        lambda: told_of(
            answered(registered(), "17 12:00"), K.PRIORITISED, "18 09:00", priority=Priority.HIGH, due=OTHER
        ),
        [("final", "17 12:00", "30 18:00", "after_interim")],
    ),
    "an interim answer without a term of its own moves nothing": (
        lambda: told_of(registered(), K.ANSWERED, "17 12:00", kind=AnswerKind.INTERIM),
        [FINAL],
    ),
    "recomputed after such an answer": (
        lambda: told_of(
            told_of(registered(), K.ANSWERED, "17 12:00", kind=AnswerKind.INTERIM), K.RECOMPUTED, "18 09:00", due=OTHER
        ),
        [("final", "17 12:00", "30 18:00", "after_interim")],
    ),
    "deferred: the promise is the final term, the first answer stays owed": (
        lambda: deferred(registered(), "16 15:00", "2026-11-30"),
        [FIRST, ("final", "16 15:00", "30 18:00", "defer")],
    ),
    "deferred again": (
        lambda: deferred(deferred(registered(), "16 15:00", "2026-11-20"), "18 09:00", "2026-11-30"),
        [FIRST, ("final", "18 09:00", "30 18:00", "defer")],
    ),
    "another priority leaves a promise that is later": (
        lambda: prioritised(deferred(registered(), "16 12:00", "2026-11-30"), "16 12:30"),
        [("first", "16 09:00", "16 13:00", "first"), ("final", "16 12:00", "30 18:00", "defer")],
    ),
    "an interim answer leaves a promise": (
        lambda: answered(deferred(registered(), "16 15:00", "2026-11-30"), "17 12:00"),
        [("final", "16 15:00", "30 18:00", "defer")],
    ),
    "a deferral that names the day alone": (
        lambda: told_of(registered(), K.DEFERRED, "16 15:00", until=date(2026, 11, 30), reason="-"),
        [FIRST, ("final", "16 15:00", "30 18:00", "defer")],
    ),
    "a deferral that names nothing": (
        lambda: told_of(registered(), K.DEFERRED, "16 15:00", reason="-"),
        [FIRST, FINAL],
    ),
    "an extension keeps the beginning": (
        lambda: extended(registered(Channel.LETTER), "30 09:00", "2026-12-30"),
        [("final", "16 09:00", "12-30 18:00", "final")],
    ),
    "an extension after a promise goes on from it": (
        lambda: told_of(
            deferred(registered(), "16 15:00", "2026-11-20"),
            K.EXTENDED,
            "18 09:00",
            until=date(2026, 11, 30),
            due=OTHER,
        ),
        [FIRST, ("final", "16 15:00", "30 18:00", "defer")],
    ),
    "recomputed": (
        lambda: told_of(registered(), K.RECOMPUTED, "18 09:00", due=OTHER),
        [FIRST, ("final", "16 09:00", "30 18:00", "final")],
    ),
    "classified with other terms": (
        lambda: told_of(registered(), K.CLASSIFIED, "18 09:00", category="roads", due=OTHER),
        [FIRST, ("final", "16 09:00", "30 18:00", "final")],
    ),
    "reopened after an answer: the final one is owed alone": (
        lambda: reopened(answered(registered(), "17 12:00", AnswerKind.FINAL), "18 12:00"),
        [("final", "18 12:00", "25 18:00", "final")],
    ),
    "reopened after a promise": (
        lambda: reopened(
            answered(deferred(registered(), "16 15:00", "2026-11-30"), "17 12:00", AnswerKind.FINAL), "18 12:00"
        ),
        [("final", "18 12:00", "25 18:00", "final")],
    ),
    "forwarded under control": (lambda: forwarded(registered(), "16 12:00"), [FIRST, FINAL]),
    "what is told late stands where it happened": (
        lambda: told_of(
            reopened(answered(registered(), "17 12:00", AnswerKind.FINAL), "18 12:00"),
            K.RECOMPUTED,
            "17 11:00",
            due=OTHER,
        ),
        [("final", "18 12:00", "25 18:00", "final")],
    ),
}


@pytest.mark.parametrize("case", CLOCKS)
def test_the_clocks_that_run(case: str) -> None:
    make, expected = CLOCKS[case]
    clocks = running_clocks(make(), RULES)
    assert [(str(clock.answer), shown(clock.start), shown(clock.due), clock.rule) for clock in clocks] == expected


def test_an_appeal_without_any_due_moment_has_nothing_to_be_late_with() -> None:
    appeal = registered(Channel.PAGE)

    assert running_clocks(appeal, RULES) == ()
    assert due_climb(appeal, RULES, at("12-31 12:00")) is None


# Which step, and who is told


def test_who_is_told_has_a_name_an_address_and_a_department() -> None:
    appeal = registered()
    department = replace(RULES.registry.departments["roads"], head="Петров П. П.", email="roads@town.example")
    rules = Rules(replace(RULES.registry, departments={"roads": department}), CALENDAR)
    appeal = decisions.assign(appeal, Act(CLERK, at("16 09:00")), rules.registry, department)
    climb = due_climb(appeal, rules, at("16 18:00"))

    assert climb is not None
    assert (climb.level, climb.to, climb.answer, climb.share) == (3, "centre-head", Answer.FIRST, 100)
    assert [tuple(one)[1:] for one in climb.told] == [
        ("executor", "Исполнитель", True, department.name, "Петров П. П.", "roads@town.example"),
        ("curator", "Куратор", False, "", "", ""),
        ("centre-head", "Руководитель центра", False, "", "Иванова И. И.", "head@town.example"),
    ]


def test_the_step_of_the_department_says_where_there_is_none_and_keeps_a_name_it_does_not_know() -> None:
    nobody = due_climb(registered(), RULES, at("16 13:00"))
    unknown = told_of(registered(), K.ASSIGNED, "16 09:00", department="Служба маяков")
    somebody = due_climb(unknown, RULES, at("16 13:00"))

    assert nobody is not None
    assert somebody is not None
    assert [(one.in_charge, one.department) for one in nobody.told] == [(True, "")]
    assert [(one.in_charge, one.department) for one in somebody.told] == [(True, "Служба маяков")]


def test_of_two_clocks_that_of_which_more_is_used_counts() -> None:
    appeal = registered()
    early, late = due_climb(appeal, RULES, at("16 13:00")), due_climb(appeal, RULES, at("20 12:00"))

    assert early is not None
    assert late is not None
    assert (early.answer, early.share) == (Answer.FIRST, 50)
    assert (late.answer, late.share, late.level) == (Answer.FIRST, 437, 4)
    answered_since = answered(appeal, "17 09:00")
    final = due_climb(answered_since, RULES, at("24 12:00"))
    assert final is not None
    assert (final.answer, final.share, final.level) == (Answer.FINAL, 89, 2)  # 43 of 48 working hours


def test_steps_jumped_over_are_told_but_make_no_event_of_their_own() -> None:
    appeal = escalated(registered(), "17 13:00")

    (event,) = [event for event in appeal.history if event.event is K.ESCALATED]
    assert (event.details["level"], event.details["to"], event.details["auto"]) == (4, "mayor", True)
    assert appeal.state.escalation == 4


def test_a_step_above_one_taken_tells_the_steps_between_alone() -> None:
    appeal = escalated(registered(), "16 16:24")
    climb = due_climb(appeal, RULES, at("17 13:00"))

    assert climb is not None
    assert [one.id for one in climb.told] == ["centre-head", "mayor"]


def test_a_step_taken_by_hand_is_not_taken_again() -> None:
    appeal = registered()
    appeal = decisions.escalate(appeal, Act(CLERK, at("16 10:00")), RULES.registry, "Срочно.")

    assert appeal.state.escalation == 2  # past the department in charge, which a clerk reaches without a ladder
    assert level_of(appeal, "16 16:24") == 0
    assert level_of(appeal, "16 18:00") == 3


def test_a_step_without_a_share_is_neither_reached_nor_told() -> None:
    by_hand = (LADDER[0], Rung("deputy", "Заместитель"), LADDER[2], Rung("governor", "Губернатор"))
    rules = Rules(replace(RULES.registry, ladder=by_hand), CALENDAR)
    climb = due_climb(registered(), rules, at("30 18:00"))

    assert climb is not None
    assert (climb.level, climb.to, [one.id for one in climb.told]) == (3, "centre-head", ["executor", "centre-head"])
    assert due_climb(escalated(registered(), "30 18:00", rules), rules, at("12-31 12:00")) is None


@pytest.mark.parametrize("ladder", [(), (Rung("curator", "Куратор"), Rung("mayor", "Глава"))])
def test_a_ladder_without_shares_takes_nobody_up(ladder: tuple[Rung, ...]) -> None:
    rules = Rules(replace(RULES.registry, ladder=ladder), CALENDAR)

    assert due_climb(registered(), rules, at("12-31 12:00")) is None


def test_a_ladder_that_has_become_shorter_than_the_level_is_no_trouble() -> None:
    appeal = escalated(registered(), "17 13:00")
    rules = Rules(replace(RULES.registry, ladder=LADDER[:2]), CALENDAR)

    assert due_climb(appeal, rules, at("12-31 12:00")) is None


@pytest.mark.parametrize(
    ("tags", "department", "level"), [((), "", 4), ((CHATTER,), "", 0), ((CHATTER,), "roads", 4), (("снег",), "", 4)]
)
def test_chatter_is_left_alone_until_somebody_answers_for_it(
    tags: tuple[str, ...], department: str, level: int
) -> None:
    appeal = registered(tags=tags)
    if department:
        appeal = told_of(appeal, K.ASSIGNED, "16 09:00", department=department)

    assert level_of(appeal, "12-31 12:00") == level


@pytest.mark.parametrize(
    "end",
    [
        lambda appeal: answered(appeal, "16 10:00", AnswerKind.FINAL),
        lambda appeal: decisions.close(appeal, Act(CLERK, at("16 10:00")), Outcome.WITHDRAWN),
        lambda appeal: told_of(appeal, K.FORWARDED, "16 10:00", to="Министерство"),
    ],
)
def test_what_has_left_the_backlog_is_left_alone(end: Callable[[Appeal], Appeal]) -> None:
    assert due_climb(end(registered()), RULES, at("12-31 12:00")) is None


def test_what_is_forwarded_under_control_goes_up_like_any_other() -> None:
    assert level_of(forwarded(registered(), "16 12:00"), "16 18:00") == 3


# Once of each term


def test_the_first_answer_begins_a_ladder_of_its_own_for_the_final_one() -> None:
    appeal = answered(escalated(registered(), "17 13:00"), "17 14:00")

    assert level_of(appeal, "20 09:00") == 0
    assert level_of(appeal, "20 17:00") == 1


def test_an_interim_answer_that_an_import_tells_late_begins_the_final_ladder_all_the_same() -> None:
    """It was given before the ladder was climbed for want of it, and recorded after."""
    appeal = escalated(registered(), "17 13:00")
    due = RULES.due_after_interim(registered(), at("16 12:00"))
    appeal = told_of(appeal, K.ANSWERED, "16 12:00", kind=AnswerKind.INTERIM, due=due)

    assert levels_taken(appeal.history) == {Answer.FIRST: 4, Answer.FINAL: 0}
    assert level_of(appeal, "18 09:00") == 0
    again = escalated(appeal, "20 12:00")
    assert [e.details["level"] for e in again.history if e.event is K.ESCALATED] == [4, 1]
    assert level_of(again, "20 12:00") == 0


def test_a_promise_is_not_escalated_before_its_own_term_runs_out() -> None:
    appeal = answered(registered(), "16 10:00")
    appeal = deferred(appeal, "20 18:00", "2026-11-30")

    assert level_of(appeal, "24 09:00") == 0  # the old term would have ended
    assert level_of(appeal, "25 17:59") == 0
    assert level_of(appeal, "25 18:00") == 1
    assert level_of(appeal, "30 18:00") == 3


def test_a_deferral_tells_nobody_again_of_a_first_answer_that_is_still_owed() -> None:
    appeal = deferred(escalated(registered(), "17 13:00"), "17 14:00", "2026-11-30")

    assert appeal.state.escalation is None
    assert levels_taken(appeal.history) == {Answer.FIRST: 4, Answer.FINAL: 0}
    assert level_of(appeal, "17 14:00") == 0
    climb = due_climb(appeal, RULES, at("25 09:00"))
    assert climb is not None
    assert (climb.answer, climb.level) == (Answer.FINAL, 1)
    appeal = escalated(appeal, "25 09:00")
    assert levels_taken(appeal.history) == {Answer.FIRST: 4, Answer.FINAL: 1}
    assert level_of(appeal, "25 09:00") == 0


def test_a_second_interim_answer_begins_nothing() -> None:
    appeal = answered(registered(), "16 10:00")
    appeal = answered(escalated(appeal, "20 12:00"), "20 13:00")

    assert levels_taken(appeal.history)[Answer.FINAL] == 1
    assert level_of(appeal, "20 13:00") == 0


def test_an_extension_begins_the_ladder_again_on_the_longer_term() -> None:
    letter = escalated(registered(Channel.LETTER), "12-14 09:00")
    assert letter.state.escalation == 2
    letter = extended(letter, "12-14 10:00", "2026-12-31")

    assert level_of(letter, "12-14 10:00") == 1  # 28 of 45 days
    assert level_of(escalated(letter, "12-14 10:00"), "12-14 10:00") == 0


def test_a_reopening_begins_every_ladder_again() -> None:
    appeal = answered(escalated(registered(), "17 13:00"), "17 14:00", AnswerKind.FINAL)
    appeal = reopened(appeal, "18 09:00")

    assert levels_taken(appeal.history) == {Answer.FIRST: 0, Answer.FINAL: 0}
    assert level_of(appeal, "20 17:59") == 0
    assert level_of(appeal, "20 18:00") == 1


def test_another_priority_takes_nobody_up_a_second_time() -> None:
    appeal = escalated(registered(), "16 16:24")
    appeal = decisions.prioritise(appeal, Act(CLERK, at("16 16:30")), RULES, Priority.LOW)

    assert level_of(appeal, "16 16:30") == 0


def test_a_clock_set_back_is_refused_as_for_any_other_step() -> None:
    appeal = registered(moment="17 13:00")
    climb = due_climb(appeal, RULES, at("24 12:00"))
    assert climb is not None
    with pytest.raises(RefusedError, match="set the clock right"):
        climbed(appeal, Act(CLERK, at("17 12:00")), RULES, climb)


# In words


def test_the_reason_is_said_in_the_language_of_the_store() -> None:
    for language, moment in (("ru", "16.11.2026 18:00"), ("en", "2026-11-16 18:00")):
        municipality = replace(RULES.registry.municipality, language=language)
        rules = Rules(replace(RULES.registry, municipality=municipality), CALENDAR)
        for spoken in ("en", "ru"):
            with speaking(spoken):
                appeal = escalated(registered(), "16 16:30", rules)
            reason = appeal.history[-1].details["reason"]
            with speaking(language):
                climb = due_climb(registered(), rules, at("16 16:30"))
                assert climb is not None
                assert reason == climb_text(climb, ZONE)
            assert "81" in reason
            assert moment in reason


def test_a_share_is_not_rounded_up_to_what_is_not_reached() -> None:
    climb = due_climb(registered(), RULES, at("16 18:00") - timedelta(seconds=1))

    assert climb is not None
    assert (climb.share, climb.level) == (99, 2)


# Whatever happens

MOMENTS = st.integers(0, 60 * 24 * 60).map(lambda minutes: at("16 09:00") + timedelta(minutes=minutes))


@given(MOMENTS, MOMENTS, st.sampled_from([Channel.INCIDENT, Channel.LETTER, Channel.URGENT]))
@settings(max_examples=100)
def test_as_time_goes_on_no_step_is_left_again(one: datetime, other: datetime, channel: Channel) -> None:
    appeal = registered(channel)
    earlier, later = sorted((one, other))

    assert level_of(appeal, earlier) <= level_of(appeal, later) <= len(LADDER)
    for clock in running_clocks(appeal, RULES):
        used = [share_used(clock, appeal, RULES, moment) for moment in (earlier, later)]
        assert 0 <= used[0] <= used[1]


STEPS: dict[str, Callable[[Appeal, Act], Appeal]] = {
    "nothing": lambda appeal, _act: appeal,
    "interim": lambda appeal, act: decisions.answer(
        appeal, act, RULES, kind=AnswerKind.INTERIM, via=None, outcome=None, text="-"
    ),
    "defer": lambda appeal, act: postponing.defer(
        appeal, act, RULES, act.at.astimezone(ZONE).date() + timedelta(days=6), "-"
    ),
    "high": lambda appeal, act: decisions.prioritise(appeal, act, RULES, Priority.HIGH),
    "normal": lambda appeal, act: decisions.prioritise(appeal, act, RULES, Priority.NORMAL),
    "by hand": lambda appeal, act: decisions.escalate(appeal, act, RULES.registry, "-"),
    "close": lambda appeal, act: decisions.close(appeal, act, Outcome.WITHDRAWN),
    "reopen": lambda appeal, act: decisions.reopen(appeal, act, RULES, "-"),
}


@given(st.lists(st.tuples(st.integers(0, 3000), st.sampled_from(sorted(STEPS))), max_size=12))
@settings(max_examples=100)
def test_whatever_happens_each_run_leaves_nothing_for_a_second_one(told: list[tuple[int, str]]) -> None:
    appeal = registered()
    now = appeal.registered.astimezone(UTC)
    for minutes, name in told:
        now += timedelta(minutes=minutes)
        act = Act(CLERK, now.astimezone(ZONE))
        with suppress(RefusedError):  # what the workflow does not allow there
            appeal = STEPS[name](appeal, act)
        before = levels_taken(appeal.history)
        climb = due_climb(appeal, RULES, act.at)
        if climb is None:
            continue
        assert appeal.state.is_open
        assert before[climb.answer] < climb.level <= len(LADDER)
        assert [one.level for one in climb.told] == list(range(before[climb.answer] + 1, climb.level + 1))
        shares = [share_used(clock, appeal, RULES, act.at) for clock in running_clocks(appeal, RULES)]
        assert climb.level <= level_reached(LADDER, max(shares))
        appeal = climbed(appeal, act, RULES, climb)
        assert appeal.state.escalation == climb.level
        assert due_climb(appeal, RULES, act.at) is None
