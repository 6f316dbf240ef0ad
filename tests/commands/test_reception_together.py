"""Receptions where several work at once: processes of one store, clones with series letters, one that is killed."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from tests.conftest import PROCESS_TIMEOUT, ROOT, StoreFolder
from tests.working_day import BY, FIRST, SECOND, status_of

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import Mcu

_AT_ONCE = 6


def started(store: StoreFolder, *arguments: str) -> subprocess.Popen[str]:
    """Start mcu in the store as a process of its own, which waits for the lock as long as a test may last."""
    return subprocess.Popen(
        [sys.executable, "-m", "mcu_cli", *arguments],
        cwd=store.root,
        env={**os.environ, "PYTHONPATH": str(ROOT), "MCU_LOCK_TIMEOUT": str(PROCESS_TIMEOUT)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
    )


def ended(processes: list[subprocess.Popen[str]]) -> list[tuple[int, str]]:
    """Wait for processes; return their exit codes and what they said on stderr."""
    said = [process.communicate(timeout=PROCESS_TIMEOUT)[1] for process in processes]
    return [(process.returncode, text) for process, text in zip(processes, said, strict=True)]


def test_cards_entered_at_once_are_all_on_record(mcu: Mcu, store: StoreFolder) -> None:
    mcu("reception", "add", "--form", "field")
    ways = [
        ("receive", "1", "--question", "Крыша?", "--register"),
        ("add", "--form", "scheduled", "--question", "Фонарь?", "--register"),
    ]
    done = ended([started(store, "reception", *ways[n % 2]) for n in range(_AT_ONCE)])
    assert [code for code, _said in done] == [0] * _AT_ONCE, done
    rows = mcu("reception", "--json").data
    assert [row["id"] for row in rows] == ["R-2026-0004", "R-2026-0003", "R-2026-0002", "R-2026-0001"]
    assert [row["appeals"] for row in rows] == [1, 1, 1, 3]
    assert len(mcu("list", "--ids").stdout.split()) == _AT_ONCE
    assert "0 errors, 0 warnings" in mcu("check").stdout
    assert status_of(store) == ""


def test_of_those_who_register_one_question_at_once_one_succeeds(mcu: Mcu, store: StoreFolder) -> None:
    mcu("reception", "add", "--form", "field", "--question", "Крыша?")
    done = ended([started(store, "reception", "appeal", "1", "1") for _n in range(4)])
    assert sorted(code for code, _said in done) == [0, 4, 4, 4]
    assert all(FIRST in said for code, said in done if code)
    assert mcu("list", "--ids").stdout == f"{FIRST}\n"


@pytest.mark.skipif(os.name == "nt", reason="the signal is that of POSIX")
def test_a_card_whose_command_was_killed_is_there_whole_or_not_at_all(mcu: Mcu, store: StoreFolder) -> None:
    mcu("reception", "add", "--form", "field")
    for wait in (0.2, 0.4, 0.6):
        process = started(store, "reception", "receive", "1", "--question", "Крыша?", "--register")
        try:
            process.wait(wait)
        except subprocess.TimeoutExpired:
            process.send_signal(signal.SIGKILL)
        process.communicate(timeout=PROCESS_TIMEOUT)
    mcu("reception", "receive", "1", "--question", "Снег?", "--register")
    whole = mcu("reception", "show", "1", "--json").data
    settled = [one["settled"] for one in whole["questions"]]
    assert settled == ["appeal"] * len(settled)
    assert len(settled) == len(mcu("list", "--ids").stdout.split())
    assert "0 errors, 0 warnings" in mcu("check").stdout
    assert status_of(store) == ""


def clone(store: StoreFolder, name: str, series: str) -> StoreFolder:
    path: Path = store.root.parent / name
    store.git("clone", "--quiet", str(store.root), str(path))
    found = StoreFolder(path)
    found.git("config", "mcu.series", series)
    return found


def test_clones_with_series_letters_number_their_receptions_apart(mcu: Mcu, store: StoreFolder) -> None:
    mcu("reception", "add", "--form", "field")
    here, there = clone(store, "here", "A"), clone(store, "there", "B")
    for one in (here, there):
        for _n in range(2):
            mcu("reception", "add", "--form", "scheduled", "--question", "Крыша?", "--register", cwd=one.root)
    here.git("pull", "--quiet", "--no-rebase", "--no-edit", str(there.root))
    assert mcu("reception", "--ids", cwd=here.root).stdout.split() == [
        "R-2026-B0002",
        "R-2026-B0001",
        "R-2026-A0002",
        "R-2026-A0001",
        "R-2026-0001",
    ]
    assert mcu("reception", "show", "b2", "--json", cwd=here.root).data["appeals"][0]["id"] == "20261120-B0002"
    assert "fits R-2026-A0002, R-2026-B0002" in mcu("reception", "show", "2", code=3, cwd=here.root).stderr
    assert "0 errors, 0 warnings" in mcu("check", cwd=here.root).stdout


def test_a_question_that_two_clones_registered_is_told_by_check(mcu: Mcu, store: StoreFolder) -> None:
    mcu("reception", "add", "--form", "field", "--question", "Крыша?")
    here, there = clone(store, "here", "A"), clone(store, "there", "B")
    for one in (here, there):
        mcu("reception", "appeal", "1", cwd=one.root)
    here.git("pull", "--quiet", "--no-rebase", "--no-edit", str(there.root))
    said = mcu("check", cwd=here.root).stdout
    assert "20261120-A0001 already; link one as the duplicate of the other" in said
    row = mcu("reception", "--json", cwd=here.root).data[0]
    assert (row["questions"], row["appeals"]) == (1, 1)
    assert mcu("reception", "show", "1", "--json", cwd=here.root).data["questions"][0]["appeal"] == "20261120-A0001"


def test_cards_of_two_clones_meet_as_a_conflict_that_git_tells(mcu: Mcu, store: StoreFolder) -> None:
    mcu("reception", "add", "--form", "field")
    here, there = clone(store, "here", "A"), clone(store, "there", "B")
    for one, text in ((here, "Крыша?"), (there, "Фонарь?")):
        mcu("reception", "receive", "1", "--question", text, cwd=one.root)
    done = subprocess.run(
        ["git", "pull", "--quiet", "--no-rebase", "--no-edit", str(there.root)],
        cwd=here.root,
        check=False,
        capture_output=True,
    )
    assert done.returncode != 0
    assert here.git("diff", "--name-only", "--diff-filter=U") == "receptions/2026/R-2026-0001.yaml"
    here.git("merge", "--abort")
    assert mcu("reception", "show", "1", "--json", cwd=here.root).data["state"]["questions"] == 1


def test_the_undo_of_one_clerk_leaves_the_work_of_another(mcu: Mcu, store: StoreFolder) -> None:
    mcu("reception", "add", "--form", "field", "--question", "Крыша?", "--question", "Снег?", "--register")
    store.git("config", "user.email", "other@town.example")
    mcu("assign", FIRST, "--to", "roads")
    store.git("config", "user.email", BY)
    finished = mcu("undo", code=4)
    assert "was changed since" in finished.stderr
    assert mcu("list", "--ids").stdout.split() == [FIRST, SECOND]
