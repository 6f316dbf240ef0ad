"""The store of an invented town: told as an import tells it, put on record by plain git in one commit."""

from __future__ import annotations

import random
import subprocess
from collections import Counter
from datetime import date, timedelta
from typing import TYPE_CHECKING

from mcu_cli.domain.appeal import Author, Place, Source
from mcu_cli.domain.arrivals import Names, arrived
from mcu_cli.domain.draft import Draft, DraftEvent
from mcu_cli.domain.identifiers import AppealId, parse
from mcu_cli.domain.ledgers import steps
from mcu_cli.domain.ledgers.item import Item, day_of
from mcu_cli.domain.ledgers.ledger import ItemId, Ledger
from mcu_cli.domain.rules import Rules
from mcu_cli.domain.steps import Act
from mcu_cli.domain.vocabulary import AnswerKind, AppealKind, Channel, EventKind, Outcome, Relation, Via
from mcu_cli.store.calendars import calendar_of
from mcu_cli.store.item_schema import write_item
from mcu_cli.store.ledger_items import COMMAND_OF
from mcu_cli.store.registries import load
from mcu_cli.store.schema import write_appeal
from mcu_cli.store.trailers import Message

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime
    from pathlib import Path

    from mcu_cli.domain.appeal import Appeal
    from tests.conftest import Mcu
    from tests.published.town import Case, Town

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


def found(town: Town, root: Path, mcu: Mcu) -> None:
    """Make the store in `root`: by `mcu init`, a registry written by hand, and one import of all appeals."""
    mcu("init", root, "--name", town.name, "--timezone", town.zone.key, now=_stamp(town, -2))
    departments = root / "departments.yaml"
    departments.write_bytes(_with_town(town, departments.read_bytes()))
    mcu("record", cwd=root, now=_stamp(town, -1))
    take_in(town, root)


def take_in(town: Town, root: Path) -> None:
    """Put all appeals into a store that is there in one commit, as an import makes it, and each item in its own."""
    registries = [(root / name).read_bytes() for name in ("departments.yaml", "categories.yaml")]
    registry = load(registries[0], registries[1])
    appeals = _appeals(town, Rules(registry, calendar_of(registry, root / ".mcu")))
    files = {_path(appeal.id): write_appeal(appeal) for appeal in appeals}
    message = Message("import", f"{town.seed}.csv: {len(appeals)} new, 0 updated", tuple(a.id for a in appeals))
    entered = (
        ({one.path: write_item(item)}, Message(COMMAND_OF[one.ledger], f"{one}: registered", files=(one.path,)))
        for one, item in _items(town)
    )
    _commit(root, [(files, message), *entered], town.now)


def _stamp(town: Town, hours: int) -> str:
    return (town.now + timedelta(hours=hours)).isoformat()


def _with_town(town: Town, departments: bytes) -> bytes:
    """Return the registry with the day of the opening and the residents, as a clerk writes them into it."""
    residents = "".join(f"\n    {name}: {people}" for name, people in town.population.items())
    text = departments.decode()
    for template, written in (
        ("  # opened: 2021-08-01", f"  opened: {town.opened}"),
        ("  population: {}", f"  population:{residents}"),
    ):
        assert text.count(template) == 1
        text = text.replace(template, written)
    return text.encode()


def _items(town: Town) -> Iterable[tuple[ItemId, Item]]:
    """Yield the items of the ledgers, numbered year by year in the order of their days."""
    act = Act(OPERATOR[1], town.now)
    numbers: Counter[tuple[Ledger, int]] = Counter()
    for entry in sorted(town.entries, key=lambda entry: day_of(entry.ledger, entry.facts)):
        year = day_of(entry.ledger, entry.facts).year
        numbers[entry.ledger, year] += 1
        item_id = ItemId(entry.ledger, year, town.series, numbers[entry.ledger, year])
        caused_by = {"appeals": tuple(case.id for case in entry.facts.get("appeals", ()))}
        item = steps.register(item_id, entry.facts | caused_by, act)
        for kind, details in entry.happenings:
            item = steps.step(item, kind, act, **details)
        yield item_id, item


def _appeals(town: Town, rules: Rules) -> list[Appeal]:
    """Return the appeals as an import makes them, numbered day by day in the order of their registration."""
    numbers: Counter[date] = Counter()
    town.cases.sort(key=lambda case: case.registered)
    for case in town.cases:
        assert all(at <= town.now for _kind, at, _details in case.happenings), "it is still to come"
        day = case.registered.date()
        numbers[day] += 1
        case.id = str(AppealId(day, town.series, numbers[day]))
    parts: dict[str, list[Case]] = {}
    for case in town.cases:
        if case.part_of is not None:
            parts.setdefault(case.part_of[0].id, []).append(case)
    names, act = Names(rules.registry), Act(OPERATOR[1], town.now)
    made = []
    for number, case in enumerate(town.cases, start=900_001 if town.series else 100_001):
        draft = _draft(number, case, parts.get(case.id, ()), rules)
        made.append(arrived(draft, case.id, act, rules, names))
    return made


def _draft(number: int, case: Case, parts: Iterable[Case], rules: Rules) -> Draft:
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
        events=tuple(_told(case, parts, rules)),
    )


def _told(case: Case, parts: Iterable[Case], rules: Rules) -> Iterable[DraftEvent]:
    for n, (kind, at, details) in enumerate(case.happenings):
        told = dict(details)
        if kind is EventKind.ASSIGNED and "department" not in told:
            told["department"] = rules.registry.department_of(case.category)
        if kind is EventKind.ANSWERED:
            told["via"] = _VIA.get(case.channel, Via.DIRECT_MESSAGE)
            is_final = told["kind"] is AnswerKind.FINAL
            told["text"] = _WORDED[case.outcome] if is_final else "Вопрос передан исполнителю."
            if is_final:
                told["outcome"] = case.outcome
        yield DraftEvent(kind, at, f"{n} {at.isoformat()}", details=told)
    links = [(Relation.HAS_PART, part, part.part_of[1]) for part in parts if part.part_of is not None]
    if case.part_of is not None:
        links.append((Relation.PART_OF, *case.part_of))
    if case.doubles is not None:
        links.append((Relation.DUPLICATE_OF, *case.doubles))
    for relation, other, at in links:
        details = {"relation": relation, "to": other.id}
        yield DraftEvent(EventKind.LINKED, at, f"{relation} {other.id}", details=details)


def _path(appeal_id: str) -> str:
    found = parse(appeal_id)
    assert found is not None
    return found.path


def _commit(root: Path, commits: Iterable[tuple[Mapping[str, bytes], Message]], now: datetime) -> None:
    """Put new files on record, in commits as mcu makes them, and check them out."""
    stamp = f"{OPERATOR[0]} <{OPERATOR[1]}> {int(now.timestamp())} {now:%z}"
    stream = [b"reset refs/heads/main\nfrom refs/heads/main^0\n"]
    for files, message in commits:
        said = message.text().encode()
        stream += [
            f"commit refs/heads/main\nauthor {stamp}\ncommitter {stamp}\ndata {len(said)}\n".encode(),
            said,
            b"\n",
        ]
        for path, data in files.items():
            stream += [f"M 100644 inline {path}\ndata {len(data)}\n".encode(), data, b"\n"]
    subprocess.run(["git", "fast-import", "--quiet"], cwd=root, input=b"".join(stream), check=True)
    subprocess.run(["git", "reset", "--quiet", "--hard"], cwd=root, check=True)
