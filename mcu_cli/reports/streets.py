"""A street without the house: what stands behind its name, where somebody wrote more into it than the street."""

from __future__ import annotations

import re

_LONGEST = 60  # letters; what is longer is no street
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
_FROM_DIGIT = re.compile(r"[-/№.]*\d.*")


def street_alone(text: str) -> str:
    """Return the street that `text` names, without a house, a flat or a telephone; empty where nothing is left.

    What follows the first comma, bracket or word for a house goes, and what begins with a number behind the name.
    """
    if "@" in text:
        return ""
    kept: list[str] = []
    has_name = after_number = False
    for token in _APART.split(text.strip(), maxsplit=1)[0].split():
        digits = sum(letter.isdigit() for letter in token)
        if _HOUSES.fullmatch(token) or digits > _LONGEST_NUMBER:
            break
        if digits and token[0].isalpha():  # «Мира5»
            kept.append(_FROM_DIGIT.sub("", token))
            break
        if digits and (has_name or after_number):
            break
        kept.append(token)
        # A number before the name is part of it, and a name follows: «9 Мая», «3-я Линия».
        is_kind = token.casefold().rstrip(".") in _KINDS
        has_name = has_name or (not digits and (after_number or not is_kind))
        after_number = bool(digits)
    street = " ".join(kept)
    return street if len(street) <= _LONGEST and any(letter.isalpha() for letter in street) else ""
