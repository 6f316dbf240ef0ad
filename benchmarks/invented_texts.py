"""Invented texts of citizens and answers, as long and as rich in words as real ones; the same dice give the same text.

Lengths are drawn log-normally. Messages follow 8,000 real ones that exports of the Incident Management system held:
median 163 letters, mean 239, one in twenty above 690, the longest some 5,000; sentences of 8 words. Answers follow the
first answers of 39 incidents: median 280 letters, mean 330. The words of messages follow the law that those texts
follow: a few words that stand everywhere, some thousands by Zipf and Mandelbrot, and always new ones, mostly names (in
300,000 words of theirs were 32,000 different ones, in 10,000 words 3,600). No sentence and no name is taken from
anywhere: what stands in the middle of a text is words of the vocabulary of routing in random order.
"""

from __future__ import annotations

import random
import re
from functools import cache
from itertools import accumulate
from pathlib import Path
from typing import NamedTuple

_VOCABULARY = Path(__file__).with_name("routing_vocabulary.txt")
_MEDIAN_TEXT, _SPREAD_TEXT, _TEXT = 163, 0.90, (12, 5_000)  # letters, standard deviation of their logarithm, bounds
_MEDIAN_ANSWER, _SPREAD_ANSWER, _ANSWER = 280, 0.60, (60, 1_500)
_LETTERS_A_WORD = 7.2  # with the blank behind it
_WORDS_A_SENTENCE = 8.4
_NAMES = 0.095  # share of words that come from no vocabulary
_SHIFT, _EXPONENT = 3.0, 1.05  # of the law of Zipf and Mandelbrot: frequency ~ 1 / (rank + shift) ** exponent

_EVERYWHERE = """
    и в не на что по с это у как а за к нет но когда для от из до так же мы я все нас вы уже бы там где то раз если
    очень только или чтобы дома при они город днём почему со под было есть будет можно ещё нам кто сколько людей этот
    после дети ни через без просим дом году лет улице день почти здесь снова сейчас никто потом их ему даже опять
"""
_ENDINGS = ("", "а", "у", "ом", "е", "ы", "ов", "ам", "ами", "ах", "ой", "ые", "ого", "ную", "ная", "ный")
_ONSETS = "бвгджзклмнпрстфхцчш"
_CORES = ("ал", "ан", "ар", "ег", "ел", "ен", "ер", "ив", "ил", "ин", "ир", "ов", "ол", "ор", "ос", "ул", "ун", "юк")
_CLOSINGS = ("ов", "ова", "ин", "ина", "ский", "ская", "ово", "ино", "ка", "ец", "енко", "ичи")

_BEGINNINGS = ("Добрый день!", "Здравствуйте.", "Уважаемая администрация,", "Прошу принять меры:", "Сколько можно?", "")
_SUBJECTS = ("тротуар", "двор дома", "остановка", "детская площадка", "подъезд", "проезд к школе", "пешеходный переход",
             "контейнерная площадка", "уличный фонарь", "лестница у поликлиники", "теплотрасса")  # fmt: skip
_TROUBLES = ("не чистят третий день", "завален снегом и льдом", "не работает с прошлой недели", "не вывозят мусор",
             "разбит, не пройти с коляской", "затоплен талой водой", "холодный, в квартирах 16 градусов",
             "опаздывает каждое утро", "без света, дети идут в темноте", "провалился после ремонта труб")  # fmt: skip
_LAST = ("Просим ответить, когда это сделают.", "Обращаемся уже второй раз!", "Фотографии приложены.", "Спасибо 🙏",
         "Кто за это отвечает?", "Ждём решения до конца месяца.")  # fmt: skip
_REPLIES = ("Подрядная организация выполнит работы до конца недели, контроль поручен управлению.",
            "Работы выполнены, место осмотрено выездом специалиста.",
            "Сообщаем, что участок включён в план на следующий квартал.",
            "Содержание этой территории относится к управляющей организации.",
            "По указанному адресу проведена проверка, составлен акт.",
            "Материалы направлены подрядчику, срок устранения замечаний — десять рабочих дней.",
            "Уборка ведётся по графику, в первую очередь на путях к школам и остановкам.",
            "О результате сообщим дополнительно.",
            "Срок исполнения зависит от погодных условий, при осадках работы переносятся.",
            "Телефон аварийной службы указан на сайте администрации, заявки принимают круглосуточно.",
            "Средства на ремонт предусмотрены в бюджете города на будущий год.")  # fmt: skip
_GREETING = "Здравствуйте!"
_THANKS = "Благодарим за обращение."

_CITIZENS = 40_000  # who writes; some of them often
_STREET_KINDS = ("улица", "улица", "улица", "переулок", "проспект", "проезд")
_STREETS = 300


class Words(NamedTuple):
    """The vocabulary in the order of rank, and the running sum of the weights of its words."""

    forms: list[str]
    reached: list[float]


@cache
def words() -> Words:
    """Return the vocabulary of messages: words that stand everywhere, then forms of the words of routing."""
    dice = random.Random(1)
    entries = re.findall(r"[^,\s]+", "".join(re.sub(r"^#.*", "", _VOCABULARY.read_text("utf-8"), flags=re.MULTILINE)))
    forms = {
        form: None
        for entry in entries
        for form in ([entry[:-1] + end for end in _ENDINGS] if entry.endswith("*") else [entry])
    }
    common = dict.fromkeys(_EVERYWHERE.split())
    rest = [form for form in forms if form not in common]
    dice.shuffle(rest)
    ranked = [*common, *rest]
    weights = (1 / (rank + _SHIFT) ** _EXPONENT for rank in range(1, len(ranked) + 1))
    return Words(ranked, list(accumulate(weights)))


def name(dice: random.Random) -> str:
    """Return an invented name of two to four syllables, as villages, streets and people have them."""
    syllables = (dice.choice(_ONSETS) + dice.choice(_CORES) for _n in range(dice.choice((1, 2, 2, 3))))
    return "".join((*syllables, dice.choice(_ONSETS), dice.choice(_CLOSINGS))).capitalize()


def citizen(dice: random.Random) -> str:
    """Return surname and initials of one of the citizens who write, those of low number oftener."""
    own = random.Random(f"citizen {int(_CITIZENS * dice.random() ** 2)}")
    return f"{name(own)} {own.choice('АБВГДЕИКЛМНОПРСТ')}. {own.choice('АБВГДЕИКЛМНОПРСТ')}."


@cache
def streets() -> tuple[str, ...]:
    """Return the streets of the town."""
    dice = random.Random(2)
    return tuple(f"{dice.choice(_STREET_KINDS)} {name(dice)}" for _n in range(_STREETS))


def message(dice: random.Random) -> str:
    """Return what a citizen writes: a trouble in plain words, then as many words as the length asks for."""
    length = _length(dice, _MEDIAN_TEXT, _SPREAD_TEXT, _TEXT)
    subject = f"{dice.choice(_SUBJECTS).capitalize()} {dice.choice(_TROUBLES)}."
    if length <= len(subject):
        return subject if dice.random() < 0.7 else _cut(subject, length)
    parts = [part for part in (dice.choice(_BEGINNINGS), subject) if part]
    missing = length - sum(len(part) + 1 for part in parts)
    ending = dice.choice(_LAST)
    if missing > 2 * len(ending):
        parts.append(_sentences(dice, missing - len(ending) - 1))
        parts.append(ending)
    elif missing > 20:
        parts.append(_sentences(dice, missing))
    return " ".join(parts)


def reply(dice: random.Random) -> str:
    """Return an answer to a citizen: sentences of office, until the length is reached."""
    length = _length(dice, _MEDIAN_ANSWER, _SPREAD_ANSWER, _ANSWER)
    parts = [_GREETING]
    reached = len(_GREETING) + len(_THANKS)
    while reached + 40 < length:
        often = dice.random() < 0.8
        parts.append(dice.choice(_REPLIES) if often else f"Исполнитель: {name(dice)} {dice.choice('АВЕ')}.")
        reached += len(parts[-1]) + 1
    return " ".join((*parts, _THANKS))


def _length(dice: random.Random, median: int, spread: float, bounds: tuple[int, int]) -> int:
    return min(max(round(median * dice.lognormvariate(0, spread)), bounds[0]), bounds[1])


def _cut(text: str, length: int) -> str:
    return text[:length].rpartition(" ")[0] or text[:length]


def _sentences(dice: random.Random, length: int) -> str:
    """Return some `length` letters of words in sentences; what stands among them is nonsense."""
    known = words()
    drawn = dice.choices(known.forms, cum_weights=known.reached, k=round(length / _LETTERS_A_WORD) + 1)
    first = True
    for n, word in enumerate(drawn):
        chance = dice.random()
        if chance < _NAMES:
            drawn[n] = name(dice) if chance < 0.8 * _NAMES else str(dice.randrange(1, 2_000))
        elif first:
            drawn[n] = word.capitalize()
        first = dice.random() * _WORDS_A_SENTENCE < 1 or n == len(drawn) - 1
        if first:
            drawn[n] += dice.choice((".", ".", ".", "!", "?"))
    return " ".join(drawn)
