"""Streets without houses: what operators write into the field of the street."""

from __future__ import annotations

import pytest

from mcu_cli.reports.streets import street_alone


@pytest.mark.parametrize(
    ("written", "street"),
    [
        ("улица Мира", "улица Мира"),
        ("  улица\tМира ", "улица Мира"),
        ("улица Мира, д. 5, кв. 7", "улица Мира"),
        ("улица Мира дом 5а", "улица Мира"),
        ("улица Мира д5", "улица Мира"),
        ("Мира 5", "Мира"),
        ("Мира5", "Мира"),
        ("улица Карла Маркса-5", "улица Карла Маркса"),
        ("улица 50 лет ВЛКСМ 12 кв 3", "улица 50 лет ВЛКСМ"),
        ("улица 9 Мая", "улица 9 Мая"),
        ("улица 1905 года, 12", "улица 1905 года"),
        ("микрорайон 4", "микрорайон 4"),
        ("мкр. 4 7", "мкр. 4"),
        ("3-я Линия 14/2", "3-я Линия"),
        ("Мира 5 тел. 89130000000 Иванов", "Мира"),
        ("улица Мира (у дома Иванова)", "улица Мира"),
        ("дом 5", ""),
        ("+79130000000", ""),
        ("ivanov@mail.example", ""),
        ("17", ""),
        ("", ""),
        ("слово " * 20, ""),
    ],
)
def test_the_street_stays_and_the_house_goes(written: str, street: str) -> None:
    assert street_alone(written, "") == street
    assert street_alone(written, "Сидоров Пётр Петрович") == street


AUTHOR = "Петрова Анна Ивановна"


@pytest.mark.parametrize("author", ["", AUTHOR])
@pytest.mark.parametrize(
    "written",
    [
        "у Петровой Анны Ивановны во дворе",
        "Иванова Мария Петровна ул Ленина 8",
        "двор Анны Ивановны",
        "Сидоров Пётр Фомич ул Ленина 8",
        "Алексей Сергеевич 5",
        "вместе с Марией Ильиничной",
        "для Ольги Кузьминичны",
        "сын Рашида Мусаевича",
    ],
)
def test_what_may_be_a_person_is_no_street(written: str, author: str) -> None:
    assert street_alone(written, author) == ""


@pytest.mark.parametrize(
    ("written", "author"),
    [
        ("Петрова 8", AUTHOR),
        ("двор Петровой", AUTHOR),
        ("ул Ленина ПЕТРОВА", AUTHOR),
        ("ул Ленина Ивановой", "Иванов М. П."),
        ("ул Ленина Иванову", "Иванова Мария"),
        ("улица Семёнова", "СЕМЕНОВ Пётр"),
        ("Smith street", "John Smith"),
    ],
)
def test_words_of_the_author_are_kept_out_in_every_case(written: str, author: str) -> None:
    assert street_alone(written, author) == ""
    assert street_alone(written, "Зайцев Олег") != ""


@pytest.mark.parametrize(
    "street",
    [
        "улица Ленина",
        "проспект Победы",
        "1-я Заречная",
        "Церковная улица",
        "на Кирпичной",
        "Фабричная улица",
        "деревня Осиновка",
        "в деревне Осиновке",
        "улица 50 лет ВЛКСМ",
        "проспект Карла Маркса",
    ],
)
def test_streets_stay_that_look_like_names(street: str) -> None:
    assert street_alone(street, AUTHOR) == street
