"""Kills: a command is stopped at one of its steps, or at any moment; the next ones find the store whole."""

from __future__ import annotations

import contextlib
import os
import random
import shutil
import signal
import subprocess
import time
from typing import TYPE_CHECKING, NamedTuple

from tests.torture.cases import CASES, Case, arguments_of
from tests.torture.power import disk_of, lose
from tests.torture.steps import Stop, Way
from tests.torture.town import Broken, Scratch, copied, git
from tests.torture.whole import broken, chain, status

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from tests.torture.runner import Finished, Runner

_HAND = "\n# рукой\n".encode()
_INTERRUPTED = "was interrupted"
NEXT = (("list", "--json"), ("agenda",), ("show", "1"), ("add", "--channel", "phone", "--text", "Следующее."))


class Kill(NamedTuple):
    """One kill: of which case, at which step (0: at a moment, a share of the whole time), and what comes after.

    `hand` says when a file is edited by hand: "before" the command, "after" the kill, or never. `then` is the number
    of the command of NEXT that comes first.
    """

    case: str
    step: int
    way: Way
    torn: bool = False
    hand: str = ""
    then: int = 0
    moment: float = 0.0
    patient: bool = True

    def words(self) -> str:
        """Return it in words, short."""
        where = f"step {self.step}" if self.step else f"{self.moment:.0%} of its time"
        more = "".join((", torn" if self.torn else "", f", hand edit {self.hand}" if self.hand else ""))
        return f"{self.case}, {self.way.name.lower()} at {where}{more}, then {NEXT[self.then][0]}"


class Prepared(NamedTuple):
    """A case ready to be copied: its folder, the commit it starts from, and how it ends where nobody stops it."""

    case: Case
    template: Path
    before: str
    trees: tuple[str, ...]
    steps: int
    seconds: float
    edited: frozenset[str]
    changed: frozenset[str]


class Outcome(NamedTuple):
    """What came of one kill: where it struck, whether the command is on record, and what was not as it must be."""

    kill: Kill
    where: str
    on_record: bool
    findings: tuple[str, ...]


class Torturer:
    """Kills commands in one scratch folder; `town` is the folder with the town's store, copied for each case."""

    def __init__(self, runner: Runner, scratch: Scratch, town: Path) -> None:
        """Prepare nothing yet."""
        self.runner = runner
        self.scratch = scratch
        self._town = town
        self._went_on = False
        self._way = Way.GROUP
        self._forged = False
        self._prepared: dict[str, Prepared] = {}

    def prepared(self, case: Case) -> Prepared:
        """Return the case, prepared once: its store, and the run that nobody stops."""
        if case.name in self._prepared:
            return self._prepared[case.name]
        scratch = self.scratch
        copied(scratch, self._town)
        if case.founds:
            shutil.rmtree(scratch.store)
        else:
            git(scratch.store, "status")  # a copy has other inodes: git's index learns them, so that it need not later
        case.prepare(self.runner, scratch)
        template = self._town.parent / f"{scratch.root.name}-{len(self._prepared)}"
        subprocess.run(["cp", "-a", str(scratch.root), str(template)], check=True)
        before = "" if case.founds else git(scratch.store, "rev-parse", "HEAD")
        edited = frozenset() if case.founds else status(scratch.store)
        began = time.monotonic()
        finished = self.run(case, Stop(0))
        seconds = time.monotonic() - began
        if finished.code:
            raise Broken(f"{case.name}: {finished.code}\n{finished.stdout}{finished.stderr}")
        trees = chain(scratch.store, before).trees
        if bool(trees) == case.no_commit:
            raise Broken(f"{case.name}: {len(trees)} commits")
        changed = git(scratch.store, "diff", "--name-only", before, "HEAD").split("\n") if before else ()
        done = Prepared(case, template, before, trees, finished.reached.steps, seconds, edited, frozenset(changed))
        self.learn(done)
        return done

    def learn(self, prepared: Prepared) -> None:
        """Hold kills of a case against this from now on."""
        self._prepared[prepared.case.name] = prepared

    def run(self, case: Case, stop: Stop) -> Finished:
        """Run the case in the scratch folder as it stands."""
        folder = self.scratch.root if case.founds else self.scratch.store
        return self.runner.run(
            *arguments_of(case, self.scratch), folder=folder, given=case.given, stop=stop, extra=case.extra
        )

    def kill(self, kill: Kill, case: Case) -> Outcome:
        """Do it, and return what came of it."""
        prepared = self.prepared(case)
        scratch, store = self.scratch, self.scratch.store
        copied(scratch, prepared.template)
        self._way, self._forged = kill.way, case.forged
        hands = _Hands(store, prepared)
        if kill.hand == "before":
            hands.edit_one_of(prepared, self._standing(prepared, changed=False))
        finished = self._cut(kill, prepared) if kill.way == Way.POWER else self._killed(kill, prepared)
        journal = (store / ".mcu" / "journal.jsonl").exists()
        if kill.patient or case.founds:
            self.runner.wait()
        if kill.hand == "after":
            hands.edit_one_of(prepared, self._standing(prepared, changed=True))
        findings = []
        if not finished.reached.where and 0 < kill.step <= prepared.steps:
            findings.append(f"it ended by itself, with {finished.code}: {finished.stderr}")
        if kill.way == Way.CHILD and finished.code == 1:
            findings.append(f"mcu itself: {finished.stderr}")
        if case.founds and not chain(store, "").head:
            findings += self.founded_again(prepared)
            return Outcome(kill, finished.reached.where, on_record=False, findings=tuple(findings))
        # A git whose child died may have gone on without it: then nothing was interrupted, and what the child left is
        # git's own, which `git gc` takes away.
        self._went_on = kill.way == Way.CHILD and not finished.code
        try:
            findings += self._next(kill, prepared, hands, journal=journal and kill.way != Way.CHILD)
        except Broken as error:  # not even git can look at it
            findings.append(str(error))
            return Outcome(kill, finished.reached.where, on_record=False, findings=tuple(findings))
        self.runner.wait()
        reached = chain(store, prepared.before)
        if kill.way == Way.POWER and not finished.code and not reached.trees and not case.no_commit:
            findings.append("it had ended well, and is not on record")
        return Outcome(kill, finished.reached.where, bool(reached.trees), tuple(findings))

    def _killed(self, kill: Kill, prepared: Prepared) -> Finished:
        if kill.step:
            return self.run(prepared.case, Stop(kill.step, kill.way, torn=kill.torn))
        case = prepared.case
        folder = self.scratch.root if case.founds else self.scratch.store
        process = self.runner.start(
            *arguments_of(case, self.scratch), folder=folder, given=case.given, stop=Stop(0), extra=case.extra
        )
        time.sleep(kill.moment * prepared.seconds)
        with contextlib.suppress(ProcessLookupError):  # it was quicker than that
            (os.killpg if kill.way == Way.GROUP else os.kill)(process, signal.SIGKILL)
        return self.runner.finished()

    def _cut(self, kill: Kill, prepared: Prepared) -> Finished:
        """Stop the case by a cut of the power, at a step or (one beyond them) right after its end."""
        trace = self.scratch.root.parent / f"{self.scratch.root.name}.trace"
        trace.write_bytes(b"")
        disk = disk_of(self.scratch.root)
        case = prepared.case
        finished = self.runner.run(
            *arguments_of(case, self.scratch),
            folder=self.scratch.root if case.founds else self.scratch.store,
            given=case.given,
            stop=Stop(kill.step, kill.way, torn=kill.torn),
            trace=trace,
            extra=case.extra,
        )
        self.runner.wait()
        lose(disk, trace, was_cut=bool(finished.reached.where))
        return finished

    def _standing(self, prepared: Prepared, *, changed: bool) -> Sequence[str]:
        """Return the appeals that stood before the command, and that it changes, or does not."""
        if not prepared.before:
            return ()
        given = git(self.scratch.store, "ls-tree", "-r", "--name-only", prepared.before, "appeals/").split("\n")
        return [path for path in given if (path in prepared.changed) == changed]

    def founded_again(self, prepared: Prepared) -> Iterator[str]:
        """Yield what is wrong where a store could not be founded after one that was killed before its first commit."""
        finished = self.run(prepared.case, Stop(0))
        if finished.code:
            yield f"mcu init, again: {finished.code}: {finished.stdout}{finished.stderr}"
            return
        if chain(self.scratch.store, "").trees != prepared.trees:
            yield "founded again, the store is another one"
        self.runner.run("list", folder=self.scratch.store)
        yield from self._broken(frozenset())

    def _next(self, kill: Kill, prepared: Prepared, hands: _Hands, *, journal: bool) -> Iterator[str]:
        """Run a command, hold the store against what it has to be, run another, and hold it again."""
        first = NEXT[kill.then]
        if prepared.case.name.startswith("doctor"):  # of an upkeep the next one clears up, no other meets what it left
            first = ("doctor", "--fix")
        if kill.way == Way.POWER:  # where the journal was gone already, the folder may lack what HEAD holds
            yield from self._follow(("doctor", "--fix"), journal=journal)
            journal = False
        yield from self._follow(first, journal=journal and kill.patient)
        self.runner.wait()  # a git that lived on held the store's lock: who only reads does not wait for it
        if first[0] == "doctor" or (first[0] != "add" and not kill.patient):
            yield from self._follow(("agenda",), journal=False)
        added = ("add",) if first[0] == "add" else ()
        yield from self._judged(prepared, hands, added)
        if not added:
            yield from self._follow(NEXT[-1], journal=False)
            yield from self._judged(prepared, hands, ("add",), whole=False)

    def _follow(self, arguments: tuple[str, ...], *, journal: bool) -> Iterator[str]:
        finished = self.runner.run(*arguments, folder=self.scratch.store)
        if finished.code:
            yield f"the next command, {arguments[0]}: {finished.code}: {finished.stderr}{finished.stdout}"
        said = finished.stderr + finished.stdout  # the doctor tells what it has done as its result
        if journal and _INTERRUPTED not in said:
            yield f"the next command, {arguments[0]}, says nothing of what was interrupted: {said!r}"

    def _judged(
        self, prepared: Prepared, hands: _Hands, added: tuple[str, ...], *, whole: bool = True
    ) -> Iterator[str]:
        store = self.scratch.store
        trees = chain(store, prepared.before).trees
        own = trees[: len(trees) - len(added)]
        # What goes on without a part of it makes something else of it.
        went_on = self._way == Way.CHILD and not (prepared.case.one_commit or prepared.case.no_commit)
        if not went_on and own != prepared.trees[: len(own)] and not (prepared.case.founds and not own):
            yield f"HEAD holds something else: {trees} upon {prepared.before}, not {prepared.trees}"
        expected = hands.expected(taken_in=bool(own) and prepared.case.hand)
        yield from hands.lost()
        if whole:
            yield from self._broken(expected, checked=not expected)
        elif status(store) != expected:
            yield f"git status after the next but one: {sorted(status(store))}, not {sorted(expected)}"

    def _broken(self, expected: frozenset[str], *, checked: bool = True) -> Iterator[str]:
        yield from broken(
            self.runner,
            self.scratch.store,
            expected=expected,
            environment=self.runner.environment,
            checked=checked,
            proved=not self._forged,
            objects_too=not self._went_on,
        )


class _Hands:
    """The edits made by hand in a store: what has to be there, byte for byte, whatever happens."""

    def __init__(self, store: Path, prepared: Prepared) -> None:
        self._store = store
        self._given = prepared.edited
        self._edits: dict[str, bytes] = {}

    def edit(self, path: str) -> None:
        data = (self._store / path).read_bytes() + _HAND
        (self._store / path).write_bytes(data)
        self._edits[path] = data

    def edit_one_of(self, prepared: Prepared, paths: Sequence[str]) -> None:
        there = [path for path in paths if (self._store / path).exists()]
        if there:
            self.edit(random.Random(prepared.case.name).choice(there))

    def expected(self, *, taken_in: bool) -> frozenset[str]:
        """Return what git has to say of them; what `mcu record` has `taken_in` is none any more."""
        given = frozenset() if taken_in else self._given
        return given | {f" M {path}" for path in self._edits}

    def lost(self) -> Iterator[str]:
        """Yield which are not there as they were."""
        for path, data in self._edits.items():
            if not (self._store / path).exists() or (self._store / path).read_bytes() != data:
                yield f"{path} was edited by hand, and is not what it was"


def planned(torturer: Torturer, cases: Sequence[Case], most: int, seed: int) -> list[tuple[Kill, Case]]:
    """Return at most so many kills, drawn from all steps of the cases in all ways; the same for the same seed."""
    dice = random.Random(seed)
    found = [
        (_drawn(dice, case, way, step=step), case)
        for case in cases
        for step in range(1, torturer.prepared(case).steps + 1)
        for way in (Way.GROUP, Way.ALONE, Way.CHILD)
    ]
    dice.shuffle(found)
    return found[:most]


def cuts(torturer: Torturer, cases: Sequence[Case], most: int, seed: int) -> list[tuple[Kill, Case]]:
    """Return at most so many cuts of the power, one of five right after a command has ended; as `planned`."""
    dice = random.Random(seed + 2)
    found = []
    for _n in range(most):
        case = dice.choice(cases)
        steps = torturer.prepared(case).steps
        step = steps + 1 if dice.random() < 0.2 else dice.randint(1, steps)
        found.append((_drawn(dice, case, Way.POWER, step=step), case))
    return found


def at_moments(cases: Sequence[Case], count: int, seed: int) -> list[tuple[Kill, Case]]:
    """Return `count` kills at moments drawn at random from the time that a command takes."""
    dice = random.Random(seed + 1)
    chosen = [dice.choice(cases) for _n in range(count)]
    return [(_drawn(dice, case, dice.choice((Way.GROUP, Way.ALONE)), moment=dice.random()), case) for case in chosen]


def _drawn(dice: random.Random, case: Case, way: Way, *, step: int = 0, moment: float = 0.0) -> Kill:
    hand = "" if case.founds or case.hand else dice.choice(("", "", "before", "after"))
    return Kill(
        case.name,
        step,
        way,
        torn=bool(step) and dice.random() < 0.3,
        hand=hand,
        then=dice.choice((0, 1, 3)) if case.founds else dice.randrange(len(NEXT)),
        moment=moment,
        patient=dice.random() < 0.7,
    )


SHORT = tuple(case for case in CASES if not case.long)
LONG = tuple(case for case in CASES if case.long)
