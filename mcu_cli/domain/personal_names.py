"""Names of people in a Russian text, told by their shape: initials, patronymics, a given name beside a surname.

Streets and institutions bear names too («улица Ивана Франко», «школа имени Ю. А. Гагарина»): these are none.
"""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from mcu_cli.domain.first_names import given_names
from mcu_cli.domain.name_context import ADDRESSES, BEARERS, HOUSES, NAMED_IN_QUOTES, RANKS, STREETS, VESSELS
from mcu_cli.domain.words import fold

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

# Patronymics in any case. Adjectives («Церковная», «в деревне», «на Кирпичной») are none.
LONG_PATRONYMIC = (
    r"\w+[ое]вич(?:а|у|ем|е)?"
    r"|(?!церковн|духовн|верховн|основн|деревн|древн|дневн|полковн|уровн|ровн|кровн|виновн)\w+[ое]вн(?:а|ы|е|у|ой|ою)"
    r"|\w+ичн(?:а|ы|е|у)"
    r"|(?:ильин|никит|кузьмин|фомин|лукин|саввин?|аникит)ичн(?:ой|ою)"
)
# With the short ones, which streets bear too: «улица Ильича».
_PATRONYMIC = re.compile(
    rf"{LONG_PATRONYMIC}|(?:иль|никит|кузьм|фом|лук)ич(?:а|у|ем|е|ом)?|оглы|кызы|улы", re.IGNORECASE
)
# As an adjective ends («на Сосновной»), so that only a given name before it makes a patronymic of it.
_LIKE_AN_ADJECTIVE = ("ой", "ою")
_WORD = re.compile(r"[^\W\d_]+(?:[-’'][^\W\d_]+)*")
_GAP = re.compile(r"[ \t\u00a0\u202f]{1,3}|\.[ \t\u00a0\u202f]{0,2}")
_COMMA = re.compile(r"[ \t\u00a0\u202f]?,[ \t\u00a0\u202f]{0,3}")
_QUOTE = re.compile(r"[ \t\u00a0\u202f]{0,3}[«„“”\"'‘]")
_ADJECTIVE = re.compile(r".+(?:[ыи]й|ой|[ая]я|[ое]е|[ыи]е)", re.IGNORECASE)
_SURNAME = re.compile(
    r".+(?:"
    r"[ое]в(?:а|у|ым|е|ой|ых)?|[иы]н(?:а|у|ым|е|ой|ых)?|[иа]ев(?:а|у|ым|е|ой)?"  # Иванов, Ильина, Птицыной
    r"|[сц]к(?:ий|ого|ому|им|ом|ая|ой|ую|их)|[иы]х|ко|[чщ]?[ую]к(?:а|у|ом|е)?|ян(?:а|у|ом|е)?|дзе|швили"
    r"|[еи]ч(?:а|у|ем|е)?|ман(?:а|у|ом|е)?|штейн(?:а|у|ом|е)?|ец"
    r")",
    re.IGNORECASE,
)
# Endings that few other words have beside a single initial.
_SURE_SURNAME = re.compile(r".{2,}(?:[ое]в(?:а|у|ым|ой|ых)?|[иы]н(?:а|у|ым|ой|ых)?|енко|чук|швили|дзе)", re.IGNORECASE)
_NOMINATIVE = re.compile(r".+(?:[ое]в|[иы]н|[сц]кий|[ое]вич|[ое]вна|ична)", re.IGNORECASE)
# Two letters with points that are no initials: «городской округ», «постскриптум».
_ABBREVIATIONS = frozenset(
    ("го", "мо", "рф", "сп", "гп", "мр", "рп", "ао", "пс", "зы", "нэ", "те", "тк", "тд", "тп", "ps", "us", "uk")
)
_NO_INITIALS = frozenset("ГШ")  # «Г. Киров», «Ш. Космонавтов»: a town, a highway
_FEWEST, _MOST = 2, 4  # words of a name on record
_LEAST_CAPITALS = 5  # letters; a shorter word in capitals is an abbreviation sooner than a surname


class _Word(NamedTuple):
    """A word: its letters, where it stands, and the form in which it is compared."""

    text: str
    start: int
    end: int
    folded: str

    @property
    def is_capitalised(self) -> bool:
        return self.text[0].isupper() and len(self.text) > 1

    @property
    def is_letter(self) -> bool:
        return len(self.text) == 1 and self.text.isupper()

    @property
    def is_given(self) -> bool:
        return self.folded in given_names()

    @property
    def is_surname(self) -> bool:
        """Whether it ends as surnames do, and is no given name."""
        return self.is_capitalised and _SURNAME.fullmatch(self.text) is not None and not self.is_given

    @property
    def is_sure(self) -> bool:
        """Whether it can hardly be anything but a surname."""
        return self.is_capitalised and _SURE_SURNAME.fullmatch(self.text) is not None

    @property
    def is_patronymic(self) -> bool:
        """Whether it ends as patronymics do, and is no given name."""
        return _PATRONYMIC.fullmatch(self.text) is not None and not self.is_given

    @property
    def goes_with_initials(self) -> bool:
        """Whether it may be a surname beside two initials: no abbreviation in capitals, no word for a street."""
        if not self.is_capitalised or self.folded in STREETS | BEARERS | RANKS:
            return False
        return not self.text.isupper() or len(self.text) >= _LEAST_CAPITALS or self.is_surname


def name_spans(text: str) -> list[tuple[int, int]]:
    """Return where names of people stand in `text`, as start and end; they may overlap."""
    return list(_Line(text).names())


def likely_names(text: str) -> Iterator[tuple[int, int]]:
    """Yield where two to four capitalised words stand side by side that may name a person, each run and its parts."""
    capitalised = [found[0][0].isupper() for found in _WORD.finditer(text)]
    if not any(one and other for one, other in pairwise(capitalised)):
        return  # most texts of a report; their words need not be folded
    line = _Line(text)
    for first, word in enumerate(line.words):
        for last in range(first, min(first + _MOST, len(line.words))):
            if not line.words[last].text[0].isupper() or (last > first and not line.touch(last - 1, last)):
                break
            if last - first + 1 >= _FEWEST and _name_a_person(line.words[first : last + 1]):
                end = line.words[last].end
                yield word.start, end
                if text[end : end + 1] == ".":
                    yield word.start, end + 1


def _name_a_person(words: Sequence[_Word]) -> bool:
    """Whether a given name, a patronymic or a surname is among words; a surname beside an adjective is a thing's name.

    Whoever writes may call himself as he likes, «Новый Мост» too: that shall mark no bridge.
    """
    if any(word.is_given or word.is_patronymic for word in words):
        return True
    things = STREETS | BEARERS | RANKS | NAMED_IN_QUOTES
    return any(word.is_surname and word.folded not in things for word in words) and not any(
        _ADJECTIVE.fullmatch(word.text) for word in words
    )


class _Line:
    """A text as its words; places of words are told by their numbers."""

    def __init__(self, text: str) -> None:
        self._text = text
        self.words = [_Word(found[0], *found.span(), fold(found[0])) for found in _WORD.finditer(text)]

    def names(self) -> Iterator[tuple[int, int]]:
        """Yield the names of people, those of streets and institutions left out."""
        taken = -1  # the last word of a street or an institution
        for at in range(len(self.words)):
            for first, last in (*self._with_initials(at), *self._with_patronymic(at), *self._plain(at)):
                if self._is_shielded(first, last):
                    taken = max(taken, last)
                elif last > taken:
                    yield self.words[first].start, self.words[last].end

    def touch(self, one: int, other: int) -> bool:
        """Whether nothing but a blank or the point of an initial stands between two words."""
        if not 0 <= one < other < len(self.words):
            return False
        gap = self._gap(one, other)
        return _GAP.fullmatch(gap) is not None and ("." not in gap or len(self.words[one].text) == 1)

    def _gap(self, one: int, other: int) -> str:
        return self._text[self.words[one].end : self.words[other].start]

    def _is_near(self, one: int, other: int) -> bool:
        """Whether a blank or a point stands between two words: «ул. Мира»."""
        return _GAP.fullmatch(self._gap(one, other)) is not None

    def _is_initial(self, at: int) -> bool:
        if not 0 <= at < len(self.words) or not self.words[at].is_letter:
            return False
        end = self.words[at].end
        return self._text[end : end + 1] == "."

    def _are_initials(self, at: int, surname: _Word) -> bool:
        """Whether two words are initials beside `surname`, which must be sure where they may be an abbreviation."""
        one, other = self.words[at], self.words[at + 1]
        return other.is_letter and (one.folded + other.folded not in _ABBREVIATIONS or surname.is_sure)

    def _with_initials(self, at: int) -> Iterator[tuple[int, int]]:
        """Yield «Иванов И. И.», «И. И. Иванов», «Иванов ИИ» that begin at a word; with one initial sure ones alone."""
        if self._stands_in_a_list(at):
            yield at, at + 2
        if not self.touch(at, at + 1):
            return
        if self.words[at].goes_with_initials:
            yield from self._surname_first(at)
        is_behind_surname = self.touch(at - 1, at) and (
            self.words[at - 1].goes_with_initials or self._is_initial(at - 1)
        )
        if self._is_initial(at) and not is_behind_surname:
            yield from self._surname_last(at)

    def _stands_in_a_list(self, at: int) -> bool:
        """Whether a surname begins here that is written as in a list: «Иванов, И. И.»."""
        if not self._is_initial(at + 1) or not self.touch(at + 1, at + 2) or not self.words[at + 2].is_letter:
            return False
        word, initials = self.words[at], self.words[at + 1].folded + self.words[at + 2].folded
        looks_so = word.is_surname and word.goes_with_initials and initials not in _ABBREVIATIONS
        return looks_so and _COMMA.fullmatch(self._gap(at, at + 1)) is not None

    def _surname_first(self, at: int) -> Iterator[tuple[int, int]]:
        word, following = self.words[at], self.words[at + 1]
        are_two = following.is_letter and self.touch(at + 1, at + 2) and self.words[at + 2].is_letter
        if self._is_initial(at + 1) and are_two:
            if self._are_initials(at + 1, word):
                yield at, at + 2
        elif self._is_initial(at + 1):
            behind = self._text[following.end + 1 : following.end + 4].lstrip()
            if word.is_sure and not behind[:1].isdigit():  # «Чкалова Д. 5» is a house
                yield at, at + 1
        elif word.is_sure and not word.text.isupper():
            if are_two:
                yield at, at + 2
            elif len(following.text) == len("ИИ") and following.text.isupper():
                yield at, at + 1

    def _surname_last(self, at: int) -> Iterator[tuple[int, int]]:
        word, following = self.words[at], self.words[at + 1]
        if self._is_initial(at + 1):
            surname = self.words[at + 2] if self.touch(at + 1, at + 2) else None
            if surname is not None and surname.goes_with_initials and self._are_initials(at, surname):
                yield at, at + 2
        elif following.is_sure and word.text not in _NO_INITIALS:
            yield at, at + 1

    def _with_patronymic(self, at: int) -> Iterator[tuple[int, int]]:
        """Yield a given name with its patronymic, a surname before or behind them included."""
        if not self.touch(at, at + 1):
            return
        given, patronymic = self.words[at], self.words[at + 1]
        if not patronymic.is_patronymic:
            return
        capitalised = given.is_capitalised and patronymic.is_capitalised
        if not given.is_given and (not capitalised or patronymic.folded.endswith(_LIKE_AN_ADJECTIVE)):
            return
        first, last = at, at + 1
        if self.touch(first - 1, first) and self.words[first - 1].is_surname:
            first -= 1
        elif self.touch(last, last + 1) and self.words[last + 1].is_surname:
            last += 1
        yield first, last

    def _plain(self, at: int) -> Iterator[tuple[int, int]]:
        """Yield «Мария Иванова», «Иванова Мария», «гр. Иванова»: a surname beside a given name, or as one speaks."""
        if at + 1 >= len(self.words):
            return
        one, other = self.words[at], self.words[at + 1]
        if one.folded in ADDRESSES and self._is_near(at, at + 1) and other.is_sure:
            yield at + 1, at + 1
        pairs = ((one, other), (other, one))
        if self.touch(at, at + 1) and any(a.is_capitalised and a.is_given and b.is_surname for a, b in pairs):
            yield at, at + 1

    def _is_shielded(self, first: int, last: int) -> bool:
        """Whether the words are the name of a street, a monument, a school: what bears it stands beside them."""
        before = first - 1
        while before >= 0 and self.words[before].folded in RANKS and self._is_near(before, before + 1):
            before -= 1
        if before >= 0 and self._is_name_of_a_thing(before, self.words[first : last + 1]):
            return True
        if before >= 0 and self._is_near(before, before + 1):
            bearer = self.words[before].folded
            if bearer in BEARERS:
                return True
            if bearer in STREETS:
                # A street has its name in the genitive; «улица Иванов И. И.» holds somebody's own.
                return not any(_NOMINATIVE.fullmatch(word.text) for word in self.words[first : last + 1])
        after = last + 1
        if after < len(self.words) and self._is_near(last, after) and self.words[after].folded in STREETS:
            # «К. Маркса ул., 5», but not «Иванов И. И. ул. Мира».
            ends = after + 1 == len(self.words) or not self._is_near(after, after + 1)
            return ends or not self.words[after + 1].text[0].isupper()
        return False

    def _is_name_of_a_thing(self, bearer: int, name: Sequence[_Word]) -> bool:
        """Whether the word at `bearer` is of something that has the `name` behind it: a shop, a foundation, a ship."""
        word = self.words[bearer].folded
        if word in NAMED_IN_QUOTES and _QUOTE.fullmatch(self._gap(bearer, bearer + 1)):
            return True
        if not self._is_near(bearer, bearer + 1):
            return False
        if word in VESSELS:
            return not any(part.is_letter or part.is_patronymic for part in name)
        # «театр Сергея Образцова»; but «наш театр возглавил», «директор театра» go before somebody's own name.
        return word in HOUSES and not any(_NOMINATIVE.fullmatch(part.text) for part in name)
