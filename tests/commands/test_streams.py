"""Output that nobody reads to its end, or that has no room: said once, with its exit code, and without a traceback."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.conftest import PROCESS_TIMEOUT, ROOT
from tests.working_day import FIRST, commit_count, registered

if TYPE_CHECKING:
    from tests.conftest import Mcu, StoreFolder

FULL = Path("/dev/full")
needs_full = pytest.mark.skipif(not FULL.exists(), reason="the system has no device that is always full")
posix = pytest.mark.skipif(os.name == "nt", reason="pipes and limits of names are those of POSIX")
COMMANDS = ["list", "list --json", "agenda", "summary", "report", "check", "show 9 --json", "--help", "list --help"]


def run(store: StoreFolder, command: str, stdout: int, stderr: int = subprocess.PIPE) -> tuple[int, str]:
    """Run mcu with these streams; return its exit code and what it said on stderr, where that is a pipe."""
    done = subprocess.run(
        [sys.executable, "-m", "mcu_cli", *command.split()],
        stdin=subprocess.DEVNULL,
        stdout=stdout,
        stderr=stderr,
        cwd=store.root,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        timeout=PROCESS_TIMEOUT,
        check=False,
    )
    return done.returncode, (done.stderr or b"").decode()


@needs_full
@pytest.mark.parametrize("command", [*COMMANDS, "--version", "list --nope --json"])
def test_a_device_that_is_full_is_said(mcu: Mcu, store: StoreFolder, command: str) -> None:
    registered(mcu)
    with FULL.open("wb") as full:
        code, told = run(store, command, full.fileno())
    assert code == 7
    assert "the output is not whole: no space is left on the disk" in told.splitlines()[-1]
    assert "Traceback" not in told
    assert "Exception" not in told


@needs_full
def test_a_change_whose_result_could_not_be_said_is_on_record(store: StoreFolder) -> None:
    before = commit_count(store)
    with FULL.open("wb") as full:
        code, told = run(store, "add --channel phone --text Яма.", full.fileno())
    assert (code, commit_count(store)) == (7, before + 1)
    assert "git log" in told


@needs_full
def test_where_notes_find_no_room_the_work_is_done_all_the_same(store: StoreFolder) -> None:
    with (store.root / "departments.yaml").open("ab") as registry:
        registry.write("# правка\n".encode())  # of which every command notes something
    with FULL.open("wb") as full:
        assert run(store, "add --channel phone --text Яма.", subprocess.DEVNULL, full.fileno()) == (0, "")
        assert run(store, "show 9", subprocess.DEVNULL, full.fileno()) == (3, "")
    assert store.git("log", "-1", "--format=%s").startswith(f"add {FIRST}")


@posix
@pytest.mark.parametrize("command", COMMANDS)
def test_a_reader_that_has_gone_needs_no_message(store: StoreFolder, command: str) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    try:
        code, told = run(store, command, writing)
    finally:
        os.close(writing)
    assert code == 0
    assert "Traceback" not in told
    assert "Exception" not in told


@posix
@pytest.mark.parametrize("command", ["summary", "report"])
@pytest.mark.usefixtures("store")
def test_a_file_whose_name_is_too_long_is_said(mcu: Mcu, command: str) -> None:
    for name in ("a" * 300 + ".md", "a" * 300 + "/day.md", "a" * 252 + ".md"):
        told = mcu(command, "--output", name, code=7).stderr
        assert "the name is too long; nothing was changed" in told
