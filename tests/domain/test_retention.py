"""How long personal data are kept: the term, from when it counts, and what holds a case together."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mcu_cli.domain.retention import (
    CountedFrom,
    Past,
    RetentionRule,
    Standing,
    among,
    case_of,
    cases,
    past_term,
    tied,
)

DAYS = st.dates(min_value=date(1990, 1, 1), max_value=date(2100, 12, 31))
CLOSED = date(2020, 3, 2)
RULE = RetentionRule()


@pytest.mark.parametrize(
    ("settled", "until"),
    [
        (date(2020, 3, 2), date(2025, 3, 2)),
        (date(2020, 2, 29), date(2025, 3, 1)),
        (date(2019, 12, 31), date(2024, 12, 31)),
    ],
)
def test_data_are_kept_so_many_years_to_the_day(settled: date, until: date) -> None:
    assert RULE.kept_until(settled) == until


def test_years_may_count_from_the_first_of_january() -> None:
    rule = RetentionRule(years=5, counted_from=CountedFrom.YEAR)
    assert rule.kept_until(date(2020, 3, 2)) == date(2026, 1, 1)


@given(settled=DAYS, today=DAYS, years=st.integers(1, 30), counted_from=st.sampled_from(CountedFrom))
def test_the_day_asked_of_the_index_parts_what_is_past_from_what_is_not(
    settled: date, today: date, years: int, counted_from: CountedFrom
) -> None:
    rule = RetentionRule(years, counted_from)
    assert (settled < rule.settled_before(today)) == (rule.kept_until(settled) <= today)


@given(settled=DAYS, years=st.integers(1, 30))
def test_a_later_closing_is_never_past_before_an_earlier_one(settled: date, years: int) -> None:
    rule = RetentionRule(years)
    assert rule.kept_until(settled) <= rule.kept_until(settled + timedelta(days=1))


def past(standing: dict[str, Standing], *ties: tuple[str, str], today: date = date(2025, 3, 2)) -> list[Past]:
    leaders = tied(ties)
    joined = cases(((name, one) for name, one in standing.items() if name in leaders), leaders)
    found = (
        past_term(name, joined[leaders[name]] if name in leaders else case_of(name, one), RULE, today)
        for name, one in sorted(standing.items())
    )
    return [one for one in found if one is not None]


def test_a_case_is_past_when_the_last_of_it_is() -> None:
    standing = {"a": Standing(CLOSED), "b": Standing(CLOSED + timedelta(days=1)), "c": Standing(CLOSED)}
    assert [one.id for one in past(standing)] == ["a", "c"]
    assert [one.id for one in past(standing, ("b", "a"))] == ["c"]
    assert [one.id for one in past(standing, ("b", "a"), ("c", "b"))] == []
    later = past(standing, ("b", "a"), today=date(2025, 3, 3))
    assert later == [
        Past("a", CLOSED + timedelta(days=1), date(2025, 3, 3)),
        Past("b", CLOSED + timedelta(days=1), date(2025, 3, 3)),
        Past("c", CLOSED, date(2025, 3, 2)),
    ]


def test_what_is_open_is_never_past_and_keeps_its_case() -> None:
    standing = {"a": Standing(CLOSED), "b": Standing(None)}
    assert past(standing, ("a", "b"), today=date(2099, 1, 1)) == []
    assert [one.id for one in past(standing, today=date(2099, 1, 1))] == ["a"]


def test_one_on_hold_holds_its_whole_case_and_is_named() -> None:
    standing = {"a": Standing(CLOSED), "b": Standing(CLOSED, is_held=True), "c": Standing(CLOSED)}
    assert [(one.id, one.held_by) for one in past(standing, ("a", "b"))] == [("a", ("b",)), ("b", ("b",)), ("c", ())]


def test_a_tie_to_what_is_not_on_record_does_not_keep_anything() -> None:
    assert [one.id for one in past({"a": Standing(CLOSED)}, ("a", "gone"))] == ["a"]


def test_a_circle_of_ties_is_one_case() -> None:
    leaders = tied([("a", "b"), ("b", "c"), ("c", "a"), ("a", "a"), ("d", "d")])
    assert len({leaders[name] for name in "abc"}) == 1
    assert leaders["d"] == "d"


@given(ties=st.lists(st.tuples(st.integers(0, 12).map(str), st.integers(0, 12).map(str)), max_size=20))
def test_whoever_is_tied_through_others_is_of_one_case_and_nobody_else(ties: list[tuple[str, str]]) -> None:
    leaders = tied(ties)
    groups = {name: {name} for tie in ties for name in tie}
    for one, other in ties:
        together = groups[one] | groups[other]
        groups.update(dict.fromkeys(together, together))
    assert leaders.keys() == groups.keys()
    for name, group in groups.items():
        assert {other for other, leader in leaders.items() if leader == leaders[name]} == group


@given(found=st.sets(st.integers(0, 20).map(str)), ids=st.sets(st.integers(0, 20).map(str)))
def test_what_is_among_ids_is_found_in_one_going_through_both(found: set[str], ids: set[str]) -> None:
    records = [Past(name, CLOSED, CLOSED) for name in sorted(found)]
    assert [one.id for one in among(records, sorted(ids))] == sorted(found & ids)
