"""Which appeals filters mean: the conditions on the index agree with what the domain says of each appeal."""

from __future__ import annotations

import itertools
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, cast
from unittest import mock

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mcu_cli.domain.appeal import Appeal, Place, Source
from mcu_cli.domain.event import Due
from mcu_cli.domain.query.fields import FIELDS
from mcu_cli.domain.query.parser import MOST_BRACKETS, MOST_TERMS, parse
from mcu_cli.domain.query.saved import expanded
from mcu_cli.domain.query.tree import EVERY_APPEAL, Node, negated
from mcu_cli.domain.vocabulary import EventKind
from mcu_cli.errors import NotFoundError, UsageError
from mcu_cli.store import conditions
from mcu_cli.store.entries import entry_of, search_parts
from mcu_cli.store.selection import SORTS, find, ids
from tests.queries import Rows, fits, rows, terms, trees
from tests.reports.history import REGISTRY, ZONE, appeal, duplicate, event, final, interim

if TYPE_CHECKING:
    from collections.abc import Iterable

    from mcu_cli.store.index import Index
    from mcu_cli.store.rows import Entry

NOW = datetime(2026, 11, 20, 18, 0, tzinfo=ZONE)


def found(appeals: Iterable[Appeal], query: str = "", now: datetime = NOW, **order: Any) -> list[str]:
    """Return the numbers of the appeals found, in their order."""
    with rows_of(appeals) as rows:
        entries, _total = find(cast("Index", rows), parse(query).tree, REGISTRY, now, **order)
    return [entry.id.removeprefix("20260101-") for entry in entries]


def rows_of(appeals: Iterable[Appeal]) -> Rows:
    """Return the rows of appeals, found by all that the index finds them by."""
    pairs = [(entry_of(one, path="", blob=""), " ".join(search_parts(one))) for one in appeals]
    by_id = {entry.id: stems for entry, stems in pairs}
    return Rows([entry for entry, _stems in pairs], lambda entry: by_id[entry.id])


@given(entries=rows(), tree=trees(), common=st.sampled_from([-1, conditions._COMMON]))  # what many bear, or few
@settings(max_examples=100)
def test_a_query_finds_what_fits_it_and_its_negation_the_rest(entries: list[Entry], tree: Node, common: int) -> None:
    expected = sorted(entry.id for entry in entries if fits(tree, entry))
    with Rows(entries) as index, mock.patch.object(conditions, "_COMMON", common):
        assert [*ids(cast("Index", index), tree, REGISTRY, NOW)] == expected
        assert [*ids(cast("Index", index), negated(tree), REGISTRY, NOW)] == sorted(
            entry.id for entry in entries if entry.id not in expected
        )


@pytest.mark.parametrize("field", [field.name for field in FIELDS])
@given(data=st.data(), entries=rows())
@settings(max_examples=15)
def test_each_field_finds_what_fits(field: str, data: st.DataObject, entries: list[Entry]) -> None:
    tree = data.draw(terms(field))
    with Rows(entries) as index:
        assert [*ids(cast("Index", index), tree, REGISTRY, NOW)] == sorted(
            entry.id for entry in entries if fits(tree, entry)
        )


@pytest.mark.parametrize(
    "query",
    [
        "-(" * MOST_BRACKETS + "ямы" + " каток)" * MOST_BRACKETS,
        "-(a or b " * MOST_BRACKETS + "due:2026" + ")" * MOST_BRACKETS,
        "-(street:x or overdue place:1 " * MOST_BRACKETS + "@deep" + ")" * MOST_BRACKETS,
        "-(@two or @two " * 6 + ")" * 6,
        " ".join(f"-(слово{n} or due:2026..)" for n in range(60)),
        "street:" + ",".join(f"улица{n}" for n in range(400)),
        "id:" + ",".join(map(str, range(1, 1200))),
        "rating:" + ",".join("12345" * 490),
        "due:" + ",".join(["2026"] * 990),
        " ".join(f"1224-{n}" for n in range(1, MOST_TERMS)),
    ],
)
def test_a_query_as_large_as_they_come_is_answered(query: str) -> None:
    filters = {"deep": "overdue", "two": "-(a or b -(a or b -(department:roads or due:2026 -(снег or c overdue))))"}
    tree = expanded(parse(query), filters)
    with rows_of([appeal(1, NOW)]) as index:
        found_by = ids(cast("Index", index), tree, REGISTRY, NOW)
        assert sorted([*found_by, *ids(cast("Index", index), negated(tree), REGISTRY, NOW)]) == ["20260101-0001"]


@pytest.mark.parametrize(
    "query",
    [
        "'; DROP TABLE appeals; --",
        'street:"x) OR 1=1 --"',
        "key:\"1' OR '1'='1\"",
        'url:"%" ',
        'text:""" NEAR(a, 1)"',
        '"ямы" OR kind:"complaint"',
        "system:*",
        'tag:"a\\\\"" b"',
    ],
)
def test_nothing_typed_becomes_sql(query: str) -> None:
    with rows_of([appeal(1, NOW)]) as index:
        assert [*ids(cast("Index", index), parse(query).tree, REGISTRY, NOW)] == []
        assert index.query("SELECT count(*) FROM appeals") == [(1,)]


# The rung of what was not escalated is 0; all others have nothing at all.
MAY_BE_UNSET = [
    field.name for field in FIELDS if field.kind.is_ordered and not field.always and field.name != "escalation"
]


@pytest.mark.parametrize("field", MAY_BE_UNSET)
def test_what_is_not_set_lies_before_no_bound_and_behind_none(field: str) -> None:
    bare = replace(appeal(1, NOW), history=(event(EventKind.REGISTERED, NOW, due=Due(None, None)),))
    most = 9 if field == "rating" else 2200
    assert found([bare], f"{field}:none") == ["0001"]
    assert found([bare], f"-{field}:none") == []
    for bound in (f"<{most}", f"<={most}", ">1", ">=1", f"..{most}", "1.."):
        query = f"{field}:{bound}" if field == "rating" else f"{field}:{bound.replace('1', '1900')}"
        assert found([bare], query) == []
        assert found([bare], f"-{query}") == ["0001"]


def test_weekdays_are_days_of_one_week_whatever_day_is_today() -> None:
    wednesday = datetime(2026, 11, 18, 12, 0, tzinfo=ZONE)
    monday, friday = datetime(2026, 11, 9, 8, 0, tzinfo=ZONE), datetime(2026, 11, 13, 20, 0, tzinfo=ZONE)
    drawn = [appeal(1, monday), appeal(2, friday), appeal(3, friday + timedelta(days=1)), appeal(4, wednesday)]
    assert found(drawn, "registered:monday..friday", wednesday) == ["0001", "0002"]
    assert found(drawn, "registered:пн", wednesday) == []
    assert found(drawn, "registered:среда", wednesday) == ["0004"]


moments = st.integers(min_value=-400, max_value=400).map(lambda hours: NOW + timedelta(hours=hours))


@st.composite
def appeals_(draw: st.DrawFn) -> list[Appeal]:
    """Draw some appeals with clocks and steps around now."""
    drawn = []
    for number in range(1, draw(st.integers(min_value=1, max_value=6)) + 1):
        start = NOW - timedelta(hours=500)
        due = Due(draw(st.none() | moments), draw(st.none() | moments))
        steps = [
            draw(st.sampled_from([final, interim, duplicate]))(draw(moments))
            for _step in range(draw(st.integers(min_value=0, max_value=2)))
        ]
        one = appeal(number, start, *steps)
        registered = replace(one.history[0], details={"due": due})
        drawn.append(replace(one, history=(registered, *one.history[1:])))
    return drawn


@given(drawn=appeals_(), now=moments)
@settings(max_examples=100)
def test_overdue_and_open_are_what_the_fold_says(drawn: list[Appeal], now: datetime) -> None:
    overdue = [one.id[-4:] for one in drawn if one.state.is_overdue(now)]
    assert found(drawn, "overdue", now) == overdue
    assert found(drawn, "open", now) == [one.id[-4:] for one in drawn if one.state.is_open]
    for one in drawn:
        expected = one.state.next_due
        assert entry_of(one, path="", blob="").next_due == (int(expected.timestamp()) if expected else None)


@given(drawn=appeals_())
@settings(max_examples=100)
def test_sorted_by_due_the_next_comes_first_and_what_has_none_last(drawn: list[Appeal]) -> None:
    by_id = {one.id[-4:]: one for one in drawn}
    order = found(drawn, sort="due")
    dues = [by_id[number].state.next_due for number in order]
    running = [due for due in dues if due is not None]
    assert running == sorted(running)
    assert dues[: len(running)] == running


@given(drawn=appeals_(), sort=st.sampled_from(sorted(SORTS)))
@settings(max_examples=50)
def test_every_order_holds_all_and_turns_round(drawn: list[Appeal], sort: str) -> None:
    forwards = found(drawn, sort=sort)
    assert sorted(forwards) == [one.id[-4:] for one in drawn]
    if sort != "due":  # what has no clock stays at the end
        assert found(drawn, sort=sort, backwards=True) == forwards[::-1]


def test_an_order_that_is_none_is_refused() -> None:
    with pytest.raises(UsageError, match="choose one of id, due"):
        found([], sort="id; DROP TABLE appeals")


def assigned(number: int, department: str, executor: str = "", category: str = "", topic: str = "") -> Appeal:
    """Return an appeal that was assigned."""
    start = NOW - timedelta(days=1)
    step = event(EventKind.ASSIGNED, NOW, department=department, executor=executor)
    return appeal(number, start, step, category=category, topic=topic)


DEPARTMENTS = [
    assigned(1, "roads"),
    assigned(2, "ДорСтрой"),  # an alias, as a source named it
    assigned(3, "Чужой отдел"),
    assigned(4, "Чужой отдел", "Управление дорог"),
    assigned(5, ""),
]


@pytest.mark.parametrize(
    ("names", "numbers"),
    [
        (["roads"], ["0001", "0002", "0004"]),
        (["дорстрой"], ["0001", "0002", "0004"]),
        (['"Чужой отдел"'], ["0003", "0004"]),
        (["roads", '"Чужой отдел"'], ["0001", "0002", "0003", "0004"]),
    ],
)
def test_a_department_is_found_by_all_its_names(names: list[str], numbers: list[str]) -> None:
    assert found(DEPARTMENTS, f"department:{','.join(names)}") == numbers


def test_a_department_that_nobody_knows_is_not_found() -> None:
    with pytest.raises(NotFoundError, match="did you mean roads"):
        found(DEPARTMENTS, "department:road")


CATEGORIES = [
    assigned(1, "roads", category="roads"),
    assigned(2, "roads", category="roads/snow"),
    assigned(3, "roads", category="Дорожное хозяйство", topic="Ямы"),
    assigned(4, "roads", category="Чужая группа"),
    assigned(5, "roads"),
]


@pytest.mark.parametrize(
    ("names", "numbers"),
    [
        (["roads"], ["0001", "0002", "0003"]),
        (["Дороги"], ["0001", "0002", "0003"]),
        (["roads/snow"], ["0002"]),
        (["снег"], ["0002"]),
        (['"Чужая группа"'], ["0004"]),
        (["roads/snow", '"Чужая группа"'], ["0002", "0004"]),
    ],
)
def test_a_group_takes_in_its_topics_and_the_names_of_sources(names: list[str], numbers: list[str]) -> None:
    assert found(CATEGORIES, f"category:{','.join(names)}") == numbers


def test_a_category_without_appeals_finds_none_and_an_unknown_one_is_an_error() -> None:
    assert found(CATEGORIES[:1], "category:roads/snow") == []
    with pytest.raises(NotFoundError):
        found(CATEGORIES, 'category:"нет такой"')


def test_days_are_those_of_the_municipality() -> None:
    midnight = datetime(2026, 11, 20, 0, 0, tzinfo=ZONE)
    drawn = [
        appeal(1, midnight - timedelta(seconds=1)),
        appeal(2, midnight.astimezone(UTC)),
        appeal(3, midnight + timedelta(hours=23, minutes=59, seconds=59)),
        appeal(4, midnight + timedelta(days=1)),
    ]
    assert found(drawn, "registered:2026-11-20") == ["0002", "0003"]
    assert found(drawn, "registered:2026-11-20..") == ["0002", "0003", "0004"]
    assert found(drawn, "registered:<=2026-11-20") == ["0001", "0002", "0003"]
    assert found(drawn, "registered:<2026-11-20") == ["0001"]
    assert found(drawn, "registered>2026-11-20") == ["0004"]


WORDY = replace(
    appeal(1, NOW, event(EventKind.NOTED, NOW, text="Звонили вечером.")),
    text="Ёлки горят; 12-й дом!",
    place=Place(street="улица Лесная"),
    source=Source(system="test", key="7"),
)


@pytest.mark.parametrize(
    ("query", "fits"),
    [
        ("елка", True), ("ЁЛКИ ГОРЯТ", True), ("дому", True), ("12", True), ("лесной", True), ("вечера", True),
        ("", True), ("  ", True), ("!", False), ("ель", False), ("елка ель", False), ("елка*", True),
        ("ел*", True), ("ель*", False), ("елка AND ель", False), ("елка OR ель", True), ("-елка", False),
        ("«елки горят»", True), ("«горят елки»", False), ("«12 й дом»", True), ("'; --", False),
        ("text:вечером", False), ("text:«елки гор»*", True), ("text:лесная", False),
    ],
)  # fmt: skip
def test_words_are_found_in_any_form(query: str, *, fits: bool) -> None:
    assert found([WORDY], query) == ["0001"] * fits


def test_all_filters_must_hold() -> None:
    kinds = list(itertools.islice(itertools.cycle(["answered", "new"]), 4))
    drawn = [appeal(n, NOW, *([interim(NOW)] if kind == "answered" else [])) for n, kind in enumerate(kinds, start=1)]
    assert found(drawn, "status:answered open") == ["0001", "0003"]
    assert found(drawn, "status:answered channel:letter") == []
    with rows_of(drawn) as rows:
        entries, total = find(cast("Index", rows), EVERY_APPEAL, REGISTRY, NOW, limit=3)
    assert (len(entries), total) == (3, 4)
