"""Charts of reports: what is drawn, what is not, and that no label acts."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

import pytest

from mcu_cli.language import speaking
from mcu_cli.render.report.charts import MOST_BARS, chart_svg
from mcu_cli.render.report.section import Cell, Chart, Column, Kind, Section
from tests.conftest import ROOT

if TYPE_CHECKING:
    from pathlib import Path

BARS = Chart(0, (1,))
COLUMNS = (Column("", Kind.TEXT), Column("received"), Column("share", Kind.PERCENT))


def section(*rows: list[Cell], chart: Chart | None = BARS, title: str = "By channel") -> Section:
    return Section("channels", title, COLUMNS, list(rows), chart)


def read(svg: str) -> ET.Element:
    return ET.fromstring(svg)  # noqa: S314  # our own drawing


def texts(svg: str) -> list[str]:
    return [element.text or "" for element in read(svg).iter("text")]


def test_bars_have_names_and_numbers_as_a_reader_expects_them() -> None:
    with speaking("ru"):
        found = texts(chart_svg(section(["письмо", 1234, None], ["телефон", 5, None]), "c"))
    assert found == ["1\u00a0234", "5", "письмо", "телефон"]


def test_what_cannot_be_said_is_a_dash_and_no_zero() -> None:
    found = texts(chart_svg(section(["a", 3, 1.0], ["b", 2, None], chart=Chart(0, (1, 2))), "c"))
    assert "—" in found
    assert "0" not in found


@pytest.mark.parametrize(
    "drawn",
    [
        section(["a", 1, None], ["b", 2, None], chart=None),
        section(["a", 7, None]),
        section(["a", 0, None], ["b", None, None]),
        section(),
    ],
    ids=["no chart wanted", "one bar", "nothing but zeros", "no rows"],
)
def test_a_chart_that_would_say_nothing_is_not_drawn(drawn: Section) -> None:
    assert chart_svg(drawn, "c") == ""


def test_a_chart_shows_the_largest_and_the_table_has_the_rest() -> None:
    rows: list[list[Cell]] = [[f"topic {n:02}", 100 - n, None] for n in range(40)]
    found = texts(chart_svg(section(*rows), "c"))
    assert f"topic {MOST_BARS - 1:02}" in found
    assert f"topic {MOST_BARS:02}" not in found


def test_bars_without_a_length_are_for_the_table_alone() -> None:
    found = texts(chart_svg(section(["a", 3, None], ["none", 0, None], ["b", 2, None]), "c"))
    assert found == ["3", "2", "a", "b"]


def test_a_long_name_takes_two_lines_and_is_cut() -> None:
    long = "Неудовлетворительная уборка улиц, тротуаров и остановок общественного транспорта"
    found = texts(chart_svg(section([long, 3, None], ["b", 2, None]), "c"))
    assert "Неудовлетворительная уборка" in found
    assert any(line.endswith("…") for line in found)


def test_a_line_has_a_mark_for_each_day_and_a_gap_where_nothing_is_known() -> None:
    columns = (Column("", Kind.DAY), Column("received"), Column("answered"))
    rows: list[list[Cell]] = [[f"2026-11-{day:02}", day, None if day == 5 else 1] for day in range(1, 15)]
    chart = Chart(0, (1, 2), is_line=True)
    svg = chart_svg(Section("series", "Day by day", columns, rows, chart), "c")
    assert "received" in texts(svg)
    assert "answered" in texts(svg)
    root = read(svg)
    marks = sorted(len(group.findall("use")) for group in root.iter("g"))
    assert marks[-2:] == [13, 14]


@pytest.mark.parametrize("name", ["$\\frac{1}$", "<b>&amp;</b>", "😀 двор", "\x1b[2J\u202e", "一二三", "№ 5, §2", " "])
def test_no_label_breaks_or_steers_a_chart(name: str) -> None:
    svg = chart_svg(section([name, 3, None], ["b", 2, None], title=name), "c")
    root = read(svg)
    assert {element.tag for element in root.iter()} <= {
        "svg",
        "title",
        "desc",
        "defs",
        "g",
        "path",
        "text",
        "clipPath",
        "rect",
    }
    assert not any(sign in svg for sign in "\x1b\u202e")
    assert not any("😀" in text or "一" in text for text in texts(svg))
    if "№" in name:
        assert "№ 5, §2" in texts(svg)


def test_charts_do_not_share_their_ids() -> None:
    first, second = (chart_svg(section(["a", 3, None], ["b", 2, None]), name) for name in ("s1", "s2"))
    ids = [{element.get("id") for element in read(svg).iter()} - {None} for svg in (first, second)]
    assert ids[0]
    assert ids[0] & ids[1] == set()


def test_the_same_table_gives_the_same_drawing() -> None:
    drawn = section(["a", 3, None], ["b", 2, None], chart=Chart(0, (1, 2)))
    assert chart_svg(drawn, "c") == chart_svg(drawn, "c")


def test_a_chart_follows_no_settings_of_whoever_draws_it_and_leaves_nothing_behind(tmp_path: Path) -> None:
    (tmp_path / "matplotlibrc").write_text("font.size: 40\naxes.facecolor: red\n", encoding="utf-8")
    code = (
        "from mcu_cli.render.report.charts import chart_svg\n"
        "from tests.render.test_report_charts import section\n"
        "import sys\n"
        "sys.stdout.write(chart_svg(section(['a', 3, None], ['b', 2, None]), 'c'))\n"
        "assert 'matplotlib.pyplot' not in sys.modules\n"
    )
    home = tmp_path / "home"
    home.mkdir()
    environment = {
        **os.environ,
        "PYTHONPATH": str(ROOT),
        "HOME": str(home),
        "USERPROFILE": str(home),
        "XDG_CONFIG_HOME": str(home / "config"),
        "XDG_CACHE_HOME": str(home / "cache"),
        "MPLCONFIGDIR": str(tmp_path / "charts"),
    }
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path, env=environment, capture_output=True, check=True, encoding="utf-8"
    )
    assert done.stderr == ""
    assert done.stdout == chart_svg(section(["a", 3, None], ["b", 2, None]), "c")
    assert list(home.iterdir()) == []
