"""The project's own folder is a store: what it shows is what mcu writes."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from mcu_cli.domain.ledgers.ledger import from_path
from mcu_cli.store.item_schema import read_item, write_item
from mcu_cli.store.schema import read_appeal, write_appeal

if TYPE_CHECKING:
    from tests.conftest import Mcu

ROOT = Path(__file__).resolve().parents[1]
LEDGERS = ("receptions", "instructions", "polls", "works")
STORE = (
    "departments.yaml",
    "categories.yaml",
    "templates",
    "press",
    "appeals",
    *LEDGERS,
    ".gitignore",
    ".gitattributes",
)
TEMPLATES = sorted(path for name in ("templates", "press") for path in (ROOT / name).rglob("*.txt"))
ITEMS = sorted(path for name in LEDGERS for path in (ROOT / name).rglob("*.yaml"))
APPEALS = sorted((ROOT / "appeals").rglob("*.yaml"))


@pytest.fixture
def own_store(tmp_path: Path) -> Path:
    """Put the project's store into a repository of its own, whatever git says of the checkout."""
    for name in STORE:
        source = ROOT / name
        if source.is_dir():
            shutil.copytree(source, tmp_path / name)
        else:
            shutil.copy(source, tmp_path / name)
    for arguments in (("init", "-q"), ("add", "-A"), ("commit", "-qm", "the project's store")):
        subprocess.run(["git", *arguments], cwd=tmp_path, check=True)
    return tmp_path


def test_about_ten_appeals_show_the_format() -> None:
    assert len(APPEALS) == 10


@pytest.mark.parametrize("path", APPEALS, ids=lambda path: path.stem)
def test_each_file_is_canonical(path: Path) -> None:
    data = path.read_bytes()
    assert write_appeal(read_appeal(data, file=path.name)) == data


@pytest.mark.parametrize("path", ITEMS, ids=lambda path: path.stem)
def test_each_item_of_the_ledgers_is_canonical(path: Path) -> None:
    item_id = from_path(path.relative_to(ROOT).as_posix())
    assert item_id is not None
    data = path.read_bytes()
    assert write_item(read_item(data, item_id.ledger, file=path.name)) == data


def test_each_ledger_has_an_example() -> None:
    assert {path.parts[-3] for path in ITEMS} == set(LEDGERS)


def test_they_show_statuses_and_channels(own_store: Path, mcu: Mcu) -> None:
    listed = mcu("list", "--json", cwd=own_store).data
    shown = {appeal["status"] for appeal in listed}
    assert shown == {"assigned", "answered", "closed", "deferred", "duplicate", "rejected"}
    assert {appeal["channel"] for appeal in listed} >= {"incident", "phone", "letter", "reception", "urgent", "mail"}


def test_the_store_has_no_errors(own_store: Path, mcu: Mcu) -> None:
    checked = mcu("check", "--json", cwd=own_store)
    assert checked.data["errors"] == 0
    assert checked.data["files"] == 12 + len(TEMPLATES) + len(ITEMS)
