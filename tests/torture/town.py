"""The store on which commands are tortured, and the scratch folder in which it lies: a small town amid its work.

Everything is fixed: the clock, the operator, the texts. So a command leads to the same tree in each copy of the store.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from typing import TYPE_CHECKING, NamedTuple

from benchmarks.export_table import write_table
from tests.torture.runner import ROOT, Runner

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

DAY = "2026-11-20"
NOW = f"{DAY}T18:00:00+05:00"
MUCH_LATER = "2032-01-15T10:00:00+05:00"  # what was settled is past the term of keeping
LATER = "2026-11-27T10:00:00+05:00"  # what was open is overdue
TODAY = DAY.replace("-", "")
SMALL, LARGE = 30, 10_000  # rows of an import
_GIT_CONFIG = """\
[user]
    name = Анна Операторова
    email = operator@town.example
[init]
    defaultBranch = main
[safe]
    directory = *
"""
_APPEALS = (
    ("phone", "Яма на дороге у дома, объехать нельзя.", "roads"),
    ("phone", "Не горит фонарь у подъезда.", "roads"),
    ("letter", "Не вывозят мусор вторую неделю. И нет воды.", ""),
    ("urgent", "Снег на остановке не убран.", ""),
    ("page", "Спасибо за новый сквер!", ""),
    ("phone", "Автобус 12 не пришёл, ждали час.", ""),
)


class Scratch(NamedTuple):
    """A scratch folder: `store` is the store, `temporary` the folder of temporary files, `beside` what is imported."""

    root: Path

    @property
    def store(self) -> Path:
        """The store."""
        return self.root / "store"

    @property
    def temporary(self) -> Path:
        """The folder of temporary files."""
        return self.root / "tmp"

    @property
    def outside(self) -> Path:
        """A folder that no command may write to."""
        return self.root / "outside"


def made_scratch(root: Path) -> Scratch:
    """Make the folders of a scratch folder."""
    scratch = Scratch(root.resolve())
    for folder in (scratch.root, scratch.temporary, scratch.outside):
        folder.mkdir(parents=True, exist_ok=True)
    return scratch


def environment(base: Path) -> dict[str, str]:
    """Return the environment of every run, sealed from the machine; `base` holds home and git's settings."""
    home = base / "home"
    home.mkdir(exist_ok=True)
    (home / "gitconfig").write_text(_GIT_CONFIG, encoding="utf-8")
    return {
        "PATH": os.environ["PATH"],
        "PYTHONPATH": str(ROOT),
        "HOME": str(home),
        "GIT_CONFIG_GLOBAL": str(home / "gitconfig"),
        "GIT_CONFIG_NOSYSTEM": "1",
        "MCU_NOW": NOW,
        "MCU_LANG": "en",
        "LANG": "C.UTF-8",
        "COLUMNS": "120",
        "NO_COLOR": "1",
        "TZ": "UTC",
    }


def bench(base: Path, name: str) -> tuple[Scratch, Runner]:
    """Make the scratch folder `name` in `base`, and what runs mcu in it."""
    scratch = made_scratch(base / name)
    sealed = {**environment(base), "TMPDIR": str(scratch.temporary), "SQLITE_TMPDIR": str(scratch.temporary)}
    return scratch, Runner(scratch.root, sealed)


class Broken(Exception):  # noqa: N818  # said of the tests, not of the product
    """A run that was to go well did not."""


def done(runner: Runner, folder: Path, *arguments: str, given: bytes = b"", **extra: str) -> str:
    """Run mcu where nothing is in the way; return what it printed."""
    finished = runner.run(*arguments, folder=folder, given=given, extra=extra)
    if finished.code:
        raise Broken(f"mcu {' '.join(arguments)}: {finished.code}\n{finished.stdout}{finished.stderr}")
    return finished.stdout


def build(runner: Runner, scratch: Scratch) -> None:
    """Make the town in the scratch folder's store: appeals in several states, ledgers, a saved filter."""
    store = scratch.store
    done(runner, scratch.root, "init", str(store), "--name", "Город Невинск", "--timezone", "Asia/Yekaterinburg")
    for folder in ("press", "templates"):  # nothing here needs them, and `mcu check` would read each after each trial
        for path in (*(store / folder).rglob("*.txt"),):
            path.unlink()
    done(runner, store, "record", "--reason", "Без шаблонов.")
    for channel, text, to in _APPEALS:
        done(runner, store, "add", "--channel", channel, "--text", text, *(("--to", to) if to else ()))
    done(runner, store, "answer", "1", "--text", "Яму закроют до среды.", "--interim")
    done(
        runner,
        store,
        "reception",
        "add",
        "--form",
        "scheduled",
        "--name",
        "Житель Ж. Ж.",
        "--question",
        "Когда починят дорогу?",
    )
    done(runner, store, "instruct", "add", "--text", "Починить дорогу.", "--to", "roads", "--until", "2026-12-01")
    done(runner, store, "poll", "add", "Где быть скверу?", "--option", "Лесная", "--option", "Полевая")
    done(runner, store, "done", "Яма закрыта", "--count", "1")
    done(runner, store, "filter", "save", "дороги", "category:roads")
    done(runner, store, "list")


def export(path: Path, rows: int) -> None:
    """Write a table of so many incidents to import."""
    write_table(path, rows)


def copied(scratch: Scratch, template: Path) -> None:
    """Let the scratch folder be what `template` is, to the last byte and time of a file."""
    for folder in (scratch.store, scratch.temporary, scratch.outside):
        shutil.rmtree(folder, ignore_errors=True)
    subprocess.run(["cp", "-a", f"{template}/.", str(scratch.root)], check=True)
    scratch.temporary.mkdir(exist_ok=True)
    scratch.outside.mkdir(exist_ok=True)


def git(folder: Path, *arguments: str, code: int | None = 0, extra: Mapping[str, str] | None = None) -> str:
    """Run git by hand; return what it printed, without the last line break."""
    sealed = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    done = subprocess.run(
        ["git", *arguments],
        cwd=folder,
        env={**sealed, "GIT_CONFIG_NOSYSTEM": "1", "LC_ALL": "C", **(extra or {})},
        capture_output=True,
        check=False,
    )
    if code is not None and done.returncode != code:
        raise Broken(f"git {' '.join(arguments)}: {done.returncode}\n{done.stderr.decode('utf-8', 'replace')}")
    return done.stdout.decode("utf-8", "replace").removesuffix("\n")


if sys.platform == "win32":  # pragma: no cover
    raise RuntimeError("sessions and signals are those of Unix")
