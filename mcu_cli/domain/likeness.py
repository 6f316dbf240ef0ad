"""What makes two appeals alike: the same text, the same author, the same place and topic, and how near in time.

Nothing is linked by itself: what is found here is a suggestion, said in words, that a clerk confirms with `mcu link`
or passes by.
"""

from __future__ import annotations

import hashlib
import re
from enum import StrEnum
from typing import NamedTuple

from mcu_cli.domain.profiles import personal_profile
from mcu_cli.domain.vocabulary import AppealKind, Relation, Status
from mcu_cli.domain.words import fold, stems, words

WINDOW_DAYS = 30
"""Days between two like texts, and between an answer and its repeat.

«Инцидент Менеджмент» publishes no definition of a repeat; 30 calendar days after an answer, by the same author or on
the same place and topic, is the default here (C: not confirmed by a source). It is also the time that 59-ФЗ gives for
an answer (art. 12 part 1; B).
"""
WINDOW = WINDOW_DAYS * 86_400
"""The same in seconds."""
LEAST_WORDS = 4
"""A text of fewer words, greetings not counted, says too little to be equal to another («Спасибо»)."""
LEAST_WORDS_NEAR = 8
"""Two texts of fewer words each may be near each other by chance: «Когда дадут воду?», «Когда дадут тепло?»."""
SHARE = 0.8
"""The share of common stems, of either text, from which two texts are nearly the same."""

_LINK = re.compile(r"https?://\S+")
_OPENING = re.compile(
    r"(?:здравствуй(?:те)?|здрасте|приветствую|привет"
    r"|добр(?:ый|ого|ое|ой) (?:день|дня|вечер|вечера|утро|утра|ночи|времени суток))\b\W*"
)
_CLOSING = re.compile(r"\W*\b(?:заранее |большое )?спасибо(?: заранее| большое)?\W*$")
_HAS_DIGIT = re.compile(r"\d")
# «улица» is left out, for it is what people leave out; of the others the short form is made whole.
_STREET_KINDS = {
    "улица": "",
    "ул": "",
    "проспект": "проспект",
    "пр": "проспект",
    "пр-т": "проспект",
    "пр-кт": "проспект",
    "просп": "проспект",
    "переулок": "переулок",
    "пер": "переулок",
    "бульвар": "бульвар",
    "бул": "бульвар",
    "площадь": "площадь",
    "пл": "площадь",
    "шоссе": "шоссе",
    "ш": "шоссе",
}
_STREET_WORD = re.compile(r"\w+(?:-\w+)*")
_FULL_NAME = 2  # words; a first name alone is that of many


class Reason(StrEnum):
    """What two appeals have in common; stands in JSON."""

    SAME_TEXT = "same-text"
    NEAR_TEXT = "near-text"
    SAME_AUTHOR = "same-author"
    SAME_PLACE = "same-place"
    SAME_TOPIC = "same-topic"
    ANSWERED = "answered"
    OPEN = "open"


class Traits(NamedTuple):
    """What of an appeal is compared. Moments are seconds since 1970 (UTC), unset texts are empty."""

    id: str
    status: str
    is_open: int
    kind: str
    category: str
    topic: str
    registered: int
    first_answer: int | None
    handled: int | None
    duplicate_of: str
    part_of: str
    author: str
    profile: str
    settlement: str
    street: str
    house: str
    text_key: str


class Likeness(NamedTuple):
    """Two appeals that are alike: `subject` would be linked to `other` as `relation` says, for `reasons`."""

    subject: Traits
    other: Traits
    relation: Relation
    reasons: tuple[Reason, ...]

    def beside(self, appeal_id: str) -> Traits:
        """Return the one of the two that is not `appeal_id`."""
        return self.other if self.subject.id == appeal_id else self.subject

    @property
    def order(self) -> tuple[int, int, str]:
        """By this suggestions sort: the surest first, of equals the nearest in time."""
        if Reason.SAME_TEXT in self.reasons:
            rank = 0
        else:
            rank = {Relation.REPEAT_OF: 1, Relation.DUPLICATE_OF: 2}.get(self.relation, 3)
        return rank, abs(self.subject.registered - self.other.registered), self.other.id


class Alike(NamedTuple):
    """An appeal and what it looks like, the surest first."""

    id: str
    found: tuple[Likeness, ...]


def text_key(text: str) -> str:
    """Return what equal texts have in common: 16 hex digits of a hash of their stems in order.

    Case, ё, punctuation, endings, greetings and thanks at the end do not count. Empty for a text of fewer than
    `LEAST_WORDS` words besides figures and links, which is equal to nothing.
    """
    said = essence(text)
    if sum(not word.isdecimal() for word in words(_LINK.sub(" ", said))) < LEAST_WORDS:
        return ""
    return hashlib.sha256(" ".join(stems(said)).encode()).hexdigest()[:16]


def essence(text: str) -> str:
    """Return `text` folded and without what is said in every letter: greetings and thanks."""
    folded = fold(text).lstrip(" ,.!\"'«")
    while (opening := _OPENING.match(folded)) is not None:
        folded = folded[opening.end() :]
    return _CLOSING.sub("", folded)


def content(text: str) -> frozenset[str]:
    """Return the stems of `text` by which texts are near each other; empty for one that is too short to say."""
    found = stems(essence(text))
    return frozenset(found) if len(found) >= LEAST_WORDS_NEAR else frozenset()


def nearly_the_same(one: frozenset[str], other: frozenset[str]) -> bool:
    """Whether two texts, as `content` gives them, share `SHARE` of the stems of either.

    Texts that both name numbers and not one in common are about two houses, however alike the rest.
    """
    if not one or not other or len(one & other) < SHARE * max(len(one), len(other)):
        return False
    numbers, others = _numbers(one), _numbers(other)
    return not (numbers and others and numbers.isdisjoint(others))


def may_be_near(one: Traits, other: Traits) -> bool:
    """Whether the texts of two appeals are worth comparing word by word: something else is common, and the time."""
    return (
        one.text_key != other.text_key
        and abs(one.registered - other.registered) <= WINDOW
        and (same_author(one, other) or same_place(one, other) or same_topic(one, other))
    )


def likeness(one: Traits, other: Traits, *, near: bool = False) -> Likeness | None:
    """Return how two appeals are alike, the later one as that to be linked; None where nothing is to be suggested.

    `near` says that their texts are nearly the same. Nothing is suggested of thanks, of the parts of one letter, of
    what is linked as a duplicate already, and where the appeal to be linked has left the backlog.
    """
    if one.id == other.id or AppealKind.THANKS in {one.kind, other.kind} or _are_linked(one, other):
        return None
    earlier, later = sorted((one, other), key=lambda traits: (traits.registered, traits.id))
    about = _in_common(later, earlier)
    text = _text_reason(later, earlier, about, near=near)
    here = Reason.SAME_AUTHOR in about or Reason.SAME_PLACE in about
    if later.is_open and here and (text or Reason.SAME_TOPIC in about) and _was_answered_shortly_before(later, earlier):
        return Likeness(later, earlier, Relation.REPEAT_OF, (*text, *about, Reason.ANSWERED))
    if text:
        subject, original = (later, earlier) if later.is_open else (earlier, later)
        if subject.is_open and (original.is_open or original.first_answer is not None):  # else `link` would refuse
            return Likeness(subject, original, Relation.DUPLICATE_OF, (*text, *about))
    both_open = later.is_open and earlier.is_open and later.registered - earlier.registered <= WINDOW
    if both_open and Reason.SAME_PLACE in about and Reason.SAME_TOPIC in about:
        return Likeness(later, earlier, Relation.RELATED_TO, (*about, Reason.OPEN))
    return None


def same_author(one: Traits, other: Traits) -> bool:
    """Whether both have one author: by the profile, else by a name of two words or more."""
    page, other_page = personal_profile(one.profile), personal_profile(other.profile)
    if page and other_page:
        return page == other_page
    return len(one.author.split()) >= _FULL_NAME and fold(one.author) == fold(other.author)


def same_place(one: Traits, other: Traits) -> bool:
    """Whether both name one house; a settlement that only one of them names does not part them."""
    place = place_key(one)
    return place is not None and place == place_key(other) and not _in_two_settlements(one, other)


def same_topic(one: Traits, other: Traits) -> bool:
    """Whether both are about one thing; a group and a topic in it are one."""
    if not one.category or not other.category or (one.topic and other.topic and fold(one.topic) != fold(other.topic)):
        return False
    wider, narrower = sorted((one.category, other.category), key=len)
    return narrower == wider or narrower.startswith(f"{wider}/")


def place_key(traits: Traits) -> tuple[str, str] | None:
    """Return street and house in the form in which they are compared; None where one of them is missing."""
    if not traits.street or not traits.house:
        return None
    parts = (_STREET_KINDS.get(part, part) for part in _STREET_WORD.findall(fold(traits.street)))
    street = " ".join(sorted(part for part in parts if part))  # «Мира проспект» and «проспект Мира» are one
    return street, "".join(fold(traits.house).split())


def _numbers(found: frozenset[str]) -> frozenset[str]:
    return frozenset(stem for stem in found if _HAS_DIGIT.search(stem))


def _in_common(one: Traits, other: Traits) -> tuple[Reason, ...]:
    found = (
        (Reason.SAME_AUTHOR, same_author(one, other)),
        (Reason.SAME_PLACE, same_place(one, other)),
        (Reason.SAME_TOPIC, same_topic(one, other)),
    )
    return tuple(reason for reason, holds in found if holds)


def _text_reason(later: Traits, earlier: Traits, about: tuple[Reason, ...], *, near: bool) -> tuple[Reason, ...]:
    """Return the reason that lies in the texts, none where there is none; two places need one author."""
    if later.registered - earlier.registered > WINDOW:
        return ()
    if Reason.SAME_AUTHOR not in about and _in_two_places(later, earlier):
        return ()
    if later.text_key and later.text_key == earlier.text_key:
        return (Reason.SAME_TEXT,)
    return (Reason.NEAR_TEXT,) if near and about else ()


def _was_answered_shortly_before(later: Traits, earlier: Traits) -> bool:
    return (
        earlier.status in {Status.ANSWERED, Status.CLOSED}
        and earlier.first_answer is not None
        and earlier.handled is not None
        and 0 <= later.registered - earlier.handled <= WINDOW
    )


def _are_linked(one: Traits, other: Traits) -> bool:
    letters = {one.part_of or one.id, other.part_of or other.id}
    originals = {one.duplicate_of or one.id, other.duplicate_of or other.id}
    return (
        len(letters) == 1
        or len(originals) == 1
        or Status.DUPLICATE in {one.status, other.status}  # its original is the one to look at
    )


def _in_two_settlements(one: Traits, other: Traits) -> bool:
    return bool(one.settlement and other.settlement) and fold(one.settlement) != fold(other.settlement)


def _in_two_places(one: Traits, other: Traits) -> bool:
    places = place_key(one), place_key(other)
    return _in_two_settlements(one, other) or (None not in places and places[0] != places[1])
