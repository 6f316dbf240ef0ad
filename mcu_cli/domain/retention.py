"""How long personal data of appeals are kept, and which have passed their term: a rule and cases as values.

A case is what belongs together: an appeal, its duplicates, its repeats, the parts of its letter. Its data are kept for
some years after the last of them was settled; an open one, or one on hold, keeps them all. The default is that of
Росархив's list (order 236 of 20.12.2019, art. 154: five years, of repeated appeals after the last consideration; C).
"""

from __future__ import annotations

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


class Case(NamedTuple):
    """What a case counts as: when the last of it was settled, None where one of it is open, and its ids on hold."""

    settled: date | None
    held_by: tuple[str, ...] = ()

    def joined(self, other: Case) -> Case:
        """Return the case that the two are together."""
        settled = max(self.settled, other.settled) if self.settled and other.settled else None
        return Case(settled, tuple(sorted({*self.held_by, *other.held_by})))


def case_of(name: str, standing: Standing) -> Case:
    """Return the case that a record is by itself."""
    return Case(standing.settled, (name,) if standing.is_held else ())


def tied(ties: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Return, of each id that is tied to another, the one that stands for its case: directly or through others."""
    leaders: dict[str, str] = {}

    def leader(name: str) -> str:
        found = leaders.setdefault(name, name)
        while found != leaders[found]:
            leaders[found] = leaders[leaders[found]]  # the way is halved for whoever goes it next
            found = leaders[found]
        return found

    for one, other in ties:
        leaders[leader(one)] = leader(other)
    return {name: leader(name) for name in leaders}


def cases(standing: Iterable[tuple[str, Standing]], leaders: Mapping[str, str]) -> dict[str, Case]:
    """Return the cases of what is tied, each under the id that stands for it; what is not on record does not count."""
    found: dict[str, Case] = {}
    for name, one in standing:
        case = case_of(name, one)
        leader = leaders[name]
        found[leader] = found[leader].joined(case) if leader in found else case
    return found


def past_term(name: str, case: Case, rule: RetentionRule, today: date) -> Past | None:
    """Return the record `name` of a case where that is past its term on `today`."""
    if case.settled is None:
        return None
    until = rule.kept_until(case.settled)
    return Past(name, case.settled, until, case.held_by) if until <= today else None


def among(found: Iterable[Past], ids: Iterable[str]) -> Iterator[Past]:
    """Yield what of `found` has one of `ids`; both come by id, and each is gone through once."""
    wanted = iter(ids)
    at = next(wanted, None)
    for one in found:
        while at is not None and at < one.id:
            at = next(wanted, None)
        if at is None:
            return
        if at == one.id:
            yield one
