"""Questions of a reception: how they are numbered and known, what a card may hold, the appeal that one becomes."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mcu_cli.domain.appeal import Appeal, Author, Place, Source
from mcu_cli.domain.deadlines import ChannelRules, Rule
from mcu_cli.domain.ledgers import steps
from mcu_cli.domain.ledgers.ledger import ItemId, Ledger, reception_of
from mcu_cli.domain.ledgers.receptions import (
    draft_of,
    questions_in,
    questions_of,
    receive,
    register_by,
)
from mcu_cli.domain.ledgers.vocabulary import ItemEvent, Rank, ReceptionForm
from mcu_cli.domain.rules import Rules
from mcu_cli.domain.steps import Act
from mcu_cli.domain.terms import Term
from mcu_cli.domain.vocabulary import Channel, Outcome
from mcu_cli.errors import RefusedError
from mcu_cli.store.item_schema import plain_item, read_item, write_item
from tests.reports.history import CALENDAR, REGISTRY

if TYPE_CHECKING:
    from mcu_cli.domain.ledgers.item import Item

ZONE = ZoneInfo("Asia/Omsk")
DAY = date(2026, 11, 19)
ACT = Act("operator@town.example", datetime(2026, 11, 20, 9, 0, tzinfo=ZONE))
FACTS = {"day": DAY, "form": ReceptionForm.FIELD, "official": "Глава", "rank": Rank.HEAD}
CITIZEN = {"name": "Житель Ж. Ж.", "phone": "+7 000", "email": "", "address": "улица Мира, 5"}


def reception(*cards: list[dict[str, Any]]) -> Item:
    """Return a reception with a card for each list of questions."""
    item = steps.register(ItemId(Ledger.RECEPTION, 2026, "", 7), FACTS, ACT)
    for questions in cards:
        item = receive(item, ACT, CITIZEN, questions)
    return item


def test_questions_are_numbered_through_and_known_by_their_card() -> None:
    item = reception([{"text": "А"}, {"text": "Б"}], [{"text": "В"}])
    first, second = (event.id for event in item.happened(ItemEvent.RECEIVED))
    assert [(one.number, one.key, one.asked["text"]) for one in questions_of(item)] == [
        (1, f"R-2026-0007/{first}/1", "А"),
        (2, f"R-2026-0007/{first}/2", "Б"),
        (3, f"R-2026-0007/{second}/1", "В"),
    ]
    assert questions_of(reception()) == []


_OUTCOMES = [outcome for outcome in Outcome if outcome is not Outcome.NO_ANSWER]
TEXTS = st.text(min_size=1).filter(lambda text: "\r" not in text and "\0" not in text).map(lambda text: f"{text}.")
ASKED = st.fixed_dictionaries(
    {"text": TEXTS},
    optional={"answer": TEXTS, "category": st.sampled_from(["roads", ""]), "outcome": st.sampled_from(_OUTCOMES)},
)


@given(st.lists(st.lists(ASKED, min_size=1, max_size=3), max_size=3), st.booleans())
def test_a_card_reads_back_from_its_file_and_from_the_index_as_it_was_entered(
    cards: list[list[dict[str, Any]]],
    consent: bool,  # noqa: FBT001  # drawn by chance
) -> None:
    told = [[one | {"consent": True} if consent and "answer" in one else one for one in card] for card in cards]
    item = reception(*told)
    read = read_item(write_item(item), Ledger.RECEPTION, file="-")
    assert read == item
    questions = questions_of(item)
    assert questions_of(read) == questions
    plain = questions_in(plain_item(item))
    assert [(one.number, one.key, one.is_settled_orally) for one in plain] == [
        (one.number, one.key, one.is_settled_orally) for one in questions
    ]
    assert [one.is_settled_orally for one in questions] == [
        consent and "answer" in one for card in cards for one in card
    ]
    assert item.state["questions"] == len(questions)
    assert item.state["citizens"] == len(cards)


@pytest.mark.parametrize(
    ("questions", "said"),
    [
        ([], "at least one question"),
        ([{"text": ""}], "at least one question"),
        ([{"text": "А"}, {"category": "roads"}], "at least one question"),
        ([{"text": "А", "consent": True}], "none was given"),
        ([{"text": "А", "answer": "", "consent": True}], "none was given"),
        ([{"text": "А", "answer": "Да", "consent": True, "outcome": Outcome.NO_ANSWER}], "another outcome"),
    ],
)
def test_a_card_that_cannot_be_is_refused(questions: list[dict[str, Any]], said: str) -> None:
    with pytest.raises(RefusedError, match=said):
        receive(reception(), ACT, CITIZEN, questions)


@pytest.mark.parametrize("consent", [False, True])
def test_a_consent_settles_an_answer_and_nothing_else_does(consent: bool) -> None:  # noqa: FBT001  # a parameter
    (question,) = questions_of(reception([{"text": "А", "answer": "Да", "consent": consent}]))
    assert question.is_settled_orally is consent
    (silent,) = questions_of(reception([{"text": "А"}]))
    assert not silent.is_settled_orally


def test_the_appeal_of_a_question_is_the_citizens_and_of_the_day_of_the_reception() -> None:
    item = reception([{"text": "А"}, {"text": "Б", "answer": "Да"}])
    _first, question = questions_of(item)
    place = Place(district="Заречный")
    draft = draft_of(item, question, place, ZONE)
    assert draft == Appeal(
        id="",
        channel=Channel.RECEPTION,
        received=datetime(2026, 11, 19, tzinfo=ZONE),
        text="Б",
        source=Source(system="reception", key=question.key),
        author=Author(name="Житель Ж. Ж.", phone="+7 000", address="улица Мира, 5"),
        place=place,
    )
    assert reception_of(draft) == "R-2026-0007"
    assert reception_of(replace(draft, source=Source(system="sed", key="R-2026-0007/x/1"))) == ""


def test_a_question_is_registered_by_the_term_of_receptions_or_of_letters() -> None:
    def rules(**days: int) -> Rules:
        terms = {
            Channel(name): ChannelRules({"register": Rule(Term.parse(f"{n} calendar days"), "later")})
            for name, n in days.items()
        }
        return Rules(replace(REGISTRY, rules=terms), CALENDAR)

    monday, tuesday = datetime(2026, 11, 23, 17, tzinfo=ZONE), datetime(2026, 11, 24, 17, tzinfo=ZONE)
    assert register_by(rules(letter=3), DAY) == monday  # the 22nd is a Sunday
    assert register_by(rules(letter=3, reception=5), DAY) == tuesday
    assert register_by(rules(phone=3), DAY) is None
    assert register_by(rules(), DAY) is None
