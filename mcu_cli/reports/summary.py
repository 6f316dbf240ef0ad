"""The daily summary for the head of the town: numbers and names from the index alone; `render` says how they look.

No personal data: of names only those of the registries, and the streets of urgent appeals that wait. What other
systems call their topics and departments may be anything, a citizen or a clerk too; where the registries do not know
it, it is counted and not named. What the words mean stands in docs/summary.md.
"""

from __future__ import annotations

from collections import defaultdict
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from mcu_cli.domain.vocabulary import EventKind, Relation
from mcu_cli.language import _
from mcu_cli.reports import source as rows
from mcu_cli.reports.arrivals import Line, channels, level_of
from mcu_cli.reports.duties import InstructionsDue, instructions_due, polls_without_result
from mcu_cli.reports.hot_topics import HotTopic, hot_topics
from mcu_cli.reports.promises import Promises, promises
from mcu_cli.reports.stays import handled_in
from mcu_cli.reports.urgent_line import OpenUrgent, UrgentLine, urgent_line
from mcu_cli.reports.waiting import forwardings, late_by_department, registrations, together, waiting_at
from mcu_cli.values import dataclass

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import tzinfo

    from mcu_cli.domain.registry import Registry
    from mcu_cli.reports.ledgers import Unanswered
    from mcu_cli.reports.source import Source
    from mcu_cli.reports.stretch import Stretch
    from mcu_cli.reports.waiting import Waiting

_MINUTE = 60
_IS_REPEAT = (
    f"a.id IN (SELECT appeal FROM events WHERE event = '{EventKind.LINKED}' "  # noqa: S608  # words of ours
    f"AND relation = '{Relation.REPEAT_OF}')"
)
UNKNOWN = "?"  # the id of departments that the registry does not know


@dataclass(frozen=True, slots=True)
class OfDepartment:
    """A department's waiting appeals: how many are past due, by how much the worst, and how many fall due today.

    `id` is empty for appeals that no department has, and `UNKNOWN` for departments that no registry knows.
    """

    id: str
    title: str
    overdue: int
    longest_minutes: int | None
    due_today: int


@dataclass(frozen=True, slots=True)
class Escalated:
    """How many appeals went up to a step of the ladder in the stretch."""

    level: int
    title: str
    appeals: int


@dataclass(frozen=True, slots=True)
class Summary:
    """One daily summary; `overdue_before` is how many were overdue when its stretch began."""

    municipality: str
    stretch: Stretch
    received: int
    usual: float | None
    answered: int
    first_answers: int
    final_answers: int
    handled: int
    waiting: int
    overdue: int
    overdue_before: int
    urgent: UrgentLine
    channels: tuple[Line, ...]
    departments: tuple[OfDepartment, ...]
    promises: Promises
    unrouted: int
    registered_late: int
    forwarded_late: int
    hot_topics: tuple[HotTopic, ...]
    repeats: int
    reopened: int
    escalated: tuple[Escalated, ...]
    instructions: InstructionsDue
    polls_ended: int
    questions: int
    questions_late: int


def summarise(source: Source, registry: Registry, stretch: Stretch, questions: Sequence[Unanswered] = ()) -> Summary:
    """Return the summary of `stretch` as the index `source` knows it. Titles are in the language spoken.

    `questions` are those of receptions up to its day that nobody has settled.
    """
    zone = registry.municipality.timezone
    window, at = stretch.window, stretch.moment
    waiting = waiting_at(source, window.end)
    level = level_of(source, stretch, zone)
    lines = channels(source, registry, level, window)
    return Summary(
        municipality=registry.municipality.name,
        stretch=stretch,
        received=level.received(_any),
        usual=level.usual(_any),
        answered=rows.count_events(source, window, EventKind.ANSWERED)[0],
        first_answers=sum(line.first_answers for line in lines),
        final_answers=sum(line.final_answers for line in lines),
        handled=handled_in(source, window).appeals,
        waiting=len(waiting),
        overdue=sum(one.late_since(until=window.end, at=at) is not None for one in waiting),
        overdue_before=together(late_by_department(source, until=window.start, at=window.start).values()).appeals,
        urgent=urgent_line(source, registry, waiting, stretch),
        channels=lines,
        departments=_departments(waiting, registry, stretch),
        promises=promises(source, waiting, stretch, zone),
        unrouted=sum(not one.department and one.due_route is not None and one.due_route < at for one in waiting),
        registered_late=registrations(source, window).late,
        forwarded_late=forwardings(source, window).late,
        hot_topics=hot_topics(source, registry, level, window.start),
        repeats=rows.count_registered(source, window, _IS_REPEAT),
        reopened=rows.count_events(source, window, EventKind.REOPENED)[0],
        escalated=_escalated(source, registry, stretch),
        instructions=instructions_due(source, registry, stretch),
        polls_ended=polls_without_result(source, stretch),
        questions=len(questions),
        questions_late=sum(one.due is not None and one.due < stretch.end for one in questions),
    )


def as_data(summary: Summary, *, fingerprint: str) -> dict[str, Any]:
    """Return a summary as the members of its JSON form, which docs/summary.md explains; all forms are drawn from them.

    `fingerprint` is the commit that the figures come from. Days and moments are ISO 8601, null is what cannot be said.
    """
    stretch = summary.stretch
    return {
        "municipality": summary.municipality,
        "day": stretch.day.isoformat(),
        "from": stretch.start.isoformat(),
        "to": stretch.end.isoformat(),
        "is_over": stretch.is_over,
        "fingerprint": fingerprint,
        "received": {"appeals": summary.received, "usual": summary.usual},
        "answered": {
            "appeals": summary.answered,
            "first": summary.first_answers,
            "final": summary.final_answers,
        },
        "handled": summary.handled,
        "waiting": summary.waiting,
        "overdue": summary.overdue,
        "overdue_before": summary.overdue_before,
        "due_today": sum(one.due_today for one in summary.departments),
        "urgent": _urgent_data(summary.urgent, stretch.start.tzinfo),
        "channels": [
            _line_data(line) | {"networks": list(map(_line_data, line.networks))} for line in summary.channels
        ],
        "departments": [_fields(one) for one in summary.departments],
        "promises": _fields(summary.promises),
        "unrouted": summary.unrouted,
        "registered_late": summary.registered_late,
        "forwarded_late": summary.forwarded_late,
        "hot_topics": [_fields(topic) for topic in summary.hot_topics],
        "repeats": summary.repeats,
        "reopened": summary.reopened,
        "escalated": [_fields(one) for one in summary.escalated],
        "instructions": _instructions_data(summary.instructions),
        "polls_ended": summary.polls_ended,
        "questions": {"waiting": summary.questions, "late": summary.questions_late},
    }


def _instructions_data(due: InstructionsDue) -> dict[str, Any]:
    return _fields(due) | {"executors": [_fields(one) for one in due.executors]}


def _any(_one: object) -> bool:
    return True


def _departments(waiting: Iterable[Waiting], registry: Registry, stretch: Stretch) -> tuple[OfDepartment, ...]:
    """Return the departments with something late or due today: most late first, those without a name at the end."""
    late: defaultdict[str, list[int]] = defaultdict(list)
    due: defaultdict[str, int] = defaultdict(int)
    until, at = stretch.window.end, stretch.moment
    for one in waiting:
        known = registry.find_department(one.department) if one.department else None
        name = known.id if known else UNKNOWN if one.department else ""
        since = one.late_since(until=until, at=at)
        if since is not None:
            late[name].append(at - since)
        elif one.is_due(until=until, at=at, before=stretch.end_of_day):
            due[name] += 1
    found = [
        OfDepartment(
            id=name,
            title=_department_title(name, registry),
            overdue=len(late[name]),
            longest_minutes=max(late[name]) // _MINUTE if late[name] else None,
            due_today=due[name],
        )
        for name in {*late, *due}
    ]
    return tuple(
        sorted(found, key=lambda one: (one.id in {"", UNKNOWN}, -one.overdue, -one.due_today, one.title.casefold()))
    )


def _department_title(name: str, registry: Registry) -> str:
    if not name:
        return _("not assigned")
    return _("departments that the registry does not know") if name == UNKNOWN else registry.departments[name].name


def _escalated(source: Source, registry: Registry, stretch: Stretch) -> tuple[Escalated, ...]:
    found = source.query(
        "SELECT level, count(DISTINCT appeal) FROM events "
        "WHERE event = :event AND at >= :start AND at < :end GROUP BY level ORDER BY level",
        {"event": EventKind.ESCALATED.value, **stretch.window._asdict()},
    )
    return tuple(Escalated(level, _step_title(level, registry), appeals) for level, appeals in found)


def _step_title(level: int, registry: Registry) -> str:
    """Return how a step is called; the ladder may have been shortened since."""
    if level <= len(registry.ladder):
        return registry.ladder[level - 1].title
    return _("step {n}").format(n=level)


def _urgent_data(line: UrgentLine, zone: tzinfo | None) -> dict[str, Any]:
    return {
        "received": line.received,
        "answered": line.answered,
        "first_answers": _fields(line.first_answers),
        "waiting": [_open_data(one, zone) for one in line.waiting],
        "elsewhere": [_fields(one) for one in line.elsewhere],
    }


def _open_data(one: OpenUrgent, zone: tzinfo | None) -> dict[str, Any]:
    since = datetime.fromtimestamp(one.since, UTC).astimezone(zone)
    return {
        "id": one.id,
        "category": one.category,
        "topic": one.topic or None,
        "street": one.street or None,
        "since": since.isoformat(),
        "minutes": one.minutes,
    }


def _line_data(line: Line) -> dict[str, Any]:
    return {
        "id": line.id,
        "title": line.title,
        "received": line.received,
        "usual": line.usual,
        "first": line.first_answers,
        "final": line.final_answers,
    }


def _fields(value: Any) -> dict[str, Any]:
    return {name: getattr(value, name) for name in value.__slots__}
