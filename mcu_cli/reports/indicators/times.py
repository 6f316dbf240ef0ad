"""How long appeals took, and whether the terms on their way were kept.

Answers are measured in working hours. What left the backlog, with an answer or without one, is held against its term
and told in calendar days, as the law counts.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import asdict
from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING, Any

from mcu_cli.domain.vocabulary import Channel, EventKind, Priority
from mcu_cli.reports.source import count_events, first_answers
from mcu_cli.reports.speed import percent, time_of, times
from mcu_cli.reports.stays import count_leavings, leavings_in, of_channel
from mcu_cli.reports.waiting import forwardings, registrations

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import tzinfo

    from mcu_cli.reports.scope import Asked
    from mcu_cli.reports.stays import Handled, Left
    from mcu_cli.reports.waiting import Steps

# «До 15 дней, до 30 дней, свыше»: as reviews by 59-ФЗ print it (A: novickoe.partizansky.ru), by the 30 days of art. 12.
_SOON, _TERM = 15, 30
_FAST = f"priority IN ('{Priority.HIGH}', '{Priority.URGENT}')"
_DAY = 24 * 60 * 60
_APART = 26 * 60 * 60  # seconds by which the clocks of any two zones differ at most
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
        "first_answer": asdict(time_of([times(first_answers(source, window), asked.calendar)])),
        "final_answer": asdict(time_of(asked.final_times.values())),
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
    source, window = asked.source, asked.window
    # The clock alone tells of most appeals how many midnights lay between; the days of the others are counted.
    surely_soon = f"gone - since < {_SOON * _DAY - _APART}"
    surely_in_term = f"gone - since BETWEEN {(_SOON + 1) * _DAY + _APART} AND {_TERM * _DAY - _APART}"
    surely_late = f"gone - since > {(_TERM + 1) * _DAY + _APART}"
    soon, in_term, late = count_leavings(source, window, surely_soon, surely_in_term, surely_late)
    unsure = f"NOT ({surely_soon} OR {surely_in_term} OR {surely_late})"
    days = calendar_days(leavings_in(source, window, unsure), asked.calendar.tz)
    return {
        "within_15_days": soon + sum(n <= _SOON for n in days),
        "within_30_days": in_term + sum(_SOON < n <= _TERM for n in days),
        "over_30_days": late + sum(n > _TERM for n in days),
    }


def _punctual(handled: Handled) -> dict[str, int]:
    return {
        "in_time": handled.limited - handled.late,
        "late": handled.late,
        "without_term": handled.appeals - handled.limited,
    }


def _fast_track(asked: Asked) -> dict[str, Any]:
    handled = asked.tallies.handled.by("channel").get((Channel.POS,), [0])[0]
    fast = f"{of_channel(Channel.POS)} AND {_FAST}"
    days = calendar_days(leavings_in(asked.source, asked.window, fast), asked.calendar.tz)
    return {
        "handled": len(days),
        "share_percent": percent(len(days), handled),
        "mean_days": round(sum(days) / len(days), 1) if days else None,
    }
