"""How SQLite goes about what lists, the agenda, likeness and completion ask: by an index, and a row at a time."""

from __future__ import annotations

import os
import re
from datetime import date, datetime, timedelta, timezone
from typing import TYPE_CHECKING, Any

import pytest

from mcu_cli.domain.query.parser import parse
from mcu_cli.errors import DamagedError
from mcu_cli.reports.agenda import agenda
from mcu_cli.store import conditions
from mcu_cli.store import index as index_module
from mcu_cli.store.glance import appeals_beginning
from mcu_cli.store.index import Index
from mcu_cli.store.likely import likely
from mcu_cli.store.repository import Store, Surroundings
from mcu_cli.store.selection import RELEVANCE, SORTS, choose
from tests.working_day import FIRST, registered

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from tests.conftest import Mcu, StoreFolder

NOW = datetime(2026, 11, 20, 18, 0, tzinfo=timezone(timedelta(hours=3)))
# A whole table from its first row to its last, by no index at all.
FULL_SCAN = re.compile(r"SCAN (?:main\.)?(?:appeals|events|texts|items|a|e|r)\b(?! USING (?:COVERING )?INDEX)")


class Watched(Index):
    """An index that remembers what it was asked."""

    asked: list[tuple[str, Any]]

    def query(self, sql: str, parameters: Any = ()) -> list[tuple[Any, ...]]:
        """Remember the question, and answer it."""
        self.asked.append((sql, parameters))
        return super().query(sql, parameters)

    def stream(self, sql: str, parameters: Any = ()) -> Iterator[tuple[Any, ...]]:
        """Remember the question, and answer it."""
        self.asked.append((sql, parameters))
        return super().stream(sql, parameters)

    def plans(self) -> list[str]:
        """Return the steps of the plans of all that was asked."""
        questions = [(f"EXPLAIN QUERY PLAN {sql}", given) for sql, given in self.asked]
        return [row[-1] for sql, given in questions for row in super(Watched, self).query(sql, given)]


def same(items: Iterable[Any], _total: int | None) -> Iterable[Any]:
    """Show no bar."""
    return items


@pytest.fixture
def opened(mcu: Mcu, store: StoreFolder) -> Iterator[Store]:
    """Open a store with two appeals like each other, whose index remembers what it is asked."""
    for text in ("Не горит фонарь у школы, темно вечером и утром.", "Не горит фонарь у школы, темно утром и вечером."):
        registered(mcu, text, "--name", "Иванова А. А.", "--street", "Мира", "--house", "12")
    mcu("edit", "1", "--set", "place.object=школа № 5")
    mcu("edit", "2", "--set", "place.object=Школа №5")
    found = Store(store.root, Surroundings(dict(os.environ), lambda _text: None, same))
    found.__dict__["index"] = index = Watched(found.private / "index.sqlite", found.git, same)
    index.asked = []
    index.follow(store.head)
    yield found
    index.close()


def watched(store: Store) -> Watched:
    """Return the index of an opened store."""
    assert isinstance(store.index, Watched)
    return store.index


QUERIES = (
    "", "open", "overdue", "today", "tomorrow", "urgent", "status:closed", "status:new,answered", "channel:phone",
    "network:vk", "priority:high", "kind:complaint", "outcome:resolved", "department:roads", "open department:roads",
    "category:roads", "category:roads/snow", "open category:roads", "registered:today", "registered:2026-10",
    "author:иванова", "key:717475", "id:1120-1", "id:20261120-0001", "фонарь", "фонарь open", "-open", "escalation:2",
    "replied:today",
)  # fmt: skip


@pytest.mark.parametrize("query", QUERIES)
@pytest.mark.parametrize("limit", [20, None])
def test_a_list_reads_by_an_index(opened: Store, query: str, limit: int | None) -> None:
    index = watched(opened)
    chosen = choose(index, parse(query).tree, opened.registry, NOW, limit=limit, urgent_first=True)
    assert isinstance(list(chosen.rows(("id", "stage", "category", "topic", "department", "text"))), list)
    chosen.total()
    assert index.asked
    assert not [step for step in index.plans() if FULL_SCAN.search(step)]


@pytest.mark.parametrize("query", ["", "open", "status:closed", "channel:phone"])
@pytest.mark.parametrize("backwards", [False, True])
def test_the_first_of_many_are_read_in_their_order(opened: Store, query: str, backwards: bool) -> None:  # noqa: FBT001
    index = watched(opened)
    index.asked.clear()
    chosen = choose(index, parse(query).tree, opened.registry, NOW, limit=20, backwards=backwards)
    list(chosen.rows(("id", "text")))
    steps = index.plans()
    # The twenty that were found are put in order once more; the many from which they are taken are not.
    assert sum("ORDER BY" in step for step in steps) <= 1
    assert any(re.search("SCAN appeals USING (COVERING )?INDEX appeals_(day|pressing)", step) for step in steps)


@pytest.mark.parametrize("query", ["open department:roads", "department:roads", "category:roads"])
def test_of_what_many_bear_the_first_are_met_in_order_and_all_are_counted_by_an_index(
    opened: Store, monkeypatch: pytest.MonkeyPatch, query: str
) -> None:
    monkeypatch.setattr(conditions, "_COMMON", -1)
    index = watched(opened)
    chosen = choose(index, parse(query).tree, opened.registry, NOW, limit=20)
    index.asked.clear()
    list(chosen.rows(("id", "text")))
    steps = index.plans()
    wanted = "pressing" if query.startswith("open") else "day"
    assert any(f"SCAN appeals USING COVERING INDEX appeals_{wanted}" in step for step in steps)
    assert sum("ORDER BY" in step for step in steps) <= 1
    index.asked.clear()
    chosen.total()
    counted = [step for step in index.plans() if " appeals " in step]
    assert counted
    by = "SCAN appeals USING COVERING INDEX" if query.startswith("open") else "SEARCH appeals USING"
    assert all(step.startswith(by) for step in counted)


def test_all_words_are_one_question_to_the_full_text_table(opened: Store) -> None:
    index = watched(opened)
    index.asked.clear()
    chosen = choose(index, parse("фонарь темно утром").tree, opened.registry, NOW, sort=RELEVANCE, limit=20)
    assert len([*chosen.rows(("id",))]) == chosen.total() == 2
    assert all(sql.count("MATCH") == 1 for sql, _given in index.asked)


def test_the_agenda_reads_the_index_of_the_open_ones_alone(opened: Store) -> None:
    index = watched(opened)
    index.asked.clear()
    agenda(index, NOW, date(2026, 11, 23), ["ministry"], 20)
    steps = index.plans()
    assert any("appeals USING COVERING INDEX appeals_pressing" in step for step in steps)
    assert not [step for step in steps if FULL_SCAN.search(step)]
    assert not [step for step in steps if re.search(r"SEARCH \w+ USING COVERING INDEX events_at \(event=\?\)$", step)]


def test_what_an_appeal_looks_like_is_looked_up(opened: Store) -> None:
    index = watched(opened)
    index.asked.clear()
    assert [like.reasons for like in likely(opened, FIRST)]
    steps = index.plans()
    assert not [step for step in steps if FULL_SCAN.search(step)]
    assert any("INDEX appeals_house" in step and step.startswith("SEARCH") for step in steps)
    assert any("INDEX appeals_object" in step and step.startswith("SEARCH") for step in steps)
    assert not [step for step in steps if "SCAN appeals USING INDEX" in step]


@pytest.mark.parametrize("word", ["1", "1120-1", "20261120-1", "20261120-0001", "717475"])
def test_a_word_that_means_an_appeal_is_looked_up(opened: Store, word: str) -> None:
    index = watched(opened)
    index.asked.clear()
    if word == "717475":
        with pytest.raises(Exception, match="717475"):
            opened.resolve(word, now=NOW)
    else:
        assert opened.resolve(word, now=NOW).id == FIRST
    assert not [step for step in index.plans() if re.match(r"SCAN appeals\b", step)]


@pytest.mark.parametrize("sort", list(SORTS))
def test_rows_are_read_as_they_are_wanted(opened: Store, monkeypatch: pytest.MonkeyPatch, sort: str) -> None:
    """A list of any length holds one portion of its rows."""
    monkeypatch.setattr(index_module, "_PORTION", 1)
    index = watched(opened)
    rows = choose(index, parse("").tree, opened.registry, NOW, sort=sort).rows(("id",))
    index.asked.clear()
    assert next(rows).id
    assert len(index.asked) == 1
    assert len([*rows]) == 1


def test_an_index_damaged_while_it_is_read_says_so(opened: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    import sqlite3

    class Cursor:
        """Gives one row, then fails."""

        def __init__(self) -> None:
            self.portions = iter([[("a",)]])

        def fetchmany(self, _n: int) -> list[tuple[str]]:
            for portion in self.portions:
                return portion
            raise sqlite3.DatabaseError("database disk image is malformed")

    class Database:
        """Answers with that."""

        def execute(self, *_question: Any) -> Cursor:
            return Cursor()

    index = Index(opened.private / "index.sqlite", opened.git, same)
    monkeypatch.setattr(index, "_open", Database)
    rows = index.stream("SELECT id FROM appeals")
    assert next(rows) == ("a",)
    with pytest.raises(DamagedError):
        next(rows)


@pytest.mark.parametrize("typed", ["", "2", "20261120", "1120-", "20261120-1", "1120", "9"])
def test_completion_offers_the_open_ones_first(mcu: Mcu, store: StoreFolder, typed: str) -> None:
    for text in ("Яма.", "Фонарь.", "Снег."):
        registered(mcu, text)
    mcu("answer", "3", "--outcome", "explained", "--text", "Убрали.")
    mcu("list")
    offered = appeals_beginning(Store(store.root, Surroundings(dict(os.environ), lambda _text: None, same)), typed)
    ids = [one.id for one in offered]
    expected = ["20261120-0002", "20261120-0001", "20261120-0003"]
    if typed == "":
        assert ids == expected[:2]
    elif typed == "9":
        assert ids == []
    elif typed == "20261120-1":
        assert ids == ["20261120-0001"]
    elif typed == "2":
        assert ids == expected
    else:
        assert ids == expected
