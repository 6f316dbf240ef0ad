"""A town whose appeals are invented: dealt out by exact numbers, told as an import tells them, put into a new store.

A cohort is a number of appeals that go the same course; what they are told apart by (channel, topic, district) is dealt
to them afterwards from decks of exact size, so that each figure of a report follows from the numbers written down in
the plan of a town, and from nothing that was counted by the program.
"""

from __future__ import annotations

import random
import subprocess
from collections import Counter
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from itertools import chain, repeat
from typing import TYPE_CHECKING, Any, NamedTuple

from mcu_cli.domain.appeal import Author, Place, Source
from mcu_cli.domain.arrivals import Names, arrived
from mcu_cli.domain.draft import Draft, DraftEvent
from mcu_cli.domain.identifiers import AppealId, parse
from mcu_cli.domain.ledgers import steps
from mcu_cli.domain.ledgers.item import Item, day_of
from mcu_cli.domain.ledgers.ledger import ItemId, Ledger
from mcu_cli.domain.rules import Rules
from mcu_cli.domain.steps import Act
from mcu_cli.domain.vocabulary import (
    AnswerKind,
    AppealKind,
    Channel,
    EventKind,
    Network,
    NoAnswerReason,
    Outcome,
    Relation,
    Via,
)
from mcu_cli.store.calendars import calendar_of
from mcu_cli.store.item_schema import write_item
from mcu_cli.store.registries import load
from mcu_cli.store.schema import write_appeal
from mcu_cli.store.trailers import Message

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from pathlib import Path
    from zoneinfo import ZoneInfo

    from mcu_cli.domain.appeal import Appeal
    from mcu_cli.domain.ledgers.fields import ItemEvent
    from tests.conftest import Mcu

OPERATOR = ("Анна Операторова", "operator@town.example")
_WORDED = {
    Outcome.RESOLVED: "Работы выполнены.",
    Outcome.MEASURES_TAKEN: "Меры приняты, работы стоят в плане.",
    Outcome.EXPLAINED: "Порядок разъяснён.",
}
_SYSTEMS = {Channel.INCIDENT: "incident", Channel.POS: "pos", Channel.LETTER: "sed", Channel.RECEPTION: "sed"}
_VIA = {
    Channel.INCIDENT: Via.COMMENT,
    Channel.LETTER: Via.LETTER,
    Channel.PHONE: Via.WORD_OF_MOUTH,
    Channel.URGENT: Via.WORD_OF_MOUTH,
}
# Invented, in the form that a man and a woman share: no one is meant.
_SURNAMES = ("Верба", "Сойка", "Заречко", "Осокорь", "Лебеда", "Ковыль", "Пустовойт", "Синица", "Рябинко", "Дубовик")
_LETTERS = "АВЕИКЛМНОПРСТ"
_STREETS = ("улица Заречная", "улица Ясеневая", "улица Новая", "переулок Тихий", "улица Мостовая", "проезд Лесной")
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
    """The appeals of an invented town, and the store that is made of them.

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

    def found(self, root: Path, mcu: Mcu) -> None:
        """Make the store in `root`: by `mcu init`, a registry written by hand, and one import of all appeals."""
        mcu("init", root, "--name", self.name, "--timezone", self.zone.key, now=self._stamp(-2))
        departments = root / "departments.yaml"
        departments.write_bytes(self._with_town(departments.read_bytes()))
        mcu("record", cwd=root, now=self._stamp(-1))
        self.take_in(root)

    def take_in(self, root: Path) -> None:
        """Put all appeals and items into a store that is there, in one commit as an import makes it."""
        registries = [(root / name).read_bytes() for name in ("departments.yaml", "categories.yaml")]
        registry = load(registries[0], registries[1])
        appeals = self._appeals(Rules(registry, calendar_of(registry, root / ".mcu")))
        files = {_path(appeal.id): write_appeal(appeal) for appeal in appeals}
        files |= {item_id.path: write_item(item) for item_id, item in self._items()}
        message = Message("import", f"{self.seed}.csv: {len(appeals)} new, 0 updated", tuple(a.id for a in appeals))
        _commit(root, files, message.text(), self.now)

    def _stamp(self, hours: int) -> str:
        return (self.now + timedelta(hours=hours)).isoformat()

    def _with_town(self, departments: bytes) -> bytes:
        """Return the registry with the day of the opening and the residents, as a clerk writes them into it."""
        residents = "".join(f"\n    {name}: {people}" for name, people in self.population.items())
        text = departments.decode()
        for template, written in (
            ("  # opened: 2021-08-01", f"  opened: {self.opened}"),
            ("  population: {}", f"  population:{residents}"),
        ):
            assert text.count(template) == 1
            text = text.replace(template, written)
        return text.encode()

    def _items(self) -> Iterable[tuple[ItemId, Item]]:
        """Yield the items of the ledgers, numbered year by year in the order of their days."""
        act = Act(OPERATOR[1], self.now)
        numbers: Counter[tuple[Ledger, int]] = Counter()
        for entry in sorted(self.entries, key=lambda entry: day_of(entry.ledger, entry.facts)):
            year = day_of(entry.ledger, entry.facts).year
            numbers[entry.ledger, year] += 1
            item_id = ItemId(entry.ledger, year, self.series, numbers[entry.ledger, year])
            caused_by = {"appeals": tuple(case.id for case in entry.facts.get("appeals", ()))}
            item = steps.register(item_id, entry.facts | caused_by, act)
            for kind, details in entry.happenings:
                item = steps.step(item, kind, act, **details)
            yield item_id, item

    def _appeals(self, rules: Rules) -> list[Appeal]:
        """Return the appeals as an import makes them, numbered day by day in the order of their registration."""
        numbers: Counter[date] = Counter()
        self.cases.sort(key=lambda case: case.registered)
        for case in self.cases:
            day = case.registered.date()
            numbers[day] += 1
            case.id = str(AppealId(day, self.series, numbers[day]))
        parts: dict[str, list[Case]] = {}
        for case in self.cases:
            if case.part_of is not None:
                parts.setdefault(case.part_of[0].id, []).append(case)
        names, act = Names(rules.registry), Act(OPERATOR[1], self.now)
        made = []
        for number, case in enumerate(self.cases, start=900_001 if self.series else 100_001):
            draft = self._draft(number, case, parts.get(case.id, ()), rules)
            made.append(arrived(draft, case.id, act, rules, names))
        return made

    def _draft(self, number: int, case: Case, parts: Iterable[Case], rules: Rules) -> Draft:
        dice = random.Random(number)  # noqa: S311  # as above
        street, house = dice.choice(_STREETS), str(dice.randrange(1, 90))
        topic = rules.registry.category_title(case.category)
        person = dice.randrange(6000)
        name = f"{_SURNAMES[person % 10]} {_LETTERS[person // 10 % 13]}. {_LETTERS[person // 130 % 13]}."
        system = _SYSTEMS.get(case.channel, "edds")
        group, _slash, within = case.category.partition("/")
        return Draft(
            row=number,
            channel=case.channel,
            source=Source(
                system=system,
                key="" if case.part_of else str(number),
                network=case.network,
                url=f"https://{case.network}.example/wall-{number}" if case.network else "",
            ),
            received=case.registered - timedelta(minutes=dice.randrange(1, 30)),
            registered=case.registered,
            text=f"{topic}, {street}, {house}. Прошу разобраться и ответить, номер {number}.",
            kind=dice.choice((AppealKind.STATEMENT, AppealKind.STATEMENT, AppealKind.COMPLAINT, AppealKind.PROPOSAL)),
            author=Author(name=name, profile=f"https://people.example/{person}"),
            place=Place(district=case.district, street=street, house=house),
            group=group,
            topic=within,
            events=tuple(self._told(case, parts, rules)),
        )

    def _told(self, case: Case, parts: Iterable[Case], rules: Rules) -> Iterable[DraftEvent]:
        for n, (kind, at, details) in enumerate(case.happenings):
            assert at <= self.now, f"{kind} at {at} is still to come"
            told = dict(details)
            if kind is EventKind.ASSIGNED and "department" not in told:
                told["department"] = rules.registry.department_of(case.category)
            if kind is EventKind.ANSWERED:
                told["via"] = _VIA.get(case.channel, Via.DIRECT_MESSAGE)
                told["text"] = "Вопрос передан исполнителю." if "outcome" not in told else ""
                if told["kind"] is AnswerKind.FINAL:
                    told |= {"outcome": case.outcome, "text": _WORDED[case.outcome]}
            yield DraftEvent(kind, at, f"{n} {at:%c}", details=told)
        links = [(Relation.HAS_PART, part, part.part_of[1]) for part in parts if part.part_of is not None]
        if case.part_of is not None:
            links.append((Relation.PART_OF, *case.part_of))
        if case.doubles is not None:
            links.append((Relation.DUPLICATE_OF, *case.doubles))
        for relation, other, at in links:
            details = {"relation": relation, "to": other.id}
            yield DraftEvent(EventKind.LINKED, at, f"{relation} {other.id}", details=details)


def happened(town: Town, kind: EventKind, since: str, until: str) -> int:
    """Return how many events of a kind the plan of a town has from one day until another begins."""
    first, last = town.at(since), town.at(until)
    return sum(told is kind and first <= at < last for case in town.cases for told, at, _details in case.happenings)


def _typed(values: Mapping[str, Any]) -> dict[str, Any]:
    """Return `values` with the days that are written as text made days."""
    days = {"day", "given", "due", "begins", "ends", "until"}
    return {name: date.fromisoformat(value) if name in days else value for name, value in values.items()}


def _path(appeal_id: str) -> str:
    found = parse(appeal_id)
    assert found is not None
    return found.path


def _commit(root: Path, files: Mapping[str, bytes], message: str, now: datetime) -> None:
    """Put new files on record in one commit, as an import of mcu does, and check them out."""
    stamp = f"{OPERATOR[0]} <{OPERATOR[1]}> {int(now.timestamp())} {now:%z}"
    said = message.encode()
    stream = [f"commit refs/heads/main\nauthor {stamp}\ncommitter {stamp}\ndata {len(said)}\n".encode(), said]
    stream.append(b"from refs/heads/main^0\n")
    for path, data in files.items():
        stream += [f"M 100644 inline {path}\ndata {len(data)}\n".encode(), data, b"\n"]
    subprocess.run(["git", "fast-import", "--quiet"], cwd=root, input=b"".join(stream), check=True)
    subprocess.run(["git", "reset", "--quiet", "--hard"], cwd=root, check=True)
