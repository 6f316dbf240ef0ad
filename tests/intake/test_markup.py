"""The markup of the sources, made readable."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mcu_cli.intake.markup import readable, says_more, without_guard

PIECES = (
    "Яма", "на дороге", " ", "\n", "\r\n", "\t", "5 < 6", "«», 'да'", "👍🏽", "<br>", "<BR />", "< br/ >", "</p>",
    "<p>", "<b>", "</b>", '<div class="x">', "</div>", "&nbsp;", "&laquo;", "&#1071;", "[club1|Город]", "[id2|Ирина]",
    "@name",
)  # fmt: skip


@pytest.mark.parametrize(
    ("stored", "seen"),
    [
        ("Яма<br>на дороге", "Яма\nна дороге"),
        ("Яма<BR/>на дороге< br >вот", "Яма\nна дороге\nвот"),
        ("<p>Первый.</p><p>Второй.</p>", "Первый.\nВторой."),
        ('<div class="post"><b>Срочно</b></div>', "Срочно"),
        ("дом&nbsp;5 &laquo;А&raquo; &amp; Б", "дом 5 «А» & Б"),
        ("&#1071;&#x44f;", "Яя"),
        ("[id15|Ирина], спасибо", "Ирина, спасибо"),
        ("[club1:bp-1_2|Город], когда?", "Город, когда?"),
        ("строка\r\nещё\rещё", "строка\nещё\nещё"),
        ("абзац\n\n\n\n\nабзац", "абзац\n\nабзац"),
        ("  хвост   \nстрока  ", "хвост\nстрока"),
        ("\0", ""),
        ("если 3 < 5 и 7 > 6", "если 3 < 5 и 7 > 6"),
        ("@ivan и a@b.example", "@ivan и a@b.example"),
        ("[просто скобки|так]", "[просто скобки|так]"),
        ("&неизвестно; & всё", "&неизвестно; & всё"),
    ],
)
def test_what_a_citizen_saw_is_read(stored: str, seen: str) -> None:
    assert readable(stored) == seen


def test_half_a_character_becomes_one_that_can_be_written() -> None:
    assert readable("до\ud83dпосле").encode() == "до?после".encode()


@pytest.mark.parametrize("entity", ["&#13;", "&#xD;"])
def test_a_line_end_written_as_an_entity_is_a_line_feed(entity: str) -> None:
    assert readable(f"одна{entity}другая") == "одна\nдругая"


@given(st.lists(st.sampled_from(PIECES), max_size=12).map("".join))
def test_no_break_stays_and_reading_twice_is_reading_once(stored: str) -> None:
    seen = readable(stored)

    assert "<br" not in seen.casefold().replace(" ", "")
    assert "&nbsp;" not in seen
    assert "\r" not in seen
    assert seen == seen.strip()
    assert readable(seen) == seen


@given(st.text(max_size=200))
def test_any_text_can_be_read_and_then_written(stored: str) -> None:
    seen = readable(stored)

    assert "\0" not in seen
    assert seen.encode().decode() == seen


@pytest.mark.parametrize(
    ("cell", "text"),
    [("'=СУММ(А1)", "=СУММ(А1)"), ("''тихо''", "'тихо''"), ("'", ""), ("", ""), ("тихо'", "тихо'")],
)
def test_one_apostrophe_in_front_is_a_guard_and_no_more(cell: str, text: str) -> None:
    assert without_guard(cell) == text


@pytest.mark.parametrize(
    ("text", "more"),
    [("[id15|Ирина], спасибо", True), ("[club1:bp-1_2|Город]", True), ("Яма<br>на дороге", False), ("", False)],
)
def test_only_mentions_say_more_than_their_readable_form(text: str, more: bool) -> None:  # noqa: FBT001
    assert says_more(text) is more


def test_a_text_made_of_the_beginnings_of_mentions_is_gone_through_in_no_time() -> None:
    many = "[id1|" * 40_000
    assert readable(many) == many
    assert readable("[id1:" * 40_000).startswith("[id1:")
