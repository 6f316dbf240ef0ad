"""What tests of the working day share: appeals that came by telephone, a look at commits and files, a terminal."""

from __future__ import annotations

import os
import select
import shutil
import signal
import subprocess
import sys
import time
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import pytest

from mcu_cli import context
from tests.conftest import ROOT

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import Mcu, StoreFolder

BY = "operator@town.example"
FIRST, SECOND, THIRD = "20261120-0001", "20261120-0002", "20261120-0003"
HOSTILE = "\x1b[31mкрасный\x1b[0m \u202eгород\u202c [bold]жирный[/bold] [link=x]\u2066а\u2069 \x07"
ACTIVE = "\x1b\x07\u202e\u202c\u2066\u2069"  # of these none may reach a terminal as it is
_PATIENCE = 60.0
_AGAIN = 5.0  # seconds after which ^C is pressed once more


def registered(
    mcu: Mcu, text: str = "Яма на дороге.", *options: str, channel: str = "phone", now: str | None = None
) -> str:
    """Register an appeal with `mcu add`; return its id."""
    finished = mcu("add", "--channel", channel, "--text", text, *options, "--json", now=now)
    return str(finished.data["appeals"][0]["id"])


def path_of(appeal_id: str) -> str:
    """Return where the file of an appeal stands in the store."""
    return f"appeals/{appeal_id[:4]}/{appeal_id[4:6]}/{appeal_id[6:8]}/{appeal_id}.yaml"


def appeal_of(mcu: Mcu, appeal_id: str) -> Any:
    """Return the whole file of an appeal, as `mcu show --json` gives it."""
    return mcu("show", appeal_id, "--json").data


@dataclass(frozen=True, slots=True)
class Commit:
    """One commit as git tells it; `changes` is its letters and paths, like `A departments.yaml`."""

    id: str
    author: str
    email: str
    author_date: str
    committer_date: str
    subject: str
    trailers: tuple[str, ...]
    changes: tuple[str, ...]


def last_commit(store: StoreFolder) -> Commit:
    """Return the commit that HEAD names."""
    fields = store.git("log", "-1", "--format=%H%x00%an%x00%ae%x00%aI%x00%cI%x00%s%x00%B").split("\0")
    changes = store.git("show", "--format=", "--name-status", "--no-renames", "HEAD").replace("\t", " ").splitlines()
    trailers = fields[6].strip().rpartition("\n\n")[2].splitlines()
    return Commit(fields[0], fields[1], fields[2], fields[3], fields[4], fields[5], tuple(trailers), tuple(changes))


def commit_count(store: StoreFolder) -> int:
    """Return how many commits lead to HEAD."""
    return int(store.git("rev-list", "--count", "HEAD"))


def files_of(store: StoreFolder) -> dict[str, bytes]:
    """Return every file of the store's folder but git's and the derived ones, by path."""
    return {
        path.relative_to(store.root).as_posix(): path.read_bytes()
        for path in sorted(store.root.rglob("*"))
        if path.is_file() and path.relative_to(store.root).parts[0] not in {".git", ".mcu"}
    }


def status_of(store: StoreFolder) -> str:
    """Return what git finds changed, staged or new in the folder; empty where the folder is the record."""
    return store.git("status", "--porcelain", "--untracked-files=all")


def refused(mcu: Mcu, store: StoreFolder, *arguments: str, code: int = 4) -> str:
    """Run a command that must change nothing; return the sentence of its refusal."""
    head = store.head
    finished = mcu(*arguments, code=code)
    assert store.head == head
    assert finished.stdout == ""
    assert finished.stderr.startswith("mcu: ")
    return finished.stderr


def on_a_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the program believe that an operator sits at a terminal; what `stdin` holds is what he types."""
    real = context.context_of

    def interactive(*arguments: Any, **options: Any) -> context.Context:
        return replace(real(*arguments, **options), interactive=True)

    monkeypatch.setattr(context, "context_of", interactive)


def without_an_editor(monkeypatch: pytest.MonkeyPatch, folder: Path) -> None:
    """Leave git alone on the PATH, so that no editor of the machine is found."""
    real = shutil.which("git")
    assert real is not None
    (folder / "git-alone").mkdir()
    (folder / "git-alone" / "git").symlink_to(real)
    monkeypatch.setenv("PATH", str(folder / "git-alone"))


def editor(folder: Path, script: str) -> str:
    """Return a value for EDITOR: a shell script that gets the draft as `$1`."""
    path = folder / "editor.sh"
    path.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
    path.chmod(0o755)
    return str(path)


@dataclass(frozen=True, slots=True)
class Typed:
    """What an operator does at a terminal once it shows `after`: types `keys`, or interrupts with ^C."""

    after: str
    keys: str = ""
    interrupt: bool = False


def at_a_terminal(
    *arguments: str, cwd: Path, typed: tuple[Typed, ...] = (), env: dict[str, str] | None = None
) -> tuple[int, str]:
    """Run mcu on a pseudo-terminal; return its exit code and all that the terminal showed."""
    pty = pytest.importorskip("pty")
    ours, theirs = pty.openpty()
    with subprocess.Popen(
        [sys.executable, "-m", "mcu_cli", *arguments],
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
        cwd=cwd,
        env={**os.environ, "PYTHONPATH": str(ROOT), **(env or {})},
        start_new_session=True,
    ) as process:
        os.close(theirs)
        shown, waiting = b"", list(typed)
        deadline = time.monotonic() + _PATIENCE
        interrupting = False
        while True:
            left = max(deadline - time.monotonic(), 0)
            ready, _, _ = select.select([ours], [], [], min(left, _AGAIN) if interrupting else left)
            if not ready and interrupting and left:
                # A ^C that comes just before the program begins to read is seen after it; one presses it once more.
                process.send_signal(signal.SIGINT)
                continue
            if not ready:
                process.kill()
                pytest.fail(f"the terminal fell silent after: {shown.decode()}")
            try:
                piece = os.read(ours, 4096)
            except OSError:  # Linux says so where the last holder of the other end has gone
                piece = b""
            if not piece:
                break
            shown += piece
            if waiting and waiting[0].after.encode() in shown:
                next_one = waiting.pop(0)
                if next_one.interrupt:
                    interrupting = True
                    process.send_signal(signal.SIGINT)
                else:
                    os.write(ours, next_one.keys.encode())
    os.close(ours)
    return process.returncode, shown.decode()
