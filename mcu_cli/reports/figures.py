"""The figures of a report: numbers and names, from the index alone; how they look is for `render` to say.

What the words mean (docs/cli.md says it to readers):

- received: appeals registered in the period; parts split from a letter count, `letters` leaves them out;
- answered: appeals with an answer, interim or final, given in the period; `answers` counts the answers;
- handled: appeals that left the backlog in the period, each counted once however often it was reopened;
- closed: appeals closed in the period;
- overdue: in the backlog at the end and past a due moment, as the due moments are known now.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from mcu_cli.domain.vocabulary import EventKind
from mcu_cli.reports import backlog as waiting
from mcu_cli.reports import source as rows
from mcu_cli.reports.breakdowns import Breakdowns, Tallies, break_down
from mcu_cli.reports.periods import Period, Window
from mcu_cli.reports.scope import Asked, Scope, Windows
from mcu_cli.reports.speed import AnswerTime, answer_time, percent, working_days

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from mcu_cli.domain.calendar import WorkingCalendar
    from mcu_cli.domain.registry import Registry
    from mcu_cli.reports.backlog import Backlog
    from mcu_cli.reports.source import Source


@dataclass(frozen=True, slots=True)
class Indicator:
    """One figure of the period beside what it is read against."""

    period: int
    month_to_date: int
    quarter_to_date: int
    year_to_date: int
    previous: int
    last_year: int

    @property
    def change_percent(self) -> float | None:
        """Return the growth against the same period last year; None where there was nothing then."""
        return percent(self.period - self.last_year, self.last_year)

    @property
    def change_previous_percent(self) -> float | None:
        """Return the growth against the period before; None where there was nothing then."""
        return percent(self.period - self.previous, self.previous)


@dataclass(frozen=True, slots=True)
class Figures:
    """One report. `as_of` is the moment that an unfinished period is counted to; None for a finished one."""

    municipality: str
    period: Period
    as_of: datetime | None
    received: Indicator
    letters: int
    answered: Indicator
    answers: Indicator
    handled: Indicator
    closed: Indicator
    backlog: Backlog
    overdue: int
    first_answer: AnswerTime
    final_answer: AnswerTime
    answers_per_working_day: float | None
    urgent_received: int
    urgent_answered: int
    breakdowns: Breakdowns


def indicator(windows: Windows, count: Callable[[Window], int]) -> Indicator:
    """Return what `count` says of the period and of those beside which it is read."""
    return Indicator(*(count(window) for window in windows))


def figures(source: Source, registry: Registry, calendar: WorkingCalendar, period: Period, now: datetime) -> Figures:
    """Return the figures of `period` as the index `source` knows them at `now`, an aware moment.

    Titles are in the language spoken.
    """
    asked = Asked(source, registry, Scope(period, now, calendar))
    scope, windows, replayed = asked.scope, asked.windows, asked.replayed
    window, month = windows.period, windows.month_to_date
    answers = indicator(windows, lambda over: rows.count_events(source, EventKind.ANSWERED, over)[1])
    opened = max(period.first, registry.municipality.opened or period.first)
    worked = working_days(calendar, opened, scope.last_day)
    urgent_received, urgent_answered = rows.count_urgent(source, window)
    tallies = Tallies(
        received=tuple(rows.tally_registered(source, window, month)),
        answered=tuple(rows.tally_answered(source, window, month)),
        handled=(*rows.tally_left(source, window, month), *waiting.tally_replayed(replayed, window, month)),
    )
    return Figures(
        municipality=registry.municipality.name,
        period=period,
        as_of=None if scope.is_over else now.astimezone(calendar.tz),
        received=indicator(windows, lambda over: rows.count_registered(source, over)),
        letters=rows.count_letters(source, window),
        answered=indicator(windows, lambda over: rows.count_events(source, EventKind.ANSWERED, over)[0]),
        answers=answers,
        handled=indicator(windows, lambda over: waiting.count_handled(source, replayed, over)),
        closed=indicator(windows, lambda over: rows.count_events(source, EventKind.CLOSED, over)[0]),
        backlog=waiting.backlog(source, replayed, window),
        overdue=waiting.count_overdue(source, replayed, until=window.end, at=scope.moment),
        first_answer=answer_time(rows.first_answers(source, window), calendar),
        final_answer=answer_time(rows.final_answers(source, window), calendar),
        answers_per_working_day=round(answers.period / worked, 1) if worked else None,
        urgent_received=urgent_received,
        urgent_answered=urgent_answered,
        breakdowns=break_down(tallies, registry),
    )


def as_data(report: Figures, *, where: str = "") -> dict[str, Any]:
    """Return a report as the members of its JSON form, which docs/cli.md explains; `where` says what it is limited to.

    Days and moments are ISO 8601, shares and changes percent, times working hours; null is what cannot be
    said. The other forms are drawn from these members, so that none shows a figure that JSON lacks.
    """
    found = report.breakdowns
    return {
        "municipality": report.municipality,
        "period": _period_data(report.period) | {"as_of": report.as_of.isoformat() if report.as_of else None},
        "previous": _period_data(report.period.previous()),
        "last_year": _period_data(report.period.last_year()),
        "where": where or None,
        "received": _indicator_data(report.received),
        "letters": report.letters,
        "questions": report.received.period,
        "answered": _indicator_data(report.answered),
        "answers": _indicator_data(report.answers),
        "handled": _indicator_data(report.handled),
        "closed": _indicator_data(report.closed),
        "backlog": {
            "start": report.backlog.start,
            "in": report.backlog.came_in,
            "out": report.backlog.went_out,
            "end": report.backlog.end,
        },
        "overdue": report.overdue,
        "first_answer": _fields(report.first_answer),
        "final_answer": _fields(report.final_answer),
        "answers_per_working_day": report.answers_per_working_day,
        "urgent": {"received": report.urgent_received, "answered": report.urgent_answered},
    } | {
        name: [_fields(row) for row in getattr(found, name)]
        for name in ("channels", "networks", "groups", "topics", "departments", "districts", "outcomes")
    }


def _fields(value: Any) -> dict[str, Any]:
    return {name: getattr(value, name) for name in value.__slots__}


def _period_data(period: Period) -> dict[str, Any]:
    return {"kind": period.kind.value, "from": period.first.isoformat(), "to": period.last.isoformat()}


def _indicator_data(indicator: Indicator) -> dict[str, Any]:
    return _fields(indicator) | {
        "change_percent": indicator.change_percent,
        "change_previous_percent": indicator.change_previous_percent,
    }
