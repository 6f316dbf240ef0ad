"""Which field a heading may mean: words of the trade and of other systems, in Russian and in English.

A pattern is the beginnings of words that a heading must all have, in any order. Of two that fit, the one with more
words, then the one that leaves fewer words of the heading over, is the better one.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from mcu_cli.intake.placed import key_of

_CAMEL = re.compile(r"(?<=[a-zа-яё])(?=[A-ZА-ЯЁ])")
_WHOLE = 2  # letters of a part that is a word and not the beginning of one
_LONGEST = 12  # words of a heading
_FIRST_PART = re.compile(r"[^,(:;/]+")  # of «Заявитель, адрес»; what follows says more of it

# Fields by patterns; a part with `!` is the beginning of a word that must not be there.
_PATTERNS: dict[str, tuple[str, ...]] = {
    "text": (
        "текст обращ", "текст сообщ", "текст вопрос", "текст жалоб", "текст инцид", "текст заяв", "суть", "содерж",
        "краткое содерж", "опис !работ", "опишите", "суть вопрос", "суть обращ", "суть проблем", "проблем",
        "текст !ответ",
        "сообщ !дата !номер", "обращ !дата !номер !вид !тип !тема !статус !канал !источник !способ !срок", "вопрос",
        "жалоб !дата", "что случил", "что произош", "message !id !date", "text !entit", "description", "complaint",
        "question",
        "content", "body !title !subject", "what happened", "details", "appeal !date !id !type !number",
    ),
    "key": (
        "рег номер", "регистрац номер", "номер обращ", "номер сообщ", "номер инцид", "номер заяв", "номер рк",
        "номер вх", "номер карт", "номер жалоб", "номер звон", "вх номер", "id обращ", "id сообщ", "id заяв",
        "номер !телеф !дом !кварт !п !епгу !абон", "ид", "ticket", "ticket id", "message id", "appeal id", "request id",
        "case id", "comment id", "id !author !user !post !from !chat", "number !phone !house", "case number",
        "request number",
    ),
    "received": (
        "дата поступ", "дата обращ", "дата созд", "дата подач", "дата звон", "дата прием", "дата сообщ", "дата время",
        "отмет времен", "поступ дата", "дата получ", "дата приня", "когда поступ", "timestamp", "opened", "created",
        "created at",
        "received", "received at", "submitted", "date created", "date received", "date !due !clos !answer !reply",
        "дата !ответ !исполн !закр !оконч !заверш !рожд !план !срок", "время !ответ !назнач !реакц",
    ),
    "registered": ("дата рег", "дата рк", "зарегистр", "registered", "registration date", "date registered"),
    "assigned": (
        "дата резол", "дата назнач", "время назнач", "дата поруч", "дата перед", "дата направ исполн", "assigned at",
        "assigned date", "date assigned",
    ),
    "answered": (
        "дата ответ", "дата исполн !планов !срок", "время ответ", "ответ дан", "ответ отправ", "ответ направ",
        "дата направ ответ", "answered",
        "answer date", "reply date", "replied", "response date", "общее время перв ответ",
    ),
    "answer": ("текст ответ", "ответ !дата !время !срок !телеф", "answer !date", "reply !date", "response !date !time"),
    "closed": (
        "дата закр", "дата оконч", "дата заверш", "снят контрол", "дата выполн", "closed", "closed at", "closing date",
        "completed", "finished", "resolved at", "дата факт заверш",
    ),
    "due_final": ("срок", "срок исполн", "контрольн дата", "дата планир", "deadline", "due", "due date", "планов дата"),
    "outcome": ("итог", "результ", "результ рассмотр", "решени !дата", "outcome", "result", "resolution"),
    "status": ("статус", "состоян", "стад", "status", "state", "этап", "текущ шаг"),
    "kind": ("вид обращ", "тип обращ", "вид", "тип !инцид", "характер обращ", "kind", "type", "appeal type"),
    "channel": (
        "канал", "источник", "способ", "способ подач", "вид достав", "откуда", "channel", "source", "канал поступ",
    ),
    "network": ("соцсет", "социал сет", "площадк", "network", "social network"),
    "priority": ("приорит", "важност", "срочност", "priority", "urgency", "фаст трек"),
    "rating": ("оценк !удовл !шаг", "балл", "rating", "score", "mark"),
    "author": (
        "заявител !адрес !телеф !выбрал !почт !оценк", "фио !исполн !коорд !руков !опер !сотруд", "фио заявител",
        "ф и о", "автор !url !урл !профил !страниц !id", "корресп !адрес", "граждан", "имя !файл", "абонент !номер",
        "кто обрат", "author !id !url !phone", "from !id", "user !id", "name !file", "full name", "applicant",
        "requester",
        "citizen", "user name", "customer", "client", "от кого", "отправит", "звонивш",
    ),
    "phone": ("телеф", "тел", "контакт телеф", "номер абонент", "phone", "phone number", "mobile"),
    "email": ("mail", "e mail", "email", "эл почт", "электрон почт", "адрес электрон почт"),
    "address": (
        "адрес заяв", "почтов адрес", "адрес прожив", "адрес житель", "место житель", "место прожив", "адрес корресп",
        "postal address", "адрес регистр",
    ),
    "url": ("ссылк", "url !автор !блог", "урл пост", "link", "адрес пост", "permalink"),
    "profile": ("профил", "url автор", "урл автор", "страниц автор", "profile", "ник", "username"),
    "group": ("групп тем", "категор", "рубрик", "тематик", "category", "раздел", "сфер", "group", "отрасл"),
    "topic": ("тема", "тема обращ", "подкатег", "подтем", "topic", "subject", "subcategory"),
    "tags": ("тег", "метк", "tags", "labels"),
    "department": (
        "отдел", "подразд", "ведомств", "организ", "департамент", "управлен", "ответствен", "department", "agency",
        "ответствен подразд", "организ находит", "передано", "куда передан", "кому передан", "служб",
    ),
    "executor": (
        "исполнит !назнач !время", "ответствен исполнит", "фио исполнит", "кому поруч", "executor", "assignee",
        "assigned to",
    ),
    "region": ("регион", "субъект", "region", "область"),
    "municipality": ("муницип", "муницип образов", "municipality", "городск округ"),
    "district": ("район", "микрорайон", "district"),
    "settlement": ("населен пункт", "город !округ", "село", "settlement", "city", "town"),
    "street": (
        "улиц", "адрес !пост !элек !mail !заяв !url", "место", "где произош", "где наход", "street",
        "address !mail !email !e !ip !lat !lon", "location !lat !lon", "where",
    ),
    "house": ("дом", "номер дом", "house", "building"),
    "flat": ("кварт", "номер кварт", "flat", "apartment"),
    "object": ("объект", "object", "учрежден"),
    "note": ("примеч", "коммент", "заметк", "note", "comment", "отмет !времен", "remark"),
}  # fmt: skip
# An ordinal of the line: it moves when a line is inserted, so it tells no appeal from another.
_ORDINALS = frozenset({"номер п п", "п п", "номер пп", "номер строки", "row", "no", "n"})
_PLAIN_NUMBERS = frozenset({"номер", "id", "number", "ид"})
# What a key of nested JSON says only together with the keys around it: `user.id`, `category.name`.
_OF_ANYTHING = frozenset({"id", "name", "title", "code", "value", "type", "date", "time", "text", "key", "number"})
NAME_PARTS = (("фамилия", "last name", "surname"), ("имя", "first name"), ("отчество", "middle name", "patronymic"))


class Meaning(NamedTuple):
    """A field that a heading may mean; the higher the score, the surer."""

    score: float
    field: str


def plain(heading: str) -> str:
    """Return the words of a heading, folded, parted by single blanks; № is the word for a number."""
    parted = _CAMEL.sub(" ", " ".join(heading.split())).replace("№", " номер ")
    return " ".join(re.findall(r"\w+", key_of(parted).replace("_", " ")))


def is_ordinal(heading: str) -> bool:
    """Whether a heading is that of the ordinal of a line."""
    return plain(heading) in _ORDINALS


def is_plain_number(heading: str) -> bool:
    """Whether a heading says no more than that a number stands there."""
    return plain(heading) in _PLAIN_NUMBERS


def meanings(heading: str) -> list[Meaning]:
    """Return the fields that a heading may mean, the likeliest first."""
    if is_ordinal(heading):
        return []
    inner = heading.rpartition(".")[2]
    if inner != heading and inner and not any(map(str.isspace, heading)) and plain(inner) not in _OF_ANYTHING:
        found = _meanings(plain(inner))  # of `address.city` in nested JSON the last key says what it is
        if found:
            return found
    first = _FIRST_PART.search(heading)
    return (_meanings(plain(first[0])) if first is not None else []) or _meanings(plain(heading))


def _meanings(heading: str) -> list[Meaning]:
    words = heading.split()
    if len(words) > _LONGEST:
        return []
    found = []
    for field, patterns in _PATTERNS.items():
        scores = [score for pattern in patterns if (score := _score(pattern, words))]
        if scores:
            found.append(Meaning(max(scores), field))
    return sorted(found, reverse=True)


def _score(pattern: str, words: list[str]) -> float:
    """Return how well a pattern fits: each word of it counts for one, each word of the heading left over against it."""
    wanted = [part for part in pattern.split() if not part.startswith("!")]
    unwanted = [part[1:] for part in pattern.split() if part.startswith("!")]
    if any(word.startswith(part) for part in unwanted for word in words):
        return 0.0
    left = list(words)
    for part in wanted:
        fitting = next((word for word in left if word == part or (len(part) > _WHOLE and word.startswith(part))), None)
        if fitting is None:
            return 0.0
        left.remove(fitting)
    return len(wanted) + 1 / (1 + len(left)) + sum(map(len, wanted)) / 1000
