"""How long appeals took, and whether the terms on their way were kept.

Answers are measured in working hours. What left the backlog, with an answer or without one, is held against its term
and told in calendar days, as the law counts.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import asdict
from datetime import datetime, time, timedelta
from statistics import fmean
from typing import TYPE_CHECKING, Any

from mcu_cli.domain.vocabulary import Channel, EventKind, Priority
from mcu_cli.reports.source import count_events, first_answers
from mcu_cli.reports.speed import answer_time, percent, time_of
from mcu_cli.reports.stays import leavings_in, of_channel
from mcu_cli.reports.waiting import forwardings, registrations

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import tzinfo

    from mcu_cli.reports.scope import Asked
    from mcu_cli.reports.stays import Handled, Left
    from mcu_cli.reports.waiting import Steps

# «До 15 дней, до 30 дней, свыше»: as reviews by 59-ФЗ print it (A: novickoe.partizansky.ru), by the 30 days of art. 12.
_SOON, _TERM = 15, 30
_FAST = (Priority.HIGH, Priority.URGENT)
_ONE_DAY = timedelta(days=1)


def members(asked: Asked) -> dict[str, Any]:
    """Return these members; numbers are appeals.

    - `first_answer`, `final_answer`: the answers of the period that were the first ones of their appeals, or the first
      final ones: `count`, `mean_hours`, `median_hours`, `p90_hours` (working hours from the registration),
      `in_time_percent` of those that had a term;
    - `registration`, `forwarding`: `count` with such a term, registered or forwarded in the period, and
      `in_time_percent` of them;
    - `bands`: those handled, by calendar days since the registration, or the reopening that gave them another term:
      `within_15_days`, `within_30_days` (16 to 30), `over_30_days`;
    - `punctual`: those handled, `in_time` or `late` by the final term in force when they left, or `without_term`;
    - `fast_track`: of the POS platform with a high priority, `handled`, `share_percent` of those of the platform,
      `mean_days` (calendar days);
    - `extended`: with a term extended in the period.
    """
    source, window = asked.source, asked.window
    return {
        "first_answer": asdict(answer_time(first_answers(source, window), asked.calendar)),
        "final_answer": asdict(time_of(asked.final_times)),
        "registration": asked.unless_left_out("registration", lambda: _steps(registrations(source, window))),
        "forwarding": asked.unless_left_out("forwarding", lambda: _steps(forwardings(source, window))),
        "bands": asked.unless_left_out("bands", lambda: _bands(asked)),
        "punctual": _punctual(asked.handled),
        "fast_track": asked.unless_left_out("fast_track", lambda: _fast_track(asked)),
        "extended": count_events(source, window, EventKind.EXTENDED)[0],
    }


def calendar_days(left: Sequence[Left], zone: tzinfo) -> list[int]:
    """Return for each leaving the days from that on which the appeal came in, itself not counted, as a term runs."""
    if not left:
        return []
    first = datetime.fromtimestamp(min(one.since for one in left), zone).date()
    last = datetime.fromtimestamp(max(one.at for one in left), zone).date()
    midnights = [
        int(datetime.combine(first + n * _ONE_DAY, time.min, tzinfo=zone).timestamp())
        for n in range((last - first).days + 1)
    ]
    return [bisect_right(midnights, one.at) - bisect_right(midnights, one.since) for one in left]


def _steps(steps: Steps) -> dict[str, Any]:
    return {"count": steps.appeals, "in_time_percent": percent(steps.appeals - steps.late, steps.appeals)}


def _bands(asked: Asked) -> dict[str, int]:
    days = calendar_days(leavings_in(asked.source, asked.window), asked.calendar.tz)
    soon = sum(n <= _SOON for n in days)
    late = sum(n > _TERM for n in days)
    return {"within_15_days": soon, "within_30_days": len(days) - soon - late, "over_30_days": late}


def _punctual(handled: Handled) -> dict[str, int]:
    return {
        "in_time": handled.limited - handled.late,
        "late": handled.late,
        "without_term": handled.appeals - handled.limited,
    }


def _fast_track(asked: Asked) -> dict[str, Any]:
    whole = leavings_in(asked.source, asked.window, of_channel(Channel.POS))
    fast = [left for left in whole if left.priority in _FAST]
    days = calendar_days(fast, asked.calendar.tz)
    return {
        "handled": len(fast),
        "share_percent": percent(len(fast), len(whole)),
        "mean_days": round(fmean(days), 1) if days else None,
    }
