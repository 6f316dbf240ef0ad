"""A store of any size with invented appeals: `python benchmarks/generate.py DIR 100000 [--one-day N] [--commits N]`.

The same seed gives the same store, byte for byte and commit for commit. An appeal has a text and answers as
invented_texts.py tells, a topic and a department of the default registries (a few topics come often, most seldom), a
channel, a place, and three to eight events over days: registered, assigned, noted, answered in the interim and finally,
reopened, closed, rated; one in twenty is still open, and besides what the last days left undone. They are spread over
the days before --last, more on working days. With --one-day so many of them are registered on the last day alone. With
--commits so many of the appeals get a commit of their own each, after those that bring all the others, as a store in
daily use has them.

The files go to git by `git fast-import`, a commit for each 100,000 and a run of git for each commit, and to the folder
as they are made, so that nothing grows with the store but git's own list of all files, 0.3 KB of memory for each. This
is about what mcu does with a store, not about how it came to be.
"""

from __future__ import annotations

import argparse
import os
import random
import subprocess
import sys
from collections import deque
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from itertools import accumulate, chain, islice
from multiprocessing import Pool
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks import invented_texts
from mcu_cli.domain.appeal import Appeal, Author, Place, Source
from mcu_cli.domain.event import Due
from mcu_cli.domain.identifiers import AppealId
from mcu_cli.domain.steps import Act, event_of, with_event
from mcu_cli.domain.vocabulary import AnswerKind, Channel, EventKind, Network, Outcome, Priority, Via
from mcu_cli.store.registries import load
from mcu_cli.store.schema import write_appeal
from mcu_cli.store.trailers import Message

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from zoneinfo import ZoneInfo

ROOT = Path(__file__).resolve().parents[1]
BY = "operator@town.example"
NAME = "Анна Операторова"
LAST = date(2026, 11, 20)
_FOUNDED = "2020-01-09T09:00:00+05:00"  # before any commit of appeals, and always the same
_END = time(17, 30)  # on the last day: nothing of the record is later than a command at six
_PER_TASK = 500
_AHEAD = 8  # tasks under way at once, so that what is made and not yet written stays small
_PER_COMMIT = 100_000
_ALL_COMMITS = 1_799  # seconds in which all commits are made
_DAYS_A_YEAR = 365
_PER_YEAR = 40_000  # appeals a year: a large store is of many years
_MOST_EVENTS = 8
_LEAST_EVENTS = 3
_CHANNELS = {
    Channel.INCIDENT: 50,
    Channel.POS: 25,
    Channel.LETTER: 8,
    Channel.PHONE: 8,
    Channel.BOT: 6,
    Channel.URGENT: 3,
}
_NETWORKS = {Network.VK: 70, Network.OK: 15, Network.TELEGRAM: 15}
_OUTCOMES = (Outcome.RESOLVED, Outcome.MEASURES_TAKEN, Outcome.EXPLAINED, Outcome.EXPLAINED)
_NOTES = ("Позвонили в управление, ждём ответа подрядчика.", "Направлено исполнителю повторно.", "Фото получено.")
_PROFILES = {Network.VK: "https://vk.com/id{}", Network.OK: "https://ok.ru/profile/{}", Network.TELEGRAM: ""}

Step = tuple[float, EventKind, dict[str, Any]]  # days since the step before, what happens, its details


@dataclass(frozen=True, slots=True)
class Town:
    """What appeals are made from: topics with their departments, the running sum of their shares, and the zone."""

    topics: tuple[tuple[str, str], ...]
    shares: tuple[float, ...]
    zone: ZoneInfo


def town_of(root: Path) -> Town:
    """Return the town whose registries stand in the store at `root`; a few of its topics come often, most seldom."""
    registry = load((root / "departments.yaml").read_bytes(), (root / "categories.yaml").read_bytes())
    topics = [
        (category.id, registry.department_of(category.id) or next(iter(registry.departments)))
        for category in registry.categories.values()
        if category.is_topic
    ]
    random.Random(3).shuffle(topics)
    shares = accumulate(1 / (rank + 2) for rank in range(len(topics)))
    return Town(tuple(topics), tuple(shares), registry.municipality.timezone)


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
    topic, department = dice.choices(town.topics, cum_weights=town.shares)[0]
    registered = datetime.combine(day, time(8), town.zone) + timedelta(seconds=dice.randrange(9 * 3600))
    received = registered - timedelta(minutes=dice.randrange(1, 300))
    appeal_id = AppealId(day, "", number)
    source, profile = _source(dice, channel, appeal_id)
    appeal = Appeal(
        id=str(appeal_id),
        channel=channel,
        received=received,
        text=invented_texts.message(dice),
        source=source,
        author=Author(name=invented_texts.citizen(dice), profile=profile),
        place=Place(street=dice.choice(invented_texts.streets()), house=str(dice.randrange(1, 120))),
    )
    due = Due(first=registered + timedelta(days=1), final=registered + timedelta(days=30))
    first = (0.0, EventKind.REGISTERED, {"category": topic, "priority": Priority.NORMAL, "due": due})
    at = registered
    end = datetime.combine(last, _END, town.zone)
    for n, (wait, kind, details) in enumerate(islice(chain((first,), _work(dice, department)), _MOST_EVENTS)):
        if at + timedelta(days=wait) <= end:
            at += timedelta(days=wait)
        elif n < _LEAST_EVENTS:
            at += (end - at) / 2  # of a day that is not over: sooner than others
        else:
            break
        at = at.replace(microsecond=0)
        appeal = with_event(appeal, event_of(appeal, kind, Act(BY, at), details))
    return appeal


def written_down(appeal: Appeal, recorded: datetime) -> Appeal:
    """Return the appeal as an import at that moment brings it: all of its events were written down then."""
    return replace(
        appeal,
        history=tuple(event if event.at == recorded else replace(event, recorded=recorded) for event in appeal.history),
    )


def _work(dice: random.Random, department: str) -> Iterator[Step]:
    """Yield what is done with a registered appeal; one in twenty stays open."""
    yield dice.uniform(0.01, 0.3), EventKind.ASSIGNED, {"department": department}
    stays_open = dice.random() < 0.05
    if dice.random() < 0.4 or stays_open:
        yield dice.uniform(0.05, 1), EventKind.NOTED, {"text": dice.choice(_NOTES)}
    if dice.random() < 0.5:
        yield dice.uniform(0.1, 2), EventKind.ANSWERED, _answer(dice, AnswerKind.INTERIM)
    if stays_open:
        return
    yield dice.uniform(0.1, 9), EventKind.ANSWERED, _answer(dice, AnswerKind.FINAL)
    if dice.random() < 0.08:
        yield dice.uniform(1, 9), EventKind.REOPENED, {"reason": "Житель сообщил, что ничего не изменилось."}
        yield dice.uniform(1, 5), EventKind.ANSWERED, _answer(dice, AnswerKind.FINAL)
    yield dice.uniform(0.1, 3), EventKind.CLOSED, {}
    if dice.random() < 0.2:
        yield dice.uniform(0.1, 5), EventKind.RATED, {"rating": dice.randrange(1, 6)}


def _answer(dice: random.Random, kind: AnswerKind) -> dict[str, Any]:
    answer: dict[str, Any] = {"kind": kind, "via": Via.COMMENT, "text": invented_texts.reply(dice)}
    if kind is AnswerKind.FINAL:
        answer["outcome"] = dice.choice(_OUTCOMES)
    return answer


def _source(dice: random.Random, channel: Channel, appeal_id: AppealId) -> tuple[Source, str]:
    """Return where an appeal comes from, and the profile of its author there."""
    if channel not in {Channel.INCIDENT, Channel.POS}:
        return Source(), ""
    key = f"{appeal_id.day:%y%m%d}{appeal_id.number}"
    if channel is Channel.POS:
        return Source(system="pos", key=key), ""
    network = dice.choices(list(_NETWORKS), list(_NETWORKS.values()))[0]
    profile = _PROFILES[network].format(dice.randrange(10**6, 10**9))
    url = f"https://{network}.example/wall-{dice.randrange(10**6, 10**9)}_{dice.randrange(10**5)}?reply={key}"
    return Source(system="incident", key=key, network=network, url=url), profile


Made = tuple[str, bytes]  # path and bytes of a file


@dataclass(frozen=True, slots=True)
class Commits:
    """When what is committed: `whole` appeals a hundred thousand at once, and `single` ones in a commit each.

    All of them are made in the half hour after `end`, so that none holds an event that has not been, one not before the
    other.
    """

    end: datetime
    whole: int
    single: int

    def moment(self, n: int) -> datetime:
        """Return when the commit is made that brings the appeal `n`, from 0."""
        before = -(-self.whole // _PER_COMMIT)
        number = n // _PER_COMMIT if n < self.whole else before + n - self.whole
        return self.end + timedelta(seconds=_ALL_COMMITS * number // (before + self.single))


def _made(task: tuple[Town, date, int, int, date, int, Commits, int]) -> list[Made]:
    """Return path and bytes of the appeals of a day from one number to another."""
    town, day, first, after, last, seed, commits, before = task
    return [
        (
            AppealId(day, "", number).path,
            write_appeal(
                written_down(appeal_of(town, day, number, last, seed), commits.moment(before + number - first))
            ),
        )
        for number in range(first, after)
    ]


def files_of(  # noqa: PLR0913  # how much, and how it is spread
    town: Town, size: int, *, one_day: int = 0, commits: int = 0, last: date = LAST, seed: int = 1
) -> Iterator[Made]:
    """Yield path and bytes of `size` appeals in the order of their ids; all processors make them."""
    days = list(days_of(size, one_day, last, seed))
    sizes = [0, *accumulate(count for _day, count in days)]
    told = Commits(datetime.combine(last, _END, town.zone), size - commits, commits)
    tasks = (
        (town, day, first, min(first + _PER_TASK, count + 1), last, seed, told, before + first - 1)
        for (day, count), before in zip(days, sizes, strict=False)
        for first in range(1, count + 1, _PER_TASK)
    )
    if size <= _PER_TASK:  # not worth other processes
        for task in tasks:
            yield from _made(task)
        return
    with Pool(os.cpu_count()) as pool:
        under_way = deque(pool.apply_async(_made, (task,)) for task in islice(tasks, _AHEAD))
        while under_way:
            made = under_way.popleft().get()
            under_way.extend(pool.apply_async(_made, (task,)) for task in islice(tasks, 1))
            yield from made


def fill(  # noqa: PLR0913  # where, how much, and how it is spread
    root: Path, size: int, *, one_day: int = 0, commits: int = 0, last: date = LAST, seed: int = 1
) -> None:
    """Put `size` appeals into the store at `root`, which `mcu init` has made; the last `commits` in one commit each."""
    town = town_of(root)
    whole = size - commits
    told = Commits(datetime.combine(last, _END, town.zone), whole, commits)
    made = _written(root, files_of(town, size, one_day=one_day, commits=commits, last=last, seed=seed))
    days = days_of(size, one_day, last, seed)
    ids = (str(AppealId(day, "", number)) for day, count in days for number in range(1, count + 1))
    for done in range(0, whole, _PER_COMMIT):
        part = min(_PER_COMMIT, whole - done)
        names = tuple(islice(ids, part))  # the message names them before git gets the first file
        _import(root, [_commit("import", f"generated: {part} new", names, told.moment(done), islice(made, part))])
    if commits:
        single = (
            _commit("import", f"{name}: generated", (name,), told.moment(whole + n), [file])
            for n, (name, file) in enumerate(zip(ids, made, strict=True))
        )
        _import(root, single)
    _git(root, "read-tree", "HEAD")
    _git(root, "update-index", "--refresh")


def _written(root: Path, made: Iterable[Made]) -> Iterator[Made]:
    """Pass files on, each written below `root`."""
    folder = ""
    for path, data in made:
        parent = path.rpartition("/")[0]
        if parent != folder:
            (root / parent).mkdir(parents=True, exist_ok=True)
            folder = parent
        (root / path).write_bytes(data)
        yield path, data


def _commit(
    action: str, subject: str, ids: tuple[str, ...], moment: datetime, files: Iterable[Made]
) -> Iterator[bytes]:
    """Yield a commit as `git fast-import` reads it, without its branch."""
    message = Message(action, subject, ids).text().encode()
    when = f"{int(moment.timestamp())} {moment:%z}"
    yield f"committer {NAME} <{BY}> {when}\ndata {len(message)}\n".encode() + message + b"\n"
    for path, data in files:
        yield f"M 100644 inline {path}\ndata {len(data)}\n".encode() + data + b"\n"


def _import(root: Path, commits: Iterable[Iterator[bytes]]) -> None:
    """Put commits on top of the branch of the store at `root`."""
    branch = _git(root, "symbolic-ref", "HEAD").strip()
    parent = _git(root, "rev-parse", "HEAD").strip()
    with subprocess.Popen(
        ["git", "fast-import", "--quiet", "--done"],  # noqa: S607  # whichever git is used here
        cwd=root,
        stdin=subprocess.PIPE,
    ) as importing:
        out: IO[bytes] | None = importing.stdin
        assert out is not None  # noqa: S101  # asked for above
        for n, pieces in enumerate(commits):
            out.write(f"commit {branch}\n".encode())
            out.write(next(pieces) if n else next(pieces) + f"from {parent}\n".encode())
            out.writelines(pieces)
        out.write(b"done\n")
    if importing.returncode:
        raise SystemExit("git fast-import failed")


def _git(root: Path, *arguments: str) -> str:
    command = ["git", *arguments]
    return subprocess.run(command, cwd=root, check=True, capture_output=True, text=True).stdout  # noqa: S603  # ours


def found(root: Path, environment: Mapping[str, str] = os.environ) -> None:
    """Make a fresh store at `root` by `mcu init`, the same whoever makes it and when."""
    own = {
        **environment,
        "GIT_AUTHOR_NAME": NAME, "GIT_AUTHOR_EMAIL": BY, "GIT_COMMITTER_NAME": NAME, "GIT_COMMITTER_EMAIL": BY,
        "MCU_NOW": _FOUNDED,
        "PYTHONPATH": str(ROOT),
    }  # fmt: skip
    town = ("--name", "город Североречинск", "--timezone", "Asia/Yekaterinburg")
    command = [sys.executable, "-m", "mcu_cli", "init", str(root), *town]
    subprocess.run(command, check=True, env=own, stdout=subprocess.DEVNULL)  # noqa: S603  # this very program
    _git(root, "config", "user.name", NAME)
    _git(root, "config", "user.email", BY)


def main() -> None:
    """Make a store as the command line says."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("size", type=int)
    parser.add_argument("--one-day", type=int, default=0, metavar="N")
    parser.add_argument("--commits", type=int, default=0, metavar="N")
    parser.add_argument("--last", type=date.fromisoformat, default=LAST, metavar="DAY")
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    if not 0 <= given.one_day <= given.size or not 0 <= given.commits <= given.size:
        parser.error("--one-day and --commits are parts of the size")
    found(given.folder)
    fill(given.folder, given.size, one_day=given.one_day, commits=given.commits, last=given.last, seed=given.seed)


if __name__ == "__main__":
    main()
