"""What reports ask of the index: counts and narrow rows, by moment. Texts of citizens are never read here.

The index gives all this by SQL over its two tables, `appeals` and `events`, so that a report of a store with
100,000 appeals reads what it counts and no more.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

from mcu_cli.domain.vocabulary import PASSED_ON, Channel, EventKind
from mcu_cli.reports.periods import Window

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

# Appeals that were taken up again left the backlog more than once: they are replayed, event by event.
REOPENED = f"SELECT appeal FROM events WHERE event = '{EventKind.REOPENED}'"  # noqa: S608  # a word of ours


class Source(Protocol):
    """The index, as far as reports know it."""

    def query(self, sql: str, parameters: Sequence[Any] | dict[str, Any] = ()) -> list[tuple[Any, ...]]:
        """Return the rows of a SELECT."""
        ...  # pragma: no cover  # a protocol


class Facts(NamedTuple):
    """By what an appeal is told apart from others in a breakdown; unset ones are empty."""

    channel: str
    network: str
    system: str
    kind: str
    category: str
    topic: str
    department: str
    district: str
    outcome: str
    tags: str


FACTS = ", ".join(f"a.{name}" for name in Facts._fields)
BETWEEN_FACTS = "\x1f"  # between the facts in the one text that the index keeps of them all, in this order
# An appeal leaves not before it came: a source may date an answer before the registration.
LEFT = (
    "((a.handled >= :start AND a.handled < :end AND a.handled >= a.registered) "
    "OR (a.registered >= :start AND a.registered < :end AND a.handled < a.registered))"
)
# The `+` keeps SQLite from going through all that was ever registered: few are not handled.
WAITED = "+a.registered < {moment} AND (a.handled IS NULL OR a.handled >= {moment})"
STEADY = f"a.id NOT IN ({REOPENED})"
# Of the events of one appeal in a stretch of time the last one alone: so that the appeal counts once.
LAST = "again IS NULL OR again >= :end"
_ANSWERED_THEN = f"FROM events WHERE event = '{EventKind.ANSWERED}' AND at >= :start AND at < :end"


class Answer(NamedTuple):
    """One answer whose speed counts: when the appeal was registered, when it was given and due, and who has it now."""

    registered: int
    answered: int
    due: int | None
    department: str = ""


def count_registered(source: Source, window: Window, condition: str = "1") -> int:
    """Return the number of appeals registered in `window` for which the SQL `condition` on them holds."""
    return _count(source, f"a.registered >= :start AND a.registered < :end AND {condition}", window)


def count_letters(source: Source, window: Window) -> int:
    """Return the number of appeals registered in `window` that are not a part split from another."""
    return count_registered(source, window, "a.part_of = ''")


def count_urgent(source: Source, window: Window) -> tuple[int, int]:
    """Return how many appeals of the urgent line were registered, and how many were answered, in `window`."""
    urgent = f"a.channel = '{Channel.URGENT}'"
    answered = _count(source, f"{urgent} AND a.id IN (SELECT appeal {_ANSWERED_THEN})", window)
    return count_registered(source, window, urgent), answered


def count_events(source: Source, window: Window, *events: EventKind) -> tuple[int, int]:
    """Return how many appeals have one of `events` in `window`, and how many such events these are."""
    if set(events) != PASSED_ON and (len(events) > 1 or PASSED_ON & set(events)):
        raise LookupError(f"{events} are not one step of the work")
    kinds = ", ".join(f"'{event}'" for event in events)
    found, appeals = source.query(
        f"SELECT count(*), count(*) FILTER (WHERE {LAST}) FROM events "  # noqa: S608  # words of ours
        f"WHERE event IN ({kinds}) AND at >= :start AND at < :end",
        window._asdict(),
    )[0]
    return int(appeals), int(found)


def counts_in(source: Source, windows: Sequence[Window], counted: str) -> list[int]:
    """Return what the SELECT of a count `counted` says of each of `windows`, which it knows as `w.start` and `w.end`.

    However many windows there are, it is one statement.
    """
    if not windows:
        return []
    alike = list(dict.fromkeys(windows))
    rows = ", ".join(f"({one.start:d}, {one.end:d})" for one in alike)
    found = source.query(
        f"SELECT ({counted}) FROM (SELECT column1 AS start, column2 AS end FROM (VALUES {rows})) w"  # noqa: S608
    )
    counts = dict(zip(alike, (int(count) for (count,) in found), strict=True))
    return [counts[window] for window in windows]


def between(moment: str) -> str:
    """Return the condition that a moment lies in a window of `counts_in`."""
    return f"{moment} >= w.start AND {moment} < w.end"


def count_left(source: Source, window: Window) -> int:
    """Return how many of the appeals never reopened left the backlog in `window`."""
    return _count(source, f"{LEFT} AND {STEADY}", window)


def count_late(source: Source, *, until: int, at: int) -> int:
    """Return how many of the appeals never reopened waited just before `until` and were past due at `at`."""
    return _count(
        source,
        "a.registered < :end AND (a.handled IS NULL OR a.handled >= :end) AND (a.due_final < :start "
        "OR (a.due_first < :start AND (a.first_answer IS NULL OR a.first_answer >= :end))) "
        f"AND {STEADY}",
        Window(at, until),
    )


def first_answers(source: Source, window: Window) -> list[Answer]:
    """Return the answers in `window` that were the first of their appeals, interim or final."""
    rows = source.query(
        "SELECT registered, first_answer, first_answer_due, '' FROM appeals "
        "WHERE first_answer >= :start AND first_answer < :end",
        window._asdict(),
    )
    return list(map(Answer._make, rows))


def final_answers(source: Source, window: Window) -> list[Answer]:
    """Return the answers in `window` that were the first final ones of their appeals."""
    rows = source.query(
        "SELECT registered, final_answer, final_answer_due, department FROM appeals "
        "WHERE final_answer >= :start AND final_answer < :end",
        window._asdict(),
    )
    return list(map(Answer._make, rows))


def in_one_of(moment: str, windows: Iterable[Window]) -> str:
    """Return the condition that a moment lies in one of `windows`: in as few ranges as they make together."""
    ranges: list[Window] = []
    for window in sorted(windows):
        if ranges and window.start <= ranges[-1].end:
            ranges[-1] = Window(ranges[-1].start, max(ranges[-1].end, window.end))
        else:
            ranges.append(window)
    return " OR ".join(f"({moment} >= {one.start:d} AND {moment} < {one.end:d})" for one in ranges)


def _count(source: Source, condition: str, window: Window) -> int:
    sql = f"SELECT count(*) FROM appeals a WHERE {condition}"  # noqa: S608  # conditions are ours
    return int(source.query(sql, window._asdict())[0][0])
