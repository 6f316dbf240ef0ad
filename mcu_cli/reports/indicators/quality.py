"""How good the answers were, as far as the record can tell: marks of citizens, work taken up again, repeats."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from mcu_cli.domain.vocabulary import EventKind, Relation
from mcu_cli.reports.source import LAST, count_events, count_registered
from mcu_cli.reports.speed import percent

if TYPE_CHECKING:
    from mcu_cli.reports.scope import Asked

_MARKS = range(1, 6)
_GOOD = 4  # «4» and «5» are positive
# The moment of the answer is that of docs/workflow.md: a final one, or the closing after an interim one alone. The
# earlier appeal need not be among those that the report is narrowed to.
_REPEATS_AN_ANSWERED_ONE = (
    "a.id IN (SELECT e.appeal FROM events e JOIN main.appeals b ON b.id = e.target "  # noqa: S608  # words of ours
    "JOIN main.appeals c ON c.id = e.appeal "
    f"WHERE e.event = '{EventKind.LINKED}' AND e.relation = '{Relation.REPEAT_OF}' "
    "AND coalesce(b.final_answer, CASE WHEN b.first_answer IS NOT NULL THEN b.closed END) < c.registered)"
)


def members(asked: Asked) -> dict[str, Any]:
    """Return these members.

    - `ratings`: appeals with a mark of the citizen in the period, each with its last one there: `count`, `average` (to
      two decimals), `positive_percent` (4 and 5), `distribution` (appeals by mark, `1` to `5`);
    - `rework`: appeals taken up again in the period: `reopened`, `percent` of those handled in it, `cycles` (how often
      it was done: one appeal may come back several times);
    - `repeats_after_answer`: appeals received that repeat one which had been answered before: `count`, `percent` of
      those received.
    """
    return {
        "ratings": _ratings(asked),
        "rework": _rework(asked),
        "repeats_after_answer": _repeats(asked),
    }


def _ratings(asked: Asked) -> dict[str, Any]:
    rows = asked.source.query(
        f"SELECT rating, count(*) FROM events WHERE event = '{EventKind.RATED}' "  # noqa: S608  # words of ours
        f"AND at >= :start AND at < :end AND ({LAST}) GROUP BY rating",
        asked.window._asdict(),
    )
    marks = dict.fromkeys(_MARKS, 0) | dict(rows)
    count = sum(marks.values())
    return {
        "count": count,
        "average": round(sum(mark * appeals for mark, appeals in marks.items()) / count, 2) if count else None,
        "positive_percent": percent(sum(appeals for mark, appeals in marks.items() if mark >= _GOOD), count),
        "distribution": {str(mark): appeals for mark, appeals in marks.items()},
    }


def _rework(asked: Asked) -> dict[str, Any]:
    reopened, cycles = count_events(asked.source, asked.window, EventKind.REOPENED)
    return {"reopened": reopened, "percent": percent(reopened, asked.handled.appeals), "cycles": cycles}


def _repeats(asked: Asked) -> dict[str, Any]:
    count = count_registered(asked.source, asked.window, _REPEATS_AN_ANSWERED_ONE)
    received = sum(counts[0] for counts in asked.tallies.received.by("channel").values())
    return {"count": count, "percent": percent(count, received)}
