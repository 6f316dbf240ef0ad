"""An honest history to be forged, made once by commands of mcu and copied for each test."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest

from tests.proof.forging import Forger
from tests.working_day import FIRST, SECOND

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import Mcu


@pytest.fixture(scope="session")
def honest_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Name the folder of the store that all others are copies of; the first test that wants one makes it."""
    return tmp_path_factory.mktemp("honest") / "store"


@pytest.fixture
def forger(mcu: Mcu, tmp_path: Path, honest_template: Path, monkeypatch: pytest.MonkeyPatch) -> Forger:
    """Return who can write to a store with two appeals, a reception and a saved summary."""
    if not honest_template.is_dir():
        mcu("init", honest_template)
        monkeypatch.chdir(honest_template)
        _honest(mcu)
        Forger(honest_template).git("gc", "--quiet")  # one pack is copied sooner than a hundred objects
    root = tmp_path / "store"
    shutil.copytree(honest_template, root)
    monkeypatch.chdir(root)
    return Forger(root)


def _honest(mcu: Mcu) -> None:
    day = "2026-11-20T18:{:02}:00+05:00".format
    mcu(
        "add", "--channel", "phone", "--text", "Яма на дороге.", "--name", "Иванова А. А.",
        "--phone", "+7 900 000-00-00", now=day(0),
    )  # fmt: skip
    mcu("add", "--channel", "letter", "--text", "Не горит фонарь.", "--name", "Петров П. П.", now=day(1))
    mcu("assign", FIRST, "--to", "roads", now=day(2))
    mcu("answer", FIRST, "--interim", "--text", "Передали дорожной службе.", now=day(3))
    mcu("note", FIRST, "--text", "Позвонили в управление.", now=day(4))
    mcu("edit", SECOND, "--set", "place.street=улица Мира", now=day(5))
    mcu(
        "reception", "add", "--official", "Глава", "--day", "today", "--form", "scheduled", "--rank", "head", now=day(6)
    )
    mcu("summary", "--save", now=day(7))
