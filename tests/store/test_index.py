"""The index: a function of HEAD, the same whether it followed commits or was built anew."""

from __future__ import annotations

import contextlib
import gc
import os
import random
import shutil
import sqlite3
from typing import TYPE_CHECKING, Any

import pytest

from mcu_cli.store.git import Git
from mcu_cli.store.index_schema import prepare_writing
from mcu_cli.store.repository import Store, Surroundings
from tests.store.index_tables import Rows, built_at_once, index_at, rows_of
from tests.working_day import FIRST, SECOND, files_of, path_of, registered, status_of

if TYPE_CHECKING:
    from pathlib import Path

    from mcu_cli.store.index import Index
    from tests.conftest import Mcu, StoreFolder


def index_of(store: StoreFolder, path: Path | None = None) -> Index:
    """Return the store's index, or another one at `path`, as an object."""
    return index_at(store.root, path)


def built_anew(store: StoreFolder, folder: Path) -> Rows:
    """Return the rows of an index that knows HEAD alone."""
    return built_at_once(store.root, store.head, folder / "anew.sqlite")


def followed(mcu: Mcu, store: StoreFolder) -> Rows:
    """Return the rows of the store's own index, after a command has read by it."""
    mcu("list", "--ids")
    return rows_of(store.root / ".mcu" / "index.sqlite")


@pytest.fixture(scope="module")
def busy_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Name the folder of the store that each busy one is a copy of; the first test that wants one makes it."""
    return tmp_path_factory.mktemp("busy") / "store"


@pytest.fixture
def busy(mcu: Mcu, store: StoreFolder, busy_template: Path) -> StoreFolder:
    """Make a store with three appeals, some work on them, and one taken back."""
    if not busy_template.is_dir():
        for text in ("Яма на дороге.", "Не горит фонарь.", "Снег не убран."):
            registered(mcu, text)
        mcu("undo")
        mcu("assign", "1", "--to", "roads")
        mcu("answer", "1", "--outcome", "resolved", "--text", "Исправлено.")
        mcu("link", "2", "--repeat-of", "1")
        shutil.copytree(store.root, busy_template)
    else:
        shutil.copytree(busy_template, store.root, dirs_exist_ok=True)
    return store


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_followed_and_built_anew_are_one(mcu: Mcu, store: StoreFolder, tmp_path: Path, seed: int) -> None:
    chance = random.Random(seed)  # noqa: S311  # a series of commands, the same each time
    for _step in range(16):
        ids = mcu("list", "--ids").stdout.split()
        chosen = chance.choice(ids) if ids else ""
        command = chance.choice(
            [
                "add --channel phone --text Яма --street Лесная",
                "add --channel letter --text Снег --category roads",
                f"assign {chosen} --to roads --executor {chance.choice('абв')}",
                f"answer {chosen} --interim --text Передано",
                f"close {chosen} --outcome resolved",
                f"split {chosen} --text Второй --text Третий",
                f"edit {chosen} --set author.name={chance.choice('АБВ')}",
                f"link {chosen} --repeat-of {chance.choice(ids) if ids else ''}",
                "undo",
            ]
        )
        with contextlib.suppress(AssertionError):  # a refusal is as good a step as another
            mcu(*command.split())
    assert followed(mcu, store) == built_anew(store, tmp_path)
    assert status_of(store) == ""


def test_followed_after_commits_by_hand(mcu: Mcu, busy: StoreFolder, tmp_path: Path) -> None:
    text = busy.read(path_of(FIRST))
    (busy.root / path_of(FIRST)).write_bytes(text.replace("Яма", "Люк").encode())
    (busy.root / path_of("20261120-0007")).write_bytes(text.replace(FIRST, "20261120-0007").encode())
    (busy.root / path_of(SECOND)).write_bytes(b"broken: [")
    (busy.root / "appeals" / "notes.txt").write_bytes(b"no appeal")
    busy.git("add", "--all")
    busy.git("commit", "--quiet", "--message", "by hand")
    now = followed(mcu, busy)
    assert now == built_anew(busy, tmp_path)
    assert {row[0] for row in now["unreadable"]} == {path_of(SECOND), "appeals/notes.txt"}
    busy.git("rm", "--quiet", path_of(FIRST), "appeals/notes.txt")
    busy.git("mv", path_of("20261120-0007"), path_of("20261120-0008"))
    busy.git("commit", "--quiet", "--message", "by hand")
    assert followed(mcu, busy) == built_anew(busy, tmp_path)


def test_followed_after_another_repository_that_git_is_told_to_ignore(
    mcu: Mcu, busy: StoreFolder, tmp_path: Path
) -> None:
    inside = (path_of("20261120-0009"), "appeals/2005")
    strays = [f"appeals/{year}/x" for year in (2002, 2003, 2004)]  # so many years are asked for one by one
    before = followed(mcu, busy)
    for stray in strays:
        (busy.root / stray).parent.mkdir()
        (busy.root / stray).write_bytes(b"no appeal")
    busy.git("add", "--all")
    for path in inside:
        busy.git("update-index", "--add", "--cacheinfo", f"160000,{busy.head},{path}")
    busy.git("commit", "--quiet", "--message", "by hand")
    ignored = "".join(f'[submodule "{path}"]\n\tpath = {path}\n\tignore = all\n' for path in inside)
    (busy.root / ".gitmodules").write_text(ignored, encoding="utf-8", newline="\n")
    now = followed(mcu, busy)
    assert {row[0] for row in now["unreadable"]} == {*inside, *strays}
    assert now == built_anew(busy, tmp_path)
    busy.git("rm", "--quiet", "--cached", *inside, *strays)
    busy.git("commit", "--quiet", "--message", "by hand")
    after = followed(mcu, busy)
    assert after == built_anew(busy, tmp_path)
    assert after["appeals"] == before["appeals"]
    assert "20261120-0009" in {row[0] for row in after["used_ids"]}


def test_followed_after_a_hard_reset(mcu: Mcu, busy: StoreFolder, tmp_path: Path) -> None:
    before = followed(mcu, busy)
    busy.git("reset", "--quiet", "--hard", "HEAD~2")
    after = followed(mcu, busy)
    assert after == built_anew(busy, tmp_path)
    assert after != before
    assert mcu("list", "--json").data[0]["status"] == "assigned"


def test_followed_from_branch_to_branch_and_through_a_merge(mcu: Mcu, busy: StoreFolder, tmp_path: Path) -> None:
    busy.git("branch", "other")
    mcu("close", "2", "--outcome", "withdrawn")
    registered(mcu)
    on_main = followed(mcu, busy)
    busy.git("switch", "--quiet", "other")
    assert followed(mcu, busy) == built_anew(busy, tmp_path)
    busy.git("config", "mcu.series", "B")
    registered(mcu, "На другой ветке.")
    busy.git("switch", "--quiet", "main")
    assert followed(mcu, busy) == on_main == built_anew(busy, tmp_path)
    busy.git("merge", "--quiet", "--no-edit", "other")
    assert followed(mcu, busy) == built_anew(busy, tmp_path)
    assert "20261120-B0001" in mcu("list", "--ids").stdout


def wiped(path: Path) -> None:
    """Take the index away."""
    path.unlink()


def garbled(path: Path) -> None:
    """Put something else in its place."""
    path.write_bytes(b"no database" * 1000)


def cut(path: Path) -> None:
    """Lose its second half."""
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def emptied(path: Path) -> None:
    """Lose all of it."""
    path.write_bytes(b"")


def spoilt(path: Path) -> None:
    """Break every page but the first ones, which alone are read at the start."""
    data = path.read_bytes()
    path.write_bytes(data[:12288] + b"\xaa" * (len(data) - 12288))


def without_a_table(path: Path) -> None:
    """Drop a table."""
    with contextlib.closing(sqlite3.connect(path)) as db:
        db.execute("DROP TABLE appeals")
        db.commit()


def of_another_version(path: Path) -> None:
    """Let another version have written it, with other tables."""
    with contextlib.closing(sqlite3.connect(path)) as db:
        db.execute("UPDATE meta SET value = '0' WHERE name = 'version'")
        db.execute("CREATE TABLE more (name TEXT)")
        db.commit()


def of_a_commit_that_is_gone(path: Path) -> None:
    """Let it describe a commit that git no longer has."""
    with contextlib.closing(sqlite3.connect(path)) as db:
        db.execute("UPDATE meta SET value = ? WHERE name = 'head'", ("1" * 40,))
        db.commit()


DAMAGES = [wiped, garbled, cut, emptied, spoilt, without_a_table, of_another_version, of_a_commit_that_is_gone]


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damaged_index_is_built_anew_unasked(mcu: Mcu, busy: StoreFolder, tmp_path: Path, damage: Any) -> None:
    path = busy.root / ".mcu" / "index.sqlite"
    for command in ("list --json", "search фонарь --json", "show 1 --json", "list --open --ids"):
        answer = mcu(*command.split())
        gc.collect()  # a run inside this process leaves its connection to be collected
        with contextlib.closing(sqlite3.connect(path)) as db:
            db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        damage(path)
        assert mcu(*command.split()) == answer
    assert followed(mcu, busy) == built_anew(busy, tmp_path)


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_command_on_a_damaged_index_loses_no_number(mcu: Mcu, busy: StoreFolder, damage: Any) -> None:
    damage(busy.root / ".mcu" / "index.sqlite")
    assert registered(mcu) == "20261120-0004"
    assert status_of(busy) == ""


def test_an_index_that_cannot_be_written_is_done_without(mcu: Mcu, busy: StoreFolder) -> None:
    path = busy.root / ".mcu" / "index.sqlite"
    listed = mcu("list").stdout
    path.unlink()
    path.mkdir()
    finished = mcu("list")
    assert finished.stdout == listed
    assert "cannot be written" in finished.stderr
    assert registered(mcu) == "20261120-0004"
    assert status_of(busy) == ""


def test_the_folder_is_not_read_for_a_list(mcu: Mcu, busy: StoreFolder) -> None:
    listed = mcu("list", "--json").stdout
    shutil.rmtree(busy.root / "appeals")
    (busy.root / ".mcu" / "index.sqlite").unlink()
    assert mcu("list", "--json").stdout == listed
    assert not any(path.startswith("appeals/") for path in files_of(busy))


def test_of_two_processes_the_slower_does_not_set_the_index_back(mcu: Mcu, busy: StoreFolder, tmp_path: Path) -> None:
    """One has read the old commit when the other follows to the new one, and then takes its turn."""
    path = tmp_path / "shared.sqlite"
    slow = index_of(busy, path)
    slow.follow(busy.git("rev-parse", "HEAD~1"))
    newest = busy.head
    registered(mcu)
    quick = index_of(busy, path)
    quick.follow(busy.head)
    quick.close()
    slow.follow(newest)
    slow.follow(busy.head)
    slow.close()
    assert rows_of(path) == built_anew(busy, tmp_path)


def test_who_looked_at_head_before_another_commit_does_not_take_the_index_back(
    mcu: Mcu, busy: StoreFolder, tmp_path: Path
) -> None:
    """The other is still at work, and counts on what it has put into the index."""
    path = tmp_path / "shared.sqlite"
    seen = busy.head
    registered(mcu)
    at_work, reader = index_of(busy, path), index_of(busy, path)
    assert at_work.follow(busy.head) == busy.head
    assert reader.follow(seen) == busy.head
    assert reader.query("SELECT value FROM meta WHERE name = 'head'") == [(busy.head,)]
    reader.close()
    at_work.close()
    assert rows_of(path) == built_anew(busy, tmp_path)


def test_head_that_moves_between_two_looks_is_followed_to_where_it_stands(
    mcu: Mcu, busy: StoreFolder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another commits after the last look at HEAD, and before the index is ours to write."""
    path = tmp_path / "shared.sqlite"
    other, late = index_of(busy, path), index_of(busy, path)
    other.follow(busy.git("rev-parse", "HEAD~1"))

    def committed_meanwhile(db: sqlite3.Connection) -> None:
        monkeypatch.setattr("mcu_cli.store.index_schema.prepare_writing", prepare_writing)
        registered(mcu)
        other.follow(busy.head)
        prepare_writing(db)

    monkeypatch.setattr("mcu_cli.store.index_schema.prepare_writing", committed_meanwhile)
    seen = busy.head
    assert late.follow(seen) == busy.head != seen
    other.close()
    late.close()
    assert rows_of(path) == built_anew(busy, tmp_path)


def test_what_is_read_is_one_state_until_head_is_followed_again(mcu: Mcu, busy: StoreFolder) -> None:
    reader = index_of(busy)
    reader.follow(busy.head)
    before = reader.entries()
    registered(mcu)  # which waits for no reader
    assert reader.entries() == before
    reader.follow(busy.head)
    assert len(reader.entries()) == len(before) + 1
    reader.close()


def test_a_store_whose_head_moves_before_the_index_is_asked_is_that_of_the_new_head(
    mcu: Mcu, busy: StoreFolder
) -> None:
    same = Surroundings(dict(os.environ), note=lambda _text: None, progress=lambda items, _total: items)
    seen = Store(busy.root, same)
    name = seen.registry.municipality.name
    before = seen.commit
    path = busy.root / "departments.yaml"
    path.write_text(path.read_text("utf-8").replace(f"\n  name: {name}", f"\n  name: Новый {name}", 1), "utf-8")
    mcu("record")
    assert seen.index.query("SELECT value FROM meta WHERE name = 'head'") == [(busy.head,)]
    assert seen.commit == busy.head != before
    assert seen.registry.municipality.name == f"Новый {name}"
    seen.close()


def test_a_repository_of_sha256_works_the_same(mcu: Mcu, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    root = tmp_path / "long"
    root.mkdir()
    monkeypatch.setenv("GIT_DEFAULT_HASH", "sha256")
    Git(root, dict(os.environ)).run("init", "--quiet", "--object-format=sha256", "--initial-branch=main")
    monkeypatch.chdir(root)
    mcu("init", root)
    assert registered(mcu) == FIRST
    mcu("note", "1", "--text", "Звонили.")
    mcu("undo")
    path = root / path_of(FIRST)
    path.write_bytes(path.read_bytes().replace("Яма".encode(), "Люк".encode()))
    mcu("note", "1", "--text", "а", code=7)
    mcu("record")
    assert mcu("search", "люк", "--ids").stdout == f"{FIRST}\n"
    mcu("check")
