"""The demo: a whole day played with mcu's own commands, the same every time."""

from __future__ import annotations

import re
import subprocess
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    import pytest

    from tests.conftest import Mcu

STEPS = (
    "init", "import", "agenda", "add", "assign", "answer", "escalate", "undo", "show", "report", "summary", "log",
    "check",
)  # fmt: skip


def test_the_demo_plays_a_day_and_leaves_a_store_in_order(mcu: Mcu, tmp_path: Path) -> None:
    folder = tmp_path / "scratch"
    played = mcu("demo", folder)
    for step in STEPS:
        assert f"\n$ mcu {step}" in played.stdout
    assert "new: 312 appeals" in played.stdout
    assert "unchanged: 312 appeals" in played.stdout
    assert re.search(r"\d+ files checked: 0 errors, 0 warnings", played.stdout)
    assert str(folder) in played.stdout.splitlines()[0]
    assert "Try next" in played.stdout
    clean = subprocess.run(["git", "status", "--porcelain"], cwd=folder, check=True, capture_output=True)
    assert clean.stdout == b""


def test_the_demo_is_the_same_each_time(mcu: Mcu, tmp_path: Path) -> None:
    first, second = (mcu("demo", tmp_path / name / "store").stdout.replace(f"/{name}/", "/") for name in ("a", "b"))
    assert first == second


def test_the_demo_needs_no_identity_and_makes_its_own_folder(
    mcu: Mcu, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", str(tmp_path / "none"))
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setattr("tempfile.tempdir", None)
    played = mcu("demo")
    (made,) = tmp_path.glob("mcu-demo-*")
    assert str(made) in played.stdout


def test_the_demo_does_not_play_in_a_folder_with_something_in_it(mcu: Mcu, tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("mine", encoding="utf-8")
    refused = mcu("demo", tmp_path, code=2)
    assert "is not empty" in refused.stderr
    assert sorted(path.name for path in tmp_path.iterdir()) == ["mine.txt"]
