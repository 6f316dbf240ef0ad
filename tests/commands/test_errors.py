"""What stands in the way of a command is said clearly, with its exit code, and nothing is changed."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from mcu_cli.store.lock import exclusive
from tests.conftest import ROOT
from tests.working_day import FIRST, commit_count, files_of, last_commit, path_of, registered, status_of

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import Finished, Mcu, StoreFolder

ADD = ("add", "--channel", "phone", "--text", "Яма.")
READS = ["list", "show 1", f"show {FIRST}", "search яма", "log 1", "check"]
WRITES = [
    "add --channel phone --text а",
    "assign 1 --to roads",
    "note 1 --text а",
    "undo",
    "record",
    "classify 1 -c roads",
]


def unchanged(mcu: Mcu, store: StoreFolder, *arguments: str, code: int) -> Finished:
    """Run a command that must fail; hold that nothing was changed and nothing left behind."""
    before, head, status = files_of(store), store.head, status_of(store)
    finished = mcu(*arguments, code=code)
    assert finished.stderr.splitlines()[-1].startswith(("mcu: ", "  "))
    assert "Traceback" not in finished.stderr
    assert (files_of(store), store.head, status_of(store)) == (before, head, status)
    return finished


def hook(store: StoreFolder, name: str, script: str) -> Path:
    """Install a hook of git; return its file."""
    path = store.root / ".git" / "hooks" / name
    path.parent.mkdir(exist_ok=True)
    path.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
    path.chmod(0o755)
    return path


def git_in_front(monkeypatch: pytest.MonkeyPatch, folder: Path, script: str) -> None:
    """Put a program `git` in front of the real one, which the script may call as `$GIT`."""
    real = shutil.which("git")
    bin_folder = folder / "bin"
    bin_folder.mkdir()
    program = bin_folder / "git"
    program.write_text(f"#!/bin/sh\nGIT={real}\nfor last; do :; done\n{script}\n", encoding="utf-8")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{bin_folder}{os.pathsep}{os.environ['PATH']}")


@pytest.fixture
def one(mcu: Mcu, store: StoreFolder) -> StoreFolder:
    """Make a store with one appeal."""
    registered(mcu)
    return store


@pytest.mark.parametrize("command", READS + WRITES)
def test_without_a_store_there_is_nothing_to_do(mcu: Mcu, tmp_path: Path, command: str) -> None:
    finished = mcu(*command.split(), cwd=tmp_path, code=3)
    assert finished.stderr.startswith("mcu: there is no store here")
    assert "mcu init" in finished.stderr
    assert list(tmp_path.iterdir()) == []


def test_a_store_is_found_from_a_folder_inside_by_option_and_by_environment(
    mcu: Mcu, one: StoreFolder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    inside = (one.root / path_of(FIRST)).parent
    assert mcu("list", "--ids", cwd=inside).stdout == f"{FIRST}\n"
    assert mcu("--store", one.root, "list", "--ids", cwd=tmp_path).stdout == f"{FIRST}\n"
    monkeypatch.setenv("MCU_STORE", str(one.root))
    assert mcu("list", "--ids", cwd=tmp_path).stdout == f"{FIRST}\n"
    assert "is not a folder" in mcu("--store", tmp_path / "nowhere", "list", code=2).stderr
    assert "is not a folder" in mcu("--store", one.root / "departments.yaml", "list", code=2).stderr


@pytest.mark.parametrize("command", READS + WRITES)
def test_without_git_every_command_says_so(
    mcu: Mcu, one: StoreFolder, monkeypatch: pytest.MonkeyPatch, command: str
) -> None:
    monkeypatch.setenv("PATH", "")
    assert mcu(*command.split(), code=3).stderr == "mcu: the program git was not found; install git 2.36 or later\n"
    assert (one.root / path_of(FIRST)).is_file()


@pytest.mark.parametrize("command", READS + WRITES)
def test_a_folder_that_is_in_no_repository_says_so(mcu: Mcu, one: StoreFolder, command: str) -> None:
    shutil.rmtree(one.root / ".git")
    for _again in range(2):  # once with the index of before, which may not be believed
        assert "is in no git repository" in mcu(*command.split(), code=3).stderr
    assert (one.root / path_of(FIRST)).is_file()


@pytest.mark.parametrize("command", WRITES)
def test_a_git_that_is_too_old_is_refused(
    mcu: Mcu, one: StoreFolder, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, command: str
) -> None:
    git_in_front(
        monkeypatch, tmp_path, 'if [ "$last" = version ]; then echo "git version 2.20.1"; else exec "$GIT" "$@"; fi'
    )
    assert "git version 2.20.1 is too old" in unchanged(mcu, one, *command.split(), code=4).stderr


def test_a_repository_whose_owner_git_distrusts_is_said(
    mcu: Mcu, one: StoreFolder, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    head = one.head
    git_in_front(
        monkeypatch,
        tmp_path,
        "echo \"fatal: detected dubious ownership in repository at '/store'\" >&2\n"
        "echo 'To add an exception for this directory, call:' >&2\n"
        "echo '\tgit config --global --add safe.directory /store' >&2\nexit 128",
    )
    for command in ("list", "add --channel phone --text а"):
        assert "run `git config --global --add safe.directory /store`" in mcu(*command.split(), code=4).stderr
    monkeypatch.undo()
    assert one.head == head


@pytest.mark.parametrize("command", WRITES)
@pytest.mark.parametrize("config", ["", "[user]\n\tname = Анна\n", "[user]\n\temail =\n\tname = Анна\n"])
def test_an_operator_without_a_name_is_told_the_command(mcu: Mcu, one: StoreFolder, command: str, config: str) -> None:
    (one.root.parent / "empty").write_text(config, encoding="utf-8")
    before, head = files_of(one), one.head
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("GIT_CONFIG_GLOBAL", str(one.root.parent / "empty"))
        assert "git config --global user.email" in mcu(*command.split(), code=4).stderr
    assert (files_of(one), one.head) == (before, head)


@pytest.mark.parametrize("command", WRITES)
def test_a_detached_head_takes_no_commit(mcu: Mcu, one: StoreFolder, command: str) -> None:
    one.git("checkout", "--quiet", "--detach")
    assert "git switch" in unchanged(mcu, one, *command.split(), code=7).stderr
    assert mcu("list", "--ids").stdout == f"{FIRST}\n"


def test_an_unfinished_merge_takes_no_commit(mcu: Mcu, one: StoreFolder) -> None:
    one.git("switch", "--quiet", "--create", "other")
    for branch, text in (("other", "1"), ("main", "2")):
        one.git("switch", "--quiet", branch)
        (one.root / "notes").write_text(text, encoding="utf-8")
        one.git("add", "notes")
        one.git("commit", "--quiet", "--message", "notes")
    with pytest.raises(Exception, match="merge"):
        one.git("merge", "--quiet", "other")
    assert "middle of something (MERGE_HEAD)" in unchanged(mcu, one, "note", "1", "--text", "а", code=7).stderr


@pytest.mark.parametrize("command", WRITES)
def test_a_lock_held_by_another_ends_with_7(
    mcu: Mcu, one: StoreFolder, monkeypatch: pytest.MonkeyPatch, command: str
) -> None:
    monkeypatch.setenv("MCU_LOCK_TIMEOUT", "0.1")
    with exclusive(one.root / ".mcu" / "lock", timeout=1, purpose="import"):
        finished = unchanged(mcu, one, *command.split(), code=7)
        assert f"pid {os.getpid()}: mcu import" in finished.stderr
        for reading in READS:
            mcu(*reading.split())
    mcu("note", "1", "--text", "а")


@pytest.mark.parametrize("value", ["soon", "nan", "-1", "1e999"])
def test_a_lock_timeout_that_is_none_is_refused(
    mcu: Mcu, one: StoreFolder, monkeypatch: pytest.MonkeyPatch, value: str
) -> None:
    monkeypatch.setenv("MCU_LOCK_TIMEOUT", value)
    assert "MCU_LOCK_TIMEOUT" in unchanged(mcu, one, *ADD, code=2).stderr


@pytest.mark.parametrize("value", ["now", "2026-11-20T18:00:00", "2026-11-20"])
def test_a_frozen_moment_that_is_none_is_refused(mcu: Mcu, one: StoreFolder, value: str) -> None:
    assert "MCU_NOW" in mcu("list", now=value, code=2).stderr
    assert status_of(one) == ""


@pytest.mark.parametrize("value", ["0001-01-01T00:00:00+14:00", "1969-12-31T23:59:59Z", "9999-12-31T23:59:59-14:00"])
@pytest.mark.parametrize("command", ["list", "agenda", "summary", "check"])
def test_a_frozen_moment_out_of_reach_is_refused(mcu: Mcu, one: StoreFolder, command: str, value: str) -> None:
    assert "it takes a moment of the years 1970 to 2999" in unchanged_at(mcu, one, value, command).stderr


@pytest.mark.parametrize("value", ["1970-01-01T00:00:00+14:00", "2999-12-31T23:59:59-12:00"])
@pytest.mark.parametrize("command", ["list", "agenda", "check"])
@pytest.mark.usefixtures("one")
def test_a_frozen_moment_at_the_end_of_reach_is_taken(mcu: Mcu, command: str, value: str) -> None:
    assert FIRST in mcu("list", now=value).stdout
    mcu(command, now=value)


def unchanged_at(mcu: Mcu, store: StoreFolder, moment: str, *arguments: str) -> Finished:
    """Run a command at a moment that must be refused."""
    head = store.head
    finished = mcu(*arguments, now=moment, code=2)
    assert (finished.stdout, store.head) == ("", head)
    return finished


def test_a_clock_that_is_behind_the_record_writes_nothing(mcu: Mcu, one: StoreFolder) -> None:
    before, head = files_of(one), one.head
    finished = mcu("note", "1", "--text", "а", now="2026-11-20T17:59:59+05:00", code=4)
    assert "clock" in finished.stderr
    assert (files_of(one), one.head) == (before, head)


def test_a_lock_of_git_is_reported_and_never_removed(mcu: Mcu, one: StoreFolder) -> None:
    lock = one.root / ".git" / "index.lock"
    lock.touch()
    before, head = files_of(one), one.head
    for _again in range(2):
        assert "index.lock" in mcu(*ADD, code=7).stderr
        assert (files_of(one), one.head) == (before, head)
    assert lock.exists()
    lock.unlink()
    assert status_of(one) == ""
    mcu(*ADD)
    assert commit_count(one) == 3


@pytest.mark.parametrize("name", ["pre-commit", "commit-msg", "prepare-commit-msg"])
@pytest.mark.parametrize("command", ["add --channel phone --text а", "assign 1 --to roads", "undo"])
def test_a_hook_that_refuses_leaves_nothing(mcu: Mcu, one: StoreFolder, name: str, command: str) -> None:
    installed = hook(one, name, "echo 'без номера\tзаявки нельзя' >&2\nexit 1")
    assert "без номера заявки нельзя" in unchanged(mcu, one, *command.split(), code=4).stderr
    assert status_of(one) == ""
    installed.unlink()
    finished = mcu(*command.split())
    assert "interrupted" not in finished.stderr


def test_hooks_run_for_every_commit(mcu: Mcu, one: StoreFolder) -> None:
    hook(one, "commit-msg", 'echo "Signed-off-by: hook" >> "$1"')
    mcu("note", "1", "--text", "а")
    assert last_commit(one).trailers[-1] == "Signed-off-by: hook"
    mcu("undo")
    assert mcu("list", "--ids").stdout == f"{FIRST}\n"


def test_a_hook_that_rewrites_the_files_is_refused(mcu: Mcu, one: StoreFolder) -> None:
    """Its commit would hold what mcu neither wrote nor judged."""
    installed = hook(
        one,
        "pre-commit",
        "for file in $(git diff --cached --name-only); do\n"
        'sed "s/Колея/Канава/" "$file" > "$file.new" && mv "$file.new" "$file" && git add "$file"\ndone',
    )
    refused = unchanged(mcu, one, "add", "--channel", "phone", "--text", "Колея.", code=4)
    assert "a hook of git changed" in refused.stderr
    unchanged(mcu, one, "note", "1", "--text", "Колея.", code=4)
    installed.unlink()
    assert "interrupted" not in mcu("add", "--channel", "phone", "--text", "Колея.").stderr
    assert status_of(one) == ""


def test_a_hook_that_commits_on_top_is_followed(mcu: Mcu, one: StoreFolder) -> None:
    hook(
        one,
        "post-commit",
        "[ -e counted ] && exit 0\ntouch counted && git add counted && git commit --quiet --message counted",
    )
    registered(mcu, "Фонарь.")
    assert last_commit(one).subject == "counted"
    assert [appeal["text"] for appeal in mcu("list", "--json").data] == ["Яма на дороге.", "Фонарь."]
    mcu("note", "2", "--text", "Звонили.")
    assert last_commit(one).changes == ("M appeals/2026/11/20/20261120-0002.yaml",)


def test_a_signature_that_fails_is_a_refusal(mcu: Mcu, one: StoreFolder) -> None:
    one.git("config", "commit.gpgSign", "true")
    one.git("config", "gpg.program", "false")
    assert "gpg" in unchanged(mcu, one, *ADD, code=4).stderr


def test_the_environment_of_a_hook_that_calls_mcu_does_not_lead_it_astray(
    mcu: Mcu, one: StoreFolder, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    for name in ("GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_OBJECT_DIRECTORY"):
        monkeypatch.setenv(name, str(tmp_path / "elsewhere"))
    mcu("note", "1", "--text", "а")
    for name in ("GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_OBJECT_DIRECTORY"):
        monkeypatch.delenv(name)
    assert last_commit(one).subject == f"note {FIRST}"
    assert status_of(one) == ""


def test_a_private_folder_that_cannot_be_made_stops_writers_alone(mcu: Mcu, one: StoreFolder) -> None:
    shutil.rmtree(one.root / ".mcu")
    (one.root / ".mcu").write_text("in the way", encoding="utf-8")
    for reading in READS:
        assert "Traceback" not in mcu(*reading.split()).stderr
    before, head = files_of(one), one.head
    for writing in WRITES:
        told = mcu(*writing.split(), code=7).stderr
        assert ".mcu: a file stands where a folder should be" in told
    assert (files_of(one), one.head) == (before, head)


def test_a_link_instead_of_a_file_is_not_followed(mcu: Mcu, one: StoreFolder, tmp_path: Path) -> None:
    path = one.root / path_of(FIRST)
    path.rename(tmp_path / "elsewhere.yaml")
    path.symlink_to(tmp_path / "elsewhere.yaml")
    kept, head = (tmp_path / "elsewhere.yaml").read_bytes(), one.head
    assert "is not a plain file" in mcu("note", "1", "--text", "а", code=7).stderr
    assert (path.is_symlink(), (tmp_path / "elsewhere.yaml").read_bytes(), one.head) == (True, kept, head)


def test_a_registry_removed_from_the_folder_is_still_on_record(mcu: Mcu, one: StoreFolder) -> None:
    (one.root / "departments.yaml").unlink()
    assert mcu("list", "--ids").stdout == f"{FIRST}\n"
    mcu("note", "1", "--text", "а")
    assert status_of(one) == " D departments.yaml"


def test_a_registry_that_is_not_on_record_is_said(mcu: Mcu, one: StoreFolder) -> None:
    one.git("rm", "--quiet", "--cached", "categories.yaml")
    one.git("commit", "--quiet", "--message", "by hand")
    assert "categories.yaml is not on record" in mcu("classify", "1", "-c", "roads", code=6).stderr
    assert (one.root / "categories.yaml").is_file()


def test_a_broken_registry_on_record_is_said_with_its_line(mcu: Mcu, one: StoreFolder) -> None:
    (one.root / "departments.yaml").write_text("format: 1\nmunicipality: [\n", encoding="utf-8")
    one.git("commit", "--quiet", "--all", "--message", "by hand")
    assert "departments.yaml:" in mcu("assign", "1", "--to", "roads", code=5).stderr
    assert "departments.yaml" in mcu("check", code=6).stdout


def test_a_machine_without_memory_is_told_and_nothing_is_changed(
    mcu: Mcu, store: StoreFolder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from mcu_cli.intake.files import incoming

    def exhausted(*_arguments: object, **_options: object) -> None:
        raise MemoryError

    monkeypatch.setattr(incoming, "open_sheets", exhausted)
    told = unchanged(mcu, store, "import", str(tmp_path / "export.csv"), code=7)
    assert told.stderr == (
        "mcu: the memory of this machine is not enough for this; close other programs, or do it in smaller parts\n"
    )


@pytest.mark.skipif(os.name == "nt", reason="limits of POSIX systems")
def test_a_system_that_lets_no_more_files_be_opened_is_told_and_nothing_is_changed(
    store: StoreFolder,
) -> None:
    before = store.git("rev-parse", "HEAD")
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("COVERAGE_")}
    typed = f"ulimit -n 9 && exec '{sys.executable}' -m mcu_cli add --channel phone --text 'Яма'"
    done = subprocess.run(
        ["sh", "-c", typed],
        cwd=store.root,
        env={**inherited, "PYTHONPATH": str(ROOT), "MCU_LANG": "en"},
        capture_output=True,
        encoding="utf-8",
        timeout=60,
        check=False,
    )
    assert (done.returncode, done.stdout) == (7, "")
    assert done.stderr.startswith("mcu: the system has no more of what this takes (Too many open files); close other")
    assert "Traceback" not in done.stderr
    assert store.git("rev-parse", "HEAD") == before
