"""Redaction: what goes is gone, nothing else changes, and what went does not come back unnoticed."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from mcu_cli.domain.appeal import Appeal, Author, Place, Source
from mcu_cli.domain.event import Due, Event
from mcu_cli.domain.fields import EVENTS, FACTS, PERSONAL_WORDS, Type
from mcu_cli.domain.ledgers.fields import EVENTS as ITEM_EVENTS
from mcu_cli.domain.ledgers.ledger import ItemId, Ledger
from mcu_cli.domain.ledgers.steps import register
from mcu_cli.domain.ledgers.steps import step as item_step
from mcu_cli.domain.ledgers.vocabulary import ItemEvent, Rank, ReceptionForm
from mcu_cli.domain.query.fields import find_field
from mcu_cli.domain.redactable import values_of, with_values
from mcu_cli.domain.redaction import (
    MARK,
    Passage,
    is_redaction_of,
    passages_with,
    personal_names,
    redacted,
    redacted_names,
    unnamed_changes,
    without_passages,
)
from mcu_cli.domain.steps import Act
from mcu_cli.domain.vocabulary import AnswerKind, Channel, EventKind, Outcome
from mcu_cli.errors import AlreadySoError, RefusedError, UsageError
from mcu_cli.store.item_schema import read_item, write_item
from mcu_cli.store.schema import read_appeal, write_appeal

START = datetime(2026, 11, 20, 13, 0, tzinfo=UTC)
LATER = Act("clerk@town.example", START + timedelta(days=1))
PHONE = "8 900 000-00-00"
DIGEST = "text-0123456789abcdef-1"


def appeal(**facts: Any) -> Appeal:
    """Return an answered appeal with something personal in most places."""
    events = (
        Event("0001", START, "clerk@town.example", EventKind.REGISTERED, details={"due": Due(final=START)}),
        Event("0002", START, "clerk@town.example", EventKind.NOTED, details={"text": f"Звонила, {PHONE}."}),
        Event(
            "0003", START, "clerk@town.example", EventKind.ANSWERED, actor="roads",
            details={"kind": AnswerKind.FINAL, "outcome": Outcome.RESOLVED, "text": "Мария Ивановна, яма засыпана."},
        ),
        Event("0004", START, "clerk@town.example", EventKind.CLOSED, details={"reason": "Мария Ивановна довольна."}),
    )  # fmt: skip
    standing: dict[str, Any] = {
        "source": Source(system="incident", key="900417", url="https://vk.com/wall-1_2"),
        "author": Author(name="Вымышленная М. И.", phone=PHONE),
        "place": Place(settlement="Невинск", street="улица Мира", house="12", flat="7"),
        "text": f"Яма у подъезда. Звоните: {PHONE}!",
        "original": f"[club1|Невинск], яма у подъезда. Звоните: {PHONE}!",
        "tags": ("зима",),
        "history": events,
    }
    return Appeal("20261120-0001", Channel.INCIDENT, START, **(standing | facts))


def reception() -> Any:
    """Return a reception with the cards of two citizens."""
    facts = {"day": date(2026, 11, 18), "form": ReceptionForm.SCHEDULED, "official": "Глава", "rank": Rank.HEAD}
    item = register(ItemId(Ledger.RECEPTION, 2026, "", 7), facts, Act(LATER.by, START))
    for name in ("Вымышленный П. П.", "Выдуманная А. А."):
        questions = ({"text": f"Я, {name}, прошу лавку.", "answer": "Поставим.", "consent": True}, {"text": "И урну."})
        item = item_step(item, ItemEvent.RECEIVED, Act(LATER.by, START), name=name, phone=PHONE, questions=questions)
    return item


def test_a_whole_author_goes_and_the_event_names_him_once() -> None:
    after = redacted(appeal(), LATER, ["author"], reason="по его заявлению")
    assert after.author == Author()
    event = after.history[-1]
    assert (event.event, event.by, event.at) == (EventKind.REDACTED, LATER.by, LATER.at)
    assert event.details == {"fields": ("author",), "reason": "по его заявлению"}
    assert replace(after, author=appeal().author, history=appeal().history) == appeal()


def test_one_value_goes_and_its_neighbours_stay() -> None:
    after = redacted(appeal(), LATER, ["author.phone", "place.flat"])
    assert after.author == Author(name="Вымышленная М. И.")
    assert after.place == replace(appeal().place, flat="")
    assert after.history[-1].details["fields"] == ("author.phone", "place.flat")


def test_an_event_names_the_part_of_the_author_that_went_and_no_more() -> None:
    assert redacted(appeal(), LATER, ["author.phone"]).history[-1].details["fields"] == ("author.phone",)


def test_a_required_text_is_replaced_by_the_mark_and_an_optional_fact_is_taken_away() -> None:
    after = redacted(appeal(), LATER, ["text", "original", "source.url"])
    assert (after.text, after.original, after.source.url) == (MARK, "", "")
    assert after.source.key == "900417"


def test_the_text_of_an_answer_is_replaced_and_what_is_counted_of_it_stays() -> None:
    after = redacted(appeal(), LATER, ["0003.text"])
    answer = after.history[2]
    assert answer.details == {"kind": AnswerKind.FINAL, "outcome": Outcome.RESOLVED, "text": MARK}
    assert after.state == appeal().state


def test_who_acted_is_hidden_but_that_somebody_did_stays() -> None:
    assert redacted(appeal(), LATER, ["0003.actor"]).history[2].actor == MARK


def test_passages_are_found_in_every_text_and_replaced_in_one_event() -> None:
    passages = passages_with(appeal(), PHONE)
    assert {one.name for one in passages} == {"author.phone", "text", "original", "0002.text"}
    after = redacted(appeal(), LATER, ["author.phone"], [one for one in passages if one.name != "author.phone"])
    assert after.text == f"Яма у подъезда. Звоните: {MARK}!"
    assert after.history[1].details["text"] == f"Звонила, {MARK}."
    assert PHONE not in write_appeal(after).decode()
    assert after.history[-1].details["fields"] == ("author.phone", "text", "original", "0002.text")


def test_a_passage_is_found_whatever_its_case_and_with_e_for_yo() -> None:
    one = appeal(text="ПЁТР и Петр и пётр", history=())
    assert len(passages_with(one, "петр")) == 3


def test_passages_that_touch_or_cut_a_mark_become_one_mark() -> None:
    assert without_passages("абвгд", [Passage("text", 1, 3), Passage("text", 2, 4)]) == f"а{MARK}д"
    assert without_passages(f"а{MARK}б", [Passage("text", 0, 3)]) == f"{MARK}б"
    assert without_passages(f"а{MARK}б", [Passage("text", 0, 1)]) == f"{MARK}{MARK}б"


@pytest.mark.parametrize("span", [(3, 3), (-1, 2), (0, 99)])
def test_a_passage_outside_the_text_is_a_mistake_of_the_program(span: tuple[int, int]) -> None:
    with pytest.raises(ValueError, match=r"\d"):
        without_passages("абвгд", [Passage("text", *span)])


def test_everything_personal_goes_and_what_is_counted_stays() -> None:
    names = personal_names(appeal())
    assert names == (
        "source.url", "author", "place.house", "place.flat", "text", "original",
        "0002.text", "0003.text", "0004.reason",
    )  # fmt: skip
    after = redacted(appeal(), LATER, names)
    assert not personal_names(after)
    for word in ("Мария", "Вымышленная", PHONE, "vk.com", "яма"):
        assert word not in write_appeal(after).decode()
    assert after.place == Place(settlement="Невинск", street="улица Мира")
    assert after.state == appeal().state


def test_every_personal_field_of_the_tables_is_found_and_no_other_but_free_texts() -> None:
    named = {field.name for field in FACTS if field.personal and not field.fields}
    named |= {f"{field.name}.{part.name}" for field in FACTS for part in field.fields if part.personal}
    full = appeal(
        author=Author("а", "б", "в", "г", "д"),
        against=("roads",),
        place=Place(house="1", flat="2", street="улица Мира"),
    )
    personal = {value.name for value in values_of(full).values() if value.is_personal and value.is_fact}
    assert personal == named


def test_a_key_made_of_the_text_goes_with_the_text_and_only_then() -> None:
    one = appeal(source=Source(system="letters", key=DIGEST))
    after = redacted(one, LATER, [], passages_with(one, PHONE)[1:2])
    assert after.source.key == MARK
    assert after.history[-1].details["fields"] == ("source.key", "text")
    assert redacted(one, LATER, ["place.house"]).source.key == MARK
    assert redacted(one, LATER, ["author"]).source.key == DIGEST


@pytest.mark.parametrize(
    "name", ["id", "received", "source.system", "source.key", "place.settlement", "0001.due", "0003"]
)
def test_what_the_records_are_counted_by_is_never_redacted(name: str) -> None:
    if name == "0003":  # of an event the texts go
        assert redacted(appeal(), LATER, [name]).history[2].details["outcome"] is Outcome.RESOLVED
        return
    with pytest.raises(RefusedError, match="no personal data"):
        redacted(appeal(), LATER, [name])


def test_a_name_that_stands_for_nothing_is_a_mistake_of_the_clerk() -> None:
    for name in ("author.telephone", "9999.text", "author.email"):
        with pytest.raises(UsageError, match="has no"):
            redacted(appeal(), LATER, [name])


def test_redacted_twice_is_said_to_be_so() -> None:
    once = redacted(appeal(), LATER, ["author", "text"])
    for name in ("author", "author.phone", "text"):
        with pytest.raises(AlreadySoError):
            redacted(once, LATER, [name])
    assert redacted_names(once) == ("author", "text")


@pytest.mark.parametrize("reason", [f"звонила с {PHONE}", "ВЫМЫШЛЕННАЯ М. И. попросила"])
def test_a_reason_that_repeats_what_goes_is_refused(reason: str) -> None:
    with pytest.raises(RefusedError, match="repeats"):
        redacted(appeal(), LATER, ["author"], reason=reason)
    with pytest.raises(RefusedError, match="repeats"):
        redacted(appeal(text=f"Это {reason}"), LATER, [], [Passage("text", 4, 4 + len(reason))], reason=reason)


def test_a_clock_set_back_redacts_nothing() -> None:
    with pytest.raises(RefusedError, match="clock"):
        redacted(appeal(), Act(LATER.by, START - timedelta(hours=1)), ["author"])


def test_the_card_of_one_citizen_goes_and_the_reception_is_counted_as_before() -> None:
    before = reception()
    card = before.history[1].id
    after = redacted(before, LATER, [card])
    assert after.state == before.state
    assert after.history[1].details == {"questions": ({"text": MARK, "answer": MARK, "consent": True}, {"text": MARK})}
    assert after.history[2] == before.history[2]
    assert not unnamed_changes(before, after, after.history[-1].details["fields"])
    assert read_item(write_item(after), Ledger.RECEPTION, file="x") == after


def test_one_answer_in_a_card_goes_alone() -> None:
    before = reception()
    name = f"{before.history[1].id}.questions.1.answer"
    after = redacted(before, LATER, [name])
    assert after.history[1].details["questions"][0]["answer"] == MARK
    assert unnamed_changes(before, after, [name]) == []
    assert unnamed_changes(before, after, [name.replace(".1.", ".2.")]) == [name]


def test_what_was_withdrawn_is_redacted_all_the_same() -> None:
    gone = item_step(reception(), ItemEvent.WITHDRAWN, Act(LATER.by, START), reason="внесли дважды")
    assert not personal_names(redacted(gone, LATER, personal_names(gone)))


def test_every_written_value_of_every_event_can_be_named() -> None:
    for kind, fields in EVENTS.items():
        for field in fields:
            if field.type is Type.TEXT:
                one = appeal(history=(Event("0009", START, "c", kind, details={field.name: "Иванов"}),))
                assert redacted(one, LATER, [f"0009.{field.name}"]).history[0].details[field.name] == MARK
    assert any(field.personal for fields in ITEM_EVENTS[Ledger.RECEPTION].values() for field in fields)


# What an auditor holds against a commit: everything that differs and was not named.


def changed(**facts: Any) -> Appeal:
    return replace(appeal(), **facts)


@pytest.mark.parametrize(
    ("after", "found"),
    [
        (changed(tags=()), ["tags"]),
        (changed(author=Author(name="Вымышленная М. И.", phone=PHONE, email="a@b.example")), ["author.email"]),
        (changed(author=Author(name="Другая М. И.", phone=PHONE)), ["author.name"]),
        (changed(text=f"Яма у подъезда. {MARK}"), []),
        (changed(text=f"Яма у дома. {MARK}"), ["text"]),
        (changed(text=""), ["text"]),
        (changed(received=START.astimezone(timezone(timedelta(hours=5)))), ["received"]),
        (changed(history=appeal().history[1:]), ["history"]),
        (changed(history=(*appeal().history[:2], *appeal().history[:1:-1])), ["history"]),
        (changed(history=()), ["history"]),
        (changed(place=replace(appeal().place, settlement="")), ["place.settlement"]),
        (changed(extra={"new": "x"}), ["new"]),
    ],
)
def test_what_differs_beyond_the_names_is_told(after: Appeal, found: list[str]) -> None:
    assert unnamed_changes(appeal(), after, ["author", "text", "tags.x", "place.flat"]) == found


@pytest.mark.parametrize(
    ("name", "after"),
    [
        ("source.system", changed(source=replace(appeal().source, system=MARK))),
        ("source.key", changed(source=replace(appeal().source, key=MARK))),
    ],
)
def test_what_is_no_personal_data_does_not_go_by_being_named(name: str, after: Appeal) -> None:
    assert unnamed_changes(appeal(), after, [name]) == [name]


def test_events_that_came_after_are_not_looked_at() -> None:
    after = redacted(appeal(), LATER, ["text"])
    assert unnamed_changes(appeal(), after, ["text"]) == []
    assert unnamed_changes(appeal(), after, []) == ["text"]


def test_what_was_hidden_does_not_come_back_under_any_name() -> None:
    hidden = redacted(appeal(), LATER, ["text", "author", "0003.text"])
    names = ("text", "author", "0003", "0003.text")
    back = replace(hidden, text=appeal().text)
    assert unnamed_changes(hidden, back, names) == ["text"]
    back = replace(hidden, author=Author(name="Вымышленная М. И."))
    assert unnamed_changes(hidden, back, names) == ["author.name"]
    back = replace(hidden, history=(*hidden.history[:2], appeal().history[2], *hidden.history[3:]))
    assert unnamed_changes(hidden, back, names) == ["0003.text"]


def test_another_event_in_the_place_of_one_is_told_by_its_value() -> None:
    events = list(appeal().history)
    events[2] = replace(events[2], by="other@town.example")
    assert unnamed_changes(appeal(), changed(history=tuple(events)), ["0003"]) == ["0003.by"]
    events[2] = replace(appeal().history[2], details={**appeal().history[2].details, "outcome": Outcome.REFUSED})
    assert unnamed_changes(appeal(), changed(history=tuple(events)), ["0003"]) == ["0003.outcome"]


# A text with passages replaced, and nothing else.

LETTERS = st.text(alphabet="аб[]скрыто ", max_size=12)


@given(before=LETTERS, data=st.data())
@settings(max_examples=100)
def test_a_text_with_any_passages_replaced_is_a_redaction_of_itself(before: str, data: st.DataObject) -> None:
    assume(before)
    spans = data.draw(
        st.lists(st.tuples(st.integers(0, len(before) - 1), st.integers(1, len(before))).filter(lambda s: s[0] < s[1]))
    )
    after = without_passages(before, [Passage("text", *span) for span in spans])
    assert is_redaction_of(after, before)
    again = without_passages(after, [Passage("text", 0, 1)]) if after else after
    assert is_redaction_of(again, after)
    assert is_redaction_of(again, before)


@given(pieces=st.lists(LETTERS, min_size=1, max_size=4), fills=st.lists(LETTERS.filter(bool), min_size=4, max_size=4))
@settings(max_examples=100)
def test_marks_stand_for_any_letters(pieces: list[str], fills: list[str]) -> None:
    assume(all(MARK not in piece for piece in pieces))
    after = MARK.join(pieces)
    before = "".join(piece + fill for piece, fill in zip(pieces, fills, strict=False))
    before = before.removesuffix(fills[len(pieces) - 1])
    assume(MARK not in before)
    assert is_redaction_of(after, before)


@pytest.mark.parametrize(
    ("text", "before"),
    [
        ("аб", "аб "),
        (f"а{MARK}", "а"),
        (f"{MARK}а", "а"),
        (f"а{MARK}а", "а"),
        (f"а{MARK}{MARK}", "аб"),
        (f"а{MARK}в", "абг"),
        ("аб", MARK),
        ("а", f"а{MARK}"),
        (f"а{MARK}б", MARK),
        (f"{MARK}крыто]", MARK),
        (f"{MARK}", ""),
    ],
)
def test_a_text_that_says_anything_else_is_no_redaction(text: str, before: str) -> None:
    assert not is_redaction_of(text, before)


def test_a_hostile_text_is_compared_in_no_time() -> None:
    assert not is_redaction_of(MARK.join(["а"] * 3000) + "б", "а" * 100_000)


NAMES = list(values_of(appeal()))


@given(
    names=st.sets(st.sampled_from([name for name, value in values_of(appeal()).items() if value.may_go]), min_size=1)
)
@settings(max_examples=100)
def test_a_redaction_changes_nothing_but_what_it_names_and_reads_back(names: set[str]) -> None:
    before = appeal()
    after = redacted(before, LATER, sorted(names))
    named = after.history[-1].details["fields"]
    assert unnamed_changes(before, after, named) == []
    whole = values_of(after)
    kept = {name: value for name, value in values_of(before).items() if name not in names}
    assert all(whole[name] == value for name, value in kept.items())
    assert all(whole[name].content in {MARK, (MARK,)} for name in names if name in whole)
    assert read_appeal(write_appeal(after), file="x", strict=True) == after
    assert after.state == replace(before, history=after.history[:-1]).state


@given(name=st.sampled_from(NAMES), letters=st.text(alphabet="аб", min_size=1, max_size=3))
@settings(max_examples=100)
def test_a_value_changed_otherwise_is_always_told(name: str, letters: str) -> None:
    value = values_of(appeal())[name]
    assume(
        isinstance(value.content, str) and name != "id" and not name.endswith((".id", ".event", ".kind", ".outcome"))
    )
    forged = with_values(appeal(), {name: value.content + letters})
    assert name in unnamed_changes(appeal(), forged, [name, "author", "text"])


def test_queries_of_public_reports_are_guarded_by_the_same_table() -> None:
    asked = {name for name in PERSONAL_WORDS if find_field(name) is not None}
    assert asked == {"author", "house", "url"}
