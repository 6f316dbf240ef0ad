"""The work of the centre itself: answers of its operators, what it set aside or sent on, gaps in what it recorded.

Only what was recorded by hand tells who did it: of an answer that an import brought nobody knows which operator gave
it, and the one who ran the import did not.
"""

from __future__ import annotations

from collections import Counter
from itertools import pairwise
from typing import TYPE_CHECKING, Any, NamedTuple

from mcu_cli.domain.vocabulary import CHATTER, EventKind
from mcu_cli.domain.words import name_key
from mcu_cli.reports.periods import Kind, Period
from mcu_cli.reports.source import count_events
from mcu_cli.reports.speed import working_days

if TYPE_CHECKING:
    from datetime import date

    from mcu_cli.domain.registry import Registry
    from mcu_cli.reports.scope import Asked

# A midnight of any zone of today is one of these moments, so that answers between two of them are of one day.
_QUARTER_OF_AN_HOUR = 15 * 60


class Worked(NamedTuple):
    """The answers that one operator gave on one day."""

    operator: str
    day: date
    answers: int


def members(asked: Asked) -> dict[str, Any]:
    """Return these members; numbers are appeals where nothing else is said.

    - `opened`: day on which the centre opened, null where `departments.yaml` does not say it;
    - `answers_per_working_day`: answers by the working days, both since the centre opened (or the record began);
    - `centre`: `operators` (people) who gave `own_answers` (answers recorded by hand, not imported) in the period, and
      `answers_per_operator_per_day`, a mean over the days on which each of them gave one; `chatter`: received, and no
      appeal; `rejected`: left without an answer on the merits; `returned`: taken up again after they had been sent to
      another body; `reassigned`: passed from one department to another;
    - `data_quality`: of those received, the ones `without_topic` (at most a group is known), `without_address` (no
      district, settlement, street or object) and `without_department`, as the record stands now.
    """
    opened = asked.registry.municipality.opened
    return {
        "opened": opened.isoformat() if opened else None,
        "answers_per_working_day": answers_per_working_day(asked),
        "centre": asked.unless_left_out("centre", lambda: _work(asked)),
        "data_quality": asked.unless_left_out("data_quality", lambda: _gaps(asked)),
    }


def _work(asked: Asked) -> dict[str, Any]:
    worked = own_answers(asked)
    answers = sum(one.answers for one in worked)
    marked = asked.tallies.received.by("tags")
    return {
        "operators": len({one.operator for one in worked}),
        "own_answers": answers,
        "answers_per_operator_per_day": round(answers / len(worked), 1) if worked else None,
        "chatter": sum(counts[0] for (tags,), counts in marked.items() if f"\n{CHATTER}\n" in tags),
        "rejected": count_events(asked.source, asked.window, EventKind.REJECTED)[0],
        "returned": count_returned(asked),
        "reassigned": count_reassigned(asked),
    }


def answers_per_working_day(asked: Asked) -> float | None:
    """Return how many answers were given for each working day; None where there was none.

    Days and answers both count from the day on which the centre opened, or, where nobody says when, on which the record
    begins: what others answered before is not its work.
    """
    first = asked.scope.period.first
    began = first if asked.began is None else asked.day(asked.began)
    opened = max(first, asked.registry.municipality.opened or began)
    if opened > asked.scope.last_day:
        return None
    since = asked.scope.window(Period(Kind.RANGE, opened, asked.scope.last_day))
    days = working_days(asked.calendar, opened, asked.scope.last_day)
    return round(count_events(asked.source, since, EventKind.ANSWERED)[1] / days, 1) if days else None


def own_answers(asked: Asked) -> list[Worked]:
    """Return what operators answered themselves in the period, each of them by day."""
    rows = asked.source.query(
        'SELECT "by", at / :quarter, count(*) FROM events '
        "WHERE event = :event AND origin = '' AND at >= :start AND at < :end GROUP BY 1, 2",
        {"event": EventKind.ANSWERED.value, "quarter": _QUARTER_OF_AN_HOUR, **asked.window._asdict()},
    )
    answers: Counter[tuple[str, date]] = Counter()
    for operator, quarter, count in rows:
        answers[operator, asked.day(quarter * _QUARTER_OF_AN_HOUR)] += count
    return [Worked(operator, day, count) for (operator, day), count in answers.items()]


def count_returned(asked: Asked) -> int:
    """Return how many appeals were taken up again in the period that had last been sent to another body."""
    start = asked.window.start
    rows = asked.source.query(
        "SELECT appeal, event, at FROM events WHERE event IN (:sent, :back) AND at < :end AND appeal IN "
        "(SELECT appeal FROM events WHERE event = :back AND at >= :start AND at < :end) ORDER BY appeal, at, seq",
        {"sent": EventKind.FORWARDED.value, "back": EventKind.REOPENED.value, **asked.window._asdict()},
    )
    steps = (EventKind.FORWARDED, EventKind.REOPENED)
    pairs = ((one[0], two[0], (one[1], two[1]), two[2]) for one, two in pairwise(rows))
    return len({appeal for before, appeal, found, at in pairs if before == appeal and found == steps and at >= start})


def count_reassigned(asked: Asked) -> int:
    """Return how many appeals were passed from one department to another in the period."""
    rows = asked.source.query(
        "SELECT appeal, before, department FROM (SELECT appeal, at, department, lag(department) OVER "
        "(PARTITION BY appeal ORDER BY at, seq) AS before FROM events WHERE event = :event AND appeal IN "
        "(SELECT appeal FROM events WHERE event = :event AND at < :end GROUP BY appeal HAVING count(*) > 1)) "
        "WHERE at >= :start AND at < :end AND before != '' AND department != '' AND department != before",
        {"event": EventKind.ASSIGNED.value, **asked.window._asdict()},
    )
    keys = {name: _key(name, asked.registry) for row in rows for name in row[1:]}
    return len({appeal for appeal, before, after in rows if keys[before] != keys[after]})


def _key(department: str, registry: Registry) -> str:
    """Return by what a department is told from others; one may stand on record under several names."""
    found = registry.find_department(department)
    return found.id if found else name_key(department)


def _gaps(asked: Asked) -> dict[str, int]:
    """Return how many of the appeals received lack what they should have."""
    rows = asked.source.query(
        "SELECT total(topic = '' AND instr(category, '/') = 0), "
        "total(district = '' AND settlement = '' AND street = '' AND object = ''), total(department = '') "
        "FROM appeals WHERE registered >= :start AND registered < :end",
        asked.window._asdict(),
    )
    names = ("without_topic", "without_address", "without_department")
    return dict(zip(names, map(int, rows[0]), strict=True))
