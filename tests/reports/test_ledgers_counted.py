"""What reports count of instructions, polls and works, and what agenda and summary tell of them."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mcu_cli.domain.ledgers.item import Item, ItemHappening
from mcu_cli.domain.ledgers.ledger import ItemId, Ledger
from mcu_cli.domain.ledgers.terms import Extension, Terms
from mcu_cli.domain.ledgers.vocabulary import ItemEvent
from mcu_cli.reports.duties import UNKNOWN, Duty, instructions_due, polls_without_result, standing
from mcu_cli.reports.indicators import instructions, polls, works
from mcu_cli.reports.indicators.works import by_what
from mcu_cli.reports.narrowed import Narrowed
from mcu_cli.reports.periods import Kind, Period, around
from mcu_cli.reports.scope import Asked, Scope
from mcu_cli.reports.stretch import stretch_to
from tests.reports.history import CALENDAR, REGISTRY, ZONE, Record, at

if TYPE_CHECKING:
    from collections.abc import Iterable

NOW = at("11-20 10:00")  # a Friday
TODAY = NOW.date()
NOVEMBER = around(Kind.MONTH, TODAY)
QUESTION = "Какой сквер благоустроить?"


def happened(kind: ItemEvent, moment: datetime, /, **details: Any) -> ItemHappening:
    return ItemHappening(f"{kind}-{moment:%d%H%M%S}", moment, "clerk@town.example", kind, details=details)


def item(ledger: Ledger, number: int, facts: dict[str, Any], *events: ItemHappening, year: int = 2026) -> Item:
    registered = happened(ItemEvent.REGISTERED, at("2026-01-01 09:00"))
    return Item(ledger, str(ItemId(ledger, year, "", number)), facts, (registered, *events))


def day(text: str) -> date:
    """Return `11-20` of 2026, or a whole day."""
    return date.fromisoformat(text if text[:2] == "20" else f"2026-{text}")


WITHDRAWN = happened(ItemEvent.WITHDRAWN, NOW, reason="-")


def instruction(
    number: int,
    given_on: str,
    due: str = "",
    done: str = "",
    *events: ItemHappening,
    executor: str = "roads",
) -> Item:
    facts: dict[str, Any] = {"given": day(given_on), "text": f"Дело {number}.", "executor": executor, "official": "Мэр"}
    if due:
        facts["due"] = day(due)
    if done:
        carried_out = datetime.combine(day(done), time(12), tzinfo=ZONE)
        events = (*events, happened(ItemEvent.DONE, carried_out, day=day(done)))
    return item(Ledger.INSTRUCTION, number, facts, *events)


def extended(until: str, on: str = "11-02") -> ItemHappening:
    return happened(ItemEvent.EXTENDED, at(f"{on} 10:00"), until=day(until), reason="-")


def poll(number: int, begins: str, ends: str = "", *events: ItemHappening, **facts: Any) -> Item:
    known: dict[str, Any] = {"question": QUESTION, "options": ("Парк", "Сквер"), "begins": day(begins)}
    if ends:
        known["ends"] = day(ends)
    return item(Ledger.POLL, number, known | facts, *events)


def result(moment: str, participants: int = 10, **details: Any) -> ItemHappening:
    votes = tuple({"option": option, "votes": n} for option, n in details.pop("votes", {}).items())
    said = {"votes": votes} if votes else {}
    return happened(ItemEvent.RESULT, at(moment), participants=participants, **said, **details)


def work(number: int, on: str, what: str = "Отремонтированы фонари", *events: ItemHappening, **facts: Any) -> Item:
    return item(Ledger.WORK, number, {"what": what, "day": day(on), **facts}, *events)


def asked(*items: Item, period: Period = NOVEMBER, now: datetime = NOW) -> Asked:
    return Asked(Record(items=items), REGISTRY, Scope(period, now, CALENDAR))


# --- Instructions


def counted(*items: Item, period: Period = NOVEMBER, now: datetime = NOW) -> Any:
    return instructions.members(asked(*items, period=period, now=now))["instructions"]


NOTHING = {
    "given": 0,
    "done": 0,
    "done_in_time": 0,
    "done_late": 0,
    "done_without_term": 0,
    "overdue": 0,
    "open": 0,
    "given_last_year": None,
}


@pytest.mark.parametrize(
    ("one", "counts"),
    [
        (instruction(1, "11-01"), {"given": 1, "open": 1}),
        (instruction(1, "10-31"), {"open": 1}),
        (instruction(1, "11-01", "11-19"), {"given": 1, "open": 1, "overdue": 1}),
        (instruction(1, "11-01", "11-20"), {"given": 1, "open": 1}),
        (instruction(1, "11-01", "11-10", "11-10"), {"given": 1, "done": 1, "done_in_time": 1}),
        (instruction(1, "11-01", "11-10", "11-11"), {"given": 1, "done": 1, "done_late": 1}),
        (instruction(1, "11-01", "", "11-11"), {"given": 1, "done": 1, "done_without_term": 1}),
        (instruction(1, "11-01", "11-10", "11-15", extended("11-15")), {"given": 1, "done": 1, "done_in_time": 1}),
        (instruction(1, "11-01", "11-10", "", extended("11-25")), {"given": 1, "open": 1}),
        # Extended on its last day, then on the day after that, and after it was done.
        (
            instruction(1, "11-01", "11-10", "11-15", extended("11-15", "11-10")),
            {"given": 1, "done": 1, "done_in_time": 1},
        ),
        (
            instruction(1, "11-01", "11-10", "11-15", extended("11-15", "11-11")),
            {"given": 1, "done": 1, "done_late": 1},
        ),
        (
            instruction(1, "11-01", "11-10", "11-15", extended("11-20", "11-16")),
            {"given": 1, "done": 1, "done_late": 1},
        ),
        (instruction(1, "11-01", "", "11-15", extended("11-12")), {"given": 1, "done": 1, "done_late": 1}),
        (instruction(1, "11-01", "11-10", "", extended("11-19", "11-11")), {"given": 1, "open": 1, "overdue": 1}),
        (instruction(1, "10-01", "10-10", "11-02"), {"done": 1, "done_late": 1}),
        (instruction(1, "10-01", "10-10", "10-02"), {}),
        (instruction(1, "11-01", "11-10", "", WITHDRAWN), {}),
        (instruction(1, "2025-12-31", "11-30"), {"open": 1}),
    ],
)
def test_an_instruction_counts_by_its_days(one: Item, counts: dict[str, int]) -> None:
    assert counted(one) == {**NOTHING, **counts}


def test_a_period_that_is_over_is_told_as_it_ended() -> None:
    october = around(Kind.MONTH, day("10-15"))
    late, due_later, done_later = (
        instruction(1, "10-01", "10-31"),
        instruction(2, "10-01", "11-01"),
        instruction(3, "10-01", "10-30", "11-01"),
    )
    assert counted(late, due_later, done_later, period=october) == {
        **NOTHING,
        "given": 3,
        "open": 3,
        "overdue": 2,
        "given_last_year": None,
    }


@settings(max_examples=60)
@given(st.integers(0, 50), st.lists(st.tuples(st.integers(0, 60), st.integers(0, 60)), max_size=4), st.integers(0, 90))
def test_an_extension_says_nothing_of_the_days_before_it(term: int, drawn: list[tuple[int, int]], took: int) -> None:
    start = date(2026, 9, 1)
    extensions = [Extension(start + timedelta(on), start + timedelta(until)) for on, until in sorted(drawn)]
    last = start + timedelta(took)
    all_told, until_then = (
        Terms(start + timedelta(term), tuple(told))
        for told in (extensions, [one for one in extensions if one.on <= last])
    )
    assert all_told.on(last) == until_then.on(last)
    assert all_told.judging(last) == until_then.judging(last)
    if all(one.on > start + timedelta(term) for one in extensions):
        assert all_told.judging(last) == start + timedelta(term)  # each came too late


def test_the_summary_of_a_past_day_is_not_changed_by_an_extension() -> None:
    late = instruction(1, "10-01", "10-30")
    more = instruction(1, "10-01", "10-30", "", extended("11-27", "11-20"))
    for moment in ("11-19 18:00", "11-20 18:00"):
        stretch = stretch_to(at(moment).date(), at("11-21 12:00"), CALENDAR)
        found = [instructions_due(Record(items=[one]), REGISTRY, stretch).overdue for one in (late, more)]
        assert found == ([1, 1] if moment.startswith("11-19") else [1, 0])


@pytest.mark.parametrize(
    ("first", "known"),
    [("2025-01-01", 1), ("2024-06-01", 0), ("2025-11-20", 1), ("2025-11-21", None)],
)
def test_last_year_is_told_where_the_ledger_was_kept_then(first: str, known: int | None) -> None:
    year = around(Kind.YEAR, TODAY)
    assert counted(instruction(1, first), instruction(2, "11-01"), period=year)["given_last_year"] == known


@settings(max_examples=60)
@given(
    st.lists(
        st.tuples(st.integers(0, 60), st.none() | st.integers(0, 40), st.none() | st.integers(0, 40)), max_size=12
    ),
    st.integers(0, 60),
)
def test_open_instructions_add_up(drawn: list[tuple[int, int | None, int | None]], length: int) -> None:
    start = date(2026, 9, 1)
    items = []
    for number, (begin, term, took) in enumerate(drawn, start=1):
        given_on = start + timedelta(days=begin)
        due = "" if term is None else (given_on + timedelta(days=term)).isoformat()
        done = "" if took is None else (given_on + timedelta(days=took)).isoformat()
        items.append(instruction(number, given_on.isoformat(), due, done))
    period = Period(Kind.RANGE, start, start + timedelta(days=length))
    late = at("2026-12-31 12:00")
    found = counted(*items, period=period, now=late)
    assert found["given"] - found["done"] == found["open"]  # nothing was given before the period
    assert found["done"] == found["done_in_time"] + found["done_late"] + found["done_without_term"]
    assert found["overdue"] <= found["open"]


# --- Polls


def polled(*items: Item, period: Period = NOVEMBER, now: datetime = NOW) -> list[Any]:
    found: list[Any] = polls.members(asked(*items, period=period, now=now))["polls"]
    return found


@pytest.mark.parametrize(
    ("one", "is_of_november"),
    [
        (poll(1, "11-01", "11-30"), True),
        (poll(1, "10-01", "11-01"), True),
        (poll(1, "10-01", "10-31"), False),
        (poll(1, "10-01", "10-31", result("11-02 10:00")), True),
        (poll(1, "10-01", "10-31", result("10-31 23:59:59")), False),
        (poll(1, "11-20"), True),
        (poll(1, "11-21"), False),
        (poll(1, "09-01"), True),
        (poll(1, "09-01", "", result("10-01 10:00")), False),
        (poll(1, "11-02", "11-03", WITHDRAWN), False),
    ],
)
def test_a_poll_is_of_the_period_in_which_it_runs_or_is_decided(one: Item, *, is_of_november: bool) -> None:
    assert bool(polled(one)) is is_of_november


def test_a_poll_is_told_by_its_last_result() -> None:
    first = result("11-05 10:00", 100, votes={"Парк": 60}, decision="Парк.", link="https://town.example/1")
    second = result("11-16 10:00", 2_417, votes={"Парк": 1_264, "Сквер": 731})
    (told,) = polled(poll(1, "11-02", "11-15", first, second, link="https://town.example/0"))
    assert told == {
        "id": "P-2026-0001",
        "question": QUESTION,
        "begins": "2026-11-02",
        "ends": "2026-11-15",
        "participants": 2_417,
        "options": [
            {"text": "Парк", "votes": 1_264, "share_percent": 52.3},
            {"text": "Сквер", "votes": 731, "share_percent": 30.2},
        ],
        "decision": "Парк.",
        "link": "https://town.example/1",
        "status": "done",
    }


def test_what_is_not_known_of_a_poll_is_null() -> None:
    (told,) = polled(poll(1, "11-02"))
    assert (told["ends"], told["participants"], told["decision"], told["link"]) == (None, None, None, None)
    assert told["options"][0] == {"text": "Парк", "votes": None, "share_percent": None}
    (told,) = polled(poll(1, "11-02", "", result("11-03 10:00", 0, votes={"Парк": 0})))
    assert told["options"] == [
        {"text": "Парк", "votes": 0, "share_percent": None},  # of nobody there is no share
        {"text": "Сквер", "votes": None, "share_percent": None},
    ]


# --- Works


def test_works_are_those_of_the_days_of_the_period_in_their_order() -> None:
    items = (
        work(3, "11-20", count=4),
        work(2, "11-01", place="улица Мира", appeals=("20261101-0001", "20261101-0002")),
        work(1, "10-31"),
        work(4, "11-10", "Починили", WITHDRAWN),
    )
    found = works.members(asked(*items))
    assert [(one["id"], one["count"], one["place"], one["appeals"]) for one in found["works"]] == [
        ("W-2026-0002", None, "улица Мира", 2),
        ("W-2026-0003", 4, None, 0),
    ]
    assert found["works_by_what"] == [{"what": "Отремонтированы фонари", "count": 4, "works": 2}]


def test_equal_works_stand_together_as_the_first_is_called() -> None:
    said = (
        ("Установлены неровности", 5),
        ("Закрыты люки.", None),
        ("установлены  НЕРОВНОСТИ.", 7),
        ("Закрыты люки", 6),
    )
    rows = by_what({"what": what, "count": count} for what, count in said)
    assert rows == [
        {"what": "Установлены неровности", "count": 12, "works": 2},
        {"what": "Закрыты люки", "count": 6, "works": 2},
    ]


def test_works_that_nobody_counted_have_no_number() -> None:
    assert by_what([{"what": "Убрали двор", "count": None}]) == [{"what": "Убрали двор", "count": None, "works": 1}]


def test_a_part_of_the_appeals_changes_nothing_of_the_ledgers() -> None:
    record = Record(items=[instruction(1, "11-01"), poll(1, "11-01"), work(1, "11-01")])
    part = Asked(Narrowed(record, []), REGISTRY, Scope(NOVEMBER, NOW, CALENDAR))
    whole = Asked(record, REGISTRY, Scope(NOVEMBER, NOW, CALENDAR))
    for group in (instructions, polls, works):
        assert group.members(part) == group.members(whole)


# --- Agenda


def found_standing(*items: Item) -> list[tuple[Duty, str]]:
    last = date(2026, 11, 23)  # the Monday after
    return [(one.duty, one.id) for one in standing(Record(items=items), TODAY, last)]


def test_what_wants_something_is_told_by_its_day() -> None:
    items = (
        instruction(1, "11-01", "11-23"),
        instruction(2, "11-01", "11-19"),
        instruction(3, "11-01", "11-20"),
        instruction(4, "11-01", "11-24"),
        instruction(5, "11-01"),
        instruction(6, "11-01", "11-10", "11-12"),
        instruction(7, "11-01", "11-10", "", WITHDRAWN),
        instruction(8, "11-01", "11-10", "", extended("12-10")),
        poll(1, "11-01", "11-19"),
        poll(2, "11-01", "11-20"),
        poll(3, "11-01", "11-19", result("11-20 09:00")),
        work(1, "11-01"),
    )
    assert found_standing(*items) == [
        (Duty.INSTRUCTIONS_OVERDUE, "I-2026-0002"),
        (Duty.POLLS_ENDED, "P-2026-0001"),
        (Duty.INSTRUCTIONS_DUE, "I-2026-0003"),
        (Duty.INSTRUCTIONS_DUE, "I-2026-0001"),
    ]


# --- Summary


def due(items: Iterable[Item], on: date = TODAY, now: datetime = NOW) -> Any:
    return instructions_due(Record(items=items), REGISTRY, stretch_to(on, now, CALENDAR))


def test_a_summary_tells_what_is_overdue_and_whose() -> None:
    items = [
        instruction(1, "11-01", "11-19"),
        instruction(2, "11-01", "11-10", executor="ДорСтрой"),  # another name of the same department
        instruction(3, "11-01", "11-18", executor="gone"),
        instruction(4, "11-01", "11-20"),
        instruction(5, "11-01", "11-21"),
        instruction(6, "11-01", "11-10", "11-20"),
    ]
    found = due(items)
    assert (found.overdue, found.due_today) == (3, 1)
    assert [(one.id, one.overdue, one.longest_days) for one in found.executors] == [("roads", 2, 10), (UNKNOWN, 1, 2)]


def test_the_summary_of_a_past_day_tells_what_was_not_done_then() -> None:
    items = [
        instruction(1, "11-01", "11-17", "11-18"),  # done on the day itself
        instruction(2, "11-01", "11-18", "11-19"),  # a day late
        instruction(3, "11-19", "11-19"),  # not given yet
    ]
    found = due(items, date(2026, 11, 18))
    assert (found.overdue, found.due_today) == (1, 0)
    assert found.executors[0].longest_days == 1


@pytest.mark.parametrize(("on", "number"), [("11-17", 0), ("11-18", 1), ("11-19", 1), ("11-20", 0)])
def test_polls_without_a_result_are_those_of_the_day(on: str, number: int) -> None:
    record = Record(items=[poll(1, "11-01", "11-18", result("11-20 09:00")), poll(2, "11-01", "11-18", WITHDRAWN)])
    assert polls_without_result(record, stretch_to(day(on), NOW, CALENDAR)) == number
