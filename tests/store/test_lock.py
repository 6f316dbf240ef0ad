"""One writer at a time, until the last process that holds the lock is gone."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from mcu_cli.errors import ConflictError
from mcu_cli.store.lock import exclusive
from tests.conftest import ROOT
from tests.working_day import BY, appeal_of, commit_count, registered, status_of

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import Mcu, StoreFolder

WRITERS, EACH = 6, 5
WRITER = """
import os, sys
from pathlib import Path
from mcu_cli.main import run

name, codes = sys.argv[1], []
environment = {**os.environ, "MCU_LOCK_TIMEOUT": "60"}
for number in range(5):
    command = ["add", "--channel", "phone", "--text", f"Обращение {name}-{number}"]
    codes.append(run(command, environment, Path.cwd()))
    codes.append(run(["assign", "1", "--to", "roads", "--executor", f"{name}-{number}"], environment, Path.cwd()))
sys.stderr.write(" ".join(map(str, codes)))
"""

KILLED_HOLDER = """
import os, subprocess, sys
from pathlib import Path
from mcu_cli.store.lock import exclusive

with exclusive(Path(sys.argv[1]), timeout=0, purpose="add") as descriptor:
    subprocess.Popen([sys.executable, "-c", "import sys; sys.stdin.read()"], pass_fds=(descriptor,))
    os._exit(9)
"""


def test_the_second_waits_and_then_is_told_who_holds_it(tmp_path: Path) -> None:
    path = tmp_path / "lock"
    with (
        exclusive(path, timeout=0, purpose="import"),
        pytest.raises(ConflictError, match=rf"pid {os.getpid()}: mcu import.*MCU_LOCK_TIMEOUT") as refused,
        exclusive(path, timeout=0.1, purpose="add"),
    ):
        pytest.fail("two hold one lock")
    assert refused.value.exit_code == 7


def test_the_lock_is_free_after_the_block_and_after_an_error(tmp_path: Path) -> None:
    path = tmp_path / "lock"
    with pytest.raises(KeyError), exclusive(path, timeout=0, purpose="add"):
        raise KeyError
    with exclusive(path, timeout=0, purpose="add"):
        assert path.read_text(encoding="utf-8") == f"pid {os.getpid()}: mcu add\n"
    assert path.read_text(encoding="utf-8") == ""


@pytest.mark.skipif(os.name == "nt", reason="Windows passes no descriptors on")
def test_the_child_of_a_killed_holder_keeps_the_lock(tmp_path: Path) -> None:
    """A killed mcu's git may still be writing: the lock lasts as long as that."""
    path = tmp_path / "lock"
    with subprocess.Popen(
        [sys.executable, "-c", KILLED_HOLDER, str(path)],
        stdin=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    ) as holder:
        assert holder.wait() == 9
        with pytest.raises(ConflictError), exclusive(path, timeout=0.1, purpose="add"):
            pytest.fail("the child holds it")
        assert holder.stdin is not None
        holder.stdin.close()  # what its child waits for
        with exclusive(path, timeout=60, purpose="add"):
            pass


@pytest.mark.skipif(os.name == "nt", reason="Windows passes no descriptors on")
def test_an_orderly_end_frees_the_lock_for_all_who_inherited_it(tmp_path: Path) -> None:
    """A job that a hook left running in the background locks nobody out."""
    path = tmp_path / "lock"
    with exclusive(path, timeout=0, purpose="add") as descriptor:
        child = subprocess.Popen(
            [sys.executable, "-c", "import sys; sys.stdin.read()"], stdin=subprocess.PIPE, pass_fds=(descriptor,)
        )
    with child, exclusive(path, timeout=0, purpose="add"):
        assert child.poll() is None
        assert child.stdin is not None
        child.stdin.close()


def test_a_link_is_no_lock_and_what_it_names_is_not_emptied(tmp_path: Path) -> None:
    victim = tmp_path / "victim"
    victim.write_text("mine\n", encoding="utf-8")
    (tmp_path / "lock").symlink_to(victim)
    with (
        pytest.raises(ConflictError, match="not a plain file"),
        exclusive(tmp_path / "lock", timeout=0, purpose="add"),
    ):
        pytest.fail("a link was locked")
    assert victim.read_text(encoding="utf-8") == "mine\n"


def test_a_process_that_dies_lets_go(tmp_path: Path) -> None:
    path = tmp_path / "lock"
    script = (
        "import os, sys; from pathlib import Path; from mcu_cli.store.lock import exclusive\n"
        "with exclusive(Path(sys.argv[1]), timeout=0, purpose='add'): os._exit(9)"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, str(path)], env={**os.environ, "PYTHONPATH": str(ROOT)}, check=False
    )
    assert done.returncode == 9
    with exclusive(path, timeout=0, purpose="add"):
        assert path.exists()


def test_many_writers_at_once_lose_nothing(mcu: Mcu, store: StoreFolder) -> None:
    registered(mcu)
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    writers = [
        subprocess.Popen(
            [sys.executable, "-c", WRITER, str(name)],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            env=environment,
        )
        for name in range(WRITERS)
    ]
    told = [writer.communicate()[1].decode() for writer in writers]
    codes = [code for line in told for code in line.splitlines()[-1].split()]
    assert [writer.returncode for writer in writers] == [0] * WRITERS
    assert len(codes) == 2 * WRITERS * EACH
    assert set(codes) == {"0"}  # nobody had to wait longer than the timeout
    listed = mcu("list", "--json").data
    assert len(listed) == 1 + WRITERS * EACH
    assert len({one["id"] for one in listed}) == len(listed)
    wanted = {f"Обращение {name}-{number}" for name in range(WRITERS) for number in range(EACH)}
    assert {one["text"] for one in listed[1:]} == wanted
    executors = [event["executor"] for event in appeal_of(mcu, "1")["history"][1:]]
    assert sorted(executors) == sorted(f"{name}-{number}" for name in range(WRITERS) for number in range(EACH))
    assert commit_count(store) == 2 + 2 * WRITERS * EACH
    assert set(store.git("log", "--format=%ae").split()) == {BY}
    assert status_of(store) == ""
    assert not (store.root / ".mcu" / "journal.jsonl").exists()
    mcu("check")
