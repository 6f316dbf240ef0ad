"""Who answers: what each department has in work, how fast it answers, and what was sent to bodies outside.

Departments are those that have the appeals now, as it stands on record: an appeal that was passed on is told where it
lies, from its registration on. So the rows add up to the figures of the whole.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from mcu_cli.domain.vocabulary import EventKind
from mcu_cli.reports.backlog import NO_BACKLOG, Backlog
from mcu_cli.reports.breakdowns import Named, Names
from mcu_cli.reports.speed import AnswerTime, time_of
from mcu_cli.reports.stays import reopened_by_department
from mcu_cli.reports.waiting import together
from mcu_cli.values import dataclass

if TYPE_CHECKING:
    from collections.abc import Mapping

    from mcu_cli.reports.scope import Asked
    from mcu_cli.reports.speed import Timed
    from mcu_cli.reports.waiting import Late

# With fewer answers the time that nine tenths kept within is that of the slowest, and one letter makes the place.
LEAST_RANKED = 10


@dataclass(frozen=True, slots=True)
class Executor:
    """One department; `id` is empty for appeals that none has. None is what cannot be said.

    `open_at_start` (None where the record begins later), `came_in`, `went_out` and `open` are its backlog, of which
    `overdue` appeals are late, the latest by `max_overdue_days` (by the clock, to one decimal). `answered` are appeals
    with an answer in the period. The times are working hours from registration to the first final answer, of which
    there are `final_answers`; `rank` is the place by their median, 1 the fastest. `reopened` appeals were taken up
    again in the period.
    """

    id: str
    title: str
    rank: int | None
    open_at_start: int | None
    came_in: int
    went_out: int
    open: int
    overdue: int
    max_overdue_days: float | None
    answered: int
    final_answers: int
    mean_hours: float | None
    median_hours: float | None
    p90_hours: float | None
    in_time_percent: float | None
    reopened: int


@dataclass(frozen=True, slots=True)
class Outside:
    """A body to which `appeals` were forwarded in the period; those `under_control` stayed in the backlog."""

    id: str
    title: str
    appeals: int
    under_control: int


def members(asked: Asked) -> dict[str, Any]:
    """Return `executors`, the fastest first, and `forwarded_to`, the largest first: objects with the fields above."""
    return {
        "executors": [asdict(one) for one in executors(asked)],
        "forwarded_to": [asdict(one) for one in forwarded_to(asked)],
    }


def executors(asked: Asked) -> list[Executor]:
    """Return every department that had, got, answered or took up appeals: those with a place first, in their order."""
    names = Names(asked.registry)
    work = _backlogs(asked, names)
    answered, reopened = _answered(asked, names), _reopened(asked, names)
    times = _times(asked, names)
    overdue: defaultdict[Named, list[Late]] = defaultdict(list)
    for department, late in asked.late.items():
        overdue[names.department(department)].append(late)
    places = _places(times)
    found = []
    for named in {*work, *answered, *reopened, *times}:
        backlog = work.get(named, NO_BACKLOG)
        late = together(overdue[named])
        time = times.get(named) or time_of(())
        found.append(
            Executor(
                id=named.id,
                title=named.title,
                rank=places.get(named),
                open_at_start=asked.at_start(backlog.start),
                came_in=backlog.came_in,
                went_out=backlog.went_out,
                open=backlog.end,
                overdue=late.appeals,
                max_overdue_days=late.max_days,
                answered=answered[named],
                final_answers=time.count,
                mean_hours=time.mean_hours,
                median_hours=time.median_hours,
                p90_hours=time.p90_hours,
                in_time_percent=time.in_time_percent,
                reopened=reopened[named],
            )
        )
    unranked = len(places) + 1
    return sorted(found, key=lambda one: (not one.id, one.rank or unranked, -one.open, one.title.casefold()))


def forwarded_to(asked: Asked) -> list[Outside]:
    """Return the bodies to which appeals were forwarded in the period; each counts an appeal once."""
    names = Names(asked.registry)
    rows = asked.source.query(
        "SELECT appeal, target, max(control) FROM events WHERE event = :event AND at >= :start AND at < :end "
        "GROUP BY appeal, target",
        {"event": EventKind.FORWARDED.value, **asked.window._asdict()},
    )
    sent: defaultdict[Named, dict[str, bool]] = defaultdict(dict)
    for appeal, target, control in rows:
        appeals = sent[names.department(target)]  # one body may be written in several ways
        appeals[appeal] = bool(control) or appeals.get(appeal, False)
    found = [Outside(named.id, named.title, len(appeals), sum(appeals.values())) for named, appeals in sent.items()]
    return sorted(found, key=lambda one: (-one.appeals, one.title.casefold()))


def _backlogs(asked: Asked, names: Names) -> dict[Named, Backlog]:
    """Return the backlog of each department; one may stand on record under several names."""
    found: dict[Named, Backlog] = {}
    for department, backlog in asked.backlogs.items():
        named = names.department(department)
        found[named] = found.get(named, NO_BACKLOG) + backlog
    return found


def _answered(asked: Asked, names: Names) -> Counter[Named]:
    found = Counter[Named]()
    for (department,), counts in asked.tallies.answered.by("department").items():
        found[names.department(department)] += counts[0]
    return found


def _reopened(asked: Asked, names: Names) -> Counter[Named]:
    found = Counter[Named]()
    for department, appeals in reopened_by_department(asked.source, asked.window).items():
        found[names.department(department)] += appeals
    return found


def _times(asked: Asked, names: Names) -> dict[Named, AnswerTime]:
    found: defaultdict[Named, list[Timed]] = defaultdict(list)
    for department, timed in asked.final_times.items():
        found[names.department(department)].append(timed)
    return {named: time_of(several) for named, several in found.items()}


def _places(times: Mapping[Named, AnswerTime]) -> dict[Named, int]:
    """Return the places by the median, 1 the fastest; equal times share one, and the places behind it are left out.

    Only departments with enough answers have a place: `LEAST_RANKED`.
    """
    medians = {
        named: time.median_hours
        for named, time in times.items()
        if named.id and time.count >= LEAST_RANKED and time.median_hours is not None
    }
    order = sorted(medians.values())
    return {named: order.index(median) + 1 for named, median in medians.items()}
