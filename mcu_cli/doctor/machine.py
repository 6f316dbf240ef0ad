"""What mcu stands on: git, Python and its libraries, who works here, the environment, the clock."""

from __future__ import annotations

import sys
from datetime import datetime, timedelta
from importlib.util import find_spec
from typing import TYPE_CHECKING

from mcu_cli.doctor.finding import doubt, fine, note, wrong
from mcu_cli.errors import ExitCode
from mcu_cli.language import _
from mcu_cli.wording import moment_text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mcu_cli.doctor.finding import Finding
    from mcu_cli.doctor.patient import Patient

_SLACK = timedelta(minutes=5)


def program_git(patient: Patient) -> Iterator[Finding]:
    """Look whether git is there and new enough."""
    version = patient.git.run("version").decode("utf-8", "replace").strip()
    patient.git.refuse_old()
    yield fine(_("the program git: {version}").format(version=version.removeprefix("git version ")))


def libraries(_patient: Patient) -> Iterator[Finding]:
    """Look whether Python and its libraries have the parts that are built in where they were made."""
    import sqlite3
    from contextlib import closing
    from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

    python = ".".join(map(str, sys.version_info[:3]))
    yield fine(_("Python {python}, SQLite {sqlite}").format(python=python, sqlite=sqlite3.sqlite_version))
    try:
        with closing(sqlite3.connect(":memory:")) as db:
            db.execute("CREATE VIRTUAL TABLE probe USING fts5 (stems)")
    except sqlite3.Error:
        yield wrong(
            _("SQLite was built without full-text search (FTS5); install a Python whose SQLite has it"),
            ExitCode.NOT_FOUND,
        )
    if find_spec("yaml._yaml") is None:
        yield wrong(
            _("PyYAML was built without libyaml; install it from a wheel (`pip install --force-reinstall PyYAML`)"),
            ExitCode.NOT_FOUND,
        )
    try:
        ZoneInfo("Europe/Moscow")
    except ZoneInfoNotFoundError:
        yield wrong(_("no time zones are known here; install tzdata (`pip install tzdata`)"), ExitCode.NOT_FOUND)


def operator(patient: Patient) -> Iterator[Finding]:
    """Look whether git knows whose commits these will be."""
    name, email = patient.git.operator()
    yield fine(_("commits are by {name} <{email}>").format(name=name, email=email))


def environment(patient: Patient) -> Iterator[Finding]:
    """Tell which variables change how mcu behaves."""
    names = sorted(name for name in patient.mcu.environment if name.startswith("MCU_"))
    if names:
        yield note(_("set in the environment: {names}").format(names=", ".join(names)))
    if patient.mcu.environment.get("MCU_NOW"):
        yield doubt(
            _("MCU_NOW makes every command take {moment} for now; unset it for work").format(
                moment=moment_text(patient.mcu.now)
            )
        )


def clock(patient: Patient) -> Iterator[Finding]:
    """Look whether the record comes from the future."""
    if patient.head is None:
        return
    told = patient.git.run("show", "--no-patch", "--format=%cI", patient.head).decode().strip()
    recorded = datetime.fromisoformat(told)
    if recorded > patient.mcu.now + _SLACK:
        yield doubt(
            _(
                "the last commit is of {moment}, which this machine takes for the future; "
                "put its clock right before you work on"
            ).format(moment=moment_text(recorded.astimezone(patient.mcu.local_now.tzinfo)))
        )
    else:
        yield fine(_("the clock is not behind the record"))
