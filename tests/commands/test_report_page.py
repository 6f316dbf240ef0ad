"""A report as a page and as a workbook, by the real program: the same bytes each time, and nothing left elsewhere."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.conftest import Mcu, StoreFolder


@pytest.fixture
def _week(store: StoreFolder, mcu: Mcu) -> None:
    """Register appeals of two channels, so that there is something to draw."""
    assert store.head
    for channel, text in (("letter", "Не чистят двор."), ("phone", "Нет света."), ("phone", "Холодно.")):
        mcu("add", "--channel", channel, "--text", text)


@pytest.mark.usefixtures("_week")
def test_charts_are_drawn_without_a_word_and_without_a_trace_in_the_home_folder(
    mcu_process: Mcu, store: StoreFolder
) -> None:
    home = Path(os.environ["HOME"])
    before = sorted(home.rglob("*"))
    done = mcu_process("report", "week", "--format", "html", "-o", "week.html")
    assert done.stdout == ""
    assert "week.html" in done.stderr
    assert len(done.stderr.splitlines()) == 1
    page = store.read("week.html")
    assert "<svg" in page
    assert sorted(home.rglob("*")) == before
    assert (store.root / ".mcu" / "charts").is_dir()
    assert "charts" not in store.git("status", "--short")


@pytest.mark.usefixtures("_week")
@pytest.mark.parametrize("form", ["html", "xlsx"])
def test_the_same_report_is_the_same_file(mcu: Mcu, store: StoreFolder, form: str) -> None:
    for name in ("one", "two"):
        mcu("report", "week", "-o", f"{name}.{form}")
    one, two = ((store.root / f"{name}.{form}").read_bytes() for name in ("one", "two"))
    assert one == two
    assert len(one) > 5000


@pytest.mark.usefixtures("_week")
def test_a_chart_needs_no_place_to_write(mcu_process: Mcu, store: StoreFolder) -> None:
    (store.root / ".mcu" / "charts").write_text("in the way", encoding="utf-8")
    done = mcu_process("report", "week", "--format", "html")
    assert "<svg" in done.stdout
    assert done.stderr == ""
