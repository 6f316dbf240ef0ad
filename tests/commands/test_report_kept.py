"""A report of a period that is over is kept, and shown again only where nothing has changed."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from mcu_cli import report_memory
from tests.catalogue import PACKAGE

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import Mcu, StoreFolder

OVER = ("report", "2026-10")
LATER = "2026-12-02T10:00:00+03:00"


def kept(store: StoreFolder) -> list[Path]:
    folder = store.root / ".mcu" / "reports"
    return sorted(folder.iterdir()) if folder.is_dir() else []


def mark(store: StoreFolder) -> None:
    """Write another text into what is kept, so that one sees whether it is shown."""
    for path in kept(store):
        found = json.loads(path.read_text(encoding="utf-8"))
        path.write_text(json.dumps(found | {"report": "kept\n"}), encoding="utf-8")


@pytest.mark.parametrize("form", ["terminal", "md", "json"])
def test_the_second_time_it_is_the_same_and_read(mcu: Mcu, store: StoreFolder, form: str) -> None:
    first = mcu(*OVER, "--format", form).stdout
    assert len(kept(store)) == 1
    assert mcu(*OVER, "--format", form).stdout == first
    assert mcu(*OVER, "--format", form, now=LATER).stdout == first
    mark(store)
    assert mcu(*OVER, "--format", form).stdout == "kept\n"
    assert mcu(*OVER, "--format", form, "--full").stdout != "kept\n"


def test_a_file_gets_what_is_kept(mcu: Mcu, store: StoreFolder) -> None:
    mcu(*OVER)
    mark(store)
    mcu(*OVER, "-o", "october.txt", cwd=store.root)
    assert (store.root / "october.txt").read_text(encoding="utf-8") == "kept\n"


@pytest.mark.parametrize(
    "more",
    [
        ("--kind", "internal"),
        ("--kind", "press"),
        ("--format", "csv"),
        ("--format", "html"),
        ("--where", "channel:pos"),
        ("--as-of", "2026-11-01"),
        ("--at", "HEAD"),
    ],
)
@pytest.mark.usefixtures("store")
def test_other_reports_are_not_kept(mcu: Mcu, store: StoreFolder, more: tuple[str, ...]) -> None:
    mcu(*OVER, *more)
    assert not kept(store)


def test_a_period_that_is_not_over_is_not_kept(mcu: Mcu, store: StoreFolder) -> None:
    mcu("report", "2026-11")
    mcu("report", "2026")
    assert not kept(store)


def test_after_a_change_it_is_counted_anew(mcu: Mcu, store: StoreFolder) -> None:
    before = mcu(*OVER, "--json").data
    mark(store)
    mcu(
        "add",
        "--channel",
        "phone",
        "--text",
        "Не горит фонарь.",
        "--category",
        "roads",
        "--received",
        "2026-10-05T10:00",
    )
    after = mcu(*OVER, "--json").data
    assert after["fingerprint"] != before["fingerprint"]
    assert len(kept(store)) == 1


def test_every_folder_of_the_program_counts() -> None:
    stamps = {*report_memory._stamps()}
    for folder in {path.parent for kind in ("*.py", "*.mo", "*.html") for path in PACKAGE.rglob(kind)}:
        assert max(path.stat().st_mtime_ns for path in folder.iterdir() if path.is_file()) in stamps
