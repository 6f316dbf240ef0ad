"""Reports in the forms of text: aligned, as wide as the terminal, and nothing of strangers that acts."""

from __future__ import annotations

import ast
import csv
import io
import re
from typing import TYPE_CHECKING

import pytest

from mcu_cli.language import speaking
from mcu_cli.render.cells import columns_of
from mcu_cli.render.report import sections as places
from mcu_cli.render.report.cell_text import cell_text
from mcu_cli.render.report.long_csv import csv_report
from mcu_cli.render.report.markdown import markdown_report, markdown_text
from mcu_cli.render.report.section import Chart, Column, Section
from mcu_cli.render.report.section import Kind as Of
from mcu_cli.render.report.sections import sections
from mcu_cli.render.report.terminal import plain_report, terminal_report
from mcu_cli.reports.periods import Kind
from tests.conftest import ROOT
from tests.render.drawn_reports import data_of, hostile

if TYPE_CHECKING:
    from collections.abc import Callable

    from mcu_cli.render.report.section import Cell

PARTS = ROOT / "mcu_cli" / "render" / "report" / "parts"
TEXTS: dict[str, Callable[..., str]] = {
    "plain": plain_report,
    "terminal": lambda data: terminal_report(data, width=100, colour=False),
    "coloured": lambda data: terminal_report(data, width=100, colour=True),
    "markdown": markdown_report,
    "csv": csv_report,
}
_DRAWING = {"Section", "breakdown", "_shares"}  # what is called with the name of a table first
# Everything that would steer a terminal; the colours of our own are taken off before.
ACTIVE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
COLOURS = re.compile(r"\x1b\[[0-9;]*m")


def rows_of(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text), delimiter=";"))


# --- Which tables a report has


def names(kind: Kind, *, report: str = "public", full: bool = False) -> list[str]:
    return list(dict.fromkeys(section.name for section in sections(data_of(kind) | {"kind": report}, full=full)))


def test_a_day_is_short_a_year_has_all_and_so_has_any_period_in_full() -> None:
    day, week, month, year = (names(kind) for kind in (Kind.DAY, Kind.WEEK, Kind.MONTH, Kind.YEAR))
    assert set(day) < set(week) < set(month)
    assert set(month) - {"series"} < set(year)  # of a year there is but one month on record
    assert set(names(Kind.DAY)) < set(names(Kind.DAY, full=True))
    assert names(Kind.YEAR) == names(Kind.YEAR, full=True)
    assert day[0] == "received"
    assert year[-1] == "outcomes"


def test_the_order_of_tables_is_the_same_in_each_report() -> None:
    whole = list(places._PLACES)
    for kind in (Kind.DAY, Kind.WEEK, Kind.MONTH, Kind.QUARTER):
        found = names(kind)
        assert found == [name for name in whole if name in found]


def test_a_review_tells_of_letters_in_any_period_and_not_of_networks() -> None:
    for kind in (Kind.WEEK, Kind.QUARTER):
        found = names(kind, report="review")
        assert {"forms", "bands", "outcomes", "backlog"} <= set(found)
        assert {"networks", "data_quality"} & set(found) == set()


def test_what_speaks_of_the_work_behind_the_record_is_for_the_office_alone() -> None:
    for full in (False, True):
        assert {"sources", "centre", "data_quality"} & set(names(Kind.YEAR, full=full)) == set()
    data = data_of(Kind.YEAR) | {"kind": "internal"}
    data["data_quality"] |= {"without_topic": 1}
    assert "data_quality" in {section.name for section in sections(data)}


def test_columns_without_a_value_are_left_out_and_it_is_said_once_why() -> None:
    (received, *others) = sections(data_of(Kind.MONTH))
    for section in (received, *others):
        for at in range(1, len(section.columns)):
            assert any(row[at] is not None for row in section.rows), (section.title, section.columns[at])
    assert received.note == (
        "There is no comparison with the period before and the year before: the record begins on 2026-11-02."
    )
    assert [section.title for section in others if "record begins" in section.note] == []


def test_a_chart_follows_its_columns_where_others_are_left_out() -> None:
    drawn = Section(
        "x", "X", (Column(""), Column("a"), Column("b")), [["n", None, 1]], Chart(0, (1, 2)), total=["", None, 1]
    )
    kept = places._without_empty_columns(drawn)
    assert [column.heading for column in kept.columns] == ["", "b"]
    assert (kept.rows, kept.total, kept.chart) == ([["n", 1]], ["", 1], Chart(0, (1,)))
    assert places._without_empty_columns(drawn._replace(chart=Chart(0, (1,)))).chart is None


def test_rows_that_add_up_have_the_whole_below_them() -> None:
    (channels,) = (section for section in sections(data_of(Kind.WEEK)) if section.name == "channels")
    assert channels.total == ["Total", 2, 100.0, 3, 1, 1, 1, 1]
    for at in (1, 3):
        assert channels.total[at] == sum(row[at] for row in channels.rows)  # type: ignore[misc]  # numbers
    (topics,) = (section for section in sections(data_of(Kind.WEEK)) if section.name == "topics")
    assert topics.total is None
    with speaking("ru"):
        said = plain_report(data_of(Kind.WEEK))
    assert re.search(r"^Всего +2 +100,0\u00a0% ", said, re.MULTILINE)


def test_growth_of_the_whole_is_that_of_the_sums() -> None:
    data = data_of(Kind.MONTH)
    for number, one in enumerate(data["channels"]):
        one |= {"received_last_year": number + 1, "change_percent": 1.0}
    gone = {**data["channels"][0], "id": "mail", "title": "mail", "received": 0, "received_last_year": 3}
    gone |= {name: 0 for name in gone if name.startswith(("answered", "handled", "received_m"))}
    data["channels"].append(gone)
    (channels,) = (section for section in sections(data) if section.name == "channels")
    before = sum(row[3] for row in channels.rows)  # type: ignore[misc]  # numbers
    assert channels.rows[-1][0] == "mail"
    assert channels.total is not None
    received = sum(row[1] for row in channels.rows)  # type: ignore[misc]  # numbers
    assert channels.total[3:5] == [before, round(100 * (received - before) / before, 1)]


def test_a_report_ends_with_its_origin_and_not_with_a_table() -> None:
    for form in (plain_report, markdown_report):
        last = [line for line in form(data_of()).splitlines() if line][-1]
        assert "mcu report week" in last
    assert "fingerprint" not in {section.name for section in sections(data_of(Kind.YEAR))}


def test_a_text_for_the_press_has_no_tables() -> None:
    assert sections(data_of() | {"kind": "press"}) == []


@pytest.mark.parametrize(
    ("last", "as_long_as"),
    [
        ("2026-11-01", Kind.DAY),
        ("2026-11-10", Kind.WEEK),
        ("2026-11-28", Kind.MONTH),
        ("2027-01-31", Kind.QUARTER),
        ("2027-11-01", Kind.YEAR),
    ],
)
def test_a_range_of_days_tells_as_much_as_a_period_of_its_length(last: str, as_long_as: Kind) -> None:
    assert places._length({"kind": "range", "from": "2026-11-01", "to": last}).name == as_long_as.name


def test_every_table_that_a_part_may_draw_has_its_place_in_reports() -> None:
    drawn: set[str] = set()
    for path in PARTS.glob("*.py"):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        constants = {
            target.id: node.value.value
            for node in ast.walk(tree)
            if isinstance(node, ast.Assign)
            and isinstance(node.value, ast.Constant)
            and isinstance(node.value.value, str)
            for target in node.targets
            if isinstance(target, ast.Name)
        }
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in _DRAWING:
                match node.args[0]:
                    case ast.Constant(value=str(name)):
                        drawn.add(name)
                    case ast.Name(id=name) if name in constants:
                        drawn.add(constants[name])
    assert len(drawn) > 30
    assert drawn == set(places._PLACES)


def test_every_part_is_asked() -> None:
    modules = {path.stem for path in PARTS.glob("*.py")} - {"__init__"}
    assert {part.__name__.rpartition(".")[2] for part in places._PARTS} == modules


# --- Cells


@pytest.mark.parametrize(
    ("cell", "kind", "russian", "english"),
    [
        (9546, Of.NUMBER, "9\u00a0546", "9,546"),
        (9546.26, Of.DECIMAL, "9\u00a0546,3", "9,546.3"),
        (12.5, Of.PERCENT, "12,5\u00a0%", "12.5%"),
        (1200, Of.CHANGE, "+1\u00a0200", "+1,200"),
        (-3, Of.CHANGE, "−3", "−3"),
        (0, Of.CHANGE, "0", "0"),
        (-4.5, Of.CHANGE_PERCENT, "−4,5\u00a0%", "−4.5%"),
        (0.0, Of.CHANGE_PERCENT, "0,0\u00a0%", "0.0%"),
        ("2025-12-24", Of.DAY, "24.12.2025", "2025-12-24"),
        ("a\n\x1b b", Of.TEXT, "a <U+001B> b", "a <U+001B> b"),
        (None, Of.NUMBER, "—", "—"),
        (None, Of.DAY, "—", "—"),
    ],
)
def test_a_cell_is_written_by_its_kind(cell: Cell, kind: Of, russian: str, english: str) -> None:
    assert cell_text(cell, kind) == english
    with speaking("ru"):
        assert cell_text(cell, kind) == russian


# --- Breakdowns


def test_short_periods_stand_beside_their_month_and_long_ones_beside_the_year_before() -> None:
    week, month = (
        next(section for section in sections(data_of(kind)) if section.name == "channels")
        for kind in (Kind.WEEK, Kind.MONTH)
    )
    assert [column.heading for column in week.columns] == [
        "",
        "received",
        "share",
        "received in the month",
        "answered",
        "answered in the month",
        "handled",
        "handled in the month",
    ]
    assert week.rows[0] == ["Incident Management", 1, 50.0, 2, 1, 1, 1, 1]
    assert "received in the month" not in [column.heading for column in month.columns]


def test_each_stretch_of_time_stands_once_in_the_first_table() -> None:
    day, month, year = (
        [column.heading for column in sections(data_of(kind))[0].columns] for kind in (Kind.DAY, Kind.MONTH, Kind.YEAR)
    )
    assert day[1:5] == ["period", "since the first of the month", "since 1 January", "period before"]
    assert month == ["", "period", "since the beginning of the quarter", "since 1 January"]  # October is not on record
    assert year == ["", "period"]  # the year before is not on record


# --- Text


@pytest.mark.parametrize("width", range(24, 60, 5))
def test_no_line_ends_within_a_number(width: int) -> None:
    said = "Рассмотрено 9\u00a0546\u00a0обращений, это на 23\u00a0% больше; " * 9
    data = data_of() | {"kind": "press", "paragraphs": [f"{said}итого", f"{said}итого."]}
    for drawn in (terminal_report(data, width=width, colour=False), plain_report(data), markdown_report(data)):
        assert drawn.count("9\u00a0546\u00a0обращений") == 18
        assert drawn.count("23\u00a0%") == 18
    lines = terminal_report(data, width=width, colour=False).splitlines()
    assert max(map(len, lines)) <= width


def test_plain_text_has_aligned_tables() -> None:
    lines = plain_report(data_of(Kind.MONTH)).splitlines()
    assert lines[0] == "Верхнереченск"
    assert lines[2] == "Citizens' appeals: November 2026"
    start = lines.index("In work")
    table = lines[start + 1 : start + 8]
    assert [line.split() for line in table[2:6]] == [
        ["waiting", "at", "the", "start", "0"],
        ["came", "in", "3"],
        ["went", "out", "1"],
        ["waiting", "at", "the", "end", "2"],
    ]
    assert len({len(line) for line in table}) == 1


@pytest.mark.parametrize("width", [60, 80, 120, 200])
@pytest.mark.parametrize("spoken", ["ru", "en"])
def test_a_terminal_of_any_width_shows_every_figure_whole(width: int, spoken: str) -> None:
    with speaking(spoken):
        data = data_of(Kind.MONTH)
        data["received"] |= {"period": 1_234_567, "year_to_date": 7_654_321}
        drawn = terminal_report(data, width=width, colour=False)
        wanted = [cell_text(n, Of.NUMBER) for n in (1_234_567, 7_654_321)]
        headings = {word for table in sections(data) for column in table.columns for word in column.heading.split()}
    assert max(map(columns_of, drawn.splitlines())) <= width
    assert [number for number in wanted if number not in drawn] == []
    assert [word for word in headings if word not in drawn] == []


def test_what_is_too_wide_goes_on_below_with_its_names() -> None:
    drawn = terminal_report(data_of(), width=60, colour=False)
    assert "By channel, continued" in drawn
    assert drawn.count("Incident Management") >= 2
    assert "continued" not in terminal_report(data_of(), width=200, colour=False)


@pytest.mark.parametrize("form", sorted(TEXTS))
def test_strangers_do_not_steer_a_terminal(form: str) -> None:
    data = data_of(Kind.YEAR, department="x")
    data["municipality"] = data["where"] = "\x1b[2J\u202ename"
    text = COLOURS.sub("", TEXTS[form](data))
    assert ACTIVE.findall(text) == []
    assert "<U+202E>name" in text.replace("\\", "")


def test_colours_come_only_where_they_are_asked_for() -> None:
    assert "\x1b[1m" in TEXTS["coloured"](data_of())
    assert "\x1b" not in TEXTS["terminal"](data_of())


def test_strangers_do_not_format_the_markdown() -> None:
    text = markdown_report(hostile())
    assert re.search(r"(?<!\\)<", text) is None
    assert "](" not in text.replace("\\](", "")
    by_table = re.findall(r"(?:^\|.*\n?)+", text, flags=re.MULTILINE)
    assert len(by_table) > 10
    for table in by_table:
        assert len({len(re.findall(r"(?<!\\)\|", line)) for line in table.splitlines()}) == 1
    assert markdown_text("a_b*c`d") == "a\\_b\\*c\\`d"


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        ("1. a", "1\\. a"),
        ("- a", "\\- a"),
        ("+ a", "\\+ a"),
        ("---", "\\---"),
        ("===", "\\==="),
        ("2021 год", "2021 год"),
        ("-5", "-5"),
    ],
)
def test_no_name_at_the_beginning_of_a_line_is_a_list_or_a_rule(given: str, shown: str) -> None:
    text = markdown_report(data_of() | {"municipality": given})
    assert shown in text.splitlines()


def test_a_report_for_the_office_says_so_first_in_every_text() -> None:
    data = data_of() | {"kind": "internal"}
    for form in ("plain", "terminal", "markdown"):
        assert "Holds personal data" in TEXTS[form](data).splitlines()[0]
        assert "Holds personal data" not in TEXTS[form](data_of())


# --- CSV


def test_csv_has_one_figure_a_line_and_no_formula() -> None:
    rows = rows_of(csv_report(data_of(department="x")))
    values = {(row["section"], row["id"], row["indicator"]): row["value"] for row in rows}
    assert values["received", "", "period"] == "2"
    assert values["received", "", "change_percent"] == ""
    assert values["backlog", "", "end"] == "2"
    assert values["channels", "incident", "received_month_to_date"] == "2"
    assert values["channels", "incident", "share_percent"] == "50.0"
    assert values["period", "", "from"] == "2026-11-16"
    assert values["report", "", "overdue"] == "2"
    assert values["series.points", "2026-11-18", "received"] == "1"
    assert not [row for row in rows for cell in row.values() if cell.startswith(("=", "@", "+"))]
    assert any(row["title"].startswith("'=1+1: [red]x[/red]<U+001B>") for row in rows)


def test_csv_says_all_that_json_says() -> None:
    data = data_of(Kind.YEAR)
    sections_found = {row["section"].partition(".")[0] for row in rows_of(csv_report(data))}
    sections_found |= {row["indicator"] for row in rows_of(csv_report(data)) if row["section"] == "report"}
    empty = {name for name, value in data.items() if value in ([], {})}
    assert set(data) - sections_found - empty == {"paragraphs"}


def test_csv_has_decimals_that_a_russian_spreadsheet_takes_for_numbers() -> None:
    with speaking("ru"):
        shares = [row["value"] for row in rows_of(csv_report(data_of())) if row["indicator"] == "share_percent"]
    assert "100,0" in shares
    assert not [share for share in shares if "." in share]
