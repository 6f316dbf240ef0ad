"""Which appeals filters mean: the conditions on the index agree with what the domain says of each appeal."""

from __future__ import annotations

import itertools
import sqlite3
import weakref
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, Self, cast

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mcu_cli.domain.appeal import Appeal, Place, Source
from mcu_cli.domain.event import Due
from mcu_cli.domain.vocabulary import EventKind
from mcu_cli.errors import NotFoundError, UsageError
from mcu_cli.render.entries import is_overdue, next_due
from mcu_cli.store.entries import Entry, entry_of, search_text, sql_columns
from mcu_cli.store.selection import SORTS, Selection, find
from tests.reports.history import REGISTRY, ZONE, appeal, duplicate, event, final, interim

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from mcu_cli.store.index import Index

NOW = datetime(2026, 11, 20, 18, 0, tzinfo=ZONE)


class Rows:
    """The tables of the index that a selection asks, in memory."""

    def __init__(self, appeals: Iterable[Appeal]) -> None:
        """Fill the tables."""
        self._db = sqlite3.connect(":memory:")
        weakref.finalize(self, self._db.close)
        self._db.execute(f"CREATE TABLE appeals ({sql_columns(Entry)})")
        self._db.execute("CREATE VIRTUAL TABLE search USING fts5 (stems)")
        marks = ", ".join("?" * len(Entry._fields))
        for one in appeals:
            self._db.execute(f"INSERT INTO appeals VALUES ({marks})", entry_of(one, path="", blob=""))  # noqa: S608
            self._db.execute("INSERT INTO search VALUES (?)", (search_text(one),))

    def __enter__(self) -> Self:
        """Let it be used and closed."""
        return self

    def __exit__(self, *_error: object) -> None:
        """Close the tables."""
        self._db.close()

    def query(self, sql: str, parameters: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        """Return the rows of a SELECT."""
        return self._db.execute(sql, parameters).fetchall()

    def entries(self, where: str = "1", parameters: Sequence[Any] = (), tail: str = "") -> list[Entry]:
        """Return the appeals of a condition."""
        return [Entry(*row) for row in self.query(f"SELECT * FROM appeals WHERE {where} {tail}", parameters)]  # noqa: S608


def found(appeals: Iterable[Appeal], selection: Selection, now: datetime = NOW, **order: Any) -> list[str]:
    """Return the numbers of the appeals found, in their order."""
    with Rows(appeals) as rows:
        entries, _total = find(cast("Index", rows), selection, REGISTRY, now, **order)
    return [entry.id.removeprefix("20260101-") for entry in entries]


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
    assert found(drawn, Selection(overdue=True), now) == overdue
    assert found(drawn, Selection(open=True), now) == [one.id[-4:] for one in drawn if one.state.is_open]
    for one in drawn:
        entry = entry_of(one, path="", blob="")
        assert is_overdue(entry, now) is one.state.is_overdue(now)
        expected = one.state.next_due
        assert next_due(entry) == (int(expected.timestamp()) if expected else None)


@given(drawn=appeals_())
@settings(max_examples=100)
def test_sorted_by_due_the_next_comes_first_and_what_has_none_last(drawn: list[Appeal]) -> None:
    by_id = {one.id[-4:]: one for one in drawn}
    order = found(drawn, Selection(), sort="due")
    dues = [by_id[number].state.next_due for number in order]
    running = [due for due in dues if due is not None]
    assert running == sorted(running)
    assert dues[: len(running)] == running


@given(drawn=appeals_(), sort=st.sampled_from(sorted(SORTS)))
@settings(max_examples=50)
def test_every_order_holds_all_and_turns_round(drawn: list[Appeal], sort: str) -> None:
    forwards = found(drawn, Selection(), sort=sort)
    assert sorted(forwards) == [one.id[-4:] for one in drawn]
    if sort != "due":  # what has no clock stays at the end
        assert found(drawn, Selection(), sort=sort, backwards=True) == forwards[::-1]


def test_an_order_that_is_none_is_refused() -> None:
    with pytest.raises(UsageError, match="choose one of id, due"):
        found([], Selection(), sort="id; DROP TABLE appeals")


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
        (["Чужой отдел"], ["0003", "0004"]),
        (["roads", "Чужой отдел"], ["0001", "0002", "0003", "0004"]),
    ],
)
def test_a_department_is_found_by_all_its_names(names: list[str], numbers: list[str]) -> None:
    assert found(DEPARTMENTS, Selection(departments=names)) == numbers


def test_a_department_that_nobody_knows_is_not_found() -> None:
    with pytest.raises(NotFoundError, match="did you mean roads"):
        found(DEPARTMENTS, Selection(departments=["road"]))


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
        (["Чужая группа"], ["0004"]),
        (["roads/snow", "Чужая группа"], ["0002", "0004"]),
    ],
)
def test_a_group_takes_in_its_topics_and_the_names_of_sources(names: list[str], numbers: list[str]) -> None:
    assert found(CATEGORIES, Selection(categories=names)) == numbers


def test_a_category_without_appeals_finds_none_and_an_unknown_one_is_an_error() -> None:
    assert found(CATEGORIES[:1], Selection(categories=["roads/snow"])) == []
    with pytest.raises(NotFoundError):
        found(CATEGORIES, Selection(categories=["нет такой"]))


def test_days_are_those_of_the_municipality() -> None:
    midnight = datetime(2026, 11, 20, 0, 0, tzinfo=ZONE)
    drawn = [
        appeal(1, midnight - timedelta(seconds=1)),
        appeal(2, midnight.astimezone(UTC)),
        appeal(3, midnight + timedelta(hours=23, minutes=59, seconds=59)),
        appeal(4, midnight + timedelta(days=1)),
    ]
    day = midnight.date()
    assert found(drawn, Selection(first_day=day, last_day=day)) == ["0002", "0003"]
    assert found(drawn, Selection(first_day=day)) == ["0002", "0003", "0004"]
    assert found(drawn, Selection(last_day=day)) == ["0001", "0002", "0003"]


WORDY = replace(
    appeal(1, NOW, event(EventKind.NOTED, NOW, text="Звонили вечером.")),
    text="Ёлки горят; 12-й дом!",
    place=Place(street="улица Лесная"),
    source=Source(system="test", key="7"),
)


@pytest.mark.parametrize(
    ("words", "fits"),
    [
        ("елка", True), ("ЁЛКИ ГОРЯТ", True), ("дому", True), ("12", True), ("лесной", True), ("вечера", True),
        ("", True), ("  ", True), ("!", False), ("ель", False), ("елка ель", False), ('"', False), ("елка*", True),
        ("елка AND ель", False), ("-елка", True), ("stems:елка", False), ("(елка", True), ("'; --", False),
    ],
)  # fmt: skip
def test_words_are_words_and_never_a_query(words: str, *, fits: bool) -> None:
    assert found([WORDY], Selection(words=words)) == ["0001"] * fits


def test_all_filters_must_hold() -> None:
    kinds = list(itertools.islice(itertools.cycle(["answered", "new"]), 4))
    drawn = [appeal(n, NOW, *([interim(NOW)] if kind == "answered" else [])) for n, kind in enumerate(kinds, start=1)]
    assert found(drawn, Selection(statuses=["answered"], open=True)) == ["0001", "0003"]
    assert found(drawn, Selection(statuses=["answered"], channels=["letter"])) == []
    with Rows(drawn) as rows:
        entries, total = find(cast("Index", rows), Selection(), REGISTRY, NOW, limit=3)
    assert (len(entries), total) == (3, 4)
