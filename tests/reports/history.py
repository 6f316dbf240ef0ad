"""A small record of appeals for the tests of reports: the rows of the index, made without files and git."""

from __future__ import annotations

import sqlite3
import weakref
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from mcu_cli.domain.appeal import Appeal, Place, Source
from mcu_cli.domain.calendar import WorkingCalendar, WorkingHours
from mcu_cli.domain.event import Due, Event
from mcu_cli.domain.registry import Category, Department, Municipality, Registry
from mcu_cli.domain.vocabulary import AnswerKind, Channel, EventKind, Network, Outcome, Relation
from mcu_cli.store.entries import entry_of, events_of
from mcu_cli.store.item_entries import item_entry_of
from mcu_cli.store.rows import Entry, EventEntry, ItemEntry, sql_columns

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from mcu_cli.domain.ledgers.item import Item

ZONE = ZoneInfo("Asia/Omsk")
# From Monday to Friday, 09:00 to 17:00, and no decree of any year.
HOURS = WorkingHours.parse(dict.fromkeys(range(5), "09:00-17:00"))
CALENDAR = WorkingCalendar(HOURS, {}, frozenset(), frozenset(), ZONE)
REGISTRY = Registry(
    municipality=Municipality("Верхнереченск", ZONE, "ru", population={"Заречный": 1000}),
    hours=HOURS,
    days_off=frozenset(),
    working_days=frozenset(),
    departments={"roads": Department("roads", "Управление дорог", aliases=("ДорСтрой",))},
    ladder=(),
    sectors={},
    categories={
        "roads": Category("roads", "Дороги", "roads", aliases=("Дорожное хозяйство",)),
        "roads/snow": Category("roads/snow", "Уборка снега", "roads", aliases=("Снег",)),
    },
    rules={},
)


class Record:
    """The tables of the index, in memory."""

    def __init__(self, appeals: Iterable[Appeal] = (), items: Iterable[Item] = ()) -> None:
        """Fill the tables with the rows of `appeals`, and of `items` of ledgers."""
        self._db = sqlite3.connect(":memory:")
        weakref.finalize(self, self._db.close)
        self._db.execute(f"CREATE TABLE appeals ({sql_columns(Entry)}, UNIQUE (id))")
        self._db.execute(f"CREATE TABLE events ({sql_columns(EventEntry)})")
        self._db.execute(f"CREATE TABLE items ({sql_columns(ItemEntry)}, UNIQUE (id))")
        for appeal in appeals:
            self._add("appeals", [entry_of(appeal, path=appeal.id, blob="")])
            self._add("events", list(events_of(appeal)))
        for item in items:
            self._add("items", [item_entry_of(item, path=item.id, blob="")])

    def query(self, sql: str, parameters: Sequence[Any] | dict[str, Any] = ()) -> list[tuple[Any, ...]]:
        """Return the rows of a SELECT."""
        return self._db.execute(sql, parameters).fetchall()

    def _add(self, table: str, rows: Sequence[tuple[Any, ...]]) -> None:
        marks = ", ".join("?" * len(rows[0]))
        self._db.executemany(f"INSERT INTO {table} VALUES ({marks})", rows)  # noqa: S608  # two names of ours


def at(text: str) -> datetime:
    """Return the moment of `11-20 18:00` in 2026, or of a whole `2025-11-20 18:00`."""
    return datetime.fromisoformat(text if text[:2] == "20" else f"2026-{text}").replace(tzinfo=ZONE)


def event(what: EventKind, moment: datetime, /, **details: Any) -> Event:
    """Return an event of a clerk."""
    return Event(f"{what}-{moment:%d%H%M%S}", moment, "clerk@town.example", what, details=details)


def final(moment: datetime, outcome: Outcome = Outcome.EXPLAINED) -> Event:
    """Return a final answer."""
    return event(EventKind.ANSWERED, moment, kind=AnswerKind.FINAL, outcome=outcome)


def interim(moment: datetime) -> Event:
    """Return a first reaction that promises more."""
    return event(EventKind.ANSWERED, moment, kind=AnswerKind.INTERIM)


def duplicate(moment: datetime) -> Event:
    """Return a link to the appeal that this one repeats."""
    return event(EventKind.LINKED, moment, relation=Relation.DUPLICATE_OF, to="20260101-0001")


def appeal(
    number: int,
    registered: datetime,
    *events: Event,
    channel: Channel = Channel.INCIDENT,
    network: Network | None = None,
    category: str = "",
    topic: str = "",
    district: str = "",
    due: Due | None = None,
) -> Appeal:
    """Return an appeal registered at a moment, with what happened to it after."""
    details = {"category": category, "topic": topic, "due": due or Due(registered + timedelta(days=1))}
    return Appeal(
        id=f"20260101-{number:04d}",
        channel=channel,
        received=registered,
        text="Не горит фонарь.",
        source=Source(system="test", key=str(number), network=network),
        place=Place(district=district),
        history=(event(EventKind.REGISTERED, registered, **details), *events),
    )
