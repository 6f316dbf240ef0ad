"""The intake folder: what counts as finished, and that nothing is lost on its way to `done/`."""

from __future__ import annotations

import os
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from mcu_cli.errors import ConflictError
from mcu_cli.store.intake_folder import Incoming, is_intake_folder, map_for, put_away, put_beside, waiting

DAY = date(2026, 11, 20)
NOW = datetime(2026, 11, 20, 13, 0, tzinfo=UTC)


def laid(folder: Path, name: str, text: str = "a", seconds: float = 600) -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    changed = NOW.timestamp() - seconds
    os.utime(path, (changed, changed))
    return path


def test_the_oldest_comes_first_and_the_youngest_waits(tmp_path: Path) -> None:
    for name, seconds in (("b", 300), ("a", 300), ("c", 900), ("d", 59), ("e", 61), ("future", -30)):
        laid(tmp_path, name, seconds=seconds)
    assert [one.path.name for one in waiting(tmp_path, NOW)] == ["c", "a", "b", "e"]


def test_what_was_changed_after_the_import_began_comes_back(tmp_path: Path) -> None:
    laid(tmp_path, "day.csv")
    (one,) = waiting(tmp_path, NOW)
    laid(tmp_path, "day.csv", "another export of the same name")
    assert put_away(one, tmp_path, DAY) is None
    assert (tmp_path / "day.csv").read_text(encoding="utf-8") == "another export of the same name"
    assert list((tmp_path / "done").rglob("*.csv")) == []
    (one,) = waiting(tmp_path, NOW)
    assert put_away(one, tmp_path, DAY) == tmp_path / "done/2026-11-20/day.csv"


def test_names_that_are_taken_get_a_number(tmp_path: Path) -> None:
    for n in range(3):
        path = laid(tmp_path, "day.rejected.csv", str(n))
        put_beside(path, tmp_path, DAY)
    done = tmp_path / "done/2026-11-20"
    assert {path.name: path.read_text(encoding="utf-8") for path in done.iterdir()} == {
        "day.rejected.csv": "0",
        "day.rejected-2.csv": "1",
        "day.rejected-3.csv": "2",
    }


def test_a_file_that_cannot_be_moved_stays_and_leaves_no_empty_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = laid(tmp_path, "day.csv")
    (one,) = waiting(tmp_path, NOW)

    def full(_path: Path, _target: Path) -> Path:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", full)
    with pytest.raises(ConflictError, match="no space is left"):
        put_away(one, tmp_path, DAY)
    assert path.read_text(encoding="utf-8") == "a"
    assert list((tmp_path / "done").rglob("*.csv")) == []


def test_a_map_is_found_by_the_beginning_of_the_name() -> None:
    maps = [Path(name) for name in ("hotline.yaml", "Hotline-urgent.YAML", "журнал.yaml")]

    def found(name: str) -> str:
        path = map_for(Incoming(Path(name), 0, 0), maps)
        return path.name if path else ""

    assert found("hotline-2026.csv") == "hotline.yaml"
    assert found("HOTLINE-urgent-2026.csv") == "Hotline-urgent.YAML"
    assert found("Журнал за ноябрь.xlsx") == "журнал.yaml"
    assert found("my hotline.csv") == ""


@pytest.mark.parametrize("name", ["intake", "Входящие", "a/b", "tables (new)", "in.coming", "2026", "x"])
def test_folders_that_may_be_named(name: str) -> None:
    assert is_intake_folder(name)


@pytest.mark.parametrize(
    "name", ["", ".", "..", "/x", "x/", "a//b", ".git", "a/.b", "Appeals", "reports/x", "a\n", "a:b"]
)
def test_folders_that_may_not_be_named(name: str) -> None:
    assert not is_intake_folder(name)
