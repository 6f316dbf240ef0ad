"""Ledgers in the store: files and back, ids that are never given twice, hand edits, check, undo, the index."""

from __future__ import annotations

import contextlib
import json
import os
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mcu_cli.domain.fields import Field, Type
from mcu_cli.domain.ledgers import steps
from mcu_cli.domain.ledgers.fields import EVENTS, FACTS
from mcu_cli.domain.ledgers.item import Item, ItemHappening
from mcu_cli.domain.ledgers.ledger import ItemId, Ledger
from mcu_cli.domain.ledgers.vocabulary import ItemEvent
from mcu_cli.domain.steps import Act
from mcu_cli.errors import DamagedError, RefusedError
from mcu_cli.store.item_schema import examine_item, read_item, write_item
from mcu_cli.store.numbering import next_item_id
from mcu_cli.store.repository import Store, Surroundings
from mcu_cli.store.trailers import Message
from tests.conftest import NOW

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.conftest import Mcu, StoreFolder

MOMENT = datetime.fromisoformat(NOW)
ACT = Act(by="operator@town.example", at=MOMENT)
WORK = {"what": "Установлены фонари", "count": 12, "day": date(2026, 11, 20), "place": "улица Мира"}
_TEXTS = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=40)


def values_of(field: Field) -> st.SearchStrategy[Any]:
    """Give values of the type of a field."""
    if field.type is Type.CHOICE:
        assert field.choices is not None
        return st.sampled_from(field.choices)
    if field.type is Type.RECORDS:
        return st.lists(mappings_of(field.fields), min_size=1, max_size=3).map(tuple)
    if field.type is Type.NUMBER:
        return st.integers(field.least, field.most)
    return {
        Type.WORD: st.text(
            st.characters(exclude_categories=["Cs"], exclude_characters="\n\r"), min_size=1, max_size=30
        ),
        Type.FLAG: st.just(value=True),
        Type.DAY: st.dates(date(1970, 1, 1), date(2999, 12, 31)),
        Type.MOMENT: st.just(MOMENT),
        Type.WORDS: st.lists(_TEXTS, min_size=1, max_size=3).map(tuple),
        Type.TEXT: _TEXTS,
    }[field.type]


def mappings_of(fields: tuple[Field, ...]) -> st.SearchStrategy[dict[str, Any]]:
    return st.fixed_dictionaries(
        {field.name: values_of(field) for field in fields if field.required},
        optional={field.name: values_of(field) for field in fields if not field.required},
    )


@st.composite
def items(draw: st.DrawFn) -> Item:
    ledger = draw(st.sampled_from(Ledger))
    facts = draw(mappings_of(tuple(field for field in FACTS[ledger] if field.name not in {"format", "id"})))
    history = []
    for n, kind in enumerate(
        [ItemEvent.REGISTERED, *draw(st.lists(st.sampled_from(list(EVENTS[ledger])), max_size=3))]
    ):
        details = draw(mappings_of(EVENTS[ledger][kind]))
        history.append(ItemHappening(id=f"{n:04}", at=MOMENT, by="a@b.example", event=kind, details=details))
    return Item(ledger, str(ItemId(ledger, 2026, "", 7)), facts, tuple(history), {"later": "слово"})


@given(items())
def test_an_item_is_read_back_as_it_was_written_and_written_again_the_same(item: Item) -> None:
    data = write_item(item)
    reading = examine_item(data, item.ledger, file="item.yaml")
    assert reading.item == item
    assert [problem.level for problem in reading.problems] == ["warning"]  # the key that is not known
    assert write_item(read_item(data, item.ledger, file="item.yaml")) == data


@pytest.fixture
def opened(store: StoreFolder) -> Iterator[Store]:
    around = Surroundings(os.environ, note=lambda _text: None, progress=lambda items, _total: items)
    with contextlib.closing(Store(store.root, around)) as found:
        yield found


def enter(store: Store, ledger: Ledger = Ledger.WORK, **facts: Any) -> Item:
    with store.writing("done", now=MOMENT) as transaction:
        item = steps.register(next_item_id(store, ledger, 2026), {**WORK, **facts}, ACT)
        item_id = ItemId(ledger, 2026, "", int(item.id[-4:]))
        transaction.put(item_id.path, write_item(item))
        transaction.commit(Message("done", item.id))
    return item


def test_what_is_entered_is_one_commit_that_names_its_file_and_stands_in_the_index(
    opened: Store, store: StoreFolder
) -> None:
    before = store.head
    item = enter(opened)
    assert item.id == "W-2026-0001"
    assert store.git("rev-parse", "HEAD^") == before
    assert store.git("show", "--format=", "--name-only", "HEAD") == "works/2026/W-2026-0001.yaml"
    assert "Mcu-File: works/2026/W-2026-0001.yaml" in store.git("log", "-1", "--format=%B")
    assert store.git("status", "--porcelain") == ""
    (entry,) = opened.index.items("ledger = ?", ("work",))
    assert (entry.id, entry.day, entry.status, entry.number) == ("W-2026-0001", "2026-11-20", "done", 1)
    assert json.loads(entry.data)["what"] == "Установлены фонари"


def test_an_index_built_anew_says_the_same_of_the_items(opened: Store, store: StoreFolder) -> None:
    for place in ("улица Мира", "улица Садовая"):
        enter(opened, place=place)
    followed = opened.index.items("1", (), "ORDER BY id")
    opened.close()
    opened.__dict__.pop("index")
    (store.root / ".mcu" / "index.sqlite").unlink()
    assert opened.index.items("1", (), "ORDER BY id") == followed


def test_a_number_taken_back_is_not_given_again(opened: Store, mcu: Mcu, store: StoreFolder) -> None:
    enter(opened)
    enter(opened)
    mcu("undo", "--yes", cwd=store.root)
    assert not (store.root / "works/2026/W-2026-0002.yaml").exists()
    opened.index.follow(store.head)
    assert enter(opened).id == "W-2026-0003"


def test_a_shallow_clone_gives_no_number_of_an_item(opened: Store, store: StoreFolder, tmp_path: Path) -> None:
    enter(opened)
    clone = tmp_path / "clone"
    store.git("clone", "--quiet", "--depth", "1", store.root.as_uri(), str(clone))
    around = Surroundings(os.environ, note=lambda _text: None, progress=lambda items, _total: items)
    with contextlib.closing(Store(clone, around)) as shallow, pytest.raises(RefusedError, match="shallow"):
        next_item_id(shallow, Ledger.WORK, 2026)


def test_an_id_inside_that_is_not_the_file_s_own_is_an_error(opened: Store, mcu: Mcu, store: StoreFolder) -> None:
    enter(opened)
    by_hand(store, "works/2026/W-2026-0001.yaml", "id: W-2026-0001", "id: W-2026-0002")
    (problem,) = mcu("check", "--json", cwd=store.root, code=6).envelope["problems"]
    assert (problem["file"], problem["field"], problem["level"]) == ("works/2026/W-2026-0001.yaml", "id", "error")
    assert "the id inside is W-2026-0002" in problem["message"]


def by_hand(store: StoreFolder, path: str, old: str, new: str) -> None:
    """Change a file past mcu and commit it."""
    file = store.root / path
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new), encoding="utf-8")
    store.git("commit", "-qam", "by hand")


@pytest.mark.parametrize(
    ("command", "path", "old", "new", "said"),
    [
        (
            ("done", "Новые фонари"),
            "works/2026/W-2026-0001.yaml",
            "day: '2026-11-20'",
            "day: '2026-11-21'",
            "still to come",
        ),
        (
            ("done", "Новые фонари", "--photo", "https://town.example/1.jpg"),
            "works/2026/W-2026-0001.yaml",
            "photo: 'https://town.example/1.jpg'",
            "photo: 'javascript:alert(1)'",
            "is not the address of a page",
        ),
        (
            ("instruct", "add", "--text", "Починить фонарь", "--to", "roads", "--until", "2026-11-25"),
            "instructions/2026/I-2026-0001.yaml",
            "due: '2026-11-25'",
            "due: '2026-11-19'",
            "before it was given",
        ),
        (
            ("poll", "add", "Где парк?", "--option", "Мира", "--option", "Садовая"),
            "polls/2026/P-2026-0001.yaml",
            "[Мира, Садовая]",
            "[Мира, Мира]",
            "two options at least",
        ),
    ],
    ids=["a day to come", "no address", "due before given", "one option twice"],
)
def test_facts_that_no_command_would_take_are_warned_of(  # what was entered, changed and said
    mcu: Mcu, store: StoreFolder, command: tuple[str, ...], path: str, old: str, new: str, said: str
) -> None:
    mcu(*command, cwd=store.root)
    assert mcu("check", "--json", cwd=store.root).envelope["problems"] == []
    by_hand(store, path, old, new)
    found = mcu("check", "--json", cwd=store.root).envelope["problems"]
    assert [(one["file"], one["level"]) for one in found if said in one["message"]] == [(path, "warning")]


def test_a_damaged_file_of_a_ledger_is_named_and_harms_nothing_else(
    opened: Store, mcu: Mcu, store: StoreFolder
) -> None:
    enter(opened)
    enter(opened)
    path = store.root / "works/2026/W-2026-0001.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("count: 12", "count: много"), encoding="utf-8")
    store.git("commit", "-qam", "by hand")
    opened.index.follow(store.head)
    assert [entry.id for entry in opened.index.items()] == ["W-2026-0002"]
    assert [path for path, _reason in opened.index.unreadable()] == ["works/2026/W-2026-0001.yaml"]
    told = mcu("check", cwd=store.root, code=6).stdout
    assert "works/2026/W-2026-0001.yaml" in told
    assert "'много' is not a whole number" in told


def test_facts_edited_by_hand_are_recorded_with_an_event_that_names_them(
    opened: Store, mcu: Mcu, store: StoreFolder
) -> None:
    enter(opened)
    path = store.root / "works/2026/W-2026-0001.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("count: 12", "count: 14"), encoding="utf-8")
    assert "not on record" in mcu("check", cwd=store.root).stdout
    told = mcu("record", "--json", cwd=store.root).data
    assert told["files"] == [{"path": "works/2026/W-2026-0001.yaml", "fields": ["count"]}]
    item = read_item(path.read_bytes(), Ledger.WORK, file="item")
    assert (item.facts["count"], item.history[-1].event) == (14, ItemEvent.CORRECTED)
    assert mcu("check", "--json", cwd=store.root).data["errors"] == 0


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("status: done", "status: open"),
        ("id: W-2026-0001", "id: W-2026-0002"),
        ("event: registered", "event: withdrawn"),
    ],
)
def test_state_id_and_history_edited_by_hand_are_refused(
    opened: Store, mcu: Mcu, store: StoreFolder, old: str, new: str
) -> None:
    enter(opened)
    path = store.root / "works/2026/W-2026-0001.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")
    head = store.head
    mcu("record", cwd=store.root, code=4)
    assert store.head == head


def test_a_file_removed_or_put_there_by_hand_is_refused(opened: Store, mcu: Mcu, store: StoreFolder) -> None:
    enter(opened)
    path = store.root / "works/2026/W-2026-0001.yaml"
    data = path.read_bytes()
    path.unlink()
    assert "never deleted" in mcu("record", cwd=store.root, code=4).stderr
    path.write_bytes(data)
    (path.parent / "W-2026-0009.yaml").write_bytes(data.replace(b"W-2026-0001", b"W-2026-0009"))
    assert "mcu done add" in mcu("record", cwd=store.root, code=4).stderr
    (path.parent / "W-2026-0009.yaml").rename(path.parent / "list.yaml")
    assert "works/YYYY/ID.yaml" in mcu("record", cwd=store.root, code=4).stderr


def test_a_stale_state_on_record_is_an_error_that_check_repairs(opened: Store, mcu: Mcu, store: StoreFolder) -> None:
    enter(opened)
    path = store.root / "works/2026/W-2026-0001.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("status: done", "status: open"), encoding="utf-8")
    store.git("commit", "-qam", "by hand")
    assert "state is not what the history leads to" in mcu("check", cwd=store.root, code=6).stdout
    mcu("check", "--fix", cwd=store.root)
    assert "status: done" in path.read_text(encoding="utf-8")


def test_check_names_appeals_and_items_that_are_not_on_record(opened: Store, mcu: Mcu, store: StoreFolder) -> None:
    enter(opened, appeals=("20261120-0077",), instruction="I-2026-0003")
    told = mcu("check", cwd=store.root).stdout
    assert "it names 20261120-0077, which is not on record" in told
    assert "it names I-2026-0003, which is not on record" in told


def test_an_appeal_that_a_ledger_names_is_not_undone_from_under_it(opened: Store, mcu: Mcu, store: StoreFolder) -> None:
    mcu("add", "--channel", "phone", "--text", "Темно во дворе", cwd=store.root)
    opened.index.follow(store.head)
    enter(opened, appeals=("20261120-0001",))
    store.git("-c", "user.email=other@town.example", "commit", "-q", "--amend", "--no-edit", "--reset-author")
    assert "W-2026-0001 is linked to 20261120-0001" in mcu("undo", "--yes", cwd=store.root, code=4).stderr


def test_reading_a_file_of_another_ledger_is_refused() -> None:
    item = steps.register(ItemId(Ledger.WORK, 2026, "", 7), WORK, ACT)
    with pytest.raises(DamagedError):
        read_item(write_item(item), Ledger.POLL, file="polls/2026/P-2026-0007.yaml")
