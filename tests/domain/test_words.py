"""Russian text as it is compared."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mcu_cli.domain.words import fold, name_key, stem, stems, words


@pytest.mark.parametrize(
    ("text", "folded"),
    [("  Ёлка \n НА  дворе ", "елка на дворе"), ("ЖКХ", "жкх"), ("№ 5", "№ 5"), ("Straße", "strasse"), (" \t", "")],
)
def test_case_yo_and_blanks_do_not_matter(text: str, folded: str) -> None:
    assert fold(text) == folded


@given(st.text())
def test_folding_twice_is_folding_once(text: str) -> None:
    assert fold(fold(text)) == fold(text)


def test_the_mark_before_a_topic_is_no_part_of_its_name() -> None:
    assert name_key(" ★ Уборка снега") == name_key("уборка  СНЕГА") == "уборка снега"
    assert name_key("★") == ""


def test_words_are_split_at_everything_that_is_no_letter_or_figure() -> None:
    assert words("Ещё раз: дом №5-а, «Яма»!") == ["еще", "раз", "дом", "5", "а", "яма"]
    assert words("—!") == []


@pytest.mark.parametrize("forms", [("яма", "ямы", "яму"), ("дорога", "дороги", "дорог"), ("снег", "снега", "снегом")])
def test_the_forms_of_a_word_have_one_stem(forms: tuple[str, ...]) -> None:
    assert len({stem(form) for form in forms}) == 1


def test_latin_words_and_numbers_are_left_as_they_are() -> None:
    assert stems("pothole 2026") == ["pothole", "2026"]
