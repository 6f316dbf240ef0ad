"""Russian text as it is compared."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mcu_cli.domain import words as domain_words
from mcu_cli.domain.words import fold, name_key, stem, stemmed, stems, words


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


@given(
    text=st.text()
    | st.lists(st.sampled_from(["ямы,", "35-м", "Ёлки", " ", "\n", "\u00a0", "\x1c", "и\u0306", "_а"])).map("".join)
)
def test_stems_are_those_of_the_words_one_by_one(text: str) -> None:
    assert stems(text) == [stem(word) for word in words(text)]
    assert stemmed(text) == " ".join(stems(text))


@given(word=st.text(st.characters(categories=["Nd", "Ll"]), min_size=1))
def test_the_stem_of_a_word_is_a_number_where_the_word_is_one(word: str) -> None:
    assert stem(word).isdecimal() is word.isdecimal()


def test_more_words_than_are_remembered_are_stemmed_all_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(domain_words, "_REMEMBERED", 2)
    assert stems("ямы " * 3 + "дороги лужи снега " + "я" * 100 + " ямы") == [
        *["ям"] * 3, "дорог", "луж", "снег", stem("я" * 100), "ям",
    ]  # fmt: skip


@given(st.text(max_size=200))
def test_any_text_has_stems(text: str) -> None:
    assert len(stems(text)) == len(words(text)), "every word has one, whatever strangers write"


def test_words_of_every_kind_are_cut_as_snowball_cuts_them() -> None:
    """Each way through the rules once: a gerund, a reflexive participle, a superlative, a noun of quality, two `н`."""
    cut = {
        "прочитав": "прочита",
        "умывшись": "ум",
        "убирающийся": "убира",
        "важнейшее": "важн",
        "ответственность": "ответствен",
        "кость": "кост",
        "длинный": "длин",
        "площадь": "площад",
        "жкх": "жкх",
        "№35-b": "№35-b",
        "Café": "Café",
    }
    assert {word: stem(word) for word in cut} == cut
