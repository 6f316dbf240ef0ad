"""A store of any size with invented appeals: `python benchmarks/generate.py DIR 100000 [--one-day N] [--commits N]`.

The same seed gives the same files. An appeal has a text of 150 to 1,500 letters, a topic and a department of the
default registries, a channel, a place, and three to eight events over days: registered, assigned, noted, answered in
the interim and finally, reopened, closed; one in twenty is still open. They are spread over the days before --last,
more on working days. With --one-day so many of them are registered on the last day alone. With --commits so many of the
appeals get a commit of their own each, after the one that brings all the others, as a store in daily use has them.

The files go to git by `git fast-import`, then the folder is checked out: this is about what mcu does with a store, not
about how it came to be.
"""

from __future__ import annotations

import argparse
import os
import random
import subprocess
import sys
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from multiprocessing import Pool
from pathlib import Path
from typing import TYPE_CHECKING, Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from mcu_cli.domain.appeal import Appeal, Author, Place, Source
from mcu_cli.domain.event import Due
from mcu_cli.domain.identifiers import AppealId
from mcu_cli.domain.steps import Act, event_of, with_event
from mcu_cli.domain.vocabulary import AnswerKind, Channel, EventKind, Network, Outcome, Priority, Via
from mcu_cli.store.registries import load
from mcu_cli.store.schema import write_appeal
from mcu_cli.store.trailers import Message

if TYPE_CHECKING:
    from collections.abc import Iterator
    from zoneinfo import ZoneInfo

BY = "operator@town.example"
_PER_TASK = 1_000
_DAYS_A_YEAR = 365
_PER_YEAR = 40_000  # appeals a year: a large store is of many years
_CHANNELS = {
    Channel.INCIDENT: 50,
    Channel.POS: 25,
    Channel.LETTER: 8,
    Channel.PHONE: 8,
    Channel.BOT: 6,
    Channel.URGENT: 3,
}
_NETWORKS = {Network.VK: 70, Network.OK: 15, Network.TELEGRAM: 15}
_STREETS = ("улица Мира", "Вокзальная улица", "проспект Строителей", "Садовая улица", "улица Труда",
            "Школьная улица", "набережная Реки", "Полевая улица", "Октябрьская улица", "Новая улица")  # fmt: skip
_SURNAMES = ("Гранитов", "Берёзова", "Полевой", "Речная", "Каменев", "Лугова", "Снегирёв", "Ветрова", "Дубравин")
_BEGINNINGS = ("Добрый день!", "Здравствуйте.", "Уважаемая администрация,", "Прошу принять меры:", "Сколько можно?", "")
_SUBJECTS = ("тротуар", "двор дома", "остановка", "детская площадка", "подъезд", "проезд к школе", "пешеходный переход",
             "контейнерная площадка", "уличный фонарь", "лестница у поликлиники", "теплотрасса")  # fmt: skip
_TROUBLES = ("не чистят третий день", "завален снегом и льдом", "не работает с прошлой недели", "не вывозят мусор",
             "разбит, не пройти с коляской", "затоплен талой водой", "холодный, в квартирах 16 градусов",
             "опаздывает каждое утро", "без света, дети идут в темноте", "провалился после ремонта труб")  # fmt: skip
_ENDINGS = ("Просим ответить, когда это сделают.", "Обращаемся уже второй раз!", "Фотографии приложены.", "Спасибо 🙏",
            "Кто за это отвечает?", "Ждём решения до конца месяца.")  # fmt: skip
_OUTCOMES = (Outcome.RESOLVED, Outcome.MEASURES_TAKEN, Outcome.EXPLAINED, Outcome.EXPLAINED)
_ANSWERS = ("Подрядная организация выполнит работы до конца недели, контроль поручен управлению.",
            "Работы выполнены, место осмотрено выездом специалиста.",
            "Сообщаем, что участок включён в план на следующий квартал.",
            "Разъясняем: содержание этой территории относится к управляющей организации.")  # fmt: skip


@dataclass(frozen=True, slots=True)
class Town:
    """What appeals are made from: topics with their departments, and the zone."""

    topics: tuple[tuple[str, str], ...]
    zone: ZoneInfo


def town_of(root: Path) -> Town:
    """Return the town whose registries stand in the store at `root`."""
    registry = load((root / "departments.yaml").read_bytes(), (root / "categories.yaml").read_bytes())
    topics = tuple(
        (category.id, registry.department_of(category.id) or next(iter(registry.departments)))
        for category in registry.categories.values()
        if category.is_topic
    )
    return Town(topics, registry.municipality.timezone)


def days_of(size: int, one_day: int, last: date, seed: int) -> Iterator[tuple[date, int]]:
    """Yield the days of registration with the number of appeals of each, oldest first."""
    dice = random.Random(seed)
    spread = size - one_day
    days = [last - timedelta(days=n) for n in range(1, max(_DAYS_A_YEAR * spread // _PER_YEAR, 30) + 1)]
    weights = [dice.uniform(0.6, 1.4) * (0.3 if day.weekday() >= 5 else 1.0) for day in days]
    whole, given, reached = sum(weights), 0, 0.0
    for day, weight in zip(reversed(days), reversed(weights), strict=True):
        reached += weight
        upto = round(spread * reached / whole)
        if upto > given:
            yield day, upto - given
        given = upto
    if one_day:
        yield last, one_day


def appeal_of(town: Town, day: date, number: int, last: date, seed: int) -> Appeal:
    """Return one invented appeal with its history up to the day `last`."""
    dice = random.Random(f"{seed} {day} {number}")
    channel = dice.choices(list(_CHANNELS), list(_CHANNELS.values()))[0]
    topic, department = dice.choice(town.topics)
    registered = datetime.combine(day, time(8), town.zone) + timedelta(seconds=dice.randrange(10 * 3600))
    received = registered - timedelta(minutes=dice.randrange(1, 300))
    appeal_id = AppealId(day, "", number)
    appeal = Appeal(
        id=str(appeal_id),
        channel=channel,
        received=received,
        text=_text(dice),
        source=_source(dice, channel, appeal_id),
        author=Author(name=f"{dice.choice(_SURNAMES)} {dice.choice('АБВГДЕ')}. {dice.choice('АБВГДЕ')}."),
        place=Place(street=dice.choice(_STREETS), house=str(dice.randrange(1, 90))),
    )
    due = Due(first=registered + timedelta(days=1), final=registered + timedelta(days=30))
    steps: list[tuple[float, EventKind, dict[str, Any]]] = [
        (0.0, EventKind.REGISTERED, {"category": topic, "priority": Priority.NORMAL, "due": due}),
        (dice.uniform(0.01, 0.3), EventKind.ASSIGNED, {"department": department}),
        *_work(dice),
    ]
    at = registered
    end = datetime.combine(last, time(19), town.zone)
    for wait, kind, details in steps:
        at = (at + timedelta(days=wait)).replace(microsecond=0)
        if at > end:
            break
        appeal = with_event(appeal, event_of(appeal, kind, Act(BY, at), details))
    return appeal


def _work(dice: random.Random) -> Iterator[tuple[float, EventKind, dict[str, Any]]]:
    """Yield what is done with an appeal: days since the step before, event, details; one in twenty stays open."""
    if dice.random() < 0.4:
        text = "Позвонили в управление, ждём ответа подрядчика."
        yield dice.uniform(0.05, 1), EventKind.NOTED, {"text": text}
    if dice.random() < 0.5:
        yield dice.uniform(0.1, 2), EventKind.ANSWERED, _answer(dice, AnswerKind.INTERIM)
    if dice.random() < 0.05:
        return
    yield dice.uniform(0.1, 9), EventKind.ANSWERED, _answer(dice, AnswerKind.FINAL)
    if dice.random() < 0.08:
        yield dice.uniform(1, 9), EventKind.REOPENED, {"reason": "Житель сообщил, что ничего не изменилось."}
        yield dice.uniform(1, 5), EventKind.ANSWERED, _answer(dice, AnswerKind.FINAL)
    yield dice.uniform(0.1, 3), EventKind.CLOSED, {}
    if dice.random() < 0.2:
        yield dice.uniform(0.1, 5), EventKind.RATED, {"rating": dice.randrange(1, 6)}


def _answer(dice: random.Random, kind: AnswerKind) -> dict[str, Any]:
    answer: dict[str, Any] = {"kind": kind, "via": Via.COMMENT, "text": dice.choice(_ANSWERS)}
    if kind is AnswerKind.FINAL:
        answer["outcome"] = dice.choice(
            (Outcome.RESOLVED, Outcome.MEASURES_TAKEN, Outcome.EXPLAINED, Outcome.EXPLAINED)
        )
    return answer


def _text(dice: random.Random) -> str:
    sentences = [
        f"{dice.choice(_SUBJECTS).capitalize()} на {dice.randrange(1, 60)}-м квартале {dice.choice(_TROUBLES)}."
        for _n in range(dice.randrange(2, 14))
    ]
    return " ".join(filter(None, (dice.choice(_BEGINNINGS), *sentences, dice.choice(_ENDINGS))))


def _source(dice: random.Random, channel: Channel, appeal_id: AppealId) -> Source:
    if channel not in {Channel.INCIDENT, Channel.POS}:
        return Source()
    key = f"{appeal_id.day:%y%m%d}{appeal_id.number}"
    if channel is Channel.POS:
        return Source(system="pos", key=key)
    network = dice.choices(list(_NETWORKS), list(_NETWORKS.values()))[0]
    return Source(system="incident", key=key, network=network, url=f"https://{network}.example/wall-1_{key}")


def _made(task: tuple[Town, date, int, int, date, int]) -> list[tuple[str, bytes]]:
    """Return path and bytes of the appeals of a day from one number to another."""
    town, day, first, after, last, seed = task
    return [
        (AppealId(day, "", number).path, write_appeal(appeal_of(town, day, number, last, seed)))
        for number in range(first, after)
    ]


def _files(town: Town, size: int, one_day: int, last: date, seed: int) -> Iterator[tuple[str, bytes]]:
    tasks = (
        (town, day, first, min(first + _PER_TASK, count + 1), last, seed)
        for day, count in days_of(size, one_day, last, seed)
        for first in range(1, count + 1, _PER_TASK)
    )
    with Pool(os.cpu_count()) as pool:
        for made in pool.imap(_made, tasks, chunksize=4):
            yield from made


def fill(  # noqa: PLR0913  # where, how much, and how it is spread
    root: Path, size: int, *, one_day: int = 0, commits: int = 0, last: date, seed: int = 1
) -> None:
    """Put `size` appeals into the store at `root`, which `mcu init` has made; the last `commits` in one commit each."""
    branch = _git(root, "symbolic-ref", "HEAD").strip()
    head = _git(root, "rev-parse", "HEAD").strip()
    town = town_of(root)
    moment = int(datetime.combine(last, time(20), town.zone).timestamp())
    whole = size - commits
    with subprocess.Popen(
        ["git", "fast-import", "--quiet", "--force", "--done"],  # noqa: S607  # whichever git is used here
        cwd=root,
        stdin=subprocess.PIPE,
    ) as importing:
        out = importing.stdin
        assert out is not None  # noqa: S101  # asked for above
        author = f"Анна Операторова <{BY}>"

        def begin(subject: str, ids: tuple[str, ...], second: int) -> None:
            message = Message("import" if len(ids) != 1 else "add", subject, ids).text().encode()
            out.write(f"commit {branch}\ncommitter {author} {moment + second} +0500\n".encode())
            out.write(b"data %d\n%s\n" % (len(message), message))
            if second == 0:
                out.write(f"from {head}\n".encode())

        begin(f"generated: {whole} new", (), 0)
        for n, (path, data) in enumerate(_files(town, size, one_day, last, seed)):
            if n >= whole:
                name = path.rpartition("/")[2].removesuffix(".yaml")
                begin(f"{name}: generated", (name,), n - whole + 1)
            out.write(f"M 100644 inline {path}\ndata {len(data)}\n".encode() + data + b"\n")
        out.write(b"done\n")
    if importing.returncode:
        raise SystemExit("git fast-import failed")
    _git(root, "reset", "--quiet", "--hard", branch)


def _git(root: Path, *arguments: str) -> str:
    command = ["git", *arguments]
    return subprocess.run(command, cwd=root, check=True, capture_output=True, text=True).stdout  # noqa: S603  # ours


def found(root: Path) -> None:
    """Make a fresh store at `root` by `mcu init`."""
    environment = {
        **os.environ,
        "GIT_AUTHOR_NAME": "Анна Операторова", "GIT_AUTHOR_EMAIL": BY,
        "GIT_CONFIG_COUNT": "2",
        "GIT_CONFIG_KEY_0": "user.name", "GIT_CONFIG_VALUE_0": "Анна Операторова",
        "GIT_CONFIG_KEY_1": "user.email", "GIT_CONFIG_VALUE_1": BY,
        "PYTHONPATH": str(Path(__file__).resolve().parents[1]),
    }  # fmt: skip
    command = [
        sys.executable,
        "-m",
        "mcu_cli",
        "init",
        str(root),
        "--name",
        "город Североречинск",
        "--timezone",
        "Asia/Yekaterinburg",
    ]
    subprocess.run(command, check=True, env=environment, stdout=subprocess.DEVNULL)  # noqa: S603  # this very program
    _git(root, "config", "user.name", "Анна Операторова")
    _git(root, "config", "user.email", BY)


def main() -> None:
    """Make a store as the command line says."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("size", type=int)
    parser.add_argument("--one-day", type=int, default=0, metavar="N")
    parser.add_argument("--commits", type=int, default=0, metavar="N")
    parser.add_argument("--last", type=date.fromisoformat, default=date(2026, 11, 20), metavar="DAY")
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    if not 0 <= given.one_day <= given.size or not 0 <= given.commits < given.size:
        parser.error("--one-day and --commits are parts of the size")
    found(given.folder)
    fill(given.folder, given.size, one_day=given.one_day, commits=given.commits, last=given.last, seed=given.seed)


if __name__ == "__main__":
    main()
