"""Items of the ledgers: ids, the fold, what may happen to which, and facts that cannot be."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mcu_cli.domain.fields import Type
from mcu_cli.domain.ledgers import steps
from mcu_cli.domain.ledgers.fields import EVENTS, FACTS, STATE
from mcu_cli.domain.ledgers.ledger import FOLDERS, ItemId, Ledger, from_path, ledger_named, parse, parse_short
from mcu_cli.domain.ledgers.vocabulary import ItemEvent, ItemStatus
from mcu_cli.domain.steps import Act
from mcu_cli.errors import AlreadySoError, RefusedError, UsageError

if TYPE_CHECKING:
    from mcu_cli.domain.ledgers.item import Item

NOW = datetime(2026, 11, 20, 13, 0, tzinfo=UTC)
ACT = Act(by="operator@town.example", at=NOW)
TODAY = NOW.date()
FACTS_OF: dict[Ledger, dict[str, Any]] = {
    Ledger.RECEPTION: {"day": TODAY, "form": "field", "official": "Глава города", "rank": "head"},
    Ledger.INSTRUCTION: {
        "given": TODAY,
        "official": "Глава города",
        "text": "Починить лестницу",
        "executor": "city-services",
        "due": TODAY + timedelta(days=10),
    },
    Ledger.POLL: {"question": "Что строить?", "options": ("Парк", "Сквер"), "begins": TODAY},
    Ledger.WORK: {"what": "Установлены фонари", "count": 12, "day": TODAY},
}


def entered(ledger: Ledger, **facts: Any) -> Item:
    return steps.register(ItemId(ledger, 2026, "", 7), {**FACTS_OF[ledger], **facts}, ACT)


item_ids = st.builds(
    ItemId,
    st.sampled_from(Ledger),
    st.integers(1970, 2999),
    st.sampled_from(["", "B", "Z"]),
    st.integers(1, 999_999_999),
)


@given(item_ids)
def test_an_id_is_read_back_from_its_text_and_its_path(item_id: ItemId) -> None:
    assert parse(str(item_id)) == item_id
    assert from_path(item_id.path) == item_id
    assert item_id.path.startswith(f"{item_id.ledger.folder}/{item_id.year}/")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "R-2026-7",
        "R-2026-0000",
        "X-2026-0007",
        "R-2026-b0007",
        "R-20266-0007",
        "R-2026-0007\n",
        "R-1969-0001",
        "R-2026-٠٠٠٧",
    ],
)
def test_what_is_not_whole_is_no_id(text: str) -> None:
    assert parse(text) is None


@pytest.mark.parametrize(
    "path",
    [
        "receptions/2025/R-2026-0007.yaml",
        "polls/2026/R-2026-0007.yaml",
        "receptions/2026/R-2026-1007.yaml",
        "receptions/2026/R-2026-0007.yml",
    ],
)
def test_an_item_belongs_at_one_path_alone(path: str) -> None:
    assert from_path(path) is None


@pytest.mark.parametrize("text", ["7", "2026-7", "R-7", "r-2026-7", "R-2026-0007", " 7 "])
def test_short_forms_mean_a_number_of_the_year(text: str) -> None:
    found = parse_short(Ledger.RECEPTION, text, year=2026)
    assert (found.year, found.series, found.number) == (2026, "", 7)


@pytest.mark.parametrize("text", ["", "W-2026-7", "seven", "2026-", "R-2026-B7-1"])
def test_what_is_no_short_form_is_refused_with_an_example(text: str) -> None:
    with pytest.raises(UsageError, match="R-2026-0007"):
        parse_short(Ledger.RECEPTION, text, year=2026)


def test_the_folders_of_the_ledgers_are_those_of_the_design() -> None:
    assert FOLDERS == ("receptions", "instructions", "polls", "works")


@pytest.mark.parametrize("ledger", Ledger)
def test_the_fold_gives_what_the_table_of_the_state_names(ledger: Ledger) -> None:
    state = entered(ledger).state
    named = {field.name for field in STATE[ledger]}
    required = {field.name for field in STATE[ledger] if field.required}
    assert required <= set(state) <= named


@pytest.mark.parametrize("ledger", Ledger)
def test_what_is_withdrawn_does_not_count_and_nothing_is_done_with_it(ledger: Ledger) -> None:
    gone = steps.step(entered(ledger), ItemEvent.WITHDRAWN, ACT, reason="Внесено дважды")
    assert gone.status is ItemStatus.WITHDRAWN
    with pytest.raises(RefusedError, match="withdrawn"):
        steps.step(gone, ItemEvent.WITHDRAWN, ACT, reason="Ещё раз")


def test_an_instruction_is_open_until_it_is_done_and_its_last_extension_counts() -> None:
    given_one = entered(Ledger.INSTRUCTION)
    assert (given_one.status, given_one.state["due"]) == (ItemStatus.OPEN, TODAY + timedelta(days=10))
    later = steps.step(given_one, ItemEvent.EXTENDED, ACT, until=TODAY + timedelta(days=20), reason="Ждём трубы")
    later = steps.step(later, ItemEvent.EXTENDED, ACT, until=TODAY + timedelta(days=15), reason="Трубы пришли")
    assert later.state["due"] == TODAY + timedelta(days=15)
    done = steps.step(later, ItemEvent.DONE, ACT, day=TODAY, text="Починена")
    assert (done.status, done.state["done"]) == (ItemStatus.DONE, TODAY)
    for kind, details in ((ItemEvent.DONE, {"day": TODAY}), (ItemEvent.EXTENDED, {"until": TODAY, "reason": "?"})):
        with pytest.raises(AlreadySoError):
            steps.step(done, kind, ACT, **details)


def test_a_poll_is_open_until_it_has_a_result_and_the_last_one_counts() -> None:
    poll = entered(Ledger.POLL)
    assert (poll.status, poll.state.get("participants")) == (ItemStatus.OPEN, None)
    told = steps.step(poll, ItemEvent.RESULT, ACT, participants=0)
    assert (told.status, told.state["participants"]) == (ItemStatus.DONE, 0)
    assert steps.step(told, ItemEvent.RESULT, ACT, participants=1204).state["participants"] == 1204


def test_citizens_with_and_without_a_card_are_counted_together() -> None:
    reception = entered(Ledger.RECEPTION, citizens=5)
    for questions in (({"text": "Крыша"},), ({"text": "Двор"}, {"text": "Свет"})):
        reception = steps.step(reception, ItemEvent.RECEIVED, ACT, name="Ирина Сергеева", questions=questions)
    assert reception.state == {"citizens": 7, "questions": 3, "status": "done"}


@pytest.mark.parametrize(
    ("ledger", "facts", "words"),
    [
        (Ledger.RECEPTION, {"day": TODAY + timedelta(days=1)}, "still to come"),
        (Ledger.INSTRUCTION, {"given": TODAY + timedelta(days=1)}, "still to come"),
        (Ledger.WORK, {"day": TODAY + timedelta(days=1)}, "still to come"),
        (Ledger.INSTRUCTION, {"due": TODAY - timedelta(days=1)}, "put the days right"),
        (Ledger.POLL, {"ends": TODAY - timedelta(days=1)}, "put the days right"),
        (Ledger.POLL, {"options": ("Парк",)}, "two options"),
        (Ledger.POLL, {"options": ("Парк", "Парк")}, "two options"),
    ],
)
def test_facts_that_cannot_be_are_refused_when_entered_and_when_corrected(
    ledger: Ledger, facts: dict[str, Any], words: str
) -> None:
    with pytest.raises(RefusedError, match=words):
        entered(ledger, **facts)
    before = entered(ledger)
    with pytest.raises(RefusedError, match=words):
        steps.correct(before, replace(before, facts={**before.facts, **facts}), ACT)


def test_a_poll_may_be_announced_before_it_begins() -> None:
    assert entered(Ledger.POLL, begins=TODAY + timedelta(days=3)).day == date(2026, 11, 23)


@pytest.mark.parametrize("day", [TODAY - timedelta(days=1), TODAY + timedelta(days=1)])
def test_nothing_is_done_before_it_was_given_nor_tomorrow(day: date) -> None:
    with pytest.raises(RefusedError):
        steps.step(entered(Ledger.INSTRUCTION), ItemEvent.DONE, ACT, day=day)


def test_a_clock_set_back_writes_no_history() -> None:
    behind = replace(ACT, at=NOW - timedelta(minutes=1))
    with pytest.raises(RefusedError, match="clock"):
        steps.step(entered(Ledger.INSTRUCTION), ItemEvent.DONE, behind, day=TODAY)


def test_a_correction_names_each_fact_that_differs_and_refuses_id_history_and_nothing() -> None:
    before = entered(Ledger.WORK)
    after = replace(before, facts={"what": "Установлены опоры", "day": TODAY}, extra={"colour": "зелёный"})
    event = steps.correct(before, after, ACT, "Описка").history[-1]
    assert (event.event, event.details["fields"]) == (ItemEvent.CORRECTED, ("what", "count", "colour"))
    with pytest.raises(AlreadySoError):
        steps.correct(before, before, ACT)
    with pytest.raises(RefusedError, match="id never changes"):
        steps.correct(before, replace(after, id="W-2026-0008"), ACT)
    with pytest.raises(RefusedError, match="history"):
        steps.correct(before, replace(after, history=()), ACT)


@pytest.mark.parametrize(
    ("participants", "votes", "words"),
    [
        (10, {"Пруд": 1}, "no option"),
        (10, {"Парк": 11}, "more votes"),
        (10, {"Парк": 10, "Сквер": 10}, ""),
        (0, {}, ""),
    ],
)
def test_the_result_of_a_poll_must_fit_its_options_and_participants(
    participants: int, votes: dict[str, int], words: str
) -> None:
    said = steps.unsound_result(entered(Ledger.POLL), participants, votes)
    assert words in said
    assert bool(words) is bool(said)


@pytest.mark.parametrize("ledger", Ledger)
def test_each_ledger_can_be_entered_withdrawn_and_corrected_and_every_list_has_fields(ledger: Ledger) -> None:
    assert {ItemEvent.REGISTERED, ItemEvent.WITHDRAWN, ItemEvent.CORRECTED, ItemEvent.REDACTED} <= set(EVENTS[ledger])
    for fields in (FACTS[ledger], *EVENTS[ledger].values()):
        assert all(field.fields for field in fields if field.type is Type.RECORDS)


@pytest.mark.parametrize(
    ("ledger", "typed"),
    [
        (Ledger.RECEPTION, "Р-2026-0007"),
        (Ledger.RECEPTION, "р-7"),
        (Ledger.POLL, "П-2026-7"),
        (Ledger.POLL, "Р-2026-0007"),  # it looks like the letter of polls
        (Ledger.INSTRUCTION, "и-7"),
        (Ledger.WORK, "В-7"),
    ],
)
def test_a_russian_letter_is_that_of_the_ledger_asked(ledger: Ledger, typed: str) -> None:
    assert parse_short(ledger, typed, year=2026) == (2026, "", 7)


def test_a_russian_letter_of_another_ledger_is_no_id_here() -> None:
    for ledger, typed in ((Ledger.RECEPTION, "П-7"), (Ledger.INSTRUCTION, "Р-7"), (Ledger.WORK, "Ж-7")):
        with pytest.raises(UsageError, match="is no id here"):
            parse_short(ledger, typed, year=2026)
    assert ledger_named("Р-7") is Ledger.RECEPTION
    assert ledger_named("ж-7") is None
