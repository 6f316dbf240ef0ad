"""What mcu keeps for itself in `.mcu`: an unfinished command, the lock, the index, kept calendars, litter, cron."""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

from mcu_cli.doctor.finding import doubt, fine, note, wrong
from mcu_cli.errors import ExitCode, NotFoundError, RefusedError
from mcu_cli.language import _, ngettext
from mcu_cli.store import journal
from mcu_cli.store.calendars import decree, unsure_year
from mcu_cli.store.files import matching, refuse_unlike_a_file
from mcu_cli.store.index import VERSION
from mcu_cli.store.lock import HeldError, exclusive
from mcu_cli.store.private_folder import LOCK, journal_of
from mcu_cli.wording import moment_text, number_text

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from mcu_cli.doctor.finding import Finding
    from mcu_cli.doctor.patient import Patient

INDEX = "index.sqlite"
_DAY = 86_400.0  # seconds; what a running process writes to is younger
_MEGABYTE = 1_000_000
_LARGE = 1_000 * _MEGABYTE  # to look at each page of a larger index would take longer than to make it anew
_NOVEMBER = 11  # from when on terms reach into the next year
# What git writes beside the place of an object or a pack, before it has its name.
_UNFINISHED = ("tmp_obj_*", "*/tmp_obj_*", "pack/tmp_*", "pack/.tmp-*", "tmp_objdir-*")


def writers(patient: Patient) -> Iterator[Finding]:
    """Look whether another mcu writes, or has stopped in the middle of writing."""
    if not os.access(patient.private, os.W_OK):  # not there yet, or not ours to write to
        return
    try:
        with exclusive(patient.private / LOCK, timeout=0, purpose="doctor"):
            unfinished = journal.pending(journal_of(patient.store_folder))
    except HeldError as error:
        yield note(str(error))
        return
    if unfinished is None:
        yield fine(_("no command was interrupted, and none is writing"))
        return
    yield doubt(
        _("`mcu {action}` was interrupted; the next command puts that right, or `mcu doctor --fix`").format(
            action=unfinished.action
        ),
        "journal",
    )


def index(patient: Patient) -> Iterator[Finding]:
    """Look whether the index is whole and describes HEAD; a command would bring it there by itself."""
    path = patient.private / INDEX
    refuse_unlike_a_file(path)  # SQLite follows links
    if not path.is_file():
        yield note(_("there is no index yet; the next command makes it, or `mcu doctor --fix`"), "index")
        return
    size = number_text(path.stat().st_size // _MEGABYTE)
    large = path.stat().st_size > _LARGE
    try:
        with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True, timeout=0)) as db:
            whole = large or db.execute("PRAGMA quick_check(1)").fetchone() == ("ok",)
            meta = dict(db.execute("SELECT name, value FROM meta").fetchall())
            lost = db.execute("SELECT count(*) FROM unreadable").fetchone()[0] if meta.get("version") == VERSION else 0
    except sqlite3.OperationalError as error:
        if error.sqlite_errorcode & 0xFF in {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}:
            yield note(_("the index is being written just now ({n} MB)").format(n=size))
            return
        whole, meta, lost = False, {}, 0
    except sqlite3.DatabaseError:
        whole, meta, lost = False, {}, 0
    if not whole:
        yield doubt(_("the index is damaged; `mcu doctor --fix` makes it anew from the record"), "damaged index")
    elif meta.get("version") != VERSION:
        yield note(_("the index is of another version of mcu; the next command makes it anew"), "index")
    elif meta.get("head") != (patient.head or ""):
        yield note(_("the index is behind the record ({n} MB); the next command brings it up").format(n=size), "index")
    else:
        yield fine(_("the index describes the record as it stands ({n} MB)").format(n=size))
    if lost:
        yield wrong(
            ngettext(
                "{n} file on record cannot be read; `mcu check` tells why",
                "{n} files on record cannot be read; `mcu check` tells why",
                lost,
            ).format(n=number_text(lost)),
            ExitCode.DAMAGED,
        )


def calendar(patient: Patient) -> Iterator[Finding]:
    """Look whether the days off of the years that count are worked out, and known."""
    checked = patient.mcu.store.registry.checked_years
    for year in years_that_count(patient):
        if not calendar_file(patient, year).is_file():
            yield note(
                _("the days off of {year} are not worked out yet; the first command that needs them does it").format(
                    year=year
                ),
                "calendar",
            )
        elif year not in checked and not decree(year, patient.private).known:
            yield doubt(unsure_year(year))
        else:
            yield fine(_("the days off of {year} are known").format(year=year))


def calendar_file(patient: Patient, year: int) -> Path:
    """Return where the days off of a year are kept."""
    return patient.private / f"calendar-{year}.json"


def years_that_count(patient: Patient) -> list[int]:
    """Return this year, and the next one where terms reach into it."""
    today = patient.mcu.today
    return [today.year, today.year + 1] if today.month >= _NOVEMBER else [today.year]


def litter(patient: Patient) -> Iterator[Finding]:
    """Look what killed processes left behind."""
    found = litter_of(patient)
    if found:
        size = sum(_size(path) for path in found) // _MEGABYTE
        yield doubt(
            ngettext(
                "{n} file of processes that were killed ({size} MB), like {path}; `mcu doctor --fix` removes it",
                "{n} files of processes that were killed ({size} MB), like {path}; `mcu doctor --fix` removes them",
                len(found),
            ).format(n=number_text(len(found)), size=number_text(size), path=found[0]),
            "litter",
        )
    else:
        yield fine(_("no killed process left anything behind"))


def litter_of(patient: Patient) -> list[Path]:
    """Return the files and folders that nobody has written to for a day, and whose names say that they are no more."""
    found = [*patient.private.glob("*.tmp")]
    if patient.is_reached:
        found += matching(patient.git_folder, "fast_import_crash_*")
        found += matching(patient.objects, *_UNFINISHED)
    return sorted(path for path in found if patient.disk_now - _changed(path, patient.disk_now) > _DAY)


def _changed(path: Path, now: float) -> float:
    try:
        return path.lstat().st_mtime
    except OSError:  # gone meanwhile
        return now


def _size(path: Path) -> int:
    try:
        return path.lstat().st_size
    except OSError:
        return 0


def cron(patient: Patient) -> Iterator[Finding]:
    """Tell whether cron works here, and how its last run ended."""
    from mcu_cli.cron_steps import STATE
    from mcu_cli.crontab import Crontab, own_lines
    from mcu_cli.store.cron_state import read_state

    try:
        lines = own_lines(Crontab(patient.mcu.environment, patient.private).read(), patient.store_folder)
    except (NotFoundError, RefusedError):  # no program crontab, or nobody may use it: another scheduler may do it
        lines = []
    state = read_state(patient.private / STATE)
    if not lines and not state.began:
        yield note(_("no cron does the nightly work here; `mcu cron install` sets it up"))
        return
    if any(line.active for line in lines):
        yield fine(_("cron does the nightly work here"))
    if state.began_at is not None:
        moment = moment_text(state.began_at.astimezone(patient.mcu.local_now.tzinfo))
        if state.failures:
            yield doubt(
                _("in the run of cron on {moment} something failed; look at `mcu cron show`").format(moment=moment)
            )
        else:
            yield fine(_("the last run of cron was on {moment}").format(moment=moment))
