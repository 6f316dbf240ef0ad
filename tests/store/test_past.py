"""The record as it stood: its index is that which would have been made then, whichever way it is come by."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

import pytest

from mcu_cli.errors import NotFoundError, RefusedError
from mcu_cli.store.index import Index
from mcu_cli.store.past import fingerprint, past_record
from mcu_cli.store.repository import Store, Surroundings

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from pathlib import Path

    from tests.conftest import Mcu, StoreFolder

TABLES = ("appeals", "events", "items", "unreadable")
NOW = "2026-11-20T18:0{n}:00+05:00"


@pytest.fixture
def history(mcu: Mcu, store: StoreFolder) -> list[str]:
    """Make a store in which appeals come, change, go and are damaged; return its commits, the oldest first."""

    def add(n: int, text: str) -> None:
        mcu("add", "--channel", "phone", "--text", text, now=NOW.format(n=n))

    for n in range(4):
        add(n, f"Не горит фонарь {n}")
    mcu("assign", "20261120-0001", "20261120-0002", "--to", "roads", "--yes", now=NOW.format(n=4))
    add(5, "Яма")
    mcu("undo", now=NOW.format(n=6))
    mcu("done", "Починен фонарь", now=NOW.format(n=7))
    path = "appeals/2026/11/20/20261120-0003.yaml"
    (store.root / path).write_text("format: 1\nid: again\nid: again\n", encoding="utf-8", newline="\n")
    store.git("commit", "--quiet", "--all", "--message", "by hand")
    return store.git("rev-list", "--reverse", "HEAD").splitlines()


@pytest.fixture
def opened(store: StoreFolder) -> Iterator[Callable[[], Store]]:
    """Return what opens the store as a command does."""
    found: list[Store] = []

    def plainly(items: Iterable[object], _total: int | None) -> Iterable[object]:
        return items

    def opening() -> Store:
        import os

        found.append(Store(store.root, Surroundings(dict(os.environ), note=lambda _text: None, progress=plainly)))
        return found[-1]

    yield opening
    for one in found:
        one.close()


def rows(index: Index) -> dict[str, list[tuple[object, ...]]]:
    """Return all that lists and reports can ask, in an order of its own."""
    return {name: sorted(index.query(f"SELECT * FROM {name}"), key=str) for name in TABLES}  # noqa: S608  # ours


def found_by(index: Index, word: str) -> list[str]:
    return sorted(
        name
        for (name,) in index.query(
            "SELECT id FROM appeals WHERE rowid IN (SELECT rowid FROM search WHERE search MATCH ?)", (word,)
        )
    )


def test_the_index_of_every_commit_is_as_it_was_made_then(
    history: list[str], opened: Callable[[], Store], tmp_path: Path
) -> None:
    for number, commit in enumerate(history):
        store = opened()
        fresh = Index(tmp_path / f"{number}.sqlite", store.git, store.around.progress)
        fresh.follow(commit)
        past = past_record(store, commit)
        assert fingerprint(past.index) == commit
        assert rows(past.index) == rows(fresh), commit
        assert found_by(past.index, "фонар") == found_by(fresh, "фонар")
        past.index.close()
        fresh.close()


def test_a_commit_near_by_is_made_of_what_differs_alone(
    history: list[str], opened: Callable[[], Store], monkeypatch: pytest.MonkeyPatch
) -> None:
    store = opened()
    assert fingerprint(store.index) == history[-1]
    rebuilt: list[str] = []
    monkeypatch.setattr("mcu_cli.store.index_following.SMALL", 1)
    monkeypatch.setattr(Index, "_build_apart", lambda self: rebuilt.append(self._head))
    past_record(store, history[-2]).index.close()
    assert rebuilt == []
    past_record(store, history[0]).index.close()  # from there much differs
    assert rebuilt == [history[0]]


def test_the_standing_index_is_left_as_it_is(history: list[str], opened: Callable[[], Store]) -> None:
    store = opened()
    before = rows(store.index)
    past = past_record(store, history[1])
    assert past.index is not store.index
    past.index.close()
    assert rows(store.index) == before
    assert past_record(store, "HEAD").index is store.index


def test_a_past_record_tells_its_moment_and_whether_it_is_in_force(
    history: list[str], store: StoreFolder, opened: Callable[[], Store]
) -> None:
    found = past_record(opened(), history[2])
    assert found.commit == history[2]
    assert found.moment == datetime.fromisoformat(NOW.format(n=1))
    assert found.in_force
    assert found.registry.municipality.name
    assert dict(found.filters) == {}
    found.index.close()
    orphan = store.git("commit-tree", f"{history[2]}^{{tree}}", "-m", "elsewhere")
    elsewhere = past_record(opened(), orphan)
    assert not elsewhere.in_force
    elsewhere.index.close()


def test_what_is_no_commit_of_a_store_is_refused(
    history: list[str], store: StoreFolder, opened: Callable[[], Store]
) -> None:
    assert history
    for revision in ("", "nothing", "-h", "--all", "HEAD..HEAD~1", "^HEAD", "HEAD^{tree}", "HEAD\n"):
        if revision == "HEAD\n":
            assert past_record(opened(), revision).commit == store.head  # blanks around it mean nothing
            continue
        with pytest.raises(NotFoundError, match="there is no commit"):
            past_record(opened(), revision)
    empty = store.git("commit-tree", store.git("mktree", "--missing"), "-m", "empty")
    with pytest.raises(RefusedError, match="there was no store yet"):
        past_record(opened(), empty)
