"""Numbers in a running text: forms of words, thousands, rounded figures, percent, months."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mcu_cli.language import speaking
from mcu_cli.render.report import number_forms as numbers

APPEALS = ("обращение", "обращения", "обращений")
# By a table written down by hand, not by the rule: the last two digits of a number and its form.
SINGULAR = {1, 21, 31, 41, 51, 61, 71, 81, 91}
PAUCAL = {2, 3, 4, 22, 23, 24, 32, 33, 34, 42, 43, 44, 52, 53, 54, 62, 63, 64, 72, 73, 74, 82, 83, 84, 92, 93, 94}


def spaced(text: str) -> str:
    """Return a text with plain spaces, so that a test shows what is read."""
    return text.replace("\u00a0", " ")


@pytest.mark.parametrize("number", [*range(112), 1000, 1001, 1002, 1011, 1012, 1021, 9546, 100_001])
def test_each_number_takes_its_form(number: int) -> None:
    last = number % 100
    expected = APPEALS[0] if last in SINGULAR else APPEALS[1] if last in PAUCAL else APPEALS[2]
    assert numbers.form(number, *APPEALS) == expected


def test_the_forms_stand_with_the_number_in_groups() -> None:
    with speaking("ru"):
        assert numbers.count(9546, *APPEALS) == "9\u00a0546 обращений"
        assert [numbers.count(number, *APPEALS) for number in (0, 1, 2, 5, 21, 1001)] == [
            "0 обращений",
            "1 обращение",
            "2 обращения",
            "5 обращений",
            "21 обращение",
            "1\u00a0001 обращение",
        ]


def test_a_broken_number_takes_the_genitive_singular() -> None:
    with speaking("ru"):
        assert numbers.count(2.5, "час", "часа", "часов") == "2,5 часа"
        assert numbers.count(21.3, "час", "часа", "часов") == "21,3 часа"
        assert numbers.count(5.0, "час", "часа", "часов") == "5 часов"
        assert numbers.count(4.96, "час", "часа", "часов") == "5 часов"


def test_english_words_have_two_forms() -> None:
    with speaking("en"):
        assert [numbers.count(number, "appeal", "appeals") for number in (0, 1, 2, 21, 1.5, 9546)] == [
            "0 appeals",
            "1 appeal",
            "2 appeals",
            "21 appeals",
            "1.5 appeals",
            "9,546 appeals",
        ]


@pytest.mark.parametrize(
    ("number", "expected"),
    [
        (0, "0 обращений"),
        (999, "999 обращений"),
        (1000, "1 тыс. обращений"),
        (1001, "1 тыс. обращений"),
        (2134, "2,1 тыс. обращений"),
        (9546, "9,5 тыс. обращений"),
        (12_588, "12,6 тыс. обращений"),
        (151_906, "151,9 тыс. обращений"),
        (2_000_000, "2 000 тыс. обращений"),
    ],
)
def test_thousands_keep_one_decimal(number: int, expected: str) -> None:
    with speaking("ru"):
        assert spaced(numbers.thousands(number, *APPEALS)) == expected


def test_thousands_may_stand_without_a_word() -> None:
    with speaking("ru"):
        assert numbers.thousands(2134) == "2,1\u00a0тыс."
        assert numbers.thousands(213) == "213"
    with speaking("en"):
        assert spaced(numbers.thousands(2134, "appeal", "appeals")) == "2.1 thousand appeals"


@pytest.mark.parametrize(
    ("number", "about"),
    [
        (7, "7 обращений"),
        (57, "57 обращений"),
        (99, "99 обращений"),
        (101, "более 100 обращений"),
        (104, "около 100 обращений"),
        (106, "около 110 обращений"),
        (107, "почти 110 обращений"),
        (400, "400 обращений"),
        (406, "более 400 обращений"),
        (418, "почти 420 обращений"),
        (422, "более 420 обращений"),
        (996, "почти 1 тыс. обращений"),
        (1049, "около 1 тыс. обращений"),
        (2004, "более 2 тыс. обращений"),
        (2128, "более 2,1 тыс. обращений"),
        (3499, "почти 3,5 тыс. обращений"),
        (3996, "почти 4 тыс. обращений"),
        (4000, "4 000 обращений"),
        (9546, "более 9,5 тыс. обращений"),
        (12_588, "более 12,5 тыс. обращений"),
        (151_906, "более 150 тыс. обращений"),
    ],
)
def test_a_rounded_figure_says_which_side_it_is_on_and_an_exact_one_does_not(number: int, about: str) -> None:
    with speaking("ru"):
        assert spaced(numbers.about(number, *APPEALS)) == about
        exact = spaced(numbers.count(number, *APPEALS))
        behind = f" ({spaced(numbers.figure(number))})" if about != exact else ""
        assert spaced(numbers.rounded(number, *APPEALS)) == f"{about}{behind}"


@given(number=st.integers(min_value=0, max_value=10**7))
def test_the_word_before_a_rounded_figure_is_true(number: int) -> None:
    with speaking("en"):
        word, _blank, told = numbers.about(number).rpartition(" ")
    rounded = int(told.replace(",", ""))
    is_near = abs(rounded - number) <= 0.03 * rounded
    assert {
        "": rounded == number,
        "more than": rounded < number and is_near,
        "almost": rounded > number and is_near,
        "about": not is_near and abs(rounded - number) <= 0.05 * number,
    }[word]


def test_a_growth_is_told_in_times() -> None:
    with speaking("ru"):
        said = [numbers.times(change, "раз", "раза", "раз") for change in (220.0, 300.0, 400.0, 2000.0, 207.0)]
        assert said == ["3,2 раза", "4 раза", "5 раз", "21 раз", "3,1 раза"]
    with speaking("en"):
        assert numbers.times(220.0, "time", "times") == "3.2 times"


def test_percent_and_its_sign() -> None:
    with speaking("ru"):
        assert numbers.percent(23.0) == "23\u00a0%"
        assert numbers.percent(4.7) == "4,7\u00a0%"
        assert numbers.percent(-4.7) == "\u22124,7\u00a0%"
        assert numbers.percent(numbers.unsigned(-4.7)) == "4,7\u00a0%"
        assert numbers.percent(0.0) == "0\u00a0%"
        assert numbers.percent(-0.04) == "0\u00a0%"
    with speaking("en"):
        assert numbers.percent(4.7) == "4.7%"


def test_a_number_of_a_template_prints_as_the_language_does() -> None:
    with speaking("ru"):
        assert (str(numbers.numeral(9546)), str(numbers.numeral(-12.25))) == ("9\u00a0546", "\u221212,2")
    with speaking("en"):
        assert str(numbers.numeral(9546)) == "9,546"


def test_months_have_their_cases() -> None:
    nominative = [
        "январь",
        "февраль",
        "март",
        "апрель",
        "май",
        "июнь",
        "июль",
        "август",
        "сентябрь",
        "октябрь",
        "ноябрь",
        "декабрь",
    ]
    genitive = [
        "января",
        "февраля",
        "марта",
        "апреля",
        "мая",
        "июня",
        "июля",
        "августа",
        "сентября",
        "октября",
        "ноября",
        "декабря",
    ]
    prepositional = [
        "январе",
        "феврале",
        "марте",
        "апреле",
        "мае",
        "июне",
        "июле",
        "августе",
        "сентябре",
        "октябре",
        "ноябре",
        "декабре",
    ]
    with speaking("ru"):
        months = [numbers.month_of(date(2026, n, 1)) for n in range(1, 13)]
    assert months == nominative
    assert [numbers.genitive(month) for month in months] == genitive
    assert [numbers.prepositional(month) for month in months] == prepositional
    with speaking("en"):
        assert numbers.genitive(numbers.month_of(date(2026, 5, 1))) == "May"
