"""Many at once: processes that write, read, run cron's jobs and call git by hand on one store, at the same time.

Each process does as many commands as it is told, drawn from a dice of its own. What must hold afterwards: what was said
to be done is on record, just once, in the commit that was named; what was refused left nothing; every commit is legal;
each picture that a reader got is that of one commit.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections import Counter
from typing import TYPE_CHECKING, Any, NamedTuple

from tests.torture.town import DAY, copied, export, git
from tests.torture.whole import broken, status

if TYPE_CHECKING:
    import random
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from tests.torture.runner import Runner
    from tests.torture.town import Scratch

ROLES = (
    *("add",) * 4, *("assign",) * 2, *("answer",) * 2, "escalate", "import", "undo", "cron", "note", "reader", "reader",
    "git",
)  # fmt: skip
_EVENING = f"{DAY}T19:00:00+05:00"
_DONE, _IN_THE_WAY, _REFUSED = 0, 7, 4
# What may be in the way here: git called by hand, which locks, stages and commits. Nobody edits a file, so that whoever
# says so, or that a record is another than he has read under the lock, has not looked at what stands on record.
_HINDRANCES = ("has moved the branch meanwhile", "holds a lock of the repository", "is staged for a commit by hand")
_BY_HAND = (("status",), ("add", "-A"), ("gc", "--quiet", "--prune=now"), ("repack", "-a", "-d", "-q"), ("log", "-1"))


class Told(NamedTuple):
    """What one run said: who ran which command, its exit code, its JSON (None where it was not asked for), stderr."""

    role: str
    arguments: tuple[str, ...]
    code: int
    data: Any
    stderr: str


class Outcome(NamedTuple):
    """What came of one race: how many commands ended how, and what was not as it must be."""

    codes: Counter[str]
    commits: int
    pictures: int
    findings: tuple[str, ...]


def run_race(
    runner: Runner, scratch: Scratch, town: Path, each: int, seed: int, roles: Sequence[str] = ROLES
) -> Outcome:
    """Let all `roles` at the store at once, each for `each` commands, and return what came of it."""
    copied(scratch, town)
    store = scratch.store
    before = git(store, "rev-parse", "HEAD")
    processes = []
    for number, role in enumerate(roles):
        environment = {**runner.environment, "MCU_LOCK_TIMEOUT": "60", **_own(runner, scratch, role, number)}
        processes.append(
            subprocess.Popen(
                [
                    sys.executable,
                    "-m",
                    "tests.torture.racer",
                    role,
                    str(number),
                    str(each),
                    str(seed),
                    str(scratch.root),
                ],
                cwd=store,
                env=environment,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
            )
        )
    told, findings = [], []
    for process in processes:
        output, errors = process.communicate()
        if process.returncode:
            findings.append(f"a racer fell: {errors.decode('utf-8', 'replace')}")
        told += [Told(*json.loads(line)) for line in output.decode().splitlines()]
    git(store, "reset", "--quiet")  # what `git add -A` by hand has staged is nobody's
    findings += _judged(store, before, told)
    finished = runner.run("list", folder=store)
    if finished.code:
        findings.append(f"list, after all: {finished.stderr}")
    # A commit by hand that met a lock of git has left its file where it was.
    left = frozenset(line for line in status(store) if line.startswith("?? notes-"))
    findings += broken(runner, store, expected=left, environment=runner.environment)
    commits = int(git(store, "rev-list", "--count", f"{before}..HEAD"))
    pictures = sum(one.role == "reader" and one.code == _DONE for one in told)
    return Outcome(Counter(f"{one.role} {one.code}" for one in told), commits, pictures, tuple(findings))


def _own(runner: Runner, scratch: Scratch, role: str, number: int) -> dict[str, str]:
    """Return what the environment of one racer has of its own: an operator, so that `undo` takes back its own work."""
    if role == "cron":
        (scratch.store / "intake").mkdir(exist_ok=True)
        export(scratch.store / "intake" / "incoming.csv", 12)
        os.utime(scratch.store / "intake" / "incoming.csv", (0, 0))  # long written, by the clock of the race
        return {"MCU_NOW": _EVENING}
    if role == "import":
        export(scratch.outside / "table.csv", 20)
    home = scratch.root / f"home{number}"
    home.mkdir(exist_ok=True)
    shared = (runner.scratch.parent / "home" / "gitconfig").read_text("utf-8")
    text = shared.replace("operator@", f"operator{number}@")
    (home / "gitconfig").write_text(text, "utf-8")
    return {"MCU_NOW": _EVENING, "GIT_CONFIG_GLOBAL": str(home / "gitconfig"), "HOME": str(home)}


def drawn(role: str, dice: random.Random, number: int, turn: int, root: str) -> tuple[str, ...]:
    """Return the next command of a racer."""
    some = str(dice.randrange(1, 7))
    return {
        "add": ("add", "--channel", "phone", "--text", f"Обращение {number}-{turn}", "--json"),
        "assign": ("assign", some, "--to", dice.choice(("roads", "housing", "education")), "--json"),
        "answer": ("answer", some, "--interim", "--text", f"Ответ {number}-{turn}", "--json"),
        "escalate": ("escalate", some, "--reason", f"Срок {number}-{turn}", "--json"),
        "note": ("note", "1", "2", "3", "--text", f"Заметка {number}-{turn}", "--yes", "--json"),
        "import": ("import", f"{root}/outside/table.csv", "--json"),
        "undo": ("note", some, "--text", f"Лишнее {number}-{turn}") if turn % 2 == 0 else ("undo", "--yes", "--json"),
        "cron": ("cron", "run"),
        "reader": ("list", "--json"),
    }[role]


def _judged(store: Path, before: str, told: Sequence[Told]) -> Iterator[str]:
    """Yield what the runs said that the record does not bear out."""
    log = git(
        store, "log", "--reverse", "--format=%H%x1f%ae%x1f%s%x1f%(trailers:key=Mcu-Action,valueonly)", f"{before}..HEAD"
    )
    lines = [line.split("\x1f") for line in log.split("\n") if line]
    commits = {fields[0] for fields in lines}
    named = Counter(commit for one in told if one.code == _DONE and (commit := _commit_of(one)))
    yield from (f"the commit {commit} was told and is not on record" for commit in named if commit not in commits)
    yield from (f"the commit {commit} was told {count} times" for commit, count in named.items() if count > 1)
    texts = git(
        store, "grep", "-h", "-E", "(Обращение|Ответ|Срок|Заметка|Лишнее) [0-9]+-[0-9]+", "HEAD", "--", "appeals"
    )
    found = Counter(
        line.strip().removeprefix("reason: ").removeprefix("text: ").strip("'\"") for line in texts.split("\n")
    )
    for one in told:
        if one.code not in {_DONE, _IN_THE_WAY, _REFUSED}:
            yield f"{' '.join(one.arguments)}: {one.code}: {one.stderr}"
        elif one.code and "mcu: " not in one.stderr:
            yield f"{' '.join(one.arguments)}: {one.code}, and no sentence: {one.stderr}"
        elif one.code == _IN_THE_WAY and not any(words in one.stderr for words in _HINDRANCES):
            yield f"{' '.join(one.arguments)}: {one.code}, though nobody stood in the way: {one.stderr}"
        elif "by hand" in one.stderr and _HINDRANCES[-1] not in one.stderr:
            yield f"{' '.join(one.arguments)}: told of an edit that nobody made: {one.stderr}"
        text = next((word for word in one.arguments if "-" in word and word[0] in "ООСЗ"), "")
        if text and one.role in {"add", "answer", "escalate", "note"}:
            wanted = (3 if one.role == "note" else 1) if one.code == _DONE else 0
            if found[text] != wanted:
                yield f"{text!r} stands {found[text]} times on record, not {wanted} (exit code {one.code})"
    yield from _torn_pictures(store, before, told)


def _commit_of(one: Told) -> str:
    return str(one.data.get("commit") or "") if isinstance(one.data, dict) else ""


def _torn_pictures(store: Path, before: str, told: Sequence[Told]) -> Iterator[str]:
    """Yield what readers saw that no commit holds: each list is the states in one commit."""
    pictures = {
        json.dumps(sorted((entry["id"], entry["status"], entry["department"]) for entry in one.data))
        for one in told
        if one.role == "reader" and one.code == _DONE
    }
    for commit in [before, *git(store, "rev-list", "--reverse", f"{before}..HEAD").split()]:
        if pictures:
            pictures.discard(json.dumps(_states(store, commit)))
    yield from (f"a reader saw what no commit holds: {picture[:500]}" for picture in pictures)


def _states(store: Path, commit: str) -> list[tuple[str, str, str | None]]:
    """Return id, status and department of every appeal in a commit, as its files say, without mcu."""
    output = git(store, "grep", "-E", "^  (status|department): ", commit, "--", "appeals")
    found: dict[str, dict[str, str]] = {}
    for line in output.split("\n"):
        _commit, path, text = line.split(":", 2)
        name, _colon, value = text.strip().partition(": ")
        found.setdefault(os.path.basename(path).removesuffix(".yaml"), {}).setdefault(name, value)  # noqa: PTH119
    return sorted((name, state["status"], state.get("department")) for name, state in found.items())


def by_hand(dice: random.Random, store: Path, number: int, turn: int) -> Mapping[str, Any]:
    """Let somebody call git by hand, now and then for a commit of a file that is none of the store's."""
    if dice.random() < 0.3:
        name = f"notes-{number}-{turn}.txt"
        (store / name).write_text("Записка.\n", "utf-8")
        arguments: tuple[str, ...] = ("commit", "--quiet", "-m", "Записка", "--", name)
        git(store, "add", "--", name, code=None)
    else:
        arguments = dice.choice(_BY_HAND)
    done = subprocess.run(["git", *arguments], cwd=store, capture_output=True, check=False)
    return {"arguments": arguments, "code": done.returncode, "stderr": done.stderr.decode("utf-8", "replace")}
