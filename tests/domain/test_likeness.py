"""What makes two appeals alike, and what does not."""

from __future__ import annotations

import csv
import hashlib
import re
from collections import Counter
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mcu_cli.domain.likeness import (
    LEAST_WORDS,
    Likeness,
    Reason,
    Traits,
    content,
    essence,
    full_name,
    likeness,
    may_be_near,
    nearly_the_same,
    same_author,
    same_topic,
    text_key,
)
from mcu_cli.domain.repeats import Window
from mcu_cli.domain.vocabulary import Relation
from mcu_cli.domain.words import fold, stem, words

DAY = 86_400
START = 1_760_000_000  # 2025-10-09 13:53:20 in Yekaterinburg
WINDOW = Window(30, ZoneInfo("Asia/Yekaterinburg"))
REAL = Path(__file__).resolve().parents[3] / "shared" / "data" / "perm_appeals.csv"
LAMPS = "Второй месяц не горят фонари во дворе, дети идут из школы в темноте"


def traits(appeal_id: str = "20261120-0002", day: float = 0, **more: Any) -> Traits:
    """Return an open appeal registered `day` days after the first."""
    values: dict[str, Any] = dict.fromkeys(Traits._fields, "") | {"first_answer": None, "answers": ()}
    values |= {"id": appeal_id, "status": "new", "is_open": 1, "registered": START + int(day * DAY)}
    return Traits(**(values | more))


def earlier(**more: Any) -> Traits:
    return traits("20261110-0001", -10, **more)


def answered(day: float = -5, **more: Any) -> Traits:
    """Return an earlier appeal that got its final answer on `day`."""
    at = START + int(day * DAY)
    values: dict[str, Any] = {"status": "answered", "is_open": 0, "first_answer": at, "answers": (at,)}
    return earlier(**(values | more))


def found(one: Traits, other: Traits, *, near: bool = False) -> tuple[str, str, set[str]] | None:
    """Return subject, relation and reasons; the same whichever of the two is named first."""
    there, back = likeness(one, other, WINDOW, near=near), likeness(other, one, WINDOW, near=near)
    assert there == back
    return None if there is None else (there.subject.id, there.relation, set(there.reasons))


@pytest.mark.parametrize(
    "text",
    [
        "Яма на дороге у дома",
        "яма на дороге у дома!!!",
        "Здравствуйте! Яма на дороге у дома.",
        "Добрый день. Здравствуйте, яма на дороге у дома",
        "Доброго времени суток! Ямы на дороге у дома",
        "Яма на дороге у дома. Заранее спасибо!",
        "  Яма\nна дороге\tу дома 😡",
        "«Яма на дороге у дома»",
    ],
)
def test_texts_that_say_the_same_are_equal(text: str) -> None:
    assert text_key(text) == text_key("Яма на дороге у дома") != ""


@pytest.mark.parametrize(
    "text", ["Яма на дороге у школы", "У дома на дороге яма", "Яма на дороге у дома 5", "Нет ямы на дороге у дома"]
)
def test_texts_that_say_another_thing_are_not(text: str) -> None:
    assert text_key(text) != text_key("Яма на дороге у дома")


@pytest.mark.parametrize(
    "text", ["", "Спасибо", "Спасибо!", "Здравствуйте", "😡😡😡", "Добрый день, спасибо вам большое"]
)
def test_short_texts_are_equal_to_nothing(text: str) -> None:
    assert text_key(text) == ""


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Добрый день! Яма", "яма"),
        ("Приветливая продавщица", "приветливая продавщица"),
        ("Добрый доктор уволен", "добрый доктор уволен"),
        ("Говорю спасибо врачу", "говорю спасибо врачу"),
        ("Почините. Спасибо большое!!", "почините"),
    ],
)
def test_greetings_and_thanks_are_left_out_and_nothing_else(text: str, said: str) -> None:
    assert essence(text) == said


COURTEOUS = st.lists(
    st.sampled_from(
        [
            *(
                "Здравствуйте",
                "здравствуй",
                "ЗДРАСТЕ",
                "Приветствую",
                "Привет",
                "привете",
                "Добрый",
                "доброго",
                "добро",
            ),
            *("день", "времени", "суток", "вечер", "утро", "спасибо", "Спасибо", "заранее", "большое", "незаранее"),
            *(
                "яма",
                "на",
                "дороге",
                "35-м",
                "12",
                "https://town.example/a?b=1",
                "httpd",
                "ёлка",
                "й",
                "_",
                "спасибочки",
            ),
            *("!", ", ", ".", " ", "  ", "\n", "«", "»", "-", "(", "!!!!!!!!!!!!!!", " — ", "\N{GRINNING FACE}"),
        ]
    ),
    max_size=14,
).map("".join)


@settings(max_examples=100)
@given(text=COURTEOUS | st.lists(COURTEOUS, max_size=9).map(" ".join))
def test_the_key_is_that_of_the_words_which_are_said(text: str) -> None:
    """Said in the plain way, which takes longer."""
    said = fold(text).lstrip(" ,.!\"'«")
    of_the_day = r"добр(?:ый|ого|ое|ой) (?:день|дня|вечера?|утр[оа]|ночи|времени суток)"
    greeting = rf"(?:здравствуй(?:те)?|здрасте|приветствую|привет|{of_the_day})\b\W*"
    said = re.sub(rf"\A(?:{greeting})+", "", said)
    said = re.sub(r"\W*\b(?:заранее |большое )?спасибо(?: заранее| большое)?\W*\Z", "", said)
    assert essence(text) == said
    counted = [word for word in words(re.sub(r"https?://\S+", " ", said)) if not word.isdecimal()]
    key = hashlib.sha256(" ".join(map(stem, words(said))).encode()).hexdigest()[:16]
    assert text_key(text) == (key if len(counted) >= LEAST_WORDS else "")


@settings(max_examples=100)
@given(text=st.text(max_size=200))
def test_a_key_is_16_hex_digits_or_nothing(text: str) -> None:
    key = text_key(text)
    assert not key or (len(key) == 16 and int(key, 16) >= 0)
    assert text_key(f"Здравствуйте! {text}") == key or not text[:1].isalnum()


@pytest.mark.parametrize(
    ("one", "other", "near"),
    [
        (LAMPS, f"{LAMPS}, примите меры", True),
        (LAMPS, LAMPS.replace("фонари", "лампы"), True),
        (LAMPS, LAMPS.replace("во дворе", "в подъезде").replace("дети", "люди").replace("школы", "магазина"), False),
        ("Когда дадут воду", "Когда дадут тепло", False),
        (f"{LAMPS} у дома 5", f"{LAMPS} у дома 7", False),
        (f"{LAMPS} у дома 5", LAMPS, True),
        (f"{LAMPS} у дома 5 корпус 2", f"{LAMPS} у дома 5", True),
    ],
)
def test_texts_are_nearly_the_same_by_their_words(one: str, other: str, *, near: bool) -> None:
    assert nearly_the_same(content(one), content(other)) is near
    assert nearly_the_same(content(other), content(one)) is near


def test_the_same_text_is_a_duplicate_of_the_earlier_one() -> None:
    assert found(traits(text_key="k"), earlier(text_key="k")) == ("20261120-0002", "duplicate-of", {"same-text"})


def test_nothing_in_common_is_nothing() -> None:
    assert found(traits(), earlier()) is None
    assert found(traits(text_key="k"), earlier(text_key="l")) is None
    assert found(traits(category="roads"), earlier(category="roads")) is None
    assert found(traits(profile="p", category="roads"), earlier(profile="p", category="roads")) is None  # still open


def test_an_appeal_is_not_like_itself() -> None:
    assert found(traits(text_key="k"), traits(text_key="k")) is None


@pytest.mark.parametrize(("days", "alike"), [(0, True), (30, True), (30.5, True), (30.6, False)])
def test_equal_texts_are_duplicates_within_the_window(days: float, *, alike: bool) -> None:
    other = traits("20261020-0001", -days, text_key="k")
    assert (found(traits(text_key="k"), other) is not None) is alike


def test_the_same_text_about_two_places_is_two_appeals_unless_by_one_author() -> None:
    one: dict[str, Any]
    other: dict[str, Any]
    one, other = (
        {"text_key": "k", "street": "улица Мира", "house": "5"},
        {"text_key": "k", "street": "улица Мира", "house": "7"},
    )
    assert found(traits(**one), earlier(**other)) is None
    assert found(traits(**one, profile="p"), earlier(**other, profile="p")) is not None
    assert found(traits(text_key="k", settlement="Омск"), earlier(text_key="k", settlement="Тара")) is None
    assert found(traits(**one), earlier(text_key="k")) is not None


@pytest.mark.parametrize("relation", [{"profile": "p"}, {"street": "Мира", "house": "5"}, {"category": "roads"}])
def test_nearly_the_same_text_needs_something_else_in_common(relation: dict[str, Any]) -> None:
    one, other = traits(text_key="k", **relation), earlier(text_key="l", **relation)
    assert may_be_near(one, other, WINDOW)
    subject, link, reasons = found(one, other, near=True) or ("", "", set())
    assert (subject, link) == (one.id, "duplicate-of")
    assert "near-text" in reasons
    assert not may_be_near(traits(text_key="k"), earlier(text_key="l"), WINDOW)
    assert not may_be_near(one, other._replace(registered=START - 31 * DAY), WINDOW)
    assert found(traits(), earlier(), near=True) is None


@pytest.mark.parametrize(
    ("common", "reason"),
    [
        ({"profile": "p"}, "same-author"),
        ({"author": "Жителев Жан Жанович"}, "same-author"),
        ({"street": "ул. Мира", "house": "5"}, "same-place"),
        ({"object": "школа № 5"}, "same-place"),
    ],
)
@pytest.mark.parametrize(
    ("day", "repeat"),
    [(-31, False), (-30.6, False), (-30.5, True), (-30, True), (-5, True), (0, True), (0.001, False), (0.5, False)],
)
def test_a_repeat_comes_within_the_window_after_the_answer(
    common: dict[str, Any], reason: str, day: float, *, repeat: bool
) -> None:
    one, other = traits(category="roads", **common), answered(day, category="roads", **common)
    other = other._replace(registered=START - 40 * DAY)
    if repeat:
        assert found(one, other) == (one.id, "repeat-of", {reason, "same-topic", "answered"})
        assert is_sure(one, other)
    else:
        assert found(one, other) is None


def is_sure(one: Traits, other: Traits, *, near: bool = False) -> bool:
    like = likeness(one, other, WINDOW, near=near)
    return like is not None and like.is_sure


HERE: dict[str, Any] = {"street": "Мира", "house": "5"}
THERE: dict[str, Any] = {"street": "Мира", "house": "7"}
NAMED: dict[str, Any] = {"author": "Иванова А. П."}
ROADS: dict[str, Any] = {"category": "roads"}
WATER: dict[str, Any] = {"category": "water"}


@pytest.mark.parametrize(
    ("one", "other", "repeat", "sure"),
    [
        # DOMAIN: the same author, or the same address or object, and the same theme.
        ({"profile": "p", **ROADS}, {"profile": "p", **ROADS}, True, True),
        ({"profile": "p", **ROADS}, {"profile": "p", "category": "roads/snow"}, True, True),
        ({**NAMED, **ROADS}, {**NAMED, **ROADS}, True, True),
        ({**HERE, **ROADS}, {**HERE, **ROADS}, True, True),
        ({"object": "парк Победы", **ROADS}, {"object": "Парк победы", **ROADS}, False, False),
        ({"object": "парк Победы", **ROADS}, {"object": "в парке Победы", **ROADS}, False, False),
        ({"object": "парк Победы", **ROADS}, {"object": "ПАРК ПОБЕДЫ", **ROADS}, True, True),
        ({"object": "Остановка", **ROADS}, {"object": "Остановка", **ROADS}, False, False),
        # One author about two places is one author; one name in two places may be two people.
        ({"profile": "p", **HERE, **ROADS}, {"profile": "p", **THERE, **ROADS}, True, True),
        ({**NAMED, **HERE, **ROADS}, {**NAMED, **THERE, **ROADS}, True, False),
        ({**NAMED, **HERE, **ROADS}, {**NAMED, **HERE, **ROADS}, True, True),
        ({**NAMED, **HERE, **ROADS}, {**NAMED, **ROADS}, True, True),
        # Another topic, or none yet, is one to look at; of a place alone it says nothing.
        ({"profile": "p", **ROADS}, {"profile": "p", **WATER}, True, False),
        ({"profile": "p"}, {"profile": "p", **ROADS}, True, False),
        ({"profile": "p"}, {"profile": "p"}, True, False),
        ({**HERE, **ROADS}, {**HERE, **WATER}, False, False),
        ({**HERE}, {**HERE, **ROADS}, False, False),
        ({**ROADS}, {**ROADS}, False, False),
        # The same text is the same question, whatever the topic.
        ({"profile": "p", "text_key": "k", **ROADS}, {"profile": "p", "text_key": "k", **WATER}, True, True),
        ({**HERE, "text_key": "k"}, {**HERE, "text_key": "k"}, True, True),
        # Who is not named is nobody, and who gives thanks or pushes a button asks nothing.
        ({"author": "Не представился", **ROADS}, {"author": "Не представился", **ROADS}, False, False),
        ({"profile": "p", "kind": "thanks", **ROADS}, {"profile": "p", **ROADS}, False, False),
        ({"profile": "p", "tags": "\nchatter\n", **ROADS}, {"profile": "p", **ROADS}, False, False),
        ({"profile": "https://vk.com/club1", **ROADS}, {"profile": "https://vk.com/club1", **ROADS}, False, False),
        # Two settlements are two places.
        ({"settlement": "Омск", **HERE, **ROADS}, {"settlement": "Тара", **HERE, **ROADS}, False, False),
    ],
)
def test_author_or_place_and_the_topic_make_a_repeat(
    one: dict[str, Any], other: dict[str, Any], *, repeat: bool, sure: bool
) -> None:
    told = found(traits(**one), answered(**other))
    assert (told is not None and told[1] == "repeat-of") is repeat
    assert is_sure(traits(**one), answered(**other)) is sure


def test_nearly_the_same_text_of_one_author_is_a_sure_repeat_on_any_topic() -> None:
    one, other = traits(profile="p", text_key="k", **ROADS), answered(profile="p", text_key="l", **WATER)
    assert not is_sure(one, other)
    assert is_sure(one, other, near=True)
    assert may_be_near(one, other, WINDOW)


def test_texts_are_compared_in_the_window_after_the_answer_however_long_it_took() -> None:
    one, other = traits(profile="p", text_key="k"), answered(profile="p", text_key="k")
    other = other._replace(registered=START - 50 * DAY)
    assert found(one, other) == (one.id, "repeat-of", {"same-text", "same-author", "answered"})
    assert is_sure(one, other)
    assert may_be_near(one, other._replace(text_key="l"), WINDOW)
    assert found(one._replace(profile="q"), other) is None  # a duplicate comes in the window after the first


def test_a_repeat_that_has_been_handled_itself_was_one_all_the_same() -> None:
    done: dict[str, Any] = {"is_open": 0, "status": "answered", "first_answer": START + 9, "answers": (START + 9,)}
    one, other = traits(profile="p", **ROADS)._replace(**done), answered(profile="p", **ROADS)
    assert is_sure(one, other)
    assert found(one._replace(category="water"), other) is None  # to look at: only as long as there is work


def test_the_last_answer_before_counts_also_of_what_was_taken_up_again() -> None:
    days = [START - 40 * DAY, START - 20 * DAY, START + 5 * DAY]
    other = earlier(profile="p", status="assigned", first_answer=days[0], answers=tuple(days), **ROADS)
    like = likeness(traits(profile="p", **ROADS), other, WINDOW)
    assert like is not None
    assert (like.relation, like.is_sure, like.answered) == (Relation.REPEAT_OF, True, days[1])


def test_an_interim_answer_is_none() -> None:
    other = earlier(profile="p", status="answered", first_answer=START - 5 * DAY, **HERE, **ROADS)
    assert found(traits(profile="p", **ROADS), other) is None
    assert found(traits(profile="p", **HERE, **ROADS), other) == (
        "20261120-0002",
        "related-to",
        {"same-author", "same-place", "same-topic", "open"},
    )


def test_the_same_text_after_an_answer_is_a_repeat_by_its_author_and_a_duplicate_by_another() -> None:
    one, other = traits(text_key="k", profile="p"), answered(text_key="k", profile="p")
    assert found(one, other) == (one.id, "repeat-of", {"same-text", "same-author", "answered"})
    assert found(one, other._replace(profile="q")) == (one.id, "duplicate-of", {"same-text"})


@pytest.mark.parametrize("status", ["forwarded", "rejected", "closed"])
def test_what_left_the_backlog_without_an_answer_has_no_repeat(status: str) -> None:
    one = traits(text_key="k", profile="p", category="roads")
    other = answered(text_key="k", profile="p", category="roads")
    assert is_sure(one, other)
    assert found(one, other._replace(status=status, first_answer=None, answers=())) is None  # `mcu link` refuses it


def test_one_place_and_topic_still_open_belong_together() -> None:
    place: dict[str, Any] = {"category": "roads/holes", "street": "улица Мира", "house": "5"}
    one, other = traits(**place), earlier(**place)
    assert found(one, other) == (one.id, "related-to", {"same-place", "same-topic", "open"})
    assert found(one, other._replace(category="water")) is None
    assert found(one, other._replace(registered=START - 31 * DAY)) is None
    assert found(one._replace(is_open=0), other) is None


def test_what_left_the_backlog_is_not_linked_the_open_one_is() -> None:
    done: dict[str, Any] = {"is_open": 0, "status": "answered", "first_answer": START, "answers": (START,)}
    one, other = traits(text_key="k"), earlier(text_key="k")
    assert found(one._replace(**done), other._replace(**done)) is None
    assert found(one._replace(**done), other) == (other.id, "duplicate-of", {"same-text"})


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({"duplicate_of": "20261110-0001", "status": "duplicate"}, {}),
        ({}, {"duplicate_of": "20261101-0009", "status": "duplicate"}),
        ({"part_of": "20261110-0001"}, {}),
        ({}, {"part_of": "20261120-0002"}),
        ({"part_of": "20261101-0009"}, {"part_of": "20261101-0009"}),
        ({"kind": "thanks"}, {}),
    ],
)
def test_what_is_linked_or_thanks_is_left_out(one: dict[str, Any], other: dict[str, Any]) -> None:
    assert found(traits(**({"text_key": "k"} | one)), earlier(**({"text_key": "k"} | other))) is None


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ({"profile": "p", "author": "Иванова А. П."}, {"profile": "q", "author": "Иванова А. П."}, False),
        ({"profile": "p", "author": "Анна"}, {"profile": "p", "author": "Анна П."}, True),
        ({"author": "Иванова А. П."}, {"profile": "q", "author": "иванова А. П."}, True),
        ({"author": "Анна"}, {"author": "Анна"}, False),
        ({"profile": "https://vk.com/club1"}, {"profile": "https://vk.com/club1"}, False),
        ({"author": "Имя не указано"}, {"author": "имя не указано"}, False),
        ({"author": "Неизвестный житель"}, {"author": "Неизвестный житель"}, False),
        ({"author": "Анонимный звонок"}, {"author": "Анонимный звонок"}, False),
        ({"author": "Неверова Нина Ивановна"}, {"author": "Неверова Нина Ивановна"}, True),
        ({}, {}, False),
    ],
)
def test_authors_are_one_by_profile_or_by_full_name(one: dict[str, Any], other: dict[str, Any], *, same: bool) -> None:
    assert same_author(traits(**one), traits(**other)) is same


def test_a_first_name_is_that_of_many() -> None:
    assert [full_name(traits(author=name)) for name in ("Анна", "Анна  ПЕТРОВА", "")] == ["", "анна петрова", ""]


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        (("roads/snow", ""), ("roads/snow", ""), True),
        (("roads", ""), ("roads/snow", ""), True),
        (("roads/snow", ""), ("roads/holes", ""), False),
        (("road", ""), ("roads", ""), False),
        (("", ""), ("", ""), False),
        (("Дороги", "Ямы"), ("Дороги", "ямы"), True),
        (("Дороги", "Ямы"), ("Дороги", "Снег"), False),
    ],
)
def test_a_group_and_its_topic_are_one(one: tuple[str, str], other: tuple[str, str], *, same: bool) -> None:
    first, second = (traits(category=about[0], topic=about[1]) for about in (one, other))
    assert same_topic(first, second) is same
    assert same_topic(second, first) is same


def test_the_surest_comes_first_then_the_nearest() -> None:
    common: dict[str, Any] = {"profile": "p", "category": "roads", "street": "Мира", "house": "5"}
    one = traits(text_key="k", **common)
    others = [
        earlier(**common)._replace(id="20261110-0004"),
        earlier(text_key="k")._replace(id="20261110-0001", registered=START - 2 * DAY),
        earlier(text_key="k")._replace(id="20261110-0002", registered=START - DAY),
        answered(**common)._replace(id="20261110-0003"),
        answered(profile="p")._replace(id="20261110-0005"),
    ]
    suggested = [like for other in others if (like := likeness(one, other, WINDOW)) is not None]
    assert [(like.beside(one.id).id[-1], like.relation) for like in sorted(suggested, key=lambda like: like.order)] == [
        ("2", Relation.DUPLICATE_OF),
        ("1", Relation.DUPLICATE_OF),
        ("3", Relation.REPEAT_OF),
        ("4", Relation.RELATED_TO),
        ("5", Relation.REPEAT_OF),
    ]


def test_either_side_tells_the_other() -> None:
    one, other = traits(), earlier()
    like = Likeness(one, other, Relation.RELATED_TO, (Reason.OPEN,))
    assert (like.beside(one.id), like.beside(other.id)) == (other, one)


@pytest.mark.skipif(not REAL.exists(), reason="the real texts are not beside the project")
def test_of_real_texts_few_are_equal() -> None:
    with REAL.open(encoding="utf-8-sig", newline="") as file:
        texts = [row["Текст инцидента"].removeprefix("'") for row in csv.DictReader(file, delimiter=";")]
    keys = Counter(text_key(text) for text in texts)
    assert len(texts) == 8000
    assert keys.pop("") < 400  # short ones
    equal = [n for n in keys.values() if n > 1]
    assert len(equal) < 20  # looked at one by one: all but one group, of telephone numbers made alike, are true
    assert max(equal) < 10
