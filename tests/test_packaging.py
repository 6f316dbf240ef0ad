"""What is installed: the wheel carries the data of the package, and the locks pin all that it needs."""

from __future__ import annotations

import re
import subprocess
import sys
import tomllib
from pathlib import Path
from zipfile import ZipFile

import pytest

from mcu_cli import __version__

ROOT = Path(__file__).resolve().parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
LOCKS = ("run", "dev", "build", "fuzz")
PIN = re.compile(r"(?P<name>[a-z0-9-]+)==(?P<version>\S+)(?: ; (?P<marker>[^\\]+))? \\")
HASH = re.compile(r"    --hash=sha256:[0-9a-f]{64}(?: \\)?")
SOURCES = {".py", ".yaml", ".xlsx", ".mo", ".html"}


def lines_of(lock: str) -> list[str]:
    """Give the lines of a lock that say something: no comments, which stand on lines of their own."""
    text = (ROOT / "requirements" / f"{lock}.txt").read_text(encoding="utf-8")
    return [line for line in text.splitlines() if line and not line.lstrip().startswith("#")]


def pinned(lock: str) -> dict[str, str]:
    """Give the version of each package in a lock."""
    return {match["name"]: match["version"] for line in lines_of(lock) if (match := PIN.fullmatch(line)) is not None}


def names_in(requirements: list[str]) -> set[str]:
    """Give the names in requirements like `typer>=0.26,<0.29`, spelt as locks spell them."""
    return {re.split(r"[^\w.-]", text, maxsplit=1)[0].lower().replace("_", "-") for text in requirements}


def test_the_wheel_carries_code_data_and_command(tmp_path: Path) -> None:
    pytest.importorskip("hatchling", reason="the build backend is not installed; `make test` installs it")
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", str(tmp_path)],
        cwd=ROOT,
        check=True,
        capture_output=True,
    )
    wheel = tmp_path / f"mcu-{__version__}-py3-none-any.whl"
    with ZipFile(wheel) as archive:
        names = set(archive.namelist())
        commands = archive.read(f"mcu-{__version__}.dist-info/entry_points.txt").decode()
    expected = {path.relative_to(ROOT).as_posix() for path in (ROOT / "mcu_cli").rglob("*") if path.suffix in SOURCES}
    assert {
        "mcu_cli/demo/incident_export.xlsx",
        "mcu_cli/render/pages/summary.html",
        "mcu_cli/store/defaults/categories.yaml",
    } <= expected
    assert expected <= names
    assert {name.split("/")[0] for name in names} == {"mcu_cli", f"mcu-{__version__}.dist-info"}
    assert "mcu = mcu_cli.main:main" in commands.splitlines()


@pytest.mark.parametrize("lock", LOCKS)
def test_a_lock_holds_pins_and_hashes_and_nothing_else(lock: str) -> None:
    # No option, address or path: a lock is the same on every machine.
    assert [line for line in lines_of(lock) if not PIN.fullmatch(line) and not HASH.fullmatch(line)] == []
    pins = pinned(lock)
    assert pins
    assert sum(line.startswith("    --hash=") for line in lines_of(lock)) >= len(pins)


def test_what_the_project_declares_is_locked() -> None:
    project = PROJECT["project"]
    assert names_in(project["dependencies"]) <= set(pinned("run"))
    assert names_in(project["optional-dependencies"]["dev"]) <= set(pinned("dev"))
    assert names_in(PROJECT["dependency-groups"]["build"]) <= set(pinned("build"))
    assert names_in(PROJECT["dependency-groups"]["fuzz"]) <= set(pinned("fuzz"))
    assert names_in(PROJECT["build-system"]["requires"]) <= set(pinned("build"))


def test_the_locks_agree_where_they_meet() -> None:
    together: dict[str, set[str]] = {}
    for lock in LOCKS:
        for name, version in pinned(lock).items():
            together.setdefault(name, set()).add(version)
    assert {name: versions for name, versions in together.items() if len(versions) > 1} == {}
