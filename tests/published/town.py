"""A town whose appeals are invented, dealt out by exact numbers.

A cohort is a number of appeals that go the same course; what they are told apart by (channel, topic, district) is dealt
to them afterwards from decks of exact size, so that each figure of a report follows from the numbers written down in
the plan of a town, and from nothing that was counted by the program.
"""

from __future__ import annotations

import random
from collections import Counter
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from itertools import chain, repeat
from typing import TYPE_CHECKING, Any, NamedTuple

from mcu_cli.domain.vocabulary import AnswerKind, Channel, EventKind, Network, NoAnswerReason, Outcome

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from zoneinfo import ZoneInfo

    from mcu_cli.domain.ledgers.ledger import Ledger
    from mcu_cli.domain.ledgers.vocabulary import ItemEvent

_SHORTEST = timedelta(minutes=1)
_OFFICE = range(9, 17)
_SATURDAY = 5


class Stage(NamedTuple):
    """One thing that happens on a course: after what came before, `within` that time, and inside its own bounds."""

    kind: EventKind
    details: Mapping[str, Any] = {}
    within: timedelta = timedelta(days=8)
    since: datetime | None = None
    until: datetime | None = None

    def between(self, since: datetime | None = None, until: datetime | None = None) -> Stage:
        """Return the stage bound to lie in `[since, until)`."""
        return self._replace(since=since, until=until)


ASSIGNED = Stage(EventKind.ASSIGNED, within=timedelta(hours=3))
INTERIM = Stage(EventKind.ANSWERED, {"kind": AnswerKind.INTERIM}, timedelta(days=1))
FINAL = Stage(EventKind.ANSWERED, {"kind": AnswerKind.FINAL})
PROMPT = FINAL._replace(within=timedelta(hours=20))  # where no interim answer goes before it
CLOSED = Stage(EventKind.CLOSED, within=timedelta(days=4))
REJECTED = Stage(EventKind.REJECTED, {"ground": NoAnswerReason.NOT_AN_APPEAL})
LINKED = Stage(EventKind.LINKED)
REOPENED = Stage(EventKind.REOPENED, {"reason": "Автор пишет, что ничего не сделано."})


@dataclass(eq=False, slots=True)
class Case:
    """An appeal to be: when it is registered, what happens to it, and what it is told apart by.

    `doubles` and `part_of` name the case that it is linked to, at the moment that stands with it.
    """

    registered: datetime
    happenings: list[tuple[EventKind, datetime, Mapping[str, Any]]]
    channel: Channel = Channel.PHONE
    network: Network | None = None
    category: str = "other/question"
    district: str = ""
    outcome: Outcome = Outcome.EXPLAINED
    doubles: tuple[Case, datetime] | None = None
    part_of: tuple[Case, datetime] | None = None
    id: str = ""


class Entry(NamedTuple):
    """An item of a ledger to be: its facts, and what happens to it after."""

    ledger: Ledger
    facts: dict[str, Any]
    happenings: tuple[tuple[ItemEvent, dict[str, Any]], ...]


@dataclass
class Town:
    """The plan of an invented town: its appeals, and what stands in the ledgers of its centre.

    `now` is the moment at which everything is taken in, `opened` the day on which the centre opened; `population` are
    its districts with their residents. A `series` letter parts the numbers of what another clone takes in.
    """

    name: str
    zone: ZoneInfo
    opened: date
    now: datetime
    population: Mapping[str, int]
    seed: int
    series: str = ""
    cases: list[Case] = field(default_factory=list)
    entries: list[Entry] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Start the dice: the same ones each time."""
        self._dice = random.Random(self.seed)  # noqa: S311  # an invented town wants a fixed seed, not secrecy

    def at(self, text: str) -> datetime:
        """Return the moment of `2021-12-31 23:50`, or the midnight that begins `2021-12-31`, in the town's zone."""
        return datetime.fromisoformat(text).replace(tzinfo=self.zone)

    def cohort(self, count: int, registered: tuple[str, str], stages: Sequence[Stage] = (), **facts: Any) -> list[Case]:
        """Add `count` appeals registered from the first day to the last one, each going through `stages`."""
        first, last = (date.fromisoformat(day) for day in registered)
        made = [self.case(self._registration(first, last), stages, **facts) for _n in range(count)]
        self.cases += made
        return made

    def one(self, registered: str, *happenings: tuple[Stage, str], **facts: Any) -> Case:
        """Add one appeal whose moments are all given to the minute: those at the edge of a period."""
        told = [(stage.kind, self.at(moment), stage.details) for stage, moment in happenings]
        made = Case(self.at(registered), told, **facts)
        self.cases.append(made)
        return made

    def case(self, registered: datetime, stages: Sequence[Stage], **facts: Any) -> Case:
        """Return an appeal that goes through `stages`; it is not added to the town."""
        at = registered
        happenings = []
        for stage in stages:
            at = self._moment(at, stage)
            happenings.append((stage.kind, at, stage.details))
        return Case(registered, happenings, **facts)

    def doubled(self, count: int, registered: tuple[str, str], link: Stage, **facts: Any) -> list[Case]:
        """Add duplicates, each linked within the bounds of `link` to an appeal registered on its day or before."""
        standing = sorted((case for case in self.cases if case.doubles is None), key=lambda case: case.registered)
        made = self.cohort(count, registered, **facts)
        for case in made:
            earlier = [other for other in standing if other.registered < case.registered][-40:]
            case.doubles = self._dice.choice(earlier), self._moment(case.registered, link)
        return made

    def split(self, letter: Case, parts: int, stages: Sequence[Stage]) -> list[Case]:
        """Add the further questions of a letter, each answered by itself through `stages`."""
        parted = letter.registered + timedelta(hours=1)
        made = [self.case(letter.registered, stages, channel=letter.channel) for _n in range(parts)]
        for part in made:
            part.part_of = letter, parted
        self.cases += made
        return made

    def enter(self, ledger: Ledger, *happenings: tuple[ItemEvent, dict[str, Any]], **facts: Any) -> None:
        """Add an item of a ledger; days are given as text, `2021-11-08`, and appeals as cases."""
        told = tuple((kind, _typed(details)) for kind, details in happenings)
        self.entries.append(Entry(ledger, _typed(facts), told))

    def deal(self, cases: Iterable[Case], name: str, deck: Mapping[Any, int], rest: Any = None) -> None:
        """Deal `deck` to `cases` by chance: as many of them as it says get each value of `name`, the others `rest`.

        Without a `rest` the deck has a card for each of them.
        """
        dealt = list(cases)
        cards = list(chain.from_iterable(repeat(value, count) for value, count in deck.items()))
        missing = len(dealt) - len(cards)
        assert missing == 0 or (missing > 0 and rest is not None), f"{name}: {len(cards)} cards for {len(dealt)}"
        cards += repeat(rest, missing)
        self._dice.shuffle(cards)
        for case, value in zip(dealt, cards, strict=True):
            setattr(case, name, value)

    def registered_in(self, first: str, last: str) -> list[Case]:
        """Return the appeals registered from one day to another, both included."""
        start, end = self.at(first), self.at(last) + timedelta(days=1)
        return [case for case in self.cases if start <= case.registered < end]

    def settle(self) -> None:
        """Give those of whom nothing else was said a district and, those that came by a network, a network."""
        self.deal([case for case in self.cases if not case.district], "district", self._by_residents())
        posts = [case for case in self.cases if case.channel is Channel.INCIDENT and case.network is None]
        ok, telegram = len(posts) // 4, len(posts) // 8
        self.deal(posts, "network", {Network.OK: ok, Network.TELEGRAM: telegram}, rest=Network.VK)

    def _by_residents(self) -> Counter[str]:
        waiting = sum(not case.district for case in self.cases)
        total = sum(self.population.values())
        deck = Counter({name: waiting * people // total for name, people in self.population.items()})
        deck[next(iter(self.population))] += waiting - deck.total()
        return deck

    def _registration(self, first: date, last: date) -> datetime:
        """Return a moment of waking hours on one of the days."""
        day = first + timedelta(days=self._dice.randrange((last - first).days + 1))
        return datetime.combine(day, time(8), self.zone) + timedelta(seconds=self._dice.randrange(12 * 3600))

    def _moment(self, after: datetime, stage: Stage) -> datetime:
        """Return when a stage takes place: in office hours where its bounds leave any."""
        low = max(after + _SHORTEST, stage.since or after)
        high = low + stage.within
        if stage.until is not None:
            high = min(high, stage.until)
        assert low < high, f"{stage.kind} of what stood at {after} cannot come before {stage.until}"
        seconds = int((high - low).total_seconds())
        for _n in range(8):
            at = low + timedelta(seconds=self._dice.randrange(seconds))
            if at.hour in _OFFICE and at.weekday() < _SATURDAY:
                break
        return at


def happened(town: Town, kind: EventKind, since: str, until: str) -> int:
    """Return how many events of a kind the plan of a town has from one day until another begins."""
    first, last = town.at(since), town.at(until)
    return sum(told is kind and first <= at < last for case in town.cases for told, at, _details in case.happenings)


def _typed(values: Mapping[str, Any]) -> dict[str, Any]:
    """Return `values` with the days that are written as text made days."""
    days = {"day", "given", "due", "begins", "ends", "until"}
    return {name: date.fromisoformat(value) if name in days else value for name, value in values.items()}
