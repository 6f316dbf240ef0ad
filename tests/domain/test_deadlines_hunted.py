"""What the rules keep when terms are set anew: each test stands for a condition that no other test missed."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from importlib import resources
from typing import TYPE_CHECKING

import pytest

from mcu_cli.domain import decisions, postponing
from mcu_cli.domain.appeal import Appeal
from mcu_cli.domain.calendar import WorkingCalendar
from mcu_cli.domain.deadlines import ChannelRules, Rule
from mcu_cli.domain.ladder import Answer, climbed, due_climb, levels_taken
from mcu_cli.domain.rules import Rules
from mcu_cli.domain.steps import Act
from mcu_cli.domain.terms import Term
from mcu_cli.domain.vocabulary import AnswerKind, Channel, NoAnswerReason, Outcome, Priority
from mcu_cli.errors import RefusedError
from mcu_cli.store.registries import CATEGORIES, DEPARTMENTS, load

if TYPE_CHECKING:
    from collections.abc import Mapping

DEFAULTS = resources.files("mcu_cli.store.defaults")
REGISTRY = load((DEFAULTS / DEPARTMENTS).read_bytes(), (DEFAULTS / CATEGORIES).read_bytes())
ZONE = REGISTRY.municipality.timezone
CALENDAR = WorkingCalendar(REGISTRY.hours, {}, frozenset(), frozenset(), ZONE)
RULES = Rules(REGISTRY, CALENDAR)
MONDAY = 16  # 16 November 2026; the store works from 8:30 to 17:45, on Fridays to 16:30


def on(day: int, hour: int = 10, month: int = 11) -> Act:
    return Act("clerk@town.example", datetime(2026, month, day, hour, tzinfo=ZONE))


def rules_of(channel: Channel = Channel.LETTER, **clocks: str) -> Rules:
    """Return the default rules with other clocks for a channel."""
    rules = ChannelRules({name: Rule(Term.parse(text)) for name, text in clocks.items()})
    return replace(RULES, registry=replace(REGISTRY, rules={**REGISTRY.rules, channel: rules}))


def registered(channel: Channel, rules: Rules = RULES, *, category: str = "", received: int = MONDAY) -> Appeal:
    """Return an appeal registered on the Monday."""
    draft = Appeal(id="20261116-0001", channel=channel, received=on(received, 9).at, text="Яма на дороге.")
    return decisions.register(draft, on(MONDAY), rules, category=category, priority=Priority.NORMAL)


def interim(appeal: Appeal, act: Act, rules: Rules = RULES) -> Appeal:
    return decisions.answer(appeal, act, rules, kind=AnswerKind.INTERIM, via=None, outcome=None, text="Выехали.")


def taken_up_again(appeal: Appeal, act: Act, rules: Rules = RULES) -> Appeal:
    answered = decisions.answer(
        appeal, act, rules, kind=AnswerKind.FINAL, via=None, outcome=Outcome.EXPLAINED, text="Ответ."
    )
    return decisions.reopen(answered, act, rules, "жалоба")


def put_away_and_back(appeal: Appeal, act: Act) -> Appeal:
    return decisions.reopen(decisions.close(appeal, act, Outcome.EXPLAINED), act, RULES, "ошибка")


def test_whoever_had_no_final_answer_waits_by_the_term_that_stood() -> None:
    letter = registered(Channel.LETTER)
    again = put_away_and_back(letter, on(20))
    assert again.state.due == letter.state.due
    assert "due" not in again.history[-1].details
    assert RULES.due_now(again) == letter.state.due


def test_the_ladder_of_a_term_that_goes_on_is_not_climbed_again() -> None:
    phone = decisions.escalate(registered(Channel.PHONE), on(17), RULES.registry, "молчат")
    assert put_away_and_back(phone, on(18)).state.escalation == phone.state.escalation
    assert taken_up_again(phone, on(18)).state.escalation is None


def test_the_day_of_registration_stays_late_after_a_reopening() -> None:
    letter = registered(Channel.LETTER, received=10)
    assert taken_up_again(letter, on(20)).state.due.register == letter.state.due.register


def test_what_was_missed_stays_missed_under_another_priority() -> None:
    phone = decisions.prioritise(registered(Channel.PHONE), on(MONDAY, 10), RULES, Priority.HIGH)
    first = phone.state.due.first
    assert first is not None
    late = Act("clerk@town.example", first + timedelta(minutes=1))
    assert decisions.prioritise(phone, late, RULES, Priority.NORMAL).state.due.first == first


def test_a_priority_of_the_same_terms_moves_nothing_though_the_rules_have_changed() -> None:
    letter = registered(Channel.LETTER)
    low = decisions.prioritise(letter, on(17), rules_of(final="20 calendar days"), Priority.LOW)
    assert low.state.due == letter.state.due


def test_what_is_urgent_is_never_slower_than_what_is_high() -> None:
    rules = ChannelRules(
        {"first": Rule(Term.parse("9 working hours"))},
        {Priority.HIGH: {"first": Rule(Term.parse("4 working hours"))}},
        {"roads": ChannelRules({"first": Rule(Term.parse("6 working hours"))})},
    )
    high, urgent = (rules.rule("first", priority) for priority in (Priority.HIGH, Priority.URGENT))
    assert urgent == high
    of_category = rules.rule("first", Priority.URGENT, "roads/snow")
    assert of_category is not None
    assert of_category.within.amount == 6  # the nearest section goes first, whatever the priority


def test_an_interim_answer_does_not_shorten_an_extension() -> None:
    rules = rules_of(final="30 calendar days", extend="30 calendar days", after_interim="7 working days")
    letter = registered(Channel.LETTER)
    extended = postponing.extend(
        letter, on(17), rules, until=date(2027, 1, 13), reason="запрос", notified=on(17).at.date()
    )
    told = decisions.answer(extended, on(18), rules, kind=AnswerKind.INTERIM, via=None, outcome=None, text="Ждите.")
    assert told.state.due.final == extended.state.due.final


def test_a_term_is_extended_before_it_is_over() -> None:
    letter = registered(Channel.LETTER)
    late = Act("clerk@town.example", datetime(2026, 12, 17, 10, tzinfo=RULES.calendar.tz))
    with pytest.raises(RefusedError, match="before it is over"):
        postponing.extend(letter, late, RULES, until=date(2027, 1, 10), reason="-", notified=date(2026, 12, 16))


@pytest.mark.parametrize("outcome", [Outcome.NO_ANSWER, Outcome.FORWARDED])
def test_steps_of_the_law_are_no_outcomes_of_a_letter(outcome: Outcome) -> None:
    letter = registered(Channel.LETTER)
    with pytest.raises(RefusedError, match=r"mcu (reject|forward)"):
        decisions.close(letter, on(17), outcome)
    with pytest.raises(RefusedError, match=r"mcu (reject|forward)"):
        decisions.answer(letter, on(17), RULES, kind=AnswerKind.FINAL, via=None, outcome=outcome, text="-")


def test_a_promise_stands_where_the_channel_has_lost_its_term() -> None:
    phone = postponing.defer(registered(Channel.PHONE), on(MONDAY, 11), RULES, date(2026, 12, 10), "ждём деталь")
    due = rules_of(first="9 working hours", channel=Channel.PHONE).due_now(phone)
    assert due is not None
    assert due.final == phone.state.due.final


@pytest.mark.parametrize("notified", [date(2026, 11, 18), date(2026, 11, 15)])
def test_nobody_is_told_tomorrow_or_before_the_registration(notified: date) -> None:
    letter = registered(Channel.LETTER)
    with pytest.raises(RefusedError, match="the citizen was told"):
        decisions.forward(letter, on(17), RULES, to="police", control=False, notified=notified, reason="")
    with pytest.raises(RefusedError, match="the citizen was told"):
        decisions.reject(letter, on(17), NoAnswerReason.OBSCENE, notified=notified)
    with pytest.raises(RefusedError, match="the citizen was told"):
        postponing.extend(letter, on(17), RULES, until=date(2027, 1, 10), reason="-", notified=notified)


def final_day(appeal: Appeal) -> date:
    assert appeal.state.due.final is not None
    return appeal.state.due.final.date()


def test_by_when_it_had_to_be_registered_outlives_another_rule_for_registration() -> None:
    letter = registered(Channel.LETTER, received=10)
    by = letter.state.due.register
    assert by is not None
    assert by < letter.registered
    rules = rules_of(register="20 calendar days", final="20 calendar days")
    recomputed = decisions.recompute(letter, on(17), rules)
    assert recomputed.state.due.register == by
    assert final_day(recomputed) == date(2026, 12, 4)


def test_what_was_told_before_a_reopening_does_not_hold_the_new_term() -> None:
    phone = postponing.defer(registered(Channel.PHONE), on(MONDAY, 11), RULES, date(2026, 12, 16), "ждём деталь")
    again = taken_up_again(phone, on(17))
    assert final_day(again) == date(2026, 11, 26)
    assert RULES.due_now(again) == again.state.due


def test_a_longer_term_goes_beyond_an_extension() -> None:
    letter = registered(Channel.LETTER)
    extended = postponing.extend(
        letter, on(17), RULES, until=date(2026, 12, 25), reason="запрос", notified=on(17).at.date()
    )
    rules = rules_of(final="60 calendar days", extend="30 calendar days")
    assert final_day(decisions.recompute(extended, on(18), rules)) == date(2027, 1, 15)


def test_an_interim_answer_before_a_reopening_starts_no_term_after_it() -> None:
    again = taken_up_again(interim(registered(Channel.PHONE), on(17)), on(18))
    assert final_day(again) == date(2026, 11, 27)
    assert RULES.due_now(again) == again.state.due
    # The first one after it does.
    assert final_day(interim(again, on(20))) == date(2026, 12, 1)


def test_of_several_interim_answers_the_first_starts_the_final_term() -> None:
    twice = interim(interim(registered(Channel.PHONE), on(17)), on(20))
    assert final_day(twice) == date(2026, 11, 26)
    assert RULES.due_now(twice) == twice.state.due


def test_rules_of_a_topic_go_before_those_of_its_group() -> None:
    def final(text: str) -> Mapping[str, Rule]:
        return {"final": Rule(Term.parse(text))}

    of = ChannelRules(
        final("30 calendar days"),
        by_category={
            "roads": ChannelRules(final("20 calendar days"), {Priority.HIGH: final("1 calendar day")}),
            "roads/snow": ChannelRules(final("2 calendar days")),
        },
    )
    found = {
        (category, priority): str(nearest.within)
        for category in ("roads/snow", "roads/signs", "roads", "waste", "")
        for priority in (Priority.NORMAL, Priority.HIGH)
        if (nearest := of.rule("final", priority, category))
    }
    assert found == {
        ("roads/snow", Priority.NORMAL): "2 calendar days",
        ("roads/snow", Priority.HIGH): "2 calendar days",
        ("roads/signs", Priority.NORMAL): "20 calendar days",
        ("roads/signs", Priority.HIGH): "1 calendar day",
        ("roads", Priority.NORMAL): "20 calendar days",
        ("roads", Priority.HIGH): "1 calendar day",
        ("waste", Priority.NORMAL): "30 calendar days",
        ("waste", Priority.HIGH): "30 calendar days",
        ("", Priority.NORMAL): "30 calendar days",
        ("", Priority.HIGH): "30 calendar days",
    }


def test_another_category_moves_no_term_of_what_is_done() -> None:
    topic = REGISTRY.category("roads")
    phone = replace(
        REGISTRY.rules[Channel.PHONE], by_category={topic.id: ChannelRules({"final": Rule(Term.parse("1 hour"))})}
    )
    rules = replace(RULES, registry=replace(REGISTRY, rules={**REGISTRY.rules, Channel.PHONE: phone}))
    done = decisions.close(registered(Channel.PHONE, rules), on(17), Outcome.EXPLAINED)
    moved = decisions.classify(done, on(18), rules, topic)
    assert moved.state.due == done.state.due
    assert "due" not in moved.history[-1].details


def test_the_first_interim_answer_after_a_reopening_begins_the_ladder_of_its_term() -> None:
    answered = decisions.answer(
        registered(Channel.PHONE), on(17), RULES, kind=AnswerKind.FINAL, via=None, outcome=Outcome.RESOLVED, text="Да."
    )
    again = decisions.reopen(answered, on(18), RULES, "не сделано")
    late = on(30)
    climb = due_climb(again, RULES, late.at)
    assert climb is not None
    top = climbed(again, late, RULES, climb)
    assert levels_taken(top.history)[Answer.FINAL] == climb.level
    after = interim(top, on(1, month=12))
    assert final_day(after) == date(2026, 12, 10)
    assert levels_taken(after.history)[Answer.FINAL] == 0
    assert due_climb(after, RULES, on(10, 18, month=12).at) is not None


def test_deferrals_are_counted_anew_after_a_final_answer_that_was_not_the_last() -> None:
    phone = registered(Channel.PHONE)
    for day in (20, 23):
        phone = postponing.defer(phone, on(MONDAY, 11), RULES, date(2026, 11, day), "ждём деталь")
    with pytest.raises(RefusedError, match="2 times already"):
        postponing.defer(phone, on(MONDAY, 12), RULES, date(2026, 11, 24), "ждём деталь")
    again = taken_up_again(phone, on(17))
    assert postponing.defer(again, on(18), RULES, date(2026, 11, 24), "ждём деталь").state.promised is not None


def test_by_when_it_had_to_be_forwarded_stays_once_it_was() -> None:
    letter = decisions.forward(
        registered(Channel.LETTER), on(17), RULES, to="police", control=True, notified=on(17).at.date(), reason=""
    )
    due = rules_of(final="20 calendar days", forward="2 calendar days").due_now(letter)
    assert due is not None
    assert due.forward == letter.state.due.forward
    assert due.final != letter.state.due.final
