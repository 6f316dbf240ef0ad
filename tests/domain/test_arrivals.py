"""Drafts of an import made into appeals, and into what a later export adds to them."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import date, datetime, timedelta
from importlib import resources
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mcu_cli.domain import arrivals
from mcu_cli.domain.arrivals import Names
from mcu_cli.domain.calendar import WorkingCalendar
from mcu_cli.domain.content_key import content_digest, with_content_key
from mcu_cli.domain.corrections import correct
from mcu_cli.domain.deadlines import ChannelRules, Rule
from mcu_cli.domain.decisions import assign, classify, prioritise
from mcu_cli.domain.draft import Draft, DraftEvent
from mcu_cli.domain.redactable import values_of
from mcu_cli.domain.redaction import is_hidden, personal_names, redacted, unnamed_changes
from mcu_cli.domain.rules import Rules
from mcu_cli.domain.steps import Act
from mcu_cli.domain.terms import Term
from mcu_cli.domain.vocabulary import AnswerKind, EventKind, Outcome, Priority, Status
from mcu_cli.errors import Problem
from mcu_cli.intake.incident import read_incidents
from mcu_cli.intake.incident_columns import TEXT
from mcu_cli.store.registries import CATEGORIES, DEPARTMENTS, load
from mcu_cli.store.schema import read_appeal, write_appeal
from tests.workbooks import HEADINGS, INCIDENT, NUMBER, plain, table, without

if TYPE_CHECKING:
    from mcu_cli.domain.appeal import Appeal

DEFAULTS = resources.files("mcu_cli.store.defaults")
REGISTRY = load((DEFAULTS / DEPARTMENTS).read_bytes(), (DEFAULTS / CATEGORIES).read_bytes())
ZONE = REGISTRY.municipality.timezone
RULES = Rules(REGISTRY, WorkingCalendar(REGISTRY.hours, {}, frozenset(), frozenset(), ZONE))
NOW = datetime(2026, 11, 20, 18, tzinfo=ZONE)
LATER = NOW + timedelta(days=1)
CLERK = "clerk@town.example"
IN_WORK = without(INCIDENT, "Дата окончания", "Итог", "Время попадания на шаг оценка удовлетворенности") | {
    "Текущий шаг инцидента": "Подготовка ответа"
}


def draft_of(row: dict[str, object]) -> Draft:
    (draft,) = read_incidents(table(row), zone=ZONE, now=LATER)
    assert isinstance(draft, Draft)
    return draft


def arrived(row: dict[str, object], names: Names | None = None) -> Appeal:
    act = Act(CLERK, NOW)
    return arrivals.arrived(draft_of(row), "20261101-0001", act, RULES, names or Names(REGISTRY))


def after(appeal: Appeal, row: dict[str, object], at: datetime = LATER, names: Names | None = None) -> Appeal:
    return arrivals.brought_up_to_date(appeal, draft_of(row), Act(CLERK, at), RULES, names or Names(REGISTRY))


def added(before: Appeal, now: Appeal) -> list[str]:
    """Return the kinds of the events that are new, and make sure that the old ones stand as they stood."""
    assert now.history[: len(before.history)] == before.history
    return [event.event.value for event in now.history[len(before.history) :]]


# New appeals


def test_the_history_of_a_new_appeal_is_that_of_its_source() -> None:
    appeal = arrived(INCIDENT)

    assert [event.event for event in appeal.history] == [
        EventKind.REGISTERED,
        EventKind.ASSIGNED,
        EventKind.ANSWERED,
        EventKind.ANSWERED,
        EventKind.CLOSED,
        EventKind.NOTED,
    ]
    assert {event.by for event in appeal.history} == {CLERK}
    assert {event.origin for event in appeal.history} == {"incident"}
    assert {event.recorded for event in appeal.history} == {NOW}
    assert appeal.state.status is Status.CLOSED
    assert appeal.state.category == "roads/snow"
    assert (appeal.state.department, appeal.state.executor) == ("city-services", "housing")
    assert appeal.state.outcome is Outcome.RESOLVED
    assert appeal.state.due.first is not None
    assert appeal.registered == appeal.received
    assert read_appeal(write_appeal(appeal), file="x.yaml") == appeal


def test_an_event_of_the_very_moment_needs_no_second_moment() -> None:
    appeal = arrived(plain(1, "Яма") | {"Дата создания": "2026-11-20 18:00:00"})

    assert appeal.history[0].recorded is None


def test_the_ids_of_events_depend_on_the_source_alone() -> None:
    other = arrivals.arrived(draft_of(INCIDENT), "20261102-0009", Act("b@town.example", LATER), RULES, Names(REGISTRY))

    assert [event.id for event in other.history] == [event.id for event in arrived(INCIDENT).history]
    assert len({event.id for event in other.history}) == len(other.history)


def test_names_that_the_registry_does_not_know_are_kept_and_counted() -> None:
    names = Names(REGISTRY)
    row = INCIDENT | {"Отдел": "Служба звёзд", "Исполнитель": "ДГХ", "Группа тем": "Небо", "Тема": "Звёзды"}
    appeal = arrived(row, names)

    assert appeal.state.department == "Служба звёзд"
    assert appeal.state.executor == "city-services"
    assert (appeal.state.category, appeal.state.topic) == ("Небо", "Звёзды")
    assert names.unknown_departments == Counter({"Служба звёзд": 1})
    assert names.unknown_topics == Counter({("Небо", "Звёзды"): 1})


def test_an_unknown_topic_of_a_known_group_keeps_its_name_below_the_group() -> None:
    state = arrived(INCIDENT | {"Тема": "Летающие дороги"}).state

    assert (state.category, state.topic) == ("roads", "Летающие дороги")


def test_a_known_group_alone_is_not_reported() -> None:
    names = Names(REGISTRY)

    assert arrived(INCIDENT | {"Тема": ""}, names).state.category == "roads"
    assert not names.unknown_topics


def test_the_executor_answers_where_the_department_is_the_municipality() -> None:
    row = INCIDENT | {"Отдел": "Наш город", "Исполнитель": "ДГХ"}
    (assigned,) = [event for event in arrived(row).history if event.event is EventKind.ASSIGNED]

    assert assigned.details == {"department": "city-services"}


def test_the_municipality_without_an_executor_is_no_unknown_department() -> None:
    names = Names(REGISTRY)
    arrived(without(INCIDENT, "Исполнитель") | {"Отдел": "Наш город"}, names)

    assert not names.unknown_departments


# Later exports


@pytest.mark.parametrize("row", [INCIDENT, IN_WORK, plain(1, "Яма"), {TEXT: "Яма"}])
def test_the_same_draft_again_gives_the_very_same_appeal(row: dict[str, object]) -> None:
    appeal = arrived(row)

    assert after(appeal, row) is appeal


@given(
    st.dictionaries(st.sampled_from(HEADINGS), st.sampled_from(["", "'", "Да", "5", "ДГХ", "Отложено", "2026-11-09"]))
)
def test_the_same_file_twice_changes_nothing(changes: dict[str, object]) -> None:
    for draft in read_incidents(table(INCIDENT | changes), zone=ZONE, now=NOW):
        if isinstance(draft, Problem):
            continue
        appeal = arrivals.arrived(draft, "20261101-0001", Act(CLERK, NOW), RULES, Names(REGISTRY))
        written = read_appeal(write_appeal(appeal), file="x.yaml")

        again = arrivals.brought_up_to_date(written, draft, Act(CLERK, LATER), RULES, Names(REGISTRY))

        assert again is written


@given(st.sets(st.sampled_from([name for name in HEADINGS if name != "Объект старый"])))  # it names another object
def test_a_file_with_fewer_columns_takes_nothing_away(headings: set[str]) -> None:
    appeal = arrived(INCIDENT)
    fewer = {name: value for name, value in INCIDENT.items() if name in headings | {NUMBER, TEXT, "Дата создания"}}
    now = after(appeal, fewer)

    assert (now.source, now.author, now.place, now.tags) == (appeal.source, appeal.author, appeal.place, appeal.tags)
    assert now.state.department == appeal.state.department
    assert now.state.category == appeal.state.category
    assert not {"corrected", "classified", "assigned"} & set(added(appeal, now))


def test_an_answer_and_the_closing_are_added_to_what_was_in_work() -> None:
    early = without(IN_WORK, "Время 1го ответа ПИ", "1ый ответ ПИ", "Примечание")
    appeal = arrived(early)
    now = after(appeal, without(INCIDENT, "Примечание"))

    assert appeal.state.status is Status.ANSWERED
    assert appeal.state.is_open
    assert added(appeal, now) == ["answered", "closed"]
    assert now.state.status is Status.CLOSED
    assert now.state.outcome is Outcome.RESOLVED
    assert after(now, without(INCIDENT, "Примечание")) is now


def test_an_answer_that_proves_final_is_told_again_as_such() -> None:
    early = without(IN_WORK, "Время 1го ответа ПИ", "1ый ответ ПИ", "Примечание")
    late = early | {"Текущий шаг инцидента": "Готово", "Итог": "Разъяснено"}
    appeal = arrived(early)
    now = after(appeal, late)

    assert added(appeal, now) == ["answered"]
    assert now.history[-1].details["kind"] is AnswerKind.FINAL
    assert now.state.outcome is Outcome.EXPLAINED
    assert after(now, late) is now


def test_second_and_third_answers_are_added_one_by_one() -> None:
    appeal = arrived(INCIDENT)
    second = after(appeal, INCIDENT | {"2ой ответ ПИ": "'И ещё."})
    third = after(second, INCIDENT | {"2ой ответ ПИ": "'И ещё.", "3ий ответ ПИ": "'Всё."})

    assert added(appeal, second) == ["answered"]
    assert added(second, third) == ["answered"]
    assert third.history[-1].details["text"] == "Всё."


def test_another_assignment_is_added_with_its_moment() -> None:
    appeal = arrived(IN_WORK)
    now = after(
        appeal,
        IN_WORK | {"Отдел": "Отдел транспорта", "Время назначения последнего исполнителя": "2026-11-18 09:00:00"},
    )

    assert added(appeal, now) == ["assigned"]
    assert now.state.department == "transport"


def test_the_executor_alone_told_without_a_moment_reassigns_nothing() -> None:
    appeal = arrived(IN_WORK)
    few = {name: IN_WORK[name] for name in (NUMBER, TEXT, "Исполнитель")}

    assert after(appeal, few) is appeal


def test_a_topic_changed_at_the_source_is_followed_there_and_back_and_there_again() -> None:
    appeal = arrived(INCIDENT)
    signs = INCIDENT | {"Тема": "Дороги прочее"}
    for n, (row, category) in enumerate([(signs, "roads/other"), (INCIDENT, "roads/snow"), (signs, "roads/other")]):
        now = after(appeal, row, at=LATER + timedelta(hours=n))
        assert added(appeal, now) == ["classified"]
        assert now.state.category == category
        appeal = now


def test_a_place_filled_in_later_is_a_correction_that_names_it() -> None:
    appeal = arrived(without(INCIDENT, "Улица", "Дом"))
    now = after(appeal, INCIDENT)

    assert added(appeal, now) == ["corrected"]
    assert now.history[-1].details["fields"] == ("place.street", "place.house")
    assert (now.place.street, now.place.house) == ("улица Мира", "10А")


def test_a_growing_audience_is_no_change() -> None:
    appeal = arrived(INCIDENT)

    assert after(appeal, INCIDENT | {"Аудитория": 9000, "Вовлеченность": 70}) is appeal


def test_unknown_names_are_counted_once_a_row_at_every_import() -> None:
    row = INCIDENT | {"Отдел": "Служба звёзд", "Группа тем": "Небо", "Тема": "Звёзды"}
    names = Names(REGISTRY)
    after(arrived(row), row, names=names)

    assert names.unknown_topics == Counter({("Небо", "Звёзды"): 1})
    assert names.unknown_departments == Counter({"Служба звёзд": 1})


def test_names_learnt_since_are_no_change() -> None:
    row = INCIDENT | {"Группа тем": "Небо", "Тема": "Звёзды"}
    appeal = arrived(row)
    snow = REGISTRY.categories["roads/snow"]
    learnt = replace(
        REGISTRY, categories={**REGISTRY.categories, snow.id: replace(snow, aliases=(*snow.aliases, "Звёзды"))}
    )

    assert after(appeal, row, names=Names(learnt)) is appeal


# What an operator did since


def test_a_category_set_by_hand_is_not_overruled() -> None:
    act = Act(CLERK, NOW)
    appeal = classify(arrived(IN_WORK), act, RULES, REGISTRY.category("roads/other"))
    now = after(appeal, IN_WORK | {"Тема": "Ремонт дорог"})

    assert now.state.category == "roads/other"
    assert "classified" not in added(appeal, now)


def test_an_assignment_by_hand_is_not_overruled_by_an_older_one() -> None:
    appeal = assign(arrived(IN_WORK), Act(CLERK, NOW), REGISTRY, REGISTRY.department("transport"))
    without_moment = without(IN_WORK, "Время назначения последнего исполнителя", "Дата создания")

    assert after(appeal, IN_WORK).state.department == "transport"
    assert after(appeal, without_moment).state.department == "transport"


@pytest.mark.parametrize(
    ("change", "row"),
    [
        ({"text": "Исправленный текст"}, {TEXT: "'Прежний текст"}),
        ({"tags": ("важно",)}, {"Теги": "иные"}),
        ({"media": None}, {"Есть медиафайл в сообщении": "Да"}),
    ],
)
def test_a_fact_corrected_by_hand_is_not_overruled(change: dict[str, Any], row: dict[str, object]) -> None:
    before = arrived(INCIDENT)
    appeal = correct(before, replace(before, **change), Act(CLERK, NOW))
    now = after(appeal, INCIDENT | row)

    assert all(getattr(now, name) == value for name, value in change.items())
    assert now is appeal


def test_a_place_corrected_by_hand_stays_while_other_facts_follow() -> None:
    before = arrived(without(INCIDENT, "Теги"))
    appeal = correct(before, replace(before, place=replace(before.place, house="12")), Act(CLERK, NOW))
    now = after(appeal, INCIDENT)

    assert now.place.house == "12"
    assert now.tags == ("снег", "тротуар")
    assert now.history[-1].details["fields"] == ("tags",)


# Terms


def test_an_interim_answer_of_the_source_starts_the_final_clock_as_ours_would() -> None:
    appeal = arrived(IN_WORK)
    interim, *others = [event for event in appeal.history if event.event is EventKind.ANSWERED]
    registered = appeal.history[0].details["due"]

    assert {event.details["kind"] for event in (interim, *others)} == {AnswerKind.INTERIM}
    assert not [event for event in others if "due" in event.details]  # the first one alone starts the clock
    assert interim.details["due"].first == registered.first
    assert interim.details["due"].final == RULES.of_channel(appeal.channel).clocks["after_interim"].due(
        interim.at, RULES.calendar
    )
    assert appeal.state.due == interim.details["due"]
    assert registered.route is not None


def test_an_answer_told_later_is_dated_by_the_same_rules() -> None:
    silent = arrived(without(IN_WORK, *(name for name in IN_WORK if "ответ" in name.casefold())))
    now = after(silent, IN_WORK)

    assert "due" in next(event for event in now.history if event.event is EventKind.ANSWERED).details
    assert now.state.due == arrived(IN_WORK).state.due


def test_an_interim_answer_told_after_a_change_of_the_terms_counts_all_the_same() -> None:
    silent = arrived(without(IN_WORK, *(name for name in IN_WORK if "ответ" in name.casefold())))
    changed = prioritise(silent, Act(CLERK, NOW), RULES, Priority.HIGH)
    now = after(changed, IN_WORK)

    assert added(changed, now)[-1] == "recomputed"
    assert now.state.due == RULES.due_now(now)
    assert now.state.due.final == arrived(IN_WORK).state.due.final  # seven working days from the answer
    assert after(now, IN_WORK) is now


def test_a_day_promised_by_the_source_is_when_the_final_answer_is_due() -> None:
    told = DraftEvent(EventKind.DEFERRED, NOW, "", details={"until": date(2026, 12, 10), "reason": "Нет асфальта."})
    draft = replace(draft_of(IN_WORK), events=(told,))
    appeal = arrivals.arrived(draft, "20261101-0001", Act(CLERK, NOW), RULES, Names(REGISTRY))

    assert appeal.state.promised == date(2026, 12, 10)
    assert appeal.state.due.final is not None
    assert appeal.state.due.final.date() == date(2026, 12, 10)
    assert appeal.history[-1].details["due"].first == appeal.history[0].details["due"].first


def test_a_topic_told_of_what_has_left_the_backlog_moves_no_term() -> None:
    waste = ChannelRules({"final": Rule(Term.parse("1 working days"))})
    channel = arrived(INCIDENT).channel
    rules = replace(RULES.of_channel(channel), by_category={"waste": waste})
    strict = replace(RULES, registry=replace(REGISTRY, rules={**REGISTRY.rules, channel: rules}))
    for row, moves in ((IN_WORK, True), (INCIDENT, False)):
        draft = replace(draft_of(row), group=REGISTRY.categories["waste"].name, topic="")
        now = arrivals.brought_up_to_date(arrived(row), draft, Act(CLERK, LATER), strict, Names(REGISTRY))
        (classified,) = [event for event in now.history if event.event is EventKind.CLASSIFIED]
        assert ("due" in classified.details) is moves


# Appeals without a number


def test_text_and_place_make_the_key_of_an_appeal_without_a_number() -> None:
    here, elsewhere = (draft_of({TEXT: "Яма", "Улица": street}) for street in ("Мира", "Лесная"))
    digest = content_digest(here)

    assert with_content_key(here, digest, 2).source.key == f"text-{digest}-2"
    assert content_digest(elsewhere) != digest


def test_case_and_blanks_do_not_make_another_text() -> None:
    one, same = (content_digest(draft_of({TEXT: text})) for text in ("Яма  у ёлки", "ЯМА у\nелки"))

    assert one == same


def test_identity_is_system_and_key() -> None:
    assert arrivals.identity(draft_of(INCIDENT)) == ("incident", "700001")


# What was redacted


@given(names=st.sets(st.sampled_from(sorted(personal_names(arrived(INCIDENT)))), min_size=1), changed=st.booleans())
@settings(max_examples=30)
def test_no_later_export_brings_back_what_was_redacted(names: set[str], *, changed: bool) -> None:
    appeal = redacted(arrived(INCIDENT), Act("clerk@town.example", LATER), sorted(names))
    row = INCIDENT | ({TEXT: f"{INCIDENT[TEXT]} Дополнено."} if changed else {})
    brought = after(appeal, row, LATER + timedelta(days=1))
    assert unnamed_changes(appeal, replace(brought, history=brought.history[: len(appeal.history)]), ()) in (
        [],
        ["text"],  # which the source has changed, and nothing of it was redacted
    )
    hidden = {name: value for name, value in values_of(appeal).items() if is_hidden(value)}
    assert all(values_of(brought)[name] == value for name, value in hidden.items())
    gone = {name for name in values_of(arrived(INCIDENT)) if name not in values_of(appeal)}
    assert gone.isdisjoint(values_of(brought))
    if not changed:
        assert write_appeal(brought) == write_appeal(appeal)
