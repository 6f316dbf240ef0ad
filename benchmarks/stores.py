"""Where measuring takes place: a scratch folder with its own settings of git, programs to run, and generated stores."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks import baselines, export_table, generate
from benchmarks.processes import Run, run

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

NOW = f"{generate.LAST}T18:00:00+05:00"
_LANGUAGE = "ru"  # what a clerk speaks: messages come from the catalogue
_MOST_COMMITS = 100_000
_GIT_SETTINGS = f"""\
[user]
    name = {generate.NAME}
    email = {generate.BY}
[init]
    defaultBranch = main
"""
_START = """\
import sys

from mcu_cli.main import main

if __name__ == "__main__":
    sys.exit(main())
"""  # as installers write it


class Place:
    """A scratch folder in which commands are run as at a desk, but with nobody's settings."""

    def __init__(self, folder: Path, *, settles: bool = True) -> None:
        """Prepare `folder`, which is there; without `settles` nobody looks at times and `settle` does nothing."""
        self.folder = folder.resolve()
        self._settles = settles
        home = self.folder / "home"
        home.mkdir(exist_ok=True)
        (home / "gitconfig").write_text(_GIT_SETTINGS, encoding="utf-8")
        for name, text in (("mcu.py", _START), ("bare.py", baselines.BARE_PROGRAM)):
            (home / name).write_text(text, encoding="utf-8")
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("GIT_", "MCU_", "_MCU_"))}
        self.environment = kept | {
            "HOME": str(home),
            "XDG_CONFIG_HOME": str(home / "config"),
            "GIT_CONFIG_GLOBAL": str(home / "gitconfig"),
            "GIT_CONFIG_NOSYSTEM": "1",
            "PYTHONPATH": str(generate.ROOT),
            "MCU_NOW": NOW,
            "MCU_LANG": _LANGUAGE,
            "LC_ALL": "C.UTF-8",
            "TERM": "xterm",
            "COLUMNS": "120",
            "LINES": "40",
        }
        self._home = home

    def mcu(self, *arguments: str | Path) -> list[str]:
        """Return the command line of mcu with these arguments."""
        return [sys.executable, str(self._home / "mcu.py"), *map(str, arguments)]

    def bare(self) -> list[str]:
        """Return the command line of the bare program with the same framework."""
        return [sys.executable, str(self._home / "bare.py"), "--version"]

    def baseline(self, name: str, *arguments: str | Path) -> list[str]:
        """Return the command line of one of our baselines."""
        return [sys.executable, "-m", "benchmarks.baselines", name, *map(str, arguments)]

    def lines(self, root: Path, command: Sequence[str], environment: Mapping[str, str] | None = None) -> list[str]:
        """Run a command in a store, unmeasured, and return the lines that it printed; raises RuntimeError."""
        done = self.run(root, command, environment or {}, keep=True)
        if done.trouble:
            raise RuntimeError(f"{' '.join(command)[-80:]}: {done.trouble}")
        return done.stdout.split("\n")[:-1]

    def run(  # noqa: PLR0913  # handed on
        self,
        root: Path,
        command: Sequence[str],
        environment: Mapping[str, str],
        *,
        keep: bool = False,
        on_terminal: bool = False,
        watch: float = 0,
        stdin: Path | None = None,
    ) -> Run:
        """Run a command in a store, with variables of its own besides."""
        seen = self.environment | dict(environment)
        return run(command, cwd=root, environment=seen, stdin=stdin, keep=keep, on_terminal=on_terminal, watch=watch)

    def settle(self) -> None:
        """Have the system write out what earlier runs left to write, so that the next does not wait for it."""
        if self._settles:
            os.sync()

    def head(self, root: Path) -> str:
        """Return the commit that is HEAD of a store."""
        return self.lines(root, ["git", "rev-parse", "HEAD"])[0]

    def generated(self, size: int, *, one_day: int = 0, commits: int | None = None) -> Path:
        """Return a new store with `size` appeals, the last 100,000 of them (or `commits`) with a commit each."""
        root = self.folder / f"store-{size}{f'-{one_day}' if one_day else ''}"
        each = min(size, _MOST_COMMITS) if commits is None else commits
        words = [str(root), str(size), "--one-day", str(one_day), "--commits", str(each)]
        script = str(Path(generate.__file__).resolve())
        self.lines(self.folder, [sys.executable, script, *words])
        return root

    def founded(self, name: str) -> Path:
        """Return an empty store of this name, made anew if it is there."""
        root = self.folder / name
        remove(root)
        generate.found(root, self.environment)
        return root

    def table(self, rows: int) -> Path:
        """Return a table of incidents to import."""
        path = self.folder / f"incidents-{rows}.csv"
        script = str(Path(export_table.__file__).resolve())
        self.lines(self.folder, [sys.executable, script, str(path), str(rows)])
        return path


def remove(folder: Path) -> None:
    """Remove a folder with all that is in it, if it is there."""
    if folder.exists():
        shutil.rmtree(folder)


def git_version() -> str:
    """Return the version of git, like 2.47.1."""
    command = ["git", "--version"]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout.split()[2]  # noqa: S603  # ours
