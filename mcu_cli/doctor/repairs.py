"""What `mcu doctor --fix` does: nothing that loses anything, and nothing that somebody has decided otherwise."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

from mcu_cli.doctor.private import INDEX, calendar_file, litter_of, years_that_count
from mcu_cli.doctor.repository import emptied_files, is_empty
from mcu_cli.language import _, ngettext
from mcu_cli.store.calendars import decree
from mcu_cli.store.files import inside, unusable, write_file
from mcu_cli.store.git import Git
from mcu_cli.store.git_settings import bring_index, make_settings
from mcu_cli.store.journal import watching
from mcu_cli.store.lock import exclusive
from mcu_cli.store.private_folder import LOCK, journal_of, make
from mcu_cli.store.recovery import restore
from mcu_cli.store.upkeep import gathered, keep_up
from mcu_cli.wording import number_text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from contextlib import AbstractContextManager

    from mcu_cli.doctor.patient import Patient


def _alone(patient: Patient) -> AbstractContextManager[int]:
    """Hold the lock of whoever writes to the store."""
    private = patient.mcu.store.private
    make(private)
    around = patient.mcu.surroundings()
    return exclusive(private / LOCK, timeout=around.lock_timeout, purpose="doctor --fix", note=around.note)


def _permissions(patient: Patient) -> Iterator[str]:
    try:
        patient.private.chmod(0o700)
    except OSError as error:
        raise unusable(patient.private, error) from error
    yield _("nobody else may look into {path} now").format(path=patient.private)


def _journal(patient: Patient) -> Iterator[str]:
    told: list[str] = []
    with _alone(patient) as descriptor:
        git = Git(patient.store_folder, patient.mcu.environment, keep_open=(descriptor,))
        restore(patient.store_folder, git, told.append)
    yield from told


def _index_of_git(patient: Patient) -> Iterator[str]:
    index = patient.git_folder / "index"
    with _alone(patient):
        if is_empty(index):
            index.unlink()
            patient.git.run("reset", "--quiet")
            yield _("git's index was made anew from the record")
    yield from _emptied(patient)  # of which git could not tell before


def _emptied(patient: Patient) -> Iterator[str]:
    with _alone(patient):
        paths = emptied_files(patient)
        for path, data in zip(paths, patient.git.blobs(f"HEAD:./{path}" for path in paths), strict=True):
            if data is not None:  # else git has lost it, which the examination of the objects tells
                write_file(inside(patient.store_folder, path), data)
    if paths:
        yield ngettext(
            "{n} file was brought back from the record, {path}",
            "{n} files were brought back from the record, like {path}",
            len(paths),
        ).format(n=number_text(len(paths)), path=paths[0])


def _settings(patient: Patient) -> Iterator[str]:
    with _alone(patient) as descriptor:
        git = Git(patient.store_folder, patient.mcu.environment, keep_open=(descriptor,))
        with watching(journal_of(patient.store_folder), git.head() or ""):
            made = make_settings(git)
            bring_index(git)
    for setting in made:
        yield _("git is set to {name}={value} in this repository").format(name=setting.name, value=setting.value)
    yield _("git's index was written in the form that its settings name")


def _litter(patient: Patient) -> Iterator[str]:
    for path in litter_of(patient):
        try:
            if path.is_dir() and not path.is_symlink():
                shutil.rmtree(path)
            else:
                path.unlink(missing_ok=True)
        except OSError as error:
            raise unusable(path, error) from error
        yield _("removed: {path}").format(path=path)


def _upkeep(patient: Patient) -> Iterator[str]:
    before = gathered(patient.git, patient.head)
    make(patient.mcu.store.private)
    keep_up(patient.git, patient.private, patient.mcu.local_now)
    yield ngettext(
        "upkeep of the repository: {n} object was packed",
        "upkeep of the repository: {n} objects were packed",
        before.objects,
    ).format(n=number_text(before.objects))


def _index(patient: Patient) -> Iterator[str]:
    if patient.mcu.store.index.kept:  # which looking at it has brought to HEAD
        yield _("the index describes the record as it stands")


def _damaged_index(patient: Patient) -> Iterator[str]:
    with _alone(patient):
        for suffix in ("", "-wal", "-shm", "-journal"):
            path = patient.private / f"{INDEX}{suffix}"
            try:
                path.unlink(missing_ok=True)
            except OSError as error:
                raise unusable(path, error) from error
    yield from _index(patient)


def _calendar(patient: Patient) -> Iterator[str]:
    make(patient.mcu.store.private)
    for year in years_that_count(patient):
        decree(year, patient.private)
        if calendar_file(patient, year).is_file():  # which a disk may have refused
            yield _("the days off of {year} were worked out").format(year=year)


# By the names that findings give them, in the order in which they are made: what one leaves, the next may need.
REPAIRS: dict[str, Callable[[Patient], Iterator[str]]] = {
    "permissions": _permissions,
    "index of git": _index_of_git,
    "journal": _journal,
    "emptied": _emptied,
    "settings": _settings,
    "litter": _litter,
    "upkeep": _upkeep,
    "damaged index": _damaged_index,
    "index": _index,
    "calendar": _calendar,
}
