"""What makes two appeals alike: the same text, the same author, the same place and topic, and how near in time.

What is found here is a suggestion, said in words, that a clerk confirms with `mcu link` or passes by. Repeats that are
sure (`Likeness.is_sure`) can be linked without asking: `mcu likely --link`.
"""

from __future__ import annotations

import re
from enum import StrEnum
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from mcu_cli.domain.places import in_two_places, same_place
from mcu_cli.domain.profiles import personal_profile
from mcu_cli.domain.vocabulary import CHATTER, AppealKind, Relation, Status
from mcu_cli.domain.words import fold, stem, stemmed, stems, words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mcu_cli.domain.repeats import Window

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
_FIRST_OF_OPENINGS = (
    *("здравствуй", "здравствуйте", "здрасте", "приветствую", "привет"),
    *("добрый", "доброго", "доброе", "доброй"),
)
_GLANCE = 2 * LEAST_WORDS  # words
_CLOSING = re.compile(r"\W*\b(?:заранее |большое )?спасибо(?: заранее| большое)?\W*$")
_THANKS = "спасибо"
_STEM_OF_THANKS = "спасиб"
_BEFORE_THANKS = len("заранее ") + 1  # characters that decide what is cut off with it
_HAS_DIGIT = re.compile(r"\d")
_FULL_NAME = 2  # words; a first name alone is that of many
# What is written where a name should stand: «Не представился», «Без имени», «Имя не указано», «Аноним по телефону».
_NO_NAME = re.compile(r"\b(?:не|без|нет|имя|аноним\w*|неизвест\w*)\b")


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
    """What of an appeal is compared. Moments are seconds since 1970 (UTC), unset texts are empty.

    `tags` stand between line feeds, as in the index; `answers` are the moments of `repeats.answers`.
    """

    id: str
    status: str
    is_open: int
    kind: str
    category: str
    topic: str
    registered: int
    first_answer: int | None
    duplicate_of: str
    part_of: str
    author: str
    profile: str
    settlement: str
    street: str
    house: str
    object: str
    tags: str
    text_key: str
    answers: tuple[int, ...] = ()


class Likeness(NamedTuple):
    """Two appeals that are alike: `subject` would be linked to `other` as `relation` says, for `reasons`.

    Of a repeat, `answered` is the moment of the answer that it came after; `is_sure` says that nobody needs to look.
    """

    subject: Traits
    other: Traits
    relation: Relation
    reasons: tuple[Reason, ...]
    answered: int | None = None
    is_sure: bool = False

    def beside(self, appeal_id: str) -> Traits:
        """Return the one of the two that is not `appeal_id`."""
        return self.other if self.subject.id == appeal_id else self.subject

    @property
    def order(self) -> tuple[int, int, str]:
        """By this suggestions sort: the surest first, of equals the nearest in time."""
        if Reason.SAME_TEXT in self.reasons:
            rank = 0
        elif self.relation is Relation.REPEAT_OF:
            rank = 1 if self.is_sure else 4
        else:
            rank = 2 if self.relation is Relation.DUPLICATE_OF else 3
        return rank, abs(self.subject.registered - self.other.registered), self.other.id


class Alike(NamedTuple):
    """An appeal and what it looks like, the surest first."""

    id: str
    found: tuple[Likeness, ...]


def _digest(text: str) -> str:
    from hashlib import sha256  # 3 ms, with OpenSSL

    return sha256(text.encode()).hexdigest()[:16]


def text_key(text: str) -> str:
    """Return what equal texts have in common: 16 hex digits of a hash of their stems in order.

    Case, ё, punctuation, endings, greetings and thanks at the end do not count. Empty for a text of fewer than
    `LEAST_WORDS` words besides figures and links, which is equal to nothing.
    """
    found = stemmed(text)
    if found.startswith(_openings()) or _STEM_OF_THANKS in found:
        found = _without_courtesies(found, fold(text))
    counted = stemmed(_LINK.sub(" ", essence(text))) if "http" in found else found
    # The stem of a word is a number where the word is one. Few texts are so short that all their words have to be seen.
    if _says_enough(counted.split(" ", _GLANCE)[:_GLANCE]) or _says_enough(counted.split()):
        return _digest(found)
    return ""


def _says_enough(found: Sequence[str]) -> bool:
    return sum(not one.isdecimal() for one in found) >= LEAST_WORDS


@cache
def _openings() -> tuple[str, ...]:
    """Return the stems with which a text that opens with a greeting begins."""
    return tuple({stem(word) for word in _FIRST_OF_OPENINGS})


def _without_courtesies(found: str, folded: str) -> str:
    """Return of the stems of a folded text those of its `essence`, without stemming it again."""
    begin, end = _said(folded)
    before, after = len(words(folded[:begin])), len(words(folded[end:]))
    stems_of_all = found.split()
    return " ".join(stems_of_all[before : len(stems_of_all) - after])


def essence(text: str) -> str:
    """Return `text` folded and without what is said in every letter: greetings and thanks."""
    folded = fold(text)
    begin, end = _said(folded)
    return folded[begin:end]


def _said(folded: str) -> tuple[int, int]:
    """Return where in a folded text begins what is not said in every letter, and where it ends."""
    begin = len(folded) - len(folded.lstrip(" ,.!\"'«"))
    while (opening := _OPENING.match(folded, begin)) is not None:
        begin = opening.end()
    thanks = folded.rfind(_THANKS, begin)
    # It begins there or not at all: past the last thanks a long row of signs would be gone through from each of them.
    starts = range(max(thanks - _BEFORE_THANKS, begin), thanks + 1)
    closing = next((found for start in starts if (found := _CLOSING.match(folded, start)) is not None), None)
    if closing is None:
        return begin, len(folded)
    end = closing.start()
    while end > begin and not (folded[end - 1].isalnum() or folded[end - 1] == "_"):  # as far back as it goes
        end -= 1
    return begin, end


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


def may_be_near(one: Traits, other: Traits, window: Window) -> bool:
    """Whether the texts of two appeals are worth comparing word by word: something else is common, and the time."""
    earlier, later = _in_order(one, other)
    return (
        one.text_key != other.text_key
        and (_are_near_in_time(one, other, window) or _answered_before(later, earlier, window) is not None)
        and (same_author(one, other) or same_place(one, other) or same_topic(one, other))
    )


def likeness(one: Traits, other: Traits, window: Window, *, near: bool = False) -> Likeness | None:
    """Return how two appeals are alike, the later one as that to be linked; None where nothing is to be suggested.

    `near` says that their texts are nearly the same. A repeat came within the window after an answer: of the same
    author or about the same place, and on the same topic or with the same text. It is one whether or not it has been
    handled since; a repeat of the author alone, on another topic, is one to look at and only while it is open.

    Nothing is suggested of thanks and of the noise of bots, of the parts of one letter, of what is linked as a
    duplicate already, and no duplicate of what has left the backlog.
    """
    if one.id == other.id or _asks_nothing(one) or _asks_nothing(other) or _are_linked(one, other):
        return None
    earlier, later = _in_order(one, other)
    at_one_time = _are_near_in_time(later, earlier, window)
    answered = _answered_before(later, earlier, window)
    about = _in_common(later, earlier)
    text = _text_reason(later, earlier, about, near=near) if at_one_time or answered is not None else ()
    repeat = _repeat(later, earlier, (*text, *about), answered)
    if repeat is not None and repeat.is_sure:
        return repeat
    if text and at_one_time:
        subject, original = (later, earlier) if later.is_open else (earlier, later)
        if subject.is_open and (original.is_open or original.first_answer is not None):  # else `link` would refuse
            return Likeness(subject, original, Relation.DUPLICATE_OF, (*text, *about))
    both_open = later.is_open and earlier.is_open and at_one_time
    if both_open and Reason.SAME_PLACE in about and Reason.SAME_TOPIC in about:
        return Likeness(later, earlier, Relation.RELATED_TO, (*about, Reason.OPEN))
    return repeat if later.is_open else None


def same_author(one: Traits, other: Traits) -> bool:
    """Whether both have one author: by the profile, else by a name of two words or more."""
    if _have_profiles(one, other):
        return personal_profile(one.profile) == personal_profile(other.profile)
    return full_name(one) != "" and full_name(one) == full_name(other)


def full_name(traits: Traits) -> str:
    """Return the author's name in the form in which it is compared; empty for a first name alone, or for none."""
    name = fold(traits.author)
    return "" if len(name.split()) < _FULL_NAME or _NO_NAME.search(name) else name


def same_topic(one: Traits, other: Traits) -> bool:
    """Whether both are about one thing; a group and a topic in it are one."""
    if not one.category or not other.category or (one.topic and other.topic and fold(one.topic) != fold(other.topic)):
        return False
    wider, narrower = sorted((one.category, other.category), key=len)
    return narrower == wider or narrower.startswith(f"{wider}/")


def _numbers(found: frozenset[str]) -> frozenset[str]:
    return frozenset(stem for stem in found if _HAS_DIGIT.search(stem))


def _in_common(one: Traits, other: Traits) -> tuple[Reason, ...]:
    found = (
        (Reason.SAME_AUTHOR, same_author(one, other)),
        (Reason.SAME_PLACE, same_place(one, other)),
        (Reason.SAME_TOPIC, same_topic(one, other)),
    )
    return tuple(reason for reason, holds in found if holds)


def _in_order(one: Traits, other: Traits) -> tuple[Traits, Traits]:
    """Return the two as they were registered."""
    return (one, other) if (one.registered, one.id) <= (other.registered, other.id) else (other, one)


def _repeat(later: Traits, earlier: Traits, reasons: tuple[Reason, ...], answered: int | None) -> Likeness | None:
    """Return the later appeal as a repeat of the earlier one for what they have in common; None where it is none.

    Sure is one that has topic or text in common too. One name in two places, and nothing else, may be two people.
    """
    by_author, by_place = Reason.SAME_AUTHOR in reasons, Reason.SAME_PLACE in reasons
    again = not {Reason.SAME_TOPIC, Reason.SAME_TEXT, Reason.NEAR_TEXT}.isdisjoint(reasons)
    if answered is None or not (by_author or (by_place and again)):
        return None
    by_name_alone = not by_place and not _have_profiles(later, earlier)
    is_sure = again and not (by_name_alone and in_two_places(later, earlier))
    return Likeness(later, earlier, Relation.REPEAT_OF, (*reasons, Reason.ANSWERED), answered, is_sure)


def _answered_before(later: Traits, earlier: Traits, window: Window) -> int | None:
    """Return the last answer to the earlier appeal within the window before the later one came; None for no such."""
    return max((at for at in earlier.answers if window.holds(at, later.registered)), default=None)


def _text_reason(later: Traits, earlier: Traits, about: tuple[Reason, ...], *, near: bool) -> tuple[Reason, ...]:
    """Return the reason that lies in the texts, none where there is none; two places need one author."""
    if Reason.SAME_AUTHOR not in about and in_two_places(later, earlier):
        return ()
    if later.text_key and later.text_key == earlier.text_key:
        return (Reason.SAME_TEXT,)
    return (Reason.NEAR_TEXT,) if near and about else ()


def _are_near_in_time(one: Traits, other: Traits, window: Window) -> bool:
    return window.holds(*sorted((one.registered, other.registered)))


def _have_profiles(one: Traits, other: Traits) -> bool:
    return bool(personal_profile(one.profile) and personal_profile(other.profile))


def _asks_nothing(traits: Traits) -> bool:
    return traits.kind == AppealKind.THANKS or f"\n{CHATTER}\n" in traits.tags


def _are_linked(one: Traits, other: Traits) -> bool:
    letters = {one.part_of or one.id, other.part_of or other.id}
    originals = {one.duplicate_of or one.id, other.duplicate_of or other.id}
    return (
        len(letters) == 1
        or len(originals) == 1
        or Status.DUPLICATE in {one.status, other.status}  # its original is the one to look at
    )
