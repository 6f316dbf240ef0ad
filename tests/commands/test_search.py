"""`mcu search`: any form of a word, any case, ё as е; the place where it stands."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mcu_cli.domain.query.hits import phrases
from mcu_cli.domain.query.parser import parse
from mcu_cli.render.clean import clean_line
from mcu_cli.render.hits import excerpt
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


def test_a_hit_shows_the_words_around_it(mcu: Mcu, store: StoreFolder) -> None:
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


@pytest.mark.usefixtures("store")
def test_the_best_hits_come_first_and_of_equals_the_newer(mcu: Mcu) -> None:
    registered(mcu, "Яма на яме: ямы по всей дороге.")
    registered(mcu, "У дома течёт труба.", "--street", "Ямская яма")
    registered(mcu, "Яма у дома.")
    registered(mcu, "Яма у дома.")
    registered(mcu, "Яма у дома, и ещё много слов о том, что никто не приходит и ничего не делает.")
    numbers = [line[-1] for line in mcu("search", "яма", "--ids").stdout.split()]
    assert numbers == ["1", "4", "3", "5", "2"]
    newest = [line[-1] for line in mcu("search", "яма", "--sort", "newest", "--ids").stdout.split()]
    assert newest == ["5", "4", "3", "2", "1"]
    assert [line[-1] for line in mcu("search", "яма", "--limit", "2", "--ids").stdout.split()] == numbers[:2]
    assert mcu("search", "яма", "--sort", "oldest", code=2).stdout == ""


@pytest.mark.usefixtures("store")
def test_words_beside_other_conditions_are_ranked_among_what_these_leave(mcu: Mcu) -> None:
    registered(mcu, "Яма, яма, яма.")
    registered(mcu, "Яма у дома.")
    registered(mcu, "Снег.", channel="letter")
    registered(mcu, "Яма в письме.", channel="letter")
    mcu("close", "1", "--outcome", "resolved")
    assert [line[-1] for line in mcu("search", "яма", "--open", "--ids").stdout.split()] == ["4", "2"]
    assert mcu("search", "яма OR снег", "--ids").stdout.splitlines()[0].endswith("3")
    # What need not hold any word cannot be ranked by one: the newest first.
    assert [line[-1] for line in mcu("search", "дом OR channel:letter", "--ids").stdout.split()] == ["4", "3", "2"]
    assert [line[-1] for line in mcu("search", "яма -дом", "--ids").stdout.split()] == ["1", "4"]


@pytest.mark.usefixtures("store")
def test_a_hit_in_an_answer_or_a_note_shows_that_place(mcu: Mcu) -> None:
    registered(mcu, "Темно во дворе.")
    mcu("note", "1", "--text", "Звонили: столб стоит без лампы.")
    mcu("answer", "1", "--outcome", "resolved", "--text", "Лампочки заменены, светильник работает.")
    assert mcu("search", "светильники").stdout.splitlines()[1] == "    Лампочки заменены, светильник работает."
    assert mcu("search", "столбов").stdout.splitlines()[1] == "    Звонили: столб стоит без лампы."
    assert mcu("search", "двор").stdout.splitlines()[1] == "    Темно во дворе."
    assert mcu("search", "20261120").stdout.splitlines()[1] == "    Темно во дворе."


def test_what_is_looked_for_is_marked_on_a_terminal() -> None:
    wanted = phrases(parse("«глубокая яма» фонар*").tree)
    text = "Фонари не горят, яма; глубокие ямы у фонарного столба"
    assert excerpt(text, wanted) == "Фонари не горят, яма; глубокие ямы у фонарного столба"
    assert excerpt(text, wanted, colour=True) == (
        "\x1b[1mФонари\x1b[0m не горят, яма; \x1b[1mглубокие\x1b[0m \x1b[1mямы\x1b[0m у \x1b[1mфонарного\x1b[0m столба"
    )


@given(text=st.text(), around=st.integers(min_value=0, max_value=30))
def test_an_excerpt_is_a_part_of_the_text_and_holds_the_hit(text: str, around: int) -> None:
    wanted = phrases(parse("яма").tree)
    whole = unicodedata.normalize("NFC", clean_line(f"{text} ямы {text}"))
    shown = excerpt(f"{text} ямы {text}", wanted, around)
    assert shown.strip("…") in whole
    if around >= len("ямы"):
        assert "ямы" in shown.casefold()
