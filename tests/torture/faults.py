"""Faults of the disk: one call of the system fails, or all do from then on; nothing is half done, and it is told.

Which errors a call may end with is what Linux documents: a disk that is full, that fails, that was made read-only, a
file that somebody else owns.
"""

from __future__ import annotations

import errno
import random
import re
from typing import TYPE_CHECKING, NamedTuple

from mcu_cli.errors import ExitCode
from tests.torture.steps import Call, Stop, Way
from tests.torture.town import copied
from tests.torture.whole import broken, chain, status

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from tests.torture.cases import Case
    from tests.torture.kills import Prepared, Torturer
    from tests.torture.runner import Finished

ERRORS = {
    "ENOSPC": (errno.ENOSPC, Call.WRITE | Call.CREATE | Call.MKDIR | Call.RENAME | Call.SYNC | Call.TRUNCATE),
    "EIO": (errno.EIO, Call.WRITE | Call.SYNC | Call.RENAME | Call.CREATE | Call.LOOK),
    "EROFS": (errno.EROFS, Call.CREATE | Call.RENAME | Call.UNLINK | Call.MKDIR),
    "EACCES": (errno.EACCES, Call.CREATE | Call.RENAME | Call.UNLINK | Call.MKDIR | Call.LOOK),
}
_PASSING = {"ENOSPC", "EIO"}  # space is freed, a read tried again; a disk or folder that refuses goes on doing so
_CODES = {ExitCode.DONE, ExitCode.NOT_FOUND, ExitCode.REFUSED, ExitCode.BAD_INPUT, ExitCode.DAMAGED, ExitCode.CONFLICT}
_SENTENCE = re.compile(r"^mcu( cron)?: .+", re.MULTILINE)
_ON_RECORD = ("is on record", "is recorded")


class Fault(NamedTuple):
    """One fault: which error, at which of the calls that may end with it, once or from then on."""

    case: str
    error: str
    step: int
    lasting: bool

    def words(self) -> str:
        """Return it in words, short."""
        return f"{self.case}, {self.error} {'from' if self.lasting else 'at'} step {self.step}"


class Outcome(NamedTuple):
    """What came of one fault: where it struck, the exit code, and what was not as it must be."""

    fault: Fault
    where: str
    code: int
    findings: tuple[str, ...]


def strike(torturer: Torturer, fault: Fault, case: Case) -> Outcome:
    """Let the fault strike the case, and return what came of it."""
    prepared = torturer.prepared(case)
    copied(torturer.scratch, prepared.template)
    number, calls = ERRORS[fault.error]
    stop = Stop(fault.step, Way.FAIL, calls, error=number, lasting=fault.lasting)
    finished = torturer.run(case, stop)
    torturer.runner.wait()
    findings = [*_told(finished), *_whole(torturer, prepared, finished)]
    return Outcome(fault, finished.reached.where, finished.code, tuple(findings))


def _told(finished: Finished) -> Iterator[str]:
    """Yield what is wrong with the exit code and with what was said."""
    if finished.code not in _CODES:
        yield f"exit code {finished.code}: {finished.stderr}"
    elif finished.code and not _SENTENCE.search(finished.stderr) and not finished.stdout:  # the doctor prints findings
        yield f"exit code {finished.code}, and no sentence: {finished.stderr}"
    if "Traceback" in finished.stderr:
        yield f"a traceback: {finished.stderr}"


def _whole(torturer: Torturer, prepared: Prepared, finished: Finished) -> Iterator[str]:
    """Yield what is wrong with the store: as the command said, and whole for the next one."""
    store = torturer.scratch.store
    trees = chain(store, prepared.before).trees
    if prepared.case.one_commit and trees != prepared.trees[: len(trees)]:
        yield f"HEAD holds something else: {trees}, not {prepared.trees}"
    if prepared.case.one_commit:
        if finished.code and trees and not any(words in finished.stderr for words in _ON_RECORD):
            yield f"it is on record, and it was said that it failed: {finished.stderr}"
        if not finished.code and not trees:
            yield f"it is not on record, and nothing was said: {finished.stderr}"
    if prepared.case.founds and not trees:
        yield from torturer.founded_again(prepared)
        return
    again = ("doctor", "--fix") if prepared.case.name.startswith("doctor") else ("agenda",)
    for command in (again, ("list",)):
        following = torturer.runner.run(*command, folder=store)
        if following.code:
            yield f"the next command: {following.code}: {following.stderr}"
    expected = prepared.edited if not (trees and prepared.case.hand) else frozenset()
    if prepared.case.name.startswith("doctor"):
        expected = status(store)
    # What git did without, it leaves half-made among its objects, as ever; `git gc` takes it away.
    yield from broken(
        torturer.runner,
        store,
        expected=expected,
        environment=torturer.runner.environment,
        proved=not prepared.case.forged,
        objects_too=bool(finished.code),
    )


def counted(torturer: Torturer, case: Case, error: str) -> int:
    """Return how many calls of a case may end with an error."""
    copied(torturer.scratch, torturer.prepared(case).template)
    return torturer.run(case, Stop(0, Way.FAIL, ERRORS[error][1])).reached.steps


def planned(torturer: Torturer, cases: Sequence[Case], most: int, seed: int) -> list[tuple[Fault, Case]]:
    """Return at most so many faults, drawn from all steps of the cases; the same for the same seed."""
    dice = random.Random(seed + 2)
    found = [
        (Fault(case.name, error, step, lasting), case)
        for case in cases
        for error in ERRORS
        for step in range(1, counted(torturer, case, error) + 1)
        for lasting in ((False, True) if error in _PASSING else (True,))
    ]
    dice.shuffle(found)
    return found[:most]
