"""`mcu search`: any form of a word, any case, ё as е; the place where it stands."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING

import pytest

from tests.working_day import FIRST, SECOND, registered

if TYPE_CHECKING:
    from tests.conftest import Mcu, StoreFolder


@pytest.mark.parametrize(
    ("words", "found"),
    [
        (("яма",), True),
        (("ЯМЫ",), True),
        (("ямами",), True),
        (("тёмный",), True),
        (("темная",), True),
        (("ёлочный",), True),
        (("елочная",), True),
        (("яма", "двор"), True),
        (("яма двор",), True),
        (("яма", "снег"), False),
        (("12",), True),
        (("wi-fi",), True),
        (("исправлена",), True),
        (("житель",), True),
        (("лесная",), True),
        (("ям*",), True),
        (('"яма"',), True),
        (("яма OR снег",), True),
        (("каток OR снег",), False),
        (("«две ямы»",), True),
        (("«ямы две»",), False),
        (("-снег", "дом:12"), False),
        (("-снег", "улица:лесной"), True),
        (("NEAR(яма)",), False),
        (("_",), False),
        (("…",), False),
    ],
)
def test_words_find_their_appeals(mcu: Mcu, store: StoreFolder, words: tuple[str, ...], *, found: bool) -> None:
    registered(
        mcu, "Две ямы во дворах дома 12, темно, ёлочного базара нет, wi-fi тоже.",
        "--name", "Жителев Ж. Ж.", "--street", "Лесная",
    )  # fmt: skip
    mcu("answer", "1", "--outcome", "resolved", "--text", "Всё исправлено, житель доволен.")
    assert mcu("search", *words, "--ids").stdout.split() == [FIRST] * found
    assert store.git("status", "--porcelain") == ""


def test_decomposed_letters_are_found_too(mcu: Mcu, store: StoreFolder) -> None:
    registered(mcu, unicodedata.normalize("NFD", "Ёлка стоит криво, йод разлит."))
    for word in ("елка", "ёлка", "йод", unicodedata.normalize("NFD", "ёлка")):
        assert mcu("search", word, "--ids").stdout == f"{FIRST}\n"
    assert store.git("status", "--porcelain") == ""


def test_a_hit_shows_the_words_around_it_and_the_newest_first(mcu: Mcu, store: StoreFolder) -> None:
    registered(mcu, "Слово " * 40 + "здесь яма, " + "слово " * 40, "--street", "Лесная")
    registered(mcu, "Яма.")
    finished = mcu("search", "ямы")
    lines = finished.stdout.splitlines()
    assert [line.split()[0] for line in lines[::2]] == [SECOND, FIRST]
    assert lines[3].startswith("    …")
    assert "здесь яма," in lines[3]
    assert lines[3].endswith("…")
    assert "Лесная" in lines[2]
    assert finished.stderr == "2 appeals\n"
    assert store.git("status", "--porcelain") == ""


def test_limits_days_and_open_ones(mcu: Mcu, store: StoreFolder) -> None:
    registered(mcu, "Яма.")
    registered(mcu, "Яма.", now="2026-11-23T10:00:00+03:00")
    mcu("close", FIRST, "--outcome", "resolved")
    assert mcu("search", "яма", "--limit", "1").stderr == "1 of 2 appeals; --limit shows more\n"
    assert mcu("search", "яма", "--open", "--ids").stdout == "20261123-0001\n"
    assert mcu("search", "яма", "--to", "2026-11-20", "--ids").stdout == f"{FIRST}\n"
    assert [one["id"] for one in mcu("search", "яма", "--json").data] == ["20261123-0001", FIRST]
    assert store.git("status", "--porcelain") == ""
