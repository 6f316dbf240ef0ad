"""How long personal data of appeals are kept, and which have passed their term: a rule and cases as values.

A case is what belongs together: an appeal, its duplicates, its repeats, the parts of its letter. Its data are kept for
some years after the last of them was settled; an open one, or one on hold, keeps them all. The default is that of
Росархив's list (order 236 of 20.12.2019, art. 154: five years, of repeated appeals after the last consideration; C).
"""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

from mcu_cli.values import dataclass

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

HOLD = "hold"
"""The tag of an appeal that is kept beyond its term: the commission of experts, a court, a claim wants it."""


class CountedFrom(StrEnum):
    """From when the years count: the day on which a case was settled, or the first of January after it."""

    CLOSING = "closing"
    YEAR = "year"


@dataclass(frozen=True, slots=True)
class RetentionRule:
    """What `retention` of departments.yaml says: how long, from when, by what; and what an act of destruction names.

    `address` is that of the operator, `system` what the information system is called, `official` who destroys: name
    and post. What is empty is left to be filled in by hand.
    """

    years: int = 5
    counted_from: CountedFrom = CountedFrom.CLOSING
    source: str = "Росархив, приказ от 20.12.2019 № 236, ст. 154"
    address: str = ""
    system: str = ""
    official: str = ""

    def kept_until(self, settled: date) -> date:
        """Return the first day on which a case settled on `settled` is past its term."""
        if self.counted_from is CountedFrom.YEAR:
            return date(settled.year + 1 + self.years, 1, 1)
        return later(settled, self.years)

    def settled_before(self, today: date) -> date:
        """Return the first day of settling that is not past its term on `today`."""
        day = (
            date(today.year - self.years, 1, 1) if self.counted_from is CountedFrom.YEAR else later(today, -self.years)
        )
        return day if self.kept_until(day) > today else date.fromordinal(day.toordinal() + 1)


def later(day: date, years: int) -> date:
    """Return the same day so many years later; of the 29th of February the 1st of March where there is none."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return date(day.year + years, 3, 1)


class Standing(NamedTuple):
    """What of a record counts here: the day on which it was settled, None for an open one, and whether it is held."""

    settled: date | None
    is_held: bool = False


class Past(NamedTuple):
    """A record past its term, were it not held: when the last of its case was settled, and until when it was kept.

    `held_by` are the ids in its case that are on hold.
    """

    id: str
    settled: date
    until: date
    held_by: tuple[str, ...] = ()


def cases(ids: Iterable[str], ties: Iterable[tuple[str, str]]) -> list[list[str]]:
    """Return the ids in groups of those that are tied to each other, directly or through others."""
    neighbours: defaultdict[str, list[str]] = defaultdict(list)
    for one, other in ties:
        neighbours[one].append(other)
        neighbours[other].append(one)
    seen: set[str] = set()
    found = []
    for name in ids:
        if name in seen:
            continue
        group, waiting = [], [name]
        while waiting:
            one = waiting.pop()
            if one not in seen:
                seen.add(one)
                group.append(one)
                waiting += neighbours.get(one, ())
        found.append(group)
    return found


def past_term(
    groups: Iterable[list[str]], standing: Mapping[str, Standing], rule: RetentionRule, today: date
) -> Iterator[Past]:
    """Yield the records past their term on `today`, case by case; those of which nothing is known do not count."""
    for group in groups:
        known = {name: standing[name] for name in group if name in standing}
        days = [one.settled for one in known.values()]
        settled = max((day for day in days if day is not None), default=None)
        if settled is None or None in days:
            continue
        until = rule.kept_until(settled)
        if until <= today:
            held_by = tuple(sorted(name for name, one in known.items() if one.is_held))
            yield from (Past(name, settled, until, held_by) for name in sorted(known))
