"""What waits: the backlog and what is late in it, days promised to citizens, what others have under control."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from mcu_cli.domain.vocabulary import EventKind
from mcu_cli.reports.promises import count_given, fates_of
from mcu_cli.reports.source import count_events
from mcu_cli.reports.stays import count_in_backlog, in_backlog
from mcu_cli.reports.waiting import together

if TYPE_CHECKING:
    from mcu_cli.reports.scope import Asked


def members(asked: Asked) -> dict[str, Any]:
    """Return these members; numbers are appeals where nothing else is said.

    - `backlog`: `start` and `in` less `out` make `end`; `start` is null where the record begins later;
    - `overdue`: in the backlog at the end and past a due moment; `max_overdue_days`: by how many days of the clock the
      latest of them is late, to one decimal;
    - `deferred`: put off in the period;
    - `promises`: days promised to citizens: `given` in the period, and of the days of the period that are over those
      `kept`, `moved` to a later day in time, and `broken`;
    - `under_control`: in the backlog at the end, and sent to a body that has to answer the centre;
    - `carried_over`: in the backlog when the year began in which the period ends; null where the record
      begins later.
    """
    source, window, scope = asked.source, asked.window, asked.scope
    fates = fates_of(source, scope.period.first, scope.last_whole_day, window.end, asked.calendar.tz)
    moved = asked.backlog
    late = together(asked.late.values())
    year = asked.windows.year_to_date
    return {
        "backlog": {"start": asked.at_start(moved.start), "in": moved.came_in, "out": moved.went_out, "end": moved.end},
        "overdue": late.appeals,
        "max_overdue_days": late.max_days,
        "deferred": count_events(source, window, EventKind.DEFERRED)[0],
        "promises": {"given": count_given(source, window), **fates._asdict()},
        "under_control": count_under_control(asked),
        "carried_over": count_in_backlog(source, year.start) if asked.knows(year) else None,
    }


def count_under_control(asked: Asked) -> int:
    """Return how many waiting appeals were forwarded under control since they last came in."""
    rows = asked.source.query(
        "SELECT count(*) FROM (SELECT appeal, max(at) AS sent FROM events "  # noqa: S608  # words of ours
        f"WHERE event = '{EventKind.FORWARDED}' AND control AND at < :end GROUP BY appeal) f "
        f"WHERE appeal IN (SELECT appeal FROM {in_backlog(':end')}) AND NOT EXISTS (SELECT 1 FROM events "
        f"WHERE appeal = f.appeal AND event = '{EventKind.REOPENED}' AND came > f.sent AND came < :end)",
        {"end": asked.window.end},
    )
    return int(rows[0][0])
