"""A store cloned from a stranger leads mcu to no other file and tells it nothing in private."""

from __future__ import annotations

import os
import subprocess
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest

from tests.conftest import StoreFolder
from tests.working_day import FIRST, registered

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import Mcu

pytestmark = pytest.mark.skipif(os.name == "nt", reason="links and pipes are those of POSIX")

PRIVATE = [
    "lock",
    "cron.lock",
    "cron.json",
    "cron.log",
    "journal.jsonl",
    "names.json",
    "index.sqlite",
    "index.sqlite-wal",
    "index.sqlite-journal",
]
COMMANDS = [
    ("list",),
    ("agenda",),
    ("summary",),
    ("show", "1"),
    ("add", "--channel", "phone", "--text", "Люк."),
    ("record",),
    ("undo", "--yes"),
    ("cron", "run"),
]


@dataclass(frozen=True, slots=True)
class Trap:
    """A clone whose private folder the stranger has made, and the file that it leads to."""

    clone: Path
    victim: Path

    def spared(self) -> bool:
        """Whether the file is as it was, and nothing was made beside it."""
        return self.victim.read_bytes() == b"mine\n" and list(self.victim.parent.iterdir()) == [self.victim]


@pytest.fixture
def victim(tmp_path: Path) -> Path:
    """Make a file of the operator's own, alone in its folder."""
    path = tmp_path / "home of mine" / "victim"
    path.parent.mkdir()
    path.write_bytes(b"mine\n")
    return path


def planted(store: StoreFolder, tmp_path: Path, victim: Path, *names: str, folder: str = ".mcu") -> Trap:
    """Commit links to the victim as private files, and clone the store; the folder's own files stay at home."""
    tree = store.root / folder
    tree.mkdir(exist_ok=True)
    for path in tree.iterdir():
        path.unlink()
    for name in names:
        (tree / name).symlink_to(victim)
    store.git("add", "-f", folder)
    store.git("commit", "-qm", "planted")
    clone = tmp_path / "clone"
    subprocess.run(["git", "clone", "-q", store.git("rev-parse", "--show-toplevel"), clone], check=True)
    return Trap(clone, victim)


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_a_clone_that_brings_private_files_is_refused_by_every_command(
    mcu: Mcu, store: StoreFolder, tmp_path: Path, victim: Path, command: tuple[str, ...]
) -> None:
    registered(mcu, "Яма.")
    trap = planted(store, tmp_path, victim, *PRIVATE)
    assert "git tracks `.mcu` here" in mcu(*command, cwd=trap.clone, code=6).stderr
    assert trap.spared()


@pytest.mark.parametrize(
    "folder", [".mcu", ".MCU", ".Mcu", ".mcu ", ".mcu..", "MCU~1", ".m\u200ccu", ".mcu:x", ".\ufeffMCU. "]
)
def test_check_names_a_tracked_private_folder_in_whatever_case(
    mcu: Mcu, store: StoreFolder, tmp_path: Path, victim: Path, folder: str
) -> None:
    trap = planted(store, tmp_path, victim, "lock", "journal.jsonl", folder=folder)
    (problem,) = mcu("check", "--json", cwd=trap.clone, code=6).envelope["problems"]
    assert (problem["file"], problem["level"]) == (".mcu", "error")
    assert "git tracks `.mcu` here" in problem["message"]
    mcu("list", cwd=trap.clone, code=6)
    assert trap.spared()


def test_a_store_in_a_folder_of_a_repository_is_looked_at_as_well(
    mcu: Mcu, tmp_path: Path, victim: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    around = tmp_path / "around"
    around.mkdir()
    subprocess.run(["git", "init", "-q", around], check=True)
    (around / ".mcu").mkdir()
    (around / ".mcu" / "lock").symlink_to(victim)  # not the store's own
    subprocess.run(["git", "add", "-f", "."], cwd=around, check=True)
    subprocess.run(["git", "commit", "-qm", "around"], cwd=around, check=True)
    inner = StoreFolder(around / "town")
    mcu("init", inner.root)
    monkeypatch.chdir(inner.root)
    registered(mcu, "Яма.")
    assert FIRST in mcu("list").stdout
    trap = planted(inner, tmp_path, victim, "lock")
    mcu("record", cwd=trap.clone / "town", code=6)
    assert trap.spared()


@pytest.mark.parametrize("name", PRIVATE)
def test_a_link_among_the_private_files_is_never_followed(
    mcu: Mcu, store: StoreFolder, victim: Path, name: str
) -> None:
    """It need not be tracked: whoever may write into the folder is not thereby the operator."""
    registered(mcu, "Яма.")
    for path in (store.root / ".mcu").iterdir():
        path.unlink()
    (store.root / ".mcu" / name).symlink_to(victim)
    codes = 7 if name in {"lock", "journal.jsonl"} or name.startswith("index") else 0
    mcu("note", "1", "--text", "Звонили.", code=codes)
    mcu("cron", "run", code=0 if name in {"names.json", "cron.log"} else 7)
    assert victim.read_bytes() == b"mine\n"


@pytest.mark.parametrize("name", PRIVATE)
def test_a_pipe_among_the_private_files_is_not_waited_for(mcu_process: Mcu, store: StoreFolder, name: str) -> None:
    path = store.root / ".mcu" / name
    path.unlink(missing_ok=True)
    os.mkfifo(path)
    codes = 7 if name in {"lock", "journal.jsonl"} or name.startswith("index") else 0
    told = mcu_process("add", "--channel", "phone", "--text", "Яма.", code=codes).stderr
    assert ("is not a plain file" in told) is (codes == 7)
    mcu_process("cron", "run", code=0 if name in {"names.json", "cron.log"} else 7)
