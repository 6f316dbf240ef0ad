"""Columns of a terminal: a line that must not wrap never takes more than it may."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from mcu_cli.render.cells import columns_of, cut, padded


@pytest.mark.parametrize(
    ("text", "columns"),
    [
        ("", 0),
        ("Яма", 3),
        ("й", 1),
        ("и\u0306", 1),  # the same letter in two signs
        ("😀", 2),
        ("❤\ufe0f", 2),
        ("漢字", 4),
        ("«…—»", 4),
    ],
)
def test_columns_are_counted(text: str, columns: int) -> None:
    assert columns_of(text) == columns


@pytest.mark.parametrize(
    ("text", "columns", "shown"),
    [
        ("Яма на дороге", 13, "Яма на дороге"),
        ("Яма на дороге", 12, "Яма на доро…"),
        ("Яма на дороге", 8, "Яма на…"),
        ("😀😀😀", 6, "😀😀😀"),
        ("😀😀😀", 5, "😀😀…"),
        ("😀😀😀", 4, "😀…"),
        ("два\n слова\t ", 20, "два слова"),
        ("\x1b[31mкрасный", 12, "<U+001B>[31…"),
        ("Яма", 1, "…"),
        ("Яма", 0, ""),
        ("", 0, ""),
    ],
)
def test_a_text_is_cut_to_columns(text: str, columns: int, shown: str) -> None:
    assert cut(text, columns) == shown


@given(
    text=st.text(st.characters() | st.sampled_from("😀❤\ufe0f\u200d漢\u0306\x1b\u202e [b]")), columns=st.integers(0, 40)
)
def test_no_text_is_wider_than_it_may(text: str, columns: int) -> None:
    assert columns_of(cut(text, columns)) <= columns
    assert columns_of(padded(text, columns)) == columns


@given(text=st.text("Яма на дороге 😀漢字👍🏽", max_size=30))
def test_the_columns_are_no_fewer_than_a_terminal_library_counts(text: str) -> None:
    assert columns_of(text) >= cell_len(text)
