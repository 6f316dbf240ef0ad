"""Random queries and random rows of the index, and what a query means, said once more and without SQL."""

from __future__ import annotations

import sqlite3
import weakref
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any, Self

from hypothesis import strategies as st

from mcu_cli.domain import identifiers
from mcu_cli.domain.query.fields import FIELDS, Kind
from mcu_cli.domain.query.tree import (
    EQUAL,
    RANGE,
    UNSET,
    All,
    AnyOf,
    Bound,
    Condition,
    Node,
    Not,
    Saved,
    Term,
    Words,
    all_of,
    any_of,
    negated,
)
from mcu_cli.domain.words import fold, stem, stems, words
from mcu_cli.store.rows import Entry, sql_columns
from tests.reports.history import ZONE

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

NOW = datetime(2026, 11, 20, 18, 0, tzinfo=ZONE)  # a Friday
TODAY = NOW.date()
BY_NAME = {field.name: field for field in FIELDS}

TEXTS = ("Две ямы во дворе.", "Ёлка горит у ямы", "Снег, лёд; СНЕГ!", "Не горит фонарь 12", "ямочный ремонт")
STREETS = ("", "улица Лесная", "Мира", "Лесной проезд", "50 лет ВЛКСМ")
HOUSES = ("", "1", "12", "12А", "7 к. 2")
AUTHORS = ("", "Иванова А. А.", "ЁЖИКОВ Ё.", "Ивлев П.")
DEPARTMENTS = ("", "roads", "ДорСтрой", "Чужой отдел")
CATEGORIES = ("", "roads", "roads/snow", "Дорожное хозяйство", "Чужая группа")
TOPICS = ("", "Снег", "Ямы на дорогах")
TAGS = ("", "\nchatter\n", "\nchatter\nPhoto\n", "\nёлка\n")
URLS = ("", "https://vk.com/wall-1_2?reply=3", "https://OK.ru/topic/7")
WORDS = ("ямы", "две", "снега", "елка", "горит", "12", "лесной", "ивановой", "фонари", "нет")
DAYS = (
    "today", "вчера", "tomorrow", "friday", "пн", "воскресенье", "2026-11-20", "21.11.2026", "2026-11", "10.2026",
    "2026", "2025",
)  # fmt: skip
VALUES: dict[str, tuple[str, ...]] = {
    "id": ("20261120-0001", "20261120-0002", "20261119-0003", "1", "1120-2", "20261119-3"),
    "duplicate-of": ("20261120-0001", "1120-2", "20251224-0007"),
    "part-of": ("20261120-0001", "1"),
    "category": ("roads", "roads/snow", "Дороги", "Снег", "Чужая группа"),
    "topic": ("снег", "уборка", "ямы", "roads/snow", "дорог"),
    "department": ("roads", "дорстрой", "Чужой отдел"),
    "executor": ("roads", "чужой", "Дорстрой"),
    "district": ("заречн", "Заречный"),
    "municipality": ("омск",),
    "settlement": ("омск", "Новый"),
    "street": ("лесная", "мир", "ЛЕС", "50 лет", "5", "!"),
    "house": ("1", "12а", "12 А", "7к.2"),
    "object": ("школа", "шк"),
    "place": ("омск лесной", "12", "школа мира"),
    "author": ("ивановой", "ив", "ежиков"),
    "key": ("717475", "А-1"),
    "url": ("vk.com", "ok.ru/TOPIC", "reply=3"),
    "system": ("INCIDENT", "pos"),
    "text": ("ямы", "две ямы", "ям*", "две ям*", "снег лед", "?!"),
    "tag": ("chatter", "photo", "елка", "chat"),
}


@st.composite
def rows(draw: st.DrawFn) -> list[Entry]:
    """Draw a few rows of the index."""
    numbers = range(1, draw(st.integers(min_value=1, max_value=5)) + 1)
    drawn = [draw(row(number)) for number in numbers]
    # Names that no registry knows can be asked for where some appeal bears them.
    return [*drawn, draw(row(len(drawn) + 1))._replace(category="Чужая группа", department="Чужой отдел")]


moments = st.integers(min_value=-800, max_value=800).map(lambda hours: int((NOW + timedelta(hours=hours)).timestamp()))


@st.composite
def row(draw: st.DrawFn, number: int) -> Entry:
    """Draw one row; what stands in it need not fit together."""

    def one(*choices: Any) -> Any:
        return draw(st.sampled_from(choices))

    def maybe() -> int | None:
        return draw(st.none() | moments)

    day = one(date(2026, 11, 20), date(2026, 11, 19), date(2025, 11, 20))
    status = one("new", "assigned", "answered", "closed")
    stage = one("interim", "answered") if status == "answered" else status
    row = Entry(
        id=str(identifiers.AppealId(day, "", number)),
        path="",
        blob="",
        day=day.isoformat(),
        series="",
        number=number,
        channel=one("letter", "urgent", "phone"),
        network=one("", "vk", "ok"),
        system=one("", "incident", "POS"),
        key=one("", "717475", "а-1"),
        url=one(*URLS),
        status=status,
        stage=stage,
        is_open=int(stage in {"new", "assigned", "interim"}),
        category=one(*CATEGORIES),
        topic=one(*TOPICS),
        department=one(*DEPARTMENTS),
        executor=one(*DEPARTMENTS),
        priority=one("normal", "urgent", "low"),
        kind=one("", "complaint"),
        type=one("", "solvable"),
        received=draw(moments),
        registered=draw(moments),
        due_register=None,
        due_route=maybe(),
        due_forward=None,
        due_first=maybe(),
        due_final=maybe(),
        next_due=None,
        first_answer=maybe(),
        first_answer_due=None,
        final_answer=None,
        final_answer_due=None,
        handled=maybe(),
        handled_due=None,
        closed=maybe(),
        promised=one("", "2026-11-20", "2026-11-22", "2025-12-31"),
        escalation=one(0, 1, 2),
        outcome=one("", "resolved", "explained"),
        rating=one(None, 1, 5),
        duplicate_of=one("", "20261120-0001", "20261120-0002"),
        part_of=one("", "20261120-0001"),
        author=one(*AUTHORS),
        profile="",
        municipality=one("", "Омск г.о."),
        district=one("", "Заречный"),
        settlement=one("", "Омск", "посёлок Новый"),
        street=one(*STREETS),
        house=one(*HOUSES),
        object=one("", "Школа № 12"),
        tags=one(*TAGS),
        text_key="",
        text=one(*TEXTS),
        facts="",
    )
    return row._replace(next_due=next_due(row))


def searched(entry: Entry) -> str:
    """Return the stems under which a row is found."""
    parts = (entry.id, entry.key, entry.text, entry.settlement, entry.street, entry.house, entry.object, entry.author)
    return " ".join(stems(" ".join(parts)))


class Rows:
    """The tables of the index that a selection asks, in memory."""

    def __init__(self, entries: Iterable[Entry], found_by: Callable[[Entry], str] = searched) -> None:
        """Fill the tables."""
        self._db = sqlite3.connect(":memory:")
        weakref.finalize(self, self._db.close)
        self._db.execute(f"CREATE TABLE appeals ({sql_columns(Entry)})")
        self._db.execute("CREATE TABLE texts (appeal INTEGER PRIMARY KEY, text TEXT)")
        self._db.execute("CREATE VIRTUAL TABLE search USING fts5 (stems, tokenize = \"ascii tokenchars '_'\")")
        self._db.execute("CREATE TABLE events (appeal TEXT, event TEXT, at INTEGER, relation TEXT)")
        marks = ", ".join("?" * len(Entry._fields))
        for entry in entries:
            self._db.execute(f"INSERT INTO appeals VALUES ({marks})", entry)  # noqa: S608
            if entry.first_answer is not None:  # the row knows of no other
                self._db.execute("INSERT INTO events VALUES (?, 'answered', ?, '')", (entry.id, entry.first_answer))
            self._db.execute("INSERT INTO texts (text) VALUES (?)", (entry.text,))
            self._db.execute("INSERT INTO search VALUES (?)", (found_by(entry),))

    def __enter__(self) -> Self:
        """Let it be used and closed."""
        return self

    def __exit__(self, *_error: object) -> None:
        """Close the tables."""
        self._db.close()

    def query(self, sql: str, parameters: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        """Return the rows of a SELECT."""
        return self._db.execute(sql, parameters).fetchall()

    def stream(self, sql: str, parameters: Sequence[Any] = ()) -> Iterator[tuple[Any, ...]]:
        """Yield the rows of a SELECT."""
        yield from self._db.execute(sql, parameters)

    def entries(self, where: str = "1", parameters: Sequence[Any] = (), tail: str = "") -> list[Entry]:
        """Return the appeals of a condition."""
        return [Entry(*row) for row in self.query(f"SELECT * FROM appeals WHERE {where} {tail}", parameters)]  # noqa: S608


@st.composite
def terms(draw: st.DrawFn, name: str = "") -> Term:
    """Draw a field, or that of a name, with one to three values that it can have."""
    field = BY_NAME[name] if name else draw(st.sampled_from(FIELDS))
    bounds = draw(st.lists(_bounds(field.name), min_size=1, max_size=1 + 2 * (not field.kind.is_ordered)))
    return Term(field.name, tuple(bounds))


@st.composite
def _bounds(draw: st.DrawFn, name: str) -> Bound:
    field = BY_NAME[name]
    if not field.always and draw(st.integers(0, 4)) == 0:
        return Bound(UNSET)
    if not field.kind.is_ordered:
        words_of_list = tuple(word.value for word in field.words) if field.words else ()
        return Bound(EQUAL, draw(st.sampled_from(words_of_list or VALUES[name])))
    value = st.sampled_from(("0", "1", "2", "5") if field.kind is Kind.NUMBER else DAYS)
    sign = draw(st.sampled_from((EQUAL, "<", "<=", ">", ">=", RANGE)))
    if sign != RANGE:
        return Bound(sign, draw(value))
    low, high = draw(value), draw(value)
    match draw(st.integers(0, 2)):
        case 0:
            return Bound(RANGE, low, "")
        case 1:
            return Bound(RANGE, "", high)
    return Bound(RANGE, low, low)


def phrases() -> st.SearchStrategy[Words]:
    """Draw a word or a phrase, sometimes an open one."""
    return st.builds(Words, st.lists(st.sampled_from(WORDS), min_size=1, max_size=2).map(tuple), st.booleans())


conditions = st.sampled_from((Condition("open"), Condition("overdue")))


def trees(*, saved: bool = False) -> st.SearchStrategy[Node]:
    """Draw a query, as the parser gives it: flat, and without a double negation."""
    leaf: st.SearchStrategy[Node] = st.one_of(terms(), terms(), phrases(), conditions)
    if saved:
        leaf |= st.sampled_from((Saved("mine"), Saved("мои_2")))
    inner: Callable[[st.SearchStrategy[Node]], st.SearchStrategy[Node]] = lambda part: st.one_of(  # noqa: E731
        part.map(negated),
        st.lists(part, min_size=2, max_size=3).map(all_of),
        st.lists(part, min_size=2, max_size=3).map(any_of),
    )
    return st.recursive(leaf, inner, max_leaves=8)


# --- What a query means


def fits(node: Node, entry: Entry) -> bool:  # noqa: PLR0911  # a line a kind of node
    """Say whether an appeal fits, from its row alone."""
    match node:
        case Not(part):
            return not fits(part, entry)
        case All(parts):
            return all(fits(part, entry) for part in parts)
        case AnyOf(parts):
            return any(fits(part, entry) for part in parts)
        case Condition("open"):
            return bool(entry.is_open)
        case Condition("overdue"):
            return entry.next_due is not None and entry.next_due < int(NOW.timestamp())
        case Words(wanted, prefix):
            return _in_a_row(wanted, prefix, searched(entry).split())
        case Term(name, bounds):
            return any(_has(name, bound, entry) for bound in bounds)
    raise AssertionError(node)


def next_due(entry: Entry) -> int | None:
    """Return the next due moment of an open appeal."""
    running = [entry.due_final] if entry.first_answer is not None else [entry.due_first, entry.due_final]
    known = [due for due in running if due is not None]
    return min(known) if known and entry.is_open else None


def _in_a_row(wanted: Sequence[str], prefix: bool, there: Sequence[str]) -> bool:  # noqa: FBT001  # as a tree has it
    if not wanted:
        return False
    *firsts, last = wanted
    for at in range(len(there) - len(firsts)):
        end = there[at + len(firsts)]
        if [stem(word) for word in firsts] == list(there[at : at + len(firsts)]) and (
            end == stem(last) or (prefix and end.startswith(last))
        ):
            return True
    return False


def _has(name: str, bound: Bound, entry: Entry) -> bool:
    match BY_NAME[name].kind:
        case Kind.MOMENT | Kind.DAY | Kind.NUMBER:
            return _lies(name, bound, _value(name, entry))
    if bound.sign == UNSET:
        return _is_unset(name, entry)
    return _is(name, bound.low, entry)


def _value(name: str, entry: Entry) -> Any:
    columns = {
        "due": "next_due",
        "first": "due_first",
        "final": "due_final",
        "answered": "first_answer",
        "replied": "first_answer",
    }
    value = getattr(entry, columns.get(name, name))
    return None if value == "" else value


def _lies(name: str, bound: Bound, value: Any) -> bool:  # noqa: PLR0911  # a line a sign
    if name == "escalation" and bound.sign == UNSET:
        return bool(value == 0)
    if value is None or bound.sign == UNSET:
        return value is None and bound.sign == UNSET
    kind = BY_NAME[name].kind
    low: Any
    high: Any
    if kind is Kind.NUMBER:
        low, high = (((int(text),) * 2) if text else None for text in (bound.low, bound.high))
    else:
        low, high = (_span(text, ahead=BY_NAME[name].ahead) if text else None for text in (bound.low, bound.high))
        value = datetime.fromtimestamp(value, ZONE).date() if kind is Kind.MOMENT else date.fromisoformat(value)
    match bound.sign:
        case "=":
            high = low
        case "<":
            return bool(value < low[0])
        case "<=":
            return bool(value <= low[1])
        case ">":
            return bool(value > low[1])
        case ">=":
            return bool(value >= low[0])
    return (low is None or bool(low[0] <= value)) and (high is None or bool(value <= high[1]))


def _span(text: str, *, ahead: bool) -> tuple[date, date]:
    weekday = {"friday": 4, "пн": 0, "воскресенье": 6}.get(text)
    if weekday is not None:
        days = [TODAY + timedelta(days=n if ahead else -n) for n in range(7)]
        return next((day, day) for day in days if day.weekday() == weekday)
    return {
        "today": (TODAY, TODAY),
        "вчера": (TODAY - timedelta(days=1),) * 2,
        "tomorrow": (TODAY + timedelta(days=1),) * 2,
        "2026-11-20": (TODAY, TODAY),
        "21.11.2026": (date(2026, 11, 21),) * 2,
        "2026-11": (date(2026, 11, 1), date(2026, 11, 30)),
        "10.2026": (date(2026, 10, 1), date(2026, 10, 31)),
        "2026": (date(2026, 1, 1), date(2026, 12, 31)),
        "2025": (date(2025, 1, 1), date(2025, 12, 31)),
    }[text]


def _is_unset(name: str, entry: Entry) -> bool:
    match name:
        case "topic":
            return entry.topic == "" and "/" not in entry.category
        case "place":
            return not any(_places(entry))
        case "tag":
            return entry.tags == ""
    return bool(getattr(entry, name.replace("-", "_")) == "")


def _places(entry: Entry) -> tuple[str, ...]:
    return (entry.municipality, entry.district, entry.settlement, entry.street, entry.house, entry.object)


def _is(name: str, typed: str, entry: Entry) -> bool:  # noqa: C901, PLR0911  # a line a kind of field
    match name:
        case "status":
            return typed in {entry.status, entry.stage} if typed == "interim" else typed == entry.status
        case "category":
            known = _category(typed)
            own = _category(entry.category)
            return own == known or own.startswith(f"{known}/")
        case "department":
            return _department(typed) in {_department(entry.department), _department(entry.executor)}
        case "topic":
            names = {"roads/snow": ("Уборка снега", "Снег", "snow")}.get(entry.category, ())
            return typed == entry.category != "roads" or any(_named(typed, name) for name in (*names, entry.topic))
        case "place":
            return _named(typed, " ".join(_places(entry)))
        case "tag":
            return fold(typed) in fold(entry.tags.replace("\n", " ")).split()
        case "house" | "key" | "system":
            return fold(typed).replace(" ", "") == fold(getattr(entry, name)).replace(" ", "")
        case "url":
            return fold(typed) in fold(entry.url)
        case "text":
            return _in_a_row(words(typed), typed.endswith("*"), stems(entry.text))
        case "id" | "duplicate-of" | "part-of":
            return _means(typed, entry.id if name == "id" else getattr(entry, name.replace("-", "_")))
    if BY_NAME[name].kind is Kind.NAME:
        return _named(typed, getattr(entry, name))
    return bool(typed == getattr(entry, name))


def _named(typed: str, text: str) -> bool:
    there = words(text)
    return bool(words(typed)) and all(
        any(stem(part) == stem(word) or (word.startswith(part) and not part[0].isdigit()) for word in there)
        for part in words(typed)
    )


def _category(name: str) -> str:
    return {"Дороги": "roads", "Дорожное хозяйство": "roads", "Снег": "roads/snow"}.get(name, name)


def _department(name: str) -> str:
    return "roads" if fold(name) in {"roads", "дорстрой", "управление дорог"} else name or "-"


def _means(typed: str, appeal: str) -> bool:
    return {
        "1": appeal == "20261120-0001",
        "1120-2": appeal.endswith("1120-0002"),
        "20261119-3": appeal == "20261119-0003",
    }.get(typed, typed == appeal)
