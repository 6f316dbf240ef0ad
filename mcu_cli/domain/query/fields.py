"""What a query can ask: the fields, the words that are conditions by themselves, and all their names."""

from __future__ import annotations

from difflib import get_close_matches
from enum import Enum, StrEnum
from functools import cache
from typing import TYPE_CHECKING

from mcu_cli.domain.names import title
from mcu_cli.domain.query.tree import EQUAL, UNSET, AnyOf, Bound, Condition, Term
from mcu_cli.domain.vocabulary import AnswerKind, AppealKind, Channel, IncidentType, Network, Outcome, Priority, Status
from mcu_cli.domain.words import fold
from mcu_cli.domain.workflow import Stage
from mcu_cli.values import dataclass

if TYPE_CHECKING:
    from collections.abc import Mapping

    from mcu_cli.domain.query.tree import Node

_NEAREST = 3


class Kind(Enum):
    """How the value of a field is read and compared; docs/query.md explains each to readers."""

    WORD = "word"
    DEPARTMENT = "department"
    CATEGORY = "category"
    ID = "id"
    MOMENT = "moment"
    DAY = "day"
    NUMBER = "number"
    NAME = "name"
    SAME = "same"
    PIECE = "piece"
    TEXT = "text"

    @property
    def is_ordered(self) -> bool:
        """Whether values can be compared and make ranges."""
        return self in {Kind.MOMENT, Kind.DAY, Kind.NUMBER}


@dataclass(frozen=True, slots=True)
class Field:
    """A field: `always` has a value in every appeal; a weekday means the coming one where it looks `ahead`."""

    name: str
    kind: Kind
    russian: tuple[str, ...]
    meaning: str
    words: type[StrEnum] | None = None
    always: bool = False
    ahead: bool = False


# What stands first is the name that queries are written with; the rest are other names of the same.
FIELDS: tuple[Field, ...] = (
    Field("id", Kind.ID, ("номер",), "the appeal's id, also in its short forms", always=True),
    Field("status", Kind.WORD, ("статус", "состояние"), "where it stands", Stage, always=True),
    Field("channel", Kind.WORD, ("канал",), "the way on which it came", Channel, always=True),
    Field("network", Kind.WORD, ("сеть", "соцсеть"), "the social network or messenger", Network),
    Field("category", Kind.CATEGORY, ("категория", "группа"), "what it is about; a group takes in its topics"),
    Field("topic", Kind.NAME, ("тема",), "the topic within the group, by its id, name or the source's own name"),
    Field("department", Kind.DEPARTMENT, ("отдел", "ведомство", "ответственный"), "who answers, or the executor"),
    Field("executor", Kind.NAME, ("исполнитель",), "the unit or person within the department"),
    Field("priority", Kind.WORD, ("важность", "приоритет"), "how much it presses", Priority, always=True),
    Field("kind", Kind.WORD, ("вид",), "its kind by 59-FZ art. 4", AppealKind),
    Field("type", Kind.WORD, ("тип",), "the type of the Incident Management system", IncidentType),
    Field("outcome", Kind.WORD, ("итог", "результат"), "what came of it", Outcome),
    Field("due", Kind.MOMENT, ("срок",), "the next due moment of an open appeal", ahead=True),
    Field("first", Kind.MOMENT, ("срок-первого",), "due moment of the first answer", ahead=True),
    Field(
        "final", Kind.MOMENT, ("срок-итогового", "срок-окончательного"), "due moment of the final answer", ahead=True
    ),
    Field("received", Kind.MOMENT, ("поступило", "получено"), "when it came", always=True),
    Field("registered", Kind.MOMENT, ("зарегистрировано",), "when it was registered", always=True),
    Field("answered", Kind.MOMENT, ("отвечено",), "its first answer, interim or final"),
    Field("replied", Kind.MOMENT, ("ответ",), "any of its answers, interim or final"),
    Field("handled", Kind.MOMENT, ("отработано", "рассмотрено"), "when it left the backlog"),
    Field("closed", Kind.MOMENT, ("закрыто",), "when it was closed"),
    Field("promised", Kind.DAY, ("обещано", "отложено"), "the day promised to the citizen", ahead=True),
    Field("rating", Kind.NUMBER, ("оценка",), "the citizen's rating"),
    Field("escalation", Kind.NUMBER, ("эскалация",), "the rung of the ladder that it was escalated to"),
    Field("district", Kind.NAME, ("район", "округ"), "district"),
    Field("municipality", Kind.NAME, ("муниципалитет",), "municipality"),
    Field("settlement", Kind.NAME, ("город", "посёлок", "село"), "town or village"),
    Field("street", Kind.NAME, ("улица",), "street"),
    Field("house", Kind.SAME, ("дом",), "house number, whole"),
    Field("object", Kind.NAME, ("объект",), "the object it is about"),
    Field("place", Kind.NAME, ("место", "адрес"), "any part of the place"),
    Field("author", Kind.NAME, ("автор", "заявитель"), "the citizen's name"),
    Field("key", Kind.SAME, ("ключ",), "the number that another system gave it"),
    Field("url", Kind.PIECE, ("ссылка",), "the link to it, or a piece of it"),
    Field("system", Kind.SAME, ("система",), "the system that it came from"),
    Field("text", Kind.TEXT, ("текст",), "the appeal's own text, without answers and notes", always=True),
    Field("tag", Kind.SAME, ("метка", "тег"), "a free mark"),
    Field("duplicate-of", Kind.ID, ("дубль",), "the appeal that it doubles"),
    Field("part-of", Kind.ID, ("часть",), "the letter that it was split from"),
)


def _term(name: str, value: str) -> Term:
    return Term(name, (Bound(UNSET if value == UNSET else EQUAL, "" if value == UNSET else value),))


_WEEKDAYS = {
    "monday": "понедельник",
    "tuesday": "вторник",
    "wednesday": "среда",
    "thursday": "четверг",
    "friday": "пятница",
    "saturday": "суббота",
    "sunday": "воскресенье",
}
# A word that is a condition by itself: what it means, and its Russian forms.
CONDITIONS: Mapping[str, tuple[Node, tuple[str, ...]]] = {
    "open": (Condition("open"), ("открытые",)),
    "overdue": (Condition("overdue"), ("просроченные",)),
    "urgent": (AnyOf((_term("priority", "urgent"), _term("channel", "urgent"))), ("срочные",)),
    "unrouted": (_term("department", UNSET), ("неназначенные",)),
    "chatter": (_term("tag", "chatter"), ("болтовня", "флуд")),
    "repeat": (Condition("repeat"), ("повторные",)),
    "today": (_term("due", "today"), ("сегодня",)),
    "tomorrow": (_term("due", "tomorrow"), ("завтра",)),
    "yesterday": (_term("due", "yesterday"), ("вчера",)),
    **{day: (_term("due", day), (russian,)) for day, russian in _WEEKDAYS.items()},
}
AND = frozenset({"and", "и"})
OR = frozenset({"or", "или"})
NOT = frozenset({"not", "не"})


@cache
def fields_by_name() -> dict[str, Field]:
    """Return the fields by all their names, folded."""
    return {fold(name): field for field in FIELDS for name in (field.name, *field.russian)}


def find_field(name: str) -> Field | None:
    """Return the field called `name`, in any case, `_` as good as `-`; None where there is none."""
    return fields_by_name().get(fold(name).replace("_", "-"))


def near_fields(name: str) -> list[str]:
    """Return the names of fields that are like `name`, nearest first."""
    return get_close_matches(fold(name), fields_by_name(), n=_NEAREST, cutoff=0.6)


@cache
def conditions_by_name() -> dict[str, str]:
    """Return the conditions by all their names, folded: English name by name."""
    return {fold(name): english for english, (_node, russian) in CONDITIONS.items() for name in (english, *russian)}


@cache
def reserved_words() -> frozenset[str]:
    """Return the words that mean something else than themselves unless they stand in quotes."""
    return frozenset({*AND, *OR, *NOT, *conditions_by_name()})


def title_of(word: StrEnum) -> str:
    """Return how a word of a closed list is called in the language spoken."""
    if isinstance(word, Stage):
        return title(AnswerKind.INTERIM) if word is Stage.INTERIM else title(Status(word.value))
    return title(word)
