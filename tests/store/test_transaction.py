"""A command is on record whole or never happened: killed at any instant, on a full disk, with a hand edit meanwhile."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

import pytest

from mcu_cli.errors import ConflictError, RefusedError
from mcu_cli.store import recording, recovery, transaction
from mcu_cli.store.git import Git
from mcu_cli.store.git_errors import GitError
from mcu_cli.store.index_landing import Landing
from mcu_cli.store.recording import Recorder, Recording
from mcu_cli.store.repository import Store, Surroundings
from mcu_cli.store.trailers import Message
from tests.conftest import NOW, ROOT, StoreFolder
from tests.working_day import (
    FIRST,
    SECOND,
    THIRD,
    appeal_of,
    commit_count,
    files_of,
    last_commit,
    path_of,
    registered,
    status_of,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.conftest import Finished, Mcu

BULK = ("note", "1", "2", "--text", "Звонили.", "--yes")
# Where a command is killed, what is put in place of that step, and whether it is on record then.
KILLS = {
    "while the journal is written": ("files.os.fsync = die", False),
    "before the first file": ("transaction.Transaction._write = die", False),
    "between two files": ("transaction.Transaction._write = second(transaction.Transaction._write)", False),
    "before git knows": ("recording.Recorder.put = die", False),
    "between two portions": (
        "recording._PORTION = 1; recording.Recording._beginning = second(recording.Recording._beginning)",
        False,
    ),
    "before the commit": ("git_streams.Fed.end = die", False),
    "after the commit": ("index_landing.Landing.finish = die", True),
    "before git's index": ("transaction.bring_index_up = die", True),
    "while git learns the folders": ("transaction._MANY = 1; transaction.learn_folders = die", True),
    "before the journal is gone": ("transaction.journal.done = die", True),
}
OF_ONE_PATH = [where for where in KILLS if not where.startswith("between two")]
KILLED = """
import os, sys
from mcu_cli.store import files, git_streams, index_landing, recording, transaction

def die(*arguments, **options):
    os._exit(9)

def second(real):
    calls = []
    def step(*arguments):
        calls.append(arguments)
        return die() if len(calls) == 2 else real(*arguments)
    return step

exec(sys.argv.pop(1))
from mcu_cli.main import main
main()
"""


def killed(store: StoreFolder, where: str, *arguments: str) -> None:
    """Run mcu as a process that dies at a step, as by a power cut."""
    done = subprocess.run(
        [sys.executable, "-c", KILLED, KILLS[where][0], *arguments],
        cwd=store.root,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (9, b"")


def settled(mcu: Mcu, store: StoreFolder) -> None:
    """Hold that folder, git and index agree, and that nothing is left lying about."""
    assert status_of(store) == ""
    assert not (store.root / ".mcu" / "journal.jsonl").exists()
    assert not list(store.root.rglob("*.tmp"))
    mcu("check")
    followed = mcu("list", "--json").data
    (store.root / ".mcu" / "index.sqlite").unlink()
    assert mcu("list", "--json").data == followed


@pytest.fixture(scope="module")
def three_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Name the folder of the store that each of three appeals is a copy of; the first test that wants one makes it."""
    return tmp_path_factory.mktemp("three") / "store"


@pytest.fixture
def three(mcu: Mcu, store: StoreFolder, three_template: Path) -> StoreFolder:
    """Make a store with three appeals."""
    if not three_template.is_dir():
        for text in ("Яма.", "Фонарь.", "Снег."):
            registered(mcu, text)
        shutil.copytree(store.root, three_template)
    else:
        shutil.copytree(three_template, store.root, dirs_exist_ok=True)
    return store


@pytest.mark.parametrize("where", list(KILLS))
def test_a_killed_command_is_put_right_by_the_next_which_says_so(mcu: Mcu, three: StoreFolder, where: str) -> None:
    before, commits, on_record = files_of(three), commit_count(three), KILLS[where][1]
    killed(three, where, *BULK)
    assert commit_count(three) == commits + on_record
    finished = mcu("note", "3", "--text", "Следующая.")
    if where == "while the journal is written":
        assert finished.stderr == ""  # folder and record agree: nothing to put right that anybody would miss
    else:
        assert f"`mcu note` was interrupted {'after' if on_record else 'before'} its commit" in finished.stderr
    after = files_of(three)
    for one in (FIRST, SECOND):
        assert (after[path_of(one)] == before[path_of(one)]) is not on_record
        assert [event["event"] for event in appeal_of(mcu, one)["history"]][1:] == ["noted"] * on_record
    assert last_commit(three).changes == (f"M {path_of(THIRD)}",)
    settled(mcu, three)


@pytest.mark.parametrize("hooked", [False, True])
def test_a_commit_of_several_portions_is_the_same_as_of_one(
    mcu: Mcu, three: StoreFolder, monkeypatch: pytest.MonkeyPatch, *, hooked: bool
) -> None:
    if hooked:
        hook = three.root / ".git/hooks/pre-commit"
        hook.write_text("#!/bin/sh\n", encoding="utf-8")
        hook.chmod(0o755)
    begun, before, trees = [], three.head, []
    real = Recording._beginning

    def beginning(*arguments: Any) -> bytes:
        begun.append(arguments)
        return real(*arguments)

    monkeypatch.setattr(Recording, "_beginning", beginning)
    for portion, expected in ((20_000, 1), (3, 1), (2, 2 if hooked else 3), (1, 3 if hooked else 4)):
        monkeypatch.setattr(recording, "_PORTION", portion)
        begun.clear()
        mcu("note", "1", "2", "3", "--text", "Звонили.", "--yes")
        assert len(begun) == expected
        trees.append(three.git("rev-parse", "HEAD^{tree}"))
        assert three.git("rev-parse", "HEAD^") == before
        assert three.git("for-each-ref", "--format=%(refname)") == "refs/heads/main"
        settled(mcu, three)
        three.git("reset", "--quiet", "--hard", before)
    assert len(set(trees)) == 1


@pytest.mark.skipif(not Path("/proc/self/fd").is_dir(), reason="needs the open files of this process")
@pytest.mark.parametrize("ids", [("1", "2"), ("1", "2", "3")], ids=["some", "many"])
def test_git_has_the_memory_to_itself_where_a_change_is_of_many(
    mcu: Mcu, three: StoreFolder, monkeypatch: pytest.MonkeyPatch, ids: tuple[str, ...]
) -> None:
    """Where git reads its index, which is all files of the store, ours is closed and what is free has gone back."""
    seen: dict[str, bool] = {}
    given_back = []
    for name in ("staged", "flagged", "bring_index_up"):
        monkeypatch.setattr(transaction, name, looking(name, getattr(transaction, name), three.root, seen))
    monkeypatch.setattr(transaction, "_MANY", 3)
    monkeypatch.setattr(transaction, "give_back_memory", lambda: given_back.append(len(seen)))
    mcu("note", *ids, "--text", "Звонили.", "--yes")
    many = len(ids) == 3
    assert seen == dict.fromkeys(("staged", "flagged", "bring_index_up"), not many)
    assert given_back == [0, 1] * many
    settled(mcu, three)


def looking(name: str, real: Callable[..., Any], root: Path, seen: dict[str, bool]) -> Callable[..., Any]:
    """Return a step of a change that notes under `name` whether the index is open."""

    def step(*arguments: Any) -> Any:
        found = (os.path.realpath(file) for file in Path("/proc/self/fd").iterdir())
        seen[name] = str(root / ".mcu" / "index.sqlite") in {*found}
        return real(*arguments)

    return step


def test_a_portion_that_fails_takes_those_before_it_back(
    mcu: Mcu, three: StoreFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    head, before = three.head, files_of(three)
    failing = Failing(Recorder.put, 3, KeyboardInterrupt())
    with monkeypatch.context() as patch:
        patch.setattr(recording, "_PORTION", 1)
        patch.setattr(Recorder, "put", failing.as_method())
        mcu("note", "1", "2", "3", "--text", "Звонили.", "--yes", code=130)
    assert (three.head, files_of(three)) == (head, before)
    assert three.git("for-each-ref", "--format=%(refname)") == "refs/heads/main"
    settled(mcu, three)


def test_what_a_killed_command_wrote_and_somebody_staged_is_taken_out_of_gits_index(
    mcu: Mcu, three: StoreFolder
) -> None:
    killed(three, "before the commit", *BULK)
    three.git("add", "appeals")
    assert status_of(three) != ""
    mcu("note", "3", "--text", "Следующая.")
    settled(mcu, three)


def test_what_a_killed_commit_with_hooks_has_got_ready_goes(mcu: Mcu, three: StoreFolder) -> None:
    killed(three, "before the commit", *BULK)
    for name in ("commit-index", "commit-index.lock"):
        shutil.copy(three.root / ".git/index", three.root / ".mcu" / name)
    three.git("update-ref", "refs/mcu/prepared", "HEAD")
    mcu("note", "3", "--text", "Следующая.")
    assert not list((three.root / ".mcu").glob("commit-index*"))
    assert three.git("for-each-ref", "refs/mcu") == ""
    settled(mcu, three)


@pytest.mark.parametrize("where", ["before git knows", "before the commit", "after the commit"])
def test_a_killed_registration_leaves_no_file_or_a_whole_one(mcu: Mcu, store: StoreFolder, where: str) -> None:
    killed(store, where, "add", "--channel", "phone", "--text", "Первая.")
    assert mcu("list", "--ids").stdout.split() == [FIRST] * KILLS[where][1]
    registered(mcu, "Вторая.")
    texts = [one["text"] for one in mcu("list", "--json").data]
    assert texts == ["Первая.", "Вторая."][1 - KILLS[where][1] :]
    settled(mcu, store)


@pytest.mark.parametrize("where", ["before git knows", "before the commit", "after the commit"])
def test_a_killed_undo_is_put_right(mcu: Mcu, three: StoreFolder, where: str) -> None:
    killed(three, where, "undo")
    mcu("note", "1", "--text", "Следующая.")
    assert mcu("list", "--ids").stdout.split() == [FIRST, SECOND, THIRD][: 3 - KILLS[where][1]]
    settled(mcu, three)


@pytest.mark.parametrize("where", OF_ONE_PATH)
def test_a_killed_saving_of_a_summary_is_put_right(mcu: Mcu, three: StoreFolder, where: str) -> None:
    commits, on_record = commit_count(three), KILLS[where][1]
    killed(three, where, "summary", "--save")
    assert commit_count(three) == commits + on_record
    mcu("note", "3", "--text", "Следующая.")
    assert ("reports/daily/2026/2026-11-20.md" in files_of(three)) is on_record
    settled(mcu, three)


@pytest.mark.parametrize("where", OF_ONE_PATH)
def test_a_killed_saving_in_place_of_another_is_put_right(mcu: Mcu, three: StoreFolder, where: str) -> None:
    mcu("summary", "--save")
    mcu("note", "1", "--text", "Звонили.")
    first = files_of(three)["reports/daily/2026/2026-11-20.md"]
    killed(three, where, "summary", "--save")
    mcu("note", "3", "--text", "Следующая.")
    assert (files_of(three)["reports/daily/2026/2026-11-20.md"] != first) is KILLS[where][1]
    settled(mcu, three)


@pytest.mark.parametrize("where", OF_ONE_PATH)
def test_a_killed_undo_of_a_summary_is_put_right(mcu: Mcu, three: StoreFolder, where: str) -> None:
    mcu("summary", "--save")
    path = three.root / "reports/daily/2026/2026-11-20.md"
    killed(three, where, "undo")
    mcu("note", "3", "--text", "Следующая.")
    assert path.exists() is not KILLS[where][1]
    settled(mcu, three)


@pytest.mark.parametrize("where", ["between two files", "before git knows", "before the commit"])
def test_a_hand_edit_made_after_the_kill_survives(mcu: Mcu, three: StoreFolder, where: str) -> None:
    killed(three, where, *BULK)
    path = three.root / path_of(SECOND)
    path.write_text("мой текст\n", encoding="utf-8")
    finished = mcu("note", "3", "--text", "Следующая.")
    assert "interrupted before its commit" in finished.stderr
    assert f"{path_of(SECOND)} holds other changes, made by hand; it was left as it is" in finished.stderr
    assert path.read_text(encoding="utf-8") == "мой текст\n"
    assert status_of(three) == f" M {path_of(SECOND)}"
    assert "noted" not in [event["event"] for event in appeal_of(mcu, "1")["history"]]


def test_a_file_removed_by_hand_after_the_kill_stays_removed(mcu: Mcu, three: StoreFolder) -> None:
    killed(three, "before git knows", *BULK)
    (three.root / path_of(SECOND)).unlink()
    assert path_of(SECOND) in mcu("note", "3", "--text", "Следующая.").stderr
    assert status_of(three) == f" D {path_of(SECOND)}"


@pytest.mark.parametrize("where", OF_ONE_PATH[2:])
def test_a_hand_edit_being_recorded_is_not_lost_by_a_kill(mcu: Mcu, three: StoreFolder, where: str) -> None:
    path = three.root / path_of(FIRST)
    edited = path.read_bytes().replace("Яма.".encode(), "Люк.".encode())
    path.write_bytes(edited)
    killed(three, where, "record")
    mcu("note", "3", "--text", "Следующая.")
    if not KILLS[where][1]:
        assert path.read_bytes() == edited
        assert status_of(three) == f" M {path_of(FIRST)}"
        mcu("record")
    assert appeal_of(mcu, "1")["text"] == "Люк."
    assert [event["event"] for event in appeal_of(mcu, "1")["history"]] == ["registered", "corrected"]
    settled(mcu, three)


@pytest.mark.parametrize("reading", ["show 1", "check", "list", "log 1"])
def test_readers_after_a_kill_show_the_record_and_call_it_no_hand_edit(
    mcu: Mcu, three: StoreFolder, reading: str
) -> None:
    killed(three, "before git knows", *BULK)
    finished = mcu(*reading.split())
    assert "Звонили." not in finished.stdout
    assert "changed by hand" not in finished.stdout + finished.stderr
    mcu("note", "3", "--text", "Следующая.")
    settled(mcu, three)


def test_a_damaged_journal_stops_writers_and_is_named(mcu: Mcu, three: StoreFolder) -> None:
    journal = three.root / ".mcu" / "journal.jsonl"
    head = '{"action":"note","paths":1}\n'
    step = f'["{path_of(FIRST)}","","",""]\n'
    for damage in ("", "{", "[]", '{"action":"note"}', head, head + "1\n", head + '["a",1]\n', head + step * 2):
        journal.write_text(damage, encoding="utf-8")
        assert "journal.jsonl is damaged" in mcu("note", "1", "--text", "а", code=6).stderr
        assert "journal.jsonl is damaged" in mcu("check", code=6).stdout
    assert mcu("list", "--ids").stdout.split() == [FIRST, SECOND, THIRD]
    journal.unlink()
    settled(mcu, three)


def test_what_the_next_command_would_not_believe_is_not_begun(opened: Store, store: StoreFolder) -> None:
    with opened.writing("test", now=datetime.fromisoformat(NOW)) as transaction:
        transaction.put("reports/daily/2026/2026-11-20.txt", b"1")
        with pytest.raises(RefusedError, match=r"2026-11-20\.txt is none of the files that mcu writes"):
            transaction.commit(Message("test", ""))
    assert not (store.root / "reports").exists()
    assert not (store.root / ".mcu" / "journal.jsonl").exists()


def test_the_journal_names_the_objects_before_and_after(mcu: Mcu, three: StoreFolder) -> None:
    before = three.git("rev-parse", f"HEAD:{path_of(FIRST)}")
    killed(three, "before git knows", *BULK)
    head, *steps = map(json.loads, (three.root / ".mcu" / "journal.jsonl").read_text(encoding="utf-8").splitlines())
    written = three.git("hash-object", path_of(FIRST))
    assert head == {"action": "note", "paths": 2}
    assert steps[0] == [path_of(FIRST), before, written, ""]
    assert steps[1][0] == path_of(SECOND)
    mcu("note", "3", "--text", "а")


class Failing:
    """A step that fails the n-th time, and works before and after."""

    def __init__(self, real: Any, number: int, error: BaseException, command: str = "") -> None:
        """Take the place of `real`; with `command` only calls with that first argument count."""
        self.real, self.number, self.error, self.command = real, number, error, command
        self.calls = 0

    def as_method(self) -> Any:
        """Return the step as a function, which binds to its object."""

        def step(*arguments: Any, **options: Any) -> Any:
            if not self.command or arguments[1] == self.command:
                self.calls += 1
                if self.calls == self.number:
                    raise self.error
            return self.real(*arguments, **options)

        return step


def unchanged(mcu: Mcu, store: StoreFolder, *, code: int) -> Finished:
    """Run the bulk command, which must fail and leave everything as it was."""
    before, head = files_of(store), store.head
    finished = mcu(*BULK, code=code)
    assert (files_of(store), store.head, status_of(store)) == (before, head, "")
    assert "Traceback" not in finished.stderr
    return finished


@pytest.mark.parametrize("number", [1, 2, 3])
def test_a_full_disk_changes_nothing(
    mcu: Mcu, three: StoreFolder, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    """The first file written is the journal, the others are those of the two appeals."""
    real, calls = os.replace, []

    def replace(*paths: Any) -> None:
        calls.append(paths)
        if len(calls) == number:
            raise OSError(28, "No space left on device")
        real(*paths)

    with monkeypatch.context() as patch:
        patch.setattr(os, "replace", replace)
        assert "no space is left" in unchanged(mcu, three, code=7).stderr
    assert len(calls) >= number
    mcu(*BULK)
    settled(mcu, three)


def test_a_disk_that_does_not_sync_changes_nothing(
    mcu: Mcu, three: StoreFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(_descriptor: int) -> NoReturn:
        raise OSError(5, "Input/output error")

    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", refuse)
        unchanged(mcu, three, code=7)
    settled(mcu, three)


def interrupting(*_arguments: object, **_options: object) -> NoReturn:
    """Stand for a step at which somebody presses ^C."""
    raise KeyboardInterrupt


class Refusing:
    """A git whose feeding with `command` fails, before it takes anything."""

    def __init__(self, command: str, error: BaseException, times: int = 1) -> None:
        """Fail the first `times` times, and work before and after."""
        self.command, self.error, self.left = command, error, times

    def as_method(self) -> Any:
        """Return what takes the place of `Git.feeding`."""
        real = Git.feeding

        def feeding(git: Git, *arguments: str) -> Any:
            if arguments[0] == self.command and self.left:
                self.left -= 1
                raise self.error
            return real(git, *arguments)

        return feeding


def test_a_git_that_fails_changes_nothing(mcu: Mcu, three: StoreFolder, monkeypatch: pytest.MonkeyPatch) -> None:
    refusing = Refusing("fast-import", GitError("git failed", stderr="fatal: unable to write pack file"))
    with monkeypatch.context() as patch:
        patch.setattr(Git, "feeding", refusing.as_method())
        assert "unable to write pack file" in unchanged(mcu, three, code=4).stderr
    assert refusing.left == 0
    settled(mcu, three)


def test_an_interrupt_changes_nothing(mcu: Mcu, three: StoreFolder, monkeypatch: pytest.MonkeyPatch) -> None:
    refusing = Refusing("fast-import", KeyboardInterrupt())
    with monkeypatch.context() as patch:
        patch.setattr(Git, "feeding", refusing.as_method())
        said = unchanged(mcu, three, code=130).stderr
    assert said.endswith("mcu: interrupted; nothing on record was changed\n")
    assert refusing.left == 0
    settled(mcu, three)


def test_an_interrupt_after_the_commit_says_which_it_is(
    mcu: Mcu, three: StoreFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    commits = commit_count(three)
    with monkeypatch.context() as patch:
        patch.setattr(Landing, "finish", interrupting)
        said = mcu(*BULK, code=130).stderr
    assert commit_count(three) == commits + 1
    commit = three.head[:10]
    assert said.endswith(f"mcu: interrupted, but the change is on record in commit {commit}; do not make it again\n")
    settled(mcu, three)


def test_an_interrupt_before_git_s_index_followed_says_what_is_left(
    mcu: Mcu, three: StoreFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(transaction, "bring_index_up", interrupting)
        said = mcu(*BULK, code=130).stderr
    assert f"on record in commit {three.head[:10]}; do not make it again, git's index follows" in said
    assert "interrupted after its commit" in mcu("note", "3", "--text", "Следующая.").stderr
    settled(mcu, three)


def test_an_interrupt_while_a_command_is_taken_back_leaves_it_to_the_next(
    mcu: Mcu, three: StoreFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    head = three.head
    with monkeypatch.context() as patch:
        patch.setattr(Recorder, "put", interrupting)
        patch.setattr(transaction, "restore", interrupting)
        said = mcu(*BULK, code=130).stderr
    assert "the next command puts the folder right, and says whether it was done" in said
    assert three.head == head
    assert "interrupted before its commit" in mcu("note", "3", "--text", "Следующая.").stderr
    settled(mcu, three)


def test_an_interrupt_waits_for_a_git_that_knows_its_end(
    mcu: Mcu, three: StoreFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    commits = commit_count(three)
    real, presses = subprocess.Popen.wait, [KeyboardInterrupt()]

    def wait(process: Any, *arguments: Any, **options: Any) -> int:
        if "fast-import" in process.args and presses:
            raise presses.pop()
        return real(process, *arguments, **options)

    with monkeypatch.context() as patch:
        patch.setattr(subprocess.Popen, "wait", wait)
        said = mcu(*BULK, code=130).stderr
    assert not presses
    assert commit_count(three) == commits + 1
    assert f"on record in commit {three.head[:10]}" in said
    settled(mcu, three)


@pytest.mark.parametrize("command", ["read-tree", "commit"])
@pytest.mark.parametrize("error", [GitError("git failed", stderr="fatal: unable to write"), KeyboardInterrupt()])
def test_a_commit_with_hooks_that_fails_changes_nothing(
    mcu: Mcu, three: StoreFolder, monkeypatch: pytest.MonkeyPatch, command: str, error: BaseException
) -> None:
    hook = three.root / ".git/hooks/pre-commit"
    hook.write_text("#!/bin/sh\n", encoding="utf-8")
    hook.chmod(0o755)
    failing = Failing(Git.try_run, 1, error, command)
    with monkeypatch.context() as patch:
        patch.setattr(Git, "try_run", failing.as_method())
        unchanged(mcu, three, code=4 if isinstance(error, GitError) else 130)
    assert failing.calls == 1
    assert three.git("for-each-ref", "refs/mcu") == ""
    settled(mcu, three)
    assert not (three.root / ".mcu/commit-index").exists()


def test_a_git_index_that_fails_is_put_right_at_once(
    mcu: Mcu, three: StoreFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    refusing = Refusing("update-index", GitError("git failed", stderr="fatal: unable to write new index file"))
    with monkeypatch.context() as patch:
        patch.setattr(Git, "feeding", refusing.as_method())
        assert mcu(*BULK).stderr == ""
    assert refusing.left == 0
    settled(mcu, three)


def test_a_git_index_that_cannot_follow_is_told_and_put_right_by_the_next_command(
    mcu: Mcu, three: StoreFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    commits = commit_count(three)
    refusing = Refusing("update-index", GitError("git: no index"), times=2)
    with monkeypatch.context() as patch:
        patch.setattr(Git, "feeding", refusing.as_method())
        assert "git's index could not follow (git: no index)" in mcu(*BULK, code=7).stderr
    assert commit_count(three) == commits + 1
    assert "interrupted after its commit" in mcu("note", "3", "--text", "Следующая.").stderr
    settled(mcu, three)


def test_a_branch_that_moves_meanwhile_is_not_moved_back(
    mcu: Mcu, three: StoreFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = Recorder.put

    def put(recorder: Recorder, path: str, data: bytes | None) -> None:
        if path == path_of(FIRST):
            three.git("commit", "--allow-empty", "--quiet", "--message", "by hand")
        real(recorder, path, data)

    before = files_of(three)
    with monkeypatch.context() as patch:
        patch.setattr(Recorder, "put", put)
        assert "another program has moved the branch" in mcu(*BULK, code=7).stderr
    assert last_commit(three).subject == "by hand"
    assert files_of(three) == before
    assert not list((three.root / ".git").glob("fast_import_crash_*"))
    settled(mcu, three)


def test_an_edit_made_while_a_bulk_change_is_under_way_stays_and_is_named(
    mcu: Mcu, three: StoreFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    real, head = Recorder.put, three.head

    def put(recorder: Recorder, path: str, data: bytes | None) -> None:
        if path == path_of(FIRST):  # the second is still to be written
            (three.root / path_of(SECOND)).write_text("мой текст\n", encoding="utf-8")
        real(recorder, path, data)

    first = three.read(path_of(FIRST))
    with monkeypatch.context() as patch:
        patch.setattr(Recorder, "put", put)
        assert f"{path_of(SECOND)} is being edited right now" in mcu(*BULK, code=7).stderr
    assert (three.head, three.read(path_of(FIRST))) == (head, first)
    assert three.read(path_of(SECOND)) == "мой текст\n"
    assert status_of(three) == f" M {path_of(SECOND)}"
    assert not (three.root / ".mcu/journal.jsonl").exists()


def test_what_a_hook_does_to_the_folder_alone_is_a_hand_edit_and_not_staged(mcu: Mcu, three: StoreFolder) -> None:
    hook = three.root / ".git/hooks/pre-commit"
    hook.write_text(f"#!/bin/sh\necho '# mine' >> {path_of(FIRST)}\n", encoding="utf-8")
    hook.chmod(0o755)
    mcu("note", "1", "--text", "Звонили.")
    assert status_of(three) == f" M {path_of(FIRST)}"
    assert "# mine" not in three.git("show", f"HEAD:{path_of(FIRST)}")


def test_what_is_staged_of_the_same_file_is_not_lost(mcu: Mcu, three: StoreFolder) -> None:
    path = three.root / path_of(FIRST)
    standing = path.read_bytes()
    path.write_bytes(standing + "# моё\n".encode())
    three.git("add", path_of(FIRST))
    path.write_bytes(standing)
    head = three.head
    assert f"{path_of(FIRST)} is staged for a commit by hand" in mcu("note", "1", "--text", "а", code=7).stderr
    assert (three.head, status_of(three)) == (head, f"MM {path_of(FIRST)}")
    three.git("restore", "--staged", path_of(FIRST))
    mcu("note", "1", "--text", "а")


def test_a_hand_edit_that_is_staged_is_taken_in(mcu: Mcu, three: StoreFolder) -> None:
    path = three.root / path_of(FIRST)
    path.write_bytes(path.read_bytes().replace("Яма.".encode(), "Люк.".encode()))
    three.git("add", path_of(FIRST))
    mcu("record")
    assert appeal_of(mcu, "1")["text"] == "Люк."
    settled(mcu, three)


def test_recovery_without_the_object_of_a_file_leaves_the_file_and_the_journal(mcu: Mcu, three: StoreFolder) -> None:
    killed(three, "between two files", *BULK)
    name = three.git("rev-parse", f"HEAD:{path_of(FIRST)}")
    lost = three.root / ".git/objects" / name[:2] / name[2:]
    away = lost.rename(three.root.parent / "away")
    assert "git has lost the object" in mcu("list", "--ids").stderr
    written = three.read(path_of(FIRST))
    assert "git has lost the object" in mcu("note", "3", "--text", "а", code=6).stderr
    assert three.read(path_of(FIRST)) == written
    assert (three.root / ".mcu/journal.jsonl").exists()
    away.rename(lost)
    assert "interrupted before its commit" in mcu("note", "3", "--text", "а").stderr
    settled(mcu, three)


def test_a_hook_that_reads_the_store_does_not_wait_for_it(mcu: Mcu, three: StoreFolder) -> None:
    hook = three.root / ".git/hooks/post-commit"
    call = f"PYTHONPATH={ROOT} {sys.executable} -m mcu_cli list --ids > .git/seen 2>&1"
    hook.write_text(f"#!/bin/sh\n{call}\n", encoding="utf-8")
    hook.chmod(0o755)
    mcu("note", "1", "--text", "а")
    assert three.read(".git/seen").split() == [FIRST, SECOND, THIRD]
    hook.unlink()
    settled(mcu, three)


@pytest.mark.parametrize("name", ["MERGE_HEAD", "CHERRY_PICK_HEAD", "REVERT_HEAD"])
def test_nothing_is_recorded_in_the_middle_of_a_merge(mcu: Mcu, three: StoreFolder, name: str) -> None:
    (three.root / ".git" / name).write_text(f"{three.head}\n", encoding="utf-8")
    assert f"git is in the middle of something ({name})" in unchanged(mcu, three, code=7).stderr


@pytest.mark.parametrize("portion", [1, 20_000])
@pytest.mark.parametrize("hooked", [False, True])
def test_a_store_in_a_folder_of_any_name_records_its_own_files_alone(
    mcu: Mcu, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, hooked: bool, portion: int
) -> None:
    monkeypatch.setattr(recording, "_PORTION", portion)
    around = StoreFolder(tmp_path / "around")
    folder = around.root / 'наша "папка" \\ 1'
    folder.mkdir(parents=True)
    around.git("init", "--quiet", "--initial-branch=main")
    (around.root / "mine.txt").write_text("1\n", encoding="utf-8")
    around.git("add", "mine.txt")
    if hooked:
        hook = around.root / ".git/hooks/pre-commit"
        hook.write_text("#!/bin/sh\n", encoding="utf-8")
        hook.chmod(0o755)
    mcu("init", str(folder), "--name", "Город", "--timezone", "Asia/Omsk")
    monkeypatch.chdir(folder)
    monkeypatch.setenv("MCU_STORE", str(folder))
    registered(mcu)
    assert around.git("show", "-z", "--format=", "--name-only").split("\0")[:-1] == [f"{folder.name}/{path_of(FIRST)}"]
    assert status_of(around) == "A  mine.txt"
    mcu("undo")
    assert status_of(around) == "A  mine.txt"


def test_an_index_that_cannot_follow_does_not_undo_the_record(
    mcu: Mcu, three: StoreFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    import sqlite3  # what the index stands on

    from mcu_cli.store.index_rows import Writer

    failing = Failing(Writer.read, 2, sqlite3.OperationalError("database or disk is full"))
    with monkeypatch.context() as patch:
        patch.setattr(Writer, "read", failing.as_method())
        mcu(*BULK)
    assert failing.calls >= 2
    assert last_commit(three).subject == "note 2 appeals"
    settled(mcu, three)


@pytest.fixture
def opened(store: StoreFolder) -> Store:
    """Return the store as an object, for its own door."""
    around = Surroundings(environment=dict(os.environ), note=lambda _text: None, progress=lambda items, _total: items)
    return Store(store.root, around)


def test_a_transaction_without_a_change_makes_no_commit(store: StoreFolder, opened: Store) -> None:
    head = store.head
    with opened.writing("test", now=datetime.fromisoformat(NOW)) as transaction:
        data = (store.root / "departments.yaml").read_bytes()
        transaction.put("departments.yaml", data, replacing=store.git("rev-parse", "HEAD:departments.yaml"))
        assert transaction.commit(Message("test", "")) is None
    assert store.head == head


def test_a_transaction_names_the_version_it_replaces(store: StoreFolder, opened: Store) -> None:
    head = store.head
    for replacing in ("", "0" * 40):
        with opened.writing("test", now=datetime.fromisoformat(NOW)) as transaction:
            transaction.put("departments.yaml", b"new", replacing=replacing)
            with pytest.raises(ConflictError, match="meanwhile"):
                transaction.commit(Message("test", ""))
    assert store.head == head
    assert status_of(store) == ""


def test_a_transaction_removes_and_brings_again(store: StoreFolder, opened: Store) -> None:
    blob = store.git("rev-parse", "HEAD:.gitattributes")
    with opened.writing("test", now=datetime.fromisoformat(NOW)) as transaction:
        transaction.remove(".gitattributes", replacing=blob)
        transaction.put("templates/deep/er.txt", b"1")
        commit = transaction.commit(Message("test", "by hand"))
    assert commit == store.head
    assert set(last_commit(store).changes) == {"D .gitattributes", "A templates/deep/er.txt"}
    with opened.writing("test", now=datetime.fromisoformat(NOW)) as transaction:
        transaction.put(".gitattributes", b"*.yaml -text\n")
        transaction.remove("templates/deep/er.txt", replacing=store.git("rev-parse", "HEAD:templates/deep/er.txt"))
        transaction.commit(Message("test", "by hand"))
    assert not (store.root / "templates/deep").exists()
    assert status_of(store) == ""


def test_two_commits_of_one_transaction_follow_each_other(store: StoreFolder, opened: Store) -> None:
    commits = commit_count(store)
    with opened.writing("test", now=datetime.fromisoformat(NOW)) as transaction:
        for data in (b"1", b"2"):
            before = store.git("ls-tree", "HEAD", "--", "templates/file.txt").split()
            transaction.put("templates/file.txt", data, replacing=before[2] if before else "")
            transaction.commit(Message("test", data.decode()))
    assert commit_count(store) == commits + 2
    assert status_of(store) == ""


def test_an_ignored_folder_does_not_hide_the_record(mcu: Mcu, store: StoreFolder, tmp_path: Path) -> None:
    (tmp_path / "ignore").write_text("*.yaml\nappeals\n", encoding="utf-8")
    store.git("config", "core.excludesFile", str(tmp_path / "ignore"))
    registered(mcu)
    assert last_commit(store).changes == (f"A {path_of(FIRST)}",)


def test_a_long_commit_shows_how_far_it_is(store: StoreFolder) -> None:
    seen: list[int] = []

    def progress(items: Any, total: int | None) -> Any:
        assert total is not None
        seen.append(total)
        return items

    around = Surroundings(environment=dict(os.environ), note=lambda _text: None, progress=progress)
    opened = Store(store.root, around)
    with opened.writing("test", now=datetime.fromisoformat(NOW)) as transaction:
        for name in ("a", "b", "c"):
            transaction.put(f"templates/{name}.txt", b"x\n")
        del seen[:]
        transaction.commit(Message("test", ""))
    opened.close()

    assert seen == [3, 3]  # what stands there, then the files with their rows of the index


def test_a_branch_that_moves_before_the_index_is_followed_is_told(
    mcu: Mcu, three: StoreFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    def by_hand() -> None:
        three.git("commit", "--quiet", "--allow-empty", "--message", "by hand")

    at_first = recovery.restore

    def moved_meanwhile(*arguments: Any) -> bool:
        by_hand()
        return at_first(*arguments)

    by_hand()  # which the index has still to follow
    monkeypatch.setattr(recovery, "restore", moved_meanwhile)
    told = mcu(*BULK, code=7).stderr
    assert told == (
        "mcu: another program has moved the branch meanwhile; look at `git log` and run the command again\n"
    )
    assert status_of(three) == ""
