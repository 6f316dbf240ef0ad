"""Personal data in a text: names, telephones, addresses of mail and pages, flats, numbers of documents.

What law means by personal data is wider (152-ФЗ art. 3: whatever belongs to a person that can be told); this finds what
stands in texts by its shape. It is made to stop a slip, not somebody who hides a name on purpose.
"""

from __future__ import annotations

import re
import unicodedata
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

from mcu_cli.domain.personal_names import likely_names, name_spans
from mcu_cli.domain.personal_pages import addresses, as_words, personal_pages
from mcu_cli.language import _, marked

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence


class MarkKind(StrEnum):
    """What a piece of a text looks like."""

    NAME = "name"
    AUTHOR = "author"
    PHONE = "phone"
    EMAIL = "email"
    FLAT = "flat"
    PROFILE = "profile"
    SNILS = "snils"
    PASSPORT = "passport"
    CARD = "card"


_TITLES = {
    MarkKind.NAME: marked("a person's name"),
    MarkKind.AUTHOR: marked("the name of an author on record"),
    MarkKind.PHONE: marked("a telephone number"),
    MarkKind.EMAIL: marked("an e-mail address"),
    MarkKind.FLAT: marked("the number of a flat"),
    MarkKind.PROFILE: marked("a personal page"),
    MarkKind.SNILS: marked("a pension insurance number (SNILS)"),
    MarkKind.PASSPORT: marked("a passport number"),
    MarkKind.CARD: marked("a bank card number"),
}


class Mark(NamedTuple):
    """A piece of a text, from `start` up to `end`, that looks personal."""

    kind: MarkKind
    start: int
    end: int


def title_of_mark(kind: MarkKind) -> str:
    """Return what a mark is called in the language spoken, for a sentence «it looks like …»."""
    return _(_TITLES[kind])


def personal_marks(text: str, authors: Collection[str] = ()) -> list[Mark]:
    """Return what looks personal in `text`, in order, nothing twice.

    `authors` are names of authors as they stand on record, which `author_candidates` has asked for. Characters that
    nobody sees, as the soft hyphen and the zero-width space, part no words.
    """
    seen, places = _seen(text)
    found = _apart([*_marks(seen, authors), *_marks_in_addresses(seen, authors)])
    return [Mark(kind, places[start], places[end - 1] + 1) for kind, start, end in found]


def author_candidates(text: str) -> set[str]:
    """Return the pieces of `text` that may be the name of an author, to be looked up on record."""
    seen, _places = _seen(text)
    texts = (seen, *(as_words(seen[start:end]) for start, end in addresses(seen)))
    return {piece[start:end] for piece in texts for start, end in likely_names(piece)}


def _seen(text: str) -> tuple[str, Sequence[int]]:
    """Return what a reader sees of `text`, and where each letter of that stands in it."""
    if text.isprintable():
        return text, range(len(text))
    places = [at for at, letter in enumerate(text) if unicodedata.category(letter) != _UNSEEN]
    return "".join([text[at] for at in places]), places


def _marks(text: str, authors: Collection[str]) -> Iterator[Mark]:
    yield from _matches(MarkKind.EMAIL, _EMAIL, text)
    yield from (Mark(MarkKind.PROFILE, *span) for span in personal_pages(text))
    yield from _matches(MarkKind.SNILS, _SNILS, text)
    yield from _matches(MarkKind.PASSPORT, _PASSPORT, text)
    yield from (Mark(MarkKind.CARD, *match.span()) for match in _CARD.finditer(text) if _is_card(match[0]))
    yield from _phones(text)
    yield from _matches(MarkKind.FLAT, _FLAT, text)
    yield from _names(text, authors)


def _names(text: str, authors: Collection[str]) -> Iterator[Mark]:
    yield from (Mark(MarkKind.NAME, *span) for span in name_spans(text))
    if authors:
        likely = likely_names(text)
        yield from (Mark(MarkKind.AUTHOR, start, end) for start, end in likely if text[start:end] in authors)


def _marks_in_addresses(text: str, authors: Collection[str]) -> Iterator[Mark]:
    """Yield the addresses of pages and the names of files that name a person, whole: «Иванова_Мария.jpg»."""
    for start, end in addresses(text):
        mark = next(_names(as_words(text[start:end]), authors), None)
        if mark is not None:
            yield Mark(mark.kind, start, end)


def _matches(kind: MarkKind, pattern: re.Pattern[str], text: str) -> Iterator[Mark]:
    return (Mark(kind, *match.span()) for match in pattern.finditer(text))


def _apart(marks: list[Mark]) -> list[Mark]:
    """Return the marks in order, those left out that touch an earlier one."""
    kept: list[Mark] = []
    for mark in sorted(marks, key=lambda mark: (mark.start, -mark.end)):
        if not kept or mark.start >= kept[-1].end:
            kept.append(mark)
    return kept


_UNSEEN = "Cf"  # Unicode: characters of format
_EMAIL = re.compile(r"(?<![\w.+-])[\w.+-]*\w(?:@|\s?[(\[](?:at|собака)[)\]]\s?)[\w-]+(?:\.[\w-]+)*\.[^\W\d_]{2,}")
_SNILS = re.compile(
    r"(?<![\d-])\d{3}-\d{3}-\d{3}[ \u00a0-]\d{2}(?!\d)|снилс\D{0,12}\d{3}[ -]?\d{3}[ -]?\d{3}[ -]?\d{2}(?!\d)",
    re.IGNORECASE,
)
_PASSPORT = re.compile(
    r"(?:паспорт\w*|сери[яию]|passport)[^\d\n]{0,25}\d{2}\s?\d{2}[^\d\n]{0,12}\d{6}(?!\d)"
    r"|(?<![\d.,-])(?!19\d\d|20\d\d)\d{2}[ \u00a0]?\d{2}(?:[ \u00a0]|[ \u00a0]?№[ \u00a0]?)\d{6}(?![\d.-])",
    re.IGNORECASE,
)
# Not within a fingerprint, whose letters are a to f.
_CARD = re.compile(r"(?<![0-9a-f.,=/_-])[2-6]\d{3}(?:[ \u00a0-]?\d{4}){3}(?:[ \u00a0-]?\d{3})?(?![0-9a-f-])")
# «кв. 12», «квартира № 5», «кв-ра 3»; «4 кв. 2021» is a quarter, «д. 10-45» a house with its flat.
_FLAT = re.compile(
    r"(?<![^\W_])(?:кв(?:артир(?:а|ы|е|у|ой)|-ра)?|ком(?:ната|нате|наты)?|flat|apt|apartment)(?![^\W\d_])\.?"
    r"[ \u00a0]?№?[ \u00a0]?(?!(?:19|20)\d\d(?!\d))\d{1,4}(?![\d/])(?![.,]\d)"
    r"(?![ \u00a0]?(?:градус|°|кв|м2|м²|метр|руб|р\.|лет|год|тыс|этаж|комнат|человек))"
    r"|(?<![^\W_])(?:д|дом|дому|доме|house)(?![^\W\d_])\.?[ \u00a0]?№?[ \u00a0]?\d{1,3}[ \u00a0]?[а-яa-z]?[ \u00a0]?"
    r"-[ \u00a0]?\d{1,3}(?![\d./-])(?![ \u00a0]?[а-я]\b)",
    re.IGNORECASE,
)
_SIGN = r"[ \t\u00a0\u202f.()‐‑–-]"
_DIGITS = re.compile(rf"(?<![\w№])(?<!\d[.,:/-])(?:\+{_SIGN}?)?\(?\d(?:{_SIGN}{{0,3}}\d){{9,10}}(?!\w)(?![.,:/-]\d)")
_THOUSANDS = re.compile(r"\d{1,3}(?:[ \u00a0\u202f]\d{3})+")
_BRACKETED = re.compile(
    rf"(?:\+?[78]{_SIGN}?)?\((?!80[04]\))\d{{3,5}}\){_SIGN}?\d{{1,3}}{_SIGN}?\d{{2}}{_SIGN}?\d{{2}}(?!\d)"
)
_LOCAL = re.compile(
    r"(?<![^\W_])(?:тел(?:ефон\w*)?|т|моб(?:ильн\w+)?|сот(?:ов\w+)?|(?:по|пере)?звон\w*|набер\w*|phone|tel|whats\s?app|в[ао]тсап\w*"
    r"|ва[йи]бер\w*|viber|факс)(?![^\W\d_])[^\d\n]{0,20}(?<![0-9a-f])"  # nor within a fingerprint
    r"(?P<number>(?!(?:19|20)\d\d-)\d{1,3}[ \u00a0-]?\d{2}[ \u00a0-]?\d{2})(?!\w|[-.:/]\d)",
    re.IGNORECASE,
)
_DASHED = re.compile(r"(?<![\w№/.,-])(?<!№ )(?P<first>\d{2,3})-(?P<second>\d{2})-(?P<third>\d{2})(?![\w/-])(?!\.\d)")
_BEFORE_HOUSES = re.compile(
    r"(?:\bд(?:ом\w*)?|\bкв|\bвх|\bисх|№|\bкорп\w*|\bот)\.?\s*(?:№\s*)?(?:\d[\d\s,-]*)?$", re.IGNORECASE
)
_NOT_CALLED = re.compile(r"(?:ИНН|ОГРН|КПП|ОКПО|ОКТМО|р/с|[сС]ч[её]т\w*|№|номер\w*\s+обращени\w+|кадастр\w*)\D{0,3}$")
_NEAR = 200  # letters before a number that may say what it is
_NATIONAL = 11  # digits of a number with the 8 or the 7 before it
_FREE = ("800", "804")  # lines of organisations, never of a citizen
_MONTHS, _DAYS = 12, 31


def _is_card(number: str) -> bool:
    """Whether the check digit is right: Luhn, ISO/IEC 7812-1 annex B."""
    digits = [int(letter) for letter in reversed(number) if letter.isdigit()]
    doubled = (sum(divmod(2 * digit, 10)) for digit in digits[1::2])
    return (sum(digits[::2]) + sum(doubled)) % 10 == 0


def _phones(text: str) -> Iterator[Mark]:
    for match in _DIGITS.finditer(text):
        if _is_phone(match[0], text, match.start()):
            yield Mark(MarkKind.PHONE, *match.span())
    yield from _matches(MarkKind.PHONE, _BRACKETED, text)
    for match in _LOCAL.finditer(text):
        yield Mark(MarkKind.PHONE, *match.span("number"))
    for match in _DASHED.finditer(text):
        day, month = int(match["first"]), int(match["second"])
        is_date = day <= _DAYS and month <= _MONTHS and len(match["first"]) == len("31")
        if not is_date and not _stands_before(text, match.start(), _BEFORE_HOUSES):
            yield Mark(MarkKind.PHONE, *match.span())


def _stands_before(text: str, place: int, pattern: re.Pattern[str]) -> bool:
    """Whether `pattern`, which ends with `$`, fits right before `place`; a text of any length is not gone through."""
    return pattern.search(text, max(place - _NEAR, 0), place) is not None


def _is_phone(written: str, text: str, place: int) -> bool:
    """Whether a run of ten or eleven digits at `place` is a subscriber's number: not a sum, a date, a hot line."""
    digits = "".join(letter for letter in written if letter.isdigit())
    has_code = len(digits) == _NATIONAL
    if written.startswith("+") and not digits.startswith("7"):
        return True  # of another country
    subscriber = digits[1:] if has_code else digits
    if (has_code and digits[0] not in "78") or subscriber.startswith(_FREE):
        return False
    if written.startswith("+"):
        return True
    if _THOUSANDS.fullmatch(written) or _stands_before(text, place, _NOT_CALLED):
        return False
    return subscriber[0] in "3489" if has_code else subscriber[0] == "9" and "." not in written
