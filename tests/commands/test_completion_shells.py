"""Completion in the shells themselves: a line is typed at a pseudo-terminal, TAB is pressed, the line is run.

In place of the program stands a script: asked to complete, it starts mcu; run by the line, it prints its arguments.
"""

from __future__ import annotations

import os
import select
import shutil
import subprocess
import sys
import time
from typing import TYPE_CHECKING

import pytest

from mcu_cli.render.shells import SCRIPTS
from tests.conftest import ROOT
from tests.working_day import FIRST, registered

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import Mcu, StoreFolder

PATIENCE = 60.0
START = {"bash": ("bash", "--norc", "--noprofile", "-i"), "zsh": ("zsh", "-f", "-i")}
PREPARE = {
    "bash": "",
    "zsh": "unsetopt prompt_sp zle_bracketed_paste; autoload -Uz compinit; compinit -u -D; ",
}
# What is typed up to TAB and behind it, and the arguments that the program then gets.
TYPED = {
    "mcu ass\t": "<assign>",
    "mcu show 1120-1\t": f"<show><{FIRST}>",
    "mcu list status:ne\t": "<list><status:new>",
    "mcu list stat\tnew": "<list><status:new>",
    'mcu list "(status:new,ass\t': "<list><(status:new,assigned>",
    "mcu assign 1 --to архит\t": "<assign><1><--to><architecture>",
    "mcu assign 1 --to=архит\t": "<assign><1><--to=architecture>",
    'mcu assign 1 --to "Управление арх\t': "<assign><1><--to><architecture>",
    "mcu assign 1 --to культ\t": "<assign><1><--to><культ>",
    "mcu answer 1 --template roads/res\t": "<answer><1><--template><roads/resolved>",
    "mcu edit 1 --set place.str\tУлица": "<edit><1><--set><place.street=Улица>",
    "mcu note 1 --file categ\t": "<note><1><--file><categories.yaml>",
    "cd /; mcu --store $STORE class\t": "<--store><{store}><classify>",
}


@pytest.fixture
def scripts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Put the scripts of completion and a program called mcu into a folder, and that on the PATH."""
    folder = tmp_path / "bin"
    folder.mkdir()
    program = folder / "mcu"
    program.write_text(
        f'#!/bin/sh\n[ -n "$_MCU_COMPLETE" ] && exec "{sys.executable}" -m mcu_cli "$@"\n'
        "printf 'ARGUMENTS'; printf '<%s>' \"$@\"; echo\n",
        encoding="utf-8",
    )
    program.chmod(0o755)
    for shell, script in SCRIPTS.items():
        (folder / f"completion.{shell}").write_text(script, encoding="utf-8")
    monkeypatch.setenv("PATH", f"{folder}{os.pathsep}{os.environ['PATH']}")
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    return folder


class Terminal:
    """A shell at a pseudo-terminal."""

    def __init__(self, shell: str, folder: Path) -> None:
        """Start it in `folder`, its lines long enough for what is typed."""
        pty = pytest.importorskip("pty")
        self._ours, theirs = pty.openpty()
        environment = {
            **os.environ,
            "TERM": "dumb" if shell == "bash" else "xterm",
            "COLUMNS": "200",
            "LC_ALL": "C.UTF-8",
            "INPUTRC": os.devnull,
            "STORE": str(folder),
        }
        self._process = subprocess.Popen(
            START[shell],
            stdin=theirs,
            stdout=theirs,
            stderr=theirs,
            cwd=folder,
            env=environment,
            start_new_session=True,
        )
        os.close(theirs)

    def run(self, keys: str, until: str) -> str:
        """Type `keys` and press Enter; return what was shown until `until` was."""
        os.write(self._ours, f"{keys}\n".encode())
        shown = b""
        deadline = time.monotonic() + PATIENCE
        while until.encode() not in shown:
            ready, _, _ = select.select([self._ours], [], [], max(deadline - time.monotonic(), 0))
            assert ready, f"after {keys!r} the shell showed {shown.decode(errors='replace')!r}"
            shown += os.read(self._ours, 4096)
        return shown.decode(errors="replace")

    def close(self) -> None:
        """End it."""
        self._process.kill()
        self._process.wait()
        os.close(self._ours)


@pytest.mark.parametrize("shell", sorted(START))
def test_a_line_typed_in_the_shell_is_completed(mcu: Mcu, store: StoreFolder, scripts: Path, shell: str) -> None:
    if shutil.which(shell) is None:
        pytest.skip(f"{shell} is not installed")
    spoilt = store.root.parent / "spoilt"
    registered(mcu, f"Второй $(touch {spoilt}) `touch {spoilt}` \\$(touch {spoilt}) ' \" * день.")
    terminal = Terminal(shell, store.root)
    try:
        terminal.run(f"{PREPARE[shell]}. {scripts}/completion.{shell}; echo RE''ADY", "READY")
        for keys, expected in TYPED.items():
            # The mark that ends each step is written apart, so that the line typed does not show it.
            shown = terminal.run(f"{keys}\necho D''ONE; cd $STORE", "DONE")
            found = [line for line in shown.splitlines() if "ARGUMENTS<" in line]
            assert [line[line.index("<") :].strip() for line in found] == [expected.format(store=store.root)], keys
    finally:
        terminal.close()
    assert not spoilt.exists()


@pytest.mark.parametrize(
    ("line", "offered"),
    [
        ("mcu ass", ["assign\tHand an appeal to the department that answers."]),
        ("mcu show 1120-", [f"{FIRST}\tnew: Яма $(false) на дороге."]),
        ("mcu list status:ne", ["status:new\tnew"]),
        ("mcu assign 1 --to архит", ["Управление архитектуры и градостроительства\tarchitecture"]),
        ("mcu assign 1 --to=archi", ["--to=architecture\tУправление архитектуры и градостроительства"]),
        ("mcu note 1 --file categ", ["categories.yaml"]),
        ("cd /; mcu class", ["classify\tSay what an appeal is about."]),
        ("mcu nonsense x", []),
    ],
)
def test_fish_offers_the_same(mcu: Mcu, store: StoreFolder, scripts: Path, line: str, offered: list[str]) -> None:
    if shutil.which("fish") is None:
        pytest.skip("fish is not installed")
    registered(mcu, "Яма $(false) на дороге.")
    done = subprocess.run(
        ["fish", "--no-config", "-c", f"source {scripts}/completion.fish; complete -C $argv[1]", line],
        cwd=store.root,
        env={**os.environ, "LC_ALL": "C.UTF-8"},
        capture_output=True,
        encoding="utf-8",
        timeout=PATIENCE,
        check=False,
    )
    assert done.stdout.splitlines() == offered, done.stderr
