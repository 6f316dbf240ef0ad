"""A street or an object without the house, and without people: the fields are free, and hold what somebody wrote there.

What may be a person is no street: rather none is named than a citizen.
"""

from __future__ import annotations

import re

from mcu_cli.domain.personal_names import LONG_PATRONYMIC
from mcu_cli.domain.words import stems

_LONGEST = 60  # letters; what is longer is no street
_MOST_WORDS = 4  # «улица 50 лет ВЛКСМ»; more is a tale
_LEAST_STEM = 3  # letters of a name; what is shorter is an initial, or as good as none
_LEAST_PREFIX, _LONGEST_ENDING = 4, 3  # letters that two forms of a surname share: «Иванов», «Ивановой»
_LONGEST_NUMBER = 4  # digits in the name of a street: «улица 1905 года»; more of them are a telephone
_APART = re.compile(r"[,;:(\[\n]")
# What stands before a number that is part of the name («улица 50 лет ВЛКСМ», «микрорайон 4»).
_KINDS = frozenset(
    (
        *(
            "улица",
            "ул",
            "проспект",
            "просп",
            "пр",
            "пр-т",
            "переулок",
            "пер",
            "бульвар",
            "бул",
            "б-р",
            "проезд",
            "пр-д",
        ),
        *("шоссе", "ш", "площадь", "пл", "набережная", "наб", "тупик", "аллея", "тракт", "разъезд", "километр", "км"),
        *("микрорайон", "мкр", "мкрн", "мкр-н", "квартал", "кв-л", "линия", "участок", "район", "р-н", "массив"),
        *("посёлок", "поселок", "пос", "п", "село", "с", "деревня", "дер", "город", "г", "станция", "ст"),
        *("территория", "тер", "снт", "днт", "сдт", "тсн", "street", "st"),
    )
)
_HOUSES = re.compile(
    r"(?:д|дом|дома|вл|влад|владение|к|корп|корпус|стр|строение|соор|кв|квартира|оф|офис|под|подъезд|эт|этаж|ком|комната|"
    r"тел|телефон|т|house|flat|apt|№)\.?(?:№?\d.*)?",
    re.IGNORECASE,
)
_PATRONYMIC = re.compile(LONG_PATRONYMIC, re.IGNORECASE)
# An address of the net, a telephone, a house or a flat, initials.
_NO_OBJECT = re.compile(
    r"@|://|(?:\d[\s()+-]*){5}|\b(?:д|дом|кв|квартира|подъезд|этаж)\b\.?\s*№?\s*\d|\b[А-ЯЁ]\.\s*(?:[А-ЯЁ]\.|[А-ЯЁ][а-яё]+)",
)
_WORD = re.compile(r"[^\W\d_]+")
_BESIDE = frozenset(("у", "возле", "около", "напротив", "рядом", "перед", "за", "между", "во"))
_FROM_DIGIT = re.compile(r"[-/№.]*\d.*")


def street_alone(text: str, author: str) -> str:
    """Return the street that `text` names, without a house, a flat or a telephone; empty where nothing is left.

    What follows the first comma, bracket, word for a house or «у», «возле» goes, and what begins with a number behind
    the name. Nothing is left of more than four words, of a patronymic, or of what shares a word with the name of the
    `author`, in whatever case.
    """
    if "@" in text:
        return ""
    kept: list[str] = []
    has_name = after_number = False
    for token in _APART.split(text.strip(), maxsplit=1)[0].split():
        digits = sum(letter.isdigit() for letter in token)
        if _HOUSES.fullmatch(token) or token.casefold() in _BESIDE or digits > _LONGEST_NUMBER:
            break
        if digits and token[0].isalpha():  # «Мира5»
            kept.append(_FROM_DIGIT.sub("", token[: _LONGEST + 1]))  # of a longer one nothing is left in the end
            break
        if digits and (has_name or after_number):
            break
        kept.append(token)
        # A number before the name is part of it, and a name follows: «9 Мая», «3-я Линия».
        is_kind = token.casefold().rstrip(".") in _KINDS
        has_name = has_name or (not digits and (after_number or not is_kind))
        after_number = bool(digits)
    street = " ".join(kept)
    if len(street) > _LONGEST or len(kept) > _MOST_WORDS or not any(letter.isalpha() for letter in street):
        return ""
    return "" if _has_patronymic(street) or _names(street, author) else street


def object_alone(text: str, author: str) -> str:
    """Return the school, stop or park that `text` names; empty where it may be an address, a telephone or a person."""
    name = " ".join(text.split())
    if len(name) > _LONGEST or _NO_OBJECT.search(name) or _has_patronymic(name) or _names(name, author):
        return ""
    return name


def _has_patronymic(text: str) -> bool:
    return any(_PATRONYMIC.fullmatch(word) for word in _WORD.findall(text))


def _names(text: str, person: str) -> bool:
    """Whether `text` has a word of a person's name in whatever case: a surname may stand where the street should."""
    if not person:
        return False
    name = [stem for stem in stems(person) if len(stem) >= _LEAST_STEM]
    return any(_is_alike(stem, other) for stem in stems(text) for other in name)


def _is_alike(one: str, other: str) -> bool:
    shorter, longer = sorted((one, other), key=len)
    if len(shorter) < _LEAST_PREFIX:
        return one == other
    return longer.startswith(shorter) and len(longer) - len(shorter) <= _LONGEST_ENDING
