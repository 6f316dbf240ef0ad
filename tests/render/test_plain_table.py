"""Tables of a report in plain text: as tabulate sets them, without importing it."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from tabulate import tabulate

from mcu_cli.render.report.terminal import plain_table

WORDS = ("за", "период", "предыдущий", "из них писали не один раз", "+/−", "%", "1 204", "доля в канале", "a  b", "")
CELLS = st.sampled_from(WORDS)
HEADINGS = st.sampled_from([word for word in WORDS if word != "a  b"])


@st.composite
def tables(draw: st.DrawFn) -> tuple[list[list[str]], list[str], list[bool]]:
    columns = draw(st.integers(1, 6))
    names = st.sampled_from([word for word in WORDS if word])
    rows = draw(st.lists(st.tuples(names, *[CELLS] * (columns - 1)).map(list), min_size=1, max_size=4))
    headings = draw(st.lists(HEADINGS, min_size=columns, max_size=columns))
    right = draw(st.lists(st.booleans(), min_size=columns, max_size=columns))
    return rows, headings if any(headings) else [], right


@given(table=tables())
def test_a_plain_table_is_set_as_tabulate_does(table: Any) -> None:
    rows, headings, right = table
    expected = tabulate(
        rows,
        headings,
        tablefmt="simple",
        disable_numparse=True,
        colalign=["right" if one else "left" for one in right],
        maxheadercolwidths=[100, *[14] * (len(right) - 1)],
    )
    assert plain_table(rows, headings, right=right).split("\n") == [line.rstrip() for line in expected.splitlines()]


def test_a_long_word_of_a_heading_is_broken() -> None:
    lines = plain_table([["дом", "1"]], ["", "перераспределено"], right=[False, True]).split("\n")
    assert [line.strip() for line in lines[:2]] == ["перераспределе", "но"]
