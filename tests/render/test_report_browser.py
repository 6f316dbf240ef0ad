"""A report in a real browser: on a desk, on a telephone, on paper; the pictures are looked at, not only taken."""

from __future__ import annotations

import io
import os
import shutil
import subprocess
from typing import TYPE_CHECKING

import pytest

from mcu_cli.language import speaking
from mcu_cli.render.report.html import html_report
from mcu_cli.reports.periods import Kind
from tests.render.drawn_reports import data_of, hostile

if TYPE_CHECKING:
    from pathlib import Path

    from PIL import Image as Images

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), "")
ALONE = {"HOME", "PATH", "LANG", "TMPDIR"}
TIMEOUT = 120

pytestmark = pytest.mark.skipif(not CHROMIUM, reason="no Chromium is installed")


def run(folder: Path, *options: str) -> None:
    """Open the page in `folder` with nothing of the operator's own."""
    environment = {name: value for name, value in os.environ.items() if name in ALONE}
    subprocess.run(
        [
            CHROMIUM,
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            "--hide-scrollbars",
            f"--user-data-dir={folder / 'profile'}",
            *options,
            (folder / "report.html").as_uri(),
        ],
        check=True,
        capture_output=True,
        timeout=TIMEOUT,
        env=environment,
        cwd=folder,
    )


def picture(folder: Path, width: int, height: int = 5000) -> Images.Image:
    """Return what a window of this size shows."""
    from PIL import Image

    run(folder, "--screenshot=page.png", f"--window-size={width},{height}")
    return Image.open(io.BytesIO((folder / "page.png").read_bytes())).convert("RGB")


def ink_of_bars(shown: Images.Image) -> int:
    """Return how many pixels have the colour of titles and bars: #24476b."""
    from PIL import Image, ImageChops

    away = ImageChops.difference(shown, Image.new("RGB", shown.size, (0x24, 0x47, 0x6B)))
    return sum(away.convert("L").histogram()[:8])


def is_white_at_the_side(shown: Images.Image) -> bool:
    """Whether nothing reaches the right edge: what does goes on beyond it."""
    edge = shown.crop((shown.width - 4, 0, shown.width, shown.height)).convert("L")
    return edge.getextrema() == (255, 255)


@pytest.fixture
def page(tmp_path: Path) -> Path:
    """Return a folder with the page of a report of a year."""
    with speaking("ru"):
        text = html_report(data_of(Kind.YEAR))
    (tmp_path / "report.html").write_text(text, encoding="utf-8")
    return tmp_path


@pytest.mark.parametrize("width", [1200, 390])
def test_the_page_shows_text_and_charts_and_nothing_runs_off_the_side(page: Path, width: int) -> None:
    shown = picture(page, width)
    assert shown.width == width
    grey = shown.convert("L").histogram()
    assert sum(grey[:200]) > 0.01 * shown.width * shown.height  # a blank page has no ink
    assert ink_of_bars(shown) > 2000
    assert is_white_at_the_side(shown)


def test_hostile_names_leave_the_page_whole(tmp_path: Path) -> None:
    (tmp_path / "report.html").write_text(html_report(hostile()), encoding="utf-8")
    shown = picture(tmp_path, 1200)
    assert is_white_at_the_side(shown)


def test_the_page_prints_on_a4_with_headings_on_each_page(page: Path) -> None:
    run(page, "--no-pdf-header-footer", "--print-to-pdf=report.pdf")
    printed = (page / "report.pdf").read_bytes()
    assert printed.startswith(b"%PDF")
    if shutil.which("pdfinfo") is None:
        pytest.skip("no pdfinfo is installed, which tells the size of a page")
    told = subprocess.run(["pdfinfo", "report.pdf"], cwd=page, check=True, capture_output=True, encoding="utf-8").stdout
    assert "(A4)" in told
    pages = int(told.split("Pages:")[1].split()[0])
    assert 2 <= pages <= 12
