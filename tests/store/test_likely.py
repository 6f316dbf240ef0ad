"""What the index is asked for likeness: the same as if each pair of appeals were compared."""

from __future__ import annotations

import itertools
import sqlite3
from contextlib import closing
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, cast
from unittest import mock

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mcu_cli.domain.appeal import Appeal, Author, Place
from mcu_cli.domain.identifiers import AppealId
from mcu_cli.domain.likeness import Alike, Likeness, Traits, content, likeness, may_be_near, nearly_the_same
from mcu_cli.domain.repeats import answers
from mcu_cli.domain.vocabulary import Channel, EventKind, Relation
from mcu_cli.store import comparing
from mcu_cli.store.entries import entry_of, events_of
from mcu_cli.store.likely import likely, likely_for
from mcu_cli.store.repeats import sure_repeats
from mcu_cli.store.rows import Entry, EventEntry, sql_columns
from tests.reports.history import REGISTRY, ZONE, event, final

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from mcu_cli.store.repository import Store

START = datetime(2026, 11, 1, 9, 0, tzinfo=ZONE)
LAMPS = "Второй месяц не горят фонари во дворе, дети идут из школы в темноте"
TEXTS = (LAMPS, LAMPS.upper(), f"{LAMPS}, помогите", "На остановке который день не убирают мусор и снег, пройти нельзя")


class Rows:
    """A store as far as likeness asks it: the tables of its index, and its appeals."""

    def __init__(self, db: sqlite3.Connection, appeals: Sequence[Appeal]) -> None:
        """Fill the tables."""
        self.index = self.around = self
        self.registry = REGISTRY
        self._db = db
        self._appeals = {one.id: one for one in appeals}
        db.execute(f"CREATE TABLE appeals ({sql_columns(Entry)})")
        db.execute(f"CREATE TABLE events ({sql_columns(EventEntry)})")
        db.execute("CREATE TABLE texts (appeal INTEGER PRIMARY KEY, text TEXT)")
        for number, one in enumerate(appeals, 1):
            self._insert("appeals", entry_of(one, path="", blob=""))
            self._insert("texts", (number, one.text))
            for row in events_of(one):
                self._insert("events", row)

    def _insert(self, table: str, row: Sequence[Any]) -> None:
        self._db.execute(f"INSERT INTO {table} VALUES ({', '.join('?' * len(row))})", row)  # noqa: S608  # test tables

    def query(self, sql: str, parameters: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        """Return the rows of a SELECT."""
        return self._db.execute(sql, parameters).fetchall()

    def progress(self, items: Sequence[Any], _total: int) -> Sequence[Any]:
        """Show no bar."""
        return items

    def entries(self, where: str, parameters: Sequence[Any] = ()) -> list[Entry]:
        """Return the appeals of a condition."""
        return [Entry(*row) for row in self.query(f"SELECT * FROM appeals WHERE {where}", parameters)]  # noqa: S608

    def get(self, entry: Entry) -> Any:
        """Return what holds the appeal of an entry."""

        class Stored:
            appeal = self._appeals[entry.id]

        return Stored


def appeal(number: int, day: int, more: dict[str, Any]) -> Appeal:
    at = START + timedelta(days=day)
    history = [event(EventKind.REGISTERED, at, category=more["category"])]
    if more["answered"]:
        history.append(final(at + timedelta(days=3)))
    if more["answered"] == "twice":
        history += [event(EventKind.REOPENED, at + timedelta(days=8)), final(at + timedelta(days=20))]
    if more["answered"] == "late":
        history += [event(EventKind.REOPENED, at + timedelta(days=8)), final(at + timedelta(days=190))]
    return Appeal(
        id=str(AppealId(at.date(), "", number)),
        channel=Channel.PHONE,
        received=at,
        text=more["text"],
        author=Author(profile=more["profile"], name=more["name"]),
        place=Place(street="улица Лесная" if more["house"] else "", house=more["house"], object=more["object"]),
        history=tuple(history),
    )


APPEALS = st.lists(
    st.tuples(
        st.one_of(st.integers(0, 70), st.integers(180, 270)),
        st.fixed_dictionaries(
            {
                "text": st.sampled_from(TEXTS),
                "profile": st.sampled_from(["", "p", "q"]),
                "name": st.sampled_from(["", "Жителев Жан Жанович"]),
                "house": st.sampled_from(["", "5", "10А", "10 а"]),
                "category": st.sampled_from(["roads", "roads/snow", "water"]),
                "answered": st.sampled_from(["", "once", "twice", "late"]),
                "object": st.sampled_from(["", "", "двор", "школа № 5", "Школа №5"]),
            }
        ),
    ),
    max_size=7,  # fewer than are looked at on either side
).map(lambda found: [appeal(number, day, more) for number, (day, more) in enumerate(found, start=1)])


def traits(one: Appeal) -> Traits:
    entry = entry_of(one, path="", blob="")
    told = [(row.at, row.event, row.kind) for row in sorted(events_of(one), key=lambda row: row.at)]
    values: dict[str, Any] = {name: getattr(entry, name) for name in Traits._fields if name != "answers"}
    return Traits(**values, answers=answers(told))


def each_with_each(appeals: Sequence[Appeal]) -> list[Likeness]:
    """Return how the appeals are alike, each compared with each."""
    found = []
    for first, second in itertools.combinations(appeals, 2):
        one, other = traits(first), traits(second)
        near = may_be_near(one, other, REGISTRY.window) and nearly_the_same(content(first.text), content(second.text))
        found.append(likeness(one, other, REGISTRY.window, near=near))
    return [like for like in found if like is not None]


def compared(appeals: Sequence[Appeal]) -> dict[frozenset[str], tuple[str, ...]]:
    """Return for each pair that is alike what it would be and why, each compared with each."""
    return {
        frozenset((like.subject.id, like.other.id)): (like.subject.id, like.relation, *like.reasons)
        for like in each_with_each(appeals)
    }


def pairs(alike: Iterable[Alike]) -> dict[frozenset[str], tuple[str, ...]]:
    alike = list(alike)
    assert [one.id for one in alike] == sorted({one.id for one in alike})
    listed = [like for one in alike for like in one.found]
    found = {
        frozenset((like.subject.id, like.other.id)): (like.subject.id, like.relation, *like.reasons) for like in listed
    }
    assert len(found) == len(listed)  # each pair once
    return found


@settings(max_examples=60)
@given(appeals=APPEALS)
def test_one_appeal_is_like_those_that_comparing_each_pair_finds(appeals: list[Appeal]) -> None:
    with closing(sqlite3.connect(":memory:")) as db:
        store = cast("Store", Rows(db, appeals))
        wanted = compared(appeals)
        for one in appeals:
            found = pairs([Alike(one.id, tuple(likely(store, one.id)))])
            of_topics = {pair for pair in wanted if one.id in pair} - set(found)
            assert found == {pair: told for pair, told in wanted.items() if pair in found}
            # One exception, for speed: nearly the same texts on a group and on a topic in it, with nothing else.
            assert all("near-text" in wanted[pair] and "same-topic" in wanted[pair] for pair in of_topics)
            assert not any({"same-author", "same-place", "same-text"} & set(wanted[pair]) for pair in of_topics)


@pytest.mark.parametrize("at_once", [1, 2, 5_000])
@settings(max_examples=60)
@given(appeals=APPEALS)
def test_many_appeals_are_like_those_of_one_text_author_or_place(at_once: int, appeals: list[Appeal]) -> None:
    with closing(sqlite3.connect(":memory:")) as db, mock.patch.object(comparing, "_AT_ONCE", at_once):
        store = cast("Store", Rows(db, appeals))
        wanted = {
            pair: told
            for pair, told in compared(appeals).items()
            if {"same-text", "same-author", "same-place"} & set(told)
        }
        assert pairs(likely_for(store, [one.id for one in appeals])) == wanted
        for one in appeals:
            of_one = pairs(likely_for(store, [one.id]))
            assert of_one == {pair: told for pair, told in wanted.items() if one.id in pair}


@pytest.mark.parametrize("at_once", [1, 2, 5_000])
@settings(max_examples=60)
@given(appeals=APPEALS)
def test_a_sure_repeat_is_one_of_the_last_answered_that_comparing_each_pair_finds(
    at_once: int, appeals: list[Appeal]
) -> None:
    with closing(sqlite3.connect(":memory:")) as db, mock.patch.object(comparing, "_AT_ONCE", at_once):
        store = cast("Store", Rows(db, appeals))
        sure = [like for like in each_with_each(appeals) if like.is_sure]
        wanted: dict[str, Likeness] = {}
        for like in sorted(sure, key=lambda like: (like.answered, like.other.id)):
            wanted[like.subject.id] = like
        found = sure_repeats(store, [one.id for one in appeals])
        assert found == wanted
        assert all(like.relation is Relation.REPEAT_OF and like.answered is not None for like in found.values())
        assert list(found) == sorted(found)  # ids are given in the order of registration
        for one in appeals:
            assert sure_repeats(store, [one.id]) == {name: like for name, like in wanted.items() if name == one.id}


def test_among_many_of_one_house_the_last_answered_is_found() -> None:
    here: dict[str, Any] = {"text": "Темно", "profile": "", "name": "", "house": "5", "object": ""}
    first = appeal(1, 0, here | {"category": "roads", "answered": "once"})
    between = [appeal(number, 10, here | {"category": "water", "answered": "once"}) for number in range(2, 60)]
    last = appeal(60, 20, here | {"category": "roads", "answered": ""})
    with closing(sqlite3.connect(":memory:")) as db:
        store = cast("Store", Rows(db, [first, *between, last]))
        wanted = {frozenset((first.id, last.id)): (last.id, "repeat-of", "same-place", "same-topic", "answered")}
        assert pairs(likely_for(store, [last.id])) == wanted
        assert {name: like.other.id for name, like in sure_repeats(store, [last.id]).items()} == {last.id: first.id}


def test_of_many_that_were_answered_late_each_is_compared_with_few() -> None:
    here: dict[str, Any] = {"text": LAMPS, "profile": "p", "name": "Жителев Жан Жанович", "house": "5"}
    here |= {"object": "двор", "category": "roads", "answered": "late"}
    many = [appeal(number, 0, here) for number in range(1, 101)]
    after = [appeal(number, 200, here | {"answered": ""}) for number in range(101, 201)]
    with closing(sqlite3.connect(":memory:")) as db:
        store = cast("Store", Rows(db, [*many, *after]))
        with mock.patch("mcu_cli.store.likely.judged", wraps=comparing.judged) as judged:
            alike = list(likely_for(store, [one.id for one in many]))
        assert {one.id for one in alike} == {one.id for one in many}
        assert all(
            any(like.other.id == one.id for like in one.found) for one in alike
        )  # the later one is not asked for
        assert sum(len(call.args[1]) for call in judged.call_args_list) < 40 * len(many)


def test_what_lies_years_apart_is_not_looked_at_together() -> None:
    days = [*range(0, 40, 2), 100, 3000, 3001]
    ids = [str(AppealId(START.date() + timedelta(days=day), "", 1)) for day in days]
    store = cast("Store", mock.Mock(around=mock.Mock(progress=lambda items, _total: items)))
    assert [*comparing.portions(store, ids)] == [ids[:20], ids[20:21], ids[21:]]
    assert [*comparing.portions(store, ["99991201-0001", "99991231-0001"])] == [["99991201-0001", "99991231-0001"]]
    with mock.patch.object(comparing, "_AT_ONCE", 8):
        assert [len(some) for some in comparing.portions(store, ids)] == [8, 8, 4, 1, 2]


def test_more_ids_than_one_question_takes_are_asked_in_parts() -> None:
    same = {"text": LAMPS, "profile": "", "name": "", "house": "", "category": "roads"}
    same |= {"answered": "", "object": ""}
    appeals = [appeal(number, 0, same) for number in range(1, 1203)]
    with closing(sqlite3.connect(":memory:")) as db:
        store = cast("Store", Rows(db, appeals))
        alike = list(likely_for(store, [one.id for one in appeals]))
        assert len(alike) == len(appeals) - 1  # all but the first
        assert max(len(one.found) for one in alike) <= 16  # a flood of one text stays a few pairs each
        assert likely(store, "20260101-0001") == []
        assert list(likely_for(store, [])) == []
        assert sure_repeats(store, []) == {}
