"""What tests of `mcu cron` share: a crontab that is no user's, and a shell that gets a line as cron gives it."""

from __future__ import annotations

import os
import re
import subprocess
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from pathlib import Path

    import pytest

_PROGRAM = """\
#!/bin/sh
case "$1" in
-l)
    if [ -e '{table}' ]; then exec cat '{table}'; fi
    echo 'no crontab for nobody' >&2
    exit 1 ;;
*)
    if grep -q refused "$1"; then
        echo "\\"$1\\":1: bad minute" >&2
        exit 1
    fi
    exec cp "$1" '{table}' ;;
esac
"""


class Table(NamedTuple):
    """The crontab that the program `crontab` on the PATH reads and writes; `folder` holds that program."""

    path: Path
    folder: Path

    @property
    def text(self) -> str:
        """Return what is installed; empty where nothing ever was."""
        return self.path.read_bytes().decode() if self.path.exists() else ""

    @text.setter
    def text(self, table: str) -> None:
        self.path.write_bytes(table.encode())


def own_crontab(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Table:
    """Put a program `crontab` in front of the PATH that keeps its table in `folder`."""
    programs = folder / "programs"
    programs.mkdir()
    table = Table(folder / "table", programs)
    program = programs / "crontab"
    program.write_text(_PROGRAM.format(table=table.path), encoding="utf-8")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{programs}{os.pathsep}{os.environ['PATH']}")
    return table


def run_as_cron(line: str, home: Path) -> subprocess.CompletedProcess[str]:
    """Run the command of a line with the environment that cron gives, the percent signs read as cron reads them."""
    command = line.split(None, 5)[5]
    pieces = re.split(r"((?:\\.)|%)", command, flags=re.DOTALL)  # a sign after a backslash ends nothing
    if "%" in pieces:
        pieces = pieces[: pieces.index("%")]
    command = "".join("%" if piece == "\\%" else piece for piece in pieces)
    return subprocess.run(
        ["/bin/sh", "-c", command],
        env={"HOME": str(home), "LOGNAME": "nobody", "SHELL": "/bin/sh", "PATH": "/usr/bin:/bin"},
        cwd=home,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        encoding="utf-8",
        timeout=120,
        check=False,
    )
