"""Strangers' text made harmless: what would act on a screen, in a spreadsheet, in a line, is shown instead."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mcu_cli.domain.spreadsheets import guarded_cell, unguarded_cell
from mcu_cli.render.clean import clean, clean_line, shortened


@pytest.mark.parametrize(
    ("text", "cleaned"),
    [
        ("обычный текст, 12 %", "обычный текст, 12 %"),
        ("строка\nи\tтабуляция", "строка\nи\tтабуляция"),
        ("\x1b[31mкрасный", "<U+001B>[31mкрасный"),
        ("\x9b31m", "<U+009B>31m"),
        ("a\rb", "a<U+000D>b"),
        ("\x07\x08\x00\x7f", "<U+0007><U+0008><U+0000><U+007F>"),
        ("\u202eабв\u202c\u2066г\u2069", "<U+202E>абв<U+202C><U+2066>г<U+2069>"),
        ("\u200e\u200f\u061c", "<U+200E><U+200F><U+061C>"),
        ("не\u00adвидно\u200b\ufeff", "не<U+00AD>видно<U+200B><U+FEFF>"),
        ("\u2028\u2029\x85\x0b\x0c", "<U+2028><U+2029><U+0085><U+000B><U+000C>"),
        ("\U000e0041", "<U+E0041>"),
        ("\ud800", "<U+D800>"),
        ("😀 👨‍👩‍👧 ❤️ 🏳️‍🌈", "😀 👨‍👩‍👧 ❤️ 🏳️‍🌈"),
        ("а\u200dб", "а<U+200D>б"),
        ("ёйЁЙ «ёлки» — №\u00a05", "ёйЁЙ «ёлки» — №\u00a05"),
        ("[bold]не разметка[/bold]", "[bold]не разметка[/bold]"),
    ],
)
def test_what_acts_is_shown(text: str, cleaned: str) -> None:
    assert clean(text) == cleaned


@given(text=st.text(max_size=60))
@settings(max_examples=200)
def test_nothing_that_acts_is_left(text: str) -> None:
    cleaned = clean(text)
    for letter in cleaned:
        kind = unicodedata.category(letter)
        assert kind not in {"Cc", "Cs", "Zl", "Zp"} or letter in "\n\t"
        assert unicodedata.bidirectional(letter) not in {"LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI"}
    assert clean(cleaned) == cleaned


@given(text=st.text(max_size=60), width=st.integers(min_value=1, max_value=40))
@settings(max_examples=100)
def test_a_short_form_is_one_line_of_its_width(text: str, width: int) -> None:
    short = shortened(text, width)
    assert len(short) <= width
    assert len(short.splitlines()) <= 1
    assert "\t" not in short


def test_a_line_has_single_blanks() -> None:
    assert clean_line("  а\n\n б\tв\u2028г ") == "а б в г"
    assert clean_line("а\u00a0\u00a0\u202fб \u00a0\n в\u00a0 г") == "а\u00a0б в г"
    assert shortened("слово за словом", 8) == "слово з…"
    assert shortened("слово за словом", 7) == "слово…"
    assert shortened("слово", 5) == "слово"


def test_no_break_spaces_hold_numbers_together() -> None:
    assert clean_line("поступило 9\u00a0546, это 23\u202f%") == "поступило 9\u00a0546, это 23\u202f%"
    assert clean_line("\u00a0\u202f=1+1\u00a0") == "=1+1"  # none stands at the ends, before what may act
    assert clean_line("\u00a0 \u202f") == ""


@given(text=st.text(alphabet=st.sampled_from(" \n\t\u00a0\u202f\u2028ая="), max_size=30))
@settings(max_examples=100)
def test_a_line_made_twice_is_the_same_line(text: str) -> None:
    line = clean_line(text)
    assert clean_line(line) == line
    assert line == line.strip()
    assert line.split() == text.split()


@pytest.mark.parametrize("text", ["=1+1", "+7 000", "-1", "@SUM(A1)", "\t=1", "\r=1"])
def test_a_cell_that_might_be_a_formula_is_guarded(text: str) -> None:
    assert guarded_cell(text) == f"'{text}"


@pytest.mark.parametrize("text", ["", "а=1", "20261120-0001", "'а", " а", "«цитата»"])
def test_other_cells_stay(text: str) -> None:
    assert guarded_cell(text) == text


@pytest.mark.parametrize("text", ["'=1", "''-x", "=1"])
def test_one_apostrophe_taken_off_gives_the_text_back(text: str) -> None:
    assert unguarded_cell(guarded_cell(text)) == text
