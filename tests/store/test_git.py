"""The program git: found, new enough, alone in its environment, and its refusals in clear words."""

from __future__ import annotations

import os
import subprocess
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mcu_cli.errors import ConflictError, McuError, NotFoundError, RefusedError
from mcu_cli.store.git import Git
from mcu_cli.store.git_errors import GitError
from mcu_cli.store.objects import blob_id

if TYPE_CHECKING:
    from pathlib import Path


def fresh(folder: Path, *options: str) -> Git:
    """Return git in a new repository."""
    git = Git(folder, dict(os.environ))
    git.run("init", "--quiet", "--initial-branch=main", *options)
    return git


def committed(git: Git, data: bytes = b"1\n", name: str = "file") -> str:
    """Commit a file; return the commit."""
    (git.folder / name).write_bytes(data)
    git.run("add", "--", name)
    git.run("commit", "--quiet", "--message", "by hand")
    head = git.head()
    assert head is not None
    return head


def instead_of_git(folder: Path, script: str) -> Git:
    """Return git in `folder` where a script stands for the program."""
    program = folder / "git"
    program.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
    program.chmod(0o755)
    return Git(folder, {"PATH": f"{folder}{os.pathsep}{os.environ['PATH']}"})


def test_head_is_none_before_the_first_commit(tmp_path: Path) -> None:
    git = fresh(tmp_path)
    assert git.head() is None
    assert committed(git) == git.head()


def test_a_folder_in_no_repository_says_so(tmp_path: Path) -> None:
    git = Git(tmp_path, {**os.environ, "GIT_CEILING_DIRECTORIES": str(tmp_path.parent)})
    with pytest.raises(NotFoundError, match="no git repository"):
        git.head()


def test_a_missing_program_is_not_found_by_either_door(tmp_path: Path) -> None:
    git = Git(tmp_path, {"PATH": ""})
    with pytest.raises(NotFoundError, match=r"install git 2\.36"):
        git.run("version")
    with pytest.raises(NotFoundError, match=r"install git 2\.36"):
        list(git.blobs(["HEAD:./file"]))


@pytest.mark.parametrize(
    ("version", "fits"),
    [
        ("2.20.1", False), ("2.35.9", False), ("1.9", False), ("2.36.0", True), ("2.39.5 (Apple Git-154)", True),
        ("3.0.0", True), ("2.47.1.windows.2", True),
    ],
)  # fmt: skip
def test_an_old_git_is_refused(tmp_path: Path, version: str, *, fits: bool) -> None:
    git = instead_of_git(tmp_path, f"echo 'git version {version}'")
    if fits:
        git.refuse_old()
        return
    with pytest.raises(RefusedError, match=r"mcu needs git 2\.36"):
        git.refuse_old()


@pytest.mark.parametrize(
    ("stderr", "kind"),
    [
        ("fatal: detected dubious ownership in repository", RefusedError),
        ("fatal: not a git repository (or any of the parent directories): .git", NotFoundError),
        ("fatal: Unable to create '/x/.git/index.lock': File exists.", ConflictError),
        ("error: cannot lock ref: Unable to create '/x/refs/heads/main.lock': File exists.", ConflictError),
        ("fatal: something else\nin two lines", GitError),
    ],
)
def test_refusals_of_git_have_their_kind_and_its_words(tmp_path: Path, stderr: str, kind: type[McuError]) -> None:
    git = instead_of_git(tmp_path, f'cat >&2 <<"END"\n{stderr}\nEND\nexit 128')
    with pytest.raises(kind) as refused:
        git.run("commit")
    assert "\n" not in str(refused.value)


def test_the_operator_is_whom_git_would_write(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert fresh(tmp_path).operator() == ("Анна Операторова", "operator@town.example")
    monkeypatch.setenv("GIT_AUTHOR_NAME", "О'Нил <x> (2)")
    monkeypatch.setenv("GIT_AUTHOR_EMAIL", "o@town.example")
    assert Git(tmp_path, dict(os.environ)).operator()[1] == "o@town.example"
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", os.devnull)
    monkeypatch.delenv("GIT_AUTHOR_EMAIL")
    with pytest.raises(RefusedError, match=r"user\.email"):
        Git(tmp_path, dict(os.environ)).operator()


def test_another_repository_in_the_environment_is_not_meant(tmp_path: Path) -> None:
    (tmp_path / "other").mkdir()
    other = fresh(tmp_path / "other")
    committed(other, b"other")
    (tmp_path / "ours").mkdir()
    fresh(tmp_path / "ours")
    environment = {**os.environ, "GIT_DIR": str(other.folder / ".git"), "GIT_INDEX_FILE": "/nowhere", "GIT_PREFIX": "x"}
    git = Git(tmp_path / "ours", environment)
    assert git.head() is None
    committed(git, b"ours")
    assert other.run("show", "HEAD:file") == b"other"


def test_what_needs_no_index_does_not_read_it(tmp_path: Path) -> None:
    git = fresh(tmp_path)
    for data in (b"1", b"2"):
        committed(git, data)
    (tmp_path / ".git/index").write_bytes(b"broken")
    told = b":100644 100644 "
    assert git.run("diff-tree", "-r", "HEAD^", "HEAD").startswith(told)
    assert next(git.records("diff-tree", "-z", "-r", "HEAD^", "HEAD")).startswith(told)
    assert git.try_run("diff-index", "--cached", "HEAD")[0] != 0


def test_neither_git_nor_a_hook_sees_the_password_of_the_mail_server(tmp_path: Path) -> None:
    fresh(tmp_path)
    git = Git(tmp_path, {**os.environ, "MCU_SMTP_PASSWORD": "tayna", "MCU_OTHER": "open"})
    git.run("config", "alias.told", "!env")
    told = git.run("told").decode()
    assert "MCU_OTHER=open" in told
    assert "tayna" not in told


def test_names_of_files_are_no_patterns(tmp_path: Path) -> None:
    git = fresh(tmp_path)
    for name in ("*", "a", ":!a"):
        (tmp_path / name).write_bytes(name.encode())
    git.run("add", "--", "*", ":!a")
    assert sorted(git.run("ls-files", "-z").split(b"\0")[:-1]) == [b"*", b":!a"]


def test_blobs_come_in_order_and_none_for_the_missing(tmp_path: Path) -> None:
    git = fresh(tmp_path)
    head = committed(git, b"\0\r\n\xff" * 70_000, "large")
    committed(git, b"", "empty")
    names = ["HEAD:./empty", "0" * 40, "HEAD:./large", "HEAD:./nothing", f"{head}:./empty", ""]
    found = [data if data is None else len(data) for data in git.blobs(names)]
    assert found == [0, None, 280_000, None, None, None]


def test_blobs_stopped_early_leave_no_process(tmp_path: Path) -> None:
    git = fresh(tmp_path)
    committed(git)
    reading = git.blobs(["HEAD:./file"] * 3)
    assert next(reading) == b"1\n"
    reading.close()  # type: ignore[attr-defined]  # a generator
    assert git.head()


@given(data=st.binary(max_size=300))
@settings(max_examples=50)
def test_names_of_objects_differ_with_their_bytes(data: bytes) -> None:
    assert blob_id(data) != blob_id(data + b"\n")
    assert len(blob_id(data, algorithm="sha256")) == 64


@pytest.mark.parametrize("algorithm", ["sha1", "sha256"])
@pytest.mark.parametrize("data", [b"", b"1\n", "я".encode() * 1000, b"\0\r\n"])
def test_names_of_objects_are_those_of_git(tmp_path: Path, algorithm: str, data: bytes) -> None:
    git = fresh(tmp_path, f"--object-format={algorithm}")
    named = subprocess.run(
        ["git", "hash-object", "--stdin"], input=data, cwd=git.folder, capture_output=True, check=True
    )
    assert blob_id(data, algorithm=algorithm) == named.stdout.decode().strip()


def test_a_git_that_ends_before_it_has_answered_is_an_error_and_not_a_lost_object(tmp_path: Path) -> None:
    for script in ("exit 128", "read name; echo 1234 blob 100; echo half", "read name; printf '1234 bl'"):
        with pytest.raises(GitError, match="cat-file"):
            list(instead_of_git(tmp_path, script).blobs(["HEAD"]))
