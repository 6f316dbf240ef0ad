"""The table of what `mcu doctor` examines, in the order in which one thing rests on another; going through it."""

from __future__ import annotations

from enum import IntEnum
from typing import TYPE_CHECKING, NamedTuple

from mcu_cli.doctor import machine, objects, place, private, repository
from mcu_cli.doctor.finding import Finding, Level, wrong
from mcu_cli.doctor.repairs import REPAIRS
from mcu_cli.errors import ExitCode, McuError
from mcu_cli.language import _
from mcu_cli.store.files import reason_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from mcu_cli.doctor.patient import Patient


class Ground(IntEnum):
    """What an examination stands on: without it, it has nothing to look at, and what is missing was said before."""

    NOTHING = 0
    GIT = 1
    STORE = 2
    REPOSITORY = 3
    WHOLE = 4  # no object of the record is lost: only then git can tell whether `.mcu` is ours
    RECORD = 5


class Examination(NamedTuple):
    """One line of the table: its name in JSON, what it stands on, and what it does."""

    name: str
    ground: Ground
    look: Callable[[Patient], Iterator[Finding]]


def _store(patient: Patient) -> Iterator[Finding]:
    if patient.root is None:
        yield wrong(patient.why_not, ExitCode.NOT_FOUND)


EXAMINATIONS = (
    Examination("git", Ground.NOTHING, machine.program_git),
    Examination("libraries", Ground.NOTHING, machine.libraries),
    Examination("environment", Ground.NOTHING, machine.environment),
    Examination("operator", Ground.GIT, machine.operator),
    Examination("store", Ground.NOTHING, _store),
    Examination("repository", Ground.STORE, repository.repository),
    Examination("objects", Ground.RECORD, objects.objects),
    Examination("branch", Ground.REPOSITORY, repository.branch),
    Examination("drive", Ground.STORE, place.drive),
    Examination("room", Ground.STORE, place.room),
    Examination("folder", Ground.WHOLE, place.folder),
    Examination("names", Ground.WHOLE, place.names),
    Examination("locks", Ground.WHOLE, repository.locks),
    Examination("writers", Ground.WHOLE, private.writers),
    Examination("staged", Ground.RECORD, repository.staged),
    Examination("emptied", Ground.RECORD, repository.emptied),
    Examination("registries", Ground.RECORD, repository.registries),
    Examination("clock", Ground.RECORD, machine.clock),
    Examination("settings", Ground.REPOSITORY, repository.settings),
    Examination("hooks", Ground.REPOSITORY, repository.hooks),
    Examination("upkeep", Ground.RECORD, objects.upkeep),
    Examination("index", Ground.RECORD, private.index),
    Examination("calendar", Ground.RECORD, private.calendar),
    Examination("litter", Ground.WHOLE, private.litter),
    Examination("cron", Ground.WHOLE, private.cron),
)


def examined(patient: Patient) -> Iterator[tuple[str, Finding]]:
    """Yield what is found, each with the name of the examination; what one cannot look at stops no other.

    What several cannot look at for the same reason is told once.
    """
    told = set()
    for examination in EXAMINATIONS:
        if not _stands(patient, examination.ground):
            continue
        for finding in _found(patient, examination):
            if finding.level is not Level.ERROR or finding.message not in told:
                told.add(finding.message)
                yield examination.name, finding


def _found(patient: Patient, examination: Examination) -> Iterator[Finding]:
    try:
        yield from examination.look(patient)
    except McuError as error:
        yield wrong(str(error), error.exit_code)
    except OSError as error:
        path = error.filename or patient.mcu.folder
        yield wrong(_("{path}: {reason}").format(path=path, reason=reason_of(error)), ExitCode.CONFLICT)


def _stands(patient: Patient, ground: Ground) -> bool:
    """Whether there is what an examination looks at; asked anew each time, since one finds out for the next."""
    there = {
        Ground.GIT: lambda: patient.has_git,
        Ground.STORE: lambda: patient.root is not None,
        Ground.REPOSITORY: lambda: patient.is_reached,
        Ground.WHOLE: lambda: patient.is_reached and patient.is_whole,
        Ground.RECORD: lambda: patient.is_whole and patient.head is not None,
    }
    return ground is Ground.NOTHING or there[ground]()


def repaired(patient: Patient, wanted: set[str]) -> Iterator[Finding]:
    """Make the repairs that findings name, and yield what was done; one that fails stops no other."""
    for name, repair in REPAIRS.items():
        if name not in wanted:
            continue
        try:
            for sentence in repair(patient):
                yield Finding(Level.OK, sentence)
        except McuError as error:
            yield wrong(str(error), error.exit_code)
