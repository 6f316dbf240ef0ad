"""What reports count of personal receptions, and which questions wait: by hand, and against a plain recount."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from hypothesis import given, settings
from hypothesis import strategies as st

from mcu_cli.domain.appeal import Appeal, Source
from mcu_cli.domain.deadlines import ChannelRules, Rule
from mcu_cli.domain.ledgers.item import Item, ItemHappening
from mcu_cli.domain.ledgers.ledger import ItemId, Ledger
from mcu_cli.domain.ledgers.receptions import questions_of
from mcu_cli.domain.ledgers.vocabulary import ItemEvent, Rank, ReceptionForm
from mcu_cli.domain.rules import Rules
from mcu_cli.domain.terms import Term
from mcu_cli.domain.vocabulary import Channel, EventKind, Outcome
from mcu_cli.render.report.parts import receptions as drawn
from mcu_cli.reports.indicators import receptions
from mcu_cli.reports.ledgers import Unanswered, unanswered_questions
from mcu_cli.reports.narrowed import Narrowed
from mcu_cli.reports.periods import Kind, Period, around
from mcu_cli.reports.scope import Asked, Scope
from tests.reports.history import CALENDAR, REGISTRY, Record, appeal, at, event, final

if TYPE_CHECKING:
    from datetime import datetime

    from mcu_cli.reports.source import Source as Index

NOW = at("11-20 10:00")  # a Friday
NOVEMBER = around(Kind.MONTH, date(2026, 11, 20))
CONTENT = {"text": "А", "answer": "Да", "consent": True}
HEARD = {"text": "А", "answer": "Да"}
SILENT = {"text": "А"}


def happened(kind: ItemEvent, name: str = "", **details: Any) -> ItemHappening:
    return ItemHappening(name or kind, at("11-20 09:00"), "clerk@town.example", kind, details=details)


def held(  # a reception has these parts
    number: int,
    day: str,
    *cards: tuple[dict[str, Any], ...],
    form: ReceptionForm = ReceptionForm.SCHEDULED,
    rank: Rank = Rank.HEAD,
    withdrawn: bool = False,
    **facts: int,
) -> Item:
    """Return a reception of `11-19` or of a whole day, with a card for each tuple of questions."""
    when = date.fromisoformat(day if day[:2] == "20" else f"2026-{day}")
    events = [happened(ItemEvent.RECEIVED, f"card{n}", questions=card) for n, card in enumerate(cards)]
    end = [happened(ItemEvent.WITHDRAWN, reason="-")] if withdrawn else []
    return Item(
        Ledger.RECEPTION,
        str(ItemId(Ledger.RECEPTION, when.year, "", number)),
        {"day": when, "form": form, "official": "Глава", "rank": rank, **facts},
        (happened(ItemEvent.REGISTERED), *events, *end),
    )


def of(key: str, number: int, *events: Any, **facts: Any) -> Appeal:
    """Return the appeal that the question `key` became."""
    one = appeal(number, at("11-19 12:00"), *events, channel=Channel.RECEPTION, **facts)
    return replace(one, source=Source(system="reception", key=key))


def told(source: Index, *, period: Period = NOVEMBER, now: datetime = NOW) -> dict[str, Any]:
    found: dict[str, Any] = receptions.members(Asked(source, REGISTRY, Scope(period, now, CALENDAR)))["receptions"]
    return found


def test_each_form_and_each_rank_is_counted_apart() -> None:
    record = Record(
        [],
        [
            held(1, "11-02", citizens=3, no_shows=1),
            held(2, "11-05", (SILENT,), (SILENT, SILENT), form=ReceptionForm.FIELD, rank=Rank.DEPUTY, no_shows=2),
            held(3, "11-06", form=ReceptionForm.THEMATIC, rank=Rank.OTHER, citizens=10),
            held(4, "11-12", form=ReceptionForm.NATIONWIDE),
            held(5, "11-12", form=ReceptionForm.NATIONWIDE, citizens=90, withdrawn=True),
            held(6, "10-31", form=ReceptionForm.FIELD, citizens=70),
            held(7, "12-01", form=ReceptionForm.FIELD, citizens=80),
        ],
    )
    found = told(record)
    assert {name: found[name] for name in ("held", "scheduled", "field", "thematic", "nationwide")} == {
        "held": 4,
        "scheduled": 1,
        "field": 1,
        "thematic": 1,
        "nationwide": 1,
    }
    assert (found["by_head"], found["by_deputies"], found["by_others"]) == (2, 1, 1)
    assert (found["citizens"], found["no_shows"], found["questions"]) == (15, 3, 3)
    assert [found[f"citizens_by_{who}"] for who in ("head", "deputies", "others")] == [3, 2, 10]


def test_an_unfinished_period_ends_today() -> None:
    record = Record([], [held(1, "11-20"), held(2, "11-21")])
    assert told(record)["held"] == 1
    assert told(record, now=at("11-30 23:00"))["held"] == 2


def test_last_year_is_told_where_the_ledger_was_kept() -> None:
    record = Record([], [held(1, "11-02", citizens=3), held(1, "2025-11-20", (SILENT,), form=ReceptionForm.FIELD)])
    found = told(record)
    then = {name: found[f"{name}_last_year"] for name in ("held", "field", "citizens", "questions")}
    assert then == {"held": 1, "field": 1, "citizens": 1, "questions": 1}
    beyond = Record(
        [], [held(1, "11-02"), held(1, "2025-11-20"), held(2, "2025-11-21")]
    )  # November has not come so far
    assert told(beyond)["held_last_year"] == 1
    assert told(Record([], [held(1, "11-02")]))["held_last_year"] is None
    assert told(Record([], [held(1, "11-02"), held(1, "2025-12-01")]))["held_last_year"] is None
    assert told(Record([], [held(1, "11-02"), held(1, "2025-10-01")]))["held_last_year"] == 0
    assert told(Record([], [held(1, "11-02"), held(1, "2025-11-01", withdrawn=True)]))["held_last_year"] is None


QUESTIONS = (
    CONTENT,
    HEARD,
    SILENT,
    {**CONTENT, "outcome": Outcome.RESOLVED, "category": "roads/snow"},
    SILENT,
    CONTENT,
)
BECAME = [
    of("R-2026-0001/card0/3", 1, final(at("11-20 09:00"), Outcome.MEASURES_TAKEN), category="roads"),
    of("R-2026-0001/card0/5", 2),
    of("R-2026-0001/card0/6", 3, category="ЖКХ"),
    of("R-2026-0002/card0/1", 4, final(at("11-20 09:00"))),  # of a reception that is not there
    appeal(5, at("11-19 12:00"), channel=Channel.RECEPTION),  # and of none
]


def test_each_question_is_settled_one_way_or_not_at_all() -> None:
    found = told(Record(BECAME, [held(1, "11-19", QUESTIONS)]))
    assert (found["questions"], found["oral"], found["appeals"], found["unsettled"]) == (6, 2, 3, 1)
    assert [(row["id"], row["questions"]) for row in found["outcomes"]] == [
        ("resolved", 1),
        ("measures-taken", 1),
        ("explained", 1),
        ("in-work", 2),
        ("unsettled", 1),
    ]
    assert [row["share_percent"] for row in found["outcomes"]] == [16.7, 16.7, 16.7, 33.3, 16.7]
    assert [(row["id"], row["title"], row["questions"]) for row in found["groups"]] == [
        ("roads", "Дороги", 2),
        ("ЖКХ", "ЖКХ", 1),
        ("", "not specified", 3),
    ]


def test_an_appeal_that_is_taken_up_again_is_in_work() -> None:
    again = of(
        "R-2026-0001/card0/1",
        1,
        final(at("11-19 15:00")),
        event(EventKind.REOPENED, at("11-20 09:00"), reason="-"),
    )
    found = told(Record([again], [held(1, "11-19", (SILENT,))]))
    assert [row["id"] for row in found["outcomes"]] == ["in-work"]


def test_a_question_has_its_appeal_whatever_part_of_the_record_is_asked_for() -> None:
    record = Record(BECAME, [held(1, "11-19", QUESTIONS)])
    assert told(Narrowed(record, ["20260101-0005"])) == told(record)


def test_the_tables_say_what_was_held_and_nothing_where_nothing_was() -> None:
    found = told(Record(BECAME, [held(1, "11-19", QUESTIONS), held(1, "2025-11-05", citizens=4)]))
    tables = drawn.sections({"receptions": found})
    assert [table.name for table in tables] == ["receptions"] * 4
    rows = {row[0]: row[1:] for row in tables[0].rows}
    assert rows["receptions held"] == [1, 1, 0]
    assert rows["of these in the field"] == [0, 0, 0]
    assert rows["citizens received"] == [1, 4, -3]
    settled = next(table for table in tables if table.title == "How the questions asked at receptions were settled")
    assert {row[0]: row[1] for row in settled.rows}["registered as appeals"] == 3
    assert "of these on one subject" not in rows
    assert all(len(row) == len(table.columns) for table in tables for row in table.rows)
    assert drawn.sections({"receptions": told(Record())}) == []
    assert drawn.sections({"receptions": None}) == []


# --- Which questions wait


def test_questions_wait_until_they_are_settled_the_oldest_first() -> None:
    rules = Rules(
        replace(
            REGISTRY, rules={Channel.LETTER: ChannelRules({"register": Rule(Term.parse("3 calendar days"), "later")})}
        ),
        CALENDAR,
    )
    record = Record(
        BECAME,
        [
            held(1, "11-19", QUESTIONS, (SILENT,)),
            held(3, "11-05", (HEARD,)),
            held(4, "11-04", (SILENT,), withdrawn=True),
            held(5, "11-20", (SILENT,)),
        ],
    )
    assert unanswered_questions(record, rules, until=date(2026, 11, 19)) == [
        Unanswered("R-2026-0003", 1, date(2026, 11, 5), at("11-09 17:00")),
        Unanswered("R-2026-0001", 2, date(2026, 11, 19), at("11-23 17:00")),
        Unanswered("R-2026-0001", 7, date(2026, 11, 19), at("11-23 17:00")),
    ]
    assert len(unanswered_questions(record, rules)) == 4
    without_terms = unanswered_questions(record, Rules(REGISTRY, CALENDAR))
    assert {one.due for one in without_terms} == {None}
    assert unanswered_questions(Record(), rules) == []


# --- Against a plain recount

ASKED = st.sampled_from([CONTENT, HEARD, SILENT, {**SILENT, "category": "roads"}])
CARDS = st.lists(st.lists(ASKED, min_size=1, max_size=3).map(tuple), max_size=3)
HELD = st.tuples(
    st.integers(0, 40), CARDS, st.sampled_from(ReceptionForm), st.sampled_from(Rank), st.booleans(), st.integers(0, 5)
)


@settings(max_examples=60)
@given(st.lists(HELD, max_size=6), st.sets(st.integers(0, 30)))
def test_figures_are_those_of_a_plain_recount(drawn_ones: list[tuple[Any, ...]], registered: set[int]) -> None:
    items = [
        held(
            n,
            (date(2026, 10, 20) + timedelta(days=days)).isoformat(),
            *cards,
            form=form,
            rank=rank,
            withdrawn=gone,
            citizens=citizens,
            no_shows=citizens // 2,
        )
        for n, (days, cards, form, rank, gone, citizens) in enumerate(drawn_ones, start=1)
    ]
    questions = [question for item in items for question in questions_of(item)]
    keys = {one.key for n, one in enumerate(questions) if n in registered}
    appeals = [of(key, n) for n, key in enumerate(sorted(keys), start=1)]
    found = told(Record(appeals, items))
    counted = [
        item for item in items if date(2026, 11, 1) <= item.facts["day"] <= NOW.date() and item.status.value == "done"
    ]
    asked = [question for item in counted for question in questions_of(item)]
    assert found["held"] == len(counted) == sum(found[form.value] for form in ReceptionForm)
    assert found["held"] == found["by_head"] + found["by_deputies"] + found["by_others"]
    assert found["citizens"] == sum(item.state["citizens"] for item in counted)
    assert found["citizens"] == sum(found[f"citizens_by_{who}"] for who in ("head", "deputies", "others"))
    assert found["no_shows"] == sum(item.facts["no_shows"] for item in counted)
    assert found["questions"] == len(asked) == found["oral"] + found["appeals"] + found["unsettled"]
    assert found["appeals"] == sum(one.key in keys for one in asked)
    assert found["oral"] == sum(one.key not in keys and "consent" in one.asked for one in asked)
    assert sum(row["questions"] for row in found["outcomes"]) == len(asked)
    assert sum(row["questions"] for row in found["groups"]) == len(asked)
    waiting = unanswered_questions(Record(appeals, items), Rules(REGISTRY, CALENDAR), until=NOW.date())
    assert found["unsettled"] == sum(one.day >= date(2026, 11, 1) for one in waiting)
