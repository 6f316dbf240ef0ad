"""Tables: plain text for pipes, drawn for terminals, strangers' words as they are in both."""

from __future__ import annotations

import io
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tabulate import tabulate

from mcu_cli.render import tables
from mcu_cli.render.cells import columns_of
from mcu_cli.render.out import Out
from mcu_cli.render.tables import plain_table, print_rows, print_table

HOSTILE = "[bold]ж[/bold] [link=http://x]x[/link] :smile: \x1b[31m\u202e"
SHOWN = "[bold]ж[/bold] [link=http://x]x[/link] :smile: <U+001B>[31m<U+202E>"
ROWS = [["20261120-0001", "новое", "Яма на дороге у школы номер семь " * 5], ["20261120-0002", "закрыто", "Снег."]]


def printed(*rows: list[str], terminal: bool = False, width: int = 100, numbers_from: int | None = None) -> str:
    """Return the table of rows as it is printed."""
    stdout = io.StringIO()
    out = Out(stdout, io.StringIO(), width=width, terminal=terminal)
    print_table(out, ["id", "status", "text"], rows, numbers_from=numbers_from)
    return stdout.getvalue()


@pytest.mark.parametrize("terminal", [False, True])
def test_no_rows_print_nothing(*, terminal: bool) -> None:
    assert printed(terminal=terminal) == ""


def test_a_plain_table_has_a_line_a_row_and_cuts_nothing() -> None:
    lines = printed(*ROWS).splitlines()
    assert [line.split()[0] for line in lines] == ["id", "20261120-0001", "20261120-0002"]
    assert lines[1].endswith("семь")
    assert lines[2] == "20261120-0002  закрыто   Снег."
    assert lines[1].index("Яма") == lines[2].index("Снег") == lines[0].index("text")


@pytest.mark.parametrize("width", [60, 80, 100, 200])
def test_a_drawn_table_fits_the_terminal_and_keeps_the_ids_whole(width: int) -> None:
    shown = printed(*ROWS, terminal=True, width=width)
    assert all(len(line) <= width for line in shown.splitlines())
    assert "20261120-0001" in shown
    assert "Снег." in shown
    assert "\x1b" not in shown  # no colour was asked for


@pytest.mark.parametrize("terminal", [False, True])
def test_words_of_strangers_are_neither_markup_nor_controls(*, terminal: bool) -> None:
    shown = printed(["1", HOSTILE if not terminal else "а", HOSTILE], terminal=terminal, width=200)
    assert SHOWN in shown
    assert not re.search("[\x1b\u202e]", shown)


@pytest.mark.parametrize("terminal", [False, True])
def test_numbers_stand_on_the_right(*, terminal: bool) -> None:
    lines = [
        line
        for line in printed(["a", "7", "1"], ["b", "1234", "22"], terminal=terminal, numbers_from=1).splitlines()
        if "7" in line or "1234" in line
    ]
    assert len(lines) == 2
    assert lines[0].rstrip().rindex("7") == lines[1].index("1234") + 3


def test_cells_that_look_like_numbers_stay_as_they_are() -> None:
    shown = printed(["0012", "1e5", "1.50"], ["7", "-0", "1_000"])
    assert {"0012", "1e5", "1.50", "-0", "1_000"} <= set(shown.split())


_LINES = st.text(" абяж…—7.|-", min_size=1, max_size=12).map(str.strip).filter(bool)
_CELLS = st.lists(_LINES, max_size=3).map("\n".join)


@given(
    headings=st.lists(st.text("aяж—", max_size=6), min_size=3, max_size=3),
    rows=st.lists(st.tuples(_CELLS.map("7 {}".format), _CELLS, _CELLS), min_size=1, max_size=4),  # ids come first
    numbers_from=st.none() | st.integers(0, 3),
)
def test_a_plain_table_is_what_the_library_of_tables_would_make_of_it(
    headings: list[str], rows: list[tuple[str, ...]], numbers_from: int | None
) -> None:
    align = ["right" if numbers_from is not None and n >= numbers_from else "left" for n in range(3)]
    made = tabulate(rows, headings, "plain", disable_numparse=True, colalign=align)
    assert plain_table(headings, rows, numbers_from=numbers_from) == "".join(
        line.rstrip() + "\n" for line in made.split("\n")
    )


@pytest.mark.parametrize("terminal", [False, True])
@pytest.mark.parametrize("at_once", [1, 2, 3, 1000])
def test_a_long_table_is_that_which_is_held(monkeypatch: pytest.MonkeyPatch, at_once: int, *, terminal: bool) -> None:
    """However many rows are held to be measured, the last of them may be the widest."""
    monkeypatch.setattr(tables, "_AT_ONCE", at_once)
    rows = [("1", "а", "Снег."), ("22", "", "Яма на дороге"), ("333", "закрыто", "")]
    asked = []

    def cells(n: int) -> list[tuple[str, ...]]:
        asked.append(n)
        return [row[:n] for row in rows]

    stdout = io.StringIO()
    assert print_rows(Out(stdout, io.StringIO(), terminal=terminal), ["id", "status", "text"], cells) == 3
    assert stdout.getvalue() == printed(*map(list, rows), terminal=terminal, width=80)
    assert asked == ([3] if at_once >= 3 else [3, 2])  # a text that goes to the end of the line is not measured


def test_a_long_table_of_one_column_is_not_measured(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tables, "_AT_ONCE", 1)
    stdout = io.StringIO()
    assert print_rows(Out(stdout, io.StringIO()), ["id"], lambda n: [("1",)[:n], ("2",)[:n]]) == 2
    assert stdout.getvalue() == "id\n1\n2\n"


def test_a_long_table_without_rows_prints_nothing() -> None:
    stdout = io.StringIO()
    assert print_rows(Out(stdout, io.StringIO()), ["id"], lambda _n: []) == 0
    assert not stdout.getvalue()


@pytest.mark.parametrize("width", [20, 40, 60, 80, 120, 200])
def test_wide_letters_take_their_two_columns_on_a_terminal(width: int) -> None:
    rows = [["20261120-0001", "😀😀😀😀😀😀😀😀😀😀😀😀😀😀", "Яма 😀 " * 30], ["20261120-0002", "новое", "漢字"]]
    lines = printed(*rows, terminal=True, width=width).splitlines()
    assert max(map(columns_of, lines)) <= width
    assert lines[2].startswith("20261120-0001")
