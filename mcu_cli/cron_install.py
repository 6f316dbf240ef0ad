"""What `mcu cron install` looks at before a line goes into the crontab, and the line.

At night there is no terminal, no desktop and no environment of a person: what a run will need is looked for now, and
what stands in the way is said now, while somebody is there.
"""

from __future__ import annotations

import os
import shlex
import sys
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import mcu_cli
from mcu_cli.cron_steps import author_of
from mcu_cli.errors import RefusedError
from mcu_cli.language import _, spoken

if TYPE_CHECKING:
    from mcu_cli.context import Context

# Where git and the program that it signs with look for their settings and keys, and in which letters.
_CARRIED = ("LANG", "GIT_CONFIG_GLOBAL", "XDG_CONFIG_HOME", "GNUPGHOME")
_USUAL_PATH = ("/usr/local/bin", "/usr/bin", "/bin")
_INSTALLED = frozenset({"site-packages", "dist-packages"})


class Schedule(NamedTuple):
    """When cron works: every so many minutes, the summary once a day from `summary_at` (`08:00`) on, mailed or not."""

    every: int
    summary_at: str
    mail: bool


def refuse_what_fails_at_night(mcu: Context, *, mail: bool) -> None:
    """Raise RefusedError where the runs could not do their work: no scheduler, no operator, no mail, no signature."""
    from mcu_cli.store.signing import refuse_passphrase

    if os.name == "nt":  # pragma: no cover  # needs Windows
        raise RefusedError(_("Windows has no cron; docs/cron.md shows the same for its task scheduler"))
    if mcu.environment.get("MCU_NOW"):
        raise RefusedError(_("MCU_NOW is set, and cron goes by the clock; unset it and run the command again").format())
    _name, email = mcu.store.git.operator()
    if mail:
        refuse_without_mail(mcu)
    night = {
        "HOME": mcu.environment.get("HOME", ""),
        "SHELL": "/bin/sh",
        **environment_of_job(mcu),
        **author_of(email),
    }
    refuse_passphrase(mcu.store.root, night)


def refuse_without_mail(mcu: Context) -> None:
    """Raise RefusedError where the summary could not be mailed: nobody to write to, or no mail server."""
    from mcu_cli.mail import check

    recipients = mcu.store.registry.summary.to
    if not recipients:
        raise RefusedError(
            _("nobody is to get the summary; write addresses under `summary` in departments.yaml and run `mcu record`")
        )
    check(mcu, recipients, unattended=True)


def line_for(mcu: Context, schedule: Schedule) -> str:
    """Return the line for the crontab: absolute paths, and every setting that a run needs."""
    from mcu_cli.crontab import line_of

    _name, email = mcu.store.git.operator()
    words = [
        *_program(mcu), "--store", str(mcu.store.root), "cron", "run",
        "--summary-at", schedule.summary_at, *(("--mail",) if schedule.mail else ()), "--installed-by", email,
    ]  # fmt: skip
    return line_of(schedule.every, environment_of_job(mcu), words, mcu.store.root)


def environment_of_job(mcu: Context) -> dict[str, str]:
    """Return what the line sets for a run; the rest comes from cron."""
    import pwd  # of Unix

    from mcu_cli.crontab import program_on

    given = mcu.environment
    git = program_on("git", given)
    folders = [str(Path(git).parent)] if git else []
    found = {"PATH": os.pathsep.join(dict.fromkeys([*folders, *_USUAL_PATH]))}
    found |= {name: given[name] for name in _CARRIED if given.get(name)}
    try:
        home = pwd.getpwuid(os.getuid()).pw_dir  # what cron takes
    except KeyError:
        home = ""
    if given.get("HOME", home) != home:
        found["HOME"] = given["HOME"]
    package = Path(mcu_cli.__file__).resolve().parents[1]
    if "-m" in _program(mcu) and package.name not in _INSTALLED:
        found["PYTHONPATH"] = str(package)
    found["MCU_LANG"] = spoken()
    return found


def _program(mcu: Context) -> list[str]:
    """Return the words that start this mcu from anywhere."""
    words = shlex.split(mcu.program)
    return words if Path(words[0]).is_absolute() else [sys.executable, "-m", "mcu_cli"]
