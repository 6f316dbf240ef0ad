"""The index where the disk, another process or a kill is in the way: right all the same, and nobody waits."""

from __future__ import annotations

import contextlib
import itertools
import os
import signal
import sqlite3
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pytest

from mcu_cli import language
from mcu_cli.errors import ConflictError
from mcu_cli.store import index_build, index_commits, index_file, index_landing, index_workers
from mcu_cli.store.git import Git
from mcu_cli.store.git_errors import GitError
from mcu_cli.store.rows import RECORDED
from tests.conftest import ROOT
from tests.store.index_tables import built_at_once, index_at, rows_of, unhurried
from tests.store.test_index_histories import STEMS, TEXTS, Repository
from tests.working_day import FIRST, SECOND, path_of, registered

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.conftest import Mcu, StoreFolder

HOLD = """
import sqlite3, sys
db = sqlite3.connect(sys.argv[1], isolation_level=None)
db.execute("BEGIN IMMEDIATE")
db.execute("DELETE FROM appeals")
print("held", flush=True)
sys.stdin.read()
"""


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    """Make a repository of a few appeals."""
    made = Repository(tmp_path / "repository")
    for number in range(2, 7):
        made.write(number, TEXTS[number % 3], "Лесная")
    return made


@pytest.fixture
def several(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let even a few files be read by two workers, a file at a time."""
    monkeypatch.setattr(index_build, "SMALL", 0)
    monkeypatch.setattr(index_build, "_PORTION", 1)
    monkeypatch.setattr(index_build, "useful", lambda: 2)


def index_path(repository: Repository) -> Path:
    """Return where the index of a repository lies."""
    return repository.root / ".mcu" / "index.sqlite"


def litter(path: Path) -> list[str]:
    """Return the files that were left beside an index by those who make one."""
    own = {path.name, f"{path.name}-wal", f"{path.name}-shm", f"{path.name}.lock"}
    return sorted(other.name for other in path.parent.glob(f"{path.name}*") if other.name not in own)


@contextlib.contextmanager
def writing(path: Path) -> Iterator[None]:
    """Let another process hold a write transaction of an index inside the block."""
    with subprocess.Popen([sys.executable, "-c", HOLD, path], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as other:
        assert other.stdin is not None
        assert other.stdout is not None
        assert other.stdout.readline() == b"held\n"
        yield
        assert other.poll() is None  # it holds it still: nobody has waited for it
        other.stdin.close()


def test_a_reader_at_head_reads_while_another_process_writes(repository: Repository) -> None:
    index = index_at(repository.root)
    index.follow(repository.head)
    index.close()
    with writing(index_path(repository)):
        index.follow(repository.head)
        assert index.query("SELECT count(*) FROM appeals") == [(6,)]
        assert index.kept
    index.close()


def test_a_reader_that_looked_at_head_before_a_commit_waits_for_no_later_one(repository: Repository) -> None:
    seen = repository.head
    repository.write(7, TEXTS[0], "Лесная")
    index = index_at(repository.root)
    index.follow(repository.head)
    index.close()
    with writing(index_path(repository)):
        assert index.follow(seen) == repository.head
        assert index.kept
    index.close()


def test_a_reader_behind_head_follows_apart_while_another_process_writes(
    repository: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(index_file, "PATIENCE", 0.01)
    index = index_at(repository.root)
    index.follow(repository.head)
    index.close()
    repository.write(7, TEXTS[0], "Лесная")
    read: list[int] = []

    def progress(items: Any, total: int) -> Any:
        read.append(total)
        return items

    monkeypatch.setattr(index, "_progress", progress)
    with writing(index_path(repository)):
        index.follow(repository.head)
        assert len(index.entries()) == 7
        assert not index.kept
        assert read == [1]  # what stood was right for its commit: it began with that
    index.close()
    again = index_at(repository.root)
    again.follow(repository.head)
    assert again.kept
    again.close()


def test_a_reader_that_others_never_let_begin_goes_on_apart_and_builds_nothing(
    repository: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:
    index = index_at(repository.root)
    index.follow(repository.head)
    index.close()
    repository.write(7, TEXTS[0], "Лесная")
    beaten = sqlite3.OperationalError("locking protocol")
    beaten.sqlite_errorcode = sqlite3.SQLITE_PROTOCOL

    def always_beaten(_db: sqlite3.Connection) -> None:
        raise beaten

    monkeypatch.setattr("mcu_cli.store.index_schema.prepare_writing", always_beaten)
    monkeypatch.setattr(index_build, "build", None)
    index.follow(repository.head)
    assert len(index.entries()) == 7
    assert (index.kept, index.busy) == (False, True)
    index.close()


def test_a_busy_index_is_not_said_to_be_one_that_cannot_be_written(
    mcu: Mcu, store: StoreFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(index_file, "PATIENCE", 0.01)
    mcu("add", "--channel", "phone", "--text", "Яма.")
    store.git("commit", "--quiet", "--allow-empty", "--message", "by hand")
    path = store.root / ".mcu/index.sqlite"
    with writing(path):
        listed = mcu("list")
    assert "Яма." in listed.stdout
    assert f"another process is writing the index {path}; this command works without it" in listed.stderr
    assert "the index" not in mcu("list").stderr


def test_a_landing_on_a_busy_index_leaves_it_to_the_next_reader(
    repository: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(index_file, "PATIENCE", 0.01)
    index = index_at(repository.root)
    index.follow(repository.head)
    with writing(index_path(repository)):
        landing = index.landing(repository.head)
        landing.put("appeals/2026/11/20/20261120-0001.yaml", "", None)
        landing.finish("1" * 40)
    index.follow(repository.head)
    assert index.query("SELECT count(*) FROM appeals") == [(6,)]
    index.close()


def test_what_is_dropped_has_not_landed(repository: Repository) -> None:
    index = index_at(repository.root)
    index.follow(repository.head)
    before = rows_of(index_path(repository))
    landing = index.landing(repository.head)
    landing.put("appeals/2026/11/20/20261120-0001.yaml", "", None)
    landing.drop()
    landing.finish("1" * 40)
    assert rows_of(index_path(repository)) == before
    elsewhere = index.landing("2" * 40)
    elsewhere.put("appeals/2026/11/20/20261120-0001.yaml", "", None)
    elsewhere.finish("1" * 40)
    assert rows_of(index_path(repository)) == before
    index.close()


def test_an_index_that_rests_is_read_again_and_one_made_apart_stays(
    repository: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:
    index = index_at(repository.root)
    for kept in (True, False):
        if not kept:
            monkeypatch.setattr(index_file, "building", refuse)
            index_path(repository).unlink()
            index = index_at(repository.root)
        index.follow(repository.head)
        assert index.kept is kept
        index.rest()
        assert (index._db is None) is kept
        assert index.query("SELECT count(*) FROM appeals") == [(6,)]
        index.close()


def test_who_has_followed_a_commit_keeps_no_more_memory_than_any_reader(repository: Repository) -> None:
    index = index_at(repository.root)
    index.follow(repository.head)
    [(usual,)] = index.query("PRAGMA cache_size")
    repository.remove(6)
    index.follow(repository.head)
    assert index.query("SELECT count(*) FROM appeals") == [(5,)]
    assert index.query("PRAGMA cache_size") == [(usual,)]
    index.close()


def test_a_landing_on_what_is_no_file_any_more_writes_nothing(repository: Repository, tmp_path: Path) -> None:
    index = index_at(repository.root)
    index.follow(repository.head)
    index.rest()
    aside = tmp_path / "aside.sqlite"
    index_path(repository).rename(aside)
    before = aside.read_bytes()
    index_path(repository).symlink_to(aside)
    landing = index.landing(repository.head)
    landing.put("appeals/2026/11/20/20261120-0001.yaml", "", None)
    landing.complete()
    landing.finish("1" * 40)
    assert aside.read_bytes() == before


@pytest.mark.parametrize("portion", [2, 4], ids=["whole portions", "and a rest"])
@pytest.mark.parametrize("fate", ["at work", "dead at once", "dead later", "refused", "of no use"])
def test_a_commit_of_many_lands_by_way_of_another_process(
    repository: Repository, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, fate: str, portion: int
) -> None:
    """The same rows as ever, whatever becomes of that process; a file that cannot be read is noted as such."""
    for name, value in (("_MANY", 3), ("_PORTION", portion)):
        monkeypatch.setattr(index_landing, name, value)
    monkeypatch.setattr(index_workers, "useful", lambda: 0 if fate == "of no use" else 2)
    if fate == "refused":
        monkeypatch.setattr(index_workers, "_start", refuse)
    index = index_at(repository.root)
    index.follow(repository.head)
    old = repository.head
    for number in range(1, 6):
        repository.write(number, TEXTS[0], "Полевая")
    repository.spoil(7)
    repository.remove(6)
    git = Git(repository.root, dict(os.environ))
    landing = index.landing(old)
    with landing.taking(7):
        worker = landing._worker
        assert (worker is not None) is fate.startswith(("at", "dead"))
        for n, change in enumerate(index_commits.differences(git, old, repository.head)):
            if worker is not None and fate in {"dead at once", "dead later"} and n == 3 * (fate == "dead later"):
                worker._process.kill()
                worker._process.join()
            data = git.run("cat-file", "blob", change.blob) if change.blob else None
            landing.put(change.path, change.blob, data)
        landing.complete()
        assert worker is None or worker.alive is (fate == "at work")
    landing.finish(repository.head)
    index.close()
    found = rows_of(index_path(repository), *STEMS)
    assert found == built_at_once(repository.root, repository.head, tmp_path / "index.sqlite", *STEMS)
    assert [len(found[table]) for table in ("appeals", "unreadable", "used_ids")] == [5, 1, 2]


def refuse(*_arguments: object, **_named: object) -> None:
    """Start no process."""
    raise OSError


@pytest.mark.usefixtures("several")
def test_workers_make_what_one_process_makes(
    repository: Repository, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    repository.spoil(3)
    repository.misplace(1)
    by_many = built_at_once(repository.root, repository.head, tmp_path / "many.sqlite", *STEMS)
    monkeypatch.setattr(index_build, "useful", lambda: 0)
    assert by_many == built_at_once(repository.root, repository.head, tmp_path / "one.sqlite", *STEMS)
    assert len(by_many["appeals"]) == 5
    assert len(by_many["unreadable"]) == 2


def test_workers_that_are_started_afresh_make_the_same(repository: Repository, monkeypatch: pytest.MonkeyPatch) -> None:
    """As beside a thread, and on systems that cannot copy a process; reasons are told in the language spoken here."""
    repository.spoil(3)
    language.use("ru")
    monkeypatch.setattr("threading.active_count", lambda: 2)
    git = Git(repository.root, dict(os.environ))
    portions = list(index_build._portions(index_commits.files(git, repository.head)))
    with index_workers.hired(git, 1) as crew:
        assert len(crew) == 1
        found = list(index_workers.read_by(crew, git, portions))
        assert crew[0].alive
    assert found == list(index_workers.read_here(git, portions))
    assert [len(rows.unreadable) for rows in found] == [1]


@pytest.mark.skipif(os.name == "nt", reason="POSIX signals")
@pytest.mark.parametrize("lean", [False, True])
def test_an_interruption_is_left_to_whoever_started_the_workers(repository: Repository, *, lean: bool) -> None:
    git = Git(repository.root, dict(os.environ))
    portions = list(index_build._portions(index_commits.files(git, repository.head)))
    with index_workers.hired(git, 1, lean=lean) as crew:
        os.kill(crew[0]._process.pid or 0, signal.SIGINT)  # before it has come to anything
        pid = crew[0]._process.pid
        assert pid is not None
        for _time in range(2):
            assert len(list(index_workers.read_by(crew, git, portions))) == 1
            assert crew[0].alive
            os.kill(pid, signal.SIGINT)  # as ^C does to all in the terminal


@pytest.mark.parametrize("lean", [False, True])
def test_workers_end_by_themselves_when_nobody_is_at_the_other_end(repository: Repository, *, lean: bool) -> None:
    with index_workers.hired(Git(repository.root, dict(os.environ)), 2, lean=lean) as crew:
        for worker in crew:
            worker._connection.close()
        for worker in crew:
            worker._process.join(60)
        assert [worker._process.exitcode for worker in crew] == [0, 0]


@pytest.mark.usefixtures("several")
def test_what_a_dead_worker_leaves_is_done_here(
    repository: Repository, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    expected = built_at_once(repository.root, repository.head, tmp_path / "index.sqlite")
    hired = index_workers.hired
    killed: list[int] = []

    @contextlib.contextmanager
    def doomed(git: Git, n: int) -> Iterator[Any]:
        with hired(git, n) as crew:
            for worker in crew[: len(killed)]:
                worker._process.kill()
                worker._process.join()
            yield crew

    monkeypatch.setattr(index_build, "hired", doomed)
    for killed[:] in ([1], [1, 2]):
        assert built_at_once(repository.root, repository.head, tmp_path / "index.sqlite") == expected


@pytest.mark.usefixtures("several")
def test_where_no_process_can_be_started_it_is_built_here(
    repository: Repository, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    expected = built_at_once(repository.root, repository.head, tmp_path / "index.sqlite")

    monkeypatch.setattr("multiprocessing.process.BaseProcess.start", refuse)
    assert built_at_once(repository.root, repository.head, tmp_path / "index.sqlite") == expected


@pytest.mark.usefixtures("several")
def test_an_interrupted_build_leaves_nothing(repository: Repository) -> None:
    def interrupted(items: Any, _total: int | None) -> Iterator[Any]:
        for number, item in enumerate(items):
            if number == 3:
                raise KeyboardInterrupt
            yield item

    index = index_at(repository.root)
    index._progress = interrupted
    with pytest.raises(KeyboardInterrupt):
        index.follow(repository.head)
    assert not index_path(repository).exists()
    assert litter(index_path(repository)) == []
    index._progress = unhurried
    index.follow(repository.head)
    assert len(index.entries()) == 6
    index.close()


BUILD = """
import os, sys
from pathlib import Path
from mcu_cli.store import index_build
from mcu_cli.store.git import Git
from mcu_cli.store.index import Index

index_build.SMALL, index_build._PORTION, index_build.useful = 0, 1, lambda: 2

def slowly(items, total):
    for number, item in enumerate(items):
        if number == 2:
            print("busy", flush=True)
            sys.stdin.readline()
        yield item

if __name__ == "__main__":
    root = Path(sys.argv[1])
    git = Git(root, dict(os.environ))
    index = Index(root / ".mcu" / "index.sqlite", git, slowly)
    index.follow(git.head())
    index.close()
"""


@contextlib.contextmanager
def in_the_middle(repository: Repository, script: Path) -> Iterator[subprocess.Popen[bytes]]:
    """Let another process be in the middle of building the index, with two workers."""
    script.write_text(BUILD, encoding="utf-8")
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    with subprocess.Popen(
        [sys.executable, script, repository.root], env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as builder:
        assert builder.stdout is not None
        try:
            assert builder.stdout.readline() == b"busy\n"
            yield builder
        finally:
            builder.kill()


@pytest.mark.skipif(os.name == "nt", reason="POSIX signals")
def test_a_killed_build_leaves_nothing_in_use_and_no_worker(repository: Repository, tmp_path: Path) -> None:
    with in_the_middle(repository, tmp_path / "build.py") as builder:
        assert litter(index_path(repository)) == ["index.sqlite.new"]
        builder.send_signal(signal.SIGKILL)
        builder.wait()
        assert builder.stdout is not None
        assert builder.stdout.read() == b""  # the end of it: no worker has it open any more
        assert not index_path(repository).exists()
    index = index_at(repository.root)
    index.follow(repository.head)
    assert len(index.entries()) == 6
    assert litter(index_path(repository)) == []
    index.close()


def test_who_comes_second_takes_the_index_that_the_first_is_building(
    repository: Repository, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    index = index_at(repository.root)
    with in_the_middle(repository, tmp_path / "build.py") as builder:

        def waited(_seconds: float) -> None:
            if builder.stdin is not None and not builder.stdin.closed:
                builder.communicate(b"go on\n")

        monkeypatch.setattr("mcu_cli.store.index_file.time.sleep", waited)
        monkeypatch.setattr(index, "_build", lambda: pytest.fail("it was built twice"))
        index.follow(repository.head)
    assert index.kept
    assert len(index.entries()) == 6
    index.close()


def test_a_builder_that_is_stuck_is_not_waited_for(
    repository: Repository, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    index = index_at(repository.root)
    monkeypatch.setattr(index_file, "_STUCK", 0.0)
    with in_the_middle(repository, tmp_path / "build.py"):
        index.follow(repository.head)
        assert not index.kept
        assert len(index.entries()) == 6
    index.close()


def test_who_had_the_old_file_open_reads_on_and_then_follows(repository: Repository) -> None:
    reader = index_at(repository.root)
    reader.follow(repository.head)
    other = index_at(repository.root)
    other.follow(repository.head)
    other._make_anew()
    assert len(reader.entries()) == 6
    repository.write(7, TEXTS[1], "Полевая")
    other.follow(repository.head)
    reader.follow(repository.head)
    assert len(reader.entries()) == len(other.entries()) == 7
    reader.close()
    assert len(other.entries()) == 7
    other.close()
    assert rows_of(index_path(repository)) == built_at_once(
        repository.root, repository.head, index_path(repository).with_name("anew.sqlite")
    )


def test_a_page_that_is_lost_in_the_middle_is_noticed(repository: Repository) -> None:
    index = index_at(repository.root)
    index.follow(repository.head)
    expected = index.events()
    index.close()
    path = index_path(repository)
    with contextlib.closing(sqlite3.connect(path)) as db:
        ((page,),) = db.execute("SELECT rootpage FROM sqlite_master WHERE name = 'events'")
        ((size,),) = db.execute("PRAGMA page_size")
    data = bytearray(path.read_bytes())
    data[(page - 1) * size : page * size] = os.urandom(size)
    path.write_bytes(data)
    index.follow(repository.head)
    assert index.events() == expected
    index.close()


def test_a_question_that_is_wrong_is_no_reason_to_build_anew(
    repository: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:
    index = index_at(repository.root)
    index.follow(repository.head)
    monkeypatch.setattr(index, "_make_anew", lambda: pytest.fail("the index is not to blame"))
    with pytest.raises(sqlite3.OperationalError):
        index.query("SELECT nothing FROM nowhere")
    index.close()


def test_a_commit_that_is_no_name_of_one_is_never_given_to_git(repository: Repository) -> None:
    """The folder may come from a stranger."""
    index = index_at(repository.root)
    index.follow(repository.head)
    index.close()
    with contextlib.closing(sqlite3.connect(index_path(repository))) as db:
        db.execute("UPDATE meta SET value = '--output=stolen' WHERE name = 'head'")
        db.commit()
    index.follow(repository.head)
    assert len(index.entries()) == 6
    assert not (repository.root / "stolen").exists()
    index.close()


def test_a_file_that_changes_while_many_rows_are_read_is_told(repository: Repository) -> None:
    index = index_at(repository.root)
    index.follow(repository.head)
    path = index_path(repository)
    index._stamp = index_file.stamp_of(path)  # as where the folder is read-only
    assert len([*index.stream("SELECT id FROM appeals")]) == 6
    rows = index.stream("SELECT id FROM appeals")
    next(rows)
    os.utime(path, ns=(1, 1))
    with pytest.raises(ConflictError, match="run the command again"):
        list(rows)
    index.close()


# Disks


def writes_anywhere(folder: Path) -> bool:
    """Whether permissions mean nothing to this process."""
    folder.chmod(0o500)
    try:
        (folder / "trial").touch()
    except OSError:
        return False
    finally:
        folder.chmod(0o700)
    return True


@pytest.fixture
def locked_away(mcu: Mcu, store: StoreFolder, tmp_path: Path) -> Iterator[Path]:
    """Give a private folder in which nothing can be written any more, of a store with one appeal."""
    if writes_anywhere(tmp_path):
        pytest.skip("this user may write anywhere")
    mcu("add", "--channel", "phone", "--text", "Яма.")
    private = store.root / ".mcu"
    for path in (*private.iterdir(), private):
        path.chmod(path.stat().st_mode & ~0o222)
    yield private
    for path in (private, *private.iterdir()):
        path.chmod(path.stat().st_mode | 0o200)


def test_an_index_in_a_read_only_folder_is_read(mcu: Mcu, locked_away: Path) -> None:
    listed = mcu("list")
    assert "Яма." in listed.stdout
    assert "cannot be written" not in listed.stderr
    assert litter(locked_away / "index.sqlite") == []


def test_in_a_read_only_folder_head_is_followed_apart(mcu: Mcu, store: StoreFolder, locked_away: Path) -> None:
    store.git("commit", "--quiet", "--allow-empty", "--message", "by hand")
    listed = mcu("list")
    assert "Яма." in listed.stdout
    assert "cannot be written" in listed.stderr
    assert litter(locked_away / "index.sqlite") == []


def test_without_an_index_in_a_read_only_folder_one_is_built_apart(mcu: Mcu, locked_away: Path) -> None:
    locked_away.chmod(0o700)
    (locked_away / "index.sqlite").unlink()
    locked_away.chmod(0o500)
    listed = mcu("list")
    assert "Яма." in listed.stdout
    assert "cannot be written" in listed.stderr


def limited(size: int) -> None:
    """Let no file grow beyond `size` bytes, as on a disk that is full."""
    import resource

    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))


@pytest.mark.skipif(sys.platform != "linux", reason="limits of a process")
@pytest.mark.parametrize("standing", [True, False])
def test_on_a_full_disk_the_command_works_without_it(mcu: Mcu, store: StoreFolder, *, standing: bool) -> None:
    mcu("add", "--channel", "phone", "--text", "Яма.")
    expected = mcu("list").stdout
    path = store.root / ".mcu" / "index.sqlite"
    before = path.read_bytes()
    store.git("commit", "--quiet", "--allow-empty", "--message", "by hand")
    if not standing:
        path.unlink()
    done = subprocess.run(
        [sys.executable, "-m", "mcu_cli", "list"],
        cwd=store.root,
        env={**os.environ, "PYTHONPATH": str(ROOT), "MCU_NOW": "2026-11-20T18:00:00+05:00", "MCU_LANG": "en"},
        capture_output=True,
        check=False,
        preexec_fn=lambda: limited(16384),
    )
    assert done.stdout.decode() == expected
    assert "cannot be written" in done.stderr.decode()
    assert path.exists() == standing
    if standing:
        assert path.read_bytes() == before
    assert litter(path) == []


def test_a_large_record_is_asked_for_in_shares_of_which_none_is_left_out(
    repository: Repository, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in (2, 3, 4):
        repository.remove(number)
    (repository.root / "appeals" / "2027" / "01" / "02").mkdir(parents=True)
    (repository.root / "appeals" / "2027" / "01" / "02" / "20270102-0001.yaml").write_bytes(b"broken: [")
    repository.git("mv", "appeals/2026/11/20/20261120-0006.yaml", "appeals/note.txt")
    repository.git("add", "--all")
    repository.git("commit", "--quiet", "--message", "more")
    repository.git("rm", "-r", "--quiet", "appeals/2027", "appeals/2026/11/20/20261120-0005.yaml")
    repository.git("commit", "--quiet", "--message", "less")
    whole = built_at_once(repository.root, repository.head, tmp_path / "whole.sqlite")
    assert sorted({row[0] for row in whole["used_ids"]}) == [
        "20261120-0002", "20261120-0003", "20261120-0004", "20261120-0005", "20261120-0006", "20270102-0001",
    ]  # fmt: skip
    monkeypatch.setattr(index_commits, "_AT_ONCE", 1)
    assert built_at_once(repository.root, repository.head, tmp_path / "shares.sqlite") == whole


def test_an_object_that_comes_back_is_read_without_a_change_of_the_record(mcu: Mcu, store: StoreFolder) -> None:
    registered(mcu, "Яма.")
    registered(mcu, "Фонарь.")
    name = store.git("rev-parse", f"HEAD:{path_of(FIRST)}")
    lost = store.root / ".git/objects" / name[:2] / name[2:]
    away = lost.rename(store.root.parent / "away")
    (store.root / ".mcu/index.sqlite").unlink()
    assert mcu("list", "--ids").stdout.split() == [SECOND]
    assert "1 file on record cannot be read" in mcu("list", "--ids").stderr
    away.rename(lost)
    finished = mcu("list", "--ids")
    assert finished.stdout.split() == [FIRST, SECOND]
    assert finished.stderr == ""
    assert mcu("search", "яма", "--ids").stdout.split() == [FIRST]


@pytest.mark.parametrize("few", [0, 2, 99])
def test_what_differs_in_many_years_is_told_year_by_year_and_is_the_same(
    store: StoreFolder, monkeypatch: pytest.MonkeyPatch, few: int
) -> None:
    """From a store without appeals, to one, and from state to state: paths added, changed and gone, of ledgers too."""
    monkeypatch.setattr(index_commits, "_FEW_YEARS", few)
    git = Git(store.root, dict(os.environ))
    states = [store.head]
    for change in range(3):
        for year in range(2020, 2025):
            path = store.root / f"appeals/{year}/01/02/{year}0102-{1 + change:04}.yaml"
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(f"id: {year}\n", encoding="utf-8")
        (store.root / "appeals/2020/01/02/20200102-0001.yaml").write_text(f"id: {change}\n", encoding="utf-8")
        (store.root / "polls").mkdir(exist_ok=True)
        (store.root / f"polls/P-2026-{change:04}.yaml").write_text("id: 1\n", encoding="utf-8")
        store.git("add", "--all")
        store.git("commit", "--quiet", "--message", "by hand")
        states.append(store.head)
    store.git("rm", "-r", "--quiet", "appeals/2021", "appeals/2022", "appeals/2023")
    store.git("commit", "--quiet", "--message", "by hand")
    states.append(store.head)
    for old, new in itertools.permutations(states, 2):
        told = store.git("diff-tree", "-r", "--no-renames", old, new, "--", *RECORDED).splitlines()
        plain = {line.split("\t")[1]: line.split()[3].strip("0") for line in told}
        found = list(index_commits.differences(git, old, new))
        assert {change.path: change.blob.strip("0") for change in found} == plain
        assert len(found) == len(plain) > 0
    assert list(index_commits.differences(git, states[0], states[0])) == []
    with pytest.raises(GitError):
        list(index_commits.differences(git, "1" * 40, states[0]))
