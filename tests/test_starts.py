"""What a command imports: each module is paid for at every start, hundreds of times a day.

A new name in these lists is a decision: does each run of the command need it, or can it wait inside a function?
"""

from __future__ import annotations

import os
import subprocess
import sys
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from mcu_cli.commands import COMMANDS
from tests.working_day import registered

if TYPE_CHECKING:
    from tests.conftest import Mcu, StoreFolder

ROOT = Path(__file__).resolve().parents[1]
ID = "20261120-0001"

# Writes the names of all modules into the file that the last argument names, when the process ends.
TOLD = """
import atexit, sys
target = sys.argv.pop()
atexit.register(lambda: open(target, "w", encoding="utf-8").write(" ".join(sys.modules)))
"""
OURS = "from mcu_cli.main import main\nmain()\n"
# The least that a program with one command pays, whatever it does.
BARE = """
import typer
program = typer.Typer(add_completion=False)
@program.command()
def bare() -> None: pass
program(standalone_mode=False)
"""

# Of the standard library: what takes a millisecond, or is a sign of something that does. Typer itself needs others.
WATCHED = {
    "argparse", "asyncio", "bisect", "calendar", "concurrent", "configparser", "csv", "ctypes", "dataclasses",
    "decimal", "email", "fractions", "glob", "hashlib", "hmac", "html", "http", "json", "logging", "mimetypes",
    "multiprocessing", "numbers", "optparse", "pickle", "queue", "random", "secrets", "shlex", "smtplib", "socket",
    "sqlite3", "ssl", "statistics", "string", "tempfile", "tomllib", "unittest", "xml", "zipfile", "zoneinfo",
}  # fmt: skip
# Every look into the store: its index, its registries as they are kept, the zone of its municipality.
LOOK = {"dataclasses", "glob", "json", "sqlite3", "zoneinfo"}

STEMS = {"Stemmer", "cython_runtime"}

# What a command imports of third-party libraries and of `WATCHED`, and how many modules of our own it may import.
EXPECTED: dict[str, tuple[set[str], int]] = {
    "--version": (set(), 10),
    "--help": ({"dataclasses", "glob", "hashlib"}, 150),
    "completion bash": ({"dataclasses"}, 30),
    "list": (LOOK, 80),
    f"show {ID}": (LOOK | {"bisect"}, 100),
    "search снег": (LOOK | STEMS, 80),
    "agenda": (LOOK, 85),
    f"log {ID}": (LOOK | {"hashlib"}, 90),
    f"assign {ID} --to roads": (LOOK | {"hashlib", "pickle"} | STEMS, 105),
    f"answer {ID} --interim --text Проверяем": (LOOK | {"hashlib", "pickle"} | STEMS, 110),
    f"escalate {ID} --reason Срочно": (LOOK | {"hashlib", "pickle"} | STEMS, 105),
}


def modules_of(tmp_path: Path, code: str, *arguments: str, **environment: str) -> set[str]:
    """Return the names of all modules that are there when a process ends."""
    target = tmp_path / "modules"
    # Coverage, where it measures child processes, imports sqlite3 on its own account.
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("COVERAGE_")}
    subprocess.run(
        [sys.executable, "-c", TOLD + code, *arguments, str(target)],
        env={**inherited, "PYTHONPATH": str(ROOT), **environment},
        check=True,
        capture_output=True,
    )
    return set(target.read_text(encoding="utf-8").split())


@cache
def bare(folder: Path) -> frozenset[str]:
    """Return the modules of a program of Typer that does nothing."""
    return frozenset(modules_of(folder, BARE))


def told(modules: set[str], folder: Path) -> tuple[set[str], int]:
    """Return the libraries among modules, and how many of them are our own."""
    added = modules - bare(folder)
    ours = {name for name in added if name.partition(".")[0] == "mcu_cli"}
    tops = {name.partition(".")[0] for name in added - ours} - {"typer"}
    standard = {name for name in tops if name in sys.stdlib_module_names or name.startswith("_")}
    return (tops - standard) | (standard & WATCHED), len(ours)


@pytest.fixture
def town(mcu: Mcu, store: StoreFolder) -> StoreFolder:
    """Make a store with an appeal, its index and its registries kept, the calendar of the year worked out."""
    assert registered(mcu, "Второй день не чистят снег на улице Садовой.") == ID
    mcu("agenda")
    mcu("list")
    return store


@pytest.mark.parametrize("command", EXPECTED)
@pytest.mark.parametrize("language", ["en", "ru"])
@pytest.mark.usefixtures("town")
def test_a_command_imports_what_it_needs_and_no_more(command: str, language: str, tmp_path: Path) -> None:
    libraries, most = EXPECTED[command]
    found, ours = told(modules_of(tmp_path, OURS, *command.split(), MCU_LANG=language), tmp_path)
    assert found == libraries
    assert ours <= most


@pytest.mark.usefixtures("town")
def test_completion_of_an_id_imports_what_it_needs_and_no_more(tmp_path: Path) -> None:
    asked = {"_MCU_COMPLETE": "complete_bash", "_MCU_LINE": "mcu show 2026"}
    found, ours = told(modules_of(tmp_path, OURS, **asked), tmp_path)
    assert found == {"dataclasses", "glob", "json", "sqlite3"}
    assert ours <= 65


def test_git_looks_for_commits_before_the_store_is_imported(tmp_path: Path) -> None:
    ended_there = "from mcu_cli.store.history import FileHistory\nFileHistory.__init__ = lambda *_given: sys.exit()\n"
    modules = modules_of(tmp_path, ended_there + OURS, "log", ID)
    assert "mcu_cli.store.git" in modules
    assert not modules & {"mcu_cli.store.recorded", "mcu_cli.store.index", "sqlite3"}


def test_a_command_is_imported_when_it_is_asked_for(tmp_path: Path) -> None:
    def commands(*arguments: str) -> set[str]:
        modules = modules_of(tmp_path, OURS, *arguments)
        places = {COMMANDS[name].__module__: name for name in COMMANDS}
        return {places[module] for module in modules if module in places}

    assert commands("--version") == set()
    assert commands("completion", "bash") == {"completion"}
    assert commands("assign", "--help") == {"assign"}
    assert commands("--help") == set(COMMANDS)
