"""What burns: the open appeals that want something now or by the end of the next working day, each under one head.

By SQL over the rows of the open appeals alone; the texts of citizens are not read here.
"""

from __future__ import annotations

import json
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from operator import itemgetter
from typing import TYPE_CHECKING, NamedTuple

from mcu_cli.domain.vocabulary import Channel, EventKind, Priority
from mcu_cli.values import dataclass

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from mcu_cli.reports.source import Source


class Head(StrEnum):
    """Under what an appeal stands, in the order of the screen: the first that it fits."""

    URGENT = "urgent"
    OVERDUE = "overdue"
    PROMISES = "promises"
    TODAY = "today"
    UNROUTED = "unrouted"
    TOMORROW = "tomorrow"
    FORWARD = "forward"


class Clock(StrEnum):
    """Which moment an appeal is shown with: a term that runs or ran, or when it came."""

    FIRST = "first"
    FINAL = "final"
    PROMISED = "promised"
    FORWARD = "forward"
    ROUTE = "route"
    REGISTERED = "registered"


class Pressing(NamedTuple):
    """One appeal on the agenda; `moment` is in seconds, None for a promise, which is a day, and where no clock runs."""

    id: str
    clock: Clock
    moment: int | None


class Totals(NamedTuple):
    """How many appeals are on record, and open; of the open ones past a due moment, due in the rest of today."""

    appeals: int
    open: int
    overdue: int
    today: int


@dataclass(frozen=True, slots=True)
class Agenda:
    """What burns at a moment.

    `last` is the next working day: «tomorrow» lasts to its end. `counts` says how many stand under each head that has
    any, `lines` which of them are to be shown, what presses most first.
    """

    last: date
    totals: Totals
    counts: Mapping[Head, int]
    lines: Mapping[Head, tuple[Pressing, ...]]


# When the promised day begins. Of a zone that puts its clocks forward the hour between is nobody's due moment.
_PROMISE = "CAST(strftime('%s', promised) AS INTEGER) - :offset"
_URGENT = f"(channel = '{Channel.URGENT}' OR priority = '{Priority.URGENT}')"
# Sent outside, be it under control, since its time to be sent began. Which is anew when it is taken up again.
_FORWARDED = (
    # By the few events of one appeal: the `+` keeps SQLite from going through all that was ever forwarded.
    "EXISTS (SELECT 1 FROM events e WHERE e.appeal = a.id "  # noqa: S608  # words of ours
    f"AND +e.event = '{EventKind.FORWARDED}' AND e.at >= coalesce((SELECT max(r.at) FROM events r "
    f"WHERE r.appeal = e.appeal AND +r.event = '{EventKind.REOPENED}'), e.at))"
)
# A deferral moves the final answer to the end of the promised day: unless something is due on a day before, it is the
# promise that presses, and the day is said as it was said to the citizen.
_HEAD = (
    f"CASE WHEN {_URGENT} THEN '{Head.URGENT}' "  # noqa: S608  # words of ours
    f"WHEN promised != '' AND promised <= :last AND (due IS NULL OR due >= {_PROMISE}) THEN '{Head.PROMISES}' "
    f"WHEN due < :now THEN '{Head.OVERDUE}' "
    f"WHEN due < :tomorrow THEN '{Head.TODAY}' "
    f"WHEN department = '' AND due_route < :tomorrow THEN '{Head.UNROUTED}' "
    f"WHEN due < :after THEN '{Head.TOMORROW}' "
    "WHEN due_forward >= :now AND due_forward < :after AND (department = '' OR department IN "
    f"(SELECT value FROM json_each(:outside))) AND NOT {_FORWARDED} THEN '{Head.FORWARD}' "
    f"WHEN department = '' THEN '{Head.UNROUTED}' ELSE '' END"
)
_ASKED = "id, due_first, due_final, first_answer, due_forward, due_route, registered"
# All that is asked of an open appeal stands in one index of them (`appeals_pressing`): no row is read.
_PLACED = (
    f"WITH placed AS MATERIALIZED (SELECT {_ASKED}, promised, due, {_HEAD} AS head "  # noqa: S608  # words of ours
    f"FROM (SELECT {_ASKED}, channel, priority, promised, department, next_due AS due "
    "FROM appeals WHERE is_open = 1) a)"
)
# What has no department yet stands by its age, what should have one by now before the rest.
_ORDER = (
    f"CASE head WHEN '{Head.UNROUTED}' THEN coalesce(due_route >= :now, 1) ELSE 0 END, "
    f"CASE head WHEN '{Head.PROMISES}' THEN {_PROMISE} WHEN '{Head.FORWARD}' THEN due_forward "
    f"WHEN '{Head.UNROUTED}' THEN registered ELSE coalesce(due, 9e15) END, id"
)
# The totals of the open ones; how many stand under each head; then, without that number, the first of each in order.
_WHAT_BURNS = " UNION ALL ".join(
    (
        (
            f"{_PLACED} SELECT '', count(*), total(due < :now), total(due >= :now AND due < :tomorrow), "  # noqa: S608
            "NULL, NULL, NULL, NULL, NULL FROM placed"
        ),
        "SELECT head, count(*), NULL, NULL, NULL, NULL, NULL, NULL, NULL FROM placed WHERE head != '' GROUP BY head",
        *(
            f"SELECT * FROM (SELECT head, NULL, {_ASKED} FROM placed WHERE head = '{head}' "  # noqa: S608
            f"ORDER BY {_ORDER} LIMIT :limit)"
            for head in Head
        ),
    )
)


def agenda(source: Source, now: datetime, last: date, outside: Iterable[str], limit: int | None = None) -> Agenda:
    """Return what burns at `now`, in the municipality's zone, and until the end of `last`, the next working day.

    At most `limit` lines a head. `outside` are the ids of the bodies that are not the town's own: what is assigned to
    its own departments need not be forwarded any more.
    """
    asked = {
        "now": int(now.timestamp()),
        "tomorrow": _begin(now.date() + timedelta(days=1), now),
        "after": _begin(last + timedelta(days=1), now),
        "last": last.isoformat(),
        "offset": int((now.utcoffset() or timedelta()).total_seconds()),
        "outside": json.dumps(sorted(outside), ensure_ascii=False),
    }
    (_head, *numbers), *rows = source.query(_WHAT_BURNS, {**asked, "limit": -1 if limit is None else limit})
    counted = {name: number for name, number, *_row in rows if number is not None}
    counts = {head: counted[head] for head in Head if head in counted}
    lines: dict[Head, list[Pressing]] = {head: [] for head in counts}
    for name, number, *row in rows:
        if number is None:
            lines[Head(name)].append(_pressing(Head(name), *row))
    ((appeals,),) = source.query("SELECT count(*) FROM appeals")
    totals = Totals(int(appeals), *map(int, numbers[:3]))
    return Agenda(last, totals, counts, {head: tuple(found) for head, found in lines.items()})


def _begin(day: date, now: datetime) -> int:
    return int(datetime.combine(day, time(), tzinfo=now.tzinfo).timestamp())


def _pressing(  # noqa: PLR0913, PLR0917  # the columns of a row
    head: Head,
    appeal_id: str,
    first: int | None,
    final: int | None,
    answered: int | None,
    forward: int | None,
    route: int | None,
    registered: int,
) -> Pressing:
    """Return an appeal with the moment for which it stands under `head`."""
    if head is Head.PROMISES:
        return Pressing(appeal_id, Clock.PROMISED, None)
    if head is Head.FORWARD:
        return Pressing(appeal_id, Clock.FORWARD, forward)
    if head is Head.UNROUTED and route is not None:
        return Pressing(appeal_id, Clock.ROUTE, route)
    due = [(moment, clock) for moment, clock in ((first, Clock.FIRST), (final, Clock.FINAL)) if moment is not None]
    running = [(moment, clock) for moment, clock in due if answered is None or clock is Clock.FINAL]
    if head is Head.UNROUTED or not running:
        return Pressing(appeal_id, Clock.REGISTERED, registered)
    moment, clock = min(running, key=itemgetter(0))
    return Pressing(appeal_id, clock, moment)
