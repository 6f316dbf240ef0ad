"""A small record of appeals for the tests of reports: the rows of the index, made without files and git."""

from __future__ import annotations

import sqlite3
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from mcu_cli.domain.appeal import Appeal, Place, Source
from mcu_cli.domain.calendar import WorkingCalendar, WorkingHours
from mcu_cli.domain.event import Due, Event
from mcu_cli.domain.registry import Category, Department, Municipality, Registry
from mcu_cli.domain.vocabulary import Channel, EventKind, Network
from mcu_cli.store.entries import Entry, EventEntry, entry_of, events_of, sql_columns

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
