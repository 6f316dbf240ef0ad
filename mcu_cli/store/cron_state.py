"""What the runs of cron remember from one to the next, in `.mcu/`: a small state, and a log that does not grow."""

from __future__ import annotations

import contextlib
import json
import os
from dataclasses import asdict, dataclass, field, fields
from typing import TYPE_CHECKING, Any

from mcu_cli.store.files import read_file, unusable, write_file

if TYPE_CHECKING:
    from pathlib import Path

MOST_LOG = 1_000_000  # bytes; then the log becomes `cron.log.1` and a new one begins


@dataclass
class CronState:
    """Days are ISO days in the municipality, moments ISO 8601 with offset; empty where it never happened.

    `saved` is the day of the last summary that is on record; `mailed` tells by address the day of the last one that was
    mailed there, with ` ?` behind it while that is going on, or the hour in which it was refused with ` !`. `unlinked`
    says that an import waits for its repeats to be linked.
    `failures` are the steps of the last run that failed, each with its exit code. `told` holds what was said of a
    failure already: by the name of the failure the day, or the state of the file, for which it was said. `unsent` is
    what could not be mailed to the operator yet.
    """

    began: str = ""
    ended: str = ""
    code: int = 0
    saved: str = ""
    mailed: dict[str, str] = field(default_factory=dict)
    unlinked: bool = False
    failures: dict[str, int] = field(default_factory=dict)
    told: dict[str, str] = field(default_factory=dict)
    unsent: list[str] = field(default_factory=list)


# What the members of mappings and lists are.
_MEMBERS: dict[str, type] = {"failures": int, "told": str, "mailed": str, "unsent": str}


def read_state(path: Path) -> CronState:
    """Return the state at `path`; a new one where there is none, and without what cannot be read."""
    try:
        found = json.loads(read_file(path) or b"{}")
    except ValueError:
        found = {}
    state = CronState()
    for one in fields(CronState):
        value = found.get(one.name) if isinstance(found, dict) else None
        if type(value) is type(getattr(state, one.name)) and _sound(one.name, value):
            setattr(state, one.name, value)
    return state


def _sound(name: str, value: Any) -> bool:
    members = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return all(isinstance(member, _MEMBERS[name]) for member in members)


def write_state(path: Path, state: CronState) -> None:
    """Put the state at `path`, whole or not at all; raises ConflictError where the disk refuses."""
    text: Any = json.dumps(asdict(state), ensure_ascii=False, indent=2)
    write_file(path, f"{text}\n".encode(), sync=True, private=True)


class CronLog:
    """The log at `path`, for its owner's eyes."""

    def __init__(self, path: Path) -> None:
        """Name the file; it is made by the first line."""
        self.path = path

    def write(self, text: str) -> None:
        """Append lines; raises ConflictError where the disk refuses, or a link stands in the way."""
        flags = os.O_WRONLY | os.O_CREAT | os.O_APPEND | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_CLOEXEC", 0)
        try:
            descriptor = os.open(self.path, flags, 0o600)
            with os.fdopen(descriptor, "ab") as file:
                file.write(f"{text}\n".encode("utf-8", "backslashreplace"))  # at once, so that lines never mix
        except OSError as error:
            raise unusable(self.path, error) from error

    def turn_over(self) -> None:
        """Begin a new log where this one is full; the older one of the two goes."""
        with contextlib.suppress(OSError):  # a log that is too long is no reason not to work
            if self.path.stat().st_size > MOST_LOG:
                self.path.replace(self.path.with_name(f"{self.path.name}.1"))
